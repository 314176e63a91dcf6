"""Parts of pixel marks: a frame in or around a cell, a leader line, the ground of a name."""

from __future__ import annotations

import numpy as np
from manim import Line, Rectangle, Square, VGroup, VMobject

from scenes.mobjects.images.pixel_grid import PixelGrid

__all__ = ["FRAME", "ROOM", "frame_of", "ground_of", "leader_of", "outline_of", "place_in"]

STROKE = 3.0
"""Stroke width of a frame and of the dark line inside it."""
FRAME = 2 * STROKE * 0.01
"""Width of a frame within a cell, in frame units."""
ROOM = 0.25
"""Room around a name, in cells."""


def frame_of(grid: PixelGrid, row: int, column: int, colour: str) -> VGroup:
    """Return a frame within a cell, and a dark one inside it to be visible on light pixels."""
    theme, place = grid.theme, grid.centre_of(row, column)
    shade = theme.background if theme.dark else theme.activation(0.0)
    outer, inner = (
        Square(grid.pitch - share * FRAME, color=line, stroke_width=STROKE).move_to(place)
        for share, line in ((0.5, colour), (1.5, shade))
    )
    return VGroup(inner, outer)


def outline_of(grid: PixelGrid, row: int, column: int, colour: str) -> VGroup:
    """Return a frame around a cell, all of which stays visible; dark outside, for light pixels."""
    theme, place = grid.theme, grid.centre_of(row, column)
    shade = theme.background if theme.dark else theme.activation(0.0)
    inner, outer = (
        Square(grid.pitch + share * FRAME, color=line, stroke_width=STROKE).move_to(place)
        for share, line in ((0.5, colour), (1.5, shade))
    )
    return VGroup(outer, inner)


def ground_of(grid: PixelGrid, name: VMobject) -> Rectangle:
    """Return a dark background for a name, which hides the lines between cells."""
    ground = Rectangle(width=name.width, height=name.height, stroke_width=0)
    return ground.set_fill(grid.theme.activation(0.0), opacity=1).move_to(name)


def leader_of(grid: PixelGrid, start: np.ndarray, end: np.ndarray, colour: str) -> Line:
    """Return a line between two places, in cells."""
    ends = place_in(grid, start), place_in(grid, end)
    return Line(*ends, color=colour, stroke_width=grid.theme.sizes.line)


def place_in(grid: PixelGrid, place: np.ndarray) -> np.ndarray:
    """Convert (row, column), in cells from the corner, to a point."""
    return grid.origin + np.array([place[1], -place[0], 0.0]) * grid.pitch
