"""What the step is good for: the steepest slopes ranked, and outputs and cost after the update."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import Animation, Rectangle, UpdateFromAlphaFunc, VGroup, VMobject, smooth

from scenes.clips.backpropagation.story import Story, decimals_for
from scenes.mobjects.text.columns import spread
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["Bar", "Outcome", "Ranking"]

MOST = 6
"""Weights that are ranked."""
COST, LEAST_ROW = 1.9, 0.48
"""Height of the costs, and least distance of rows of numbers, in frame units."""
ROW, BAR = 0.78, 0.42
"""Largest distance of rows, and height of bars, in frame units."""


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


class Ranking(VGroup):
    """The weights with the steepest slopes, as bars.

    Parameters
    ----------
    theme : Theme
    region : Region
    story : Story
    name : str
        What is ranked.

    Attributes
    ----------
    head : TextLine
    rows : list of (Formula, Bar, Readout)
    """

    def __init__(self, theme: Theme, region: Region, story: Story, name: str):
        ranked = self._ranked(story)
        pitch = min(ROW, (region.height - 0.7) / len(ranked))
        top = region.y + (len(ranked) * pitch + 0.7) / 2
        self.head = TextLine(theme, name, theme.sizes.label, theme.quiet)
        em = theme.sizes.number
        symbols = [
            Formula(theme, story.weight_symbol(*place), 0.78 * theme.sizes.formula, theme.ink)
            for place in ranked
        ]
        sources = [story.source("gradients", *place) for place in ranked]
        numbers = [
            Readout(theme, source, self._format(story, place[0]), em, theme.signed(source.value))
            for source, place in zip(sources, ranked, strict=True)
        ]
        names_room = max(symbol.width for symbol in symbols) + 0.3
        numbers_room = max(number.advance_width for number in numbers) + 0.25
        left, longest = region.left + names_room, max(abs(source.value) for source in sources)
        full = (region.width - names_room - numbers_room) / (longest or 1.0)
        self.head.place(left, top - 0.45, "left")
        self.head.shift([min(0.0, region.right - self.head.get_right()[0]), 0, 0])
        self.rows = []
        for n, (symbol, source, number) in enumerate(zip(symbols, sources, numbers, strict=True)):
            y = top - 0.7 - (n + 0.5) * pitch
            symbol.move_to([left - 0.2 - symbol.width / 2, y, 0])
            bar = Bar(source, left, y, full, theme.signed(source.value))
            number.place(bar.get_right()[0] + 0.18, y - em * DIGIT_HEIGHT / 2, "left")
            self.rows.append((symbol, bar, number))
        super().__init__(self.head, *[piece for row in self.rows for piece in row])

    @staticmethod
    def _format(story: Story, layer: int) -> NumberFormat:
        return NumberFormat(story.cell_decimals(layer), signed=True)

    @staticmethod
    def _ranked(story: Story) -> list[tuple[int, int, int]]:
        """Return layer, row and column of the steepest weights of the whole network."""
        every = []
        for layer in range(story.last + 1):
            slopes = np.abs(story.values("gradients", layer))
            places = np.argsort(-slopes, axis=None, kind="stable")[:MOST]
            for place in places.tolist():
                k, i = divmod(place, slopes.shape[1])
                every.append((-float(slopes[k, i]), layer, k, i))
        return [(layer, k, i) for _, layer, k, i in sorted(every)[:MOST]]


class Outcome(VGroup):
    """Targets, outputs before and after the step, and the cost before and after as bars.

    Parameters
    ----------
    theme : Theme
    region : Region
    story : Story
    words : sequence of str
        Names of target, before, after and cost.

    Attributes
    ----------
    heads, names, targets, before, after : list
    bars, costs, cost_names : list
        Of the cost before and after, below ``cost_head``.
    """

    def __init__(self, theme: Theme, region: Region, story: Story, words: Sequence[str]):
        self.theme, self.story = theme, story
        last = story.last + 1
        upper = region.above(region.bottom + COST)
        lower = region.below(region.bottom + COST)
        outputs = self._shown(story, int(upper.height / LEAST_ROW) - 1)
        rows = len(outputs)
        pitch = min(0.85, upper.height / (rows + 1))
        em = max(min(1.2 * theme.sizes.number, 0.62 * pitch), theme.sizes.number_small)
        style = NumberFormat(decimals_for(story.recording.activations[last][story.step]) - 1)
        self.style = style
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
        self.names = []
        self.targets: list[Any] = []
        self.before: list[Any] = []
        self.after: list[Any] = []
        for n, k in enumerate(outputs):
            y = top - (1.5 + n) * pitch
            foot = y - em * DIGIT_HEIGHT / 2
            name = Formula(theme, f"o_{k + 1}", min(theme.sizes.formula, 1.4 * em), theme.ink)
            self.names.append(name.move_to([xs["name"], y, 0]))
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
        self._add_costs(lower, words)
        super().__init__(*self.heads, *self.names, *self.targets, *self.before, *self.after)
        self.add(self.cost_head, *self.cost_names, *self.bars, *self.costs)

    @staticmethod
    def _shown(story: Story, most: int) -> list[int]:
        """Return the outputs shown: of many, the target and those that change most."""
        before = story.values("activations", story.last + 1)
        after = story.values("activations_after", story.last + 1)
        weight = np.abs(after - before) + 1e9 * (story.recording.targets[story.step] == 1.0)
        order = sorted(story.indices[-1], key=lambda k: -weight[k])
        return sorted(order[:most])

    def _add_costs(self, region: Region, words: Sequence[str]) -> None:
        theme, story = self.theme, self.story
        learned = story.loss is not None
        sources = [
            story.source("learned_cost" if learned else "cost", None),
            story.source("learned_cost_after" if learned else "cost_after", None),
        ]
        em, largest = theme.sizes.number, max(source.value for source in sources)
        style = NumberFormat(max(decimals_for(np.array([largest])) - 1, 1))
        self.cost_head = TextLine(theme, words[3], theme.sizes.label, theme.cost)
        self.cost_head.place(region.left + 0.05, region.top - 0.42, "left")
        self.cost_names = [
            TextLine(theme, word, theme.sizes.label, theme.quiet) for word in words[1:3]
        ]
        left = region.left + 0.05 + max(name.width for name in self.cost_names) + 0.2
        self.costs = [Readout(theme, source, style, em, theme.cost) for source in sources]
        room = max(cost.advance_width for cost in self.costs) + 0.2
        full = (region.right - left - room) / (largest or 1.0)
        self.bars = []
        for n, (source, name, cost) in enumerate(
            zip(sources, self.cost_names, self.costs, strict=True)
        ):
            y = region.top - 0.95 - 0.64 * n
            bar = Bar(source, left, y, full, theme.cost)
            name.place(region.left + 0.05, y - 0.1, "left")
            cost.place(bar.get_right()[0] + 0.15, y - em * DIGIT_HEIGHT / 2, "left")
            self.bars.append(bar)
