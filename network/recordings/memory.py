"""Estimates of the memory that a run needs, made before it starts."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import prod
from typing import Any

import numpy as np

from network.data.dataset import Dataset
from network.errors import UsageError
from network.recordings.network_schema import NETWORK_RECORDING
from network.recordings.recording_schema import RECORDING

#: Default memory limit of a run, in bytes.
MEMORY_LIMIT = 2**30

_BASE = 60 << 20  # Python and its modules
_MNIST = 60 << 20  # the four files, unpacked
_FLOAT = 8
_OBJECT = 250  # overhead of a small array, in bytes
_SPARSE_PEAK = 25  # bytes per non-zero input while the lists are built
_USED = 0.2  # fraction of MNIST's pixels that are not 0
_WORKING = 4  # copies of the weights in a step's buffers, including the network's own
_CHECKPOINTS = 107
_TESTED_TOGETHER = 5
_TESTED = 10_000


def recording_memory(
    metadata: Mapping[str, Any], checkpoints: int, everything: bool = False
) -> int:
    """Estimate the peak memory, in bytes, of training and recording.

    Parameters
    ----------
    metadata : mapping
        Metadata with the ``kind``, ``layer_sizes``, ``images``, ``epochs`` and ``image_shape`` of
        the recording to be made.
    checkpoints : int
        Number of steps at which the weights are kept.
    everything : bool
        Whether the derived quantities are recorded.

    Returns
    -------
    int
        Memory for the weights, the buffers of a step, the sparse inputs, all arrays of the
        recording, and the checkpoints a second time, as they exist twice while being stacked.
    """
    sizes: Sequence[int] = metadata["layer_sizes"]
    steps: int = metadata["images"] * metadata["epochs"]
    expected = RECORDING.expected(metadata, {"checkpoints": checkpoints})
    arrays = sum(_bytes(*array) for array in expected.values())
    kept = checkpoints * (weights_memory(sizes) + (len(sizes) - 1) * _OBJECT)
    outputs = 4 * steps * sizes[-1] * _FLOAT + 6 * steps * _FLOAT
    # Saving copies one array at a time.
    largest = max(_bytes(*array) for array in expected.values())
    own = _BASE + (_MNIST if metadata["kind"] == "mnist" else 0) + _WORKING * weights_memory(sizes)
    details = arrays // 2 if everything else 0  # some terms exist twice
    return own + _inputs(metadata) + arrays + max(kept + outputs, largest) + details


def network_memory(
    metadata: Mapping[str, Any],
    checkpoints: int,
    evaluations: int,
    samples: Dataset,
    test: Dataset | None,
) -> int:
    """Estimate the peak memory, in bytes, of recording or importing a run of any network.

    Parameters
    ----------
    metadata : mapping
        Metadata of the recording to be made.
    checkpoints, evaluations : int
        Numbers of steps at which weights are kept and samples are evaluated.
    samples, test : Dataset
        The samples, which are already in memory.
    """
    sizes: Sequence[int] = metadata["layer_sizes"]
    counts = {"checkpoints": checkpoints, "evaluations": evaluations}
    full = metadata["detail"] == "full"
    expected = {
        name: _bytes(dtype, shape)
        for name, (dtype, shape) in NETWORK_RECORDING.expected(metadata, counts).items()
        if full or not name.startswith(_IN_FULL)
    }
    given = {"images", "inputs", "raw_inputs", "test_images", "test_inputs", "targets"}
    arrays = sum(size for name, size in expected.items() if name not in given)
    # Raw values are the inputs themselves where nothing was scaled.
    held = sum(
        {
            id(array): array.nbytes
            for data in (samples, test)
            if data is not None
            for array in (data.inputs, data.raw, data.targets, data.raw_targets, data.images)
            if array is not None
        }.values()
    )
    used = 0
    if samples.images is not None:
        most = max(len(samples), 0 if test is None else len(test))
        used = int(most * (sizes[0] * _USED * _SPARSE_PEAK + 2 * _OBJECT))
    elif full:
        used = 2 * metadata["steps"] * sizes[0] * _FLOAT
    outputs = 4 * metadata["steps"] * sizes[-1] * _FLOAT
    kept = checkpoints * (weights_memory(sizes) + (len(sizes) - 1) * _OBJECT)
    own = _BASE + _WORKING * weights_memory(sizes)
    return int(own + held + used + arrays * (3 if full else 2) // 2 + kept + outputs)


_IN_FULL = (
    "products", "partial_sums", "gradients", "slopes", "weight_updates", "bias_updates",
    "activations_after", "returned", "cost_terms", "cost_after",
)  # fmt: skip


def checkpoint_memory(metadata: Mapping[str, Any], recorded: int) -> int:
    """Estimate the peak memory, in bytes, of making a checkpoint series.

    Parameters
    ----------
    metadata : mapping
        The recording's metadata.
    recorded : int
        Size of the recording's arrays in bytes.

    Returns
    -------
    int
        Memory for the recording, the replayed weights of each checkpoint, and the evaluation of
        several networks at a time on the test images.
    """
    sizes = metadata["layer_sizes"]
    frames = _CHECKPOINTS + metadata["epochs"]
    tables = (frames * 3 // 2 + _WORKING) * weights_memory(sizes)
    tested = _TESTED * _FLOAT * (_TESTED_TOGETHER * sizes[1] + 5 * max(sizes[1:]))
    replayed = 2500 * 3 * sum(sizes[1:]) * _FLOAT
    inputs = _TESTED * sizes[0] * _USED * _SPARSE_PEAK
    return int(_BASE + _MNIST + recorded + tables + tested + replayed + inputs)


def check_memory(needed: int, allowed: int | None, what: str) -> None:
    """Refuse a run that would take more memory than allowed.

    Parameters
    ----------
    needed : int
        Estimated bytes.
    allowed : int or None
        Limit in bytes; None for no limit.
    what : str
        What needs the memory, for the message.

    Raises
    ------
    UsageError
        The run would take more.
    """
    if allowed is not None and needed > allowed:
        raise UsageError(
            f"{what} takes about {_said(needed)} of memory, more than the {_said(allowed)} "
            "allowed; use fewer images, epochs or neurons, or allow more: --memory "
            f"{-(-needed // 2**30)}G"
        )


def weights_memory(sizes: Sequence[int]) -> int:
    """Return the size of one set of weights and biases, in bytes."""
    return sum((n_in + 1) * n_out for n_in, n_out in pairwise(sizes)) * _FLOAT


def _inputs(metadata: Mapping[str, Any]) -> int:
    count: int = metadata["images"]
    if metadata["kind"] != "mnist":
        return count * int(prod(metadata["image_shape"]))
    return int(count * (metadata["layer_sizes"][0] * _USED * _SPARSE_PEAK + 2 * _OBJECT))


def _bytes(dtype: str, shape: tuple[int, ...]) -> int:
    return np.dtype(dtype).itemsize * prod(shape)


def _said(size: int) -> str:
    return f"{size / 2**30:.3g} GiB" if size >= 2**30 else f"{size / 2**20:.0f} MiB"
