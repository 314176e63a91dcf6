"""Every term that a trained network computes from an image to its answer."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from network.core.arithmetic import Floats, sigmoid
from network.core.kernel import MAX_Z
from network.errors import UsageError
from network.storage.archive import Array


def inference_terms(
    weights: Sequence[Floats], biases: Sequence[Floats], images: NDArray[np.uint8]
) -> dict[str, Array]:
    """Return every term of each layer for some images, by the names used in files.

    Terms are added in the same order as in training, from the first input to the last, then the
    bias, so that z and activations have the same bits.

    Parameters
    ----------
    weights, biases : sequence of numpy.ndarray
        By layer, float64, shapes (n_out, n_in) and (n_out,).
    images : numpy.ndarray
        Shape (n, rows, columns), uint8; an input is a grey level / 255, row by row.

    Returns
    -------
    dict
        For each layer l: ``products_l`` (n, n_out, n_in), weight·input; ``partial_sums_l``, the
        sum of a neuron's products up to and including each; ``z_l`` (n, n_out), the last of
        those sums plus the bias; ``activations_{l + 1}`` (n, n_out).  ``answers`` and
        ``runners_up`` (n,), int64: index of the largest output and of the second largest; of
        equal ones, the lower index comes first.  ``output_sums`` (n,): the sum of the outputs,
        from the first to the last.  ``ranking`` (n, hidden), int64: the neurons of the last
        hidden layer by the size of their products for the answer, largest first.

    Raises
    ------
    UsageError
        |z| is too large for the sigmoid to be accurate.
    """
    found: dict[str, Array] = {}
    before: Floats = images.reshape(len(images), -1) / 255
    for layer, (matrix, bias) in enumerate(zip(weights, biases, strict=True)):
        products = matrix * before[:, None, :] + 0.0  # + 0.0 turns −0.0 into 0.0
        sums = np.add.accumulate(products, axis=2)
        z = sums[..., -1] + bias
        if not np.all(np.abs(z) < MAX_Z):
            raise UsageError(f"the network diverged in training: expected |z| below {MAX_Z:.0e}")
        before = sigmoid(z)
        found |= {f"products_{layer}": products, f"partial_sums_{layer}": sums}
        found |= {f"z_{layer}": z, f"activations_{layer + 1}": before}
    order = np.argsort(-before, axis=1, kind="stable")
    found["answers"] = order[:, 0].astype(np.int64)
    found["runners_up"] = order[:, 1].astype(np.int64)
    found["output_sums"] = np.add.accumulate(before, axis=1)[:, -1].copy()
    own = np.take_along_axis(products, found["answers"][:, None, None], axis=1)[:, 0]
    found["ranking"] = np.argsort(-np.abs(own), axis=1, kind="stable").astype(np.int64)
    return found
