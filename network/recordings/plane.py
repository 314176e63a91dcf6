"""What a network computes all over the plane of its two inputs, and for all of its samples.

All of it follows from the recorded weights by the arithmetic of the training, so an answer in the
plane has the same bits as if the network had been given that point as a sample.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from network.core.arithmetic import Floats
from network.core.model import check_integer
from network.core.rules import forward_pass
from network.data.dataset import class_answers
from network.errors import UsageError

if TYPE_CHECKING:
    from network.recordings.recording import Recording

__all__ = [
    "ALL_SAMPLES",
    "CELLS",
    "OnThePlane",
    "all_samples",
    "hidden_plane",
    "is_solved_by_hidden",
    "plane",
    "plane_edges",
    "plane_inputs",
    "same_samples",
    "sample_values",
]

CELLS = 120
"""Number of cells along each side of the plane."""
FEW = 10
"""Up to so many samples, the plane extends further beyond them."""
MARGIN, WIDE_MARGIN = 0.15, 0.4
"""How far it extends on each side, as a share of the samples' range."""

ALL_SAMPLES = frozenset({"sample_costs", "all_samples_cost", "all_samples_correct"})
"""Quantities of all samples together after a number of updates, as ``get`` names them."""


def plane_edges(recording: Recording) -> Floats:
    """Return the edges of the plane: the range of the samples, and a margin on each side.

    Returns
    -------
    numpy.ndarray
        Shape (2, 2): lowest and highest value of each of the two inputs, in their own units.

    Raises
    ------
    UsageError
        The network does not have two inputs, or they are pixels.
    """
    if recording.layer_sizes[0] != 2 or recording.samples.images is not None:
        pixels = " pixels" if recording.samples.images is not None else ""
        raise UsageError(
            "the plane of inputs: expected two inputs that are numbers, found "
            f"{recording.layer_sizes[0]:,}{pixels}"
        )
    rows = recording.samples.input_rows()
    low, high = rows.min(axis=0), rows.max(axis=0)
    same = low == high
    low, high = np.where(same, low - 0.5, low), np.where(same, high + 0.5, high)
    margin = (WIDE_MARGIN if len(rows) <= FEW else MARGIN) * (high - low)
    return np.stack([low - margin, high + margin], axis=1)


def plane_inputs(recording: Recording) -> Floats:
    """Return the centres of the plane's cells.

    Returns
    -------
    numpy.ndarray
        Shape (CELLS, CELLS, 2): rows from the lowest value of the second input up, columns from
        the lowest value of the first.
    """
    shares = (np.arange(CELLS) + 0.5) / CELLS
    (left, right), (bottom, top) = plane_edges(recording)
    across, up = left + (right - left) * shares, bottom + (top - bottom) * shares
    return np.stack(np.meshgrid(across, up), axis=-1)


@lru_cache(maxsize=6)
@np.errstate(all="ignore")  # numbers in files may be absurd
def plane(recording: Recording, step: int) -> tuple[list[Floats], list[Floats]]:
    """Return z and activations of every layer at all cells, after ``step`` updates.

    Returns
    -------
    list of numpy.ndarray
        z, by layer, the first hidden layer first; shape (CELLS, CELLS, n) each.
    list of numpy.ndarray
        Activations, by layer, the inputs first.
    """
    inputs = plane_inputs(recording)
    weights, biases = recording.weights_at(step), recording.biases_at(step)
    z, found = forward_pass(inputs, weights, biases, recording.rules.functions)
    for array in (inputs, *z, *found):
        array.setflags(write=False)
    return z, [inputs, *found]


@lru_cache(maxsize=16)
@np.errstate(all="ignore")
def sample_values(recording: Recording, step: int) -> tuple[list[Floats], list[Floats]]:
    """Return z and activations of every layer for all samples, after ``step`` updates.

    Returns
    -------
    list of numpy.ndarray
        z, by layer, the first hidden layer first; shape (samples, n) each.
    list of numpy.ndarray
        Activations, by layer, the inputs first.
    """
    rows = recording.samples.input_rows()
    weights, biases = recording.weights_at(step), recording.biases_at(step)
    z, found = forward_pass(rows, weights, biases, recording.rules.functions)
    for array in (rows, *z, *found):
        array.setflags(write=False)
    return z, [rows, *found]


@np.errstate(all="ignore")
def hidden_plane(recording: Recording, step: int, edges: Floats) -> Floats:
    """Return the outputs all over the plane of the last hidden layer's two activations.

    Parameters
    ----------
    recording : Recording
        Of a network whose last hidden layer has two neurons.
    step : int
        Number of updates.
    edges : numpy.ndarray
        Shape (2, 2): lowest and highest activation of each of the two neurons.

    Returns
    -------
    numpy.ndarray
        Shape (CELLS, CELLS, n_outputs), rows and columns as in :func:`plane_inputs`.

    Raises
    ------
    UsageError
        The last hidden layer does not have two neurons.
    """
    if len(recording.layer_sizes) < 3 or recording.layer_sizes[-2] != 2:
        raise UsageError("the plane of hidden activations: expected a last hidden layer of two")
    shares = (np.arange(CELLS) + 0.5) / CELLS
    across, up = (low + (high - low) * shares for low, high in edges)
    hidden = np.stack(np.meshgrid(across, up), axis=-1)
    weights, biases = recording.weights_at(step)[-1:], recording.biases_at(step)[-1:]
    return forward_pass(hidden, weights, biases, recording.rules.functions[-1:])[1][-1]


def same_samples(first: Recording, second: Recording) -> bool:
    """Return whether two recordings are of the same samples, in the same order."""
    one, other = first.samples, second.samples
    return bool(
        np.array_equal(one.input_rows(), other.input_rows())
        and np.array_equal(one.targets, other.targets)
    )


def is_solved_by_hidden(recording: Recording, line: Recording) -> bool:
    """Return whether a recording has a hidden layer, and the samples of one that has none."""
    return len(recording.layer_sizes) > 2 and same_samples(recording, line)


@np.errstate(all="ignore")
def all_samples(recording: Recording, quantity: str, step: int) -> Floats:
    """Return a quantity of all samples together, with the weights after ``step`` updates.

    Parameters
    ----------
    recording : Recording
    quantity : str
        ``sample_costs``: the cost of each.  ``all_samples_cost``: their mean.
        ``all_samples_correct``: how many are classified correctly.
    step : int
        0 to the number of steps.

    Raises
    ------
    UsageError
        There is no such step, or the targets are no classes.
    """
    if quantity in ("sample_costs", "all_samples_cost"):
        z, found = sample_values(recording, step)
        cost = recording.rules.cost(z[-1], found[-1], recording.samples.targets)
        if quantity == "sample_costs":
            return np.asarray(cost)
        return np.asarray(np.add.accumulate(cost)[-1] / len(cost))
    labels = recording.samples.labels
    if labels is None:
        raise UsageError("the samples of this recording have no classes")
    answers = class_answers(sample_values(recording, step)[1][-1])
    return np.asarray(np.count_nonzero(answers == labels))


class OnThePlane:
    """The methods by which a recording gives what this module computes."""

    def plane_at(self: Any, step: int) -> list[Floats]:
        """Return what the layers hold all over the plane of two inputs, after ``step`` updates.

        See :func:`network.recordings.plane.plane`; shape (rows, columns, n) by layer, the inputs
        first.

        Raises
        ------
        UsageError
            There is no such step, or the network does not have two inputs.
        """
        return plane(self, check_integer(step, "the step", 0, self.steps))[1]

    def plane_z_at(self: Any, step: int) -> list[Floats]:
        """Return z of the layers all over the plane of two inputs; see :meth:`plane_at`."""
        return plane(self, check_integer(step, "the step", 0, self.steps))[0]

    def sample_activations_at(self: Any, step: int) -> list[Floats]:
        """Return what the layers hold for every sample after ``step`` updates, shape (samples, n).

        The inputs are the first layer.

        Raises
        ------
        UsageError
            There is no such step.
        """
        return sample_values(self, check_integer(step, "the step", 0, self.steps))[1]

    def sample_z_at(self: Any, step: int) -> list[Floats]:
        """Return z of the layers for every sample; see :meth:`sample_activations_at`."""
        return sample_values(self, check_integer(step, "the step", 0, self.steps))[0]
