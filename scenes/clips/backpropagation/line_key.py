"""What the coloured lines of the network stand for: weights, or slopes."""

from __future__ import annotations

from manim import Line, VGroup

from scenes.mobjects.network.network_diagram import signed_line
from scenes.mobjects.text.text import Formula, TextLine
from scenes.style.theme import Theme

__all__ = ["LineKey"]

SAMPLE, GAP = 0.5, 0.12
"""Length of the line of a sample, and gap to its sign, in frame units."""


class LineKey(VGroup):
    """A word, and a line of each sign.

    Parameters
    ----------
    theme : Theme
    word : str
        What the lines are.
    right, baseline : float
        Its right end and baseline, in frame units.
    """

    def __init__(self, theme: Theme, word: str, right: float, baseline: float):
        text = TextLine(theme, word, theme.sizes.label, theme.ink)
        y = baseline + 0.22 * text.em
        x, pieces = right, []
        for value, sign in ((-1.0, "-"), (1.0, "+")):
            name = Formula(theme, sign, theme.sizes.label, theme.signed(value))
            name.move_to([x - name.width / 2, y, 0])
            end = name.get_left()[0] - GAP
            line = Line(
                [end - SAMPLE, y, 0], [end, y, 0],
                color=theme.signed(value), stroke_width=2 * theme.sizes.line,
            )  # fmt: skip
            line.points = signed_line(line.get_start(), line.get_end(), value)
            pieces += [name, line]
            x = end - SAMPLE - 0.28
        text.place(x, baseline, "right")
        super().__init__(text, *pieces)
