"""A cost to compare with, as a dashed line across the history."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import Arrow, DashedLine, VGroup

from scenes.clips.cost.history import History
from scenes.mobjects.graphing.axes import Plot
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import TextLine
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.theme import Theme

__all__ = ["Level", "change_arrow"]

GAP = 0.14
"""Between the line and its words, and between these and the number, in frame units."""
DASH = 0.12
"""Length of a dash, in frame units."""


class Level(VGroup):
    """A dashed line at a cost; at its right end, the cost and what it is.

    Parameters
    ----------
    theme : Theme
    plot : History
    source : Source
    decimals : int
    word : str
    colour : str
    below : bool
        Whether words and number stand below the line, where they have room there.

    Attributes
    ----------
    line : DashedLine
    words : VGroup
        What it is, if there is room for that, and the cost.
    """

    def __init__(
        self, theme: Theme, plot: History, source: Source, decimals: int, word: str, colour: str,
        *, below: bool = False,
    ):  # fmt: skip
        y = float(plot.c2p(0, source.value)[1])
        self.y = y
        self.line = DashedLine(
            [plot.left, y, 0.0], [plot.right, y, 0.0],
            dash_length=DASH, color=colour, stroke_width=1.3 * theme.sizes.line,
        )  # fmt: skip
        mark(self.line, "place", source, axes=_Heights(plot))
        em = 1.1 * theme.sizes.number
        number = Readout(theme, source, NumberFormat(decimals), em, colour)
        said = TextLine(theme, word, theme.sizes.label, colour)
        tall = em * DIGIT_HEIGHT
        below = (below and y - plot.bottom > 0.6) or y + GAP + tall > plot.ceiling
        foot = y - GAP - tall if below else y + GAP
        number.place(plot.right, foot, "right")
        said.place(number.get_left()[0] - GAP, foot, "right")
        self.words = VGroup(said, number)
        if not self.clear_of(plot.x_of(0) + plot.width_of_bars / 2 + GAP):
            self.words.remove(said)
        super().__init__(self.line, self.words)

    def clear_of(self, x: float) -> bool:
        """Return whether words and number begin to the right of a place."""
        return bool(self.words.get_left()[0] > x)


def change_arrow(theme: Theme, tip: float, foot: Sequence[float], head: Sequence[float]) -> Arrow:
    """Return an arrow from one value to another, with a tip of a length."""
    return Arrow(
        foot, head, buff=0, tip_length=tip, max_tip_length_to_length_ratio=0.5,
        color=theme.ink, stroke_width=2 * theme.sizes.line,
    )  # fmt: skip


class _Heights:
    """The second axis of a plot alone, for a line that is at one height everywhere."""

    def __init__(self, plot: Plot):
        self.plot = plot

    def __deepcopy__(self, memo: dict) -> _Heights:
        """Return the same object when Manim copies a mobject on the axis."""
        return self

    def p2c(self, point: np.ndarray) -> tuple[float]:
        """Return the value at a point, as a tuple of one coordinate."""
        return (self.plot.p2c(point)[1],)
