"""A line that a viewer would try: it turns about the middle of the plane, or lies beside it."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from manim import Animation, UpdateFromAlphaFunc, VMobject

from scenes.animation.timing import soft_ends
from scenes.clips.decision.contour import as_curves, clipped_line
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["TurningLine"]

START = math.radians(20)


class TurningLine(VMobject):
    """A line through a square, from edge to edge, at first through its middle.

    Parameters
    ----------
    theme : Theme
    square : Region
    """

    def __init__(self, theme: Theme, square: Region):
        super().__init__(stroke_color=theme.ink, stroke_width=1.6 * theme.sizes.line)
        self.square = square
        self.point(0.0)

    def point(self, share: float) -> None:
        """Turn by a share of half a turn."""
        self.lie(START + math.pi * share, 0.0)

    def lie(self, angle: float, away: float) -> None:
        """Lie at an angle, at a distance to the left of the middle."""
        square, normal = self.square, np.array([-math.sin(angle), math.cos(angle)])
        edges = np.array([[square.left, square.right], [square.bottom, square.top]])
        ends = clipped_line(normal, -float(normal @ square.centre[:2]) - away, edges)
        if ends is not None:
            self.set_points(as_curves(np.pad(ends, ((0, 0), (0, 1)))[None]))

    def move_by(self, way: Callable[[float], tuple[float, float]]) -> Animation:
        """Return the animation through the angles and distances of the shares of a play."""
        return UpdateFromAlphaFunc(self, lambda m, share: m.lie(*way(share)), rate_func=soft_ends)

    def turn(self) -> Animation:
        """Return the animation of half a turn."""
        return self.move_by(lambda share: (START + math.pi * share, 0.0))
