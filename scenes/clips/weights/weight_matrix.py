"""A weight matrix at its place among the neurons, its size, and its transpose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import (
    Animation,
    DashedVMobject,
    Rectangle,
    RoundedRectangle,
    UpdateFromAlphaFunc,
    VGroup,
    VMobject,
)  # fmt: skip

from scenes.clips.weights.layout import MatrixPlace
from scenes.mobjects.matrix.matrix import BRACKET_PAD, Matrix, square_brackets
from scenes.mobjects.matrix.shape_label import ShapeLabel
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["SizeLine", "WeightMatrix", "turn_over"]

GAP = 0.3
"""Between the columns of a matrix, in em."""


class WeightMatrix(Matrix):
    """The weights between two layers, in brackets, each centred where row and column cross.

    Parameters
    ----------
    theme : Theme
    place : MatrixPlace
    cells : sequence of sequence of Source
    number_format : NumberFormat
    """

    def __init__(
        self,
        theme: Theme,
        place: MatrixPlace,
        cells: Sequence[Sequence[Source]],
        number_format: NumberFormat,
    ):
        gap = GAP * place.em
        super().__init__(
            theme, cells, number_format, place.em, place.row, theme.signed,
            place.column - gap, GAP,
        )  # fmt: skip
        self.place = place
        widest = max(cell.advance_width for row in self.cells for cell in row)
        for row in self.cells:
            for cell in row:
                cell.shift([(widest - self.column_width) / 2, 0.0, 0.0])
        self.shift(np.array([place.x, place.y, 0.0]) - self.brackets.get_center())

    @property
    def entries(self) -> list:
        """All entries, row by row."""
        return [cell for row in self.cells for cell in row]

    def bar(self, r: int, lift: float = 0.0) -> RoundedRectangle:
        """Return a bar to be laid behind a row, lifted by some frame units."""
        place = self.place
        x, y = place.x, place.crossing(r, 0)[1] + lift
        return self._bar(place.columns * place.column, 0.9 * place.row, (x, y))

    def column_bar(self, c: int) -> RoundedRectangle:
        """Return a bar to be laid behind a column."""
        place = self.place
        x, y = place.crossing(0, c)[0], place.y
        return self._bar(0.92 * place.column, place.rows * place.row, (x, y))

    def _bar(self, width: float, height: float, at: tuple[float, float]) -> RoundedRectangle:
        bar = RoundedRectangle(
            width=width, height=height, corner_radius=0.08, stroke_width=0,
            fill_color=self.theme.focus, fill_opacity=self.theme.row_tint,
        )  # fmt: skip
        return bar.move_to([*at, 0.0])

    def brackets_at(self, place: MatrixPlace, lift: float) -> VMobject:
        """Return brackets for another place, lifted by some frame units."""
        half = place.rows * place.row / 2
        brackets = square_brackets(self.theme, self.inner_width / 2 + BRACKET_PAD, half)
        return brackets.move_to([place.x, place.y + lift, 0.0])


def frame_at(theme: Theme, point, width: float, height: float, *, dashed: bool = False):
    """Return a frame in the colour of the focus, dashed where something is missing."""
    frame = Rectangle(
        width=width, height=height, stroke_color=theme.focus, stroke_width=1.4 * theme.sizes.line
    ).move_to(point)
    return DashedVMobject(frame, num_dashes=18) if dashed else frame


class SizeLine(VGroup):
    """Rows × columns below a matrix, after its symbol, with a word below each number.

    Parameters
    ----------
    theme : Theme
    place : MatrixPlace
    symbol : str
        Formula, or nothing.
    rows, columns : Source
    words : (str, str)
        What the rows and the columns are: "to" and "from".
    region : Region
        It does not leave this region.

    Attributes
    ----------
    symbol : Formula or None
    shape : ShapeLabel
    words : list of TextLine
    """

    def __init__(
        self,
        theme: Theme,
        place: MatrixPlace,
        symbol: str,
        rows: Source,
        columns: Source,
        words: tuple[str, str],
        region: Region,
    ):
        em = 0.5
        self.shape = ShapeLabel(theme, rows, columns, em, theme.ink)
        baseline = place.bottom - 0.62
        self.symbol = Formula(theme, symbol, 0.56, theme.ink) if symbol else None
        # Words that are longer than a number keep apart.
        self.words = [TextLine(theme, word, theme.sizes.label, theme.quiet) for word in words]
        self.shape.place_sign(0.0, 0.0)
        apart = 0.5 * (self.words[0].width + self.words[1].width) + 0.16
        between = self.shape.columns.get_x() - self.shape.rows.get_x()
        spread = max(0.0, apart - between) / 2
        self.shape.rows.shift([-spread, 0.0, 0.0])
        self.shape.columns.shift([spread, 0.0, 0.0])
        parts: list[Any] = [self.shape] if self.symbol is None else [self.symbol, self.shape]
        widths = [part.width for part in parts]
        gap, left = 0.42, place.x - (sum(widths) + 0.42 * (len(parts) - 1)) / 2
        if self.symbol is not None:
            self.symbol.place(left, baseline, "left")
            left += self.symbol.width + gap
        self.shape.place(left + self.shape.width / 2, baseline)
        for word, number in zip(self.words, self.shape.numbers, strict=True):
            word.place(number.get_x(), baseline - 0.4)
        super().__init__(*parts, *self.words)
        self.shift([max(0.0, region.left - self.get_left()[0]), 0.0, 0.0])

    @property
    def of_rows(self) -> VGroup:
        """The number of rows and its word."""
        return VGroup(self.shape.rows, self.words[0])

    @property
    def of_columns(self) -> VGroup:
        """The number of columns with the sign before it, and its word."""
        return VGroup(self.shape.times, self.shape.columns, self.words[1])


def turn_over(front: WeightMatrix, back: WeightMatrix, bars: Sequence = ()) -> Animation:
    """Turn a matrix over about its diagonal, like a card: on its back is its transpose.

    Parameters
    ----------
    front, back : WeightMatrix
        A matrix and its transpose, about the same centre.
    bars : sequence of VMobject
        A bar behind the front and what it becomes behind the back.
    """
    place = front.place
    centres = [np.array([side.place.x, side.place.y, 0.0]) for side in (front, back)]
    down = np.array([[place.column, place.column], [-place.row, place.row]])
    inverse = np.linalg.inv(down)
    card = VGroup(VGroup(*bars[:1], front), VGroup(*bars[1:], back))
    sides = []
    for side, centre in zip(card, centres, strict=True):
        parts = [part for part in side.get_family() if len(part.points)]
        sides.append([(part, part.points - centre) for part in parts])

    def turn(_: VGroup, share: float) -> None:
        seen = np.cos(np.pi * share)
        now = centres[0] + share * (centres[1] - centres[0])
        squash = np.eye(3)
        squash[:2, :2] = down @ np.diag([1.0, abs(seen)]) @ inverse
        for side, visible in zip(sides, (seen > 0, seen <= 0), strict=True):
            for part, points in side:
                # Nothing of the other side shows.
                part.points = now + points @ (squash if visible else np.zeros((3, 3))).T

    turn(card, 0.0)
    return UpdateFromAlphaFunc(card, turn)
