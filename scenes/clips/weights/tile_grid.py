"""Matrices as tiles, one per entry, with the weights inside."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from manim import (
    Animation,
    DashedVMobject,
    Dot,
    Rectangle,
    Square,
    Transform,
    UpdateFromAlphaFunc,
    VGroup,
    VMobject,
)

from scenes.mobjects.network.network_diagram import PULSE_RADIUS
from scenes.mobjects.text.text import Formula
from scenes.provenance.mark import mark
from scenes.provenance.source import Source
from scenes.style.theme import Theme, mix

__all__ = ["TileGrid", "weight_disc"]

TINT = 0.22
"""Share of the focus's colour in a tile that is lit."""
DASH = 0.62, 0.16
"""Length and thickness of the dash in a negative disc, as shares of its width."""


def weight_disc(theme: Theme, weight: Source) -> VGroup:
    """Return a disc whose area is a weight's magnitude; a negative one carries a minus sign."""
    value = weight.value
    radius = PULSE_RADIUS * math.sqrt(min(abs(value) / theme.weight_scale, 1.0))
    disc = Dot(radius=radius, color=theme.signed(value))
    mark(disc, "area", weight)
    length, thickness = (2 * radius * share for share in DASH)
    dash = Rectangle(
        width=length,
        height=thickness,
        stroke_width=0,
        fill_color=theme.background,
        fill_opacity=1,
    )
    return VGroup(disc, dash) if value < 0 else VGroup(disc)


class TileGrid(VGroup):
    """Rows and columns of square tiles.

    Parameters
    ----------
    theme : Theme
    rows, columns : int
    side : float
        Of a tile, in frame units.
    centre : (float, float)
    names : sequence of str, optional
        Formulas inside the tiles of the first column.
    weights : sequence of sequence of Source, optional
        The weights in the tiles, row by row.

    Attributes
    ----------
    tiles : list of list of Square
    discs : list of list of VGroup
        The weights.
    inside : list of VMobject
        The contents of the tiles.
    names : list of Formula
    """

    def __init__(
        self,
        theme: Theme,
        rows: int,
        columns: int,
        side: float,
        centre,
        names: Sequence[str] = (),
        weights: Sequence[Sequence[Source]] = (),
    ):
        self.theme, self.side = theme, side
        self.left, self.top = centre[0] - columns * side / 2, centre[1] + rows * side / 2
        self.tiles = [
            [self.tile(theme.hairline, 0.0).move_to(self.place(r, c)) for c in range(columns)]
            for r in range(rows)
        ]
        self.names = [
            Formula(theme, name, 0.8 * theme.sizes.formula, theme.ink).move_to(self.place(r, 0))
            for r, name in enumerate(names)
        ]
        self.discs = [
            [weight_disc(theme, w).move_to(self.place(r, c)) for c, w in enumerate(row)]
            for r, row in enumerate(weights)
        ]
        self.inside = [*self.names, *[disc for row in self.discs for disc in row]]
        super().__init__(*[tile for row in self.tiles for tile in row], *self.inside)

    def place(self, r: int, c: int) -> np.ndarray:
        """Return the centre of a tile."""
        return np.array([self.left + (c + 0.5) * self.side, self.top - (r + 0.5) * self.side, 0.0])

    def p2c(self, point: np.ndarray) -> tuple[float, float]:
        """Return how many tiles a point is from the left edge and from the top edge."""
        return (
            float((point[0] - self.left) / self.side),
            float((self.top - point[1]) / self.side),
        )

    def tile(self, colour: str, opacity: float) -> Square:
        """Return a loose tile, outlined and tinted in a colour."""
        return Square(
            0.92 * self.side,
            stroke_color=colour,
            stroke_width=1.2 * self.theme.sizes.line,
            fill_color=colour,
            fill_opacity=opacity,
        )

    def lit(self, r: int, c: int) -> Square:
        """Return a tile in focus, to be laid on one of the grid's."""
        return self.tile(self.theme.focus, TINT).move_to(self.place(r, c))

    def card(self, r: int, c: int) -> VGroup:
        """Return a copy of a lit tile and the weight inside, to be carried over others."""
        theme, tile = self.theme, self.lit(r, c)
        tile.set_fill(mix(theme.background, theme.focus, TINT), opacity=1)
        return VGroup(tile, self.discs[r][c].copy())

    def turn_over_all(self, other: TileGrid) -> list[Animation]:
        """Transpose the grid: turn all tiles and their contents over to their mirrored places."""
        moves: list[Animation] = [self.turn_over(tile, other) for row in self.tiles for tile in row]
        for row in self.discs:
            for disc, *dash in row:
                turn = self.turn_over(disc, other)
                # A minus sign stays horizontal; it vanishes while its disc is seen from the side.
                moves += [turn, *[_reappear(d, turn.target_mobject.get_center()) for d in dash]]
        return moves

    def turn_over(self, tile: VMobject, other: TileGrid) -> Transform:
        """Turn a tile over about the diagonal, into its mirrored place in another grid.

        All tiles turned at once move like one sheet: none passes over another.
        """
        mirrored = tile.copy()
        x, y = tile.points[:, 0].copy(), tile.points[:, 1].copy()
        mirrored.points[:, 0] = other.left + (self.top - y)
        mirrored.points[:, 1] = other.top - (x - self.left)
        return Transform(tile, mirrored)

    def missing(self, place: np.ndarray) -> VMobject:
        """Return the dashed outline of a missing tile."""
        outline = Square(
            0.92 * self.side, stroke_color=self.theme.focus, stroke_width=self.theme.sizes.line
        ).move_to(place)
        return DashedVMobject(outline, num_dashes=20)


def _reappear(mobject: VMobject, place: np.ndarray) -> Animation:
    """Fade a mobject out early in the motion, and in at another place late in it."""
    start, opaque = mobject.get_center(), float(mobject.get_fill_opacity())

    def update(moving: VMobject, share: float) -> None:
        moving.move_to(start if share < 0.5 else place)
        moving.set_fill(opacity=opaque * min(max(6 * abs(share - 0.5) - 2, 0.0), 1.0))

    return UpdateFromAlphaFunc(mobject, update)
