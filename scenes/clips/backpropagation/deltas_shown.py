"""Deltas and slopes in the network: tags, lines as wide as slopes, products sent back."""

from __future__ import annotations

from itertools import chain

import numpy as np
from manim import Animation, Create, Dot, Line, RoundedRectangle, VGroup

from scenes.clips.backpropagation.story import Story
from scenes.mobjects.network.network_diagram import (
    PULSE_RADIUS,
    Edge,
    NetworkDiagram,
    Pulse,
    minus_on,
    roll,
    signed_line,
)
from scenes.mobjects.network.shown import nice_ceiling
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.provenance.mark import mark
from scenes.provenance.source import Source
from scenes.style.theme import Theme

__all__ = [
    "BackwardPulse", "DeltaDisc", "DeltaTag", "SentValue", "SlopeLine", "sent_values",
    "slope_lines",
]  # fmt: skip

PAD = 0.07
"""Room around the digits of a tag, in frame units."""
OVER = 0.1
"""How far a tag reaches over the lower rim of its neuron, in frame units."""
DISC = 0.15
"""Radius of the disc of the largest delta, in frame units."""
SENT = 0.1
"""Radius of a value on its edge, in frame units."""


class DeltaTag(VGroup):
    """A neuron's delta as a number on a tag, which hangs on the lower rim of its disc.

    Parameters
    ----------
    network : NetworkDiagram
    story : Story
    layer, k : int
        The k-th neuron drawn of a layer.

    Attributes
    ----------
    readout : Readout
    """

    def __init__(self, network: NetworkDiagram, story: Story, layer: int, k: int):
        theme = network.theme
        source = story.source("deltas", layer - 1, network.indices[layer][k])
        em = theme.sizes.number_small
        colour = theme.signed(source.value)
        self.readout = Readout(theme, source, story.delta_format(layer - 1), em, colour)
        disc = network.layers[layer][k].disc
        height = em * DIGIT_HEIGHT + 2 * PAD
        ground = RoundedRectangle(
            width=self.readout.advance_width + 2 * PAD,
            height=height,
            corner_radius=0.09,
            stroke_color=colour,
            stroke_width=0.8 * theme.sizes.line,
            fill_color=theme.background,
            fill_opacity=1,
        )
        ground.move_to([disc.get_x(), disc.get_y() - network.radius + OVER - height / 2, 0])
        self.readout.centre_on(ground.get_center())
        super().__init__(ground, self.readout)


class DeltaDisc(Dot):
    """A neuron's delta as a disc on its rim, where there is no room for a number.

    Its area shows the magnitude, its colour and a minus the sign.

    Parameters
    ----------
    network, story, layer, k
        As for :class:`DeltaTag`.
    """

    def __init__(self, network: NetworkDiagram, story: Story, layer: int, k: int):
        theme = network.theme
        source = story.source("deltas", layer - 1, network.indices[layer][k])
        every = [story.values("deltas", n) for n in range(story.last + 1)]
        largest = max(float(abs(deltas).max(initial=0.0)) for deltas in every) or 1.0
        radius = DISC * (abs(source.value) / largest) ** 0.5
        disc = network.layers[layer][k].disc
        corner = network.radius * 0.72
        super().__init__(
            disc.get_center() + np.array([corner, -corner, 0.0]), max(radius, 1e-3),
            color=theme.signed(source.value),
        )  # fmt: skip
        # In the units of pulses, whose area is one at their own full value.
        self.full = largest * (PULSE_RADIUS / DISC) ** 2
        mark(self, "area", source)
        if source.value < 0:
            self.add(minus_on(self).set_fill(theme.background, opacity=1))


class SlopeLine(Line):
    """The slope of the cost in a weight: a line on its edge, as wide as the slope is steep.

    Dashed if negative, like the edges of negative weights.

    Parameters
    ----------
    theme : Theme
    edge : Edge
    slope : Source
    full : float
        The slope that is drawn with the greatest width.
    """

    def __init__(self, theme: Theme, edge: Edge, slope: Source, full: float):
        value = slope.value
        width = theme.sizes.edge_width_most * min(abs(value) / full, 1.0)
        super().__init__(
            edge.get_end(), edge.get_start(), color=theme.signed(value),
            stroke_width=max(width, theme.sizes.edge_width_least),
        )  # fmt: skip
        self.points = signed_line(edge.get_end(), edge.get_start(), value)
        self.full = full
        mark(self, "width", slope)

    def grow(self) -> Animation:
        """Draw from the later neuron back to the earlier one."""
        return Create(self)


def slope_lines(network: NetworkDiagram, story: Story, layer: int) -> list[list[SlopeLine]]:
    """Return a line for every edge of a layer that is drawn, row by row."""
    every = [story.values("gradients", n) for n in range(story.last + 1)]
    largest = max(float(abs(slopes).max(initial=0.0)) for slopes in every)
    full = nice_ceiling(largest) if largest else 1.0
    return [
        [
            SlopeLine(network.theme, edge, story.source("gradients", layer, k, i), full)
            for i, edge in zip(network.indices[layer], row, strict=True)
        ]
        for k, row in zip(network.indices[layer + 1], network.edges[layer], strict=True)
    ]


class BackwardPulse(Pulse):
    """Weight × delta on its way back along an edge: the area of a disc, coloured by sign.

    Parameters
    ----------
    network : NetworkDiagram
    layer, j, k : int
        The edge from the j-th neuron drawn of a layer to the k-th of the next.
    """

    def __init__(self, network: NetworkDiagram, layer: int, j: int, k: int):
        edge, theme = network.edges[layer][k][j], network.theme
        place = network.indices[layer][j], network.indices[layer + 1][k]
        product = Source(network.recording, "returned", network.step, layer, place)
        super().__init__(theme, edge, product)
        self.ends = edge.get_end(), edge.get_start()
        self.move_to(self.ends[0])

    def travel_back(self) -> Animation:
        """Move along the edge against its direction, from rim to rim."""
        return self.travel()


class SentValue(Dot):
    """An activation on its way along an edge: a small disc of its neuron's brightness.

    Parameters
    ----------
    theme : Theme
    edge : Edge
    value : Source
        The activation.
    share : float
        Its brightness.
    """

    def __init__(self, theme: Theme, edge: Edge, value: Source, share: float):
        super().__init__(
            edge.get_start(), radius=SENT, color=theme.activation(share),
            stroke_color=theme.ink, stroke_width=theme.sizes.line,
        )  # fmt: skip
        self.ends = edge.get_start(), edge.get_end()
        mark(self, "fill", value)

    def travel(self) -> Animation:
        """Move along the edge, from rim to rim."""
        return roll(self, *self.ends)


def sent_values(network: NetworkDiagram, layer: int) -> list[SentValue]:
    """Return the activations that reach a layer, one disc per edge; a zero sends nothing."""
    senders = network.layers[layer - 1]
    return [
        SentValue(
            network.theme, edge, neuron.number.recorded,
            neuron.value_scale.share(neuron.number.source.value),
        )
        for neuron, edge in chain(
            *(zip(senders, row, strict=True) for row in network.edges[layer - 1])
        )
        if neuron.number.source.value
    ]  # fmt: skip
