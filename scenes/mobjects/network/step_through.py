"""Animation of a network diagram from recorded step to recorded step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from manim import Animation, Dot, UpdateFromAlphaFunc, linear, smooth

from scenes.mobjects.network.network_diagram import (
    PULSE_RADIUS,
    Edge,
    NetworkDiagram,
    minus_on,
    number_em,
)
from scenes.mobjects.text.paging import turn_into
from scenes.mobjects.text.readout import Readout
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.theme import Theme, mix

__all__ = ["WIDTH_UNITS", "Span", "StepThrough", "done_of", "signed_dot"]

WIDTH_UNITS = 0.01
"""Frame units for one unit of Manim's stroke width."""


Span = tuple[float, float]
"""Shares of a time at which something begins and ends."""
FILLED, WEIGHED = (0.0, 0.4), (0.4, 0.8)
"""Shares of a step's time in which its activations change, and then its weights."""
GONE = 0.12
"""Share of a step's time after which changing numbers have disappeared, at the latest."""


def signed_dot(theme: Theme, place: np.ndarray, source: Source, full: float | None = None) -> Dot:
    """Return a disc whose area is a value's magnitude and whose colour is its sign.

    A value of ``full`` (default: the theme's weight scale) has the radius of the largest pulse.
    """
    full = full or theme.weight_scale
    radius = PULSE_RADIUS * np.sqrt(abs(source.value) / full)
    dot = Dot(place, radius, color=theme.signed(source.value))
    dot.full = full
    if source.value < 0:
        dot.add(minus_on(dot).set_fill(theme.background, opacity=1))
    mark(dot, "area", source)
    return dot


class StepThrough:
    """Show one recorded training step after another in a network diagram.

    Each step shows the activations of its image, then the weights after its update.

    Parameters
    ----------
    network : NetworkDiagram
    formats : sequence of NumberFormat
        Formats of the activations, by layer.
    """

    def __init__(self, network: NetworkDiagram, formats: Sequence[NumberFormat]):
        self.network, self.recording, self.theme = network, network.recording, network.theme
        self.formats = formats
        # Row and column count all neurons, of which the diagram may draw only some.
        self.edges = [
            (layer, j, i, edge)
            for layer, rows in enumerate(network.edges)
            for j, row in zip(network.indices[layer + 1], rows, strict=True)
            for i, edge in zip(network.indices[layer], row, strict=True)
        ]
        self.full = self.theme.weight_scale
        self.after = 0
        self.silent: frozenset[int] = frozenset()
        """Layers whose numbers stay out of sight."""

    def weight(self, edge: tuple[int, int, int, Edge], after: int) -> float:
        """Return the weight of an edge after ``after`` updates."""
        layer, j, i, _ = edge
        return float(self.recording.weights_at(after)[layer][j, i])

    def update(self, after: int) -> list[Animation]:
        """Animate the change of all edges to their weights after ``after`` updates.

        Edges with unchanged weights stay as they are.
        """
        self.after = after
        return [
            self._reweigh(edge, after, self.full)
            for edge in self.edges
            if edge[3].weight.value != self.weight(edge, after)
        ]

    def update_edge(self, line: Edge, after: int) -> list[Animation]:
        """Animate the change of one edge to its weight after ``after`` updates."""
        return [self._reweigh(edge, after, self.full) for edge in self.edges if edge[3] is line]

    def _reweigh(self, edge: tuple[int, int, int, Edge], after: int, full: float) -> Animation:
        line, weight = edge[3], self.weight(edge, after)
        was = float(line.get_stroke_width())
        start = line.get_stroke_color(), was, float(line.get_stroke_opacity())
        self._note(edge, after, full)
        theme = replace(self.theme, weight_scale=full)
        end = theme.signed(weight), theme.edge_width(weight), theme.strength(weight)

        def change(drawn: Edge, share: float) -> None:
            colour = mix(start[0], end[0], share)
            values = [a + (b - a) * share for a, b in zip(start[1:], end[1:], strict=True)]
            drawn.set_stroke(colour, width=values[0], opacity=values[1])
            if share >= 0.5:
                drawn.show_sign(weight)

        return UpdateFromAlphaFunc(line, change, rate_func=smooth)

    def _note(self, edge: tuple[int, int, int, Edge], after: int, full: float) -> None:
        layer, j, i, line = edge
        line.weight = Source(self.recording, "weights", after, layer, (j, i))
        line.full = full
        mark(line, "width", line.weight)

    def go(
        self,
        steps: Sequence[int],
        *,
        fading: bool = True,
        fills: Sequence[Span] = (FILLED,),
        weighing: Span = WEIGHED,
        after: Sequence[int] = (),
    ) -> Animation:
        """Animate a sequence of steps, each for the same time.

        Parameters
        ----------
        steps : sequence of int
            The step shown now, then those to show.
        fading : bool
            Fade numbers out at the beginning of a step, and in as they change; else they tick
            over, for steps so quick that fading numbers would hardly be seen.
        fills : sequence of (float, float)
            Shares of each step's time in which its activations change: one for all layers, or one
            for each.
        weighing : (float, float)
            Share of its time in which its weights change.
        after : sequence of int
            The number of updates after which each step's weights are shown, by default its own.

        Notes
        -----
        Fills and widths are interpolated between recorded steps.  Numbers are always recorded
        ones.
        """
        stages = len(steps) - 1
        updates = [self.after, *(after or [step + 1 for step in steps[1:]])]
        weights = np.array([[self.weight(edge, n) for edge in self.edges] for n in updates])
        values = [self._values(step) for step in steps]
        readouts = [self._readouts(step) for step in steps]
        theme = replace(self.theme, weight_scale=self.full)
        neurons = list(self.network.drawn_neurons)
        layers = [layer for layer, shown in enumerate(self.network.indices) for _ in shown]

        def update(_: NetworkDiagram, share: float) -> None:
            stage = min(int(share * stages), stages - 1)
            rest = share * stages - stage
            weighed = done_of(rest, weighing)
            for k, (neuron, source) in enumerate(zip(neurons, values[stage], strict=True)):
                span = fills[layers[k] if len(fills) > 1 else 0]
                filled = done_of(rest, span)
                start, there = (
                    neuron.value_scale.share(each.value) for each in (source, values[stage + 1][k])
                )
                value = start + (there - start) * filled
                neuron.disc.set_fill(theme.activation(value), opacity=1)
                before, after = readouts[stage][k], readouts[stage + 1][k]
                turn_into(neuron.number, after if filled >= 0.5 else before)
                seen = 0.0 if layers[k] in self.silent else 1.0
                if fading and before.text != after.text:
                    middle = (span[0] + span[1]) / 2
                    gone = done_of(rest, (0.0, min(GONE, middle)))
                    seen *= 1 - gone if filled < 0.5 else done_of(rest, (middle, span[1]))
                neuron.number.set_fill(theme.on_activation(value), opacity=seen)
            now = weights[stage] + (weights[stage + 1] - weights[stage]) * weighed
            for edge, weight in zip(self.edges, now, strict=True):
                edge[-1].show_sign(weight).set_stroke(
                    theme.signed(weight),
                    width=theme.edge_width(weight),
                    opacity=theme.strength(weight),
                )

        self.after = updates[-1]
        for edge in self.edges:
            self._note(edge, self.after, self.full)
        for neuron, source in zip(neurons, values[-1], strict=True):
            mark(neuron.disc, "fill", source)
        return UpdateFromAlphaFunc(self.network, update, rate_func=linear)

    def _values(self, step: int) -> list[Source]:
        return [
            Source(self.recording, "activations", step, layer, (k,))
            for layer, shown in enumerate(self.network.indices)
            for k in shown
        ]

    def _readouts(self, step: int) -> list[Readout]:
        neurons = list(self.network.drawn_neurons)
        formats = [
            style
            for style, shown in zip(self.formats, self.network.indices, strict=True)
            for _ in shown
        ]
        return [
            Readout(
                self.theme,
                source,
                style,
                number_em(style(source.value), neuron.disc.width / 2, self.theme),
                self.theme.on_activation(neuron.value_scale.share(source.value)),
            ).centre_on(neuron.disc.get_center())
            for neuron, source, style in zip(neurons, self._values(step), formats, strict=True)
        ]


def done_of(rest: float, span: Span) -> float:
    """Return how much of a change is done at a share of its step's time."""
    first, last = span
    return float(smooth(min(max(rest - first, 0.0) / (last - first), 1.0)))
