"""The weights of a model, whatever library it was made with."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

from layerlight.errors import UsageError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["ModelWeights", "reader_of", "weights_of"]

READERS = {
    # Keras first: on its PyTorch backend, a Keras model is a torch.nn.Module as well.
    "keras": "keras_models",
    "tf_keras": "keras_models",
    "sklearn": "sklearn_models",
    "torch": "torch_models",
}
"""The module that reads the models of a library, by the library's name."""
EXPECTED = "a torch.nn.Sequential, a keras.Sequential, an MLPClassifier or an MLPRegressor"


@dataclass(frozen=True, eq=False)
class ModelWeights:
    """The dense layers of a model.

    Layer l computes z = weights[l]·a + biases[l], then its activation function.

    Parameters
    ----------
    weights : list of numpy.ndarray
        Shape (n_out, n_in), float64, read-only.  Narrower types are converted, which is exact.
    biases : list of numpy.ndarray
        Shape (n_out,), float64, read-only; zeros if the layer has none.
    activations : list of str
        One for each layer: ``"sigmoid"``, ``"tanh"``, ``"relu"``, ``"identity"`` or
        ``"softmax"``.
    framework : str
        ``"PyTorch"``, ``"Keras"``, ``"scikit-learn"`` or ``"ONNX"``.
    version : str
        Its version.
    dtype : str
        The coarsest type that the model stores its weights in or computes with: ``"bfloat16"``,
        ``"float16"``, ``"float32"`` or ``"float64"``.
    log_outputs : bool
        Whether the model itself returns the natural logarithms of its outputs, as LogSoftmax does.
    notes : tuple of str
        What is recorded differently from how the model does it, a line each.
    """

    weights: list[NDArray[np.float64]]
    biases: list[NDArray[np.float64]]
    activations: list[str]
    framework: str
    version: str
    dtype: str
    log_outputs: bool = False
    notes: tuple[str, ...] = ()

    @property
    def layer_sizes(self) -> tuple[int, ...]:
        """Number of neurons in each layer, input first."""
        return (self.weights[0].shape[1], *(len(each) for each in self.weights))


def weights_of(model: Any) -> ModelWeights:
    """Return the weights of a model of PyTorch, Keras or scikit-learn.

    The arrays are copies: training the model further does not change them.

    Parameters
    ----------
    model : object
        A ``torch.nn.Sequential`` of Linear, Flatten, Sigmoid, Tanh, ReLU, Softmax, LogSoftmax,
        Identity, Dropout and further ``Sequential``; a ``keras.Sequential`` of Dense, Flatten,
        Activation, ReLU, Softmax, Dropout and further ``Sequential``; or a fitted
        ``MLPClassifier`` or ``MLPRegressor``.

    Returns
    -------
    ModelWeights

    Raises
    ------
    UsageError
        The object is no such model.
    LayerlightError
        The model is no chain of dense layers, or has no usable weights yet; says which layer.
    """
    if isinstance(model, str | os.PathLike):
        raise UsageError(
            f"expected a model, found the path {os.fspath(model)!r:.80}; load the file with the "
            "library that wrote it and give the model"
        )
    if isinstance(model, Mapping):
        raise UsageError(
            f"expected {EXPECTED}, found {type(model).__name__}; a state_dict names no "
            "activation functions: give the model itself"
        )
    if isinstance(model, type):
        raise UsageError(f"expected a model, found the class {model.__name__}: give an instance")
    reader = reader_of(model)
    if reader is None:
        raise UsageError(f"expected {EXPECTED}, found {type(model).__name__}")
    found: ModelWeights = reader.read(model)
    return found


def reader_of(model: Any) -> ModuleType | None:
    """Return the module that reads such models, or None if there is none.

    It has ``read``; ``ready``, a context in which a model that is being trained can be read and
    asked; ``outputs``, which asks the model itself; and ``layer_outputs``, which asks each layer.
    """
    libraries = {each.__module__.partition(".")[0] for each in type(model).__mro__}
    for library, reader in READERS.items():
        if library in libraries:
            return import_module(f"layerlight.models.{reader}")
    return None
