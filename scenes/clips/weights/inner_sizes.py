"""A bridge between the inner sizes of a product: they are equal."""

from __future__ import annotations

import numpy as np
from manim import Animation, VGroup, VMobject

from scenes.mobjects.matrix.shape_label import ShapeLabel
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import Formula
from scenes.provenance.relation import Printed, Relation
from scenes.style.theme import Theme

__all__ = ["InnerSizes"]

GAP, HEIGHT, TO_SIGN = 0.14, 0.24, 0.36
"""From the digits down to the bridge, its height, and from there to the sign, in frame units."""
SIGN = 0.7
"""Type of the sign, in frame units."""


class InnerSizes(VGroup):
    """A bridge below the inner sizes of a product, and an equals sign.

    Parameters
    ----------
    theme : Theme
    left, right : ShapeLabel
        Shapes of the factors.

    Attributes
    ----------
    bridge : VMobject
    sign : Formula
    numbers : (Readout, Readout)
        The inner sizes.
    """

    def __init__(self, theme: Theme, left: ShapeLabel, right: ShapeLabel):
        a, b = self.numbers = left.columns, right.rows
        foot = min(a.baseline, b.baseline) - GAP
        deck = foot - HEIGHT
        self.bridge = VMobject(stroke_color=theme.focus, stroke_width=1.4 * theme.sizes.line)
        x, other = a.get_x(), b.get_x()
        corners = [(x, foot), (x, deck), (other, deck), (other, foot)]
        self.bridge.set_points_as_corners([np.array([*corner, 0.0]) for corner in corners])
        self.sign = Formula(theme, "=", SIGN, theme.focus)
        self.sign.relations = (_same(a, b),)
        self.sign.move_to([(x + other) / 2, deck - TO_SIGN, 0])
        super().__init__(self.bridge, self.sign)

    def emphasise(self, colour: str) -> list[Animation]:
        """Return the animations that give both sizes a colour."""
        return [number.animate.set_fill(colour) for number in self.numbers]


def _same(first: Readout, second: Readout) -> Relation:
    """Return the equation that two sizes are equal."""
    pair = [Printed(number.source, number.number_format) for number in (first, second)]
    return Relation("inner sizes", lambda size: size, (pair[0],), pair[1])
