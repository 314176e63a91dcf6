"""What the step is good for: outputs and cost before and after it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import Animation, Rectangle, UpdateFromAlphaFunc, VGroup, VMobject, smooth

from scenes.clips.backpropagation.output_deltas import name_of_output
from scenes.clips.backpropagation.story import Story, decimals_for
from scenes.mobjects.text.columns import needed_width, spread
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import TextLine
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["Bar", "CostBars", "Outcome"]

NUMBERS = ("target", "before", "after")
SHARES = {"name": 0.08, "target": 0.3, "before": 0.57, "after": 0.86}
"""Centres of the columns, as shares of the width where that has room."""

LEAST_ROW = 0.48
"""Least distance of rows of numbers, in frame units."""
ROW, BAR = 0.8, 0.42
"""Distance of bars, and their height, in frame units."""


def _width(piece: Any) -> float:
    return float(getattr(piece, "advance_width", piece.width))


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
        upper = region
        outputs = self._shown(story, int(upper.height / LEAST_ROW) - 1)
        rows = len(outputs)
        pitch = min(0.85, upper.height / (rows + 1))
        top = upper.y + (rows + 1) * pitch / 2
        colours = (theme.target, theme.quiet, theme.quiet)
        self.heads = [
            TextLine(theme, word, theme.sizes.label, colour)
            for word, colour in zip(words[:3], colours, strict=True)
        ]
        em = max(min(1.2 * theme.sizes.number, 0.62 * pitch), theme.sizes.number_small)
        while True:
            columns = self._columns(outputs, em)
            widths = {name: max(map(_width, column)) for name, column in columns.items()}
            for name, head in zip(NUMBERS, self.heads, strict=True):
                widths[name] = max(widths[name], head.width)
            if needed_width(widths) <= upper.width or em <= theme.sizes.number_small:
                break
            em = max(0.96 * em, theme.sizes.number_small)
        xs = spread(upper, SHARES, widths)
        for name, head in zip(NUMBERS, self.heads, strict=True):
            head.place(xs[name], top - 0.6 * pitch)
        for name, column in columns.items():
            for n, piece in enumerate(column):
                piece.place(xs[name], top - (1.5 + n) * pitch - em * DIGIT_HEIGHT / 2)
        self.names = columns["name"]
        self.targets, self.before, self.after = (columns[name] for name in NUMBERS)
        super().__init__(*self.heads, *self.names, *self.targets, *self.before, *self.after)

    def _columns(self, outputs: Sequence[int], em: float) -> dict[str, list[Any]]:
        """Typeset the names and the numbers of all rows."""
        theme, story = self.theme, self.story
        last, targets = story.last + 1, story.recording.targets[story.step]
        of_target = next((d for d in range(3) if (targets.round(d) == targets).all()), 3)
        value = NumberFormat(story.value_decimals(last))
        kinds = {
            "target": ("targets", None, NumberFormat(of_target), theme.target),
            "before": ("activations", last, value, theme.ink),
            "after": ("activations_after", last, value, theme.ink),
        }
        columns: dict[str, list[Any]] = {
            name: [
                Readout(theme, story.source(quantity, layer, k), form, em, colour) for k in outputs
            ]
            for name, (quantity, layer, form, colour) in kinds.items()
        }
        return {"name": [name_of_output(theme, story, k, em) for k in outputs], **columns}

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
