"""Heat maps of signed values, their colour scale and its colour bar."""

from __future__ import annotations

import math
from collections.abc import Sequence
from copy import copy
from itertools import cycle

import numpy as np
from manim import Line, VGroup
from numpy.typing import NDArray

from scenes.mobjects.images.painting import Painting
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.provenance.mark import mark
from scenes.provenance.source import AxisValue, NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme, rgb_bytes

__all__ = ["ColourBar", "HeatMap", "HeatScale", "bar_ticks"]

_SHADES = 2048
"""Number of colours per sign: finer than eye and encoder can distinguish."""
BAR_STEPS = 240
TICK = 0.1


class HeatScale:
    """A colour scale for signed values, symmetric about zero.

    Parameters
    ----------
    theme : Theme
    limit : float
        Magnitude at the ends of the scale.
    clips : bool
        Whether values may lie beyond the ends.  A scene with such a scale says so on screen.
    """

    def __init__(self, theme: Theme, limit: float, *, clips: bool = False):
        self.theme, self.limit, self.clips = theme, float(limit), clips
        shares = np.arange(-_SHADES, _SHADES + 1) / _SHADES
        colours = [rgb_bytes(theme.heat(share)) for share in shares]
        self._table = np.frombuffer(b"".join(colours), np.uint8).reshape(-1, 3)

    def __deepcopy__(self, memo: dict) -> HeatScale:
        """Return the same object when Manim copies a map on it."""
        return self

    def zoomed(self, limit: float, *, clips: bool) -> HeatScale:
        """Return a scale of the same colours with another limit."""
        other = copy(self)
        other.limit, other.clips = float(limit), clips
        return other

    def colours(self, values: NDArray[np.floating]) -> NDArray[np.uint8]:
        """Return the colours of values, shape (…, 3)."""
        shades = np.rint(values * (_SHADES / self.limit)).astype(np.intp)
        return self._table.take(np.clip(shades + _SHADES, 0, 2 * _SHADES), axis=0)


class HeatMap(Painting):
    """Signed values as the colours of cells.

    Parameters
    ----------
    scale : HeatScale
    region : Region
    shape : (int, int)
        Rows and columns.
    source : Source
        The values, in row-major order; :meth:`show` changes them.
    """

    def __init__(self, scale: HeatScale, region: Region, shape: tuple[int, int], source: Source):
        self.scale_of, self.shape = scale, shape
        super().__init__(region, scale.colours(source.values.reshape(shape)))
        mark(self, "cells", source)

    def show(self, source: Source) -> HeatMap:
        """Show other recorded values."""
        mark(self, "cells", source)
        return self.picture(source.values)

    def picture(self, values: NDArray[np.floating]) -> HeatMap:
        """Show transient values, such as a blend of two recorded ones."""
        self.colours = self.scale_of.colours(values.reshape(self.shape))
        return self


class ColourBar(VGroup):
    """The colours of a scale from end to end, with numbers below.

    Parameters
    ----------
    scale : HeatScale
    region : Region
        Includes the numbers, which extend beyond the bar by half a number on each side.
    ticks : sequence of float
        Values with a number.
    decimals : int
        Of these numbers.

    Attributes
    ----------
    bar : Painting
        Not part of the group, which holds outlines only: show and move both.
    """

    def __init__(self, scale: HeatScale, region: Region, ticks: Sequence[float], decimals: int = 1):
        theme, self.limit = scale.theme, scale.limit
        em = theme.sizes.number_small
        widest = 2.0 * em
        self.left, self.right = region.left + widest / 2, region.right - widest / 2
        foot = region.bottom + 0.16 + em * DIGIT_HEIGHT
        values = np.linspace(-self.limit, self.limit, BAR_STEPS + 1)
        middles = (values[:-1] + values[1:]) / 2
        place = Region(self.left, self.right, foot, region.top)
        self.bar = Painting(place, scale.colours(middles)[None])
        self.level = foot
        form = NumberFormat(decimals, signed=True)
        self.ticks, self.numbers = VGroup(), VGroup()
        for value in ticks:
            x = self.c2p(value)[0]
            tick = Line([x, foot, 0], [x, foot - TICK, 0], color=theme.hairline)
            tick.set_stroke(width=theme.sizes.line)
            colour = theme.signed(value)
            number = Readout(
                theme, AxisValue(value), form if value else NumberFormat(0), em, colour
            )
            number.place(x, region.bottom)
            number.tick, number.axes, number.axis = tick, self, 0
            self.ticks.add(tick)
            self.numbers.add(number)
        super().__init__(self.ticks, self.numbers)

    def c2p(self, value: float) -> np.ndarray:
        """Return the place of a value at the bar's lower edge, in frame units."""
        share = (value + self.limit) / (2 * self.limit)
        return np.array([self.left + (self.right - self.left) * share, self.level, 0.0])

    def p2c(self, point: np.ndarray) -> tuple[float, float]:
        """Return the value at a point, twice, as there is one axis.  The inverse of :meth:`c2p`."""
        share = float((point[0] - self.left) / (self.right - self.left))
        value = (2 * share - 1) * self.limit
        return value, value


def bar_ticks(limit: float) -> list[float]:
    """Return at most seven evenly spaced round values from -limit to limit."""
    distance, factors = 0.1, cycle((2.0, 2.5, 2.0))  # 0.1, 0.2, 0.5, 1, 2, 5, …
    while limit / distance >= 4:
        distance *= next(factors)
    most = math.floor(limit / distance + 1e-9)
    return [round(distance * k, 1) for k in range(-most, most + 1)]
