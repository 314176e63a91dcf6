"""What a network computes if every input is zero."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from network.core.arithmetic import Floats
from network.core.rules import forward_pass
from network.storage.storable import NamedArrays

if TYPE_CHECKING:
    from network.recordings.recording import Recording

__all__ = ["ZeroInputs"]


class ZeroInputs(NamedArrays):
    """The forward pass of one step's weights and biases on inputs that are all zero.

    Parameters
    ----------
    source : network.Recording
    step : int
        Which weights and biases: those of this training step.

    Attributes
    ----------
    source : network.Recording
    layer_sizes : tuple of int
    activations, z : list of numpy.ndarray
        As in a :class:`network.Recording` of a single step.
    arrays : dict of str to numpy.ndarray, read-only
        ``weights_l``, ``biases_l``, ``activations_l``, ``z_l``; ``products_l`` and
        ``partial_sums_l``, shape (1, n_out, n_in).
    """

    def __init__(self, source: Recording, step: int) -> None:
        self.source, self.layer_sizes = source, source.layer_sizes
        weights, biases = source.weights_at(step), source.biases_at(step)
        inputs = np.zeros((1, self.layer_sizes[0]))
        sums, found = forward_pass(inputs, weights, biases, source.rules.functions)
        self.z, self.activations = list(sums), [inputs, *found]
        arrays: dict[str, Floats] = {"activations_0": inputs}
        for layer, (matrix, bias) in enumerate(zip(weights, biases, strict=True)):
            products = np.asarray(matrix, np.float64) * self.activations[layer][0] + 0.0
            arrays |= {
                f"weights_{layer}": matrix[None],
                f"biases_{layer}": bias[None],
                f"products_{layer}": products[None],
                f"partial_sums_{layer}": np.cumsum(products, axis=1)[None],
                f"z_{layer}": self.z[layer],
                f"activations_{layer + 1}": self.activations[layer + 1],
            }
        super().__init__({"kind": "zero_inputs", "step": step}, arrays)

    def weights_at(self, step: int) -> list[Floats]:
        """Return the weights of every layer at the only step, 0."""
        return [self.arrays[f"weights_{k}"][step] for k in range(len(self.z))]

    def biases_at(self, step: int) -> list[Floats]:
        """Return the biases of every layer at the only step, 0."""
        return [self.arrays[f"biases_{k}"][step] for k in range(len(self.z))]
