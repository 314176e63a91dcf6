"""The ONNX operators that a chain of dense layers may have, with their attributes.

https://onnx.ai/onnx/operators/ says what each computes.
"""

from __future__ import annotations

from typing import NamedTuple

from network.frameworks.onnx_messages import OWN_DOMAINS, Attribute, Node, Tensor
from network.frameworks.wire import MalformedError

__all__ = [
    "ACTIVATIONS",
    "OLDEST_OPSET",
    "OPERATORS",
    "check",
    "constant",
    "integer",
    "only",
    "real",
]

OLDEST_OPSET = 7
"""Before it, Gemm and Add broadcast by attributes, and Dropout was in training by default."""
ACTIVATIONS = {
    "Sigmoid": "sigmoid",
    "Tanh": "tanh",
    "Relu": "relu",
    "Softmax": "softmax",
    "LogSoftmax": "log_softmax",
}


class Operator(NamedTuple):
    """What a node may have besides the value of the chain, which is its first input.

    Attributes
    ----------
    attributes : tuple of str
        Names of the attributes that are read or do not matter.
    needed, optional : tuple of int
        Positions of inputs that are constants.
    """

    attributes: tuple[str, ...] = ()
    needed: tuple[int, ...] = ()
    optional: tuple[int, ...] = ()


OPERATORS = {
    "Gemm": Operator(("transA", "transB", "alpha", "beta"), (1,), (2,)),
    "MatMul": Operator((), (1,)),
    "Add": Operator((), (1,)),
    "Flatten": Operator(("axis",)),
    "Reshape": Operator(("allowzero",), (1,)),
    "Sigmoid": Operator(),
    "Tanh": Operator(),
    "Relu": Operator(),
    "Softmax": Operator(("axis",)),
    "LogSoftmax": Operator(("axis",)),
    "Identity": Operator(),
    "Dropout": Operator(("ratio", "seed"), (), (1, 2)),
    "Cast": Operator(("to", "saturate")),
    "Constant": Operator(("value", "value_ints")),
    "Shape": Operator(("start", "end")),
    "Gather": Operator(("axis",)),
    "Unsqueeze": Operator(("axes",)),
    "Concat": Operator(("axis",)),
}
FLOAT, INT = 1, 2
"""Types of attributes."""


def check(node: Node) -> Operator:
    """Return the operator of a node.

    Raises
    ------
    MalformedError
        It is none of :data:`OPERATORS`, or has an attribute that is unknown.
    """
    if node.domain not in OWN_DOMAINS or node.op not in OPERATORS:
        of = "" if node.domain in OWN_DOMAINS else f" of {node.domain!r:.60}"
        raise MalformedError(
            f"expected one of {', '.join(OPERATORS)}, found {node.op!r:.60}{of}; only chains of "
            "dense layers can be recorded"
        )
    operator = OPERATORS[node.op]
    for name in node.attributes:
        if name not in operator.attributes:
            raise MalformedError(f"has the unknown attribute {name!r:.60}")
    return operator


def only(names: list[str], what: str = "output") -> str:
    """Return a node's only output or input.

    Raises
    ------
    MalformedError
        There are none or several.
    """
    if len(names) != 1 or not names[0]:
        raise MalformedError(f"expected one {what}, found {len(names)}")
    return names[0]


def constant(node: Node) -> Tensor:
    """Return the value of a Constant.

    Raises
    ------
    MalformedError
        It has none that can be read.
    """
    value = next((each.value for each in node.attributes.values()), None)
    if isinstance(value, list):
        return Tensor(only(node.outputs), (len(value),), "int64", integers=value)
    if not isinstance(value, Tensor) or len(node.attributes) != 1 or node.inputs:
        raise MalformedError("expected one tensor as its value")
    value.name = only(node.outputs)
    return value


def integer(node: Node, name: str, default: int) -> int:
    """Return an integer attribute of a node.

    Raises
    ------
    MalformedError
        It is of another type.
    """
    attribute = node.attributes.get(name, Attribute(value=default))
    if attribute.value is None and attribute.kind == INT:
        return 0  # some writers leave zeros out
    if not isinstance(attribute.value, int):
        raise MalformedError(f"expected an integer for {name}")
    return attribute.value


def real(node: Node, name: str, default: float) -> float:
    """Return a floating-point attribute of a node.

    Raises
    ------
    MalformedError
        It is of another type.
    """
    attribute = node.attributes.get(name, Attribute(value=default))
    if attribute.value is None and attribute.kind == FLOAT:
        return 0.0
    if not isinstance(attribute.value, float):
        raise MalformedError(f"expected a number for {name}")
    return attribute.value
