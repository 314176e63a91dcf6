"""How often two classes were confused at each moment: one way up, the other way down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from manim import (
    UP,
    Animation,
    Line,
    Mobject,
    Rectangle,
    RoundedRectangle,
    UpdateFromAlphaFunc,
    VGroup,
    linear,
)

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
SHADES = 1.0, 0.6
"""Opacities of the two ways."""
NAMED, NEARBY = 0.42, 0.3
"""Room for the name of the axis; how far steps may be from even places, as a share of a gap."""
PASSED = 0.8
"""Greatest number on the scale, as a share of the tallest bar."""
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
        in_line = region.height < ONE_LINE
        em = IN_LINE if in_line else NUMBER
        widest, widest_whole = self._slots(theme, of, em)
        room = region.width - widest - BESIDE
        name = names.way(way, room if in_line else region.width, read_as, NAME)
        beside = BESIDE + widest_whole
        fits = bool(beside <= room - (name.width + BESIDE) * in_line)
        if in_line:
            y, right = region.y - DIGIT_HEIGHT * IN_LINE / 2, region.right - beside * fits
        else:
            y, right = region.y - BELOW / 2 - DIGIT_HEIGHT * NAME / 4, region.left + widest
        name.place(region.left, y + BELOW * (not in_line), "left")
        self.count = Counter(theme, self.source_at(0), COUNT, em, theme.ink, right, y, "right")
        members = Source(series, "members", index=(way[0],))
        whole = Sentence(theme, [of, (members, COUNT)], OF).place(right + BESIDE, y)
        whole.numbers[0].set_fill(theme.quiet)
        super().__init__(name, self.count, *[whole] * fits)

    def _slots(self, theme: Theme, of: str, em: float) -> tuple[float, float]:
        """Return the room for a count and for "of …", the same for both ways."""
        ways = self.way, self.way[::-1]
        most = [int(self.series.confusion[:, a, b].argmax()) for a, b in ways]
        counts = [
            Source(self.series, "confusion", index=(moment, *way))
            for moment, way in zip(most, ways, strict=True)
        ]
        members = [Source(self.series, "members", index=(k,)) for k in self.way]
        wholes = [Sentence(theme, [of, (each, COUNT)], OF).width for each in members]
        return max(Readout(theme, each, COUNT, em).advance_width for each in counts), max(wholes)

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
        Name of the axis; with it comes a scale at the left.
    ticked : int
        A column that has a tick if there is room for its step.

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
        ticked: int = 0,
    ):
        self.theme, self.series, self.pair, self.moments = theme, series, pair, list(moments)
        self._ticked = ticked
        room, foot = ROOM * written, FOOT + NAMED * (title is not None)
        ways = pair, pair[::-1]
        largest = [float(series.confusion[self.moments, a, b].max()) for a, b in ways]
        scale = [] if title is None else self._scale(max(largest))
        aside = max((number.width + BESIDE for number in scale), default=0.0)
        self.place = Region(
            region.left + aside, region.right, region.bottom + foot + room, region.top - room
        )
        self.pitch = min(self.place.width / len(self.moments), WIDEST)
        self.full = self.place.height / max(sum(largest), 1.0)
        self.base = self.place.top - self.full * largest[0]
        count = len(self.moments)
        self.columns = [VGroup(*map(self._bar, [k, k], (0, 1))) for k in range(count)]
        self.axis = Line([self.place.left, self.base, 0], [self._x(count - 0.5), self.base, 0])
        self.axis.set_stroke(theme.hairline, theme.sizes.line / 2)
        self._foot = region.bottom + foot - FOOT
        self.around: list[Mobject] = self._steps()
        if title is not None:
            self.around += [*self._heights(scale), title.place(region.x, region.bottom + 0.06)]
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
        ticked = moments.index(needed[1])
        return cls(theme, region, series, pair, moments, title=title, ticked=ticked)

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
        """Write the counts at the ends of the bars of each column."""
        found = []
        for column in self.columns:
            numbers = VGroup()
            for bar, side in zip(column, (1, -1), strict=True):
                number = Readout(self.theme, bar.mark.source, COUNT, WRITTEN, self.theme.ink)
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
        return bar.set_fill(self.theme.cost, opacity=SHADES[way])

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
        found = [0, *inner, last]
        if inner and self._ticked:
            k = min(range(1, count - 1), key=lambda k: abs(found[k] - self._ticked))
            room = min(self._ticked - found[k - 1], found[k + 1] - self._ticked)
            found[k] = self._ticked if room * self.pitch > APART else found[k]
        return found

    def _scale(self, largest: float) -> list[Readout]:
        """Typeset zero and a round number that the bars pass."""
        ten = 10.0 ** (len(str(int(max(largest, 1.0)))) - 1)
        value = max((k * ten for k in (1, 2, 5) if k * ten <= PASSED * largest), default=ten)
        values = [value, 0.0, value]
        return [Readout(self.theme, AxisValue(v), COUNT, STEPS, self.theme.quiet) for v in values]

    def _heights(self, scale: Sequence[Readout]) -> list[VGroup]:
        """Draw a scale at the left, with a line across for each number that has room."""
        found, high = [], STEPS * DIGIT_HEIGHT
        for number, side in zip(scale, (1, 0, -1), strict=True):
            y = self.base + side * self.full * number.source.value
            inside = self.place.bottom + high / 2 <= y <= self.place.top - high / 2
            if side and (not inside or abs(y - self.base) < 2 * high):
                continue
            number.axes, number.axis = Heights(self.base, self.full), 1
            number.place(self.place.left - BESIDE, y - high / 2, "right")
            number.tick = Line([self.place.left, y, 0], [self.place.right, y, 0])
            number.tick.set_stroke(self.theme.hairline, self.theme.sizes.line / 2)
            found.append(VGroup(number.tick, number))
        return found

    def stacked(self, counts: Sequence[Mobject]) -> list[Animation]:
        """Let every column slide down, with its counts if any, until it stands on one floor."""
        floor, found = self.place.bottom, [UpdateFromAlphaFunc(self.axis, self._settle)]
        for k, column in enumerate(self.columns):
            shift = floor - (self.base - self.full * column[1].mark.source.value)
            found += [each.animate.shift(shift * UP) for each in (column, *counts[k : k + 1])]
        return found

    def _settle(self, axis: Mobject, share: float) -> None:
        """Fade the axis out where the columns were and in where they stand."""
        axis.set_stroke(opacity=abs(1 - 2 * share))
        axis.set_y(self.base if share < 0.5 else self.place.bottom)

    def sums(self) -> list[Readout]:
        """Write above the columns, as they stand on the floor, both ways together, on one line."""
        found = []
        sources = [
            Source(self.series, "both_ways", index=(moment, *self.pair)) for moment in self.moments
        ]
        top = self.place.bottom + self.full * max(source.value for source in sources) + NEAR
        for source, (up, _) in zip(sources, self.columns, strict=True):
            number = Readout(self.theme, source, COUNT, WRITTEN, self.theme.ink)
            found.append(number.place(up.get_x(), top))
        return found

    def frame(self, first: int, last: int) -> RoundedRectangle:
        """Draw a frame around columns, the first to the last, and the room for their counts."""
        theme, bars = self.theme, VGroup(*self.columns[first : last + 1])
        width, height = (last - first + 1) * self.pitch, bars.height + 2 * ROOM
        found = RoundedRectangle(width=width, height=height, corner_radius=0.06)
        found.set_stroke(theme.focus, 1.4 * theme.sizes.line)
        return found.move_to([self._x((first + last) / 2), bars.get_y(), 0.0])

    def show(self, moment: int, *, focus: bool = True) -> SwingTrace:
        """Show the columns up to a moment; that of the moment itself may be in focus."""
        theme = self.theme
        for column, at in zip(self.columns, self.moments, strict=True):
            colour = theme.focus if focus and at == moment else theme.cost
            for bar, shade in zip(column, SHADES, strict=True):
                shown = 1.0 if colour == theme.focus else shade
                bar.set_fill(colour, opacity=shown if at <= moment else 0.0)
        return self

    def follow(self, moment_at: Callable[[float], int], *, focus: bool = True) -> Animation:
        """Follow the training; ``moment_at`` gives the moment at a share of time."""

        def update(trace: SwingTrace, share: float) -> None:
            trace.show(moment_at(share), focus=focus)

        return UpdateFromAlphaFunc(self, update, rate_func=linear)
