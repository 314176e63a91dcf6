"""A shell command in a monospaced typeface."""

from __future__ import annotations

import math

from scenes.mobjects.text.text import TextLine, escape
from scenes.mobjects.text.typesetting import set_words
from scenes.style.theme import Theme

__all__ = ["Command"]

ADVANCE = 0.602
"""Width of a character, in em."""


class Command(TextLine):
    """A shell command; a long one continues on the next line after a backslash."""

    def __init__(self, theme: Theme, text: str, em: float, colour: str, width: float = math.inf):
        lines = [escape(line) for line in _broken(text, width / (ADVANCE * em))]
        markup = "#linebreak()#h(1.2em)".join(lines)
        typeset = set_words(f'#text(font: "DejaVu Sans Mono")[{markup}]', em)
        super(TextLine, self).__init__(*typeset.outlines())
        self._baseline_below_centre = typeset.middle - typeset.baseline
        self.text = text
        self.em = em
        self.set_color(colour)


def _broken(text: str, most: float) -> list[str]:
    """Break a command into lines of at most ``most`` characters; options keep their values."""
    pieces: list[str] = []
    for word in text.split():
        if pieces and pieces[-1].startswith("-") and " " not in pieces[-1]:
            pieces[-1] += f" {word}"
        else:
            pieces.append(word)
    lines = [pieces[0]]
    for piece in pieces[1:]:
        if len(f"{lines[-1]} {piece} \\") + 2 * (len(lines) > 1) <= most:
            lines[-1] += f" {piece}"
        else:
            lines[-1] += " \\"
            lines.append(piece)
    return lines
