"""The delta of one hidden neuron, worked out in a column."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np
from manim import Line, VGroup

from scenes.clips.training_loop.sample_view import shortened
from scenes.mobjects.text.equals import equals_sign
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.relation import Relation, choices_of_last, relate, solve_or
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["HiddenDelta"]

DECIMALS = (3, 7)
"""Range of the decimals tried."""
MOST_ROWS = 4
"""Most outputs whose products are written out."""
PITCH, LEAST_PITCH, RULE = 0.66, 0.47, 0.14
"""Distance of the lines, the least one with rows for the outputs, and room for a rule."""
SIGN, LEAST_GAP = 0.5, 0.5
"""Room for a sign between two columns, and between names and numbers, in frame units."""


class HiddenDelta(VGroup):
    """Errors times weights, their sum, and the sum times the slope, below each other.

    Of more than a few outputs only the sum is written; where there is little room, the lines of the
    products leave before slope and delta appear.

    Parameters
    ----------
    theme : Theme
    region : Region
        The column is centred in it.
    recording : network.Recording
    step, layer : int
        The layer of the neuron, counted from the inputs.
    k : int
        The neuron.
    words : sequence of str
        For the error (or delta) of an output, weight, sum, slope and delta.
    decimals : int
        Of the errors, as printed elsewhere in the clip.

    Attributes
    ----------
    headings : VGroup
    errors : list of Readout
    weights : list of VGroup
        The sign and the weight of each row.
    total, slope, delta : VGroup
        The lines below, each with its rule, if it has one.
    places : int
        Decimals of the delta.
    paged : bool
        Whether the products make room for slope and delta; then the sum rises by ``rise``.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        recording: Any,
        step: int,
        layer: int,
        k: int,
        words: Sequence[str],
        decimals: int,
    ):
        self.theme, self.recording, self.step, self.layer, self.k = theme, recording, step, layer, k
        self.factors, self.rise = decimals, 0.0
        outputs = recording.layer_sizes[layer + 1]
        most = (region.height - 2 * RULE) / LEAST_PITCH
        written = outputs <= MOST_ROWS and outputs + 2 <= most
        self.paged = written and outputs + 4 > most
        lines = 4 if not written else outputs + 2 if self.paged else outputs + 4
        self.pitch = min(PITCH, (region.height - 2 * RULE) / lines)
        self._sources(range(outputs) if written else [])
        relations = self._choose()
        self.em = max(min(theme.sizes.number, 0.66 * self.pitch), theme.sizes.label)
        self._typeset(region, words, relations, lines)
        super().__init__(self.headings, *self.errors, *self.weights, self.total, self.slope)
        self.add(self.delta)

    def _sources(self, outputs: Sequence[int]) -> None:
        recording, step, layer, k = self.recording, self.step, self.layer, self.k
        deltas = recording.deltas[-1][step]
        last = layer == len(recording.layer_sizes) - 2
        self.plain = last and np.array_equal(deltas, recording.output_errors[step])
        size = recording.layer_sizes[layer + 1]
        self.of_errors = [
            Source(recording, "output_errors", step, None, (n,))
            if self.plain
            else Source(recording, "deltas", step, layer, (n,))
            for n in outputs
        ]
        self.of_weights = [Source(recording, "weights", step, layer, (n, k)) for n in outputs]
        self.of_value = Source(recording, "activations", step, layer, (k,))
        self.of_lines = [
            Source(recording, "returned_sums", step, layer, (k, size - 1)),
            Source(recording, "slopes", step, layer - 1, (k,)),
            Source(recording, "deltas", step, layer - 1, (k,)),
        ]
        self.sigmoid = recording.rules.functions[layer - 1].name == "sigmoid"

    def _relations(self, weights: int, places: int) -> list[list[Relation]]:
        """Return what the signs of sum, slope and delta claim."""
        total, slope, delta = ((source, places) for source in self.of_lines)
        pairs = len(self.of_errors)

        def add(*found: Decimal) -> Decimal:
            return sum(
                (a * b for a, b in zip(found[:pairs], found[pairs:], strict=True)), Decimal(0)
            )

        factors = [(source, self.factors) for source in self.of_errors]
        factors += [(source, weights) for source in self.of_weights]
        value = [(self.of_value, self.factors)]
        return [
            [relate("errors × weights, summed", add, factors, total)] if factors else [],
            [relate("h (1 − h)", lambda h: h * (1 - h), value, slope)] if self.sigmoid else [],
            [relate("sum × slope = delta", lambda a, b: a * b, [total, slope], delta)],
        ]

    def _choose(self) -> list[list[Relation]]:
        """Return what is claimed, with decimals with which it holds, if there are any."""

        def every(weights: int, places: int) -> list[Relation]:
            return [relation for found in self._relations(weights, places) for relation in found]

        tried = choices_of_last(range(*DECIMALS), range(*DECIMALS))
        self.of_weight, self.places = solve_or((DECIMALS[0],) * 2, "hidden delta", every, tried)
        return self._relations(self.of_weight, self.places)

    def _typeset(
        self, region: Region, words: Sequence[str], relations: list[list[Relation]], lines: float
    ) -> None:
        theme, em, pitch = self.theme, self.em, self.pitch
        error, weight, *names = words
        self.errors = [
            Readout(theme, source, NumberFormat(self.factors, signed=True), em, theme.ink)
            for source in self.of_errors
        ]
        weights = [
            Readout(
                theme, source, NumberFormat(self.of_weight, signed=True), em,
                theme.signed(source.value),
            )
            for source in self.of_weights
        ]  # fmt: skip
        numbers = [
            Readout(theme, source, NumberFormat(self.places, signed=n != 1), em, theme.ink)
            for n, source in enumerate(self.of_lines)
        ]
        right_width = max(number.advance_width for number in (*weights, *numbers))
        left_width = max((number.advance_width for number in self.errors), default=0.0)
        room = region.width - 0.06 - LEAST_GAP - right_width
        labels = [self._label(n, name, room) for n, name in enumerate(names)]
        label_width = max(label.width for label in labels)
        width = max(label_width + SIGN + 0.1, left_width + SIGN) + right_width
        right = region.x + width / 2
        left = right - width
        top = region.y + (lines - 1) / 2 * pitch
        head = [TextLine(theme, word, theme.sizes.label, theme.quiet) for word in (error, weight)]
        middles = right - right_width - SIGN - left_width / 2, right - right_width / 2
        self.headings, self.weights = VGroup(), []
        baseline = top
        if self.errors:
            apart = (head[0].width + head[1].width) / 2 + 0.2
            xs = [min(middles[0], middles[1] - apart), middles[1]]
            over = max(0.0, xs[1] + head[1].width / 2 - region.right)
            for word, x in zip(head, xs, strict=True):
                word.place(x - over, baseline)
            self.headings.add(*head)
        for number, factor in zip(self.errors, weights, strict=True):
            baseline -= pitch
            number.place(right - right_width - SIGN, baseline, "right")
            times = self._sign(
                Formula(theme, "times", em, theme.quiet), right - right_width, baseline
            )
            self.weights.append(VGroup(times, factor.place(right, baseline, "right")))
        found = []
        signs = (
            equals_sign(theme, em, relations[0]) if relations[0] else None,
            "times",
            relations[2],
        )
        for n, (label, number, sign) in enumerate(zip(labels, numbers, signs, strict=True)):
            ruled = n == 2 or (n == 0 and self.errors and not self.paged)
            if n == 1 and self.paged:
                baseline = region.y + self.pitch
                self.rise = baseline - numbers[0].baseline
            baseline -= pitch + (RULE if ruled else 0.0)
            number.place(right, baseline, "right")
            line = VGroup(label.shift([left, baseline, 0.0]), number)
            if isinstance(sign, str):
                sign = Formula(theme, sign, em, theme.quiet)
            elif isinstance(sign, list):
                sign = equals_sign(theme, em, sign)
            if sign is not None:
                line.add(self._sign(sign, right - right_width, baseline))
            if ruled:
                y = baseline + em * DIGIT_HEIGHT + 0.16
                line.add(
                    Line(
                        [left, y, 0],
                        [right, y, 0],
                        stroke_width=theme.sizes.line,
                        color=theme.hairline,
                    )
                )
            found.append(line)
        if all(relation.holds for relation in relations[1]):
            numbers[1].relations = tuple(relations[1])
        self.total, self.slope, self.delta = found

    def _label(self, n: int, name: str, room: float) -> VGroup:
        """Return the name of a line, without its place; of a sigmoid's slope, its formula."""
        theme = self.theme
        line = shortened(theme, name, theme.sizes.label, theme.quiet, room)
        label = VGroup(line.place(0.0, 0.0, "left"))
        if n == 1 and self.sigmoid:
            index = self.k + 1
            formula = Formula(
                theme, f"h_({index}) (1 - h_({index}))", theme.sizes.label, theme.quiet
            )
            apart = line.width + 0.14
            if apart + formula.width <= room:
                label.add(formula.place(apart, 0.0, "left"))
            elif formula.width <= room:
                return VGroup(formula.place(0.0, 0.0, "left"))
        return label

    def _sign(self, sign: Any, x: float, baseline: float) -> Any:
        """Place a sign left of the column of numbers."""
        return sign.move_to([x - SIGN / 2 + 0.02, baseline + self.em * DIGIT_HEIGHT / 2, 0])
