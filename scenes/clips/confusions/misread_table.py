"""Samples of a table that were answered wrongly: a column each, with their values."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import Line, VGroup

from network.recordings.confusions import ConfusionSeries, ShownSamples
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import TextLine
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["MisreadTable"]

PITCH, MOST_FEATURES = 0.56, 6
NAMES = (0.58, 0.44)
"""Share of the width for the names of the rows, beside one sample and beside two."""
DECIMALS = 3
LARGEST = 1e6
"""Values of this magnitude or more would not fit into a column; a dash stands for them."""


class MisreadTable(VGroup):
    """Label, answer and the first features of some samples.

    Parameters
    ----------
    theme : Theme
    region : Region
    series : ConfusionSeries
    shown : ShownSamples
    columns : sequence of int
        Which of these samples.
    words : (str, str)
        For label and answer.

    Attributes
    ----------
    columns : list of VGroup
        What belongs to each sample.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        series: ConfusionSeries,
        shown: ShownSamples,
        columns: Sequence[int],
        words: tuple[str, str],
    ):
        super().__init__()
        self.theme, self.series, self.shown = theme, series, shown
        names = list(series.metadata["input_names"])
        most = min(MOST_FEATURES, int(region.height / PITCH - 2.4))
        # A line with dots stands for the features that are left out.
        self.features = range(len(names) if len(names) <= most else most - 1)
        self._left_out = len(names) > most
        height = PITCH * (2.4 + len(self.features) + self._left_out)
        room = region.inner(region.width, height)
        left, share = room.left, NAMES[len(columns) > 1] * room.width
        self._ys = [room.top - 0.4 - PITCH * k for k in range(2)]
        start = self._ys[-1] - 1.2 * PITCH
        self._ys += [start - PITCH * k for k in range(len(self.features) + self._left_out)]
        labels = [*words, *(names[k] for k in self.features), *["…"] * self._left_out]
        self.names = VGroup(*[
            self._line(text, theme.quiet, share - 0.2).place(left, y, "left")
            for text, y in zip(labels, self._ys, strict=True)
        ])  # fmt: skip
        y = self._ys[1] - 0.3
        self.rule = Line([room.left, y, 0], [room.right, y, 0])
        self.rule.set_stroke(theme.hairline, theme.sizes.line / 2)
        pitch = (room.width - share) / len(columns)
        self.columns = [
            self._column(sample, left + share + (k + 1) * pitch, pitch - 0.2)
            for k, sample in enumerate(columns)
        ]
        self.add(self.names, self.rule, *self.columns)

    def _line(self, text: str, colour: str, width: float) -> TextLine:
        """Typeset a name, cut short if need be."""
        em = self.theme.sizes.label
        line = TextLine(self.theme, text, em, colour)
        while line.width > width and len(text) > 1:
            text = text[: max(1, min(len(text) - 1, int(len(text) * width / line.width)))]
            line = TextLine(self.theme, text.rstrip() + "…", em, colour)
        return line

    def _column(self, sample: int, right: float, width: float) -> VGroup:
        theme, classes = self.theme, self.series.classes
        label, answer = (int(self.shown.arrays[k][sample]) for k in ("labels", "answers"))
        found = VGroup(
            self._line(classes[label], theme.target, width).place(right, self._ys[0], "right"),
            self._line(classes[answer], theme.cost, width).place(right, self._ys[1], "right"),
        )
        for feature, y in zip(self.features, self._ys[2:], strict=False):
            value = float(self.shown.arrays["values"][sample, feature])
            if abs(value) >= LARGEST:
                found.add(self._line("–", theme.quiet, width).place(right, y, "right"))
                continue
            source = Source(self.shown, "values", index=(sample, feature))
            style = NumberFormat(_decimals(value))
            number = Readout(theme, source, style, theme.sizes.number, theme.ink)
            if number.advance_width > width:
                number = Readout(theme, source, NumberFormat(0), theme.sizes.number, theme.ink)
            found.add(number.place(right, y, "right"))
        return found


def _decimals(value: float) -> int:
    """Return the number of decimals that prints a value exactly, at most three."""
    for decimals in range(DECIMALS):
        if np.isclose(round(value, decimals), value, rtol=0, atol=1e-9):
            return decimals
    return DECIMALS
