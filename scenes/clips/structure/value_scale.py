"""The scale on which a neuron's brightness stands for its value."""

from __future__ import annotations

import numpy as np
from manim import RIGHT, UP, Dot, Line, Rectangle, VGroup

from scenes.mobjects.graphing.axes import Scale
from scenes.mobjects.text.readout import DIGIT_HEIGHT
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["ValueScale"]

BAR_HEIGHT = 0.55
NUMBER_WIDTH = 1.25
"""Width of a number with one decimal, in em."""
TICK = 0.12
DOT_RADIUS = 0.1


class ValueScale(VGroup):
    """A bar from 0 to 1, at each value as bright as a neuron that holds it.

    Parameters
    ----------
    theme : Theme
    region : Region
        The bar and the numbers below it stand at the foot of the region and fill its width; in a
        region higher than wide they stand at its left and fill its height.

    Attributes
    ----------
    upright : bool
    level : float
        Position of the edge that values refer to, the upper or the right one.
    """

    def __init__(self, theme: Theme, region: Region):
        self.theme = theme
        self.upright = region.height > region.width
        em = theme.sizes.number
        numbers = em * (NUMBER_WIDTH if self.upright else DIGIT_HEIGHT)
        start, self.first, self.last = (
            (region.left, region.bottom, region.top)
            if self.upright
            else (region.bottom, region.left, region.right)
        )
        foot = start + TICK + 0.15 + numbers
        self.level = foot + BAR_HEIGHT
        length = self.last - self.first
        self.bar = Rectangle(
            width=BAR_HEIGHT if self.upright else length,
            height=length if self.upright else BAR_HEIGHT,
            stroke_color=theme.hairline,
            stroke_width=theme.sizes.line,
            fill_opacity=1,
        ).move_to(self.place(0.5, foot + BAR_HEIGHT / 2))
        # A linear blend of the ends is what Theme.activation gives for every value between.
        self.bar.set_fill([theme.activation(0.0), theme.activation(1.0)])
        self.bar.set_sheen_direction(UP if self.upright else RIGHT)
        self.ticks, self.numbers = VGroup(), VGroup()
        below = Scale(self.place(0, foot), self.place(1, foot), (0, 1))
        self.edge = Scale(self.place(0, self.level), self.place(1, self.level), (0, 1))
        for value in (0.0, 0.5, 1.0):
            tick = below.tick(theme, value, (TICK, 0.0))
            self.ticks.add(tick)
            self.numbers.add(below.label(theme, value, NumberFormat(1), em, TICK + 0.15, tick))
        super().__init__(self.bar, self.ticks, self.numbers)

    def place(self, value: float, level: float) -> np.ndarray:
        """Point at a value along the bar and at ``level`` across it."""
        along = self.first + (self.last - self.first) * value
        return np.array([level, along, 0.0] if self.upright else [along, level, 0.0])

    def c2p(self, value: float) -> np.ndarray:
        """Point of a value on the bar's edge, in frame units."""
        return self.edge.n2p(value)

    def p2c(self, point: np.ndarray) -> tuple[float]:
        """Value at a point: the inverse of :meth:`c2p`."""
        return self.edge.p2c(point)

    def dot(self, source: Source) -> Dot:
        """Set a dot on the bar's edge at the recorded value."""
        dot = Dot(self.c2p(source.value), DOT_RADIUS, color=self.theme.focus)
        mark(dot, "place", source, axes=self)
        return dot

    def stem(self, source: Source, end: float) -> Line:
        """Draw a line from the recorded value on the bar's edge to the level ``end``."""
        return Line(
            self.c2p(source.value),
            self.place(source.value, end),
            color=self.theme.focus,
            stroke_width=self.theme.sizes.line,
        )

    def off(self, point: np.ndarray) -> float:
        """Level of a point: its coordinate across the bar."""
        return float(point[0] if self.upright else point[1])
