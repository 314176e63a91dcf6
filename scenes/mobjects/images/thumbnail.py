"""A small greyscale image, and the lines between the pixels of a large one."""

from __future__ import annotations

import numpy as np
from manim import Rectangle, VGroup

from scenes.mobjects.images.pixel_grid import PixelGrid
from scenes.style.frame import Region
from scenes.style.theme import Theme, mix

__all__ = ["Thumbnail", "grid_lines"]

LINES = 0.35
"""Share of the hairline's colour in the lines between pixels."""
EDGE = 1.0
"""Stroke width of the outline of a small image."""
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
