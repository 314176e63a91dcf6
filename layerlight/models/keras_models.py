"""Read the weights of a ``keras.Sequential``, on any backend."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layerlight.errors import LayerlightError, UsageError
from layerlight.models.chain import Chain, version_of
from layerlight.models.weights import ModelWeights

__all__ = ["layer_outputs", "outputs", "read", "ready"]

LIBRARIES = ("keras", "tf_keras")
ACTIVATIONS = {
    "linear": "identity",
    "sigmoid": "sigmoid",
    "tanh": "tanh",
    "relu": "relu",
    "softmax": "softmax",
    "log_softmax": "log_softmax",
}
KNOWN = "Dense, Flatten, Activation, ReLU, Softmax, Dropout or Sequential"
RELU_DEFAULTS = {"max_value": None, "negative_slope": 0.0, "threshold": 0.0}


def read(model: Any) -> ModelWeights:
    """Return the weights of a ``keras.Sequential``, which may hold others.

    Raises
    ------
    UsageError
        The object is something else of Keras.
    LayerlightError
        The model is no chain of dense layers, or not built; names the layer and its position.
    """
    if not _is_sequential(model):
        raise UsageError(
            f"expected a keras.Sequential, found {type(model).__name__}; write the layers as a "
            'Sequential, or export the model with model.export("model.onnx", format="onnx") and '
            "import that file"
        )
    chain = Chain("Keras model")
    sizes = _input_sizes(model)
    for where, layer in _layers(chain, model):
        kind = _kind(layer)
        if kind == "Dense":
            if chain.width is None and sizes is not None and len(sizes) > 1:
                raise chain.refusal(
                    where, f"expected vectors, found inputs of shape {sizes}; put a Flatten before"
                )
            _add_dense(chain, where, layer)
        elif kind == "Activation":
            chain.activation(where, _activation(chain, where, layer))
        elif kind == "ReLU":
            found = {name: getattr(layer, name, value) for name, value in RELU_DEFAULTS.items()}
            if found != RELU_DEFAULTS:
                raise chain.refusal(where, f"expected max(0, z), found one with {found}")
            chain.activation(where, "relu")
        elif kind == "Softmax":
            if layer.axis not in (-1, 1):
                raise chain.refusal(
                    where, f"expected axis=-1, the outputs of a sample, found {layer.axis!r:.20}"
                )
            chain.activation(where, "softmax")
        elif kind == "Flatten":
            flat = sizes is not None and len(sizes) < 2
            if layer.data_format == "channels_first" and not flat and chain.width is None:
                raise chain.refusal(
                    where, 'expected data_format="channels_last", which keeps the order of inputs'
                )
            sizes = None
        elif kind not in ("Dropout", "InputLayer"):
            raise chain.refusal(
                where, f"expected {KNOWN}; only chains of dense layers can be recorded"
            )
    name = _library(model)
    if hasattr(sys.modules.get(name), "ops") and sys.modules[name].backend.backend() != "jax":
        # Keras 3: there, the product of two float64 matrices is float32, except on JAX.
        chain.computes_in("float32")
    return chain.finish("Keras", version_of(name))


def ready(model: Any) -> AbstractContextManager[Any]:
    """Do nothing: a model can be read at any time."""
    return nullcontext()


def outputs(model: Any, inputs: NDArray[Any]) -> NDArray[np.float64]:
    """Return what the model itself says, shape (samples, outputs).

    Parameters
    ----------
    model : object
        As for :func:`read`.
    inputs : numpy.ndarray
        Shape (samples, ...); each sample is reshaped as the model expects it.
    """
    return _flat(model, model(_shaped(model, inputs), training=False))


def layer_outputs(model: Any, inputs: NDArray[Any]) -> list[tuple[str, NDArray[np.float64]]]:
    """Return the outputs of each dense layer, after its activation function, with its place."""
    below, name = _shaped(model, inputs), ""
    found = []
    for where, layer in _layers(Chain("Keras model"), model):
        if _kind(layer) == "Dense":
            if name:
                found.append((name, _flat(model, below)))
            name = where
        if _kind(layer) != "InputLayer":
            options = {"training": False} if _kind(layer) == "Dropout" else {}
            below = layer(below, **options)
    return [*found, (name, _flat(model, below))]


def _shaped(model: Any, inputs: NDArray[Any]) -> NDArray[Any]:
    sizes = _input_sizes(model)
    if sizes is None or None in sizes:
        return inputs
    return inputs.reshape(len(inputs), *(int(size or 0) for size in sizes))


def _flat(model: Any, tensor: Any) -> NDArray[np.float64]:
    """Return a tensor of any backend as an array."""
    ops = getattr(sys.modules[_library(model)], "ops", None)
    array = np.asarray(ops.convert_to_numpy(tensor) if ops is not None else tensor)
    return array.astype(np.float64).reshape(len(array), -1)


def _library(model: Any) -> str:
    """Return the name of the library that a model is of: one of :data:`LIBRARIES`."""
    kind = next(each for each in type(model).__mro__ if _is_of_keras(each))
    return kind.__module__.partition(".")[0]


def _is_sequential(model: Any) -> bool:
    """Whether this is a ``Sequential`` that calls its layers in order and does nothing else."""
    for each in type(model).__mro__:
        if _is_of_keras(each):
            return each.__name__ == "Sequential"
        if "call" in vars(each) or "__call__" in vars(each):
            return False
    return False


def _is_of_keras(kind: type) -> bool:
    return kind.__module__.partition(".")[0] in LIBRARIES


def _kind(layer: Any) -> str:
    """Return the name of a layer's class, or "" if it is not Keras's own."""
    return type(layer).__name__ if _is_of_keras(type(layer)) else ""


def _input_sizes(model: Any) -> tuple[int | None, ...] | None:
    """Return the shape of one sample; None if Keras does not know it."""
    try:
        return tuple(model.input_shape[1:])
    except (AttributeError, TypeError, ValueError):
        return None


def _inputs(model: Any) -> Sequence[Any]:
    """Return the symbolic inputs; none of a model that is not built, for which Keras 3.5 raises."""
    try:
        return tuple(model.inputs or ())
    except (AttributeError, TypeError, ValueError):
        return ()


def _layers(chain: Chain, model: Any) -> Iterator[tuple[str, Any]]:
    """Yield each layer in order, with how messages call it; see :func:`_of_sequential`."""
    for number, layer in enumerate(_of_sequential(chain, model, ()), start=1):
        yield f"layer {number} {layer.name!r:.60} ({type(layer).__name__})", layer


def _of_sequential(chain: Chain, model: Any, above: tuple[int, ...]) -> Iterator[Any]:
    """Yield the layers in order, and tell the chain in what type each computes.

    The inputs of a model and of each layer are converted to a type of their own, even a Dropout's.
    """
    if id(model) in above:
        raise LayerlightError("Keras model: a Sequential contains itself")
    for tensor in _inputs(model):
        chain.computes_in(str(tensor.dtype))
    for layer in model.layers:
        if _is_sequential(layer):
            yield from _of_sequential(chain, layer, (*above, id(model)))
        else:
            chain.computes_in(str(layer.compute_dtype))
            yield layer


def _activation(chain: Chain, where: str, layer: Any) -> str:
    """Return our name of the activation function of a Dense or an Activation."""
    function = layer.activation
    name = getattr(function, "__name__", type(function).__name__)
    module = str(getattr(function, "__module__", None) or "")
    if module.partition(".")[0] not in LIBRARIES or name not in ACTIVATIONS:
        raise chain.refusal(
            where,
            f"expected one of Keras's activation functions {', '.join(ACTIVATIONS)}, found "
            f"{name!r:.40}",
        )
    return ACTIVATIONS[name]


def _add_dense(chain: Chain, where: str, layer: Any) -> None:
    """Add a Dense with its activation function."""
    if not layer.built:
        raise chain.refusal(
            where, "has no weights yet: call model.build((None, inputs)), or fit the model"
        )
    arrays = layer.get_weights()
    adapted = getattr(layer, "quantization_mode", None) or getattr(layer, "lora_enabled", False)
    if adapted or len(arrays) != 1 + bool(layer.use_bias):
        raise chain.refusal(
            where, "expected a kernel and a bias, found more; remove quantization and LoRA first"
        )
    kernel = arrays[0]
    # Keras keeps (n_in, n_out).
    chain.dense(where, kernel.T, arrays[1] if layer.use_bias else None, kernel.dtype.name)
    chain.activation(where, _activation(chain, where, layer))
