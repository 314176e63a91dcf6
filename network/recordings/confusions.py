"""Confusion matrices during a training, of any run with classes, and samples that are misread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from network.core.activations import ACTIVATIONS
from network.core.arithmetic import Floats
from network.core.losses import LOSSES
from network.core.rules import Rules
from network.data.dataset import Dataset
from network.errors import UsageError
from network.recordings.checkpoint_series import CheckpointSeries, checkpoint_schedule
from network.recordings.evaluation import answers_of, evaluate
from network.recordings.network_recording import NetworkRecording
from network.recordings.recording import Recording
from network.storage.archive import Array
from network.storage.storable import NamedArrays, frozen

__all__ = ["OWN", "TEST", "ConfusionSeries", "Readable", "ShownSamples", "confusions_of"]

OWN = "recording"
"""Origin of samples that were counted."""
TRAIN, TEST = "train", "test"
"""Whether the counted samples are those of the training, or others."""
_COUNTED_UP_TO = 3e8
"""Multiplications for counting what a recording has not counted itself."""
_CLEAR = 1e-3
"""Least lead of the largest output; single precision leaves an answer with less lead open."""


@dataclass(frozen=True)
class Readable:
    """Samples that may be shown to the network, though none of them need have been counted.

    Parameters
    ----------
    origin : str
        Where they come from, such as ``"mnist"`` or ``"drawings"``.
    samples : network.Dataset
    """

    origin: str
    samples: Dataset


class ConfusionSeries(NamedArrays):
    """How often each class was answered with each, at some steps of a training.

    Parameters
    ----------
    source : network.CheckpointSeries or network.Recording
        Where the counts come from.
    metadata : mapping
        ``classes``: their names; ``part``: ``"test"`` or ``"train"``; ``samples``: how many
        were counted; ``images``: whether they are images; ``imported``; ``input_names``: of a
        table.
    arrays : mapping
        ``steps_shown`` (moments,) and ``confusion`` (moments, classes, classes), int64, by [true
        class, answer]; of an imported run, whose steps are the other program's, also ``updates``
        (moments,): the steps by which the source names the moments.

    Attributes
    ----------
    right, wrong : numpy.ndarray
        Shape (moments,): samples answered correctly and wrongly.
    answers : numpy.ndarray
        Shape (moments, classes): how often each class was the answer.
    members : numpy.ndarray
        Shape (classes,): how many samples each class has.
    mistakes : numpy.ndarray
        Shape (moments, classes, classes): the counts with an empty diagonal.
    steps_between : numpy.ndarray
        Shape (moments - 1,): steps from one moment to the next.
    both_ways : numpy.ndarray
        Shape (moments, classes, classes): mistakes, both ways together.
    pair_totals : numpy.ndarray
        Shape (classes, classes): mistakes at the last moment, both ways together.
    pairs : list of (int, int)
        Pairs of classes that were confused at the last moment, the most frequent first; of a
        pair, the class that was misread more often comes first.
    largest : numpy.ndarray
        Shape (2,): samples of the largest class; the most frequent mistake at the last moment.
    """

    by_step = frozenset(
        {"answers", "both_ways", "confusion", "mistakes", "right", "steps_shown", "wrong"}
    )
    once = frozenset({"largest", "members", "pair_totals", "steps_between"})

    def __init__(self, source: Any, metadata: Mapping[str, Any], arrays: Mapping[str, Array]):
        super().__init__({"kind": "confusions", **metadata}, arrays)
        self.source = source
        self._updates = self.arrays.get("updates", self.arrays["steps_shown"])
        self.classes: tuple[str, ...] = tuple(self.metadata["classes"])
        self.steps_shown: NDArray[np.int64] = self.arrays["steps_shown"]
        self.steps_between: NDArray[np.int64] = frozen(np.diff(self.steps_shown))
        self.confusion: NDArray[np.int64] = self.arrays["confusion"]
        self.right: NDArray[np.int64] = frozen(np.trace(self.confusion, axis1=1, axis2=2))
        self.wrong: NDArray[np.int64] = frozen(self.confusion.sum(axis=(1, 2)) - self.right)
        self.answers: NDArray[np.int64] = frozen(self.confusion.sum(axis=1))
        self.members: NDArray[np.int64] = frozen(self.confusion[-1].sum(axis=1))
        off = ~np.eye(len(self.classes), dtype=bool)
        self.mistakes: NDArray[np.int64] = frozen(self.confusion * off)
        both_ways = self.mistakes + self.mistakes.transpose(0, 2, 1)
        self.both_ways: NDArray[np.int64] = frozen(both_ways)
        last = self.mistakes[-1]
        self.pair_totals: NDArray[np.int64] = frozen(last + last.T)
        self.largest: NDArray[np.int64] = frozen(np.array([self.members.max(), last.max()]))
        self.pairs = self._ranked()

    def _ranked(self) -> list[tuple[int, int]]:
        last, totals = self.mistakes[-1], self.pair_totals
        pairs = [
            (a, b) if last[a, b] >= last[b, a] else (b, a)
            for a, b in combinations(range(len(self.classes)), 2)
            if totals[a, b] > 0
        ]
        return sorted(pairs, key=lambda pair: -int(totals[pair]))

    @property
    def last(self) -> int:
        """Index of the last moment."""
        return len(self.steps_shown) - 1

    def shown(
        self, moment: int, pairs: Sequence[tuple[int, int]], readable: Sequence[Readable]
    ) -> ShownSamples:
        """Return a sample for each pair of true class and answer, where there is one.

        Parameters
        ----------
        moment : int
            Whose network answers.
        pairs : sequence of (int, int)
            True class and answer.
        readable : sequence of Readable
            Samples to choose from besides those of the source.  All are taken from the first
            that has samples of the most pairs.
        """
        pools = [*_own_samples(self.source, self.metadata["part"]), *readable]
        rules, tables = _network(self.source, int(self._updates[moment]))
        found = [_fitting(rules, tables, pool, pairs) for pool in pools]
        return max(found, key=len, default=ShownSamples(None, {}))


class ShownSamples(NamedArrays):
    """Samples with their true classes and a network's answers, chosen to be shown.

    Parameters
    ----------
    pool : Readable or None
        None if there is nothing to show.
    at : mapping of (int, int) to int
        True class and answer of each, and its index in the pool.

    Attributes
    ----------
    origin : str
        Where they come from; ``"recording"`` if they are among those counted.
    arrays : dict of str to numpy.ndarray
        ``images`` (n, rows, columns) of images, or ``values`` (n, inputs) of tables, unscaled;
        ``labels``, ``answers`` (n,): indices of classes.
    """

    def __init__(self, pool: Readable | None, at: Mapping[tuple[int, int], int]):
        self.origin = OWN if pool is None else pool.origin
        pairs = np.array(list(at), np.int64).reshape(-1, 2)
        arrays: dict[str, Array] = {"labels": pairs[:, 0], "answers": pairs[:, 1]}
        rows = np.array(list(at.values()), np.int64)
        if pool is not None and pool.samples.images is not None:
            arrays["images"] = pool.samples.images[rows]
        elif pool is not None:
            arrays["values"] = pool.samples.raw[rows]
        super().__init__({"kind": "shown_samples", "origin": self.origin}, arrays)
        self.pool, self.rows = pool, frozen(rows)
        self._index = {pair: k for k, pair in enumerate(at)}

    def __len__(self) -> int:
        return len(self._index)

    def index(self, pair: tuple[int, int]) -> int | None:
        """Return the index of the sample of a true class that got an answer, or None."""
        return self._index.get(pair)


def _fitting(
    rules: Rules, tables: Sequence[Floats], pool: Readable, pairs: Sequence[tuple[int, int]]
) -> ShownSamples:
    """Choose from a pool a sample for each pair: the one with the clearest answer."""
    answers, lead = answers_of(rules, tables, pool.samples)
    found = {}
    for true, answer in pairs:
        fits = (pool.samples.labels == true) & (answers == answer) & (lead > _CLEAR)
        if fits.any():
            found[true, answer] = int(np.argmax(np.where(fits, lead, -np.inf)))
    return ShownSamples(pool, found)


def confusions_of(source: Any) -> ConfusionSeries:
    """Return the confusion matrices of a training.

    Parameters
    ----------
    source : network.CheckpointSeries or network.Recording
        A recording of any network with classes.  Samples held out are counted if there are any,
        else those of the training; where the recording holds no counts they are made here.

    Raises
    ------
    UsageError
        The recording holds no counts, and there is too much to count.
    """
    if isinstance(source, CheckpointSeries):
        about = {
            "classes": [str(each) for each in source.metadata["classes"]],
            "part": TEST, "samples": source.metadata["test_images"], "images": True,
            "imported": False, "input_names": None,
        }  # fmt: skip
        return ConfusionSeries(
            source, about, {n: source.arrays[n] for n in ("steps_shown", "confusion")}
        )
    part = TEST if getattr(source, "test_samples", None) is not None else TRAIN
    samples = source.test_samples if part == TEST else source.samples
    about = {
        "classes": list(source.class_names or ()), "part": part, "samples": len(samples),
        "images": samples.images is not None, "imported": source.is_imported,
        "input_names": list(samples.input_names) if samples.images is None else None,
    }  # fmt: skip
    counts = source.arrays.get(f"{part}_confusion")
    if counts is not None:
        steps = source.arrays["evaluated_steps"]
    else:
        steps, counts = _counted(source, samples)
    arrays = {"steps_shown": steps, "confusion": counts}
    if source.is_imported:
        arrays |= {"steps_shown": source.arrays["kept_at"], "updates": steps}
    return ConfusionSeries(source, about, arrays)


def _counted(source: Recording, samples: Dataset) -> tuple[Array, Array]:
    """Count the answers of the networks at about a hundred steps."""
    if isinstance(source, NetworkRecording):
        steps = [int(step) for step in source.evaluated_steps]
    else:
        steps = list(checkpoint_schedule(source.steps, len(source.images)))
    sizes = source.layer_sizes
    weights = sum(a * b for a, b in pairwise(sizes))
    if len(samples) * weights * len(steps) > _COUNTED_UP_TO:
        raise UsageError(
            f"this recording holds no confusion matrix, and counting the answers to"
            f" {len(samples):,} samples takes too long: record the run with samples held out"
        )
    tables = [source.augmented_weights_at(step) for step in steps]
    _, counts = evaluate(source.rules, tables, samples)
    assert counts is not None
    return np.array(steps, np.int64), counts


def _own_samples(source: Any, part: str) -> list[Readable]:
    if isinstance(source, CheckpointSeries):
        return []
    return [Readable(OWN, source.test_samples if part == TEST else source.samples)]


def _network(source: Any, step: int) -> tuple[Rules, Sequence[Floats]]:
    """Return how a network computes, and its augmented weights after a number of updates."""
    if not isinstance(source, CheckpointSeries):
        return source.rules, source.augmented_weights_at(step)
    frame = int(np.searchsorted(source.steps_shown, step))
    tables = [
        np.ascontiguousarray(np.vstack([w[frame].T, b[frame]]), np.float64)
        for w, b in zip(source.weights, source.biases, strict=True)
    ]
    about = source.metadata
    functions = [ACTIVATIONS["sigmoid"]] * len(tables)
    loss = LOSSES["mean-squared-error"]
    return Rules(functions, loss, about["output_delta"], about["learning_rate"]), tables
