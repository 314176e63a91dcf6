"""What the step is good for: outputs and cost before and after it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import Animation, Rectangle, UpdateFromAlphaFunc, VGroup, VMobject, smooth

from scenes.clips.backpropagation.output_deltas import name_of_output
from scenes.clips.backpropagation.story import Story, decimals_for
from scenes.mobjects.text.columns import spread
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import TextLine
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["Bar", "CostBars", "Outcome"]

LEAST_ROW = 0.48
"""Least distance of rows of numbers, in frame units."""
ROW, BAR = 0.8, 0.42
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


class Outcome(VGroup):
    """Targets, and outputs before and after the step.

    Parameters
    ----------
    theme : Theme
    region : Region
    story : Story
    words : sequence of str
        Names of target, before and after.

    Attributes
    ----------
    heads, names, targets, before, after : list
    """

    def __init__(self, theme: Theme, region: Region, story: Story, words: Sequence[str]):
        self.theme, self.story = theme, story
        last = story.last + 1
        upper = region
        outputs = self._shown(story, int(upper.height / LEAST_ROW) - 1)
        rows = len(outputs)
        pitch = min(0.85, upper.height / (rows + 1))
        em = max(min(1.2 * theme.sizes.number, 0.62 * pitch), theme.sizes.number_small)
        style = NumberFormat(story.value_decimals(last))
        targets = story.recording.targets[story.step]
        of_target = next((d for d in range(3) if (targets.round(d) == targets).all()), 3)
        columns = ("name", "target", "before", "after")
        shares = dict(zip(columns, (0.08, 0.3, 0.57, 0.86), strict=True))
        xs = spread(upper, shares, {"name": 0.6, "target": 1.2, "before": 1.3, "after": 1.3})
        top = upper.y + (rows + 1) * pitch / 2
        colours = (theme.target, theme.quiet, theme.quiet)
        self.heads = [
            TextLine(theme, word, theme.sizes.label, colour).place(xs[x], top - 0.6 * pitch)
            for word, x, colour in zip(words[:3], columns[1:], colours, strict=True)
        ]
        self.names: list[Any] = []
        self.targets: list[Any] = []
        self.before: list[Any] = []
        self.after: list[Any] = []
        for n, k in enumerate(outputs):
            y = top - (1.5 + n) * pitch
            foot = y - em * DIGIT_HEIGHT / 2
            self.names.append(name_of_output(theme, story, k, em).place(xs["name"], foot))
            after = story.source("activations_after", last, k)
            for where, source, form, colour in (
                ("target", story.source("targets", None, k), NumberFormat(of_target), theme.target),
                ("before", story.source("activations", last, k), style, theme.ink),
                ("after", after, style, theme.ink),
            ):
                number = Readout(theme, source, form, em, colour).place(xs[where], foot)
                {"target": self.targets, "before": self.before, "after": self.after}[where].append(
                    number
                )
        super().__init__(*self.heads, *self.names, *self.targets, *self.before, *self.after)

    @staticmethod
    def _shown(story: Story, most: int) -> list[int]:
        """Return the outputs shown: of many, the target and those that change most."""
        before = story.values("activations", story.last + 1)
        after = story.values("activations_after", story.last + 1)
        weight = np.abs(after - before) + 1e9 * (story.recording.targets[story.step] == 1.0)
        order = sorted(story.indices[-1], key=lambda k: -weight[k])
        return sorted(order[:most])


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
        em, largest = 1.2 * theme.sizes.number, max(source.value for source in sources)
        style = NumberFormat(max(decimals_for(np.array([largest])) - 1, 1))
        top = region.y + (0.7 + 2 * ROW) / 2
        self.head = TextLine(theme, words[2], theme.sizes.label, theme.cost)
        # Lower letters of the head, too, keep clear of the first number, in large type.
        above = (em * DIGIT_HEIGHT - BAR) / 2
        self.head.place(region.left + 0.05, top - 0.45 + max(above, 0.0), "left")
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
