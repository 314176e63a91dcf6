"""One input changes, and the change spreads through the network, layer by layer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import Animation, Dot, FadeIn, FadeOut, UpdateFromAlphaFunc, smooth

from scenes.animation.timing import within
from scenes.claims import SEEN
from scenes.mobjects.network.network_diagram import Edge, NetworkDiagram, Neuron
from scenes.mobjects.text.readout import Readout
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source

__all__ = ["Ripple"]

BEAD = 0.085
"""Radius of the beads by which the change spreads, in frame units."""


class Ripple:
    """The change of every value that follows from the change of one input.

    Parameters
    ----------
    network : NetworkDiagram
    formats : list of NumberFormat
        Of each layer's values.
    moved : int
        Index of the input that changes.
    """

    def __init__(self, network: NetworkDiagram, formats: list[NumberFormat], moved: int):
        self.network, self.theme, self.formats, self.moved = network, network.theme, formats, moved
        self.place = network.indices[0].index(moved)
        self.changed: list[list[int]] = [[self.place]]
        """Places of the neurons drawn whose value changes visibly, by layer."""
        for layer in range(1, len(network.layers)):
            self.changed.append(
                [k for k in range(len(network.layers[layer])) if self._differs(layer, k)]
            )
        self.neuron: Neuron = network.layers[0][self.place]

    def source(self, layer: int, k: int) -> Source:
        """Return the source of the new value of the k-th neuron drawn of a layer."""
        index = (self.moved, self.network.indices[layer][k])
        return Source(self.network.recording, "moved_activations", self.network.step, layer, index)

    def _differs(self, layer: int, k: int) -> bool:
        index = (self.network.indices[layer][k],)
        old = Source(self.network.recording, "activations", self.network.step, layer, index)
        return abs(self.source(layer, k).value - old.value) >= SEEN

    def wave(self, layer: int) -> list[Edge]:
        """Return the edges from the changed neurons of a layer to all of the next."""
        return [row[k] for row in self.network.edges[layer] for k in self.changed[layer]]

    def spread(self, edges: Sequence[Edge]) -> list[Animation]:
        """Light edges in the colour of their signs, and let a bead run along each."""
        found: list[Animation] = []
        for edge in edges:
            bead = Dot(edge.get_start(), BEAD, color=self.theme.focus)
            found.append(within(edge.highlight(), 0.0, 0.5))
            found.append(_run(bead, edge.get_start(), edge.get_end()))
        return found

    def arrive(self, layer: int) -> list[Any]:
        """Change the values of a layer, and ring those that change visibly."""
        found: list[Any] = []
        for k, neuron in enumerate(self.network.layers[layer]):
            found += self.change(
                neuron, self.source(layer, k), layer, ring=k in self.changed[layer]
            )
        return found

    def change(self, neuron: Neuron, source: Source, layer: int, *, ring: bool) -> list[Any]:
        """Change the value of one neuron."""
        theme = self.theme
        if not ring:
            mark(neuron.disc, "fill", source)
            share = neuron.value_scale.share(source.value)
            return [neuron.disc.animate.set_fill(theme.activation(share))]
        old = neuron.number
        neuron.remove(old)
        filling, _ = neuron.set_value(source, self.formats[layer])
        del filling
        new = neuron.number
        neuron.remove(new)
        share = neuron.value_scale.share(source.value)
        lit = neuron.disc.animate.set_fill(theme.activation(share)).set_stroke(
            theme.focus, width=theme.sizes.focus_outline
        )
        return [lit, within(FadeOut(old), 0.0, 0.5), within(FadeIn(new), 0.5, 1.0)]

    def loose(self, layer: int) -> list[Readout]:
        """Return the new numbers that are not yet part of their neurons."""
        neurons = self.network.layers[layer]
        return [n.number for n in neurons if n.number not in n.submobjects]

    def settle(self, layer: int) -> None:
        """Join the new numbers, removed from the scene before, to their neurons."""
        for neuron in self.network.layers[layer]:
            if neuron.number not in neuron.submobjects:
                neuron.add(neuron.number)


def _run(bead: Dot, start: np.ndarray, end: np.ndarray) -> Animation:
    """Move a bead along a line; it grows at its start and shrinks at its end."""
    size = bead.width

    def update(moving: Dot, share: float) -> None:
        shown = min(1.0, 8 * share, 8 * (1.0 - share))
        moving.set(width=max(size * shown, 1e-3)).move_to(start + share * (end - start))

    return UpdateFromAlphaFunc(bead, update, rate_func=smooth, remover=True)
