"""A dot for each of many images: first the correctly classified ones, then the others."""

from __future__ import annotations

import math

import numpy as np
from manim import Animation, UpdateFromAlphaFunc, config, linear

from scenes.mobjects.images.painting import Painting
from scenes.provenance.mark import mark
from scenes.provenance.source import Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["ImageDots", "dot_grid"]

FEWEST, MOST = 3, 24
"""Width of a dot with the gap after it, in cells of the painting; the gap is a third of it."""


def dot_grid(width: float, height: float, longest: int, pixel: float) -> tuple[int, float, int]:
    """Return how many dots to put in a column, their pitch, and the cells of a pitch.

    The pitch is a number of whole pixels, a cell each, so that all dots and gaps look alike; where
    there is no room for that it is any.

    Parameters
    ----------
    width, height : float
        Room for the longest row of dots, in frame units.
    longest : int
        Number of its dots.
    pixel : float
        Side of a pixel, in frame units.
    """
    for cells in range(min(int(height / pixel), MOST), FEWEST - 1, -1):
        pitch = cells * pixel
        high = int(height / pitch + 1e-9)
        if high and math.ceil(longest / high) * pitch <= width:
            return high, pitch, cells
    high = max(1, round(math.sqrt(longest * height / width)))
    return high, min(width / math.ceil(longest / high), height / high), FEWEST


class ImageDots(Painting):
    """Test images of one class as dots, in columns from the left.

    Parameters
    ----------
    theme : Theme
    region : Region
        Dots begin at its left edge.
    source : Source
        Counts of the images by the network's answer, shape (classes,).
    true : int
        Index of the true class among them.
    longest : int
        Dots in the longest row of dots.

    Attributes
    ----------
    grain : int
        Cells from a dot to the next.
    """

    def __init__(self, theme: Theme, region: Region, source: Source, true: int, longest: int):
        counts = source.values
        self.right, self.images = int(counts[true]), int(counts.sum())
        pixel = config.frame_height / config.pixel_height
        high, pitch, grain = dot_grid(region.width, region.height, longest, pixel)
        columns = max(1, math.ceil(self.images / high))
        self._colours = tuple(
            np.frombuffer(bytes.fromhex(colour[1:]), np.uint8)
            for colour in (theme.background, theme.quiet, theme.cost)
        )
        kinds = np.zeros((columns, high), np.intp)
        kinds.ravel()[: self.images] = 2
        kinds.ravel()[: self.right] = 1
        self.grain = grain
        dot = np.arange(grain) < grain - max(1, round(grain / 3))
        spread = np.kron(kinds.T, np.outer(dot, dot))
        self._full = np.stack(self._colours)[spread]
        left = -config.frame_width / 2 + pixel * round(
            (region.left + config.frame_width / 2) / pixel
        )
        top = region.y + high * pitch / 2
        top = config.frame_height / 2 - pixel * round((config.frame_height / 2 - top) / pixel)
        place = Region(left, left + pitch * columns, top - pitch * high, top)
        super().__init__(place, self._full)
        mark(self, "dots", source)

    def fill(self, start: float, stop: float) -> Animation:
        """Reveal the dots from the left, within a part of the play."""

        def appear(dots: ImageDots, share: float) -> None:
            done = min(max((share - start) / (stop - start), 0.0), 1.0)
            seen = np.arange(dots._full.shape[1]) < dots.grain * round(
                done * dots._full.shape[1] / dots.grain
            )
            dots.colours = np.where(seen[None, :, None], dots._full, dots._colours[0])

        return UpdateFromAlphaFunc(self, appear, rate_func=linear)
