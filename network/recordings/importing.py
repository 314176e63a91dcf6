"""Record what networks compute that were trained elsewhere, from weights and samples."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from network.core.arithmetic import Floats
from network.core.kernel import MAX_Z
from network.core.model import Network, check_integer
from network.core.rules import Rules, backward_pass, forward_pass
from network.data.dataset import Dataset
from network.errors import UsageError
from network.recordings.derived import Steps, derived_arrays
from network.recordings.memory import MEMORY_LIMIT, check_memory, network_memory
from network.recordings.network_recording import NetworkRecording
from network.recordings.network_schema import (
    FULL,
    IMPORTED,
)
from network.recordings.run_content import (
    about_run,
    check_fit,
    detail_for,
    evaluations,
    sample_arrays,
)
from network.storage.archive import Array

__all__ = ["import_memory", "import_run"]

_IMPORTED_STEPS = 20_000


def import_run(
    samples: Dataset,
    moments: Sequence[tuple[int, Sequence[ArrayLike], Sequence[ArrayLike]]],
    rules: Rules,
    imported: Mapping[str, str | None],
    *,
    test: Dataset | None = None,
    title: str = "",
    memory: int | None = MEMORY_LIMIT,
) -> NetworkRecording:
    """Make a recording from the parameters of another program's network at some moments.

    z, activations, cost, deltas and gradients are computed here from parameters and samples.

    Parameters
    ----------
    samples : Dataset
        Samples to show; the steps go through as many of them as 20,000 steps allow.
    moments : sequence of (int, sequence of array_like, sequence of array_like)
        The other program's step, and its weights (n_out, n_in) and biases (n_out,) by layer.
    rules : Rules
        Activation functions and cost; the learning rate, if known, is only told.
    imported : mapping of str to str
        ``framework``, ``version``, ``dtype`` and whatever else is to be said.
    test, title, memory
        As for :func:`record`.

    Raises
    ------
    UsageError
        The parameters do not fit the samples or each other, or are not finite, or the memory limit
        is too low.
    """
    if not moments:
        raise UsageError("an imported run: expected parameters of at least one moment, found none")
    sizes = _sizes_of(moments[0][1])
    check_fit(samples, test, sizes)
    count = len(moments)
    about = _about_import(samples, count, rules, sizes, test, title) | {"imported": dict(imported)}
    shown, detail = about["epoch_steps"], about["detail"]
    order = np.tile(np.arange(shown), count)
    what = f"importing a network of layers {' '.join(map(str, sizes))}"
    check_memory(network_memory(about, count, count, samples, test), memory, what)
    # Network checks shapes and numbers, and that activations and cost fit.
    tables = [
        Network(
            sizes,
            activations=[function.name for function in rules.functions],
            cost=rules.loss.name,
            weights=weights,
            biases=biases,
        ).augmented_weights
        for _, weights, biases in moments
    ]
    starts = np.arange(count, dtype=np.int64) * shown
    kept_at = np.array([check_integer(at, "step", 0, 2**62) for at, _, _ in moments], np.int64)
    if np.any(np.diff(kept_at) <= 0):
        raise UsageError("an imported run: expected rising steps, found some that do not rise")
    arrays: dict[str, Array] = {
        **sample_arrays(samples, test),
        "sample_index": order,
        "checkpoint_steps": starts,
        "kept_at": kept_at,
    }
    parts: list[dict[str, Array]] = []
    for one in tables:
        parts.append(_moment(rules, one, samples, shown, detail))
    arrays |= {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    for layer in range(len(sizes) - 1):
        arrays[f"weights_{layer}"] = np.array([one[layer][:-1].T for one in tables])
        arrays[f"biases_{layer}"] = np.array([one[layer][-1] for one in tables])
    arrays |= evaluations(rules, starts.tolist(), tables, samples, test)
    return NetworkRecording(about, arrays)


def import_memory(
    samples: Dataset,
    count: int,
    rules: Rules,
    sizes: Sequence[int],
    test: Dataset | None = None,
) -> int:
    """Estimate the peak memory, in bytes, of :func:`import_run` for so many moments."""
    about = _about_import(samples, count, rules, sizes, test, "")
    return network_memory(about, count, count, samples, test)


def _about_import(
    samples: Dataset,
    count: int,
    rules: Rules,
    sizes: Sequence[int],
    test: Dataset | None,
    title: str,
) -> dict[str, Any]:
    """Return the metadata of an imported run, but for where it comes from."""
    shown = min(len(samples), max(1, _IMPORTED_STEPS // count))
    return about_run(samples, test, rules, sizes, title) | {
        "seed": 0,
        "start": IMPORTED,
        "start_biases": IMPORTED,
        "steps": shown * count,
        "epoch_steps": shown,
        "epochs": count,
        "detail": detail_for(None, sizes, shown * count),
        "order": IMPORTED,
        "imported": {},
    }


def _moment(
    rules: Rules, tables: Sequence[Floats], samples: Dataset, shown: int, detail: str
) -> dict[str, Array]:
    """Return the arrays of the steps of one moment of an imported run."""
    weights = [np.ascontiguousarray(table[:-1].T) for table in tables]
    biases = [table[-1] for table in tables]
    inputs, targets = samples.input_rows(slice(shown)), samples.targets[:shown]
    with np.errstate(all="ignore"):  # reported just below
        z, activations = forward_pass(inputs, weights, biases, rules.functions)
        if not all(np.all(np.abs(values) < MAX_Z) for values in z):
            raise UsageError(f"the network diverged: expected |z| below {MAX_Z:.0e}")
    deltas = backward_pass(rules, weights, z, activations, targets)
    found: dict[str, Array] = {"cost": rules.cost(z[-1], activations[-1], targets)}
    for layer in range(len(weights)):
        found[f"z_{layer}"], found[f"deltas_{layer}"] = z[layer], deltas[layer]
        found[f"activations_{layer + 1}"] = activations[layer]
    if detail == FULL:
        told = Rules(rules.functions, rules.loss, rules.output_delta, None)
        steps = Steps(inputs, targets, weights, biases, z, activations, deltas)
        found |= derived_arrays(told, steps)
    return found


def _sizes_of(weights: Sequence[ArrayLike]) -> tuple[int, ...]:
    shapes = [np.shape(matrix) for matrix in weights]
    if not shapes or any(len(shape) != 2 for shape in shapes):
        raise UsageError(f"weights: expected matrices (n_out, n_in), found shapes {shapes}")
    return (shapes[0][1], *(shape[0] for shape in shapes))
