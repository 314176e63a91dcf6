"""Matrices with rows left out, and dimension lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
from manim import Line, RoundedRectangle, VGroup

from scenes.mobjects.matrix.matrix import BRACKET_PAD, square_brackets
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["Dimension", "ElidedMatrix", "highlight"]

TICK = 0.09


class ElidedMatrix(VGroup):
    """A matrix of numbers in brackets, with dots in place of rows left out.

    Parameters
    ----------
    theme : Theme
    rows : sequence of (sequence of Source, or None)
        From the top; None for rows left out.
    number_format : NumberFormat
    em : float
        Size of the type in frame units.
    row_pitch, column_pitch : float
        Distances between rows and between columns, in frame units.
    colour : callable, optional
        Function from a value to its colour; the theme's ink by default.

    Attributes
    ----------
    cells : list of list of Readout
        Numbers of the rows shown.
    dots : list of VGroup
        Dots in place of rows left out.
    brackets : VMobject
    """

    def __init__(
        self,
        theme: Theme,
        rows: Sequence[Sequence[Source] | None],
        number_format: NumberFormat,
        em: float,
        row_pitch: float,
        column_pitch: float,
        colour: Callable[[float], str] | None = None,
    ):
        self.theme, self.row_pitch, self.column_pitch = theme, row_pitch, column_pitch
        columns = max(len(row) for row in rows if row is not None)
        self.xs = [(c - (columns - 1) / 2) * column_pitch for c in range(columns)]
        self.cells: list[list[Readout]] = []
        self.dots: list[VGroup] = []
        # Of the rows shown, and of those left out.
        self._slots: tuple[list[float], list[float]] = ([], [])
        for slot, row in enumerate(rows):
            y = ((len(rows) - 1) / 2 - slot) * row_pitch
            self._slots[row is None].append(slot - (len(rows) - 1) / 2)
            if row is None:
                dots = [Formula(theme, "dots.v", 1.1 * em, theme.quiet) for _ in self.xs]
                pairs = zip(dots, self.xs, strict=True)
                self.dots.append(VGroup(*[dot.move_to([x, y, 0]) for dot, x in pairs]))
                continue
            self.cells.append(
                [
                    Readout(
                        theme, source, number_format, em, colour(source.value) if colour else None
                    ).place(x, y - em * DIGIT_HEIGHT / 2)
                    for source, x in zip(row, self.xs, strict=True)
                ]
            )
        half = self.xs[-1] + self.cells[0][0].advance_width / 2 + BRACKET_PAD
        self.brackets = square_brackets(theme, half, len(rows) * row_pitch / 2)
        super().__init__(self.brackets, *[cell for row in self.cells for cell in row], *self.dots)

    def row_y(self, r: int) -> float:
        """Return the vertical centre of shown row ``r``."""
        return float(self.brackets.get_y() - self._slots[0][r] * self.row_pitch)

    def gap_y(self, k: int) -> float:
        """Return the vertical centre of dots ``k``."""
        return float(self.brackets.get_y() - self._slots[1][k] * self.row_pitch)

    def column_x(self, c: int) -> float:
        """Return the horizontal centre of column ``c``."""
        return float(self.brackets.get_x() + self.xs[c])


class Dimension(VGroup):
    """A dimension line: a line along a side of a box, with the number of items along it.

    Parameters
    ----------
    theme : Theme
    box : Region
    side : {"right", "above", "below"}
        Of the box; the number is on the far side of the line.
    gap : float
        From the box to the line, in frame units.
    source : Source
        The number of items.
    em : float
        Size of the number in frame units.
    """

    def __init__(
        self,
        theme: Theme,
        box: Region,
        side: Literal["right", "above", "below"],
        gap: float,
        source: Source,
        em: float,
    ):
        if side == "right":
            ends = [(box.right + gap, y, 0.0) for y in (box.top, box.bottom)]
        else:
            level = box.top + gap if side == "above" else box.bottom - gap
            ends = [(x, level, 0.0) for x in (box.left, box.right)]
        first, last = (np.array(end, float) for end in ends)
        along = (last - first) / np.linalg.norm(last - first)
        # Inset by half the stroke width, so that the line ends flush.
        first, last = (
            end + s * 0.005 * theme.sizes.line * along for end, s in ((first, 1), (last, -1))
        )
        across = TICK * np.array([-along[1], along[0], 0.0])
        stroke = {"color": theme.quiet, "stroke_width": theme.sizes.line}
        self.lines = VGroup(
            Line(first, last, **stroke),
            *[Line(at - across, at + across, **stroke) for at in (first, last)],
        )
        self.readout = Readout(theme, source, NumberFormat(0, grouped=True), em, theme.ink)
        x, y, _ = (first + last) / 2
        height = em * DIGIT_HEIGHT
        if side == "right":
            self.readout.place(x + 2 * TICK, y - height / 2, "left")
        else:
            self.readout.place(x, y + 2 * TICK if side == "above" else y - 2 * TICK - height)
        super().__init__(self.lines, self.readout)


def highlight(
    theme: Theme, matrix: ElidedMatrix, r: int, colour: str | None = None
) -> RoundedRectangle:
    """Return a bar over shown row ``r``, within the brackets."""
    bar = RoundedRectangle(
        width=matrix.brackets.width - BRACKET_PAD,
        height=0.9 * matrix.row_pitch,
        corner_radius=0.08,
        stroke_width=0,
        fill_color=colour or theme.focus,
        fill_opacity=theme.row_tint,
    )
    return bar.move_to([matrix.brackets.get_x(), matrix.row_y(r), 0.0])
