"""Layout of the inference clip."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from scenes.clips.inference.calculations import NeuronSum
from scenes.mobjects.graphing.activation_plot import ActivationPlot
from scenes.mobjects.images.grey_image import square_in
from scenes.style.frame import Frame, Region

__all__ = ["InferenceLayout"]

DIMENSION = 0.95
"""Room for the number of pixels at the right of the image, in frame units."""
BESIDE, BELOW = 1.8, 0.85
"""Room beside or below the image for the number of a pixel."""
EDGE = 0.03
"""Room for outlines."""
NARROW = 2.0
"""Side of the map beside an unbounded curve, unless the frame is wide."""


class InferenceLayout:
    """Regions of the clip.

    Parameters
    ----------
    frame : Frame

    Attributes
    ----------
    wide, tall : bool
        Shape of the frame; in a tall one, bars are horizontal and images are one below the other.
    beside : bool
        Whether the accuracy is to the right of the images rather than below.
    pictures, network, digit : Region
        The steps of the preparation; the whole network; the large image.
    contributions : Region
        The bars of an output.
    row_level : float
        Height of the row of hidden neurons above the bars or, in a tall frame, the horizontal
        place of the column beside them.
    """

    def __init__(self, frame: Frame):
        body = self.body = frame.body
        self.wide, self.tall = frame.wide, body.height > 1.2 * body.width
        self.beside = body.width > 1.8 * body.height
        low = body.bottom + EDGE
        self.pictures = Region(body.left + EDGE, body.right - EDGE, low, body.top)
        self.network = Region(body.left + EDGE, body.right, low, body.top)
        room = body.below(body.top - 0.45)
        side = min(room.height, room.width - DIMENSION - EDGE)
        if room.width - side < 2 * BESIDE:  # the number of a pixel is below the image
            room = room.above(room.bottom + BELOW)
            side = min(side, room.height)
        x = min(room.x, room.right - DIMENSION - side / 2)
        self.digit = square_in(Region(x - side / 2, x + side / 2, room.bottom, room.top))
        self.contributions, self.row_level = self._below_row(body)

    def _below_row(self, region: Region) -> tuple[Region, float]:
        """Return the room for bars, and the level of the row of neurons beside them."""
        if self.tall:
            level = region.left + 0.9
            return Region(region.left + 1.2, region.right, region.bottom + 0.05, region.top), level
        top = region.top - 1.06
        return Region(region.left, region.right, region.bottom + 0.05, top), region.top - 0.66

    def place_sum(self, line: NeuronSum, plot: ActivationPlot) -> Region:
        """Place the sum, and return the place of the products' map above it.

        Both keep clear of the curve that appears later: they are left of its rise, or above the
        plot.
        """
        if self.tall:
            foot = plot.get_top()[1] + 1.5
            corner = square_in(Region(self.body.left, self.body.right, foot, self.body.top - 0.6))
            line.place(self.body.x, corner.bottom - 1.1, "centre").name_numbers()
            return corner
        left, top, free = plot.left + 0.25, plot.top - 0.85, plot.c2p(0, 0)[0] - plot.left
        bounded = bool(np.isfinite(plot.function.high))
        side = 2.5 if self.wide else min(free - 0.9, 0.46 * plot.height)
        if not (self.wide or bounded):  # the neuron will be between map and curve
            side = min(side, NARROW)
        corner = Region(left, left + side, top - side, top)
        line.place(left, corner.bottom - 1.05)
        near = line.get_right()[0] >= _start_of(plot, line.get_bottom()[1]) - 0.25
        if near or not (self.wide or bounded):
            line.break_before(2)
            for piece in line.pieces[2:]:  # below its names
                piece.shift([0.0, -0.4, 0.0])
        line.name_numbers()
        return corner

    def always(self, count: int, *, accuracy: bool) -> tuple[list[Region], Region]:
        """Return the places of some images, and the room for the accuracy if that is shown."""
        left = right = self.body
        if accuracy and self.beside:
            left, right = self.body.columns(0.58, 0.42, gap=0.4)
        elif accuracy:
            left, right = self.body.split(0.62, 0.38, gap=0.4)
        gap, most = 0.5, 3.6 if self.beside else left.height - 1.1
        side = min((left.width - 0.1 - gap * (count - 1)) / count, most)
        start = left.x - (count * side + gap * (count - 1)) / 2
        low, high = left.y - side / 2 + 0.35, left.y + side / 2 + 0.35
        lefts = [start + k * (side + gap) for k in range(count)]
        return [Region(x, x + side, low, high) for x in lefts], right


def _start_of(plot: ActivationPlot, height: float) -> float:
    """Return the place at which the curve of a plot rises above a height, in frame units."""
    zs = np.linspace(-plot.reach, plot.reach, 400)
    value: Callable[[np.ndarray], np.ndarray] = plot.function.value
    above = [z for z, a in zip(zs, value(zs), strict=True) if plot.c2p(z, a)[1] >= height]
    return float(plot.foot(min(above, default=plot.reach))[0])
