"""Recorded values as dots on a scale: each stands at its value, above those it would touch."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import Dot, Line, VGroup

from scenes.frame import Region
from scenes.mark import mark
from scenes.parts.readout import DIGIT_HEIGHT, Readout
from scenes.source import AxisValue, NumberFormat, Source
from scenes.theme import Theme

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
        self.radius, levels = self._pack(values, region.top - self.bottom)
        self.axis = self._axis()
        self.ticks, self.numbers = VGroup(), VGroup()
        for k in range(TICKS + 1):
            self._tick(-reach + 2 * reach * k / TICKS, named=k in (0, TICKS // 2, TICKS))
        self.dots = [
            self._dot(source, level) for source, level in zip(sources, levels, strict=True)
        ]
        super().__init__(self.axis, self.ticks, self.numbers)

    def x(self, value: float) -> float:
        """Place of a value along the axis, in frame units."""
        return self.left + (self.right - self.left) * (value + self.reach) / (2 * self.reach)

    def coordinates(self, point: np.ndarray) -> tuple[float, float]:
        """Value at a point, and its height above the axis in frame units."""
        share = (point[0] - self.left) / (self.right - self.left)
        return float(share * 2 * self.reach - self.reach), float(point[1] - self.bottom)

    def _pack(self, values: list[float], height: float) -> tuple[float, list[int]]:
        """Find the largest radius with which the highest stack fits, and each dot's level."""
        for radius in np.arange(MOST_RADIUS, LEAST_RADIUS, -0.01):
            levels = self._levels(values, float(radius))
            if (max(levels) + 1) * 2.1 * radius <= height:
                break
        return float(radius), levels

    def _levels(self, values: list[float], radius: float) -> list[int]:
        """The lowest level for each on which it touches none that came before it."""
        levels: list[int] = []
        for k, value in enumerate(values):
            taken = {
                levels[m] for m in range(k) if abs(self.x(values[m]) - self.x(value)) < 2.1 * radius
            }
            levels.append(min(set(range(len(taken) + 1)) - taken))
        return levels

    def _dot(self, source: Source, level: int) -> Dot:
        value, radius = source.value, self.radius
        centre = [self.x(value), self.bottom + (2 * level + 1) * 1.05 * radius + 0.02, 0.0]
        dot = Dot(centre, radius, color=self.theme.signed(value))
        mark(dot, "place", source, axes=self)
        return dot

    def _axis(self) -> VGroup:
        style = {"color": self.theme.hairline, "stroke_width": self.theme.sizes.line}
        left, right = self.x(-self.reach), self.x(self.reach)
        level = Line([left, self.bottom, 0], [right, self.bottom, 0], **style)
        # What ends the scale ends it for everything above it, too.
        walls = [Line([x, self.bottom, 0], [x, self.top, 0], **style) for x in (left, right)]
        return VGroup(level, *[wall.set_stroke(opacity=0.6) for wall in walls])

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
