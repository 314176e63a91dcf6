"""How well networks do on a set of samples: mean cost and confusion matrix."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from network.core.activations import ACTIVATIONS
from network.core.arithmetic import Floats
from network.core.kernel import FloatInputs, SparseInputs
from network.core.rules import Rules, forward_pass
from network.data.dataset import Dataset, class_answers, selected_inputs

__all__ = ["answers_of", "evaluate", "inputs_for_kernel"]

_ROWS = 4096  # samples at a time
_SIDE_BY_SIDE = 100  # first-layer neurons of networks that read images together


def inputs_for_kernel(samples: Dataset) -> SparseInputs | FloatInputs:
    """Return the inputs of samples as a kernel takes them."""
    if samples.images is None:
        return FloatInputs(samples.inputs)
    return SparseInputs(selected_inputs(samples.images, samples.pixels))


@np.errstate(all="ignore")  # numbers in files may be absurd
def evaluate(
    rules: Rules,
    networks: Sequence[Sequence[Floats]],
    samples: Dataset,
) -> tuple[Floats, NDArray[np.int64] | None]:
    """Evaluate networks of the same layer sizes on all samples.

    Sums run in the same order as in training, so outputs have the same bits.

    Parameters
    ----------
    rules : Rules
        How the networks compute.
    networks : sequence of sequence of numpy.ndarray
        Augmented weights of each; see :mod:`network.core.kernel`.
    samples : Dataset
        The samples.

    Returns
    -------
    numpy.ndarray
        Shape (networks,): mean cost.
    numpy.ndarray or None
        Shape (networks, classes, classes), int64, by [true class, class of the outputs]; None if
        the samples have no classes.
    """
    costs = np.empty(len(networks))
    classes = len(samples.class_names or ())
    confusion = np.zeros((len(networks), classes, classes), np.int64) if classes else None
    together = max(1, _SIDE_BY_SIDE // networks[0][0].shape[1]) if networks else 1
    sparse = inputs_for_kernel(samples) if samples.images is not None else None
    for start in range(0, len(networks), together):
        group = networks[start : start + together]
        table = np.ascontiguousarray(np.hstack([tables[0] for tables in group]))
        totals = [0.0] * len(group)
        for part in range(0, len(samples), _ROWS):
            rows = slice(part, min(part + _ROWS, len(samples)))
            firsts = np.split(_first_z(table, samples, sparse, rows), len(group), axis=1)
            for number, (tables, first) in enumerate(zip(group, firsts, strict=True)):
                z, outputs = _rest(rules, tables, first)
                cost = rules.cost(z, outputs, samples.targets[rows])
                totals[number] += float(np.add.accumulate(cost)[-1])
                if confusion is not None and samples.labels is not None:
                    pairs = samples.labels[rows] * classes + class_answers(outputs)
                    counts = np.bincount(pairs, minlength=classes * classes)
                    confusion[start + number] += counts.reshape(classes, classes)
        costs[start : start + len(group)] = [total / len(samples) for total in totals]
    return costs, confusion


@np.errstate(all="ignore")  # numbers in files may be absurd
def answers_of(
    rules: Rules, tables: Sequence[Floats], samples: Dataset
) -> tuple[NDArray[np.int64], Floats]:
    """Return a network's answer to each sample, as :func:`evaluate` counts them.

    Parameters
    ----------
    rules : Rules
        How the network computes.
    tables : sequence of numpy.ndarray
        Its augmented weights; see :mod:`network.core.kernel`.
    samples : Dataset
        Samples with classes.

    Returns
    -------
    numpy.ndarray
        Shape (samples,): index of the class of the outputs.
    numpy.ndarray
        Shape (samples,): lead of the largest output over the second; of a single output, its
        distance from one half.
    """
    sparse = inputs_for_kernel(samples) if samples.images is not None else None
    answers, leads = np.empty(len(samples), np.int64), np.empty(len(samples))
    for part in range(0, len(samples), _ROWS):
        rows = slice(part, min(part + _ROWS, len(samples)))
        _, outputs = _rest(rules, tables, _first_z(tables[0], samples, sparse, rows))
        answers[rows] = class_answers(outputs)
        if outputs.shape[1] == 1:
            leads[rows] = np.abs(outputs[:, 0] - 0.5)
        else:
            two = np.partition(outputs, -2, axis=1)[:, -2:]
            leads[rows] = two[:, 1] - two[:, 0]
    return answers, leads


def _first_z(
    table: Floats, samples: Dataset, sparse: SparseInputs | FloatInputs | None, rows: slice
) -> Floats:
    """Return z of the first layers, side by side, for some samples."""
    if sparse is None:
        (z,), _ = forward_pass(
            samples.inputs[rows], [table[:-1].T], [table[-1]], [ACTIVATIONS["identity"]]
        )
        return z
    z = np.empty((rows.stop - rows.start, table.shape[1]))
    buffer = np.empty_like(table)
    for sample, out in enumerate(z, rows.start):
        index, column = sparse[sample]
        used = buffer[: len(index)]
        table.take(index, 0, used, "clip")
        np.multiply(used, column, used)
        out[:] = np.add.accumulate(used, 0)[-1] if used.shape[1] == 1 else np.add.reduce(used, 0)
    return z


def _rest(rules: Rules, tables: Sequence[Floats], z: Floats) -> tuple[Floats, Floats]:
    """Return z and the activations of the last layer, given z of the first."""
    activations = rules.functions[0].value(z)
    if len(tables) == 1:
        return z, activations
    weights, biases = [t[:-1].T for t in tables[1:]], [t[-1] for t in tables[1:]]
    zs, found = forward_pass(activations, weights, biases, rules.functions[1:])
    return zs[-1], found[-1]
