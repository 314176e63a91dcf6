"""How the sum of a neuron comes about: its products as arrows, tip to tail, over one axis."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from manim import Animation, DashedLine, Dot, Line, UpdateFromAlphaFunc, VGroup

from scenes.mobjects.graphing.arrowhead import Tip
from scenes.mobjects.graphing.axes import Scale
from scenes.mobjects.text.readout import Readout
from scenes.provenance.mark import mark
from scenes.provenance.source import AxisValue, NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["SumArrows"]

FOOT, SIDE = 0.55, 0.48
"""Room below the axis for its numbers, and at both sides, in frame units."""
MOST_TICKS = 4
BETWEEN_NUMBERS = 0.1
"""Least room between the numbers of two ticks, in frame units."""
LEAST_SPAN = 1e-3
"""Span of the axis of a sum whose terms all vanish."""
BEAD = 0.085
"""Radius of the dot on the axis."""
WIDEST = 0.6
"""Most distance of two arrows, in frame units."""


class SumArrows(VGroup):
    """An arrow for each product, beginning where the one before ends, and one for the bias.

    Parameters
    ----------
    theme : Theme
    region : Region
    products, sums : sequence of Source
        The terms, and the running sum after each.
    bias, total : Source

    Attributes
    ----------
    axis : VGroup
        A scale with numbers, and a dashed line at zero.
    arrows : list of VGroup
        A line and its arrowhead each; the bias's is the last.
    bead : Dot
        On the axis, at the sum so far.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        products: Sequence[Source],
        sums: Sequence[Source],
        bias: Source,
        total: Source,
    ):
        self.theme = theme
        self.sources, self.ends = [*products, bias], [*sums, total]
        values = [0.0, *[source.value for source in self.ends]]
        step, low, high = _range(min(values), max(values))
        self.places = max(0, -math.floor(math.log10(step) + 1e-9))
        em = theme.sizes.number_small
        ends = [Readout(theme, AxisValue(v), self._form(v), em).width / 2 for v in (low, high)]
        side = max(SIDE, *ends)
        left, right = region.left + side, region.right - side
        self.foot = region.bottom + FOOT
        self.scale_ = Scale([left, self.foot, 0.0], [right, self.foot, 0.0], (low, high))
        self.unit = (right - left) / (high - low)
        self.axis = self._axis(step, low, high, left, right, region.top)
        count = len(self.sources)
        pitch = min((region.top - self.foot - 0.2) / count, WIDEST)
        top = self.foot + 0.2 + (count - 0.5) * pitch
        self.arrows = []
        for k, source in enumerate(self.sources):
            colour = theme.bias if k == count - 1 else theme.signed(source.value)
            self.arrows.append(self._arrow(k, source, top - k * pitch, colour))
        self.bead = Dot([self.x_of(0.0), self.foot, 0.0], BEAD, color=theme.focus)
        super().__init__(self.axis, *self.arrows, self.bead)

    def x_of(self, value: float) -> float:
        """Return where a value is, in frame units."""
        return float(self.scale_.n2p(value)[0])

    def p2c(self, point: np.ndarray) -> tuple[float]:
        """Return the value at a point, as a tuple of one coordinate."""
        return self.scale_.p2c(point)

    def _axis(
        self, step: float, low: float, high: float, left: float, right: float, top: float
    ) -> VGroup:
        theme, em = self.theme, self.theme.sizes.number_small
        line = Line([left, self.foot, 0.0], [right, self.foot, 0.0], color=theme.hairline)
        line.set_stroke(width=theme.sizes.line)
        zero = DashedLine(
            [self.x_of(0.0), self.foot, 0.0], [self.x_of(0.0), top, 0.0],
            color=theme.hairline, stroke_width=theme.sizes.line,
        )  # fmt: skip
        found = VGroup(line, zero)
        first, last = round(low / step), round(high / step)
        values = {k: round(k * step, self.places) for k in range(first, last + 1)}
        widest = max(Readout(theme, AxisValue(v), self._form(v), em).width for v in values.values())
        every = math.ceil((widest + BETWEEN_NUMBERS) / (step * self.unit) - 1e-9)
        for k, value in values.items():
            tick = self.scale_.tick(theme, value, (0.06, 0.06))
            found.add(tick)
            if k % every == 0:
                found.add(self.scale_.label(theme, value, self._form(value), em, 0.16, tick))
        return found

    def _form(self, value: float) -> NumberFormat:
        return NumberFormat(self.places if value else 0)

    def _arrow(self, k: int, source: Source, y: float, colour: str) -> VGroup:
        before = self.ends[k - 1].value if k else 0.0
        start, end = (np.array([self.x_of(x), y, 0.0]) for x in (before, self.ends[k].value))
        if abs(end[0] - start[0]) < 2e-3:  # nothing is added
            return VGroup()
        tip = Tip().point(start, end, colour)
        line = Line(start, _inside(tip, end), color=colour)
        line.set_stroke(width=3 * self.theme.sizes.line)
        arrow = VGroup(line, tip)
        arrow.full = self.unit
        mark(arrow, "length", source)
        arrow.ways = start, end, colour
        return arrow

    def grow(self, k: int) -> list[Animation]:
        """Draw an arrow, as the bead moves by it."""
        arrow, bead = self.arrows[k], self.bead
        before = self.ends[k - 1].value if k else 0.0
        first, last = self.x_of(before), self.x_of(self.ends[k].value)
        mark(bead, "place", self.ends[k], axes=self)
        moves = [
            UpdateFromAlphaFunc(bead, lambda dot, share: dot.set_x(first + share * (last - first)))
        ]
        if len(arrow):
            start, end, colour = arrow.ways
            line, tip = arrow

            def lengthen(_: VGroup, share: float) -> None:
                reach = start + max(share, 1e-3) * (end - start)
                tip.point(start, reach, colour)
                line.set_points_as_corners([start, _inside(tip, reach)])

            moves.append(UpdateFromAlphaFunc(arrow, lengthen))
        return moves


def _inside(tip: Tip, end: np.ndarray) -> np.ndarray:
    """Return where a line ends inside its head, which is sharper than the line is wide."""
    return (end + tip.get_center()) / 2


def _range(low: float, high: float) -> tuple[float, float, float]:
    """Return a round step, and the least and greatest of its multiples around some values."""
    span = max(high - low, LEAST_SPAN)
    power = 10.0 ** math.floor(math.log10(span / (MOST_TICKS - 1)))
    for factor in (1.0, 2.0, 5.0, 10.0, 20.0):
        step = factor * power
        first, last = math.floor(low / step - 0.15), math.ceil(high / step + 0.15)
        if last - first < MOST_TICKS:
            break
    return step, first * step, last * step
