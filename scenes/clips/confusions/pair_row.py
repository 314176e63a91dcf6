"""A pair of classes that are confused: how often one way, how often the other, and together."""

from __future__ import annotations

from manim import Rectangle, VGroup

from network.recordings.confusions import ConfusionSeries
from scenes.clips.confusions.axis_names import AxisNames
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["PairRow"]

WHOLE = NumberFormat(0, grouped=True)
TOTAL, COUNT = 0.62, 0.44
"""Sizes of the sum and of its two parts."""
THICK = 0.3
"""Height of the bars, in frame units."""
NEAR, FAR = 0.2, 0.15
"""Gaps between sum and bars, and between counts and names."""
THREE_LINES = 1.2
"""Least height with names below the bars, in frame units."""


class PairRow(VGroup):
    """The sum in the middle, a bar to the left for one way, and to the right for the other.

    Parameters
    ----------
    theme : Theme
    region : Region
    series : ConfusionSeries
    pair : (int, int)
        The true class and the answer of the more frequent way.
    names : AxisNames
        Names of the classes.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        series: ConfusionSeries,
        pair: tuple[int, int],
        names: AxisNames,
    ):
        self.theme, self.series, self.region, self.pair = theme, series, region, pair
        self._names = names
        self._below = region.height >= THREE_LINES
        source = Source(series, "pair_totals", index=pair)
        total = Readout(theme, source, WHOLE, TOTAL, theme.ink)
        total.place(region.x, region.y - TOTAL * DIGIT_HEIGHT / 2)
        ways = [self._way(pair, -1), self._way(pair[::-1], 1)]
        super().__init__(*ways, total)

    def _way(self, way: tuple[int, int], toward: int) -> VGroup:
        """Draw one way; its bar grows to the left (−1) or to the right (1)."""
        theme, inner = self.theme, self.region
        last = self.series.last
        source = Source(self.series, "mistakes", index=(last, *way))
        start = inner.x + toward * (self._widest() / 2 + NEAR)
        room = abs((inner.right if toward > 0 else inner.left) - start)
        full = room / float(self.series.mistakes[last].max())
        top = inner.y + (THICK / 2 if self._below else -0.05)
        bar = Rectangle(width=max(full * source.value, 1e-9), height=THICK, stroke_width=0)
        bar.set_fill(theme.cost, opacity=1)
        bar.full = full
        bar.move_to([start + toward * bar.width / 2, top - THICK / 2, 0.0])
        mark(bar, "length", source)
        # The count is next to the sum, so that the three read as one line.
        side = "left" if toward > 0 else "right"
        count = Readout(theme, source, WHOLE, COUNT, theme.ink).place(start, top + 0.14, side)
        if self._below:
            name = self._names.way(way, room).place(start, top - THICK - 0.32, side)
        else:
            taken = count.advance_width + FAR
            name = self._names.way(way, room - taken).place(
                start + toward * taken, top + 0.14, side
            )
        return VGroup(name, bar, count)

    def _widest(self) -> float:
        """Return the width of the largest sum of any row, so that rows agree."""
        totals = self.series.pair_totals
        where = divmod(int(totals.argmax()), len(totals))
        source = Source(self.series, "pair_totals", index=where)
        return Readout(self.theme, source, WHOLE, TOTAL).advance_width
