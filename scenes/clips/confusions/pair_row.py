"""A pair of classes that are confused: how often one way, how often the other, and together."""

from __future__ import annotations

from collections.abc import Sequence

from manim import Rectangle, VGroup

from network.recordings.confusions import ConfusionSeries
from scenes.clips.confusions.axis_names import COMMA, AxisNames
from scenes.clips.confusions.swing_trace import SHADES
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["PairRow"]

WHOLE = NumberFormat(0, grouped=True)
TOTAL, COUNT = 0.62, 0.44
"""Sizes of the sum and of its two parts, which is that of the names, too."""
THICK = 0.34
"""Height of the bars, in frame units."""
GAP, NEAR = 0.2, 0.14
"""Gaps beside the bars, and between them and the counts above."""
NAMES = 0.45
"""Greatest share of the width for the names."""


class PairRow(VGroup):
    """Two bars end to end, one for each way, with their counts; behind them the sum.

    Parameters
    ----------
    theme : Theme
    region : Region
    series : ConfusionSeries
    pair : (int, int)
        The true class and the answer of the more frequent way.
    pairs : sequence of (int, int)
        All pairs that have rows, so that their bars begin at the same place.
    names : AxisNames
        Names of the classes.
    words : str
        For both: "{first} and {second}".
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        series: ConfusionSeries,
        pair: tuple[int, int],
        pairs: Sequence[tuple[int, int]],
        names: AxisNames,
        words: str,
    ):
        middle = region.y - (NEAR + COUNT * DIGIT_HEIGHT) / 2
        shown = {each: names.way(each, NAMES * region.width, words, COUNT, COMMA) for each in pairs}
        room = max(name.width for name in shown.values()) + GAP
        base = middle - COUNT * DIGIT_HEIGHT / 2
        super().__init__(shown[pair].place(region.left, base, "left"))
        leading = Source(series, "pair_totals", index=series.pairs[0])
        start = region.left + room
        free = region.right - start - GAP - Readout(theme, leading, WHOLE, TOTAL).advance_width
        full, pen = free / leading.value, start
        for way, shade in zip((pair, pair[::-1]), SHADES, strict=True):
            source = Source(series, "mistakes", index=(series.last, *way))
            bar = Rectangle(width=max(full * source.value, 1e-9), height=THICK, stroke_width=0)
            bar.set_fill(theme.cost, opacity=shade).move_to([start + bar.width / 2, middle, 0.0])
            bar.full = full
            mark(bar, "length", source)
            count = Readout(theme, source, WHOLE, COUNT, theme.ink)
            pen = max(pen, start)
            count.place(pen, middle + THICK / 2 + NEAR, "left")
            pen += count.advance_width + GAP
            start += bar.width
            self.add(bar, count)
        total = Readout(theme, Source(series, "pair_totals", index=pair), WHOLE, TOTAL, theme.ink)
        self.add(total.place(start + GAP, middle - TOTAL * DIGIT_HEIGHT / 2, "left"))
