"""The network diagram of the training-loop clip, with the motions that only this clip shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from manim import Animation, Dot, FadeOut

from scenes.animation.timing import within
from scenes.mobjects.network.network_diagram import NetworkDiagram, roll
from scenes.mobjects.network.step_through import signed_dot
from scenes.provenance.source import Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["TrainingNetwork", "largest_weight"]


def largest_weight(recording: Any, counts: Iterable[int], parts: int) -> float:
    """Return the largest magnitude of a weight, rounded up to a multiple of 1/parts.

    Parameters
    ----------
    recording : network.Recording
    counts : iterable of int
        Numbers of updates after which weights are looked at.
    parts : int
    """
    largest = max(
        float(np.abs(matrix).max()) for count in counts for matrix in recording.weights_at(count)
    )
    return float(np.ceil(parts * largest) / parts)


class TrainingNetwork(NetworkDiagram):
    """A network diagram on whose scale of widths all weights of the first epoch fit.

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
        """Return discs for output errors times weights, and their ways to the hidden neurons."""
        dots, moves = [], []
        for k, row in enumerate(self.edges[1]):
            for j, edge in enumerate(row):
                source = Source(self.recording, "returned_1", index=(self.step, j, k))
                if source.value:
                    dot = signed_dot(self.theme, edge.get_end(), source)
                    dots.append(dot)
                    moves.append(within(roll(dot, edge.get_end(), edge.get_start()), 0.0, 1.0))
        return dots, moves

    def fade_out(self, stop: float) -> list[Animation]:
        """Return the fade-out up to a share of the play.

        Dark digits go last, while the discs behind them are still light.
        """
        moves = [within(FadeOut(m), 0.0, stop) for m in (self.drawn_edges, self.names)]
        for neuron in self.drawn_neurons:
            dark = neuron.readout.get_fill_color().to_hex().upper() == self.theme.on_light
            moves.append(within(FadeOut(neuron.disc), 0.0, stop))
            moves.append(within(FadeOut(neuron.readout), 0.9 * stop if dark else 0.0, stop))
        return moves
