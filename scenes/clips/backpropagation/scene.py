"""One training step: deltas, slopes, the way back, the update, and the answer after it."""

from __future__ import annotations

from itertools import chain
from typing import Any

from manim import FadeIn, FadeOut

from scenes.animation.timing import staggered, within
from scenes.clips.backpropagation.back_figures import BackFigures
from scenes.clips.backpropagation.backward import BackwardSum, HiddenDeltas
from scenes.clips.backpropagation.blame import Blame
from scenes.clips.backpropagation.chain import SlopeChain
from scenes.clips.backpropagation.claims import CLAIMS
from scenes.clips.backpropagation.cost_beats import CostBeats
from scenes.clips.backpropagation.cost_line import cost_decimals
from scenes.clips.backpropagation.equations import SlopeLines, product_line, value_lines
from scenes.clips.backpropagation.network_side import NetworkSide
from scenes.clips.backpropagation.nudge_tally import NudgeTally
from scenes.clips.backpropagation.output_deltas import OutputDeltas
from scenes.clips.backpropagation.telling import TURN
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import TextLine
from scenes.provenance.mark import mark
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
        said = self.words["backpropagation.of"], self.words["backpropagation.bias"]
        self.side = NetworkSide(self.theme, self.layout, self.story, self.layer_names(), said)
        self.network = self.side.diagram
        words = {
            name: self.words[f"backpropagation.{name}"]
            for name in ("output", "target", "delta", "cost_slope", "slope")
        }
        upper, self.foot = self.layout.upper(self.story.loss is not None)
        self.outputs = table = OutputDeltas(self.theme, upper, self.story, words)
        known = table.heads, *chain(*table.known)
        self.add(self.network, self.network.symbols(0, "x"), *self.side.names, *known)
        self._key("weights")
        if self.key is not None:
            self.add(self.key)
        self.stage.add(*known)

    # The beats, in order.

    def question(self) -> None:
        """Point out the answer and the label, say how large the cost is, and light the weights."""
        self.answer, label = self._answer_line()
        ring = self.ring_the_answer()
        self.heading = [*self.answer, *label, *self.rings]
        self.play(*ring, *map(FadeIn, self.answer), run_time=0.8)
        right = self._ring(self.recording.targets[self.shown_step])
        swell = [self.side.point_out(right)] if label else []
        self.play(*map(FadeIn, label), *swell, run_time=0.9)
        self.stage.add(*self.heading)
        if self.story.loss is not None:
            self.show_cost(self.foot)
        edges = self.side.all_edges
        self.play(*self.side.light_in_turn(edges, lambda share: share), run_time=1.8)
        self.play(*[edge.clear_highlight() for edge in edges], run_time=0.6)

    def output_delta(self) -> None:
        """Find each output's delta; from now on it stands at its neuron."""
        table, neurons = self.outputs, self.network.layers[-1]
        self.formula = self._delta_title()
        leave = self.stage.hide(*self.heading)
        self.rings = []
        come = self.stage.show(self.formula, table.later_heads)
        self.play(*leave, *come, *self.side.light([], neurons[:1]), run_time=0.9)
        for n, neuron in enumerate(neurons):
            *before, delta = table.found[n]
            come = staggered([list(map(FadeIn, before)), FadeIn(delta)])
            tag = within(self.side.tag(len(self.network.layers) - 1, n), 0.5, 1.0)
            self.play(*self.side.light([], [neuron]), *come, tag, run_time=1.5 if n == 0 else 1.0)
        self.play(*self.side.light([], []), run_time=0.3)
        self.stage.add(*chain(*table.found))

    def cost_curve(self) -> None:
        """Sweep one weight: the cost of this sample follows a curve."""
        story, (k, i) = self.story, self.story.followed
        layer = story.last
        plot, *self.lines = self.layout.chain()
        self.curve = curve = self._curve_of_weight(plot)
        weight = story.source("weights", layer, k, i).value
        self.values = value_lines(
            self.theme, self.lines[0], story, self.theme.sizes.number, cost_decimals(story)
        )
        symbol = story.weight_symbol(layer, k, i)
        self.formula = self._title(f"partial C slash partial {symbol} = thin ?")
        new = self.formula, curve, curve.dot, *self.values
        self.turn_to(*new, others=self.side.light([self.edge], []), run_time=TURN)
        self._sweep(weight)
        self.stage.add(curve.curve)

    def _sweep(self, weight: float) -> None:
        """Sweep the weight to one end, to the other and back, while all that follows changes."""
        curve, part, living, stale = (
            self.curve,
            self.curve.new_part(),
            self._living(),
            self._stale(),
        )
        rest = [(counter, counter.recorded, at) for counter, at in living]
        for number in stale:
            number.set_opacity(0)
        self.add(part, *[counter for counter, _ in living])
        self.bring_to_front(curve.dot)
        low, high = float(curve.xs[0]), float(curve.xs[-1])
        for start, end, seconds in ((weight, high, 1.3), (high, low, 1.9), (low, weight, 1.0)):
            moves = [*curve.slide(self.edge, start, end), *self._outputs_follow(start, end)]
            moves += [curve.read_out(*one, (start, end)) for one in rest]
            self.play(*moves, curve.trace(part, start, end), run_time=seconds)
        self.remove(part, *[counter for counter, _ in living[2:]])
        for number in stale:
            number.set_opacity(1)
        self.add(curve.curve, curve.dot)

    def tangent(self) -> None:
        """Lay the tangent on the curve: its slope is activation times delta."""
        story, (k, i), curve = self.story, self.story.followed, self.curve
        layer = story.last
        steps = SlopeChain(self.theme, self.lines[0], story)
        size = 1.1 * self.theme.sizes.number
        self.product = line = product_line(self.theme, self.lines[1], story, size)
        self.add(curve.tangent)
        self.bring_to_front(curve.dot)
        self.play(curve.grow_tangent(), *self.stage.hide(*self.values), run_time=0.9)
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
        number = curve.slope_number(story.cell_format(layer))
        if number is not None:
            self.play(*self.stage.show(number, start=0.0), run_time=0.6)

    def nudges(self) -> None:
        """Count how many weights would have to be turned, and ask for a shorter way."""
        words = [self.words[f"backpropagation.{name}"] for name in ("nudges", "sweep")]
        tally = NudgeTally(self.theme, self.layout.content, self.story, *words)
        edges = [self.edge, *[edge for edge in self.side.all_edges if edge is not self.edge]]
        alone = self.side.light([self.edge], [])
        self.turn_to(*tally.words, tally.count, others=alone, run_time=TURN)
        self.play(tally.run(), *self.side.light_in_turn(edges, tally.when), run_time=3.0)
        self.side.lit = []
        resting = [edge.clear_highlight() for edge in edges]
        self.play(*resting, *self.stage.show(tally.question, start=0.2), run_time=0.8)
        self.wait(1.0)

    def gradient(self) -> None:
        """Multiply every delta by every activation: lines as wide as the slopes are steep."""
        layer = self.story.last
        self.table = table = self._table(layer)
        self.formula = self._gradient_title(layer)
        known = self.formula, *table.names, *table.heads, *table.deltas, *self._body(layer)
        self.turn_to(*known, others=self.side.light([], []), run_time=TURN)
        self._show_one(table)
        self._show_all(table, layer)

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
        others = [*self.side.show_edges(*edges), *self.side.light(edges, [neuron])]
        # The lines of the weights come before those of the slopes have gone.
        gone = *self._slopes(layer), *self._body(layer)
        others += self.stage.hide(*gone, start=0.3, stop=1.0)
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
        plot, rows = self.layout.plot(3)
        curve = self._curve_of_function(plot)
        lines = SlopeLines(self.theme, rows, story, self.figures)
        returned, total = lines.sum_line.pieces
        self.formula = self._title(self._one_hidden_markup(layer, j))
        carried = self.back.total.number
        # The plot comes while the table goes, so that the number that is carried is never alone.
        leave = self.stage.clear(keep=[carried], stop=0.4)
        come = self.stage.show(curve, curve.curve, curve.dot, returned, start=0.15, stop=0.6)
        come += self.stage.show(self.formula)
        self.move_numbers([(carried, total)], *leave, *come, leave=False, run_time=1.2)
        self.stage.discard(carried)
        self.add(curve.tangent)
        self.bring_to_front(curve.dot)
        self.play(curve.grow_tangent(), run_time=0.8)
        for line in (lines.slope_line, lines.delta_line):
            self.play(*staggered([FadeIn(piece) for piece in line.pieces]), run_time=1.2)
        self.play(self.side.tag(layer, self._place(layer, j)), run_time=0.5)
        self.stage.add(curve.tangent, total, *lines.slope_line.pieces, *lines.delta_line.pieces)

    def hidden_deltas(self) -> None:
        """Do the same for every hidden neuron."""
        story, layer = self.story, self.story.last
        found = HiddenDeltas(self.theme, self.layout.content, story, self.figures)
        self.formula = self._title(self._hidden_markup(layer))
        one = found.hidden.index(story.one)
        self.turn_to(self.formula, *found.frames, *found.rows[one], run_time=TURN)
        for count, n in enumerate(n for n in range(len(found.rows)) if n != one):
            pace = 1.0 if count == 0 else 0.8
            total, *rest = found.rows[n]
            edges = self.side.column(layer, n)
            self.play(*self.side.light(edges, [self.network.layers[layer][n]]),
                      run_time=0.4 * pace)  # fmt: skip
            pulses = self.side.pulses(layer, n)
            moves = [pulse.travel_back() for pulse in pulses]
            self.play(within(FadeIn(total), 0.7, 1.0), *moves, run_time=1.2 * pace)
            self.remove(*pulses)
            later = staggered([FadeIn(piece) for piece in rest])
            self.play(*later, within(self.side.tag(layer, n), 0.6, 1.0), run_time=0.9 * pace)
            self.stage.add(*found.rows[n])
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
        known = self.formula, *table.names, *table.heads, *table.deltas, table.frame
        back = [line for n in range(1, story.last + 1) for line in self._slopes(n)]
        bodies = [body for n in range(story.last + 1) for body in self._body(n)]
        self.bring_to_back(*back)
        come = self.stage.show(*back)
        others = [*self.side.hide_edges(), *come, *self._key("slopes")]
        self.turn_to(*known, *bodies, keep=back, others=others, run_time=TURN)
        self._show_all(table, 0)
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
        """Move a weight and a bias against their slopes in numbers, then all of them."""
        self.formula = self._update_title()
        plot, *rows = self.layout.chain()
        (name, line), second = self._update_lines(rows)
        bodies = [body for n in range(self.story.last + 1) for body in self._body(n)]
        slopes = [line for n in range(self.story.last + 1) for line in self._slopes(n)]
        others = [*self.side.show_edges(self.edge), *self.side.show_biases(), *self._key("weights")]
        others += self.stage.hide(*slopes, start=0.3, stop=1.0)
        others += [within(FadeOut(tag), 0.0, 0.5) for tag in self.side.all_tags]
        shown: list[Any] = [self.formula, name, line.pieces[0]]
        if self.story.loss is not None:
            self.curve = curve = self._curve_of_weight(plot)
            shown += [curve, curve.curve, curve.tangent, curve.dot]
        self.turn_to(*shown, keep=bodies, others=others, run_time=TURN)
        self.stage.discard(*bodies)
        self.play(*staggered([FadeIn(piece) for piece in line.pieces[1:-2]]), run_time=1.4)
        come = [FadeIn(piece) for piece in line.pieces[-2:]]
        if self.story.loss is not None:
            come += self._downhill(line.pieces[-1])
        self.play(*come, run_time=1.6)
        self.stage.add(*line.pieces)
        name, line = second
        own = [edge for edge in self.side.bias_edges if edge.source == line.before]
        self.play(*self.side.light(own, []), FadeIn(name),
                  *staggered([FadeIn(piece) for piece in line.pieces]), run_time=1.8)  # fmt: skip
        self.stage.add(name, *line.pieces)
        self._step_all()

    def _downhill(self, after: Readout) -> list[Any]:
        """Return animations of the point that slides down the curve to where the weight goes."""
        curve, end = self.curve, after.recorded
        self.edge.weight = end
        mark(self.edge, "width", end)
        mark(curve.dot, "place", end, axes=curve)
        slide = curve.slide(self.edge, curve.x.value, end.value)
        return [*slide, *self.stage.hide(curve.tangent, stop=0.3)]

    def _step_all(self) -> None:
        """Light all edges, and give each its new weight."""
        edges: list[Any] = [*self.side.all_edges, *self.side.bias_edges]
        self.play(*[edge.highlight() for edge in edges], run_time=0.6)
        self.play(*self.side.take_new_weights(), run_time=1.6)
        self.side.lit = []

    def again(self) -> None:
        """Ask for the new answer, and send the same input through the new weights."""
        story, table = self.story, self.outputs
        self.answer, self.then = self._answer_line(after=True)
        after = self._after()
        known = table.heads, *chain(*table.known), *self.answer, *self.ask()
        edges: list[Any] = [*self.side.all_edges, *self.side.bias_edges]
        resting = [edge.clear_highlight() for edge in edges]
        others = [*resting, *self.side.light([], []), *self.ring_the_answer()]
        self.turn_to(*known, others=others, run_time=TURN)
        for layer in range(1, story.last + 1):
            self._forward(layer)
        self._forward(story.last + 1, *[within(FadeIn(piece), 0.4, 0.8) for piece in after])
        self.stage.add(*after)

    def _after(self) -> list[Any]:
        """Return the name of the outputs after the step, and these, where the deltas stood."""
        table, story = self.outputs, self.story
        x, em = table.xs["delta"], table.em
        word = self.words["backpropagation.after"]
        head = TextLine(self.theme, word, table.label, self.theme.quiet)
        found: list[Any] = [head.place(x, table.heads[0].baseline)]
        for k, (_, output, _) in zip(story.indices[-1], table.known, strict=True):
            source = story.source("activations_after", story.last + 1, k)
            number = Readout(self.theme, source, output.number_format, em, self.theme.ink)
            found.append(number.place(x, output.baseline))
        return found
