"""The shape of a matrix as "rows × columns"."""

from __future__ import annotations

import numpy as np
from manim import VGroup

from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula
from scenes.provenance.source import AxisValue, NumberFormat, Source
from scenes.style.theme import Theme

__all__ = ["ShapeLabel"]

WHOLE = NumberFormat(0, grouped=True)
GAP = 0.2
"""Between a number and the sign, in em."""
OF_DIGITS = 0.62
"""From the middle of a single digit to that of the sign, in em."""
DIGIT_WIDTH = 0.465
"""Advance width of a digit of Libertinus Serif, in em."""


class ShapeLabel(VGroup):
    """Rows × columns of a matrix or vector.

    Parameters
    ----------
    theme : Theme
    rows, columns : Source or AxisValue
    em : float
    colour : str
        Of the numbers.

    Attributes
    ----------
    rows, columns : Readout
    times : Formula
    """

    def __init__(
        self,
        theme: Theme,
        rows: Source | AxisValue,
        columns: Source | AxisValue,
        em: float,
        colour: str,
    ):
        self.em = em
        self.rows, self.columns = (
            Readout(theme, source, WHOLE, em, colour) for source in (rows, columns)
        )
        self.times = Formula(theme, "times", em, theme.quiet)
        beyond = self.rows.advance_width + GAP * em
        self.rows.place(0.0, 0.0, "left")
        self.times.move_to([beyond + self.times.width / 2, em * DIGIT_HEIGHT / 2, 0])
        self.columns.place(beyond + self.times.width + GAP * em, 0.0, "left")
        super().__init__(self.rows, self.times, self.columns)

    @property
    def numbers(self) -> list[Readout]:
        """Rows and columns."""
        return [self.rows, self.columns]

    def place(self, x: float, baseline: float) -> ShapeLabel:
        """Move to a baseline, centred on ``x``."""
        self.shift(np.array([x - self.get_x(), baseline - self.rows.baseline, 0.0]))
        return self
