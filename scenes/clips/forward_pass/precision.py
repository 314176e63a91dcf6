"""With how many decimals the clip prints each quantity: as few as make its equations true."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

import numpy as np

from scenes.mobjects.network.network_diagram import NetworkDiagram
from scenes.mobjects.network.shown import MOST_NEURONS
from scenes.mobjects.text.readout import glyph_outlines
from scenes.provenance.relation import Relation, choices, choices_of_last, relate, solve_or
from scenes.provenance.source import NumberFormat, Source

__all__ = ["Precision", "exact_decimals", "layer_relations", "sum_relation", "text_width"]

FULLEST = 0.92
"""Largest share of a disc's width that a number takes."""
MOST = 5
"""Most decimals of an activation or sum."""


def text_width(text: str) -> float:
    """Return the width of a number's characters, in em."""
    return sum(glyph_outlines()[character][1] for character in text)


def exact_decimals(values: Iterable[float], most: int, least: int = 0) -> int | None:
    """Return the fewest decimals that print all values exactly, or None if ``most`` do not."""
    values = [float(value) for value in values]
    for decimals in range(least, most + 1):
        if all(abs(round(v, decimals) - v) <= 1e-9 * max(1.0, abs(v)) for v in values):
            return decimals
    return None


def usual_decimals(values: Any, digits: int) -> int:
    """Return how many decimals leave about ``digits`` significant digits of the largest value."""
    largest = float(np.abs(values).max(initial=0.0))
    whole = int(np.floor(np.log10(largest))) if largest >= 1 else 0
    return max(0, digits - whole)


@dataclass(frozen=True)
class Precision:
    """Decimals of every quantity, by layer where it belongs to one.

    Parameters
    ----------
    activations : tuple of int
        Of the inputs and of each layer's values.
    weights, biases : int
    products : int
        Of the products of the neuron that is worked out in full.
    sums : tuple of int
        Of each layer's pre-activations.
    """

    activations: tuple[int, ...]
    weights: int
    biases: int
    products: int
    sums: tuple[int, ...]

    @classmethod
    def of(cls, recording: Any, step: int, neuron: int, network: NetworkDiagram) -> Precision:
        """Choose decimals for a step, a neuron of layer 1 and the diagram that shows the values."""
        depth = len(recording.layer_sizes)
        weights, biases = recording.weights_at(step), recording.biases_at(step)
        values = [np.asarray(recording.activations[layer][step]) for layer in range(depth)]
        shown = [style.decimals for style in network.formats]
        first = exact_decimals(values[0][network.indices[0]], shown[0])
        found = [shown[0] if first is None else first, *shown[1:]]
        flat = np.concatenate([np.ravel(b) for b in biases])
        of_biases = exact_decimals(flat, 3, 1) or min(2, usual_decimals(flat, 3))
        base = min(2, usual_decimals(np.concatenate([np.ravel(w) for w in weights]), 2))
        z = [np.asarray(each[step]) for each in recording.z]
        usual = [min(3, usual_decimals(each, 3)) for each in z]

        def full(of_weights: int, of_products: int) -> list[Relation]:
            return neuron_relations(
                recording, step, neuron, (found[0], of_weights, of_products, of_biases)
            )

        of_weights, of_products = base, min(usual[0], base + 1)
        if recording.layer_sizes[0] <= MOST_NEURONS and base == 2:
            of_weights, of_products = solve_or(
                (base, of_products), "the products", full, choices([2, 3], [2, 3, 4])
            )
        sums = [of_products, *usual[1:]]
        for layer in range(len(z)):
            room = [d for d in range(found[layer], MOST) if _fits(network, values, layer, d)]
            inputs = room[:1] if layer == 0 else room
            if max(recording.layer_sizes[layer : layer + 2]) > MOST_NEURONS or not inputs:
                continue
            equations = partial(layer_relations, recording, step, layer, of_weights, of_biases)
            found[layer], sums[layer] = solve_or(
                (found[layer], sums[layer]),
                "the sums of a layer",
                equations,
                choices_of_last(inputs, [sums[0]] if layer == 0 else range(sums[layer], MOST + 1)),
            )
        # Outputs are printed like hidden values where the discs have room for it, and where they
        # are what the function gives for the sums as printed.
        for alike in range(max(found[1:]), found[-1], -1):
            if _fits(network, values, depth - 1, alike) and _follow(recording, step, sums, alike):
                found[-1] = alike
                break
        if exact_decimals(flat, of_biases) is not None:
            of_biases = max(of_biases, *sums)
        return cls(tuple(found), of_weights, of_biases, of_products, tuple(sums))

    def values(self, layer: int) -> NumberFormat:
        """Return how the activations of a layer are printed."""
        return NumberFormat(self.activations[layer])


def _fits(network: NetworkDiagram, values: Sequence[np.ndarray], layer: int, d: int) -> bool:
    """Return whether a layer's values fit their discs with ``d`` decimals, in legible type."""
    widest = max(
        text_width(NumberFormat(d)(float(v))) for v in values[layer][network.indices[layer]]
    )
    return widest * network.theme.sizes.number_small <= FULLEST * 2 * network.radius


def _follow(recording: Any, step: int, sums: Sequence[int], d: int) -> bool:
    """Return whether the printed outputs, with ``d`` decimals, follow from the printed sums."""
    printed = np.round(np.asarray(recording.z[-1][step], float), sums[-1])
    found = np.asarray(recording.rules.functions[-1].value(printed))
    return bool((np.round(found, d) == np.round(recording.activations[-1][step], d)).all())


def sum_relation(
    products: Sequence[Source], bias: Source, z: Source, decimals: tuple[int, int, int]
) -> Relation:
    """Return the equation: products and bias, with their decimals, add up to z."""
    of_products, of_bias, of_sum = decimals
    terms = [*[(p, of_products) for p in products], (bias, of_bias)]
    return relate("products + b = z", lambda *all_: sum(all_, Decimal(0)), terms, (z, of_sum))


def neuron_relations(
    recording: Any, step: int, j: int, decimals: tuple[int, int, int, int]
) -> list[Relation]:
    """Return the equations of neuron ``j`` of layer 1: each product, each partial sum, and z.

    ``decimals`` are of inputs, weights, products and sums, and the bias.
    """
    of_input, of_weight, of_product, of_bias = decimals
    count, found = recording.layer_sizes[0], []
    products = [Source(recording, "products", step, 0, (j, i)) for i in range(count)]
    partial = [Source(recording, "partial_sums", step, 0, (j, i)) for i in range(count)]
    for i, product in enumerate(products):
        terms = [
            (Source(recording, "weights", step, 0, (j, i)), of_weight),
            (Source(recording, "activations", step, 0, (i,)), of_input),
        ]
        found.append(relate("w x", lambda w, x: w * x, terms, (product, of_product)))
    for i in range(1, count):
        terms = [(partial[i - 1], of_product), (products[i], of_product)]
        found.append(relate("sum", lambda s, p: s + p, terms, (partial[i], of_product)))
    bias, z = (Source(recording, name, step, 0, (j,)) for name in ("biases", "z"))
    terms = [(partial[-1], of_product), (bias, of_bias)]
    found.append(relate("sum + b", lambda s, b: s + b, terms, (z, of_product)))
    return found


def layer_relations(
    recording: Any,
    step: int,
    layer: int,
    of_weights: int,
    of_biases: int,
    of_inputs: int,
    of_sums: int,
) -> list[Relation]:
    """Return z = W x + b for each neuron of layer ``layer + 1``, with the given decimals."""
    n_out, n_in = recording.layer_sizes[layer + 1], recording.layer_sizes[layer]

    def source(quantity: str, *index: int) -> Source:
        return Source(recording, quantity, step, layer, index)

    found = []
    for j in range(n_out):
        terms = [(source("biases", j), of_biases)]
        for i in range(n_in):
            terms += [
                (source("weights", j, i), of_weights),
                (source("activations", i), of_inputs),
            ]
        total = (source("z", j), of_sums)
        found.append(relate("W x + b = z", _sum_of_products, terms, total))
    return found


def _sum_of_products(bias: Decimal, *factors: Decimal) -> Decimal:
    """Add a bias and the products of pairs of factors."""
    return sum((w * x for w, x in zip(factors[::2], factors[1::2], strict=True)), bias)
