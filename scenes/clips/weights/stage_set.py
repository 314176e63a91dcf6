"""What the beats of the clip share: the network, its names, and who is in focus."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from manim import Animation, Line, VGroup

from network import Recording
from scenes.base import NetworkScene
from scenes.clips.weights.layout import WeightsLayout
from scenes.mobjects.network.network_diagram import Edge, NetworkDiagram, Neuron
from scenes.mobjects.network.shown import MOST_NEURONS
from scenes.mobjects.text.text import Formula
from scenes.provenance.source import NumberFormat
from scenes.style.frame import Region

__all__ = ["WeightsStage"]

NARROW_MOST = 5
"""Largest layer that is drawn whole in a narrow frame, so that matrices stay readable."""
PLAIN, PLAIN_OPACITY = 2.0, 0.75
"""Width and opacity of lines whose weights are not known yet."""


class WeightsStage(NetworkScene):
    """The network with its neurons' names inside, and lines that have no weights yet."""

    recording: Recording

    def setup(self) -> None:
        """Lay out the frame, and show the network, in its middle, from the first frame on."""
        super().setup()
        self.layout = WeightsLayout.of(self.area)
        self.network = self.diagram(self.layout.network)
        self.shown = self.network.indices
        whole = math.floor(math.log10(max(self.theme.weight_scale, 1.0)))
        self.format = NumberFormat(max(0, 2 - whole), signed=True)
        self.sizes = [self.source("layer_sizes", None, n) for n in range(len(self.shown))]
        self.first = self.shown[1].index(self.focus_neuron)
        self.plain = {edge: self._plain(edge) for edge in self.network.drawn_edges}
        self.nodes = [self._named(layer) for layer in range(len(self.shown))]
        for edge in self.network.drawn_edges:
            edge.set_stroke(opacity=0)
        self.drawn = [*self.plain.values(), *self.network.drawn_edges,
                      *[node for nodes in self.nodes for node in nodes],
                      self.network.names, self.network.elisions]  # fmt: skip
        # At first the network has the stage to itself.
        self.aside = np.subtract(self.layout.network.centre, self.layout.centre.centre)
        self.add(*[m.shift(-self.aside) for m in self.drawn])

    def diagram(self, region: Region) -> NetworkDiagram:
        """Return the network, filling a region."""
        return NetworkDiagram(
            self.theme,
            region,
            self.recording,
            self.shown_step,
            self.layer_names(),
            self.focus_neuron,
            of=self.words["layers.of"],
            most_shown=MOST_NEURONS if self.area.wide else NARROW_MOST,
        )

    def letter(self, layer: int) -> str:
        """Return the letter of a layer's neurons: x, h or o."""
        return "x" if layer == 0 else "o" if layer == len(self.shown) - 1 else "h"

    def name(self, layer: int, k: int) -> str:
        """Return the formula of the k-th neuron drawn of a layer."""
        return f"{self.letter(layer)}_{self.shown[layer][k] + 1}"

    def neuron(self, layer: int, k: int) -> Neuron:
        """Return the k-th neuron drawn of a layer."""
        return self.network.layers[layer][k]

    def light(self, edge: Edge) -> list[Animation]:
        """Give a line the look of its weight."""
        value = edge.weight.value
        bright = edge.animate.set_stroke(
            self.theme.signed(value), width=self.theme.edge_width(value), opacity=1.0
        )
        return [bright, self.plain[edge].animate.set_stroke(opacity=0)]

    def bright(self, line: Line) -> Animation:
        """Bring a plain line into focus."""
        return line.animate.set_stroke(self.theme.ink, width=3.0, opacity=1.0)

    def unlit(self, line: Line) -> Animation:
        """Give a plain line the look of one whose weight is not known yet."""
        return line.animate.set_stroke(self.theme.hairline, width=PLAIN, opacity=PLAIN_OPACITY)

    def _plain(self, edge: Edge) -> Line:
        line = Line(edge.get_start(), edge.get_end())
        return line.set_stroke(self.theme.hairline, width=PLAIN, opacity=PLAIN_OPACITY)

    def _named(self, layer: int) -> list[VGroup]:
        """Join each neuron of a layer with its name, which is inside."""
        em = min(0.42, max(1.15 * self.network.radius, 0.36))
        found: list[Any] = []
        for k, neuron in enumerate(self.network.layers[layer]):
            name = Formula(self.theme, self.name(layer, k), em, self.theme.ink)
            found.append(VGroup(neuron, name.move_to(neuron.disc)))
        return found
