"""What a drawn thing stands for, so that a test can hold it against the recording.

Numbers are :class:`~scenes.mobjects.text.readout.Readout`; everything else that stands for a value
(a
fill, a width, an area, a place) carries a :class:`Mark` in its attribute ``mark``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from manim import Mobject

from scenes.provenance.source import Source

__all__ = ["Mark", "Role", "mark"]

Role = Literal[
    "fill", "width", "area", "length", "place", "square", "cells", "greys", "squares", "dots",
    "height",
]  # fmt: skip


@dataclass(frozen=True)
class Mark:
    """A drawn thing stands for recorded values.

    Parameters
    ----------
    role : Role
        Which property carries the value: the fill's colour (an activation or grey level), a
        line's width and colour (signed), a disc's area and colour (signed), a bar's length (in
        units of its ``full``; of a signed value the magnitude) or ``height``, the place of a
        point on axes, or the area of a square (in units of the square on its ``unit``).  Of
        paintings: the colours of the ``cells`` on their ``scale``, or ``greys``; the areas and
        colours of the ``squares`` (in units of the cell, which stands for ``full``), or how many
        ``dots`` there are of each colour.
    source : Source
        The value; for a place, the one along the first axis.
    second : Source, optional
        The value along the second axis, for a place; none for a place on one axis.
    axes : object, optional
        For a place: the part whose ``p2c(point)`` tells the values at a point.
    """

    role: Role
    source: Source
    second: Source | None = None
    axes: Any = None

    def __deepcopy__(self, memo: dict[int, Any]) -> Mark:
        """Stay the same object when Manim copies what carries it."""
        return self


def mark(mobject: Mobject, role: Role, source: Source, **more: Any) -> None:
    """Note on ``mobject`` that its ``role`` stands for ``source``."""
    mobject.mark = Mark(role, source, **more)
