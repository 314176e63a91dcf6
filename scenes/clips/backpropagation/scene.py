"""One step of learning: deltas, gradients, the way back, the update, and what it is good for."""

from __future__ import annotations

import numpy as np
from manim import FadeIn, FadeOut, Transform, VGroup

from network import Recording
from network.errors import LayerlightError
from scenes.animation.timing import staggered, within
from scenes.base import NetworkScene
from scenes.clips.backpropagation.backward_sum import HiddenDeltas, SentBack
from scenes.clips.backpropagation.delta_tag import DeltaTag, ReturningPulse, SentValue
from scenes.clips.backpropagation.nudge_table import NudgeTable
from scenes.clips.backpropagation.outer_product import (
    OuterProduct,
    update_decimals,
    update_relations,
)
from scenes.clips.backpropagation.output_deltas import OutputDeltas
from scenes.clips.backpropagation.step_taken import CostFall, WeightStep
from scenes.mobjects.matrix.matrix import row_bar
from scenes.mobjects.network.bias_neuron import BiasNeuron
from scenes.mobjects.network.network_diagram import NetworkDiagram
from scenes.mobjects.text.equals import equality, exact_look
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region

__all__ = ["Backpropagation"]

STEP = 0
HIDDEN = 0
"""The hidden neuron whose delta is worked out in full."""

TENTHS = NumberFormat(1)
THOUSANDTHS = NumberFormat(3)
GRADIENT, TAG = 4, 3
"""Decimals of gradients and hidden deltas, and of the outputs' deltas in the network."""
PITCH, LONE_PITCH = 0.54, 0.88
"""Of the rows of two tables, one above the other, and of one that stands alone."""
LINES, LINES_WITH_BIAS = 2.6, 3.3
"""Height of all but the rows of two such tables, and of these with the biases below them."""
MATRICES_ALONE = 4.3
"""In a region higher than this, in frame units, the rows of the largest are further apart."""
MATRICES = 5.4
"""Height of the matrices of all hidden deltas at most."""
LONE_HEIGHT = 5.7
"""In a region higher than this, in frame units, the rows of one that stands alone are further
apart."""
TITLE = 0.62
"""Height that a formula above a table takes."""


class Backpropagation(NetworkScene):
    """The first step of the recorded run, from the outputs' deltas to the cost after it."""

    clip = "backpropagation"
    largest = 10.0

    def check(self, recording: Recording) -> None:
        """Refuse a recording that is not a 5-4-3 walkthrough, or learns by another rule."""
        self.require_layers(recording, 5, 4, 3)
        if recording.metadata["output_delta"] != "difference":
            raise LayerlightError(
                "backpropagation draws the delta output − target, the recording was made with"
                f" {recording.metadata['output_delta']!r}: record it with output_delta='difference'"
            )
        changes = *recording.weight_updates_at(STEP), *recording.bias_updates_at(STEP)
        self.require_bounded(recording, *changes, *recording.weights_at(STEP + 1))

    def construct(self) -> None:
        """Play the beats in order."""
        self.place_network()
        self.beat(self.output_delta)
        self.beat(self.one_weight)
        self.beat(self.gradient)
        self.beat(self.update)
        self.beat(self.bias)
        self.beat(self.send_back)
        self.beat(self.slope)
        self.beat(self.hidden_deltas)
        self.beat(self.first_layer)
        self.beat(self.nudge)
        self.beat(self.weights)
        self.beat(self.cost)

    def source(self, quantity: str, layer: int | None = None, *index: int) -> Source:
        """Name an entry of the recorded step that the clip shows."""
        return Source(self.recording, quantity, STEP, layer, index)

    def place_network(self) -> None:
        """Show the network as the forward pass left it, every neuron filled."""
        names = [self.words[f"layers.{name}"] for name in ("input", "hidden", "output")]
        self.network = network = NetworkDiagram(
            self.theme, self.area.network, self.recording, STEP, names
        )
        for layer, neurons in enumerate(network.layers):
            for k, neuron in enumerate(neurons):
                style = TENTHS if layer == 0 else THOUSANDTHS
                neuron.set_value_now(self.source("activations", layer, k), style)
        self.add(network, network.symbols(0, "x"))
        truth = int(np.argmax(self.recording.targets[STEP]))
        for k, neuron in enumerate(network.layers[-1]):
            colour = self.theme.target if k == truth else self.theme.quiet
            number = Readout(
                self.theme,
                self.source("classes", None, k),
                NumberFormat(0),
                1.2 * self.theme.sizes.number,
                colour,
            )
            self.add(number.centre_on(neuron.disc.get_center() + np.array([0.62, 0.0, 0.0])))
        self.opening = formula, _, table = self._open()
        self.add(formula, table.heads)
        self.shown: list = []  # what stands in the panel
        self.lit: list = []  # edges and neurons in focus

    def _open(self) -> tuple[Formula, Region, OutputDeltas]:
        """What the panel begins with: its formula, the room for a remark, the first table."""
        formula, region = self._title("bold(delta)^((2)) = bold(o) - bold(t)")
        upper, lower = region.split(0.84, 0.16)
        heads = [self.words[f"backpropagation.{k}"] for k in ("output", "target", "delta")]
        table = OutputDeltas(self.theme, upper, self.recording, STEP, heads)
        return formula, lower, table

    # The beats, in order.

    def output_delta(self) -> None:
        """Output minus target, in each output neuron; a delta hangs above it from now on."""
        formula, lower, table = self.opening
        self.play(*[FadeIn(output) for output in table.outputs], run_time=0.6)
        outputs = self.network.layers[-1]
        self.tags = [DeltaTag(self.network, 2, k, TAG) for k in range(len(outputs))]
        for k, neuron in enumerate(outputs):
            pace = 1.0 if k == 0 else 0.7
            self.play(
                neuron.highlight(),
                FadeIn(table.signs[k][0]),
                FadeIn(table.targets[k]),
                run_time=0.6 * pace,
            )
            self.play(FadeIn(table.signs[k][1]), FadeIn(table.deltas[k]), run_time=0.6 * pace)
            self.play(FadeIn(self.tags[k]), neuron.clear_highlight(), run_time=0.5 * pace)
        self.shown = [formula, *table.submobjects]
        em, foot = 0.75 * self.theme.sizes.formula, lower.bottom + 0.1
        markup = "bold(delta)^((2)) = partial C slash partial bold(z)^((2))"
        formula = Formula(self.theme, markup, em, self.theme.quiet)
        words = self._remark("gradient_of", 0, foot)
        if words.width + 0.25 + formula.width <= lower.width:
            formula.place(lower.x - (words.width + 0.25) / 2, foot)
            words.place(formula.get_right()[0] + 0.25, foot, "left")
        else:
            formula.place(lower.x, foot + 0.55)
            words.place(lower.x, foot)
        remark = VGroup(formula, words)
        self.play(FadeIn(remark), run_time=0.5)
        self.wait(1.2)
        self.shown.append(remark)

    def one_weight(self) -> None:
        """One delta times one activation: the slope for the weight between them."""
        _, self.k, self.j = (int(i) for i in self.recording.arrays["nudge_places"][1])
        k, j = self.k, self.j
        name = f"({k + 1} {j + 1})"
        formula, region = self._title(
            f"partial C slash partial w_{name} = delta_{k + 1} thin h_{j + 1}"
        )
        self.table = table = OuterProduct(
            self.theme,
            region,
            self.recording,
            STEP,
            1,
            updates=False,
            decimals=GRADIENT,
            pitch=LONE_PITCH * max(1.0, region.height / LONE_HEIGHT),
            bias=False,
            gap=0.55,
        )
        self._turn_to(formula, table.cells.brackets, *table.deltas, *table.heads)
        edge = self.network.edges[1][k][j]
        neurons = [self.network.layers[1][j], self.network.layers[2][k]]
        self._light([edge], neurons, point_out=True)
        cell = table.cells.cells[k][j]
        spots = [table.spot(number) for number in (table.deltas[k], table.heads[j], cell)]
        lower = region.below(table.bottom)
        self.line = line = table.product(k, j, lower, 1.05 * self.theme.sizes.number)
        new = (table.deltas[k], table.heads[j], cell)
        for number, spot, piece in zip(new, spots, (line[:2], line[2:4], line[4:]), strict=True):
            self.bring_to_back(spot)
            coming = [spot, *piece, *([number] if number is cell else [])]
            self.play(*[FadeIn(m) for m in coming], run_time=0.8)
            self.wait(0.15)
        self.spots = spots
        self.shown.append(cell)

    def gradient(self) -> None:
        """All deltas times all activations, row after row."""
        table = self.table
        formula, _ = self._title(
            "partial C slash partial bold(W)^((2))"
            f" {table.equality} bold(delta)^((2)) thin bold(h)^T"
        )
        old = self.shown[0]
        self.play(
            *[within(FadeOut(m), 0.0, 0.5) for m in (old, *self.spots, *self.line)],
            within(FadeIn(formula), 0.5, 1.0),
            run_time=0.8,
        )
        self.shown[0] = formula
        for k in range(self.recording.layer_sizes[2]):
            new = [c for j, c in enumerate(table.cells.row(k)) if (k, j) != (self.k, self.j)]
            row = self.network.row(1, k)
            self._light(row, [self.network.layers[2][k]], point_out=True, others=new)
            self.shown += new
        self._light([], [])

    def update(self) -> None:
        """The gradient times minus the learning rate is what each weight changes by."""
        self._make_room()
        table = self.table
        foot = table.bottom - 0.35
        decimals = update_decimals(self.recording, STEP, 1, GRADIENT)
        relations = update_relations(self.recording, STEP, 1, GRADIENT, decimals)
        sign = equality(relations)
        formula = Formula(
            self.theme,
            f"Delta bold(W)^((2)) {sign} - eta thin partial C slash partial bold(W)^((2))",
            0.66 * self.theme.sizes.formula,
            self.theme.ink,
        )
        panel = self.area.panel
        lower = Region(panel.left, panel.right, panel.bottom, foot - 0.8 + 0.52)
        self.changes = changes = OuterProduct(
            self.theme,
            lower,
            self.recording,
            STEP,
            1,
            updates=True,
            decimals=decimals,
            pitch=table.cells.row_pitch,
            most_em=table.em,
            least_width=table.cells.column_width,
        )
        shift = table.cells.get_x() - changes.cells.get_x()
        changes.cells.shift([shift, 0, 0])
        if table.with_bias:
            changes.bias.set_x(table.bias.get_x())
        formula.place(panel.left + 0.05, foot - 0.5, "left")
        # The rate stands where above the deltas stand: before the matrix it leads to.
        rate = VGroup(*self._with_rate(formula)[1:])
        middle = changes.cells.row_y(1) - rate[1].em * DIGIT_HEIGHT / 2
        edge = changes.cells.get_left()[0] - 0.15
        rate.shift([edge - rate.get_right()[0], middle - rate[1].baseline, 0])
        line = VGroup(formula, rate)
        formula.relations = changes.cells.relations = tuple(relations)
        name = f"Delta bold(b)^((2)) {sign} - eta bold(delta)^((2))"
        self.bias_name = Formula(self.theme, name, formula.em, self.theme.bias)
        self.bias_name.place(panel.right, formula.baseline, "right")
        if not table.with_bias:
            self._put_biases_below()
        self.play(FadeIn(line), FadeIn(changes.cells.brackets), run_time=0.6)
        self.wait(0.4)
        for k in range(self.recording.layer_sizes[2]):
            spots = [
                row_bar(self.theme, m, k, self.theme.focus) for m in (table.cells, changes.cells)
            ]
            self.bring_to_back(*spots)  # a bar lies behind its numbers
            self.play(*[FadeIn(s) for s in spots], run_time=0.25)
            self.play(*staggered([FadeIn(c) for c in changes.cells.row(k)]), run_time=0.7)
            self.play(*[FadeOut(s) for s in spots], run_time=0.25)
        self.shown += [line, changes.cells]

    def bias(self) -> None:
        """The bias neuron is always one: its update is delta without a factor."""
        table, changes = self.table, self.changes
        one = BiasNeuron(self.theme, self.network, 1, table.one.source)
        self.play(FadeIn(one.body), FadeIn(table.one), FadeIn(table.bias.brackets), run_time=0.7)
        self.play(*one.grow(), run_time=0.6)
        self.play(*staggered([FadeIn(c) for c in table.bias.column()]), run_time=0.9)
        self.play(FadeIn(changes.bias.brackets), FadeIn(self.bias_name), run_time=0.5)
        self.play(*staggered([FadeIn(c) for c in changes.bias.column()]), run_time=0.9)
        self.shown += [table.one, table.bias, changes.bias, self.bias_name, *one.edges, one.body]

    def send_back(self) -> None:
        """Deltas travel back along the weights of one hidden neuron and are summed."""
        name = HIDDEN + 1
        formula, region = self._title(
            f"delta_{name}^((1)) = (sum_k w_(k {name})^((2)) delta_k^((2))) "
            f"thin h_{name} (1 - h_{name})"
        )
        heads = [
            self.words[f"table.{k}"] if k != "delta" else self.words["backpropagation.delta"]
            for k in ("weight", "delta", "product", "sum")
        ]
        self.back = back = SentBack(self.theme, region, self.recording, STEP, 1, HIDDEN, heads)
        known = [m for row in back.rows for m in (row.weight, row.signs[0], row.delta)]
        self._turn_to(formula, back.headings, *known)
        edges = [self.network.edges[1][k][HIDDEN] for k in range(len(back.rows))]
        self._light(edges, [self.network.layers[1][HIDDEN]])
        for k, row in enumerate(back.rows):
            pace = 1.0 if k == 0 else 0.75
            pulse = ReturningPulse(self.network, 1, HIDDEN, k)
            self.play(pulse.travel_back(), run_time=1.2 * pace)
            self.remove(pulse)
            self.play(FadeIn(row.signs[1]), FadeIn(row.product), run_time=0.4 * pace)
            self.play(FadeIn(back.sums[k]), run_time=0.35)
        self.shown = [formula, back.headings, *back.rows, *back.sums]

    def slope(self) -> None:
        """The sum times the sigmoid's slope is the hidden delta."""
        back = self.back
        self.play(FadeIn(back.rule), FadeIn(VGroup(*back.slope_row[:2])), run_time=0.5)
        self.play(FadeIn(VGroup(*back.slope_row[2:-1])), run_time=0.6)
        self.play(FadeIn(back.slope), run_time=0.5)
        self.wait(0.5)
        self.play(FadeIn(VGroup(*back.delta_row[:-1])), run_time=0.6)
        self.play(FadeIn(back.delta), run_time=0.5)
        tag = DeltaTag(self.network, 1, HIDDEN, GRADIENT)
        self.wait(0.3)
        self.play(FadeIn(tag), run_time=0.5)
        self.hidden_tags = [tag]
        self.shown += [back.rule, *back.slope_row, *back.delta_row]

    def hidden_deltas(self) -> None:
        """The same for every hidden neuron, as matrices."""
        formula, region = self._title(
            "bold(delta)^((1)) = (bold(W)^((2)T) bold(delta)^((2)))"
            " dot.o bold(h) dot.o (1 - bold(h))"
        )
        if region.width > region.height:
            region = region.inner(region.width, MATRICES)
        upper, lower = region.split(0.5, 0.5, gap=0.2)
        found = HiddenDeltas(self.theme, upper, lower, self.recording, STEP, 1)
        known = [cell for cells in found.transposed.cells for cell in cells]
        self._turn_to(formula, *found.frames, *found.outer.column(), *known)
        for j in range(self.recording.layer_sizes[1]):
            self._one_hidden(found, j)
        self._light([], [])

    def first_layer(self) -> None:
        """The first layer's weights change by the same rule."""
        decimals = update_decimals(self.recording, STEP, 0, GRADIENT)
        equality = OuterProduct.equality_of(self.recording, STEP, 0, decimals)
        formula, region = self._title(
            f"Delta bold(W)^((1)) {equality} - eta thin bold(delta)^((1)) thin bold(x)^T"
        )
        title = self._with_rate(formula)
        if title.width > region.width:
            title = self._with_rate(formula, gap=0.4)
        if title.width <= region.width:
            title.shift([region.x - title.get_x(), 0, 0])
        else:
            rate = VGroup(*title[1:])
            rate.shift([region.x - rate.get_x(), -TITLE, 0])
            region = region.below(region.top - TITLE)
        upper, lower = region.split(0.84, 0.16)
        table = OuterProduct(
            self.theme,
            upper,
            self.recording,
            STEP,
            0,
            updates=True,
            decimals=decimals,
            pitch=0.66 * max(1.0, upper.height / MATRICES_ALONE),
            bias=False,
            gap=0.55,
        )
        known = [*table.deltas, *table.heads]
        # The edges that are lit from now on come from the other side.
        swings = [tag.swing() for tag in self.hidden_tags]
        self._turn_to(title, table.cells.brackets, *known, others=swings)
        for k in range(self.recording.layer_sizes[1]):
            row = table.cells.row(k)
            neurons = [self.network.layers[1][k]]
            self._light(self.network.row(0, k), neurons, point_out=True, others=row)
            self.shown += row
        self._light([], [])
        zero = [i for i, x in enumerate(table.heads) if x.source.value == 0]
        if zero:
            remark = self._remark("nothing", lower.x, table.bottom - 0.65, lower.width)
            self.play(FadeIn(remark), run_time=0.5)
            self.shown.append(remark)

    def nudge(self) -> None:
        """Nudged weights move the cost as steeply as the gradient says."""
        panel = self.area.panel
        name = self.words["backpropagation.cost_of_nudge"]
        table = NudgeTable(self.theme, panel, self.recording, name)
        self._turn_to(
            *(*table.names, *table.weights, table.epsilon, table.cost),
            *[line[0] for line in table.lines[:2]],
        )
        places = [tuple(int(i) for i in p) for p in self.recording.arrays["nudge_places"]]
        self._light([self.network.edges[n][k][j] for n, k, j in places], [])
        for line in table.lines[:2]:
            self.play(*[FadeIn(number) for number in line[1:]], run_time=0.6)
            self.wait(0.2)
        self.play(*[FadeIn(piece) for piece in table.lines[2]], run_time=0.7)
        self.wait(0.5)
        self.play(FadeIn(table.rule), *[FadeIn(p) for p in table.lines[3]], run_time=0.7)
        bars = table.bars()
        self.bring_to_back(*bars)
        self.play(*[FadeIn(bar) for bar in bars], run_time=0.4)
        self.shown += bars
        self.wait(0.3)
        self.shown += [*[piece for line in table.lines for piece in line], table.rule]

    def weights(self) -> None:
        """Every weight takes its step: edges and numbers, before and after."""
        self._light([], [])
        words = [self.words[f"backpropagation.{k}"] for k in ("before", "after")]
        decimals = update_decimals(self.recording, STEP, 1, GRADIENT)
        table = WeightStep(self.theme, self.area.panel, self.recording, STEP, 1, words, decimals)
        edges = [edge for layer in self.network.edges for row in layer for edge in row]
        self._turn_to(
            table.names[0],
            table.before,
            table.head,
            others=[
                *[edge.highlight() for edge in edges],
                *[within(FadeOut(tag), 0.0, 0.5) for tag in (*self.tags, *self.hidden_tags)],
            ],
        )
        self.play(FadeIn(table.names[1]), FadeIn(table.updates), run_time=0.7)
        self.wait(0.3)
        self.play(FadeIn(table.names[2]), FadeIn(table.after), run_time=0.7)
        self.wait(0.6)
        for edge in edges:
            layer, (k, j) = edge.weight.layer, edge.weight.index
            edge.weight = Source(self.recording, "weights", STEP + 1, layer, (k, j))
            mark(edge.show_sign(edge.weight.value), "width", edge.weight)
        self.play(*[edge.highlight() for edge in edges], run_time=1.8)
        self.shown += [*table.names[1:], table.updates, table.after]

    def cost(self) -> None:
        """The same image once more: outputs nearer to their targets, a lower cost."""
        words = [self.words[f"backpropagation.{k}"] for k in ("target", "before", "after", "cost")]
        table = CostFall(self.theme, self.area.panel, self.recording, STEP, words)
        edges = [edge for layer in self.network.edges for row in layer for edge in row]
        self._turn_to(
            *table.heads[:2],
            *table.names,
            *table.targets,
            *table.before,
            others=[edge.clear_highlight() for edge in edges],
        )
        self.play(FadeIn(table.cost_head), FadeIn(table.cost_names[0]), run_time=0.4)
        self.play(table.grow(0), run_time=0.5)
        self.play(FadeIn(table.costs[0]), run_time=0.3)
        for layer in (1, 2):
            self._send_on(layer)
            self._refill(layer)
        self.play(
            FadeIn(table.heads[2]),
            *staggered([FadeIn(value) for value in table.after]),
            run_time=0.9,
        )
        self.play(FadeIn(table.cost_names[1]), run_time=0.3)
        self.play(table.grow(1), run_time=0.6)
        self.play(FadeIn(table.costs[1]), run_time=0.3)
        self.wait(0.7)

    # What several beats need.

    def _title(self, markup: str) -> tuple[Formula, Region]:
        """Set a formula at the top of the panel; give it and the region below it."""
        region = self.area.panel
        markup, em = f"inline({markup})", self.theme.sizes.formula
        formula = Formula(self.theme, markup, em, self.theme.ink)
        if formula.width > region.width:
            em *= region.width / formula.width
            formula = Formula(self.theme, markup, em, self.theme.ink)
        formula.move_to([region.x, region.top - TITLE / 2, 0])
        return formula, region.below(region.top - TITLE - 0.25)

    def _remark(self, key: str, x: float, baseline: float, width: float | None = None) -> TextLine:
        """Say something in a quiet line, or in two if one would be wider than allowed."""
        theme = self.theme
        said, em = self.words[f"backpropagation.{key}"], theme.sizes.label
        words = TextLine(theme, said, em, theme.quiet)
        if width is not None and words.width > width:
            words = TextLine(theme, said, em, theme.quiet, width=width)
        return words.place(x, baseline)

    def _with_rate(self, formula: Formula, gap: float = 0.5) -> VGroup:
        """Put the learning rate beside a formula that speaks of it."""
        theme = self.theme
        source = Source(self.recording, "setting", index=("learning_rate",))
        size = min(theme.sizes.number, 0.95 * formula.em)
        style, sign = exact_look(source)
        eta = Formula(theme, f"eta {sign}", size / 0.95, theme.quiet)
        rate = Readout(theme, source, style, size, theme.ink)
        eta.place(formula.get_right()[0] + gap, formula.baseline, "left")
        rate.place(eta.get_right()[0] + 0.16, formula.baseline, "left")
        return VGroup(formula, eta, rate)

    def _make_room(self) -> None:
        """Let the table of the gradient take less room, so that another one fits below it."""
        large = self.table
        _, region = self._title("bold(h)")

        def table(lines: float, rows: int) -> OuterProduct:
            pitch = min(PITCH, (self.area.panel.height - lines) / rows)
            return OuterProduct(
                self.theme,
                region,
                self.recording,
                STEP,
                1,
                updates=False,
                decimals=GRADIENT,
                pitch=pitch,
            )

        rows = self.recording.layer_sizes[2]
        small = table(LINES, 2 * rows)
        if not small.with_bias:
            small = table(LINES_WITH_BIAS, 3 * rows)
        self.table = small
        pairs = [
            *zip(large.deltas, small.deltas, strict=True),
            *zip(large.heads, small.heads, strict=True),
            *zip(large.cells.submobjects, small.cells.submobjects, strict=True),
        ]
        self.play(*[Transform(old, new.copy()) for old, new in pairs], run_time=0.8)
        self.remove(*[old for old, _ in pairs])
        self.add(*[new for _, new in pairs])
        self.shown = [self.shown[0], *[new for _, new in pairs]]

    def _put_biases_below(self) -> None:
        """Put the columns of the biases below both tables, and between them what they are."""
        table, changes, panel = self.table, self.changes, self.area.panel
        top = panel.bottom + table.bias.brackets.height + 0.03
        half = table.bias.brackets.width / 2
        table.put_bias(panel.left + 0.1 + half, top)
        changes.put_bias(panel.right - 0.1 - half, top)
        y = top - table.bias.brackets.height / 2
        self.bias_name.place(panel.x, y - 0.2 * self.bias_name.em)

    def _turn_to(self, *new, others=()) -> None:
        """Let what stands in the panel make room for what comes; both overlap a little."""
        self.play(
            *[within(FadeOut(m), 0.0, 0.5) for m in dict.fromkeys(self.shown)],
            *[within(FadeIn(m), 0.4, 1.0) for m in new],
            *others,
            run_time=0.9,
        )
        self.shown = list(new)

    def _light(self, edges, neurons, *, point_out=False, others=(), pace=1.0) -> None:
        """Put edges and neurons in focus, those before out of it; numbers may come with them.

        Edges have the colour of their weight's sign, unless something else is spoken of.
        """
        stay = [m for m in self.lit if m in edges or m in neurons]
        fading = [m for m in self.lit if m not in stay]
        moves = [m.clear_highlight() for m in fading]
        new = [edge for edge in edges if edge not in stay]
        colour = self.theme.focus if point_out else None
        moves += [edge.highlight(colour) for edge in new]
        moves += [n.highlight() for n in neurons if n not in stay]
        self.lit = [*edges, *neurons]
        if moves:
            self.play(*moves, run_time=0.45 * pace)
        if others:
            self.play(*staggered([FadeIn(m) for m in others]), run_time=0.8 * pace)

    def _one_hidden(self, found: HiddenDeltas, j: int) -> None:
        """Work out the delta of one hidden neuron; the first is known already."""
        edges = [self.network.edges[1][k][j] for k in range(self.recording.layer_sizes[2])]
        bars = [row_bar(self.theme, m, j, self.theme.focus) for m in found.of_hidden]
        columns = (found.sums, found.again, found.values, found.slopes, found.deltas)
        sum_, again, value, slope, delta = (m.column()[j] for m in columns)
        self._light(edges, [self.network.layers[1][j]], pace=0.8)
        self.bring_to_back(*bars)
        self.play(*[FadeIn(bar) for bar in bars], run_time=0.25)
        if j:
            pulses = [ReturningPulse(self.network, 1, j, k) for k in range(len(edges))]
            self.play(*[pulse.travel_back() for pulse in pulses], run_time=0.8)
            self.remove(*pulses)
            self.play(FadeIn(sum_), run_time=0.35)
        else:
            self.play(FadeIn(sum_), run_time=0.35)
        self.play(FadeIn(value), FadeIn(slope), FadeIn(again), run_time=0.3)
        coming = [FadeIn(delta)]
        if j:
            self.hidden_tags.append(DeltaTag(self.network, 1, j, GRADIENT))
            coming.append(FadeIn(self.hidden_tags[-1]))
        self.play(*coming, run_time=0.4)
        self.play(*[FadeOut(bar) for bar in bars], run_time=0.15)
        self.shown += [sum_, again, value, slope, delta]

    def _send_on(self, layer: int) -> None:
        """Let every neuron before a layer send its value along its edges; none sends nothing."""
        discs, edges = [], self.network.edges[layer - 1]
        for row in edges:
            for neuron, edge in zip(self.network.layers[layer - 1], row, strict=True):
                value = neuron.readout.source
                if value.value:
                    discs.append(SentValue(self.theme, edge, value))
        flat = [edge for row in edges for edge in row]
        self.play(*[edge.highlight() for edge in flat], run_time=0.35)
        self.play(*[disc.travel() for disc in discs], run_time=1.0)
        self.remove(*discs)
        self.resting = [edge.clear_highlight() for edge in flat]

    def _refill(self, layer: int) -> None:
        """Let the neurons of a layer take the values they have after the update."""
        moves = [within(move, 0.0, 0.8) for move in self.resting]
        for k, neuron in enumerate(self.network.layers[layer]):
            old = neuron.readout
            neuron.remove(old)
            self.add(old)
            after = Source(self.recording, f"activations_after_{layer}", index=(STEP, k))
            fill, number = neuron.set_value(after, THOUSANDTHS)
            moves += [
                within(FadeOut(old), 0.15, 0.5),
                within(fill, 0.1, 0.9),
                within(number, 0.4, 0.75),
            ]
        self.play(*moves, run_time=0.8)
