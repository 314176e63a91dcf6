"""Recorded values as dots on a scale: each drops at its value, onto the dots in its way."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from manim import Dot, Line, VGroup

from scenes.mobjects.graphing.axes import Plot
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["DotPlot"]

FOOT = 0.75
"""Room below the axis for its numbers."""
TICKS = 10
LEAST_RADIUS, MOST_RADIUS = 0.08, 0.22


class DotPlot(Plot):
    """A dot for every value above an axis from −reach to reach.

    A dot's place along the axis is exactly its value; its height only means that there are others
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
        In the order of ``sources``; not part of the group, as they appear one by one.
    axis, ticks, numbers : VGroup
    """

    def __init__(self, theme: Theme, region: Region, sources: Sequence[Source], reach: float):
        # A dot at either end of the axis, and the number there, stay inside the region.
        left, right, bottom = region.left + 0.4, region.right - 0.4, region.bottom + FOOT
        box = Region(left, right, bottom, region.top)
        super().__init__(theme, box, (-reach, reach), (0, region.top - bottom))
        self.reach = reach
        values = [source.value for source in sources]
        self.radius, heights = self._pack(values, region.top - self.bottom)
        self.axis = self._axis()
        for k in range(TICKS + 1):
            self._draw_tick(-reach + 2 * reach * k / TICKS, named=k in (0, TICKS // 2, TICKS))
        self.dots = [
            self._dot(source, height) for source, height in zip(sources, heights, strict=True)
        ]
        self.add(self.axis, self.ticks, self.numbers)

    def x(self, value: float) -> float:
        """Return the position of a value along the axis, in frame units."""
        return float(self.scales[0].n2p(value)[0])

    def _pack(self, values: list[float], height: float) -> tuple[float, list[float]]:
        """Find the largest radius for which the highest pile fits, and each dot's height."""
        for radius in np.arange(MOST_RADIUS, LEAST_RADIUS, -0.01):
            heights = self._heights(values, float(radius))
            if max(heights) + radius <= height:
                break
        return float(radius), heights

    def _heights(self, values: list[float], radius: float) -> list[float]:
        """Return the height at which each dot comes to rest on those dropped before it."""
        apart = 2.1 * radius
        heights: list[float] = []
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

    def _draw_tick(self, value: float, *, named: bool) -> None:
        theme, scale = self.theme, self.scales[0]
        tick = scale.tick(theme, value, (0.16 if named else 0.09, 0.0))
        self.ticks.add(tick)
        if named:
            form, em = NumberFormat(1, signed=True), theme.sizes.number
            self.numbers.add(scale.label(theme, round(value, 6), form, em, 0.32, tick))
