"""One training step in full: forward, compare, backward, update."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
from scenes.clips.training_loop.delta_table import DeltaTable
from scenes.clips.training_loop.error_table import ErrorTable
from scenes.clips.training_loop.loop_scene import LoopScene
from scenes.clips.training_loop.phases import Phases
from scenes.clips.training_loop.sample_view import LINE, SampleView
from scenes.clips.training_loop.training_network import (
    LineKey,
    TrainingNetwork,
    scale_of_widths,
)
from scenes.clips.training_loop.weight_change import WeightChange
from scenes.mobjects.network.step_through import StepThrough
from scenes.mobjects.text.readout import Readout
from scenes.style.frame import Region

__all__ = ["OneStep"]

SPOT = 0.09
"""Side of the mark of a pixel, in frame units."""
PORTRAIT = 0.86
"""Half the side of the large image, as a share of the dial's radius."""
OVER = 0.55
"""How far outputs rise on their way over the names of their neurons, in frame units."""


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
        (target,), dial = self._texts("target"), self.dial
        half = PORTRAIT * dial.outer
        x, y, _ = dial.centre
        room = Region(x - half, x + half, y - half - LINE / 2, y + half + LINE / 2)
        return SampleView(self.theme, room, self.course, [self.shown_step], target)

    def guess(self) -> None:
        """The outputs that the answer can be light up in turn."""
        names, focus = list(self.network.output_names), self.theme.focus
        if not (names and self.course.has_answers):
            return
        share = 1 / (len(names) + 2)
        ways = [
            within(name.animate.set_fill(focus), k * share, (k + 2) * share, there_and_back)
            for k, name in enumerate(names, start=1)
        ]
        self.play(within(FadeIn(self.answer), 0.0, share), *ways, run_time=3.2)
        self.stage.add(self.answer)

    def forward(self) -> None:
        """Values fill the network layer by layer; the answer is ringed."""
        step = self.shown_step
        spots, chips = self._chosen_pixels()
        self.play(
            FadeIn(self.phases), *[within(FadeIn(m, scale=2), 0.0, 0.4) for m in spots],
            *[within(chip.fly, 0.3, 1.0) for chip in chips], run_time=1.0 if spots else 0.4,
        )  # fmt: skip
        for layer in range(len(self.network.layers)):
            self._fill(layer, step, [FadeOut(chip) for chip in chips] if not layer else [])
        moves = [FadeOut(spot) for spot in spots]
        moves += [] if self.large else self.dial.answer(self.course, step)
        self._answer_by(step, moves)

    def _answer_by(self, step: int, moves: Sequence[Any]) -> None:
        """Ring the largest output; its class goes to where the answer is wanted."""
        self.play(self.network.ring_answers([step]), *moves, run_time=0.6)
        if not self.course.has_answers:
            return
        answer, names = self.answer, self.network.output_names
        k = int(self.recording.predictions[step])
        self.play(FadeOut(answer.question), run_time=0.3)
        self.stage.discard(answer)
        if isinstance(answer.answer, Readout) and k in self.network.indices[-1]:
            name = names[self.network.indices[-1].index(k)]
            self.move_numbers([(name, answer.answer)], run_time=0.9)
        else:
            self.play(FadeIn(answer.answer), run_time=0.9)
        self.play(FadeIn(answer.verdict), run_time=0.5)
        self.stage.add(answer.heading, answer.answer, answer.verdict)

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
        for k, neuron in zip(network.indices[0], network.layers[0], strict=True):
            chip = grid.chip(*pixels[k], self.source("activations", 0, k))
            start, end = chip.get_center(), neuron.disc.get_center()
            chip.fly = UpdateFromAlphaFunc(chip, _flight(start, end))
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
        self.phases = Phases(theme, layout.phases, self._phase_names)
        self.key = LineKey(theme, layout.key, full, self._texts("weight")[0], capped)

    def _fill(self, layer: int, step: int, others: Sequence[Any] = ()) -> None:
        """Send the products into a layer, unless it is the input layer, and show its values."""
        network, neurons = self.network, self.network.layers[layer]
        network.step = step
        if layer:
            rows = range(len(neurons))
            pulses = [pulse for j in rows for pulse in network.pulses(layer - 1, j)]
            if pulses:
                self.play(*[pulse.travel() for pulse in pulses], run_time=0.9)
                self.remove(*pulses)
        moves = [] if layer else [self.phases.highlight(0)]
        for k, neuron in zip(network.indices[layer], neurons, strict=True):
            source = self.source("activations", layer, k, step=step)
            moves += neuron.set_value(source, network.formats[layer])
        self.play(*moves, *others, run_time=0.5)

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
            self.phases.highlight(1), *self.stage.clear(keep=[self.sample], stop=0.6), run_time=0.6
        )
        drawn = [neurons[self.network.indices[-1].index(k)] for k in table.shown]
        pairs = [(n.number, output) for n, output in zip(drawn, table.outputs, strict=True)]
        self.move_numbers(pairs, FadeIn(table.headings[0]), run_time=1.2, bulge=OVER)
        minus = [signs[0] for signs in table.signs if len(signs)]
        equals = [signs[1] for signs in table.signs if len(signs)]
        self.play(*[FadeIn(m) for m in (table.headings[1], *minus, *table.targets)], run_time=0.7)
        self.wait(0.4)
        self.play(*[FadeIn(m) for m in (table.headings[2], *equals, *table.errors)], run_time=0.7)
        self.wait(0.6)
        self.play(FadeIn(table.cost_name), FadeIn(table.cost), run_time=0.8)
        self.stage.add(*table.headings, *table.outputs, *table.targets, *table.errors)
        self.stage.add(*minus, *equals, table.cost_name, table.cost)

    def backward(self) -> None:
        """What returns to one hidden neuron becomes its delta; then that of all others."""
        network, last = self.network, len(self.network.layers) - 2
        if last < 1:
            self.play(self.phases.highlight(2), run_time=0.6)
            return
        moves = [self.phases.highlight(2), *self.stage.clear(keep=[self.sample], stop=0.6)]
        names = "error" if self._plain else "delta", "weight", "sum", "slope", "delta"
        self.table = table = DeltaTable(
            self.theme, self.layout.panel, self.recording, self.shown_step, last,
            (network.indices[last], network.indices[last + 1]), self._texts(*names),
        )  # fmt: skip
        into = [row[table.place] for row in network.edges[last]]
        neuron = network.layers[last][table.place]
        self.play(*moves, *network.wait_but(*into), neuron.highlight(), run_time=0.8)
        self._return_along(last, into)
        for row in table.products:
            self.play(FadeIn(row), run_time=0.4)
        for row in table.results:
            self.wait(0.2)
            self.play(FadeIn(row), run_time=0.5)
        self.stage.add(*table.products, *table.results)
        self.wait(0.4)
        for layer in range(last, 0, -1):
            drawn = [edge for row in network.edges[layer] for edge in row]
            rest = [n.highlight() for n in network.layers[layer] if n is not neuron]
            self.play(*network.wait_but(*drawn), *rest, run_time=0.5)
            self._return_along(layer, drawn)

    def _return_along(self, layer: int, edges: Sequence[Any]) -> None:
        """Send deltas times weights back along some edges."""
        returns = self.network.returns(layer, edges)
        if returns:
            self.play(*[move for _, move in returns], run_time=1.2)
            self.remove(*[dot for dot, _ in returns])

    @property
    def _plain(self) -> bool:
        """Whether the deltas of the outputs are their errors."""
        recording, step = self.recording, self.shown_step
        return np.array_equal(recording.deltas[-1][step], recording.output_errors[step])

    def update(self) -> None:
        """One weight changes, and its line with it; then all others light up and change."""
        network, last = self.network, len(self.network.layers) - 2
        row_shown, column = network.largest_update()
        place = network.indices[-1][row_shown], network.indices[-2][column]
        delta = "error" if self._plain else "delta"
        words = ("rate", delta, "value", "change", "before", "after")
        self.change = change = WeightChange(
            self.theme, self.layout.panel, self.recording, self.shown_step, last, place,
            self._texts(*words),
        )  # fmt: skip
        ends = network.layers[-2][column], network.layers[-1][row_shown]
        others = [n for layer in network.layers for n in layer if n not in ends]
        line = network.edges[last][row_shown][column]
        lit = [self.phases.highlight(3), *network.wait_but(line), *[n.highlight() for n in ends]]
        self.play(
            *self.stage.clear(keep=[self.sample], stop=0.6), *lit,
            *[n.clear_highlight() for n in others], run_time=0.8,
        )  # fmt: skip
        for row in change.rows[:5]:
            self.play(FadeIn(row), run_time=0.5)
        self.wait(0.3)
        self.play(
            within(FadeIn(change.rows[5]), 0.5, 1.0),
            *self.stepping.update_edge(line, self.shown_step + 1), run_time=1.6,
        )  # fmt: skip
        self.stage.add(*change.rows)
        self.wait(0.6)
        drawn = list(network.drawn_edges)
        lit = [edge.highlight(self.theme.focus) for edge in drawn]
        self.play(*[n.clear_highlight() for n in ends], *lit, run_time=0.6)
        moves = self.stepping.update(self.shown_step + 1)
        changing = [move.mobject for move in moves]
        moves += [edge.highlight() for edge in drawn if edge not in changing]
        self.play(*moves, run_time=1.4)


def _flight(start: np.ndarray, end: np.ndarray) -> Callable[[VMobject, float], None]:
    """Return the motion of a pixel into its input."""

    def move(chip: VMobject, share: float) -> None:
        chip.move_to(start + (end - start) * share)
        chip.set_fill(opacity=min(1.0, 5 * share))

    return move
