"""Labelled images: a wall of them, a one-hot label, the label matrix."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import Group, VGroup

from network.data.drawn_digits import DrawnDigits
from network.data.mnist_sample import MnistSample
from scenes.mobjects.images.painting import Painting
from scenes.mobjects.images.thumbnail import Thumbnail
from scenes.mobjects.matrix.elided_matrix import ElidedMatrix
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import TextLine
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["Drawings", "LabelMatrix", "OneHotColumn"]

WHOLE = NumberFormat(0)
THUMBNAIL = 0.88
"""Side of a thumbnail, as a share of the pitch of the rows it is in."""


class Drawings:
    """Mobjects for drawn digits, or images of an MNIST sample, by index."""

    def __init__(self, theme: Theme, drawn: DrawnDigits | MnistSample):
        self.theme, self.drawn = theme, drawn
        self.classes = range(len(drawn.metadata["classes"]))
        self.real = drawn.metadata["kind"] == "mnist_sample"

    def small(self, drawing: int, region: Region) -> Thumbnail | Painting:
        """Draw an image in the centre of a region, as large as fits."""
        image = self.image(drawing)
        if not self.real:
            return Thumbnail(self.theme, region, image)
        # Hundreds of grey levels are too many for one path each.
        half, (x, y, _) = min(region.width, region.height) / 2, region.centre
        greys = np.repeat(image[:, :, None], 3, axis=2)
        return Painting(Region(x - half, x + half, y - half, y + half), greys)

    def image(self, drawing: int) -> np.ndarray:
        """Return the pixels of an image, shape (rows, columns)."""
        return self.drawn.arrays["images"][drawing]

    def label_value(self, drawing: int) -> int:
        """Return the label of an image."""
        return int(self.drawn.arrays["image_labels"][drawing])

    def label(self, drawing: int, em: float) -> Readout:
        """Typeset the label of an image."""
        source = Source(self.drawn, "image_labels", index=(drawing,))
        return Readout(self.theme, source, WHOLE, em, self.theme.target)

    def class_name(self, k: int, em: float) -> Readout:
        """Typeset the class of entry ``k`` of a one-hot label."""
        source = Source(self.drawn, "classes", index=(k,))
        return Readout(self.theme, source, WHOLE, em, self.theme.quiet)

    def one_hot(self, drawing: int) -> list[Source]:
        """Return the sources of an image's one-hot label."""
        return [Source(self.drawn, "one_hot", index=(drawing, k)) for k in self.classes]

    def entry_colour(self, value: float) -> str:
        """Return the colour of an entry of a one-hot label."""
        return self.theme.target if value else self.theme.quiet


class OneHotColumn(VGroup):
    """A one-hot label as a column, beside the classes of its entries.

    Parameters
    ----------
    drawings : Drawings
    names_at, numbers_at : Region
        Regions of the two columns, including headings.
    drawing : int
        Index of the image.
    headings : pair of str
    em : float
        Size of the type in frame units.

    Attributes
    ----------
    matrix : ElidedMatrix
    cells, names : list of Readout
    headings : list of TextLine
    """

    def __init__(
        self,
        drawings: Drawings,
        names_at: Region,
        numbers_at: Region,
        drawing: int,
        headings: Sequence[str],
        em: float,
    ):
        theme, sources = drawings.theme, drawings.one_hot(drawing)
        room = numbers_at.below(numbers_at.top - 0.5)
        pitch = room.height / len(sources)
        self.matrix = ElidedMatrix(
            theme, [[s] for s in sources], WHOLE, em, pitch, pitch, drawings.entry_colour
        ).move_to(room.centre)
        self.cells = [cell for (cell,) in self.matrix.cells]
        self.names = []
        for k, (cell, source) in enumerate(zip(self.cells, sources, strict=True)):
            name = drawings.class_name(k, em).place(names_at.x, cell.baseline)
            self.names.append(name.set_fill(drawings.entry_colour(source.value)))
        self.headings = [
            TextLine(theme, text, theme.sizes.label, theme.quiet).place(region.x, region.top - 0.35)
            for text, region in zip(headings, (names_at, numbers_at), strict=True)
        ]
        super().__init__(self.matrix, *self.names, *self.headings)


class LabelMatrix(Group):
    """One-hot labels as rows, each with its image and label; dots for the rows left out.

    Parameters
    ----------
    drawings : Drawings
    images_at, numbers_at : Region
        Regions of images and labels, and of the matrix.
    shown : sequence of int
        Indices of the images.
    left_out : str
        Words beside the dots.

    Attributes
    ----------
    matrix : ElidedMatrix
    headings : list of Readout
        Classes of the columns.
    beside : list of (Thumbnail or Painting, Readout)
        Image and label of each row.
    note : TextLine
    """

    def __init__(
        self,
        drawings: Drawings,
        images_at: Region,
        numbers_at: Region,
        shown: Sequence[int],
        left_out: str,
    ):
        theme = drawings.theme
        slots = [*[drawings.one_hot(drawing) for drawing in shown], None]
        room = numbers_at.below(numbers_at.top - 1.0)  # above it: headings and a measure
        pitch = room.height / len(slots)
        across = min(0.66, (numbers_at.width - 0.5) / len(drawings.classes))
        self.matrix = ElidedMatrix(
            theme, slots, WHOLE, 0.5, pitch, across, drawings.entry_colour
        ).move_to(room.centre)
        self.headings = [
            drawings.class_name(k, theme.sizes.number).place(
                self.matrix.column_x(k), room.top + 0.12
            )
            for k in drawings.classes
        ]
        self.beside = []
        em, half = 0.6, THUMBNAIL * pitch / 2
        x = images_at.left + 0.33 * images_at.width
        for r, drawing in enumerate(shown):
            y = self.matrix.row_y(r)
            place = Region(x - half, x + half, y - half, y + half)
            label = drawings.label(drawing, em)
            label.place(images_at.right - 0.5, y - em * DIGIT_HEIGHT / 2)
            self.beside.append((drawings.small(drawing, place), label))
        self.note = TextLine(theme, left_out, theme.sizes.label, theme.quiet)
        # Below the images, unless that is too close to the edge.
        x = max(x, images_at.left + self.note.width / 2)
        self.note.place(x, self.matrix.gap_y(0) - 0.08)
        pairs = [m for pair in self.beside for m in pair]
        super().__init__(self.matrix, *self.headings, *pairs, self.note)
