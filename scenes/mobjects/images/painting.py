"""Pictures of many small cells, painted directly into the frame.

Twenty maps of 784 weights would be 15,680 outlines; as pixels they cost almost nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from manim import Mobject
from numpy.typing import NDArray

from scenes.style.frame import Region

__all__ = ["Painting"]

Place = Callable[[NDArray[np.floating]], NDArray[np.floating]]
"""From points in frame units, shape (n, 3), to columns and rows of the frame, shape (n, 2)."""


class Painting(Mobject):
    """A picture of rectangular cells with sharp edges.

    It moves, scales, fades and transforms like other mobjects; the renderer's camera calls
    :meth:`paint`.

    Parameters
    ----------
    region : Region
        Filled by the cells.
    colours : ndarray of uint8, shape (rows, columns, 3)
        Red, green, blue of each cell, the top row first.

    Attributes
    ----------
    colours : ndarray
        May be replaced at any time by an array of the same shape.
    opacity : float
        From 0 to 1.
    """

    def __init__(self, region: Region, colours: NDArray[np.uint8]):
        super().__init__()
        self.colours = np.asarray(colours, np.uint8)
        self.opacity = 1.0
        left, right, bottom, top = region.left, region.right, region.bottom, region.top
        self.points = np.array([[left, top, 0.0], [right, bottom, 0.0]])

    @property
    def region(self) -> Region:
        """Current region."""
        (left, top, _), (right, bottom, _) = self.points
        return Region(float(left), float(right), float(bottom), float(top))

    def cell(self, row: float, column: float) -> NDArray[np.float64]:
        """Return the current centre of a cell, in frame units."""
        rows, columns, _ = self.colours.shape
        shares = np.array([(column + 0.5) / columns, (row + 0.5) / rows, 0.0])
        return self.points[0] + shares * (self.points[1] - self.points[0])

    def paint(self, pixels: NDArray[np.uint8], place: Place) -> None:
        """Paint into the frame.

        Parameters
        ----------
        pixels : ndarray of uint8, shape (height, width, 4)
            The frame, red, green, blue and opacity; changed in place.
        place : callable
            From points in frame units to columns and rows of the frame.
        """
        (left, top), (right, bottom) = place(self.points)
        rows, columns, _ = self.colours.shape
        ys, row_of = _pixels_of_cells(float(top), float(bottom), rows, pixels.shape[0])
        xs, column_of = _pixels_of_cells(float(left), float(right), columns, pixels.shape[1])
        if self.opacity <= 0 or not len(row_of) or not len(column_of):
            return
        # All four channels at once: a pixel is one 32-bit integer.
        packed = np.dstack([self.colours, np.full((rows, columns), 255, np.uint8)])
        cells = packed.view(np.uint32)[..., 0]
        painted = cells.take(column_of, axis=1).take(row_of, axis=0)
        if self.opacity < 1:
            under = pixels[ys, xs].astype(np.float32)
            over = painted[..., None].view(np.uint8)
            under += (over - under) * np.float32(self.opacity)
            pixels[ys, xs] = np.rint(under)
        else:
            pixels.view(np.uint32)[ys, xs, 0] = painted

    # Methods that Manim calls on mobjects that fade and transform.

    def set_opacity(self, opacity: float) -> Painting:
        """Set the opacity, from 0 to 1."""
        self.opacity = float(opacity)
        return self

    def fade(self, darkness: float = 0.5, family: bool = True) -> Painting:
        """Reduce the opacity by a share of it."""
        self.opacity *= 1 - darkness
        return self

    def interpolate_color(self, mobject1: Any, mobject2: Any, alpha: float) -> None:
        """Interpolate opacity, and colours if the shapes agree."""
        self.opacity = mobject1.opacity + (mobject2.opacity - mobject1.opacity) * alpha
        first, second = mobject1.colours, mobject2.colours
        if first is not second and first.shape == second.shape:
            blend = first + (second.astype(np.float32) - first) * np.float32(alpha)
            self.colours = np.rint(blend).astype(np.uint8)

    def align_points_with_larger(self, larger_mobject: Mobject) -> None:
        """Do nothing: every painting has two points."""


@lru_cache(maxsize=256)
def _pixels_of_cells(
    first: float, last: float, cells: int, limit: int
) -> tuple[slice, NDArray[np.intp]]:
    """Return the pixels between two edges, within the frame, and the cell of each one's centre."""
    start, stop = max(round(first), 0), min(round(last), limit)
    centres = np.arange(start, max(start, stop)) + 0.5
    of = np.floor((centres - first) * cells / (last - first)) if last > first else centres[:0]
    return slice(start, start + len(of)), np.clip(of, 0, cells - 1).astype(np.intp)
