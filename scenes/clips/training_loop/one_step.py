"""One training step in full: forward, compare, backward, update."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from manim import (
    FadeIn,
    FadeOut,
    Square,
    UpdateFromAlphaFunc,
    VMobject,
    there_and_back,
)

from scenes.animation.timing import within
from scenes.clips.training_loop.answer import Answer
from scenes.clips.training_loop.delta_list import DeltaList
from scenes.clips.training_loop.delta_table import DeltaTable
from scenes.clips.training_loop.error_table import ErrorTable
from scenes.clips.training_loop.loop_scene import PHASES, LoopScene
from scenes.clips.training_loop.phases import Phases
from scenes.clips.training_loop.sample_view import LINE, SampleView
from scenes.clips.training_loop.training_network import (
    LineKey,
    TrainingNetwork,
    scale_of_widths,
)
from scenes.clips.training_loop.weight_change import WeightChange
from scenes.mobjects.network.step_through import StepThrough
from scenes.style.frame import Region

__all__ = ["OneStep"]

SPOT = 0.09
"""Side of the mark of a pixel, in frame units."""
PORTRAIT = 0.86
"""Half the side of the large image, as a share of the dial's radius."""


class OneStep(LoopScene):
    """The beats of one training step."""

    sample: SampleView
    """The sample of the step shown in full: a large image, or what stands in the dial."""

    def _open(self) -> None:
        """Put up what is there from the first frame: the sample, and a network without values."""
        step = self.shown_step
        self._place_network()
        self.dial.begin(self.course, step)
        self.counts.stand(step)
        self.sample = self._portrait() if self.large else self.view
        if not self.large:
            self.add(self.dial, *self.counts.lines)
        self.add(self.sample, self.network, self.key)
        self.stage.add(self.sample)
        if self.course.has_answers:
            words = self._texts("answer", "answer_right", "answer_wrong")
            region = self.layout.panel
            self.answer = Answer(self.theme, region, self.recording, step, words)

    @property
    def large(self) -> bool:
        """Whether the sample is a picture, which takes the dial's place until the loops begin."""
        return self.recording.images is not None

    def _portrait(self) -> SampleView:
        """Return the sample's image, large, where the dial will be."""
        (target,) = self._texts("target")
        dial = self.dial
        half = PORTRAIT * dial.outer
        x, y, _ = dial.centre
        room = Region(x - half, x + half, y - half - LINE / 2, y + half + LINE / 2)
        return SampleView(self.theme, room, self.course, [self.shown_step], target)

    def guess(self) -> None:
        """The outputs that the answer can be light up in turn."""
        names, focus = list(self.network.output_names), self.theme.focus
        if not (names and self.course.has_answers):
            return
        share = 1 / (len(names) + 1)
        ways = [
            within(
                name.animate.set_fill(focus), k * share, min((k + 2) * share, 1.0), there_and_back
            )
            for k, name in enumerate(names)
        ]
        self.wait(0.4)
        self.play(*ways, within(FadeIn(self.answer), 0.5, 1.0), run_time=2.4)
        self.stage.add(self.answer)

    def forward(self) -> None:
        """Values fill the network layer by layer; the answer is ringed."""
        step = self.shown_step
        spots, chips = self._chosen_pixels()
        self.play(
            FadeIn(self.phases), *[within(FadeIn(m, scale=2), 0.0, 0.4) for m in spots],
            *[within(chip.fly, 0.3, 1.0) for chip in chips], run_time=1.0 if spots else 0.4,
        )  # fmt: skip
        self.remove(*chips)
        for layer in range(len(self.network.layers)):
            self._fill(layer)
        moves = [FadeOut(spot) for spot in spots]
        moves += [] if self.large else self.dial.answer(self.course, step)
        if self.course.has_answers:
            moves += [
                within(FadeOut(self.answer.question), 0.0, 0.4),
                *[within(FadeIn(m), 0.5, 1.0) for m in (self.answer.answer, self.answer.verdict)],
            ]
            self.stage.discard(self.answer)
            self.stage.add(self.answer.heading, self.answer.answer, self.answer.verdict)
        self.play(self.network.ring_answers([step]), *moves, run_time=0.8)

    def _chosen_pixels(self) -> tuple[list[VMobject], list[Any]]:
        """Return marks of the pixels that are inputs, and copies of them with their way there."""
        pixels = self.recording.metadata.get("pixels") or ()
        if not self.large or not len(pixels):
            return [], []
        grid, network = self.sample[0][0], self.network
        spots = [
            Square(
                max(SPOT, 1.3 * grid.pitch), stroke_color=grid.focus,
                stroke_width=1.5 * self.theme.sizes.line,
            ).move_to(grid.centre_of(row, column))
            for row, column in pixels
        ]  # fmt: skip
        chips = []
        for k, neuron, name in zip(
            network.indices[0], network.layers[0], network.input_names, strict=False
        ):
            chip = grid.chip(*pixels[k], self.source("activations", 0, k))
            end = np.array([name.get_left()[0] - 0.12, neuron.disc.get_y(), 0.0])
            chip.fly = UpdateFromAlphaFunc(chip, _flight(chip.get_center(), end))
            chips.append(chip)
        return spots, chips

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
        self.key = LineKey(theme, layout.key, full, self._texts("weight")[0], capped)

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
        """Target and error stand beside each output; then the cost below."""
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
            *self.stage.clear(keep=[self.sample], stop=0.4),
            *[within(FadeIn(m), 0.4, 1.0) for m in (table.headings[0], *table.outputs)],
            run_time=0.9,
        )
        minus = [signs[0] for signs in table.signs if len(signs)]
        equals = [signs[1] for signs in table.signs if len(signs)]
        self.play(*[FadeIn(m) for m in (table.headings[1], *minus, *table.targets)], run_time=0.7)
        self.play(*[FadeIn(m) for m in (table.headings[2], *equals, *table.errors)], run_time=0.7)
        self.stage.add(*table.headings, *table.outputs, *table.targets, *table.errors)
        self.stage.add(*minus, *equals)
        self.wait(0.6)
        self.play(FadeIn(table.cost_name), FadeIn(table.cost), run_time=0.8)
        self.stage.add(table.cost_name, table.cost)

    def backward(self) -> None:
        """What returns along the weights becomes the deltas of the hidden layers, from the last."""
        last = len(self.network.layers) - 2
        self.play(self.phases.highlight(2), run_time=0.6)
        for layer in range(last, 0, -1):
            self._return_to(layer)

    @property
    def _plain(self) -> bool:
        """Whether the deltas of the outputs are their errors."""
        recording, step = self.recording, self.shown_step
        return np.array_equal(recording.deltas[-1][step], recording.output_errors[step])

    def _return_to(self, layer: int) -> None:
        """Send what returns to a hidden layer; print its sums, times the slopes: the deltas."""
        network = self.network
        places = range(len(network.layers[layer + 1]))
        found = [network.returns(layer, place) for place in places]
        lit = [edge.highlight() for edge in network.edge_of_layer(layer)]
        moves = [within(move, 0.25, 1.0) for _, ways in found for move in ways]
        self.play(*[within(m, 0.0, 0.25) for m in lit], *moves, run_time=2.0)
        self.remove(*[dot for dots, _ in found for dot in dots])
        where = (
            self.theme, self.layout.panel, self.recording, self.shown_step, layer,
            network.indices[layer], [float(n.disc.get_y()) for n in network.layers[layer]],
        )  # fmt: skip
        table = DeltaTable(*where, self._texts("sum", "slope", "delta"))
        columns = (
            table.columns if table.fits else [DeltaList(*where, *self._texts("hidden_deltas"))]
        )
        self.play(
            *self.stage.clear(keep=[self.sample], stop=0.4), *self.stage.show(columns[0]),
            *[neuron.clear_highlight() for neuron in network.layers[layer + 1]],
            *[neuron.highlight() for neuron in network.layers[layer]],
            run_time=0.9,
        )  # fmt: skip
        for column in columns[1:]:
            self.play(*self.stage.show(column, start=0.0), run_time=0.7)

    def update(self) -> None:
        """One weight changes, and its line with it; then all others, from the last layer on."""
        network, last = self.network, len(self.network.layers) - 2
        row_shown, column = network.largest_update()
        place = network.indices[-1][row_shown], network.indices[-2][column]
        delta = "error" if self._plain else "delta"
        words = ("one_weight", "rate", delta, "value", "change", "before", "after")
        self.change = change = WeightChange(
            self.theme, self.layout.panel, self.recording, self.shown_step, last, place,
            self._texts(*words),
        )  # fmt: skip
        ends = network.layers[-2][column], network.layers[-1][row_shown]
        others = [n for layer in network.layers for n in layer if n not in ends]
        self.turn_to(
            change.title, *change.rows[:3],
            keep=[self.sample],
            others=[
                self.phases.highlight(3),
                *network.wait_but(network.edges[last][row_shown][column]),
                *[n.highlight() for n in ends], *[n.clear_highlight() for n in others],
            ],
        )  # fmt: skip
        for row in change.rows[3:5]:
            self.wait(0.4)
            self.play(FadeIn(row), run_time=0.6)
        self.wait(0.4)
        line = network.edges[last][row_shown][column]
        self.play(
            within(FadeIn(change.rows[5]), 0.5, 1.0),
            *self.stepping.update_edge(line, self.shown_step + 1), run_time=1.6,
        )  # fmt: skip
        self.wait(0.6)
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


def _flight(start: np.ndarray, end: np.ndarray) -> Callable[[VMobject, float], None]:
    """Return the motion of a pixel to its input, where it disappears."""

    def move(chip: VMobject, share: float) -> None:
        chip.move_to(start + (end - start) * share)
        chip.set_fill(opacity=min(1.0, 5 * share, 5 * (1 - share)))

    return move
