"""What the panel shows layer by layer: the equation, the curve, the rows one after another."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from manim import Dot, FadeIn, FadeOut, VGroup, there_and_back

from network import Recording
from scenes.animation.timing import staggered, within
from scenes.base import NetworkScene
from scenes.clips.forward_pass.curve_reading import axis_name, formulas_in
from scenes.clips.forward_pass.layer_equation import LayerEquation
from scenes.clips.forward_pass.layout import Layout
from scenes.clips.forward_pass.open_neuron import OpenNeuron
from scenes.clips.forward_pass.precision import Precision
from scenes.clips.forward_pass.shares import Shares
from scenes.mobjects.graphing.activation_plot import ActivationPlot
from scenes.mobjects.network.network_diagram import NetworkDiagram, roll
from scenes.provenance.source import Source
from scenes.style.frame import Region

__all__ = ["LayerByLayer"]

LEAST_REACH = 3.0
"""The axis of z of a bounded function runs at least this far to both sides."""
SIGNAL = 0.09
"""Radius of the dots that run along lit lines, in frame units."""
AXIS_NAME = 0.4
"""Room above a curve for the name of the axis of values, in frame units."""


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
        self.axis_names: list[Any] = []
        letters = ["h"] * (depth - 1) + ["o"]
        for layer in range(depth):
            pair = self.network.indices[layer], self.network.indices[layer + 1]
            curved = self.functions[layer].elementwise
            region = self.layout.matrices if curved else self._matrices_over_shares(len(pair[1]))
            self.equations.append(
                LayerEquation(self.theme, region, self.recording, step, layer, self.precision, pair)
            )
            plot = self.plot_in(self.layout.curve, layer) if curved else None
            self.plots.append(plot)
            self.axis_names.append(axis_name(plot, letters[layer]) if plot else VGroup())
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
        room = Region(region.left, region.right, region.bottom, region.top - AXIS_NAME)
        return ActivationPlot(self.theme, room, function, largest, LEAST_REACH)

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

    def show_inputs(self, layer: int, run_time: float = 1.0) -> None:
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
        shown = [m for m in self.formulas[layer] if m not in kept]
        shown += [self.axis_names[layer], *([] if same or plot is None else [plot])]
        self.play(
            *self.out_of_focus(),
            *self.stage.clear(keep=kept, stop=0.4),
            *self.stage.show(*shown, start=0.3),
            *[within(FadeIn(m), 0.3, 1.0) for m in equation.frames],
            run_time=1.1,
        )
        self.dots = []
        self.stage.add(*equation.submobjects)
        self.show_inputs(layer)

    def compute_rows(self, layer: int, left_out: int | None = None) -> None:
        """Compute the neurons of layer ``layer + 1``: one in full, then the others together.

        All are computed together if one was worked out before, number ``left_out``.
        """
        rows = [j for j in range(len(self.network.layers[layer + 1])) if j != left_out]
        if left_out is None:
            self._compute(layer, rows[:1], slowly=True)
            rows = rows[1:]
        if rows:
            self._compute(layer, rows, slowly=False)
        self.play(*self.out_of_focus(), run_time=0.4)

    def highlights(self, layer: int, rows: list[int]) -> list[Any]:
        """Return what ends the highlight of some neurons, their lines and their rows."""
        found: list[Any] = []
        for j in rows:
            neuron, bar = self.network.layers[layer + 1][j], self.equations[layer].bars[j]
            found += [neuron.clear_highlight, partial(FadeOut, bar)]
            found += [edge.clear_highlight for edge in self.network.row(layer, j)]
        return found

    def _compute(self, layer: int, rows: list[int], *, slowly: bool) -> None:
        """Light up the lines of some neurons, write their rows, and show z."""
        equation, network = self.equations[layer], self.network
        edges = [edge for j in rows for edge in network.row(layer, j)]
        self.play(
            *self.out_of_focus(),
            *[network.layers[layer + 1][j].highlight() for j in rows],
            *[edge.highlight() for edge in edges],
            *[FadeIn(equation.bars[j]) for j in rows],
            run_time=0.5,
        )
        self.lit = self.highlights(layer, rows)
        cells = [FadeIn(cell) for j in rows for cell in equation.weights.cells[j]]
        self.play(*staggered(cells), run_time=1.0)
        if slowly and (pulses := network.pulses(layer, rows[0])):
            dots = [Dot(radius=SIGNAL, color=self.theme.ink) for _ in pulses]
            ways = [roll(d, *pulse.ends) for d, pulse in zip(dots, pulses, strict=True)]
            self.play(*ways, run_time=1.0)
            self.remove(*dots)
        sums = [
            [FadeIn(block.column()[j]) for j in rows] for block in (equation.biases, equation.sums)
        ]
        self.play(*staggered(sums, overlap=0.0), run_time=0.9)
        if self.plots[layer] is not None:
            self._give_values(layer, rows, slowly=slowly)

    def _give_values(self, layer: int, rows: list[int], *, slowly: bool) -> None:
        """Show each z as a dot that climbs to the curve, then its value in the neuron."""
        plot, style = self.plots[layer], self.precision.values(layer + 1)
        assert plot is not None
        pairs = [(self.z_of(layer, j), self.value_of(layer, j)) for j in rows]
        dots = [plot.dot(*pair, 0.0) for pair in pairs]
        self.play(*[FadeIn(dot, scale=0.3) for dot in dots], run_time=0.4)
        guides = [draw(*pairs[0]) for draw in (plot.plumb, plot.level)] if slowly else []
        self.play(
            *[plot.climb(dot, *pair) for dot, pair in zip(dots, pairs, strict=True)],
            *staggered([FadeIn(guide) for guide in guides], overlap=0.2),
            run_time=1.1,
        )
        self.bring_to_front(*dots)
        self.dots += dots
        self.stage.add(*dots)
        neurons = self.network.layers[layer + 1]
        fills = [
            each
            for j, (_, value) in zip(rows, pairs, strict=True)
            for each in neurons[j].set_value(value, style)
        ]
        self.play(*fills, *self.drop_questions(layer, rows), run_time=0.9)
        if guides:
            self.play(*[FadeOut(guide) for guide in guides], run_time=0.3)

    def drop_questions(self, layer: int, numbers: list[int]) -> list[Any]:
        """Return how the question marks of outputs leave as these get their values."""
        if layer < len(self.functions) - 1 or not self.questions:
            return []
        leaving = [self.questions[j] for j in numbers]
        self.world.remove(*leaving)
        return [within(FadeOut(mark), 0.2, 0.6) for mark in leaving]

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
