"""Frames around some pixels of an image, with their names on dark pixels beside the digit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import Line, VGroup, VMobject

from scenes.mobjects.images.pixel_grid import PixelGrid
from scenes.mobjects.images.pixel_marks import ROOM, frame_of, ground_of, leader_of, place_in
from scenes.style.theme import legible

__all__ = ["PixelNames"]

LEAST = 9.0
"""Contrast of names and lines with the dark pixels; high, because they are thin."""
SHORTEST, LONGEST = 0.8, 6.0
"""Least and greatest length of a leader, in cells."""
COST_OF_LIGHT = 8.0
"""Crossing a white pixel counts as much as this many cells of leader length."""


class PixelNames(VGroup):
    """A mark for each of some pixels: a frame within its cell, a leader and a name.

    A name covers no lit pixel, no frame and no other name; among the places left it takes the one
    with the shortest leader over the least light.

    Parameters
    ----------
    grid : PixelGrid
        In its final place.
    pixels : sequence of (int, int)
        Row and column of each.
    names : sequence of VMobject
        Moved to their places, in the colour of the focus that is legible on dark pixels.

    Raises
    ------
    ValueError
        If there is no room for a name.
    """

    def __init__(self, grid: PixelGrid, pixels: Sequence[Sequence[int]], names: Sequence[VMobject]):
        self.grid = grid
        # The pixels are just as dark in a light theme.
        self.colour = legible(grid.theme.focus, grid.theme.activation(0.0), LEAST)
        self.light = grid.image / 255.0
        self.taken = grid.image > 0
        for row, column in pixels:
            self.taken[row, column] = True
        super().__init__(
            *[
                VGroup(
                    frame_of(grid, row, column, self.colour),
                    self._leader(row, column, name),
                    ground_of(grid, name),
                    name.set_color(self.colour),
                )
                for (row, column), name in zip(pixels, names, strict=True)
            ]
        )

    def _leader(self, row: int, column: int, name: VMobject) -> Line:
        """Move a name to the best place; return the line from its pixel to it."""
        half = np.array([name.height, name.width]) / 2 / self.grid.pitch + ROOM
        best, best_cost = None, np.inf
        for turn in np.radians(range(0, 360, 5)):
            along = np.array([-np.sin(turn), np.cos(turn)])
            rim = 0.5 / np.abs(along).max()
            beyond = np.min(half / np.maximum(np.abs(along), 1e-9))
            for length in np.arange(SHORTEST, LONGEST, 0.1):
                start, end = (
                    np.array([row + 0.5, column + 0.5]) + along * reach
                    for reach in (rim, rim + length)
                )
                centre = end + along * beyond
                if (cost := length + self._cost(start, end)) < best_cost and self._free(
                    centre - half, centre + half
                ):
                    best, best_cost = (start, end, centre), cost
        if best is None:
            raise ValueError(f"no free place for the name of pixel {(row, column)}")
        start, end, centre = best
        self.taken[self._window(centre - half, centre + half)] = True
        name.move_to(place_in(self.grid, centre))
        return leader_of(self.grid, start, end, self.colour)

    def _window(self, low: np.ndarray, high: np.ndarray) -> tuple[slice, slice]:
        """Return the cells that a box covers."""
        (top, left), (bottom, right) = np.floor(low).astype(int), np.ceil(high).astype(int)
        return slice(top, bottom), slice(left, right)

    def _free(self, low: np.ndarray, high: np.ndarray) -> bool:
        """Return whether a box lies in the image and covers nothing."""
        inside = np.all(low >= 0) and np.all(high <= self.taken.shape)
        return bool(inside) and not self.taken[self._window(low, high)].any()

    def _cost(self, start: np.ndarray, end: np.ndarray) -> float:
        """Return how much light a line covers, in cells of length; taken cells count as light."""
        points = start + np.linspace(0.1, 1, 30)[:, None] * (end - start)
        cells = np.clip(points.astype(int), 0, np.array(self.light.shape) - 1).T
        length = float(np.linalg.norm(end - start))
        framed = self.taken & (self.light == 0)
        covered = np.where(framed, 10.0, self.light)[tuple(cells)]
        return COST_OF_LIGHT * length * float(covered.mean())
