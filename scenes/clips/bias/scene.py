"""What a bias is and does: it shifts the curve and the line, which weights can only turn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import (
    Create,
    Dot,
    FadeIn,
    FadeOut,
    GrowFromCenter,
    Indicate,
    Line,
    Transform,
    UpdateFromAlphaFunc,
    linear,
    smooth,
    there_and_back,
)

from network import Recording
from network.recordings.zero_inputs import ZeroInputs
from scenes.animation.timing import soft_ends, staggered, within
from scenes.base import NetworkScene
from scenes.clips.bias.claims import CLAIMS, conflicts
from scenes.clips.bias.decision_plot import FAINT, DecisionPlot
from scenes.clips.bias.layout import Layout
from scenes.clips.bias.line_panel import LinePanel
from scenes.clips.bias.pair_neuron import PairNeuron
from scenes.clips.bias.raised_bias import RaisedBias
from scenes.clips.bias.solo_neuron import SoloNeuron
from scenes.clips.bias.sweep_plot import SweepPlot
from scenes.mobjects.network.bias_neuron import ASIDE, BiasNeuron, SumWithBias
from scenes.mobjects.network.network_diagram import NetworkDiagram
from scenes.mobjects.text.text import Formula
from scenes.provenance.source import NumberFormat, Source

__all__ = ["Bias"]

STEP = 0
OUTPUT_ROOM = 0.3
"""Room at the right of the outputs, which have no names, in frame units."""
FIRST = 0
"""The hidden neuron whose weighted sum is shown."""
TENTHS, THOUSANDTHS = NumberFormat(1), NumberFormat(3)
SLIDE = 2.0
"""Largest bias in the sweep of the curve."""
HELD = 1.3
"""Seconds for which the curve stands still with each of two biases."""
STEEP, FLAT = 3.0, 0.5
"""Largest and smallest weight in the sweep of the slope."""
RAISED = 0.5
"""What a bias of the network is raised by."""
SUNK, MOVED = (0.16, 0.36), (0.42, 0.74)
"""When the half point goes down to its axis, and when the axis becomes that of the plane."""
SHAKE = 70
"""Entries by which the line turns, and back, to show that it is pinned."""


class Bias(NetworkScene):
    """The bias neurons of the 5-4-3 network, the curve of one neuron, and the line of another."""

    clip = "bias"
    claims = CLAIMS
    recording: Recording

    def check(self, recording: Recording) -> None:
        """Refuse a recording that is not a 5-4-3 walkthrough."""
        self.require_layers(recording, 5, 4, 3)

    def setup(self) -> None:
        """Compute the layout."""
        super().setup()
        self.layout = Layout.of(self.area)

    def construct(self) -> None:
        """Play the beats in order."""
        self.study = self.also["bias_study"]
        self.one = self.studied("bias_input", 0)
        self.place_network()
        self.beat(self.question)
        self.beat(self.zero_inputs)
        self.beat(self.bias_neurons)
        self.beat(self.start_at_zero)
        self.beat(self.raised_bias)
        self.beat(self.one_input)
        self.beat(self.weight_tilts)
        self.beat(self.bias_slides)
        self.beat(self.two_inputs)
        self.beat(self.pinned)
        self.beat(self.pattern)
        self.beat(self.weights_turn)
        self.beat(self.threads, best=self._setting("best_without_bias"))
        self.beat(self.with_bias)
        self.beat(self.difference)

    def studied(self, array: str, *index: int) -> Source:
        """Return an entry of the bias study."""
        return Source(self.study, array, index=index)

    def place_network(self) -> None:
        """Draw the network with its inputs, and beside it the weighted sum of one neuron."""
        names = [self.words[f"layers.{name}"] for name in ("input", "hidden", "output")]
        layout, theme = self.layout, self.theme
        self.network = NetworkDiagram(
            theme, layout.diagram, self.recording, STEP, names, right_room=OUTPUT_ROOM
        )
        self.foot = layout.lower_names(self.network)
        for i, neuron in enumerate(self.network.layers[0]):
            neuron.set_value_now(self.source("activations", 0, i), TENTHS)
        self.symbols = self.network.symbols(0, "x")
        n = FIRST + 1
        markup = f"z_{n} = sum_i w_({n} i) x_i {{{{ + : plus }}}} {{{{ b_{n} : b }}}}"
        self.formula = Formula(theme, markup, theme.sizes.formula, theme.ink)
        self.formula.part("b").set_color(theme.bias)
        region = layout.head_panel(self.formula)
        headings = [self.words[f"table.{k}"] for k in ("weight", "input", "product", "sum", "bias")]
        self.zeros = self.also["zero_inputs"] = ZeroInputs(self.recording, STEP)
        self.given, self.table = (
            SumWithBias(theme, region, recording, STEP, 0, FIRST, headings, self.one)
            for recording in (self.recording, self.zeros)
        )
        self.table.total.set_color(theme.ink)
        self.joins = [self.formula.part(name) for name in ("plus", "b")]
        later = [glyph for part in self.joins for glyph in part]
        glyphs = [glyph for glyph in self.formula if glyph not in later]
        drawn = self.network, self.symbols, *glyphs, self.given.headings
        self.with_next_caption = [FadeIn(m) for m in drawn]

    def question(self) -> None:
        """Add up weight times input for one neuron, edge by edge."""
        edges, neuron = self.network.row(0, FIRST), self.network.layers[1][FIRST]
        self.play(neuron.highlight(), run_time=0.5)
        lit = [
            [edge.highlight(), FadeIn(row), FadeIn(partial)]
            for edge, row, partial in zip(edges, self.given.rows, self.given.sums, strict=True)
        ]
        self.play(*staggered(lit, 0.4), run_time=2.4)
        inputs = [neuron.number for neuron in self.network.layers[0]]
        swells = [
            within(number.animate.scale(1.3), 0.14 * k, 0.14 * k + 0.44, there_and_back)
            for k, number in enumerate(inputs)
        ]
        self.play(*swells, run_time=1.4)

    def zero_inputs(self) -> None:
        """Every input becomes zero, so does every product, and the output is one half."""
        swaps = [self._become_zero(i) for i in range(len(self.given.rows))]
        self.play(*staggered(swaps, 0.6), run_time=2.4)
        # A row of which parts have left is no longer drawn as one.
        parts = [part for row in (*self.given.rows, *self.table.rows) for part in row]
        self.remove(*parts, *self.given.sums)
        self.add(*self.table.rows, *self.table.sums)
        last = self.table.sums[-1]
        self.play(Indicate(last, 1.3, self.theme.focus), run_time=0.8)
        half = self.studied("weight_sweep", 0, self._nearest("sweep_inputs", 0))
        neuron = self.network.layers[1][FIRST]
        self.play(*neuron.set_value(half, THOUSANDTHS), run_time=0.8)
        self.play(neuron.highlight(), run_time=0.4)

    def _become_zero(self, i: int) -> list[Any]:
        """Return the animations that exchange an input, its product and the sum so far."""
        neuron = self.network.layers[0][i]
        old, here, there = neuron.number, self.given.rows[i], self.table.rows[i]
        neuron.remove(old)
        pairs = (
            (here.input, there.input),
            (here.product, there.product),
            (self.given.sums[i], self.table.sums[i]),
        )
        return [
            FadeOut(old),
            *neuron.set_value(Source(self.zeros, "activations", 0, 0, (i,)), TENTHS),
            *[FadeOut(number) for number, _ in pairs],
            *[FadeIn(number) for _, number in pairs],
        ]

    # The bias neurons of the network

    def bias_neurons(self) -> None:
        """Neurons that output 1 join two layers; only outgoing edges grow from them."""
        self.biases = [
            BiasNeuron(self.theme, self.network, layer, self.one, self.foot) for layer in (0, 1)
        ]
        bodies = [bias.body for bias in self.biases]
        resting = [edge.clear_highlight() for edge in self.network.row(0, FIRST)]
        come = staggered([FadeIn(body, scale=0.6) for body in bodies], 0.2)
        self.play(*resting, *come, run_time=1.4)
        for bias in self.biases:
            self.bring_to_back(*bias.edges)
            self.play(*staggered(bias.grow(), overlap=0.6), run_time=0.9)
        row = self.table.bias_row
        self.play(self.biases[0].call(), run_time=0.7)
        self.play(FadeIn(self.table.rule), FadeIn(row.input), run_time=0.7)

    def start_at_zero(self) -> None:
        """Bias weights are printed on their edges; one, times 1, is all that is left of the sum."""
        row, bias = self.table.bias_row, self.biases[0]
        labels = bias.labels
        others = [edge.animate.set_stroke(opacity=ASIDE) for edge in self.biases[1].edges]
        self.play(*others, *staggered([FadeIn(label) for label in labels], 0.6), run_time=0.9)
        gone = [FadeOut(label) for k, label in enumerate(labels) if k != FIRST]
        attend = Indicate(labels[FIRST].number, 1.25, self.theme.focus)
        entered = [FadeIn(m) for m in (row.weight, row.times, row.equals, row.product)]
        self.play(*bias.point_to(FIRST), *gone, attend, *staggered(entered, 0.6), run_time=1.0)
        joined = [FadeIn(join) for join in self.joins]
        self.move_numbers([(row.product, self.table.total)], *joined, run_time=0.8)
        self.add(self.formula)

    def raised_bias(self) -> None:
        """One bias grows while all inputs are zero: so does the sum, and the neuron brightens."""
        start = self.source("biases", 0, FIRST).value
        path = self._path("sweep_biases", start, start + RAISED)
        zero = self._nearest("sweep_inputs", 0)
        sums = [self.studied("sweep_biases", k) for k in path]
        outputs = [self.studied("bias_sweep", k, zero) for k in path]
        neuron, label = self.network.layers[1][FIRST], self.biases[0].labels[FIRST]
        raised = RaisedBias(self.theme, self.table, label, neuron, sums[0], outputs[0])
        self.remove(*raised.replaced)
        raised.take_over()
        self.add(*raised.sums)
        self.play(*raised.go(sums, outputs), run_time=2.2)
        self.play(Indicate(self.table.total, 1.25, self.theme.focus), run_time=0.8)

    # A single neuron

    def one_input(self) -> None:
        """Enlarge one neuron, and draw its output over its only input."""
        weight = self._setting("sweep_weight")
        bias = self.studied("sweep_biases", self._bias(0))
        self.neuron = SoloNeuron(self.theme, self.layout.neuron, weight, bias, self.one)
        entry = self._nearest("sweep_weights", weight.value)
        self.plot = SweepPlot(self.theme, self.layout.curves, self.study, "weight_sweep", entry)
        zero = self._nearest("sweep_inputs", 0)
        self.half = self.studied("weight_sweep", entry, zero)
        self.pivot = self.plot.pivot(self.studied("sweep_inputs", zero), self.half)
        self.plot.remove(self.plot.sums, self.plot.drop)
        self._leave_network()
        self.play(FadeIn(self.plot.sums), run_time=0.7)
        names = self.plot.sums.name, self.plot.letter
        self.play(*[Indicate(name, 1.5, self.theme.focus) for name in names], run_time=0.8)
        held = self.neuron.hold(self.pivot.mark.source, self.half)
        self.play(FadeIn(self.plot.drop), FadeIn(self.pivot, scale=2), *held, run_time=0.8)

    def _leave_network(self) -> None:
        """Enlarge the hidden neuron and its bias neuron; exchange everything around them."""
        label = self.biases[0].labels[FIRST]
        # Faded as a group, a bias neuron would cover its label.
        drawn = [*self.biases[0].edges, *self.biases[1]]
        left = [self.network, self.symbols, *drawn, label.number]
        table = [self.given.headings, *self.table.rows, *self.table.sums, self.table.rule]
        table += [self.table.bias_row, self.table.total, self.formula]
        grown = {
            self.network.layers[1][FIRST].disc.copy(): self.neuron.output,
            self.biases[0].body: self.neuron.one,
        }
        ways = [Transform(here, there) for here, there in grown.items()]
        around = [m for m in self.neuron if m not in grown.values()]
        self.play(
            *[within(FadeOut(m), 0.0, 0.3) for m in left],
            *[within(way, 0.1, 0.65) for way in ways],
            *[within(FadeOut(m), 0.1, 0.4) for m in table],
            *[within(FadeIn(m), 0.6, 0.95) for m in around],
            within(FadeIn(self.plot), 0.36, 0.7),
            run_time=1.6,
        )
        self.remove(label.patch, *[way.mobject for way in ways])
        self.add(self.neuron)

    def weight_tilts(self) -> None:
        """The weight only makes the curve over all inputs steeper or flatter."""
        weight = self._setting("sweep_weight").value
        for ends, held in (((weight, STEEP), 0.4), ((STEEP, FLAT), 0.4), ((FLAT, weight), 0.1)):
            path = self._path("sweep_weights", *ends)
            self.play(
                *self.plot.go("weight_sweep", path),
                *self.neuron.go("w", [self.studied("sweep_weights", k) for k in path]),
                run_time=1.3,
            )
            self.wait(held)

    def bias_slides(self) -> None:
        """The bias moves the zero of the sum, and the whole curve with it."""
        self.ghost = self.plot.ghost()
        self.add(self.ghost)
        self.bring_to_front(self.plot.curve, self.pivot)
        for start, end, seconds in ((0.0, SLIDE, 1.2), (SLIDE, -SLIDE, 1.6)):
            self._slide(start, end, seconds)
            bias, shift = (
                self.studied(a, self._bias(end)) for a in ("sweep_biases", "bias_shifts")
            )
            said = [
                self.neuron.equation(self.plot.sums, shift, bias),
                self.plot.named_ghost(self.studied("sweep_biases", self._bias(0)), np.sign(end)),
            ]
            self.play(*[FadeIn(m) for m in said], run_time=0.5)
            self.wait(HELD)
            self.play(*[FadeOut(m) for m in said], run_time=0.3)
        self._slide(-SLIDE, 0.0, 0.7)

    def _slide(self, start: float, end: float, run_time: float) -> None:
        """Move curve, scale and numbers from one bias to another."""
        path = self._path("sweep_biases", start, end)
        shifts = [self.studied("bias_shifts", k) for k in path]
        self.play(
            *self.plot.go("bias_sweep", path),
            self.plot.move_pivot(self.pivot, shifts, self.half),
            *self.neuron.go("b", [self.studied("sweep_biases", k) for k in path]),
            self.neuron.x.go(shifts),
            run_time=run_time,
        )

    # A line

    def two_inputs(self) -> None:
        """The point at which the output is one half becomes a line between two sides."""
        self.plane = DecisionPlot(self.theme, self.layout.curves, self.study)
        words = {key: self.words[f"bias.{key}"] for key in ("right", "of", "best")}
        self.panel = LinePanel(self.theme, self.layout.neuron, self.study, words)
        self.pair = PairNeuron(self.theme, self.panel.foot, self.study)
        plane, plot, axis = self.plane, self.plot, self.plot.horizontal
        axis_line = Line(axis.get_start(), axis.get_end()).match_style(plane.across)
        gone = [*[m for m in plot.submobjects if m not in (axis, plot.drop)], plot.sums]
        del self.pivot.mark
        self.remove(axis)
        self.add(axis_line, plane.axes[0], self.pivot)
        self.play(
            within(FadeOut(self.neuron), 0.0, 0.16),
            *[within(FadeOut(m), 0.08, 0.36) for m in (*gone, self.ghost)],
            within(FadeOut(plot.drop), 0.36, 0.5),
            within(Transform(axis_line, plane.across), *MOVED),
            self._to_origin(),
            within(GrowFromCenter(plane.axes[0]), 0.72, 1.0),
            within(FadeIn(plane.frame), 0.36, 0.6),
            *[within(FadeIn(m), 0.7, 1.0) for m in plane.axes[1:]],
            *[within(FadeIn(m), 0.16, 0.36) for m in (self.panel.sum, self.pair)],
            run_time=2.6,
        )
        self.remove(plot, axis_line)
        self.add(plane.across, plane.axes, plane.line, self.pivot)
        self.play(self._grow_line(), run_time=0.9)
        self.bring_to_back(*plane.halves)
        shown = [*plane.halves, *self.panel.weights]
        self.play(*[FadeIn(m) for m in shown], run_time=0.9)

    def _to_origin(self) -> UpdateFromAlphaFunc:
        """Return the animation of the half point down to the axis, then with it to the origin."""
        start, axis, end = self.pivot.get_center(), self.plot.c2p(0, 0), self.plane.middle
        (sinks, rests), (leaves, stops) = SUNK, MOVED

        def move(pivot: Dot, share: float) -> None:
            down = smooth(min(max((share - sinks) / (rests - sinks), 0.0), 1.0))
            away = smooth(min(max((share - leaves) / (stops - leaves), 0.0), 1.0))
            pivot.move_to(start + down * (axis - start) + away * (end - axis))

        return UpdateFromAlphaFunc(self.pivot, move, rate_func=linear)

    def _grow_line(self) -> UpdateFromAlphaFunc:
        """Return the animation in which the line grows out of the origin."""
        middle, (start, end) = self.plane.middle, self.plane.line.get_start_and_end()

        def grow(line: Line, share: float) -> None:
            share = max(share, 1e-3)
            line.put_start_and_end_on(
                middle + share * (start - middle), middle + share * (end - middle)
            )

        return UpdateFromAlphaFunc(self.plane.line, grow)

    def pinned(self) -> None:
        """At the origin the sum is zero, whatever the weights: a pin holds the line."""
        x, y = self.plane.middle[:2]
        self.at_origin = self.panel.origin_sum(x + 0.22, y - 0.5, "left", self.theme.ink)
        self.play(Indicate(self.pivot, 1.8, self.theme.focus), run_time=0.8)
        self.play(FadeIn(self.at_origin), run_time=0.7)
        there = list(range(SHAKE + 1))
        self._move(there, 1.0)
        self._move(there[::-1], 1.0)

    def pattern(self) -> None:
        """Points of two classes appear on both sides; those on the wrong side are crossed out."""
        plane = self.plane
        points = staggered([FadeIn(dot, scale=2) for dot in plane.dots], 0.6, start=0.15)
        left = [within(FadeOut(m), 0.0, 0.3) for m in (self.at_origin, self.pair)]
        self.play(*left, *points, run_time=1.9)
        crosses = [plane.cross(k) for k in plane.wrong(0)]
        marked = staggered([FadeIn(cross, scale=1.6) for cross in crosses], 0.2)
        self.play(*marked, run_time=1.2)
        self.remove(*crosses)
        self.add(plane.crosses, plane.others)
        self.play(FadeIn(self.panel.right), run_time=0.6)

    def weights_turn(self) -> None:
        """Without a bias, the line turns once about the pin, and some point is always wrong."""
        self._move(list(range(self._once_round() + 1)), 5.5, self.panel.right, ease=_gathering)
        self.panel.show_best(self._once_round())
        self.play(FadeIn(self.panel.best), run_time=0.6)

    def _once_round(self) -> int:
        """Return the entry at which the line has turned once."""
        weights = self.study.moved_weights[: self.study.turns + 1]
        apart = np.hypot(*(weights - weights[0]).T)
        half = self.study.turns // 3
        return half + int(np.argmin(apart[half:]))

    def _move(self, entries: list[int], run_time: float, *shown: Any, ease=soft_ends) -> None:
        """Move the line through entries of the study, with the weights and what else is shown."""
        self.play(
            *self.plane.go(entries, ease, judged=bool(shown)),
            *self.panel.go(entries, *shown, ease=ease),
            *(self.pair.go(entries) if self.pair in self.mobjects else ()),
            run_time=run_time,
        )

    def threads(self) -> None:
        """Each conflict is tied together in turn; its cross hops as the line turns half round."""
        plane, here, found = self.plane, self._once_round(), conflicts(self.study)
        self.tied = [plane.thread(conflict) for conflict in found]
        there = here - here // 2
        for thread, conflict in zip(self.tied, found, strict=True):
            self._speak_of(conflict, here, Create(thread))
            self._move(_way(here, there), 1.2, self.panel.right)
            here, there = there, here
            self.play(thread.animate.set_stroke(self.theme.quiet), run_time=0.2)
        self._speak_of([k for conflict in found for k in conflict], here)
        self._move(_way(here, self.study.turns), 1.8, self.panel.right)

    def _speak_of(self, points: Sequence[int], entry: int, *also: Any) -> None:
        """Make all other points, and their crosses, faint."""
        plane = self.plane
        before = [crosses.copy() for crosses in (plane.crosses, plane.others)]
        plane.judged = set(points)
        plane.show(entry)
        self.add(*plane.dots, plane.others, plane.crosses, *before, self.pivot)
        self.play(
            *[FadeOut(crosses) for crosses in before],
            *[FadeIn(crosses) for crosses in (plane.others, plane.crosses)],
            *[
                dot.animate.set_opacity(1 if k in plane.judged else FAINT)
                for k, dot in enumerate(plane.dots)
            ],
            *also,
            run_time=0.5,
        )

    def with_bias(self) -> None:
        """The pin goes; the bias, which is the sum at the origin, pushes the line away."""
        plane, panel, (x, y) = self.plane, self.panel, self.plane.middle[:2]
        self.at_origin = panel.origin_sum(x - 0.22, y - 0.5, "right", self.theme.bias)
        self._speak_of(range(len(plane.dots)), self.study.turns, *map(FadeOut, self.tied))
        self.play(
            FadeOut(self.pivot, scale=2.5),
            *[FadeIn(m) for m in (panel.joins, panel.bias)],
            within(FadeIn(self.at_origin), 0.5, 1.0),
            run_time=1.0,
        )
        self.add(plane.ghost(), plane.line, *plane.dots, plane.crosses)
        shown = panel.right, panel.bias, self.at_origin
        entries = list(range(self.study.turns, len(self.study.moved_right)))
        self._move(entries, 3.0, *shown)
        self.play(Indicate(panel.right[0], 1.25, self.theme.focus), run_time=0.9)

    def difference(self) -> None:
        """Point out what the bias has added."""
        panel = self.panel
        for parts in (panel.weights, panel.bias):
            named = [Indicate(part, 1.15, self.theme.focus) for part in parts]
            self.play(*named, run_time=0.9)

    # What several beats need

    def _setting(self, key: str) -> Source:
        """Return an entry of the metadata of the bias study."""
        return self.setting(key, recording=self.study)

    def _nearest(self, array: str, value: float) -> int:
        """Return the index of the recorded entry that is closest to a value."""
        return int(np.argmin(np.abs(self.study.arrays[array] - value)))

    def _bias(self, value: float) -> int:
        """Return the index of a bias in the sweep."""
        return self._nearest("sweep_biases", value)

    def _path(self, array: str, start: float, end: float) -> list[int]:
        """Return the indices of all recorded entries from one value to another, in order."""
        return _way(self._nearest(array, start), self._nearest(array, end))


def _gathering(share: float) -> float:
    """Rate function: slow at first, as the count rises within the first degrees."""
    return soft_ends(share) ** 1.4


def _way(start: int, end: int) -> list[int]:
    """Return the indices of all entries from one to another, in order."""
    step = 1 if end >= start else -1
    return list(range(start, end + step, step))
