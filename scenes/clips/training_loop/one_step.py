"""One training step in full: forward, compare, backward, update."""

from __future__ import annotations

from manim import FadeIn, smooth

from scenes.animation.pace import thinned
from scenes.animation.timing import within
from scenes.clips.training_loop.error_table import ErrorTable
from scenes.clips.training_loop.loop_scene import PHASES, STOPS, LoopScene
from scenes.clips.training_loop.phases import Phases
from scenes.clips.training_loop.sample_view import SampleView
from scenes.clips.training_loop.training_network import LineKey, TrainingNetwork, first_scale
from scenes.clips.training_loop.weight_change import WeightChange
from scenes.mobjects.network.step_through import StepThrough

__all__ = ["OneStep"]

ROOM_FOR_BOTH = 4.2
"""Height of the panel from which the cost stays below the weight's change."""


class OneStep(LoopScene):
    """The beats of one training step."""

    at: int
    """The step at which the beads stand."""

    def forward(self) -> None:
        """The network appears beside the loops; values fill it layer by layer."""
        step = self.shown_step
        self._place_network()
        self.stage.discard(self.first_view)
        gone, at = self.first_view, self.at
        moves = [
            *self._travel(at, step, lambda share: at + (step - at) * smooth(share)),
            *self.stage.clear(stop=0.4),
            *[within(FadeIn(m), 0.35, 1.0) for m in (self.network, self.phases, self.key)],
        ]
        self.play(*moves, run_time=1.6)
        # The same picture, unless another epoch has another order.
        self.remove(gone)
        self.add(self.view)
        self.stage.add(self.view)
        for layer in range(len(self.network.layers)):
            self._fill(layer)

    def _place_network(self) -> None:
        """Set up the network, the key to its lines, the phases and the sample."""
        theme, layout, step = self.theme, self.layout, self.shown_step
        last = self.course.last_of_epoch(step)
        self.full = first_scale(self.recording, step, last)
        self.network = TrainingNetwork(
            theme, layout.network, self.recording, step, self.layer_names(), self.full,
            self.words["layers.hidden"], self.focus_neuron, self.words["training_loop.of"],
        )  # fmt: skip
        self.network.name_ends()
        self.stepping = StepThrough(self.network, self.network.formats)
        self.phases = Phases(theme, layout.phases, self._texts(*PHASES))
        self.key = LineKey(theme, layout.key, self.full, self.words["training_loop.weight"])
        self.stops = thinned(range(step, last + 1), 3, STOPS)
        self.view = SampleView(theme, self.counts.room, self.course, self.stops)

    def _fill(self, layer: int) -> None:
        """Send the products into a layer, unless it is the input layer, and show its values."""
        network, neurons = self.network, self.network.layers[layer]
        if layer:
            rows = range(len(neurons))
            pulses = [pulse for j in rows for pulse in network.pulses(layer - 1, j)]
            edges = network.edge_of_layer(layer - 1)
            self.play(*[edge.highlight() for edge in edges], run_time=0.4)
            if pulses:
                ways = [within(pulse.travel(), 0.0, 1.0) for pulse in pulses]
                self.play(*ways, run_time=0.8)
                self.remove(*pulses)
        moves = [] if layer else [self.phases.highlight(0)]
        for k, neuron in zip(network.indices[layer], neurons, strict=True):
            moves += neuron.set_value(self.source("activations", layer, k), network.formats[layer])
        self.play(*moves, run_time=0.5)

    def compare(self) -> None:
        """Target and error stand beside each output; below them is the cost."""
        neurons = self.network.layers[-1]
        middles = [float(neuron.disc.get_y()) for neuron in neurons]
        self.table = table = ErrorTable(
            self.theme, self.layout.panel, self.recording, self.shown_step,
            self.network.indices[-1], middles, self._texts("output", "target", "error"),
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
        self.play(*[FadeIn(m) for m in (table.headings[1], *minus, *table.targets)], run_time=0.8)
        self.play(*[FadeIn(m) for m in (table.headings[2], *equals, *table.errors)], run_time=0.8)
        self.wait(0.5)
        self.play(FadeIn(table.cost_name), FadeIn(table.cost), run_time=0.8)
        self.stage.add(*table.headings, *table.outputs, *table.targets, *table.errors)
        self.stage.add(*minus, *equals, table.cost_name, table.cost)

    def backward(self) -> None:
        """Send deltas times weights back, layer by layer, to the first hidden layer."""
        self.play(self.phases.highlight(2), run_time=0.4)
        network = self.network
        hidden = range(len(network.layers) - 2, 0, -1)
        for layer in hidden:
            dots, moves = network.send_errors_back(layer)
            if moves:
                self.play(*moves, run_time=1.6 if len(hidden) < 3 else 1.0)
                self.remove(*dots)
            self.play(
                *[neuron.clear_highlight() for neuron in network.layers[layer + 1]],
                *[neuron.highlight() for neuron in network.layers[layer]],
                run_time=0.5,
            )

    def update(self) -> None:
        """One weight changes with its numbers; then all others, from the last layer on."""
        network, last = self.network, len(self.network.layers) - 2
        row, column = network.largest_update()
        place = network.indices[-1][row], network.indices[-2][column]
        panel, table = self.layout.panel, self.table
        kept = [self.view]
        if panel.height > ROOM_FOR_BOTH:
            panel = panel.above(table.cost_name.get_top()[1])
            kept += [table.cost_name, table.cost]
        self.change = change = WeightChange(
            self.theme, panel, self.recording, self.shown_step, last, place,
            self._texts("one_weight", "before", "change", "after"),
        )  # fmt: skip
        edge = network.edges[last][row][column]
        self.turn_to(
            change.title, change.rows[0],
            keep=kept,
            others=[
                self.phases.highlight(3), edge.highlight(self.theme.focus),
                *[n.clear_highlight() for layer in network.layers for n in layer],
            ],
        )  # fmt: skip
        self.play(FadeIn(change.rows[1]), run_time=0.6)
        self.play(FadeIn(change.rows[2]), run_time=0.6)
        for layer in range(last, -1, -1):
            if moves := self.stepping.update_layer(layer, self.shown_step + 1):
                self.play(*moves, run_time=1.1)
        self.stage.add(change.rows[1], change.rows[2])
