"""Layout of the clip on the structure of a network."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import VMobject

from scenes.animation.timing import bent_way
from scenes.clips.structure.route import route
from scenes.clips.structure.value_scale import ValueScale
from scenes.mobjects.network.network_diagram import NetworkDiagram
from scenes.style.frame import Frame, Region
from scenes.style.theme import Theme

__all__ = ["ROW", "StructureLayout"]

ALONE, ROW = 1.17, 2.5
"""The single neuron is scaled by the body's shorter side divided by ``ALONE``; neurons on the
scale, and a close-up, by ``ROW``."""
APART = 1.05
"""Distance in diameters between the centres of neurons on the scale that would otherwise touch."""
OUTLINE = 0.05
"""Room for half an outline, in frame units."""
INSET = 0.12
"""Margin of the panel for the unit below the counts, which is wider than their column."""
LEGEND_WIDTH = 2.2
"""Width of the legend of signs, in frame units."""
ASIDE, BETWEEN = 0.2, 0.14
"""How far left of the image, and above the panel, pixels move on their way up to the network."""


class StructureLayout:
    """Regions and paths of the clip, for any shape of frame.

    Parameters
    ----------
    area : Frame
    theme : Theme

    Attributes
    ----------
    network, panel : Region
        The network, and the place for what goes with it.
    centre : (float, float, float)
        Where the single neuron is at first.
    close : float
        Its scale there, relative to the network.
    roles : list of Region
        A row for each layer.
    grids, beside, legend : Region
        Grids of weights, their count or a neuron in close-up, and the legend of signs.
    sketches : list of Region
        Two networks of other depths.
    """

    def __init__(self, area: Frame, theme: Theme):
        self.tall, body = area.tall, area.body
        self.network, self.panel = panels = area.pair()
        self.centre, self.close = body.centre, min(body.width, body.height) / ALONE
        panel = panels[1]
        self.sketches = panel.split(0.5, 0.5, gap=0.4)
        self.grids, self.beside, self.legend = self._weights(panel)
        if self.tall:  # there the panel reaches the frame's margin
            panel = panel.inner(panel.width - 2 * INSET, panel.height)
        self.roles = panel.split(1, 1, 1, gap=0.2)
        self._diameter = 2 * ROW * theme.sizes.neuron_radius
        room = self._diameter / 2 + OUTLINE
        if self.tall:
            at, free = body.columns(0.32, 0.68)
            self.scale = Region(at.left + 0.7, at.right, at.bottom + room, at.top - room)
            self._row = free.x
        else:
            free, at = body.split(0.68, 0.32)
            self.scale = Region(at.left + room, at.right - room, at.bottom + 0.2, at.top)
            self._row = free.y - 0.2

    def _weights(self, panel: Region) -> list[Region]:
        """Divide the panel into grids, count and legend."""
        if panel.height > 1.25 * panel.width:
            grids, rest = panel.split(0.7, 0.3, gap=0.2)
            return [grids, *rest.columns(0.55, 0.45)]
        share = max(0.36, LEGEND_WIDTH / (panel.width - 0.1))
        if self.tall:
            # Weights come down from the network, to the left of the grids.
            side, grids = panel.columns(share, 1 - share, gap=0.1)
        else:
            grids, side = panel.columns(1 - share, share, gap=0.1)
        return [grids, *side.split(0.7, 0.3)]

    def on_scale(self, scale: ValueScale, values: Sequence[float]) -> list[np.ndarray]:
        """Place a neuron opposite each value; one that would touch another is placed further away.

        Parameters
        ----------
        scale : ValueScale
        values : sequence of float

        Returns
        -------
        list of ndarray of shape (3,)
        """
        pitch = APART * self._diameter
        floors: dict[int, int] = {}
        for i in np.argsort(values, kind="stable"):
            along = scale.c2p(values[i])
            near = {
                floor
                for other, floor in floors.items()
                if np.linalg.norm(along - scale.c2p(values[other])) < pitch
            }
            floors[i] = min(set(range(len(values))) - near)
        first = self._row - pitch * max(floors.values()) / 2
        return [scale.place(value, first + pitch * floors[i]) for i, value in enumerate(values)]

    def order_of_return(
        self, places: Sequence[np.ndarray], homes: Sequence[np.ndarray]
    ) -> list[int]:
        """Return the order in which neurons leave the scale so that none passes another."""
        if self.tall:  # from all heights: the nearest first
            keys = [np.linalg.norm(a - b) for a, b in zip(places, homes, strict=True)]
        else:
            keys = [place[0] for place in places]
        return [int(i) for i in np.argsort(keys)]

    def into_input(self, start: np.ndarray, i: int, network: NetworkDiagram) -> VMobject:
        """Return a path from the image's edge to an input neuron, clear of neurons and names."""
        home = network.layers[0][i].disc.get_center()
        if not self.tall:
            return route(start, home, network.layers[:0:-1])
        # Up beside the image, then midway between two layers.
        aside, level = start[0] - ASIDE, self.panel.top + BETWEEN
        lane = sum(float(layer[0].disc.get_x()) for layer in network.layers[:2]) / 2
        return bent_way(
            [start, (aside, start[1]), (aside, level), (lane, level), (lane, home[1]), home]
        )

    def into_cell(
        self, start: np.ndarray, cell: np.ndarray, below: list[np.ndarray], network: NetworkDiagram
    ) -> VMobject:
        """Return a weight's path from its edge to its cell, past points ``below`` other weights."""
        if self.tall:
            return bent_way([start, [start[0], below[-1][1]], below[-1], cell])
        return route(start, cell, network.layers[1:], below, above=True)
