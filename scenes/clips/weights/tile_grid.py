"""Matrices as tiles, one per entry, with the weights inside."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from manim import (
    Animation,
    Dot,
    Rectangle,
    Square,
    Transform,
    VGroup,
    VMobject,
)

from scenes.mobjects.network.network_diagram import PULSE_RADIUS
from scenes.mobjects.text.text import Formula
from scenes.provenance.mark import mark
from scenes.provenance.source import Source
from scenes.style.theme import Theme, mix

__all__ = ["TileGrid", "weight_disc"]

LEAST_EM = 0.34
"""Smallest size of type, in frame units."""
TINT = 0.22
"""Share of the focus's colour in a tile that is lit."""
DASH = 0.62, 0.16
"""Length and thickness of the dash in a negative disc, as shares of its width."""


def weight_disc(theme: Theme, weight: Source, most: float = PULSE_RADIUS) -> VGroup:
    """Return a disc whose area is a weight's magnitude; a negative one carries a minus sign.

    Parameters
    ----------
    theme : Theme
    weight : Source
    most : float
        Radius of a weight of ``theme.weight_scale``, in frame units.
    """
    value = weight.value
    radius = most * math.sqrt(min(abs(value) / theme.weight_scale, 1.0))
    disc = Dot(radius=radius, color=theme.signed(value))
    disc.full_radius = most
    disc.full = theme.weight_scale
    mark(disc, "area", weight)
    length, thickness = (2 * radius * share for share in DASH)
    dash = Rectangle(
        width=length,
        height=thickness,
        stroke_width=0,
        fill_color=theme.background,
        fill_opacity=1,
    )
    if value < 0:
        disc.add(dash)  # disc and sign move as one
    return VGroup(disc)


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
        em = min(0.8 * theme.sizes.formula, 0.62 * side)
        self.names = [
            Formula(theme, name, em, theme.ink).move_to(self.place(r, 0))
            # Without names where they would be too small to read.
            for r, name in enumerate(names if em >= LEAST_EM else ())
        ]
        self.discs = [
            [
                weight_disc(theme, w, min(PULSE_RADIUS, 0.4 * side)).move_to(self.place(r, c))
                for c, w in enumerate(row)
            ]
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
        for r, row in enumerate(self.discs):
            for c, disc in enumerate(row):
                # A disc looks the same turned over; its minus sign stays horizontal on it.
                moves.append(Transform(disc, disc.copy().move_to(other.place(c, r))))
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
