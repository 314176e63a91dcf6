"""Follow an ONNX graph from its input to its output, if it is a chain of dense layers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from numpy.typing import NDArray

from layerlight.models.chain import Chain
from layerlight.models.weights import ModelWeights
from network.errors import LayerlightError
from network.frameworks.onnx_messages import TYPES, Graph, Model, Node, Tensor, Value
from network.frameworks.onnx_operators import (
    ACTIVATIONS,
    OLDEST_OPSET,
    Operator,
    check,
    constant,
    integer,
    only,
    real,
)
from network.frameworks.onnx_shapes import SAMPLES, SHAPE_OPERATORS, shape_of
from network.frameworks.wire import MalformedError

__all__ = ["follow"]


def follow(model: Model, what: str) -> ModelWeights:
    """Return the weights of a model.

    Parameters
    ----------
    model : Model
        The model as the file has it.
    what : str
        What messages call it.

    Raises
    ------
    LayerlightError
        The graph is no chain of dense layers; names the node.
    """
    graph = model.graph
    if graph is None:
        raise LayerlightError(f"{what}: expected an ONNX model, found no graph in it")
    if model.opset is None or model.opset < OLDEST_OPSET:
        found = "none" if model.opset is None else model.opset
        raise LayerlightError(
            f"{what}: expected operators of version (opset) {OLDEST_OPSET} or newer, found "
            f"{found}; export the model again"
        )
    # Old files list initializers among the inputs.
    inputs = [value for value in graph.inputs if value.name not in graph.initializers]
    for values, kind in ((inputs, "input"), (graph.outputs, "output")):
        if len(values) != 1:
            names = ", ".join(f"{value.name!r:.40}" for value in values[:8])
            listed = f"{len(values)}: {names}" if values else "none"
            raise LayerlightError(f"{what}: expected one {kind}, found {listed}")
    walk = _Walk(Chain(what), graph, inputs[0])
    for number, node in enumerate(graph.nodes, start=1):
        walk.visit(f"node {number} {node.name!r:.60} ({_plain(node.op)})", node)
    walk.end(graph.outputs[0])
    producer = _plain(f"{model.producer} {model.producer_version}".strip())
    version = f"opset {model.opset}" + (f", from {producer}" if producer else "")
    return walk.chain.finish("ONNX", version)


def _plain(text: str) -> str:
    """Return a text from the file as one short line."""
    return "".join(each if each.isprintable() else "?" for each in text[:60])


class _Product(NamedTuple):
    """A product with weights whose biases may still come, from an Add."""

    where: str
    weights: NDArray[Any]
    dtype: str
    alpha: float


class _Walk:
    """Where we are in the graph: the value that has been computed from the input so far.

    Nodes stand in the order in which they are computed, as ONNX demands.  So what a node reads is
    a constant or the value of the chain, or else the graph is no chain.
    """

    def __init__(self, chain: Chain, graph: Graph, start: Value) -> None:
        self.chain = chain
        self._constants = dict(graph.initializers)
        self._later = {name for node in graph.nodes for name in node.outputs}
        self._sparse = graph.sparse
        self._current = start.name
        self._computed = {start.name}
        self._readers: dict[str, str] = {}
        self._dtype = start.dtype
        self._product: _Product | None = None
        # The number of samples, and the sizes of one; None for what is not declared.
        self._batch: int | None = None
        self._sizes: list[int | None] | None = None
        if start.shape is not None:
            if len(start.shape) < 2:
                raise chain.refusal(
                    f"input {start.name!r:.60}",
                    f"expected shape (samples, inputs), found {_shown(start.shape)}; export the "
                    "model with a batch of samples",
                )
            self._batch, *self._sizes = start.shape
        self._sizes_at = {start.name: self._sizes}

    def visit(self, where: str, node: Node) -> None:
        """Take a node into account.

        Raises
        ------
        LayerlightError
            It is no part of a chain.
        """
        try:
            operator = check(node)
            for name in node.outputs:
                if name and (name in self._constants or name in self._computed):
                    raise MalformedError(f"{name!r:.60} is computed or given twice")
            if node.op == "Constant":
                self._constants[only(node.outputs)] = constant(node)
            elif node.op == "Identity" and node.inputs and node.inputs[0] in self._constants:
                self._constants[only(node.outputs)] = self._constants[node.inputs[0]]
            elif node.op in SHAPE_OPERATORS:
                shape, name = shape_of(node, self._sizes_at.get, self._integers), only(node.outputs)
                self._constants[name] = Tensor(name, (len(shape),), "int64", integers=shape)
            else:
                constants = self._step(where, node, operator)
                kind = "activation" if node.op in ACTIVATIONS else node.op.lower()
                getattr(self, f"_{kind}")(where, node, constants)
                self._sizes_at[self._current] = self._sizes
        except MalformedError as error:
            raise self.chain.refusal(where, str(error)) from None

    def end(self, output: Value) -> None:
        """Check that the chain ends where the graph does.

        Raises
        ------
        LayerlightError
            The graph returns something else.
        """
        self._settle()
        where = f"output {output.name!r:.60}"
        if output.name != self._current:
            raise self.chain.refusal(
                where, f"expected the end of the chain, {self._current!r:.60}; is there a branch?"
            )
        declared = output.shape[-1] if output.shape else None
        if declared is not None and self.chain.width not in (None, declared):
            raise self.chain.refusal(
                where, f"declares {declared} outputs, but the last layer has {self.chain.width}"
            )

    def _step(self, where: str, node: Node, operator: Operator) -> dict[int, Tensor]:
        """Move on to what a node computes; return the constants that it reads, by position."""
        inputs = node.inputs
        if node.op == "Add" and len(inputs) == 2 and inputs[1] == self._current:
            inputs = inputs[::-1]
        for name in inputs:
            if name and name != self._current and name not in self._constants:
                raise MalformedError(self._unknown(name))
        if inputs.count(self._current) != 1:
            raise MalformedError(
                f"expected to read {self._current!r:.60} once, found {inputs.count(self._current)} "
                "times; is there a branch?"
            )
        if inputs[0] != self._current:
            raise MalformedError(f"expected {self._current!r:.60} as its first input")
        constants = {k: self._constants[name] for k, name in enumerate(inputs) if k and name}
        if not set(operator.needed) <= constants.keys() <= {*operator.needed, *operator.optional}:
            raise MalformedError(
                f"expected {1 + len(operator.needed)} inputs"
                + (f" to {1 + len(operator.needed + operator.optional)}" * bool(operator.optional))
                + f", found {len(inputs)}"
            )
        self._readers[self._current] = where
        # The second output of a Dropout is its mask.
        self._current = only(node.outputs[:1] if node.op == "Dropout" else node.outputs)
        self._computed.update(node.outputs)
        return constants

    def _integers(self, name: str) -> list[int]:
        """Return a constant's integers."""
        if name not in self._constants:
            raise MalformedError(self._unknown(name))
        return self._constants[name].whole()

    def _unknown(self, name: str) -> str:
        if name == self._current:
            return f"reads {name!r:.60}, not its shape; only chains of dense layers can be recorded"
        if name in self._readers:
            return f"reads {name!r:.60}, as {self._readers[name]} does: expected no branches"
        if name in self._computed:
            return f"reads {name!r:.60}, a second output: expected no branches"
        if name in self._later:
            return f"reads {name!r:.60}, which is computed later: expected no cycle"
        if self._sparse:
            return f"reads {name!r:.60}, which is no initializer, unless a sparse one"
        return f"reads {name!r:.60}, which is neither computed nor an initializer"

    # The operators.

    def _gemm(self, where: str, node: Node, constants: Mapping[int, Tensor]) -> None:
        if integer(node, "transA", 0):
            raise MalformedError("expected transA=0, one sample a row")
        weights = self._matrix(constants[1])
        if not integer(node, "transB", 0):
            weights = weights.T
        self._multiply(where, weights, constants[1].dtype, real(node, "alpha", 1.0))
        if 2 in constants:
            self._settle(constants[2], real(node, "beta", 1.0))

    def _matmul(self, where: str, node: Node, constants: Mapping[int, Tensor]) -> None:
        self._multiply(where, self._matrix(constants[1]).T, constants[1].dtype, 1.0)

    def _add(self, where: str, node: Node, constants: Mapping[int, Tensor]) -> None:
        if self._product is None:
            raise MalformedError("expected it right after the product whose biases it adds")
        self._settle(constants[1])

    def _activation(self, where: str, node: Node, constants: Mapping[int, Tensor]) -> None:
        self._settle()
        # The default is -1 from version 13 on, and 1 before; both are the outputs of a sample.
        axis = integer(node, "axis", -1)
        if axis not in (-1, 1):
            raise MalformedError(f"expected axis=-1, the outputs of a sample, found {axis}")
        self.chain.activation(where, ACTIVATIONS[node.op])

    def _identity(self, where: str, node: Node, constants: Mapping[int, Tensor]) -> None:
        pass

    def _cast(self, where: str, node: Node, constants: Mapping[int, Tensor]) -> None:
        kind = TYPES.get(integer(node, "to", 0), "no type")
        if kind != self._dtype:
            raise MalformedError(f"expected the type to stay {self._dtype}, found {kind}")

    def _dropout(self, where: str, node: Node, constants: Mapping[int, Tensor]) -> None:
        if 2 in constants and any(constants[2].whole()):
            raise MalformedError("in training it zeroes at random: export the model for inference")

    def _flatten(self, where: str, node: Node, constants: Mapping[int, Tensor]) -> None:
        axis = integer(node, "axis", 1)
        if axis < 0 and self._sizes is not None:
            axis += 1 + len(self._sizes)
        if axis != 1:
            raise MalformedError("expected axis=1, one sample a row")
        self._sizes = [self._features()]

    def _reshape(self, where: str, node: Node, constants: Mapping[int, Tensor]) -> None:
        shape, features = constants[1].whole(), self._features()
        flattens = len(shape) == 2 and (
            shape[0] == SAMPLES
            or (shape[0] == 0 and not integer(node, "allowzero", 0))
            or (shape[0] > 0 and shape[0] == self._batch)
            or (shape[0] == -1 and shape[1] == features)
        )
        if flattens and shape[1] == -1:
            self._sizes = [features]
        elif flattens and shape[1] > 0 and features in (None, shape[1]):
            self._sizes = [shape[1]]
        else:
            size = "of undeclared size" if features is None else f"of {features} numbers"
            found = ", ".join("samples" if each == SAMPLES else str(each) for each in shape)
            raise MalformedError(f"expected samples {size} to become rows, found ({found:.80})")

    # Dense layers.

    def _multiply(self, where: str, weights: NDArray[Any], dtype: str, alpha: float) -> None:
        self._settle()
        if self._sizes is not None and len(self._sizes) != 1:
            raise MalformedError(
                f"expected a vector for each sample, found shape {_shown(self._sizes)}; put a "
                "Flatten before"
            )
        features = self._features()
        if features not in (None, weights.shape[1]):
            raise MalformedError(
                f"expected weights for {features} inputs, found {weights.shape[1]}"
            )
        self._product = _Product(where, weights, dtype, alpha)
        self._sizes = [len(weights)]

    def _settle(self, biases: Tensor | None = None, beta: float = 1.0) -> None:
        """Make the last product a layer, if there is one left."""
        if self._product is None:
            return
        where, weights, dtype, alpha = self._product
        vector = None if biases is None else self._vector(biases, len(weights))
        self._product = None
        self.chain.dense(where, weights, vector, dtype, (alpha, beta))

    def _matrix(self, tensor: Tensor) -> NDArray[Any]:
        """Return a constant as weights, in the order of the file."""
        matrix = self._array(tensor)
        if matrix.ndim != 2:
            raise MalformedError(f"expected a matrix of weights, found shape {tensor.shape}")
        return matrix

    def _vector(self, tensor: Tensor, size: int) -> NDArray[Any]:
        """Return a constant as biases, shape (size,); one number is a bias for all."""
        vector = self._array(tensor)
        if vector.shape in ((size,), (1, size)):
            return vector.reshape(size)
        if vector.size == 1 and vector.ndim < 3:
            return vector.reshape(1).repeat(size)
        raise MalformedError(f"expected {size} biases, found shape {tensor.shape}")

    def _array(self, tensor: Tensor) -> NDArray[Any]:
        if tensor.external:
            raise MalformedError(
                f"{tensor.name!r:.60} is kept in another file, which is not opened; save the model "
                "in one file, as torch.onnx.export(..., external_data=False) does"
            )
        try:
            array = tensor.floats()
        except MalformedError as error:
            raise MalformedError(f"{tensor.name!r:.60} {error}") from None
        if self._dtype not in (None, tensor.dtype):
            raise MalformedError(
                f"{tensor.name!r:.60} holds {tensor.dtype}; expected {self._dtype}, as before"
            )
        self._dtype = tensor.dtype
        return array

    def _features(self) -> int | None:
        """Return how many numbers a sample has, if that is declared."""
        if self._sizes is None or None in self._sizes:
            return None
        return math.prod(size for size in self._sizes if size is not None)


def _shown(sizes: list[int | None]) -> str:
    return "(" + ", ".join("?" if size is None else str(size) for size in sizes) + ")"
