"""What a trained network of any kind answers to inputs that are not its recording's steps."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from network.core.arithmetic import Floats, tied
from network.core.kernel import MAX_Z
from network.core.model import MAX_VALUE, check_integer
from network.core.rules import forward_pass
from network.data.dataset import class_answers, selected_inputs
from network.errors import UsageError
from network.recordings.recording import Recording

__all__ = ["Answer", "answer_to_image", "answer_to_sample", "answer_to_values"]


@dataclass(frozen=True, eq=False)
class Answer:
    """The outputs of a trained network for one input.

    Parameters
    ----------
    name : str
        What the input is called.
    inputs : numpy.ndarray
        Shape (n_inputs,): as the network reads them.
    outputs : numpy.ndarray
        Shape (n_outputs,).
    raw_outputs : numpy.ndarray or None
        Shape (n_outputs,): in the units of the data, if targets were scaled.
    answer : int or None
        Index of the class that the outputs stand for; None if there are no classes, or if several
        outputs tie for the largest.
    label : int or None
        The class of the input, if it is known.
    targets : numpy.ndarray or None
        Shape (n_outputs,): the outputs wanted, in the units of the data, if they are known.
    image : numpy.ndarray or None
        Shape (rows, columns), uint8, if the input is an image.
    """

    name: str
    inputs: Floats
    outputs: Floats
    raw_outputs: Floats | None
    answer: int | None
    label: int | None = None
    targets: Floats | None = None
    image: NDArray[np.uint8] | None = None


def answer_to_sample(recording: Recording, sample: int) -> Answer:
    """Return the trained network's answer to one of the samples it was trained on.

    Raises
    ------
    UsageError
        There is no such sample.
    """
    samples = recording.samples
    sample = check_integer(sample, "the sample", 0, len(samples) - 1)
    return _answer(
        recording,
        f"sample {sample:,}",
        samples.input_rows(np.array([sample]))[0],
        None if samples.labels is None else int(samples.labels[sample]),
        samples.raw_targets[sample],
        None if samples.images is None else samples.images[sample],
    )


def answer_to_values(recording: Recording, values: ArrayLike) -> Answer:
    """Return the trained network's answer to values in the units of its data.

    Parameters
    ----------
    recording : Recording
        Of a table.
    values : array_like
        Shape (n_inputs,).

    Raises
    ------
    UsageError
        The recording is of images, or the values do not fit its inputs.
    """
    samples = recording.samples
    if samples.images is not None:
        raise UsageError("values are for tables; this network reads images: name one, or a sample")
    raw = np.asarray(values, np.float64)
    if raw.shape != (samples.input_count,):
        names = ", ".join(samples.input_names[:8]) + (", …" if samples.input_count > 8 else "")
        raise UsageError(
            f"values: expected {samples.input_count} ({names}), found {len(np.atleast_1d(raw))}"
        )
    inputs = raw if samples.scaling is None else samples.scaling.apply(raw)
    if not np.all(np.abs(inputs) <= MAX_VALUE):
        place = int(np.flatnonzero(~(np.abs(inputs) <= MAX_VALUE))[0])
        raise UsageError(
            f"values: {samples.input_names[place]}: expected a number near those of the data, found"
            f" {raw[place]:g}"
        )
    return _answer(recording, "these values", inputs)


def answer_to_image(
    recording: Recording, image: NDArray[np.uint8], name: str, label: int | None = None
) -> Answer:
    """Return the trained network's answer to an image.

    Parameters
    ----------
    recording : Recording
        Of images.
    image : numpy.ndarray
        uint8, of the shape of the recording's images.
    name : str
        What to call it.
    label : int, optional
        Its class, if it is known.

    Raises
    ------
    UsageError
        The recording is of no images, or of images of another shape.
    """
    shape = recording.samples.image_shape
    if recording.samples.images is None or shape is None:
        raise UsageError("this network reads no images; give --values or --sample")
    if image.shape != tuple(shape):
        raise UsageError(
            f"{name}: expected an image of {shape[0]} × {shape[1]} pixels (rows × columns), found "
            f"{image.shape[0]} × {image.shape[1]}; this network was trained on the former"
        )
    inputs = selected_inputs(image[None], recording.samples.pixels)[0] / 255
    return _answer(recording, name, inputs, label, None, image)


@np.errstate(all="ignore")  # numbers in files may be absurd
def _answer(
    recording: Recording,
    name: str,
    inputs: Floats,
    label: int | None = None,
    targets: Floats | None = None,
    image: NDArray[np.uint8] | None = None,
) -> Answer:
    weights, biases = recording.weights_at(recording.steps), recording.biases_at(recording.steps)
    z, activations = forward_pass(inputs, weights, biases, recording.rules.functions)
    if not all(np.all(np.abs(values) < MAX_Z) for values in z):
        raise UsageError(f"{name}: the network diverged: expected |z| below {MAX_Z:.0e}")
    outputs, scaling = activations[-1], recording.samples.target_scaling
    answer = None
    if recording.class_names is not None and not (len(outputs) > 1 and tied(outputs)):
        answer = int(class_answers(outputs))
    return Answer(
        name,
        inputs,
        outputs,
        None if scaling is None else scaling.undo(outputs),
        answer,
        label,
        targets,
        image,
    )


def ranked(outputs: Floats) -> Sequence[int]:
    """Return the indices of outputs by size, largest first; of equal ones the lower index first."""
    found: list[int] = np.argsort(-outputs, kind="stable").tolist()
    return found
