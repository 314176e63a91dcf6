"""The graph of the sigmoid, and dots at recorded pre-activations and activations."""

from __future__ import annotations

import numpy as np
from manim import (
    Animation,
    DashedLine,
    Dot,
    Line,
    UpdateFromAlphaFunc,
    VMobject,
    smooth,
)

from network import sigmoid
from scenes.mobjects.graphing.axes import Plot
from scenes.mobjects.text.text import Formula
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["SigmoidPlot"]


DOT_RADIUS = 0.085
STEEP = 100
"""Reach beyond which the rise of the curve needs extra points."""


class SigmoidPlot(Plot):
    """Axes, ticks and the curve σ(z) = 1 / (1 + e^(−z)).

    Parameters
    ----------
    theme : Theme
    region : Region
        Filled with the axes and their numbers.
    reach : int
        The horizontal axis runs from −reach to reach.
    foot : float
        Room below the axis for numbers.
    """

    def __init__(self, theme: Theme, region: Region, reach: int = 3, foot: float = 0.55):
        box = Region(region.left + 0.6, region.right - 0.4, region.bottom + foot, region.top - 0.35)
        super().__init__(theme, box, (-reach, reach), (0, 1))
        self.reach = reach
        self.horizontal, self.vertical = self.arrows(region.right, region.top)
        self.ceiling = Line(self.c2p(-reach, 1), self.c2p(reach, 1), color=theme.hairline)
        self.ceiling.set_stroke(width=theme.sizes.line, opacity=0.5)
        self.curve = VMobject(stroke_color=theme.ink, stroke_width=2 * theme.sizes.line)
        zs = np.linspace(-reach, reach, 81)
        if reach > STEEP:  # the rise would fall between two points
            zs = np.union1d(zs, np.linspace(-10, 10, 81))
        self.curve.set_points_smoothly([self.c2p(*at) for at in zip(zs, sigmoid(zs), strict=True)])
        for z in range(-reach, reach + 1, max(1, reach // 3)):
            self.tick(0, z, NumberFormat(0), gap=0.2)
        for a in (0.0, 0.5, 1.0):
            self.tick(1, a, NumberFormat(1), gap=0.14)
        self.name = Formula(theme, "z", theme.sizes.formula * 0.8, theme.quiet)
        self.name.move_to([region.right - 0.1, self.bottom - 0.3, 0])
        self.add(
            self.ceiling, self.horizontal, self.vertical, self.ticks, self.numbers, self.curve,
            self.name,
        )  # fmt: skip

    def dot(self, z: Source, activation: Source, height: float) -> Dot:
        """Return a dot at a recorded pre-activation, at the share ``height`` of the activation."""
        dot = Dot(self.c2p(z.value, height * activation.value), DOT_RADIUS, color=self.theme.focus)
        mark(dot, "place", z, second=activation, axes=self)
        return dot

    def climb(self, dot: Dot, z: Source, activation: Source) -> Animation:
        """Raise a dot from the axis to the curve at a recorded pre-activation."""
        return UpdateFromAlphaFunc(
            dot,
            lambda d, share: d.move_to(self.c2p(z.value, activation.value * share)),
            rate_func=smooth,
        )

    def plumb(self, z: Source, activation: Source) -> DashedLine:
        """Return a dashed line from the axis up to the curve at a recorded pre-activation."""
        return self._dashed(self.c2p(z.value, 0), self.c2p(z.value, activation.value))

    def level(self, z: Source, activation: Source) -> DashedLine:
        """Return a dashed line from the curve to the vertical axis."""
        return self._dashed(
            self.c2p(z.value, activation.value), self.c2p(-self.reach, activation.value)
        )

    def _dashed(self, start: np.ndarray, end: np.ndarray) -> DashedLine:
        return DashedLine(
            start, end, color=self.theme.focus, stroke_width=1.2 * self.theme.sizes.line
        )
