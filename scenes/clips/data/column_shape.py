"""The shape of a column: its length × 1."""

from __future__ import annotations

import numpy as np
from manim import Line

from scenes.mobjects.matrix.shape_label import ShapeLabel
from scenes.provenance.source import AxisValue, Source
from scenes.style.theme import Theme

__all__ = ["ColumnShape"]


class ColumnShape(ShapeLabel):
    """Length × 1, where the 1 counts the entries across the column.

    Parameters
    ----------
    theme : Theme
    length : Source
    em : float
    """

    def __init__(self, theme: Theme, length: Source, em: float):
        super().__init__(theme, length, AxisValue(1), em, theme.ink)
        # The 1 is a value on the axis across the column, which is as wide as its own digit.
        self.columns.axes, self.columns.axis = self, 0
        half = np.array([self.columns.advance_width / 2, 0.0, 0.0])
        edge = self.columns.get_center() + half
        self.columns.tick = Line(edge, edge, stroke_width=0)
        self.add(self.columns.tick)

    @property
    def baseline(self) -> float:
        """Height of the baseline in frame units."""
        return self.rows.baseline

    def p2c(self, point: np.ndarray) -> tuple[float, float]:
        """Return how many digits wide it is from the left of the 1 to a point, twice."""
        width = self.columns.advance_width
        across = (float(point[0]) - float(self.columns.get_x())) / width + 0.5
        return across, across
