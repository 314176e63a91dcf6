"""Record a run of any fully connected network, and runs of other programs."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from network.core.model import GIVEN, Network, check_integer
from network.core.rules import Rules
from network.data.dataset import Dataset, class_answers
from network.errors import UsageError
from network.recordings.checkpoint_series import checkpoint_schedule
from network.recordings.derived import Steps, derived_arrays, nudge_check
from network.recordings.evaluation import inputs_for_kernel
from network.recordings.memory import MEMORY_LIMIT, check_memory, network_memory
from network.recordings.network_recording import NetworkRecording
from network.recordings.network_schema import (
    FULL,
    IN_ORDER,
    SHUFFLED,
    ZERO,
)
from network.recordings.run_content import (
    about_run,
    check_fit,
    detail_for,
    evaluations,
    sample_arrays,
)
from network.recordings.training import ProgressCallback, TrainingRun
from network.storage.archive import Array

__all__ = ["record"]

_CHECKPOINT_EVERY = 2500  # steps, of a compact recording; replaying them takes some hundredths of s


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
    check_fit(samples, test, network.layer_sizes)
    epochs = check_integer(epochs, "the number of epochs", 1, 100_000)
    one, kind = _order(order, len(samples), network.seed)
    all_steps = np.tile(one, epochs)
    steps = len(all_steps)
    detail = detail_for(detail, network.layer_sizes, steps)
    evaluated = checkpoint_schedule(steps, len(one))
    kept = {0, steps, *evaluated, *range(0, steps, _CHECKPOINT_EVERY)}
    if detail == FULL:
        kept = set(range(steps + 1))
    about = about_run(samples, test, network.rules, network.layer_sizes, title) | {
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
    arrays = {**sample_arrays(samples, test), **run.arrays(), "sample_index": all_steps}
    if detail == FULL:
        done = run.in_full(samples.input_rows(all_steps))
        arrays |= derived_arrays(network.rules, done)
        about |= _nudged(network.rules, done, arrays)
    tables = dict(zip(run.checkpoints, run.kept, strict=True))
    arrays |= evaluations(
        network.rules, evaluated, [tables[step] for step in evaluated], samples, test
    )
    return NetworkRecording(about, arrays)


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


def _correct(samples: Dataset) -> Any:
    labels = samples.labels
    if labels is None:
        return None
    return lambda outputs, chosen: class_answers(outputs) == labels[chosen]


def _nudged(rules: Rules, steps: Steps, arrays: dict[str, Array]) -> dict[str, Any]:
    """Add the check of the gradients to the arrays; return what the metadata say of it."""
    loss = rules.learned_loss
    if loss is None:
        return {}
    last = rules.functions[-1]
    about, found = nudge_check(rules, steps, lambda z, o, t: float(loss.value(z, o, t, last)))
    arrays |= found
    return {"nudge": {**about, "cost": loss.name}}
