"""One training step in full: forward, compare, backward, update."""

from __future__ import annotations

import numpy as np
from manim import FadeIn, FadeOut, Square, VMobject

from scenes.animation.pace import thinned
from scenes.animation.timing import within
from scenes.clips.training_loop.delta_list import DeltaList
from scenes.clips.training_loop.error_table import ErrorTable
from scenes.clips.training_loop.loop_scene import PHASES, STOPS, LoopScene
from scenes.clips.training_loop.phases import Phases
from scenes.clips.training_loop.training_network import (
    LineKey,
    TrainingNetwork,
    scale_of_widths,
)
from scenes.clips.training_loop.weight_change import WeightChange
from scenes.mobjects.network.step_through import StepThrough

__all__ = ["OneStep"]

SPOT = 0.09
"""Side of the mark of a pixel, in frame units."""
MOST_SLOW = 3
"""Most outputs whose errors return one after another."""


class OneStep(LoopScene):
    """The beats of one training step."""

    at: int
    """The step at which the beads stand."""

    def forward(self) -> None:
        """The network appears beside the loops; values fill it layer by layer."""
        step = self.shown_step
        self._place_network()
        self._turn_back(step)
        spots = self._chosen_pixels()
        if spots:
            self.play(*[FadeIn(spot, scale=2) for spot in spots], run_time=0.6)
        for layer in range(len(self.network.layers)):
            self._fill(layer)
        gone = [FadeOut(spot) for spot in spots]
        self.play(
            self.network.ring_answers([step]), *self.dial.answer(self.course, step), *gone,
            run_time=0.6,
        )  # fmt: skip

    def _turn_back(self, step: int) -> None:
        """Show the network; the beads appear at the step."""
        at, stops = self.at % self.course.stops, self.course.stops
        moves = [
            *self.dial.jump(self.course, step),
            *self.counts.jump(step),
            self.first_view.turn(lambda share: at if share < 0.5 else step % stops),
            *self.stage.clear(keep=[self.first_view], stop=0.4),
            *[within(FadeIn(m), 0.35, 1.0) for m in (self.network, self.phases, self.key)],
        ]
        self.play(*moves, run_time=1.2)
        # The same picture, unless another epoch has another order.
        self.stage.discard(self.first_view)
        self.remove(self.first_view)
        self.add(self.view)
        self.stage.add(self.view)

    def _chosen_pixels(self) -> list[VMobject]:
        """Return marks of the pixels that are inputs, on the image in the middle of the dial."""
        pixels = self.recording.metadata.get("pixels") or ()
        if self.recording.images is None or not len(pixels):
            return []
        grid = self.view[0][0]
        return [
            Square(
                max(SPOT, 1.3 * grid.pitch), stroke_color=grid.focus,
                stroke_width=self.theme.sizes.line,
            ).move_to(grid.centre_of(row, column))
            for row, column in pixels
        ]  # fmt: skip

    def _place_network(self) -> None:
        """Set up the network, the key to its lines, the phases and the sample."""
        theme, layout, step = self.theme, self.layout, self.shown_step
        last = self.course.last_of_epoch(step)
        full, capped = scale_of_widths(self.recording, step, last)
        self.network = TrainingNetwork(
            theme, layout.network, self.recording, step, self.layer_names(), full,
            self.words["layers.hidden"], self.focus_neuron, self.words["training_loop.of"],
        )  # fmt: skip
        self.network.name_ends()
        self.stepping = StepThrough(self.network, self.network.formats)
        self.phases = Phases(theme, layout.phases, self._texts(*PHASES))
        (name,) = self._texts("capped" if capped else "weight")
        self.key = LineKey(theme, layout.key, full, name)
        self.stops = thinned(range(step, last + 1), 3, STOPS)
        self.view = self._view_of(self.stops)

    def _fill(self, layer: int) -> None:
        """Send the products into a layer, unless it is the input layer, and show its values."""
        network, neurons = self.network, self.network.layers[layer]
        if layer:
            rows = range(len(neurons))
            pulses = [pulse for j in rows for pulse in network.pulses(layer - 1, j)]
            if pulses:
                ways = [within(pulse.travel(), 0.0, 1.0) for pulse in pulses]
                self.play(*ways, run_time=0.8)
                self.remove(*pulses)
        moves = [] if layer else [self.phases.highlight(0)]
        for k, neuron in zip(network.indices[layer], neurons, strict=True):
            moves += neuron.set_value(self.source("activations", layer, k), network.formats[layer])
        self.play(*moves, run_time=0.5)

    def compare(self) -> None:
        """Target and error stand beside each output; then the squares, and the cost below."""
        neurons = self.network.layers[-1]
        middles = [float(neuron.disc.get_y()) for neuron in neurons]
        self.table = table = ErrorTable(
            self.theme, self.layout.panel, self.recording, self.shown_step,
            self.network.indices[-1], middles, self._texts("output", "target", "error", "square"),
            self._cost_name,
        )  # fmt: skip
        self.play(
            self.phases.highlight(1),
            *[neuron.highlight() for neuron in neurons],
            *[FadeIn(m) for m in (table.headings[0], *table.outputs)],
            run_time=0.7,
        )
        minus = [signs[0] for signs in table.signs if len(signs)]
        equals = [signs[1] for signs in table.signs if len(signs)]
        self.play(*[FadeIn(m) for m in (table.headings[1], *minus, *table.targets)], run_time=0.7)
        self.play(*[FadeIn(m) for m in (table.headings[2], *equals, *table.errors)], run_time=0.7)
        self.stage.add(*table.headings, *table.outputs, *table.targets, *table.errors)
        self.stage.add(*minus, *equals)
        if table.squares:
            self.wait(0.6)
            self._square()
        self.play(FadeIn(table.cost_name), FadeIn(table.cost), run_time=0.7)
        self.stage.add(table.cost_name, table.cost)

    def _square(self) -> None:
        """The errors move over; their squares appear beside them."""
        table = self.table
        kept = [table.headings[2], *table.errors]
        heading = table.headings[2]
        self.play(
            *self.stage.clear(keep=[self.view, *kept], stop=0.45),
            within(heading.animate.set_x(table.error_x), 0.3, 1.0),
            *[
                within(error.animate.move_to(place), 0.3, 1.0)
                for error, place in zip(table.errors, table.places, strict=True)
            ],
            run_time=0.9,
        )
        shown = table.square_name, *table.squares
        self.play(*[FadeIn(m) for m in shown], run_time=0.7)
        self.stage.add(*shown)

    def backward(self) -> None:
        """Send deltas times weights back, output by output, to the first hidden layer."""
        network, moves = self.network, [self.phases.highlight(2)]
        hidden = range(len(network.layers) - 2, 0, -1)
        if hidden:
            table = self.table
            kept = [self.view, table.headings[2], *table.errors]
            moves += self.stage.clear(keep=kept, stop=1.0)
        self.play(*moves, run_time=0.6)
        for layer in hidden:
            self._return_to(layer, len(hidden) == 1)

    def _return_to(self, layer: int, slowly: bool) -> None:
        """Send what returns to a hidden layer; print its deltas."""
        network = self.network
        places = range(len(network.layers[layer + 1]))
        found = [network.returns(layer, place) for place in places]
        if not (slowly and len(places) <= MOST_SLOW):
            found = [([d for dots, _ in found for d in dots], [m for _, ms in found for m in ms])]
        for dots, moves in found:
            if moves:
                self.play(*moves, run_time=0.9)
                self.remove(*dots)
        deltas = DeltaList(
            self.theme, self.layout.panel, self.recording, self.shown_step, layer,
            network.indices[layer], [float(n.disc.get_y()) for n in network.layers[layer]],
            self.words["training_loop.hidden_deltas"],
        )  # fmt: skip
        self.play(
            *self.stage.clear(keep=[self.view], stop=0.4), *self.stage.show(deltas),
            *[neuron.clear_highlight() for neuron in network.layers[layer + 1]],
            *[neuron.highlight() for neuron in network.layers[layer]],
            run_time=0.7,
        )  # fmt: skip

    def update(self) -> None:
        """One weight changes with its numbers; then all others, from the last layer on."""
        network, last = self.network, len(self.network.layers) - 2
        row, column = network.largest_update()
        place = network.indices[-1][row], network.indices[-2][column]
        recording, step = self.recording, self.shown_step
        plain = np.array_equal(recording.deltas[-1][step], recording.output_errors[step])
        delta = "error" if plain else "delta"
        words = ("one_weight", "rate", delta, "value", "change", "before", "after")
        self.change = change = WeightChange(
            self.theme, self.layout.panel, self.recording, self.shown_step, last, place,
            self._texts(*words),
        )  # fmt: skip
        ends = network.layers[-2][column], network.layers[-1][row]
        others = [n for layer in network.layers for n in layer if n not in ends]
        self.turn_to(
            change.title, *change.rows[:3],
            keep=[self.view],
            others=[
                self.phases.highlight(3),
                *network.wait_but(network.edges[last][row][column]),
                *[n.highlight() for n in ends], *[n.clear_highlight() for n in others],
            ],
        )  # fmt: skip
        self.play(FadeIn(change.rows[3]), run_time=0.6)
        self.play(FadeIn(change.rows[4]), run_time=0.6)
        self.play(FadeIn(change.rows[5]), run_time=0.6)
        self.play(*[n.clear_highlight() for n in ends], *network.wait_but(), run_time=0.4)
        for layer in range(last, -1, -1):
            self._update_layer(layer)
        self.stage.add(*change.rows[3:])

    def _update_layer(self, layer: int) -> None:
        """A layer's lines light up; then they take their new widths."""
        network = self.network
        self.play(*[edge.highlight() for edge in network.edge_of_layer(layer)], run_time=0.2)
        if moves := self.stepping.update_layer(layer, self.shown_step + 1):
            self.play(*moves, run_time=0.8)
