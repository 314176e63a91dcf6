"""The output errors laid end to end, to see what simply adding them would do."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

import numpy as np
from manim import Animation, DashedLine, Triangle, UpdateFromAlphaFunc, VGroup

from scenes.clips.cost.picture import Picture

__all__ = ["Chain"]

TIP = 0.22
"""Length of an arrowhead, in frame units."""
LOW, HIGH = 0.22, 0.78
"""Shares of the tile's height between which the links lie."""


class Chain:
    """Copies of the errors, each beginning where the one before ends, in the cost's tile.

    Parameters
    ----------
    picture : Picture

    Attributes
    ----------
    fits : bool
        Whether there are errors of both signs, and the chain fits beside the other tiles.
    zero : DashedLine
        Where the chain begins.
    links : list of VGroup
        A line and its arrowhead each.
    """

    def __init__(self, picture: Picture):
        measure, cell, side = picture.measure, picture.grid.cells[-1], picture.grid.side
        errors = [measure.error(k).value for k in measure.shown]
        ends = [0.0, *accumulate(errors)] if measure.squared else [0.0]
        unit = picture.cost.frame.unit
        reach = (max(ends) - min(ends)) * unit
        seen = [error for error in errors if abs(error) > 0.05]
        both = measure.squared and any(e > 0 for e in seen) and any(e < 0 for e in seen)
        self.fits = both and not measure.others and reach < picture.grid.pitch - 0.2
        zero = cell.x - unit * (max(ends) + min(ends)) / 2
        high, low = (cell.top - side * (1 - share) for share in (HIGH, LOW))
        theme = picture.theme
        self.zero = DashedLine(
            [zero, high + 0.3, 0.0], [zero, low - 0.3, 0.0],
            color=theme.hairline, stroke_width=theme.sizes.line,
        )  # fmt: skip
        self.links: list[VGroup] = []
        self._places: list[np.ndarray] = []
        if not self.fits:
            return
        for n, (tile, start, end) in enumerate(zip(picture.tiles, ends, ends[1:], strict=False)):
            y = high - (high - low) * n / max(len(errors) - 1, 1)
            self.links.append(VGroup(tile.gap.copy(), self._tip(tile)))
            self._places.append(np.array([zero + unit * (start + end) / 2, y, 0.0]))

    @staticmethod
    def _tip(tile: Any) -> Triangle:
        """Return an arrowhead at the output's end of an error."""
        line = tile.gap
        ahead = 1.0 if line.get_end()[0] > line.get_start()[0] else -1.0
        tip = Triangle(color=line.get_stroke_color(), fill_opacity=1.0, stroke_width=0)
        tip.rotate(-ahead * np.pi / 2).set(width=min(TIP, 0.6 * line.width))
        return tip.move_to(line.get_end() - [ahead * tip.width / 2, 0.0, 0.0])

    def move(self, n: int) -> Animation:
        """Bring a link from its tile to its place, above everything between."""
        link, line = self.links[n], self.links[n][0]
        start, way = link.get_center(), self._places[n] - line.get_center()

        def update(moving: VGroup, share: float) -> None:
            moving.move_to(start + share * way)

        return UpdateFromAlphaFunc(link, update)
