"""A network given as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from layerlight.errors import UsageError
from layerlight.models.chain import PRECISIONS, Chain
from layerlight.models.comparison import named_activations
from layerlight.models.weights import ModelWeights, weights_of
from layerlight.samples import array_of

__all__ = ["network_of"]


def network_of(weights: Any, biases: Any, activations: str | list[str] | None) -> ModelWeights:
    """Copy and check weights and biases.

    Parameters
    ----------
    weights : sequence of array_like, or ModelWeights
        By layer, shape (n_out, n_in).
    biases : sequence of array_like, optional
        By layer, shape (n_out,); None with ModelWeights.
    activations : str or list of str, optional
        One name for all layers, or one for each; None with ModelWeights.

    Raises
    ------
    UsageError
        They are no such numbers, or no activation functions are named.
    LayerlightError
        The layers do not fit each other; says which.
    """
    given = weights if isinstance(weights, ModelWeights) else None
    if given is not None:
        weights, biases, activations = given.weights, given.biases, given.activations
    elif biases is None:
        if isinstance(weights, list | tuple):
            raise UsageError("keep: expected weights and biases, found weights only")
        return weights_of(weights)  # which says what is expected
    if activations is None:
        raise UsageError("activations: expected a name for each layer, as arrays name none")
    layers = list(zip(_listed(weights, "weights"), _listed(biases, "biases"), strict=False))
    if not len(weights) == len(biases) == len(layers) > 0:
        raise UsageError(
            f"keep: expected weights and biases of each layer, found {len(weights)} and "
            f"{len(biases)}"
        )
    names = named_activations(activations, len(layers))
    chain = Chain("network")
    for number, ((matrix, vector), name) in enumerate(zip(layers, names, strict=True), start=1):
        table, dtype = array_of(matrix, f"weights of layer {number}")
        column, _ = array_of(vector, f"biases of layer {number}")
        where = f"layer {number}"
        chain.dense(where, table, column, dtype if dtype in PRECISIONS else "float64")
        chain.activation(where, name)
    found = chain.finish("arrays", "")
    if given is not None:
        return replace(given, weights=found.weights, biases=found.biases)
    return found


def _listed(values: Any, name: str) -> list[Any]:
    if isinstance(values, Mapping | str | bytes) or not hasattr(values, "__len__"):
        raise UsageError(
            f"{name}: expected a list of arrays, one for each layer, found {type(values).__name__}"
        )
    return list(values)
