"""How often two classes were confused at each moment: one way up, the other way down."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from manim import Animation, Line, Rectangle, UpdateFromAlphaFunc, VGroup, linear

from network.recordings.confusions import ConfusionSeries
from scenes.clips.confusions.axis_names import AxisNames
from scenes.mobjects.text.counter import Counter
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.sentence import Sentence
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
MOST_COLUMNS, WIDEST = 120, 0.9
"""Most moments that are drawn, and the greatest width of their columns, in frame units."""
SOLID, SHARE = 0.05, 0.8
"""Columns narrower than this have no gap between them, others are this wide, as a share."""
FOOT, APART, STEPS = 0.5, 1.6, 0.32
"""Room below the bars for the steps; least distance of these, and their size."""
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
        read_as, of = words
        x, y = region.left, region.y + BELOW / 2 - DIGIT_HEIGHT * NAME / 4
        name = names.way(way, region.width, read_as, NAME).place(x, y, "left")
        y -= BELOW
        members = Source(series, "members", index=(way[0],))
        widest = Readout(theme, members, COUNT, NUMBER).advance_width
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

    def source_at(self, moment: int) -> Source:
        """Return the source of the count at a moment."""
        return Source(self.series, "confusion", index=(moment, *self.way))

    def follow(self, moment_at: Callable[[float], int]) -> Animation:
        """Follow the training; ``moment_at`` gives the moment at a share of time."""
        return self.count.follow(lambda share: self.source_at(moment_at(share)))


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

    Attributes
    ----------
    axis : Line
    columns : list of VGroup
        Two bars each.
    steps : list of VGroup
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
    ):
        self.theme, self.series, self.pair, self.moments = theme, series, pair, list(moments)
        room = ROOM * written
        self.place = Region(
            region.left, region.right, region.bottom + FOOT + room, region.top - room
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
        self._foot = region.bottom
        self.steps = self._steps()
        super().__init__(self.axis, *self.columns, *self.steps)

    @classmethod
    def of_all(
        cls,
        theme: Theme,
        region: Region,
        series: ConfusionSeries,
        pair: tuple[int, int],
        needed: Sequence[int],
    ) -> SwingTrace:
        """Draw all moments or, of very many, some and those that are needed."""
        even = np.linspace(0, series.last, min(series.last + 1, MOST_COLUMNS))
        moments = sorted({*np.rint(even).astype(int).tolist(), *needed})
        return cls(theme, region, series, pair, moments)

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
        for column in np.rint(np.linspace(0, len(self.moments) - 1, count)).astype(int).tolist():
            source = Source(self.series, "steps_shown", index=(self.moments[column],))
            number = Readout(theme, source, COUNT, STEPS, theme.quiet)
            x, y, half = self._x(column), self._foot + FOOT, number.advance_width / 2
            tick = Line([x, y - 0.06, 0], [x, y - 0.16, 0])
            tick.set_stroke(theme.hairline, theme.sizes.line / 2)
            inside = min(max(x, self.place.left + half), self.place.right - half)
            found.append(VGroup(tick, number.place(inside, y - FOOT + 0.04)))
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
