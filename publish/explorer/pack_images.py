"""Pack the training of an image network for the page.

The page gets weights and biases at some moments of the training, the confusion matrix that was
recorded at each, and images for its reader to choose from.  It computes everything else itself.

Numbers are packed as they are recorded: in single precision if that holds every one of them (a
checkpoint series, an import from a framework), else in double precision.  If fewer than
:data:`FEWEST` moments of a double-precision training fit, weights are rounded to single precision,
which the page says.  The bytes of all moments are packed by place, each moment as its difference
(exclusive or) from the one before; weights change little, so most of these bytes are zero.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from network.core.activations import activations_for
from network.core.losses import LOSSES
from network.core.rules import Rules
from network.data.drawn_digits import load_drawn_digits
from network.data.mnist import FROM_MNIST
from network.data.photographs.image_file import read_picture
from network.data.photographs.preparation import SIDE
from network.errors import UsageError
from network.recordings.checkpoint_series import CheckpointSeries, checkpoint_schedule
from network.recordings.network_recording import NetworkRecording
from network.recordings.pictures import FAILURE
from network.recordings.questions import reads_digits
from network.recordings.recording import Recording
from publish.explorer.pack import tables
from publish.explorer.payload import Payload
from scenes.style.theme import DARK

__all__ = ["FEWEST", "MOST_BYTES", "pack_images", "reads_images", "with_differences"]

MOST_BYTES = 6_300_000
"""Size of the packed weights; as base64, and with the page, they fill 9 MB."""
FEWEST = 40
"""Moments of a training below which weights are rounded to single precision."""
_LEVEL = 6
_MOST_SAMPLES, _MOST_PIXELS = 40, 400_000
_DIGITS = 10

Source = CheckpointSeries | Recording
Numbers = NDArray[Any]


@dataclass(frozen=True)
class _Moments:
    """Parameters at some moments of a training.

    Parameters
    ----------
    steps : numpy.ndarray
        Shape (moments,): updates before each.
    values : numpy.ndarray
        Shape (moments, parameters), float64 or float32: of each layer the weights, row by row,
        then the biases.
    recorded : int
        How many moments the recording has.
    rounded : bool
        Whether the numbers have less precision than the recorded ones.
    """

    steps: NDArray[np.int64]
    values: Numbers
    recorded: int
    rounded: bool


def reads_images(source: Any) -> bool:
    """Return whether a recording is the training of a network that reads whole images."""
    if isinstance(source, CheckpointSeries):
        return source.metadata["pixels"] is None
    if not isinstance(source, Recording):
        return False
    about = source.metadata
    return about.get("image_shape") is not None and about.get("pixels") is None


def pack_images(source: Source, file: str, most: int = MOST_BYTES) -> Payload:
    """Return what the page of an image network holds.

    Parameters
    ----------
    source : CheckpointSeries or Recording
        Of a network that reads every pixel of an image and answers with classes.
    file : str
        Its name on the page.
    most : int
        Largest size of the packed weights, in bytes.

    Raises
    ------
    UsageError
        The network reads no images, or has no classes, or is too large for a page.
    """
    if not reads_images(source):
        raise UsageError("expected a network that reads whole images, found one that does not")
    classes = _classes_of(source)
    moments, planes = _fitting(source, most)
    first = moments.values[:, : math.prod(source.layer_sizes[:2])].astype(np.float64)
    images, names, labels = _images_of(source)
    arrays: dict[str, Numbers] = {
        "steps": moments.steps.astype(np.float64),
        "planes": planes,
        "images": images,
        "image_labels": labels.astype(np.int32),
    }
    evaluations = _evaluations_of(source, moments.steps)
    rules = _rules_of(source)
    header = {
        "kind": "images",
        "file": file,
        **_named(source),
        "layer_sizes": list(source.layer_sizes),
        "activations": [function.name for function in rules.functions],
        "image_shape": list(source.metadata["image_shape"]),
        "class_names": classes,
        "image_names": names,
        "prepared": _is_of_digits(source),
        "steps": int(moments.steps[-1]),
        "epoch_steps": _epoch_steps(source),
        "recorded": moments.recorded,
        "precision": moments.values.dtype.name,
        "rounded": moments.rounded,
        "limit": _limit_of(np.abs(first).max(), np.abs(first - first[0]).max()),
        "heat": {
            "exponent": DARK.heat_exponent, "full": DARK.heat_full, "pale": DARK.heat_pale
        },
    }  # fmt: skip
    return Payload(header, arrays | evaluations | tables(rules))


def with_differences(values: Numbers) -> NDArray[np.uint8]:
    """Return the bytes of numbers by place, each the difference from the moment before.

    Parameters
    ----------
    values : numpy.ndarray
        Shape (moments, parameters), float64 or float32.

    Returns
    -------
    numpy.ndarray
        Shape (bytes of a number, parameters, moments), the lowest byte first.
    """
    size = values.dtype.itemsize
    little = np.ascontiguousarray(values, values.dtype.newbyteorder("<"))
    read = little.view(np.uint8).reshape(*values.shape, size)
    bits = read.copy()
    bits[1:] ^= read[:-1]
    return np.ascontiguousarray(bits.transpose(2, 1, 0))


def _fitting(source: Source, most: int) -> tuple[_Moments, NDArray[np.uint8]]:
    """Return as many moments as fit, and their bytes; the first and the last are among them."""
    steps, places = _recorded_moments(source)
    count, single = len(steps), _is_single(source)
    parameters = sum((n_in + 1) * n_out for n_in, n_out in pairwise(source.layer_sizes))
    rounded = False
    while True:
        size = 4 if single or rounded else 8
        count = min(count, max(2, 4 * most // (size * parameters)))
        if size == 8 and count < min(FEWEST, len(steps)):
            rounded, count = True, len(steps)
            continue
        chosen = np.unique(np.linspace(0, len(steps) - 1, count).round().astype(int))
        dtype = np.float32 if size == 4 else np.float64
        values = np.array([_flat(source, places[k], dtype) for k in chosen])
        planes = with_differences(values)
        found = len(zlib.compress(planes.tobytes(), _LEVEL))
        if found <= most:
            return _Moments(steps[chosen], values, len(steps), rounded), planes
        fewer = min(count - 1, int(count * most / found))
        if size == 8 and fewer < min(FEWEST, len(steps)):
            rounded, count = True, len(steps)
        elif fewer < 2:
            _refuse(source, parameters, most, found, count)
        else:
            count = fewer


def _refuse(source: Source, parameters: int, most: int, found: int, count: int) -> None:
    shape = "-".join(map(str, source.layer_sizes))
    fit = int(parameters * most / found * count / 2)
    raise UsageError(
        f"this network has {parameters:,} weights and biases ({shape}), {found / 1e6:.0f} MB for"
        f" the start and the end of its training: a page holds up to {most / 1e6:.0f} MB, about"
        f" {fit:,} weights; record it with smaller layers or images"
    )


def _recorded_moments(source: Source) -> tuple[NDArray[np.int64], Sequence[int]]:
    """Return the steps at which the page can show the network, and how to find each.

    They are those at which the network was evaluated; the schedule is about even in the cube root
    of the step.  Of an imported run they are the steps of the other program.
    """
    if isinstance(source, CheckpointSeries):
        return source.steps_shown, range(len(source.steps_shown))
    if isinstance(source, NetworkRecording):
        steps = source.evaluated_steps
        shown = source.arrays["kept_at"] if source.is_imported else steps
        return shown, steps.tolist()
    steps = np.array(checkpoint_schedule(source.steps, _epoch_steps(source)), np.int64)
    return steps, steps.tolist()


def _flat(source: Source, place: int, dtype: type) -> Numbers:
    """Return all parameters of one moment, layer by layer."""
    if isinstance(source, CheckpointSeries):
        weights: Sequence[Any] = [each[place] for each in source.weights]
        biases: Sequence[Any] = [each[place] for each in source.biases]
    else:
        weights, biases = source.weights_at(place), source.biases_at(place)
    parts = [part for pair in zip(weights, biases, strict=True) for part in pair]
    return np.concatenate([np.asarray(part, dtype).ravel() for part in parts])


def _is_single(source: Source) -> bool:
    """Return whether single precision holds every recorded parameter."""
    if isinstance(source, CheckpointSeries):
        return True
    names = [f"{key}_{n}" for n in range(len(source.layer_sizes) - 1) for key in _PARAMETERS]
    return all(
        np.array_equal(source.arrays[name], source.arrays[name].astype(np.float32))
        for name in names
    )


_PARAMETERS = ("weights", "biases")


def _limit_of(*magnitudes: float) -> float:
    """Return the end of the colour scale: the largest magnitude, rounded up to two digits."""
    largest = max(float(each) for each in magnitudes)
    if not largest > 0:
        return 1.0
    unit = 10.0 ** (math.floor(math.log10(largest)) - 1)
    return float(f"{math.ceil(largest / unit) * unit:.6g}")


def _classes_of(source: Source) -> list[str]:
    if isinstance(source, NetworkRecording):
        names = source.class_names
    else:
        names = tuple(str(each) for each in source.metadata["classes"])
    if names is None or len(names) != source.layer_sizes[-1] or len(names) < 2:
        raise UsageError("expected a network with an output for each class, found another")
    return list(names)


def _rules_of(source: Source) -> Rules:
    if isinstance(source, Recording):
        return source.rules
    layers = len(source.layer_sizes) - 1
    functions = activations_for("sigmoid", layers)
    return Rules(functions, LOSSES["mean-squared-error"], "difference", None)


def _named(source: Source) -> dict[str, Any]:
    about = source.metadata
    if not isinstance(source, NetworkRecording):
        return {"name": None, "subject": FROM_MNIST, "imported": None}
    name, subject = about["title"] or None, source.samples.name
    return {"name": name, "subject": subject, "imported": about["imported"]}


def _is_of_digits(source: Source) -> bool:
    """Return whether pictures are prepared for the network as MNIST prepares its digits."""
    return source.metadata["image_shape"] == [SIDE, SIDE] and (
        isinstance(source, CheckpointSeries) or reads_digits(source)
    )


def _epoch_steps(source: Source) -> int:
    about = source.metadata
    return int(about.get("epoch_steps") or about["images"])


def _images_of(source: Source) -> tuple[NDArray[np.uint8], list[str], Numbers]:
    """Return images to choose from, what to call them, and the index of the class of each.

    Networks that read digits get those drawn for this project, with the 1 that the shipped network
    takes for a 9; others get samples of their own.
    """
    classes = _classes_of(source)
    if _is_of_digits(source):
        drawn = load_drawn_digits().arrays
        images, digits = drawn["images"].copy(), drawn["image_labels"].astype(np.int64)
        last_one = np.flatnonzero(digits == 1)[-1]
        images[last_one] = read_picture(FAILURE, (SIDE, SIDE))  # the shipped network: a 9
        return images, [str(digit) for digit in digits], _classes_of_digits(digits, classes)
    assert isinstance(source, Recording)
    test = source.test_samples if isinstance(source, NetworkRecording) else None
    samples = source.samples if test is None else test
    if samples.images is None or samples.labels is None:
        raise UsageError("expected a recording that holds images and their classes")
    rows, columns = source.metadata["image_shape"]
    count = max(1, min(_MOST_SAMPLES, _MOST_PIXELS // (rows * columns)))
    chosen = _a_few_of_each(samples.labels, count, len(classes))
    labels = samples.labels[chosen]
    return samples.images[chosen], [classes[label] for label in labels], labels


def _classes_of_digits(digits: NDArray[np.int64], classes: Sequence[str]) -> NDArray[np.int64]:
    """Return the index of each digit's class, or −1; ten classes may have any names."""
    if len(classes) == _DIGITS:
        return digits
    known = {name: index for index, name in enumerate(classes)}
    return np.array([known.get(str(digit), -1) for digit in digits])


def _a_few_of_each(labels: Numbers, count: int, classes: int) -> NDArray[np.int64]:
    """Return the indices of the first samples of each class in turn, at most ``count``."""
    groups = [np.flatnonzero(labels == label).tolist() for label in range(classes)]
    turns = range(max(map(len, groups)))
    return np.array([group[k] for k in turns for group in groups if k < len(group)][:count])


def _evaluations_of(source: Source, steps: NDArray[np.int64]) -> dict[str, Numbers]:
    """Return the confusion matrices that were recorded at these steps, and the accuracies."""
    found: dict[str, Numbers] = {}
    shown, _ = _recorded_moments(source)
    at = np.searchsorted(shown, steps)
    if isinstance(source, CheckpointSeries):
        found["test_confusion"] = source.confusion[at].astype(np.int32)
        found["test_ties"] = source.test_ties[at].astype(np.int32)
    elif isinstance(source, NetworkRecording):
        for name in ("test_confusion", "train_confusion"):
            if name in source.arrays:
                found[name] = source.arrays[name][at].astype(np.int32)
    if source.epoch_accuracy is not None and not getattr(source, "is_imported", False):
        found["epoch_accuracy"] = np.asarray(source.epoch_accuracy, np.float64)
    return found
