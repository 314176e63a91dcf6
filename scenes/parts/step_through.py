"""A network diagram that goes from recorded step to recorded step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from manim import Animation, Dot, Line, Polygon, UpdateFromAlphaFunc, VGroup, linear, smooth

from scenes.frame import Region
from scenes.mark import mark
from scenes.parts.network_diagram import PULSE_RADIUS, Edge, NetworkDiagram
from scenes.parts.paging import turn_into
from scenes.parts.readout import DIGIT_HEIGHT, Readout
from scenes.parts.text import Words
from scenes.source import AxisValue, NumberFormat, Source
from scenes.theme import Theme, mix

__all__ = ["StepThrough", "WidthScale", "signed_dot"]

WIDTH_UNITS = 0.01
"""Frame units for one unit of Manim's stroke width."""


def signed_dot(theme: Theme, place: np.ndarray, source: Source) -> Dot:
    """A disc whose area is a value's magnitude and whose colour is its sign."""
    radius = PULSE_RADIUS * np.sqrt(abs(source.value) / theme.weight_scale)
    dot = Dot(place, radius, color=theme.signed(source.value))
    mark(dot, "area", source)
    return dot


class StepThrough:
    """Lets a network diagram show one recorded training step after another.

    A step shows the values that its image gave, then the weights as its update left them.

    Parameters
    ----------
    network : NetworkDiagram
    formats : sequence of NumberFormat
        Of the values, layer by layer.
    """

    def __init__(self, network: NetworkDiagram, formats: Sequence[NumberFormat]):
        self.network, self.recording, self.theme = network, network.recording, network.theme
        self.formats = formats
        self.edges = [
            (layer, j, i, edge)
            for layer, rows in enumerate(network.edges)
            for j, row in enumerate(rows)
            for i, edge in enumerate(row)
        ]
        self.full = self.theme.weight_scale
        self.after = 0

    def weight(self, edge: tuple[int, int, int, Edge], after: int) -> float:
        """Weight of an edge after so many updates."""
        layer, j, i, _ = edge
        return float(self.recording.weights_at(after)[layer][j, i])

    def update_layer(self, layer: int, after: int) -> list[Animation]:
        """Take the edges of one layer to their weights after so many updates."""
        self.after = after
        return [self._reweigh(edge, after, self.full) for edge in self.edges if edge[0] == layer]

    def rescale(self, full: float) -> list[Animation]:
        """Draw all edges on a scale on which the widest is ``full``."""
        ways = [self._reweigh(edge, self.after, full) for edge in self.edges]
        self.full = full
        return ways

    def _reweigh(self, edge: tuple[int, int, int, Edge], after: int, full: float) -> Animation:
        line = edge[3]
        weights = self.weight(edge, self.after), self.weight(edge, after)
        was = float(line.get_stroke_width())
        start = line.get_stroke_color().to_hex(), was, float(line.get_stroke_opacity())
        self._note(edge, after, full)
        theme, weight = replace(self.theme, weight_scale=full), weights[1]
        end = theme.signed(weight), theme.edge_width(weight), theme.strength(weight)

        def update(drawn: Edge, share: float) -> None:
            colour = mix(start[0].upper(), end[0], share)
            values = [a + (b - a) * share for a, b in zip(start[1:], end[1:], strict=True)]
            drawn.set_stroke(colour, width=values[0], opacity=values[1])

        return UpdateFromAlphaFunc(line, update, rate_func=smooth)

    def _note(self, edge: tuple[int, int, int, Edge], after: int, full: float) -> None:
        layer, j, i, line = edge
        line.weight = Source(self.recording, "weights", after, layer, (j, i))
        line.full = full
        mark(line, "width", line.weight)

    def go(self, steps: Sequence[int]) -> Animation:
        """Show one step after the other, each for the same time.

        Parameters
        ----------
        steps : sequence of int
            The step that is shown now, then those to be shown.

        Notes
        -----
        Fills and widths are blended between recorded steps; numbers are those of a recorded step.
        """
        stages = len(steps) - 1
        weights = np.array(
            [[self.weight(edge, self.after) for edge in self.edges]]
            + [[self.weight(edge, step + 1) for edge in self.edges] for step in steps[1:]]
        )
        values = [self._values(step) for step in steps]
        readouts = [self._readouts(step) for step in steps]
        theme = replace(self.theme, weight_scale=self.full)
        neurons = list(self.network.drawn_neurons)

        def update(_: NetworkDiagram, share: float) -> None:
            stage = min(int(share * stages), stages - 1)
            rest = share * stages - stage
            filled, weighed = smooth(min(rest / 0.4, 1.0)), smooth(min(max(rest - 0.4, 0) / 0.4, 1))
            for k, (neuron, source) in enumerate(zip(neurons, values[stage], strict=True)):
                there = values[stage + 1][k].value
                value = source.value + (there - source.value) * filled
                neuron.disc.set_fill(theme.activation(value), opacity=1)
                turn_into(neuron.readout, readouts[stage + (filled >= 0.5)][k])
                neuron.readout.set_fill(theme.on_activation(value))
            now = weights[stage] + (weights[stage + 1] - weights[stage]) * weighed
            for (*_, line), weight in zip(self.edges, now, strict=True):
                line.set_stroke(
                    theme.signed(weight),
                    width=theme.edge_width(weight),
                    opacity=theme.strength(weight),
                )

        self.after = steps[-1] + 1
        for edge in self.edges:
            self._note(edge, self.after, self.full)
        for neuron, source in zip(neurons, values[-1], strict=True):
            mark(neuron.disc, "fill", source)
        return UpdateFromAlphaFunc(self.network, update, rate_func=linear)

    def _values(self, step: int) -> list[Source]:
        sizes = self.recording.layer_sizes
        return [
            Source(self.recording, "activations", step, layer, (k,))
            for layer, size in enumerate(sizes)
            for k in range(size)
        ]

    def _readouts(self, step: int) -> list[Readout]:
        neurons = list(self.network.drawn_neurons)
        formats = [
            look
            for look, size in zip(self.formats, self.recording.layer_sizes, strict=True)
            for _ in range(size)
        ]
        return [
            Readout(
                self.theme,
                source,
                look,
                self.theme.sizes.number_small,
                self.theme.on_activation(source.value),
            ).centre_on(neuron.disc.get_center())
            for neuron, source, look in zip(neurons, self._values(step), formats, strict=True)
        ]


class WidthScale(VGroup):
    """How wide an edge is for which magnitude of its weight: a wedge with its ends named.

    Parameters
    ----------
    theme : Theme
    region : Region
        The wedge stands at its top, as wide as the region.
    full : int
        The magnitude that is drawn widest.
    name : str
    """

    def __init__(self, theme: Theme, region: Region, full: int, name: str):
        self.left, self.right, self.full = region.left + 0.1, region.right - 0.15, full
        widest = theme.sizes.edge_width_most * WIDTH_UNITS
        y, em = region.top - 0.62, theme.sizes.number_small
        words = Words(theme, name, theme.sizes.label, theme.quiet)
        words.place((self.left + self.right) / 2, region.top - 0.3)
        wedge = Polygon(
            [self.left, y, 0],
            [self.right, y + widest / 2, 0],
            [self.right, y - widest / 2, 0],
            stroke_width=0,
            fill_color=theme.ink,
            fill_opacity=1,
        )
        super().__init__(words, wedge)
        for value in (0, full):
            x = self.left + (self.right - self.left) * value / full
            number = Readout(theme, AxisValue(value), NumberFormat(0), em, theme.quiet)
            number.place(x, y - 0.2 - em * DIGIT_HEIGHT)
            number.tick = Line([x, y, 0], [x, y - 0.1, 0], stroke_width=0)
            number.axes, number.axis = self, 0
            self.add(number)

    def coordinates(self, point: np.ndarray) -> tuple[float, float]:
        """Magnitude at a place along the wedge, twice: it has but one axis."""
        value = float((point[0] - self.left) / (self.right - self.left)) * self.full
        return value, value
