"""Which shapes fit: weights and an input, outputs and a target, as rows and as columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from manim import Animation, FadeIn, FadeOut, Mobject

from scenes.animation.timing import within
from scenes.clips.training_loop.layout import VectorLayout
from scenes.clips.training_loop.shapes import ElidedVector, ShapedMatrix
from scenes.mobjects.matrix.shape_label import InnerSizes, ShapeLabel
from scenes.mobjects.text.equals import equals_sign
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.source import Source
from scenes.style.theme import Theme

__all__ = ["VectorShapes"]

TITLE_EM = 0.36
SHAPE_EM = 1.2
"""Size of the shapes, relative to that of numbers."""
FEW = 3
"""Vectors with at most this many entries are written in full."""


class VectorShapes:
    """Weights times an input on one line, output minus target below, each with its shape.

    Input and target are rows until they are turned into columns.

    Parameters
    ----------
    theme : Theme
    layout : VectorLayout
    sizes : sequence of Source
        Numbers of inputs, of neurons of the next layer, of outputs.
    words : mapping of str to str
        Titles ``weights``, ``input``, ``product``, ``output`` and ``target``.

    Attributes
    ----------
    matrix : ShapedMatrix
    input, target : list of ElidedVector
        As a row and as a column.
    product, output : ElidedVector
    dot, equals, minus : Formula
    titles : dict of str to TextLine
    inner : InnerSizes
        Of the product as it stands now.
    """

    def __init__(
        self, theme: Theme, layout: VectorLayout, sizes: Sequence[Source], words: Mapping[str, str]
    ):
        self.theme, self.layout, self.words = theme, layout, words
        inputs, hidden, outputs = sizes
        em = SHAPE_EM * theme.sizes.number
        self.matrix = ShapedMatrix(theme, "bold(W)^((1))", layout.matrix, (hidden, inputs), em)

        def vector(letter: str, size: Source, upright: bool, colour: str) -> ElidedVector:
            pitch = layout.pitch if upright else layout.row_pitch
            return ElidedVector(theme, letter, _indices(size), size, upright, em, pitch, colour)

        self.input = [vector("x", inputs, upright, theme.ink) for upright in (False, True)]
        self.target = [vector("t", outputs, upright, theme.target) for upright in (False, True)]
        self.product = vector("z", hidden, True, theme.ink)
        self.output = vector("o", outputs, True, theme.ink)
        self.matrix.stand(*layout.lying[0])
        self.input[0].stand(*layout.lying[1])
        places = layout.upright[1:]
        drawn = self.input[1], self.product, self.output, *self.target
        for each, place in zip(drawn, places, strict=True):
            each.stand(*place)
        self.dot = Formula(theme, "dot", 1.6 * em, theme.quiet)
        self.dot.move_to(_between(self.matrix, self.input[0]))
        self.equals = equals_sign(theme, 1.2 * em)
        self.equals.move_to(_between(self.input[1], self.product))
        self.minus = Formula(theme, "minus", 1.2 * em, theme.quiet)
        self.minus.move_to(_between(self.output, self.target[1]))
        titled = {
            "weights": self.matrix,
            "input": self.input[0],
            "product": self.product,
            "output": self.output,
            "target": self.target[0],
        }
        self.titles = {name: self._title(name, drawn) for name, drawn in titled.items()}
        self.inner = self._join(self.input[0].shape)

    def _join(self, vector: ShapeLabel) -> InnerSizes:
        """Join the columns of the matrix and the rows of a vector."""
        return InnerSizes(self.theme, self.matrix.shape, vector, above=True, unfit=self.theme.ink)

    def _title(self, name: str, drawn: ShapedMatrix | ElidedVector) -> TextLine:
        """Return a title, placed above what it names."""
        x, top, _ = drawn.brackets.get_top()
        colour = self.theme.target if name == "target" else self.theme.quiet
        title = TextLine(self.theme, self.words[name], TITLE_EM, colour)
        within = self.layout.room
        least, most = (within.left + title.width / 2, within.right - title.width / 2)
        return title.place(min(max(x, least), most), top + 0.2)

    def stand_input_up(self) -> list[Animation]:
        """Return the animations that turn the input's row into a column; the matrix makes room."""
        matrix, (row, column) = self.matrix, self.input
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
            self.titles["input"].animate.move_to(self._title("input", column)),
            self.dot.animate.move_to(_between(moved, column)),
            *row.turn_into(column),
            *[within(FadeIn(m), 0.7, 1.0) for m in (matrix.shape, column.shape)],
        ]

    def stand_target_up(self) -> list[Animation]:
        """Return the animations that turn the target's row into a column, beside the output."""
        (row, column), title = self.target, self.titles["target"]
        return [
            within(FadeOut(row.shape), 0.0, 0.3),
            within(title.animate.move_to(self._title("target", column)), 0.0, 1.0),
            *row.turn_into(column),
            *[within(FadeIn(m), 0.7, 1.0) for m in (column.shape, self.minus)],
        ]

    @property
    def upright(self) -> list[Mobject]:
        """Everything on screen once input and target are columns."""
        vectors = (self.matrix, self.input[1], self.product, self.output, self.target[1])
        shapes = [vector.shape for vector in vectors]
        signs = self.dot, self.equals, self.minus
        return [*vectors, *shapes, *signs, self.inner, *self.titles.values()]


def _indices(size: Source) -> list[str]:
    """Return the indices of the entries written: all of a few, else the first and the last."""
    count = int(size.value)
    return [str(k + 1) for k in range(count)] if count <= FEW else ["1", "…", str(count)]


def _between(left: ShapedMatrix | ElidedVector, right: ShapedMatrix | ElidedVector) -> np.ndarray:
    """Return the point half way between two pairs of brackets."""
    return (left.brackets.get_right() + right.brackets.get_left()) / 2
