"""Rows × columns of the factors of a product, and bridges between sizes that belong together."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import VGroup, VMobject

from scenes.mobjects.matrix.shape_label import ShapeLabel
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import Formula
from scenes.provenance.relation import Printed, Relation
from scenes.provenance.source import AxisValue, Source
from scenes.style.theme import Theme

__all__ = ["SizeLine", "bridge"]

GAP = 0.12
"""From the digits down to a bridge, in frame units."""


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


def bridge(theme: Theme, a: Readout, b: Readout, depth: float) -> VMobject:
    """Return a line from below one size to below an equal one, some frame units below both."""
    path = VMobject(stroke_color=theme.ink, stroke_width=theme.sizes.line)
    foot = min(a.baseline, b.baseline) - GAP
    corners = [(a, foot), (a, foot - depth), (b, foot - depth), (b, foot)]
    path.set_points_as_corners([np.array([number.get_x(), y, 0.0]) for number, y in corners])
    pair = [Printed(number.source, number.number_format) for number in (a, b)]
    path.relations = (Relation("equal sizes", lambda size: size, (pair[0],), pair[1]),)
    return path
