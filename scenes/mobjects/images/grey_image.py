"""A greyscale image as one painting."""

from __future__ import annotations

import numpy as np
from manim import Rectangle
from numpy.typing import NDArray

from scenes.mobjects.images.painting import Painting
from scenes.provenance.mark import mark
from scenes.provenance.source import Source
from scenes.style.frame import Region
from scenes.style.theme import Theme, mix, rgb_bytes

__all__ = ["GreyImage", "outline_of", "square_in"]


class GreyImage(Painting):
    """Grey levels as the colours of cells; black is slightly grey, to show the image's extent.

    Parameters
    ----------
    theme : Theme
    region : Region
        Filled by the image.
    source : Source
        Values from 0 to 1, or grey levels of type uint8.
    shape : (int, int), optional
        Rows and columns of the image; by default those of the values.
    """

    def __init__(
        self, theme: Theme, region: Region, source: Source, shape: tuple[int, int] | None = None
    ):
        values = source.values
        if values.dtype == np.uint8:
            values = values / 255
        super().__init__(region, _greys(theme, values if shape is None else values.reshape(shape)))
        mark(self, "greys", source)


def _greys(theme: Theme, values: NDArray[np.floating]) -> NDArray[np.uint8]:
    levels, place = np.unique(values, return_inverse=True)
    colours = [mix(theme.trace, theme.activation_high, float(v)) for v in levels]
    table = np.array([list(rgb_bytes(colour)) for colour in colours], np.uint8)
    return table[place.reshape(values.shape)]


def square_in(region: Region, side: float | None = None) -> Region:
    """Return a square in the centre of a region, as large as fits or of a given side."""
    half = (min(region.width, region.height) if side is None else side) / 2
    return Region(region.x - half, region.x + half, region.y - half, region.y + half)


def outline_of(theme: Theme, region: Region, colour: str | None = None) -> Rectangle:
    """Return a thin frame around a painted region."""
    frame = Rectangle(width=region.width, height=region.height).move_to(region.centre)
    return frame.set_stroke(colour or theme.hairline, width=theme.sizes.line)
