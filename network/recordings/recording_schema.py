"""Checks of a recording's file: nothing in it is believed before its shape has been checked."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

import numpy as np

from network.core.kernel import OUTPUT_DELTAS
from network.core.model import check_integer, check_layer_sizes, check_learning_rate
from network.errors import LayerlightError, UsageError
from network.storage.archive import Array

#: Sorts of recordings: with every product in full, or trained on MNIST.
KINDS = ("walkthrough", "mnist")
#: Arrays of each edge and each neuron that a walkthrough holds beside the record itself.
OF_EDGES = ("products", "partial_sums", "gradients", "weight_updates")
OF_NEURONS = ("bias_updates", "sigmoid_slopes")

Shape = tuple[int, ...]


def check_recording(metadata: Mapping[str, Any], arrays: Mapping[str, Array], name: str) -> None:
    """Raise LayerlightError unless metadata and arrays make one consistent recording.

    Parameters
    ----------
    metadata, arrays : mapping
        As read from a file.
    name : str
        What to call the file in the error.
    """
    with _as_error(name, "recording"):
        _check_kind(metadata, KINDS)
        _check_metadata(metadata)
        _check_arrays(arrays, expected_arrays(metadata, len(arrays["checkpoint_steps"])))
        _check_rising(metadata, arrays["checkpoint_steps"], "checkpoint_steps")
        if metadata["kind"] == "walkthrough":
            _check_nudge(metadata, arrays["nudge_places"])
        if not np.all(np.isin(arrays["image_labels"], metadata["classes"])):
            raise UsageError("image_labels: expected only the classes")


def check_checkpoint_series(
    metadata: Mapping[str, Any], arrays: Mapping[str, Array], name: str
) -> None:
    """Raise LayerlightError unless metadata and arrays make one consistent film."""
    with _as_error(name, "film"):
        _check_kind(metadata, ("film",))
        _check_metadata(metadata)
        frames, sizes = len(arrays["steps_shown"]), metadata["layer_sizes"]
        expected: dict[str, tuple[str, Shape]] = {
            "steps_shown": ("int64", (frames,)),
            "confusion": ("int64", (frames, sizes[-1], sizes[-1])),
            "epoch_accuracy": ("float64", (metadata["epochs"],)),
        }
        for layer, (n_in, n_out) in enumerate(pairwise(sizes)):
            expected[f"weights_{layer}"] = ("float32", (frames, n_out, n_in))
            expected[f"biases_{layer}"] = ("float32", (frames, n_out))
        if "test_ties" in arrays:  # only the films that have some name them
            expected["test_ties"] = ("int64", (frames,))
        _check_arrays(arrays, expected)
        _check_rising(metadata, arrays["steps_shown"], "steps_shown")
        if arrays["confusion"].min() < 0 or arrays["confusion"].sum(axis=(1, 2)).min() < 1:
            raise UsageError("confusion: expected counts of images, found none")


@contextmanager
def _as_error(name: str, kind: str) -> Iterator[None]:
    """Turn what a check finds into the one error that names the file."""
    try:
        yield
    except KeyError as error:
        raise LayerlightError(f"{name}: not a {kind}: it has no {error}") from None
    except (UsageError, TypeError, ValueError, OverflowError) as error:
        raise LayerlightError(f"{name}: not a {kind} as written here: {error}") from None


def expected_arrays(metadata: Mapping[str, Any], checkpoints: int) -> dict[str, tuple[str, Shape]]:
    """Return type and shape of every array that a recording with this metadata holds."""
    sizes, images = metadata["layer_sizes"], metadata["images"]
    steps = images * metadata["epochs"]
    expected = {
        "images": ("uint8", (images, *metadata["image_shape"])),
        "image_labels": ("uint8", (images,)),
        "checkpoint_steps": ("int64", (checkpoints,)),
        "cost": ("float64", (steps,)),
    }
    for layer, (n_in, n_out) in enumerate(pairwise(sizes)):
        shapes: dict[str, Shape] = {
            f"z_{layer}": (steps, n_out),
            f"activations_{layer + 1}": (steps, n_out),
            f"deltas_{layer}": (steps, n_out),
            f"weights_{layer}": (checkpoints, n_out, n_in),
            f"biases_{layer}": (checkpoints, n_out),
        }
        if metadata["kind"] == "walkthrough":
            shapes |= {f"{name}_{layer}": (steps, n_out, n_in) for name in OF_EDGES}
            shapes |= {f"{name}_{layer}": (steps, n_out) for name in OF_NEURONS}
            shapes[f"activations_after_{layer + 1}"] = (steps, n_out)
            if layer:  # nothing is sent back to the inputs
                back = ("returned", "returned_sums")
                shapes |= {f"{name}_{layer}": (steps, n_in, n_out) for name in back}
        expected |= {name: ("float64", shape) for name, shape in shapes.items()}
    if metadata["kind"] == "walkthrough":
        nudges, outputs = len(sizes) - 1, sizes[-1]
        once: dict[str, Shape] = {
            "squared_errors": (steps, outputs),
            "cost_after": (steps,),
            "nudge_weights": (nudges, 3),
            "nudge_outputs": (nudges, 3, outputs),
            "nudge_costs": (nudges, 3),
            "nudge_slopes": (nudges,),
            "nudge_gradients": (nudges,),
        }
        expected |= {name: ("float64", shape) for name, shape in once.items()}
        expected["nudge_places"] = ("int64", (nudges, 3))
    return expected


def _check_kind(metadata: Mapping[str, Any], kinds: Sequence[str]) -> None:
    if metadata["kind"] not in kinds:
        raise UsageError(f"kind: expected {' or '.join(kinds)}, found {metadata['kind']!r:.40}")


def _check_metadata(metadata: Mapping[str, Any]) -> None:
    sizes = check_layer_sizes(metadata["layer_sizes"])
    check_learning_rate(metadata["learning_rate"])
    if metadata["output_delta"] not in OUTPUT_DELTAS:
        raise UsageError(f"output_delta: found {metadata['output_delta']!r:.40}")
    for name in ("epochs", "images"):
        check_integer(metadata[name], name, 1, 2**31)
    shape = [check_integer(n, "image_shape", 1, 2**15) for n in metadata["image_shape"]]
    classes = [check_integer(n, "classes", 0, 255) for n in metadata["classes"]]
    if len(shape) != 2 or len(classes) != sizes[-1] or classes != sorted(set(classes)):
        raise UsageError(f"image_shape {shape} or classes {classes} do not fit layers {sizes}")
    inputs = shape[0] * shape[1]
    if metadata["pixels"] is not None:
        inputs = len(metadata["pixels"])
        for row, column in metadata["pixels"]:
            check_integer(row, "a pixel's row", 0, shape[0] - 1)
            check_integer(column, "a pixel's column", 0, shape[1] - 1)
    if inputs != sizes[0]:
        raise UsageError(f"expected {sizes[0]} inputs, as the layers say, found {inputs}")


def _check_nudge(metadata: Mapping[str, Any], places: Array) -> None:
    """Check where the nudged weights are said to be: one in each layer."""
    nudge, sizes = metadata["nudge"], metadata["layer_sizes"]
    steps = metadata["images"] * metadata["epochs"]
    check_integer(nudge["step"], "the nudged step", 0, steps - 1)
    if not 0 < float(nudge["epsilon"]) < 1:
        raise UsageError("nudge: expected an epsilon above 0 and below 1")
    for expected_layer, (layer, row, column) in enumerate(places.tolist()):
        check_integer(layer, "a nudged weight's layer", expected_layer, expected_layer)
        check_integer(row, "a nudged weight's row", 0, sizes[layer + 1] - 1)
        check_integer(column, "a nudged weight's column", 0, sizes[layer] - 1)


def _check_arrays(arrays: Mapping[str, Array], expected: Mapping[str, tuple[str, Shape]]) -> None:
    for name, (dtype, shape) in expected.items():
        if name not in arrays:
            raise UsageError(f"it has no {name!r}, so it may be an older one; record it anew")
        array = arrays[name]
        if (array.dtype.name, array.shape) != (dtype, shape):
            raise UsageError(
                f"{name}: expected {dtype} {shape}, found {array.dtype.name} {array.shape}"
            )
        if dtype.startswith("float") and not np.all(np.isfinite(array)):
            raise UsageError(f"{name}: expected finite numbers, found others")
    foreign = sorted(set(arrays) - set(expected))
    if foreign:
        raise UsageError(f"unknown array {foreign[0]!r:.40}")


def _check_rising(metadata: Mapping[str, Any], numbers: Array, name: str) -> None:
    steps = metadata["images"] * metadata["epochs"]
    ends = len(numbers) and numbers[0] == 0 and numbers[-1] == steps
    if not ends or np.any(np.diff(numbers) <= 0):
        raise UsageError(f"{name}: expected to rise from 0 to {steps:,}")
