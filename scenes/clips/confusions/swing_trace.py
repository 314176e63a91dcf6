"""How often two classes were confused at each moment: one way up, the other way down."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from manim import UP, Animation, Line, Mobject, Rectangle, UpdateFromAlphaFunc, VGroup, linear

from network.recordings.confusions import ConfusionSeries
from scenes.clips.confusions.axis_names import AxisNames
from scenes.mobjects.text.counter import Counter
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.sentence import Sentence
from scenes.mobjects.text.text import TextLine
from scenes.provenance.mark import mark
from scenes.provenance.source import AxisValue, NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["SwingTrace", "WayHead"]

COUNT = NumberFormat(0, grouped=True)
NUMBER, NAME, OF = 0.9, 0.38, 0.38
"""Sizes of a count, of what is counted, and of how many there are."""
BELOW, BESIDE = 0.84, 0.16
"""From the baseline of the name to that of the count, and the gap beside the count."""
ONE_LINE, IN_LINE = 1.0, 0.6
"""Less height than this holds one line, and the size of a count in it."""
MOST_COLUMNS, WIDEST = 120, 0.9
"""Most moments that are drawn, and the greatest width of their columns, in frame units."""
SOLID, SHARE = 0.05, 0.8
"""Columns narrower than this have no gap between them, others are this wide, as a share."""
FOOT, APART, STEPS = 0.5, 1.25, 0.32
"""Room below the bars for the steps; least distance of these, and their size."""
LOWER = 0.45
"""Opacity of the lower part of a column that stands on the floor."""
NAMED, NEARBY = 0.42, 0.3
"""Room for the name of the axis; how far steps may be from even places, as a share of a gap."""
SHOWN = 6
"""Most steps that are written."""
LAST, WRITTEN, ROOM, NEAR = 12, 0.42, 0.45, 0.12
"""Most columns with counts; the size of these, the room for them, and their gap from the bars."""


class WayHead(VGroup):
    """What is taken for what, how often at a moment, and of how many.

    Parameters
    ----------
    theme : Theme
    region : Region
        It is in the middle of its height.
    series : ConfusionSeries
    way : (int, int)
        True class and answer.
    names : AxisNames
        Names of the classes.
    words : (str, str)
        "{first} read as {second}", and "of".

    Attributes
    ----------
    count : Counter
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        series: ConfusionSeries,
        way: tuple[int, int],
        names: AxisNames,
        words: tuple[str, str],
    ):
        self.series, self.way = series, way
        if region.height < ONE_LINE:
            super().__init__(*self._in_line(theme, region, names, words))
            return
        read_as, of = words
        x, y = region.left, region.y + BELOW / 2 - DIGIT_HEIGHT * NAME / 4
        name = names.way(way, region.width, read_as, NAME).place(x, y, "left")
        y -= BELOW
        widest, _ = self._slots(theme, of, NUMBER)
        members = Source(series, "members", index=(way[0],))
        at = (x + widest, y, "right")
        self.count = Counter(theme, self.source_at(0), COUNT, NUMBER, theme.ink, *at)
        whole = Sentence(theme, [of, (members, COUNT)], OF)
        whole.numbers[0].set_fill(theme.quiet)
        room = region.width - widest - BESIDE
        if whole.width <= room:
            whole.place(x + widest + BESIDE, y)
            super().__init__(name, self.count, whole)
        else:
            super().__init__(name, self.count)

    def _in_line(
        self, theme: Theme, region: Region, names: AxisNames, words: tuple[str, str]
    ) -> list[Mobject]:
        """Return the name at the left, and the count at the right."""
        read_as, of = words
        members = Source(self.series, "members", index=(self.way[0],))
        whole = Sentence(theme, [of, (members, COUNT)], OF)
        whole.numbers[0].set_fill(theme.quiet)
        widest, widest_whole = self._slots(theme, of, IN_LINE)
        y = region.y - DIGIT_HEIGHT * IN_LINE / 2
        room = region.width - widest - BESIDE
        name = names.way(self.way, room, read_as, NAME)
        name.place(region.left, y, "left")
        fits = bool(name.width + BESIDE + widest_whole + BESIDE <= room)
        right = region.right - (widest_whole + BESIDE) * fits
        at = (right, y, "right")
        self.count = Counter(theme, self.source_at(0), COUNT, IN_LINE, theme.ink, *at)
        # In the order of the large ones, into which they turn.
        return [name, self.count, *[whole.place(right + BESIDE, y)] * fits]

    def _slots(self, theme: Theme, of: str, em: float) -> tuple[float, float]:
        """Return the room for a count and for "of …", the same for both ways."""
        members = [Source(self.series, "members", index=(k,)) for k in self.way]
        counts = [Readout(theme, each, COUNT, em).advance_width for each in members]
        wholes = [Sentence(theme, [of, (each, COUNT)], OF).width for each in members]
        return max(counts), max(wholes)

    def source_at(self, moment: int) -> Source:
        """Return the source of the count at a moment."""
        return Source(self.series, "confusion", index=(moment, *self.way))

    def follow(self, moment_at: Callable[[float], int]) -> Animation:
        """Follow the training; ``moment_at`` gives the moment at a share of time."""
        return self.count.follow(lambda share: self.source_at(moment_at(share)))


@dataclass(frozen=True)
class Heights:
    """The scale of the bars, the same upward and downward."""

    base: float
    full: float

    def p2c(self, point: Sequence[float]) -> tuple[float, float]:
        """Return how many a height stands for, as the second coordinate."""
        return 0.0, abs(float(point[1]) - self.base) / self.full

    def __deepcopy__(self, memo: dict[int, Any]) -> Heights:
        """Return the same object when Manim copies a number."""
        return self


class SwingTrace(VGroup):
    """A column for each moment: a bar up for one way, and one down for the other.

    Parameters
    ----------
    theme : Theme
    region : Region
    series : ConfusionSeries
    pair : (int, int)
        Up, the first of these classes is taken for the second.
    moments : sequence of int
        In order.
    written : bool
        Make room for the counts at the ends of the bars.
    title : TextLine, optional
        Name of the axis; with it come a height for each way.

    Attributes
    ----------
    axis : Line
    columns : list of VGroup
        Two bars each.
    around : list of Mobject
        The steps, and further what says how to read the columns.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        series: ConfusionSeries,
        pair: tuple[int, int],
        moments: Sequence[int],
        *,
        written: bool = False,
        title: TextLine | None = None,
    ):
        self.theme, self.series, self.pair, self.moments = theme, series, pair, list(moments)
        room, foot = ROOM * written, FOOT + NAMED * (title is not None)
        self.place = Region(
            region.left, region.right, region.bottom + foot + room, region.top - room
        )
        self.pitch = min(self.place.width / len(self.moments), WIDEST)
        ways = pair, pair[::-1]
        largest = [float(series.confusion[self.moments, a, b].max()) for a, b in ways]
        self.full = self.place.height / max(sum(largest), 1.0)
        self.base = self.place.top - self.full * largest[0]
        count = len(self.moments)
        self.columns = [VGroup(*map(self._bar, [k, k], (0, 1))) for k in range(count)]
        self.axis = Line([self.place.left, self.base, 0], [self._x(count - 0.5), self.base, 0])
        self.axis.set_stroke(theme.hairline, theme.sizes.line / 2)
        self._foot = region.bottom + foot - FOOT
        self.around: list[Mobject] = self._steps()
        if title is not None:
            self.around += [*self._heights(largest), title.place(region.x, region.bottom + 0.06)]
        super().__init__(*self.around, self.axis, *self.columns)

    @classmethod
    def of_all(
        cls,
        theme: Theme,
        region: Region,
        series: ConfusionSeries,
        pair: tuple[int, int],
        needed: Sequence[int],
        title: TextLine,
    ) -> SwingTrace:
        """Draw all moments or, of very many, some and those that are needed."""
        even = np.linspace(0, series.last, min(series.last + 1, MOST_COLUMNS))
        moments = sorted({*np.rint(even).astype(int).tolist(), *needed})
        return cls(theme, region, series, pair, moments, title=title)

    @classmethod
    def of_last(
        cls, theme: Theme, region: Region, series: ConfusionSeries, pair: tuple[int, int]
    ) -> SwingTrace:
        """Draw the last moments, so few that their counts can be written."""
        a, b = pair
        last = series.confusion[-LAST:]
        largest = max(float(last[:, a, b].max()), float(last[:, b, a].max()))
        source = AxisValue(largest)
        wide = Readout(theme, source, COUNT, WRITTEN).advance_width + theme.sizes.clearance
        count = max(2, min(LAST, int(region.width / (wide + 0.05))))
        moments = range(max(series.last + 1 - count, 0), series.last + 1)
        return cls(theme, region, series, pair, moments, written=True)

    def counts(self) -> list[VGroup]:
        """Write the counts at the ends of the bars of each column, the larger one brighter."""
        theme, found = self.theme, []
        for column in self.columns:
            values = [bar.mark.source.value for bar in column]
            numbers = VGroup()
            for bar, value, side in zip(column, values, (1, -1), strict=True):
                ink = theme.ink if value == max(values) else theme.quiet
                number = Readout(theme, bar.mark.source, COUNT, WRITTEN, ink)
                end = self.base + side * bar.height
                high = WRITTEN * DIGIT_HEIGHT
                numbers.add(number.place(bar.get_x(), end + (NEAR if side > 0 else -NEAR - high)))
            found.append(numbers)
        return found

    def _bar(self, column: int, way: int) -> Rectangle:
        cell = self.pair[:: -1 if way else 1]
        source = Source(self.series, "confusion", index=(self.moments[column], *cell))
        width = self.pitch * (1.0 if self.pitch < SOLID else SHARE)
        bar = Rectangle(width=width, height=max(self.full * source.value, 1e-9), stroke_width=0)
        bar.full = self.full
        bar.move_to([self._x(column), self.base + (-1 if way else 1) * bar.height / 2, 0.0])
        mark(bar, "height", source)
        return bar.set_fill(self.theme.cost, opacity=1)

    def _x(self, column: float) -> float:
        return self.place.left + (column + 0.5) * self.pitch

    def _steps(self) -> list[VGroup]:
        """Write the steps of some columns below them, each with a tick."""
        theme, found = self.theme, []
        wide = self.pitch * len(self.moments)
        count = max(2, min(int(wide / APART), len(self.moments), SHOWN))
        for column in self._rounded(count):
            source = Source(self.series, "steps_shown", index=(self.moments[column],))
            number = Readout(theme, source, COUNT, STEPS, theme.quiet)
            x, y, half = self._x(column), self._foot + FOOT, number.advance_width / 2
            tick = Line([x, y - 0.06, 0], [x, y - 0.16, 0])
            tick.set_stroke(theme.hairline, theme.sizes.line / 2)
            inside = min(max(x, self.place.left + half), self.place.right - half)
            found.append(VGroup(tick, number.place(inside, y - FOOT + 0.04)))
        return found

    def _rounded(self, count: int) -> list[int]:
        """Return ``count`` columns about evenly spaced, rather those with rounder steps."""
        last = len(self.moments) - 1
        even = np.rint(np.linspace(0, last, count)).astype(int).tolist()
        near = int(last / (count - 1) * NEARBY) if last > LAST else 0

        def roughness(column: int) -> int:
            step = int(self.series.steps_shown[self.moments[column]])
            return len(str(step).rstrip("0"))

        inner = [min(range(k - near, k + near + 1), key=roughness) for k in even[1:-1]]
        return [0, *inner, last]

    def _heights(self, largest: Sequence[float]) -> list[VGroup]:
        """Draw one round height for each way, with its number at the right, where bars are low."""
        theme, found = self.theme, []
        ten = 10.0 ** math.floor(math.log10(max(*largest, 1.0)))
        value = max((k * ten for k in (1, 2, 5) if k * ten <= max(largest)), default=ten)
        for side, most in zip((1, -1), largest, strict=True):
            if value > most:
                continue
            y = self.base + side * self.full * value
            number = Readout(theme, AxisValue(value), COUNT, STEPS, theme.quiet)
            number.axes, number.axis = Heights(self.base, self.full), 1
            number.place(self.place.right, y - STEPS * DIGIT_HEIGHT / 2, "right")
            line = Line([self.place.left, y, 0], [self.place.right - number.width - 0.12, y, 0])
            line.set_stroke(theme.hairline, theme.sizes.line / 2)
            number.tick = line
            found.append(VGroup(line, number))
        return found

    def stacked(self) -> list[Animation]:
        """Let every column slide down until it stands on one floor, the axis with them."""
        floor, found = self.place.bottom, []
        for up, down in self.columns:
            shift = floor - (self.base - self.full * down.mark.source.value)
            found += [
                up.animate.shift(shift * UP).set_fill(opacity=1.0),
                down.animate.shift(shift * UP).set_fill(opacity=LOWER),
            ]
        return [*found, self.axis.animate.shift((floor - self.base) * UP)]

    def sums(self) -> list[Readout]:
        """Write above each column, as it stands on the floor, both ways together."""
        found = []
        for moment, (up, _) in zip(self.moments, self.columns, strict=True):
            source = Source(self.series, "both_ways", index=(moment, *self.pair))
            top = self.place.bottom + self.full * source.value
            number = Readout(self.theme, source, COUNT, WRITTEN, self.theme.ink)
            found.append(number.place(up.get_x(), top + NEAR))
        return found

    def smaller(self) -> list[Rectangle]:
        """Return the smaller bar of each column; of equal ones, none."""
        found = [sorted(column, key=lambda bar: bar.height) for column in self.columns]
        return [low for low, high in found if low.mark.source.value < high.mark.source.value]

    def show(self, moment: int) -> SwingTrace:
        """Show the columns up to a moment; that of the moment itself is in focus."""
        theme = self.theme
        for column, at in zip(self.columns, self.moments, strict=True):
            colour = theme.focus if at == moment else theme.cost
            column.set_fill(colour, opacity=1.0 if at <= moment else 0.0)
        return self

    def follow(self, moment_at: Callable[[float], int]) -> Animation:
        """Follow the training; ``moment_at`` gives the moment at a share of time."""

        def update(trace: SwingTrace, share: float) -> None:
            trace.show(moment_at(share))

        return UpdateFromAlphaFunc(self, update, rate_func=linear)
