"""A layer as matrices: W · x + b = z, with a symbol above each matrix."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from manim import VGroup

from scenes.mobjects.matrix.matrix import Matrix, row_bar
from scenes.mobjects.text.equals import equals_sign
from scenes.mobjects.text.text import Formula
from scenes.provenance.relation import MOST_DECIMALS, Relation, choices_of_last, relate, solve_or
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["LayerEquation", "layer_relations"]

WEIGHT, BIAS = NumberFormat(2, signed=True), NumberFormat(1)
GAP, LEAST_GAP = 0.11, 0.06
"""Between matrices and signs, in frame units: usual, and least."""
HEAD, HEAD_MIDDLE = 0.6, 0.25
"""Room for the symbols above the matrices, and how far down its centre line is."""
EASY, MOST_EM = 6.45, 0.32
"""Width from which type is larger than usual, and largest type on two lines, in frame units."""
LINE_GAP, MOST_PITCH = 0.12, 0.52
"""Between two lines, and at most between the rows of a matrix, in frame units."""
SUMS, VALUE = 3, 3
"""Least decimals of sums, and decimals of the activations."""


class LayerEquation(VGroup):
    """The pre-activations of one layer at one training step.

    Parameters
    ----------
    theme : Theme
    region : Region
        The equation is at its top, centred.  If the region is too narrow, W · x is on one line
        and + b = z on the next.
    recording : network.Recording
    step, layer : int
        The pre-activations are those of layer ``layer + 1`` at a training step.
    into : str
        Letter of the layer's inputs, ``x`` or ``h``.

    Attributes
    ----------
    weights, inputs, biases, sums : Matrix
    symbols : list of Formula
        Above the four, in that order; ``plus`` and ``equals`` are between them.
    bars : list of VGroup
        One for each row, drawn behind it.
    bottom : float
        Height of the lower edge, in frame units.
    exact : bool
        Whether sums and activations follow from the printed numbers; if not, the sign is ≈.
    """

    def __init__(self, theme: Theme, region: Region, recording, step: int, layer: int, into: str):
        self.theme = theme
        em = theme.sizes.number_matrix * max(1.0, region.width / EASY)
        n_out, n_in = recording.layer_sizes[layer + 1], recording.layer_sizes[layer]

        def source(quantity: str, *index: int, of: int = layer) -> Source:
            return Source(recording, quantity, step, of, index)

        rows, columns = range(n_out), range(n_in)
        cells = [[source("weights", j, i) for i in columns] for j in rows]
        inputs = [source("activations", i) for i in columns]
        biases = [source("biases", j) for j in rows]
        sums = [source("z", j) for j in rows]
        # With enough decimals, the printed terms give the printed sums, and those the activations.
        candidates = choices_of_last([1] if layer == 0 else range(3, MOST_DECIMALS), range(SUMS, 7))
        relations = partial(layer_relations, recording, step, layer)
        decimals, of_sums = solve_or(candidates[0], "the sums of a layer", relations, candidates)
        found = relations(decimals, of_sums)
        self.plus = Formula(theme, "+", 0.32, theme.quiet)
        self.equals = equals_sign(theme, 0.32, [r for r in found if r.result.source in sums])
        self.exact = all(relation.holds for relation in found)

        def build(pitch: float, em: float) -> list:
            """Typeset the matrices and return the whole equation, from left to right."""
            self.weights = Matrix(theme, cells, WEIGHT, em, pitch, theme.signed)
            self.inputs = Matrix(theme, [[s] for s in inputs], NumberFormat(decimals), em, pitch)
            self.biases = Matrix(
                theme, [[s] for s in biases], BIAS, em, pitch, lambda value: theme.bias
            )
            self.sums = Matrix(theme, [[s] for s in sums], NumberFormat(of_sums), em, pitch)
            return [self.weights, self.inputs, self.plus, self.biases, self.equals, self.sums]

        tall = max(n_in, n_out)
        pieces = build(min((region.height - HEAD - 0.05) / tall, MOST_PITCH), em)
        room = region.width - 0.03 - sum(piece.width for piece in pieces)
        if room >= LEAST_GAP * (len(pieces) - 1):
            lines = [VGroup(*pieces).arrange(buff=min(GAP, room / (len(pieces) - 1)))]
        else:
            em *= (region.width - 0.3) / (sum(piece.width for piece in pieces[:2]) + GAP)
            height = region.height - 2 * HEAD - LINE_GAP - 0.05
            pieces = build(min(height / (tall + n_out), MOST_PITCH), min(em, MOST_EM))
            lines = [VGroup(*part).arrange(buff=GAP) for part in (pieces[:2], pieces[2:])]
        top = region.top
        heads: dict[int, float] = {}
        for line in lines:
            line.move_to([region.x, top - HEAD - line.height / 2, 0])
            heads |= dict.fromkeys(map(id, line), top - HEAD_MIDDLE)
            top = line.get_bottom()[1] - LINE_GAP
        self.bottom = top + LINE_GAP
        names = [f"bold({name})^(({layer + 1}))" for name in ("W", "b", "z")]
        names.insert(1, f"bold({into})")
        self.symbols = []
        for name, matrix in zip(
            names, (self.weights, self.inputs, self.biases, self.sums), strict=True
        ):
            colour = theme.bias if matrix is self.biases else theme.ink
            symbol = Formula(theme, name, 0.8 * theme.sizes.formula, colour)
            self.symbols.append(symbol.move_to([matrix.brackets.get_x(), heads[id(matrix)], 0]))
        self.bars = [
            VGroup(*[row_bar(theme, m, j, theme.focus) for m in (self.weights, self.sums)])
            for j in rows
        ]
        super().__init__(*lines, *self.symbols)

    @property
    def frames(self) -> list:
        """Everything but the numbers: brackets, signs and symbols."""
        matrices = (self.weights, self.inputs, self.biases, self.sums)
        return [*[m.brackets for m in matrices], self.plus, self.equals, *self.symbols]


def layer_relations(
    recording, step: int, layer: int, of_inputs: int, of_sums: int
) -> list[Relation]:
    """Return the equations of a layer: z = W x + b, and σ(z) for each neuron.

    Parameters
    ----------
    recording : network.Recording
    step, layer : int
        The equations are those of layer ``layer + 1`` at a training step.
    of_inputs, of_sums : int
        Decimals of the inputs and of the sums.
    """
    n_out, n_in = recording.layer_sizes[layer + 1], recording.layer_sizes[layer]

    def source(quantity: str, *index: int, of: int = layer) -> Source:
        return Source(recording, quantity, step, of, index)

    found = []
    for j in range(n_out):
        terms = [(source("biases", j), BIAS.decimals)]
        for i in range(n_in):
            terms += [
                (source("weights", j, i), WEIGHT.decimals),
                (source("activations", i), of_inputs),
            ]
        total, value = (source("z", j), of_sums), source("activations", j, of=layer + 1)
        found.append(relate("W x + b = z", _sum_of_products, terms, total))
        found.append(relate("σ(z)", _sigmoid, [total], (value, VALUE)))
    return found


def _sum_of_products(bias: Decimal, *factors: Decimal) -> Decimal:
    """Add a bias and the products of pairs of factors."""
    return sum((w * x for w, x in zip(factors[::2], factors[1::2], strict=True)), bias)


def _sigmoid(z: Decimal) -> Decimal:
    return 1 / (1 + (-z).exp())
