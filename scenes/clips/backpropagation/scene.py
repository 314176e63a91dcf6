"""One training step: deltas, slopes, the way back, the update, and the answer after it."""

from __future__ import annotations

from itertools import chain
from typing import Any

from manim import FadeIn, FadeOut, VMobject

from scenes.animation.timing import staggered, within
from scenes.clips.backpropagation.back_figures import BackFigures
from scenes.clips.backpropagation.backward import BackwardSum, HiddenDeltas
from scenes.clips.backpropagation.blame import Blame
from scenes.clips.backpropagation.chain import SlopeChain
from scenes.clips.backpropagation.claims import CLAIMS
from scenes.clips.backpropagation.cost_beats import CostBeats
from scenes.clips.backpropagation.equations import SlopeLines, product_line, value_line
from scenes.clips.backpropagation.network_side import NetworkSide
from scenes.clips.backpropagation.nudge_tally import NudgeTally
from scenes.clips.backpropagation.outcome import Outcome
from scenes.clips.backpropagation.output_deltas import OutputDeltas
from scenes.clips.backpropagation.telling import TURN
from scenes.requires import Requires

__all__ = ["Backpropagation"]


class Backpropagation(CostBeats):
    """A training step of any network, from the outputs' deltas to the answer after the update."""

    clip = "backpropagation"
    claims = CLAIMS
    requires = Requires(layers=(2, 5))

    def construct(self) -> None:
        """Play the beats in order."""
        story = self.story
        self.place_network()
        self.beat(self.question, answer=self._answer(), label=self._label())
        self.beat(self.output_delta)
        if story.loss is not None:
            self.beat(self.cost_curve)
            self.beat(self.tangent)
            self.beat(self.nudges)
        self.beat(self.gradient)
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
            self.beat(self.again)
            self.beat(self.outcome, after=self._answer(after=True), cost=self._cost("the"))

    def place_network(self) -> None:
        """Show the network as the forward pass left it, and its outputs beside their targets."""
        names = self.layer_names()
        self.side = NetworkSide(
            self.theme, self.layout, self.story, names, self.words["backpropagation.of"]
        )
        self.network = self.side.diagram
        words = {
            name: self.words[f"backpropagation.{name}"]
            for name in ("output", "target", "delta", "cost_slope", "slope")
        }
        upper, self.foot = self.layout.upper(self.story.loss is not None)
        self.outputs = table = OutputDeltas(self.theme, upper, self.story, words)
        known = table.heads, *chain(*table.known)
        self.add(self.network, self.network.symbols(0, "x"), *self.side.names, *known)
        self.stage.add(*known)

    # The beats, in order.

    def question(self) -> None:
        """Point out the answer and the label, and say how large the cost is."""
        ring = self._ring(self.recording.activations[-1][self.shown_step])
        answer, label = self._answer_line()
        self.heading = [*answer, *label]
        self.play(*self.side.light([], [ring]), *map(FadeIn, answer), run_time=0.8)
        self.play(*map(FadeIn, label), *self.side.point_out_label(), run_time=0.9)
        self.stage.add(*self.heading)
        if self.story.loss is not None:
            self.show_cost(self.foot)

    def output_delta(self) -> None:
        """Find each output's delta; from now on it stands at its neuron."""
        table, neurons = self.outputs, self.network.layers[-1]
        self.formula = self._delta_title()
        leave = self.stage.hide(*self.heading)
        come = self.stage.show(self.formula, table.later_heads)
        self.play(*leave, *come, *self.side.light([], neurons[:1]), run_time=0.9)
        for n, neuron in enumerate(neurons):
            pace = 1.0 if n == 0 else 0.6
            *before, delta = table.found[n]
            come = [FadeIn(piece) for piece in before]
            come += [FadeIn(delta), self.side.tag(len(self.network.layers) - 1, n)]
            self.play(*self.side.light([], [neuron]), *come, run_time=1.3 * pace)
            self.play(FadeIn(table.ways[n]), run_time=0.7 * pace)
        self.play(*self.side.light([], []), run_time=0.3)
        self.stage.add(*chain(*table.found), *table.ways)

    def cost_curve(self) -> None:
        """Sweep one weight: the cost of this sample follows a curve."""
        story, (k, i) = self.story, self.story.followed
        layer = story.last
        plot, *self.lines = self.layout.chain()
        self.curve = curve = self._curve_of_weight(plot)
        weight = story.source("weights", layer, k, i).value
        self.value = value_line(self.theme, self.lines[0], story, self.theme.sizes.number)
        row, column = self._place(layer + 1, k), self._place(layer, i)
        self.edge = self.network.edges[layer][row][column]
        symbol = story.weight_symbol(layer, k, i)
        self.formula = self._title(f"partial C slash partial {symbol} = thin ?")
        # Numbers that the weight changes are those of the weight at rest.
        alone = self.recording.rules.functions[-1].elementwise
        changing = [row] if alone else range(len(self.network.layers[-1]))
        tags = self.side.tags[layer + 1]
        printed = [] if layer + 1 in self.side.bare else changing
        resting = [self.network.layers[-1][n].number for n in printed]
        resting += [tags[n] for n in changing if n < len(tags)]
        hidden = [within(number.animate.set_opacity(0), 0.5, 1.0) for number in resting]
        others = [*self.side.light([self.edge], []), *hidden, *self._key("weights")]
        self.turn_to(self.formula, curve, self.value, others=others, run_time=TURN)
        self.play(FadeIn(curve.dot, scale=0.3), run_time=0.4)
        parts = [self._sweep(weight, float(end)) for end in (curve.xs[-1], curve.xs[0])]
        self.remove(*parts)
        self.add(curve.curve, curve.dot)
        self.play(*[number.animate.set_opacity(1) for number in resting], run_time=0.6)
        self.stage.add(curve.curve, curve.dot)

    def _sweep(self, weight: float, end: float) -> VMobject:
        """Sweep the weight to one end and back, and return the part of the curve drawn."""
        curve, part = self.curve, self.curve.new_part()
        self.add(part)
        self.bring_to_front(curve.dot)
        number = self.value.pieces[-1]
        for first, then, seconds in ((weight, end, 1.1), (end, weight, 0.7)):
            moves = [*curve.slide(self.edge, first, then), *self._outputs_follow(first, then)]
            moves.append(curve.read_out(number, first, then))
            if then == end:
                moves.append(curve.trace(part, weight, end, weight))
            self.play(*moves, run_time=seconds)
        return part

    def tangent(self) -> None:
        """Lay the tangent on the curve: its slope is activation times delta."""
        story, (k, i), curve = self.story, self.story.followed, self.curve
        layer = story.last
        steps = SlopeChain(self.theme, self.lines[0], story)
        self.product = line = product_line(
            self.theme, self.lines[1], story, 1.1 * self.theme.sizes.number
        )
        self.add(curve.tangent)
        self.bring_to_front(curve.dot)
        self.play(curve.grow_tangent(), *self.stage.hide(self.value), run_time=0.9)
        neurons = [
            self.network.layers[n][self._place(n, at)] for n, at in ((layer, i), (layer + 1, k))
        ]
        self.play(*self.side.light([self.edge], neurons[:1]),
                  within(FadeIn(steps.nodes[0]), 0, 0.3), *steps.link(0), run_time=1.2)  # fmt: skip
        self.play(*self.side.light([self.edge], neurons[1:]), *steps.link(1), run_time=1.2)
        old, self.formula = self.formula, self._product_title()
        self.play(*self.side.light([self.edge], neurons), *self.stage.replace(old, self.formula),
                  *staggered([FadeIn(m) for m in line.pieces]), run_time=1.2)  # fmt: skip
        self.stage.add(curve.tangent, *steps, *line.pieces)

    def nudges(self) -> None:
        """Count how many nudges all slopes would take, and ask for a shorter way."""
        words = [self.words[f"backpropagation.{name}"] for name in ("nudges", "sweep")]
        tally = NudgeTally(self.theme, self.layout.content, self.story, *words)
        edges = [self.edge, *[edge for edge in self.side.all_edges if edge is not self.edge]]
        alone = self.side.light([self.edge], [])
        self.turn_to(tally.count, *tally.words, others=alone, run_time=TURN)
        self.play(tally.run(), *self.side.light_in_turn(edges, tally.when), run_time=3.0)
        self.wait(0.3)
        self.side.lit = []
        resting = [edge.clear_highlight() for edge in edges]
        self.play(*resting, *self.stage.show(tally.question, start=0.2), run_time=0.8)
        self.wait(1.2)

    def gradient(self) -> None:
        """Multiply every delta by every activation: lines as wide as the slopes are steep."""
        layer = self.story.last
        self.table = table = self._table(layer)
        self.formula = self._gradient_title(layer)
        known = [self.formula, table.frame, *table.deltas, *table.heads, table.one,
                 table.bias_frame, *self._body(layer)]  # fmt: skip
        others = [*self.side.light([], []), *self._key("slopes")]
        self.turn_to(*known, others=others, run_time=TURN)
        self._fill_rows(table, layer, slow=True)

    def send_back(self) -> None:
        """Send the deltas back along the weights of one hidden neuron, and add them up."""
        story, layer, j = self.story, self.story.last, self.story.one
        self.figures = BackFigures(story)
        words = [self.words[f"table.{name}"] for name in ("weight", "product", "sum")]
        words.insert(1, self.words["backpropagation.delta"])
        self.back = back = BackwardSum(self.theme, self.layout.content, story, self.figures, words)
        n = self._place(layer, j)
        self.formula = self._returned_title(layer, j)
        neuron, edges = self.network.layers[layer][n], self.side.column(layer, n)
        known = self.formula, back.heads, back.dots, *[row.known for row in back.rows]
        others = [*self.side.show_edges(layer), *self.side.light(edges, [neuron])]
        self.turn_to(*known, others=[*others, *self._key("weights")], run_time=TURN)
        pulses = {pulse.product.index[1]: pulse for pulse in self.side.pulses(layer, n)}
        for row, k in zip(back.rows, story.indices[layer + 1], strict=True):
            pace = 1.0 if row is back.rows[0] else 0.6
            if k in pulses:
                self.play(pulses[k].travel_back(), run_time=1.4 * pace)
                self.remove(pulses[k])
            self.play(FadeIn(row.result), run_time=0.5 * pace)
        self.play(FadeIn(back.rule), FadeIn(back.total), run_time=0.6)
        self.stage.add(*[row.result for row in back.rows], back.rule, *back.total)

    def slope(self) -> None:
        """Multiply the sum by the slope of the activation function: the hidden delta."""
        story, layer, j = self.story, self.story.last, self.story.one
        plot, rows = self.layout.plot(2)
        curve = self._curve_of_function(plot)
        lines = SlopeLines(self.theme, rows, story, self.figures)
        name, total, *rest = lines.delta_line.pieces
        self.formula = self._title(self._one_hidden_markup(layer, j))
        carried = self.back.total.number
        leave = self.stage.clear(keep=[carried])
        self.move_numbers([(carried, total)], *leave, leave=False, run_time=TURN)
        self.stage.discard(carried)
        shown = [self.formula, curve, curve.curve, curve.dot]
        self.play(*self.stage.show(*shown, start=0.0), run_time=0.6)
        self.add(curve.tangent)
        self.bring_to_front(curve.dot)
        self.play(curve.grow_tangent(), run_time=0.8)
        self.play(*staggered([FadeIn(m) for m in lines.slope_line.pieces]), run_time=1.0)
        self.play(*staggered([FadeIn(m) for m in (name, *rest)]), run_time=1.0)
        self.play(self.side.tag(layer, self._place(layer, j)), run_time=0.5)
        self.stage.add(curve.tangent, *lines.slope_line.pieces, *lines.delta_line.pieces)

    def hidden_deltas(self) -> None:
        """Do the same for every hidden neuron."""
        story, layer = self.story, self.story.last
        self.found = found = HiddenDeltas(self.theme, self.layout.content, story, self.figures)
        self.formula = self._title(self._hidden_markup(layer))
        one = found.hidden.index(story.one)
        self.turn_to(self.formula, *found.frames, *found.rows[one], run_time=TURN)
        for count, n in enumerate(n for n in range(len(found.rows)) if n != one):
            pace = 1.0 if count == 0 else 0.7
            bar, row = found.bar(n), found.rows[n]
            self.bring_to_back(bar)
            edges = self.side.column(layer, n)
            self.play(*self.side.light(edges, [self.network.layers[layer][n]]), FadeIn(bar),
                      run_time=0.4 * pace)  # fmt: skip
            pulses = self.side.pulses(layer, n)
            come = [within(FadeIn(number), 0.6, 1.0) for number in row[: found.returned]]
            self.play(*come, *[pulse.travel_back() for pulse in pulses], run_time=0.9 * pace)
            self.remove(*pulses)
            later = staggered([FadeIn(number) for number in row[found.returned :]])
            self.play(*later, within(self.side.tag(layer, n), 0.5, 1.0), run_time=0.8 * pace)
            self.play(FadeOut(bar), run_time=0.2)
            self.stage.add(*row)
        self.play(*self.side.light([], []), run_time=0.3)

    def further_back(self) -> None:
        """Go back layer by layer."""
        story = self.story
        layers = range(story.last - 1, 0, -1)
        rows = self.layout.content.inner(99, 1.3 * len(layers)).split(*[1] * len(layers))
        self.play(*self.stage.clear(), run_time=0.6)
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
        self.table = table = self._table(0)
        self.formula = self._gradient_title(0)
        known = [self.formula, table.frame, *table.deltas, *table.heads, table.one,
                 table.bias_frame, *self._body(0)]  # fmt: skip
        back = [line for n in range(1, story.last + 1) for line in self._slopes(n)]
        bodies = [body for n in range(1, story.last + 1) for body in self._body(n)]
        if pairs := self._known_deltas(table):
            old = [here for here, _ in pairs]
            self.play(*self.stage.clear(keep=old), run_time=0.4)  # what they would pass over
            self.move_numbers(pairs, leave=False, run_time=0.9)
            self.stage.discard(*old)
            self.stage.add(*table.deltas)
        new = [piece for piece in (*known, *bodies) if piece not in self.stage]
        self.bring_to_back(*back)
        hide = [edge for n in range(1, story.last + 1) for edge in self.side.hide_edges(n)]
        others = [*hide, *[FadeIn(line) for line in back], *self._key("slopes")]
        self.turn_to(*new, keep=table.deltas, others=others, run_time=TURN)
        self.stage.add(*back)
        self._fill_rows(table, 0, slow=False)
        values, shown = self.recording.activations[0][story.step], story.indices[0]
        idle = [n for n, k in zip(self.network.layers[0], shown, strict=True) if values[k] == 0]
        if idle:
            self.play(*self.side.light([], idle), run_time=0.6)

    def blame(self) -> None:
        """Show all slopes at once, as bars, layer by layer."""
        story = self.story
        words = [self.words[f"backpropagation.{name}"] for name in ("slopes", "bias")]
        chart = Blame(self.theme, self.layout.panel, story, *words)
        layers = range(story.last + 1)
        lines = [line for n in layers for line in (*self._slopes(n), *self._body(n))]
        unlit = self.side.light([], [])
        self.turn_to(*chart.heads, keep=lines, others=unlit, run_time=TURN)
        for layer in reversed(layers):
            grow = staggered([bar.grow() for bar in chart.groups[layer]], overlap=0.9)
            come = [within(FadeIn(m), 0.0, 0.4) for m in (chart.names[layer], *chart.spots[layer])]
            self.play(*grow, *come, run_time=1.5)
        self.play(*staggered([*map(FadeIn, chart.ends)]), run_time=1.2)
        self.stage.add(*chain(*chart.groups, *chart.spots), *chart.names, *chart.ends)

    def update(self) -> None:
        """Move every weight and bias against its slope: some in numbers, all weights as edges."""
        self.formula = self._update_title()
        names, lines = zip(*self._update_lines(), strict=True)
        tags = [within(FadeOut(tag), 0.0, 0.5) for tag in self.side.all_tags]
        edges = [within(edge.highlight(), 0.5, 1.0) for edge in self.side.all_edges]
        bodies = [body for n in range(self.story.last + 1) for body in self._body(n)]
        known = self.formula, *names, *[line.pieces[0] for line in lines]
        others = [*tags, *edges, *self.side.show_biases(), *self._key("weights")]
        self.turn_to(*known, keep=bodies, others=others, run_time=TURN)
        self.stage.discard(*bodies)
        for n, line in enumerate(lines):
            come = staggered([FadeIn(piece) for piece in line.pieces[1:-2]])
            self.play(*come, run_time=1.0 if n == 0 else 0.6)
        results = [FadeIn(piece) for line in lines for piece in line.pieces[-2:]]
        self.play(*self.side.take_new_weights(), *results, run_time=2.0)
        self.stage.add(*[piece for line in lines for piece in line.pieces[1:]])

    def again(self) -> None:
        """Send the same input through the new weights, and ask for the answer."""
        story = self.story
        words = [self.words[f"backpropagation.{name}"] for name in ("target", "before", "after")]
        table = Outcome(self.theme, self.layout.content, story, words)
        self.answer, self.then = self._answer_line(after=True)
        known = *table.heads[:2], *table.names, *table.targets, *table.before, *self.answer
        edges: list[Any] = [*self.side.all_edges, *self.side.bias_edges]
        resting = [edge.clear_highlight() for edge in edges]
        others = [*resting, *self.side.light([], []), *self.ring_the_answer()]
        self.turn_to(*known, others=others, run_time=TURN)
        for layer in range(1, story.last + 1):
            self._forward(layer)
        # What was the answer is none until the new outputs are compared.
        self._forward(story.last + 1, *[ring.rest() for ring in self.rings])
        come = [FadeIn(table.heads[2]), *staggered([*map(FadeIn, table.after)])]
        self.play(*come, run_time=0.8)
        self.stage.add(table.heads[2], *table.after)
        self.ask()
