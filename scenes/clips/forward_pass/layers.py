"""What the panel shows layer by layer: the equation, the curve, the rows one after another."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import UP, FadeIn, FadeOut, VGroup, there_and_back

from network import Recording
from scenes.animation.timing import staggered, within
from scenes.base import NetworkScene
from scenes.clips.forward_pass.curve_reading import formulas_in
from scenes.clips.forward_pass.layer_equation import LayerEquation
from scenes.clips.forward_pass.layout import Layout
from scenes.clips.forward_pass.open_neuron import OpenNeuron
from scenes.clips.forward_pass.precision import Precision
from scenes.clips.forward_pass.shares import Shares
from scenes.mobjects.graphing.activation_plot import ActivationPlot
from scenes.mobjects.network.network_diagram import NetworkDiagram
from scenes.mobjects.text.readout import Readout, emerge
from scenes.provenance.source import Source
from scenes.style.frame import Region

__all__ = ["LayerByLayer"]

ABOVE_AXIS = 0.22
"""How far above the axis of the curve z comes to rest, in frame units."""
MOST_PACE, LEAST_PACE, TIME_FOR_ROWS = 0.55, 0.3, 12.0
"""How quick rows become, as a share of the first one's time, and how much time all may take."""


class LayerByLayer(NetworkScene):
    """A clip that computes layers of ``self.network`` in a panel beside it."""

    recording: Recording
    layout: Layout
    network: NetworkDiagram
    precision: Precision
    world: VGroup
    """The network and what belongs to it: names and question marks."""
    open: OpenNeuron
    questions: list[Any]
    """The question marks in the outputs."""

    def build_layers(self) -> None:
        """Build the equation and the curve of every layer."""
        step, depth = self.shown_step, len(self.recording.layer_sizes) - 1
        self.functions = self.recording.rules.functions
        self.equations, self.plots, self.formulas = [], [], []
        letters = ["h"] * (depth - 1) + ["o"]
        for layer in range(depth):
            pair = self.network.indices[layer], self.network.indices[layer + 1]
            curved = self.functions[layer].elementwise
            region = self.layout.matrices if curved else self._matrices_over_shares(len(pair[1]))
            self.equations.append(
                LayerEquation(self.theme, region, self.recording, step, layer, self.precision, pair)
            )
            self.plots.append(self.plot_in(self.layout.curve, layer) if curved else None)
            number = f"^(({layer + 1}))"
            result = f"bold({letters[layer]})" + (
                number if letters[layer] == "h" and depth > 2 else ""
            )
            self.formulas.append(
                formulas_in(
                    self.theme, self.layout.beside, self.functions[layer], result,
                    f"bold(z){number}",
                )
                if curved
                else VGroup()
            )  # fmt: skip
        self.dots: list[Any] = []
        self.lit: list[Any] = []

    def plot_in(self, region: Region, layer: int) -> ActivationPlot:
        """Return the curve of a layer, on the axes that all layers of its function share."""
        function = self.functions[layer]
        alike = [k for k, f in enumerate(self.functions) if f.name == function.name]
        largest = max(float(np.abs(self.recording.z[k][self.shown_step]).max()) for k in alike)
        return ActivationPlot(self.theme, region, function, largest)

    def _matrices_over_shares(self, count: int) -> Region:
        """Return the panel's part for the matrices above a softmax of so many rows."""
        return self.layout.panel.above(self.shares_region(count).top + 0.15)

    def shares_region(self, count: int) -> Region:
        """Return the panel's part for a softmax of so many rows."""
        panel = self.layout.panel
        rows = count + 1 + (count < self.recording.layer_sizes[-1])
        return panel.below(panel.bottom + 0.88 + rows * (0.4 if rows < 6 else 0.29))

    def z_of(self, layer: int, j: int) -> Source:
        """Return the source of the pre-activation of the ``j``-th neuron drawn."""
        return self.source("z", layer, self.network.indices[layer + 1][j])

    def value_of(self, layer: int, j: int) -> Source:
        """Return the source of its activation."""
        return self.source("activations", layer + 1, self.network.indices[layer + 1][j])

    def show_inputs(self, layer: int, run_time: float = 1.1) -> None:
        """Show a layer's values in the equation's column, each as its neuron flashes."""
        cells = self.equations[layer].inputs.column()
        moves = []
        for k, cell in enumerate(cells):
            start, stop = k / (len(cells) + 1), (k + 2) / (len(cells) + 1)
            neuron = self.network.layers[layer][k]
            moves.append(within(neuron.highlight(), start, stop, there_and_back))
            moves.append(within(FadeIn(cell), start, stop))
        self.play(*moves, run_time=run_time)

    def next_layer(self, layer: int) -> None:
        """Replace a layer's equation by that of the next, and its curve if it differs."""
        equation, plot = self.equations[layer], self.plots[layer]
        last = self.plots[layer - 1]
        same = plot is not None and last is not None and last.function.name == plot.function.name
        if same:
            self.plots[layer] = plot = last
        if same:  # how the function is computed stays, too
            for k, line in enumerate(self.formulas[layer - 1][1:], 1):
                self.formulas[layer].submobjects[k] = line
        kept = [last, *self.formulas[layer - 1][1:]] if same else []
        formulas = [line for line in self.formulas[layer] if line not in kept]
        new = [*equation.frames, *formulas, *([] if same or plot is None else [plot])]
        self.play(
            *self.out_of_focus(),
            *self.stage.clear(keep=kept),
            *[within(FadeIn(m), 0.5, 1.0) for m in new],
            run_time=1.0,
        )
        self.dots = []
        self.stage.add(*equation.submobjects, *self.formulas[layer])
        if plot is not None:
            self.stage.add(plot)
        self.show_inputs(layer)

    def compute_rows(self, layer: int, pace: float, left_out: int | None = None) -> None:
        """Compute the neurons of layer ``layer + 1``, ever quicker; one may be left out.

        At a pace above 1 the way of z to the curve is shown.
        """
        for j in range(len(self.network.layers[layer + 1])):
            if j != left_out:
                self.compute_row(layer, j, pace)
                pace = max(self.quickest, 0.6 * pace if pace > 1 else 0.85 * pace)
        self.play(*self.out_of_focus(), run_time=0.4)

    @property
    def quickest(self) -> float:
        """The pace of rows of which there are many."""
        rows = sum(len(layer) for layer in self.network.layers[1:])
        return max(LEAST_PACE, min(MOST_PACE, TIME_FOR_ROWS / rows))

    def compute_row(self, layer: int, j: int, pace: float) -> None:
        """Sweep one neuron's lines, its row of the matrix and its point on the curve together."""
        equation, neuron = self.equations[layer], self.network.layers[layer + 1][j]
        edges, row = self.network.row(layer, j), equation.weights.cells[j]
        self.play(
            *self.out_of_focus(),
            neuron.highlight(),
            *[edge.highlight() for edge in edges],
            FadeIn(equation.bars[j]),
            run_time=0.4 * pace,
        )
        self.lit = [
            lambda: neuron.clear_highlight(),
            lambda: FadeOut(equation.bars[j]),
            *[edge.clear_highlight for edge in edges],
        ]
        pulses = self.network.pulses(layer, j)
        self.play(
            *[within(p.travel(), 0.15, 1.0, ease=lambda t: t) for p in pulses],
            *staggered([FadeIn(cell) for cell in row], start=0.0, stop=0.7),
            within(FadeIn(equation.biases.column()[j]), 0.6, 1.0),
            run_time=0.8 * pace,
        )
        self.remove(*pulses)
        self._give_value(layer, j, pace)

    def _give_value(self, layer: int, j: int, pace: float) -> None:
        """Show z, its point on the curve, and the value in the neuron."""
        equation, plot = self.equations[layer], self.plots[layer]
        z, value = self.z_of(layer, j), self.value_of(layer, j)
        total = FadeIn(equation.sums.column()[j])
        if plot is None:
            self.play(total, run_time=0.4 * pace)
            return
        dot = plot.dot(z, value, 0.0)
        guides: list[Any] = []
        if pace > 1 and self.layout.beside.left >= self.layout.curve.right:
            self.play(total, run_time=0.5)
            self._carry_to_curve(equation.sums.column()[j], dot)
            guides = [plot.plumb(z, value), plot.level(z, value)]
            shown = staggered([FadeIn(guide) for guide in guides], overlap=0.2)
        else:
            self.play(within(total, 0.0, 0.5), within(FadeIn(dot), 0.3, 0.9), run_time=0.45 * pace)
        self.dots.append(dot)
        self.stage.add(dot)
        if guides:
            self.play(plot.climb(dot, z, value), *shown, run_time=1.2)
        fill = self.network.layers[layer + 1][j].set_value(value, self.precision.values(layer + 1))
        climb = [] if guides else [within(plot.climb(dot, z, value), 0.0, 0.6)]
        self.play(
            *climb,
            *[within(each, 0.4, 1.0) for each in fill],
            *self.drop_questions(layer, [j]),
            run_time=0.85 * pace,
        )
        if guides:
            self.play(*[FadeOut(guide) for guide in guides], run_time=0.4)

    def _carry_to_curve(self, cell: Readout, dot: Any) -> None:
        """Move z from its matrix, above the formulas, to its place on the axis of the curve."""
        lane, foot = self.layout.curve.top + 0.05, dot.get_center()
        mover = cell.copy()
        landed = cell.copy().scale(0.7).move_to(foot + ABOVE_AXIS * UP)
        way = [(float(cell.get_x()), lane), (float(foot[0]), lane)]
        self.play(emerge(mover, landed, via=way), run_time=1.3)
        self.remove(mover)
        self.add(landed)
        self.play(FadeOut(landed), FadeIn(dot, scale=0.3), run_time=0.3)

    def drop_questions(self, layer: int, numbers: list[int]) -> list[Any]:
        """Return how the question marks of outputs leave as these get their values."""
        if layer < len(self.functions) - 1 or not self.questions:
            return []
        leaving = [self.questions[j] for j in numbers]
        self.world.remove(*leaving)
        return [within(FadeOut(mark), 0.0, 0.4) for mark in leaving]

    def out_of_focus(self) -> list[Any]:
        """Return the animations that remove the highlight of the last row."""
        lit, self.lit = self.lit, []
        quiet = [dot.animate.set_color(self.theme.quiet) for dot in self.dots] if lit else []
        return [*[make() for make in lit], *quiet]

    def share_out(self) -> None:
        """Turn the last pre-activations into shares of one, all at once."""
        layer = len(self.functions) - 1
        shown = self.network.indices[-1]
        region = self.shares_region(len(shown))
        shares = Shares(self.theme, region, self.recording, self.shown_step, self.precision, shown)
        self.play(FadeIn(shares.heads[0]), run_time=0.5)
        pairs = [[FadeIn(t), FadeIn(b)] for t, b in zip(shares.terms, shares.bars, strict=True)]
        self.play(*staggered(pairs, overlap=0.3), run_time=0.5 * len(pairs) + 0.4)
        self.play(FadeIn(shares.whole), run_time=0.7)
        self.wait(0.4)
        self.play(FadeIn(shares.heads[1]), run_time=0.6)
        values = [[FadeIn(value)] for value in shares.values]
        for j, neuron in enumerate(self.network.layers[-1]):
            values[j] += neuron.set_value(self.value_of(layer, j), self.precision.values(layer + 1))
        self.play(
            *staggered(values, overlap=0.3),
            *self.drop_questions(layer, list(range(len(shown)))),
            run_time=0.4 * len(values) + 0.6,
        )
        self.stage.add(*shares.submobjects)
