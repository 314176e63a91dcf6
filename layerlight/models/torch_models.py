"""Read the weights of a ``torch.nn.Sequential``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layerlight.errors import LayerlightError, UsageError
from layerlight.models.chain import Chain, version_of
from layerlight.models.weights import ModelWeights

__all__ = ["layer_outputs", "outputs", "read", "ready"]

ACTIVATIONS = {
    "Sigmoid": "sigmoid",
    "Tanh": "tanh",
    "ReLU": "relu",
    "Softmax": "softmax",
    "LogSoftmax": "log_softmax",
}
KNOWN = "Linear, Flatten, Sigmoid, Tanh, ReLU, Softmax, LogSoftmax, Identity, Dropout or Sequential"


def read(model: Any) -> ModelWeights:
    """Return the weights of a ``torch.nn.Sequential``, which may hold others.

    Raises
    ------
    UsageError
        The object is something else of PyTorch.
    LayerlightError
        The model is no chain of dense layers; names the layer and its position.
    """
    model = _original(model)
    if not _is_sequential(model):
        raise UsageError(
            f"expected a torch.nn.Sequential, found {type(model).__name__}; write the layers as a "
            "Sequential, or export the model with torch.onnx.export and import that file"
        )
    chain = Chain("PyTorch model")
    dtypes: dict[str, str] = {}
    for where, layer in _layers(model):
        kind = _kind(layer)
        if kind == "Linear":
            dtype = _add_linear(chain, where, layer)
            dtypes.setdefault(dtype, where)
            if len(dtypes) > 1:
                first, at = next(iter(dtypes.items()))
                raise chain.refusal(where, f"expected {first} as in {at}, found {dtype}")
        elif kind in ACTIVATIONS:
            if kind.endswith("Softmax") and layer.dim not in (-1, 1, None):
                raise chain.refusal(
                    where, f"expected dim=-1 or 1, the outputs of a sample, found {layer.dim!r:.20}"
                )
            chain.activation(where, ACTIVATIONS[kind])
        elif kind == "Flatten":
            ends = (layer.start_dim, layer.end_dim)
            if ends != (1, -1):
                raise chain.refusal(where, f"expected start_dim=1 and end_dim=-1, found {ends}")
        elif kind == "Dropout":
            if layer.training:
                raise chain.refusal(
                    where, "in training it zeroes at random: call model.eval() first"
                )
        elif kind == "LazyLinear":
            raise chain.refusal(where, "has no weights yet: call the model once, on any samples")
        elif kind != "Identity":
            raise chain.refusal(
                where, f"expected {KNOWN}; only chains of dense layers can be recorded"
            )
    return chain.finish("PyTorch", version_of("torch"))


@contextmanager
def ready(model: Any) -> Iterator[None]:
    """Let a model compute as after its training, and set it back afterwards.

    Dropout does nothing, no gradients are recorded, and automatic mixed precision is off.
    """
    if not hasattr(model, "modules"):  # refused when it is read
        yield
        return
    torch: Any = sys.modules["torch"]
    modes = [(each, each.training) for each in model.modules()]
    with ExitStack() as stack:
        stack.enter_context(torch.no_grad())
        for device in ("cpu", "cuda"):
            stack.enter_context(torch.autocast(device, enabled=False))
        try:
            model.eval()
            yield
        finally:
            for each, training in modes:
                each.training = training


def outputs(model: Any, inputs: NDArray[Any]) -> NDArray[np.float64]:
    """Return what the model itself says, shape (samples, outputs); call it when :func:`ready`.

    Parameters
    ----------
    model : object
        As for :func:`read`.
    inputs : numpy.ndarray
        Shape (samples, ...); flattened unless the model flattens them itself.
    """
    model = _original(model)
    return _flat(model(_tensor(model, inputs)))


def layer_outputs(model: Any, inputs: NDArray[Any]) -> list[tuple[str, NDArray[np.float64]]]:
    """Return the outputs of each dense layer, after its activation function, with its place."""
    model = _original(model)
    below, name = _tensor(model, inputs), ""
    found = []
    for where, layer in _layers(model):
        if _kind(layer) == "Linear":
            if name:
                found.append((name, _flat(below)))
            name = where
        below = layer(below)
    return [*found, (name, _flat(below))]


def _original(model: Any) -> Any:
    """Return the model that torch.compile was given, or else the model itself."""
    if type(model).__name__ == "OptimizedModule":
        return getattr(model, "_orig_mod", model)
    return model


def _tensor(model: Any, inputs: NDArray[Any]) -> Any:
    """Return inputs in the type, on the device and in the shape that the model takes."""
    _, first = next(_layers(model))
    if _kind(first) != "Flatten":
        inputs = inputs.reshape(len(inputs), -1)
    return next(model.parameters()).new_tensor(np.ascontiguousarray(inputs))


def _flat(tensor: Any) -> NDArray[np.float64]:
    array: NDArray[np.float64] = tensor.detach().cpu().double().numpy()
    return array.reshape(len(array), -1).copy()


def _is_sequential(module: Any) -> bool:
    """Whether this is a ``Sequential`` that calls its layers in order and does nothing else."""
    for each in type(module).__mro__:
        if each.__name__ == "Sequential" and each.__module__ == "torch.nn.modules.container":
            return True
        if "forward" in vars(each) or "__call__" in vars(each):
            return False
    return False


def _layers(model: Any) -> Iterator[tuple[str, Any]]:
    """Yield each layer in order, with how messages call it."""
    for number, (path, layer) in enumerate(_paths(model, "", ()), start=1):
        yield f"layer {number} {path!r:.60} ({type(layer).__name__})", layer


def _paths(model: Any, prefix: str, above: tuple[int, ...]) -> Iterator[tuple[str, Any]]:
    """Yield the path and the module of each layer, in order."""
    if id(model) in above:
        raise LayerlightError(f"PyTorch model, {prefix!r:.60}: the Sequential contains itself")
    for name, layer in model._modules.items():
        path = f"{prefix}.{name}" if prefix else str(name)
        if _is_sequential(layer):
            yield from _paths(layer, path, (*above, id(model)))
        else:
            yield path, layer


def _kind(layer: Any) -> str:
    """Return the name of a layer's class, or "" if it is not PyTorch's own."""
    kind = type(layer)
    return kind.__name__ if kind.__module__.startswith("torch.nn.modules.") else ""


def _add_linear(chain: Chain, where: str, layer: Any) -> str:
    """Add a Linear, and return the type of its weights."""
    if not {"weight", "bias"} <= layer._parameters.keys():
        raise chain.refusal(
            where,
            "its weights are computed from other parameters; remove weight_norm, pruning and the "
            "like first",
        )
    weights = _numbers(chain, where, layer.weight)
    biases = None if layer.bias is None else _numbers(chain, where, layer.bias)
    dtype = _dtype(layer.weight)
    if biases is not None and _dtype(layer.bias) != dtype:
        raise chain.refusal(where, f"expected biases of type {dtype}, found {_dtype(layer.bias)}")
    chain.dense(where, weights, biases, dtype)
    return dtype


def _dtype(tensor: Any) -> str:
    return str(tensor.dtype).removeprefix("torch.")


def _numbers(chain: Chain, where: str, tensor: Any) -> NDArray[Any]:
    """Return a tensor as a float64 array."""
    chain.check_dtype(where, _dtype(tensor))
    try:
        # On the processor, and in a type that NumPy has: it lacks bfloat16.
        array: NDArray[Any] = tensor.detach().cpu().double().numpy()
    except (RuntimeError, NotImplementedError, TypeError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise chain.refusal(where, f"its weights cannot be read: {reason:.160}") from None
    return array
