"""One image through the 5-4-3 network, with every product of the first hidden neuron."""

from __future__ import annotations

import numpy as np
from manim import DL, LEFT, FadeIn, FadeOut, Transform, VGroup, there_and_back

from network import Recording
from scenes.animation.timing import staggered, within
from scenes.base import NetworkScene
from scenes.clips.forward_pass.curve_reading import CurveReading
from scenes.clips.forward_pass.layer_equation import LayerEquation
from scenes.clips.forward_pass.layout import Layout
from scenes.mobjects.graphing.sigmoid_plot import SigmoidPlot
from scenes.mobjects.images.pixel_grid import PixelGrid
from scenes.mobjects.network.network_diagram import NetworkDiagram, Pulse
from scenes.mobjects.network.output_bars import OutputBars
from scenes.mobjects.network.weighted_sum import WeightedSum
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region

__all__ = ["ForwardPass"]

STEP = 0
FIRST = 0
"""The hidden neuron whose arithmetic is shown in full."""
HALFWAY = 0.5
"""Where on its edge a product waits until it is added, as a share of the edge's length."""

TENTHS = NumberFormat(1)
WEIGHT = NumberFormat(2, signed=True)
THOUSANDTHS = NumberFormat(3)


class ForwardPass(NetworkScene):
    """The first forward pass of the recorded run: hidden layer, output layer, prediction."""

    clip = "forward_pass"
    recording: Recording

    def check(self, recording: Recording) -> None:
        """Refuse a recording that is not a 5-4-3 walkthrough."""
        self.require_layers(recording, 5, 4, 3)
        self.require_answer(recording, STEP)

    def setup(self) -> None:
        """Compute the layout."""
        super().setup()
        self.layout = Layout.of(self.area, self.recording, STEP)

    def construct(self) -> None:
        """Play the beats in order."""
        self.place_network()
        self.beat(self.inputs)
        self.beat(self.weights)
        self.beat(self.products)
        self.beat(self.running_sum)
        self.beat(self.bias)
        self.beat(self.squash)
        self.beat(self.matrix)
        self.beat(self.other_rows)
        self.beat(self.output_layer)
        self.beat(self.outputs)
        self.beat(
            self.answer,
            answer=self.source("predicted_class"),
            label=self.source("labels"),
        )

    def place_network(self) -> None:
        """Draw the empty network before the first frame."""
        names = [self.words[f"layers.{name}"] for name in ("input", "hidden", "output")]
        self.network = NetworkDiagram(self.theme, self.layout.network, self.recording, STEP, names)
        self.add(self.network, self.network.symbols(0, "x"))
        self.focused: tuple[LayerEquation, int, int] | None = None
        """Equation, layer and row that are highlighted."""

    def inputs(self) -> None:
        """Five pixels of the image become the inputs; their places in the image stay marked."""
        image = self.recording.images[self.recording.image_index[STEP]]
        pixels = self.recording.metadata["pixels"]
        sources = [self.source("activations", 0, i) for i in range(len(pixels))]
        digit = PixelGrid(self.theme, self.layout.panel, image, backed=True)
        chips = digit.chips(pixels, sources)
        self.play(FadeIn(digit), run_time=0.8)
        marks = VGroup()
        for k, (row, column) in enumerate(pixels, start=1):
            name = Formula(self.theme, f"x_{k}", 0.36, digit.focus)
            outline = digit.outline(row, column)
            marks.add(VGroup(outline, digit.tag(row, column, name, marks, left=False)))
        self.stage.add(digit, marks)
        self.play(*staggered([FadeIn(m, scale=1.5) for m in marks], overlap=0.6), run_time=1.6)
        self.wait(0.1)
        self._fly_to_inputs(chips, sources)

    def _fly_to_inputs(self, chips: VGroup, sources: list[Source]) -> None:
        """Turn each pixel into the neuron that takes its value, on its way there."""
        neurons = self.network.layers[0]
        flights = []
        for chip, neuron, source in zip(chips, neurons, sources, strict=True):
            value = self.theme.activation(source.value)
            disc = neuron.disc.copy().set_fill(value, opacity=1).set_stroke(self.theme.ink)
            flights.append(Transform(chip, disc, path_arc=0.5))
        self.play(*staggered(flights, overlap=0.5), run_time=2.8)
        for neuron, source in zip(neurons, sources, strict=True):
            neuron.set_value_now(source, TENTHS)
        self.remove(*chips)
        self.play(*[FadeIn(neuron.readout) for neuron in neurons], run_time=0.5)

    def weights(self) -> None:
        """Highlight one neuron and its five edges; their weights fill the table's first column."""
        n = FIRST + 1
        formula, region = self._head_panel(f"z_{n} = sum_i w_({n} i) x_i + {{{{ b_{n} : b }}}}")
        formula.part("b").set_color(self.theme.bias)
        headings = [self.words[f"table.{k}"] for k in ("weight", "input", "product", "sum", "bias")]
        self.table = WeightedSum(self.theme, region, self.recording, STEP, 0, FIRST, headings)
        edges = self.network.row(0, FIRST)
        labels = self.network.labels(0, FIRST, WEIGHT)
        self.play(
            *self.stage.clear(),
            *self.stage.show(formula, start=0.5),
            self.network.layers[1][FIRST].highlight(),
            *[edge.highlight() for edge in edges],
            run_time=0.9,
        )
        self.play(*staggered([FadeIn(label) for label in labels]), run_time=1.2)
        self.wait(0.2)
        rows = zip(labels, self.table.rows, strict=True)
        moves = [[FadeOut(label), FadeIn(row.weight)] for label, row in rows]
        heading = within(FadeIn(self.table.headings[0]), 0.0, 0.3)
        self.play(heading, *staggered(moves), run_time=1.4)

    def products(self) -> None:
        """Each input travels to the middle of its edge and becomes the product there."""
        self.play(*[FadeIn(heading) for heading in self.table.headings[1:3]], run_time=0.4)
        self.waiting: list[tuple[int, Pulse]] = []
        for i, row in enumerate(self.table.rows):
            self._one_product(i, row, 1.0 if i == 0 else 0.6)

    def _one_product(self, i: int, row: VGroup, pace: float) -> None:
        """Show one product; it takes ``pace`` times the usual time."""
        neuron, edge = self.network.layers[0][i], self.network.row(0, FIRST)[i]
        parcel, sending = neuron.send(edge.point_from_proportion(HALFWAY))
        self.play(
            sending,
            within(FadeIn(row.bar), 0.0, 0.5),
            within(FadeIn(row.times), 0.3, 1.0),
            within(FadeIn(row.input), 0.3, 1.0),
            run_time=1.1 * pace,
        )
        pulse = self.network.pulse(0, FIRST, i)
        changes = [FadeOut(parcel)]
        if pulse is not None:
            self.waiting.append((i, pulse.wait_at(HALFWAY)))
            changes.append(FadeIn(pulse))
        self.play(*changes, FadeIn(row.equals), FadeIn(row.product), run_time=0.8 * pace)
        self.play(FadeOut(row.bar), run_time=0.12)

    def running_sum(self) -> None:
        """The waiting products travel on into the neuron, and each adds to the sum."""
        table, waiting = self.table, dict(self.waiting)
        self.play(FadeIn(table.headings[3]), run_time=0.4)
        for i, (row, sum_) in enumerate(zip(table.rows, table.sums, strict=True)):
            pulse = waiting.get(i)
            if pulse is not None:
                self.play(pulse.travel(HALFWAY), FadeIn(row.bar), run_time=0.5)
                self.remove(pulse)
            self.play(FadeIn(sum_), run_time=0.45)
            if pulse is not None:
                self.play(FadeOut(row.bar), run_time=0.15)

    def bias(self) -> None:
        """The bias is added below the rule; the total is the pre-activation."""
        table = self.table
        self.play(FadeIn(table.rule), FadeIn(table.bias_name), FadeIn(table.bias))
        self.wait(0.3)
        # The total adds the last sum and the bias, so both flash as it appears.
        terms = (table.sums[-1], table.bias)
        lit = [t.animate.set_fill(self.theme.focus) for t in terms]
        self.play(
            *[within(a, 0.0, 1.0, there_and_back) for a in lit],
            within(FadeIn(table.total), 0.4, 1.0),
            run_time=1.2,
        )

    def squash(self) -> None:
        """A dot climbs to the curve; its height is the activation, which fills the neuron."""
        z, activation = self.source("z", 0, FIRST), self.source("activations", 1, FIRST)
        formula, region = self._head_panel(f"h_{FIRST + 1} = sigma(z_{FIRST + 1})")
        reach = 2 * self.layout.reach
        self.reading = reading = CurveReading(self.theme, region, reach, z, activation)
        self._move_total(formula)
        self.play(FadeIn(reading.dot, scale=2), run_time=0.4)
        self.play(reading.climb(), FadeIn(reading.plumb), run_time=1.2)
        self.play(FadeIn(reading.level), FadeIn(reading.activation), run_time=0.6)
        self.wait(0.8)
        fill = self.network.layers[1][FIRST].set_value(activation, THOUSANDTHS)
        self.play(*fill, reading.flash(), run_time=1.0)
        self.stage.add(reading)

    def _move_total(self, formula: Formula) -> None:
        """Move the total below the axis as its table gives way to the curve."""
        table, total = self.table, self.table.total
        fading = [m for m in table.submobjects if m is not total]
        self.remove(table)
        self.add(*fading, total)
        self.move_numbers(
            [(total, self.reading.z)],
            *self.stage.hide(*fading),
            *self.stage.clear(),
            within(FadeIn(self.reading.plot), 0.45, 1.0),
            *self.stage.show(formula, start=0.45),
            *[edge.clear_highlight() for edge in self.network.row(0, FIRST)],
            run_time=1.4,
            leave=False,
        )

    def matrix(self) -> None:
        """The edges' weights become a row of the weight matrix, the inputs a column vector."""
        region = self.layout.matrices
        self.equation = equation = LayerEquation(self.theme, region, self.recording, STEP, 0, "x")
        self._move_curve_down(equation)
        labels = self.network.labels(0, FIRST, WEIGHT)
        self.play(
            *[FadeIn(label) for label in labels],
            *[edge.highlight() for edge in self.network.row(0, FIRST)],
            FadeIn(equation.bars[FIRST]),
            run_time=0.5,
        )
        cells = zip(labels, equation.weights.row(FIRST), strict=True)
        moves = [[FadeOut(label), FadeIn(cell)] for label, cell in cells]
        self.play(*staggered(moves), run_time=1.3)
        self._show_inputs(equation, 0)
        self.play(FadeIn(equation.biases.column()[FIRST]), run_time=0.4)
        self.play(FadeIn(equation.sums.column()[FIRST]), run_time=0.5)
        self.focused = (equation, 0, FIRST)

    def _move_curve_down(self, equation: LayerEquation) -> None:
        """Shrink the curve to the foot of the panel, where all other neurons use it."""
        curve = self.layout.curve
        plot = SigmoidPlot(self.theme, curve, self.layout.reach)
        z, activation = self.source("z", 0, FIRST), self.source("activations", 1, FIRST)
        dot = plot.dot(z, activation, 1.0)
        name = Formula(self.theme, "bold(h) = sigma(bold(z))", 0.42, self.theme.ink)
        name.move_to([plot.left + name.width / 2 + 0.3, curve.top - 0.75, 0])
        self.play(
            *self.stage.clear(),
            *[within(FadeIn(m), 0.4, 1.0) for m in (plot, dot)],
            *[within(FadeIn(m), 0.5, 1.0) for m in (name, *equation.frames)],
            run_time=1.2,
        )
        self.plot, self.dots, self.curve_name = plot, VGroup(dot), name
        self.stage.add(*equation.submobjects, plot, self.dots, name)

    def other_rows(self) -> None:
        """Compute the other hidden neurons, row by row."""
        for j in range(self.recording.layer_sizes[1]):
            if j != FIRST:
                self._compute_row(self.equation, 0, j)
        self.play(*self._out_of_focus(), run_time=0.4)

    def output_layer(self) -> None:
        """Compute the output layer in the same way; each of its neurons stands for a digit."""
        new = LayerEquation(self.theme, self.layout.matrices, self.recording, STEP, 1, "h")
        sign = "=" if new.exact else "approx"
        name = Formula(self.theme, f"bold(o) {sign} sigma(bold(z))", 0.42, self.theme.ink)
        name.move_to(self.curve_name, aligned_edge=LEFT)
        self.class_names = VGroup(*[self.class_name(k) for k in range(3)])
        self.play(
            *self.stage.clear(keep=[self.plot]),
            *[within(FadeIn(m), 0.5, 1.0) for m in (name, *new.frames, self.class_names)],
            run_time=1.0,
        )
        self.dots, self.equation = VGroup(), new
        self.stage.add(*new.submobjects, self.dots, name)
        self._show_inputs(new, 1)
        for j in range(self.recording.layer_sizes[2]):
            self._compute_row(new, 1, j, 0.85)
        self.play(*self._out_of_focus(), run_time=0.4)

    def outputs(self) -> None:
        """Show the outputs as bars and highlight the largest."""
        image = self.recording.images[self.recording.image_index[STEP]]
        digit = PixelGrid(self.theme, self.layout.digit, image, backed=True)
        count = range(self.recording.layer_sizes[2])
        self.bars = bars = OutputBars(
            self.theme,
            self.layout.bars,
            [self.source("classes", None, k) for k in count],
            [self.source("activations", 2, k) for k in count],
        )
        self.turn_to(digit, VGroup(*bars.names), VGroup(*bars.tracks))
        self.play(*bars.grow(), run_time=0.8)
        self.play(*[FadeIn(value) for value in bars.values], run_time=0.4)
        winner = int(self.recording.predictions[STEP])
        self.play(
            self.network.layers[2][winner].highlight(),
            bars.bars[winner].animate.set_fill(self.theme.focus),
            self.class_names[winner].animate.set_fill(self.theme.focus),
            run_time=0.6,
        )

    def answer(self) -> None:
        """Say what the network predicts, and what the digit is."""
        bars = self.bars
        winner, truth = int(self.recording.predictions[STEP]), self._truth()
        self.play(FadeIn(self._remark(winner, "answer", self.theme.focus)), run_time=0.6)
        if truth != winner:
            self.play(
                bars.names[truth].animate.set_fill(self.theme.target),
                self.class_names[truth].animate.set_fill(self.theme.target),
                FadeIn(self._remark(truth, "truth", self.theme.target)),
                run_time=0.7,
            )

    # What several beats need

    def _show_inputs(self, equation: LayerEquation, layer: int) -> None:
        """Show a layer's values in the column, each as its neuron flashes."""
        neurons, cells = self.network.layers[layer], equation.inputs.column()
        moves = []
        for k, (neuron, cell) in enumerate(zip(neurons, cells, strict=True)):
            start, stop = k / (len(cells) + 1), (k + 2) / (len(cells) + 1)
            moves.append(within(neuron.highlight(), start, stop, there_and_back))
            moves.append(within(FadeIn(cell), start, stop))
        self.play(*moves, run_time=1.4)

    def _truth(self) -> int:
        """Return the index of the output that stands for the label."""
        return int(np.argmax(self.recording.targets[STEP]))

    def _remark(self, k: int, key: str, colour: str) -> TextLine:
        """Return the word ``forward_pass.<key>``, placed below bar ``k``."""
        x, foot, _ = self.bars.bars[k].get_corner(DL)
        return self.say(key, colour).place(x, foot - 0.34, "left")

    def _head_panel(self, markup: str) -> tuple[Formula, Region]:
        """Return a formula, placed at the top of the panel, and the region below it."""
        formula = Formula(self.theme, markup, self.theme.sizes.formula, self.theme.ink)
        return formula, self.layout.head_panel(formula)

    def _compute_row(self, equation: LayerEquation, layer: int, j: int, pace: float = 1.0) -> None:
        """Compute neuron ``j``: highlight row and edges, send the products, show z, then σ(z)."""
        neuron = self.network.layers[layer + 1][j]
        new_row = [*equation.weights.row(j), equation.biases.column()[j]]
        last = self._out_of_focus()
        self.play(
            *last,
            neuron.highlight(),
            *[edge.highlight() for edge in self.network.row(layer, j)],
            *[FadeIn(m) for m in (equation.bars[j], *new_row)],
            run_time=0.6 * pace,
        )
        self.focused = (equation, layer, j)
        pulses = self.network.pulses(layer, j)
        self.play(*[within(p.travel(), 0.0, 1.0) for p in pulses], run_time=0.5 * pace)
        self.remove(*pulses)
        z, value = self.source("z", layer, j), self.source("activations", layer + 1, j)
        dot = self.plot.dot(z, value, 0.0)
        self.play(FadeIn(equation.sums.column()[j]), FadeIn(dot), run_time=0.35 * pace)
        self.play(self.plot.climb(dot, z, value), run_time=0.45 * pace)
        self.dots.add(dot)
        self.play(*neuron.set_value(value, THOUSANDTHS), run_time=0.45 * pace)

    def _out_of_focus(self) -> list:
        """Return the animations that remove the highlight of the last row."""
        if self.focused is None:
            return []
        equation, layer, j = self.focused
        self.focused = None
        return [
            self.network.layers[layer + 1][j].clear_highlight(),
            FadeOut(equation.bars[j]),
            *[dot.animate.set_color(self.theme.quiet) for dot in self.dots],
            *[edge.clear_highlight() for edge in self.network.row(layer, j)],
        ]
