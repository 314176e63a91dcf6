"""A line between two neurons, which bends into a right angle and folds into its corner."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from manim import Animation, UpdateFromAlphaFunc, VMobject

from scenes.mobjects.network.network_diagram import dashes
from scenes.provenance.mark import mark
from scenes.provenance.source import Source
from scenes.style.theme import Theme

__all__ = ["Strand"]

APPEARS = 0.3
"""Share of a fold in which a line appears, before it becomes shorter."""
THIRDS = np.array([0.0, 1 / 3, 2 / 3, 1.0])[:, None]


class Strand(VMobject):
    """A line from a neuron of one layer to a neuron of the next, straight or bent at one corner.

    Its width shows its weight; it is dashed if that is negative.  The dashes keep their length
    when the line becomes longer or shorter.

    Parameters
    ----------
    theme : Theme
    weight : Source
    start, end : VMobject
        Discs that it joins.
    """

    def __init__(self, theme: Theme, weight: Source, start: VMobject, end: VMobject):
        value = weight.value
        super().__init__(stroke_color=theme.signed(value), stroke_width=theme.edge_width(value))
        self.weight, self.discs = weight, (start, end)
        self.full = theme.weight_scale
        self.pattern: tuple[float, float] | None = None
        mark(self, "width", weight)
        self.lay()

    def lay(self, bend: float = 0.0) -> Strand:
        """Lay the strand from disc to disc: 0 is straight, 1 is down and then level."""
        a, b = (disc.get_center() for disc in self.discs)
        corner = np.array([a[0], b[1], 0.0])
        legs = np.linalg.norm(corner - a), np.linalg.norm(b - corner)
        straight = a + (b - a) * legs[0] / max(sum(legs), 1e-9)
        middle = straight + bend * (corner - straight)
        radii = [disc.width / 2 for disc in self.discs]
        a = a + (middle - a) / max(np.linalg.norm(middle - a), 1e-9) * radii[0]
        b = b + (middle - b) / max(np.linalg.norm(middle - b), 1e-9) * radii[1]
        self.way = a, middle, b
        self._draw(*self.way)
        return self

    def follow(self) -> Animation:
        """Stay between the discs while other animations of the play, before this one, move them."""
        return UpdateFromAlphaFunc(self, lambda strand, share: strand.lay())

    def bend(self) -> Animation:
        """Bend into a right angle: down the column, along the row."""
        return UpdateFromAlphaFunc(self, lambda strand, share: strand.lay(share))

    def fold(self, *, appears: bool = True) -> Animation:
        """Let the bent strand appear, if it is not there, and draw it in to its corner."""
        a, corner, b = self.way
        begin = APPEARS if appears else 0.0

        def follow(strand: Strand, share: float) -> None:
            left = 1.0 - max(0.0, share - begin) / (1.0 - begin)
            left = max(left, 1e-3)
            strand._draw(corner + left * (a - corner), corner, corner + left * (b - corner))
            strand.set_stroke(opacity=min(share / begin, 1.0) if begin else 1.0)

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
