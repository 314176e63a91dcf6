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

GRAIN = 3
"""Width of a dot with the gap after it, in cells of the painting; the gap is one cell."""


def dot_grid(width: float, height: float, longest: int, pixel: float) -> tuple[int, float]:
    """Return how many dots to put in a column, and their pitch.

    The pitch is a multiple of three pixels, so that all dots and gaps look alike; without room for
    that it is any.

    Parameters
    ----------
    width, height : float
        Room for the longest row of dots, in frame units.
    longest : int
        Number of its dots.
    pixel : float
        Side of a pixel, in frame units.
    """
    for cells in range(int(height / pixel / GRAIN), 0, -1):
        pitch = GRAIN * cells * pixel
        high = int(height / pitch)
        if high and math.ceil(longest / high) * pitch <= width:
            return high, pitch
    high = max(1, round(math.sqrt(longest * height / width)))
    return high, min(width / math.ceil(longest / high), height / high)


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
    """

    def __init__(self, theme: Theme, region: Region, source: Source, true: int, longest: int):
        counts = source.values
        self.right, self.images = int(counts[true]), int(counts.sum())
        pixel = config.frame_height / config.pixel_height
        high, pitch = dot_grid(region.width, region.height, longest, pixel)
        columns = max(1, math.ceil(self.images / high))
        self._colours = tuple(
            np.frombuffer(bytes.fromhex(colour[1:]), np.uint8)
            for colour in (theme.background, theme.quiet, theme.cost)
        )
        kinds = np.zeros((columns, high), np.intp)
        kinds.ravel()[: self.images] = 2
        kinds.ravel()[: self.right] = 1
        spread = np.zeros((GRAIN * high, GRAIN * columns), np.intp)
        for k in range((GRAIN - 1) ** 2):
            row, column = divmod(k, GRAIN - 1)
            spread[row::GRAIN, column::GRAIN] = kinds.T
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
            seen = np.arange(dots._full.shape[1]) < GRAIN * round(
                done * dots._full.shape[1] / GRAIN
            )
            dots.colours = np.where(seen[None, :, None], dots._full, dots._colours[0])

        return UpdateFromAlphaFunc(self, appear, rate_func=linear)
