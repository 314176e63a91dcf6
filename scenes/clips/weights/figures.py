"""The products of a row of weights and the inputs, and their sum, as printed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from scenes.mobjects.text.readout import glyph_outlines
from scenes.provenance.relation import Relation, relate, solve_or
from scenes.provenance.source import NumberFormat, Source

__all__ = ["Figures", "format_of_sums", "narrow_format"]

WIDEST = 2.75
"""Largest width of a product or a sum, in em."""
MOST_OF_PRODUCTS = 3


class Figures:
    """The values, products and sums of the first layer, and with how many decimals they print.

    Parameters
    ----------
    recording : network.Recording
    step : int
    shown : (sequence of int, sequence of int)
        Indices of the inputs and of the neurons drawn.
    of_weights : NumberFormat
    of_inputs : NumberFormat
        Most decimals of the inputs.

    Attributes
    ----------
    inputs, products, sums : NumberFormat
    whole : bool
        Whether every input is drawn.
    """

    def __init__(
        self,
        recording: Any,
        step: int,
        shown: tuple[Sequence[int], Sequence[int]],
        of_weights: NumberFormat,
        of_inputs: NumberFormat,
    ):
        self.recording, self.step, self.shown = recording, step, shown
        self.of_weights = of_weights
        self.count = int(recording.layer_sizes[0])
        self.whole = len(shown[0]) == self.count
        room = [d for d in range(MOST_OF_PRODUCTS + 1) if self._fits(d)] or [0]
        usual = min(3, room[-1])

        def relations(inputs: int, products: int) -> list[Relation]:
            every = [self.sum_relation(j, products) for j in shown[1]]
            return [*every, *self._of_values(inputs, products)]

        most = of_inputs.decimals
        found: Sequence[int] = (most, usual)
        if self.whole:
            least = min(1, most)
            # Exact products, if there is room for their decimals, rather than rounded ones.
            tried = [(d, p) for p in reversed(room) for d in range(least, most + 1)]
            found = solve_or(found, "the products of a layer", relations, tried)
        self.inputs = NumberFormat(found[0])
        self.products = self.sums = NumberFormat(found[1], signed=True)

    def value(self, i: int) -> Source:
        """Return the source of an input."""
        return Source(self.recording, "activations", self.step, 0, (i,))

    def weight(self, j: int, i: int) -> Source:
        """Return the source of a weight."""
        return Source(self.recording, "weights", self.step, 0, (j, i))

    def product(self, j: int, i: int) -> Source:
        """Return the source of a weight times its input."""
        return Source(self.recording, "products", self.step, 0, (j, i))

    def total(self, j: int) -> Source:
        """Return the source of the sum of a neuron's products."""
        return Source(self.recording, "partial_sums", self.step, 0, (j, self.count - 1))

    def sum_relation(self, j: int, decimals: int | None = None) -> Relation:
        """Return the equation: the printed products add up to the printed sum."""
        d = self.products.decimals if decimals is None else decimals
        terms = [(self.product(j, i), d) for i in self.shown[0]]
        return relate("products = sum", lambda *p: sum(p, Decimal(0)), terms, (self.total(j), d))

    def row_relation(self, j: int) -> Relation:
        """Return the equation: the printed weights times the printed inputs give the sum."""
        return self._row(j, self.inputs.decimals, self.products.decimals)

    def _row(self, j: int, of_inputs: int, of_sums: int) -> Relation:
        terms = []
        for i in self.shown[0]:
            terms += [(self.weight(j, i), self.of_weights.decimals), (self.value(i), of_inputs)]
        return relate("W x = sum", _pairs, terms, (self.total(j), of_sums))

    def _of_values(self, of_inputs: int, of_products: int) -> list[Relation]:
        found = [self._row(j, of_inputs, of_products) for j in self.shown[1]]
        for j in self.shown[1]:
            for i in self.shown[0]:
                terms = [
                    (self.weight(j, i), self.of_weights.decimals), (self.value(i), of_inputs)
                ]  # fmt: skip
                result = (self.product(j, i), of_products)
                found.append(relate("w x = product", lambda w, x: w * x, terms, result))
        return found

    def _fits(self, decimals: int) -> bool:
        """Return whether every product and sum is narrow enough with that many decimals."""
        sources = [self.total(j) for j in self.shown[1]]
        sources += [self.product(j, i) for j in self.shown[1] for i in self.shown[0]]
        return _narrow(sources, NumberFormat(decimals, signed=True))


def format_of_sums(
    weights: Sequence[Sequence[Source]],
    values: Sequence[Source],
    sums: Sequence[Source],
    of_weights: NumberFormat,
    of_values: NumberFormat,
) -> NumberFormat:
    """Return the format with the most decimals of sums that the printed factors give.

    Parameters
    ----------
    weights : sequence of sequence of Source
        A row for each sum.
    values : sequence of Source
    sums : sequence of Source
    of_weights, of_values : NumberFormat
    """

    def relations(decimals: int) -> list[Relation]:
        found = []
        for row, total in zip(weights, sums, strict=True):
            terms = []
            for weight, value in zip(row, values, strict=True):
                terms += [(weight, of_weights.decimals), (value, of_values.decimals)]
            found.append(relate("W h = sum", _pairs, terms, (total, decimals)))
        return found

    most = narrow_format(sums).decimals
    tried = [(decimals,) for decimals in range(most, 0, -1)]
    (decimals,) = solve_or((most,), "the sums of a layer", relations, tried)
    return NumberFormat(decimals, signed=True)


def narrow_format(sources: Sequence[Source]) -> NumberFormat:
    """Return the format with the most decimals with which every signed number is narrow enough."""
    forms = [NumberFormat(d, signed=True) for d in range(MOST_OF_PRODUCTS, -1, -1)]
    return next((form for form in forms if _narrow(sources, form)), forms[-1])


def _narrow(sources: Sequence[Source], form: NumberFormat) -> bool:
    return all(_width(form(source.value)) <= WIDEST for source in sources)


def _width(text: str) -> float:
    """Return the width of a number's characters, in em."""
    outlines = glyph_outlines()
    return sum(outlines[letter][1] for letter in text)


def _pairs(*factors: Decimal) -> Decimal:
    """Add the products of pairs of factors."""
    pairs = zip(factors[::2], factors[1::2], strict=True)
    return sum((w * x for w, x in pairs), Decimal(0))
