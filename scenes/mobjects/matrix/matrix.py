"""Matrices of recorded numbers, their brackets, and marks of rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from manim import RoundedRectangle, VGroup, VMobject

from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["Matrix", "row_bar", "row_frame", "square_brackets"]

BRACKET_PAD = 0.1
BRACKET_FOOT = 0.09


class Matrix(VGroup):
    """A matrix of numbers in square brackets.

    Parameters
    ----------
    theme : Theme
    cells : sequence of sequence of Source
        Rows of sources.
    number_format : NumberFormat
        One format for all cells, so that decimal points are aligned.
    em : float
        Size of the type in frame units.
    row_pitch : float
        Distance between baselines, in frame units.
    colour : callable, optional
        Function from a value to its colour; the theme's ink by default.
    least_width : float
        Minimum width of columns, in frame units.
    gap : float
        Between columns, in em.

    Attributes
    ----------
    cells : list of list of Readout
    brackets : VMobject
    column_width : float
    """

    def __init__(
        self,
        theme: Theme,
        cells: Sequence[Sequence[Source]],
        number_format: NumberFormat,
        em: float,
        row_pitch: float,
        colour: Callable[[float], str] | None = None,
        least_width: float = 0.0,
        gap: float = 0.3,
    ):
        self.theme, self.row_pitch = theme, row_pitch
        self.cells = [
            [
                Readout(theme, source, number_format, em, colour(source.value) if colour else None)
                for source in row
            ]
            for row in cells
        ]
        widths = (cell.advance_width for row in self.cells for cell in row)
        self.column_width = column_width = max(least_width, *widths)
        gap *= em
        rows, columns = len(self.cells), len(self.cells[0])
        self.inner_width = columns * column_width + (columns - 1) * gap
        height = rows * row_pitch
        for r, row in enumerate(self.cells):
            baseline = height / 2 - (r + 0.5) * row_pitch - DIGIT_HEIGHT * em / 2
            for c, cell in enumerate(row):
                right = -self.inner_width / 2 + column_width + c * (column_width + gap)
                cell.place(right, baseline, "right")
        self.brackets = square_brackets(theme, self.inner_width / 2 + BRACKET_PAD, height / 2)
        super().__init__(self.brackets, *[cell for row in self.cells for cell in row])

    def row(self, r: int) -> list[Readout]:
        """Return the cells of row ``r``."""
        return self.cells[r]

    def column(self, c: int = 0) -> list[Readout]:
        """Return the cells of column ``c``."""
        return [row[c] for row in self.cells]

    def row_y(self, r: int) -> float:
        """Return the vertical centre of row ``r``, in frame units."""
        middle = self.brackets.get_center()[1]
        return float(middle + ((len(self.cells) - 1) / 2 - r) * self.row_pitch)


def square_brackets(theme: Theme, half_width: float, half_height: float) -> VMobject:
    """Draw both square brackets as one path around the origin."""
    brackets = VMobject(stroke_color=theme.hairline, stroke_width=theme.sizes.line)
    for side in (-1, 1):
        x, foot = side * half_width, side * (half_width - BRACKET_FOOT)
        corners = [(foot, half_height), (x, half_height), (x, -half_height), (foot, -half_height)]
        brackets.start_new_path(np.array([*corners[0], 0.0]))
        brackets.add_points_as_corners([np.array([*c, 0.0]) for c in corners[1:]])
    return brackets


def row_bar(theme: Theme, matrix: Matrix, r: int, colour: str) -> RoundedRectangle:
    """Return a bar behind row ``r``, in the colour of its neuron."""
    bar = RoundedRectangle(
        width=matrix.inner_width + BRACKET_PAD,
        height=matrix.row_pitch * 0.9,
        corner_radius=0.08,
        stroke_width=0,
        fill_color=colour,
        fill_opacity=theme.row_tint,
    )
    return bar.move_to([matrix.brackets.get_center()[0], matrix.row_y(r), 0.0])


def row_frame(theme: Theme, row: Region) -> RoundedRectangle:
    """Return a frame around a row of a matrix that is drawn, not printed."""
    frame = RoundedRectangle(
        width=row.width - 0.5 * BRACKET_PAD,
        height=row.height,
        corner_radius=0.08,
        stroke_color=theme.focus,
        stroke_width=theme.sizes.line,
    )
    return frame.move_to(row.centre)
