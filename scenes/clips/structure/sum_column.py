"""How one neuron gets its value, in a large column: every product, their sum, the activation."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from manim import Line, VGroup

from scenes.mobjects.text.equals import equals_sign
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.relation import Relation, added, relate, solve_or
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["LARGEST", "LEADING", "LEAST", "PITCH", "RULE", "SumColumn", "line_of"]

MOST_TERMS = 8
DECIMALS = [(2, 3, 3), (3, 3, 3), (2, 2, 2), (3, 2, 2), (4, 3, 3), (4, 2, 2)]
"""Decimals of weights, of products and of their sum, in order of preference."""
MOST_OF_INPUTS = 3
"""Most decimals of the inputs, where the products need more than are printed in the neurons."""
LARGEST, LEAST, LEADING, PITCH, RULE = 1.3, 0.85, 1.38, 0.64, 0.12
"""Sizes of the type relative to other numbers; distance of lines in em, and at most, in frame
units; room for a rule."""
HEADS = 0.15
"""Least distance of two headings, in frame units."""
GAP = 0.36
"""Gaps between numbers and signs, in em."""


class SumColumn(VGroup):
    """Lines "weight × value = product", the bias, the sum, and what the activation makes of it.

    Parameters
    ----------
    theme : Theme
    region : Region
    recording : network.Recording
    step, j : int
        Training step, and neuron of layer 1.
    inputs, outputs : NumberFormat
        How values of the inputs and of layer 1 are printed.
    words : mapping of str to str
        ``bias``, ``sum``, ``weight``, ``value``, ``product``, and ``function``, the name of the
        activation function.

    Attributes
    ----------
    terms : list of VGroup
        One for each input, the first with the headings, and one for the bias.
    result, chain : VGroup
        The sum; the activation function and the value.
    weight_decimals : int
        How precisely the weights are printed.
    fits : bool
        Whether it is in its region, at a size that is large enough, and all equations are exact.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        recording: Any,
        step: int,
        j: int,
        inputs: NumberFormat,
        outputs: NumberFormat,
        words: dict[str, str],
    ):
        self.theme, self.recording, self.step, self.j = theme, recording, step, j
        self.count = int(recording.layer_sizes[0])
        self.terms: list[VGroup] = []
        self.weight_decimals, self.fits = DECIMALS[0][0], False
        super().__init__()
        if self.count > MOST_TERMS:
            return
        rows = range(self.count)
        self.of_weights = [self._source("weights", j, i) for i in rows]
        self.of_values = [self._source("activations", i) for i in rows]
        self.of_products = [self._source("products", j, i) for i in rows]
        self.of_bias, self.of_sum = self._source("biases", j), self._source("z", j)
        least = inputs.decimals
        finer = range(least, max(least, MOST_OF_INPUTS) + 1)
        tried = [(of_input, *rest) for of_input in finer for rest in DECIMALS]
        found = solve_or(tried[0], "the sum in a column", self._all, tried)
        self.weight_decimals = found[1]
        pitch = min(PITCH, (region.height - 2 * RULE) / (self.count + 4))
        em = min(LARGEST * theme.sizes.number, pitch / LEADING)
        whole = self._width(found, outputs, 1.0)
        em = min(em, region.width / whole)
        self.fits = em >= LEAST * theme.sizes.number and all(r.holds for r in self._all(*found))
        if self.fits:
            self._typeset(region, found, outputs, words, em, pitch)
            self.add(*self.terms, self.result, self.chain)

    def _source(self, quantity: str, *index: int, layer: int = 0) -> Source:
        return Source(self.recording, quantity, self.step, layer, index)

    def _all(self, of_input: int, of_weight: int, of_product: int, of_sum: int) -> list[Relation]:
        """Return what every equals sign claims: of each line, and last of the sum."""
        triples = zip(self.of_weights, self.of_values, self.of_products, strict=True)
        found = [
            relate(
                "weight × value", lambda w, x: w * x,
                [(weight, of_weight), (value, of_input)], (product, of_product),
            )
            for weight, value, product in triples
        ]  # fmt: skip
        terms = [(product, of_product) for product in self.of_products]
        terms.append((self.of_bias, of_product))
        return [*found, relate("Σ products + b", added, terms, (self.of_sum, of_sum))]

    def _columns(self, found: Sequence[int], em: float) -> list[list[Readout]]:
        """Return the numbers of all lines: weights, values and products."""
        theme = self.theme

        def number(source: Source, form: NumberFormat, colour: str) -> Readout:
            return Readout(theme, source, form, em, colour)

        of_weight, of_product = (NumberFormat(d, signed=True) for d in found[1:3])
        return [
            [number(s, of_weight, theme.signed(s.value)) for s in self.of_weights],
            [number(s, NumberFormat(found[0]), theme.ink) for s in self.of_values],
            [number(s, of_product, theme.ink) for s in self.of_products],
        ]

    def _width(self, found: Sequence[int], outputs: NumberFormat, em: float) -> float:
        widths = self._widths(self._columns(found, em))
        return sum(widths) + 2 * (0.6 + 2 * GAP) * em

    def _widths(self, columns: list[list[Readout]]) -> list[float]:
        return [max(number.advance_width for number in column) for column in columns]

    def _typeset(
        self,
        region: Region,
        found: Sequence[int],
        outputs: NumberFormat,
        words: dict[str, str],
        em: float,
        pitch: float,
    ) -> None:
        theme, columns = self.theme, self._columns(found, em)
        relations, widths = self._all(*found), self._widths(columns)
        step = (0.6 + 2 * GAP) * em
        left = region.x - self._width(found, outputs, em) / 2
        ends = [left + widths[0]]
        for width in widths[1:]:
            ends.append(ends[-1] + step + width)
        right = ends[-1]
        baseline = region.y + (self.count + 3) / 2 * pitch + RULE - em * DIGIT_HEIGHT / 2
        heads = VGroup()
        for name, end, width in zip(("weight", "value", "product"), ends, widths, strict=True):
            head = TextLine(theme, words[name], theme.sizes.label, theme.quiet)
            heads.add(head.place(max(end - width / 2, left + head.width / 2), baseline))
        for before, head in pairwise(heads):
            lacking = before.get_right()[0] + HEADS - head.get_left()[0]
            head.shift([max(lacking, 0.0), 0, 0])
        if heads[-1].get_right()[0] > region.right:
            heads.remove(heads[-1])
        for k, numbers in enumerate(zip(*columns, strict=True)):
            baseline -= pitch
            signs = [
                Formula(theme, "times", em, theme.quiet),
                equals_sign(theme, em, [relations[k]]),
            ]
            for number, end in zip(numbers, ends, strict=True):
                number.place(end, baseline, "right")
            for sign, end in zip(signs, ends, strict=False):
                sign.move_to([end + step / 2, baseline + em * DIGIT_HEIGHT / 2, 0])
            self.terms.append(VGroup(*numbers, *signs))
        self.terms[0].add(heads)
        form = NumberFormat(found[2], signed=True)
        bias = Readout(theme, self.of_bias, form, em, theme.bias)
        word = TextLine(theme, words["bias"], em, theme.bias)
        baseline -= pitch
        self.terms.append(
            VGroup(word.place(left, baseline, "left"), bias.place(right, baseline, "right"))
        )
        total = Readout(theme, self.of_sum, NumberFormat(found[3]), em, theme.ink)
        baseline -= pitch + RULE
        y = baseline + em * DIGIT_HEIGHT + 0.15
        rule = Line(
            [left, y, 0], [right, y, 0], stroke_width=theme.sizes.line, color=theme.hairline
        )
        sign_x = ends[1] + step / 2
        self.result = line_of(
            theme,
            words["sum"],
            equals_sign(theme, em, relations[-1:]),
            total,
            (left, sign_x, right),
            baseline,
        )
        self.result.add(rule)
        value = Readout(theme, self._source("activations", self.j, layer=1), outputs, em, theme.ink)
        arrow = Formula(theme, "arrow.r", em, theme.quiet)
        self.chain = line_of(
            theme, words["function"], arrow, value, (left, sign_x, right), baseline - pitch
        )


def line_of(
    theme: Theme, name: str, sign: Any, number: Readout, xs: Sequence[float], baseline: float
) -> VGroup:
    """Place a name, a sign and a number on a line: left end, centre and right end at ``xs``."""
    em, (left, middle, right) = number.em, xs
    word = TextLine(theme, name, em, theme.quiet)
    sign.move_to([middle, baseline + em * DIGIT_HEIGHT / 2, 0])
    return VGroup(word.place(left, baseline, "left"), sign, number.place(right, baseline, "right"))
