"""Inference: a trained network's answers to images, with every term of the computation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from network.core.arithmetic import Floats, tied
from network.core.model import check_integer, check_layer_sizes
from network.data.drawn_digits import DIGITS_FOLDER
from network.data.mnist import Mnist
from network.data.photographs.image_file import read_picture
from network.data.photographs.preparation import (
    BOX,
    SHOWN_SIDE,
    SIDE,
    Preparation,
    is_prepared,
    prepare,
)
from network.errors import LayerlightError, UsageError
from network.recordings.checkpoint_series import CheckpointSeries
from network.recordings.inference_terms import inference_terms
from network.recordings.recording import Recording
from network.storage.archive import FORMAT_VERSION, Array
from network.storage.schema import ArrayField, Arrays, Metadata, Schema, layers_of
from network.storage.storable import Storable, frozen

#: Largest number of images in one file.
MOST_IMAGES = 1000
#: Where an image can come from.
ORIGINS = ("drawing", "file", "mnist")
#: The label of an image whose content is not known.
UNKNOWN = -1
_LARGEST_WEIGHT = 1e9

#: The drawings in the default clip: one that the network gets right, and one that it gets wrong.
DRAWING, FAILURE = DIGITS_FOLDER / "3.png", DIGITS_FOLDER / "variants" / "1_d.png"
#: An answer is unsure if its output is below this.
SURE = 0.5
#: Training settings that are kept with the answers.
_SETTINGS = ("seed", "learning_rate", "epochs", "images", "output_delta", "data")


@dataclass(frozen=True)
class Picture:
    """An image in the form that the network expects.

    Attributes
    ----------
    image : numpy.ndarray
        Shape (28, 28), uint8, centred and scaled as in MNIST.
    name : str
        What to call it in messages.
    origin : str
        "drawing" (one of this project's drawings), "file" or "mnist".
    label : int
        The digit it shows, −1 if unknown.
    preparation : Preparation, optional
        How it was prepared; None if the image already had that form.
    """

    image: NDArray[np.uint8]
    name: str
    origin: str
    label: int = UNKNOWN
    preparation: Preparation | None = None


def _check_metadata(metadata: Metadata) -> None:
    sizes = tuple(metadata["layer_sizes"])
    classes = metadata["classes"]
    if metadata["image_shape"] != [SIDE, SIDE] or sizes[0] != SIDE * SIDE:
        raise UsageError(f"expected images of {SIDE} × {SIDE} for as many inputs")
    if not 2 <= len(classes) == sizes[-1] or classes != sorted(set(classes)):
        raise UsageError(f"classes {classes!r:.60} do not fit layers {sizes}")


def _check_network(network: Any, name: str) -> None:
    if len(str(network["digest"])) != 64:
        raise UsageError(f"{name}: expected its digest")
    if "test_accuracy" in network:
        accuracy = network["test_accuracy"]
        if not isinstance(accuracy, float) or not 0 <= accuracy <= 1:
            raise UsageError(f"test_accuracy: expected 0 to 1, found {accuracy!r:.40}")
        check_integer(network["test_images"], "test_images", 1, 10**9)


def _check_pictures(pictures: Any, name: str) -> None:
    check_integer(len(pictures), name, 1, MOST_IMAGES)
    for picture in pictures:
        if picture["origin"] not in ORIGINS or not isinstance(picture["name"], str):
            raise UsageError(f"{name}: found {picture!r:.60}")
        if picture["preparation"] is not None:
            _check_preparation(picture["preparation"])


def _check_preparation(details: Metadata) -> None:
    required, added_later = ("inverted", "thickened"), ("lines", "frame", "touches_edge")
    flags = [details[key] for key in required] + [details.get(key, False) for key in added_later]
    for key, flag in zip((*required, *added_later), flags, strict=True):
        if not isinstance(flag, bool):
            raise UsageError(f"preparation: {key}: expected true or false")
    check_integer(details.get("pieces", 1), "large pieces of ink", 1, SHOWN_SIDE**2)
    boxes = [details["box"]] + ([details["sheet"]] if details.get("sheet") is not None else [])
    for box in boxes:
        top, left, bottom, right = (check_integer(n, "a box", 0, SHOWN_SIDE) for n in box)
        if not (top < bottom and left < right):
            raise UsageError("preparation: the box is empty")
    _, _ = (check_integer(n, "a corner", 0, SIDE - 1) for n in details["corner"])


def _check_labels(name: str, labels: Array, metadata: Metadata) -> None:
    if not np.all(np.isin(labels, [UNKNOWN, *metadata["classes"]])):
        raise UsageError(f"{name}: expected classes, or {UNKNOWN} for an unknown one")


def _check_weights(name: str, weights: Array, metadata: Metadata) -> None:
    if np.abs(weights).max() > _LARGEST_WEIGHT:
        raise UsageError(f"{name}: expected at most {_LARGEST_WEIGHT:.0e} in size")


def _check_content(metadata: Metadata, arrays: Arrays) -> None:
    """Check each picture's stages, and recompute every number from images and weights."""
    for k, picture in enumerate(metadata["pictures"]):
        if picture["preparation"] is not None:
            _check_stages(k, picture["preparation"], arrays)
    layers = range(len(metadata["layer_sizes"]) - 1)
    weights, biases = ([arrays[f"{key}_{n}"] for n in layers] for key in ("weights", "biases"))
    for key, array in inference_terms(weights, biases, arrays["images"]).items():
        if not np.array_equal(array, arrays[key]):
            raise UsageError(f"{key}: expected what weights and images give, found other numbers")


def _check_stages(k: int, details: Metadata, arrays: Arrays) -> None:
    """Check that a picture's stages fit together and end in the image that was classified."""
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


_of_layer = partial(ArrayField, each="layer")
_STAGE = f"<={SHOWN_SIDE} <={SHOWN_SIDE}"

INFERENCE = Schema(
    noun="inference recording",
    kinds=("inference",),
    fields={
        "layer_sizes": lambda value, _: check_layer_sizes(value),
        "pictures": _check_pictures,
        "classes": lambda value, _: [check_integer(n, "a class", 0, 255) for n in value],
        "network": _check_network,
    },
    check_metadata=_check_metadata,
    check_content=_check_content,
    sizes=lambda metadata: {
        "images": len(metadata["pictures"]),
        "side": SIDE,
        "hidden": metadata["layer_sizes"][-2],
    },
    groups=lambda metadata: {
        "layer": layers_of(metadata["layer_sizes"]),
        "prepared": [
            {"image": k}
            for k, picture in enumerate(metadata["pictures"])
            if picture["preparation"] is not None
        ],
    },
    arrays=(
        ArrayField("images", "images side side", "uint8"),
        ArrayField("image_labels", "images", "int64", check=_check_labels),
        ArrayField("answers", "images", "int64"),
        ArrayField("runners_up", "images", "int64"),
        ArrayField("output_sums", "images"),
        ArrayField("ranking", "images hidden", "int64"),
        _of_layer("weights_{layer}", "n_out n_in", check=_check_weights),
        _of_layer("biases_{layer}", "n_out", check=_check_weights),
        _of_layer("products_{layer}", "images n_out n_in"),
        _of_layer("partial_sums_{layer}", "images n_out n_in"),
        _of_layer("z_{layer}", "images n_out"),
        _of_layer("activations_{above}", "images n_out"),
        ArrayField("picture_{image}", _STAGE, "uint8", each="prepared"),
        ArrayField("ink_{image}", _STAGE, "uint8", each="prepared"),
        ArrayField("scaled_{image}", _STAGE, "uint8", each="prepared"),
    ),
)


class Inference(Storable):
    """Everything that a trained network computed from some images.

    Images take the place of the steps of a :class:`network.Recording`, and the arrays have the
    same names: ``activations[0]`` is the input; entry l of every other list belongs
    to the layer from ``activations[l]`` to ``activations[l + 1]``.

    Parameters
    ----------
    metadata, arrays : mapping
        As made by :func:`classify`.

    Attributes
    ----------
    metadata : dict
        Kind "inference"; ``layer_sizes``, ``image_shape``, ``classes``; ``network``: the
        ``kind``, ``digest``, ``step`` and settings of the network used and, for a checkpoint
        series, ``test_accuracy`` and ``test_images``; ``pictures``: the ``name``, ``origin`` and
        ``preparation`` of each image (see
        :class:`network.data.photographs.preparation.Preparation`) or None.
    layer_sizes : tuple of int
        Number of neurons in each layer.
    steps : int
        Number of images.
    images : numpy.ndarray
        Shape (n, 28, 28), uint8: the inputs of the network.
    labels : numpy.ndarray
        Shape (n,), int64: the digit in each image, −1 if unknown.
    weights, biases : list of numpy.ndarray
        The network's parameters, float64, shapes (n_out, n_in) and (n_out,).
    products, partial_sums : list of numpy.ndarray
        Shape (n, n_out, n_in): weight × input, and the sum of a neuron's products up to and
        including that one.  The products of the last layer are what each hidden neuron
        contributes to each output.
    z, activations : list of numpy.ndarray
        Shape (n, n_out): the last partial sum plus the bias; its sigmoid.
    predictions, runners_up : numpy.ndarray
        Shape (n,), int64: index of the largest output, and of the second largest.
    output_sums : numpy.ndarray
        Shape (n,): the sum of all outputs, which need not be 1.
    ranking : numpy.ndarray
        Shape (n, hidden), int64: hidden neurons by the size of their contribution to the largest
        output, largest first.
    arrays : dict
        All arrays by the names used in files; if image k was prepared, also ``picture_k``,
        ``ink_k`` and ``scaled_k``, uint8: see
        :class:`network.data.photographs.preparation.Preparation`.
    """

    schema = INFERENCE
    by_step = frozenset({
        "activations", "answers", "image_labels", "images", "labels", "output_sums",
        "predicted_class", "predictions", "ranking", "runners_up",
    })  # fmt: skip

    def __init__(self, metadata: Mapping[str, Any], arrays: Mapping[str, Array]) -> None:
        super().__init__(metadata, arrays)
        self.layer_sizes = tuple(self.metadata["layer_sizes"])
        layers = range(len(self.layer_sizes) - 1)
        self.images = self.arrays["images"]
        self.steps = len(self.images)
        self.labels = self.arrays["image_labels"]
        self.predictions = self.arrays["answers"]
        self.runners_up = self.arrays["runners_up"]
        self.output_sums: Floats = self.arrays["output_sums"]
        self.ranking = self.arrays["ranking"]
        names = ("weights", "biases", "products", "partial_sums", "z")
        self.weights, self.biases, self.products, self.partial_sums, self.z = (
            [self.arrays[f"{name}_{layer}"] for layer in layers] for name in names
        )
        self.activations: list[Floats] = [frozen(self.images.reshape(self.steps, -1) / 255)]
        self.activations += [self.arrays[f"activations_{layer + 1}"] for layer in layers]

    @property
    def predicted_class(self) -> Array:
        """The class of each image's largest output, shape (n,)."""
        return np.array(self.metadata["classes"])[self.predictions]

    def tied(self, image: int) -> bool:
        """Return whether several outputs tie for the largest, so that there is no answer."""
        return bool(tied(self.activations[-1][image]))

    def is_sure(self, image: int) -> bool:
        """Return whether the largest output for an image is at least one half."""
        return bool(self.activations[-1][image].max() >= SURE)

    def weights_at(self, step: int) -> list[Floats]:
        """Return the weights; they are the same for every image."""
        check_integer(step, "the image", 0, self.steps - 1)
        return self.weights

    def biases_at(self, step: int) -> list[Floats]:
        """Return the biases; they are the same for every image."""
        check_integer(step, "the image", 0, self.steps - 1)
        return self.biases


def classify(pictures: Sequence[Picture], network: CheckpointSeries | Recording) -> Inference:
    """Classify images with a trained network and record everything it computes.

    Parameters
    ----------
    pictures : sequence of Picture
        One or more: see :func:`picture_from_file`, :func:`picture_from_mnist`.
    network : CheckpointSeries or Recording
        Its final weights are used as they are stored: in a checkpoint series, as float32.

    Raises
    ------
    UsageError
        The inputs of the network are not all 28 × 28 pixels, or there are no pictures or too many.
    """
    settings = network.metadata
    if "classes" not in settings:  # format 2: other activation functions, other classes
        raise UsageError(
            "expected a checkpoint series or a recording of format 1, whose outputs are sigmoids; "
            "found a recording of format 2"
        )
    if settings["image_shape"] != [SIDE, SIDE] or settings["pixels"] is not None:
        raise UsageError(
            f"expected a network that reads all {SIDE} × {SIDE} pixels, found one with "
            f"{network.layer_sizes[0]} inputs (kind {settings['kind']!r}); "
            "use a checkpoint series or an MNIST recording"
        )
    if network.layer_sizes[-1] < 2:
        raise UsageError("expected a network with two outputs or more, found one with a single one")
    if not 1 <= len(pictures) <= MOST_IMAGES:
        raise UsageError(f"expected 1 to {MOST_IMAGES:,} pictures, found {len(pictures):,}")
    weights, biases = _last_parameters(network)
    images = np.array([picture.image for picture in pictures], np.uint8)
    arrays: dict[str, Array] = {
        "images": images,
        "image_labels": np.array([picture.label for picture in pictures], np.int64),
        **{f"weights_{layer}": matrix for layer, matrix in enumerate(weights)},
        **{f"biases_{layer}": vector for layer, vector in enumerate(biases)},
        **inference_terms(weights, biases, images),
    }
    for k, picture in enumerate(pictures):
        if picture.preparation is not None:
            stages = picture.preparation
            arrays |= {f"picture_{k}": stages.picture, f"ink_{k}": stages.ink}
            arrays[f"scaled_{k}"] = stages.scaled
    metadata = {
        "kind": "inference",
        "format_version": FORMAT_VERSION,
        "layer_sizes": list(network.layer_sizes),
        "image_shape": [SIDE, SIDE],
        "classes": settings["classes"],
        "input": "grey level / 255 of every pixel, row by row",
        "network": _about(network),
        "pictures": [
            {
                "name": picture.name,
                "origin": picture.origin,
                "preparation": picture.preparation and picture.preparation.details,
            }
            for picture in pictures
        ],
    }
    return Inference(metadata, arrays)


def _last_parameters(network: CheckpointSeries | Recording) -> tuple[list[Floats], list[Floats]]:
    if isinstance(network, CheckpointSeries):
        last = ([frames[-1] for frames in group] for group in (network.weights, network.biases))
    else:
        last = (at(network.steps) for at in (network.weights_at, network.biases_at))
    weights, biases = ([np.ascontiguousarray(a, np.float64) for a in group] for group in last)
    return weights, biases


def _about(network: CheckpointSeries | Recording) -> dict[str, Any]:
    about = {name: network.metadata[name] for name in _SETTINGS if name in network.metadata}
    about |= {"kind": network.metadata["kind"], "digest": network.digest(), "step": network.steps}
    if isinstance(network, CheckpointSeries):
        about["test_accuracy"] = float(network.test_accuracy[-1])
        about["test_images"] = int(network.confusion[-1].sum())
    return about


def picture_from_file(path: str | Path) -> Picture:
    """Read a picture of one digit and prepare it like MNIST's, unless it already has that form.

    Raises
    ------
    LayerlightError
        The file cannot be read (see :func:`network.data.photographs.image_file.read_picture`),
        or does not show a single whole digit (see
        :func:`network.data.photographs.preparation.prepare`).
    """
    path = Path(path)
    greys = read_picture(path)
    name = path.name.encode("utf-8", "replace").decode("utf-8")
    if is_prepared(greys):
        label = _label_of_drawing(path)
        origin = "file" if label == UNKNOWN else "drawing"
        return Picture(greys, name, origin, label)
    try:
        preparation = prepare(greys)
    except LayerlightError as error:
        raise LayerlightError(f"{path}: {error}") from None
    return Picture(preparation.image, name, "file", preparation=preparation)


def _label_of_drawing(path: Path) -> int:
    """Return the digit with which the file name of a drawing of this project begins."""
    return int(path.name[0]) if path.resolve().is_relative_to(DIGITS_FOLDER) else UNKNOWN


def picture_from_mnist(mnist: Mnist, index: int) -> Picture:
    """Return MNIST's test image ``index``, from 0, with its label.

    Raises
    ------
    UsageError
        There is no such image.
    """
    index = check_integer(index, "the MNIST test image", 0, len(mnist.test_images) - 1)
    image = mnist.test_images[index].reshape(SIDE, SIDE)
    return Picture(image, f"MNIST test image {index}", "mnist", int(mnist.test_labels[index]))
