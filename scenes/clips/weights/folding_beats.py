"""The last beats: the grid of the first layer feeds the next, until the network is folded."""

from __future__ import annotations

from typing import Any

from manim import FadeIn, FadeOut, Mobject, Transform, VGroup
from manim.animation.animation import prepare_animation

from scenes.animation.timing import within
from scenes.clips.weights.figures import narrow_format
from scenes.clips.weights.folded_layer import NAME_EM, FoldedLayer, fill
from scenes.clips.weights.layout import StepPlace
from scenes.clips.weights.product_beats import ProductBeats
from scenes.clips.weights.weight_matrix import SizeLine
from scenes.mobjects.network.network_diagram import Neuron
from scenes.mobjects.network.shown import value_format, value_scale
from scenes.mobjects.text.text import Formula

__all__ = ["FoldingBeats"]

LEAST_COLUMN = 0.5
"""Least distance of columns at which there is room for the names of the inputs."""


class FoldingBeats(ProductBeats):
    """The rows of one grid lead, through bias and activation, to the columns of the next."""

    def second_matrix(self) -> None:
        """Turn the product back into its grid; its sums become values, which enter a new grid."""
        counts = [len(indices) for indices in self.shown]
        places = self.layout.stairs(self.theme, counts)
        self.folded = [self._folded(layer, place) for layer, place in enumerate(places)]
        self.size_lines: list[SizeLine] = []
        self._back_to_grid()
        first = self.folded[0]
        self.play(*[FadeIn(m) for m in (first.gate, *self._gate_label())], run_time=0.8)
        self.stage.add(first.gate)
        self._through_gate(0, 1.8)
        self._draw_grid(1)

    def chain(self) -> None:
        """Send the values through all grids: down, along, down, along."""
        for layer in range(len(self.folded)):
            if layer > 1:
                self._draw_grid(layer)
            self._sweep_grid(layer, 1.4 if layer == 0 else 1.8)
            self._through_gate(layer, 1.0)
        for before, after in zip(self.size_lines, self.size_lines[1:], strict=False):
            shared = before.shape.rows, after.shape.columns
            layer = self.size_lines.index(before)
            self.play(
                *[number.animate.set_fill(self.theme.focus) for number in shared],
                *[neuron.highlight() for neuron in self.folded[layer].neurons],
                run_time=0.7,
            )

    # Steps of the beats.

    def _folded(self, layer: int, place: StepPlace) -> FoldedLayer:
        """Return what is drawn of a layer of weights and of the neurons behind it."""
        last = int(self.recording.layer_sizes[layer]) - 1
        receivers = range(len(self.shown[layer + 1]))
        sums = [self.source("partial_sums", layer, j, last) for j in self.shown[layer + 1]]
        form = narrow_format(sums) if layer else self.figures.sums
        return FoldedLayer(
            self.theme, place, self._weights(layer), sums, (self.format, form),
            value_scale(self.recording, layer + 1), [self.name(layer + 1, k) for k in receivers],
        )  # fmt: skip

    def _inputs_above(self) -> list[Mobject]:
        """Return the input neurons with their values and names, above the first grid."""
        place, theme = self.folded[0].place, self.theme
        scale, found = value_scale(self.recording, 0), VGroup()
        for k, (i, top) in enumerate(zip(self.shown[0], place.tops, strict=True)):
            neuron = Neuron(theme, top, place.head, scale)
            for move in fill(neuron, self.figures.value(i), self.figures.inputs):
                self._finish(move)
            found.add(neuron)
            if place.column >= LEAST_COLUMN:
                name = Formula(theme, self.name(0, k), NAME_EM, theme.ink)
                found.add(name.move_to([top[0], top[1] + place.head + 0.24, 0.0]))
        return list(found)

    def _back_to_grid(self) -> None:
        """Let weights and sums return to a grid of lines, with the inputs above it."""
        first, matrix = self.folded[0], self.matrix
        grid, cells = first.grid, [cell for row in matrix.cells for cell in row]
        old = [*cells, *self.totals] if first.place.numbered else []
        new = [*[cell for row in grid.cells for cell in row], *first.sums] if old else []
        self.stage.discard(matrix, *self.totals)
        self.remove(matrix)
        leaving = [matrix.brackets, *([] if old else [*cells, *self.totals])]
        self.add(matrix.brackets, *cells, *self.totals)
        corners = [corner for row in grid.corners for corner in row]
        around = [*self._inputs_above(), *first.neurons, *first.names, *self._size_of(0)]
        arriving = [grid.wires, *corners, *around]
        self.play(
            *self.stage.clear(),
            *[within(FadeOut(m), 0.0, 0.4) for m in leaving],
            *[within(Transform(a, b), 0.1, 0.8) for a, b in zip(old, new, strict=True)],
            *[within(FadeIn(m), 0.6, 1.0) for m in arriving],
            run_time=2.0,
        )
        self.remove(*old, grid.wires, *corners)
        self.add(grid, *first.sums)
        self.bring_to_back(grid)
        self.stage.add(grid, *first.sums, *around)

    def _draw_grid(self, layer: int) -> None:
        """Let the lines of the next layer leave the neurons; each corner has its weight."""
        folded = self.folded[layer]
        self.bring_to_back(folded.grid.wires)
        lines = self._size_of(layer)
        size = [within(FadeIn(line), 0.7, 1.0) for line in lines]
        gate = within(FadeIn(folded.gate), 0.5, 0.9)
        self.play(*folded.draw(0.0, 1.0), gate, *size, run_time=2.2)
        self.stage.add(folded.grid, folded.gate, *folded.neurons, *folded.names, *lines)

    def _size_of(self, layer: int) -> list[SizeLine]:
        """Return the size of a matrix, if there is room for it."""
        folded, symbol = self.folded[layer], f"bold(W)^(({layer + 1}))"
        sizes = self.sizes[layer + 1], self.sizes[layer]
        line = folded.size_line(symbol, *sizes, below=layer == 0)
        inside = line.get_left()[0] > self.layout.body.left
        apart = [abs(line.get_y() - m.get_y()) > 1.1 * line.height for m in self.size_lines]
        if not inside or not all(apart):
            return []
        self.size_lines.append(line)
        return [line]

    def _gate_label(self) -> list[Mobject]:
        """Return what the gate does, above it, if there is room for it."""
        place, label = self.folded[0].place, self.say("gate")
        _, y, _ = place.above(0)
        label.place(place.gate - 0.15, y - 0.1, "left")
        fits = label.get_right()[0] < self.area.safe.right
        shown = [label] if fits else []
        self.stage.add(*shown)
        return list(shown)

    def _through_gate(self, layer: int, run_time: float) -> None:
        """Let the sums pass bias and activation; the neurons take their values."""
        folded, rows = self.folded[layer], len(self.shown[layer + 1])
        fresh = not hasattr(folded.neurons[0].disc, "mark")
        form = value_format(self.recording, layer + 1, folded.place.radius)
        steps: list[list[Any]] = []
        for r, j in enumerate(self.shown[layer + 1]):
            begin, step = 0.4 * r / rows, 0.6
            moves = [folded.pass_gate(r, begin, begin + 0.6 * step)]
            if fresh:
                source = self.source("activations", layer + 1, j)
                moves += [
                    within(move, begin + 0.5 * step, begin + step)
                    for move in fill(folded.neurons[r], source, form)
                ]
            steps.append(moves)
        self.play(*[move for moves in steps for move in moves], run_time=run_time)

    def _sweep_grid(self, layer: int, run_time: float) -> None:
        """Send the values of a layer down its columns and the products along the rows."""
        folded = self.folded[layer]
        values = [self.source("activations", layer, i) for i in self.shown[layer]]
        products = [
            [self.source("products", layer, j, i) for i in self.shown[layer]]
            for j in self.shown[layer + 1]
        ]
        fresh = folded.sums if layer else []
        self.play(
            *folded.send(values, 0.0, 0.5),
            *folded.receive(products, 0.4, 0.9),
            *[within(FadeIn(number), 0.85, 1.0) for number in fresh],
            run_time=run_time,
        )
        self.stage.add(*fresh)

    @staticmethod
    def _finish(move: Any) -> None:
        """Show at once what an animation would."""
        prepared = prepare_animation(move)
        prepared.begin()
        prepared.finish()
