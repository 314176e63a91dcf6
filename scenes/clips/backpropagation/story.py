"""What of a training step is told: which weight is followed, and with how many decimals."""

from __future__ import annotations

import math
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal

import numpy as np

from scenes.mobjects.network.shown import shown_neurons
from scenes.provenance.relation import MOST_DECIMALS, Relation, choices, relate, solve_or
from scenes.provenance.source import NumberFormat, Source

__all__ = ["OutputRule", "Story", "decimals_for"]

OutputRule = Literal["difference", "slopes", "plain"]
"""How an output's delta is told: o − t; the slopes of cost and activation; or neither, where each
delta depends on all outputs."""
USUAL = 4
"""Decimals of deltas and activations between 0.01 and 10."""
EXACT = 3
"""Most decimals of inputs and weights that are printed exactly."""


def decimals_for(values: Any) -> int:
    """Return how many decimals show the largest of some values with about three digits."""
    largest = float(np.abs(values).max(initial=0.0))
    if largest == 0 or not math.isfinite(largest):
        return USUAL
    place = math.floor(math.log10(largest))
    return min(max(USUAL - max(place, 0) + max(-2 - place, 0), 1), MOST_DECIMALS - 1)


def _exact(values: Any) -> int | None:
    """Return the fewest decimals, at least one, that print values exactly, if there are few."""
    for decimals in range(1, EXACT + 1):
        if np.allclose(np.round(values, decimals), values, rtol=0, atol=1e-12):
            return decimals
    return None


class Story:
    """A training step, from the outputs' deltas back to the first layer.

    Parameters
    ----------
    recording : network.Recording
    step : int
    neuron : int
        Neuron of layer 1 that is followed: if that is the last hidden layer, its delta is worked
        out in full.

    Attributes
    ----------
    last : int
        Index of the last layer of weights.
    indices : list of list of int
        The neurons drawn of each layer.
    followed : (int, int)
        Row and column of the weight followed, in the last layer: of those drawn the one with the
        steepest slope.
    one : int
        Neuron of the last hidden layer whose delta is worked out in full.
    loss : Loss or None
        The cost whose slopes the deltas are.
    """

    def __init__(self, recording: Any, step: int, neuron: int):
        self.recording, self.step, self.neuron = recording, step, neuron
        self.sizes, self.rules = recording.layer_sizes, recording.rules
        self.last = len(self.sizes) - 2
        self.loss = self.rules.learned_loss
        self.indices = [
            shown_neurons(recording, step, layer, neuron) for layer in range(len(self.sizes))
        ]
        # Neurons are chosen in the first hidden layer, which need not be the last.
        hidden = self.indices[self.last]
        self.one = neuron if self.last == 1 and neuron in hidden else hidden[0]
        rows, columns = self.indices[self.last + 1], self.indices[self.last]
        slopes = np.abs(self.values("gradients", self.last))[np.ix_(rows, columns)]
        row, column = np.unravel_index(int(np.argmax(slopes)), slopes.shape)
        self.followed = rows[int(row)], columns[int(column)]

    # Sources and symbols.

    def source(self, quantity: str, layer: int | None, *index: int, after: bool = False) -> Source:
        """Return the source of an entry at the step, or ``after`` it."""
        return Source(self.recording, quantity, self.step + after, layer, index)

    def values(self, quantity: str, layer: int) -> np.ndarray:
        """Return all entries of a quantity of a layer at the step."""
        return np.asarray(self.recording.get(quantity, step=self.step, layer=layer))

    def symbol(self, layer: int, k: int | None = None) -> str:
        """Return the markup of a layer's activations, or of one of them: x, h or o."""
        letter = "x" if layer == 0 else "o" if layer == self.last + 1 else "h"
        above = f"^(({layer}))" if letter == "h" and self.last > 1 else ""
        return f"bold({letter}){above}" if k is None else f"{letter}_{k + 1}{above}"

    def weight_symbol(self, layer: int, k: int, i: int) -> str:
        """Return the markup of a weight."""
        comma = "," if max(k, i) > 8 else ""
        above = f"^(({layer + 1}))" if self.last else ""
        return f"w_({k + 1}{comma} {i + 1}){above}"

    def delta_symbol(self, layer: int, k: int | None = None) -> str:
        """Return the markup of the deltas of the neurons that a layer of weights leads to."""
        above = f"^(({layer + 1}))" if self.last else ""
        return f"bold(delta){above}" if k is None else f"delta_{k + 1}{above}"

    def returned_symbol(self, layer: int, j: int) -> str:
        """Return the markup of all that comes back to a neuron: the slope of C in its value."""
        if self.loss is not None:
            return f"partial C slash partial {self.symbol(layer, j)}"
        product = f"{self.matrix_symbol(layer, above=' T')} {self.delta_symbol(layer)}"
        return f"({product})_{j + 1}"

    def returned_sum(self, layer: int, j: int) -> str:
        """Return the markup of the sum of weight times delta of all edges that leave a neuron."""
        above = f"^(({layer + 1}))"
        return f"sum_k w_(k {j + 1}){above} thin delta_k{above}"

    def matrix_symbol(self, layer: int, letter: str = "W", above: str = "") -> str:
        """Return the markup of a layer's weights or biases."""
        place = f"({layer + 1})" if self.last else ""
        return f"bold({letter})^({place}{above})" if place or above else f"bold({letter})"

    def function_symbol(self, layer: int) -> str:
        """Return the markup of a layer's activation function: σ for the sigmoid, else f."""
        return "sigma" if self.rules.functions[layer - 1].name == "sigmoid" else "f"

    @property
    def output_rule(self) -> OutputRule:
        """How the outputs' deltas are told."""
        errors = self.recording.output_errors[self.step]
        if np.array_equal(self.recording.deltas[-1][self.step], errors):
            return "difference"
        elementwise = self.rules.functions[-1].elementwise
        return "slopes" if elementwise and self.loss is not None else "plain"

    # Decimals.

    @cached_property
    def weight_decimals(self) -> int:
        """Decimals of weights."""
        matrices = self.recording.weights_at(self.step)
        whole = np.concatenate([matrix.ravel() for matrix in matrices])
        return _exact(whole) or min(decimals_for(whole), USUAL)

    @cached_property
    def _tables(self) -> list[tuple[int, int, int]]:
        """Decimals of deltas, of the activations they are multiplied by, and of the products."""
        return [self._table_decimals(layer) for layer in range(self.last + 1)]

    def _table_decimals(self, layer: int) -> tuple[int, int, int]:
        values = np.asarray(self.recording.activations[layer][self.step])[self.indices[layer]]
        of_deltas = decimals_for(self.values("deltas", layer))
        of_values, of_cells = decimals_for(values), decimals_for(self.values("gradients", layer))
        exact = _exact(values) if layer == 0 else None
        spans = (
            range(of_deltas, min(of_deltas + 2, MOST_DECIMALS)),
            [exact] if exact else range(of_values, of_values + 2),
            [max(of_cells - 1, 1)],
        )
        found = solve_or(
            (spans[0][0], spans[1][0], spans[2][0]),
            "deltas times activations",
            lambda *decimals: self.table_relations(layer, *decimals),
            choices(*spans),
        )
        return found[0], found[1], found[2]

    def delta_decimals(self, layer: int) -> int:
        """Return the decimals of the deltas of the neurons that a layer of weights leads to."""
        return self._tables[layer][0]

    def value_decimals(self, layer: int) -> int:
        """Return the decimals of a layer's activations beside the network."""
        if layer > self.last:
            return self.delta_decimals(self.last)
        return self._tables[layer][1]

    def cell_decimals(self, layer: int) -> int:
        """Return the decimals of the gradients of a layer of weights."""
        return self._tables[layer][2]

    def delta_format(self, layer: int) -> NumberFormat:
        """Return the format of deltas."""
        return NumberFormat(self.delta_decimals(layer), signed=True)

    def cell_format(self, layer: int) -> NumberFormat:
        """Return the format of gradients."""
        return NumberFormat(self.cell_decimals(layer), signed=True)

    def table_relations(
        self, layer: int, of_deltas: int, of_values: int, of_cells: int
    ) -> list[Relation]:
        """Return the equations of the slopes of a layer, as far as it is drawn."""
        return [
            relate(
                "δ a",
                _product,
                [(self.source("deltas", layer, k), of_deltas),
                 (self.source("activations", layer, i), of_values)],
                (self.source("gradients", layer, k, i), of_cells),
            )
            for k in self.indices[layer + 1]
            for i in self.indices[layer]
        ]  # fmt: skip

    def slope_relation(self, k: int, i: int) -> Relation:
        """Return the equation of the slope of a weight of the last layer."""
        slope = self.source("gradients", self.last, k, i)
        relations = self.table_relations(self.last, *self._tables[self.last])
        return next(relation for relation in relations if relation.result.source == slope)


def _product(*factors: Decimal) -> Decimal:
    return math.prod(factors, start=Decimal(1))
