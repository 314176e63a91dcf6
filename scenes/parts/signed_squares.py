"""A matrix of signed values as squares: the area is the magnitude, a dash says that it is negative.

After G. E. Hinton and T. Shallice, "Lesioning an attractor network", Psychological Review 98
(1991), where weights are drawn as squares by area.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenes.frame import Region
from scenes.mark import mark
from scenes.parts.painting import Painting, Place
from scenes.source import Source
from scenes.theme import Theme

__all__ = ["SignedSquares"]

LARGEST = 0.92
"""Side of the square of ``full``, as a share of the smaller pitch."""
DASH = (0.62, 0.16)
"""Length and thickness of the dash in negative squares, as shares of their side."""


class SignedSquares(Painting):
    """Squares in rows and columns.

    Parameters
    ----------
    theme : Theme
    region : Region
    source : Source
        The values, shape (rows, columns).
    full : float
        Magnitude of the largest square.
    """

    def __init__(self, theme: Theme, region: Region, source: Source, full: float):
        self.theme, self.full = theme, full
        self._hues = [_channels(c) for c in (theme.negative, theme.positive, theme.background)]
        self._picture = source.values
        super().__init__(region, np.zeros((*self._picture.shape, 3), np.uint8))
        self.show(source)

    def show(self, source: Source) -> SignedSquares:
        """Show other recorded values."""
        mark(self, "squares", source)
        return self.picture(source.values)

    def picture(self, values: NDArray[np.floating]) -> SignedSquares:
        """Show values for the moment, such as a blend of two recorded ones."""
        self._picture = np.asarray(values)
        return self

    def paint(self, pixels: NDArray[np.uint8], place: Place) -> None:
        """Paint into the frame, with soft edges."""
        (left, top), (right, bottom) = place(self.points)
        rows, columns = self._picture.shape
        pitch = np.array([(right - left) / columns, (bottom - top) / rows])
        sides = np.sqrt(np.minimum(np.abs(self._picture) / self.full, 1.0))
        sides *= LARGEST * pitch.min()
        for row, column in np.argwhere(sides > 0.5):
            centre = (left + (column + 0.5) * pitch[0], top + (row + 0.5) * pitch[1])
            side = sides[row, column]
            positive = self._picture[row, column] > 0
            self._block(pixels, centre, (side, side), self._hues[int(positive)])
            if not positive:
                self._block(pixels, centre, (DASH[0] * side, DASH[1] * side), self._hues[2])

    def _block(
        self,
        pixels: NDArray[np.uint8],
        centre: tuple[float, float],
        size: tuple[float, float],
        colour: NDArray[np.float32],
    ) -> None:
        """Blend a rectangle in, each pixel by the share of it that the rectangle covers."""
        (x, y), (width, height) = centre, size
        xs, across = _cover(x - width / 2, x + width / 2, pixels.shape[1])
        ys, down = _cover(y - height / 2, y + height / 2, pixels.shape[0])
        under = pixels[ys, xs, :3]
        if under.size:
            share = (down[:, None] * across * self.opacity)[..., None]
            under[:] = np.rint(under + (colour - under) * share)


def _channels(colour: str) -> NDArray[np.float32]:
    return np.frombuffer(bytes.fromhex(colour[1:]), np.uint8).astype(np.float32)


def _cover(first: float, last: float, limit: int) -> tuple[slice, NDArray[np.float32]]:
    """Pixels that a stretch touches, and how much of each it covers."""
    start, stop = max(int(np.floor(first)), 0), min(int(np.ceil(last)), limit)
    edges = np.arange(start, max(start, stop))
    covered = np.minimum(edges + 1, last) - np.maximum(edges, first)
    return slice(start, start + len(edges)), np.clip(covered, 0, 1).astype(np.float32)
