"""A command line, as it is typed."""

from __future__ import annotations

from scenes.parts.text import Words, _outlines, _words, escape
from scenes.theme import Theme

__all__ = ["Command"]


class Command(Words):
    """A line for a terminal, in a typeface with characters of one width."""

    def __init__(self, theme: Theme, text: str, em: float, colour: str):
        typeset = _words(f'#text(font: "DejaVu Sans Mono")[{escape(text)}]', em)
        origin = typeset.get_baseline_frame(typeset.submobjects[0])[0]
        super(Words, self).__init__(*_outlines(typeset))
        self._baseline_below_centre = float(typeset.get_center()[1] - origin[1])
        self.text = text
        self.em = em
        self.set_color(colour)
