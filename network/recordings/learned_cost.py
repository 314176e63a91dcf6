"""The cost whose slopes the deltas are, and how it depends on one weight.

A run may record one cost and learn from another: with o − t as the delta of a sigmoid output, the
deltas are the slopes of the cross-entropy, whatever cost is recorded.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from network.core.arithmetic import Floats
from network.core.losses import Loss
from network.core.rules import forward_pass
from network.errors import UsageError

__all__ = ["LEARNED", "along_step", "along_weight", "learned"]

#: Quantities of one step, by the names that ``get`` takes.
LEARNED = frozenset({
    "cost_slopes", "learned_cost", "learned_cost_after", "learned_cost_foretold",
    "recorded_cost_slopes", "recorded_cost_deltas", "squared_slopes",
})  # fmt: skip


def learned(recording: Any, quantity: str, step: int) -> Floats:
    """Return a quantity of the cost that a recording's deltas are the slopes of, at one step.

    Parameters
    ----------
    recording : network.Recording
    quantity : str
        ``learned_cost``, before the step's update; ``learned_cost_after``, for the same sample
        after it; ``learned_cost_foretold``, what it would be after it if it went on along its
        slopes; ``cost_slopes``, dC/do of each output, shape (n_outputs,); ``squared_slopes``, the
        sum of the squares of the slopes in all weights and biases; ``recorded_cost_slopes`` and
        ``recorded_cost_deltas``, dC/do and dC/dz of each output for the cost that is recorded,
        shape (n_outputs,).
    step : int

    Raises
    ------
    UsageError
        The deltas are no cost's slopes, or the run is imported and so has no updates.
    """
    loss, rules, target = _loss_of(recording), recording.rules, recording.targets[step]
    if quantity.startswith("learned_cost_") and recording.is_imported:
        raise UsageError("an imported run holds gradients, but no updates")
    if quantity == "learned_cost_foretold":
        return np.asarray(learned(recording, "learned_cost", step) + _foretold(recording, step))
    if quantity == "learned_cost_after":
        weights, biases = recording.weights_at(step + 1), recording.biases_at(step + 1)
        inputs = np.asarray(recording.activations[0][step])
        z, found = forward_pass(inputs, weights, biases, rules.functions)
        return loss.value(z[-1], found[-1], target, rules.functions[-1])
    if quantity == "squared_slopes":
        return np.asarray(_squared_slopes(recording, step))
    outputs = recording.activations[-1][step]
    if quantity == "recorded_cost_slopes":
        return np.asarray(rules.loss.gradient(outputs, target))
    if quantity == "recorded_cost_deltas":
        z = recording.z[-1][step]
        return np.asarray(rules.loss.delta(z, outputs, target, rules.functions[-1]))
    if quantity == "cost_slopes":
        return loss.gradient(outputs, target)
    return loss.value(recording.z[-1][step], outputs, target, rules.functions[-1])


def along_weight(
    recording: Any, step: int, layer: int, place: Sequence[int], weights: ArrayLike
) -> tuple[Floats, Floats]:
    """Return outputs and learned cost of a step's sample for other values of one weight.

    Parameters
    ----------
    recording : network.Recording
    step, layer : int
        Training step, and the layer of weights, from 0.
    place : (int, int)
        Row and column of the weight; all others keep their values.
    weights : array_like
        Values of the weight, shape (n,).

    Returns
    -------
    numpy.ndarray, numpy.ndarray
        Outputs, shape (n, n_outputs), and costs, shape (n,).

    Raises
    ------
    UsageError
        The deltas are no cost's slopes.
    """
    loss, rules, target = _loss_of(recording), recording.rules, recording.targets[step]
    values = np.asarray(weights, float)
    matrices = list(recording.weights_at(step)[layer:])
    many = np.repeat(matrices[0][None], len(values), axis=0)
    many[:, place[0], place[1]] = values
    below = np.repeat(np.asarray(recording.activations[layer][step])[None], len(values), axis=0)
    z, found = forward_pass(
        below, [many, *matrices[1:]], recording.biases_at(step)[layer:], rules.functions[layer:]
    )
    last = rules.functions[-1]
    pairs = zip(z[-1], found[-1], strict=True)
    return found[-1], np.array([loss.value(a, o, target, last) for a, o in pairs])


def along_step(recording: Any, step: int, shares: ArrayLike) -> Floats:
    """Return the learned cost of a step's sample on the way from the old weights to the new.

    Parameters
    ----------
    recording : network.Recording
    step : int
    shares : array_like
        Shares of the step's update that are made, shape (n,): 0 before it, 1 after it.

    Returns
    -------
    numpy.ndarray
        Costs, shape (n,).

    Raises
    ------
    UsageError
        The deltas are no cost's slopes, or the run is imported and so has no updates.
    """
    loss, rules, target = _loss_of(recording), recording.rules, recording.targets[step]
    inputs = np.asarray(recording.activations[0][step])
    before = recording.weights_at(step), recording.biases_at(step)
    changes = recording.weight_updates_at(step), recording.bias_updates_at(step)
    found = []
    for share in np.asarray(shares, float):
        weights, biases = (
            [old + share * change for old, change in zip(*pair, strict=True)]
            for pair in zip(before, changes, strict=True)
        )
        z, values = forward_pass(inputs, weights, biases, rules.functions)
        found.append(loss.value(z[-1], values[-1], target, rules.functions[-1]))
    return np.array(found)


def _foretold(recording: Any, step: int) -> float:
    """Return the sum of slope times change over all weights and biases."""
    terms: list[float] = []
    pairs = zip(recording.weight_updates_at(step), recording.bias_updates_at(step), strict=True)
    for layer, (of_weights, of_biases) in enumerate(pairs):
        delta = np.asarray(recording.deltas[layer][step])
        below = np.asarray(recording.activations[layer][step])
        terms += (delta[:, None] * below[None, :] * of_weights).ravel().tolist()
        terms += (delta * of_biases).tolist()
    return math.fsum(terms)


def _squared_slopes(recording: Any, step: int) -> float:
    """Return the sum of the squares of the slopes in all weights and biases."""
    terms: list[float] = []
    for deltas, values in zip(recording.deltas, recording.activations, strict=False):
        slopes = np.asarray(deltas[step])[:, None] * np.append(values[step], 1.0)[None, :]
        terms += np.square(slopes).ravel().tolist()
    return math.fsum(terms)


def _loss_of(recording: Any) -> Loss:
    loss = recording.rules.learned_loss
    if loss is None:
        raise UsageError("the deltas of this run are the slopes of no cost")
    found: Loss = loss
    return found
