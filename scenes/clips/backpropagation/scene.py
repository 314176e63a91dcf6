"""One training step: deltas, slopes, the way back, the update, and the answer after it."""

from __future__ import annotations

from itertools import chain

from manim import Create, FadeIn, FadeOut, VMobject

from scenes.animation.timing import staggered, within
from scenes.clips.backpropagation.back_figures import BackFigures
from scenes.clips.backpropagation.backward import BackwardSum, HiddenDeltas
from scenes.clips.backpropagation.curve import Curve
from scenes.clips.backpropagation.equations import ChangeLine, SlopeLines, StepLine, slope_of_weight
from scenes.clips.backpropagation.network_side import NetworkSide
from scenes.clips.backpropagation.outcome import Outcome, Ranking
from scenes.clips.backpropagation.output_deltas import OutputDeltas
from scenes.clips.backpropagation.table import Table
from scenes.clips.backpropagation.telling import Telling
from scenes.mobjects.network.bias_neuron import BiasNeuron
from scenes.mobjects.text.text import Formula
from scenes.provenance.source import Source
from scenes.requires import Requires

__all__ = ["Backpropagation"]

TURN = 0.9
"""Seconds for changing from one content of the panel to the next."""


class Backpropagation(Telling):
    """A training step of any network, from the outputs' deltas to the answer after the update."""

    clip = "backpropagation"
    requires = Requires(layers=(2, 5))

    def construct(self) -> None:
        """Play the beats in order."""
        story = self.story
        self.place_network()
        self.beat(self.question, answer=self._answer(), label=self._label())
        self.beat(self.output_delta, cost=self._cost("with"))
        if story.loss is not None:
            self.beat(self.cost_curve)
            self.beat(self.tangent)
        self.beat(self.gradient)
        self.beat(self.bias)
        if story.last:
            self.beat(self.send_back)
            self.beat(self.slope)
            self.beat(self.hidden_deltas)
            if story.last > 1:
                self.beat(self.further_back)
            self.beat(self.first_layer)
        self.beat(self.blame)
        if not self.recording.is_imported:
            self.beat(self.update)
            self.beat(self.weights)
            self.beat(self.again, after=self._answer(after=True), cost=self._cost("the"))

    def place_network(self) -> None:
        """Show the network as the forward pass left it, with every neuron filled."""
        names = self.layer_names()
        self.side = NetworkSide(
            self.theme, self.layout, self.story, names, self.words["backpropagation.of"]
        )
        self.network = self.side.diagram
        self.add(self.network, self.network.symbols(0, "x"), *self.side.names)
        words = {
            name: self.words[f"backpropagation.{name}"]
            for name in ("output", "target", "delta", "cost_slope", "slope")
        }
        self.outputs = OutputDeltas(self.theme, self.layout.content, self.story, words)

    # The beats, in order.

    def question(self) -> None:
        """Point out the answer and the label, and put outputs and targets side by side."""
        table = self.outputs
        ring = self._ring(self.recording.activations[-1][self.shown_step])
        answer, label = self._answer_line()
        self.heading = [*answer, *label]
        self.play(*self.side.light([], [ring]), *map(FadeIn, answer), run_time=0.7)
        outputs = [FadeIn(known.output) for known in table.known]
        self.play(FadeIn(table.heads[0]), *staggered(outputs), run_time=1.2)
        targets = [FadeIn(known.target) for known in table.known]
        self.play(*map(FadeIn, label), *self.side.point_out_label(), run_time=0.8)
        self.play(FadeIn(table.heads[1]), *staggered(targets), run_time=1.2)
        self.stage.add(table.heads, *chain(*table.known), *self.heading)

    def output_delta(self) -> None:
        """Find each output's delta; from now on it hangs on its neuron."""
        table, neurons = self.outputs, self.network.layers[-1]
        self.formula = self._delta_title()
        leave = self.stage.hide(*self.heading)
        come = self.stage.show(self.formula, table.later_heads)
        self.play(*leave, *come, run_time=0.9)
        for n, neuron in enumerate(neurons):
            pace = 1.0 if n == 0 else 0.55
            *before, delta = table.found[n]
            come = self.side.light([], [neuron])
            self.play(*come, *[FadeIn(piece) for piece in before], run_time=0.8 * pace)
            self.play(FadeIn(delta), self.side.tag(len(self.network.layers) - 1, n),
                      run_time=0.7 * pace)  # fmt: skip
        self.play(*self.side.light([], []), run_time=0.3)
        self.stage.add(*chain(*table.found))

    def cost_curve(self) -> None:
        """Sweep one weight: the cost of this sample follows a curve."""
        story, (k, i) = self.story, self.story.followed
        layer = story.last
        plot, rows = self.layout.plot(2)
        self.curve = curve = self._curve_of_weight(plot)
        weight = story.source("weights", layer, k, i).value
        value, self.product = slope_of_weight(
            self.theme, (rows[0], rows[1]), story, 1.1 * self.theme.sizes.number
        )
        row, column = self._place(layer + 1, k), self._place(layer, i)
        self.edge = self.network.edges[layer][row][column]
        symbol = story.weight_symbol(layer, k, i)
        self.formula = self._title(f"partial C slash partial {symbol} = thin ?")
        # The outputs' numbers are those of the weight at rest.
        resting = [neuron.number for neuron in self.network.layers[-1]]
        resting += self.side.tags[layer + 1]
        hidden = [within(number.animate.set_opacity(0), 0.5, 1.0) for number in resting]
        others = [*self.side.light([self.edge], []), *hidden]
        self.turn_to(self.formula, curve, others=others, run_time=TURN)
        self.play(FadeIn(curve.dot, scale=0.3), run_time=0.4)
        parts = [self._sweep(weight, float(end)) for end in (curve.xs[-1], curve.xs[0])]
        self.remove(*parts)
        self.add(curve.curve, curve.dot)
        shown = [number.animate.set_opacity(1) for number in resting]
        self.play(*shown, FadeIn(value), run_time=0.6)
        self.stage.add(curve.curve, curve.dot, value)

    def _sweep(self, weight: float, end: float) -> VMobject:
        """Sweep the weight to one end and back, and return the part of the curve drawn."""
        curve, part = self.curve, self.curve.new_part()
        self.add(part)
        self.bring_to_front(curve.dot)
        there = curve.trace(part, weight, end, weight)
        self.play(*curve.slide(self.edge, weight, end), *self._outputs_follow(weight, end), there,
                  run_time=1.1)  # fmt: skip
        self.play(*curve.slide(self.edge, end, weight), *self._outputs_follow(end, weight),
                  run_time=0.7)  # fmt: skip
        return part

    def tangent(self) -> None:
        """Lay the tangent on the curve: its slope is delta times activation."""
        story, (k, i), curve = self.story, self.story.followed, self.curve
        layer, line = story.last, self.product
        symbol = story.weight_symbol(layer, k, i)
        old, self.formula = (
            self.formula,
            self._title(
                f"partial C slash partial {symbol} = {story.delta_symbol(layer, k)} thin"
                f" {story.symbol(layer, i)}"
            ),
        )
        self.play(Create(curve.tangent), run_time=0.9)
        self.bring_to_front(curve.dot)
        self.play(*self.stage.replace(old, self.formula), run_time=0.7)
        ends = (
            self.network.layers[layer + 1][self._place(story.last + 1, k)],
            self.network.layers[layer][self._place(story.last, i)],
        )
        name, delta, *middle, equals, result = line.pieces
        self.play(
            *self.side.light([self.edge], ends[:1]), FadeIn(name), FadeIn(delta), run_time=0.7
        )
        self.play(*self.side.light([self.edge], ends), *map(FadeIn, middle), run_time=0.7)
        self.play(FadeIn(equals), FadeIn(result), run_time=0.6)
        self.stage.add(curve.tangent, *line.pieces)

    def gradient(self) -> None:
        """Multiply every delta by every activation: lines as wide as the slopes are steep."""
        story, layer = self.story, self.story.last
        self.table = table = Table(self.theme, self.layout.content, story, layer)
        self.formula = self._gradient_title(layer)
        known = self.formula, table.frame, *table.deltas, *table.heads
        self.turn_to(*known, others=self.side.light([], []), run_time=TURN)
        self._fill_rows(table, layer, table.slopes, slow=True)

    def bias(self) -> None:
        """Add the bias neuron, which is always one: its slopes are the deltas themselves."""
        table = self.table
        one = Source(self.recording, "bias_neuron", self.shown_step)
        self.bias_neuron = neuron = BiasNeuron(
            self.side.theme, self.network, self.story.last, one, **self._bias_place()
        )
        self.play(FadeIn(neuron.body), FadeIn(table.one), FadeIn(table.bias_frame), run_time=0.7)
        self.play(*neuron.grow(), run_time=0.6)
        self.play(*staggered([FadeIn(number) for number in table.biases]), run_time=0.9)
        self.stage.add(table.one, table.bias_frame, *table.biases, *neuron.edges, neuron.body)

    def send_back(self) -> None:
        """Send the deltas back along the weights of one hidden neuron, and add them up."""
        story, layer, j = self.story, self.story.last, self.story.one
        self.figures = BackFigures(story)
        words = [self.words[f"table.{name}"] for name in ("weight", "product", "sum")]
        words.insert(1, self.words["backpropagation.delta"])
        self.back = back = BackwardSum(self.theme, self.layout.content, story, self.figures, words)
        n = self._place(layer, j)
        self.formula = self._title(
            f"sum_k w_(k {j + 1}){'' if not story.last else f'^(({layer + 1}))'} thin"
            f" delta_k^(({layer + 1}))"
        )
        neuron, edges = self.network.layers[layer][n], self.side.column(layer, n)
        known = self.formula, back.heads, back.dots, *[row.known for row in back.rows]
        others = [*self.side.show_edges(layer), *self.side.light(edges, [neuron])]
        self.turn_to(*known, others=others, run_time=TURN)
        pulses = {pulse.mark.source.index[1]: pulse for pulse in self.side.pulses(layer, n)}
        for row, k in zip(back.rows, story.indices[layer + 1], strict=True):
            pace = 1.0 if row is back.rows[0] else 0.6
            if k in pulses:
                self.play(pulses[k].travel_back(), run_time=1.2 * pace)
                self.remove(pulses[k])
            self.play(FadeIn(row.result), run_time=0.5 * pace)
        self.play(FadeIn(back.rule), FadeIn(back.total), run_time=0.6)
        self.stage.add(*[row.result for row in back.rows], back.rule, back.total)

    def slope(self) -> None:
        """Multiply the sum by the slope of the neuron's own curve: the hidden delta."""
        story, layer, j = self.story, self.story.last, self.story.one
        plot, rows = self.layout.plot(2)
        function = story.rules.functions[layer - 1]
        symbol, name = f"h_{j + 1}", story.function_symbol(layer)
        z = f"z_{j + 1}"
        curve = Curve.of_function(
            self.theme, plot, function.value, story.source("z", layer - 1, j),
            story.source("activations", layer, j), story.source("slopes", layer - 1, j), z,
            Formula(self.theme, f"{symbol} = {name}({z})", 0.8 * self.theme.sizes.formula,
                    self.theme.quiet),
        )  # fmt: skip
        lines = SlopeLines(self.theme, rows, story, self.figures)
        self.formula = self._title(
            f"{story.delta_symbol(layer - 1, j)} = (sum_k w_(k {j + 1}) thin delta_k)"
            f" dot {name}'({z})"
        )
        self.turn_to(self.formula, curve, curve.curve, curve.dot, run_time=TURN)
        self.play(Create(curve.tangent), run_time=0.8)
        self.bring_to_front(curve.dot)
        self.play(*staggered([FadeIn(m) for m in lines.slope_line.pieces]), run_time=1.0)
        self.wait(0.3)
        self.play(*staggered([FadeIn(m) for m in lines.delta_line.pieces]), run_time=1.2)
        self.play(self.side.tag(layer, self._place(layer, j)), run_time=0.5)
        self.stage.add(curve.tangent, *lines.slope_line.pieces, *lines.delta_line.pieces)

    def hidden_deltas(self) -> None:
        """Do the same for every hidden neuron, as a product of matrices."""
        story, layer = self.story, self.story.last
        found = HiddenDeltas(self.theme, self.layout.content, story, self.figures)
        self.formula = self._title(self._hidden_markup(layer))
        self.turn_to(self.formula, *found.frames, *found.outer, run_time=TURN)
        order = sorted(range(len(found.rows)), key=lambda n: found.hidden[n] != story.one)
        for n in order:
            known = found.hidden[n] == story.one
            bar, row = found.bar(n), found.rows[n]
            self.bring_to_back(bar)
            edges = self.side.column(layer, n)
            self.play(*self.side.light(edges, [self.network.layers[layer][n]]), FadeIn(bar),
                      *[FadeIn(number) for number in row[:-1]], run_time=0.4)  # fmt: skip
            pulses = [] if known else self.side.pulses(layer, n)
            if pulses:
                self.play(*[pulse.travel_back() for pulse in pulses], run_time=0.45)
                self.remove(*pulses)
            come = [] if known else [self.side.tag(layer, n)]
            self.play(FadeIn(row[-1]), *come, FadeOut(bar), run_time=0.35)
            self.stage.add(*row)
        self.play(*self.side.light([], []), run_time=0.3)

    def further_back(self) -> None:
        """Go back layer by layer."""
        story = self.story
        layers = range(story.last - 1, 0, -1)
        rows = self.layout.content.inner(99, 1.3 * len(layers)).split(*[1] * len(layers))
        self.play(*self.stage.clear(), run_time=0.4)
        for layer, row in zip(layers, rows, strict=True):
            line = self._title(self._hidden_markup(layer))
            line.move_to(row.centre)
            count = len(self.network.layers[layer])
            pulses = [pulse for n in range(count) for pulse in self.side.pulses(layer, n)]
            self.play(FadeIn(line), run_time=0.5)
            if pulses:
                self.play(*[pulse.travel_back() for pulse in pulses], run_time=1.1)
                self.remove(*pulses)
            tags = [self.side.tag(layer, n) for n in range(count)]
            self.play(*staggered(tags), run_time=0.7)
            self.stage.add(line)

    def first_layer(self) -> None:
        """Use the same rule for the weights of the layers before."""
        story = self.story
        self.table = table = Table(self.theme, self.layout.content, story, 0)
        self.formula = self._gradient_title(0)
        known = self.formula, table.frame, *table.deltas, *table.heads, table.one, table.bias_frame
        self.turn_to(*known, run_time=TURN)
        for layer in range(story.last - 1, 0, -1):
            lines = list(chain(*self.side.slopes(layer)))
            self.bring_to_back(*lines)
            grow = [line.grow() for line in lines]
            self.play(*self.side.hide_edges(layer), *grow, run_time=0.8)
            self.stage.add(*lines)
        rows = [[*row, bias] for row, bias in zip(table.slopes, table.biases, strict=True)]
        self._fill_rows(table, 0, rows, slow=False)

    def blame(self) -> None:
        """Show all slopes at once, and rank them."""
        story = self.story
        name = self.words["backpropagation.steepest"]
        ranking = Ranking(self.theme, self.layout.panel, story, name)
        lines = [line for line in self.side.all_slopes()]
        new = [line for line in lines if line not in self.stage]
        leave = self.stage.clear(keep=lines)
        self.bring_to_back(*new)
        hide = [edge for layer in range(story.last + 1) for edge in self.side.hide_edges(layer)]
        grow = [line.grow() for line in new]
        self.play(*leave, *hide, FadeIn(ranking.head), *grow, run_time=1.2)
        for n, (symbol, bar, number) in enumerate(ranking.rows):
            pace = 1.0 if n == 0 else 0.5
            self.play(FadeIn(symbol), bar.grow(), within(FadeIn(number), 0.5, 1.0),
                      run_time=0.7 * pace)  # fmt: skip
        self.wait(0.5)
        self.stage.add(*lines, ranking.head, *chain(*ranking.rows))

    def update(self) -> None:
        """Multiply by minus the learning rate: slopes become changes, of weights and biases."""
        self.formula = self._update_title()
        self.changes = changes = self._lines(ChangeLine)
        names = [name for name, _ in changes]
        lines = [line for _, line in changes]
        known = self.formula, *names, *[piece for line in lines for piece in line.pieces[:2]]
        self.turn_to(*known, keep=self.side.all_slopes(), run_time=TURN)
        for n, line in enumerate(lines):
            pace = 1.0 if n == 0 else 0.6
            come = staggered([FadeIn(piece) for piece in line.pieces[2:]])
            self.play(*come, run_time=1.2 * pace)
        self.stage.add(*[piece for line in lines for piece in line.pieces[2:]])

    def weights(self) -> None:
        """Update every weight: some in numbers, all as edges."""
        self.formula = self._title("bold(W) arrow.l bold(W) + Delta bold(W)")
        lines = self._lines(StepLine)
        names, steps = [name for name, _ in lines], [line for _, line in lines]
        tags = [within(FadeOut(tag), 0.0, 0.5) for tag in self.side.all_tags]
        edges = [edge.highlight() for edge in self.side.all_edges]
        known = self.formula, *names, *[line.pieces[0] for line in steps]
        self.turn_to(*known, others=[*tags, *edges], run_time=TURN)
        self.play(*[FadeIn(line.pieces[1]) for line in steps], run_time=0.7)
        self.wait(0.2)
        results = [FadeIn(piece) for line in steps for piece in line.pieces[2:]]
        self.play(*self.side.take_new_weights(), *results, run_time=1.8)
        self.stage.add(*[piece for line in steps for piece in line.pieces[1:]])

    def again(self) -> None:
        """Send the same input through the new weights."""
        story = self.story
        words = [self.words[f"backpropagation.{name}"] for name in ("target", "before", "after")]
        cost = self.words[f"backpropagation.costs.{self._loss_name}"]
        region = self.layout.content
        table = Outcome(self.theme, region, story, [*words, cost])
        answer, then = self._answer_line(after=True)
        known = *table.heads[:2], *table.names, *table.targets, *table.before, *answer
        resting = [edge.clear_highlight() for edge in self.side.all_edges]
        ring = self._ring(self.recording.activations[-1][self.shown_step])
        self.turn_to(*known, others=[*resting, *self.side.light([], [ring])], run_time=TURN)
        self.play(FadeIn(table.cost_head), FadeIn(table.cost_names[0]), table.bars[0].grow(),
                  within(FadeIn(table.costs[0]), 0.5, 1.0), run_time=0.8)  # fmt: skip
        for layer in range(1, len(story.sizes)):
            self._forward(layer)
        after = self.recording.get("activations_after", step=self.shown_step, layer=story.last + 1)
        self.play(FadeIn(table.heads[2]), *staggered([*map(FadeIn, table.after)]), run_time=0.8)
        self.play(*self.side.light([], [self._ring(after)]), *map(FadeIn, then),
                  run_time=0.9)  # fmt: skip
        self.play(FadeIn(table.cost_names[1]), table.bars[1].grow(),
                  within(FadeIn(table.costs[1]), 0.5, 1.0), run_time=0.9)  # fmt: skip
        self.wait(0.2)
