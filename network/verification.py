"""Recompute a recording or a film and find the first number that differs."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from network.archive import Array
from network.film import Film, make_film
from network.mnist import Mnist
from network.mnist_run import record_mnist
from network.model import Network
from network.recording import Recording
from network.training import ProgressCallback, train_and_record

# In the order in which a step computes them.
_ORDER = (
    "weights",
    "biases",
    "products",
    "partial_sums",
    "z",
    "activations",
    "cost",
    "deltas",
    "weight_updates",
    "bias_updates",
    "confusion",
    "epoch_accuracy",
)


def recompute_recording(
    recording: Recording, progress: ProgressCallback | None = None
) -> Recording:
    """Train again as the recording says it was done, on the images it holds.

    Parameters
    ----------
    recording : Recording
        Only its metadata, images, labels and checkpoint steps are used.
    progress : callable, optional
        Called with :class:`network.Progress`.

    Raises
    ------
    UsageError
        The training that the metadata describes diverges or takes too much memory.
    """
    about = recording.metadata
    network = Network(
        about["layer_sizes"],
        seed=about["seed"],
        learning_rate=about["learning_rate"],
        output_delta=about["output_delta"],
    )
    return train_and_record(
        network,
        recording.images,
        recording.arrays["image_labels"],
        metadata=about,
        epochs=about["epochs"],
        checkpoint_steps=recording.checkpoint_steps.tolist(),
        everything=about["kind"] == "walkthrough",
        progress=progress,
    )


def recompute_film(film: Film, mnist: Mnist, progress: ProgressCallback | None = None) -> Film:
    """Train again on MNIST as the film says it was done, and make its film.

    Parameters
    ----------
    film : Film
        Only its metadata is used.
    mnist : Mnist
        The data set.
    progress : callable, optional
        Called with :class:`network.Progress`.

    Raises
    ------
    UsageError
        The training that the metadata describes makes no sense.
    """
    about = film.metadata
    recording = record_mnist(
        mnist,
        seed=about["seed"],
        layer_sizes=about["layer_sizes"],
        learning_rate=about["learning_rate"],
        output_delta=about["output_delta"],
        epochs=about["epochs"],
        images=about["images"],
        progress=progress,
    )
    return make_film(recording, mnist)


def first_difference(expected: Recording | Film, found: Recording | Film) -> str | None:
    """Say where two recordings, or two films, first differ by even one bit.

    Parameters
    ----------
    expected, found : Recording or Film
        Both of one kind.

    Returns
    -------
    str or None
        One line with step, quantity, layer, index, the number expected and the number found;
        None if all is equal.
    """
    for key in sorted({*expected.metadata, *found.metadata}):
        if key == "recording_digest":
            continue  # it only says that some number differs: name the number instead
        one, other = expected.metadata.get(key), found.metadata.get(key)
        if one != other:
            return f"metadata {key}: expected {one!r}, found {other!r}"
    if set(expected.arrays) != set(found.arrays):
        names = ", ".join(sorted(set(expected.arrays) ^ set(found.arrays)))
        return f"only one of the two holds {names}"
    differences = sorted(_differences(expected.arrays, found.arrays))
    if differences:
        return differences[0][-1]
    if expected.metadata != found.metadata:
        return "recording_digest: the film was made of another recording"
    return None


def _differences(
    expected: Mapping[str, Array], found: Mapping[str, Array]
) -> Iterator[tuple[int, int, int, str]]:
    """Yield for each array that differs: step, place in the order, layer, and the message."""
    for name, array in expected.items():
        other = found[name]
        if array.shape != other.shape or array.dtype != other.dtype:
            yield (
                -1,
                0,
                0,
                f"{name}: expected {array.dtype} {array.shape}, found {other.dtype} {other.shape}",
            )
            continue
        place = _first_place(array, other)
        if place is None:
            continue
        quantity, layer = _split(name)
        step, words = _step(expected, quantity, place[0])
        where = f"{words}, {quantity}"
        if layer >= 0:
            where += f", layer {layer}"
        if len(place) > 1:
            where += f", index {list(place[1:])}"
        order = _ORDER.index(quantity) if quantity in _ORDER else -1
        values = f"expected {array[place].item()!r}, found {other[place].item()!r}"
        yield step, order, layer, f"{where}: {values}"


def _first_place(one: Array, other: Array) -> tuple[int, ...] | None:
    """Return the index of the first pair of values that are not the same bits."""
    differs = _bits(one) != _bits(other)
    rows = differs.reshape(len(differs), -1).any(axis=1)
    if not rows.any():
        return None
    row = int(np.argmax(rows))
    rest: Sequence[NDArray[np.intp]] = np.unravel_index(np.argmax(differs[row]), one.shape[1:])
    return (row, *(int(index) for index in rest))


def _bits(array: Array) -> Array:
    return np.ascontiguousarray(array).view(f"u{array.itemsize}")


def _split(name: str) -> tuple[str, int]:
    quantity, _, layer = name.rpartition("_")
    return (quantity, int(layer)) if layer.isdigit() else (name, -1)


def _step(arrays: Mapping[str, Array], quantity: str, row: int) -> tuple[int, str]:
    """Return the step that a row of an array belongs to, and how to say it."""
    if quantity in ("images", "image_labels"):
        return -1, f"image {row}"
    if quantity == "epoch_accuracy":
        return row, f"epoch {row + 1}"
    if quantity in ("checkpoint_steps", "steps_shown"):
        return -1, f"checkpoint {row}"
    if quantity in ("weights", "biases", "confusion"):
        steps = arrays["steps_shown" if "steps_shown" in arrays else "checkpoint_steps"]
        return int(steps[row]), f"after {steps[row]:,} steps"
    return row, f"step {row:,}"
