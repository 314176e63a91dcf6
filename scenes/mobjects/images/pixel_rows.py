"""A greyscale image as rows, and as one column of values."""

from __future__ import annotations

import numpy as np
from manim import Animation, Line, Rectangle, Transform, UpdateFromAlphaFunc, VGroup

from scenes.mobjects.images.pixel_grid import PixelGrid
from scenes.style.frame import Point, Region
from scenes.style.theme import Theme, mix

__all__ = ["PixelColumn", "Thumbnail", "grid_lines", "pixel_rows"]

LINES = 0.35
"""Share of the hairline's colour in the lines between pixels."""
EDGE = 1.0
"""Stroke width of the outline of a small image."""
ASIDE, DOWN = 0.55, 0.35
"""Shares of a row's animation: end of the sideways motion, start of the downward one."""
STROKE_UNITS = 0.01
"""Frame units for one unit of Manim's stroke width."""


def grid_lines(grid: PixelGrid) -> Rectangle:
    """Return a background that is visible between the pixels of a grid, so that black ones show."""
    theme, (rows, columns) = grid.theme, grid.image.shape
    # The lines are dark on a light background, too, like the pixels.
    low, high = theme.background, theme.hairline
    if not theme.dark:
        low, high = theme.activation(0.0), theme.activation(1.0)
    ground = Rectangle(
        width=columns * grid.pitch,
        height=rows * grid.pitch,
        stroke_width=0,
        fill_color=mix(low, high, LINES if theme.dark else LINES / 2),
        fill_opacity=1,
    )
    return ground.move_to(grid.origin + np.array([columns, -rows, 0.0]) * grid.pitch / 2)


def pixel_rows(grid: PixelGrid, *, black: bool = False) -> list[PixelGrid]:
    """Return copies of a grid's rows, from the top, each in its place.

    ``black`` is as for :class:`PixelGrid`.
    """
    left, top, pitch = grid.origin[0], grid.origin[1], grid.pitch
    rows, columns = grid.image.shape
    right = left + columns * pitch
    return [
        PixelGrid(
            grid.theme,
            Region(left, right, top - (r + 1) * pitch, top - r * pitch),
            grid.image[r : r + 1],
            black=black,
        )
        for r in range(rows)
    ]


class PixelColumn(VGroup):
    """All pixels of an image in one column, row after row.

    Parameters
    ----------
    grid : PixelGrid
        The image.
    left, right : float
        Edges of the column in frame units.
    ends : (float, float), optional
        Top and bottom of the column; those of the image by default.

    Attributes
    ----------
    rows : list of PixelGrid
        The pixels of each row of the image.
    """

    def __init__(
        self,
        grid: PixelGrid,
        left: float,
        right: float,
        ends: tuple[float, float] | None = None,
    ):
        self.grid, self.left, self.right = grid, left, right
        rows, top = len(grid.image), float(grid.origin[1])
        self.top, bottom = ends or (top, top - grid.pitch * rows)
        height = self.top - bottom
        self.pitch = height / rows  # per row of the image
        # Black pixels are the background of the column; it also hides seams.
        self.ground = Rectangle(
            width=right - left,
            height=height,
            stroke_width=0,
            fill_color=grid.theme.activation(0.0),
            fill_opacity=1,
        )
        self.ground.move_to([(left + right) / 2, self.top - height / 2, 0])
        self.rows = pixel_rows(grid, black=True)
        for r, row in enumerate(self.rows):
            self._stack(row, self.top - r * self.pitch)
        super().__init__(self.ground, *self.rows)

    def _stack(self, row: PixelGrid, top: float) -> None:
        """Rearrange the pixels of a row below each other, in place."""
        count = row.image.shape[1]
        step = self.pitch / count
        for path in row.submobjects:
            columns = np.flatnonzero(row.image[0] == path.level)
            # Sixteen points per pixel: map its cell onto its stripe.
            points = path.points.reshape(len(columns), -1, 3).copy()
            for block, column in zip(points, columns, strict=True):
                low, high = block.min(0), block.max(0)
                share = (block - low) / np.where(high > low, high - low, 1.0)
                block[:, 0] = self.left + (self.right - self.left) * share[:, 0]
                block[:, 1] = top - step * (column + 1 - share[:, 1])
            path.set_points(points.reshape(-1, 3))

    def height_of(self, place: int) -> float:
        """Return the vertical centre of the pixel at an index of the column."""
        count = self.grid.image.shape[1]
        return float(self.top - (place + 0.5) * self.pitch / count)

    def lead(self, place: int, end: Point) -> Line:
        """Return a thin line from a pixel of the column to ``end``."""
        start = [self.right, self.height_of(place), 0.0]
        theme = self.grid.theme
        return Line(start, end, color=theme.hairline, stroke_width=0.6 * theme.sizes.line)

    def unroll(self) -> list[tuple[PixelGrid, Animation]]:
        """Return copies of the image's rows, and animations that move them into the column.

        Black pixels are invisible on the way, so that they do not cover anything.  If the column is
        below the image, rows move sideways first, to pass beside obstacles.
        """
        below = self.top < self.grid.centre_of(len(self.rows) - 1, 0)[1]
        flights = []
        for row, there in zip(pixel_rows(self.grid, black=True), self.rows, strict=True):
            arrived = there.copy()
            for path in (*row, *arrived):
                if path.level == 0:
                    path.set_fill(opacity=0)
            way = _aside_and_down(row, arrived) if below else Transform(row, arrived)
            flights.append((row, way))
        return flights


def _aside_and_down(row: PixelGrid, end: PixelGrid) -> Animation:
    """Move a row's pixels to their destination, first sideways, then down."""
    ends = [(a.points.copy(), b.points) for a, b in zip(row, end, strict=True)]

    def update(moving: PixelGrid, share: float) -> None:
        across, down = min(share / ASIDE, 1.0), max(0.0, (share - DOWN) / (1.0 - DOWN))
        for path, (first, last) in zip(moving, ends, strict=True):
            path.set_points(first + (last - first) * np.array([across, down, down]))

    return UpdateFromAlphaFunc(row, update)


class Thumbnail(VGroup):
    """A small image: its bright pixels on one black square, cheaper than a full grid.

    Parameters
    ----------
    theme : Theme
    region : Region
        The image fills the largest square in it.
    image : ndarray of uint8, shape (rows, columns)
    """

    def __init__(self, theme: Theme, region: Region, image: np.ndarray):
        grid = PixelGrid(theme, region, image)
        ground = grid_lines(grid).set_fill(theme.activation(0.0))
        ground.set_stroke(theme.hairline, EDGE)
        ground.scale(1 - EDGE * STROKE_UNITS / ground.width)  # outer edge of the outline
        super().__init__(ground, *[path for path in grid.submobjects if path.level > 0])
