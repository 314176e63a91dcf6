"""Words and formulas, typeset by Typst in its built-in fonts."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import combinations, pairwise

import numpy as np
from manim import LEFT, RIGHT, VGroup

from scenes.mobjects.text.typesetting import LEADING, Typeset, set_formula, set_words
from scenes.style.theme import Theme

__all__ = ["Formula", "TextLine", "escape"]

PAUSE = 5
"""Extra characters that a row may have if it ends in punctuation."""
WAYS = 3
"""Number of line breaks to try."""

_SPECIAL = re.compile(r"([\\#$*_`<>@=\-+/\[\]~'\"])")


def escape(words: str) -> str:
    """Escape ``words`` as Typst markup."""
    return _SPECIAL.sub(r"\\\1", words)


def _broken(text: str, em: float, width: float, align: str) -> tuple[Typeset, int]:
    """Typeset text on as few lines as possible, of about equal length; also return their number."""

    def typeset(markup: str) -> tuple[Typeset, int]:
        points = width / em * 10
        block = f"#block(width: {points:.2f}pt)[#set align({align}); {markup}]"
        found = set_words(block, em)
        # The ink of one line is lower than the distance of two baselines.
        return found, 1 + round((found.height / em - 0.75) / LEADING)

    found, lines = typeset(escape(text))
    if lines > 1:
        for rows in _even_rows(text.split(" "), lines)[:WAYS]:
            even, count = typeset(" #linebreak() ".join(escape(row) for row in rows))
            if count == lines:
                return even, lines
    return found, lines


def _even_rows(words: list[str], rows: int) -> list[list[str]]:
    """Return all divisions of words into rows, the one with the shortest longest row first.

    Rows that end in punctuation may be a little longer.
    """
    cuts = combinations(range(1, len(words)), rows - 1)
    ways = [[" ".join(words[a:b]) for a, b in pairwise((0, *cut, len(words)))] for cut in cuts]

    def length(way: list[str]) -> tuple[int, int]:
        paused = all(row[-1:] in tuple(",.;:!?") for row in way[:-1])
        # Between equals, prefer the longer first row.
        return max(map(len, way)) - PAUSE * paused, -len(way[0])

    return sorted(ways, key=length)


@lru_cache(maxsize=512)
def _below_centre(markup: str, em: float) -> float:
    """Return the distance from a formula's centre down to its baseline.

    Measured by typesetting the formula again followed by a 1, whose foot is on the baseline.
    """
    alone, followed = set_formula(markup, em), set_formula(markup + " thin 1", em)
    (first, *_), (same, *_, one) = alone.outlines(), followed.outlines()
    foot = one.get_bottom()[1] - same.get_center()[1]
    return float(alone.middle - first.get_center()[1] - foot)


class TextLine(VGroup):
    """A line of plain text that knows its baseline, also after it has moved.

    Parameters
    ----------
    theme : Theme
    text : str
        Plain text, not markup.
    em : float
        Size of the type in frame units.
    colour : str
    width : float, optional
        Break into lines of about equal length, none wider than this many frame units.
    align : {"center", "left"}
        Alignment of these lines.

    Attributes
    ----------
    drop : float
        Distance from the first baseline down to the last.
    """

    def __init__(
        self,
        theme: Theme,
        text: str,
        em: float,
        colour: str,
        *,
        width: float | None = None,
        align: str = "center",
    ):
        if width is None:
            typeset, lines = set_words(escape(text), em), 1
        else:
            typeset, lines = _broken(text, em, width, align)
        self._baseline_below_centre = typeset.middle - typeset.baseline
        super().__init__(*typeset.outlines())
        self.text = text
        self.em = em
        self.set_color(colour)
        self.drop = (lines - 1) * LEADING * em

    @property
    def baseline(self) -> float:
        """Height of the (first) baseline in frame units."""
        return float(self.get_center()[1]) - self._baseline_below_centre

    def place(self, x: float, baseline: float, align: str = "centre") -> TextLine:
        """Place left edge, centre or right edge at ``x`` on ``baseline``."""
        dy = baseline - self.baseline
        edge = {"left": LEFT, "centre": np.zeros(3), "right": RIGHT}[align]
        dx = x - self.get_critical_point(edge)[0]
        self.shift(np.array([dx, dy, 0.0]))
        return self


class Formula(VGroup):
    """A formula in Typst's mathematical notation.

    Parameters
    ----------
    theme : Theme
    markup : str
        Typst mathematics; ``{{ … : name }}`` names a part.
    em : float
        Size of the type in frame units.
    colour : str
    """

    def __init__(self, theme: Theme, markup: str, em: float, colour: str):
        typeset = set_formula(markup, em)
        super().__init__(*typeset.outlines())
        self.text = markup
        self.em = em
        self._parts = typeset.parts
        self.set_color(colour)

    @property
    def baseline(self) -> float:
        """Height of the baseline in frame units."""
        return float(self.get_center()[1]) - _below_centre(self.text, self.em)

    def place(self, x: float, baseline: float, align: str = "centre") -> Formula:
        """Place left edge, centre or right edge at ``x`` on ``baseline``."""
        edge = {"left": LEFT, "centre": np.zeros(3), "right": RIGHT}[align]
        dx = x - self.get_critical_point(edge)[0]
        self.shift(np.array([dx, baseline - self.baseline, 0.0]))
        return self

    def part(self, name: str) -> VGroup:
        """Return the part called ``name``."""
        return VGroup(*[self.submobjects[k] for k in self._parts[name]])
