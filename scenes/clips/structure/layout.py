"""Layout of the clip on the structure of a network."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import VMobject

from scenes.animation.timing import bent_way
from scenes.style.frame import Frame, Point, Region
from scenes.style.theme import Theme

__all__ = ["SPREAD", "StructureLayout"]

BAND = {"wide": 1.0, "square": 1.5, "tall": 2.1}
"""Height of the band below the network, by the shape of the frame, in frame units."""
SAMPLE = 0.29
"""Share of the width that the sample takes beside the network."""
GAP = 0.3
LANE = 0.3
"""Room at the left of the inputs, for what comes to them."""
INSET = 0.06
"""Room at the left of the lines that work a neuron out, in frame units."""
KEY_WIDTH = 2.5
"""Width of the key of weights below the sample, in frame units."""
SPREAD = 1.34
"""How many times as far apart as inputs later neurons may be: old values stand above them."""
BAR = 0.82
"""Length of the bar of brightness, as a share of the region's width."""
LARGE = 0.25, 0.14
"""Largest radius of the single neuron, as shares of the network's height and width."""


class StructureLayout:
    """Regions and paths of the clip, for any shape of frame.

    The sample is at the left of the network, or above it in a tall frame.  Sizes and sums are in a
    band below the network.

    Parameters
    ----------
    area : Frame
    theme : Theme

    Attributes
    ----------
    sample, network, sizes, sums, key : Region
        The sample; the network; the row of sizes below it; sums; the key of weights.
    band : Region
        All of the room below the network.
    column : Region
        Where one neuron is worked out: in the sample's place, or below the network in a tall frame.
    left_room, free_left : float
        Room at the left of the inputs, and the left end of all that is free there.
    bar : Region
        The bar of brightness, with the neuron above it.
    large : float
        Radius of that neuron.
    """

    def __init__(self, area: Frame, theme: Theme):
        self.tall, self.left_room = area.tall, LANE
        self.area, body = area, area.body
        shape = "tall" if area.tall else "wide" if area.wide else "square"
        main, band = body.above(body.bottom + BAND[shape]), body.below(body.bottom + BAND[shape])
        if area.tall:
            self.sample, self.network = main.split(0.38, 0.62, gap=GAP)
            left, right = self.sample.columns(0.5, 0.5, gap=GAP)
            self.picture, self.key = left, right
            self.sizes = Region(band.left, band.right, band.top - 0.7, band.top)
            self.sums = band
            self.left_room = 2 * LANE
        else:
            self.sample, self.network = main.columns(SAMPLE, 1 - SAMPLE, gap=GAP)
            self.picture = self.sample
            self.key = Region(band.left, band.left + KEY_WIDTH, band.bottom, band.top)
            self.sizes = Region(self.network.left, band.right, band.top - 0.75, band.top)
            self.sums = Region(self.key.right + GAP, band.right, band.bottom, band.top)
        self.band = band
        self.free_left = self.network.left - (0.0 if area.tall else 0.6 * GAP)
        inner = Region(body.left + INSET, self.sample.right, self.sample.bottom, body.top)
        self.column = band if area.tall else inner
        self.large = min(LARGE[0] * self.network.height, LARGE[1] * self.network.width)
        middle, half = self.network.x, BAR * self.network.width / 2 - self.large
        self.bar = Region(
            middle - half, middle + half, self.network.bottom + 0.35, self.network.top - 0.1
        )

    def into_input(self, start: np.ndarray, end: np.ndarray) -> VMobject:
        """Return the path of a value from the sample into an input neuron, from the left."""
        if not self.tall:
            return _level_ends(start, end)
        lane, level = self.network.left + LANE / 2, self.network.top + GAP / 2
        return bent_way([start, (lane, start[1]), (lane, level), (lane, end[1]), end])

    def into_single(self, start: np.ndarray, end: np.ndarray) -> VMobject:
        """Return the path of a value from the sample to the single neuron."""
        if not self.tall:
            return _level_ends(start, end)
        way = VMobject().start_new_path(start)
        return way.add_line_to(end)


def _level_ends(start: Point | np.ndarray, end: Point | np.ndarray) -> VMobject:
    """Return a curve that is level at both ends."""
    start, end = np.array(start, float), np.array(end, float)
    middle = (start[0] + end[0]) / 2
    way = VMobject().start_new_path(start)
    handles: Sequence[np.ndarray] = [np.array([middle, y, 0.0]) for y in (start[1], end[1])]
    return way.add_cubic_bezier_curve_to(*handles, end)
