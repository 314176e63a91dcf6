"""Squares that spread out to width one: the same area, which is now the height."""

from __future__ import annotations

import numpy as np
from manim import Animation, UpdateFromAlphaFunc

from scenes.clips.cost.bar import Segment
from scenes.clips.cost.measure import Measure
from scenes.clips.cost.tile_frame import Span
from scenes.clips.cost.tiles import AreaSquare
from scenes.provenance.mark import mark
from scenes.provenance.source import Source
from scenes.style.theme import Theme

__all__ = ["Slab", "can_spread"]

LEAST_WIDTH = 0.3
"""Width of one, as a share of a tile's side, from which squares spread out."""


def can_spread(measure: Measure, span: Span) -> bool:
    """Return whether every square has room in its tile when it is spread to width one."""
    if not measure.squared or span.unit < LEAST_WIDTH or span.high < 1:
        return False
    terms = [measure.term(k).value for k in measure.shown]
    terms += [measure.other_terms().value] if measure.others else []
    return max(terms) <= span.height


class Slab(Segment):
    """A square as a rectangle whose area stays the same while it gets wider.

    Parameters
    ----------
    theme : Theme
    square : AreaSquare
        Where it begins.
    """

    def __init__(self, theme: Theme, square: AreaSquare):
        super().__init__(theme)
        self.square, self.full = square, square.unit
        self.spread_to(0.0)

    def spread_to(self, share: float) -> Slab:
        """Spread a share of the way from a square, 0, to the width of one, 1."""
        frame, unit = self.square.frame, self.square.unit
        area = max(self.square.source.value, 1e-12)
        side = float(np.sqrt(area))
        width = side ** (1 - share)
        edges = sorted((self.square.foot, self.square.foot + self.square.direction * side))
        middles = sum(edges) / 2, max(frame.span.low, 0.0) + 0.5
        way = 1.0 if side == 1 else (width - side) / (1 - side)
        at = frame.c2p(middles[0] + way * (middles[1] - middles[0]), 0.0)
        self.stand(at[0], at[1], width * unit, area / width * unit)
        return self

    def spread(self) -> Animation:
        """Return the animation from the square to the width of one."""
        mark(self, "height", self.square.source)
        return UpdateFromAlphaFunc(self, lambda slab, share: slab.spread_to(share))

    def level(self, mean: Source) -> Animation:
        """Rise or sink to the mean of all."""
        x, foot, width, height = self.box

        def update(slab: Slab, share: float) -> None:
            end = mean.value * self.full
            slab.stand(x, foot, width, height + share * (end - height))

        mark(self, "height", mean)
        return UpdateFromAlphaFunc(self, update)
