"""Marks: which recorded value a property of a mobject represents.

Numbers are :class:`~scenes.mobjects.text.readout.Readout`.  Every other mobject that represents a
value by its fill, width, area or place has a :class:`Mark` in its attribute ``mark``, which tests
compare with the recording.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from manim import Mobject

from scenes.provenance.source import Source

__all__ = ["Mark", "Role", "mark"]

Role = Literal[
    "bin", "fill", "width", "area", "length", "place", "square", "cells", "greys", "squares",
    "dots", "height", "answers", "levels", "tint",
]  # fmt: skip


@dataclass(frozen=True)
class Mark:
    """The recorded value that a property of a mobject represents.

    Parameters
    ----------
    role : Role
        The property: ``fill`` (an activation or grey level), ``width`` of a line or ``area`` of a
        disc (the colour shows the sign), ``length`` or ``height`` of a bar (in units of its
        ``full``; the magnitude of a signed value), ``place`` of a point on axes, ``bin`` of a
        histogram (an object whose ``bin_at(point)`` returns its limits), or ``square``,
        an area in units of the square on its ``unit``, or ``tint``, the opacity of a fill (1 would
        be ``full``).  Of paintings: the colours of ``cells`` on
        their ``scale``, ``greys``, the areas and colours of ``squares`` (in units of the cell,
        which represents ``full``), the number of ``dots`` of each colour, ``answers`` (the class
        that the outputs of each cell stand for, and by how much), or ``levels`` (grey, on a scale).
    source : Source
        The value; for a place, the one along the first axis.
    second : Source, optional
        The value along the second axis, if a place has two.
    axes : object, optional
        For a place: an object whose method ``p2c(point)`` returns the values at a point.
    """

    role: Role
    source: Source
    second: Source | None = None
    axes: Any = None

    def __deepcopy__(self, memo: dict[int, Any]) -> Mark:
        """Return the same object when Manim copies its mobject."""
        return self


def mark(mobject: Mobject, role: Role, source: Source, **more: Any) -> None:
    """Mark the property ``role`` of a mobject as representing ``source``."""
    mobject.mark = Mark(role, source, **more)
