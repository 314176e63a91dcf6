"""Two digits, and how often each is read as the other."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import Arrow, Line, VGroup

from network import CheckpointSeries
from scenes.mobjects.images.drawn_data import Drawings
from scenes.mobjects.images.thumbnail import Thumbnail
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["MistakenPair"]

WHOLE = NumberFormat(0)
GAP, CLOSE = 0.35, 0.2
"""Between drawings and arrows, in a wide and in a narrow pair."""
LONG, SHORT = 1.5, 0.95
"""Least lengths of arrows that have their count within them, and beside them."""
APART, ABOVE = 0.11, 0.12
"""Distances of arrows from the middle, and of counts beside them from the arrows."""


class MistakenPair(VGroup):
    """Drawings of two digits, and an arrow each way between them with its count.

    Parameters
    ----------
    theme : Theme
    region : Region
    series : network.CheckpointSeries
    frame : int
        Number of the checkpoint.
    drawings : Drawings
    pair : (int, int)
        The true digit and the answer.
    drawn : (int, int)
        Numbers of their drawings.

    Attributes
    ----------
    there, back : VGroup
        Arrow and count from the first digit to the second, and the other way.
    images : list of Thumbnail
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        series: CheckpointSeries,
        frame: int,
        drawings: Drawings,
        pair: tuple[int, int],
        drawn: tuple[int, int],
    ):
        em = 1.25 * theme.sizes.number
        # A count that does not fit into its arrow is above or below it.
        within = region.width - 2 * (region.height + GAP) > LONG
        gap = GAP if within else CLOSE
        side = min(region.height, (region.width - 2 * gap - SHORT) / 2)
        low, high = region.y - side / 2, region.y + side / 2
        ends = (
            Region(region.left, region.left + side, low, high),
            Region(region.right - side, region.right, low, high),
        )
        self.images = [
            Thumbnail(theme, place, drawings.image(number))
            for place, number in zip(ends, drawn, strict=True)
        ]
        left, right = ends[0].right + gap, ends[1].left - gap
        line: dict[str, Any] = {"buff": 0, "stroke_width": theme.sizes.line, "tip_length": 0.18}
        line["max_tip_length_to_length_ratio"] = 1
        self.ways = []
        for k, (true, answer) in enumerate((pair, pair[::-1])):
            y = region.y + (1, -1)[k] * (0.25 * side if within else APART)
            source = Source(series, "confusion", index=(frame, true, answer))
            count = Readout(theme, source, WHOLE, em, theme.cost)
            lift = 0.0 if within else (1, -1)[k] * (em * DIGIT_HEIGHT / 2 + ABOVE)
            count.place((left + right) / 2, y + lift - em * DIGIT_HEIGHT / 2)
            start, stop = np.array([left, y, 0.0]), np.array([right, y, 0.0])
            if k:
                start, stop = stop, start
            toward = np.sign(stop - start)
            middle = np.array([(left + right) / 2, y, 0.0])
            reach = count.advance_width / 2 + 0.2 if within else 0.0
            tail = Arrow(middle + toward * reach, stop, color=theme.hairline, **line)
            head = Line(start, middle - toward * reach, color=theme.hairline)
            head.set_stroke(width=theme.sizes.line)
            self.ways.append(VGroup(head, tail, count))
        self.there, self.back = self.ways
        super().__init__(*self.images, *self.ways)
