"""Checks of an inference recording's file: shapes first, then every number in it."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from network.core.model import check_integer, check_layer_sizes
from network.data.photographs.preparation import BOX, SHOWN_SIDE, SIDE
from network.errors import LayerlightError, UsageError
from network.recordings.inference_terms import answer_arrays
from network.storage.archive import Array

#: Most images in one recording.
MOST_IMAGES = 1000
#: Where an image comes from.
ORIGINS = ("drawing", "file", "mnist")

#: Stands for the label of an image of which nobody has said what it shows.
UNKNOWN = -1

_ANY_SHAPE = (-1, -1)
_LARGEST_WEIGHT = 1e9

Expected = dict[str, tuple[str, tuple[int, ...]]]


def check_inference(metadata: Mapping[str, Any], arrays: Mapping[str, Array], name: str) -> None:
    """Raise LayerlightError unless this is what its network computes from its images.

    Parameters
    ----------
    metadata, arrays : mapping
        As read from a file.
    name : str
        What to call the file in the error.
    """
    try:
        if metadata["kind"] != "inference":
            raise UsageError(f"kind: expected inference, found {metadata['kind']!r:.40}")
        _check_metadata(metadata)
        expected = _expected(metadata)
        for key, (dtype, shape) in expected.items():
            _check_array(arrays[key], key, dtype, shape)
        foreign = sorted(set(arrays) - set(expected))
        if foreign:
            raise UsageError(f"unknown array {foreign[0]!r:.40}")
        for k, picture in enumerate(metadata["pictures"]):
            if picture["preparation"] is not None:
                _check_stages(k, picture["preparation"], arrays)
        _check_numbers(metadata, arrays)
    except KeyError as error:
        raise LayerlightError(f"{name}: not an inference recording: it has no {error}") from None
    except (UsageError, TypeError, ValueError, OverflowError, AttributeError) as error:
        raise LayerlightError(
            f"{name}: not an inference recording as written here: {error}"
        ) from None


def _check_metadata(metadata: Mapping[str, Any]) -> None:
    sizes = check_layer_sizes(metadata["layer_sizes"])
    pictures, classes = metadata["pictures"], metadata["classes"]
    check_integer(len(pictures), "pictures", 1, MOST_IMAGES)
    if metadata["image_shape"] != [SIDE, SIDE] or sizes[0] != SIDE * SIDE:
        raise UsageError(f"expected images of {SIDE} × {SIDE} for as many inputs")
    if not 2 <= len(classes) == sizes[-1] or classes != sorted(set(classes)):
        raise UsageError(f"classes {classes!r:.60} do not fit layers {sizes}")
    for label in classes:
        check_integer(label, "a class", 0, 255)
    network = metadata["network"]
    if len(str(network["digest"])) != 64:
        raise UsageError("network: expected its digest")
    if "test_accuracy" in network:
        accuracy = network["test_accuracy"]
        if not isinstance(accuracy, float) or not 0 <= accuracy <= 1:
            raise UsageError(f"test_accuracy: expected 0 to 1, found {accuracy!r:.40}")
        check_integer(network["test_images"], "test_images", 1, 10**9)
    for picture in pictures:
        if picture["origin"] not in ORIGINS or not isinstance(picture["name"], str):
            raise UsageError(f"pictures: found {picture!r:.60}")
        if picture["preparation"] is not None:
            _check_preparation(picture["preparation"])


def _check_preparation(details: Mapping[str, Any]) -> None:
    for key in ("inverted", "thickened"):
        if not isinstance(details[key], bool):
            raise UsageError(f"preparation: {key}: expected true or false")
    for key in ("lines", "frame", "touches_edge"):  # files of earlier versions have none
        if not isinstance(details.get(key, False), bool):
            raise UsageError(f"preparation: {key}: expected true or false")
    check_integer(details.get("pieces", 1), "large pieces of ink", 1, SHOWN_SIDE**2)
    boxes = [details["box"]] + ([details["sheet"]] if details.get("sheet") is not None else [])
    for box in boxes:
        top, left, bottom, right = (check_integer(n, "a box", 0, SHOWN_SIDE) for n in box)
        if not (top < bottom and left < right):
            raise UsageError("preparation: the box is empty")
    _, _ = (check_integer(n, "a corner", 0, SIDE - 1) for n in details["corner"])


def _expected(metadata: Mapping[str, Any]) -> Expected:
    """Return type and shape of every array that such a recording holds, but the stages."""
    sizes, images = metadata["layer_sizes"], len(metadata["pictures"])
    expected: Expected = {
        "images": ("uint8", (images, SIDE, SIDE)),
        "image_labels": ("int64", (images,)),
        "answers": ("int64", (images,)),
        "runners_up": ("int64", (images,)),
        "output_sums": ("float64", (images,)),
        "ranking": ("int64", (images, sizes[-2])),
    }
    for layer, (n_in, n_out) in enumerate(pairwise(sizes)):
        expected[f"weights_{layer}"] = ("float64", (n_out, n_in))
        expected[f"biases_{layer}"] = ("float64", (n_out,))
        for key in ("products", "partial_sums"):
            expected[f"{key}_{layer}"] = ("float64", (images, n_out, n_in))
        for key in (f"z_{layer}", f"activations_{layer + 1}"):
            expected[key] = ("float64", (images, n_out))
    for k, picture in enumerate(metadata["pictures"]):
        if picture["preparation"] is not None:
            for stage in ("picture", "ink", "scaled"):
                expected[f"{stage}_{k}"] = ("uint8", _ANY_SHAPE)
    return expected


def _check_array(array: Array, key: str, dtype: str, shape: tuple[int, ...]) -> None:
    found = (array.dtype.name, array.shape)
    if shape == _ANY_SHAPE:
        fits = array.ndim == 2 and min(array.shape) >= 1 and max(array.shape) <= SHOWN_SIDE
        if array.dtype.name != dtype or not fits:
            raise UsageError(f"{key}: expected a small image, found {found[0]} {found[1]}")
    elif found != (dtype, shape):
        raise UsageError(f"{key}: expected {dtype} {shape}, found {found[0]} {found[1]}")
    if not np.all(np.isfinite(array)):
        raise UsageError(f"{key}: expected finite numbers, found others")


def _check_stages(k: int, details: Mapping[str, Any], arrays: Mapping[str, Array]) -> None:
    """Check that a picture's stages fit together, and end in the image that was read."""
    ink, scaled = arrays[f"ink_{k}"], arrays[f"scaled_{k}"]
    boxes = [details["box"], details.get("sheet") or details["box"]]
    bottom, right = (max(box[side] for box in boxes) for side in (2, 3))
    if ink.shape != arrays[f"picture_{k}"].shape or bottom > ink.shape[0] or right > ink.shape[1]:
        raise UsageError(f"ink_{k}: expected the picture's shape, and the box within it")
    row, column = details["corner"]
    image = np.zeros((SIDE, SIDE), np.uint8)
    place = image[row : row + scaled.shape[0], column : column + scaled.shape[1]]
    if max(scaled.shape) > BOX or place.shape != scaled.shape:
        raise UsageError(f"scaled_{k}: expected at most {BOX} × {BOX} pixels within the image")
    place[:] = scaled
    if not np.array_equal(image, arrays["images"][k]):
        raise UsageError(f"scaled_{k}: expected what image {k} shows")


def _check_numbers(metadata: Mapping[str, Any], arrays: Mapping[str, Array]) -> None:
    """Recompute everything from images and weights: it is little, and then nothing is made up."""
    labels = arrays["image_labels"]
    if not np.all(np.isin(labels, [UNKNOWN, *metadata["classes"]])):
        raise UsageError(f"image_labels: expected classes, or {UNKNOWN} for an unknown one")
    layers = range(len(metadata["layer_sizes"]) - 1)
    weights, biases = ([arrays[f"{key}_{n}"] for n in layers] for key in ("weights", "biases"))
    if max(np.abs(matrix).max() for matrix in (*weights, *biases)) > _LARGEST_WEIGHT:
        raise UsageError(f"weights: expected at most {_LARGEST_WEIGHT:.0e} in size")
    for key, array in answer_arrays(weights, biases, arrays["images"]).items():
        if not np.array_equal(array, arrays[key]):
            raise UsageError(f"{key}: expected what weights and images give, found other numbers")
