"""A small arrowhead that can follow the end of a level line."""

from __future__ import annotations

import numpy as np
from manim import VMobject

__all__ = ["Tip"]

LENGTH, SHARE, HALF_WIDTH = 0.24, 0.6, 0.42
"""Length in frame units, at most this share of the arrow, and half width as a share of length."""


class Tip(VMobject):
    """An arrowhead.

    Parameters
    ----------
    size : float
        Factor of its length.
    """

    def __init__(self, size: float = 1.0):
        super().__init__(fill_opacity=1.0, stroke_width=0)
        self.size = LENGTH * size

    def point(self, start: np.ndarray, end: np.ndarray, colour: str) -> Tip:
        """Point from one place to another on the same level, and end there."""
        ahead = 1.0 if end[0] > start[0] else -1.0
        length = max(min(self.size, SHARE * abs(float(end[0] - start[0]))), 1e-4)
        back, up = end - [ahead * length, 0.0, 0.0], np.array([0.0, HALF_WIDTH * length, 0.0])
        self.set_points_as_corners([end, back + up, back - up, end])
        self.set_fill(colour)
        return self
