"""What is drawn in the network: delta tags, values sent forward, products sent back."""

from __future__ import annotations

from manim import Animation, Dot, Rectangle, VGroup

from scenes.mobjects.network.network_diagram import Edge, NetworkDiagram, Pulse, roll
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.theme import Theme

__all__ = ["BackwardPulse", "DeltaTag", "SentValue"]

ABOVE = 0.09
"""Distance of the digits above the disc, in frame units."""
SENT = 0.1
"""Radius of a value on its edge, in frame units."""
ASIDE = 0.08
"""How far a tag reaches past its neuron's middle; edges on that side stay clear of it."""


class DeltaTag(VGroup):
    """A neuron's delta as a number above its disc, on a patch that covers the edges.

    Parameters
    ----------
    network : NetworkDiagram
    layer, k : int
        Neuron ``k`` of layer ``layer``, whose delta the recording holds in layer ``layer`` − 1.
        An output's tag is on the right, away from its edges; a hidden neuron's on the left
        until :meth:`swing` moves it.
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
        """Move to the other side, away from the edges that come into focus next."""
        self.aside = -self.aside
        return self.animate.shift([2 * self.aside, 0, 0])


class SentValue(Dot):
    """An activation on its way along an edge: a small disc of its neuron's brightness.

    Parameters
    ----------
    theme : Theme
    edge : Edge
    value : Source
        The activation.
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
    """Weight × delta on its way back along an edge: the area of a disc, coloured by sign.

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
        """Move along the edge against its direction, from rim to rim."""
        return self.travel()
