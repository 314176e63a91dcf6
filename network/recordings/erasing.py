"""What a network answers when the ink that decided its answer is erased, pixel by pixel."""

from typing import Any

import numpy as np

from network.core.rules import forward_pass
from network.recordings.inference import Inference
from network.recordings.inference_terms import inference_terms
from network.recordings.network_inference import NetworkInference
from network.recordings.readings import parting_neuron
from network.storage.archive import Array

__all__ = ["ink_erased"]

_MOST_IMAGES = 60
"""Most images on the way; each has some pixels less than the one before."""


def ink_erased(
    recording: Inference | NetworkInference, number: int, outputs: tuple[int, int]
) -> Inference | NetworkInference | None:
    """Erase the ink that raises the neuron which does most for one output against another.

    Pixels with a positive product with the neuron's weight are set to zero, the largest product
    first, and the same network reads every image on the way.

    Parameters
    ----------
    recording : Inference or NetworkInference
    number : int
        Of the image.
    outputs : (int, int)
        The first is the one that the neuron speaks for.

    Returns
    -------
    Inference or NetworkInference or None
        The image as it is, then with ever less ink; None if there are several hidden layers, or if
        no ink makes the neuron speak for the first output.  The recording holds it from then on.
    """
    held = "_erased_{}_{}_{}".format(number, *outputs)
    if held not in vars(recording):
        setattr(recording, held, _erased(recording, number, outputs))
    found: Inference | NetworkInference | None = getattr(recording, held)
    return found


def _erased(
    recording: Inference | NetworkInference, number: int, outputs: tuple[int, int]
) -> Inference | NetworkInference | None:
    """Work out :func:`ink_erased`."""
    neuron, gap, _ = parting_neuron(recording, number, outputs)
    first, second = recording.weights[-1][list(outputs), neuron]
    if len(recording.layer_sizes) != 3 or gap <= 0 or first <= second or recording.images is None:
        return None
    products = np.asarray(recording.get("products", step=number, layer=0))[neuron]
    order = np.argsort(-products, kind="stable")[: int((products > 0).sum())]
    if not len(order):
        return None
    counts = [*range(0, len(order), -(-len(order) // _MOST_IMAGES)), len(order)]
    images = np.array([recording.images[number]] * len(counts), np.uint8)
    for image, count in zip(images, counts, strict=True):
        image.reshape(-1)[order[:count]] = 0
    return _read(recording, number, images)


def _read(
    recording: Inference | NetworkInference, number: int, images: Array
) -> Inference | NetworkInference:
    """Have the network of a recording read other images in place of one of its own."""
    count = len(images)
    arrays: dict[str, Array] = {
        key: recording.arrays[key]
        for layer in range(len(recording.weights))
        for key in (f"weights_{layer}", f"biases_{layer}")
    }
    arrays["images"] = images
    about: dict[str, Any] = dict(recording.metadata)
    listed = "pictures" if isinstance(recording, Inference) else "inputs"
    about[listed] = [about[listed][number] | {"preparation": None}] * count
    weights, biases = recording.weights, recording.biases
    if isinstance(recording, Inference):
        arrays["image_labels"] = np.repeat(recording.labels[number], count)
        return Inference(about, arrays | inference_terms(weights, biases, images))
    arrays["labels"] = np.repeat(recording.labels[number], count)
    z, values = forward_pass(images.reshape(count, -1) / 255, weights, biases, recording.functions)
    for layer in range(len(weights)):
        arrays |= {f"z_{layer}": z[layer], f"activations_{layer + 1}": values[layer]}
    arrays["answers"] = np.argmax(values[-1], axis=1).astype(np.int64)
    return NetworkInference(about, arrays)
