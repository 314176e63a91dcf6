"""Recorded values as dots on a scale: each drops at its value, onto those it would touch."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from manim import Dot, Line, VGroup

from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.provenance.mark import mark
from scenes.provenance.source import AxisValue, NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["DotPlot"]

FOOT = 0.75
"""Room below the axis for its numbers."""
TICKS = 10
LEAST_RADIUS, MOST_RADIUS = 0.08, 0.22


class DotPlot(VGroup):
    """A dot for every value above an axis from −reach to reach.

    A dot's place along the axis is its value, exactly; its height says only that others stand
    below it.  The dots are as large as the region's height allows.

    Parameters
    ----------
    theme : Theme
    region : Region
    sources : sequence of Source
        What is drawn, in the order in which the dots arrive.
    reach : float
        The axis runs from −reach to reach.

    Attributes
    ----------
    dots : list of Dot
        In the order of ``sources``; not part of the group, they come one by one.
    axis, ticks, numbers : VGroup
    """

    def __init__(self, theme: Theme, region: Region, sources: Sequence[Source], reach: float):
        self.theme, self.reach = theme, reach
        self.bottom, self.top = region.bottom + FOOT, region.top
        # A dot at either end of the axis, and the end's number, stay inside of the region.
        self.left, self.right = region.left + 0.4, region.right - 0.4
        values = [source.value for source in sources]
        self.radius, heights = self._pack(values, region.top - self.bottom)
        self.axis = self._axis()
        self.ticks, self.numbers = VGroup(), VGroup()
        for k in range(TICKS + 1):
            self._tick(-reach + 2 * reach * k / TICKS, named=k in (0, TICKS // 2, TICKS))
        self.dots = [
            self._dot(source, height) for source, height in zip(sources, heights, strict=True)
        ]
        super().__init__(self.axis, self.ticks, self.numbers)

    def x(self, value: float) -> float:
        """Place of a value along the axis, in frame units."""
        return self.left + (self.right - self.left) * (value + self.reach) / (2 * self.reach)

    def coordinates(self, point: np.ndarray) -> tuple[float, float]:
        """Value at a point, and its height above the axis in frame units."""
        share = (point[0] - self.left) / (self.right - self.left)
        return float(share * 2 * self.reach - self.reach), float(point[1] - self.bottom)

    def _pack(self, values: list[float], height: float) -> tuple[float, list[float]]:
        """Find the largest radius with which the highest pile fits, and each dot's height."""
        for radius in np.arange(MOST_RADIUS, LEAST_RADIUS, -0.01):
            heights = self._heights(values, float(radius))
            if max(heights) + radius <= height:
                break
        return float(radius), heights

    def _heights(self, values: list[float], radius: float) -> list[float]:
        """Where each comes to rest that drops straight onto those that came before it."""
        apart, heights = 2.1 * radius, []
        for k, value in enumerate(values):
            aside = [abs(self.x(other) - self.x(value)) for other in values[:k]]
            rests = [
                below + math.sqrt(apart**2 - away**2)
                for below, away in zip(heights, aside, strict=True)
                if away < apart
            ]
            heights.append(max([1.05 * radius + 0.02, *rests]))
        return heights

    def _dot(self, source: Source, height: float) -> Dot:
        value = source.value
        centre = [self.x(value), self.bottom + height, 0.0]
        dot = Dot(centre, self.radius, color=self.theme.signed(value))
        mark(dot, "place", source, axes=self)
        return dot

    def _axis(self) -> VGroup:
        style = {"color": self.theme.hairline, "stroke_width": self.theme.sizes.line}
        left, zero, right = (self.x(value) for value in (-self.reach, 0.0, self.reach))
        level = Line([left, self.bottom, 0], [right, self.bottom, 0], **style)
        middle = Line([zero, self.bottom, 0], [zero, self.top, 0], **style)
        return VGroup(level, middle.set_stroke(opacity=0.6))

    def _tick(self, value: float, *, named: bool) -> None:
        theme, at = self.theme, np.array([self.x(value), self.bottom, 0.0])
        down = np.array([0.0, 0.16 if named else 0.09, 0.0])
        tick = Line(at, at - down, color=theme.hairline, stroke_width=theme.sizes.line)
        # The middle of a tick below its axis is still at the axis's value.
        self.ticks.add(tick)
        if not named:
            return
        em = theme.sizes.number
        number = Readout(theme, AxisValue(round(value, 6)), NumberFormat(1, True), em, theme.quiet)
        number.place(at[0], at[1] - 0.32 - em * DIGIT_HEIGHT)
        number.tick, number.axes, number.axis = tick, self, 0
        self.numbers.add(number)
