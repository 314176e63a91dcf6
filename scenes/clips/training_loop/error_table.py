"""Outputs minus targets, beside the output neurons, and the cost below them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np
from manim import VGroup

from scenes.mobjects.text.equals import equals_sign
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.relation import Relation, choices_of_last, relate, solve_or
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["ErrorTable", "name_of_cost"]

DECIMALS, COST = (3, 6), (3, 6)
"""Ranges of the decimals tried: for outputs and errors, and for the cost."""
GAP, SIGN = 0.34, 0.6
"""Between the columns, and width of a sign, in em."""
LEAST_EM = 0.32
"""Least size of the type, in frame units: with more decimals than fit at this size, none."""
ABOVE, BELOW = 0.85, 1.3
"""Room above the first row for headings, and below the last for the cost."""
LEAST_PITCH = 0.36
"""Least distance of two rows."""
COST_DROP = 1.0
"""From the last row down to the name of the cost, if there is room, in frame units."""
SQUARED = {
    "mean-squared-error": lambda terms: sum(terms, Decimal(0)) / len(terms),
    "half-squared-error": lambda terms: sum(terms, Decimal(0)) / 2,
}
"""Costs that follow from the squares of the printed errors."""


class ErrorTable(VGroup):
    """Rows 'output − target = error', one for each output neuron drawn, and the cost.

    Parameters
    ----------
    theme : Theme
    region : Region
        Its foot is for the cost.
    recording : network.Recording
    step : int
    shown : sequence of int
        Indices of the outputs drawn.
    middles : sequence of float
        Heights of their neurons.
    headings : sequence of str
        Words for output, target and output error.
    cost_name : str

    Attributes
    ----------
    headings : VGroup
    outputs, targets, errors : list of Readout
    signs : list of VGroup
        Minus and equals sign of each row.
    cost : Readout
    cost_name : TextLine
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        recording: Any,
        step: int,
        shown: Sequence[int],
        middles: Sequence[float],
        headings: Sequence[str],
        cost_name: str,
    ):
        self.theme, self.recording, self.step = theme, recording, step
        last = len(recording.layer_sizes) - 1
        self.cost_name = name_of_cost(theme, cost_name, region.width)
        rows = region.above(region.bottom + BELOW + self.cost_name.drop)
        self.shown = shown = self._fitting_rows(rows, shown)
        middles = self._rows(rows, middles, len(shown))
        self.sources = [
            (
                Source(recording, "activations", step, last, (k,)),
                Source(recording, "targets", step, None, (k,)),
                Source(recording, "output_errors", step, None, (k,)),
            )
            for k in shown
        ]
        every = len(shown) == recording.layer_sizes[-1]
        targets = np.asarray(recording.targets[step])
        self.whole = bool(np.all(targets == np.rint(targets)))
        self._choose(every, region.width)
        self._typeset(region, middles, headings)
        em = 1.6 * theme.sizes.number
        self.cost = Readout(theme, self._cost, NumberFormat(self.of_cost), em, theme.cost)
        self.cost.relations = self._cost_relations
        below = max(middles[-1] - COST_DROP, region.bottom + 0.62) - self.cost_name.drop
        self.cost.place(region.x, max(below, region.bottom + 0.62) - 0.62)
        self.cost_name.place(region.x, self.cost.baseline + 0.62 + self.cost_name.drop)

    def _fitting_rows(self, region: Region, shown: Sequence[int]) -> list[int]:
        """Return the outputs that there is room for: those with the largest errors."""
        most = int((region.height - ABOVE) / LEAST_PITCH + 1e-9) + 1
        if len(shown) <= most:
            return list(shown)
        errors = np.abs(self.recording.output_errors[self.step])
        return sorted(sorted(shown, key=lambda k: -errors[k])[: max(most, 1)])

    @staticmethod
    def _rows(region: Region, middles: Sequence[float], count: int) -> Sequence[float]:
        """Return the heights of the rows: of the neurons, or closer to make room for the cost."""
        top, foot = region.top - ABOVE, region.bottom
        if count == len(middles) and middles[0] <= top and middles[-1] >= foot:
            return middles
        pitch = min((top - foot) / max(count - 1, 1), 1.2)
        first = (top + foot) / 2 + pitch * (count - 1) / 2
        return [first - pitch * k for k in range(count)]

    def _choose(self, every: bool, width: float) -> None:
        """Choose decimals with which all printed equations hold, if there are any."""
        step, recording = self.step, self.recording
        self._cost = cost = Source(recording, "cost", step)
        mean = SQUARED.get(recording.rules.loss.name) if every else None

        def of_cost(d: int, places: int) -> list[Relation]:
            if mean is None:
                return []
            errors = [(error, d) for _, _, error in self.sources]

            def calculate(*found: Decimal) -> Decimal:
                return mean([error * error for error in found])

            return [relate("cost of the errors", calculate, errors, (cost, places))]

        def relations(d: int, places: int) -> list[Relation]:
            return [*self._differences(d), *of_cost(d, places)]

        fewest = DECIMALS[0] - (0 if self.whole else 1)
        found = [d for d in range(fewest, DECIMALS[1]) if self._fitting(width, d) >= LEAST_EM]
        candidates = choices_of_last(found or [fewest], range(*COST))
        usual = (fewest, COST[0])
        self.decimals, self.of_cost = solve_or(usual, "errors", relations, candidates)
        claimed = of_cost(self.decimals, self.of_cost)
        self._cost_relations = tuple(claimed) if all(each.holds for each in claimed) else ()

    def _differences(self, d: int) -> list[Relation]:
        return [
            relate(
                "o − t = error",
                lambda o, t: o - t,
                [(output, d), (target, 0 if self.whole else d)],
                (error, d),
            )
            for output, target, error in self.sources
        ]

    def _typeset(self, region: Region, middles: Sequence[float], headings: Sequence[str]) -> None:
        theme, d = self.theme, self.decimals
        forms = self._forms(d)
        em = max(self._fitting(region.width, d), LEAST_EM)
        numbers = [
            [
                Readout(theme, source, form, em, colour)
                for source, form, colour in zip(
                    row, forms, (theme.ink, theme.target, theme.ink), strict=True
                )
            ]
            for row in self.sources
        ]
        widths = [max(row[k].advance_width for row in numbers) for k in range(3)]
        sign = SIGN * em if self.whole else 0.0
        whole = sum(widths) + 2 * sign + 4 * GAP * em
        left = region.x - whole / 2
        ends = []
        for width in widths:
            left += width
            ends.append(left)
            left += 2 * GAP * em + sign
        self.outputs, self.targets, self.errors, self.signs = [], [], [], []
        relations = self._differences(d)
        for row, y, relation in zip(numbers, middles, relations, strict=True):
            baseline = y - em * DIGIT_HEIGHT / 2
            for number, end in zip(row, ends, strict=True):
                number.place(end, baseline, "right")
            self.outputs.append(row[0])
            self.targets.append(row[1])
            self.errors.append(row[2])
            self.signs.append(VGroup())
            # A minus before a negative target would need parentheses: then the headings do.
            if self.whole:
                signs = Formula(theme, "-", em, theme.quiet), equals_sign(theme, em, [relation])
                for drawn, end in zip(signs, ends, strict=False):
                    drawn.move_to([end + GAP * em + sign / 2, y, 0])
                self.signs[-1].add(*signs)
            elif relation.holds:
                row[2].relations = (relation,)
        self._head(region, middles, headings, ends, widths)
        super().__init__(self.headings, *self.outputs, *self.targets, *self.errors, *self.signs)

    def _forms(self, d: int) -> tuple[NumberFormat, NumberFormat, NumberFormat]:
        """Return the formats of outputs, targets and errors with ``d`` decimals."""
        return NumberFormat(d), NumberFormat(0 if self.whole else d), NumberFormat(d, signed=True)

    def _fitting(self, width: float, d: int) -> float:
        """Return the size of the type with which the widest row fits."""
        widths = [
            max(Readout(self.theme, row[k], form, 1.0).advance_width for row in self.sources)
            for k, form in enumerate(self._forms(d))
        ]
        signs = 2 * SIGN if self.whole else 0.0
        return min(self.theme.sizes.number, width / (sum(widths) + signs + 4 * GAP))

    def _head(
        self,
        region: Region,
        middles: Sequence[float],
        headings: Sequence[str],
        ends: Sequence[float],
        widths: Sequence[float],
    ) -> None:
        theme = self.theme
        top = min(middles[0] + 0.62, region.top - 0.36)
        colours = theme.quiet, theme.target, theme.quiet
        words = [
            TextLine(theme, text, theme.sizes.label, colour)
            for text, colour in zip(headings, colours, strict=True)
        ]
        xs = [end - width / 2 for end, width in zip(ends, widths, strict=True)]
        # Words wider than their columns keep clear of each other.
        gap = 0.2
        for k in (1, 2):
            least = xs[k - 1] + (words[k - 1].width + words[k].width) / 2 + gap
            xs[k] = max(xs[k], least)
        beyond = max(0.0, xs[2] + words[2].width / 2 - region.right)
        if beyond:
            xs = [x - beyond for x in xs]
        for word, x in zip(words, xs, strict=True):
            word.place(x, top)
        self.headings = VGroup(*words)


def name_of_cost(theme: Theme, text: str, width: float) -> TextLine:
    """Typeset the name of the cost, on two lines if one would be too long."""
    em = theme.sizes.label
    line = TextLine(theme, text, em, theme.cost)
    return line if line.width <= width else TextLine(theme, text, em, theme.cost, width=width)
