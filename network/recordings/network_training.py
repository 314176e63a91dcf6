"""Record a run of any fully connected network, and runs of other programs."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from network.core.arithmetic import Floats
from network.core.kernel import MAX_Z
from network.core.model import GIVEN, MAX_VALUE, Network, check_integer
from network.core.rules import Rules, backward_pass, forward_pass
from network.data.dataset import Dataset, class_answers
from network.errors import UsageError
from network.recordings.checkpoint_series import checkpoint_schedule
from network.recordings.derived import Steps, derived_arrays, nudge_check
from network.recordings.evaluation import evaluate, inputs_for_kernel
from network.recordings.memory import MEMORY_LIMIT, check_memory, network_memory
from network.recordings.network_recording import NetworkRecording
from network.recordings.network_schema import (
    COMPACT,
    DETAILS,
    FULL,
    IMPORTED,
    IN_ORDER,
    KIND,
    SHUFFLED,
    VERSION,
    ZERO,
)
from network.recordings.training import ProgressCallback, TrainingRun
from network.storage.archive import Array

__all__ = ["import_memory", "import_run", "record"]

_CHECKPOINT_EVERY = 2500  # steps, of a compact recording; replaying them takes some hundredths of s
_FULL_UP_TO = 96 << 20  # bytes of a full recording that is made without being asked for
_EVALUATED_UP_TO = 3e10  # multiplications for evaluating the samples trained on
_IMPORTED_STEPS = 20_000


def record(
    samples: Dataset,
    network: Network,
    *,
    epochs: int = 1,
    order: ArrayLike | str | None = None,
    test: Dataset | None = None,
    detail: str | None = None,
    title: str = "",
    memory: int | None = MEMORY_LIMIT,
    progress: ProgressCallback | None = None,
) -> NetworkRecording:
    """Train a new network on samples, one at a time, and record every step.

    Parameters
    ----------
    samples : Dataset
        The samples.
    network : Network
        Trained in place.
    epochs : int
        Number of passes through ``order``.
    order : array_like or "shuffled", optional
        Index of the sample of each step of an epoch; by default every sample once, in order.
        "shuffled": every sample once, in an order drawn from the network's seed.
    test : Dataset, optional
        Samples held out, on which the network is evaluated at about a hundred steps.
    detail : {"full", "compact"}, optional
        Whether products, sums, gradients and updates of every step are stored, or derived when
        they are asked for; by default full if that takes no more than 96 MB.
    title : str
        Of the recording, such as the title of an exercise.
    memory : int or None
        Memory limit in bytes; None for no limit.
    progress : callable, optional
        Called with :class:`network.Progress`.

    Returns
    -------
    NetworkRecording

    Raises
    ------
    UsageError
        The network does not fit the samples, a parameter is invalid, the memory limit is too low,
        or the training diverged.
    """
    _check_fit(samples, test, network.layer_sizes)
    epochs = check_integer(epochs, "the number of epochs", 1, 100_000)
    one, kind = _order(order, len(samples), network.seed)
    all_steps = np.tile(one, epochs)
    steps = len(all_steps)
    detail = _detail(detail, network.layer_sizes, steps)
    evaluated = checkpoint_schedule(steps, len(one))
    kept = {0, steps, *evaluated, *range(0, steps, _CHECKPOINT_EVERY)}
    if detail == FULL:
        kept = set(range(steps + 1))
    about = _about(samples, test, network.rules, network.layer_sizes, title) | {
        "seed": network.seed,
        "start": network.start,
        "start_biases": GIVEN if network.biases_given else ZERO,
        "steps": steps,
        "epoch_steps": len(one),
        "epochs": epochs,
        "detail": detail,
        "order": kind,
        "imported": None,
    }
    what = f"recording {steps:,} steps of layers {' '.join(map(str, network.layer_sizes))}"
    check_memory(network_memory(about, len(kept), len(evaluated), samples, test), memory, what)
    run = TrainingRun(
        network,
        inputs_for_kernel(samples),
        samples.targets,
        all_steps,
        kept,
        epoch_steps=len(one),
        correct=_correct(samples),
    )
    run.train(progress)
    arrays = {**_sample_arrays(samples, test), **run.arrays(), "sample_index": all_steps}
    if detail == FULL:
        done = run.in_full(samples.input_rows(all_steps))
        arrays |= derived_arrays(network.rules, done)
        about |= _nudged(network.rules, done, arrays)
    tables = dict(zip(run.checkpoints, run.kept, strict=True))
    arrays |= _evaluations(
        network.rules, evaluated, [tables[step] for step in evaluated], samples, test
    )
    return NetworkRecording(about, arrays)


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
    _check_fit(samples, test, sizes)
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
        **_sample_arrays(samples, test),
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
    arrays |= _evaluations(rules, starts.tolist(), tables, samples, test)
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
    return _about(samples, test, rules, sizes, title) | {
        "seed": 0,
        "start": IMPORTED,
        "start_biases": IMPORTED,
        "steps": shown * count,
        "epoch_steps": shown,
        "epochs": count,
        "detail": _detail(None, sizes, shown * count),
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


def _order(order: ArrayLike | str | None, count: int, seed: int) -> tuple[NDArray[np.int64], str]:
    """Return the sample of each step of an epoch, and what the metadata call this order."""
    if order is None:
        return np.arange(count, dtype=np.int64), IN_ORDER
    if isinstance(order, str):
        if order != SHUFFLED:
            raise UsageError(f"order: expected indices or 'shuffled', found {order!r:.40}")
        return np.random.RandomState(seed).permutation(count).astype(np.int64), SHUFFLED
    one = np.asarray(order, dtype=np.int64)
    if one.ndim != 1 or not len(one) or one.min() < 0 or one.max() >= count:
        raise UsageError(f"order: expected indices of {count:,} samples")
    return one, GIVEN


def _check_fit(samples: Dataset, test: Dataset | None, sizes: Sequence[int]) -> None:
    """Raise UsageError unless layers, samples and test samples go together."""
    wanted = (samples.input_count, samples.targets.shape[1])
    if (sizes[0], sizes[-1]) != wanted:
        raise UsageError(
            f"layer sizes: {samples.name} needs {wanted[0]} inputs and {wanted[1]} outputs, found "
            f"{sizes[0]} and {sizes[-1]}"
        )
    for part in (samples, test):
        if part is None:
            continue
        alike = (
            part.input_count == samples.input_count
            and part.targets.shape[1] == samples.targets.shape[1]
            and part.class_names == samples.class_names
            and part.image_shape == samples.image_shape
            and (part.images is None) == (samples.images is None)
        )
        if not alike:
            raise UsageError(f"{part.name}: the test samples are not of the kind of the samples")
        for name, values in (("input", part.inputs), ("target", part.targets)):
            if values.size and np.abs(values).max() > MAX_VALUE:
                row, column = np.argwhere(np.abs(values) > MAX_VALUE)[0]
                names = part.input_names if name == "input" else part.output_names
                raise UsageError(
                    f"{part.name}: sample {row}, {name} {names[column]!r:.60}: expected up to "
                    f"±{MAX_VALUE:g}, found {values[row, column]:g}; scale the values"
                )


def _detail(detail: str | None, sizes: Sequence[int], steps: int) -> str:
    if detail is None:
        weights = sum(a * b for a, b in pairwise(sizes))
        return FULL if steps * weights * 8 * 7 <= _FULL_UP_TO else COMPACT
    if detail not in DETAILS:
        raise UsageError(f"detail: expected one of {', '.join(DETAILS)}, found {detail!r:.40}")
    return detail


def _sizes_of(weights: Sequence[ArrayLike]) -> tuple[int, ...]:
    shapes = [np.shape(matrix) for matrix in weights]
    if not shapes or any(len(shape) != 2 for shape in shapes):
        raise UsageError(f"weights: expected matrices (n_out, n_in), found shapes {shapes}")
    return (shapes[0][1], *(shape[0] for shape in shapes))


def _correct(samples: Dataset) -> Any:
    labels = samples.labels
    if labels is None:
        return None
    return lambda outputs, chosen: class_answers(outputs) == labels[chosen]


def _about(
    samples: Dataset, test: Dataset | None, rules: Rules, sizes: Sequence[int], title: str
) -> dict[str, Any]:
    """Return the metadata that own and imported runs share."""
    shape, pixels = samples.image_shape, samples.pixels
    return {
        "kind": KIND,
        "format_version": VERSION,
        "title": title,
        "layer_sizes": [int(n) for n in sizes],
        "activations": [function.name for function in rules.functions],
        "cost": rules.loss.name,
        "output_delta": rules.output_delta,
        "learning_rate": rules.learning_rate,
        "samples": len(samples),
        "test_samples": 0 if test is None else len(test),
        "input_names": None if samples.images is not None else list(samples.input_names),
        "output_names": list(samples.output_names),
        "class_names": list(samples.class_names) if samples.class_names else None,
        "image_shape": [int(n) for n in shape] if shape else None,
        "pixels": [[int(r), int(c)] for r, c in pixels] if pixels is not None else None,
        "scaling": samples.scaling.kind if samples.scaling else "none",
        "target_scaling": samples.target_scaling.kind if samples.target_scaling else "none",
        "data": {"name": samples.name, "source": samples.source},
    }


def _sample_arrays(samples: Dataset, test: Dataset | None) -> dict[str, Array]:
    arrays: dict[str, Array] = {}
    for part, data in (("", samples), ("test_", test)):
        if data is None:
            continue
        if data.images is not None:
            arrays[f"{part}images"] = data.images
        else:
            arrays[f"{part}inputs"] = data.inputs
        arrays[f"{part}targets"] = data.targets
        if data.labels is not None:
            arrays[f"{part}labels"] = data.labels
    if samples.scaling is not None:
        arrays["raw_inputs"] = samples.raw
        arrays["scaling_offset"] = samples.scaling.offset
        arrays["scaling_factor"] = samples.scaling.factor
    if samples.target_scaling is not None:
        arrays["raw_targets"] = samples.raw_targets
        arrays["target_offset"] = samples.target_scaling.offset
        arrays["target_factor"] = samples.target_scaling.factor
    return arrays


def _nudged(rules: Rules, steps: Steps, arrays: dict[str, Array]) -> dict[str, Any]:
    """Add the check of the gradients to the arrays; return what the metadata say of it."""
    loss = rules.learned_loss
    if loss is None:
        return {}
    last = rules.functions[-1]
    about, found = nudge_check(rules, steps, lambda z, o, t: float(loss.value(z, o, t, last)))
    arrays |= found
    return {"nudge": {**about, "cost": loss.name}}


def _evaluations(
    rules: Rules,
    evaluated: Sequence[int],
    tables: Sequence[Sequence[Floats]],
    samples: Dataset,
    test: Dataset | None,
) -> dict[str, Array]:
    arrays: dict[str, NDArray[Any]] = {"evaluated_steps": np.array(evaluated, np.int64)}
    weights = sum(table.size for table in tables[0])
    for part, data in (("train", samples), ("test", test)):
        if data is None or (
            part == "train" and len(data) * weights * len(tables) > _EVALUATED_UP_TO
        ):
            continue
        cost, confusion = evaluate(rules, tables, data)
        arrays[f"{part}_cost"] = cost
        if confusion is not None:
            arrays[f"{part}_confusion"] = confusion
    return arrays
