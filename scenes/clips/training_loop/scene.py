"""Two nested loops as a dial, one training step in full, and the whole training."""

from __future__ import annotations

from typing import Any

from manim import FadeIn, FadeOut, Transform, UpdateFromAlphaFunc, VGroup, linear

from scenes.animation.pace import thinned
from scenes.animation.timing import within
from scenes.base import NetworkScene
from scenes.clips.training_loop.command import Command
from scenes.clips.training_loop.cost_history import MOST_DOTS, CostHistory
from scenes.clips.training_loop.course import Course
from scenes.clips.training_loop.error_table import ErrorTable
from scenes.clips.training_loop.layout import Layout
from scenes.clips.training_loop.loop_dial import LoopDial, turn
from scenes.clips.training_loop.phases import Phases
from scenes.clips.training_loop.program import Program
from scenes.clips.training_loop.run_figures import AccuracyBars, StepCount
from scenes.clips.training_loop.sample_view import SampleView
from scenes.clips.training_loop.score import DialCounts, LampKey, Score
from scenes.clips.training_loop.shapes import ElidedVector
from scenes.clips.training_loop.training_network import (
    LineKey,
    TrainingNetwork,
    first_scale,
    later_scale,
)
from scenes.clips.training_loop.vector_shapes import VectorShapes
from scenes.clips.training_loop.weight_change import WeightChange
from scenes.mobjects.network.step_through import StepThrough
from scenes.provenance.source import Source
from scenes.requires import Requires

__all__ = ["TrainingLoop"]

PHASES = ("forward", "compare", "backward", "update")
VECTORS = ("weights", "input", "product", "output", "target")
SLOW_EPOCHS, BLUR = 4, 3.5
"""Epochs gone through one by one, and seconds for all others."""
ORDINALS = ("first", "second", "third", "fourth", "fifth")
STOPS = 14
"""Most steps of an epoch at which the network is redrawn."""


class TrainingLoop(NetworkScene):
    """A dial of two loops; one step slowly, the others faster; then all of MNIST."""

    clip = "training_loop"
    requires = Requires(layers=(2, 5), updates=True)
    recording: Any

    def setup(self) -> None:
        """Compute the layout, and build what stays."""
        super().setup()
        self.course = Course(self.recording)
        self.layout = Layout.of(self.area, len(self.recording.layer_sizes))
        self.is_walkthrough = self.recording.metadata["kind"] == "walkthrough"
        self.series = self.also["mnist_checkpoints"]
        course, theme = self.course, self.theme
        images = self.recording.images if course.same_order else None
        images = () if images is None or len(images) != course.stops else images
        self.dial = LoopDial(theme, self.layout.dial, course.stops, course.epochs, images)
        self.counts = DialCounts(theme, self.layout.dial, self.dial, course, self._texts("epoch", self._sample, "of"))
        self.program = self._program()

    def construct(self) -> None:
        """Play the beats in order."""
        epochs, last = self.course.epochs, self.course.last_of_epoch(self.shown_step)
        self.add(self.dial, *self.counts.top, self.program)
        self.beat(self.inner_loop)
        self.beat(self.outer_loop, epochs=self.setting("epochs"))
        self.beat(self.misfit)
        self.beat(self.reshape)
        self.beat(self.forward)
        self.beat(self.compare)
        self.beat(self.backward)
        self.beat(self.update)
        if last > self.shown_step:
            self.beat(self.quicker)
        if last < self.course.total - 1:
            self.beat(self.ask, **self._score_of(last))
            self.beat(self.strides)
            self.beat(self.result, **self._result_of(epochs))
        self.beat(self.all_steps, epochs=self.setting("epochs", recording=self._counted))
        if self.is_walkthrough:
            self.beat(self.accuracy)
            self.beat(self.code)

    # The loops

    def inner_loop(self) -> None:
        """The inner bead goes round once, slowly at first."""
        dial, stops = self.dial, self.course.stops
        self.play(*dial.show(), *self.program.highlight(1), run_time=0.6)
        self._go(0, min(2, stops - 1), 1.4, lit=False)
        self._go(min(2, stops - 1), stops - 1, 2.6, lit=False)

    def outer_loop(self) -> None:
        """Each time round the outer bead moves on by one epoch."""
        stops, epochs = self.course.stops, self.course.epochs
        self.play(*self.program.highlight(0), run_time=0.5)
        at = stops - 1
        for k in range(1, min(epochs, 3)):
            self._go(at, at + 1, 0.7, lit=False)
            end = min((k + 1) * stops, self.course.total) - 1
            if end > at + 1:
                self._go(at + 1, end, 2.0 / k, lit=False)
            at = end
        self.at = at

    def _go(self, start: int, stop: int, seconds: float, *, lit: bool, others: Any = ()) -> None:
        """Take beads and counters from step to step."""
        if start == stop:
            return
        way = turn(start, stop, self.course.stops)
        self.play(
            *self.dial.run(self.course, start, stop, way, lit=lit),
            *self.counts.run(way),
            *others,
            run_time=seconds,
        )

    # Shapes

    def misfit(self) -> None:
        """An input lies beside the weights as a row: the inner sizes differ."""
        kept = self.series if self.is_walkthrough else self.recording
        sizes = [self._size(kept, layer) for layer in (0, 1, len(kept.layer_sizes) - 1)]
        words = dict(zip(VECTORS, self._texts(*self._vector_words), strict=True))
        self.vectors = vectors = VectorShapes(self.theme, self.layout.vectors, sizes, words)
        row, titles = vectors.input[0], vectors.titles
        shown = vectors.matrix, vectors.dot, row, titles["weights"], titles["input"]
        moves = [within(FadeOut(self.program), 0.0, 0.5)]
        self.turn_to(*shown, others=moves, run_time=1.0)
        self.play(FadeIn(vectors.matrix.shape), FadeIn(row.shape), run_time=0.5)
        inner = vectors.inner
        self.play(FadeIn(inner), *inner.emphasise(self.theme.ink), run_time=0.7)

    def _size(self, recording: Any, layer: int) -> Source:
        """Return the source of the size of a layer."""
        if recording is self.series:
            return self.of_series("layer_sizes", layer)
        return self.setting("layer_sizes", layer)

    def reshape(self) -> None:
        """Input and target become columns, to fit the weights and the output."""
        vectors, focus = self.vectors, self.theme.focus
        self.play(*vectors.stand_input_up(), run_time=1.5)
        self._keep_column(*vectors.input)
        shown = vectors.equals, vectors.product, vectors.product.shape, vectors.titles["product"]
        self.play(
            FadeIn(vectors.inner), *vectors.inner.emphasise(focus),
            *[within(FadeIn(m), 0.3, 1.0) for m in shown], run_time=0.8,
        )  # fmt: skip
        row, output = vectors.target[0], vectors.output
        shown = output, output.shape, row, row.shape, vectors.titles["output"], vectors.titles["target"]
        self.play(*[FadeIn(m) for m in shown], run_time=0.7)
        self.play(*vectors.stand_target_up(), run_time=1.4)
        self._keep_column(*vectors.target)
        self.stage.discard(*self.stage)
        self.stage.add(*vectors.upright)

    def _keep_column(self, row: ElidedVector, column: ElidedVector) -> None:
        """Replace a row that has turned into a column by that column."""
        self.remove(row, *row.entries, column.brackets)
        self.add(column)

    # One step

    def forward(self) -> None:
        """The network appears beside the loops; values fill it layer by layer."""
        step = self.shown_step
        self._place_network()
        self.dial.note(self.course, step)
        moves = [*self._return_to(step), *self.stage.clear(stop=0.4)]
        shown = self.network, self.phases, self.key, self.view
        self.play(*moves, *[within(FadeIn(m), 0.35, 1.0) for m in shown], run_time=1.4)
        self.stage.add(self.view)
        for layer in range(len(self.network.layers)):
            self._fill(layer)

    def _return_to(self, step: int) -> list[Any]:
        """Return the animations that put the beads at a step without a way there."""
        beads = self.dial.beads
        target = beads.copy()
        self.dial.beads = target
        self.dial.stand(float(step))
        self.dial.note(self.course, step)
        self.dial.beads = beads
        for mine, there in zip(beads, target, strict=True):
            if hasattr(there, "mark"):
                mine.mark = there.mark
        return [Transform(beads, target), *self.counts.jump(step)]

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
        self.change = change = WeightChange(
            self.theme, self.layout.panel, self.recording, self.shown_step, last, place,
            self._texts("one_weight", "before", "change", "after"),
        )  # fmt: skip
        edge = network.edges[last][row][column]
        self.turn_to(
            change.title, change.rows[0],
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

    # All steps

    def quicker(self) -> None:
        """Go through the rest of the epoch, with a dot for each cost."""
        theme, course, step = self.theme, self.course, self.shown_step
        words = self._cost_name, self.words["training_loop.step"]
        self.costs = costs = CostHistory(theme, self.layout.panel, course, step, words)
        shown = [costs.plot, costs.name, costs.dots]
        if course.has_answers:
            self.lamp_key = LampKey(theme, *self.counts.key_at, self._texts("right", "wrong"))
            shown.append(self.lamp_key)
        self.play(
            *self.stage.clear(keep=[self.view]), self.phases.highlight(),
            *self.stage.show(*shown), run_time=1.0,
        )  # fmt: skip
        steps = self.stops
        pace = [part for part in (steps[:3], steps[2:7], steps[6:]) if len(part) > 1]
        for k, these in enumerate(pace):
            ends = (True, True) if k == 0 else (k == 1, k == len(pace) - 1)
            self._visit(these, 0.8 * (len(these) - 1) / (1 + 0.6 * k), ends)

    def _visit(self, steps: list[int], seconds: float, printed: tuple[bool, bool]) -> None:
        """Take dial, sample, network and costs through some steps."""
        way = _stairs(steps)
        self.play(
            self.stepping.go(steps, printed=printed),
            self.view.turn(way),
            *self.costs.go(steps),
            *self.dial.run(self.course, steps[0], steps[-1], way),
            *self.counts.run(way),
            run_time=seconds,
        )

    def ask(self) -> None:
        """The score of the epoch takes the sample's place."""
        self.score = Score(self.theme, self.counts.room, self.course, self._texts("of", "right"))
        if not self.course.has_answers:
            return
        self.score.show(int(self.recording.epoch[self.course.last_of_epoch(self.shown_step)]) - 1)
        self.play(within(FadeOut(self.view), 0.0, 0.5), within(FadeIn(self.score), 0.5, 1.0), run_time=1.0)
        self.wait(1.5)

    def strides(self) -> None:
        """The scales make room; epoch by epoch, and then as fast as it goes."""
        self._rescale()
        course = self.course
        ends = course.ends(self.shown_step)
        for a, b in list(zip(ends, ends[1:], strict=False))[:SLOW_EPOCHS]:
            self._lap([a, b], 1.7)
        rest = thinned(ends[SLOW_EPOCHS:], 4, 24)
        if len(rest) > 1:
            self._lap(rest, min(BLUR, 0.3 * (len(rest) - 1) + 0.6), fast=True)

    def _rescale(self) -> None:
        """Stretch the axis of steps, and change the key and the lines together."""
        moves = self.costs.stretch()
        full = later_scale(self.recording, self.full)
        if full > self.full:
            name = self.words["training_loop.capped"]
            key = LineKey(self.theme, self.layout.key, full, name)
            moves += [within(FadeOut(self.key), 0.0, 0.45), within(FadeIn(key), 0.55, 1.0)]
            moves += self.stepping.rescale(full)
            self.key = key
        self.play(*moves, run_time=1.4)
        self.stage.add(self.costs.line, self.costs.fresh)

    def _lap(self, ends: list[int], seconds: float, *, fast: bool = False) -> None:
        """Go from the end of an epoch to those of others."""
        course = self.course
        way = turn(ends[0], ends[-1], course.stops)
        if fast:
            way = lambda share: ends[0] + (ends[-1] - ends[0]) * share
        trail = (lambda share: min(1.0, 6 * share, 6 * (1 - share))) if fast else None
        first = [int(course.recording.epoch[end]) - 1 for end in ends]
        self.play(
            self.stepping.go(ends, printed=(not fast, True)),
            self.costs.draw(way),
            *self.dial.run(course, ends[0], ends[-1], way, trail),
            *self.counts.run(way),
            *self.score.run(lambda share: first[0] + int((first[-1] - first[0]) * share + 1e-6)),
            run_time=seconds,
        )

    def result(self) -> None:
        """State what repetition has done; the last cost is printed."""
        number = self.costs.last_cost()
        self.play(FadeIn(number), *self.score.emphasise(), run_time=0.7)
        self.stage.add(number)

    # The full data set

    @property
    def _counted(self) -> Any:
        """The recording whose steps are counted at the end."""
        return self.series if self.is_walkthrough else self.recording

    def all_steps(self) -> None:
        """Multiply epochs and samples, for MNIST or for this run."""
        theme, kept = self.theme, self._counted
        if self.is_walkthrough:
            sources = [self.setting(name, recording=kept) for name in ("epochs", "images")]
            sources.append(self.of_series("steps_shown", len(kept.steps_shown) - 1))
        else:
            names = "epochs", "epoch_steps", "steps"
            sources = [self.setting(name) for name in names]
        names = self._texts("epochs", f"{self._sample}s", "training_steps")
        count = StepCount(theme, self.layout.stage, sources, names)
        moves = self.network.fade_out(0.4)
        moves += [within(FadeOut(m), 0.0, 0.4) for m in (self.phases, self.key)]
        if self.is_walkthrough:
            moves += self._change_dial()
        factors = [*count.numbers[:2], *count.names[:2], count.signs[0]]
        self.play(
            *moves, *self.stage.clear(stop=0.4),
            *[within(FadeIn(m), 0.45, 1.0) for m in factors], run_time=1.4,
        )  # fmt: skip
        self.wait(0.4)
        product = count.signs[1], count.numbers[2], count.names[2]
        spin = self._spin(2.4) if self.is_walkthrough else []
        self.play(*[within(FadeIn(m), 0.0, 0.35) for m in product], *spin, run_time=2.4)
        self.stage.add(count)

    def _change_dial(self) -> list[Any]:
        """Return the animations that replace the dial by that of MNIST."""
        series = self.series
        about = series.metadata
        old, self.dial = self.dial, LoopDial(
            self.theme, self.layout.dial, about["images"], about["epochs"], lamps=False
        )
        totals = self.counts.totals(series, self._texts("epochs", "images"))
        gone = [*old.submobjects, *self.counts.shown, self.score]
        for bead in self.dial.beads[1:]:
            bead.mark = None
        return [
            *[within(FadeOut(m), 0.0, 0.45) for m in gone],
            *[within(FadeIn(m), 0.5, 1.0) for m in (self.dial.tracks, *self.dial.beads[1:], *totals)],
        ]

    def _spin(self, laps_a_second: float) -> list[Any]:
        """Return the animation of the beads through the whole of the other run."""
        dial = self.dial
        end = dial.stops * dial.epochs - 1
        def move(_: Any, share: float) -> None:
            dial.stand(end * share, min(0.35, 3 * share, 3 * (1 - share)))
        return [UpdateFromAlphaFunc(dial.beads, move, rate_func=linear)]

    def accuracy(self) -> None:
        """Show the share of correct predictions in each epoch, for the full data set."""
        self.bars = bars = self._accuracy_bars()
        self.turn_to(*bars.names, *bars.tracks, bars.head)
        for k, value in enumerate(bars.values):
            self.play(bars.grow(k), within(FadeIn(value), 0.6, 1.0), run_time=0.7)
        self.stage.add(*bars.bars, *bars.values)

    def _accuracy_bars(self) -> AccuracyBars:
        """Return a bar for the training images in each epoch, and one for the test images."""
        series = self.series
        epochs = range(int(series.metadata["epochs"]))
        names = self._texts(*[f"epoch_{name}" for name in ORDINALS[: len(epochs)]], "unseen")
        sources = [self.of_series("epoch_accuracy", k) for k in epochs]
        sources.append(self.of_series("test_accuracy", len(series.steps_shown) - 1))
        return AccuracyBars(self.theme, self.layout.bars, names, sources, *self._texts("images_right"))

    def code(self) -> None:
        """The program returns, with the command that runs it."""
        (text,), region = self._texts("command"), self.layout.command
        command = Command(self.theme, text, 0.36, self.theme.ink, region.width)
        command.move_to(region.centre)
        program = self._program(self.layout.bars)
        self.turn_to(program, command, run_time=1.2)

    # What several beats need

    @property
    def _sample(self) -> str:
        """The word for a sample: image or sample."""
        return "sample" if self.recording.images is None else "image"

    @property
    def _vector_words(self) -> list[str]:
        return ["weights", self._sample, "product", "output", "target"]

    @property
    def _cost_name(self) -> str:
        name = self.recording.rules.loss.name.replace("-", "_")
        return self.words[f"training_loop.{name}"]

    def _program(self, region: Any = None) -> Program:
        """Return the program of the two loops."""
        loops = self._texts("outer", f"inner_{self._sample}")
        return Program(self.theme, region or self.layout.stage, loops, self._texts(*PHASES))

    def _score_of(self, step: int) -> dict[str, Any]:
        """Return the values for a caption about the answers of a step's epoch."""
        if not self.course.has_answers:
            return {}
        epoch = int(self.recording.epoch[step]) - 1
        return {
            "right": Source(self.recording, "epoch_correct", index=(epoch,)),
            "samples": self._stops_source,
        }

    @property
    def _stops_source(self) -> Source:
        return self.setting("images" if self.is_walkthrough else "epoch_steps")

    def _result_of(self, epochs: int) -> dict[str, Any]:
        """Return the values for the caption about the last epoch."""
        if not self.course.has_answers:
            return {}
        counts = [int(count) for count in self.recording.epoch_correct]
        full = self.course.stops
        since = next((k for k in range(epochs) if min(counts[k:]) == full), epochs - 1)
        return {
            **self._score_of(self.course.total - 1),
            "epoch": Source(self.recording, "epoch", since * full),
        }

    def _texts(self, *keys: str) -> list[str]:
        """Return texts of the clip."""
        return [self.words[f"{self.clip}.{key}"] for key in keys]


def _stairs(steps: list[int]) -> Any:
    """Return the way from step to step: move in the first part of each stage, then rest."""
    stages = len(steps) - 1

    def way(share: float) -> float:
        stage = min(int(share * stages), stages - 1)
        rest = min((share * stages - stage) / 0.4, 1.0)
        rest = rest * rest * (3 - 2 * rest)
        return steps[stage] + (steps[stage + 1] - steps[stage]) * rest

    return way
