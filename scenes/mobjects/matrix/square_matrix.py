"""Matrices drawn as squares: area shows the magnitude, colour the kind (Hinton diagrams).

After G. E. Hinton and T. Shallice, "Lesioning an attractor network", Psychological Review 98
(1991), where weights are drawn as squares by area.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scenes.mobjects.images.painting import Painting, Place
from scenes.provenance.mark import mark
from scenes.provenance.source import Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["CountSquares", "SignedSquares", "SquareMatrix"]

LARGEST = 0.84
"""Side of the square of ``full``, as a share of the smaller pitch."""
DASH = (0.62, 0.16)
"""Length and thickness of the dash in negative squares, as shares of their side."""
GRAIN = 4
"""Sides are rounded to a quarter of a pixel."""


class SquareMatrix(Painting):
    """Squares in rows and columns.

    Parameters
    ----------
    theme : Theme
    region : Region
    source : Source
        The values, shape (rows, columns).
    full : float
        Magnitude drawn as the largest square.
    hues : sequence of str
        Colours of the kinds of squares.
    dashed : sequence of bool
        Which kinds have a dash in the background's colour.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        source: Source,
        full: float,
        hues: Sequence[str],
        dashed: Sequence[bool],
    ):
        self.theme, self.full, self.hues, self.dashed = theme, full, tuple(hues), tuple(dashed)
        self._picture = source.values
        self._tiles: dict[tuple[int, int], NDArray[np.float32]] = {}
        super().__init__(region, np.zeros((*self._picture.shape, 3), np.uint8))
        self.show(source)

    def kinds(self, values: NDArray[np.floating]) -> NDArray[np.intp]:
        """Return the kind of each value, as an index; subclasses define it."""
        raise NotImplementedError

    def show(self, source: Source) -> SquareMatrix:
        """Show other recorded values."""
        mark(self, "squares", source)
        return self.picture(source.values)

    def picture(self, values: NDArray[np.floating]) -> SquareMatrix:
        """Show transient values, such as a blend of two recorded ones."""
        self._picture = np.asarray(values)
        return self

    def paint(self, pixels: NDArray[np.uint8], place: Place) -> None:
        """Paint into the frame, with antialiased edges on the theme's background."""
        (left, top), (right, bottom) = place(self.points)
        rows, columns = self._picture.shape
        pitch = np.array([(right - left) / columns, (bottom - top) / rows])
        sides = np.sqrt(np.minimum(np.abs(self._picture) / self.full, 1.0))
        sides = np.rint(sides * LARGEST * pitch.min() * GRAIN).astype(int)
        xs = _middles(float(left), float(pitch[0]), columns)
        ys = _middles(float(top), float(pitch[1]), rows)
        kinds = self.kinds(self._picture)
        for row, column in np.argwhere(sides):
            tile = self._tile(int(sides[row, column]), int(kinds[row, column]))
            half = len(tile) // 2
            x, y = xs[column] - half, ys[row] - half
            if x < 0 or y < 0:
                continue  # outside the frame
            under = pixels[y : y + 2 * half, x : x + 2 * half]
            if self.opacity < 1:
                tile = under + (tile[: len(under), : under.shape[1]] - under) * self.opacity
            under[:] = tile[: len(under), : under.shape[1]]

    def _tile(self, side: int, kind: int) -> NDArray[np.float32]:
        """Return the pixels of a square, its side in units of 1/GRAIN pixel; cached."""
        if (side, kind) not in self._tiles:
            ground = _channels(self.theme.background)
            tile = np.empty((*2 * (2 * math.ceil(side / GRAIN / 2),), 4), np.float32)
            tile[:] = ground
            _blend(tile, side / GRAIN, side / GRAIN, _channels(self.hues[kind]))
            if self.dashed[kind]:
                _blend(tile, DASH[0] * side / GRAIN, DASH[1] * side / GRAIN, ground)
            self._tiles[side, kind] = np.rint(tile)
        return self._tiles[side, kind]


class SignedSquares(SquareMatrix):
    """Signed values; negative ones have a dash and another colour."""

    def __init__(self, theme: Theme, region: Region, source: Source, full: float):
        hues = (theme.negative, theme.positive)
        super().__init__(theme, region, source, full, hues, (True, False))

    def kinds(self, values: NDArray[np.floating]) -> NDArray[np.intp]:
        """Return 1 for positive values, else 0."""
        return (values > 0).astype(np.intp)


class CountSquares(SquareMatrix):
    """Counts of a confusion matrix; those on the diagonal are correct answers."""

    def __init__(self, theme: Theme, region: Region, source: Source, full: float):
        super().__init__(theme, region, source, full, (theme.cost, theme.target), (False, False))

    def kinds(self, values: NDArray[np.floating]) -> NDArray[np.intp]:
        """Return 1 on the diagonal, else 0."""
        return np.eye(*values.shape, dtype=np.intp)


def _middles(start: float, pitch: float, count: int) -> NDArray[np.intp]:
    """Return the pixels next to the middles of cells, all rounded the same way.

    Rounding halves to even would put middles of an odd pitch at uneven distances.
    """
    return np.floor(start + (np.arange(count) + 0.5) * pitch + 0.5 + 1e-6).astype(np.intp)


def _blend(
    tile: NDArray[np.float32], width: float, height: float, colour: NDArray[np.float32]
) -> None:
    """Blend a centred rectangle into a tile, each pixel by its covered share."""
    edges = np.arange(len(tile)) - len(tile) // 2
    across, down = (
        np.clip(np.minimum(edges + 1, size / 2) - np.maximum(edges, -size / 2), 0, 1)
        for size in (width, height)
    )
    tile += (colour - tile) * (down[:, None] * across).astype(np.float32)[..., None]


def _channels(colour: str) -> NDArray[np.float32]:
    return np.frombuffer(bytes.fromhex(colour[1:] + "FF"), np.uint8).astype(np.float32)
