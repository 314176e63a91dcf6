"""Matrices and vectors of which only the shape matters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import numpy as np
from manim import (
    Animation,
    DashedVMobject,
    FadeIn,
    FadeOut,
    Line,
    Transform,
    UpdateFromAlphaFunc,
    VGroup,
    VMobject,
    smooth,
)
from manim.utils.paths import path_along_arc

from scenes.animation.timing import within
from scenes.mobjects.matrix.matrix import square_brackets
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula
from scenes.provenance.relation import Printed, Relation
from scenes.provenance.source import AxisValue, NumberFormat, Source
from scenes.style.theme import Theme

__all__ = ["ElidedVector", "InnerSizes", "ShapeLabel", "ShapedMatrix", "row_width"]

WHOLE = NumberFormat(0, grouped=True)
QUARTER_BACK = -np.pi / 2
ROW_HEIGHT, COLUMN_WIDTH = 0.62, 1.1
"""Distance between the brackets of a row and of a column, in frame units."""
ROW_PAD = 0.08


def row_width(count: int, pitch: float) -> float:
    """Return the width of a row with this many entries, in frame units."""
    return count * pitch + 2 * ROW_PAD


class ShapeLabel(VGroup):
    """The shape 'rows × columns' of a matrix or vector.

    Parameters
    ----------
    theme : Theme
    rows, columns : Source or AxisValue
    em : float
    """

    def __init__(self, theme: Theme, rows, columns, em: float):
        self.numbers = [
            Readout(theme, source, WHOLE, em, theme.quiet) for source in (rows, columns)
        ]
        times = Formula(theme, "times", em, theme.quiet)
        self.rows, self.columns = self.numbers
        x = 0.0
        for part in (self.rows, times, self.columns):
            if isinstance(part, Readout):
                part.place(x, 0.0, "left")
                x += part.advance_width + 0.2 * em
            else:
                part.move_to([x + part.width / 2, em * DIGIT_HEIGHT / 2, 0])
                x += part.width + 0.2 * em
        super().__init__(self.rows, times, self.columns)

    def place(self, x: float, baseline: float) -> ShapeLabel:
        """Move to a baseline, centred on ``x``."""
        self.shift(np.array([x - self.get_x(), baseline - self.rows.baseline, 0.0]))
        return self


class _Shaped(VGroup):
    """Brackets with a shape below, not part of the group, so that it can be shown separately."""

    brackets: VMobject
    shape: ShapeLabel

    def stand(self, x: float, y: float, foot: float) -> Self:
        """Move the brackets' centre to (x, y), and the shape to the baseline ``foot``."""
        self.shift(np.array([x, y, 0.0]) - self.brackets.get_center())
        self.shape.place(x, foot)
        return self


class ShapedMatrix(_Shaped):
    """The name of a matrix in brackets, with its shape below."""

    def __init__(self, theme: Theme, name: str, size: tuple[float, float], shape, em: float):
        self.theme = theme
        self.brackets = square_brackets(theme, size[0] / 2, size[1] / 2)
        self.name = Formula(theme, name, 1.5 * theme.sizes.formula, theme.ink)
        self.shape = ShapeLabel(theme, *shape, em)
        super().__init__(self.brackets, self.name)


class ElidedVector(_Shaped):
    """A long vector as a row or a column, of which a few entries are shown.

    Parameters
    ----------
    theme : Theme
    letter : str
        Of the entries.
    indices : sequence of str
        Entries that are shown, with "…" for those left out.
    length : Source
        Number of entries.
    upright : bool
    em : float
        Of the shape.
    pitch : float
        From entry to entry, in frame units.
    """

    def __init__(
        self,
        theme: Theme,
        letter: str,
        indices: Sequence[str],
        length: Source,
        upright: bool,
        em: float,
        pitch: float,
        colour: str,
    ):
        self.theme, self.upright = theme, upright
        self.across = COLUMN_WIDTH if upright else ROW_HEIGHT
        half = len(indices) * pitch / 2
        self.entries = []
        for k, index in enumerate(indices):
            dots = "dots.v" if upright else "dots.h"
            markup = dots if index == "…" else f"{letter}_({index})"
            entry = Formula(theme, markup, 0.9 * theme.sizes.formula, colour)
            along = (k + 0.5) * pitch - half
            self.entries.append(entry.move_to([0, -along, 0] if upright else [along, 0, 0]))
        size = (self.across / 2, half) if upright else (half + ROW_PAD, self.across / 2)
        self.brackets = square_brackets(theme, *size)
        one = AxisValue(1)
        self.shape = ShapeLabel(theme, *((length, one) if upright else (one, length)), em)
        # The 1 counts the entries across the vector: a value on that axis, not a recorded one.
        number = self.shape.columns if upright else self.shape.rows
        number.axes, number.axis = self, 0 if upright else 1
        far = [size[0], 0, 0] if upright else [0, -size[1], 0]
        number.tick = Line(far, far, stroke_width=0)
        super().__init__(self.brackets, *self.entries, number.tick)

    def p2c(self, point: np.ndarray) -> tuple[float, float]:
        """Return how many entries lie left of a point, and above it."""
        corner = self.brackets.get_corner(np.array([-1.0, 1.0, 0.0]))
        return (
            float(point[0] - corner[0]) / self.across,
            float(corner[1] - point[1]) / self.across,
        )

    def turn_into(self, other: ElidedVector) -> list[Animation]:
        """Return the animations that turn a row into a column, or the reverse.

        Each entry moves on its own arc, so that none comes too close to another.
        """
        entries = zip(self.entries, other.entries, strict=True)
        return [
            within(FadeOut(self.brackets), 0.0, 0.3),
            *[
                _turn_dots(a, b)
                if "dots" in a.text
                else Transform(a, b.copy(), path_arc=QUARTER_BACK)
                for a, b in entries
            ],
            within(FadeIn(other.brackets), 0.7, 1.0),
        ]


def _turn_dots(lying: Formula, standing: Formula) -> Animation:
    """Fade from one kind of dots to the other on the way: a transform would look like a slash."""
    kinds = lying.copy(), standing.copy()
    ends = [kind.get_center()[None, :] for kind in kinds]
    way = path_along_arc(QUARTER_BACK)

    def update(dots: Formula, share: float) -> None:
        dots.become(kinds[int(share >= 0.5)].copy().move_to(way(*ends, share)[0]))
        dots.set_fill(opacity=abs(1 - 2 * share))

    return UpdateFromAlphaFunc(lying, update, rate_func=smooth)


class InnerSizes(VGroup):
    """A bridge between the inner dimensions of a product, with = or ≠ above.

    The bridge between different sizes is dashed.

    Parameters
    ----------
    theme : Theme
    left, right : ShapeLabel
    """

    def __init__(self, theme: Theme, left: ShapeLabel, right: ShapeLabel):
        a, b = left.columns, right.rows
        fits = a.source.value == b.source.value
        foot, deck = a.get_top()[1] + 0.1, a.get_top()[1] + 0.28
        xs = a.get_x(), b.get_x()
        self.numbers = (a, b)
        colour = theme.focus if fits else theme.ink
        self.bridge = VMobject(stroke_color=colour, stroke_width=1.4 * theme.sizes.line)
        corners = [(xs[0], foot), (xs[0], deck), (xs[1], deck), (xs[1], foot)]
        self.bridge.set_points_as_corners([np.array([x, y, 0.0]) for x, y in corners])
        self.sign = Formula(theme, "=" if fits else "eq.not", 0.8, colour)
        self.sign.relations = (_same(a, b),) if fits else ()
        self.sign.move_to([sum(xs) / 2, deck + (0.3 if fits else 0.47), 0])
        bridge = self.bridge if fits else DashedVMobject(self.bridge, num_dashes=21)
        super().__init__(bridge, self.sign)

    def emphasise(self, colour: str) -> list[Animation]:
        """Return the animations that give both sizes a colour."""
        return [number.animate.set_fill(colour) for number in self.numbers]


def _same(first: Readout, second: Readout) -> Relation:
    """Return the equation that two sizes are equal."""
    pair = [Printed(number.source, number.number_format) for number in (first, second)]
    return Relation("inner sizes", lambda size: size, (pair[0],), pair[1])
