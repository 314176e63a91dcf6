"""What a trained network can be asked: a sample of its own, values of a table, a picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from network.core.arithmetic import Floats
from network.core.model import MAX_VALUE, check_integer
from network.core.rules import Rules
from network.data.dataset import Dataset, selected_inputs
from network.data.mnist import FROM_MNIST
from network.data.photographs.preparation import Preparation
from network.errors import UsageError
from network.recordings.pictures import UNKNOWN, Picture
from network.recordings.recording_schema import MNIST, WALKTHROUGH

__all__ = [
    "SAMPLE", "TEST_SAMPLE", "VALUES", "Question", "Trained", "question", "reads_digits",
    "sample_of",
]  # fmt: skip

#: Where inputs can come from, besides pictures.
SAMPLE, TEST_SAMPLE, VALUES = "sample", "test sample", "values"
_DIGITS = 10


class Trained(Protocol):
    """What any trained network can tell: a recording, or another result of a training."""

    metadata: dict[str, Any]
    steps: int
    rules: Rules

    @property
    def layer_sizes(self) -> tuple[int, ...]:
        """Number of neurons in each layer."""

    @property
    def samples(self) -> Dataset:
        """The samples trained on, with the names of inputs and outputs."""

    def weights_at(self, step: int) -> list[Floats]:
        """Return the weights after a number of updates, by layer."""

    def biases_at(self, step: int) -> list[Floats]:
        """Return the biases after a number of updates, by layer."""

    def digest(self) -> str:
        """Return the SHA-256 of all content."""


@dataclass(frozen=True, eq=False)
class Question:
    """One input for a trained network.

    Parameters
    ----------
    name : str
        What to call it.
    origin : str
        :data:`SAMPLE`, :data:`TEST_SAMPLE`, :data:`VALUES`, or the origin of a :class:`Picture`.
    inputs : numpy.ndarray
        Shape (n_inputs,): as the network reads them.
    raw : numpy.ndarray or None
        Shape (n_inputs,): before scaling, if inputs are scaled.
    image : numpy.ndarray or None
        Shape (rows, columns), uint8, if the input is an image.
    label : int
        The class of the input, or −1 if it is not known.
    targets : numpy.ndarray or None
        Shape (n_outputs,): the outputs wanted, in the units of the data, if they are known.
    preparation : Preparation or None
        How the picture was prepared.
    """

    name: str
    origin: str
    inputs: Floats
    raw: Floats | None = None
    image: NDArray[np.uint8] | None = None
    label: int = UNKNOWN
    targets: Floats | None = None
    preparation: Preparation | None = None


def question(network: Trained, given: Picture | int | ArrayLike) -> Question:
    """Return an input for a trained network.

    Parameters
    ----------
    network : Trained
        The network.
    given : Picture, int or array_like
        A picture or another image (uint8, of the shape of the network's images); the number of one
        of the samples that the network was trained on; or values, shape (n_inputs,), in the units
        of its data.

    Raises
    ------
    UsageError
        It does not fit the network.
    """
    if isinstance(given, Picture):
        return _of_picture(network, given)
    array = np.asarray(given)
    if array.dtype == np.uint8 and array.ndim == 2:
        return _of_picture(network, Picture(array, "this image", "file"))
    if array.ndim == 0:
        return _of_sample(network, given)
    return _of_values(network, array)


def _of_sample(network: Trained, number: Any) -> Question:
    samples = network.samples
    return sample_of(samples, check_integer(number, "the sample", 0, len(samples) - 1))


def sample_of(samples: Dataset, sample: int, origin: str = SAMPLE) -> Question:
    """Return the question that a sample puts.

    Parameters
    ----------
    samples : Dataset
        The samples.
    sample : int
        Its number, from 0.
    origin : str
        :data:`SAMPLE`, or :data:`TEST_SAMPLE` if the network was not trained on it.
    """
    return Question(
        f"{origin} {sample:,}",
        origin,
        samples.input_rows(np.array([sample]))[0],
        None if samples.scaling is None else samples.raw[sample],
        None if samples.images is None else samples.images[sample],
        UNKNOWN if samples.labels is None else int(samples.labels[sample]),
        samples.raw_targets[sample],
    )


def _of_values(network: Trained, values: NDArray[Any]) -> Question:
    samples = network.samples
    if samples.images is not None:
        raise UsageError("values are for tables; this network reads images: name one, or a sample")
    try:
        raw = np.asarray(values, np.float64)
    except (TypeError, ValueError):
        raise UsageError(f"values: expected numbers, found {values.tolist()!r:.60}") from None
    if raw.shape != (samples.input_count,):
        found = f"{len(raw)}" if raw.ndim == 1 else f"an array of shape {raw.shape}"
        raise UsageError(f"values: expected {_listed(samples.input_names)}, found {found}")
    inputs = raw if samples.scaling is None else samples.scaling.apply(raw)
    if not np.all(np.abs(inputs) <= MAX_VALUE):
        place = int(np.flatnonzero(~(np.abs(inputs) <= MAX_VALUE))[0])
        raise UsageError(
            f"values: {samples.input_names[place]}: expected a number near those of the data, found"
            f" {raw[place]:g}"
        )
    return Question("these values", VALUES, inputs, None if samples.scaling is None else raw)


def _of_picture(network: Trained, picture: Picture) -> Question:
    samples, image = network.samples, picture.image
    shape = samples.image_shape
    if samples.images is None or shape is None:
        raise UsageError("this network reads no images; give --values or --sample")
    if image.shape != tuple(shape):
        raise UsageError(
            f"{picture.name}: expected an image of {shape[0]} × {shape[1]} pixels (rows × columns),"
            f" found {image.shape[0]} × {image.shape[1]}; this network was trained on the former"
        )
    return Question(
        picture.name,
        picture.origin,
        selected_inputs(image[None], samples.pixels)[0] / 255,
        image=image,
        label=_class_of(picture.label, network),
        preparation=picture.preparation,
    )


def reads_digits(network: Trained) -> bool:
    """Return whether a network was trained on images of digits, as MNIST has them."""
    of_digits = network.metadata["kind"] in (WALKTHROUGH, MNIST)
    return of_digits or network.samples.source.startswith(FROM_MNIST)


def _class_of(digit: int, network: Trained) -> int:
    """Return the index of the class of a digit, or −1."""
    if digit == UNKNOWN or not reads_digits(network):
        return UNKNOWN
    names = network.samples.class_names or ()
    if len(names) == _DIGITS:
        return digit
    return names.index(str(digit)) if str(digit) in names else UNKNOWN


def _listed(names: Sequence[str]) -> str:
    return f"{len(names)} ({', '.join(names[:8])}{', …' if len(names) > 8 else ''})"
