"""A few pixels of an image, large enough for readable numbers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from manim import Line, Rectangle, ReplacementTransform, Square, VGroup

from scenes.mobjects.images.pixel_grid import CELL as GRID_CELL
from scenes.mobjects.images.pixel_grid import PixelGrid
from scenes.mobjects.images.thumbnail import grid_lines
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.sentence import Piece, Sentence
from scenes.provenance.mark import mark
from scenes.provenance.relation import relate
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme, legible

__all__ = ["Magnifier"]

CELL, EDGE = 0.96, 0.06
"""Side of a pixel as a share of their distance, and room for the width of lines, in frame units."""


class Magnifier(VGroup):
    """A window of an image, magnified to the right of it or below it.

    Parameters
    ----------
    theme : Theme
    region : Region
        The large pixels stand at its bottom, as large as fits.
    grid : PixelGrid
        The image.
    window : tuple of int
        Row and column of the first pixel, numbers of rows and columns.
    value : callable
        From a row and column of the image to the Source of the pixel's value in 0…1.

    Attributes
    ----------
    small, cells : VGroup of Square
        The pixels in the image, and large; row by row.
    ground : Rectangle
        Behind the large pixels, so that what they grow over does not show through.
    outline : VGroup
        Around the window in the image.
    rays : VGroup of Line
        From the window's corners to those of the large pixels.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        grid: PixelGrid,
        window: tuple[int, int, int, int],
        value: Callable[[int, int], Source],
    ):
        self.theme = theme
        # Legible on the background and on dark pixels.
        self.colour = legible(theme.focus, theme.activation(0.0))
        first_row, first_column, rows, columns = window
        self.places = [
            (first_row + r, first_column + c) for r in range(rows) for c in range(columns)
        ]
        # The ends of the rays, at the corners, stay within the region too.
        pitch = self.pitch = min((region.width - EDGE) / columns, region.height / rows)
        left, top = region.x - columns * pitch / 2, region.bottom + rows * pitch
        self.small, self.cells = VGroup(), VGroup()
        for (row, column), k in zip(self.places, range(rows * columns), strict=True):
            source = value(row, column)
            colour = theme.activation(source.value)
            square = Square(pitch * CELL, fill_color=colour, fill_opacity=1)
            square.set_stroke(theme.hairline, theme.sizes.line * 0.6)
            square.move_to(
                [left + (k % columns + 0.5) * pitch, top - (k // columns + 0.5) * pitch, 0]
            )
            mark(square, "fill", source)
            self.cells.add(square)
            # As in the image, so that nothing jumps when it begins to grow.
            small = square.copy().scale(GRID_CELL / CELL * grid.pitch / pitch).set_stroke(width=0)
            self.small.add(small.move_to(grid.centre_of(row, column)))
        self.ground = Rectangle(
            width=columns * pitch,
            height=rows * pitch,
            stroke_width=0,
            fill_color=theme.background,
            fill_opacity=1,
        ).move_to(self.cells)
        self.shrink, self.lines = grid.pitch / pitch, grid_lines(grid)
        self.outline = self._outline(grid, window)
        # From the side of the window that faces the large pixels.
        if top < grid.centre_of(len(grid.image) - 1, 0)[1]:
            ends = [(left, top), (left + columns * pitch, top)]
            sides = [(-1, -1), (1, -1)]
        else:
            ends = [(left, top), (left, top - rows * pitch)]
            sides = [(1, 1), (1, -1)]
        stroke = {"color": self.colour, "stroke_width": theme.sizes.line * 0.8}
        self.rays = VGroup(
            *[
                Line(
                    self._leaving(grid, self.outline[0].get_corner(np.array([*side, 0.0])), end),
                    [*end, 0.0],
                    **stroke,
                )
                for side, end in zip(sides, ends, strict=True)
            ]
        )
        super().__init__(self.ground, self.cells)

    def grow(self) -> list[ReplacementTransform]:
        """Animate the pixels growing out of the image to their large size."""
        small = self.ground.copy().scale(self.shrink).move_to(self.small)
        small.match_style(self.lines)
        return [
            ReplacementTransform(small, self.ground),
            ReplacementTransform(self.small, self.cells),
        ]

    @staticmethod
    def _leaving(grid: PixelGrid, start: np.ndarray, end: tuple[float, float]) -> np.ndarray:
        """Return where the line from a corner of the window leaves the image: it covers no ink."""
        rows, columns = grid.image.shape
        right = grid.origin[0] + columns * grid.pitch
        low = grid.origin[1] - rows * grid.pitch
        way = np.array([*end, 0.0]) - start
        shares = [0.0]
        if end[0] > right > start[0]:
            shares.append((right - start[0]) / way[0])
        if end[1] < low < start[1] and end[0] <= right:
            shares.append((low - start[1]) / way[1])
        return start + max(shares) * way

    def _outline(self, grid: PixelGrid, window: tuple[int, int, int, int]) -> VGroup:
        first_row, first_column, rows, columns = window
        middle = grid.centre_of(first_row, first_column) + grid.pitch * np.array(
            [(columns - 1) / 2, -(rows - 1) / 2, 0.0]
        )
        size = {"width": grid.pitch * (columns + 0.2), "height": grid.pitch * (rows + 0.2)}
        halo = Rectangle(color=self.theme.background, stroke_width=10, **size).move_to(middle)
        line = Rectangle(color=self.colour, stroke_width=4, **size).move_to(middle)
        return VGroup(halo, line)

    def numbers(
        self, source: Callable[[int, int], Source], number_format: NumberFormat, em: float
    ) -> list[Readout]:
        """Return a number for the middle of each large pixel, row by row."""
        return [
            Readout(
                self.theme,
                source(*place),
                number_format,
                em,
                self.theme.on_activation(cell.mark.source.value),
            ).centre_on(cell.get_center())
            for place, cell in zip(self.places, self.cells, strict=True)
        ]

    def division(
        self,
        k: int,
        white: Source,
        grey: Callable[[int, int], Source],
        value: Callable[[int, int], Source],
        number_format: NumberFormat,
    ) -> Sentence:
        """Typeset "grey ÷ white = value" for large pixel ``k``, with the grey level beside it.

        Parameters
        ----------
        k : int
        white : Source
            What grey levels are divided by.
        grey, value : callable
            From a row and column of the image to the Source.
        number_format : NumberFormat
            Of the value; the others are whole numbers.
        """
        whole = NumberFormat(0)
        above, result = grey(*self.places[k]), value(*self.places[k])
        quotient = relate(
            "grey ÷ white",
            lambda a, b: a / b,
            [(above, 0), (white, 0)],
            (result, number_format.decimals),
        )
        pieces: list[Piece] = [
            *((above, whole), "÷", (white, whole)),
            *("=", (result, number_format)),
        ]
        line = Sentence(self.theme, pieces, 0.7, relations=[quotient])
        return line.shift([self.cells[k].get_x() - line.numbers[0].get_x(), 0.0, 0.0])
