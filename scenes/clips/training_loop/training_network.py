"""The network diagram of the training-loop clip, with the motions that only this clip shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from manim import Animation, Dot, FadeOut, VMobject

from scenes.animation.timing import within
from scenes.mobjects.network.network_diagram import Edge, NetworkDiagram, roll
from scenes.mobjects.network.step_through import DotScale, signed_dot
from scenes.provenance.source import Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["TrainingNetwork", "largest_weight"]

ALONG = 0.72
"""Where updates are on their edges, clear of those of other edges: share of the edge's length."""
LARGEST, KEY = (0.25, 0.4), 0.1
"""Updates of each layer that are drawn at full size, and the update that the key shows."""
MOST = 3
"""Discs of updates up to this multiple of those are not drawn smaller."""


def largest_weight(recording: Any, counts: Iterable[int], parts: int) -> float:
    """Return the largest magnitude of any weight, rounded up to a multiple of 1/parts.

    Parameters
    ----------
    recording : network.Recording
    counts : iterable of int
        Numbers of updates after which the weights are examined.
    parts : int
    """
    largest = max(
        float(np.abs(matrix).max()) for count in counts for matrix in recording.weights_at(count)
    )
    return float(np.ceil(parts * largest) / parts)


class TrainingNetwork(NetworkDiagram):
    """A network diagram whose scale of widths covers all weights of the first epoch.

    Parameters
    ----------
    theme, region, recording, step, layer_names
        As for :class:`NetworkDiagram`.
    """

    def __init__(
        self, theme: Theme, region: Region, recording: Any, step: int, layer_names: Sequence[str]
    ):
        scale = largest_weight(recording, range(len(recording.images) + 1), 10)
        super().__init__(replace(theme, weight_scale=scale), region, recording, step, layer_names)

    def send_errors_back(self) -> tuple[list[Dot], list[Animation]]:
        """Return discs for output errors times weights, and their motions to the hidden neurons."""
        dots, moves = [], []
        for k, row in enumerate(self.edges[1]):
            for j, edge in enumerate(row):
                source = Source(self.recording, "returned_1", index=(self.step, j, k))
                if source.value:
                    dot = signed_dot(self.theme, edge.get_end(), source)
                    dots.append(dot)
                    moves.append(within(roll(dot, edge.get_end(), edge.get_start()), 0.0, 1.0))
        return dots, moves

    def updates(
        self, layer: int, theme: Theme, region: Region, name: str
    ) -> tuple[list[Edge], list[VMobject]]:
        """Return the edges whose weights the step changes; the changes as discs, and their key.

        Parameters
        ----------
        layer : int
        theme : Theme
        region : Region
            Of the key.
        name : str
            Says what the key measures.
        """
        full, unit = LARGEST[layer], self._update_unit()
        edges, drawn = [], []
        for j, row in enumerate(self.edges[layer]):
            for i, edge in enumerate(row):
                source = Source(self.recording, "weight_updates", self.step, layer, (j, i))
                if source.value:
                    edges.append(edge)
                    dot = signed_dot(theme, edge.point_from_proportion(ALONG), source, unit * full)
                    # A dark rim sets the disc off from an edge of its colour.
                    rim = theme.sizes.focus_outline
                    drawn.append(dot.set_stroke(theme.background, rim, background=True))
        return edges, [*drawn, DotScale(theme, region, unit * KEY, unit * full, name)]

    def _update_unit(self) -> int:
        """Return the power of ten by which the discs of large updates are scaled down."""
        updates, unit = self.recording.weight_updates_at(self.step), 1
        while any(
            np.abs(update).max() > MOST * unit * full
            for update, full in zip(updates, LARGEST, strict=True)
        ):
            unit *= 10
        return unit

    def fade_out(self, stop: float) -> list[Animation]:
        """Return the fade-out up to a share of the play.

        Dark digits disappear last, while the discs behind them are still light.
        """
        moves = [within(FadeOut(m), 0.0, stop) for m in (self.drawn_edges, self.names)]
        for neuron in self.drawn_neurons:
            dark = neuron.readout.get_fill_color().to_hex().upper() == self.theme.on_light
            moves.append(within(FadeOut(neuron.disc), 0.0, stop))
            moves.append(within(FadeOut(neuron.readout), 0.9 * stop if dark else 0.0, stop))
        return moves
