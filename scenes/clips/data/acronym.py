"""A long name and the acronym that its initials make."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from manim import FadeIn, VGroup

from scenes.mobjects.text.text import TextLine
from scenes.style.theme import Theme

__all__ = ["Acronym"]

SPACE = 0.27
"""Width of the space between two words, in em."""
LEADING = 1.35
"""Distance of two baselines, in em."""


class Acronym(VGroup):
    """A name whose capitals make the short name.

    It takes one line, or as many lines of similar length as the width requires.

    Parameters
    ----------
    theme : Theme
    name : str
        Words; those that contribute an initial begin with a capital.
    em, short_em : float
        Sizes of the name and of the short name in frame units.
    short : str
        What the initials spell.
    width : float, optional
        Width that there is room for.

    Attributes
    ----------
    words : list of TextLine
    initials : list of VMobject
    drop : float
        Distance of the last baseline below the first.
    """

    def __init__(
        self,
        theme: Theme,
        name: str,
        em: float,
        short: str,
        short_em: float,
        width: float = math.inf,
    ):
        self.words = [TextLine(theme, text, em, theme.quiet) for text in name.split()]
        space = SPACE * em
        whole = sum(word.width + space for word in self.words) - space
        lines = max(math.ceil(whole / width), 1)
        limit = whole / lines
        while len(rows := _filled(self.words, space, limit)) > lines and limit < width:
            limit = min(1.02 * limit, width)
        self.drop = (len(rows) - 1) * LEADING * em
        for k, row in enumerate(rows):
            x = 0.0
            for word in row:
                word.place(x, -k * LEADING * em, "left")
                x = word.get_right()[0] + space
        self.initials = [word[0] for word in self.words if word.text[0].isupper()]
        self.theme = theme
        super().__init__(*self.words)
        self.short = TextLine(theme, short, short_em, theme.ink)

    def place(self, x: float, baseline: float) -> Acronym:
        """Move the first line to ``baseline``, with the left edge at ``x``."""
        here = self.words[0]
        self.shift([x - here.get_left()[0], baseline - here.baseline, 0.0])
        return self

    def spell(self) -> list[list[Any]]:
        """Return, for each initial, animations that point it out and write it in the short name."""
        return [
            [initial.animate.set_color(self.theme.ink), FadeIn(letter)]
            for initial, letter in zip(self.initials, self.short, strict=True)
        ]


def _filled(words: Sequence[TextLine], space: float, limit: float) -> list[list[TextLine]]:
    """Fill line after line with words, up to a limit; each has at least one word."""
    rows: list[list[TextLine]] = []
    x = limit
    for word in words:
        if x + space + word.width > limit + 1e-9:
            rows.append([])
            x = -space
        rows[-1].append(word)
        x += space + word.width
    return rows
