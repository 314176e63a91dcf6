"""Matrices and vectors of which only the shape matters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import numpy as np
from manim import (
    Animation,
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
from scenes.mobjects.matrix.shape_label import ShapeLabel
from scenes.mobjects.text.text import Formula
from scenes.provenance.source import AxisValue, Source
from scenes.style.theme import Theme

__all__ = ["ElidedVector", "ShapedMatrix", "row_width"]

QUARTER_BACK = -np.pi / 2
ROW_HEIGHT, COLUMN_WIDTH = 0.62, 1.1
"""Distance between the brackets of a row and of a column, in frame units."""
ROW_PAD = 0.08


def row_width(count: int, pitch: float) -> float:
    """Return the width of a row with this many entries, in frame units."""
    return count * pitch + 2 * ROW_PAD


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

    def __init__(
        self,
        theme: Theme,
        name: str,
        size: tuple[float, float],
        shape: tuple[Source, Source],
        em: float,
    ):
        self.theme = theme
        self.brackets = square_brackets(theme, size[0] / 2, size[1] / 2)
        self.name = Formula(theme, name, 1.5 * theme.sizes.formula, theme.ink)
        self.shape = ShapeLabel(theme, shape[0], shape[1], em, theme.quiet)
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
        rows, columns = (length, one) if upright else (one, length)
        self.shape = ShapeLabel(theme, rows, columns, em, theme.quiet)
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
