"""The lines between two layers, which bend until they cross at right angles."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from manim import Animation, Transform, UpdateFromAlphaFunc, VGroup, VMobject, smooth

from scenes.mobjects.network.network_diagram import dashes
from scenes.provenance.mark import mark
from scenes.provenance.source import Source
from scenes.style.frame import Point
from scenes.style.theme import Theme

__all__ = ["CrossingLines", "Strand"]

PLAIN = 2.0
"""Width of a strand that is not followed."""
THIRDS = np.array([0.0, 1 / 3, 2 / 3, 1.0])[:, None]


class Strand(VMobject):
    """A line from a neuron of one layer to a neuron of the next, straight or bent at one corner.

    Strands are grey and all alike, as bent ones lie on each other; but the one that is followed
    is as wide as its weight is large, and dashed if that is negative.

    Parameters
    ----------
    theme : Theme
    weight : Source
    """

    def __init__(self, theme: Theme, weight: Source):
        super().__init__(stroke_color=theme.hairline, stroke_width=PLAIN)
        self.theme, self.weight = theme, weight
        self.followed = False

    def follow(self) -> Strand:
        """Draw it as its weight is."""
        value = self.weight.value
        self.followed, self.full = True, self.theme.weight_scale
        mark(self, "width", self.weight)
        return self.set_stroke(self.theme.signed(value), width=self.theme.edge_width(value))

    def lay(self, start: Point, end: Point, radii: tuple[float, float], bend: float) -> None:
        """Lay the strand from disc to disc.

        Parameters
        ----------
        start, end : (x, y, 0)
            Centres of the discs.
        radii : (float, float)
        bend : float
            0 is straight, 1 is down from the start and then level to the end.
        """
        a, b = np.array(start, float), np.array(end, float)
        corner = np.array([a[0], b[1], 0.0])
        legs = np.linalg.norm(corner - a), np.linalg.norm(b - corner)
        straight = a + (b - a) * legs[0] / max(sum(legs), 1e-9)
        middle = straight + bend * (corner - straight)
        a += (middle - a) / max(np.linalg.norm(middle - a), 1e-9) * radii[0]
        b += (middle - b) / max(np.linalg.norm(middle - b), 1e-9) * radii[1]
        self.way = a, middle, b
        self._draw()

    def _draw(self) -> None:
        a, middle, b = self.way
        legs = float(np.linalg.norm(middle - a)), float(np.linalg.norm(b - middle))
        length = sum(legs)
        ends = dashes(length) if self.followed and self.weight.value < 0 else [(0.0, 1.0)]
        turn, pieces = legs[0] / length, []

        def at(share: float) -> np.ndarray:
            if share <= turn:
                return a + (middle - a) * (share / max(turn, 1e-9))
            return middle + (b - middle) * ((share - turn) / max(1 - turn, 1e-9))

        for begin, stop in ends:
            stops = [begin, turn, stop] if begin < turn < stop else [begin, stop]
            for one, other in pairwise(stops):
                pieces.append(at(one) + (at(other) - at(one)) * THIRDS)
        self.points = np.concatenate(pieces)


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
        self.rows = [[Strand(theme, weight) for weight in row] for row in weights]
        super().__init__(*[strand for row in self.rows for strand in row])
        self.lay_straight()

    def lay_straight(self) -> None:
        """Lay every line straight from disc to disc."""
        tops, sides = ([disc.get_center() for disc in discs] for discs in (self.tops, self.sides))
        self._lay(tops, sides, 0.0)

    def _lay(self, tops: Sequence[Point], sides: Sequence[Point], bend: float) -> None:
        for row, side, disc in zip(self.rows, sides, self.sides, strict=True):
            for strand, top, other in zip(row, tops, self.tops, strict=True):
                strand.lay(top, side, (other.width / 2, disc.width / 2), bend)

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
