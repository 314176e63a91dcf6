"""Costs: how wrong outputs are, with the gradient of each.

To add one, write a class and put it into :data:`LOSSES`.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from network.core.activations import Activation
from network.core.arithmetic import Floats, mean_squared_error
from network.core.elementary import log_sum_exp, softplus
from network.errors import UsageError

__all__ = ["LOSSES", "Loss", "loss_named"]


class Loss:
    """A cost of the outputs of one sample.

    Attributes
    ----------
    name : str
        The name that options and files use.
    title : str
        Its name in a sentence.
    formula : str
        Typst mathematics of outputs o and targets t.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    formula: ClassVar[str]

    def check(self, activation: Activation) -> None:
        """Raise UsageError if this cost does not go with the activation of the last layer."""

    def value(self, z: Floats, outputs: Floats, targets: Floats, activation: Activation) -> Floats:
        """Return the cost of each sample, shape (...), of arrays of shape (..., n)."""
        raise NotImplementedError

    def terms(self, z: Floats, outputs: Floats, targets: Floats, activation: Activation) -> Floats:
        """Return the term of each output in the cost's sum, shape (..., n)."""
        return np.square(outputs - targets)

    def gradient(self, outputs: Floats, targets: Floats) -> Floats:
        """Return dC/do, shape (..., n)."""
        raise NotImplementedError

    def delta(self, z: Floats, outputs: Floats, targets: Floats, activation: Activation) -> Floats:
        """Return dC/dz of the last layer, shape (..., n)."""
        return activation.pull_back(z, outputs, self.gradient(outputs, targets))


class MeanSquaredError(Loss):
    """1/n · Σ (o − t)², with gradient 2/n · (o − t)."""

    name = "mean-squared-error"
    title = "mean squared error"
    formula = "1/n sum_k (o_k - t_k)^2"

    def value(self, z: Floats, outputs: Floats, targets: Floats, activation: Activation) -> Floats:
        """Return 1/n · Σ (o − t)²."""
        return mean_squared_error(outputs, targets)

    def gradient(self, outputs: Floats, targets: Floats) -> Floats:
        """Return 2/n · (o − t)."""
        return np.asarray((outputs - targets) * (2.0 / outputs.shape[-1]))


class HalfSquaredError(Loss):
    """½ · Σ (o − t)², with gradient o − t."""

    name = "half-squared-error"
    title = "half squared error"
    formula = "1/2 sum_k (o_k - t_k)^2"

    def value(self, z: Floats, outputs: Floats, targets: Floats, activation: Activation) -> Floats:
        """Return ½ · Σ (o − t)², summed from the first output to the last."""
        squares = np.square(outputs - targets)
        return np.asarray(0.5 * np.add.accumulate(squares, axis=-1)[..., -1])

    def gradient(self, outputs: Floats, targets: Floats) -> Floats:
        """Return o − t."""
        return np.asarray(outputs - targets)


class CrossEntropy(Loss):
    """Binary for each output of sigmoid neurons, categorical for a softmax layer.

    Binary: −Σ t·ln o + (1 − t)·ln(1 − o) = Σ ln(1 + e^z) − t·z.  Categorical: −Σ t·ln o =
    Σ t·(ln Σ_j e^(z_j) − z).  Both are computed from z, so they stay finite however sure the
    outputs are; and in both dC/dz = o − t (categorical: for targets that add up to 1; in
    general o·Σt − t).
    """

    name = "cross-entropy"
    title = "cross-entropy"
    formula = "-sum_k t_k ln o_k"

    def check(self, activation: Activation) -> None:
        """Raise UsageError unless the last layer is sigmoid or softmax."""
        if activation.name not in ("sigmoid", "softmax"):
            raise UsageError(
                "cross-entropy needs outputs between 0 and 1, so a last layer of sigmoid or "
                f"softmax neurons; found {activation.name}"
            )

    def value(self, z: Floats, outputs: Floats, targets: Floats, activation: Activation) -> Floats:
        """Return the binary or the categorical cross-entropy, by the last layer's activation."""
        terms = self.terms(z, outputs, targets, activation)
        return np.asarray(np.add.accumulate(terms, axis=-1)[..., -1])

    def terms(self, z: Floats, outputs: Floats, targets: Floats, activation: Activation) -> Floats:
        """Return −t·ln o for softmax, −t·ln o − (1 − t)·ln(1 − o) for sigmoid outputs."""
        if activation.name == "softmax":
            return np.asarray(targets * (log_sum_exp(z)[..., None] - z))
        return np.asarray(softplus(z) - targets * z)

    def gradient(self, outputs: Floats, targets: Floats) -> Floats:
        """Return dC/do of the binary form: (o − t)/(o(1 − o))."""
        return np.asarray((outputs - targets) / (outputs * (1.0 - outputs)))

    def delta(self, z: Floats, outputs: Floats, targets: Floats, activation: Activation) -> Floats:
        """Return dC/dz without a division that could fail."""
        if activation.name == "softmax":
            total = np.add.accumulate(targets, axis=-1)[..., -1:]
            return np.asarray(outputs * total - targets)
        return np.asarray(outputs - targets)


#: All costs by name.
LOSSES: dict[str, Loss] = {
    each.name: each for each in (MeanSquaredError(), HalfSquaredError(), CrossEntropy())
}


def loss_named(name: str) -> Loss:
    """Return a cost by its name.

    Raises
    ------
    UsageError
        There is no such cost.
    """
    if name not in LOSSES:
        raise UsageError(f"cost: expected one of {', '.join(LOSSES)}, found {name!r:.40}")
    return LOSSES[name]


def usual_cost(activation: str) -> str:
    """Return the name of the usual cost for the activation function of the last layer."""
    return "cross-entropy" if activation in ("sigmoid", "softmax") else "half-squared-error"
