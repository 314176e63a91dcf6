"""A weight matrix at its place, and its size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import VGroup

from scenes.clips.weights.layout import MatrixPlace
from scenes.mobjects.matrix.matrix import Matrix
from scenes.mobjects.matrix.shape_label import ShapeLabel
from scenes.mobjects.text.text import Formula
from scenes.provenance.source import AxisValue, NumberFormat, Source
from scenes.style.theme import Theme

__all__ = ["APART", "SIZE_EMS", "SizeLine", "WeightMatrix"]

GAP = 0.3
"""Between the columns of a matrix, in em."""
APART = 0.35
"""Least distance of two sizes on one line, in frame units."""
SIZE_EMS = (0.5, 0.42, 0.34)
"""Sizes of the type of rows × columns to try, largest first, in frame units."""


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


class SizeLine(VGroup):
    """Rows × columns of a matrix after its symbol.

    Parameters
    ----------
    theme : Theme
    x, baseline : float
        Its horizontal centre, and its baseline.
    symbol : str
        Formula, or nothing.
    rows : Source
    columns : Source or None
        None for a column of numbers, whose 1 counts what is drawn.
    em : float

    Attributes
    ----------
    symbol : Formula or None
    shape : ShapeLabel
    """

    def __init__(
        self,
        theme: Theme,
        x: float,
        baseline: float,
        symbol: str,
        rows: Source,
        columns: Source | None,
        em: float = 0.5,
    ):
        self.shape = ShapeLabel(theme, rows, columns or AxisValue(1), em, theme.ink)
        self.symbol = Formula(theme, symbol, 1.12 * em, theme.ink) if symbol else None
        parts: list[Any] = [self.shape] if self.symbol is None else [self.symbol, self.shape]
        gap = 0.6 * em
        left = x - (sum(part.width for part in parts) + gap * (len(parts) - 1)) / 2
        if self.symbol is not None:
            self.symbol.place(left, baseline, "left")
            left += self.symbol.width + gap
        self.shape.place(left + self.shape.width / 2, baseline)
        super().__init__(*parts)
        if columns is None:
            # The 1 counts the columns: a value on that axis, not a recorded one.
            number = self.shape.columns
            number.axes, number.axis, number.tick = self, 0, number

    def p2c(self, point: np.ndarray) -> tuple[float, float]:
        """Return how many columns there are: of a column of numbers, one."""
        return (1.0, 0.0)
