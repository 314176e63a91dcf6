"""Two nested loops over epochs and images, one training step in full, and the whole training."""

from __future__ import annotations

from manim import FadeIn, FadeOut, Transform, VGroup

from network import Recording
from scenes.animation.pace import thinned
from scenes.animation.timing import within
from scenes.base import NetworkScene
from scenes.clips.training_loop.command import Command
from scenes.clips.training_loop.cost_history import AllEpochs, FirstEpoch, under_way
from scenes.clips.training_loop.cost_plot import CostPlot
from scenes.clips.training_loop.error_table import ErrorTable
from scenes.clips.training_loop.image_strip import ImageStrip, LabelledImage
from scenes.clips.training_loop.layout import Layout
from scenes.clips.training_loop.nested_loops import NestedLoops
from scenes.clips.training_loop.phases import Phases
from scenes.clips.training_loop.run_figures import AccuracyBars, StepCount
from scenes.clips.training_loop.shapes import ElidedVector
from scenes.clips.training_loop.training_network import TrainingNetwork, largest_weight
from scenes.clips.training_loop.vector_shapes import VectorShapes
from scenes.mobjects.network.step_through import StepThrough, WidthScale
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import TextLine
from scenes.provenance.source import NumberFormat

__all__ = ["TrainingLoop"]

SLOW = 0
"""The training step that is shown in full."""
FORMATS = (NumberFormat(1), NumberFormat(3), NumberFormat(3))
MOST_EPOCHS = 40
"""Largest number of epochs shown; of a longer training run, some are skipped."""
SHOWN_EPOCHS = 3
"""Number of epochs in which the marker visits the images."""
ORDINALS = ("first", "second", "third", "fourth", "fifth")
VECTOR_WORDS = ("weights", "sides", "image", "output", "label")


class TrainingLoop(NetworkScene):
    """Loops over epochs and images; one step slowly, the others faster; then all of MNIST."""

    clip = "training_loop"
    recording: Recording
    shown_step = SLOW

    def check(self, recording: Recording) -> None:
        """Refuse a recording that is not a 5-4-3 walkthrough."""
        self.require_layers(recording, 5, 4, 3)

    def setup(self) -> None:
        """Compute the layout."""
        super().setup()
        self.layout = Layout.of(self.area)

    def construct(self) -> None:
        """Play the beats in order."""
        self.place_loops()
        self.beat(self.inner_loop)
        self.beat(self.outer_loop, epochs=self.setting("epochs"))
        self.beat(self.all_steps, epochs=self.setting("epochs", recording=self.series))
        self.beat(self.misfit)
        self.beat(self.reshape)
        self.beat(self.forward)
        self.beat(self.compare)
        self.beat(self.backward)
        self.beat(self.update)
        self.beat(self.measure)
        self.beat(self.quicker)
        self.beat(self.strides)
        self.beat(self.accuracy)
        self.beat(self.code)

    def place_loops(self) -> None:
        """Draw the two loops and the images before the first frame."""
        self.series = self.also["mnist_checkpoints"]
        self.images = len(self.recording.images)
        self.of = self.words["training_loop.of"]
        names = self._texts("outer", "inner")
        self.loops = NestedLoops(self.theme, self.layout.body, names)
        self.strip = ImageStrip(self.theme, self.loops.content, self.recording)
        self.add(self.loops, self.strip)
        self.stage.add(self.strip, self.strip.marker)

    def inner_loop(self) -> None:
        """A marker visits all images of the walkthrough, and a counter counts them."""
        strip = self.strip
        self.image_head = self.loops.count_images(self.recording, self.of)
        self.stage.add(self.image_head)
        self.play(*self.loops.light(1), FadeIn(self.image_head), FadeIn(strip.marker), run_time=0.5)
        self.play(strip.run(), self.image_head[0].run(strip.shown), run_time=3.8)

    def outer_loop(self) -> None:
        """The marker goes back to the first image, and the next epoch begins."""
        strip, images = self.strip, self.image_head[0]
        self.epoch_head = self.loops.count_epochs(self.recording, self.of)
        self.stage.add(self.epoch_head)
        self.play(*self.loops.light(0), FadeIn(self.epoch_head), run_time=0.6)
        epochs = self.epoch_head[0]
        for epoch in range(1, min(SHOWN_EPOCHS, int(self.recording.metadata["epochs"]))):
            self.play(
                strip.back(),
                images.run(lambda share: self.images - 1 if share < 0.5 else 0),
                epochs.run(lambda share, k=epoch: k - (share < 0.5)),
                run_time=0.7,
            )
            self.play(strip.run(), images.run(strip.shown), run_time=2.0 / epoch)

    def all_steps(self) -> None:
        """Multiply the counts of the full data set."""
        loops, series = self.loops, self.series
        sources = [self.setting(name, recording=series) for name in ("epochs", "images")]
        sources.append(self.of_series("steps_shown", len(series.steps_shown) - 1))
        names = self._texts("epochs", "images", "training_steps")
        count = StepCount(self.theme, loops.content, sources, names)
        heads = self.loops.totals(self.series)
        factors = [*heads, *count.numbers[:2], *count.names[:2], count.signs[0]]
        self.play(
            *self.stage.clear(),
            *[within(FadeIn(m), 0.4, 1.0) for m in factors],
            *[within(m, 0.0, 0.5) for m in loops.light(None)],
            run_time=1.2,
        )
        self.wait(0.4)
        product = count.signs[1], count.numbers[2], count.names[2]
        self.play(*[FadeIn(m) for m in product], run_time=0.8)
        self.stage.add(count, *heads)

    def misfit(self) -> None:
        """An image lies beside the weights as a row: the inner sizes differ."""
        sizes = [self.of_series("layer_sizes", k) for k in range(3)]
        words = dict(zip(VECTOR_WORDS, self._texts(*VECTOR_WORDS), strict=True))
        self.vectors = VectorShapes(self.theme, self.layout.vectors, sizes, words)
        vectors, (row, _) = self.vectors, self.vectors.image
        titles = vectors.titles
        shown = vectors.matrix, vectors.dot, row, titles["weights"], titles["image"]
        self.turn_to(*shown, run_time=1.2)
        self.play(FadeIn(vectors.matrix.shape), FadeIn(row.shape), run_time=0.6)
        self.wait(0.5)
        inner = vectors.inner
        self.play(FadeIn(inner), *inner.emphasise(self.theme.ink), run_time=0.8)

    def reshape(self) -> None:
        """The image becomes a column, to fit the weights; the label does too, to fit the output."""
        vectors, focus = self.vectors, self.theme.focus
        self.play(*vectors.stand_image_up(), run_time=1.6)
        self._keep_column(*vectors.image)
        self.play(FadeIn(vectors.inner), *vectors.inner.emphasise(focus), run_time=0.7)
        label = vectors.label[0]
        shown = label, label.shape, vectors.titles["label"]
        self.play(*[FadeIn(m) for m in shown], run_time=0.7)
        self.wait(0.4)
        self.play(*vectors.stand_label_up(), run_time=1.6)
        self._keep_column(*vectors.label)
        both = [*vectors.output.shape.numbers, *vectors.label[1].shape.numbers]
        self.play(*[number.animate.set_fill(focus) for number in both], run_time=0.5)
        self.stage.discard(*self.stage)
        self.stage.add(*vectors.upright)

    def _keep_column(self, row: ElidedVector, column: ElidedVector) -> None:
        """Replace a row that has turned into a column by that column."""
        self.remove(row, *row.entries, column.brackets)
        self.add(column)

    def forward(self) -> None:
        """The loops make room for the network; values fill it layer by layer."""
        step = self.layout.step
        moves = self.loops.into(step.loops) if step.loops != self.layout.body else []
        self._place_network()
        self.phases = Phases(self.theme, step.phases, self._texts("forward", "compare", "backward"))
        self.image_head = self.loops.count_images(self.recording, self.of)
        self.epoch_head = self.loops.count_epochs(self.recording, self.of)
        self.picture = LabelledImage(self.theme, step.inside, self.recording, SLOW)
        symbols, classes = self.network.symbols(0, "x"), VGroup(*map(self.class_name, range(3)))
        start = 0.35 if moves else 0.2  # without moving loops, the stage would be empty
        shown = symbols, classes, self.image_head, self.epoch_head
        self.play(
            *self.stage.clear(stop=0.35),
            *[within(move, 0.1, 0.5) for move in moves],
            within(FadeIn(self.network), start, 0.8),
            *self.stage.show(*shown, start=start, stop=0.8),
            *[within(FadeIn(m), start, 0.8) for m in (self.phases, self.picture, self.widths)],
            run_time=1.6,
        )
        for layer in range(3):
            self._fill(layer)

    def _place_network(self) -> None:
        """Set up the network and the key to the widths of its edges."""
        names = [self.words[f"layers.{name}"] for name in ("input", "hidden", "output")]
        region = self.layout.step.network
        self.network = TrainingNetwork(self.theme, region, self.recording, SLOW, names)
        self.above, self.below = self.layout.beside_outputs(self.network)
        self.widths = self._width_scale(self.network.theme.weight_scale)

    def _fill(self, layer: int) -> None:
        """Send the products into a layer, unless it is the input layer, and show its values."""
        network, neurons = self.network, self.network.layers[layer]
        if layer:
            rows = range(len(neurons))
            edges = [edge for j in rows for edge in network.row(layer - 1, j)]
            pulses = [pulse for j in rows for pulse in network.pulses(layer - 1, j)]
            self.play(*[edge.highlight() for edge in edges], run_time=0.4)
            self.play(*[within(pulse.travel(), 0.0, 1.0) for pulse in pulses], run_time=0.9)
            self.remove(*pulses)
        moves = [] if layer else [self.phases.highlight(0)]
        for k, neuron in enumerate(neurons):
            moves += neuron.set_value(self.source("activations", layer, k), FORMATS[layer])
        if layer == 1:
            moves += [edge.clear_highlight() for edge in edges]
        self.play(*moves, run_time=0.6)

    def compare(self) -> None:
        """The outputs are beside the label as a column; the differences are the errors."""
        headings, region = self._texts("output", "label", "error"), self.layout.step.inside
        self.table = table = ErrorTable(self.theme, region, self.recording, SLOW, headings)
        self.asked, heading = self.picture[1], table.headings[1]
        there = Readout(self.theme, self.asked.source, NumberFormat(0), 0.42, self.theme.target)
        there.place(heading.get_right()[0] + 0.12, heading.get_bottom()[1], "left")
        self.play(
            self.phases.highlight(1),
            within(FadeOut(self.picture[0]), 0.0, 0.45),
            within(Transform(self.asked, there), 0.15, 0.75),
            *[within(FadeIn(m), 0.55, 1.0) for m in (heading, *table.names)],
            run_time=1.2,
        )
        self.play(*[FadeIn(m) for m in table.targets], run_time=0.6)
        self.play(FadeIn(table.headings[0]), run_time=0.3)
        for neuron, output in zip(self.network.layers[2], table.outputs, strict=True):
            self.play(neuron.highlight(), FadeIn(output), run_time=0.4)
        minus, equals = zip(*table.signs, strict=True)
        shown = [table.headings[2], *minus, *equals, *table.errors]
        self.play(*[FadeIn(m) for m in shown], run_time=0.7)

    def backward(self) -> None:
        """Send each output error back along the neuron's edges, times their weights."""
        dots, moves = self.network.send_errors_back()
        self.play(self.phases.highlight(2), run_time=0.4)
        self.play(*moves, run_time=1.8)
        self.remove(*dots)
        self.play(
            *[neuron.clear_highlight() for neuron in self.network.layers[2]],
            *[neuron.highlight() for neuron in self.network.layers[1]],
            run_time=0.6,
        )

    def update(self) -> None:
        """Updates appear on the edges and change their weights, layer by layer, from the last."""
        self.stepping = StepThrough(self.network, FORMATS)
        (name,) = self._texts("change")
        for layer in (1, 0):
            edges, updates = self.network.updates(layer, self.theme, self.below, name)
            self.play(
                *[edge.highlight() for edge in edges], *[FadeIn(m) for m in updates], run_time=0.7
            )
            self.wait(0.4)
            self.play(
                *self.stepping.update_layer(layer, SLOW + 1),
                *[FadeOut(m) for m in updates],
                run_time=1.0,
            )
        self.play(*[neuron.clear_highlight() for neuron in self.network.layers[1]], run_time=0.3)

    def measure(self) -> None:
        """The mean of the squared errors becomes the first dot of a plot."""
        theme, style, em = self.theme, self.table.cost_format, self.theme.sizes.number * 1.15
        number = Readout(theme, self.source("cost"), style, em, theme.cost)
        number.relations = (self.table.cost_relation,)
        baseline = float(self.phases.get_bottom()[1]) + 0.08
        # Its digits are below those of the errors.
        number.place(self.table.errors[0].point_x, baseline, "point")
        name = self.say("mean", theme.cost, 0.38)
        name.place(float(number.get_left()[0]) - 0.3, baseline, "right")
        self.play(
            within(FadeOut(self.phases), 0.0, 0.4),
            *[within(FadeIn(m), 0.4, 1.0) for m in (name, number)],
            run_time=1.0,
        )
        self.wait(1.0)
        self._begin_plot(number, name)

    def _begin_plot(self, number: Readout, name: TextLine) -> None:
        """Replace the table of errors by the plot, and the mean by its dot and its label."""
        plot = self._plot([0, *range(2, self.images + 1, 2)])
        self.epoch = FirstEpoch(plot, self.layout, number.number_format)
        self.number, first = number, self.epoch.dots[0]
        resting = [edge for edge in self.network.drawn_edges if not edge.lit]
        self.play(
            *[within(FadeOut(m), 0.0, 0.4) for m in (self.table, self.asked, name)],
            within(Transform(number, self.epoch.number), 0.1, 0.8),
            within(FadeIn(plot), 0.4, 0.8),
            within(FadeIn(first, scale=2), 0.8, 1.0),
            *[edge.highlight() for edge in resting],
            run_time=1.6,
        )

    def quicker(self) -> None:
        """Go through the other images of the first epoch, with a dot for each cost."""
        self.play(FadeIn(self.epoch.pictures), run_time=0.5)
        steps = list(range(SLOW, self.images))
        pace = [steps[:3], steps[2:7], steps[6:]]
        printed = (True, True), (True, False), (False, True)
        for these, seconds, numbers in zip(pace, (2.4, 2.6, 2.4), printed, strict=True):
            self.play(
                self.stepping.go(these, printed=numbers),
                self.image_head[0].run(under_way(these)),
                *self.epoch.go(these),
                run_time=seconds,
            )

    def strides(self) -> None:
        """Continue epoch by epoch: show the last step of each, and the costs of all steps."""
        total, epoch = self.recording.steps, self.epoch
        costs = AllEpochs(self._plot([round(total * k / 3) for k in range(4)]), epoch.pictures)
        full = largest_weight(self.recording, [total], 1)
        self.play(
            *self.stage.hide(epoch.plot, epoch.dots, self.number, stop=0.45),
            *self.stage.hide(self.widths),
            *self.stage.show(costs.plot),
            *self.stage.show(self._width_scale(full), start=0.5),
            *self.stepping.rescale(full),
            run_time=1.2,
        )
        self.play(costs.begin(self.images), run_time=0.5)
        ends = thinned(range(self.images - 1, total, self.images), 4, MOST_EPOCHS)
        third = -(-len(ends) // 3)
        for start in range(0, len(ends) - 1, third):
            part = ends[start : start + third + 1]
            self._go_on(costs, part, (start == 0, part[-1] == ends[-1]))
        self.play(FadeIn(costs.dot, scale=2), FadeIn(costs.number), run_time=0.5)
        self.stage.add(costs.line, epoch.pictures, costs.dot, costs.number)

    def _go_on(self, costs: AllEpochs, ends: list[int], printed: tuple[bool, bool]) -> None:
        """Go from one step to the next of ``ends``, the last steps of epochs."""
        stages = len(ends) - 1
        epochs = [int(self.recording.epoch[step]) - 1 for step in ends]
        self.play(
            self.stepping.go(ends, printed=printed),
            # An epoch counts once the curve has reached its last step.
            self.epoch_head[0].run(lambda share: epochs[int(share * stages + 1e-6)]),
            costs.go(ends),
            run_time=0.24 * stages,
        )

    def accuracy(self) -> None:
        """Show the share of correct predictions in each epoch, for the full data set."""
        moves = self.loops.into(self.layout.body)
        self.bars = bars = self._accuracy_bars()
        shown = [*self.loops.totals(self.series), *bars.names, *bars.tracks, bars.head]
        self.play(
            *self.stage.clear(stop=0.35),
            *self.network.fade_out(0.35),
            *[within(move, 0.12, 0.5) for move in moves],
            *[within(FadeIn(m), 0.35, 0.8) for m in shown],
            run_time=1.6,
        )
        for k, value in enumerate(bars.values):
            self.play(bars.grow(k), within(FadeIn(value), 0.6, 1.0), run_time=0.8)
        self.play(
            bars.bars[-1].animate.set_fill(self.theme.focus),
            bars.values[-1].animate.set_fill(self.theme.focus),
            run_time=0.6,
        )

    def _accuracy_bars(self) -> AccuracyBars:
        """Return a bar for the training images in each epoch, and one for the test images."""
        series = self.series
        epochs = range(int(series.metadata["epochs"]))
        names = self._texts(*[f"epoch_{name}" for name in ORDINALS[: len(epochs)]], "unseen")
        sources = [self.of_series("epoch_accuracy", k) for k in epochs]
        sources.append(self.of_series("test_accuracy", len(series.steps_shown) - 1))
        return AccuracyBars(self.theme, self.layout.bars, names, sources, *self._texts("right"))

    def code(self) -> None:
        """Show the command that records such a training run."""
        (text,), region = self._texts("command"), self.layout.command
        command = Command(self.theme, text, 0.4, self.theme.ink, region.width)
        command.move_to(region.centre)
        self.play(
            within(self.bars.animate.shift([0.0, self.layout.rise, 0.0]), 0.0, 0.7),
            within(FadeIn(command), 0.5, 1.0),
            run_time=1.2,
        )
        self.wait(1.0)

    # What several beats need

    def _plot(self, ticks: list[int]) -> CostPlot:
        """Return axes for the costs up to the last of some steps."""
        names, region = self._texts("step", "cost"), self.layout.step.plot
        return CostPlot(self.theme, region, self.recording, ticks, names)

    def _texts(self, *keys: str) -> list[str]:
        """Return texts of the clip."""
        return [self.words[f"{self.clip}.{key}"] for key in keys]

    def _width_scale(self, full: float) -> WidthScale:
        """Return the key to the widths and colours of edges, placed above the outputs."""
        return WidthScale(self.theme, self.above, full, self.words["training_loop.weight"])
