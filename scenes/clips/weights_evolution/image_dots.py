"""A dot for each of many images: first the correctly classified ones, then the others."""

from __future__ import annotations

import math

import numpy as np
from manim import Animation, UpdateFromAlphaFunc, linear

from scenes.mobjects.images.painting import Painting
from scenes.provenance.mark import mark
from scenes.provenance.source import Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["ImageDots"]

GRAIN = 3
"""Width of a dot with the gap after it, in cells of the painting; the gap is one cell."""


class ImageDots(Painting):
    """Test images of one digit as dots, in columns from the left.

    Parameters
    ----------
    theme : Theme
    region : Region
        Dots begin at its left edge.
    source : Source
        Counts of the images by the network's answer, shape (digits,).
    true : int
        Index of the true digit among them.
    high : int
        Dots in a column.
    longest : int
        Dots in the longest row of dots, which fills the region's width.
    """

    def __init__(
        self, theme: Theme, region: Region, source: Source, true: int, high: int, longest: int
    ):
        counts = source.values
        self.right, self.images = int(counts[true]), int(counts.sum())
        columns = math.ceil(self.images / high)
        width = region.width * columns / math.ceil(longest / high)
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
        place = Region(region.left, region.left + width, region.bottom, region.top)
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
