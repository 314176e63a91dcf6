"""What each sample costs the single neuron, before and after its training."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import Line, RoundedRectangle, VGroup, VMobject

from scenes.clips.decision.classes import class_mark
from scenes.clips.decision.line_story import side_of_half
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import TextLine
from scenes.provenance.relation import Relation, choices, mean, relate, solve_or
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["CostTable"]

MEAN = 3
"""Decimals of the mean cost, as beside its curve."""
MOST_DECIMALS = 7
"""Of an output; with more, nobody works out its cost."""
ROWS_AROUND = 3
"""Rows besides those of the samples: two of names, and the mean."""
MARK, GAP, WIDE_GAP = 0.15, 0.3, 0.55
"""Radius of a mark; between columns, and before the costs of another moment."""


class CostTable(VGroup):
    """Outputs and costs of all samples at two moments, with the mean cost below.

    Where there is no room for the outputs, they are left out.

    Parameters
    ----------
    theme : Theme
    region : Region
    recording : network.Recording
        With one output.
    words : sequence of str
        Output, cost, start, end, and mean.

    Attributes
    ----------
    sides : list of VGroup
        What belongs to the start and to the end; the marks are with the start.
    stress : RoundedRectangle
        Round what costs most at the start; not part of the group.
    with_outputs : bool
    """

    def __init__(self, theme: Theme, region: Region, recording: Any, words: Sequence[str]):
        self.theme, self.recording = theme, recording
        self.steps = (0, recording.steps)
        count = len(recording.samples)
        self.pitch = region.height / (count + ROWS_AROUND)
        (self.decimals,) = solve_or((4,), "mean cost", self.relations, choices((3, 4, 5)))
        self.region, self.words, self.count = region, words, count
        for self.with_outputs in (True, False):
            em = 0.9 * theme.sizes.number if self.with_outputs else theme.sizes.number_small
            self.em, self.gap = min(em, 0.85 * self.pitch), WIDE_GAP if self.with_outputs else GAP
            columns = [self._columns(step) for step in self.steps]
            widths = [[self._width(k, c) for k, c in enumerate(side)] for side in columns]
            total = 2 * MARK + sum(map(sum, widths)) + 2 * self.gap + self.with_outputs * 2 * GAP
            if total <= region.width:
                break
        super().__init__()
        self.sides = self._place(columns, widths, region.x - total / 2)
        self.add(*self.sides)
        self.stress = self._largest(columns[0])

    def relations(self, decimals: int) -> list[Relation]:
        """Return for each moment that the mean of the costs is that below them."""
        found = []
        for step in self.steps:
            result = Source(self.recording, "all_samples_cost", step), MEAN
            terms = [(source, decimals) for source in self._costs(step)]
            found.append(relate("mean cost", mean, terms, result))
        return found

    def _costs(self, step: int) -> list[Source]:
        count = len(self.recording.samples)
        return [Source(self.recording, "sample_costs", step, index=(k,)) for k in range(count)]

    def _outputs(self, step: int) -> list[Source]:
        recording = self.recording
        layer, count = len(recording.layer_sizes) - 1, len(recording.samples)
        return [Source(recording, "sample_activations", step, layer, (k, 0)) for k in range(count)]

    def _of_outputs(self) -> int:
        """Return with how many decimals an output gives the cost beside it, at both moments."""
        rules, samples = self.recording.rules, self.recording.samples
        outputs = [o.value for step in self.steps for o in self._outputs(step)]
        costs = [cost.value for step in self.steps for cost in self._costs(step)]
        targets = np.concatenate([samples.targets] * len(self.steps))
        least = side_of_half(outputs).decimals
        for decimals in range(least, MOST_DECIMALS):
            printed = np.array(outputs).round(decimals)[:, None]
            inside = np.all((printed > 0.0) & (printed < 1.0))
            z = np.log(printed / (1.0 - printed)) if inside else np.full_like(printed, np.nan)
            given = rules.loss.value(z, printed, targets, rules.functions[-1])
            if np.array_equal(given.round(self.decimals), np.round(costs, self.decimals)):
                return decimals
        return least

    def _columns(self, step: int) -> list[list[Readout]]:
        """Return the outputs, if they are shown, and the costs."""
        theme, recording = self.theme, self.recording
        outputs = self._outputs(step)
        form, cost = NumberFormat(self._of_outputs()), NumberFormat(self.decimals)
        found = []
        if self.with_outputs:
            found.append([Readout(theme, o, form, self.em, theme.ink) for o in outputs])
        costs = [Readout(theme, c, cost, self.em, theme.cost) for c in self._costs(step)]
        average = Source(recording, "all_samples_cost", step)
        costs.append(Readout(theme, average, NumberFormat(MEAN), self.em, theme.cost))
        return [*found, costs]

    def _width(self, k: int, column: list[Readout]) -> float:
        """Return how wide a column is with its name."""
        name = self.words[k if self.with_outputs else 1]
        title = TextLine(self.theme, name, self.theme.sizes.label, self.theme.quiet)
        return max(title.width, *[number.advance_width for number in column])

    def _place(self, columns: Any, widths: Any, left: float) -> list[VGroup]:
        """Place the marks, and each moment's columns below their names."""
        theme, sides = self.theme, []
        x, right = left + 2 * MARK, left
        for which, (side, across) in enumerate(zip(columns, widths, strict=True)):
            group = VGroup()
            x += self.gap
            begin = x
            for k, (column, width) in enumerate(zip(side, across, strict=True)):
                x += width + (GAP if k else 0.0)
                name = self.words[k if self.with_outputs else 1]
                title = TextLine(theme, name, theme.sizes.label, theme.quiet)
                group.add(title.place(x, self._level(1), "right"))
                for row, number in enumerate(column):
                    group.add(number.place(x, self._level(row + 2), "right"))
            moment = TextLine(theme, self.words[2 + which], theme.sizes.label, theme.ink)
            group.add(moment.place((begin + x) / 2, self._level(0)))
            sides.append(group)
            right = x
        sides[0].add(*self._marks(left), *self._foot(left, right))
        return sides

    def _largest(self, columns: list[list[Readout]]) -> RoundedRectangle:
        """Return an outline round the numbers of the sample that costs most at the start."""
        costs = [source.value for source in self._costs(self.steps[0])]
        row = VGroup(*[column[int(np.argmax(costs))] for column in columns])
        outline = RoundedRectangle(
            corner_radius=0.08, width=row.width + 0.24, height=row.height + 0.12,
            color=self.theme.focus, stroke_width=1.6 * self.theme.sizes.line,
        )  # fmt: skip
        return outline.move_to(row)

    def _level(self, row: int) -> float:
        """Return the baseline of a row."""
        middle = self.region.top - (row + 0.5) * self.pitch
        return middle - DIGIT_HEIGHT * self.em / 2

    def _marks(self, left: float) -> list[VMobject]:
        """Return the samples' marks at the left of their rows."""
        labels, lift = self.recording.samples.labels, DIGIT_HEIGHT * self.em / 2
        return [
            class_mark(self.theme, int(label), MARK).move_to(
                [left + MARK, self._level(k + 2) + lift, 0.0]
            )
            for k, label in enumerate(labels)
        ]

    def _foot(self, left: float, right: float) -> list[VMobject]:
        """Return a rule above the means, and their name, if there is room for it."""
        theme = self.theme
        y = self.region.top - (self.count + 2) * self.pitch - 0.02
        rule = Line([left, y, 0], [right, y, 0], color=theme.hairline)
        name = TextLine(theme, self.words[4], theme.sizes.label, theme.cost)
        name.place(left, self._level(self.count + 2), "left")
        rule.set_stroke(width=theme.sizes.line)
        return [rule, name] if self.with_outputs else [rule]
