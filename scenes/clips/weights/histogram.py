"""How the weights of a network are spread: a histogram of blocks, one for each weight."""

from __future__ import annotations

import math
from collections.abc import Sequence

from manim import Line, Polygon, Rectangle, VGroup

from scenes.mobjects.graphing.axes import Plot
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Point, Region
from scenes.style.theme import Theme

__all__ = ["BINS", "Histogram"]

BINS = 10
"""Number of bins of the histogram."""
FOOT, SIDE = 0.95, 0.4
"""Room below the axis for the wedge and the numbers, and at either end, in frame units."""
MOST_SIDE = 0.52
"""Largest square, in frame units."""
SIGNED = 0.2
"""Least height of a square with a minus sign; smaller ones stand left of zero, which says it."""
FILLED = 0.86
"""Share of a square's cell that it fills."""


class Histogram(Plot):
    """Weights as squares, stacked in bins of equal width above an axis.

    Below the axis is a wedge, as high as the line of a weight is wide: the further from zero, the
    wider the line.

    Parameters
    ----------
    theme : Theme
    region : Region
    sources : sequence of Source
        The weights, in the order in which they are stacked.
    reach : float
        The axis runs from −reach to reach.

    Attributes
    ----------
    squares : list of Rectangle
        One for each weight; not part of the group, as they appear one by one.
    wedge : VGroup
    axis : VGroup
    """

    def __init__(self, theme: Theme, region: Region, sources: Sequence[Source], reach: float):
        bottom = region.bottom + FOOT
        box = Region(region.left + SIDE, region.right - SIDE, bottom, region.top)
        super().__init__(theme, box, (-reach, reach), (0, region.top - bottom))
        self.reach, self.width_of_bin = reach, 2 * reach / BINS
        bins = [self._bin(source.value) for source in sources]
        pitch = (self.right - self.left) / BINS
        highest = max(bins.count(k) for k in set(bins))
        self.side = min(pitch, MOST_SIDE, (self.top - self.bottom - 0.1) / highest)
        self.breadth = FILLED * min(pitch, MOST_SIDE)
        self.squares = []
        for n, (source, k) in enumerate(zip(sources, bins, strict=True)):
            below = bins[:n].count(k)
            x = self.left + (k + 0.5) * pitch
            y = self.bottom + 0.05 + (below + 0.5) * self.side
            self.squares.append(self._square(source, (x, y, 0.0)))
        self.axis = VGroup(
            Line(
                [self.left, self.bottom, 0],
                [self.right, self.bottom, 0],
                color=theme.hairline,
                stroke_width=theme.sizes.line,
            )
        )
        self.wedge = self._wedge()
        for k in range(BINS + 1):
            self._draw_tick(-reach + 2 * reach * k / BINS, named=k in (0, BINS // 2, BINS))
        self.add(self.axis, self.ticks, self.numbers, self.wedge)

    def bin_at(self, point: Point) -> tuple[float, float]:
        """Return the least and largest value of the bin below a point."""
        k = int((point[0] - self.left) / (self.right - self.left) * BINS)
        return -self.reach + k * self.width_of_bin, -self.reach + (k + 1) * self.width_of_bin

    def _bin(self, value: float) -> int:
        share = (value + self.reach) / (2 * self.reach) * BINS
        return min(max(math.floor(share + 1e-9), 0), BINS - 1)

    def _square(self, source: Source, centre: Point) -> Rectangle:
        square = Rectangle(
            width=self.breadth,
            height=FILLED * self.side,
            stroke_width=0,
            fill_color=self.theme.signed(source.value),
            fill_opacity=1,
        ).move_to(centre)
        if source.value < 0 and self.side >= SIGNED:  # readable without colour
            dash = Line(
                square.get_left() * 0.72 + square.get_right() * 0.28,
                square.get_left() * 0.28 + square.get_right() * 0.72,
                color=self.theme.background,
                stroke_width=14 * self.side,
            )
            square.add(dash)
        mark(square, "bin", source, axes=self)
        return square

    def _wedge(self) -> VGroup:
        """Return the two halves of the wedge, which meet at zero."""
        theme, y = self.theme, self.bottom - 0.3
        most = theme.edge_width(self.reach) / 100 / 2
        halves = VGroup()
        zero = self.scales[0].n2p(0.0)[0]
        for sign in (-1.0, 1.0):
            end = self.scales[0].n2p(sign * self.reach)[0]
            halves.add(
                Polygon(
                    [zero, y, 0],
                    [end, y + most, 0],
                    [end, y - most, 0],
                    stroke_width=0,
                    fill_color=theme.signed(sign),
                    fill_opacity=1,
                )
            )
        return halves

    def _draw_tick(self, value: float, *, named: bool) -> None:
        theme, scale = self.theme, self.scales[0]
        tick = scale.tick(theme, value, (0.1 if named else 0.06, 0.0))
        self.ticks.add(tick)
        if named:
            decimals = 1 if self.reach < 10 else 0
            form, em = NumberFormat(decimals, signed=True), theme.sizes.label
            self.numbers.add(scale.label(theme, round(value, 6), form, em, 0.56, tick))
