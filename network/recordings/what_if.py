"""What a network would compute if one of its inputs were different."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from network.core.arithmetic import Floats
from network.core.rules import forward_pass

if TYPE_CHECKING:
    from network.recordings.recording import Recording

__all__ = [
    "activation_changes", "changed_products", "moved_activations", "moved_inputs", "moved_sums",
    "strongest_input",
]  # fmt: skip


def moved_inputs(recording: Recording, step: int) -> Floats:
    """Return the inputs of a step, once for each input, with that one moved.

    An input moves to the end of its range that is farther away, to the upper one if both are
    equally far.  The range of a pixel is 0 to 1, that of another input is that of the samples, or
    0 to 1 and their common value if they do not differ.

    Returns
    -------
    numpy.ndarray
        Shape (n_inputs, n_inputs): row i has input i moved.
    """
    values = np.asarray(recording.activations[0][step], np.float64)
    low, high = np.zeros(len(values)), np.ones(len(values))
    if recording.samples.images is None:
        rows = recording.samples.input_rows()
        low, high = rows.min(axis=0), rows.max(axis=0)
        same = low == high
        low, high = (
            np.where(same, np.minimum(low, 0.0), low),
            np.where(same, np.maximum(high, 1.0), high),
        )
    rows = np.tile(values, (len(values), 1))
    np.fill_diagonal(rows, np.where(high - values >= values - low, high, low))
    return rows


@lru_cache(maxsize=16)
def _moved(recording: Recording, step: int) -> tuple[list[Floats], list[Floats]]:
    """Return z and the activations of every layer for the inputs of :func:`moved_inputs`."""
    rows = moved_inputs(recording, step)
    weights, biases = recording.weights_at(step), recording.biases_at(step)
    sums, found = forward_pass(rows, weights, biases, recording.rules.functions)
    for array in (rows, *sums, *found):
        array.setflags(write=False)
    return list(sums), [rows, *found]


def moved_activations(recording: Recording, step: int) -> list[Floats]:
    """Return the activations of every layer for the inputs of :func:`moved_inputs`.

    Returns
    -------
    list of numpy.ndarray
        By layer, the inputs first; shape (n_inputs, n) each.
    """
    return _moved(recording, step)[1]


def moved_sums(recording: Recording, step: int) -> list[Floats]:
    """Return z of every layer for the inputs of :func:`moved_inputs`.

    Returns
    -------
    list of numpy.ndarray
        By layer of weights; shape (n_inputs, n) each.
    """
    return _moved(recording, step)[0]


def activation_changes(recording: Recording, step: int) -> list[Floats]:
    """Return by how much the activations change for the inputs of :func:`moved_inputs`.

    Returns
    -------
    list of numpy.ndarray
        By layer, the inputs first; shape (n_inputs, n) each.
    """
    pairs = zip(moved_activations(recording, step), recording.activations, strict=True)
    return [new - np.asarray(old[step], np.float64) for new, old in pairs]


def strongest_input(recording: Recording, step: int) -> int:
    """Return the index of the input whose move changes the outputs most, in sum."""
    return int(np.argmax(np.abs(activation_changes(recording, step)[-1]).sum(axis=1)))


def changed_products(recording: Recording, step: int) -> list[Floats]:
    """Return by how much each product changes if the strongest input moves.

    Returns
    -------
    list of numpy.ndarray
        By layer of weights, with the shape of the weights.
    """
    moved, changes = strongest_input(recording, step), activation_changes(recording, step)
    pairs = zip(recording.weights_at(step), changes, strict=False)
    found = [weights * change[moved] for weights, change in pairs]
    for array in found:
        array.setflags(write=False)
    return found
