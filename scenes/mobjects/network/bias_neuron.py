"""The bias neuron of a layer, whose value is always one and which has no inputs."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import Circle, Create, Line, Rectangle, VGroup, there_and_back

from scenes.mobjects.network.network_diagram import NetworkDiagram, signed_line
from scenes.mobjects.network.weighted_sum import EXACT, INPUT, WEIGHT, WeightedSum
from scenes.mobjects.text.equals import equals_sign
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula
from scenes.provenance.mark import mark
from scenes.provenance.relation import relate
from scenes.provenance.source import NumberFormat, Source
from scenes.style.theme import Theme

__all__ = ["ASIDE", "BiasNeuron", "SumWithBias", "one_disc"]

ALONG = 0.46
"""Horizontal position, as a share of the distance from its layer to the next."""
CROWDED = 2.5
"""Distance of columns, in diameters, below which their names leave no room between them."""
ARRIVAL = np.array([np.cos(np.radians(205)), np.sin(np.radians(205)), 0.0])
"""Direction in which a bias edge meets its neuron, chosen so that none runs behind a neuron."""
LABEL_PLACE = 0.66
"""Position of a weight on its edge, as a share of its length."""
LABEL_ROOM = 0.325
"""Distance from its centre to the next column's neurons, in frame units."""
ASIDE = 0.35
"""Opacity of edges out of focus."""


def one_disc(theme: Theme, one: Source, centre, radius: float) -> VGroup:
    """Return a neuron with the value one, outlined in the bias's colour."""
    disc = Circle(
        radius=radius,
        color=theme.bias,
        stroke_width=theme.sizes.focus_outline,
        fill_color=theme.activation(one.value),
        fill_opacity=1,
    ).move_to(centre)
    mark(disc, "fill", one)
    number = Readout(
        theme, one, NumberFormat(0), 1.2 * radius, theme.on_activation(one.value)
    ).centre_on(disc.get_center())
    group = VGroup(disc, number)
    group.disc, group.number = disc, number
    return group


class BiasNeuron(VGroup):
    """A layer's bias neuron below the diagram, with an edge to every neuron of the next.

    Edges have the colour of the bias, and dashes if the bias is negative.  Their width represents
    nothing: the bias is printed.

    Parameters
    ----------
    theme : Theme
    network : NetworkDiagram
    layer : int
        Index of its layer; its edges lead to the next.
    one : Source
        Source of its value.
    foot : float, optional
        Its lower edge, below the neurons of its layer.  By default it is between the columns, level
        with their names, or above these if they leave no room.

    Attributes
    ----------
    body : VGroup
        Its disc and its one.
    edges : list of Line
    labels : list of VGroup
        A patch and the bias weight as a number, on each edge.
    """

    def __init__(
        self,
        theme: Theme,
        network: NetworkDiagram,
        layer: int,
        one: Source,
        foot: float | None = None,
    ):
        self.theme = theme
        radius = theme.sizes.neuron_radius
        here, there = (column[0].disc.get_x() for column in network.layers[layer : layer + 2])
        x = here + ALONG * (there - here) if foot is None else here
        if foot is None and there - here < CROWDED * 2 * radius:
            foot = float(network.layers[0][-1].disc.get_bottom()[1])
        foot = network.names.get_y() - 0.12 if foot is None else foot
        centre = np.array([x, foot + radius, 0.0])
        self.body = one_disc(theme, one, centre, radius)
        self.edges, self.labels = [], []
        for j, neuron in enumerate(network.layers[layer + 1]):
            target = neuron.disc.get_center()
            if x != here:
                target = target + radius * ARRIVAL
            else:
                target = target - radius * (target - centre) / np.linalg.norm(target - centre)
            along = (target - centre) / np.linalg.norm(target - centre)
            source = Source(network.recording, "biases", network.step, layer, (j,))
            edge = Line(
                centre + along * (radius + 0.04),
                target,
                color=theme.bias,
                stroke_width=theme.sizes.line,
            )
            edge.points = signed_line(edge.get_start(), edge.get_end(), source.value)
            share = LABEL_PLACE
            if x == here:  # keep clear of the next column's neurons
                share = min(share, 1.0 - (radius + LABEL_ROOM) / (there - here))
            place = centre + share * (target - centre)
            self.edges.append(edge)
            self.labels.append(self._label(source, place))
        super().__init__(*self.edges, self.body)

    def _label(self, source: Source, place: np.ndarray) -> VGroup:
        em = self.theme.sizes.number_small
        number = Readout(self.theme, source, WEIGHT, em, self.theme.bias)
        number.place(place[0], place[1] - em * DIGIT_HEIGHT / 2)
        patch = Rectangle(
            width=number.width + 0.1,
            height=number.height + 0.1,
            stroke_width=0,
            fill_color=self.theme.background,
            fill_opacity=1,
        ).move_to(number)
        label = VGroup(patch, number)
        label.patch, label.number = patch, number
        return label

    def grow(self) -> list:
        """Return animations that draw the edges from the bias neuron outwards."""
        return [Create(edge) for edge in self.edges]

    def point_to(self, j: int) -> list[Any]:
        """Dim all edges except the one to neuron ``j`` of the next layer."""
        others = [edge for k, edge in enumerate(self.edges) if k != j]
        return [edge.animate.set_stroke(opacity=ASIDE) for edge in others]

    def call(self) -> Any:
        """Widen the outline for a moment, to attract attention."""
        wide = 2 * self.theme.sizes.focus_outline
        return self.body.disc.animate(rate_func=there_and_back).set_stroke(width=wide)


class SumWithBias(WeightedSum):
    """A weighted sum whose bias is a product like the others: bias × one.

    Parameters
    ----------
    theme, region, recording, step, layer, j, headings
        As for :class:`WeightedSum`.
    one : Source
        Source of the bias neuron's value.

    Attributes
    ----------
    bias_row : VGroup
        ``weight``, ``times``, ``input``, ``equals`` and ``product`` of the bias.
    """

    def __init__(self, theme: Theme, region, recording, step, layer, j, headings, one: Source):
        super().__init__(theme, region, recording, step, layer, j, headings)
        baseline = self.bias.baseline
        middle = baseline + self.em * DIGIT_HEIGHT / 2
        weight = Source(recording, "biases", step, layer, (j,))
        row = VGroup()
        row.weight = Readout(theme, weight, WEIGHT, self.em, theme.bias)
        row.weight.place(self._point_of("weight"), baseline, "point")
        row.input = Readout(theme, one, INPUT, self.em, theme.bias)
        row.input.place(self._columns["input"], baseline)
        row.product = Readout(theme, weight, EXACT, self.em, theme.bias)
        row.product.place(self._point_of("product"), baseline, "point")
        row.times = Formula(theme, "times", self.em, theme.quiet)
        row.times.move_to([self._columns["times"], middle, 0])
        terms = [(weight, WEIGHT.decimals), (one, INPUT.decimals)]
        exact = relate("b · 1", lambda b, x: b * x, terms, (weight, EXACT.decimals))
        row.equals = equals_sign(theme, self.em, [exact])
        row.equals.move_to([self._columns["equals"], middle, 0])
        row.add(row.weight, row.times, row.input, row.equals, row.product)
        self.bias_row = row
        self.remove(self.bias_name, self.bias)
        self.add(row)
