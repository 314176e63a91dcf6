"""Work out the shapes that an ONNX graph computes for a Reshape.

Exporters write ``x.reshape(len(x), -1)`` as a small computation of its own: Shape, Gather the
first, Unsqueeze, Concat with −1.  It depends on nothing but the sizes of one sample and the number
of samples, which stays a symbol.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from network.frameworks.onnx_messages import MOST_INTEGERS, Node
from network.frameworks.onnx_operators import integer, only
from network.frameworks.wire import MalformedError

__all__ = ["SAMPLES", "SHAPE_OPERATORS", "shape_of"]

SAMPLES = -(2**40)
"""Stands for the number of samples in a shape; no size that a file may hold."""
SHAPE_OPERATORS = ("Shape", "Gather", "Unsqueeze", "Concat")


def shape_of(
    node: Node,
    sizes: Callable[[str], Sequence[int | None] | None],
    known: Callable[[str], list[int]],
) -> list[int]:
    """Return what a node computes, as a flat list.

    Parameters
    ----------
    node : Node
        One of :data:`SHAPE_OPERATORS`.
    sizes : callable
        Gives the sizes of a sample at a place of the chain, by the name of the value there; None
        if they are not declared.
    known : callable
        Gives the integers that a name stands for, from constants and earlier nodes.

    Raises
    ------
    MalformedError
        It computes something else than a shape.
    """
    if node.op == "Shape":
        name = only(node.inputs, "input")
        found = sizes(name)
        if found is None or None in found:
            raise MalformedError(f"the shape of {name!r:.60} is not declared")
        shape = [SAMPLES, *(size for size in found if size is not None)]
        # From opset 15 on, a part of it; positions beyond the ends are moved to them, as in Python.
        return shape[integer(node, "start", 0) : integer(node, "end", len(shape))]
    lists = [known(name) for name in node.inputs]
    if node.op == "Unsqueeze" and lists:
        return lists[0]
    if integer(node, "axis", 0):
        raise MalformedError("expected axis=0, for a shape")
    if node.op == "Concat":
        joined = [size for each in lists for size in each]
        if len(joined) > MOST_INTEGERS:
            raise MalformedError(f"holds {len(joined)} integers; expected at most {MOST_INTEGERS}")
        return joined
    if len(lists) != 2 or not all(-len(lists[0]) <= k < len(lists[0]) for k in lists[1]):
        raise MalformedError("expected a shape, and positions in it")
    return [lists[0][k] for k in lists[1]]
