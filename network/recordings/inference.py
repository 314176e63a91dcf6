"""Inference: a trained network's answers to images, with every term of the computation."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from network.core.activations import activations_for
from network.core.arithmetic import Floats, tied
from network.core.model import check_integer, check_layer_sizes
from network.data.photographs.preparation import SIDE
from network.errors import UsageError
from network.recordings.checkpoint_series import CheckpointSeries
from network.recordings.inference_terms import inference_terms
from network.recordings.lazy_arrays import SumOfChosen
from network.recordings.pictures import (
    MOST_IMAGES,
    STAGES,
    UNKNOWN,
    Picture,
    check_pictures,
    check_stages,
    prepared,
    stages_of,
)
from network.recordings.recording import Recording
from network.storage.archive import FORMAT_VERSION, Array
from network.storage.schema import ArrayField, Arrays, Metadata, Schema, layers_of
from network.storage.storable import Storable, frozen

_LARGEST_WEIGHT = 1e9

#: An answer is unsure if its output is below this.
SURE = 0.5
#: Training settings that are kept with the answers.
_SETTINGS = ("seed", "learning_rate", "epochs", "images", "output_delta", "data")


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


def _check_labels(name: str, labels: Array, metadata: Metadata) -> None:
    if not np.all(np.isin(labels, [UNKNOWN, *metadata["classes"]])):
        raise UsageError(f"{name}: expected classes, or {UNKNOWN} for an unknown one")


def _check_weights(name: str, weights: Array, metadata: Metadata) -> None:
    if np.abs(weights).max() > _LARGEST_WEIGHT:
        raise UsageError(f"{name}: expected at most {_LARGEST_WEIGHT:.0e} in size")


def _check_content(metadata: Metadata, arrays: Arrays) -> None:
    """Check each picture's stages, and recompute every number from images and weights."""
    check_stages(metadata["pictures"], arrays)
    layers = range(len(metadata["layer_sizes"]) - 1)
    weights, biases = ([arrays[f"{key}_{n}"] for n in layers] for key in ("weights", "biases"))
    for key, array in inference_terms(weights, biases, arrays["images"]).items():
        if not np.array_equal(array, arrays[key]):
            raise UsageError(f"{key}: expected what weights and images give, found other numbers")


_of_layer = partial(ArrayField, each="layer")

INFERENCE = Schema(
    noun="inference recording",
    kinds=("inference",),
    fields={
        "layer_sizes": lambda value, _: check_layer_sizes(value),
        "pictures": check_pictures,
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
        "prepared": prepared(metadata["pictures"]),
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
        *STAGES,
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
        As made by :func:`classify_pictures`.

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
    functions : list of Activation
        The activation function of each layer but the input: sigmoids.
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
        self.functions = activations_for(["sigmoid"], len(layers))
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
    def class_names(self) -> tuple[str, ...]:
        """The names of the classes."""
        return tuple(map(str, self.metadata["classes"]))

    def chosen_sums_at(self, number: int) -> list[SumOfChosen]:
        """Return sums of some of a neuron's products, by layer; indexed by neuron and inputs."""
        return [SumOfChosen(products[number]) for products in self.products]

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


def classify_pictures(
    pictures: Sequence[Picture], network: CheckpointSeries | Recording
) -> Inference:
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
    arrays |= stages_of([picture.preparation for picture in pictures])
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
