"""Checks of a bias study's file: nothing in it is believed before its shape has been checked."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from network.core.model import check_integer, check_learning_rate
from network.errors import LayerlightError, UsageError
from network.storage.archive import Array

_RUNS = ("without", "with")
Expected = dict[str, tuple[str, tuple[int, ...]]]


def check_bias_study(metadata: Mapping[str, Any], arrays: Mapping[str, Array], name: str) -> None:
    """Raise LayerlightError unless metadata and arrays make one consistent bias study.

    Parameters
    ----------
    metadata, arrays : mapping
        As read from a file.
    name : str
        What to call the file in the error.
    """
    try:
        if metadata["kind"] != "bias_study":
            raise UsageError(f"kind: expected bias_study, found {metadata['kind']!r:.40}")
        _check_metadata(metadata)
        _check_updates(arrays["updates"], metadata["epochs"] * metadata["points"])
        expected = _expected(metadata, arrays)
        for key, (dtype, shape) in expected.items():
            array = arrays[key]
            if (array.dtype.name, array.shape) != (dtype, shape):
                found = f"{array.dtype.name} {array.shape}"
                raise UsageError(f"{key}: expected {dtype} {shape}, found {found}")
            if not np.all(np.isfinite(array)):
                raise UsageError(f"{key}: expected finite numbers, found others")
        foreign = sorted(set(arrays) - set(expected))
        if foreign:
            raise UsageError(f"unknown array {foreign[0]!r:.40}")
    except KeyError as error:
        raise LayerlightError(f"{name}: not a bias study: it has no {error}") from None
    except (UsageError, TypeError, ValueError, OverflowError) as error:
        raise LayerlightError(f"{name}: not a bias study as written here: {error}") from None


def _check_metadata(metadata: Mapping[str, Any]) -> None:
    check_integer(metadata["seed"], "the seed", 0, 2**32 - 1)
    check_learning_rate(metadata["learning_rate"])
    check_integer(metadata["epochs"], "epochs", 1, 100_000)
    points = check_integer(metadata["points"], "points", 1, 10_000)
    check_integer(metadata["best_without_bias"], "best_without_bias", 0, points)
    for key in ("sweep_weight", "probe_input"):
        if not isinstance(metadata[key], float) or not abs(metadata[key]) < 1000:
            raise UsageError(f"{key}: expected a number, found {metadata[key]!r:.40}")


def _check_updates(updates: Array, steps: int) -> None:
    """Raise UsageError unless the counts of updates rise from 0 to the number of steps."""
    if updates.dtype != np.int64 or updates.ndim != 1 or not len(updates):
        raise UsageError(f"updates: expected whole numbers, found {updates.dtype} {updates.shape}")
    if updates[0] != 0 or updates[-1] != steps or np.any(np.diff(updates) <= 0):
        raise UsageError(f"updates: expected to rise from 0 to {steps}")


def _expected(metadata: Mapping[str, Any], arrays: Mapping[str, Array]) -> Expected:
    """Return type and shape of every array that a study with this metadata holds."""
    points = metadata["points"]
    inputs, weights, biases, side, entries = (
        len(np.atleast_1d(arrays[key]))
        for key in ("sweep_inputs", "sweep_weights", "sweep_biases", "grid", "updates")
    )
    shapes: dict[str, tuple[int, ...]] = {
        "bias_input": (1,),
        "sweep_inputs": (inputs,),
        "sweep_weights": (weights,),
        "weight_sweep": (weights, inputs),
        "sweep_biases": (biases,),
        "bias_sweep": (biases, inputs),
        "probe_sums": (biases,),
        "probe_outputs": (biases,),
        "bias_shifts": (biases,),
        "points": (points, 2),
        "targets": (points,),
        "grid": (side,),
    }
    for run in _RUNS:
        shapes |= {
            f"{run}_weights": (entries, 2),
            f"{run}_biases": (entries,),
            f"{run}_outputs": (entries, points),
            f"{run}_line": (entries, 2, 2),
            f"{run}_foot": (entries, 2),
        }
    expected: Expected = {key: ("float64", shape) for key, shape in shapes.items()}
    expected["updates"] = ("int64", (entries,))
    for run in _RUNS:
        expected[f"{run}_right"] = ("int64", (entries,))
        expected[f"{run}_on_grid"] = ("float32", (entries, side, side))
    return expected
