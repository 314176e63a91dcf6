"""The lines between two layers, which bend until they cross at right angles."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from manim import Animation, Transform, UpdateFromAlphaFunc, VGroup, VMobject, smooth

from scenes.mobjects.network.network_diagram import dashes
from scenes.provenance.mark import mark
from scenes.provenance.source import Source
from scenes.style.frame import Point
from scenes.style.theme import Theme

__all__ = ["CrossingLines", "Strand"]

PLAIN = 2.0
"""Width of a line that stands for no single weight."""
RESTING = 0.5
"""Opacity of a strand that is not followed."""
LANE = 0.065
"""Distance of bent strands beside each other, in frame units."""
BUNDLE = 0.7
"""Most width of such strands together, in radii of the disc that they leave or reach."""
THIRDS = np.array([0.0, 1 / 3, 2 / 3, 1.0])[:, None]


class Strand(VMobject):
    """A line from a neuron of one layer to a neuron of the next, straight or bent at one corner.

    Its width shows its weight; it is dashed if that is negative.  The dashes keep their length
    when the line becomes longer or shorter.

    Parameters
    ----------
    theme : Theme
    weight : Source
    lanes : (float, float)
        Which place it has beside others: right of its column, 0 to 1, and below its row, −1 to 0.
    """

    def __init__(self, theme: Theme, weight: Source, lanes: tuple[float, float]):
        value = weight.value
        super().__init__(stroke_color=theme.signed(value), stroke_width=theme.edge_width(value))
        self.theme, self.weight, self.lanes = theme, weight, lanes
        self.full = theme.weight_scale
        self.pattern: tuple[float, float] | None = None
        mark(self, "width", weight)

    def rest(self, opacity: float = RESTING) -> Any:
        """Become thinner, as all lines do where they have to lie beside each other."""
        self.full = self.theme.weight_scale / self.theme.resting_width
        thin = self.theme.edge_width(self.weight.value, resting=True)
        return self.animate.set_stroke(
            width=max(thin, self.theme.sizes.edge_width_least), opacity=opacity
        )

    def lay(
        self,
        start: Point,
        end: Point,
        radii: tuple[float, float],
        bend: float,
        bundle: tuple[float, float] = (0.0, 0.0),
    ) -> None:
        """Lay the strand from disc to disc.

        Parameters
        ----------
        start, end : (x, y, 0)
            Centres of the discs.
        radii : (float, float)
        bend : float
            0 is straight, 1 is down from the start and then level to the end.
        bundle : (float, float)
            Widths of all bent strands beside each other, down a column and along a row.
        """
        aside = bend * self.lanes[0] * bundle[0], bend * self.lanes[1] * bundle[1]
        a = np.add(start, [aside[0], 0.0, 0.0])
        b = np.add(end, [0.0, aside[1], 0.0])
        corner = np.array([a[0], b[1], 0.0])
        legs = np.linalg.norm(corner - a), np.linalg.norm(b - corner)
        straight = a + (b - a) * legs[0] / max(sum(legs), 1e-9)
        middle = straight + bend * (corner - straight)
        rims = [math.sqrt(radius**2 - off**2) for radius, off in zip(radii, aside, strict=True)]
        a += (middle - a) / max(np.linalg.norm(middle - a), 1e-9) * rims[0]
        b += (middle - b) / max(np.linalg.norm(middle - b), 1e-9) * rims[1]
        self.way = a, middle, b
        self._draw(*self.way)

    def gather(self, place: Point) -> Animation:
        """Draw the bent strand in, from both of its ends, to a place near its corner."""
        a, middle, b = self.way

        def follow(strand: Strand, share: float) -> None:
            corner = middle + share * (np.array(place, float) - middle)
            left = max(1.0 - share, 1e-3)
            strand._draw(corner + left * (a - middle), corner, corner + left * (b - middle))

        return UpdateFromAlphaFunc(self, follow, remover=True)

    def _draw(self, a: np.ndarray, middle: np.ndarray, b: np.ndarray) -> None:
        legs = float(np.linalg.norm(middle - a)), float(np.linalg.norm(b - middle))
        length, pieces = sum(legs), []

        def at(way: float) -> np.ndarray:
            if way <= legs[0]:
                return a + (middle - a) * (way / max(legs[0], 1e-9))
            return middle + (b - middle) * ((way - legs[0]) / max(legs[1], 1e-9))

        for begin, stop in self._dashes(length):
            stops = [begin, legs[0], stop] if begin < legs[0] < stop else [begin, stop]
            for one, other in pairwise(stops):
                pieces.append(at(one) + (at(other) - at(one)) * THIRDS)
        self.points = np.concatenate(pieces)

    def _dashes(self, length: float) -> list[tuple[float, float]]:
        """Return where each dash begins and ends, from the start of the strand."""
        if self.weight.value >= 0:
            return [(0.0, length)]
        if self.pattern is None:  # as the edge that it replaces
            first, second = dashes(length)[:2]
            self.pattern = first[1] * length, second[0] * length
        dash, pitch = self.pattern
        starts = np.arange(0.0, length, pitch)
        return [(float(start), float(min(start + dash, length))) for start in starts]


class CrossingLines(VGroup):
    """All lines between two layers, which follow their discs.

    Parameters
    ----------
    theme : Theme
    weights : sequence of sequence of Source
        A row for each neuron that lines lead to, a column for each that they come from.
    tops, sides : sequence of VMobject
        Discs, with whatever moves with them, of the columns and of the rows.

    Attributes
    ----------
    rows : list of list of Strand
    """

    def __init__(
        self,
        theme: Theme,
        weights: Sequence[Sequence[Source]],
        tops: Sequence[VMobject],
        sides: Sequence[VMobject],
    ):
        self.tops, self.sides = list(tops), list(sides)
        down, along = len(self.sides), len(self.tops)
        # The line that leaves a column first is at its right; the one from the left is lowest.
        # Weights have room above a row and left of a column.
        self.rows = [
            [Strand(theme, weight, (_lane(down - 1 - r, down), -_lane(along - 1 - c, along)))
             for c, weight in enumerate(row)]
            for r, row in enumerate(weights)
        ]  # fmt: skip
        super().__init__(*[strand for row in self.rows for strand in row])
        self.lay_straight()

    def lay_straight(self) -> None:
        """Lay every line straight from disc to disc."""
        tops, sides = ([disc.get_center() for disc in discs] for discs in (self.tops, self.sides))
        self._lay(tops, sides, 0.0)

    def _lay(self, tops: Sequence[Point], sides: Sequence[Point], bend: float) -> None:
        radii = self.tops[0].width / 2, self.sides[0].width / 2
        counts = len(self.sides), len(self.tops)
        down, along = (
            min(LANE * (count - 1), BUNDLE * radius)
            for count, radius in zip(counts, radii, strict=True)
        )
        for row, side, disc in zip(self.rows, sides, self.sides, strict=True):
            for strand, top, other in zip(row, tops, self.tops, strict=True):
                radii = other.width / 2, disc.width / 2
                strand.lay(top, side, radii, bend, (down, along))

    def spread(
        self, tops: Sequence[Point], sides: Sequence[Point], widths: tuple[float, float]
    ) -> list[Animation]:
        """Move the discs to other places and give them widths, the lines with them."""
        before = [[disc.get_center() for disc in discs] for discs in (self.tops, self.sides)]

        def follow(lines: CrossingLines, share: float) -> None:
            tops_now, sides_now = [
                [a + share * (np.array(b) - a) for a, b in zip(old, new, strict=True)]
                for old, new in zip(before, (tops, sides), strict=True)
            ]
            lines._lay(tops_now, sides_now, 0.0)

        ends = [(disc, place, widths[0]) for disc, place in zip(self.tops, tops, strict=True)]
        ends += [(disc, place, widths[1]) for disc, place in zip(self.sides, sides, strict=True)]
        moves = [
            Transform(disc, disc.copy().set(width=width).move_to(place), rate_func=smooth)
            for disc, place, width in ends
        ]
        return [UpdateFromAlphaFunc(self, follow, rate_func=smooth), *moves]

    def bend(self) -> Animation:
        """Bend every line into a right angle: down its column, along its row."""
        tops = [disc.get_center() for disc in self.tops]
        sides = [disc.get_center() for disc in self.sides]
        return UpdateFromAlphaFunc(
            self, lambda lines, share: lines._lay(tops, sides, share), rate_func=smooth
        )


def _lane(k: int, count: int) -> float:
    """Return the place of the k-th of several lanes, from 0 to 1."""
    return k / (count - 1) if count > 1 else 0.0
