"""Frames in or around a pixel of an image."""

from __future__ import annotations

from manim import Square, VGroup

from scenes.mobjects.images.pixel_grid import PixelGrid

__all__ = ["FRAME", "frame_of", "outline_of"]

STROKE = 3.0
"""Stroke width of a frame and of the dark line inside it."""
FRAME = 2 * STROKE * 0.01
"""Width of a frame within a cell, in frame units."""


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
