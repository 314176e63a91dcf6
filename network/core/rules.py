"""How a network computes and learns: everything about it but its sizes and parameters."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from network.core.activations import Activation
from network.core.arithmetic import Floats
from network.core.losses import LOSSES, Loss

__all__ = ["Rules", "backward_pass", "forward_pass"]


@dataclass(frozen=True)
class Rules:
    """Activation functions, cost, rule of the output deltas, learning rate.

    Parameters
    ----------
    functions : sequence of Activation
        The activation function of each layer but the input.
    loss : Loss
        The cost that is recorded.
    output_delta : str
        One of :data:`network.core.kernel.OUTPUT_DELTAS`.
    learning_rate : float or None
        None where the updates are not −learning_rate·gradient, as in other people's runs.
    """

    functions: Sequence[Activation]
    loss: Loss
    output_delta: str
    learning_rate: float | None

    @property
    def learned_loss(self) -> Loss | None:
        """The cost whose exact gradient the deltas are, or None if they are no cost's gradient.

        o − t is the gradient of the cross-entropy for sigmoid and softmax outputs, and of the
        half squared error for identity outputs.
        """
        if self.output_delta != "difference":
            return self.loss
        costs = {
            "sigmoid": "cross-entropy",
            "softmax": "cross-entropy",
            "identity": "half-squared-error",
        }
        name = costs.get(self.functions[-1].name)
        return LOSSES[name] if name else None

    def cost(self, z: Floats, outputs: Floats, targets: Floats) -> Floats:
        """Return the cost of each sample, shape (...), of arrays of shape (..., n)."""
        return self.loss.value(z, outputs, targets, self.functions[-1])

    def output_deltas(self, z: Floats, outputs: Floats, targets: Floats) -> Floats:
        """Return the deltas of the output layer, shape (..., n)."""
        if self.output_delta == "difference":
            return np.asarray(outputs - targets)
        return self.loss.delta(z, outputs, targets, self.functions[-1])


def forward_pass(
    inputs: Floats,
    weights: Sequence[Floats],
    biases: Sequence[Floats],
    functions: Sequence[Activation],
) -> tuple[list[Floats], list[Floats]]:
    """Return z and the activations of every layer, with the same bits as in training.

    Terms are added one input at a time, from the first to the last, then the bias.

    Parameters
    ----------
    inputs : numpy.ndarray
        Shape (..., n_inputs).
    weights, biases : sequence of numpy.ndarray
        By layer; shapes (n_out, n_in) and (n_out,), or (..., n_out, n_in) and (..., n_out) if each
        sample has its own.
    functions : sequence of Activation
        By layer.

    Returns
    -------
    list of numpy.ndarray, list of numpy.ndarray
        By layer, shape (..., n_out) each; the inputs are not among the activations.
    """
    found: tuple[list[Floats], list[Floats]] = ([], [])
    below = inputs
    for matrix, bias, function in zip(weights, biases, functions, strict=True):
        total = np.asarray(matrix[..., 0] * below[..., 0, None] + 0.0)  # no −0.0
        for i in range(1, matrix.shape[-1]):
            total += matrix[..., i] * below[..., i, None]
        z = np.asarray(total + bias)
        below = function.value(z)
        found[0].append(z)
        found[1].append(below)
    return found


def backward_pass(
    rules: Rules,
    weights: Sequence[Floats],
    z: Sequence[Floats],
    activations: Sequence[Floats],
    targets: Floats,
) -> list[Floats]:
    """Return the deltas of every layer for samples that share their weights.

    delta_out follows from the rule; delta = (Wᵀ·delta_next) through the activation's slope below
    it, summed from the first neuron of the next layer to the last.

    Parameters
    ----------
    rules : Rules
        How the network learns.
    weights : sequence of numpy.ndarray
        By layer, shape (n_out, n_in).
    z, activations : sequence of numpy.ndarray
        By layer, shape (samples, n_out); see :func:`forward_pass`.
    targets : numpy.ndarray
        Shape (samples, n_outputs).

    Returns
    -------
    list of numpy.ndarray
        By layer, shape (samples, n_out).
    """
    deltas = [rules.output_deltas(z[-1], activations[-1], targets)]
    for layer in range(len(weights) - 2, -1, -1):
        matrix, above = weights[layer + 1], deltas[0]
        total = np.asarray(matrix[0] * above[:, 0, None] + 0.0)
        for k in range(1, len(matrix)):
            total += matrix[k] * above[:, k, None]
        deltas.insert(0, rules.functions[layer].pull_back(z[layer], activations[layer], total))
    return deltas
