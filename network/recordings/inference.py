"""Using a trained network: its answer to an image, recorded in full."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from network.core.arithmetic import Floats, tied
from network.core.model import check_integer
from network.data.drawn_digits import DIGITS_FOLDER
from network.data.mnist import Mnist
from network.data.photographs.image_file import read_picture
from network.data.photographs.preparation import SIDE, Preparation, is_prepared, prepare
from network.errors import LayerlightError, UsageError
from network.recordings.checkpoint_series import CheckpointSeries
from network.recordings.inference_schema import MOST_IMAGES, UNKNOWN, check_inference
from network.recordings.inference_terms import answer_arrays
from network.recordings.recording import Recording
from network.storage.archive import FORMAT_VERSION, Array
from network.storage.storable import Storable, frozen

#: The drawings that the clip is made from: one that is read right, and one that is not.
DRAWING, FAILURE = DIGITS_FOLDER / "3.png", DIGITS_FOLDER / "variants" / "1_d.png"
#: An answer whose output is below this is unsure.
SURE = 0.5
#: What a film or recording says of its training that is kept beside the answers.
_SETTINGS = ("seed", "learning_rate", "epochs", "images", "output_delta", "data")


@dataclass(frozen=True)
class Picture:
    """An image ready to be read by the network.

    Attributes
    ----------
    image : numpy.ndarray
        Shape (28, 28), uint8, in the manner of MNIST.
    name : str
        What to call it.
    origin : str
        "drawing" (one of this project's), "file" or "mnist".
    label : int
        The digit it shows, −1 if that is not known.
    preparation : Preparation, optional
        How it came to be; none if the image was in that manner already.
    """

    image: NDArray[np.uint8]
    name: str
    origin: str
    label: int = UNKNOWN
    preparation: Preparation | None = None


class Inference(Storable):
    """What a trained network computed from some images: every term on the way to its answers.

    Images take the place that steps have in a :class:`network.Recording`, so that the same names
    can be read the same way: ``activations[0]`` is the input; entry l of every other list belongs
    to the layer from ``activations[l]`` to ``activations[l + 1]``.

    Parameters
    ----------
    metadata, arrays : mapping
        As made by :func:`classify`.

    Attributes
    ----------
    metadata : dict
        Kind "inference"; ``layer_sizes``, ``image_shape``, ``classes``; ``network``: of the
        network used its ``kind``, ``digest``, ``step``, settings and, of a film,
        ``test_accuracy`` and ``test_images``; ``pictures``: of each image its ``name``,
        ``origin`` and ``preparation`` (see
        :class:`network.data.photographs.preparation.Preparation`) or None.
    layer_sizes : tuple of int
        Neurons of each layer.
    steps : int
        Number of images.
    images : numpy.ndarray
        Shape (n, 28, 28), uint8: what the network read.
    labels : numpy.ndarray
        Shape (n,), int64: the digit that each shows, −1 where that is not known.
    weights, biases : list of numpy.ndarray
        The network's, float64, shapes (n_out, n_in) and (n_out,).
    products, partial_sums : list of numpy.ndarray
        Shape (n, n_out, n_in): weight × input, and the sum of a neuron's products up to and
        including that one.  The products of the last layer are what each hidden neuron
        contributes to each output.
    z, activations : list of numpy.ndarray
        Shape (n, n_out): the last partial sum plus the bias; its sigmoid.
    predictions, runners_up : numpy.ndarray
        Shape (n,), int64: index of the largest output, and of the next.
    output_sums : numpy.ndarray
        Shape (n,): the sum of all outputs, which need not be 1.
    ranking : numpy.ndarray
        Shape (n, hidden), int64: hidden neurons by the size of what they contribute to the
        largest output, largest first.
    arrays : dict
        All arrays by the names used in files; of image k that was prepared also ``picture_k``,
        ``ink_k`` and ``scaled_k``, uint8: see
        :class:`network.data.photographs.preparation.Preparation`.
    """

    noun = "inference recording"
    check_file = staticmethod(check_inference)

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

    def tied(self, image: int) -> bool:
        """Tell whether outputs tie for the largest, so that there is no answer."""
        return bool(tied(self.activations[-1][image]))

    def is_sure(self, image: int) -> bool:
        """Tell whether the largest output for an image reaches one half."""
        return bool(self.activations[-1][image].max() >= SURE)

    def weights_at(self, step: int) -> list[Floats]:
        """Return the weights, which are the same for every image."""
        check_integer(step, "the image", 0, self.steps - 1)
        return self.weights

    def biases_at(self, step: int) -> list[Floats]:
        """Return the biases, which are the same for every image."""
        check_integer(step, "the image", 0, self.steps - 1)
        return self.biases


def classify(pictures: Sequence[Picture], network: CheckpointSeries | Recording) -> Inference:
    """Let a trained network read images, and record all it computes.

    Parameters
    ----------
    pictures : sequence of Picture
        One or more: see :func:`picture_from_file`, :func:`picture_from_mnist`.
    network : CheckpointSeries or Recording
        The weights after its last step are used: exactly those that it holds, so a film's are
        rounded to float32.

    Raises
    ------
    UsageError
        The network does not read all 28×28 pixels, or there is no picture, or too many.
    """
    settings = network.metadata
    if settings["image_shape"] != [SIDE, SIDE] or settings["pixels"] is not None:
        raise UsageError(
            f"expected a network that reads all {SIDE} × {SIDE} pixels, found one with "
            f"{network.layer_sizes[0]} inputs (kind {settings['kind']!r}); "
            "use a film or an MNIST recording"
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
        **answer_arrays(weights, biases, images),
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
    """Read a picture of one digit and prepare it, unless it is in MNIST's manner already.

    Raises
    ------
    LayerlightError
        It is no picture that can be read (see
        :func:`network.data.photographs.image_file.read_picture`), or shows
        no single whole digit (see :func:`network.data.photographs.preparation.prepare`).
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
    """Return the digit of one of the project's own drawings, whose names begin with it."""
    return int(path.name[0]) if path.resolve().is_relative_to(DIGITS_FOLDER) else UNKNOWN


def picture_from_mnist(mnist: Mnist, index: int) -> Picture:
    """Return test image number ``index``, from 0, with its label.

    Raises
    ------
    UsageError
        There is no such image.
    """
    index = check_integer(index, "the MNIST test image", 0, len(mnist.test_images) - 1)
    image = mnist.test_images[index].reshape(SIDE, SIDE)
    return Picture(image, f"MNIST test image {index}", "mnist", int(mnist.test_labels[index]))
