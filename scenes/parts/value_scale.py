"""The scale on which a neuron's brightness stands for its value."""

from __future__ import annotations

import numpy as np
from manim import RIGHT, Dot, Line, Rectangle, VGroup

from scenes.frame import Region
from scenes.mark import mark
from scenes.parts.readout import DIGIT_HEIGHT, Readout
from scenes.source import AxisValue, NumberFormat, Source
from scenes.theme import Theme

__all__ = ["ValueScale"]

BAR_HEIGHT = 0.55
TICK = 0.12
DOT_RADIUS = 0.1


class ValueScale(VGroup):
    """A bar from 0 to 1, everywhere as bright as a neuron that holds the value there.

    Parameters
    ----------
    theme : Theme
    region : Region
        The bar stands at its foot, above its numbers, and is as wide as the region.
    """

    def __init__(self, theme: Theme, region: Region):
        self.theme = theme
        em = theme.sizes.number
        self.left, self.right = region.left, region.right
        foot = region.bottom + TICK + 0.15 + em * DIGIT_HEIGHT
        self.level = foot + BAR_HEIGHT
        self.bar = Rectangle(
            width=region.width,
            height=BAR_HEIGHT,
            stroke_color=theme.hairline,
            stroke_width=theme.sizes.line,
            fill_opacity=1,
        ).move_to([region.x, foot + BAR_HEIGHT / 2, 0])
        # A linear blend of the ends is what Theme.activation gives for every value between.
        self.bar.set_fill([theme.activation(0.0), theme.activation(1.0)])
        self.bar.set_sheen_direction(RIGHT)
        self.ticks, self.numbers = VGroup(), VGroup()
        for value in (0.0, 0.5, 1.0):
            top = np.array([self.point(value)[0], foot, 0.0])
            tick = Line(top, top + np.array([0.0, -TICK, 0.0]))
            tick.set_stroke(theme.hairline, theme.sizes.line)
            number = Readout(theme, AxisValue(value), NumberFormat(1), em, theme.quiet)
            number.place(top[0], region.bottom)
            number.tick, number.axes, number.axis = tick, self, 0
            self.ticks.add(tick)
            self.numbers.add(number)
        super().__init__(self.bar, self.ticks, self.numbers)

    def point(self, value: float) -> np.ndarray:
        """Place of a value on the bar's upper edge, in frame units."""
        return np.array([self.left + (self.right - self.left) * value, self.level, 0.0])

    def coordinates(self, point: np.ndarray) -> tuple[float, float]:
        """Value at a place, twice: the scale has but one axis.  The inverse of :meth:`point`."""
        value = float((point[0] - self.left) / (self.right - self.left))
        return value, value

    def dot(self, source: Source) -> Dot:
        """A dot on the bar's upper edge at the recorded value."""
        dot = Dot(self.point(source.value), DOT_RADIUS, color=self.theme.focus)
        mark(dot, "place", source, second=source, axes=self)
        return dot

    def stem(self, source: Source, top: float) -> Line:
        """A line from the recorded value's place on the bar up to the height ``top``."""
        start = self.point(source.value)
        end = np.array([start[0], top, 0.0])
        return Line(start, end, color=self.theme.focus, stroke_width=self.theme.sizes.line)
