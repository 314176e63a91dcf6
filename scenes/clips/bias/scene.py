"""What a bias is and does: it shifts the curve and the line, which weights can only tilt."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import FadeIn, FadeOut, Indicate, Transform

from network import Recording
from scenes.animation.timing import staggered, within
from scenes.base import NetworkScene
from scenes.clips.bias.claims import CLAIMS
from scenes.clips.bias.layout import Layout
from scenes.clips.bias.solo_neuron import SoloNeuron
from scenes.clips.bias.sum_line import SumLine
from scenes.clips.bias.sweep_plot import SweepPlot
from scenes.clips.bias.training_view import TrainingView
from scenes.mobjects.network.bias_neuron import BiasNeuron, SumWithBias
from scenes.mobjects.network.network_diagram import NetworkDiagram
from scenes.mobjects.text.counter import Counter
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import Formula
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region

__all__ = ["Bias"]

STEP = 0
FIRST = 0
"""The hidden neuron whose weighted sum is shown."""
TENTHS = NumberFormat(1)
REACH = 3
"""The number line of z runs from −REACH to REACH."""
PUSH = 1.5
"""Largest bias, up and down, in the sweep with one input."""
SLIDE = 2.0
"""Largest bias in the sweep of the whole curve."""
STEEP, FLAT = 4.0, 0.4
"""Largest and smallest weight in the sweep of the slope."""
TRAINING = 6.0
"""Seconds that each training run takes on screen."""


class Bias(NetworkScene):
    """The bias neurons of the 5-4-3 network, the curve of one neuron, and two training runs."""

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
        self.beat(self.bias_neurons)
        self.beat(self.only_outgoing)
        self.beat(self.start_at_zero)
        self.beat(self.one_more_row)
        self.beat(self.pushes_the_sum)
        self.beat(self.weight_tilts)
        self.beat(self.bias_slides)
        self.beat(self.pattern)
        self.beat(self.answers)
        self.beat(self.slope_alone, best=self._setting("best_without_bias"))
        self.beat(self.with_bias)
        last = self.study.entries - 1
        self.beat(
            self.difference,
            without=self.studied("without_right", last),
            right=self.studied("with_right", last),
        )

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
        self.table = SumWithBias(theme, region, self.recording, STEP, 0, FIRST, headings, self.one)
        self.joins = [self.formula.part(name) for name in ("plus", "b")]
        later = [glyph for part in self.joins for glyph in part]
        glyphs = [glyph for glyph in self.formula if glyph not in later]
        table = [self.table.headings, *self.table.rows, *self.table.sums]
        self.add(*glyphs, *table)

    def question(self) -> None:
        """Point out the neuron whose sum stands beside the network."""
        edges, neuron = self.network.row(0, FIRST), self.network.layers[1][FIRST]
        self.play(neuron.highlight(), run_time=0.5)
        self.play(*staggered([edge.highlight() for edge in edges], 0.5), run_time=1.6)
        inputs = [row.input for row in self.table.rows]
        self.play(*[Indicate(number, 1.25, self.theme.focus) for number in inputs], run_time=1.4)

    # The bias neurons of the network

    def bias_neurons(self) -> None:
        """A neuron that outputs 1 joins the input layer, another joins the hidden layer."""
        self.biases = [
            BiasNeuron(self.theme, self.network, layer, self.one, self.foot) for layer in (0, 1)
        ]
        bodies = [bias.body for bias in self.biases]
        resting = [edge.clear_highlight() for edge in self.network.row(0, FIRST)]
        come = staggered([FadeIn(body, scale=0.6) for body in bodies], 0.2)
        self.play(*resting, *come, run_time=2.0)

    def only_outgoing(self) -> None:
        """Their edges grow outwards; the 1 becomes one more input of the sum."""
        for bias in self.biases:
            self.bring_to_back(*bias.edges)
            self.play(*staggered(bias.grow(), overlap=0.6), run_time=1.2)
        row = self.table.bias_row
        self.play(FadeIn(self.table.rule), run_time=0.5)
        body, bias = self.biases[0].body, self.biases[0]
        # A straight path would cross the other bias neuron.
        self._move_to_table(body.number, row.input, bias.call(), bulge=1.0)

    def _move_to_table(
        self, number: Readout, cell: Readout, *others: Any, bulge: float = 0.0
    ) -> None:
        """Move a number from the network to the table, past everything in between."""
        if self.layout.tall:
            via = self.layout.way_down(self.network, number, cell)
            self.move_numbers([(number, cell)], *others, run_time=2.0, via=via)
        else:
            self.move_numbers([(number, cell)], *others, run_time=1.2, bulge=bulge)

    def start_at_zero(self) -> None:
        """Every bias weight is printed on its edge, and the first one also in the table."""
        row, bias = self.table.bias_row, self.biases[0]
        self.play(*staggered([FadeIn(label) for label in bias.labels], 0.6), run_time=1.2)
        self.play(*bias.point_to(FIRST), run_time=0.5)
        self._move_to_table(bias.labels[FIRST].number, row.weight)
        # Earlier, they would have been in the way of that number.
        rest = [label for later in self.biases[1:] for label in later.labels]
        self.play(*staggered([FadeIn(label) for label in rest], 0.6), run_time=0.8)
        self.play(*[FadeIn(m) for m in (row.times, *self.joins)], run_time=0.5)
        self.add(self.formula)

    def one_more_row(self) -> None:
        """The bias is one more row of the sum: its weight times 1."""
        table, row = self.table, self.table.bias_row
        self.play(*[edge.highlight() for edge in self.network.row(0, FIRST)], run_time=0.5)
        self.play(FadeIn(row.equals), FadeIn(row.product), run_time=0.7)
        self.wait(0.5)
        self.move_numbers([(table.sums[-1], table.total)], run_time=0.8)

    # A single neuron

    def pushes_the_sum(self) -> None:
        """The bias moves the sum along the number line, and the output with it."""
        self._place_neuron()
        line = SumLine(self.theme, self.layout.curves, REACH)
        start, zero = self.studied("probe_sums", self._bias(0)), self._probe(0)
        drawn = [line.dot(zero[0]), line.on_curve(*zero), line.drop(*zero), line.arrow()]
        self._leave_network(line)
        self.play(*self.neuron.give_input(self._setting("probe_input")), run_time=0.5)
        sign, total = self.neuron.give_sum(start)
        self.play(*[FadeIn(m) for m in (drawn[0], sign, total)], run_time=0.5)
        self.play(*[FadeIn(m) for m in drawn[1:3]], run_time=0.5)
        self.play(*self.neuron.give_output(zero[1]), run_time=0.5)
        self.wait(0.6)
        self.add(drawn[3])
        self._sweep_bias(line, drawn, total)
        numbers = self.neuron.output_number, self.neuron.input_number
        self.stage.add(line, *drawn, *numbers, sign, total)

    def _sweep_bias(self, line: SumLine, drawn: list[Any], total: Counter) -> None:
        """Move the bias up, down and back to zero, with everything that depends on it."""
        for ends in ((0.0, PUSH), (PUSH, -PUSH), (-PUSH, 0.0)):
            path = self._path("sweep_biases", *ends)
            sums = [self.studied("probe_sums", k) for k in path]
            outputs = [self.studied("probe_outputs", k) for k in path]
            start = self.studied("probe_sums", self._bias(0))
            self.play(
                *line.go(start, sums, outputs, drawn),
                self.neuron.fill(outputs),
                self.neuron.output_number.go(outputs),
                total.go(sums),
                *self.neuron.go("b", [self.studied("sweep_biases", k) for k in path]),
                run_time=2.0 if ends[1] < 0 else 1.4,
            )
            if ends[1]:
                self.wait(0.7)

    def _place_neuron(self) -> None:
        """Set up the single neuron, with weight and bias as its sweeps begin."""
        self.neuron = SoloNeuron(
            self.theme,
            self.layout.neuron,
            self._setting("sweep_weight"),
            self.studied("sweep_biases", self._bias(0)),
            self.one,
            self.words["bias.width"],
        )

    def _leave_network(self, line: SumLine) -> None:
        """Enlarge the hidden neuron and its bias neuron; exchange everything around them."""
        labels = [label for bias in self.biases for label in bias.labels]
        # Faded as a group, a bias neuron would cover its labels.
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
        """The weight only makes the curve over all inputs steeper or flatter."""
        weight = self._setting("sweep_weight").value
        entry = self._nearest("sweep_weights", weight)
        self.plot = SweepPlot(self.theme, self.layout.curves, self.study, "weight_sweep", entry)
        zero = self._nearest("sweep_inputs", 0)
        x = self.studied("sweep_inputs", zero)
        self.half = self.studied("weight_sweep", entry, zero)
        self.pivot = self.plot.pivot(x, self.half)
        self.play(
            *self.stage.clear(),
            *[within(change, 0.0, 0.5) for change in self.neuron.clear_value()],
            within(FadeIn(self.plot), 0.4, 1.0),
            run_time=1.2,
        )
        self.play(Indicate(self.plot.letter, 1.6, self.theme.focus), run_time=0.9)
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
        """The bias moves the whole curve to the left or to the right."""
        ghost = self.plot.ghost()
        self.add(ghost)
        self.bring_to_front(self.plot.curve, self.pivot)
        arrow = self.plot.arrow()
        self.add(arrow)
        self.bring_to_front(self.pivot)
        known = [self.studied("bias_shifts", self._bias(b)) for b in (0.0, SLIDE, -SLIDE)]
        said, number = self.plot.shift_line(self.words["bias.shift"], known)
        self.play(FadeIn(said), FadeIn(number), run_time=0.6)
        for ends in ((0.0, SLIDE), (SLIDE, -SLIDE)):
            path = self._path("sweep_biases", *ends)
            shifts = [self.studied("bias_shifts", k) for k in path]
            self.play(
                self.plot.go("bias_sweep", path),
                *self.plot.shift_middle(self.pivot, arrow, shifts, self.half),
                number.go(shifts),
                *self.neuron.go("b", [self.studied("sweep_biases", k) for k in path]),
                run_time=1.8 if ends[0] == 0 else 2.4,
            )
            self.wait(0.8)
        self.stage.add(self.plot, ghost, arrow, self.pivot, said, number)
        # The next question is asked before an empty stage.
        self.with_next_caption = [FadeOut(self.neuron), *self.stage.clear(stop=1.0)]

    # Two training runs

    def pattern(self) -> None:
        """Two empty plots are filled with points of two classes."""
        self.runs = {
            run: self._training(run, region)
            for run, region in zip(("without", "with"), self.layout.halves, strict=True)
        }
        plots = [run.plot for run in self.runs.values()]
        left, right = ([run.plot.frame, run.plot.axes, run.head] for run in self.runs.values())
        points = [
            [FadeIn(plot.dots[k], scale=2) for plot in plots]
            for k in range(len(self.study.arrays["points"]))
        ]
        self.play(
            *[within(FadeIn(m), 0.0, 0.6) for m in left],
            *[within(FadeIn(m), 0.4, 1.0) for m in right],
            run_time=1.2,
        )
        self.play(*staggered(points, 0.6), run_time=2.0)

    def _training(self, run: str, region: Region) -> TrainingView:
        """Return the view of the training run ``without`` or ``with`` bias."""
        texts = {key: self.words[f"bias.{key}"] for key in ("right", "of", "bias", "step")}
        head = self.words[f"bias.{run}"]
        return TrainingView(self.theme, region, self.study, run, {**texts, "head": head})

    def answers(self) -> None:
        """Show the untrained neuron's answer for every input, then the points where it is wrong."""
        run, other = self.runs["without"], self.runs["with"]
        self.play(*self._appear(run), *other.step_back(), run_time=2.0)

    def _appear(self, run: TrainingView) -> list[Any]:
        """Return the fade-in of a neuron's answers: sides at the back, points and rings on top."""
        plot = run.plot
        self.bring_to_back(*plot.halves)
        self.add(plot.line, plot.arrow, run.origin, *plot.sides, *plot.dots, plot.rings)
        return run.appear()

    def slope_alone(self) -> None:
        """Without a bias, the line turns about the origin and gets stuck."""
        self.play(*self.runs["without"].train(), run_time=TRAINING)

    def with_bias(self) -> None:
        """With a bias, from the same start, the line turns and moves."""
        run, other = self.runs["with"], self.runs["without"]
        self.play(*run.come_forward(), *other.step_back(), run_time=0.6)
        self.play(*self._appear(run), run_time=1.2)
        self.wait(0.4)
        self.play(*run.train(), run_time=TRAINING)

    def difference(self) -> None:
        """Compare the two results."""
        self.play(*self.runs["without"].come_forward(), run_time=0.8)
        self.wait(1.2)

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

    def _probe(self, bias: float) -> tuple[Source, Source]:
        """Return the sum and the output at a bias of the sweep."""
        k = self._bias(bias)
        return self.studied("probe_sums", k), self.studied("probe_outputs", k)

    def _path(self, array: str, start: float, end: float) -> list[int]:
        """Return the indices of all recorded entries from one value to another, in order."""
        first, last = self._nearest(array, start), self._nearest(array, end)
        return list(range(first, last + 1)) if first <= last else list(range(first, last - 1, -1))
