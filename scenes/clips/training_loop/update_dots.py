"""Weight updates of one layer as discs on its edges, with a key to their size."""

from __future__ import annotations

import numpy as np
from manim import VMobject

from scenes.mobjects.network.network_diagram import Edge, NetworkDiagram
from scenes.mobjects.network.step_through import DotScale, signed_dot
from scenes.provenance.source import Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["UpdateDots"]

ALONG = 0.72
"""Where discs stand on their edges, clear of those of other edges: share of the edge's length."""
LARGEST, KEY = (0.25, 0.4), 0.1
"""Updates of each layer that are drawn at full size, and the update that the key shows."""
MOST = 3
"""Discs of updates up to this multiple of those are not drawn smaller."""


class UpdateDots:
    """A disc for each weight that a training step changes.

    Parameters
    ----------
    theme : Theme
    network : NetworkDiagram
    layer, step : int
        The weights of which layer, changed by which training step.
    region : Region
        Of the key.
    name : str
        Says what the key measures.

    Attributes
    ----------
    edges : list of Edge
        The edges whose weights change.
    drawn : list of VMobject
        Their discs and the key.
    """

    def __init__(
        self,
        theme: Theme,
        network: NetworkDiagram,
        layer: int,
        step: int,
        region: Region,
        name: str,
    ):
        recording = network.recording
        unit = _unit(recording.weight_updates_at(step))
        full = unit * LARGEST[layer]
        self.edges: list[Edge] = []
        self.drawn: list[VMobject] = []
        for j, row in enumerate(network.edges[layer]):
            for i, edge in enumerate(row):
                source = Source(recording, "weight_updates", step, layer, (j, i))
                if source.value:
                    self.edges.append(edge)
                    dot = signed_dot(theme, edge.point_from_proportion(ALONG), source, full)
                    # A dark rim sets the disc off from an edge of its colour.
                    rim = theme.sizes.focus_outline
                    self.drawn.append(dot.set_stroke(theme.background, rim, background=True))
        self.drawn.append(DotScale(theme, region, unit * KEY, full, name))


def _unit(updates: list[np.ndarray]) -> int:
    """Return the power of ten by which the discs of large updates are scaled down."""
    unit = 1
    while any(
        np.abs(update).max() > MOST * unit * full
        for update, full in zip(updates, LARGEST, strict=True)
    ):
        unit *= 10
    return unit
