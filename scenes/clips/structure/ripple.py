"""One input changes, and the change spreads through the network, layer by layer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from scenes.claims import SEEN, one_is_largest
from scenes.clips.structure.travel import fill_lit
from scenes.mobjects.network.network_diagram import Edge, NetworkDiagram, Neuron, Pulse
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

    def _differs(self, layer: int, k: int) -> bool:
        change = replace(self.source(layer, k), quantity="activation_changes")
        return abs(change.value) >= SEEN

    def wave(self, layer: int, j: int) -> list[tuple[Edge, Pulse | None]]:
        """Return the edges into a neuron from those that changed, each with its change × weight.

        An edge on which nothing travels, as its weight is zero, has no pulse.

        Parameters
        ----------
        layer, j : int
            The edges' layer, and the place of the neuron in the next.
        """
        indices, found = self.network.indices, []
        row = self.network.edges[layer][j]
        for i in self.changed[layer]:
            place = (indices[layer + 1][j], indices[layer][i])
            recording, step = self.network.recording, self.network.step
            change = Source(recording, "changed_products", step, layer, place)
            pulse = Pulse(self.theme, row[i], change) if change.value else None
            found.append((row[i], pulse))
        return found

    def arrive(self, layer: int, k: int) -> list[Any]:
        """Give a neuron its new value; ring it if it has changed visibly."""
        neuron, source = self.network.layers[layer][k], self.source(layer, k)
        if k in self.changed[layer]:
            return fill_lit(neuron, source, self.formats[layer])
        return neuron.set_value(source, self.formats[layer])

    def answer_place(self) -> int | None:
        """Return which of the outputs drawn is the answer after the change, if there is one."""
        network = self.network
        if network.answer_place() is None:
            return None
        outputs = network.recording.moved_activations_at(network.step)[-1][self.moved]
        shown = network.indices[-1]
        answer = int(np.argmax(outputs))
        return shown.index(answer) if answer in shown and one_is_largest(outputs) else None
