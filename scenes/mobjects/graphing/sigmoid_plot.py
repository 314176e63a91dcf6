"""The sigmoid's graph, and a dot on it whose place is a recorded pre-activation and activation."""

from __future__ import annotations

import numpy as np
from manim import (
    Animation,
    Arrow,
    DashedLine,
    Dot,
    Line,
    UpdateFromAlphaFunc,
    VGroup,
    VMobject,
    smooth,
)

from network import sigmoid
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula
from scenes.provenance.mark import mark
from scenes.provenance.source import AxisValue, NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["SigmoidPlot"]


DOT_RADIUS = 0.085
STEEP = 100
"""Beyond this reach the rise of the curve takes points of its own."""


class SigmoidPlot(VGroup):
    """Axes, ticks and the curve σ(z) = 1 / (1 + e^(−z)).

    Parameters
    ----------
    theme : Theme
    region : Region
        Filled with the axes and their numbers.
    reach : int
        The horizontal axis runs from −reach to reach.
    foot : float
        Room below the axis, for its numbers and what else is to stand there.
    """

    def __init__(self, theme: Theme, region: Region, reach: int = 3, foot: float = 0.55):
        self.theme, self.reach = theme, reach
        em = theme.sizes.number_small
        self.left, self.right = region.left + 0.6, region.right - 0.4
        self.bottom, self.top = region.bottom + foot, region.top - 0.35
        line = {"color": theme.hairline, "stroke_width": theme.sizes.line}
        tip = {"buff": 0, "tip_length": 0.18, "max_tip_length_to_length_ratio": 1}
        self.horizontal = Arrow(
            self.point(-reach, 0), [region.right, self.bottom, 0], **line, **tip
        )
        self.vertical = Arrow(self.point(-reach, 0), [self.left, region.top, 0], **line, **tip)
        self.ceiling = Line(self.point(-reach, 1), self.point(reach, 1), **line)
        self.ceiling.set_stroke(opacity=0.5)
        self.curve = VMobject(stroke_color=theme.ink, stroke_width=2 * theme.sizes.line)
        zs = np.linspace(-reach, reach, 81)
        if reach > STEEP:  # the rise would be between two of them
            zs = np.union1d(zs, np.linspace(-10, 10, 81))
        self.curve.set_points_smoothly(
            [self.point(z, a) for z, a in zip(zs, sigmoid(zs), strict=True)]
        )
        self.numbers, self.ticks = VGroup(), VGroup()
        for z in range(-reach, reach + 1, max(1, reach // 3)):
            self._tick(theme, em, (z, 0), NumberFormat(0), horizontal=True)
        for a in (0.0, 0.5, 1.0):
            self._tick(theme, em, (-reach, a), NumberFormat(1), horizontal=False)
        self.name = Formula(theme, "z", theme.sizes.formula * 0.8, theme.quiet)
        self.name.move_to([region.right - 0.1, self.bottom - 0.3, 0])
        super().__init__(
            self.ceiling, self.horizontal, self.vertical, self.ticks, self.numbers, self.curve,
            self.name,
        )  # fmt: skip

    def point(self, z: float, activation: float) -> np.ndarray:
        """Place of a pre-activation and an activation, in frame units."""
        x = self.left + (self.right - self.left) * (z + self.reach) / (2 * self.reach)
        return np.array([x, self.bottom + (self.top - self.bottom) * activation, 0.0])

    def coordinates(self, point: np.ndarray) -> tuple[float, float]:
        """Pre-activation and activation at a place: the inverse of :meth:`point`."""
        z = (point[0] - self.left) / (self.right - self.left) * 2 * self.reach - self.reach
        return float(z), float((point[1] - self.bottom) / (self.top - self.bottom))

    def dot(self, z: Source, activation: Source, height: float) -> Dot:
        """A dot at the recorded pre-activation, ``height`` of the way up to the activation."""
        dot = Dot(
            self.point(z.value, height * activation.value), DOT_RADIUS, color=self.theme.focus
        )
        mark(dot, "place", z, second=activation, axes=self)
        return dot

    def climb(self, dot: Dot, z: Source, activation: Source) -> Animation:
        """Let a dot rise from the axis to the curve at the recorded pre-activation."""
        return UpdateFromAlphaFunc(
            dot,
            lambda d, share: d.move_to(self.point(z.value, activation.value * share)),
            rate_func=smooth,
        )

    def plumb(self, z: Source, activation: Source) -> DashedLine:
        """The dashed line from the axis up to the curve at the recorded pre-activation."""
        return self._dashed(self.point(z.value, 0), self.point(z.value, activation.value))

    def level(self, z: Source, activation: Source) -> DashedLine:
        """The dashed line from the curve across to the vertical axis."""
        return self._dashed(
            self.point(z.value, activation.value), self.point(-self.reach, activation.value)
        )

    def _dashed(self, start: np.ndarray, end: np.ndarray) -> DashedLine:
        return DashedLine(
            start, end, color=self.theme.focus, stroke_width=1.2 * self.theme.sizes.line
        )

    def _tick(self, theme, em, place, number_format, *, horizontal: bool) -> None:
        at, half = self.point(*place), 0.06
        along = np.array([0, half, 0]) if horizontal else np.array([half, 0, 0])
        tick = Line(at - along, at + along, color=theme.hairline, stroke_width=theme.sizes.line)
        value = place[0] if horizontal else place[1]
        number = Readout(theme, AxisValue(value), number_format, em, theme.quiet)
        if horizontal:
            number.place(at[0], at[1] - 0.2 - em * DIGIT_HEIGHT)
        else:
            number.place(at[0] - 0.14, at[1] - em * DIGIT_HEIGHT / 2, "right")
        number.tick, number.axes, number.axis = tick, self, 0 if horizontal else 1
        self.ticks.add(tick)
        self.numbers.add(number)
