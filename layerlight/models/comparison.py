"""Hold what a model says itself against what follows from its weights."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layerlight.errors import LayerlightError, UsageError
from layerlight.models.chain import PRECISIONS
from layerlight.models.weights import ModelWeights

__all__ = [
    "ACTIVATIONS",
    "MOST_Z",
    "TOLERANCES",
    "compared_outputs",
    "forward",
    "named_activations",
]

TOLERANCES = {"float64": 1e-9, "float32": 1e-4, "float16": 2e-2, "bfloat16": 1e-1}
"""Largest difference, relative to the largest output of the layer, by the model's type."""
ROUNDINGS = 8
"""So many roundings of every term of a sum are put down to the model's type as well."""
MOST_Z = 2.0**40
"""The recording refuses pre-activations from here on, as the training has diverged."""


def _sigmoid(z: NDArray[np.float64]) -> NDArray[np.float64]:
    small = np.exp(-np.abs(z))
    return np.where(z < 0, small, 1.0) / (1.0 + small)


def _softmax(z: NDArray[np.float64]) -> NDArray[np.float64]:
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


ACTIVATIONS: dict[str, Callable[[NDArray[np.float64]], NDArray[np.float64]]] = {
    "sigmoid": _sigmoid,
    "tanh": np.tanh,
    "relu": lambda z: np.maximum(z, 0.0),
    "identity": lambda z: z,
    "softmax": _softmax,
}
"""Each activation function, for pre-activations of shape (samples, n)."""


def forward(found: ModelWeights, inputs: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """Return the activations of each layer but the input, shape (samples, n_out) each.

    Parameters
    ----------
    found : ModelWeights
        The layers.
    inputs : numpy.ndarray
        Shape (samples, n_in).

    Raises
    ------
    LayerlightError
        A pre-activation is too large: the training has diverged.
    """
    below, activations = inputs, []
    for layer, (weights, biases, name) in enumerate(
        zip(found.weights, found.biases, found.activations, strict=True), start=1
    ):
        with np.errstate(all="ignore"):  # reported just below
            z = below @ weights.T + biases
        if not np.all(np.abs(z) < MOST_Z):
            raise LayerlightError(
                f"layer {layer} of {len(found.weights)}: the training diverged: expected |z| below "
                f"{MOST_Z:.0e}; use a smaller learning rate"
            )
        with np.errstate(under="ignore"):
            below = ACTIVATIONS[name](z)
        activations.append(below)
    return activations


def explained(
    found: ModelWeights, inputs: NDArray[np.float64], activations: list[NDArray[np.float64]]
) -> list[float]:
    """Return by layer how far the model's activations may be away, as far as rounding explains it.

    It matters where large terms cancel, as with inputs that are not scaled.  Rounding errors of
    different terms are independent, and no activation function is steeper than 1, so the errors e
    of a layer are about sqrt(W²·e²) + 8u·(|W|·|a| + |b|), with u half a unit in the last place.
    """
    errors, below, allowed = np.zeros_like(inputs), inputs, []
    half_unit = 0.5 ** PRECISIONS[found.dtype]
    for weights, biases, above in zip(found.weights, found.biases, activations, strict=True):
        with np.errstate(under="ignore"):
            terms = np.abs(below) @ np.abs(weights).T + np.abs(biases)
            errors = np.sqrt(errors**2 @ (weights**2).T) + ROUNDINGS * half_unit * terms
        allowed.append(float(errors.max()))
        below = above
    return allowed


def compared_outputs(
    reader: ModuleType, model: Any, found: ModelWeights, inputs: NDArray[Any]
) -> tuple[NDArray[np.float64], float]:
    """Ask a model for its outputs, and compare them with what follows from its weights.

    Parameters
    ----------
    reader : module
        See :func:`layerlight.models.weights.reader_of`; the model is ready.
    model : object
        The model.
    found : ModelWeights
        What was read from it.
    inputs : numpy.ndarray
        Shape (samples, ...), as the model takes them.

    Returns
    -------
    numpy.ndarray, float
        What the model says, shape (samples, n_outputs), not as logarithms; and how far recorded
        outputs may be away from that.

    Raises
    ------
    LayerlightError
        The outputs differ by more than :data:`TOLERANCES` and :func:`explained` allow, or the model
        cannot be asked.  Names the first layer that differs, if the library shows the outputs of
        layers.
    """
    flat = np.asarray(inputs, np.float64).reshape(len(inputs), -1)
    expected = forward(found, flat)
    allowed = [TOLERANCES[found.dtype] * float(np.abs(each).max()) for each in expected]
    name = f"{found.framework} model"
    said: NDArray[np.float64] = _ask(name, reader.outputs, model, inputs)
    if found.log_outputs:
        with np.errstate(under="ignore"):
            said = np.exp(said)
    if _agree(expected[-1], said, allowed[-1]):
        return said, allowed[-1]
    allowed = [max(pair) for pair in zip(allowed, explained(found, flat, expected), strict=True)]
    if _agree(expected[-1], said, allowed[-1]):
        return said, allowed[-1]
    where, number = "the output layer", len(expected) - 1
    layers = _ask(name, reader.layer_outputs, model, inputs)
    for layer, (place, outputs) in enumerate(layers):
        if layer == len(expected) - 1 and found.log_outputs:
            outputs = np.exp(outputs)
        if not _agree(expected[layer], outputs, allowed[layer]):
            where, said, number = place, outputs, layer
            break
    raise LayerlightError(
        f"{name}, {where}: {_difference(expected[number], said, allowed[number], found.dtype)}"
    )


def _ask(name: str, function: Any, *arguments: Any) -> Any:
    """Call a function on a model: whatever somebody else's model raises becomes one line."""
    try:
        return function(*arguments)
    except Exception as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise LayerlightError(
            f"{name}: cannot be asked for its outputs for the samples: {reason:.200}"
        ) from error


def _agree(ours: NDArray[np.float64], theirs: NDArray[np.float64], allowed: float) -> bool:
    # Written so that NaN does not agree.
    return ours.shape == theirs.shape and bool(np.abs(ours - theirs).max() <= allowed)


def _difference(
    ours: NDArray[np.float64], theirs: NDArray[np.float64], allowed: float, dtype: str
) -> str:
    if ours.shape != theirs.shape:
        return f"expected outputs of shape {ours.shape}, found {theirs.shape}"
    apart = np.abs(ours - theirs)
    sample, neuron = np.unravel_index(int(np.argmax(np.nan_to_num(apart, nan=np.inf))), apart.shape)
    return (
        "its outputs do not follow from its weights: for sample "
        f"{sample}, output {neuron}, expected {ours[sample, neuron]:.6g}, found "
        f"{theirs[sample, neuron]:.6g}, with a tolerance of {allowed:.1g} ({dtype}); "
        "remove hooks and whatever else changes outputs, or computes less exactly than the type"
    )


def named_activations(given: str | list[str], layers: int) -> list[str]:
    """Return the name of the activation function of each layer.

    Parameters
    ----------
    given : str or list of str
        One name for all layers, or one for each.
    layers : int
        How many there are.

    Raises
    ------
    UsageError
        There are too few or too many, or one is unknown.
    """
    names = [given] * layers if isinstance(given, str) else list(given)
    if len(names) == 1:
        names *= layers
    for name in names:
        if name not in ACTIVATIONS:
            raise UsageError(f"activations: expected {', '.join(ACTIVATIONS)}, found {name!r:.40}")
    if len(names) != layers:
        raise UsageError(
            f"activations: expected one name, or {layers} (one for each layer but the input), "
            f"found {len(names)}"
        )
    if "softmax" in names[:-1]:
        raise UsageError("activations: softmax is for the last layer only; name another before it")
    return names
