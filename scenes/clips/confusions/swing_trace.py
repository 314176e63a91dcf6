"""How often two classes were confused, each way to its own side: a row for each moment."""

from __future__ import annotations

import numpy as np
from manim import Line, Rectangle, VGroup

from network.recordings.confusions import ConfusionSeries
from scenes.clips.confusions.axis_names import AxisNames
from scenes.mobjects.text.counter import Counter
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["SwingTrace"]

COUNT = NumberFormat(0, grouped=True)
NUMBER = 0.66
"""Size of the two counts."""
NAME, BELOW, HEAD = 0.32, 0.62, 1.18
"""From the top to the baselines of the names and of the counts, and to the rows."""
MOST_ROWS, TALLEST = 120, 0.16
"""Most moments that are drawn, and the greatest height of their rows, in frame units."""
SOLID = 0.06
"""Rows lower than this have no gap between them: it would be a fraction of a pixel."""
STEPS, APART = 0.32, 0.52
"""Size of the steps beside the rows, and their least distance."""
GAP = 0.16


class SwingTrace(VGroup):
    """Bars to the left for one way, to the right for the other; time runs down.

    Parameters
    ----------
    theme : Theme
    region : Region
    series : ConfusionSeries
    pair : (int, int)
        To the left, the first of these classes is taken for the second.
    names : AxisNames
        Names of the classes.
    read_as : str
        Words with ``{first}`` and ``{second}``.
    needed : sequence of int
        Moments that must have a row, even of many.

    Attributes
    ----------
    heads : list of VGroup
        Name and count of each way; above the rows and not in the group.
    counts : list of Counter
        The counts of both ways at the moment shown.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        series: ConfusionSeries,
        pair: tuple[int, int],
        names: AxisNames,
        read_as: str,
        needed: tuple[int, ...] = (),
    ):
        self.theme, self.series, self.pair = theme, series, pair
        self.moments = self._chosen(needed)
        aside = max(self._step(moment).advance_width for moment in self.moments) + GAP
        self._place = Region(region.left, region.right - aside, region.bottom, region.top - HEAD)
        self.pitch = min(self._place.height / len(self.moments), TALLEST)
        self.counts: list[Counter] = []
        self.heads = [self._head(names, read_as, way) for way in (0, 1)]
        ways = pair, pair[::-1]
        largest = max(int(series.confusion[self.moments, a, b].max()) for a, b in ways)
        self.full = self._place.width / 2 / max(largest, 1)
        self.rows = [VGroup(*map(self._bar, [k, k], (0, 1))) for k in range(len(self.moments))]
        end = self._place.top - self.pitch * len(self.moments)
        axis = Line([self._place.x, self._place.top, 0], [self._place.x, end, 0])
        axis.set_stroke(theme.hairline, theme.sizes.line / 2)
        self.steps = self._steps()
        super().__init__(axis, *self.rows, *self.steps)

    def _chosen(self, needed: tuple[int, ...]) -> list[int]:
        last = self.series.last
        even = np.rint(np.linspace(0, last, min(last + 1, MOST_ROWS))).astype(int)
        return sorted({*even.tolist(), *needed})

    def _step(self, moment: int) -> Readout:
        source = Source(self.series, "steps_shown", index=(moment,))
        return Readout(self.theme, source, COUNT, STEPS, self.theme.quiet)

    def _source(self, moment: int, way: int) -> Source:
        cell = self.pair if way == 0 else self.pair[::-1]
        return Source(self.series, "confusion", index=(moment, *cell))

    def _head(self, names: AxisNames, read_as: str, way: int) -> VGroup:
        place, side = self._place, 1 if way else -1
        x, y = place.x + side * place.width / 4, place.top + HEAD
        pair = self.pair if way == 0 else self.pair[::-1]
        name = names.way(pair, place.width / 2 - 0.1, read_as).place(x, y - NAME)
        at = (x, y - NAME - BELOW)
        count = Counter(self.theme, self._source(0, way), COUNT, NUMBER, self.theme.ink, *at)
        self.counts.append(count)
        return VGroup(name, count)

    def _bar(self, row: int, way: int) -> Rectangle:
        source, side = self._source(self.moments[row], way), 1 if way else -1
        height = self.pitch * (1.0 if self.pitch < SOLID else 0.84)
        bar = Rectangle(
            width=max(self.full * source.value, 1e-9), height=height, stroke_width=0
        ).set_fill(self.theme.cost, opacity=1)  # fmt: skip
        bar.full = self.full
        bar.move_to([self._place.x + side * bar.width / 2, self._y(row), 0.0])
        mark(bar, "length", source)
        return bar

    def _y(self, row: int) -> float:
        return self._place.top - (row + 0.5) * self.pitch

    def _steps(self) -> list[Readout]:
        """Write the steps of some rows, evenly spaced, beside them."""
        count = max(2, min(int(self._place.height / APART), len(self.moments), 6))
        rows = np.rint(np.linspace(0, len(self.moments) - 1, count)).astype(int).tolist()
        lower = DIGIT_HEIGHT * STEPS / 2
        found: list[Readout] = []
        for row in dict.fromkeys(rows):
            y = self._y(row) - lower
            if found and found[-1].baseline - y < APART * 0.7:
                continue
            x = self._place.right + GAP + self._widest(rows)
            found.append(self._step(self.moments[row]).place(x, y, "right"))
        return found

    def _widest(self, rows: list[int]) -> float:
        return max(self._step(self.moments[row]).advance_width for row in rows)

    def show(self, moment: int) -> SwingTrace:
        """Show the rows up to a moment."""
        for row, at in zip(self.rows, self.moments, strict=True):
            row.set_fill(opacity=1.0 if at <= moment else 0.0)
        return self

    def source_of(self, moment: int, way: int) -> Source:
        """Return the source of the count of a way at a moment."""
        return self._source(moment, way)
