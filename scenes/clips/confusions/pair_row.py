"""A pair of classes that are confused: how often one way, how often the other, and together."""

from __future__ import annotations

from manim import Rectangle, VGroup

from network.recordings.confusions import ConfusionSeries
from scenes.clips.confusions.axis_names import AxisNames
from scenes.clips.confusions.class_names import with_sources
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import TextLine
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["PairRow"]

WHOLE = NumberFormat(0, grouped=True)
ARROW = " → "
TOTAL, COUNT = 0.62, 0.44
"""Sizes of the sum and of its two parts."""
THICK = 0.3
"""Height of the bars, in frame units."""
NEAR, FAR = 0.2, 0.15
"""Gaps between sum and bars, and between counts and names."""
IMAGE, WIDEST, BESIDE = 0.86, 1.25, 0.15
"""Side of an image at either end: share of the height and most; gap between it and the rest."""
SHORTEST, THREE_LINES = 0.6, 1.2
"""Least room for the longest bar; least height with names below the bars, in frame units."""
LONGEST = 1.3
"""Most room for the name of a way beside images, in frame units."""


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
    images : bool
        Leave room for an image at either end.

    Attributes
    ----------
    ways : list of VGroup
        Name, bar and count of each way.
    counts : list of Readout
        The numbers of both ways.
    total : Readout
        Their sum.
    slots : list of Region
        Room for an image at either end.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        series: ConfusionSeries,
        pair: tuple[int, int],
        names: AxisNames,
        images: bool,
    ):
        self.theme, self.series, self.region, self.pair = theme, series, region, pair
        self._names = names
        self._place(images)
        source = Source(series, "pair_totals", index=pair)
        self.total = Readout(theme, source, WHOLE, TOTAL, theme.ink)
        self.total.place(region.x, self._inner.y - TOTAL * DIGIT_HEIGHT / 2)
        self.counts: list[Readout] = []
        self.ways = [self._way(pair, -1), self._way(pair[::-1], 1)]
        super().__init__(*self.ways, self.total)

    def _place(self, images: bool) -> None:
        """Divide the room: images at the ends, names below the bars if there is room."""
        region = self.region
        self._below = region.height >= THREE_LINES
        side = self._side() if images else 0.0
        aside = side + BESIDE * images
        self._inner = Region(region.left + aside, region.right - aside, region.bottom, region.top)
        self.slots = [
            Region(x - side / 2, x + side / 2, region.y - side / 2, region.y + side / 2)
            for x in (region.left + side / 2, region.right - side / 2)
        ]

    def _side(self) -> float:
        """Return the side of the images: as large as numbers and names leave room for."""
        theme, totals = self.theme, self.series.pair_totals
        where = divmod(int(totals.argmax()), len(totals))
        source = Source(self.series, "pair_totals", index=where)
        count = Readout(theme, source, WHOLE, COUNT).advance_width
        name = min(self._name(self.pair, LONGEST).width, LONGEST)
        beside = max(name, count, SHORTEST) if self._below else count + FAR + name
        free = self.region.width / 2 - self._widest() / 2 - NEAR - beside - BESIDE
        return max(min(IMAGE * self.region.height, WIDEST, free), 0.4)

    def _way(self, way: tuple[int, int], toward: int) -> VGroup:
        """Draw one way; its bar grows to the left (−1) or to the right (1)."""
        theme, inner = self.theme, self._inner
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
        count = Readout(theme, source, WHOLE, COUNT, theme.cost).place(start, top + 0.14, side)
        self.counts.append(count)
        if self._below:
            name = self._name(way, room).place(start, top - THICK - 0.32, side)
        else:
            taken = count.advance_width + FAR
            name = self._name(way, room - taken).place(start + toward * taken, top + 0.14, side)
        return VGroup(name, bar, count)

    def _widest(self) -> float:
        """Return the width of the largest sum of any row, so that rows agree."""
        totals = self.series.pair_totals
        where = divmod(int(totals.argmax()), len(totals))
        source = Source(self.series, "pair_totals", index=where)
        return Readout(self.theme, source, WHOLE, TOTAL).advance_width

    def _name(self, way: tuple[int, int], width: float) -> TextLine:
        """Typeset "class → answer", each cut short until both fit."""
        theme, em = self.theme, self.theme.sizes.label
        names = [self._names.columns[k] for k in way]
        plain = [self.series.classes[k] for k in way]
        longest = max(map(len, names))
        while True:
            cut = [n if len(n) <= longest else f"{n[: longest - 1].rstrip()}…" for n in names]
            line = TextLine(theme, ARROW.join(cut), em, theme.quiet)
            if line.width <= width or longest <= 2:
                # A letter that stands for a name is no number.
                return with_sources(line, self.series, *way) if names == plain else line
            longest -= 1
