"""The names of the classes along a confusion matrix; letters stand for long ones."""

from __future__ import annotations

import math
from collections.abc import Sequence
from string import ascii_uppercase

from scenes.mobjects.text.text import TextLine
from scenes.style.theme import Theme

__all__ = ["AxisNames"]

CLEAR = 0.1
"""Least gap between names side by side, in frame units."""
LONGEST = 1.9
"""Greatest width of the names of rows, in frame units."""
LEVEL = 0.36
"""Distance of names that take turns on two or more levels."""
CAPITAL = 0.68
"""Height of a capital, in em."""


class AxisNames:
    """What the rows and columns of a matrix are called.

    Parameters
    ----------
    theme : Theme
    classes : sequence of str
    width, height : float
        Room for the cells and the names of the rows, in frame units.

    Attributes
    ----------
    rows, columns : list of str
    em : float
    """

    def __init__(self, theme: Theme, classes: Sequence[str], width: float, height: float):
        self.theme, self.count = theme, len(classes)
        short = max(map(len, classes)) <= 2
        self.em = theme.sizes.number if short else theme.sizes.label
        names = [self.line(name) for name in classes]
        self.widest = max(name.width for name in names)
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

    def line(self, text: str) -> TextLine:
        """Typeset a name, cut short if need be."""
        line = TextLine(self.theme, text, self.em, self.theme.ink)
        while line.width > LONGEST and len(text) > 1:
            text = text[: max(1, min(len(text) - 1, int(len(text) * LONGEST / line.width)))]
            line = TextLine(self.theme, text.rstrip() + "…", self.em, self.theme.ink)
        return line

    def levels(self, pitch: float) -> tuple[int, int]:
        """Return on how many levels the names of rows and of columns have to take turns."""
        clear = self.theme.sizes.clearance
        high = CAPITAL * self.em if max(map(len, self.rows)) <= 2 else self.em
        wide = max(self.line(name).width for name in self.columns)
        return math.ceil((high + clear) / pitch), math.ceil((wide + clear) / pitch)

    def side(self, levels: int) -> float:
        """Return the width of the names of the rows."""
        return max(self.line(name).width for name in self.rows) + (levels - 1) * LEVEL
