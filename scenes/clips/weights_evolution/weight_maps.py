"""The weights of each neuron of the first layer as a map, over the course of training."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from manim import Animation, Group, Mobject, UpdateFromAlphaFunc, linear
from numpy.typing import NDArray

from network import Evolution
from scenes.clips.weights_evolution.zoom_bar import ZoomBar
from scenes.mobjects.images.heat_map import HeatMap, HeatScale
from scenes.provenance.source import Source
from scenes.style.frame import Region

__all__ = ["WeightMaps"]

Rows = Callable[[float], NDArray]
"""From the share of a play's time to the values of all maps, shape (maps, pixels)."""


class WeightMaps:
    """A map for each neuron that is drawn, of its weights or of what training added to them.

    Parameters
    ----------
    scale : HeatScale
    places : sequence of Region
        One for each neuron that is drawn; those of a large layer are its first.
    evolution : network.Evolution
    bar : ZoomBar
        Follows the scale.

    Attributes
    ----------
    tiles : list of HeatMap
    over : list of Mobject
        What stays above the maps while they change, such as frames around some of them.
    """

    def __init__(
        self, scale: HeatScale, places: Sequence[Region], evolution: Evolution, bar: ZoomBar
    ):
        self.scale, self.bar = scale, bar
        self.evolution, self.series = evolution, evolution.series
        self.over: list[Mobject] = []
        self.shape = tuple(self.series.metadata["image_shape"])
        self.tiles = [self.map_of(self.weights(0, j), place) for j, place in enumerate(places)]

    def map_of(self, source: Source, place: Region) -> HeatMap:
        """Draw a neuron's values somewhere else, on the same scale."""
        return HeatMap(self.scale, place, self.shape, source)

    def weights(self, frame: int, j: int) -> Source:
        """Return the weights of a neuron at a checkpoint."""
        return Source(self.series, "weights_0", index=(frame, j))

    def change(self, frame: int, j: int) -> Source:
        """Return what training had added to a neuron's weights by a checkpoint."""
        return Source(self.series, "weight_changes", frame, 0, (j,))

    def early(self, step: int, j: int) -> Source:
        """Return what the first few updates added to a neuron's weights."""
        return Source(self.series, "early_changes", step, 0, (j,))

    def pieces(self, places: Sequence[Region]) -> list[HeatMap]:
        """Draw the first neuron's weights in pieces, one for each row of the image."""
        columns = self.shape[1]
        cuts = [slice(k * columns, (k + 1) * columns) for k in range(len(places))]
        sources = [Source(self.series, "weights_0", index=(0, 0, cut)) for cut in cuts]
        return [
            HeatMap(self.scale, place, (1, columns), source)
            for place, source in zip(places, sources, strict=True)
        ]

    def show(self, source_of: Callable[[int, int], Source], moment: int) -> None:
        """Show recorded values of a moment: :meth:`weights`, :meth:`change` or :meth:`early`."""
        for j, tile in enumerate(self.tiles):
            tile.show(source_of(moment, j))

    def set_limit(self, limit: float, share: float = 1.0) -> None:
        """Set the scale, and have the bar follow; ``share`` is that of a play's time."""
        self.scale = self.scale.zoomed(limit, clips=True)
        for tile in self.tiles:
            tile.scale_of = self.scale
        self.bar.follow(self.scale, settled=share >= 1.0)

    def follow_weights(self, at: Callable[[float], float]) -> list[Animation]:
        """Animate the weights; ``at`` maps the play's time to the training's, both from 0 to 1."""
        return self.animate(lambda share: self.evolution.weights(0, at(share)))

    def animate(
        self,
        rows: Rows,
        limit: Callable[[float], float] | None = None,
        rate_func: Callable[[float], float] = linear,
    ) -> list[Animation]:
        """Animate values; with ``limit``, which maps a share of the time, the scale as well."""

        def update(_: Group, share: float) -> None:
            if limit is not None:
                self.set_limit(limit(share), share)
            for tile, row in zip(self.tiles, rows(share), strict=False):
                tile.picture(row)

        drawn = Group(*self.tiles, *self.over)
        moved = [UpdateFromAlphaFunc(drawn, update, rate_func=rate_func)]
        if limit is not None:  # the bar is drawn anew in each frame, too
            moved.append(UpdateFromAlphaFunc(self.bar, lambda bar, _: None))
        return moved
