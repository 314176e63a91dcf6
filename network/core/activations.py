"""Activation functions: each with its derivative, its range and its formula.

To add one, write a class and put it into :data:`ACTIVATIONS`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from network.core.arithmetic import Floats, sigmoid
from network.core.elementary import softmax, tanh
from network.errors import UsageError

__all__ = ["ACTIVATIONS", "Activation", "activation_named", "activations_for"]


class Activation:
    """A function from pre-activations to activations.

    Attributes
    ----------
    name : str
        The name that options and files use.
    formula : str
        Typst mathematics of the function of z.
    slope_formula : str
        Typst mathematics of its derivative, in terms of the activation a (or of z).
    low, high : float
        The range of its values; infinite where it has no bound.
    elementwise : bool
        Whether each activation depends on its own pre-activation alone.
    """

    name: ClassVar[str]
    formula: ClassVar[str]
    slope_formula: ClassVar[str]
    low: ClassVar[float]
    high: ClassVar[float]
    elementwise: ClassVar[bool] = True

    def value(self, z: Floats) -> Floats:
        """Return the activations for pre-activations of shape (..., n)."""
        raise NotImplementedError

    def slope(self, z: Floats, a: Floats) -> Floats:
        """Return da/dz, shape (..., n), given z and a = value(z)."""
        raise NotImplementedError

    def pull_back(self, z: Floats, a: Floats, gradient: Floats) -> Floats:
        """Return dC/dz from dC/da, shape (..., n)."""
        return gradient * self.slope(z, a)


class Sigmoid(Activation):
    """σ(z) = 1/(1 + e^(−z)), with σ' = a(1 − a)."""

    name = "sigmoid"
    formula = "1 / (1 + e^(-z))"
    slope_formula = "a (1 - a)"
    low, high = 0.0, 1.0

    def value(self, z: Floats) -> Floats:
        """Return 1/(1 + e^(−z))."""
        return sigmoid(z)

    def slope(self, z: Floats, a: Floats) -> Floats:
        """Return a(1 − a)."""
        return a * (1.0 - a)


class Tanh(Activation):
    """The hyperbolic tangent, with tanh' = 1 − a²."""

    name = "tanh"
    formula = "tanh z"
    slope_formula = "1 - a^2"
    low, high = -1.0, 1.0

    def value(self, z: Floats) -> Floats:
        """Return tanh z."""
        return tanh(z)

    def slope(self, z: Floats, a: Floats) -> Floats:
        """Return 1 − a², as (1 − a)(1 + a), which keeps its precision near ±1."""
        return np.asarray((1.0 - a) * (1.0 + a))


class ReLU(Activation):
    """max(0, z); its derivative is 1 for z > 0 and 0 elsewhere, at z = 0 too."""

    name = "relu"
    formula = "max(0, z)"
    slope_formula = "cases(1 quad z > 0, 0 quad z <= 0)"
    low, high = 0.0, np.inf

    def value(self, z: Floats) -> Floats:
        """Return max(0, z)."""
        return np.asarray(np.where(z > 0.0, z, 0.0))

    def slope(self, z: Floats, a: Floats) -> Floats:
        """Return 1 where z > 0, else 0."""
        return (z > 0.0).astype(np.float64)


class Identity(Activation):
    """The activation is the pre-activation."""

    name = "identity"
    formula = "z"
    slope_formula = "1"
    low, high = -np.inf, np.inf

    def value(self, z: Floats) -> Floats:
        """Return z."""
        return z.copy()

    def slope(self, z: Floats, a: Floats) -> Floats:
        """Return ones."""
        return np.ones_like(z)


class Softmax(Activation):
    """e^(z_k) / Σ_j e^(z_j): shares of a whole, one for each class.  Last layer only.

    Its Jacobian is da_k/dz_j = a_k([k = j] − a_j), so dC/dz_j = a_j(g_j − Σ_k g_k a_k) for
    g = dC/da.
    """

    name = "softmax"
    formula = "e^(z_k) / (sum_j e^(z_j))"
    slope_formula = "a_k ([k = j] - a_j)"
    low, high = 0.0, 1.0
    elementwise = False

    def value(self, z: Floats) -> Floats:
        """Return e^(z_k) / Σ_j e^(z_j)."""
        return softmax(z)

    def slope(self, z: Floats, a: Floats) -> Floats:
        """Return the Jacobian's diagonal, a(1 − a)."""
        return a * (1.0 - a)

    def pull_back(self, z: Floats, a: Floats, gradient: Floats) -> Floats:
        """Return dC/dz from dC/da through the whole Jacobian."""
        mean = np.add.accumulate(gradient * a, axis=-1)[..., -1:]
        return np.asarray(a * (gradient - mean))


#: All activation functions by name.
ACTIVATIONS: dict[str, Activation] = {
    each.name: each for each in (Sigmoid(), Tanh(), ReLU(), Identity(), Softmax())
}


def activation_named(name: str) -> Activation:
    """Return an activation function by its name.

    Raises
    ------
    UsageError
        There is no such function.
    """
    if name not in ACTIVATIONS:
        known = ", ".join(ACTIVATIONS)
        raise UsageError(f"activation: expected one of {known}, found {name!r:.40}")
    return ACTIVATIONS[name]


def activations_for(names: str | Sequence[str], layers: int) -> list[Activation]:
    """Return the activation function of each layer but the input.

    Parameters
    ----------
    names : str or sequence of str
        One name for all layers, or one for each.
    layers : int
        How many layers have weights.

    Raises
    ------
    UsageError
        A name is unknown, there are too few or too many, or softmax is not last.
    """
    given = [names] * layers if isinstance(names, str) else list(names)
    if len(given) == 1:
        given *= layers
    if len(given) != layers:
        raise UsageError(
            f"activations: expected one name, or {layers} (one for each layer but the input), "
            f"found {len(given)}"
        )
    found = [activation_named(name) for name in given]
    if any(not each.elementwise for each in found[:-1]):
        raise UsageError("activations: softmax is for the last layer only; name another before it")
    return found
