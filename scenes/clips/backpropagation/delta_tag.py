"""Deltas in the network diagram: a tag above a neuron, what an edge sends back, and on again."""

from __future__ import annotations

from manim import Animation, Dot, Rectangle, VGroup

from scenes.mobjects.network.network_diagram import Edge, NetworkDiagram, Pulse, roll
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.theme import Theme

__all__ = ["BackwardPulse", "DeltaTag", "SentValue"]

ABOVE = 0.09
"""Distance of the digits from the neuron's disc, in frame units."""
SENT = 0.1
"""Radius of a value on its way, in frame units."""
ASIDE = 0.08
"""How far beyond a neuron's middle its tag reaches: edges on the other side stay clear of it."""


class DeltaTag(VGroup):
    """A neuron's delta in digits, above its disc, on a patch that interrupts the edges.

    Parameters
    ----------
    network : NetworkDiagram
    layer, k : int
        Neuron ``k`` of layer ``layer``; its delta is entry ``layer`` − 1 of the recording's.
        The tag of an output stands to the right of where edges reach it; that of a hidden
        neuron to the left of where they leave it, until it is moved to the right.
    decimals : int

    Attributes
    ----------
    readout : Readout
    """

    def __init__(self, network: NetworkDiagram, layer: int, k: int, decimals: int):
        theme = network.theme
        source = Source(network.recording, "deltas", network.step, layer - 1, (k,))
        em = theme.sizes.number_small
        style = NumberFormat(decimals, signed=True)
        self.readout = Readout(theme, source, style, em, theme.signed(source.value))
        disc = network.layers[layer][k].disc
        x, top, _ = disc.get_top()
        self.aside = self.readout.advance_width / 2 - ASIDE
        if layer < len(network.layers) - 1:
            self.aside = -self.aside
        x += self.aside
        self.readout.place(x, top + ABOVE)
        self.patch = Rectangle(
            width=self.readout.advance_width + 0.1,
            height=em * DIGIT_HEIGHT + 0.12,
            stroke_width=0,
            fill_color=theme.background,
            fill_opacity=1,
        ).move_to([x, top + ABOVE + em * DIGIT_HEIGHT / 2, 0])
        super().__init__(self.patch, self.readout)

    def swing(self) -> Animation:
        """Move to the other side, away from the edges that are lit next."""
        self.aside = -self.aside
        return self.animate.shift([2 * self.aside, 0, 0])


class SentValue(Dot):
    """What a neuron sends on along an edge: a small disc as bright as the neuron.

    Parameters
    ----------
    theme : Theme
    edge : Edge
    value : Source
        The neuron's value.
    """

    def __init__(self, theme: Theme, edge: Edge, value: Source):
        super().__init__(
            edge.get_start(),
            radius=SENT,
            color=theme.activation(value.value),
            stroke_color=theme.ink,
            stroke_width=theme.sizes.line,
        )
        self.ends = edge.get_start(), edge.get_end()
        mark(self, "fill", value)

    def travel(self) -> Animation:
        """Move along the edge, from rim to rim."""
        return roll(self, *self.ends)


class BackwardPulse(Pulse):
    """What an edge sends back: a disc whose area is weight × delta, its colour the sign.

    Parameters
    ----------
    network : NetworkDiagram
    layer, j, k : int
        The edge from neuron ``j`` of layer ``layer`` to neuron ``k`` of the next.
    """

    def __init__(self, network: NetworkDiagram, layer: int, j: int, k: int):
        edge, theme = network.edges[layer][k][j], network.theme
        product = Source(network.recording, f"returned_{layer}", index=(network.step, j, k))
        super().__init__(theme, edge, product)
        self.ends = edge.get_end(), edge.get_start()
        self.move_to(self.ends[0])

    def travel_back(self) -> Animation:
        """Move along the edge, against its direction, from rim to rim."""
        return self.travel()
