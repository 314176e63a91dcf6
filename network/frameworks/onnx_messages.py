"""The parts of an ONNX model that a chain of dense layers needs.

Numbers of fields and types are those of onnx.proto: https://onnx.ai/onnx/api/classes.html
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from network.frameworks.wire import Counter, MalformedError, integers

__all__ = [
    "MOST_INTEGERS", "OWN_DOMAINS", "TYPES", "Attribute", "Graph", "Model", "Node", "Tensor",
    "Value", "parse_model",
]  # fmt: skip

MOST_DIMENSIONS = 8
MOST_INTEGERS = 64
"""Largest tensor of integers that is read: a shape, an axis."""
TYPES = {
    1: "float32", 2: "uint8", 3: "int8", 4: "uint16", 5: "int16", 6: "int32", 7: "int64",
    8: "string", 9: "bool", 10: "float16", 11: "float64", 12: "uint32", 13: "uint64",
    14: "complex64", 15: "complex128", 16: "bfloat16",
}  # fmt: skip
OWN_DOMAINS = ("", "ai.onnx")
"""Two names of the domain of ONNX's own operators."""
STORED = {"float16": "<f2", "float32": "<f4", "float64": "<f8"}
"""The floating-point types that are read, as they lie in the file."""
WHOLE = {"bool": "<u1", "int32": "<i4", "int64": "<i8"}


@dataclass
class Tensor:
    """A constant; its numbers stay in the file until :meth:`floats` or :meth:`whole` is called.

    Attributes
    ----------
    name : str
        What nodes call it.
    shape : tuple of int
        As the file declares it; nothing is allocated for it.
    dtype : str
        Such as ``"float32"``.
    external : bool
        Whether the numbers are in another file.
    """

    name: str = ""
    shape: tuple[int, ...] = ()
    dtype: str = "undefined"
    external: bool = False
    raw: memoryview | None = None
    packed: list[memoryview] = field(default_factory=list)
    """float_data or double_data."""
    integers: list[int] = field(default_factory=list)
    """int32_data or int64_data; int32_data holds the bits of float16."""

    @property
    def size(self) -> int:
        """Number of elements declared; a Python integer, which cannot overflow."""
        return math.prod(self.shape)

    def floats(self) -> NDArray[Any]:
        """Return the numbers as an array of the declared shape, without a copy if possible.

        Raises
        ------
        MalformedError
            The numbers are of another type, missing, or not as many as the shape says.
        """
        if self.dtype not in STORED:
            raise MalformedError(f"holds {self.dtype}; expected float16, float32 or float64")
        if not self.size:
            raise MalformedError(f"declares shape {self.shape}, which holds no numbers")
        if self.integers and self.dtype == "float16":
            bits = np.array([each & 0xFFFF for each in self.integers], "<u2")
            return self._shaped(memoryview(bits.tobytes()), "<f2")
        data = self.raw
        if data is None:
            data = self.packed[0] if len(self.packed) == 1 else memoryview(b"".join(self.packed))
        return self._shaped(data, STORED[self.dtype])

    def whole(self) -> list[int]:
        """Return a few integers, as of a shape.

        Raises
        ------
        MalformedError
            They are no integers, too many, missing, or not as many as the shape says.
        """
        if self.dtype not in WHOLE:
            raise MalformedError(f"holds {self.dtype}; expected integers")
        if self.size > MOST_INTEGERS:
            raise MalformedError(f"holds {self.size:,} integers; expected at most {MOST_INTEGERS}")
        if self.raw is not None:
            found: list[int] = self._shaped(self.raw, WHOLE[self.dtype]).ravel().tolist()
            return found
        if len(self.integers) != self.size:
            raise MalformedError(f"declares {self.size} numbers, but holds {len(self.integers)}")
        return self.integers

    def _shaped(self, data: memoryview, kind: str) -> NDArray[Any]:
        declared = self.size * np.dtype(kind).itemsize
        if declared != len(data):
            raise MalformedError(
                f"declares shape {self.shape}, {declared:,} bytes of {self.dtype}, but holds "
                f"{len(data):,} bytes"
            )
        return np.frombuffer(data, kind).reshape(self.shape)


@dataclass
class Attribute:
    """An attribute of a node: a number or a tensor; ``value`` is None for all others."""

    name: str = ""
    kind: int = 0
    value: int | float | list[int] | Tensor | None = None


@dataclass
class Node:
    """An operation."""

    op: str = ""
    name: str = ""
    domain: str = ""
    inputs: list[str] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)
    attributes: dict[str, Attribute] = field(default_factory=dict)


@dataclass
class Value:
    """An input or an output of the graph; what it does not declare is None."""

    name: str = ""
    dtype: str | None = None
    shape: list[int | None] | None = None


@dataclass
class Graph:
    """Nodes in their order, constants, inputs and outputs."""

    nodes: list[Node] = field(default_factory=list)
    initializers: dict[str, Tensor] = field(default_factory=dict)
    sparse: int = 0
    inputs: list[Value] = field(default_factory=list)
    outputs: list[Value] = field(default_factory=list)


@dataclass
class Model:
    """A model: who wrote it, for which version of the operators, and its graph."""

    producer: str = ""
    producer_version: str = ""
    opset: int | None = None
    graph: Graph | None = None


def parse_model(data: memoryview) -> Model:
    """Read a model.

    Raises
    ------
    MalformedError
        The bytes are no ONNX model.
    """
    counter, model = Counter(), Model()
    for part in counter.fields(data):
        if part.number == 2:
            model.producer = part.text()
        elif part.number == 3:
            model.producer_version = part.text()
        elif part.number == 7:
            if model.graph is not None:
                raise MalformedError("two graphs")
            model.graph = _graph(part.message(), counter)
        elif part.number == 8:
            domain, version = "", 0
            for inner in counter.fields(part.message()):
                if inner.number == 1:
                    domain = inner.text()
                elif inner.number == 2:
                    version = inner.signed()
            if domain in OWN_DOMAINS:
                model.opset = version
        elif part.number == 25:
            # A function's domain; functions of other domains are operators that nobody knows.
            domains = [
                inner.text() for inner in counter.fields(part.message()) if inner.number == 10
            ]
            if (domains or [""])[-1] in OWN_DOMAINS:
                raise MalformedError("it redefines an operator of ONNX")
    return model


def _graph(data: memoryview, counter: Counter) -> Graph:
    graph = Graph()
    for part in counter.fields(data):
        if part.number == 1:
            graph.nodes.append(_node(part.message(), counter))
        elif part.number == 5:
            tensor = _tensor(part.message(), counter)
            if tensor.name in graph.initializers:
                raise MalformedError(f"two initializers are called {tensor.name!r:.60}")
            graph.initializers[tensor.name] = tensor
        elif part.number == 11:
            graph.inputs.append(_value(part.message(), counter))
        elif part.number == 12:
            graph.outputs.append(_value(part.message(), counter))
        elif part.number == 15:
            graph.sparse += 1
    return graph


def _node(data: memoryview, counter: Counter) -> Node:
    node = Node()
    for part in counter.fields(data):
        if part.number == 1:
            node.inputs.append(part.text())
        elif part.number == 2:
            node.outputs.append(part.text())
        elif part.number == 3:
            node.name = part.text()
        elif part.number == 4:
            node.op = part.text()
        elif part.number == 5:
            attribute = _attribute(part.message(), counter)
            if attribute.name in node.attributes:
                raise MalformedError(f"two attributes are called {attribute.name!r:.60}")
            node.attributes[attribute.name] = attribute
        elif part.number == 7:
            node.domain = part.text()
    return node


def _attribute(data: memoryview, counter: Counter) -> Attribute:
    attribute = Attribute()
    for part in counter.fields(data):
        if part.number == 1:
            attribute.name = part.text()
        elif part.number == 2:
            attribute.value = struct.unpack("<f", part.fixed32())[0]
        elif part.number == 3:
            attribute.value = part.signed()
        elif part.number == 5:
            attribute.value = _tensor(part.message(), counter)
        elif part.number == 8:
            if not isinstance(attribute.value, list):
                attribute.value = []
            attribute.value += integers(part, counter)
        elif part.number == 20:
            attribute.kind = part.signed()
    return attribute


def _tensor(data: memoryview, counter: Counter) -> Tensor:
    tensor = Tensor()
    shape: list[int] = []
    for part in counter.fields(data):
        if part.number == 1:
            shape += integers(part, counter)
        elif part.number == 2:
            kind = part.signed()
            tensor.dtype = TYPES.get(kind, f"type {kind}")
        elif part.number in (4, 10):
            # One number by itself has the same bytes as one that is packed.
            tensor.packed.append(part.data)
        elif part.number in (5, 7):
            tensor.integers += integers(part, counter)
        elif part.number == 8:
            tensor.name = part.text()
        elif part.number == 9:
            tensor.raw = part.message()
        elif part.number == 13 or (part.number == 14 and part.signed() == 1):
            tensor.external = True
    if len(shape) > MOST_DIMENSIONS or any(not 0 <= n < 2**31 for n in shape):
        shown = ", ".join(map(str, shape[:MOST_DIMENSIONS]))
        raise MalformedError(f"tensor {tensor.name!r:.60} declares the shape ({shown:.120})")
    tensor.shape = tuple(shape)
    return tensor


def _value(data: memoryview, counter: Counter) -> Value:
    value = Value()
    for part in counter.fields(data):
        if part.number == 1:
            value.name = part.text()
        elif part.number == 2:
            for kind in counter.fields(part.message()):
                if kind.number == 1:  # a tensor: no sequence, no map
                    _tensor_type(kind.message(), value, counter)
    return value


def _tensor_type(data: memoryview, value: Value, counter: Counter) -> None:
    for part in counter.fields(data):
        if part.number == 1:
            kind = part.signed()
            value.dtype = TYPES.get(kind, f"type {kind}")
        elif part.number == 2:
            value.shape = []
            for dimension in counter.fields(part.message()):
                if dimension.number == 1:
                    size = 0
                    for inner in counter.fields(dimension.message()):
                        if inner.number == 1:
                            size = inner.signed()
                    value.shape.append(size if size > 0 else None)
            if len(value.shape) > MOST_DIMENSIONS:
                raise MalformedError(f"{value.name!r:.60} declares {len(value.shape):,} dimensions")
