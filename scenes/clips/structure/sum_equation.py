"""How one neuron gets its value: weights times values, added up, through the activation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from manim import VGroup

from scenes.mobjects.text.equals import equals_sign
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.relation import Relation, added, relate, solve_or
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["SumEquation", "arranged", "in_line"]

GAP, WITHIN = 0.46, 0.2
"""Gaps between terms, and within one, in em."""
LEADING = 1.4
"""Distance of lines, in em."""
SPARE = 0.1
"""Room above and below the lines together, in frame units."""
MOST_TERMS = 8
FACTORS = [(2, 3), (3, 3), (2, 2), (3, 2), (4, 3), (4, 2)]
"""Decimals of weights and of their sum, in order of preference."""
MOST_OF_INPUTS = 3
"""Most decimals of the inputs, where the sum needs more than are printed in the neurons."""
PRODUCTS = [(3, 3), (3, 2), (4, 3), (4, 2)]
WHOLE = NumberFormat(0, grouped=True)


class SumEquation(VGroup):
    """The sum of a neuron's products on one or more lines, and what the activation makes of it.

    Each term is weight × value, or the product alone, or all that is said is how many there are:
    the first that fits.

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
        ``bias``, ``with_bias`` ("products and a bias, added up:") and ``function``, the name of the
        activation function.

    Attributes
    ----------
    terms : list of VGroup
        One for each input, or one in all.
    result, chain : VGroup
        The sum; the activation function and the value.
    weight_decimals : int
        How precisely the weights are printed.
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
        self.count, self.words = int(recording.layer_sizes[0]), words
        self.formats = inputs, outputs
        self.weight_decimals = FACTORS[0][0]
        few = self.count <= MOST_TERMS
        builders = [self._factors, self._products] if few else []
        sizes = (
            theme.sizes.number,
            (theme.sizes.number + theme.sizes.label) / 2,
            theme.sizes.label,
        )
        for build, em in [(b, em) for b in (*builders, self._counted) for em in sizes]:
            self.terms = build(em)
            if arranged([*self.terms, self.result, self.chain], region, em, GAP * em):
                break
        super().__init__(*self.terms, self.result, self.chain)

    def _source(self, quantity: str, *index: int, layer: int = 0) -> Source:
        return Source(self.recording, quantity, self.step, layer, index)

    def _factors(self, em: float) -> list[VGroup]:
        """Return a term weight × value for each input."""
        weights = [self._source("weights", self.j, i) for i in range(self.count)]
        values = [self._source("activations", i) for i in range(self.count)]

        def relations(of_input: int, of_weight: int, of_sum: int) -> list[Relation]:
            pairs = zip(weights, values, strict=True)
            terms = [(s, d) for w, x in pairs for s, d in ((w, of_weight), (x, of_input))]
            return [self._relation("Σ w x + b", _sum_of_products, terms, of_weight, of_sum)]

        least = self.formats[0].decimals
        inputs = range(least, max(least, MOST_OF_INPUTS) + 1)
        tried = [(of_input, *rest) for of_input in inputs for rest in FACTORS]
        found = solve_or(tried[-2], "the sum of one neuron", relations, tried)
        form, decimals = NumberFormat(found[0]), found[1:]
        self.weight_decimals = decimals[0]
        terms = []
        for weight, value in zip(weights, values, strict=True):
            factor = self._signed(weight, decimals[0], em)
            times = Formula(self.theme, "times", em, self.theme.quiet)
            other = Readout(self.theme, value, form, em, self.theme.ink)
            terms.append(in_line([*factor, times, other], WITHIN * em))
        return self._ended(terms, relations(*found), decimals, em)

    def _products(self, em: float) -> list[VGroup]:
        """Return the product of each input."""
        products = [self._source("products", self.j, i) for i in range(self.count)]

        def relations(of_product: int, of_sum: int) -> list[Relation]:
            terms = [(product, of_product) for product in products]
            return [self._relation("Σ products + b", added, terms, of_product, of_sum)]

        found = solve_or(PRODUCTS[0], "the sum of one neuron", relations, PRODUCTS)
        terms = [in_line(self._signed(p, found[0], em), WITHIN * em) for p in products]
        return self._ended(terms, relations(*found), found, em)

    def _counted(self, em: float) -> list[VGroup]:
        """Return how many products there are, for more than can be printed."""
        size = Source(self.recording, "layer_sizes", None, None, (0,))
        said = self.words["with_bias"]
        number = Readout(self.theme, size, WHOLE, em, self.theme.ink)
        term = in_line(
            [number, TextLine(self.theme, said, em, self.theme.quiet)], 1.4 * WITHIN * em
        )
        total = Readout(self.theme, self._source("z", self.j), NumberFormat(3), em, self.theme.ink)
        self.result = in_line([total], 0.0)
        self.chain = self._chained(em)
        return [term]

    def _relation(
        self, name: str, calculate: Any, terms: list[Any], of_bias: int, of_sum: int
    ) -> Relation:
        terms = [*terms, (self._source("biases", self.j), of_bias)]
        return relate(name, calculate, terms, (self._source("z", self.j), of_sum))

    def _ended(
        self, terms: list[VGroup], relations: Iterable[Relation], found: Sequence[int], em: float
    ) -> list[VGroup]:
        """Add the bias to the terms, if there is one; set the result and the chain."""
        theme = self.theme
        # A bias of zero is a term, too: this is what every neuron adds.
        bias = self._signed(self._source("biases", self.j), found[0], em, theme.bias)
        word = TextLine(theme, self.words["bias"], em, theme.bias)
        terms = [*terms, in_line([*bias, word], 1.4 * WITHIN * em)]
        total = Readout(theme, self._source("z", self.j), NumberFormat(found[1]), em, theme.ink)
        self.result = in_line([equals_sign(theme, em, relations), total], 1.2 * WITHIN * em)
        self.chain = self._chained(em)
        return terms

    def _chained(self, em: float) -> VGroup:
        theme = self.theme
        value = Readout(
            theme, self._source("activations", self.j, layer=1), self.formats[1], em, theme.ink
        )
        pieces = [
            Formula(theme, "arrow.r", em, theme.quiet),
            TextLine(theme, self.words["function"], em, theme.quiet),
            Formula(theme, "arrow.r", em, theme.quiet),
            value,
        ]
        return in_line(pieces, 1.4 * WITHIN * em)

    def _signed(
        self, source: Source, decimals: int, em: float, colour: str | None = None
    ) -> list[Any]:
        """Return a number with its sign, + also before a zero; by default in its sign's colour."""
        theme, colour = self.theme, colour or self.theme.signed(source.value)
        number = Readout(theme, source, NumberFormat(decimals, signed=True), em, colour)
        if number.text[0].isdigit():
            return [Formula(theme, "+", em, theme.quiet), number]
        return [number]


def arranged(pieces: Sequence[Any], region: Region, em: float, gap: float) -> bool:
    """Place pieces on one line or more in the middle of a region; return whether they fit.

    Parameters
    ----------
    pieces : sequence
        Made by :func:`in_line`.
    region : Region
    em, gap : float
        Size of the type, and gaps between pieces, in frame units.
    """
    lines: list[list[Any]] = [[]]
    width = 0.0
    for piece in pieces:
        if lines[-1] and width + gap + piece.width > region.width:
            lines.append([])
            width = 0.0
        width += piece.width + (gap if lines[-1] else 0.0)
        lines[-1].append(piece)
    widths = [sum(p.width for p in line) + gap * (len(line) - 1) for line in lines]
    baseline = region.y + LEADING * em * (len(lines) - 1) / 2 - DIGIT_HEIGHT * em / 2
    for line, width in zip(lines, widths, strict=True):
        x = region.x - width / 2
        for piece in line:
            piece.shift([x - piece.get_left()[0], baseline - piece.level, 0.0])
            piece.level = baseline
            x += piece.width + gap
        baseline -= LEADING * em
    height = LEADING * em * (len(lines) - 1) + em
    return height + SPARE <= region.height and max(widths) <= region.width


def in_line(pieces: Sequence[Any], gap: float) -> VGroup:
    """Place pieces on one baseline, at height 0."""
    x = 0.0
    for piece in pieces:
        if isinstance(piece, Formula):
            # Signs stand at the height of the digits beside them.
            piece.move_to([x + piece.width / 2, DIGIT_HEIGHT * piece.em / 2, 0])
        else:
            piece.place(x, 0.0, "left")
        x += (piece.advance_width if isinstance(piece, Readout) else piece.width) + gap
    line = VGroup(*pieces)
    line.level = 0.0
    return line


def _sum_of_products(*terms: Decimal) -> Decimal:
    """Add up products of pairs; what is left over is the bias."""
    pairs = len(terms) // 2
    products = (terms[2 * k] * terms[2 * k + 1] for k in range(pairs))
    return sum(products, Decimal(0)) + (terms[-1] if len(terms) % 2 else Decimal(0))
