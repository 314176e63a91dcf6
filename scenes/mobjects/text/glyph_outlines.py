"""Outlines of the glyphs and lines in an SVG image by Typst.

Manim reads SVG of every kind and makes a mobject of each shape, which takes most of the time of a
caption.  An image of a text is simple: each glyph is defined once, and used wherever it stands;
besides, there are lines, such as those of fractions.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple
from xml.etree import ElementTree

import numpy as np
from numpy.typing import NDArray

__all__ = ["Glyph", "glyph_outlines"]

_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_COMMAND = re.compile(r"([MmLlHhVvQqCcZz])([^A-DF-Za-df-z]*)")
_SAME = 1e-4
"""Distance below which Manim takes two points for the same when it closes a path."""

Points = NDArray[np.float64]
Matrix = NDArray[np.float64]


class Glyph(NamedTuple):
    """A glyph, or a line, in its place.

    Parameters
    ----------
    points : ndarray, shape (4 · curves, 2)
        Points of cubic Bézier curves, in the units of the image; y points down.
    origin : float
        Height of its baseline.
    stroke : float
        Width of the line; 0 for a glyph, which is filled.
    shape : tuple
        What it is and where, equal for equal glyphs in the same place.
    """

    points: Points
    origin: float
    stroke: float
    shape: tuple[Any, ...]


def glyph_outlines(image: bytes) -> list[Glyph] | None:
    """Return the glyphs and lines of an image in order, or None if it holds anything else.

    Parameters
    ----------
    image : bytes
        SVG by Typst.
    """
    root = ElementTree.fromstring(image)
    outlines = {}
    for symbol in root.iter(f"{_SVG}symbol"):
        parts = list(symbol)
        if len(parts) == 1 and parts[0].tag == f"{_SVG}path":
            outlines[f"#{symbol.get('id')}"] = parts[0].get("d", "")
    found: list[Glyph] = []
    return found if _collect(root, np.eye(3), outlines, found) else None


def _collect(
    group: ElementTree.Element, frame: Matrix, outlines: dict[str, str], found: list[Glyph]
) -> bool:
    """Collect the glyphs in a group; return whether there was nothing else."""
    for element in group:
        if element.tag == f"{_SVG}defs":
            continue
        own = _transform(element.get("transform", ""))
        if own is None:
            return False
        whole, path, stroke = frame @ own, None, 0.0
        if element.tag == f"{_SVG}g":
            if not _collect(element, whole, outlines, found):
                return False
            continue
        if element.tag == f"{_SVG}use":
            path = outlines.get(element.get(_HREF, ""))
            place = np.eye(3)
            place[:2, 2] = float(element.get("x", 0)), float(element.get("y", 0))
            whole = whole @ place
        elif element.tag == f"{_SVG}path" and element.get("fill") == "none":
            stroke = float(element.get("stroke-width", 0))
            path = element.get("d") if stroke else None
        if path is None:
            return False
        points = _curves(path)
        if len(points):
            placed = points @ whole[:2, :2].T + whole[:2, 2]
            shape = (path, *whole.round(9).ravel())
            found.append(Glyph(placed, float(whole[1, 2]), stroke, shape))
    return True


def _transform(text: str) -> Matrix | None:
    """Return the matrix of an SVG transform, or None for a kind that Typst's texts do not have."""
    name, numbers = text.partition("(")[0], [float(n) for n in _NUMBER.findall(text)]
    matrix = np.eye(3)
    if name == "matrix" and len(numbers) == 6:
        matrix[:2] = np.reshape(numbers, (3, 2)).T
    elif name == "translate" and len(numbers) == 2:
        matrix[:2, 2] = numbers
    elif name == "scale" and len(numbers) == 2:
        matrix[0, 0], matrix[1, 1] = numbers
    elif text:
        return None
    return matrix


@lru_cache(maxsize=2048)
def _curves(path: str) -> Points:
    """Return a path as cubic Bézier curves, one after another: shape (4 · curves, 2)."""
    curves: list[complex] = []
    here = start = 0j

    def line(end: complex) -> None:
        curves.extend((here, (here + here + end) / 3, (here + end + end) / 3, end))

    for command, text in _COMMAND.findall(path):
        numbers = [float(n) for n in _NUMBER.findall(text)]
        kind, relative = command.upper(), command.islower()
        if kind == "Z":
            if abs(here - start) > _SAME:
                line(start)
            here = start
        elif kind in "HV":
            for number in numbers:
                step = complex(number, 0) if kind == "H" else complex(0, number)
                rest = complex(0, here.imag) if kind == "H" else complex(here.real, 0)
                end = here + step if relative else rest + step
                line(end)
                here = end
        else:
            points = [complex(x, y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
            count = {"M": 1, "L": 1, "Q": 2, "C": 3}[kind]
            for k in range(0, len(points), count):
                *handles, end = (here * relative + p for p in points[k : k + count])
                if kind == "M" and k == 0:
                    start = end
                elif kind in "ML":
                    line(end)
                elif kind == "Q":
                    (bend,) = handles
                    curves.extend((here, (here + bend + bend) / 3, (bend + bend + end) / 3, end))
                else:
                    curves.extend((here, *handles, end))
                here = end
    outline = np.array(curves, complex)
    return np.column_stack((outline.real, outline.imag))
