"""The shape of a matrix as "rows × columns", and whether two shapes fit a product."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manim import Animation, DashedVMobject, VGroup, VMobject

from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula
from scenes.provenance.relation import Printed, Relation
from scenes.provenance.source import AxisValue, NumberFormat, Source
from scenes.style.theme import Theme

__all__ = ["InnerSizes", "ShapeLabel"]

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

    def place_sign(self, x: float, baseline: float) -> ShapeLabel:
        """Move the sign to ``x`` and the numbers close to it."""
        self.times.move_to([x, baseline + self.em * DIGIT_HEIGHT / 2, 0])
        beside = (OF_DIGITS - DIGIT_WIDTH / 2) * self.em
        self.rows.place(x - beside - self.rows.advance_width / 2, baseline)
        self.columns.place(x + beside + self.columns.advance_width / 2, baseline)
        return self


@dataclass(frozen=True)
class _Bridge:
    """Sizes of a bridge in frame units; negative ones point down.

    ``to_sign`` goes from the deck to the sign: to = and, as that is larger, to ≠.
    """

    gap: float
    height: float
    to_sign: tuple[float, float]
    em: float
    dashes: int


_ABOVE = _Bridge(gap=0.1, height=0.18, to_sign=(0.3, 0.47), em=0.8, dashes=21)
_BELOW = _Bridge(gap=-0.14, height=-0.24, to_sign=(-0.36, -0.36), em=0.7, dashes=16)


class InnerSizes(VGroup):
    """A bridge between the inner sizes of a product, with = or ≠: whether the shapes fit.

    The bridge between different sizes is dashed, so it is recognisable without colour.

    Parameters
    ----------
    theme : Theme
    left, right : ShapeLabel
        Shapes of the factors.
    above : bool
        Above the numbers rather than below them.
    unfit : str, optional
        Colour if the sizes differ, by default that of the focus, as if they are the same.

    Attributes
    ----------
    bridge : VMobject
    sign : Formula
    numbers : (Readout, Readout)
        The inner sizes.
    """

    def __init__(
        self,
        theme: Theme,
        left: ShapeLabel,
        right: ShapeLabel,
        *,
        above: bool,
        unfit: str | None = None,
    ):
        a, b = self.numbers = left.columns, right.rows
        sizes, fits = _ABOVE if above else _BELOW, a.source.value == b.source.value
        level = float(a.get_top()[1]) if above else min(a.baseline, b.baseline)
        foot, deck = level + sizes.gap, level + sizes.gap + sizes.height
        colour = theme.focus if fits else unfit or theme.focus
        bridge = VMobject(stroke_color=colour, stroke_width=1.4 * theme.sizes.line)
        x, other = a.get_x(), b.get_x()
        corners = [(x, foot), (x, deck), (other, deck), (other, foot)]
        bridge.set_points_as_corners([np.array([*corner, 0.0]) for corner in corners])
        self.bridge = bridge if fits else DashedVMobject(bridge, num_dashes=sizes.dashes)
        self.sign = Formula(theme, "=" if fits else "eq.not", sizes.em, colour)
        self.sign.relations = (_same(a, b),) if fits else ()
        self.sign.move_to([(x + other) / 2, deck + sizes.to_sign[0 if fits else 1], 0])
        super().__init__(self.bridge, self.sign)

    def emphasise(self, colour: str) -> list[Animation]:
        """Return the animations that give both sizes a colour."""
        return [number.animate.set_fill(colour) for number in self.numbers]


def _same(first: Readout, second: Readout) -> Relation:
    """Return the equation that two sizes are equal."""
    pair = [Printed(number.source, number.number_format) for number in (first, second)]
    return Relation("inner sizes", lambda size: size, (pair[0],), pair[1])
