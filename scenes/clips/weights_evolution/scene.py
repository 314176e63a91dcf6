"""How training changes the weights of the 784-20-10 network: noise turns into strokes."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from manim import FadeIn, FadeOut, Transform

from network import CheckpointSeries, evolution_of
from network.errors import LayerlightError
from scenes.animation.timing import soft_ends, staggered, within
from scenes.base import NetworkScene
from scenes.clips.weights_evolution.accuracy_plot import AccuracyPlot
from scenes.clips.weights_evolution.counters import TrainingCounters
from scenes.clips.weights_evolution.diagram.scene import DiagramEvolution, draws_diagram
from scenes.clips.weights_evolution.layout import EvolutionLayout
from scenes.clips.weights_evolution.output_matrix import OutputMatrix
from scenes.clips.weights_evolution.recall_rows import RecallRows
from scenes.clips.weights_evolution.weight_maps import WeightMaps, colour_bar
from scenes.mobjects.images.heat_map import HeatMap, HeatScale
from scenes.mobjects.matrix.elided_matrix import Dimension
from scenes.mobjects.matrix.matrix import row_frame
from scenes.mobjects.text.counter import Counter
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.sentence import Piece, Sentence
from scenes.provenance.relation import relate
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region

__all__ = ["WeightsEvolution"]

PERCENT_EM = 0.62
TRAINING_SECONDS, AGAIN_SECONDS, OUTPUT_SECONDS = 22.5, 7.4, 5.0
"""Seconds that training takes on screen: for the weights, the changes, and the output layer."""
EARLY = 18
"""The early steps are the first of this many equal parts of the training run."""
TICK_SPAN = 200
"""The axis labels the powers of ten from the total number of steps divided by this."""
FAINT, DIMMED = 0.14, 0.3
"""Opacities of maps and of rows that are out of focus."""

WHOLE, COUNT = NumberFormat(0), NumberFormat(0, grouped=True)
PERCENT = NumberFormat(1, percent=True)


class WeightsEvolution(NetworkScene):
    """The weights as maps, what training added to them, and how well the network classifies."""

    clip = "weights_evolution"

    @classmethod
    def form_for(cls, recording: Any) -> type[NetworkScene]:
        """Return this class for networks that read images, and the diagram's for small ones."""
        return DiagramEvolution if draws_diagram(recording) else cls

    def check(self, recording: Any) -> None:
        """Refuse anything but a training run of a 784-20-10 network on MNIST."""
        sizes = "-".join(map(str, getattr(recording, "layer_sizes", ())))
        kind = recording.metadata.get("kind")
        if kind not in ("film", "mnist") or sizes != "784-20-10":
            raise LayerlightError(
                f"{self.clip} draws a training of 784-20-10 on MNIST, but this recording holds a"
                f" {sizes} {kind}: make one with `python -m network record mnist --out FILE`"
            )
        self.evolution = evolution_of(recording)
        self.series: CheckpointSeries = self.evolution.series
        self.require_answers(self.series)
        self.last = len(self.series.steps_shown) - 1
        self.require_bounded(self.series, *self.series.weights)

    def setup(self) -> None:
        """Divide the frame and build what several beats use."""
        super().setup()
        words = [self.words[f"{self.clip}.{key}"] for key in ("step", "epoch", "of")]
        self.counters = TrainingCounters(self.theme, self.evolution, words)
        self.layout = EvolutionLayout(
            self.area, self.theme, self.series, self.counters.width,
            lambda width: self.say("change", width=width).drop,
        )  # fmt: skip
        weights = self.series.weights[0]
        largest = max(float(np.abs(values).max()) for values in (weights, weights - weights[0]))
        self.scale = HeatScale(self.theme, math.ceil(10 * largest) / 10)
        self.bar = colour_bar(self.scale, self.layout.bar)
        self.bar_name = self.say("weight").place(*self.layout.bar_name, "left")
        self.maps_of_weights = WeightMaps(self.scale, self.layout.places, self.evolution)
        self.tiles = self.maps_of_weights.tiles

    def construct(self) -> None:
        """Play the beats in order."""
        hidden = self.size(1)
        self.beat(self.matrix, hidden=hidden)
        self.beat(self.fold)
        self.beat(self.maps, hidden=hidden)
        self.ends = self.milestones()
        if self.first_steps in self.ends:
            self.beat(self.first_steps)
        self.beat(self.first_epoch)
        if self.later_epochs in self.ends:
            self.beat(self.later_epochs, epochs=self.training("epochs"))
        self.beat(self.change)
        self.beat(self.strokes)
        self.beat(self.output_layer)
        best, worst = (self.of_series("by_recall", self.last, k) for k in (0, -1))
        self.beat(self.one_output, digit=best)
        self.beat(self.recall)
        self.beat(self.accuracy, best=best, worst=worst)

    def milestones(self) -> dict[Callable[[], None], int]:
        """Map the beats in which training continues to the checkpoints at which they end.

        A short run, or one of many epochs, has no early steps before its first epoch ends; a run
        of one epoch has no later ones.
        """
        epoch = self.evolution.frame_of(self.series.metadata["images"])
        early = int(np.searchsorted(self.series.steps_shown, self.evolution.steps / EARLY))
        ends = {self.first_epoch: epoch}
        if 0 < early < epoch:
            ends = {self.first_steps: early, **ends}
        if epoch < self.last:
            ends[self.later_epochs] = self.last
        return ends

    def training(self, *keys: str | int) -> Source:
        """Return the source of an entry of the training run's metadata."""
        return self.setting(*keys, recording=self.series)

    def size(self, layer: int) -> Source:
        """Return the source of the number of neurons of a layer."""
        return self.of_series("layer_sizes", layer)

    # The beats, in order.

    def matrix(self) -> None:
        """Show the first weight matrix: a row for each hidden neuron, a column for each pixel."""
        room, (pixels, hidden, _) = self.layout.matrix, self.series.layer_sizes
        self.strips = [
            HeatMap(self.scale, place, (1, pixels), self.of_series("weights_0", 0, j))
            for j, place in enumerate(room.split(*[1.0] * hidden, gap=self.layout.strip_gap))
        ]
        theme, em = self.theme, 1.4 * self.theme.sizes.number
        across = Dimension(theme, room, "above", 0.2, self.size(0), em)
        down = Dimension(theme, room, "right", 0.2, self.size(1), em)
        self.play(*staggered([FadeIn(s) for s in self.strips], overlap=0.8), run_time=1.8)
        self.play(FadeIn(down), run_time=0.5)
        self.play(FadeIn(across), run_time=0.5)
        self.stage.add(*self.strips[1:], across, down)

    def fold(self) -> None:
        """Take out the first row and fold it into a map, 28 weights per line."""
        strip, lines = self.strips[0], [1.0] * self.series.metadata["image_shape"][0]
        up = strip.copy()
        up.shift([0.0, self.area.body.top - strip.region.top, 0.0])
        place = self.layout.large_map(up.region.bottom - 0.3)
        pieces = self.maps_of_weights.pieces(up.region.columns(*lines))
        folded = self.maps_of_weights.pieces(place.split(*lines))
        self.play(*self.stage.clear(stop=0.6), within(Transform(strip, up), 0.3, 1.0), run_time=1.0)
        self.remove(strip)
        self.add(*reversed(pieces))  # a piece that has arrived lies above those on their way
        moves = [Transform(a, b) for a, b in zip(pieces, folded, strict=True)]
        self.play(
            *staggered(moves, overlap=0.78),
            *self.stage.show(self.bar, self.bar.bar, self.bar_name, start=0.0, stop=0.3),
            run_time=3.8,
        )
        self.remove(*pieces)
        shape, source = self.tiles[0].shape, self.of_series("weights_0", 0, 0)
        self.map = HeatMap(self.scale, place, shape, source)
        self.add(self.map)
        self._measure(place)

    def _measure(self, place: Region) -> None:
        """Show the dimensions of the large map, and their product."""
        theme, layout, pixels = self.theme, self.layout, self.size(0)
        rows, columns = sides = [self.training("image_shape", k) for k in (0, 1)]
        measure = Dimension(theme, place, "right", 0.18, rows, 1.2 * theme.sizes.number)
        pieces: list[Piece] = [(rows, WHOLE), "×", (columns, WHOLE), "=", (pixels, WHOLE)]
        product = relate("rows × columns", lambda a, b: a * b, [(s, 0) for s in sides], (pixels, 0))
        line = Sentence.fitting(theme, pieces, 1.0, layout.beside.width - 0.1, [product])
        y = layout.plot.y if layout.wide else place.y + place.height / 4
        line.place(layout.beside.x, place.bottom - 1.05 if layout.upright else y, "centre")
        self.play(*self.stage.show(measure, line, start=0.0), run_time=0.6)
        self.sides = [measure, line]

    def maps(self) -> None:
        """Shrink the map to its place among those of all hidden neurons; show the plot."""
        first, *others = self.tiles
        self.play(
            *self.stage.hide(*self.sides, stop=0.35),
            within(Transform(self.map, first.copy()), 0.3, 1.0),
            run_time=1.0,
        )
        self.remove(self.map)
        self.add(first)
        self._place_plot()
        self.counters.place(self.layout.grid, self.layout.counters_height)
        self.play(
            *staggered([FadeIn(tile) for tile in others], overlap=0.8, stop=0.75),
            *self.stage.show(self.plot, *self.counters.mobjects, start=0.6),
            run_time=2.4,
        )
        self.play(*self.stage.show(self.dot, self.percent, start=0.0), run_time=0.5)
        self.add(self.line)
        self.stage.add(self.line, *self.tiles)

    def _place_plot(self) -> None:
        """Build the plot of the accuracy, its curve, and the accuracy as a number."""
        theme, series, room = self.theme, self.series, self.layout.plot
        ticks = step_ticks(series.steps, series.metadata["images"])
        names = [self.words[f"{self.clip}.{key}"] for key in ("right", "axis", "epoch")]
        first, last = (self.of_series("test_accuracy", k) for k in (0, self.last))
        width = Readout(theme, last, PERCENT, PERCENT_EM).advance_width
        plot = AccuracyPlot(theme, room, self.evolution, ticks, names, room.top - 0.43, width)
        self.plot, self.line, self.dot, self.reached = plot, plot.line(), plot.dot(0), 0
        place = plot.right, plot.number_baseline, "right"
        self.percent = Counter(theme, first, PERCENT, PERCENT_EM, theme.focus, *place)

    def first_steps(self) -> None:
        """Train up to the end of the early steps."""
        self.train_to(self.ends[self.first_steps])

    def first_epoch(self) -> None:
        """Train up to the end of the first epoch."""
        self.train_to(self.ends[self.first_epoch])

    def later_epochs(self) -> None:
        """Train through the other epochs."""
        self.train_to(self.ends[self.later_epochs])

    def train_to(self, frame: int) -> None:
        """Continue to a checkpoint; maps, curve and counters follow the training."""
        last, first = (
            self.evolution.share(int(self.series.steps_shown[k])) for k in (frame, self.reached)
        )
        at = _pace(first, last)
        # What changes lies on top, so that the rest is drawn only once.
        self.add(*self.tiles, self.line, self.dot)
        self.play(
            self.maps_of_weights.follow_weights(at),
            *self.plot.draw(self.line, self.dot, at),
            *self._count(at),
            run_time=TRAINING_SECONDS * (last - first),
        )
        self.maps_of_weights.show_weights(frame)
        self.reached = frame

    def _count(self, at: Callable[[float], float]) -> list[Any]:
        """Put step, epoch and accuracy on top, and make them follow the training."""
        self.add(self.counters.step, self.counters.epoch, self.percent)
        accuracy = self.percent.follow(
            lambda share: self.of_series("test_accuracy", self.evolution.frame(at(share)))
        )
        return [*self.counters.follow(at), accuracy]

    def change(self) -> None:
        """Fade the random start out of the maps; what training added stays."""
        added = self.say("change", width=self.layout.name_width, align="left")
        left, baseline = self.layout.bar_name
        added.place(left, baseline + added.drop, "left")
        self.play(
            self.maps_of_weights.subtract_start(),
            *self.stage.hide(self.bar_name, start=0.3, stop=0.5),
            *self.stage.show(added, start=0.5, stop=0.7),
            run_time=3.0,
        )
        self.maps_of_weights.show_changes(self.last)

    def strokes(self) -> None:
        """Repeat the training without the random start: strokes grow."""
        marker, again, at = self.plot.dot(0), self.plot.line(), _pace(0.0, 1.0)
        self.stage.discard(self.dot)
        self.start_again(marker, going=[self.dot], faint=[self.line])
        self.add(*self.tiles, again, marker)
        self.play(
            self.maps_of_weights.follow_changes(at),
            *self.plot.draw(again, marker, at),
            *self._count(at),
            run_time=AGAIN_SECONDS,
        )
        self.maps_of_weights.show_changes(self.last)
        self.stage.add(again)

    def start_again(
        self, *coming: Any, going: Sequence[Any] = (), faint: Sequence[Any] = ()
    ) -> None:
        """Move changes and counters back to the first step, and show what belongs to it."""
        counters = self.counters
        resets = {counters.step: counters.step_at(0.0), counters.epoch: counters.epoch_at(0.0)}
        if self.percent in self.stage:
            resets[self.percent] = self.of_series("test_accuracy", 0)
        self.play(
            self.maps_of_weights.fade_changes(),
            *[within(FadeOut(m), 0.7, 1.0) for m in (*resets, *going)],
            *[line.animate.set_stroke(opacity=0.35) for line in faint],
            run_time=0.9,
        )
        self.maps_of_weights.show_changes(0)
        for counter, source in resets.items():
            counter.show(source)
        self.stage.add(*coming)
        self.play(*[FadeIn(m) for m in (*coming, *resets)], run_time=0.3)

    def output_layer(self) -> None:
        """Move the maps above the columns of the second weight matrix; show its training too."""
        counters, tiles, across = self.counters.mobjects, self.tiles, self.layout.across
        name = self.say("maps_and_squares")
        room, place, top = self.layout.bar_above(name.width, counters[2].get_right()[0])
        bar, name = colour_bar(self.scale, room), name.place(*place, "left")
        places = self.layout.second_matrix(top)
        self.output = OutputMatrix(self.theme, places, self.evolution)
        moves = [
            Transform(tile, HeatMap(self.scale, head, tile.shape, tile.mark.source))
            for tile, head in zip(tiles, places.heads, strict=True)
        ]
        # Row by row, so that no map flies over another.
        rows = [moves[k : k + across] for k in range(0, len(moves), across)]
        self.add(*reversed(tiles))  # a map that has arrived lies above those on their way
        self.play(
            *self.stage.clear(keep=[*tiles, *counters], stop=0.25),
            *staggered(rows, overlap=0.35, start=0.1, stop=0.85),
            *self.stage.show(bar, bar.bar, name, *self.output.leads, start=0.75),
            run_time=2.6,
        )
        self.start_again(self.output.squares, *self.output.names)
        at = _pace(0.0, 1.0)
        self.add(*tiles, self.output.squares, self.counters.step, self.counters.epoch)
        changes = self.maps_of_weights.follow_changes(at), self.output.follow(at)
        self.play(*changes, *self.counters.follow(at), run_time=OUTPUT_SECONDS)
        self.maps_of_weights.show_changes(self.last)
        self.output.show(self.last)

    def one_output(self) -> None:
        """Single out one row: its weights, and the maps that count for or against its digit."""
        theme, output = self.theme, self.output
        k = int(self.series.by_recall[self.last, 0])
        frame, numbers = row_frame(theme, output.row(k)), output.numbers(k)
        name = output.names[k].copy().set_fill(theme.focus)
        name.place(output.name_x, numbers[0].baseline)
        self.play(
            FadeIn(frame),
            output.names[k].animate.set_fill(theme.focus),
            output.squares.single_out(k, DIMMED),
            run_time=0.6,
        )
        self.play(FadeIn(name), *staggered([FadeIn(n) for n in numbers], overlap=0.8), run_time=1.0)
        self.stage.add(frame, name, *numbers)
        weights = self.series.weights[1][self.last][k]
        strength = FAINT + (1 - FAINT) * np.abs(weights) / np.abs(weights).max()
        for sign in (1, -1):
            opacities = np.where(sign * weights > 0, strength, FAINT).tolist()
            maps = zip(self.tiles, opacities, strict=True)
            self.play(*[tile.animate.set_opacity(a) for tile, a in maps], run_time=0.6)
            self.wait(1.1)

    def recall(self) -> None:
        """Show every test image as a dot, digit by digit, correctly classified ones first."""
        found, missed = head = [self.say("found"), self.say("missed", self.theme.cost)]
        self.total = self._all_digits()
        widths = sum(name.width for name in head), self.total.width
        room, place = self.layout.recall(*widths)
        self.total.place(*place)
        found.place(room.left, room.top + 0.3, "left")
        missed.place(found.get_right()[0] + 0.6, room.top + 0.3, "left")
        self.rows = RecallRows(self.theme, room, self.series, self.last)
        self.turn_to(*self.rows.names, *head)
        dots = self.rows.dots
        self.add(*dots)
        fills = [row.fill(0.05 * k, 0.55 + 0.05 * k) for k, row in enumerate(dots)]
        self.play(*fills, run_time=2.8)
        recalls = [FadeIn(number) for number in self.rows.recalls]
        self.play(*staggered(recalls, overlap=0.8), run_time=1.2)

    def _all_digits(self) -> Sentence:
        """State how many of all test images are classified correctly."""
        right, share = (self.of_series(key, self.last) for key in ("test_right", "test_accuracy"))
        of, images = (self.words[f"{self.clip}.{key}"] for key in ("of", "test_images"))
        tested = (self.training("test_images"), COUNT)
        line = Sentence(self.theme, [(right, COUNT), of, tested, images, (share, PERCENT)], 0.5)
        line.numbers[2].set_fill(self.theme.focus)
        return line

    def accuracy(self) -> None:
        """Add up all digits, and point out the best and the worst."""
        ranks = self.series.by_recall[self.last]
        ends = [self.rows.recalls[int(ranks[k])] for k in (0, -1)]
        focus = [number.animate.set_fill(self.theme.focus) for number in ends]
        self.play(FadeIn(self.total), *focus, run_time=0.8)


def step_ticks(steps: int, images: int) -> list[int]:
    """Return the steps to label on the axis: 0, powers of ten, the first epoch's end, the last."""
    powers = {10**k for k in range(1, 9) if steps <= TICK_SPAN * 10**k and 10**k < images}
    return sorted({0, images, steps} | powers)


def _pace(first: float, last: float) -> Callable[[float], float]:
    """Map a play's time to a part of the training's, slowly at both ends."""
    return lambda share: first + (last - first) * soft_ends(share)
