"""One input changes, and the change spreads through the network, layer by layer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from manim import FadeIn, FadeOut

from scenes.animation.timing import within
from scenes.claims import SEEN
from scenes.mobjects.network.network_diagram import Edge, NetworkDiagram, Neuron, Pulse
from scenes.mobjects.text.readout import Readout
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source

__all__ = ["Ripple"]


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

    def change_of(self, layer: int, k: int) -> Source:
        """Return the source of the change of the k-th neuron drawn of a layer."""
        return replace(self.source(layer, k), quantity="activation_changes")

    def _differs(self, layer: int, k: int) -> bool:
        return abs(self.change_of(layer, k).value) >= SEEN

    def wave(self, layer: int) -> list[tuple[Edge, Pulse | None]]:
        """Return the edges from the changed neurons of a layer, each with its change × weight.

        An edge on which nothing travels, as its weight is zero, has no pulse.
        """
        indices, found = self.network.indices, []
        for j, row in enumerate(self.network.edges[layer]):
            for i in self.changed[layer]:
                place = (indices[layer + 1][j], indices[layer][i])
                recording, step = self.network.recording, self.network.step
                change = Source(recording, "changed_products", step, layer, place)
                pulse = Pulse(self.theme, row[i], change) if change.value else None
                found.append((row[i], pulse))
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
        # Quickly, so that the neuron is never empty for long.
        return [lit, within(FadeOut(old), 0.3, 0.5), within(FadeIn(new), 0.5, 0.7)]

    def loose(self, layer: int) -> list[Readout]:
        """Return the new numbers that are not yet part of their neurons."""
        neurons = self.network.layers[layer]
        return [n.number for n in neurons if n.number not in n.submobjects]

    def settle(self, layer: int) -> None:
        """Join the new numbers, removed from the scene before, to their neurons."""
        for neuron in self.network.layers[layer]:
            if neuron.number not in neuron.submobjects:
                neuron.add(neuron.number)
