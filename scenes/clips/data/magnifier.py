"""A few pixels of an image, large enough for readable numbers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from manim import Line, Rectangle, Square, VGroup

from scenes.mobjects.images.pixel_grid import PixelGrid
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
    cells : VGroup of Square
        The large pixels, row by row.
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
        self.cells = VGroup()
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
                Line(self.outline[-1].get_corner(np.array([*side, 0.0])), [*end, 0.0], **stroke)
                for side, end in zip(sides, ends, strict=True)
            ]
        )
        super().__init__(self.cells)

    def _outline(self, grid: PixelGrid, window: tuple[int, int, int, int]) -> VGroup:
        first_row, first_column, rows, columns = window
        middle = grid.centre_of(first_row, first_column) + grid.pitch * np.array(
            [(columns - 1) / 2, -(rows - 1) / 2, 0.0]
        )
        # On the lines between the pixels; dark beside it, to be visible on light ones.
        size = {"width": grid.pitch * columns, "height": grid.pitch * rows}
        halo = Rectangle(color=self.theme.background, stroke_width=7, **size).move_to(middle)
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
        """Typeset "grey ÷ white = value" for large pixel ``k``.

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
        return Sentence(self.theme, pieces, 0.6, relations=[quotient])
