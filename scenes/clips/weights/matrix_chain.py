"""All matrices of a network in the order in which they multiply, from the inputs to the left."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from manim import Dot, VGroup, VMobject

from scenes.clips.weights.layout import ChainPlace, MatrixPlace
from scenes.clips.weights.weight_matrix import SizeLine, WeightMatrix
from scenes.mobjects.matrix.matrix import BRACKET_PAD, Matrix, square_brackets
from scenes.mobjects.matrix.shape_label import InnerSizes
from scenes.mobjects.network.network_diagram import minus_on
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.theme import Theme

__all__ = ["APART", "SIZE_EMS", "MatrixChain"]

LEAST_EM, MOST_EM = 0.27, 0.36
"""Least and largest size of the numbers in a chain, in frame units."""
NUMBER = 2.5
"""Width of a number, in em."""
APART = 0.2
"""Least distance of the sizes, in frame units."""
SIZE_EMS = (0.5, 0.42, 0.34)
"""Sizes of the type of rows × columns to try, largest first, in frame units."""


class MatrixChain:
    """Matrices to one scale, and the inputs as a column behind them.

    Where a weight's cell has no room for its number, a spot shows the weight by its area.

    Parameters
    ----------
    theme : Theme
    place : ChainPlace
    layers : sequence of sequence of sequence of Source
        Weights of each layer.
    inputs : sequence of Source
    discs : sequence of VMobject
        Of the inputs' neurons, filled with their values; drawn where numbers have no room.
    formats : (NumberFormat, NumberFormat)
        Of weights and of inputs.
    sizes : sequence of Source
        Number of neurons of each layer.

    Attributes
    ----------
    numbers : bool
        Whether there is room for numbers.
    matrices : list of VGroup
    column : VGroup
        The inputs.
    lines : list of SizeLine
        Below the inputs and below each matrix; empty if there is no room.
    """

    def __init__(
        self,
        theme: Theme,
        place: ChainPlace,
        layers: Sequence[Sequence[Sequence[Source]]],
        inputs: Sequence[Source],
        discs: Sequence[VMobject],
        formats: tuple[NumberFormat, NumberFormat],
        sizes: Sequence[Source],
    ):
        self.theme, self.place = theme, place
        self.em = min(MOST_EM, (place.cell - 0.12) / NUMBER)
        self.numbers = self.em >= LEAST_EM
        self.matrices: list[Any] = [
            self._matrix(weights, x, formats[0])
            for weights, x in zip(layers, place.matrices, strict=True)
        ]
        self.column = self._column(inputs, discs, formats[1])
        parts = [self.column, *self.matrices]
        self.foot = min(part.get_bottom()[1] for part in parts) - 0.62
        self.lines = self._size_lines([part.get_x() for part in parts], sizes)

    def disc_at(self, layer: int, k: int, count: int) -> np.ndarray:
        """Return the place of a neuron left of the row that leads to it."""
        y = self._middle + ((count - 1) / 2 - k) * self.place.cell
        return np.array([self.place.discs[layer], y, 0.0])

    def bridges(self) -> list[InnerSizes]:
        """Return what joins the inner sizes of each product, from the inputs on."""
        pairs = pairwise(self.lines)
        return [InnerSizes(self.theme, b.shape, a.shape, above=False) for a, b in pairs]

    @property
    def _middle(self) -> float:
        counts = [len(matrix.weights) for matrix in self.matrices]
        most = max(*counts, *[len(matrix.weights[0]) for matrix in self.matrices])
        return self.place.top - most * self.place.cell / 2

    def _matrix(self, weights: Sequence[Sequence[Source]], x: float, form: NumberFormat) -> VGroup:
        cell, rows, columns = self.place.cell, len(weights), len(weights[0])
        at = MatrixPlace(x, 0.0, self.em, cell, cell, rows, columns, self.place.radius)
        if self.numbers:
            matrix: VGroup = WeightMatrix(self.theme, at, weights, form)
        else:
            brackets = square_brackets(self.theme, columns * cell / 2, rows * cell / 2)
            matrix = VGroup(brackets.move_to([x, 0.0, 0.0]))
            for r, row in enumerate(weights):
                matrix.add(*[self._spot(w, at.crossing(r, c)) for c, w in enumerate(row)])
        matrix.weights = weights
        return matrix

    def _spot(self, weight: Source, at: Sequence[float]) -> Dot:
        theme, full = self.theme, 0.4 * self.place.cell
        share = min(abs(weight.value) / theme.weight_scale, 1.0)
        spot = Dot(at, full * math.sqrt(share), color=theme.signed(weight.value))
        spot.full, spot.full_radius = theme.weight_scale, full
        if weight.value < 0:
            spot.add(minus_on(spot).set_fill(theme.background, opacity=1))
        mark(spot, "area", weight)
        return spot

    def _column(
        self, inputs: Sequence[Source], discs: Sequence[VMobject], form: NumberFormat
    ) -> VGroup:
        cell, x = self.place.cell, self.place.inputs
        if self.numbers:
            cells = [[source] for source in inputs]
            return Matrix(self.theme, cells, form, self.em, cell).move_to([x, 0.0, 0.0])
        half = cell / 2 + BRACKET_PAD / 4, len(inputs) * cell / 2
        column = VGroup(square_brackets(self.theme, *half))
        for k, disc in enumerate(discs):
            y = ((len(discs) - 1) / 2 - k) * cell
            column.add(disc.copy().set(width=0.7 * cell).move_to([0.0, y, 0.0]))
        return column.shift([x, 0.0, 0.0])

    def raise_to_place(self) -> None:
        """Level the middles of all parts."""
        way = [0.0, self._middle, 0.0]
        for part in (self.column, *self.matrices, *self.lines):
            part.shift(way)
        self.foot += way[1]

    def _size_lines(self, centres: Sequence[float], sizes: Sequence[Source]) -> list[SizeLine]:
        """Return the sizes, with symbols if there is room for them."""
        symbols = ["bold(x)", *[f"bold(W)^(({k + 1}))" for k in range(len(self.matrices))]]
        pairs = [(sizes[0], None), *[(b, a) for a, b in pairwise(sizes)]]
        for em in SIZE_EMS:
            for named in (True, False):
                lines = [
                    SizeLine(self.theme, x, self.foot, symbol if named else "", *pair, em)
                    for x, symbol, pair in zip(centres, symbols, pairs, strict=True)
                ]
                lines[0].shift([min(0.0, self.place.right - lines[0].get_right()[0]), 0.0, 0.0])
                apart = [a.get_left()[0] - b.get_right()[0] for a, b in pairwise(lines)]
                if min(apart) > APART and (named or em == SIZE_EMS[-1]):
                    return lines
        return []
