"""An image for a trained network to read, and one that it misreads."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from network.core.arithmetic import Floats, tied
from network.core.model import check_integer
from network.core.rules import forward_pass
from network.data.dataset import Dataset, class_answers
from network.data.drawn_digits import DIGITS_FOLDER
from network.data.photographs.image_file import read_picture
from network.recordings.checkpoint_series import CheckpointSeries
from network.recordings.inference import Inference, classify_pictures
from network.recordings.network_inference import NetworkInference, infer
from network.recordings.pictures import DRAWING, FAILURE, Picture, picture_from_file
from network.recordings.questions import (
    SAMPLE,
    TEST_SAMPLE,
    Question,
    Trained,
    question,
    reads_digits,
    sample_of,
)

__all__ = ["label_of", "misread_image", "parting_neuron", "picture_for", "read_images"]

_SEARCHED = 4096
"""Number of samples among which a misread one is looked for."""


def picture_for(network: CheckpointSeries | Trained, path: str | Path) -> Picture:
    """Read a picture in the form that a network expects.

    A network that reads digits gets them as MNIST has them: cropped, scaled and centred.  Other
    images must have the shape of those that it was trained on.

    Raises
    ------
    LayerlightError
        The file cannot be read, or does not show a single digit where one is expected.
    """
    if isinstance(network, CheckpointSeries) or reads_digits(network):
        return picture_from_file(path)
    name = Path(path).name.encode("utf-8", "replace").decode()
    return Picture(read_picture(Path(path)), name, "file")


def read_images(
    network: CheckpointSeries | Trained, given: Picture | int | None = None
) -> Inference | NetworkInference:
    """Have a network read an image, then one that it misreads, if there is any at hand.

    The second image, and the first unless it is given, come from the samples to test on or, without
    any, from those trained on; for a checkpoint series, which holds no samples, from the digits
    drawn for this project.

    Parameters
    ----------
    network : CheckpointSeries or Recording
        A network that reads images as classes; its final weights are used.
    given : Picture or int, optional
        The first image: a picture, or the number of a sample that the network was trained on.  By
        default the first one that the network reads correctly.

    Returns
    -------
    Inference or NetworkInference
        Of one image or two.

    Raises
    ------
    UsageError
        The image does not fit the network.
    """
    if isinstance(network, CheckpointSeries):
        if given is not None and not isinstance(given, Picture):
            check_integer(given, "a sample of a checkpoint series, which holds none", 0, -1)
        return _of_series(network, given if isinstance(given, Picture) else None)
    tested = getattr(network, "test_samples", None)
    samples: Dataset = network.samples if tested is None else tested
    origin = SAMPLE if tested is None else TEST_SAMPLE
    right, wrong = _first_of_each(network, samples)
    asked: list[Question] = []
    if given is not None:
        asked.append(question(network, given))
    else:
        asked.append(sample_of(samples, right if right is not None else wrong or 0, origin))
    # What was asked for may itself be the misread sample.
    same = right is None if given is None else tested is None and given == wrong
    if wrong is not None and not same:
        asked.append(sample_of(samples, wrong, origin))
    return infer(network, asked)


def label_of(recording: Inference | NetworkInference, number: int) -> int | None:
    """Return which output stands for the class of an image, or None if the class is not known."""
    found = int(recording.labels[number])
    if isinstance(recording, Inference):
        classes = recording.metadata["classes"]
        return classes.index(found) if found in classes else None
    return found if found >= 0 else None


def misread_image(
    recording: Inference | NetworkInference, number: int, shipped: Inference
) -> tuple[Inference | NetworkInference, int] | None:
    """Find another image that a network misreads.

    Parameters
    ----------
    recording : Inference or NetworkInference
        What the network has read.
    number : int
        The image that is not meant.
    shipped : Inference
        Images read by the shipped network; they count if it is the same one.

    Returns
    -------
    (Inference or NetworkInference, int) or None
        The recording that holds the image, and its number there.
    """
    same = recording.metadata["network"]["digest"] == shipped.metadata["network"]["digest"]
    places: list[tuple[Inference | NetworkInference, int]] = [
        (recording, k) for k in range(recording.steps) if k != number
    ]
    places += [(shipped, k) for k in range(shipped.steps)] if same else []
    for held, k in places:
        label, outputs = label_of(held, k), held.activations[-1][k]
        if label is not None and label != int(np.argmax(outputs)) and not held.tied(k):
            return held, k
    return None


def parting_neuron(
    recording: Inference | NetworkInference, number: int, outputs: tuple[int, int]
) -> tuple[int, float, float]:
    """Find the neuron of the last hidden layer that does most for one output against another.

    Returns
    -------
    neuron : int
    gap : float
        By how much its contribution to the first output exceeds that to the second.
    lead : float
        By how much the first output's z exceeds the second's.
    """
    last = len(recording.layer_sizes) - 2
    products = recording.get("products", step=number, layer=last)
    z = recording.get("z", step=number, layer=last)
    first, second = outputs
    gaps = products[first] - products[second]
    neuron = int(np.argmax(gaps))
    return neuron, float(gaps[neuron]), float(z[first] - z[second])


def _first_of_each(network: Trained, samples: Dataset) -> tuple[int | None, int | None]:
    """Return the first sample with a correct answer, and the first with a wrong one."""
    right = wrong = None
    if samples.labels is None:
        return right, wrong
    chosen = np.arange(min(len(samples), _SEARCHED))
    outputs = _outputs(network, samples, chosen)
    clear = ~tied(outputs) if outputs.shape[1] > 1 else np.ones(len(outputs), bool)
    correct = class_answers(outputs) == samples.labels[chosen]
    for number in np.flatnonzero(clear).tolist():
        if correct[number] and right is None:
            right = number
        if not correct[number] and wrong is None:
            wrong = number
    return right, wrong


def _outputs(network: Trained, samples: Dataset, chosen: NDArray[np.int64]) -> Floats:
    last = network.steps
    weights, biases = network.weights_at(last), network.biases_at(last)
    rows = samples.input_rows(chosen)
    return forward_pass(rows, weights, biases, network.rules.functions)[1][-1]


def _of_series(network: CheckpointSeries, given: Picture | None) -> Inference:
    """Read a picture or a drawn digit, and then a drawn digit that is misread."""
    known = [picture_from_file(DRAWING), picture_from_file(FAILURE)]
    first = _read_or_not(network, known, correct=True) if given is None else given
    wrong = _read_or_not(network, known, correct=False)
    if wrong is None or (given is None and first is None):
        drawn = list(_drawn_digits())
        first = first or _read_or_not(network, drawn, correct=True) or known[0]
        wrong = wrong or _read_or_not(network, drawn, correct=False)
    assert first is not None
    same = wrong is not None and np.array_equal(first.image, wrong.image)
    asked = [first] if wrong is None or same else [first, wrong]
    return classify_pictures(asked, network)


def _read_or_not(
    network: CheckpointSeries, pictures: Sequence[Picture], *, correct: bool
) -> Picture | None:
    """Return the first picture with a correct, or a wrong, answer."""
    found = classify_pictures(pictures, network)
    for number, picture in enumerate(pictures):
        if not found.tied(number) and (found.predicted_class[number] == picture.label) == correct:
            return picture
    return None


def _drawn_digits() -> Iterator[Picture]:
    yield from map(picture_from_file, sorted(DIGITS_FOLDER.rglob("*.png")))
