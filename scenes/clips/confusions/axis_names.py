"""The names of the classes along a confusion matrix; letters stand for long ones."""

from __future__ import annotations

import math
from string import ascii_uppercase

from network.recordings.confusions import ConfusionSeries
from scenes.clips.confusions.class_names import with_sources
from scenes.mobjects.text.text import TextLine
from scenes.style.theme import Theme

__all__ = ["COMMA", "AxisNames"]

ARROW, COMMA = "{first} → {second}", "{first}, {second}"
"""A confusion and a pair of classes, in fewest characters."""
CLEAR = 0.1
"""Least gap between names side by side, in frame units."""
LONGEST = 1.9
"""Greatest width of the names of rows, in frame units."""


class AxisNames:
    """What the rows and columns of a matrix are called.

    Parameters
    ----------
    theme : Theme
    series : ConfusionSeries
    width, height : float
        Room for the cells and the names of the rows, in frame units.

    Attributes
    ----------
    rows, columns : list of str
    em : float
    """

    def __init__(self, theme: Theme, series: ConfusionSeries, width: float, height: float):
        classes = series.classes
        self.theme, self.series, self.count = theme, series, len(classes)
        self._lines: dict[str, TextLine] = {}
        short = max(map(len, classes)) <= 2
        self.em = theme.sizes.number if short else theme.sizes.label
        self.widest = max(self._held(name).width for name in classes)
        side = min(height, width - min(self.widest, LONGEST)) / self.count
        if self.widest + CLEAR <= side or short:
            self.columns = self.rows = list(classes)
            return
        # Cut short or not, a long name has its letter first.
        self.columns = list(ascii_uppercase[: self.count])
        room = side >= self.em + CLEAR
        self.rows = [
            f"{letter}  {name}" if room else letter
            for letter, name in zip(self.columns, classes, strict=True)
        ]

    def row(self, k: int) -> TextLine:
        """Return the name of a row."""
        return with_sources(self.line(self.rows[k]), self.series, k)

    def column(self, k: int) -> TextLine:
        """Return the name of a column."""
        line = self.line(self.columns[k])
        return with_sources(line, self.series, k) if self.columns == self.rows else line

    def line(self, text: str) -> TextLine:
        """Typeset a name, cut short if need be."""
        return self._held(text).copy()

    def way(
        self,
        pair: tuple[int, int],
        width: float,
        words: str,
        em: float | None = None,
        short: str = ARROW,
    ) -> TextLine:
        """Typeset words about two classes; if they do not fit, fewer, with names cut until they do.

        Parameters
        ----------
        pair : (int, int)
            True class and answer.
        width : float
            Room, in frame units.
        words, short : str
            With ``{first}`` and ``{second}``: the words, and what takes their place.
        em : float, optional
            Size of the type, by default that of labels.
        """
        names, pattern = [self.columns[k] for k in pair], words
        longest = max(map(len, names))
        while True:
            cut = [n if len(n) <= longest else f"{n[: longest - 1].rstrip()}…" for n in names]
            text = pattern.format(first=cut[0], second=cut[1])
            line = TextLine(self.theme, text, em or self.theme.sizes.label, self.theme.quiet)
            if line.width <= width or (pattern == short and longest <= 2):
                break
            pattern, longest = short, longest - (pattern == short)
        # A letter that stands for a name is no number.
        plain = [self.series.classes[k] for k in pair]
        return with_sources(line, self.series, *pair) if names == plain else line

    def _held(self, text: str) -> TextLine:
        """Return the only copy of a name, to be measured."""
        if text not in self._lines:
            self._lines[text] = self._fitting(text)
        return self._lines[text]

    def _fitting(self, text: str) -> TextLine:
        line = TextLine(self.theme, text, self.em, self.theme.ink)
        while line.width > LONGEST and len(text) > 1:
            text = text[: max(1, min(len(text) - 1, int(len(text) * LONGEST / line.width)))]
            line = TextLine(self.theme, text.rstrip() + "…", self.em, self.theme.ink)
        return line

    def levels(self, pitch: float) -> tuple[int, int]:
        """Return on how many levels the names of rows and of columns have to take turns."""
        clear = self.theme.sizes.clearance
        high = self._high(self.rows)
        wide = max(line.width for line in map(self._held, self.columns))
        return math.ceil((high + clear) / pitch), math.ceil((wide + clear) / pitch)

    def side(self, levels: int) -> float:
        """Return the width of the names of the rows."""
        return self._wide + (levels - 1) * self.apart

    @property
    def apart(self) -> float:
        """Distance of the levels of the names of rows."""
        return self._wide + self.theme.sizes.clearance + 0.01

    @property
    def above(self) -> float:
        """Distance of the levels of the names of columns."""
        return self._high(self.columns) + self.theme.sizes.clearance + 0.01

    def _high(self, names: list[str]) -> float:
        """Return the height from the deepest descender of any name to the highest ascender."""
        lines = [self._held(name) for name in names]
        up = max(float(line.get_top()[1]) - line.baseline for line in lines)
        return up + max(line.baseline - float(line.get_bottom()[1]) for line in lines)

    @property
    def _wide(self) -> float:
        return max(line.width for line in map(self._held, self.rows))
