"""What each sample costs the single neuron, before and after its training."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import Line, RoundedRectangle, VGroup, VMobject

from scenes.clips.decision.classes import class_mark
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import TextLine
from scenes.provenance.relation import Relation, choices, mean, relate, solve_or
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["CostTable"]

MEAN = 3
"""Decimals of the mean cost, as beside its curve."""
ROWS_AROUND, WIDEST = 2, 3.2
"""Rows besides those of the samples, names and means; width from which numbers are large."""
MARK, BROAD, GAP, WIDE_GAP = 0.19, 0.23, 0.25, 0.9
"""Radius of a mark, and half the width of a broad one; least and most room before a column."""


class CostTable(VGroup):
    """Costs of all samples at two moments, with the mean cost below.

    Parameters
    ----------
    theme : Theme
    region : Region
    recording : network.Recording
        With one output.
    words : sequence of str
        Cost at the start, at the end, and mean.

    Attributes
    ----------
    sides : list of VGroup
        What belongs to the start and to the end; the marks are with the start.
    stress : RoundedRectangle
        Round what costs most at the start; not part of the group.
    numbers : list of list of Readout
        By moment: the costs, and their mean.
    """

    def __init__(self, theme: Theme, region: Region, recording: Any, words: Sequence[str]):
        self.theme, self.recording, self.region = theme, recording, region
        self.steps, self.count = (0, recording.steps), len(recording.samples)
        self.pitch = region.height / (self.count + ROWS_AROUND)
        (self.decimals,) = solve_or((4,), "mean cost", self.relations, choices((3, 4, 5)))
        em = 1.15 * theme.sizes.number
        self.em = min(em, 0.85 * self.pitch, em * region.width / WIDEST)
        heads = [TextLine(theme, word, theme.sizes.label, theme.quiet) for word in words[:2]]
        self.mean_name = TextLine(theme, words[2], theme.sizes.label, theme.cost)
        columns = [self._column(step) for step in self.steps]
        widths = [
            max(head.width, *[number.width for number in column])
            for head, column in zip(heads, columns, strict=True)
        ]
        room = region.width - sum(widths) - 2 * BROAD
        named = room - self.mean_name.width > 2 * GAP
        first = max(2 * BROAD, self.mean_name.width if named else 0.0)
        room = region.width - sum(widths) - first
        gap = min(WIDE_GAP, room / 2)
        left = region.x - (first + sum(widths) + 2 * gap) / 2
        rights = [left + first + gap + widths[0], left + first + 2 * gap + sum(widths)]
        super().__init__()
        self.sides = [self._side(*parts) for parts in zip(heads, columns, rights, strict=True)]
        self.sides[0].add(*self._marks(left), *self._foot(left, rights[1], named=named))
        self.add(*self.sides)
        self.numbers = columns
        self.stress = self.outline(0)

    def outline(self, side: int) -> RoundedRectangle:
        """Return an outline round a cost of the sample that costs most at the start."""
        costs = [source.value for source in self._costs(0)]
        number = self.numbers[side][int(np.argmax(costs))]
        outline = RoundedRectangle(
            corner_radius=0.08, width=number.width + 0.24, height=number.height + 0.14,
            color=self.theme.focus, stroke_width=1.6 * self.theme.sizes.line,
        )  # fmt: skip
        return outline.move_to(number)

    def relations(self, decimals: int) -> list[Relation]:
        """Return for each moment that the mean of the costs is that below them."""
        found = []
        for step in self.steps:
            result = Source(self.recording, "all_samples_cost", step), MEAN
            terms = [(source, decimals) for source in self._costs(step)]
            found.append(relate("mean cost", mean, terms, result))
        return found

    def _costs(self, step: int) -> list[Source]:
        return [Source(self.recording, "sample_costs", step, index=(k,)) for k in range(self.count)]

    def _column(self, step: int) -> list[Readout]:
        """Return the costs and their mean."""
        theme, form = self.theme, NumberFormat(self.decimals)
        costs = [Readout(theme, c, form, self.em, theme.cost) for c in self._costs(step)]
        average = Source(self.recording, "all_samples_cost", step)
        return [*costs, Readout(theme, average, NumberFormat(MEAN), self.em, theme.cost)]

    def _side(self, head: TextLine, column: list[Readout], right: float) -> VGroup:
        """Place a column below its name."""
        group = VGroup(head.place(right, self._level(0), "right"))
        for row, number in enumerate(column):
            group.add(number.place(right, self._level(row + 1), "right"))
        return group

    def _level(self, row: int) -> float:
        """Return the baseline of a row."""
        middle = self.region.top - (row + 0.5) * self.pitch
        return middle - DIGIT_HEIGHT * self.em / 2

    def _marks(self, left: float) -> list[VMobject]:
        """Return the samples' marks at the left of their rows."""
        labels, lift = self.recording.samples.labels, DIGIT_HEIGHT * self.em / 2
        return [
            class_mark(self.theme, int(label), MARK).move_to(
                [left + BROAD, self._level(k + 1) + lift, 0.0]
            )
            for k, label in enumerate(labels)
        ]

    def _foot(self, left: float, right: float, *, named: bool) -> list[VMobject]:
        """Return a rule above the means, and their name, if there is room for it."""
        y = self.region.top - (self.count + 1) * self.pitch - 0.02
        rule = Line([left, y, 0], [right, y, 0], color=self.theme.hairline)
        rule.set_stroke(width=self.theme.sizes.line)
        name = self.mean_name.place(left, self._level(self.count + 1), "left")
        return [rule, name] if named else [rule]
