"""One image through the 5-4-3 network, every product of the first neuron in sight."""

from __future__ import annotations

import numpy as np
from manim import FadeIn, FadeOut, Transform, VGroup, there_and_back

from network import Recording
from scenes.animation.timing import staggered, within
from scenes.base import NetworkScene
from scenes.clips.forward_pass.layer_equation import LayerEquation
from scenes.mobjects.graphing.sigmoid_plot import SigmoidPlot
from scenes.mobjects.images.pixel_grid import PixelGrid
from scenes.mobjects.network.network_diagram import NetworkDiagram
from scenes.mobjects.network.output_bars import OutputBars
from scenes.mobjects.network.weighted_sum import WeightedSum
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region

__all__ = ["ForwardPass"]

STEP = 0
FIRST = 0
"""The hidden neuron that is worked out in full."""
CURVE = 2.5
"""Height of the curve below the matrices, in frame units, if that is less than its share."""
WIDE = 1.2
"""In a panel so many times as wide as high, the digit stands beside the bars, else above."""
HALFWAY = 0.5
"""Where on an edge a product waits until it is added: share of the way."""

TENTHS = NumberFormat(1)
WEIGHT = NumberFormat(2, signed=True)
THOUSANDTHS = NumberFormat(3)


class ForwardPass(NetworkScene):
    """The first forward pass of the recorded run: hidden layer, output layer, answer."""

    clip = "forward_pass"

    def check(self, recording: Recording) -> None:
        """Refuse a recording that is not a 5-4-3 walkthrough."""
        self.require_layers(recording, 5, 4, 3)
        self.require_answer(recording, STEP)

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

    def source(self, quantity: str, layer: int | None = None, *index: int) -> Source:
        """Name an entry of the recorded step that the clip shows."""
        return Source(self.recording, quantity, STEP, layer, index)

    def place_network(self) -> None:
        """Show the empty network, from the first frame on."""
        names = [self.words[f"layers.{name}"] for name in ("input", "hidden", "output")]
        self.network = NetworkDiagram(self.theme, self.area.network, self.recording, STEP, names)
        self.add(self.network, self.network.symbols(0, "x"))
        self.focused: tuple | None = None  # equation, layer and row that are lit
        largest = max(float(np.abs(z[STEP]).max()) for z in self.recording.z)
        self.reach = 3 if largest < 2.8 else 2 * int(np.ceil(largest / 2))

    # The beats, in order.

    def inputs(self) -> None:
        """Five pixels of the image become the inputs; what they were stays marked."""
        image = self.recording.images[self.recording.image_index[STEP]]
        pixels = self.recording.metadata["pixels"]
        sources = [self.source("activations", 0, i) for i in range(len(pixels))]
        neurons = self.network.layers[0]
        self.digit = PixelGrid(self.theme, self.area.panel, image, backed=True)
        chips = self.digit.chips(pixels, sources)
        self.play(FadeIn(self.digit), run_time=0.8)
        marks = VGroup()
        for k, (row, column) in enumerate(pixels, start=1):
            name = Formula(self.theme, f"x_{k}", 0.36, self.digit.focus)
            outline = self.digit.outline(row, column)
            marks.add(VGroup(outline, self.digit.tag(row, column, name, marks, left=False)))
        self.play(*staggered([FadeIn(m, scale=1.5) for m in marks], overlap=0.6), run_time=1.6)
        self.digit.marks = marks
        self.wait(0.1)
        # A pixel turns into the neuron that takes its value while it travels there.
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
        """One neuron and its five edges come into focus; their weights begin a table."""
        self.formula, region = self._panel_with_formula(
            f"z_{FIRST + 1} = sum_i w_({FIRST + 1} i) x_i + {{{{ b_{FIRST + 1} : b }}}}"
        )
        self.formula.part("b").set_color(self.theme.bias)
        headings = [self.words[f"table.{k}"] for k in ("weight", "input", "product", "sum", "bias")]
        self.table = WeightedSum(self.theme, region, self.recording, STEP, 0, FIRST, headings)
        edges = self.network.row(0, FIRST)
        labels = self.network.labels(0, FIRST, WEIGHT)
        self.play(
            within(FadeOut(self.digit), 0.0, 0.5),
            within(FadeOut(self.digit.marks), 0.0, 0.5),
            within(FadeIn(self.formula), 0.5, 1.0),
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
        """Each input travels to the middle of its edge, where it turns into the product."""
        self.play(*[FadeIn(heading) for heading in self.table.headings[1:3]], run_time=0.4)
        self.waiting = []
        for i, row in enumerate(self.table.rows):
            self._one_product(i, row, 1.0 if i == 0 else 0.6)

    def _one_product(self, i: int, row, pace: float) -> None:
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
        """The waiting products travel on into the neuron; the sum grows with each."""
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
        """The bias comes below the rule, and the total is the pre-activation."""
        table = self.table
        self.play(FadeIn(table.rule), FadeIn(table.bias_name), FadeIn(table.bias))
        self.wait(0.3)
        # The last sum and the bias light up together: their total appears below.
        terms = (table.sums[-1], table.bias)
        lit = [t.animate.set_fill(self.theme.focus) for t in terms]
        self.play(
            *[within(a, 0.0, 1.0, there_and_back) for a in lit],
            within(FadeIn(table.total), 0.4, 1.0),
            run_time=1.2,
        )

    def squash(self) -> None:
        """The dot climbs to the curve; its height is the activation, which fills the neuron."""
        z, activation = self.source("z", 0, FIRST), self.source("activations", 1, FIRST)
        formula, region = self._panel_with_formula(f"h_{FIRST + 1} = sigma(z_{FIRST + 1})")
        plot = SigmoidPlot(self.theme, region, 2 * self.reach, foot=0.85)
        size, focus = self.theme.sizes.number, self.theme.focus
        foot = plot.c2p(z.value, 0)
        z_number = Readout(self.theme, z, THOUSANDTHS, size, focus)
        z_number.place(foot[0], foot[1] - 0.74)
        table, total = self.table, self.table.total
        fading = [m for m in table.submobjects if m is not total]
        self.remove(table)
        self.add(*fading, total)
        self.move_numbers(
            [(total, z_number)],
            *[within(FadeOut(m), 0.0, 0.5) for m in (*fading, self.formula)],
            *[within(FadeIn(m), 0.45, 1.0) for m in (plot, formula)],
            *[edge.clear_highlight() for edge in self.network.row(0, FIRST)],
            run_time=1.4,
            leave=False,
        )
        dot = plot.dot(z, activation, 0.0)
        plumb, level = plot.plumb(z, activation), plot.level(z, activation)
        self.play(FadeIn(dot, scale=2), run_time=0.4)
        self.play(plot.climb(dot, z, activation), FadeIn(plumb), run_time=1.2)
        side = plot.c2p(z.value, activation.value)
        h_number = Readout(self.theme, activation, THOUSANDTHS, size, focus)
        h_number.place(side[0] + 0.3, side[1] - 0.2, "left")
        self.play(FadeIn(level), FadeIn(h_number), run_time=0.6)
        self.wait(0.8)
        holding = self.network.layers[1][FIRST].set_value(activation, THOUSANDTHS)
        told = h_number.animate.set_fill(self.theme.ink)
        self.play(*holding, within(told, 0.0, 1.0, there_and_back), run_time=1.0)
        self.formula, self.plot, self.dots = formula, plot, VGroup(dot)
        self.details = VGroup(plumb, level, z_number, h_number)

    def matrix(self) -> None:
        """The edges' weights become a row of the weight matrix, the inputs a column."""
        upper, self.lower = self._above_the_curve()
        equation = LayerEquation(self.theme, upper, self.recording, STEP, 0, "x")
        self.equation = equation
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
        self._column_in(equation, 0)
        self.play(FadeIn(equation.biases.column()[FIRST]), run_time=0.4)
        self.play(FadeIn(equation.sums.column()[FIRST]), run_time=0.5)
        self.focused = (equation, 0, FIRST)

    def _move_curve_down(self, equation: LayerEquation) -> None:
        """Make room above the curve; it stays in sight for the neurons to come."""
        plot = SigmoidPlot(self.theme, self.lower, self.reach)
        z, activation = self.source("z", 0, FIRST), self.source("activations", 1, FIRST)
        dot = plot.dot(z, activation, 1.0)
        name = Formula(self.theme, "bold(h) = sigma(bold(z))", 0.42, self.theme.ink)
        name.move_to([plot.left + name.width / 2 + 0.3, self.lower.top - 0.75, 0])
        leaving = (self.details, self.formula, self.plot, self.dots)
        self.play(
            *[within(FadeOut(m), 0.0, 0.5) for m in leaving],
            *[within(FadeIn(m), 0.4, 1.0) for m in (plot, dot)],
            *[within(FadeIn(m), 0.5, 1.0) for m in (name, *equation.frames)],
            run_time=1.2,
        )
        self.plot, self.dots, self.curve_name = plot, VGroup(dot), name

    def other_rows(self) -> None:
        """The remaining hidden neurons, row by row."""
        for j in range(self.recording.layer_sizes[1]):
            if j != FIRST:
                self._one_row(self.equation, 0, j)
        self.play(*self._out_of_focus(), run_time=0.4)

    def output_layer(self) -> None:
        """The same for the output layer, whose neurons have the names of digits."""
        upper, _ = self._above_the_curve()
        old = self.equation
        new = LayerEquation(self.theme, upper, self.recording, STEP, 1, "h")
        sign = "=" if new.exact else "approx"
        name = Formula(self.theme, f"bold(o) {sign} sigma(bold(z))", 0.42, self.theme.ink)
        name.move_to(self.curve_name, aligned_edge=np.array([-1.0, 0.0, 0.0]))
        leaving = [m for m in (*old.submobjects, self.dots, self.curve_name)]
        self.class_names = VGroup(*[self._class_name(k) for k in range(3)])
        self.play(
            *[within(FadeOut(m), 0.0, 0.5) for m in leaving],
            *[within(FadeIn(m), 0.5, 1.0) for m in (name, *new.frames, self.class_names)],
            run_time=1.0,
        )
        self.dots, self.equation, self.curve_name = VGroup(), new, name
        self._column_in(new, 1)
        for j in range(self.recording.layer_sizes[2]):
            self._one_row(new, 1, j, 0.85)
        self.play(*self._out_of_focus(), run_time=0.4)

    def outputs(self) -> None:
        """The outputs side by side as bars, the largest of them lit."""
        upper, lower = self._digit_and_bars()
        image = self.recording.images[self.recording.image_index[STEP]]
        digit = PixelGrid(self.theme, upper, image, backed=True)
        count = range(self.recording.layer_sizes[2])
        bars = OutputBars(
            self.theme,
            lower,
            [self.source("classes", None, k) for k in count],
            [self.source("activations", 2, k) for k in count],
        )
        leaving = [*self.equation.submobjects, self.plot, self.dots, self.curve_name]
        shown = [digit, VGroup(*bars.names), VGroup(*bars.tracks)]
        self.play(
            *[within(FadeOut(m), 0.0, 0.5) for m in leaving],
            *[within(FadeIn(m), 0.4, 1.0) for m in shown],
            run_time=1.0,
        )
        self.play(*bars.grow(), run_time=0.8)
        self.play(*[FadeIn(value) for value in bars.values], run_time=0.4)
        winner = int(self.recording.predictions[STEP])
        self.play(
            self.network.layers[2][winner].highlight(),
            bars.bars[winner].animate.set_fill(self.theme.focus),
            self.class_names[winner].animate.set_fill(self.theme.focus),
            run_time=0.6,
        )
        self.bars = bars

    def answer(self) -> None:
        """What the network says, and what the digit really is."""
        bars = self.bars
        winner, truth = int(self.recording.predictions[STEP]), self._truth()
        self.play(FadeIn(self._remark(bars, winner, "answer", self.theme.focus)), run_time=0.6)
        if truth != winner:
            self.play(
                bars.names[truth].animate.set_fill(self.theme.target),
                self.class_names[truth].animate.set_fill(self.theme.target),
                FadeIn(self._remark(bars, truth, "truth", self.theme.target)),
                run_time=0.7,
            )

    # What several beats need.

    def _above_the_curve(self) -> list[Region]:
        """Divide the panel for the matrices above and the curve below."""
        panel, gap = self.area.panel, 0.3
        share = min(0.42, CURVE / (panel.height - gap))
        return panel.split(1 - share, share, gap=gap)

    def _digit_and_bars(self) -> list[Region]:
        """Divide the panel for the digit and the outputs: beside each other if it is wide."""
        panel = self.area.panel
        if panel.width < WIDE * panel.height:
            return panel.split(0.52, 0.48, gap=0.25)
        digit, bars = panel.columns(0.47, 0.53, gap=0.3)
        return [digit, bars.inner(bars.width, digit.width)]

    def _column_in(self, equation: LayerEquation, layer: int) -> None:
        """Let each neuron of a layer light up as its value appears in the column."""
        neurons, cells = self.network.layers[layer], equation.inputs.column()
        moves = []
        for k, (neuron, cell) in enumerate(zip(neurons, cells, strict=True)):
            start, stop = k / (len(cells) + 1), (k + 2) / (len(cells) + 1)
            moves.append(within(neuron.highlight(), start, stop, there_and_back))
            moves.append(within(FadeIn(cell), start, stop))
        self.play(*moves, run_time=1.4)

    def _truth(self) -> int:
        """Index of the output that the label stands for."""
        return int(np.argmax(self.recording.targets[STEP]))

    def _class_name(self, k: int) -> Readout:
        """Set the digit that output ``k`` stands for beside its neuron."""
        place = self.network.layers[2][k].disc.get_center() + np.array([0.62, 0.0, 0.0])
        size = 1.2 * self.theme.sizes.number
        source = self.source("classes", None, k)
        name = Readout(self.theme, source, NumberFormat(0), size, self.theme.quiet)
        return name.centre_on(place)

    def _remark(self, bars: OutputBars, k: int, key: str, colour: str) -> TextLine:
        """Say below bar ``k`` what it is."""
        words = TextLine(
            self.theme, self.words[f"forward_pass.{key}"], self.theme.sizes.label, colour
        )
        foot = bars.bars[k].get_corner(np.array([-1.0, -1.0, 0.0]))
        return words.place(foot[0], foot[1] - 0.34, "left")

    def _panel_with_formula(self, markup: str) -> tuple[Formula, Region]:
        """Set a formula at the top of the panel; give it and the region below it."""
        region = self.area.panel
        formula = Formula(self.theme, markup, self.theme.sizes.formula, self.theme.ink)
        formula.move_to([region.x, region.top - formula.height / 2, 0])
        return formula, region.below(formula.get_bottom()[1] - 0.25)

    def _one_row(self, equation: LayerEquation, layer: int, j: int, pace: float = 1.0) -> None:
        """Work out one neuron: row and edges light, products arrive, then z, then the value."""
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
        """Give the animations that put the row worked out last at rest."""
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
