"""What the bias is, and what it buys: it shifts what weights alone can only turn."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import FadeIn, FadeOut, Transform
from manim.animation.animation import prepare_animation

from network import Recording
from scenes.animation.timing import staggered, within
from scenes.base import NetworkScene
from scenes.clips.bias.solo_neuron import SoloNeuron
from scenes.clips.bias.sum_line import SumLine
from scenes.clips.bias.sweep_plot import SweepPlot
from scenes.clips.bias.training_view import TrainingView
from scenes.mobjects.dimming import dim, undim
from scenes.mobjects.network.bias_neuron import BiasNeuron, SumWithBias
from scenes.mobjects.network.network_diagram import NetworkDiagram
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import Formula
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region

__all__ = ["Bias"]

STEP = 0
FIRST = 0
"""The hidden neuron whose sum is shown."""
TENTHS = NumberFormat(1)
WHOLE = NumberFormat(0)
SIGNED = NumberFormat(2, signed=True)
REACH = 3
PUSH = 1.5
"""How far the bias is taken, up and down, while one input is watched."""
SLIDE = 2.0
"""How far the bias is taken while the whole curve is watched."""
STEEP, FLAT = 4.0, 0.4
"""Weights to which the slope is taken."""
BIAS_ROOM = 0.95
"""Room below the neurons for the bias neurons, in frame units."""
UPPER = 0.53
"""Share of the network's height where the table stands below it: it holds the bias neurons."""
LANE = 0.4
"""Where numbers pass on their way down to the table: share of the way to the next column."""
ALLEY = 0.705
"""Where they pass in the table, between products and sums: share of its width."""
STEEPEST = 1.4
"""The curves' region is no higher than so many times its width."""
TRAINING = 6.0
"""Seconds that each training takes."""


class Bias(NetworkScene):
    """The bias neurons of the 5-4-3 network, one neuron's curve, and two trainings."""

    clip = "bias"

    def check(self, recording: Recording) -> None:
        """Refuse a recording that is not a 5-4-3 walkthrough."""
        self.require_layers(recording, 5, 4, 3)

    def construct(self) -> None:
        """Play the beats in order."""
        self.study = self.also["bias_study"]
        self.one = self.studied("bias_input", 0)
        self.place_network()
        self.beat(self.bias_neurons)
        self.beat(self.only_outgoing)
        self.beat(self.start_at_zero)
        self.beat(self.one_more_row)
        self.beat(self.pushes_the_sum)
        self.beat(self.weight_tilts)
        self.beat(self.bias_slides)
        self.beat(self.pattern)
        self.beat(self.answers)
        self.beat(
            self.slope_alone, best=Source(self.study, "setting", index=("best_without_bias",))
        )
        self.beat(self.with_bias)
        last = self.study.entries - 1
        self.beat(
            self.difference,
            without=self.studied("without_right", last),
            right=self.studied("with_right", last),
        )

    def source(self, quantity: str, layer: int | None = None, *index: int) -> Source:
        """Name an entry of the recorded step of the 5-4-3 run that the clip shows."""
        return Source(self.recording, quantity, STEP, layer, index)

    def studied(self, array: str, *index: int) -> Source:
        """Name an entry of the bias study."""
        return Source(self.study, array, index=index)

    def place_network(self) -> None:
        """Show the network with its inputs, and one neuron's sum, out of focus, beside it."""
        names = [self.words[f"layers.{name}"] for name in ("input", "hidden", "output")]
        region, self.panel = self.area.pair(UPPER, 1 - UPPER)
        self.network = NetworkDiagram(
            self.theme, region.above(region.bottom + BIAS_ROOM), self.recording, STEP, names
        )
        self.foot = float(self.network.names.get_y()) - BIAS_ROOM + 0.4
        self.network.names.shift([0, -BIAS_ROOM, 0])
        for i, neuron in enumerate(self.network.layers[0]):
            neuron.set_value_now(self.source("activations", 0, i), TENTHS)
        self.symbols = self.network.symbols(0, "x")
        self.add(self.network, self.symbols)
        self.formula, region = self._formula(
            f"z_{FIRST + 1} = sum_i w_({FIRST + 1} i) x_i"
            f" {{{{ + : plus }}}} {{{{ b_{FIRST + 1} : b }}}}"
        )
        self.formula.part("b").set_color(self.theme.bias)
        headings = [self.words[f"table.{k}"] for k in ("weight", "input", "product", "sum", "bias")]
        self.table = SumWithBias(
            self.theme, region, self.recording, STEP, 0, FIRST, headings, self.one
        )
        self.joins = [self.formula.part(name) for name in ("plus", "b")]
        later = [glyph for part in self.joins for glyph in part]
        glyphs = [glyph for glyph in self.formula if glyph not in later]
        table = [self.table.headings, *self.table.rows, *self.table.sums]
        self.known = [*glyphs, *table]
        self.add(*self.known)
        self._at_once(*dim(self.theme, glyphs, text=True), *dim(self.theme, table))

    def _at_once(self, *changes: Any) -> None:
        """Make changes before the first frame."""
        for change in changes:
            prepared = prepare_animation(change)
            prepared.begin()
            prepared.finish()

    # The bias neurons of the network.

    def bias_neurons(self) -> None:
        """A neuron that holds a one joins the input layer, another the hidden layer."""
        self.biases = [
            BiasNeuron(self.theme, self.network, layer, self.one, self.foot) for layer in (0, 1)
        ]
        bodies = [bias.body for bias in self.biases]
        self.play(*staggered([FadeIn(body, scale=0.6) for body in bodies], 0.2), run_time=2.0)

    def only_outgoing(self) -> None:
        """Their edges grow outwards; the one is one more input of the sum."""
        for bias in self.biases:
            self.bring_to_back(*bias.edges)
            self.play(*staggered(bias.grow(), overlap=0.6), run_time=1.2)
        row = self.table.bias_row
        first = self.network.layers[1][FIRST]
        self.play(
            *undim(self.known),
            FadeIn(self.table.rule),
            first.highlight(),
            run_time=0.6,
        )
        body, bias = self.biases[0].body, self.biases[0]
        if self.area.tall:
            self._carry_down(body.number, row.input, bias.call())
        else:
            # Above the other bias neuron, which stands on the straight way.
            self.move_numbers([(body.number, row.input)], bias.call(), run_time=1.2, bulge=1.0)

    def _carry_down(self, number: Readout, cell: Readout, *others: Any) -> None:
        """Let a number go down to the table, past names, formula and what stands in the rows."""
        columns = [layer[0].disc.get_x() for layer in self.network.layers[:2]]
        lane = columns[0] + LANE * (columns[1] - columns[0])
        alley = self.panel.left + ALLEY * self.panel.width
        between, row = self.panel.top + 0.16, cell.get_y()
        via = [(lane, number.get_y()), (lane, between), (alley, between), (alley, row)]
        self.move_numbers([(number, cell)], *others, run_time=2.0, via=via)

    def start_at_zero(self) -> None:
        """Every bias weight is printed on its edge, the first one in the table, too."""
        row, bias = self.table.bias_row, self.biases[0]
        self.play(*staggered([FadeIn(label) for label in bias.labels], 0.6), run_time=1.2)
        self.play(*bias.point_to(FIRST), run_time=0.5)
        if self.area.tall:
            self._carry_down(bias.labels[FIRST].number, row.weight)
        else:
            self.move_numbers([(bias.labels[FIRST].number, row.weight)], run_time=1.2)
        # The others come when nothing flies past their places any more.
        rest = [label for later in self.biases[1:] for label in later.labels]
        self.play(*staggered([FadeIn(label) for label in rest], 0.6), run_time=0.8)
        self.play(*[FadeIn(m) for m in (row.times, *self.joins)], run_time=0.5)
        self.add(self.formula)

    def one_more_row(self) -> None:
        """The bias is one more row of the sum: its weight times one."""
        table, row = self.table, self.table.bias_row
        self.play(*[edge.highlight() for edge in self.network.row(0, FIRST)], run_time=0.5)
        self.play(FadeIn(row.equals), FadeIn(row.product), run_time=0.7)
        self.wait(0.5)
        self.move_numbers([(table.sums[-1], table.total)], run_time=0.8)

    # One neuron by itself.

    def pushes_the_sum(self) -> None:
        """The bias moves the sum along the number line, and the output with it."""
        self._one_neuron()
        line = SumLine(self.theme, self.plotted, REACH)
        start, zero = self.studied("probe_sums", self._bias(0)), self._probe(0)
        drawn = [line.dot(zero[0]), line.on_curve(*zero), line.drop(*zero), line.arrow()]
        self._leave_network(line)
        self.play(*self.neuron.give_input(self._setting("probe_input")), run_time=0.5)
        sign, total = self.neuron.give_sum(start)
        self.play(*[FadeIn(m) for m in (drawn[0], sign, total)], run_time=0.5)
        self.play(*[FadeIn(m) for m in drawn[1:3]], run_time=0.5)
        self.play(*self.neuron.give_output(zero[1]), run_time=0.5)
        output = self.neuron.output_number
        self.wait(0.6)
        self.add(drawn[3])
        for ends in ((0.0, PUSH), (PUSH, -PUSH), (-PUSH, 0.0)):
            path = self._path("sweep_biases", *ends)
            sums = [self.studied("probe_sums", k) for k in path]
            outputs = [self.studied("probe_outputs", k) for k in path]
            self.play(
                *line.go(start, sums, outputs, drawn),
                self.neuron.fill(outputs),
                output.go(outputs),
                total.go(sums),
                *self.neuron.go("b", [self.studied("sweep_biases", k) for k in path]),
                run_time=2.0 if ends[1] < 0 else 1.4,
            )
            if ends[1]:
                self.wait(0.7)
        self.leaving = [line, *drawn, output, self.neuron.input_number, sign, total]

    def _one_neuron(self) -> None:
        """Put one neuron where the network was, its curves where the table was."""
        region, self.plotted = self.area.network, self.area.panel
        if not (self.area.wide or self.area.tall):
            region, right = self.area.body.columns(1, 1, gap=0.35)
            self.plotted = right.inner(right.width, STEEPEST * right.width)
        self.neuron = SoloNeuron(
            self.theme,
            region,
            self._setting("sweep_weight"),
            self.studied("sweep_biases", self._bias(0)),
            self.one,
            self.words["bias.width"],
        )

    def _leave_network(self, line: SumLine) -> None:
        """The hidden neuron and its bias neuron grow to their new places; all else is exchanged."""
        labels = [label for bias in self.biases for label in bias.labels]
        # Edges and bodies one by one: as groups they would come to lie over the labels.
        drawn = [m for bias in self.biases for m in (*bias.edges, bias.body)]
        left = [self.network, self.symbols, *drawn, *[label.number for label in labels]]
        grown = {
            self.network.layers[1][FIRST].disc: self.neuron.output,
            self.biases[0].body: self.neuron.one,
        }
        ways = [Transform(here.copy(), there) for here, there in grown.items()]
        around = [m for m in self.neuron if m not in grown.values()]
        self.play(
            *[within(FadeOut(m), 0.0, 0.35) for m in left],
            *[within(way, 0.2, 0.75) for way in ways],
            *[within(FadeOut(m), 0.3, 0.6) for m in (self.formula, self.table)],
            *[within(FadeIn(m), 0.65, 1.0) for m in around],
            within(FadeIn(line), 0.5, 0.9),
            run_time=1.8,
        )
        self.remove(*[label.patch for label in labels], *[way.mobject for way in ways])
        self.add(self.neuron)

    def weight_tilts(self) -> None:
        """The curve over all inputs: with the weight it gets steeper or flatter, no more."""
        weight = self._setting("sweep_weight").value
        entry = self._nearest("sweep_weights", weight)
        self.plot = SweepPlot(self.theme, self.plotted, self.study, "weight_sweep", entry)
        zero = self._nearest("sweep_inputs", 0)
        x = self.studied("sweep_inputs", zero)
        self.half = self.studied("weight_sweep", entry, zero)
        self.pivot = self.plot.pivot(x, self.half)
        self.play(
            *[within(FadeOut(m), 0.0, 0.5) for m in self.leaving],
            *[within(change, 0.0, 0.5) for change in self.neuron.clear_value()],
            within(FadeIn(self.plot), 0.4, 1.0),
            run_time=1.2,
        )
        self.play(FadeIn(self.pivot, scale=2), run_time=0.4)
        for ends in ((weight, STEEP), (STEEP, FLAT), (FLAT, weight)):
            path = self._path("sweep_weights", *ends)
            self.play(
                self.plot.go("weight_sweep", path),
                *self.neuron.go("w", [self.studied("sweep_weights", k) for k in path]),
                run_time=1.3,
            )
            self.wait(0.3)

    def bias_slides(self) -> None:
        """With the bias the whole curve moves to the left or to the right."""
        ghost = self.plot.ghost()
        self.add(ghost)
        self.bring_to_front(self.plot.curve, self.pivot)
        arrow = self.plot.arrow()
        self.add(arrow)
        self.bring_to_front(self.pivot)
        for ends in ((0.0, SLIDE), (SLIDE, -SLIDE)):
            path = self._path("sweep_biases", *ends)
            shifts = [self.studied("bias_shifts", k) for k in path]
            self.play(
                self.plot.go("bias_sweep", path),
                *self.plot.shift_middle(self.pivot, arrow, shifts, self.half),
                *self.neuron.go("b", [self.studied("sweep_biases", k) for k in path]),
                run_time=1.8 if ends[0] == 0 else 2.4,
            )
            self.wait(0.8)
        self.leaving = [self.plot, ghost, arrow, self.pivot]

    # Two trainings.

    def pattern(self) -> None:
        """Two kinds of points, and the line from which both trainings start."""
        body = self.area.body
        halves = (body.split if self.area.tall else body.columns)(1, 1, gap=0.4)
        self.runs = {
            run: self._training(run, region)
            for run, region in zip(("without", "with"), halves, strict=True)
        }
        plots = [run.plot for run in self.runs.values()]
        left, right = ([run.plot.frame, run.plot.axes, run.head] for run in self.runs.values())
        points = [[FadeIn(plot.dots[k], scale=2) for plot in plots] for k in self._points()]
        self.play(
            within(FadeOut(self.neuron), 0.0, 0.35),
            *[within(FadeIn(m), 0.25, 0.6) for m in left],
            *[within(FadeOut(m), 0.4, 0.75) for m in self.leaving],
            *[within(FadeIn(m), 0.65, 1.0) for m in right],
            run_time=1.8,
        )
        self.play(*staggered(points, 0.6), run_time=2.0)

    def _training(self, run: str, region: Region) -> TrainingView:
        texts = {key: self.words[f"bias.{key}"] for key in ("right", "of", "bias", "step")}
        head = self.words[f"bias.{run}"]
        return TrainingView(self.theme, region, self.study, run, {**texts, "head": head})

    def _points(self) -> range:
        return range(len(self.study.arrays["points"]))

    def answers(self) -> None:
        """What the untrained neuron answers everywhere, then where it is wrong."""
        run, other = self.runs["without"], self.runs["with"]
        self.play(*self._appear(run), *other.step_back(), run_time=2.0)

    def _appear(self, run: TrainingView) -> list[Any]:
        """Let a neuron's answers appear: tints below all else, points and rings on top."""
        plot = run.plot
        self.bring_to_back(*plot.tiles)
        self.add(plot.line, plot.arrow, run.origin, *plot.sides, *plot.dots, plot.rings)
        return run.appear()

    def slope_alone(self) -> None:
        """Without bias: the line turns about the origin and gets stuck."""
        self.play(*self.runs["without"].train(), run_time=TRAINING)

    def with_bias(self) -> None:
        """With bias: from the same start, the line turns and moves."""
        run, other = self.runs["with"], self.runs["without"]
        self.play(*run.come_forward(), *other.step_back(), run_time=0.6)
        self.play(*self._appear(run), run_time=1.2)
        self.wait(0.4)
        self.play(*run.train(), run_time=TRAINING)

    def difference(self) -> None:
        """Both results side by side."""
        self.play(*self.runs["without"].come_forward(), run_time=0.8)
        self.wait(1.2)

    # What several beats need.

    def _formula(self, markup: str) -> tuple[Formula, Region]:
        """Set a formula at the top of the panel; give it and the region below it."""
        region = self.panel
        formula = Formula(self.theme, markup, self.theme.sizes.formula, self.theme.ink)
        # Where numbers come down from the network, it leaves them a way at its right.
        x = region.left + 0.1 + formula.width / 2 if self.area.tall else region.x
        formula.move_to([x, region.top - formula.height / 2, 0])
        return formula, region.below(formula.get_bottom()[1] - 0.25)

    def _setting(self, *keys: str) -> Source:
        return Source(self.study, "setting", index=keys)

    def _nearest(self, array: str, value: float) -> int:
        """Which recorded entry of an array has this value."""
        return int(np.argmin(np.abs(self.study.arrays[array] - value)))

    def _bias(self, value: float) -> int:
        return self._nearest("sweep_biases", value)

    def _probe(self, bias: float) -> tuple[Source, Source]:
        k = self._bias(bias)
        return self.studied("probe_sums", k), self.studied("probe_outputs", k)

    def _path(self, array: str, start: float, end: float) -> list[int]:
        """All recorded entries from one value to another, in order."""
        first, last = self._nearest(array, start), self._nearest(array, end)
        return list(range(first, last + 1)) if first <= last else list(range(first, last - 1, -1))
