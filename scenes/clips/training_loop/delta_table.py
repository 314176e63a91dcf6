"""The delta of one hidden neuron: what returns to it, added up, times the slope."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np
from manim import Line, VGroup

from scenes.mobjects.text.equals import equals_sign
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.relation import Relation, choices_of_last, relate, solve_or
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["DeltaTable"]

DECIMALS, LARGEST = (3, 6), 0.42
"""Range of the decimals tried, and the largest size of the type, in frame units."""
GAP, SIGN = 0.26, 0.55
"""Between the columns, and width of a sign, in em."""
LEAST_EM, PITCH, RULE, LINE = 0.32, 0.62, 0.12, 0.06
"""Least size of the type, distance of the lines, more room for a rule, and for its ends, in frame
units."""
LINES, MOST = 4, 4
"""How many lines stand besides those of the products, and most lines of products."""


class DeltaTable(VGroup):
    """Rows 'error × weight = product', and below them their sum, the slope and the delta.

    Parameters
    ----------
    theme : Theme
    region : Region
        The table is centred in it.
    recording : network.Recording
    step, layer : int
        The hidden layer, counted from the inputs.
    shown : (sequence of int, sequence of int)
        Indices of its neurons that are drawn, and of those of the next layer.  The delta is that of
        the first of them for which all rows agree as printed.
    words : sequence of str
        For a delta of the next layer, a weight, and the sum, the slope and the delta.

    Attributes
    ----------
    place : int
        Which of the neurons drawn it is.
    products : list of VGroup
        Row by row; empty if there is no room for them.
    results : list of VGroup
        Sum, slope and delta.
    """

    def __init__(
        self, theme: Theme, region: Region, recording: Any, step: int, layer: int,
        shown: tuple[Sequence[int], Sequence[int]], words: Sequence[str],
    ):  # fmt: skip
        self.theme, self.region = theme, region
        self.recording, self.step, self.layer = recording, step, layer
        self.whole = len(shown[1]) == recording.layer_sizes[layer + 1] <= MOST
        found = []
        for place, j in enumerate(shown[0]):
            self._choose(j, shown[1])
            agrees = all(relation.holds for relation in self._relations(self.decimals))
            found.append((not agrees, self.decimals, place))
        self.place = min(found)[2]
        self._choose(shown[0][self.place], shown[1])
        super().__init__()
        self._typeset(words)

    def _choose(self, j: int, next_layer: Sequence[int]) -> None:
        """Take the numbers of a neuron, and the fewest decimals with which they agree."""
        recording, step, layer = self.recording, self.step, self.layer
        last = recording.layer_sizes[layer + 1] - 1
        self.rows = [
            (
                Source(recording, "deltas", step, layer, (k,)),
                Source(recording, "weights", step, layer, (k, j)),
                Source(recording, "returned", step, layer, (j, k)),
            )
            for k in (next_layer if self.whole else ())
        ]
        self.sources = (
            Source(recording, "returned_sums", step, layer, (j, last)),
            Source(recording, "slopes", step, layer - 1, (j,)),
            Source(recording, "deltas", step, layer - 1, (j,)),
        )
        tried = choices_of_last(range(*DECIMALS))
        (self.decimals,) = solve_or((DECIMALS[0],), "delta of a neuron", self._relations, tried)

    def _relations(self, d: int) -> list[Relation]:
        """Return the equations: of the rows, of the sum if there are rows, and of the delta."""
        total, slope, delta = ((source, d) for source in self.sources)
        found = [
            relate("delta × weight", lambda a, b: a * b, [(a, d), (b, d)], (product, d))
            for a, b, product in self.rows
        ]
        if self.rows:
            terms = [(product, d) for *_, product in self.rows]
            found.append(relate("sum", lambda *each: sum(each, Decimal(0)), terms, total))
        return [*found, relate("sum × slope", lambda a, b: a * b, [total, slope], delta)]

    def _typeset(self, words: Sequence[str]) -> None:
        theme, region, signed = self.theme, self.region, NumberFormat(self.decimals, signed=True)
        numbers = [[Readout(theme, source, signed, 1.0) for source in row] for row in self.rows]
        lines = len(numbers) + LINES
        pitch = min(PITCH, (region.height - 2 * RULE) / (lines + 0.4))
        widths = [max(n.advance_width for n in column) for column in zip(*numbers, strict=True)]
        room = (region.width - LINE) / (sum(widths) + 2 * SIGN + 4 * GAP) if widths else LARGEST
        em = min(LARGEST, room, 0.66 * pitch)
        if em < LEAST_EM and numbers:
            self.rows, numbers, widths = [], [], []
        em = self.em = max(em, LEAST_EM)
        whole = em * (sum(widths) + 2 * SIGN + 4 * GAP) if widths else min(3.2, region.width)
        whole = min(whole, region.width - LINE)
        right = region.x + whole / 2
        ends = [right - em * (sum(widths[k + 1 :]) + (2 - k) * (SIGN + 2 * GAP)) for k in range(3)]
        y = region.y + (len(numbers) + LINES - 1) / 2 * pitch
        self.products = self._rows_of_products(words, ends, widths, y, pitch)
        left = region.x - whole / 2
        self.results = self._rows_of_results(words, left, right, y - len(numbers) * pitch, pitch)
        self.add(*self.products, *self.results)

    def _rows_of_products(
        self, words: Sequence[str], ends: Sequence[float], widths: Sequence[float], y: float,
        pitch: float,
    ) -> list[VGroup]:  # fmt: skip
        theme, em, signed = self.theme, self.em, NumberFormat(self.decimals, signed=True)
        found = []
        for row, relation in zip(self.rows, self._relations(self.decimals), strict=False):
            y -= pitch
            colours = theme.ink, theme.signed(row[1].value), theme.ink
            middle = y + em * DIGIT_HEIGHT / 2
            signs = Formula(theme, "times", em, theme.quiet), equals_sign(theme, em, [relation])
            found.append(VGroup())
            for source, colour, end in zip(row, colours, ends, strict=True):
                found[-1].add(Readout(theme, source, signed, em, colour).place(end, y, "right"))
            for sign, end in zip(signs, ends, strict=False):
                found[-1].add(sign.move_to([end + em * (GAP + SIGN / 2), middle, 0.0]))
        if found:
            for word, end, width in zip(words[:2], ends, widths, strict=False):
                head = TextLine(theme, word, theme.sizes.label, theme.quiet)
                x = end - em * width / 2
                found[0].add(head.place(x, y + len(found) * pitch - 0.04))
        return found

    def _rows_of_results(
        self, words: Sequence[str], left: float, right: float, y: float, pitch: float
    ) -> list[VGroup]:
        theme, em = self.theme, self.em
        relations = self._relations(self.decimals)
        of_sum = [equals_sign(theme, em, relations[-2:-1])] if self.rows else []
        signs = of_sum, [Formula(theme, "times", em, theme.quiet)], [
            equals_sign(theme, em, relations[-1:])
        ]  # fmt: skip
        found = []
        for k, (source, sign, word) in enumerate(zip(self.sources, signs, words[2:], strict=True)):
            form = NumberFormat(self.decimals, signed=k != 1)
            y -= pitch + (RULE if k == 2 or (k == 0 and self.rows) else 0.0)
            number = Readout(theme, source, form, em).place(right, y, "right")
            name = TextLine(theme, word, theme.sizes.label, theme.quiet).place(left, y, "left")
            found.append(VGroup(name, number))
            widest = em * Readout(theme, self.sources[0], form, 1.0).advance_width
            at = np.array([right - widest - em * (GAP + SIGN / 2), y + em * DIGIT_HEIGHT / 2, 0.0])
            if k == 1 and self.recording.rules.functions[self.layer - 1].name == "sigmoid":
                slope = Formula(theme, "h (1 - h)", theme.sizes.label, theme.quiet)
                slope.place(name.get_right()[0] + 0.15, y, "left")
                found[-1].add(*[slope] if slope.get_right()[0] < at[0] - em * SIGN else [])
            found[-1].add(*[each.move_to(at) for each in sign])
            if k == 2 or (k == 0 and self.rows):
                ends = ([x, y + em * DIGIT_HEIGHT + 0.15, 0.0] for x in (left, right))
                line = {"stroke_width": theme.sizes.line, "color": theme.hairline}
                found[-1].add(Line(*ends, **line))
        return found
