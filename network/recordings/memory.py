"""How much memory a run will take, asked before it is taken."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import prod
from typing import Any

import numpy as np

from network.errors import UsageError
from network.recordings.recording import RECORDING

#: Bytes that a run may take unless more is asked for.
MEMORY_LIMIT = 2**30

_BASE = 60 << 20  # Python and the modules
_MNIST = 60 << 20  # the four files, unpacked
_FLOAT = 8
_OBJECT = 250  # bytes around a small array
_SPARSE_PEAK = 25  # bytes for each non-zero input while lists of them are put together
_USED = 0.2  # share of MNIST's pixels that are not 0
_WORKING = 4  # copies of the weights that a step's buffers take, the network's own among them
_CHECKPOINTS = 102
_TESTED_TOGETHER = 5
_TESTED = 10_000


def recording_memory(
    metadata: Mapping[str, Any], checkpoints: int, everything: bool = False
) -> int:
    """Return about how many bytes it takes at most to train and to record.

    Parameters
    ----------
    metadata : mapping
        With the ``kind``, ``layer_sizes``, ``images``, ``epochs`` and ``image_shape`` that the
        recording will have.
    checkpoints : int
        At so many steps the weights are kept.
    everything : bool
        Whether the products of every step are recorded too.

    Returns
    -------
    int
        The weights, what a step works with, the sparse inputs, all arrays of the recording, and
        the checkpoints once more, which stand twice when they are put into arrays.
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
    details = arrays // 2 if everything else 0  # some terms stand twice
    return own + _inputs(metadata) + arrays + max(kept + outputs, largest) + details


def checkpoint_memory(metadata: Mapping[str, Any], recorded: int) -> int:
    """Estimate the peak memory, in bytes, of making a checkpoint series.

    Parameters
    ----------
    metadata : mapping
        Of the recording.
    recorded : int
        Bytes that the recording's arrays take.

    Returns
    -------
    int
        The recording, the weights of each frame by replay, and the test images read by some
        networks at a time.
    """
    sizes = metadata["layer_sizes"]
    frames = _CHECKPOINTS + metadata["epochs"]
    tables = (frames * 3 // 2 + _WORKING) * weights_memory(sizes)
    tested = _TESTED * _FLOAT * (_TESTED_TOGETHER * sizes[1] + 5 * max(sizes[1:]))
    replayed = 2500 * 3 * sum(sizes[1:]) * _FLOAT
    inputs = _TESTED * sizes[0] * _USED * _SPARSE_PEAK
    return int(_BASE + _MNIST + recorded + tables + tested + replayed + inputs)


def check_memory(needed: int, allowed: int | None, what: str) -> None:
    """Refuse a run that takes more memory than is allowed.

    Parameters
    ----------
    needed : int
        Bytes, about.
    allowed : int or None
        Bytes; None allows any number.
    what : str
        What takes them, in words.

    Raises
    ------
    UsageError
        It takes more.
    """
    if allowed is not None and needed > allowed:
        raise UsageError(
            f"{what} takes about {_said(needed)} of memory, more than the {_said(allowed)} "
            "allowed; use fewer images, epochs or neurons, or allow more: --memory "
            f"{-(-needed // 2**30)}G"
        )


def weights_memory(sizes: Sequence[int]) -> int:
    """Return the bytes of one set of weights and biases."""
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
