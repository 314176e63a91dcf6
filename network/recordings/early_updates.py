"""The first single updates of the first layer, as pictures: each is the image it was made from.

An update is ΔW = −η·δ·xᵀ and Δb = −η·δ, so the change of a neuron's weights divided by that of its
bias is the input x.  A checkpoint series, which holds no images, thus tells which images the first
steps were on, as long as its checkpoints are one step apart.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from network.core.arithmetic import Floats

__all__ = ["MOST_EARLY", "EarlyUpdates", "early_updates"]

MOST_EARLY = 5
_LEAST_FACTOR = 1e-5  # of −η·δ: below it, float32 weights no longer tell the grey levels
_TOLERANCE = 0.1  # of a grey level


@dataclass(frozen=True)
class EarlyUpdates:
    """What the first steps of a training added to the weights of the first layer.

    Attributes
    ----------
    weights : numpy.ndarray
        Shape (n + 1, n_out, n_in): before each of them, and after the last.
    factors : numpy.ndarray
        Shape (n, n_out): −η·δ of each neuron.
    pixels : numpy.ndarray
        Shape (n, n_in): the image of each step, 0 to 1.
    labels : numpy.ndarray
        Shape (n,): index of its class.
    """

    weights: NDArray[np.floating]
    factors: NDArray[np.floating]
    pixels: Floats
    labels: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.factors)


def early_updates(
    steps: NDArray[np.int64],
    weights: NDArray[np.float32],
    biases: NDArray[np.float32],
    output_biases: NDArray[np.float32],
) -> EarlyUpdates:
    """Return the first updates that checkpoints hold one by one, at most :data:`MOST_EARLY`.

    Parameters
    ----------
    steps : numpy.ndarray
        Shape (checkpoints,): number of updates before each.
    weights, biases : numpy.ndarray
        Of the first layer, shapes (checkpoints, n_out, n_in) and (checkpoints, n_out).
    output_biases : numpy.ndarray
        Shape (checkpoints, n_outputs).  The output of the label is the only one that an update
        raises.
    """
    pixels: list[Floats] = []
    for step in range(min(MOST_EARLY, len(steps) - 1)):
        if steps[step + 1] != step + 1:
            break
        image = _image(
            weights[step + 1].astype(float) - weights[step],
            biases[step + 1].astype(float) - biases[step],
        )
        if image is None:
            break
        pixels.append(image)
    count = len(pixels)
    raised = np.diff(output_biases[: count + 1].astype(float), axis=0)
    return EarlyUpdates(
        weights[: count + 1],
        np.diff(biases[: count + 1], axis=0),
        np.array(pixels).reshape(count, weights.shape[2]),
        np.argmax(raised, axis=1).astype(np.int64),
    )


def _image(change: Floats, factors: Floats) -> Floats | None:
    """Return the image that an update was made from, or None if the update does not tell."""
    neuron = int(np.argmax(np.abs(factors)))
    if abs(factors[neuron]) < _LEAST_FACTOR:
        return None
    levels = 255 * change[neuron] / factors[neuron]
    whole = np.clip(np.rint(levels), 0, 255)
    return whole / 255 if np.abs(levels - whole).max() < _TOLERANCE else None
