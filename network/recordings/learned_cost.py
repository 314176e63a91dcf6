"""The cost whose slopes the deltas are, and how it depends on one weight.

A run may record one cost and learn from another: with o − t as the delta of a sigmoid output, the
deltas are the slopes of the cross-entropy, whatever cost is recorded.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from network.core.arithmetic import Floats
from network.core.losses import Loss
from network.core.rules import forward_pass
from network.errors import UsageError

__all__ = ["LEARNED", "along_weight", "learned"]

#: Quantities of one step, by the names that ``get`` takes.
LEARNED = frozenset({"cost_slopes", "learned_cost", "learned_cost_after"})


def learned(recording: Any, quantity: str, step: int) -> Floats:
    """Return a quantity of the cost that a recording's deltas are the slopes of, at one step.

    Parameters
    ----------
    recording : network.Recording
    quantity : str
        ``learned_cost``, before the step's update; ``learned_cost_after``, for the same sample
        after it; ``cost_slopes``, dC/do of each output, shape (n_outputs,).
    step : int

    Raises
    ------
    UsageError
        The deltas are no cost's slopes, or the run is imported and so has no updates.
    """
    loss, rules, target = _loss_of(recording), recording.rules, recording.targets[step]
    if quantity == "learned_cost_after":
        if recording.is_imported:
            raise UsageError("an imported run holds gradients, but no updates")
        weights, biases = recording.weights_at(step + 1), recording.biases_at(step + 1)
        inputs = np.asarray(recording.activations[0][step])
        z, found = forward_pass(inputs, weights, biases, rules.functions)
        return loss.value(z[-1], found[-1], target, rules.functions[-1])
    outputs = recording.activations[-1][step]
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


def _loss_of(recording: Any) -> Loss:
    loss = recording.rules.learned_loss
    if loss is None:
        raise UsageError("the deltas of this run are the slopes of no cost")
    found: Loss = loss
    return found
