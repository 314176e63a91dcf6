"""A matrix of which some rows or columns may be left out, with dots in their place."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from manim import RoundedRectangle, VGroup

from scenes.mobjects.matrix.matrix import square_brackets
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula
from scenes.provenance.source import NumberFormat, Source
from scenes.style.theme import Theme

__all__ = ["Block"]

DOTS_EM = 0.32
"""Least size of dots, in frame units."""
DOTS_WIDTH = 0.9
"""Width of a column of dots, in em."""


class Block(VGroup):
    """Numbers in square brackets, with a column or a row of dots for what is left out.

    Parameters
    ----------
    theme : Theme
    rows : sequence of sequence of Source
    style : NumberFormat
    em, pitch : float
        Size of the type and distance of the rows, in frame units.
    colour : callable, optional
        Function from a value to its colour.
    dots : (bool, bool)
        Whether columns and rows are left out: dots at the right, and below.

    spacing : (float, float)
        Between columns, in em, and from the numbers to the brackets, in frame units.

    Attributes
    ----------
    cells : list of list of Readout
    brackets : VMobject
    dots : VGroup
    """

    def __init__(
        self,
        theme: Theme,
        rows: Sequence[Sequence[Source]],
        style: NumberFormat,
        em: float,
        pitch: float,
        colour: Callable[[float], str] | None = None,
        dots: tuple[bool, bool] = (False, False),
        spacing: tuple[float, float] = (0.3, 0.1),
    ):
        self.theme, self.pitch = theme, pitch
        self.cells = [
            [
                Readout(theme, source, style, em, colour(source.value) if colour else None)
                for source in row
            ]
            for row in rows
        ]
        column = max(cell.advance_width for row in self.cells for cell in row)
        between, self.pad = spacing
        gap, more = between * em, (DOTS_WIDTH + between) * em if dots[0] else 0.0
        count = len(self.cells[0])
        self.inner_width = count * column + (count - 1) * gap + more
        self.slots = len(self.cells) + dots[1]
        height = self.slots * pitch
        rights = [-self.inner_width / 2 + column + c * (column + gap) for c in range(count)]
        self.dots = VGroup()
        for r, row in enumerate(self.cells):
            y = height / 2 - (r + 0.5) * pitch
            for right, cell in zip(rights, row, strict=True):
                cell.place(right, y - DIGIT_HEIGHT * em / 2, "right")
            if dots[0]:
                x = self.inner_width / 2 - DOTS_WIDTH * em / 2
                self.dots.add(
                    Formula(theme, "dots.c", max(em, DOTS_EM), theme.quiet).move_to([x, y, 0])
                )
        if dots[1]:
            y = -height / 2 + 0.5 * pitch
            for right in rights:
                dot = Formula(theme, "dots.v", DOTS_EM, theme.quiet)
                self.dots.add(dot.move_to([right - column / 2, y, 0]))
        self.brackets = square_brackets(theme, self.inner_width / 2 + self.pad, height / 2)
        super().__init__(self.brackets, self.dots, *[cell for row in self.cells for cell in row])

    def column(self) -> list[Readout]:
        """Return the cells of the first column."""
        return [row[0] for row in self.cells]

    def row_y(self, r: int) -> float:
        """Return the vertical centre of row ``r``, in frame units."""
        return float(self.brackets.get_y() + ((self.slots - 1) / 2 - r) * self.pitch)

    def bar(self, r: int) -> RoundedRectangle:
        """Return an outline around row ``r``."""
        bar = RoundedRectangle(
            width=self.inner_width + 1.3 * self.pad,
            height=self.pitch * 0.9,
            corner_radius=0.08,
            stroke_color=self.theme.focus,
            stroke_width=self.theme.sizes.line,
        )
        return bar.move_to([self.brackets.get_x(), self.row_y(r), 0.0])
