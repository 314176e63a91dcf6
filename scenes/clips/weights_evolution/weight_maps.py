"""The weights of each hidden neuron as a map, over the course of training."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from manim import Animation, Group, UpdateFromAlphaFunc, linear, smooth
from numpy.typing import NDArray

from network import Evolution
from scenes.mobjects.images.heat_map import ColourBar, HeatMap, HeatScale, bar_ticks
from scenes.provenance.source import Source
from scenes.style.frame import Region

__all__ = ["WeightMaps", "colour_bar"]


def colour_bar(scale: HeatScale, room: Region) -> ColourBar:
    """Draw the colour scale; where its numbers would touch, leave out every other one."""
    ticks = bar_ticks(scale.limit)
    bar = ColourBar(scale, room, ticks)
    first, second = bar.numbers[:2]
    if first.get_right()[0] + 2 * scale.theme.sizes.clearance < second.get_left()[0]:
        return bar
    middle = len(ticks) // 2
    fewer = [tick for k, tick in enumerate(ticks) if (k - middle) % 2 == 0]
    return ColourBar(scale, room, fewer if len(fewer) > 1 else ticks[::middle])


class WeightMaps:
    """A map for each hidden neuron, of its weights or of what training added to them.

    Parameters
    ----------
    scale : HeatScale
    places : sequence of Region
    evolution : network.Evolution

    Attributes
    ----------
    tiles : list of HeatMap
    """

    def __init__(self, scale: HeatScale, places: Sequence[Region], evolution: Evolution):
        self.scale, self.evolution, self.series = scale, evolution, evolution.series
        shape = tuple(self.series.metadata["image_shape"])
        self.tiles = [
            HeatMap(scale, place, shape, self._weights(0, j)) for j, place in enumerate(places)
        ]

    def _weights(self, frame: int, j: int) -> Source:
        return Source(self.series, "weights_0", index=(frame, j))

    def pieces(self, places: Sequence[Region]) -> list[HeatMap]:
        """Draw the first neuron's weights in pieces, one for each row of the image."""
        columns = self.tiles[0].shape[1]
        cuts = [slice(k * columns, (k + 1) * columns) for k in range(len(places))]
        sources = [Source(self.series, "weights_0", index=(0, 0, cut)) for cut in cuts]
        return [
            HeatMap(self.scale, place, (1, columns), source)
            for place, source in zip(places, sources, strict=True)
        ]

    def show_weights(self, frame: int) -> None:
        """Show the weights at a checkpoint."""
        for j, tile in enumerate(self.tiles):
            tile.show(self._weights(frame, j))

    def show_changes(self, frame: int) -> None:
        """Show what training had added by a checkpoint."""
        for j, tile in enumerate(self.tiles):
            tile.show(Source(self.series, "weight_changes", frame, 0, (j,)))

    def follow_weights(self, at: Callable[[float], float]) -> Animation:
        """Animate the weights; ``at`` maps the play's time to the training's, both from 0 to 1."""
        return self._animate(lambda share: self.evolution.weights(0, at(share)))

    def follow_changes(self, at: Callable[[float], float]) -> Animation:
        """Animate what training has added."""
        return self._animate(lambda share: self.evolution.change(0, at(share)))

    def subtract_start(self) -> Animation:
        """Turn the last weights into what training added to the random start."""
        weights = self.series.weights[0]
        return self._animate(lambda share: weights[-1] - weights[0] * np.float32(share), smooth)

    def fade_changes(self) -> Animation:
        """Fade what training added back to zero."""
        changes = self.evolution.change(0, 1.0)
        return self._animate(lambda share: changes * np.float32(1 - share), smooth)

    def _animate(
        self, rows: Callable[[float], NDArray], rate_func: Callable[[float], float] = linear
    ) -> Animation:
        def update(_: Group, share: float) -> None:
            for tile, row in zip(self.tiles, rows(share), strict=True):
                tile.picture(row)

        return UpdateFromAlphaFunc(Group(*self.tiles), update, rate_func=rate_func)
