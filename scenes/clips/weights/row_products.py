"""One row of weights times the inputs above it: its products and their sum, as printed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from manim import Line, RoundedRectangle, VGroup

from scenes.clips.weights.layout import PAD, MatrixPlace
from scenes.mobjects.text.equals import equals_sign
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout, glyph_outlines
from scenes.mobjects.text.text import Formula
from scenes.provenance.relation import Relation, relate, solve_or
from scenes.provenance.source import NumberFormat, Source
from scenes.style.theme import Theme

__all__ = ["Figures", "RowProducts"]

WIDEST = 2.75
"""Largest width of a product or a sum, in em."""
MOST_OF_PRODUCTS = 3
BEFORE_SUMS = 1.15
"""Room for a sign between a matrix and its sums, in em."""
SIGN = 0.34
"""Least size of an equals sign or an arrow, in frame units."""


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

    def sums_at(self, place: MatrixPlace) -> float:
        """Return where the decimal points of sums stand, right of a matrix and a sign."""
        whole = (self.sums(self.total(j).value).split(".")[0] for j in self.shown[1])
        widest = max(_width(text) for text in whole)
        return place.right + PAD + max(0.56 * place.sums, (BEFORE_SUMS + widest) * place.em)

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
        form = NumberFormat(decimals, signed=True)
        sources = [self.total(j) for j in self.shown[1]]
        sources += [self.product(j, i) for j in self.shown[1] for i in self.shown[0]]
        texts = (form(source.value) for source in sources)
        return all(_width(text) <= WIDEST for text in texts)


def _width(text: str) -> float:
    """Return the width of a number's characters, in em."""
    outlines = glyph_outlines()
    return sum(outlines[letter][1] for letter in text)


def _pairs(*factors: Decimal) -> Decimal:
    """Add the products of pairs of factors."""
    pairs = zip(factors[::2], factors[1::2], strict=True)
    return sum((w * x for w, x in pairs), Decimal(0))


class RowProducts(VGroup):
    """A tray below a row of weights: a product below each weight, and their sum at the right.

    Parameters
    ----------
    theme : Theme
    place : MatrixPlace
    figures : Figures
    r : int
        The row, among those drawn.
    y : float
        Height of the tray's middle.

    Attributes
    ----------
    tray : RoundedRectangle
    products : list of Readout
    rule : Line
        Below the products; drawn while they are added.
    sign : Formula
        An equals sign; a dashed arrow if some of the products are not drawn.
    total : Readout
    """

    def __init__(self, theme: Theme, place: MatrixPlace, figures: Figures, r: int, y: float):
        j, em = figures.shown[1][r], place.em
        left = place.crossing(0, 0)[0] - place.column / 2 - 0.22
        right = place.right + PAD + place.sums - 0.06
        self.tray = RoundedRectangle(
            width=right - left,
            height=0.92 * place.row,
            corner_radius=0.1,
            stroke_color=theme.hairline,
            stroke_width=0.8 * theme.sizes.line,
            fill_color=theme.ground,
            fill_opacity=1,
        ).move_to([(left + right) / 2, y, 0])
        base = y - em * DIGIT_HEIGHT / 2
        self.products = []
        for c, i in enumerate(figures.shown[0]):
            source = figures.product(j, i)
            number = Readout(theme, source, figures.products, em, theme.signed(source.value))
            self.products.append(number.place(place.crossing(0, c)[0], base))
        beyond = place.right + PAD / 2
        foot = y - 0.38 * place.row
        self.rule = Line(
            [left + 0.16, foot, 0], [beyond, foot, 0], color=theme.ink,
            stroke_width=0.8 * theme.sizes.line,
        )  # fmt: skip
        if figures.whole:
            self.sign = equals_sign(theme, max(em, SIGN), [figures.sum_relation(j)])
        else:
            self.sign = Formula(theme, "arrow.r.dashed", max(em, SIGN), theme.quiet)
        self.sign.move_to([place.right + PAD + 0.45 * em, y, 0])
        self.total = Readout(theme, figures.total(j), figures.sums, em, theme.ink)
        self.total.place(figures.sums_at(place), base, "point")
        super().__init__(self.tray, *self.products, self.sign, self.total)
