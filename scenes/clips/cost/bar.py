"""The cost as a bar: the terms of all outputs, one on the other, divided as the cost is."""

from __future__ import annotations

from itertools import accumulate

import numpy as np
from manim import Animation, Line, UpdateFromAlphaFunc, VGroup, VMobject

from scenes.clips.cost.layout import Cell
from scenes.clips.cost.measure import Measure
from scenes.mobjects.graphing.axes import Scale
from scenes.mobjects.network.shown import nice_ceiling
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat
from scenes.style.theme import Theme, mix

__all__ = ["Bar", "CostTile", "Segment", "decimals_of", "fill_of", "nice_top"]

FILL = 0.55
"""Share of the cost's colour in a fill."""
WIDTH = 0.36
"""Width of the bar in its tile, as a share of the tile's side."""
BESIDE = 0.06
"""From a wide bar to the axis, in frame units."""
LEAST = 1e-4
"""Least height of a segment, in frame units."""
STEPS = {0.3: 3, 0.4: 4, 0.6: 3, 0.8: 4, 1.0: 5}
"""Number of intervals of an axis that ends at this leading digit."""


def fill_of(theme: Theme) -> str:
    """Return the colour of what a term or the cost fills."""
    return mix(theme.background, theme.cost, FILL)


def nice_top(value: float) -> tuple[float, int]:
    """Return a round number a little above a value, and into how many parts it divides nicely."""
    ceiling = nice_ceiling(max(value, 1e-9))
    share = next((share for share in STEPS if value <= share * ceiling), 1.0)
    return float(f"{share * ceiling:.3g}"), STEPS[share]


class Segment(VMobject):
    """An upright rectangle, by the middle of its foot, its width and its height."""

    def __init__(self, theme: Theme):
        super().__init__(
            fill_color=fill_of(theme), fill_opacity=1.0, stroke_color=theme.cost,
            stroke_width=0.6 * theme.sizes.line,
        )  # fmt: skip

    def stand(self, x: float, foot: float, width: float, height: float) -> Segment:
        """Take a place and a size, in frame units."""
        left, right, top = x - width / 2, x + width / 2, foot + max(height, LEAST)
        corners = [(left, foot), (right, foot), (right, top), (left, top), (left, foot)]
        self.set_points_as_corners([np.array([*corner, 0.0]) for corner in corners])
        self.box = np.array([x, foot, width, height])
        # An outline must not make a thin segment thicker.
        self.set_stroke(opacity=min(1.0, height / 0.05))
        return self


class Bar(VGroup):
    """The segments of all terms of one training step.

    Parameters
    ----------
    theme : Theme
    measure : Measure
    unit : float
        Height of a cost of 1, in frame units.
    """

    def __init__(self, theme: Theme, measure: Measure, unit: float):
        self.measure, self.unit = measure, unit
        self.sources = [measure.term(k) for k in measure.shown]
        self.sources += [measure.other_terms()] if measure.others else []
        self.segments = [Segment(theme) for _ in self.sources]
        super().__init__(*self.segments)
        self.divide(measure.divisor)
        for segment, source in zip(self.segments, self.sources, strict=True):
            mark(segment, "height", source)

    def divide(self, divisor: float) -> Bar:
        """Divide the terms by a number; `stand` draws them so."""
        self.divisor = divisor
        for segment in self.segments:
            segment.full = self.unit / divisor
        return self

    @property
    def terms(self) -> np.ndarray:
        """The terms at the bar's step."""
        return np.array([source.value for source in self.sources])

    def stand(self, x: float, foot: float, width: float, terms: np.ndarray) -> Bar:
        """Take a place and a width, in frame units, and show some terms."""
        heights = [float(term) * self.unit / self.divisor for term in terms]
        feet = [foot, *accumulate(heights, initial=foot)][1:]
        for segment, under, height in zip(self.segments, feet, heights, strict=False):
            segment.stand(x, under, width, height)
        return self

    def squeeze(self) -> Animation:
        """Shrink, on the foot, from the sum of the terms to the cost."""
        x, foot, width, _ = self.segments[0].box
        start, end = self.divisor, self.measure.divisor

        def update(moving: Bar, share: float) -> None:
            # Heights, not divisors, change evenly.
            divisor = 1 / ((1 - share) / start + share / end)
            moving.divide(divisor).stand(x, foot, width, moving.terms)

        return UpdateFromAlphaFunc(self, update)


class CostTile(VGroup):
    """The cost's bar on a scale, of the height of the tiles.

    Parameters
    ----------
    theme : Theme
    measure : Measure
    cell : Cell
    side : float
    top : float
        Sum of the terms, and cost, at the upper end of the scale.
    width : float
        Of the bar, in frame units; 0 for a narrow one.

    Attributes
    ----------
    bar : Bar
    scale : VGroup
        The axes and their tick labels.
    """

    def __init__(
        self, theme: Theme, measure: Measure, cell: Cell, side: float, top: float, width: float = 0
    ):
        foot, x = cell.top - side, cell.x
        width = width or WIDTH * side
        self.bar = Bar(theme, measure, side / top)
        self.bar.divide(1).stand(x, foot, width, self.bar.terms)
        reach = max(WIDTH * side, width / 2 + BESIDE)
        left = x - reach
        axis = Scale([left, foot, 0.0], [left, cell.top, 0.0], (0.0, top))
        places = decimals_of(top)
        lines = [Line([left, foot, 0.0], [left, cell.top, 0.0])]
        lines.append(Line([left, foot, 0.0], [x + reach, foot, 0.0]))
        for line in lines:
            line.set_stroke(theme.hairline, 1.2 * theme.sizes.line)
        ticks, numbers = VGroup(), VGroup()
        for value, form in ((0.0, NumberFormat(0)), (top, NumberFormat(places))):
            tick = axis.tick(theme, value, (0.06, 0.06))
            number = axis.label(theme, value, form, theme.sizes.number_small, 0.16, tick)
            ticks.add(tick)
            numbers.add(number)
        self.scale = VGroup(*lines, ticks, numbers)
        super().__init__(self.scale, self.bar)


def decimals_of(value: float) -> int:
    """Return how many decimals print a round number exactly."""
    return next((d for d in range(8) if abs(round(value, d) - value) < 1e-9 * abs(value)), 8)
