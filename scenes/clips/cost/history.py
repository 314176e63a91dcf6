"""The cost of a sample at every visit: a bar of its terms for each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from manim import Animation, FadeOut, UpdateFromAlphaFunc, VGroup, linear, smooth

from scenes.animation.pace import Pace
from scenes.animation.timing import within
from scenes.clips.cost.bar import Bar, CostTile, between, decimals_of, nice_top, terms_of
from scenes.clips.cost.measure import Measure
from scenes.mobjects.graphing.axes import Plot, thinned
from scenes.mobjects.text.counter import Counter
from scenes.mobjects.text.readout import DIGIT_HEIGHT
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["History"]

LEFT, RIGHT, TOP, BOTTOM = 0.95, 0.35, 0.95, 0.95
"""Room around the box for tick labels and words."""
LEAD, SHARE, NARROWEST, WIDEST = 0.55, 0.78, 0.05, 0.55
"""Room before the first bar for names; a bar's share of the usual distance; its limits."""
MOST_TICKS, LEAST_PITCH = 6, 0.6
"""Most ticks of the axis of epochs, and their least distance in frame units."""
NAMED, MOST_NAME = 0.34, 0.4
"""Least height of a segment with a name beside it, and widest name, in frame units."""
ARRIVED, GONE = 0.3, 0.25
"""Shares of a zoom after which new numbers are seen, and old ones are not."""
TICK = 1.25
"""Size of the numbers of the axes, as a multiple of the least."""
WHOLE = NumberFormat(0)


class History(Plot):
    """Axes of epochs and cost, and the bars.

    Parameters
    ----------
    theme : Theme
    region : Region
    measure : Measure
    visits : sequence of int
        Training steps on the sample.
    decimals : int
        Of the cost.
    cost, epoch : str
        Words for the axes.
    least : float
        A cost that the axis reaches at least.

    Attributes
    ----------
    axes : VGroup
        Axes, ticks and words.
    bars : list of Bar
        One for each visit.
    head : Bar
        The one that grows, from the axis.
    cost_number, epoch_number : Counter
        Of the visit that the head is at.
    ceiling : float
        Height below which nothing but bars stands, in frame units.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        measure: Measure,
        visits: Sequence[int],
        decimals: int,
        cost: str,
        epoch: str,
        least: float = 0.0,
    ):
        self.measure, self.visits = measure, list(visits)
        recording = measure.recording
        self.epochs = np.array([float(recording.epoch[step]) for step in visits])
        top, parts = nice_top(max(least, *[float(recording.cost[step]) for step in visits]))
        box = Region(
            region.left + LEFT, region.right - RIGHT, region.bottom + BOTTOM, region.top - TOP
        )
        first, last = self.epochs[0], self.epochs[-1]
        # The first bar stands LEAD from the axis, the last half of that from the end.
        scale = (last - first) / max(box.width - 1.5 * LEAD - WIDEST / 2, 0.1)
        start = first - (LEAD + WIDEST / 2) * scale
        super().__init__(theme, box, (start, start + box.width * scale), (0.0, top))
        usual = float(np.median(np.diff(self.epochs))) / scale
        self.width_of_bars = min(WIDEST, max(SHARE * usual, NARROWEST))
        arrows = self.arrows(box.right + 0.3, box.top + 0.3)
        em = TICK * theme.sizes.number_small
        values = [float(f"{top * k / parts:.6g}") for k in range(parts + 1)]
        least = em * DIGIT_HEIGHT + 1.5 * theme.sizes.clearance
        for value in thinned(values, box.height / parts, least):
            self.tick(1, value, NumberFormat(decimals_of(value) if value else 0), gap=0.16, em=em)
        self.scale_of_cost = VGroup(*self.ticks, *self.numbers)
        for value in self._ticked(first, last, scale):
            self.tick(0, value, WHOLE, gap=0.15, em=em)
        self.axes = VGroup(arrows, self.ticks, self.numbers)
        self._head_line(region, decimals, cost, epoch)
        self._draw_bars()

    @staticmethod
    def _ticked(first: float, last: float, scale: float) -> list[float]:
        """Return the epochs that get a number: the first, the last and round ones between."""
        step = next(
            step
            for power in range(9)
            for step in (10**power, 2 * 10**power, 5 * 10**power)
            if (last - first) / step < MOST_TICKS and step / scale > LEAST_PITCH
        )
        middle = range(math.ceil((first + 1) / step) * step, math.ceil(last), step)
        clear = LEAST_PITCH * scale
        between = [float(m) for m in middle if m - first >= clear and last - m >= clear]
        return [first, *between, last]

    def _head_line(self, region: Region, decimals: int, cost: str, epoch: str) -> None:
        """Write what the axes mean; the current cost and epoch follow their words."""
        theme, visits, measure = self.theme, self.visits, self.measure
        em, large = theme.sizes.label, 1.2 * theme.sizes.number
        y, self.ceiling = self.top + 0.5, self.top + 0.3
        said = TextLine(theme, cost, 1.1 * em, theme.cost).place(self.left + 0.2, y, "left")
        symbol = Formula(theme, "C", large, theme.cost)
        room = self.right + 0.3 - said.get_right()[0]
        source, form = measure.cost(visits[0]), NumberFormat(decimals)
        self.cost_number = Counter(theme, source, form, large, theme.cost, 0.0, 0.0)
        width = max(
            Counter(theme, measure.cost(step), form, large, theme.cost, 0, 0).advance_width
            for step in visits
        )
        y_of = y
        if symbol.width + width + 0.6 > room:  # no room in the line of words
            y_of, x = self.top - 0.25, self.right + 0.3 - width
            self.ceiling = y_of - 0.12
        else:
            x = said.get_right()[0] + 0.45 + symbol.width + 0.2
        symbol.place(x - 0.2, y_of, "right")
        place = x, y_of, "left"
        self.cost_number = Counter(theme, source, form, large, theme.cost, *place)
        along = TextLine(theme, epoch, 1.1 * em, theme.quiet)
        first = Source(measure.recording, "epoch", visits[0])
        last = Source(measure.recording, "epoch", visits[-1])
        wide = Counter(theme, last, WHOLE, large, theme.ink, 0, 0).advance_width
        baseline = self.bottom - 0.78
        right = self.right + 0.3
        along.place(right - wide - 0.2, baseline, "right")
        here = right, baseline, "right"
        self.epoch_number = Counter(theme, first, WHOLE, large, theme.ink, *here)
        self.axes.add(said, symbol, along)
        upright = set(map(id, self.scale_of_cost))
        ticks = [m for m in (*self.ticks, *self.numbers) if id(m) not in upright]
        self.axes_but_scale = [self.axes[0], *ticks, said, symbol, along]

    def _draw_bars(self) -> None:
        """Draw a bar for each visit, and the head at the first."""
        self.table = terms_of(self.measure, self.visits)
        self.unit = float(self.c2p(0, 1)[1] - self.bottom)
        self.bars = []
        for k, step in enumerate(self.visits):
            bar = Bar(self.theme, self.measure.at(step), self.unit)
            self.bars.append(
                bar.stand(self.x_of(k), self.bottom, self.width_of_bars, self.table[k])
            )
        self.head = Bar(self.theme, self.measure, self.unit)
        self._lead(0.0)

    def x_of(self, k: int) -> float:
        """Return where the middle of the k-th bar stands."""
        return float(self.c2p(self.epochs[k], 0)[0])

    def zoom_from(self, tile: CostTile) -> list[Animation]:
        """Stretch the scale of a tile into that of the chart, while its bar becomes the first."""
        start = tile.scale[0].get_start().copy()
        left, foot, unit = start[0], start[1], tile.bar.unit
        ceiling = self.top + 0.3

        def at(share: float, value: float) -> np.ndarray:
            here = np.array([left, foot + unit * value, 0.0])
            there = np.array([self.left, self.bottom + self.unit * value, 0.0])
            return here + share * (there - here)

        def piece(moving: Any, value: float, new: bool) -> Animation:
            offset = moving.get_center() - at(1.0 if new else 0.0, value)

            def update(m: Any, share: float) -> None:
                m.move_to(at(share, value) + offset)
                seen = min(1.0, share / ARRIVED) if new else max(0.0, 1 - share / GONE)
                m.set_opacity(seen)

            return UpdateFromAlphaFunc(moving, update)

        def stretch(line: Any, share: float) -> None:
            end = at(share, tile_top)
            end[1] = min(end[1], ceiling)
            line.put_start_and_end_on(at(share, 0.0), end)

        axis, ground, ticks, numbers = tile.scale
        tile_top = numbers[-1].source.value
        found = [UpdateFromAlphaFunc(axis, stretch), within(FadeOut(ground), 0.0, 0.4)]
        for pair in zip(ticks, numbers, strict=True):
            found += [piece(m, pair[1].source.value, new=False) for m in pair]
        half = len(self.scale_of_cost) // 2
        for pair in zip(self.scale_of_cost[:half], self.scale_of_cost[half:], strict=True):
            found += [piece(m, pair[1].source.value, new=True) for m in pair]
        return found

    def names(self, names: Sequence[Any]) -> VGroup:
        """Return copies of names beside the segments of the first bar, where these have room."""
        found, x = VGroup(), self.x_of(0) - self.width_of_bars / 2 - 0.14
        for name, segment in zip(names, self.bars[0].segments, strict=False):
            copy = name.copy()
            copy.scale(self.theme.sizes.number_small / name.em * 1.05)
            if segment.box[3] < NAMED or copy.width > MOST_NAME:
                continue
            found.add(copy.move_to([x - copy.width / 2, segment.get_y(), 0.0]))
        return found

    def _lead(self, place: float) -> None:
        """Set the head to a place among the visits, counted from 0."""
        place = round(place, 9)
        low = min(int(place), len(self.visits) - 1)
        high = min(low + 1, len(self.visits) - 1)
        part = place - low
        at, terms = (high, part * self.table[high]) if part else (low, self.table[low])
        self.head.stand(self.x_of(at), self.bottom, self.width_of_bars, terms)
        for segment, source in zip(self.head.segments, self.bars[low].sources, strict=True):
            mark(segment, "height", source)

    def reach(self, place: float) -> None:
        """Draw everything up to a place among the visits, counted from 0."""
        self._lead(place)
        for k, bar in enumerate(self.bars):
            seen = k <= place + 1e-6
            for segment in bar.segments:
                segment.set_fill(opacity=1.0 if seen else 0.0)
                height = segment.box[3]
                segment.set_stroke(opacity=min(1.0, height / 0.05) if seen else 0.0)

    def stand_aside(self, terms: np.ndarray, pace: Pace, rest: float) -> Animation:
        """Let the head go to the second bar's place while a pace rests, then take some terms."""
        start, x, way = self.table[0], self.x_of(0), self.x_of(1) - self.x_of(0)

        def update(head: Bar, share: float) -> None:
            aside, down = smooth(min(1.0, share * pace.seconds / rest)), pace.way(share)
            head.stand(
                x + aside * way, self.bottom, self.width_of_bars, start + down * (terms - start)
            )

        self._unmark()
        return UpdateFromAlphaFunc(self.head, update, rate_func=linear)

    def swing(self, rows: np.ndarray, pace: Pace) -> Animation:
        """Let the head, at the second bar's place, go through rows of terms."""
        row, x = between(rows, 0, len(rows) - 1), self.x_of(1)

        def place(share: float) -> tuple[float, float, np.ndarray]:
            return x, self.width_of_bars, row(share)

        self._unmark()
        return self.head.go(place, self.bottom, pace)

    def _unmark(self) -> None:
        """Take the marks of the recorded step from the head, which leaves that."""
        for segment in self.head.segments:
            segment.mark = None

    def run(self, first: int, last: int, pace: Pace) -> list[Animation]:
        """Go from one visit to another: bars and numbers."""

        def grow(_: VGroup, share: float) -> None:
            self.reach(first + pace.way(share) * (last - first))

        moving = VGroup(*self.bars, self.head)
        counting = []
        for counter in (self.cost_number, self.epoch_number):
            sources = [
                replace(counter.recorded, step=step) for step in self.visits[first : last + 1]
            ]
            counting.append(counter.go(sources, pace))
        return [UpdateFromAlphaFunc(moving, grow, rate_func=linear), *counting]
