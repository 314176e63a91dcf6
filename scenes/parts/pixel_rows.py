"""A grey image, row by row, and as one column of values."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import Line, Rectangle, Transform, VGroup

from scenes.frame import Region
from scenes.parts.pixel_grid import PixelGrid
from scenes.theme import Theme

__all__ = ["PixelColumn", "Thumbnail", "pixel_rows"]


def pixel_rows(grid: PixelGrid) -> list[PixelGrid]:
    """Give loose copies of a grid's rows, from the top, each where it is in the grid."""
    left, top, pitch = grid.origin[0], grid.origin[1], grid.pitch
    rows, columns = grid.image.shape
    right = left + columns * pitch
    return [
        PixelGrid(
            grid.theme,
            Region(left, right, top - (r + 1) * pitch, top - r * pitch),
            grid.image[r : r + 1],
        )
        for r in range(rows)
    ]


class PixelColumn(VGroup):
    """All pixels of an image below each other, row after row, as high as the image.

    Parameters
    ----------
    grid : PixelGrid
        The image; the column is as high as it is.
    left, right : float
        Edges of the column in frame units.

    Attributes
    ----------
    rows : list of PixelGrid
        The pixels of each row of the image; they take as much height as that row.
    """

    def __init__(self, grid: PixelGrid, left: float, right: float):
        self.grid, self.left, self.right = grid, left, right
        height = grid.pitch * grid.image.shape[0]
        # Pixels that hold nothing are the ground of the column; this also closes the seams.
        self.ground = Rectangle(
            width=right - left,
            height=height,
            stroke_width=0,
            fill_color=grid.theme.trace,
            fill_opacity=1,
        )
        self.ground.move_to([(left + right) / 2, grid.origin[1] - height / 2, 0])
        self.rows = pixel_rows(grid)
        for r, row in enumerate(self.rows):
            self._stack(row, grid.origin[1] - r * grid.pitch)
        super().__init__(self.ground, *self.rows)

    def _stack(self, row: PixelGrid, top: float) -> None:
        """Move the pixels of a row below each other, in place of the points that they have."""
        count = row.image.shape[1]
        step = self.grid.pitch / count
        for path in row.submobjects:
            columns = np.flatnonzero(row.image[0] == path.level)
            # Sixteen points a pixel: map its cell onto its stripe.
            points = path.points.reshape(len(columns), -1, 3).copy()
            for block, column in zip(points, columns, strict=True):
                low, high = block.min(0), block.max(0)
                share = (block - low) / np.where(high > low, high - low, 1.0)
                block[:, 0] = self.left + (self.right - self.left) * share[:, 0]
                block[:, 1] = top - step * (column + 1 - share[:, 1])
            path.set_points(points.reshape(-1, 3))

    def height_of(self, place: int) -> float:
        """Height of the middle of the pixel at a place of the column, from 0."""
        count = self.grid.image.shape[1]
        return float(self.grid.origin[1] - (place + 0.5) * self.grid.pitch / count)

    def lead(self, place: int, end: Sequence[float]) -> Line:
        """A thin line from a pixel of the column to ``end``."""
        start = [self.right, self.height_of(place), 0.0]
        theme = self.grid.theme
        return Line(start, end, color=theme.hairline, stroke_width=0.6 * theme.sizes.line)

    def unroll(self) -> list[tuple[PixelGrid, Transform]]:
        """Copies of the image's rows, and the motions that take them to the column."""
        return [
            (row, Transform(row, there))
            for row, there in zip(pixel_rows(self.grid), self.rows, strict=True)
        ]


class Thumbnail(VGroup):
    """A small image: its pixels on one dark square, which costs less than a full grid.

    Parameters
    ----------
    theme : Theme
    region : Region
        The largest square in it is filled.
    image : ndarray of uint8, shape (rows, columns)
    """

    def __init__(self, theme: Theme, region: Region, image: np.ndarray):
        grid = PixelGrid(theme, region, image)
        rows, columns = grid.image.shape
        ground = Rectangle(
            width=columns * grid.pitch,
            height=rows * grid.pitch,
            stroke_width=0,
            fill_color=theme.trace,
            fill_opacity=1,
        ).move_to(region.centre)
        super().__init__(ground, *[path for path in grid.submobjects if path.level > 0])
