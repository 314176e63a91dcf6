"""Labelled images: one-hot labels, and the matrices of inputs and targets."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import Group, RoundedRectangle, VGroup

from network.data.drawn_digits import DrawnDigits
from network.data.mnist_sample import MnistSample
from scenes.mobjects.images.painting import Painting
from scenes.mobjects.matrix.elided_matrix import ElidedMatrix
from scenes.mobjects.matrix.matrix import BRACKET_PAD, square_brackets
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme, rgb_bytes

__all__ = ["Drawings", "OneHotColumn", "SampleMatrices"]

WHOLE = NumberFormat(0)
THUMBNAIL = 0.88
"""Side of a thumbnail, as a share of the pitch of the rows it is in."""
HEAD, FOOT = 0.5, 1.0
"""Room above and below the matrices, in frame units."""


class Drawings:
    """Mobjects for drawn digits, or images of an MNIST sample, by index."""

    def __init__(self, theme: Theme, drawn: DrawnDigits | MnistSample):
        self.theme, self.drawn = theme, drawn
        self.classes = range(len(drawn.metadata["classes"]))

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
        room = numbers_at.below(numbers_at.top - HEAD).above(numbers_at.bottom + 0.6)
        pitch = room.height / len(sources)
        self.matrix = ElidedMatrix(
            theme, [[s] for s in sources], WHOLE, em, pitch, pitch, drawings.entry_colour
        ).move_to(room.centre)
        self.cells = [cell for (cell,) in self.matrix.cells]
        self.names = []
        for k, cell in enumerate(self.cells):
            self.names.append(drawings.class_name(k, em).place(names_at.x, cell.baseline))
        self.headings = [
            TextLine(theme, text, theme.sizes.label, theme.quiet).place(region.x, region.top - 0.35)
            for text, region in zip(headings, (names_at, numbers_at), strict=True)
        ]
        super().__init__(self.matrix, *self.names, *self.headings)


class SampleMatrices(Group):
    """Images laid flat as rows of one matrix, and their one-hot labels as rows of another.

    Parameters
    ----------
    drawings : Drawings
    regions : sequence of Region
        Of the images, of their pixels, and of the labels.
    shown : sequence of int
        Indices of the images.

    Attributes
    ----------
    shown : list of int
    thumbs : list of Region
        Places of the images.
    strips : list of Painting
        All pixels of each image, row after row.
    matrix : ElidedMatrix
        One-hot labels.
    headings : list of Readout
        Classes of its columns.
    dots : list of VGroup
        For the rows left out.
    brackets : list of VMobject
        Around the pixels and around the labels.
    """

    def __init__(
        self,
        drawings: Drawings,
        regions: Sequence[Region],
        shown: Sequence[int],
    ):
        theme, self.shown = drawings.theme, list(shown)
        images_at, inputs_at, numbers_at = regions
        self.theme = theme
        room = numbers_at.below(numbers_at.top - HEAD).above(numbers_at.bottom + FOOT)
        pitch = room.height / (len(shown) + 1)
        across = min(0.6, (numbers_at.width - 0.5) / len(drawings.classes))
        self.matrix = ElidedMatrix(
            theme, [*map(drawings.one_hot, shown), None], WHOLE, 0.5, pitch, across,
            drawings.entry_colour,
        ).move_to(room.centre)  # fmt: skip
        self.headings = [
            drawings.class_name(k, theme.sizes.number).place(
                self.matrix.column_x(k), room.top + 0.15
            )
            for k in drawings.classes
        ]
        half, width = min(THUMBNAIL * pitch, images_at.width) / 2, inputs_at.width - 2 * BRACKET_PAD
        self.thumbs, self.strips = [], []
        for r, drawing in enumerate(shown):
            x, y = images_at.right - half, self.matrix.row_y(r)
            self.thumbs.append(Region(x - half, x + half, y - half, y + half))
            place = Region(
                inputs_at.x - width / 2, inputs_at.x + width / 2, y - 0.7 * half, y + 0.7 * half
            )
            self.strips.append(Painting(place, _flat(theme, drawings.image(drawing))))
        brackets = square_brackets(theme, inputs_at.width / 2, room.height / 2)
        self.brackets = [brackets.move_to([inputs_at.x, room.y, 0.0]), self.matrix.brackets]
        dots = [
            Formula(theme, "dots.v", 0.55, theme.quiet).move_to([x, self.matrix.gap_y(0), 0.0])
            for x in (self.thumbs[0].x, inputs_at.x)
        ]
        self.dots = [*dots, *self.matrix.dots]
        super().__init__(self.matrix, *self.headings, *self.strips, brackets, *dots)

    def band(self, k: int) -> RoundedRectangle:
        """Return a bar behind the entry of the first label for class ``k`` and the class's name."""
        matrix, heading = self.matrix, self.headings[k]
        low, high = matrix.row_y(0) - 0.42 * matrix.row_pitch, heading.get_top()[1] + 0.1
        bar = RoundedRectangle(
            width=0.8 * matrix.column_pitch, height=high - low, corner_radius=0.08, stroke_width=0,
            fill_color=self.theme.target, fill_opacity=self.theme.row_tint,
        )  # fmt: skip
        return bar.move_to([matrix.column_x(k), (low + high) / 2, 0.0])


def _flat(theme: Theme, image: np.ndarray) -> np.ndarray:
    """Return the colours of all pixels of an image, in one row."""
    colours = [list(rgb_bytes(theme.activation(level / 255))) for level in range(256)]
    return np.array(colours, np.uint8)[image.reshape(1, -1)]
