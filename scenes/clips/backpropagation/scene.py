"""One training step: deltas, gradients, the backward pass, the update, its effect on the cost."""

from __future__ import annotations

from itertools import chain

import numpy as np
from manim import FadeIn, FadeOut, Transform, VGroup

from network import Recording
from network.errors import LayerlightError
from scenes.animation.timing import staggered, within
from scenes.base import NetworkScene
from scenes.clips.backpropagation.backward_sum import BackwardSum, HiddenDeltas
from scenes.clips.backpropagation.delta_tag import BackwardPulse, DeltaTag
from scenes.clips.backpropagation.layout import BackpropagationLayout
from scenes.clips.backpropagation.nudge_table import NudgeTable
from scenes.clips.backpropagation.outer_product import OuterProduct, update_decimals
from scenes.clips.backpropagation.output_deltas import OutputDeltas
from scenes.clips.backpropagation.second_pass import refill, sent_values
from scenes.clips.backpropagation.step_taken import CostFall, WeightStep
from scenes.clips.backpropagation.titles import gradient_remark, panel_title, title_with_rate
from scenes.clips.backpropagation.update_tables import UpdateTables
from scenes.mobjects.matrix.matrix import row_bar
from scenes.mobjects.network.bias_neuron import BiasNeuron
from scenes.mobjects.network.network_diagram import Edge, NetworkDiagram, Neuron
from scenes.mobjects.text.text import Formula
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat

__all__ = ["Backpropagation"]

HIDDEN = 0
"""The hidden neuron whose delta is worked out in full."""
TENTHS, THOUSANDTHS = NumberFormat(1), NumberFormat(3)
TURN = 0.9
"""Seconds for changing from one content of the panel to the next."""
GRADIENT, TAG = 4, 3
"""Decimals of gradients and hidden deltas, and of the output deltas in the network."""


class Backpropagation(NetworkScene):
    """The first training step of a run, from the output deltas to the cost after the update."""

    clip = "backpropagation"
    recording: Recording
    largest = 10.0

    def check(self, recording: Recording) -> None:
        """Refuse a recording that is not a 5-4-3 walkthrough whose output delta is o − t."""
        self.require_layers(recording, 5, 4, 3)
        if recording.metadata["output_delta"] != "difference":
            raise LayerlightError(
                "backpropagation draws the delta output − target, the recording was made with"
                f" {recording.metadata['output_delta']!r}: record it with output_delta='difference'"
            )
        step = self.shown_step
        changes = *recording.weight_updates_at(step), *recording.bias_updates_at(step)
        self.require_bounded(recording, *changes, *recording.weights_at(step + 1))
        self.layout = BackpropagationLayout(self.area, recording.layer_sizes[-1])

    def construct(self) -> None:
        """Play the beats in order."""
        self.place_network()
        self.beat(self.output_delta)
        self.beat(self.one_weight)
        self.beat(self.gradient)
        self.beat(self.update)
        self.beat(self.bias)
        self.beat(self.send_back)
        self.beat(self.slope)
        self.beat(self.hidden_deltas)
        self.beat(self.first_layer)
        self.beat(self.nudge)
        self.beat(self.weights)
        self.beat(self.cost)

    def place_network(self) -> None:
        """Show the network as the forward pass left it, with every neuron filled."""
        recording, step = self.recording, self.shown_step
        names = [self.words[f"layers.{name}"] for name in ("input", "hidden", "output")]
        self.network = NetworkDiagram(self.theme, self.area.network, recording, step, names)
        for layer, neurons in enumerate(self.network.layers):
            for k, neuron in enumerate(neurons):
                style = THOUSANDTHS if layer else TENTHS
                neuron.set_value_now(self.source("activations", layer, k), style)
        classes = [self.class_name(k) for k in range(len(self.network.layers[-1]))]
        classes[int(np.argmax(recording.targets[step]))].set_fill(self.theme.target)
        self.add(self.network, self.network.symbols(0, "x"), *classes)
        self.formula = self._title("bold(delta)^((2)) = bold(o) - bold(t)")
        heads = self._words("output", "target", "delta")
        self.outputs = OutputDeltas(self.theme, self.layout.table, recording, step, heads)
        self.add(self.formula, self.outputs.heads)
        self.lit: list[Edge | Neuron] = []  # in focus

    # The beats, in order.

    def output_delta(self) -> None:
        """Subtract the target from each output; its delta hangs above the neuron from now on."""
        table, outputs = self.outputs, self.network.layers[-1]
        self.play(*map(FadeIn, table.outputs), run_time=0.6)
        self.tags = [DeltaTag(self.network, 2, k, TAG) for k in range(len(outputs))]
        for k, neuron in enumerate(outputs):
            pace = 1.0 if k == 0 else 0.7
            (minus, equals), target = table.signs[k], table.targets[k]
            self.play(neuron.highlight(), FadeIn(minus), FadeIn(target), run_time=0.6 * pace)
            self.play(FadeIn(equals), FadeIn(table.deltas[k]), run_time=0.6 * pace)
            self.play(FadeIn(self.tags[k]), neuron.clear_highlight(), run_time=0.5 * pace)
        remark = gradient_remark(self.theme, self.layout.remark, self.say("gradient_of"))
        self.play(FadeIn(remark), run_time=0.5)
        self.wait(1.2)
        self.stage.add(self.formula, *table.submobjects, remark)

    def one_weight(self) -> None:
        """Multiply one delta by one activation: the gradient of the weight between them."""
        _, self.k, self.j = (int(i) for i in self.recording.arrays["nudge_places"][1])
        k, j = self.k, self.j
        self.formula = self._title(
            f"partial C slash partial w_({k + 1} {j + 1}) = delta_{k + 1} thin h_{j + 1}"
        )
        content, pitch = self.layout.content, self.layout.lone_pitch
        self.table = table = self._products(content, 1, GRADIENT, pitch, updates=False)
        self.turn_to(self.formula, table.cells.brackets, *table.deltas, *table.heads, run_time=TURN)
        edge, outputs = self.network.edges[1][k][j], self.network.layers[2]
        self._light([edge], [self.network.layers[1][j], outputs[k]], point_out=True)
        new = table.deltas[k], table.heads[j], table.cells.cells[k][j]
        self.spots = [table.spot(number) for number in new]
        room = content.below(table.bottom)
        self.line = line = table.product(k, j, room, 1.05 * self.theme.sizes.number)
        pieces = line[:2], line[2:4], [*line[4:], new[2]]
        for spot, piece in zip(self.spots, pieces, strict=True):
            self.bring_to_back(spot)
            self.play(*[FadeIn(m) for m in (spot, *piece)], run_time=0.8)
            self.wait(0.15)
        self.stage.add(new[2])

    def gradient(self) -> None:
        """Multiply all deltas by all activations, row by row."""
        table, old = self.table, self.formula
        self.formula = self._title(
            "partial C slash partial bold(W)^((2))"
            f" {table.equality} bold(delta)^((2)) thin bold(h)^T"
        )
        self.play(
            *self.stage.hide(old, *self.spots, *self.line),
            *self.stage.show(self.formula, start=0.5),
            run_time=0.8,
        )
        for k, neuron in enumerate(self.network.layers[2]):
            new = [c for j, c in enumerate(table.cells.row(k)) if (k, j) != (self.k, self.j)]
            self._light(self.network.row(1, k), [neuron], point_out=True, others=new)
            self.stage.add(*new)
        self._light([], [])

    def update(self) -> None:
        """Multiply the gradient by minus the learning rate, which gives the weight updates."""
        self.tables = tables = UpdateTables(
            self.theme, self.layout, self.recording, self.shown_step, GRADIENT
        )
        self._shrink_to(tables.gradient)
        cells = tables.updates.cells
        self.play(FadeIn(tables.line), FadeIn(cells.brackets), run_time=0.6)
        self.wait(0.4)
        for k in range(len(cells.cells)):
            both = tables.gradient.cells, cells
            bars = [row_bar(self.theme, matrix, k, self.theme.focus) for matrix in both]
            self.bring_to_back(*bars)
            self.play(*[FadeIn(bar) for bar in bars], run_time=0.25)
            self.play(*staggered([FadeIn(cell) for cell in cells.row(k)]), run_time=0.7)
            self.play(*[FadeOut(bar) for bar in bars], run_time=0.25)
        self.stage.add(tables.line, cells)

    def bias(self) -> None:
        """Add the bias neuron, which is always one: its gradient is the delta itself."""
        gradient, updates, name = self.tables.gradient, self.tables.updates, self.tables.bias_name
        neuron = BiasNeuron(self.theme, self.network, 1, gradient.one.recorded)
        coming = neuron.body, gradient.one, gradient.bias.brackets
        self.play(*[FadeIn(m) for m in coming], run_time=0.7)
        self.play(*neuron.grow(), run_time=0.6)
        self.play(*staggered([FadeIn(c) for c in gradient.bias.column()]), run_time=0.9)
        self.play(FadeIn(updates.bias.brackets), FadeIn(name), run_time=0.5)
        self.play(*staggered([FadeIn(c) for c in updates.bias.column()]), run_time=0.9)
        biases = gradient.one, gradient.bias, updates.bias
        self.stage.add(*biases, name, *neuron.edges, neuron.body)

    def send_back(self) -> None:
        """Send the deltas back along the weights of one hidden neuron, and add them up."""
        name = HIDDEN + 1
        formula = self._title(
            f"delta_{name}^((1)) = (sum_k w_(k {name})^((2)) delta_k^((2))) "
            f"thin h_{name} (1 - h_{name})"
        )
        weight, product, total = (self.words[f"table.{k}"] for k in ("weight", "product", "sum"))
        heads = weight, *self._words("delta"), product, total
        self.back = back = BackwardSum(
            self.theme, self.layout.content, self.recording, self.shown_step, 1, HIDDEN, heads
        )
        known = [m for row in back.rows for m in (row.weight, row.signs[0], row.delta)]
        self.turn_to(formula, back.headings, *known, run_time=TURN)
        edges = [row[HIDDEN] for row in self.network.edges[1]]
        self._light(edges, [self.network.layers[1][HIDDEN]])
        for k, row in enumerate(back.rows):
            pace = 1.0 if k == 0 else 0.75
            pulse = BackwardPulse(self.network, 1, HIDDEN, k)
            self.play(pulse.travel_back(), run_time=1.2 * pace)
            self.remove(pulse)
            self.play(FadeIn(row.signs[1]), FadeIn(row.product), run_time=0.4 * pace)
            self.play(FadeIn(back.sums[k]), run_time=0.35)
        self.stage.add(*back.rows, *back.sums)
        self.stage.discard(*known)

    def slope(self) -> None:
        """Multiply the sum by the slope of the sigmoid: the hidden delta."""
        back = self.back
        self.play(FadeIn(back.rule), FadeIn(VGroup(*back.slope_row[:2])), run_time=0.5)
        self.play(FadeIn(VGroup(*back.slope_row[2:-1])), run_time=0.6)
        self.play(FadeIn(back.slope), run_time=0.5)
        self.wait(0.5)
        self.play(FadeIn(VGroup(*back.delta_row[:-1])), run_time=0.6)
        self.play(FadeIn(back.delta), run_time=0.5)
        self.hidden_tags = [DeltaTag(self.network, 1, HIDDEN, GRADIENT)]
        self.wait(0.3)
        self.play(FadeIn(self.hidden_tags[0]), run_time=0.5)
        self.stage.add(back.rule, *back.slope_row, *back.delta_row)

    def hidden_deltas(self) -> None:
        """Do the same for every hidden neuron, as a product of matrices."""
        formula = self._title(
            "bold(delta)^((1)) = (bold(W)^((2)T) bold(delta)^((2)))"
            " dot.o bold(h) dot.o (1 - bold(h))"
        )
        upper, lower = self.layout.matrices
        found = HiddenDeltas(self.theme, upper, lower, self.recording, self.shown_step, 1)
        known = chain(*found.transposed.cells)
        self.turn_to(formula, *found.frames, *found.outer.column(), *known, run_time=TURN)
        for j in range(self.recording.layer_sizes[1]):
            self._one_hidden(found, j)
        self._light([], [])

    def first_layer(self) -> None:
        """Update the weights of the first layer by the same rule."""
        decimals = update_decimals(self.recording, self.shown_step, 0, GRADIENT)
        sign = OuterProduct.equality_of(self.recording, self.shown_step, 0, decimals)
        markup = f"Delta bold(W)^((1)) {sign} - eta thin bold(delta)^((1)) thin bold(x)^T"
        title, lines = title_with_rate(self.theme, self.layout, self.recording, markup)
        region, below, pitch = self.layout.first_layer(lines)
        table = self._products(region, 0, decimals, pitch, updates=True)
        # The edges in focus now come from the other side.
        swings = [tag.swing() for tag in self.hidden_tags]
        known = title, table.cells.brackets, *table.deltas, *table.heads
        self.turn_to(*known, others=swings, run_time=TURN)
        for k, neuron in enumerate(self.network.layers[1]):
            row = table.cells.row(k)
            self._light(self.network.row(0, k), [neuron], point_out=True, others=row)
            self.stage.add(*row)
        self._light([], [])
        if any(head.source.value == 0 for head in table.heads):
            remark = self.say("nothing", width=below.width).place(below.x, table.bottom - 0.65)
            self.play(FadeIn(remark), run_time=0.5)
            self.stage.add(remark)

    def nudge(self) -> None:
        """Nudge two weights: the slope of the cost is what the gradient says."""
        name = self.words["backpropagation.cost_of_nudge"]
        table = NudgeTable(self.theme, self.layout.panel, self.recording, name)
        raised, lowered, slopes, gradients = table.lines
        heads = *table.names, *table.weights, table.epsilon, table.cost
        self.turn_to(*heads, raised[0], lowered[0], run_time=TURN)
        places = self.recording.arrays["nudge_places"]
        self._light([self.network.edges[n][k][j] for n, k, j in places], [])
        for line in (raised, lowered):
            self.play(*[FadeIn(number) for number in line[1:]], run_time=0.6)
            self.wait(0.2)
        self.play(*[FadeIn(piece) for piece in slopes], run_time=0.7)
        self.wait(0.5)
        self.play(FadeIn(table.rule), *[FadeIn(piece) for piece in gradients], run_time=0.7)
        bars = table.bars()
        self.bring_to_back(*bars)
        self.play(*[FadeIn(bar) for bar in bars], run_time=0.4)
        self.wait(0.3)
        self.stage.add(*bars, *chain(*table.lines), table.rule)

    def weights(self) -> None:
        """Update every weight: numbers and edges, before and after."""
        self._light([], [])
        step, edges = self.shown_step, self._all_edges()
        decimals = update_decimals(self.recording, step, 1, GRADIENT)
        table = WeightStep(
            self.theme, self.layout.panel, self.recording, step, 1, self._words("before", "after"),
            decimals,
        )  # fmt: skip
        others = [edge.highlight() for edge in edges]
        others += [within(FadeOut(tag), 0.0, 0.5) for tag in (*self.tags, *self.hidden_tags)]
        self.turn_to(table.names[0], table.before, table.head, others=others, run_time=TURN)
        self.play(FadeIn(table.names[1]), FadeIn(table.updates), run_time=0.7)
        self.wait(0.3)
        self.play(FadeIn(table.names[2]), FadeIn(table.after), run_time=0.7)
        self.wait(0.6)
        for edge in edges:
            layer, index = edge.weight.layer, edge.weight.index
            edge.weight = self.source("weights", layer, *index, step=step + 1)
            mark(edge.show_sign(edge.weight.value), "width", edge.weight)
        self.play(*[edge.highlight() for edge in edges], run_time=1.8)
        self.stage.add(*table.names[1:], table.updates, table.after)

    def cost(self) -> None:
        """Show the same image again: outputs closer to their targets, a lower cost."""
        words = self._words("target", "before", "after", "cost")
        table = CostFall(self.theme, self.layout.panel, self.recording, self.shown_step, words)
        known = *table.heads[:2], *table.names, *table.targets, *table.before
        resting = [edge.clear_highlight() for edge in self._all_edges()]
        self.turn_to(*known, others=resting, run_time=TURN)
        self.play(FadeIn(table.cost_head), FadeIn(table.cost_names[0]), run_time=0.4)
        self.play(table.grow(0), run_time=0.5)
        self.play(FadeIn(table.costs[0]), run_time=0.3)
        for layer in (1, 2):
            self._forward(layer)
        outputs = staggered([*map(FadeIn, table.after)])
        self.play(FadeIn(table.heads[2]), *outputs, run_time=0.9)
        self.play(FadeIn(table.cost_names[1]), run_time=0.3)
        self.play(table.grow(1), run_time=0.6)
        self.play(FadeIn(table.costs[1]), run_time=0.3)
        self.wait(0.7)

    # What several beats need.

    def _title(self, markup: str) -> Formula:
        return panel_title(self.theme, self.layout, markup)

    def _words(self, *keys: str) -> list[str]:
        return [self.words[f"backpropagation.{key}"] for key in keys]

    def _all_edges(self) -> list[Edge]:
        return [edge for layer in self.network.edges for edge in chain(*layer)]

    def _products(self, region, layer, decimals, pitch, *, updates) -> OuterProduct:
        """Build a table that stands alone, without biases."""
        return OuterProduct(
            self.theme, region, self.recording, self.shown_step, layer,
            updates=updates, decimals=decimals, pitch=pitch, bias=False, gap=0.55,
        )  # fmt: skip

    def _shrink_to(self, small: OuterProduct) -> None:
        """Shrink the table of the gradient, so that another fits below it."""
        pairs = list(zip(self.table.parts, small.parts, strict=True))
        self.play(*[Transform(old, new.copy()) for old, new in pairs], run_time=0.8)
        for old, new in pairs:
            self.remove(old)
            self.stage.discard(old)
            self.add(new)
            self.stage.add(new)

    def _light(self, edges, neurons, *, point_out=False, others=(), pace=1.0) -> None:
        """Move the focus to the given edges and neurons, then fade in ``others``.

        Edges take the colour of their weight's sign, or with ``point_out`` that of the focus.
        """
        wanted, colour = (*edges, *neurons), self.theme.focus if point_out else None
        new_edges, new_neurons = ([m for m in ms if m not in self.lit] for ms in (edges, neurons))
        moves = [m.clear_highlight() for m in self.lit if m not in wanted]
        moves += [edge.highlight(colour) for edge in new_edges]
        moves += [neuron.highlight() for neuron in new_neurons]
        self.lit = [*wanted]
        if moves:
            self.play(*moves, run_time=0.45 * pace)
        if others:
            self.play(*staggered([FadeIn(m) for m in others]), run_time=0.8 * pace)

    def _one_hidden(self, found: HiddenDeltas, j: int) -> None:
        """Work out the delta of one hidden neuron; the first is known already."""
        edges = [row[j] for row in self.network.edges[1]]
        bars = [row_bar(self.theme, m, j, self.theme.focus) for m in found.of_hidden]
        columns = (found.sums, found.again, found.values, found.slopes, found.deltas)
        sum_, again, value, slope, delta = (m.column()[j] for m in columns)
        self._light(edges, [self.network.layers[1][j]], pace=0.8)
        self.bring_to_back(*bars)
        self.play(*[FadeIn(bar) for bar in bars], run_time=0.25)
        coming = [delta]
        if j != HIDDEN:
            pulses = [BackwardPulse(self.network, 1, j, k) for k in range(len(edges))]
            self.play(*[pulse.travel_back() for pulse in pulses], run_time=0.8)
            self.remove(*pulses)
            self.hidden_tags.append(DeltaTag(self.network, 1, j, GRADIENT))
            coming.append(self.hidden_tags[-1])
        self.play(FadeIn(sum_), run_time=0.35)
        self.play(FadeIn(value), FadeIn(slope), FadeIn(again), run_time=0.3)
        self.play(*[FadeIn(m) for m in coming], run_time=0.4)
        self.play(*[FadeOut(bar) for bar in bars], run_time=0.15)
        self.stage.add(sum_, again, value, slope, delta)

    def _forward(self, layer: int) -> None:
        """Send the activations before a layer along its edges, and fill its neurons."""
        discs = sent_values(self.network, layer)
        edges = list(chain(*self.network.edges[layer - 1]))
        self.play(*[edge.highlight() for edge in edges], run_time=0.35)
        self.play(*[disc.travel() for disc in discs], run_time=1.0)
        self.remove(*discs)
        resting = [within(edge.clear_highlight(), 0.0, 0.8) for edge in edges]
        old, moves = refill(self.network, layer, THOUSANDTHS)
        self.add(*old)
        self.play(*resting, *moves, run_time=0.8)
