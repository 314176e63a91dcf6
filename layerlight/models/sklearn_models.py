"""Read the weights of scikit-learn's ``MLPClassifier`` and ``MLPRegressor``."""

from __future__ import annotations

import warnings
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layerlight.errors import LayerlightError, UsageError
from layerlight.models.chain import Chain, version_of
from layerlight.models.weights import ModelWeights

__all__ = ["layer_outputs", "outputs", "read", "ready"]

ACTIVATIONS = {
    "identity": "identity",
    "logistic": "sigmoid",
    "tanh": "tanh",
    "relu": "relu",
    "softmax": "softmax",
}
KINDS = ("MLPClassifier", "MLPRegressor")


def read(model: Any) -> ModelWeights:
    """Return the weights of a fitted ``MLPClassifier`` or ``MLPRegressor``.

    A classifier with two classes has one logistic output, the probability of ``classes_[1]``.

    Raises
    ------
    UsageError
        The object is something else of scikit-learn.
    LayerlightError
        The model is not fitted, or has an activation function that cannot be recorded.
    """
    family = {
        each.__name__
        for each in type(model).__mro__
        if each.__module__.startswith("sklearn.neural_network.")
    }
    name = type(model).__name__
    if not family & set(KINDS):
        raise UsageError(
            f"expected {' or '.join(KINDS)}, found {name}; of a Pipeline give the last step, of a "
            "search its best_estimator_"
        )
    chain = Chain(name)
    coefficients = getattr(model, "coefs_", None)
    if not coefficients:
        raise LayerlightError(f"{name}: has no weights yet: call fit first")
    last = len(coefficients) - 1
    for k, (kernel, biases) in enumerate(zip(coefficients, model.intercepts_, strict=True)):
        where = f"layer {k + 1} of {last + 1}"
        kernel = np.asarray(kernel)
        chain.dense(where, kernel.T, np.asarray(biases), kernel.dtype.name)
        activation = model.out_activation_ if k == last else model.activation
        if activation not in ACTIVATIONS:
            known = ", ".join(ACTIVATIONS)
            raise chain.refusal(
                where, f"expected one of the activation functions {known}, found {activation!r:.40}"
            )
        chain.activation(where, ACTIVATIONS[activation])
    return chain.finish("scikit-learn", version_of("sklearn"))


def ready(model: Any) -> AbstractContextManager[Any]:
    """Do nothing: a model can be read at any time."""
    return nullcontext()


def outputs(model: Any, inputs: NDArray[Any]) -> NDArray[np.float64]:
    """Return what the model itself says, shape (samples, outputs).

    That is ``predict_proba`` of a classifier, without the first of two classes, or ``predict``.

    Parameters
    ----------
    model : object
        As for :func:`read`.
    inputs : numpy.ndarray
        Shape (samples, ...).
    """
    flat = inputs.reshape(len(inputs), -1)
    with warnings.catch_warnings():  # a model fitted on a table misses the names of its columns
        warnings.filterwarnings("ignore", "X does not have valid feature names")
        if not hasattr(model, "predict_proba"):
            found = model.predict(flat)
        else:
            found = model.predict_proba(flat)
            if model.n_outputs_ == 1:
                found = found[:, 1]
    return np.array(found, np.float64).reshape(len(flat), -1)


def layer_outputs(model: Any, inputs: NDArray[Any]) -> list[tuple[str, NDArray[np.float64]]]:
    """Return nothing: scikit-learn does not show its hidden layers."""
    return []
