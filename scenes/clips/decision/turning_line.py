"""A line that turns about the middle of the plane: any viewer's first attempt."""

from __future__ import annotations

import math

import numpy as np
from manim import Animation, UpdateFromAlphaFunc, VMobject

from scenes.animation.timing import soft_ends
from scenes.clips.decision.contour import as_curves
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["TurningLine"]

START = math.radians(20)


class TurningLine(VMobject):
    """A line through the middle of a square, from edge to edge.

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
        angle = START + math.pi * share
        along = np.array([math.cos(angle), math.sin(angle), 0.0])
        reach = self.square.width / 2 / max(abs(along[0]), abs(along[1]))
        ends = np.array(self.square.centre) + np.array([[-reach], [reach]]) * along
        self.set_points(as_curves(ends[None]))

    def turn(self) -> Animation:
        """Return the animation of half a turn."""
        return UpdateFromAlphaFunc(self, lambda m, share: m.point(share), rate_func=soft_ends)
