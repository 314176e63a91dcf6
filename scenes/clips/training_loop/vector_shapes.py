"""Which shapes fit: weights and an image, outputs and a label, as rows and as columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from manim import Animation, FadeIn, FadeOut, Mobject

from scenes.animation.timing import within
from scenes.clips.training_loop.layout import VectorLayout
from scenes.clips.training_loop.shapes import ElidedVector, ShapedMatrix
from scenes.mobjects.matrix.shape_label import InnerSizes, ShapeLabel
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.source import Source
from scenes.style.theme import Theme

__all__ = ["VectorShapes"]

TITLE_EM = 0.38


class VectorShapes:
    """A weight matrix, an image, an output and a label, each with its shape below.

    Image and label are rows until they are turned into columns.

    Parameters
    ----------
    theme : Theme
    layout : VectorLayout
    sizes : sequence of Source
        Layer sizes: inputs, hidden neurons, outputs.
    words : mapping of str to str
        Titles ``weights``, ``image``, ``output`` and ``label``, and ``sides``, printed in the
        matrix.

    Attributes
    ----------
    matrix : ShapedMatrix
    image, label : list of ElidedVector
        As a row and as a column.
    output : ElidedVector
    dot, minus : Formula
        Signs between the factors, and between output and label.
    titles : dict of str to TextLine
    inner : InnerSizes
        Of the product as it stands now.
    """

    def __init__(
        self, theme: Theme, layout: VectorLayout, sizes: Sequence[Source], words: Mapping[str, str]
    ):
        self.theme, self.layout, self.words = theme, layout, words
        inputs, hidden, outputs = sizes
        em = 1.4 * theme.sizes.number
        self.matrix = ShapedMatrix(theme, "bold(W)^((1))", layout.matrix, (hidden, inputs), em)
        self.matrix[1].shift([0.0, 0.2, 0.0])
        sides = TextLine(theme, words["sides"], theme.sizes.label, theme.quiet)
        self.matrix.add(sides.place(0.0, -0.62))

        def vector(letter: str, size: Source, pitch: float | None, colour: str) -> ElidedVector:
            """Typeset a row with the given pitch, or a column without one."""
            indices = [*layout.indices, f"{size.value:.0f}"]
            upright, pitch = pitch is None, pitch or layout.pitch
            return ElidedVector(theme, letter, indices, size, upright, em, pitch, colour)

        self.image = [vector("x", inputs, p, theme.ink) for p in (layout.image_pitch, None)]
        self.label = [vector("t", outputs, p, theme.target) for p in (layout.label_pitch, None)]
        self.output = vector("o", outputs, None, theme.ink)
        self.matrix.stand(*layout.lying[0])
        self.image[0].stand(*layout.lying[1])
        upright = zip((self.image[1], self.output, *self.label), layout.upright[1:], strict=True)
        for drawn, place in upright:
            drawn.stand(*place)
        self.dot = Formula(theme, "dot", 1.5 * em, theme.quiet)
        self.dot.move_to(_between(self.matrix, self.image[0]))
        self.minus = Formula(theme, "minus", 1.5 * theme.sizes.number, theme.quiet)
        self.minus.move_to(_between(self.output, self.label[1]))
        titled = zip(
            ("weights", "image", "output", "label"),
            (self.matrix, self.image[0], self.output, self.label[0]),
            strict=True,
        )
        self.titles = {name: self._title(name, drawn) for name, drawn in titled}
        self.inner = self._join(self.image[0].shape)

    def _join(self, vector: ShapeLabel) -> InnerSizes:
        """Join the columns of the matrix and the rows of a vector."""
        theme = self.theme
        return InnerSizes(theme, self.matrix.shape, vector, above=True, unfit=theme.ink)

    def _title(self, name: str, drawn: ShapedMatrix | ElidedVector) -> TextLine:
        """Return a title, placed above what it names."""
        x, top, _ = drawn.brackets.get_top()
        colour = self.theme.target if name == "label" else self.theme.quiet
        return TextLine(self.theme, self.words[name], TITLE_EM, colour).place(x, top + 0.2)

    def stand_image_up(self) -> list[Animation]:
        """Return the animations that turn the image's row into a column; the matrix makes room."""
        matrix, (row, column) = self.matrix, self.image
        old, unfit = matrix.shape, self.inner
        x, y, foot = self.layout.upright[0]
        way = [x - matrix.brackets.get_x(), y - matrix.brackets.get_y(), 0.0]
        matrix.shape = old.copy().place(x, foot)
        matrix.shape.columns.set_fill(self.theme.quiet)
        moved = matrix.copy().shift(way)
        self.inner = self._join(column.shape)
        return [
            *[within(FadeOut(m), 0.0, 0.3) for m in (unfit, row.shape, old)],
            matrix.animate.shift(way),
            self.titles["weights"].animate.move_to(self._title("weights", moved)),
            self.titles["image"].animate.move_to(self._title("image", column)),
            self.dot.animate.move_to(_between(moved, column)),
            *row.turn_into(column),
            *[within(FadeIn(m), 0.7, 1.0) for m in (matrix.shape, column.shape)],
        ]

    def stand_label_up(self) -> list[Animation]:
        """Return the animations that turn the label's row into a column, beside the output."""
        (row, column), output, title = self.label, self.output, self.titles["label"]
        # The output takes the place of the row.
        coming = [column.shape, self.minus, output, output.shape, self.titles["output"]]
        return [
            within(FadeOut(row.shape), 0.0, 0.3),
            within(title.animate.move_to(self._title("label", column)), 0.0, 1.0),
            *row.turn_into(column),
            *[within(FadeIn(m), 0.7, 1.0) for m in coming],
        ]

    @property
    def upright(self) -> list[Mobject]:
        """Everything on screen once image and label are columns."""
        vectors = (self.matrix, self.image[1], self.output, self.label[1])
        shapes = [vector.shape for vector in vectors]
        return [*vectors, *shapes, self.dot, self.minus, self.inner, *self.titles.values()]


def _between(left: ShapedMatrix | ElidedVector, right: ShapedMatrix | ElidedVector):
    """Return the point half way between two pairs of brackets."""
    return (left.brackets.get_right() + right.brackets.get_left()) / 2
