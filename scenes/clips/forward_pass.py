"""One image through the 5-4-3 network, every product of the first neuron in sight."""

from __future__ import annotations

import numpy as np
from manim import (
    FadeIn,
    FadeOut,
    Line,
    MoveAlongPath,
    ReplacementTransform,
    Transform,
    VGroup,
)

from network import Recording
from scenes import parts
from scenes.base import RecordedScene
from scenes.frame import Region
from scenes.motion import staggered
from scenes.parts.network_diagram import LABEL_PLACE
from scenes.source import NumberFormat, Source

__all__ = ["ForwardPass"]

STEP = 0
FIRST = 0
"""The hidden neuron that is worked out in full."""

TENTHS = NumberFormat(1)
HUNDREDTHS = NumberFormat(2)
WEIGHT = NumberFormat(2, signed=True)
THOUSANDTHS = NumberFormat(3)


class ForwardPass(RecordedScene):
    """The first forward pass of the recorded run: hidden layer, output layer, answer."""

    clip = "forward_pass"

    def check(self, recording: Recording) -> None:
        """Refuse a recording that is not a 5-4-3 walkthrough."""
        self.require_layers(recording, 5, 4, 3)

    def construct(self) -> None:
        """Play the beats in order."""
        self.focused = None  # block, layer and row that are lit
        self.layer_sizes = self.recording.layer_sizes
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
        self.network = parts.NetworkDiagram(
            self.theme, self.area.network, self.recording, STEP, names
        )
        self.symbols = self.network.symbols(0, "x")
        self.add(self.network, self.symbols)

    # The beats, in order.

    def inputs(self) -> None:
        """Five pixels leave the image and become the inputs."""
        image = self.recording.images[self.recording.image_index[STEP]]
        self.digit = parts.PixelGrid(self.theme, self.area.panel, image)
        pixels = self.recording.metadata["pixels"]
        sources = [self.source("activations", 0, i) for i in range(len(pixels))]
        chips = self.digit.chips(pixels, sources)
        neurons = self.network.layers[0]
        self.play(FadeIn(self.digit))
        self.play(*staggered([FadeIn(chip, scale=3) for chip in chips]), run_time=1.4)
        flights = [
            chip.animate.scale(2.2).move_to(neuron.disc)
            for chip, neuron in zip(chips, neurons, strict=True)
        ]
        self.play(*staggered(flights, overlap=0.4), run_time=3.0)
        holds = [
            [*neuron.hold(source, TENTHS), FadeOut(chip)]
            for chip, neuron, source in zip(chips, neurons, sources, strict=True)
        ]
        self.play(*staggered(holds, overlap=0.5), run_time=1.4)

    def weights(self) -> None:
        """One neuron and its five edges come into focus; their weights begin a table."""
        self.formula, region = self._panel_with_formula(
            f"{{{{ z_{FIRST + 1} : z }}}} = sum_i w_({FIRST + 1} i) x_i + b_{FIRST + 1}"
        )
        headings = [self.words[f"table.{k}"] for k in ("weight", "input", "product", "sum", "bias")]
        self.table = parts.WeightedSum(self.theme, region, self.recording, STEP, 0, FIRST, headings)
        neuron = self.network.layers[1][FIRST]
        edges = self.network.row(0, FIRST)
        self.labels = self.network.labels(0, FIRST, WEIGHT)
        self.play(
            FadeOut(self.digit),
            neuron.ring(self.theme.focus),
            *[edge.light_up() for edge in edges],
            run_time=0.8,
        )
        self.play(*staggered([FadeIn(label) for label in self.labels]), run_time=1.2)
        self.play(FadeIn(self.formula), FadeIn(self.table.headings[0]), run_time=0.6)
        pairs = zip(self.labels, self.table.rows, strict=True)
        self.carry([(label.readout, row.weight) for label, row in pairs], run_time=1.8)

    def products(self) -> None:
        """Each input travels to its weight and on into the table, where the product appears."""
        self.play(*[FadeIn(heading) for heading in self.table.headings[1:3]], run_time=0.5)
        for i, row in enumerate(self.table.rows):
            self._one_product(i, row, 1.0 if i == 0 else 0.58)

    def _one_product(self, i: int, row, pace: float) -> None:
        neuron, edge = self.network.layers[0][i], self.network.row(0, FIRST)[i]
        parcel = neuron.parcel()
        path = Line(neuron.disc.get_center(), edge.point_from_proportion(LABEL_PLACE))
        self.add(parcel)
        self.bring_to_front(self.labels)  # the weight stays readable as the input reaches it
        self.play(MoveAlongPath(parcel, path), run_time=0.9 * pace)
        disc, number = parcel
        self.remove(number)
        self.carry([(number, row.input)], FadeOut(disc), FadeIn(row.times), run_time=0.9 * pace)
        self.play(FadeIn(row.equals), FadeIn(row.product), run_time=0.5 * pace)

    def running_sum(self) -> None:
        """The products travel on into the neuron; the sum grows with each."""
        self.play(FadeIn(self.table.headings[3]), run_time=0.4)
        for i, (row, sum_) in enumerate(zip(self.table.rows, self.table.sums, strict=True)):
            pulse = self.network.pulse(0, FIRST, i)
            moves = [] if pulse is None else [pulse.travel(LABEL_PLACE)]
            if i == 0:  # the first sum is the first product
                self.carry([(row.product, sum_)], *moves, run_time=0.8)
            else:
                self.play(FadeIn(sum_), *moves, run_time=0.8)
            self.remove(*([] if pulse is None else [pulse]))

    def bias(self) -> None:
        """The bias comes below the rule, and the total is the pre-activation."""
        table = self.table
        self.play(FadeIn(table.rule), FadeIn(table.bias_name), FadeIn(table.bias))
        self.carry([(table.sums[-1], table.total)], run_time=0.8)
        self.play(self.formula.part("z").animate.set_color(self.theme.focus), run_time=0.4)

    def squash(self) -> None:
        """The dot climbs to the curve; its height is the activation, which fills the neuron."""
        z, activation = self.source("z", 0, FIRST), self.source("activations", 1, FIRST)
        formula, region = self._panel_with_formula(
            f"{{{{ h_{FIRST + 1} : h }}}} = sigma({{{{ z_{FIRST + 1} : z }}}})"
        )
        plot = parts.SigmoidPlot(self.theme, region, foot=0.85)
        small = self.theme.sizes.number
        z_number = parts.Readout(self.theme, z, THOUSANDTHS, small, self.theme.focus)
        foot = plot.point(z.value, 0)
        z_number.place(foot[0], foot[1] - 0.74)
        total = self.table.total
        gone = [m for m in self.table.submobjects if m is not total]
        self.remove(self.table)
        self.play(*[FadeOut(m) for m in gone], FadeOut(self.formula), run_time=0.5)
        self.play(FadeIn(plot), FadeIn(formula), Transform(total, z_number), run_time=0.9)
        dot = plot.dot(z, activation, 0.0)
        plumb, level = plot.plumb(z, activation), plot.level(z, activation)
        self.play(FadeIn(dot, scale=2), run_time=0.4)
        self.play(plot.climb(dot, z, activation), FadeIn(plumb), run_time=1.2)
        self.play(FadeIn(level), run_time=0.5)
        h_number = parts.Readout(self.theme, activation, THOUSANDTHS, small, self.theme.focus)
        side = plot.point(max(z.value, 0), activation.value)
        h_number.place(side[0] + 0.25, side[1] - 0.1, "left")
        self.play(FadeIn(h_number), run_time=0.5)
        self.wait(0.7)
        neuron = self.network.layers[1][FIRST]
        flying = h_number.copy()
        self.play(flying.animate.move_to(neuron.disc), run_time=0.8)
        self.play(*neuron.hold(activation, HUNDREDTHS), FadeOut(flying), run_time=0.6)
        self.formula, self.plot, self.dots = formula, plot, VGroup(dot)
        self.details = VGroup(plumb, level, total, h_number)

    def matrix(self) -> None:
        """The edges' weights become a row of the weight matrix, the inputs a column."""
        upper, lower = self.area.panel.split(0.55, 0.45, gap=0.25)
        self.lower = lower
        self.hidden_block = self._block(upper, 0, "h", "x")
        block = self.hidden_block
        self._move_curve_down(lower)
        self.play(FadeIn(block.formula), FadeIn(block.matrix.brackets), run_time=0.5)
        weights = [label.readout for label in self.labels]
        self.play(FadeIn(block.bars[FIRST]), run_time=0.3)
        self.carry(list(zip(weights, block.matrix.row(FIRST), strict=True)), FadeOut(self.labels))
        inputs = [neuron.readout for neuron in self.network.layers[0]]
        self.play(FadeIn(block.vector.brackets), FadeIn(block.equals), run_time=0.3)
        self.carry(list(zip(inputs, block.vector.column(), strict=True)))
        shown = [block.z.brackets, block.z.column()[FIRST]]
        self.play(*[FadeIn(m) for m in shown])
        self.play(
            FadeIn(block.arrow),
            FadeIn(block.out.brackets),
            FadeIn(block.out.column()[FIRST]),
        )

    def _move_curve_down(self, region: Region) -> None:
        """Make room above the curve; it stays in sight for the neurons to come."""
        plot = parts.SigmoidPlot(self.theme, region)
        z, activation = self.source("z", 0, FIRST), self.source("activations", 1, FIRST)
        dot = plot.dot(z, activation, 1.0)
        self.play(FadeOut(self.details), FadeOut(self.formula), run_time=0.4)
        self.play(
            ReplacementTransform(self.plot, plot),
            ReplacementTransform(self.dots[0], dot),
            run_time=0.8,
        )
        self.plot, self.dots = plot, VGroup(dot)

    def other_rows(self) -> None:
        """The remaining hidden neurons, row by row."""
        block = self.hidden_block
        self.focused = (block, 0, FIRST)
        for j in range(self.layer_sizes[1]):
            if j != FIRST:
                self._one_row(block, 0, j, self.plot)
        self.play(*self._out_of_focus(), run_time=0.4)

    def output_layer(self) -> None:
        """The same for the output layer, below."""
        block = self.output_block = self._block(self.lower, 1, "o", "h")
        self.play(FadeOut(self.plot), FadeOut(self.dots), run_time=0.4)
        self.carry(
            list(zip(self.hidden_block.out.column(), block.vector.column(), strict=True)),
            FadeIn(block.formula),
            FadeIn(block.matrix.brackets),
            FadeIn(block.vector.brackets),
            run_time=0.9,
        )
        self.play(
            *[FadeIn(m) for m in (block.equals, block.arrow, block.z.brackets, block.out.brackets)],
            run_time=0.5,
        )
        for j in range(self.layer_sizes[2]):
            self._one_row(block, 1, j)
        self.play(*self._out_of_focus(), run_time=0.4)

    def answer(self) -> None:
        """All that flowed, at once; then the largest output is named."""
        names = VGroup()
        for k, neuron in enumerate(self.network.layers[2]):
            name = parts.Readout(
                self.theme,
                self.source("classes", None, k),
                NumberFormat(0),
                1.3 * self.theme.sizes.number,
                self.theme.quiet,
            )
            name.centre_on(neuron.disc.get_center() + np.array([0.62, 0.0, 0.0]))
            names.add(name)
        for layer in range(2):
            pulses = [
                p for j in range(self.layer_sizes[layer + 1]) for p in self.network.pulses(layer, j)
            ]
            self.play(*[p.travel() for p in pulses], run_time=1.1)
            self.remove(*pulses)
        self.play(FadeIn(names), run_time=0.5)
        winner = int(self.recording.predictions[STEP])
        self.play(
            self.network.layers[2][winner].ring(self.theme.focus),
            names[winner].animate.set_fill(self.theme.focus),
            FadeIn(self.output_block.bars[winner]),
            run_time=0.7,
        )

    # What several beats need.

    def _panel_with_formula(self, markup: str) -> tuple[parts.Formula, Region]:
        """Set a formula at the top of the panel; give it and the region below it."""
        region = self.area.panel
        formula = parts.Formula(self.theme, markup, self.theme.sizes.formula, self.theme.ink)
        formula.move_to([region.x, region.top - formula.height / 2, 0])
        return formula, region.below(formula.get_bottom()[1] - 0.25)

    def _block(self, region: Region, layer: int, out: str, into: str) -> VGroup:
        """Lay out ``out = σ(W·into + b)`` for one layer: formula, and W, vector, z and result."""
        theme, em, n = self.theme, self.theme.sizes.number_matrix, self.layer_sizes
        source = self.source
        block = VGroup()
        n_layer = layer + 1
        markup = f"bold({out}) = sigma(bold(W)_{n_layer} bold({into}) + bold(b)_{n_layer})"
        block.formula = parts.Formula(theme, markup, 0.85 * theme.sizes.formula, theme.ink)
        block.formula.move_to([region.x, region.top - block.formula.height / 2, 0])
        room = region.below(block.formula.get_bottom()[1] - 0.12)
        pitch = min(room.height / n[layer], 0.46)
        rows, columns = range(n[layer + 1]), range(n[layer])
        cells = [[source("weights", layer, j, i) for i in columns] for j in rows]
        block.matrix = parts.Matrix(theme, cells, WEIGHT, em, pitch, theme.signed)
        into_format = TENTHS if layer == 0 else THOUSANDTHS
        vector = [[source("activations", layer, i)] for i in columns]
        block.vector = parts.Matrix(theme, vector, into_format, em, pitch)
        block.z = parts.Matrix(
            theme, [[source("z", layer, j)] for j in rows], THOUSANDTHS, em, pitch
        )
        block.out = parts.Matrix(
            theme, [[source("activations", layer + 1, j)] for j in rows], THOUSANDTHS, em, pitch
        )
        block.equals = parts.Formula(theme, "=", 0.32, theme.quiet)
        block.arrow = parts.Formula(theme, "arrow.r.long^sigma", 0.32, theme.quiet)
        line = VGroup(
            block.matrix, block.vector, block.equals, block.z, block.arrow, block.out
        ).arrange(buff=0.14)
        line.move_to([room.right - 0.05 - line.width / 2, room.top - line.height / 2, 0])
        block.bars = [
            VGroup(
                *[
                    parts.row_bar(theme, m, j, theme.focus)
                    for m in (block.matrix, block.z, block.out)
                ]
            )
            for j in rows
        ]
        return block

    def _one_row(
        self, block: VGroup, layer: int, j: int, plot: parts.SigmoidPlot | None = None
    ) -> None:
        """Work out one neuron: row and edges light up, products flow, z and the value appear."""
        neuron = self.network.layers[layer + 1][j]
        last = self._out_of_focus()
        self.play(
            *last,
            neuron.ring(self.theme.focus),
            *[edge.light_up() for edge in self.network.row(layer, j)],
            *[FadeIn(m) for m in (block.bars[j], *block.matrix.row(j))],
            run_time=0.6,
        )
        self.focused = (block, layer, j)
        pulses = self.network.pulses(layer, j)
        self.play(*[p.travel() for p in pulses], FadeIn(block.z.column()[j]), run_time=0.7)
        self.remove(*pulses)
        value = self.source("activations", layer + 1, j)
        if plot is not None:
            z = self.source("z", layer, j)
            dot = plot.dot(z, value, 0.0)
            self.play(FadeIn(dot), plot.climb(dot, z, value), run_time=0.7)
            self.dots.add(dot)
        self.play(*neuron.hold(value, HUNDREDTHS), FadeIn(block.out.column()[j]), run_time=0.6)

    def _out_of_focus(self) -> list:
        """Give the animations that put the row worked out last at rest."""
        if self.focused is None:
            return []
        block, layer, j = self.focused
        self.focused = None
        return [
            self.network.layers[layer + 1][j].unring(),
            FadeOut(block.bars[j]),
            *[edge.rest() for edge in self.network.row(layer, j)],
        ]
