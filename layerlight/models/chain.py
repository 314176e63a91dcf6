"""Build the weights of a model layer by layer, and refuse whatever is no chain of dense layers."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layerlight.errors import LayerlightError
from layerlight.models.weights import ModelWeights

__all__ = ["MOST_PARAMETERS", "PRECISIONS", "Chain", "version_of"]

MOST_PARAMETERS = 64 << 20
"""Weights and biases of a model, all together: 512 MiB as float64."""
PRECISIONS = {"bfloat16": 8, "float16": 11, "float32": 24, "float64": 53}
"""Bits of the significand of each type that weights may have."""


def version_of(library: str) -> str:
    """Return the version of a library that has been imported, or "unknown"."""
    return str(getattr(sys.modules.get(library), "__version__", "unknown"))


class Chain:
    """A model in the making: dense layers, each with an activation function.

    Every method names the part of the model that it is about by ``where``, for messages.

    Parameters
    ----------
    model : str
        What messages call the model.
    """

    def __init__(self, model: str) -> None:
        self._model = model
        self._weights: list[NDArray[np.float64]] = []
        self._biases: list[NDArray[np.float64]] = []
        self._activations: list[str | None] = []
        self._stored: set[str] = set()
        self._computing: set[str] = set()
        self._parameters = 0
        self._last_activation = ""
        self._log_outputs = False
        self._notes: list[str] = []

    def refusal(self, where: str, complaint: str) -> LayerlightError:
        """Return the error that refuses a part of the model."""
        return LayerlightError(f"{self._model}, {where}: {complaint}")

    @property
    def width(self) -> int | None:
        """Number of outputs of the last dense layer; None before the first."""
        return len(self._weights[-1]) if self._weights else None

    def dense(
        self,
        where: str,
        weights: NDArray[Any],
        biases: NDArray[Any] | None,
        dtype: str,
        factors: tuple[float, float] = (1.0, 1.0),
    ) -> None:
        """Add a dense layer.

        Parameters
        ----------
        where : str
            The part of the model.
        weights : numpy.ndarray
            Shape (n_out, n_in), of any floating-point type; copied.
        biases : numpy.ndarray or None
            Shape (n_out,).
        dtype : str
            The type in which the model stores the weights.
        factors : tuple of float
            Factors of the weights and of the biases.

        Raises
        ------
        LayerlightError
            The shapes do not fit, the model is too large, a number is not finite, the type is
            unknown, or the layer before is a softmax.
        """
        self.check_dtype(where, dtype)
        self._check_shapes(where, weights, biases)
        if self._activations and self._activations[-1] == "softmax":
            raise self.refusal(
                self._last_activation, "softmax is for the last layer only, found another after it"
            )
        if biases is None:
            biases = np.zeros(len(weights))
        for values, factor, kept in (
            (weights, factors[0], self._weights),
            (biases, factors[1], self._biases),
        ):
            with np.errstate(all="ignore"):  # what becomes infinite or NaN is refused below
                copied = np.array(values, dtype=np.float64, order="C")
                if factor != 1.0:
                    copied *= factor
            if not np.isfinite(copied).all():
                what = "weights" if values is weights else "biases"
                raise self.refusal(where, f"expected finite {what}, found NaN or infinity")
            copied.flags.writeable = False
            kept.append(copied)
        self._stored.add(dtype)
        self._activations.append(None)

    def check_dtype(self, where: str, dtype: str) -> None:
        """Refuse types other than :data:`PRECISIONS`."""
        if dtype not in PRECISIONS:
            raise self.refusal(
                where, f"expected weights of type {_any_of(PRECISIONS)}, found {dtype:.40}"
            )

    def _check_shapes(self, where: str, weights: NDArray[Any], biases: NDArray[Any] | None) -> None:
        if weights.ndim != 2 or 0 in weights.shape:
            raise self.refusal(
                where,
                f"expected a matrix of weights (outputs, inputs), found shape {weights.shape}",
            )
        n_out, n_in = weights.shape
        if biases is not None and biases.shape != (n_out,):
            raise self.refusal(where, f"expected biases of shape ({n_out},), found {biases.shape}")
        if self.width not in (None, n_in):
            raise self.refusal(
                where,
                f"expected {self.width} inputs, as the layer before has outputs, found {n_in}",
            )
        self._parameters += n_out * (n_in + 1)
        if self._parameters > MOST_PARAMETERS:
            raise self.refusal(
                where,
                f"expected at most {MOST_PARAMETERS:,} weights and biases in all layers, found "
                f"{self._parameters:,} up to here",
            )

    def activation(self, where: str, name: str) -> None:
        """Give the last layer its activation function; ``"log_softmax"`` is kept as softmax.

        Raises
        ------
        LayerlightError
            There is no layer yet, or it has an activation function.
        """
        if name == "identity":
            return
        if not self._activations:
            raise self.refusal(where, "expected a dense layer before the first activation function")
        if self._activations[-1] is not None:
            raise self.refusal(
                where,
                f"expected one activation function a layer, found a second one after "
                f"{self._last_activation}",
            )
        if name == "log_softmax":
            name = "softmax"
            self._log_outputs = True
            self.note(where, "recorded as softmax; the model returns the logarithms of its outputs")
        self._activations[-1] = name
        self._last_activation = where

    def computes_in(self, dtype: str) -> None:
        """Say that a part of the model computes in a type, if that is not how it is stored."""
        if dtype in PRECISIONS:
            self._computing.add(dtype)

    def note(self, where: str, text: str) -> None:
        """Note that something is recorded differently from how the model does it."""
        self._notes.append(f"{where}: {text}")

    def finish(self, framework: str, version: str) -> ModelWeights:
        """Return the weights.

        Raises
        ------
        LayerlightError
            There are none.
        """
        if not self._weights:
            raise LayerlightError(f"{self._model}: expected dense layers, found none")
        stored, dtype = map(_coarsest, (self._stored, self._stored | self._computing))
        if dtype != stored:
            self.note(self._model, f"the weights recorded are {stored}; it computes in {dtype}")
        return ModelWeights(
            self._weights,
            self._biases,
            [name or "identity" for name in self._activations],
            framework,
            version,
            dtype,
            self._log_outputs,
            tuple(self._notes),
        )


def _coarsest(dtypes: set[str]) -> str:
    return min(dtypes, key=PRECISIONS.__getitem__)


def _any_of(names: Any) -> str:
    *first, last = names
    return f"{', '.join(first)} or {last}"
