"""What a bias is and does: it shifts the curve and the line, which weights can only turn."""

from __future__ import annotations

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
from scenes.clips.bias.decision_plot import DecisionPlot
from scenes.clips.bias.layout import Layout
from scenes.clips.bias.line_panel import LinePanel
from scenes.clips.bias.pair_neuron import PairNeuron
from scenes.clips.bias.raised_bias import RaisedBias
from scenes.clips.bias.solo_neuron import SoloNeuron
from scenes.clips.bias.sweep_plot import SweepPlot
from scenes.mobjects.network.bias_neuron import BiasNeuron, SumWithBias
from scenes.mobjects.network.network_diagram import NetworkDiagram
from scenes.mobjects.text.text import Formula
from scenes.provenance.source import NumberFormat, Source

__all__ = ["Bias"]

STEP = 0
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
FIRST_TURN = 60
"""Entries of the moved line that are shown slowly when it turns."""
SUNK, MOVED = (0.2, 0.4), (0.46, 0.76)
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
        self.network = NetworkDiagram(theme, layout.diagram, self.recording, STEP, names)
        self.foot = layout.lower_names(self.network)
        for i, neuron in enumerate(self.network.layers[0]):
            neuron.set_value_now(self.source("activations", 0, i), TENTHS)
        self.symbols = self.network.symbols(0, "x")
        self.add(self.network, self.symbols)
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
        self.add(*glyphs, self.given.headings, *self.given.rows, *self.given.sums)

    def question(self) -> None:
        """Point out the neuron whose sum stands beside the network."""
        edges, neuron = self.network.row(0, FIRST), self.network.layers[1][FIRST]
        self.play(neuron.highlight(), run_time=0.5)
        self.play(*staggered([edge.highlight() for edge in edges], 0.5), run_time=1.6)
        self.wait(0.3)
        inputs = [neuron.number for neuron in self.network.layers[0]]
        swells = [
            within(number.animate.scale(1.3), 0.14 * k, 0.14 * k + 0.44, there_and_back)
            for k, number in enumerate(inputs)
        ]
        self.play(*swells, run_time=1.6)

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
        labels = [label for bias in self.biases for label in bias.labels]
        self.play(*staggered([FadeIn(label) for label in labels], 0.6), run_time=0.9)
        number = bias.labels[FIRST].number
        attend = Indicate(number, 1.25, self.theme.focus)
        entered = [FadeIn(m) for m in (row.weight, row.times, row.equals, row.product)]
        self.play(*bias.point_to(FIRST), attend, *staggered(entered, 0.6), run_time=1.0)
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
        labels = [label for bias in self.biases for label in bias.labels]
        # Faded as a group, a bias neuron would cover its labels.
        drawn = [m for bias in self.biases for m in (*bias.edges, bias.body)]
        left = [self.network, self.symbols, *drawn, *[label.number for label in labels]]
        table = [self.given.headings, *self.table.rows, *self.table.sums, self.table.rule]
        table += [self.table.bias_row, self.table.total, self.formula]
        grown = {
            self.network.layers[1][FIRST].disc.copy(): self.neuron.output,
            self.biases[0].body.copy(): self.neuron.one,
        }
        ways = [Transform(here, there) for here, there in grown.items()]
        around = [m for m in self.neuron if m not in grown.values()]
        self.play(
            *[within(FadeOut(m), 0.0, 0.35) for m in left],
            *[within(way, 0.2, 0.75) for way in ways],
            *[within(FadeOut(m), 0.2, 0.5) for m in table],
            *[within(FadeIn(m), 0.65, 1.0) for m in around],
            within(FadeIn(self.plot), 0.5, 0.9),
            run_time=1.8,
        )
        self.remove(*[label.patch for label in labels], *[way.mobject for way in ways])
        self.add(self.neuron)

    def weight_tilts(self) -> None:
        """The weight only makes the curve over all inputs steeper or flatter."""
        weight = self._setting("sweep_weight").value
        for ends in ((weight, STEEP), (STEEP, FLAT), (FLAT, weight)):
            path = self._path("sweep_weights", *ends)
            self.play(
                *self.plot.go("weight_sweep", path),
                *self.neuron.go("w", [self.studied("sweep_weights", k) for k in path]),
                run_time=1.3,
            )
            self.wait(0.3)

    def bias_slides(self) -> None:
        """The bias moves the zero of the sum, and the whole curve with it."""
        self.ghost = self.plot.ghost()
        self.add(self.ghost)
        self.bring_to_front(self.plot.curve, self.pivot)
        for start, end, seconds in ((0.0, SLIDE, 1.4), (SLIDE, -SLIDE, 1.8)):
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
        self._slide(-SLIDE, 0.0, 0.9)

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
            *[within(FadeOut(m), 0.0, 0.28) for m in (*gone, self.ghost, self.neuron)],
            within(FadeOut(plot.drop), 0.42, 0.56),
            within(Transform(axis_line, plane.across), *MOVED),
            self._to_origin(),
            within(GrowFromCenter(plane.axes[0]), 0.74, 1.0),
            *[within(FadeIn(m), 0.7, 1.0) for m in (plane.frame, *plane.axes[1:])],
            *[within(FadeIn(m), 0.3, 0.55) for m in (self.panel.sum, self.pair)],
            run_time=2.8,
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
        self.add(plane.crosses)
        self.play(FadeIn(self.panel.right), run_time=0.6)

    def weights_turn(self) -> None:
        """Without a bias, the line turns about the pin, and some point is always wrong."""
        panel, last = self.panel, self.study.turns
        self.play(FadeIn(panel.best), run_time=0.6)
        # The count rises within the first degrees: slowly, so that it can be followed.
        for first, stop, seconds in ((0, FIRST_TURN, 1.9), (FIRST_TURN, last, 4.3)):
            self._move(list(range(first, stop + 1)), seconds, panel.right, panel.best)

    def _move(self, entries: list[int], run_time: float, *shown: Any) -> None:
        """Move the line through entries of the study, with the weights and what else is shown."""
        self.play(
            *self.plane.go(entries, soft_ends, judged=bool(shown)),
            *self.panel.go(entries, *shown, ease=soft_ends),
            *(self.pair.go(entries) if self.pair in self.mobjects else ()),
            run_time=run_time,
        )

    def threads(self) -> None:
        """Points of a conflict are tied together; on each thread a cross hops as the line turns."""
        plane, last, found = self.plane, self.study.turns, conflicts(self.study)
        plane.judged = {k for conflict in found for k in conflict}
        self.tied = [plane.thread(conflict, look) for look, conflict in enumerate(found)]
        others = [dot for k, dot in enumerate(plane.dots) if k not in plane.judged]
        crosses = plane.crosses.copy()
        plane.mark_wrong(plane.crosses, last)
        self.add(crosses)
        self.play(
            FadeOut(crosses), FadeOut(self.panel.right),
            # They have no crosses now, so they would seem to be right.
            *[dot.animate.set_opacity(0) for dot in others], run_time=0.6,
        )  # fmt: skip
        for thread, conflict in zip(self.tied, found, strict=True):
            self.add(thread, *plane.dots, plane.crosses, self.pivot)
            tied = [Indicate(plane.dots[k], 1.5, self.theme.focus) for k in conflict]
            self.play(Create(thread), *tied, run_time=0.8)
        self._move(self._full_turn(), 4.5, self.panel.best)

    def _full_turn(self) -> list[int]:
        """Return the entries of a full turn back from the last without a bias, and that one."""
        last, weights = self.study.turns, self.study.moved_weights
        early = weights[: last // 2]
        same = int(np.argmin(np.hypot(*(early - weights[last]).T)))
        return [*range(last, same, -1), last]

    def with_bias(self) -> None:
        """The pin goes; the bias, which is the sum at the origin, pushes the line away."""
        plane, panel, (x, y) = self.plane, self.panel, self.plane.middle[:2]
        self.at_origin = panel.origin_sum(x - 0.22, y - 0.5, "right", self.theme.bias)
        ghost = plane.ghost()
        self.play(
            *[within(FadeOut(thread), 0.0, 0.5) for thread in self.tied],
            *[dot.animate.set_opacity(1) for dot in plane.dots],
            FadeOut(self.pivot, scale=2.5),
            *[FadeIn(m) for m in (panel.joins, panel.bias, panel.right)],
            within(FadeIn(self.at_origin), 0.5, 1.0),
            run_time=1.0,
        )
        plane.judged = set(range(len(plane.dots)))
        self.add(ghost, plane.line, *plane.dots, plane.crosses)
        shown = panel.right, panel.bias, self.at_origin
        entries = list(range(self.study.turns, len(self.study.moved_right)))
        self._move(entries, 3.3, *shown)
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
        first, last = self._nearest(array, start), self._nearest(array, end)
        return list(range(first, last + 1)) if first <= last else list(range(first, last - 1, -1))
