"""The last beats: the grid of the first layer feeds the next, until the network is folded."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from manim import DOWN, UP, FadeIn, Line, Mobject, VGroup
from manim.animation.animation import prepare_animation

from scenes.animation.timing import staggered, within
from scenes.clips.weights.figures import format_of_sums, narrow_format
from scenes.clips.weights.folded_layer import NAME_EM, FoldedLayer, fill
from scenes.clips.weights.inner_sizes import SizeLine
from scenes.clips.weights.layout import StepPlace
from scenes.clips.weights.product_beats import ProductBeats
from scenes.mobjects.network.network_diagram import NetworkDiagram, Neuron
from scenes.mobjects.network.shown import value_format, value_scale
from scenes.mobjects.text.text import Formula
from scenes.provenance.source import NumberFormat

__all__ = ["FoldingBeats"]

UNFOLDED_EM = 0.34
"""Size of the type of rows × columns below the network, in frame units."""
LEAST_COLUMN = 0.5
"""Least distance of columns at which there is room for the names of the inputs."""


class FoldingBeats(ProductBeats):
    """The rows of one grid lead, through bias and activation, to the columns of the next."""

    def second_matrix(self) -> None:
        """Draw the first layer as a grid again; its sums become values, which enter a new grid."""
        counts = [len(indices) for indices in self.shown]
        self.forms = [self.figures.inputs]
        self.folded: list[FoldedLayer] = []
        for layer, place in enumerate(self.layout.stairs(self.theme, counts)):
            self.folded.append(self._folded(layer, place))
        self.size_lines: list[SizeLine] = []
        self.gate_labels: list[Mobject] = []
        first = self.folded[0]
        around = [*self._inputs_above(), *first.neurons, *first.names, *self._size_of(0)]
        shown = [first.grid, *first.sums, first.gate, *self._gate_label(0), *around]
        self.turn_to(*shown, run_time=1.3)
        self._through_gate(0, 2.0)
        self._draw_grid(1)

    def chain(self) -> None:
        """Send the values through the other grids: down, along, down, along."""
        for layer in range(1, len(self.folded)):
            if layer > 1:
                self._draw_grid(layer)
            self._sweep_grid(layer, 2.4)
            self._through_gate(layer, 1.6)
        for layer, (before, after) in enumerate(pairwise(self.size_lines)):
            ends = before.shape.rows, after.shape.columns
            link = Line(ends[0].get_bottom() + 0.08 * DOWN, ends[1].get_top() + 0.08 * UP,
                        color=self.theme.ink, stroke_width=2 * self.theme.sizes.line)  # fmt: skip
            self.play(
                FadeIn(link),
                *[neuron.highlight() for neuron in self.folded[layer].neurons],
                run_time=0.7,
            )
            self.stage.add(link)
        self.wait(1.2)

    def unfold(self) -> None:
        """Show the network of the start again, with its weights, and its matrices below."""
        network = self.diagram(self.layout.centre)
        for layer, neurons in enumerate(network.layers):
            for i, neuron in zip(self.shown[layer], neurons, strict=True):
                neuron.set_value_now(self.source("activations", layer, i), self.forms[layer])
        for edge in network.drawn_edges:
            value = edge.weight.value
            edge.set_stroke(self.theme.signed(value), width=self.theme.edge_width(value), opacity=1)
        neurons = [neuron for layer in network.layers for neuron in layer]
        self.turn_to(*network.drawn_edges, *neurons, network.elisions, run_time=1.4)
        if labels := self._matrices_below(network):
            self.play(*staggered([FadeIn(label) for label in labels], 0.3), run_time=1.2)
            self.stage.add(*labels)

    # Steps of the beats.

    def _folded(self, layer: int, place: StepPlace) -> FoldedLayer:
        """Return what is drawn of a layer of weights and of the neurons behind it."""
        last = int(self.recording.layer_sizes[layer]) - 1
        sums = [self.source("partial_sums", layer, j, last) for j in self.shown[layer + 1]]
        weights, form = self._weights(layer), self.figures.sums
        if layer:
            form = narrow_format(sums)
            values = [self.source("activations", layer, i) for i in self.shown[layer]]
            if not self._elided(layer):
                form = format_of_sums(weights, values, sums, self.format, self.forms[layer])
        usual = value_format(self.recording, layer + 1, place.radius)
        # A value has no more decimals than the printed sum that it comes from.
        most = form.decimals if place.numbered else usual.decimals
        self.forms.append(NumberFormat(min(usual.decimals, most)))
        return FoldedLayer(
            self.theme, place, weights, sums, (self.format, form),
            value_scale(self.recording, layer + 1),
            [self.name(layer + 1, k) for k in range(len(sums))],
        )  # fmt: skip

    def _inputs_above(self) -> list[Mobject]:
        """Return the input neurons with their values and names, above the first grid."""
        place, theme = self.folded[0].place, self.theme
        scale, found = value_scale(self.recording, 0), VGroup()
        for k, (i, top) in enumerate(zip(self.shown[0], place.tops, strict=True)):
            neuron = Neuron(theme, top, place.head, scale)
            for move in fill(neuron, self.figures.value(i), self.figures.inputs):
                self._finish(move)
            found.add(neuron)
            if place.column >= LEAST_COLUMN:
                name = Formula(theme, self.name(0, k), NAME_EM, theme.ink)
                found.add(name.move_to([top[0], top[1] + place.head + 0.24, 0.0]))
        return list(found)

    def _draw_grid(self, layer: int) -> None:
        """Let the lines of the next layer leave the neurons; each corner has its weight."""
        folded = self.folded[layer]
        self.bring_to_back(folded.grid.wires)
        lines = self._size_of(layer)
        size = [within(FadeIn(line), 0.7, 1.0) for line in lines]
        gate = [folded.gate, *self._gate_label(layer)]
        gated = [within(FadeIn(m), 0.6, 1.0) for m in gate]
        self.play(*folded.draw(0.0, 1.0), *gated, *size, run_time=2.4)
        self.stage.add(folded.grid, *gate, *folded.neurons, *folded.names, *lines)

    def _size_of(self, layer: int) -> list[SizeLine]:
        """Return the size of a matrix, if there is room for it."""
        folded, symbol = self.folded[layer], f"bold(W)^(({layer + 1}))"
        sizes = self.sizes[layer + 1], self.sizes[layer]
        line = folded.size_line(symbol, *sizes, below=layer == 0)
        if layer == 1 and self.size_lines:  # equal sizes are one below the other
            above = self.size_lines[0].shape.rows.get_x() - line.shape.columns.get_x()
            line.shift([min(above, 0.0), 0.0, 0.0])
        inside = line.get_left()[0] > self.layout.body.left
        apart = [abs(line.get_y() - m.get_y()) > 1.1 * line.height for m in self.size_lines]
        if not inside or not all(apart):
            return []
        self.size_lines.append(line)
        return [line]

    def _matrices_below(self, network: NetworkDiagram) -> list[SizeLine]:
        """Return the sizes of the matrices, each below its lines, if there is room for them."""
        xs = [neurons[0].get_x() for neurons in network.layers]
        lines = [
            SizeLine(self.theme, (a + b) / 2, network.names.get_bottom()[1], f"bold(W)^(({k}))",
                     self.sizes[k], self.sizes[k - 1], UNFOLDED_EM)
            for k, (a, b) in enumerate(pairwise(xs), 1)
        ]  # fmt: skip
        roomy = max(line.width for line in lines) < 0.85 * (xs[1] - xs[0])
        return lines if roomy and not network.elisions else []

    def _gate_label(self, layer: int) -> list[Mobject]:
        """Return what a gate does, above it, if there is room for it."""
        place, safe = self.folded[layer].place, self.area.safe
        zero = not np.any(self.recording.biases_at(self.shown_step)[layer])
        words, left = "gate_zero" if zero else "gate", place.gate - 0.1
        label = self.say(words, width=max(safe.right - left, 1.0), align="left")
        _, y, _ = place.beside(0)
        label.move_to([left + label.width / 2, y + place.radius + 0.15 + label.height / 2, 0.0])
        inside = label.get_right()[0] < safe.right and label.get_top()[1] < self.layout.body.top
        around = [name for folded in self.folded[: layer + 1] for name in folded.names]
        around += self.gate_labels
        if not inside or any(_gap(label, m) <= self.theme.sizes.clearance for m in around):
            return []
        self.gate_labels.append(label)
        return [label]

    def _through_gate(self, layer: int, run_time: float) -> None:
        """Let the sums pass bias and activation; the neurons take their values."""
        folded, rows = self.folded[layer], len(self.shown[layer + 1])
        form = self.forms[layer + 1]
        moves: list[Any] = []
        for r, j in enumerate(self.shown[layer + 1]):
            begin, step = 0.4 * r / rows, 0.6
            moves.append(folded.pass_gate(r, begin, begin + 0.6 * step))
            source = self.source("activations", layer + 1, j)
            moves += [
                within(move, begin + 0.5 * step, begin + step)
                for move in fill(folded.neurons[r], source, form)
            ]
        self.play(*moves, run_time=run_time)

    def _sweep_grid(self, layer: int, run_time: float) -> None:
        """Send the values of a layer down its columns and the products along the rows."""
        folded = self.folded[layer]
        values = [self.source("activations", layer, i) for i in self.shown[layer]]
        products = [
            [self.source("products", layer, j, i) for i in self.shown[layer]]
            for j in self.shown[layer + 1]
        ]
        fresh = folded.sums
        self.play(
            *folded.send(values, 0.0, 0.5),
            *folded.receive(products, 0.4, 0.9),
            *[within(FadeIn(number), 0.85, 1.0) for number in fresh],
            run_time=run_time,
        )
        self.stage.add(*fresh)

    @staticmethod
    def _finish(move: Any) -> None:
        """Show at once what an animation would."""
        prepared = prepare_animation(move)
        prepared.begin()
        prepared.finish()


def _gap(a: Mobject, b: Mobject) -> float:
    """Return how far the boxes around two mobjects are apart, side by side or above each other."""
    return max(
        abs(a.get_x() - b.get_x()) - (a.width + b.width) / 2,
        abs(a.get_y() - b.get_y()) - (a.height + b.height) / 2,
    )
