"""A colour bar whose scale may change on screen: its numbers slide along the bar."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from manim import Line, VGroup

from scenes.mobjects.images.heat_map import HeatScale
from scenes.mobjects.images.painting import Painting
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.provenance.source import AxisValue, NumberFormat
from scenes.style.frame import Region

__all__ = ["ZoomBar", "at_rest"]

BAR_STEPS = 240
TICK = 0.1
GONE, CLEAR = 0.34, 0.4
"""Shares of the scale between which a number fades out as it slides towards zero."""
AT_END = 0.93, 0.99
"""Shares of the scale between which the number of an end appears."""
BEYOND = 0.02
"""Share of the scale by which a number may be beyond its end before it is hidden."""
NUMBER_GAP = 0.16
"""Least distance between two numbers."""
SIDE = 0.55
"""Room beside the bar for half a number at each end, in frame units."""


@dataclass(frozen=True)
class BarAxis:
    """Where values stand along a bar.

    Parameters
    ----------
    left, right, level : float
        Its ends and its lower edge, in frame units.
    limit : float
        The magnitude at its ends.
    """

    left: float
    right: float
    level: float
    limit: float

    def c2p(self, value: float) -> np.ndarray:
        """Return the place of a value at the bar's lower edge, in frame units."""
        share = (value + self.limit) / (2 * self.limit)
        return np.array([self.left + (self.right - self.left) * share, self.level, 0.0])

    def p2c(self, point: np.ndarray) -> tuple[float, float]:
        """Return the value at a point, twice, as there is one axis.  The inverse of :meth:`c2p`."""
        share = float((point[0] - self.left) / (self.right - self.left))
        value = (2 * share - 1) * self.limit
        return value, value


class ZoomBar(VGroup):
    """The colours of a scale from end to end, with numbers below.

    The colours stand still: they show shares of the scale's limit.  When the limit changes, the
    numbers move to their new places.

    Parameters
    ----------
    scale : HeatScale
    region : Region
        Includes the numbers, which extend beyond the bar.
    limits : sequence of float
        Where else the scale will rest, if it changes; there its ends have numbers, too.

    Attributes
    ----------
    bar : Painting
        Not part of the group, which holds outlines only: show and move both.
    """

    def __init__(self, scale: HeatScale, region: Region, limits: Sequence[float] = ()):
        self.theme = scale.theme
        em = self.em = scale.theme.sizes.number_small * 1.1
        self.left, self.right = region.left + SIDE, region.right - SIDE
        self.foot, self.level = region.bottom, region.bottom + 0.16 + em * DIGIT_HEIGHT
        edges = np.linspace(-scale.limit, scale.limit, BAR_STEPS + 1)
        place = Region(self.left, self.right, self.level, region.top)
        self.bar = Painting(place, scale.colours((edges[:-1] + edges[1:]) / 2)[None])
        # All of them all the time: a renderer asks once a play what there is to draw.
        ends = scale.limit, *limits
        ladder = _ladder(min(ends), max(ends))
        self.ends = {end for end in ends if end not in ladder}
        self.values = [*ladder, *[sign * end for end in sorted(self.ends) for sign in (-1, 1)]]
        super().__init__(*[self._tick(value) for value in self.values])
        self.follow(scale)

    def follow(self, scale: HeatScale, *, settled: bool = True) -> ZoomBar:
        """Place the numbers for a scale.

        Numbers beyond the limit are hidden, and those near zero or too near their outer neighbour;
        unless the scale has ``settled``, they may be about to appear or to disappear.
        """
        limit, axis = scale.limit, BarAxis(self.left, self.right, self.level, scale.limit)
        outer = {-1.0: math.inf, 1.0: math.inf}
        order = sorted(range(len(self.values)), key=lambda k: -abs(self.values[k]))
        for k in order:
            value, (tick, number) = self.values[k], self.submobjects[k]
            x, number.axes = axis.c2p(value)[0], axis
            tick.move_to([x, self.level - TICK / 2, 0.0])
            number.place(x, self.foot)
            seen, sign = 1.0, math.copysign(1.0, value)
            if value:
                away = abs(x - axis.c2p(0.0)[0])
                room = outer[sign] - away - number.advance_width / 2 - NUMBER_GAP
                seen = min(_rising(abs(value) / limit, GONE, CLEAR), _rising(room, -0.12, 0.0))
                seen *= 1 - _rising(abs(value) / limit, 1.0, 1.0 + BEYOND)
                if abs(value) in self.ends:
                    seen *= _rising(abs(value) / limit, *AT_END)
                half = (self.right - self.left) / 2 + SIDE
                seen *= 1 - _rising(away + number.advance_width / 2 - half, 0.0, BEYOND)
                seen = round(seen) if settled else seen
                if seen > 0.5:
                    outer[sign] = away - number.advance_width / 2
            tick.set_stroke(opacity=seen)
            number.set_fill(opacity=seen)
        return self

    def _tick(self, value: float) -> VGroup:
        theme = self.theme
        tick = Line([0, 0, 0], [0, -TICK, 0], color=theme.hairline)
        tick.set_stroke(width=theme.sizes.line)
        decimals = next(d for d in range(12) if math.isclose(round(value, d), value))
        form = NumberFormat(decimals, signed=True)
        number = Readout(theme, AxisValue(value), form, self.em, theme.signed(value))
        number.tick, number.axis = tick, 0
        return VGroup(tick, number)


def at_rest(limit: float) -> float:
    """Return the nearest larger limit with two digits at which no number is about to disappear."""
    power = math.floor(math.log10(limit)) - 1
    units = math.ceil(limit / 10.0**power - 1e-9)
    while True:
        found = float(f"{units * 10.0**power:.2g}")
        if not any(GONE < value / found < CLEAR for value in _ladder(found, found)):
            return found
        units += 1 if units < 100 else 10


def _rising(value: float, low: float, high: float) -> float:
    return min(max((value - low) / (high - low), 0.0), 1.0)


def _ladder(least: float, most: float) -> list[float]:
    """Return the values with a number on scales between two limits.

    They are 0, and 1, 2 or 5 times powers of ten with their negatives.
    """
    powers = range(math.floor(math.log10(least)) - 1, math.floor(math.log10(most)) + 1)
    steps = [float(f"{m * 10.0**p:.3g}") for p in powers for m in (1, 2, 5)]
    kept = [v for v in steps if GONE * least <= v <= most * (1 + 1e-9)]
    return [0.0, *[sign * value for value in kept for sign in (-1.0, 1.0)]]
