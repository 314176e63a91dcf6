"""A long name and the short one that its initials make."""

from __future__ import annotations

from typing import Any

from manim import FadeIn, VGroup

from scenes.parts.text import Words
from scenes.theme import Theme

__all__ = ["Acronym"]

SPACE = 0.27
"""Width of the space between two words, in em."""


class Acronym(VGroup):
    """A name on one line; its capitals make the short name, in the colour of the focus.

    Parameters
    ----------
    theme : Theme
    name : str
        Words; those that count begin with a capital.
    em, short_em : float
        Sizes of the name and of the short name in frame units.
    short : str
        What the capitals spell.
    """

    def __init__(self, theme: Theme, name: str, em: float, short: str, short_em: float):
        self.words, x = [], 0.0
        for text in name.split():
            word = Words(theme, text, em, theme.ink).place(x, 0.0, "left")
            self.words.append(word)
            x = word.get_right()[0] + SPACE * em
        self.initials = [word[0] for word in self.words if word.text[0].isupper()]
        self.theme = theme
        super().__init__(*self.words)
        self.short = Words(theme, short, short_em, theme.focus)

    def place(self, x: float, baseline: float) -> Acronym:
        """Stand on ``baseline`` with the left edge at ``x``."""
        here = self.words[0]
        self.shift([x - here.get_left()[0], baseline - here.baseline, 0.0])
        return self

    def spell(self) -> list[list[Any]]:
        """Initial by initial, what points it out and what writes it into the short name."""
        return [
            [initial.animate.set_color(self.theme.focus), FadeIn(letter)]
            for initial, letter in zip(self.initials, self.short, strict=True)
        ]
