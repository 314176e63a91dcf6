"""What the step is good for: the cost before and after it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import Animation, Rectangle, UpdateFromAlphaFunc, VGroup, VMobject, smooth

from scenes.clips.backpropagation.story import Story, decimals_for
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import TextLine
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["Bar", "CostBars"]

ROW, BAR = 1.1, 0.6
"""Distance of bars, and their height, in frame units."""


class Bar(Rectangle):
    """A horizontal bar whose length is a recorded magnitude.

    Parameters
    ----------
    source : Source
    left, y : float
        Its left end, and its middle.
    full : float
        Length of one, in frame units.
    colour : str
    """

    def __init__(self, source: Source, left: float, y: float, full: float, colour: str):
        width = max(full * abs(source.value), 1e-4)
        super().__init__(
            width=width, height=BAR, stroke_width=0, fill_color=colour, fill_opacity=1
        )  # fmt: skip
        self.move_to([left + width / 2, y, 0])
        self.full = full
        mark(self, "length", source)

    def grow(self) -> Animation:
        """Grow from the left end."""
        width, (left, y, _) = self.width, self.get_left()

        def update(bar: VMobject, share: float) -> None:
            now = max(width * share, 1e-4)
            bar.stretch_to_fit_width(now).move_to([left + now / 2, y, 0])

        return UpdateFromAlphaFunc(self, update, rate_func=smooth)

    def carry(self, number: Readout) -> Animation:
        """Move a number with the right end as the bar grows."""
        width, end = self.width, number.get_center()

        def update(moving: Readout, share: float) -> None:
            moving.move_to(end - np.array([width * (1 - share), 0.0, 0.0]))
            moving.set_fill(opacity=min(4 * share, 1.0))

        return UpdateFromAlphaFunc(number, update, rate_func=smooth)


class CostBars(VGroup):
    """The cost that the deltas are slopes of, before and after the step, as bars.

    Where they are slopes of none, it is the cost that is recorded.

    Parameters
    ----------
    theme : Theme
    region : Region
    story : Story
    words : sequence of str
        Names of before, after and cost.

    Attributes
    ----------
    head : TextLine
    rows : list of (TextLine, Bar, Readout)
    """

    def __init__(self, theme: Theme, region: Region, story: Story, words: Sequence[str]):
        cost = "cost" if story.loss is None else "learned_cost"
        sources = [story.source(name, None) for name in (cost, f"{cost}_after")]
        em, largest = 1.4 * theme.sizes.number, max(source.value for source in sources)
        style = NumberFormat(max(decimals_for(np.array([largest])) - 1, 1))
        top = region.y + (0.7 + 2 * ROW) / 2
        self.head = TextLine(theme, words[2], 1.2 * theme.sizes.label, theme.cost)
        self.head.place(region.left + 0.05, top - 0.45, "left")
        names = [TextLine(theme, word, theme.sizes.label, theme.quiet) for word in words[:2]]
        left = region.left + 0.05 + max(name.width for name in names) + 0.2
        numbers = [Readout(theme, source, style, em, theme.cost) for source in sources]
        room = max(number.advance_width for number in numbers) + 0.2
        full = (region.right - left - room) / (largest or 1.0)
        self.rows = []
        for n, (source, name, number) in enumerate(zip(sources, names, numbers, strict=True)):
            y = top - 0.7 - (n + 0.5) * ROW
            bar = Bar(source, left, y, full, theme.cost)
            name.place(region.left + 0.05, y - 0.1, "left")
            number.place(bar.get_right()[0] + 0.15, y - em * DIGIT_HEIGHT / 2, "left")
            self.rows.append((name, bar, number))
        super().__init__(self.head, *[piece for row in self.rows for piece in row])
