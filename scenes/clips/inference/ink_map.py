"""An image whose ink takes the colours of its products with a neuron's weights."""

from __future__ import annotations

import numpy as np
from manim import Animation, UpdateFromAlphaFunc, smooth

from scenes.clips.inference.reading import Reading
from scenes.mobjects.images.grey_image import GreyImage
from scenes.mobjects.images.heat_map import HeatMap, HeatScale
from scenes.style.frame import Region

__all__ = ["InkMap"]


class InkMap(HeatMap):
    """Weight × pixel of a neuron in the place of the image; either sign can be grey instead.

    Parameters
    ----------
    scale : HeatScale
    place : Region
    reading : Reading
    neuron : int
        Of the first hidden layer.
    """

    def __init__(self, scale: HeatScale, place: Region, reading: Reading, neuron: int):
        source = reading.of("products", 0, neuron)
        super().__init__(scale, place, reading.shape, source)
        pixels = reading.of("activations", 0)
        self._greys = np.asarray(
            GreyImage(scale.theme, place, pixels, reading.shape).colours, float
        )
        self._heats = np.asarray(self.colours, float)
        self._products = source.values.reshape(reading.shape)
        self.tinted = np.ones(2)

    def tint(self, *shares: float) -> InkMap:
        """Colour what is above zero, and what is below it, by shares; the rest is grey."""
        self.tinted = np.array(shares)
        above, below = self._products > 0, self._products < 0
        share = np.where(above, shares[0], np.where(below, shares[1], max(shares)))[..., None]
        self.colours = np.rint(self._greys + (self._heats - self._greys) * share).astype(np.uint8)
        return self

    def turn(self, *shares: float) -> Animation:
        """Return the way from the present shares to others."""
        before, after = self.tinted.copy(), np.array(shares)

        def update(drawn: InkMap, share: float) -> None:
            drawn.tint(*(before + (after - before) * share))

        return UpdateFromAlphaFunc(self, update, rate_func=smooth)
