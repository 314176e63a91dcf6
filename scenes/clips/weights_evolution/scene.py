"""The 784-20-10 network's weights over the epochs: maps of noise in which strokes appear."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from manim import (
    Animation,
    FadeIn,
    FadeOut,
    Group,
    Line,
    Transform,
    UpdateFromAlphaFunc,
    linear,
    rate_functions,
)

from network import CheckpointSeries, evolution_of
from network.errors import LayerlightError
from scenes.animation.timing import soft_ends, staggered, within
from scenes.base import NetworkScene
from scenes.clips.weights_evolution.accuracy_plot import AccuracyPlot
from scenes.clips.weights_evolution.image_dots import ImageDots
from scenes.mobjects.images.heat_map import ColourBar, HeatMap, HeatScale, bar_ticks
from scenes.mobjects.matrix.elided_matrix import Dimension
from scenes.mobjects.matrix.matrix import row_frame
from scenes.mobjects.matrix.square_matrix import SignedSquares
from scenes.mobjects.text.counter import Counter
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.sentence import Sentence
from scenes.mobjects.text.text import TextLine
from scenes.provenance.relation import relate
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region

__all__ = ["WeightsEvolution"]

ACROSS = (5, 4)
"""Maps in a row: as many of these as make the maps largest."""
LEAST_BESIDE = 3.8
"""Room for the plot, beside the maps, in a frame that is not upright."""
BAR_ROOM, PLOT_GAP = 0.62, 0.5
MAP_GAP = 0.07
COUNTERS = 0.62
"""Room above the maps for the counters."""
COUNTER_PITCH, COUNTER_EM, SMALL, COUNTER_GAP = 0.5, 0.44, 0.36, 0.13
"""Distance of two lines of them; sizes of the numbers and of the words around; the space."""
PERCENT_EM = 0.62
CELL = 8 / 1080
"""A pixel at 1080p in frame units: cells are whole numbers of them, so that all are alike."""
TRAINING_SECONDS = 22.5
"""Time that the training takes on screen."""
AGAIN_SECONDS = 7.4
EARLY = 18
"""The first steps are one in so many of all."""
TICK_SPAN = 200
"""Powers of ten are named on the axis from one in so many of all steps."""
NAMES_ROOM, NUMBER_PITCH = 0.45, 0.36
"""Room for the names of the second matrix's rows; distance of two lines of numbers below it."""
LEAST_PITCH, MOST_STRETCH = 0.53, 1.7
"""Distance of its columns for which one line of numbers is enough; height of rows to that width."""
FAINT = 0.14
DIMMED = 0.3

WHOLE, COUNT = NumberFormat(0), NumberFormat(0, grouped=True)
PERCENT, TENTHS = NumberFormat(1, percent=True), NumberFormat(1, signed=True)


class WeightsEvolution(NetworkScene):
    """First the maps as they are, then what training added to them, then what they are good for."""

    clip = "weights_evolution"

    def check(self, recording: Any) -> None:
        """Refuse what is not a training of 784-20-10 on MNIST."""
        sizes = "-".join(map(str, recording.layer_sizes))
        kind = recording.metadata.get("kind")
        if kind not in ("film", "mnist") or sizes != "784-20-10":
            raise LayerlightError(
                f"{self.clip} draws a film or recording of 784-20-10 on MNIST, this one is a"
                f" {sizes} {kind}: make one with `python -m network record mnist --out FILE`"
            )
        self.evolution = evolution_of(recording)
        self.film: CheckpointSeries = self.evolution.film
        self.require_answers(self.film)
        self.steps = self.evolution.steps
        self.last = len(self.film.steps_shown) - 1
        self.require_bounded(self.film, *self.film.weights)

    def milestones(self) -> dict[Callable[[], None], int]:
        """Give the beats in which training goes on, each with the frame at which it ends.

        A short run has no early steps apart from its first epoch, nor has one of many epochs; a
        run of one epoch has no later ones.
        """
        epoch = self.evolution.frame_of(self.film.metadata["images"])
        early = int(np.searchsorted(self.film.steps_shown, self.steps / EARLY))
        ends = {self.first_epoch: epoch}
        if 0 < early < epoch:
            ends = {self.first_steps: early, **ends}
        if epoch < self.last:
            ends[self.later_epochs] = self.last
        return ends

    def construct(self) -> None:
        """Play the beats in order."""
        self.place_regions()
        hidden = self.size(1)
        self.beat(self.matrix, hidden=hidden)
        self.beat(self.fold)
        self.beat(self.maps, hidden=hidden)
        self.ends = self.milestones()
        if self.first_steps in self.ends:
            self.beat(self.first_steps)
        self.beat(self.first_epoch)
        if self.later_epochs in self.ends:
            self.beat(self.later_epochs, epochs=self.setting("epochs"))
        self.beat(self.change)
        self.beat(self.strokes)
        self.beat(self.output_layer)
        best, worst = (self.of_film("by_recall", self.last, k) for k in (0, -1))
        self.beat(self.one_output, digit=best)
        self.beat(self.recall)
        self.beat(self.accuracy, best=best, worst=worst)

    # Where values come from.

    def of_film(self, quantity: str, *index: int) -> Source:
        """Name an entry of the film."""
        return Source(self.film, quantity, index=index)

    def setting(self, *keys: str | int) -> Source:
        """Name a fact about the training."""
        return Source(self.film, "setting", index=keys)

    def size(self, layer: int) -> Source:
        """Name the number of neurons of a layer."""
        return Source(self.film, "layer_sizes", index=(layer,))

    def row(self, frame: int, j: int) -> Source:
        """Name the weights of hidden neuron ``j``."""
        return self.of_film("weights_0", frame, j)

    def change_of(self, frame: int, j: int) -> Source:
        """Name what training had added to them."""
        return Source(self.film, "weight_changes", frame, 0, (j,))

    def step_at(self, share: float) -> Source:
        """Name the step that is reached at a share of the time."""
        if self.evolution.recording is None:
            return self.of_film("steps_shown", self.evolution.frame(share))
        return Source(self.evolution.recording, "updates_made", index=(self.evolution.step(share),))

    # Where things stand.

    def place_regions(self) -> None:
        """Divide the stage: maps on the left, below their counters; plot and colour bar beside."""
        body = self.area.body
        rows, columns = self.film.metadata["image_shape"]
        self.shape = (rows, columns)
        self.upright = body.height > body.width
        self.across, side = self._largest_maps(body)
        pitch = side + MAP_GAP
        width = self.across * pitch - MAP_GAP
        self._set_counters()
        self.counter_room = COUNTERS + (COUNTER_PITCH if self.counters_width > width else 0.0)
        left, top = body.left, body.top - self.counter_room
        if self.upright:
            left = body.x - width / 2
        self.places = [
            Region(x, x + side, y - side, y)
            for j in range(self.film.layer_sizes[1])
            for x, y in [(left + j % self.across * pitch, top - j // self.across * pitch)]
        ]
        self.grid = Region(left, left + width, self.places[-1].bottom, top)
        if self.upright:
            beside = Region(left, left + width, body.bottom, self.grid.bottom - 0.2)
        else:
            head = top + self.counter_room
            foot = self.grid.bottom if self.area.wide else body.bottom
            beside = Region(self.grid.right + PLOT_GAP, body.right, foot, head)
        self.beside = beside
        limit = max(float(np.abs(w).max()) for w in (self.film.weights[0],))
        changed = float(np.abs(self.film.weights[0] - self.film.weights[0][0]).max())
        self.scale = HeatScale(self.theme, math.ceil(10 * max(limit, changed)) / 10)
        bar_room = beside.below(beside.bottom + BAR_ROOM)
        self.bar = self._colour_bar(bar_room)
        self.say_bar = self.say("weight", self.theme.quiet).place(
            beside.left + 0.28, bar_room.top + 0.14, "left"
        )
        quiet, room = self.theme.quiet, beside.width - 0.28
        self.say_change = self.say("change", quiet, width=room)
        self.plot_room = beside.above(bar_room.top + 0.6 + self.say_change.drop)

    def _colour_bar(self, room: Region) -> ColourBar:
        """Show the scale of the colours; where its numbers would touch, every other one only."""
        ticks = bar_ticks(self.scale.limit)
        bar = ColourBar(self.scale, room, ticks)
        first, second = bar.numbers[:2]
        if first.get_right()[0] + 2 * self.theme.sizes.clearance < second.get_left()[0]:
            return bar
        middle = len(ticks) // 2
        fewer = [tick for k, tick in enumerate(ticks) if (k - middle) % 2 == 0]
        return ColourBar(self.scale, room, fewer if len(fewer) > 1 else ticks[::middle])

    def _largest_maps(self, body: Region) -> tuple[int, float]:
        """How many maps stand in a row, and their side: whole pixels for all cells."""
        rows = self.shape[0]

        def side(across: int) -> float:
            down = math.ceil(self.film.layer_sizes[1] / across)
            room = body.width if self.upright else body.width - LEAST_BESIDE - PLOT_GAP
            wide = (room - (across - 1) * MAP_GAP) / across
            high = (body.height - COUNTERS - (down - 1) * MAP_GAP) / down
            if self.upright:
                high /= 2  # the plot stands below
            return math.floor(min(high, wide) / CELL / rows) * CELL * rows

        across = max(ACROSS, key=side)
        return across, side(across)

    def say(
        self, key: str, colour: str, em: float | None = None, width: float = math.inf
    ) -> TextLine:
        """Set words of the clip, on more lines than one if they are wider than they may be."""
        style = self.words[f"{self.clip}.{key}"], em or self.theme.sizes.label, colour
        words = TextLine(self.theme, *style)
        if words.width <= width:
            return words
        return TextLine(self.theme, *style, width=width, align="left")

    # The beats, in order.

    def matrix(self) -> None:
        """The first weight matrix: a row for each hidden neuron, a column for each pixel."""
        body, theme, pixels = self.area.body, self.theme, self.film.layer_sizes[0]
        width = min(2 * CELL * pixels, body.width - 1.2)
        left = body.x - width / 2 - 0.35
        room = Region(left, left + width, body.bottom + 0.3, body.top - 1.0)
        rows = room.split(*[1.0] * self.film.layer_sizes[1], gap=2 * CELL)
        self.strips = [
            HeatMap(self.scale, place, (1, pixels), self.row(0, j)) for j, place in enumerate(rows)
        ]
        em = 1.4 * theme.sizes.number
        across = Dimension(
            theme, (room.left, room.top + 0.2, 0), (room.right, room.top + 0.2, 0),
            self.size(0), "above", em,
        )  # fmt: skip
        down = Dimension(
            theme, (room.right + 0.2, room.top, 0), (room.right + 0.2, room.bottom, 0),
            self.size(1), "right", em,
        )  # fmt: skip
        self.play(*staggered([FadeIn(s) for s in self.strips], overlap=0.8), run_time=1.8)
        self.play(FadeIn(down), run_time=0.5)
        self.play(FadeIn(across), run_time=0.5)
        self.measures = [across, down]

    def fold(self) -> None:
        """The first row comes forward and is folded, 28 weights a line, into a map."""
        theme, (rows, columns), body = self.theme, self.shape, self.area.body
        strip = self.strips[0]
        up = strip.copy()
        up.shift([0.0, body.top - strip.region.top, 0.0])
        top = up.region.bottom - 0.3
        left, top, side = self._large_map(top)
        cut = up.region.columns(*[1.0] * rows)
        pieces, there = [], []
        big = Region(left, left + side, top - side, top)
        for k, (piece, line) in enumerate(zip(cut, big.split(*[1.0] * rows), strict=True)):
            source = Source(
                self.film, "weights_0", index=(0, 0, slice(k * columns, (k + 1) * columns))
            )
            pieces.append(HeatMap(self.scale, piece, (1, columns), source))
            there.append(HeatMap(self.scale, line, (1, columns), source))
        self.play(
            *[within(FadeOut(m), 0.0, 0.6) for m in (*self.strips[1:], *self.measures)],
            within(Transform(strip, up), 0.3, 1.0),
            run_time=1.0,
        )
        self.remove(strip)
        self.add(*reversed(pieces))  # what is laid lies above what is still on its way
        moves = [Transform(a, b) for a, b in zip(pieces, there, strict=True)]
        self.play(
            *staggered(moves, overlap=0.78),
            *[within(FadeIn(m), 0.0, 0.3) for m in (self.bar, self.bar.bar, self.say_bar)],
            run_time=3.8,
        )
        self.remove(*pieces)
        self.map = HeatMap(self.scale, big, self.shape, self.row(0, 0))
        self.add(self.map)
        down = [(big.right + 0.18, y, 0) for y in (big.top, big.bottom)]
        sides = [self.setting("image_shape", k) for k in (0, 1)]
        measure = Dimension(theme, *down, sides[0], "right", 1.2 * theme.sizes.number)
        pieces = [(sides[0], WHOLE), "×", (sides[1], WHOLE), "=", (self.size(0), WHOLE)]
        product = relate(
            "rows × columns", lambda a, b: a * b, [(s, 0) for s in sides], (self.size(0), 0)
        )
        room = self.beside.width - 0.1
        line = Sentence.fitting(theme, pieces, 1.0, room, [product])
        y = self.plot_room.y if self.area.wide else big.y + big.height / 4
        line.place(self.beside.x, big.bottom - 1.05 if self.upright else y, "centre")
        self.play(FadeIn(measure), FadeIn(line), run_time=0.6)
        self.leaving = [measure, line]

    def _large_map(self, top: float) -> tuple[float, float, float]:
        """Place the folded row below ``top``, with room for its measure: left, top and side."""
        body, rows, measure = self.area.body, self.shape[0], 0.9
        if self.upright:
            low, wide = self.plot_room.bottom + 1.5, body.width - measure
        else:
            low, wide = body.bottom, self.beside.left - measure - body.left
        side = math.floor(min(top - low, wide) / CELL / rows) * CELL * rows
        if self.upright:
            left = body.x - (side + measure) / 2
        else:
            left = min(self.grid.x - side / 2, self.beside.left - measure - side)
        if not self.area.wide:
            top -= (top - low - side) / 2
        return left, top, side

    def maps(self) -> None:
        """The map takes its place, and those of the other neurons appear beside it."""
        theme, film = self.theme, self.film
        self.tiles = [
            HeatMap(self.scale, place, self.shape, self.row(0, j))
            for j, place in enumerate(self.places)
        ]
        self.play(
            *[within(FadeOut(m), 0.0, 0.35) for m in self.leaving],
            within(Transform(self.map, self.tiles[0].copy()), 0.3, 1.0),
            run_time=1.0,
        )
        self.remove(self.map)
        self.add(self.tiles[0])
        ticks = step_ticks(film.steps, film.metadata["images"])
        names = [self.words[f"{self.clip}.{key}"] for key in ("right", "axis", "epoch")]
        room = self.plot_room
        head = room.top - 0.43
        last = Readout(theme, self.of_film("test_accuracy", self.last), PERCENT, PERCENT_EM)
        self.plot = AccuracyPlot(
            theme, room, self.evolution, ticks, names, head, last.advance_width
        )
        self.line, self.dot, self.reached = self.plot.line(), self.plot.dot(0), 0
        self.place_counters()
        self.play(
            *staggered([FadeIn(t) for t in self.tiles[1:]], overlap=0.8, stop=0.75),
            *[within(FadeIn(m), 0.6, 1.0) for m in (self.plot, *self.counters)],
            run_time=2.4,
        )
        self.play(FadeIn(self.dot), FadeIn(self.percent), run_time=0.5)
        self.add(self.line)

    def place_counters(self) -> None:
        """Set step and epoch above the maps, and the accuracy below its curve."""
        theme, grid = self.theme, self.grid
        step, epoch, of_steps, of_epochs = self.counter_words
        baseline, em, gap = grid.top + 0.19, COUNTER_EM, COUNTER_GAP
        upper = grid.top + self.counter_room - 0.43
        step.place(grid.left, upper, "left")
        x = step.get_right()[0] + gap + self.all_digits
        ink = theme.ink
        self.step = Counter(theme, self.step_at(0.0), COUNT, em, ink, x, upper, "right")
        of_steps.place(x + gap, upper)
        first = self.of_film("epochs_shown", 0)
        if upper > baseline:
            # The counters stand below each other, their words too.
            of_epochs.place(x + gap, baseline)
            epoch.place(grid.left, baseline, "left")
        else:
            of_epochs.place(grid.right - of_epochs.width, baseline)
        x = of_epochs.get_left()[0] - gap
        self.epoch = Counter(theme, first, WHOLE, em, ink, x, baseline, "right")
        if upper == baseline:
            last = Readout(theme, self.setting("epochs"), WHOLE, em)
            epoch.place(x - last.advance_width - gap, baseline, "right")
        self.counters = [step, self.step, of_steps, epoch, self.epoch, of_epochs]
        first = self.of_film("test_accuracy", 0)
        right, head = self.plot.right, self.plot.number_baseline
        self.percent = Counter(theme, first, PERCENT, PERCENT_EM, theme.focus, right, head, "right")

    def _set_counters(self) -> None:
        """Set what stands around the counters, to know what room they take."""
        quiet = self.theme.quiet
        words = [self.say(key, quiet, SMALL) for key in ("step", "epoch")]
        words += [self._of(self.last_step()), self._of(self.setting("epochs"))]
        digits = Readout(self.theme, self.last_step(), COUNT, COUNTER_EM)
        self.counter_words, self.all_digits = words, digits.advance_width
        epoch = 0.5 * COUNTER_EM * len(str(self.film.metadata["epochs"]))
        room = sum(word.width for word in words) + self.all_digits + epoch
        self.counters_width = room + 5 * COUNTER_GAP

    def _of(self, total: Source) -> Sentence:
        """Say "of" so many, quietly."""
        pieces = [self.words[f"{self.clip}.of"], (total, COUNT)]
        line = Sentence(self.theme, pieces, SMALL)
        line.numbers[0].set_fill(self.theme.quiet)
        return line

    def last_step(self) -> Source:
        """Name the number of all steps."""
        return self.of_film("steps_shown", self.last)

    def first_steps(self) -> None:
        """Training begins; the first steps, of sixty thousand ten thousand."""
        self.train_to(self.ends[self.first_steps])

    def first_epoch(self) -> None:
        """On to the end of the first epoch."""
        self.train_to(self.ends[self.first_epoch])

    def later_epochs(self) -> None:
        """The other epochs."""
        self.train_to(self.ends[self.later_epochs])

    def train_to(self, frame: int) -> None:
        """Run on to a frame of the film, in plays of a few seconds."""
        share = self.evolution.share(int(self.film.steps_shown[frame]))
        first = self.evolution.share(int(self.film.steps_shown[self.reached]))
        seconds = TRAINING_SECONDS * (share - first)
        at = self._pace(first, share)
        # What changes lies on top, so that what stands still is drawn once.
        self.add(*self.tiles, self.line, self.dot, self.step, self.epoch, self.percent)
        self.play(
            self._evolve(at, self.picture_weights),
            *self.plot.draw(self.line, self.dot, at),
            self._count(self.step, at, self.step_at),
            self._count(self.epoch, at, self._at_frame("epochs_shown")),
            self._count(self.percent, at, self._at_frame("test_accuracy")),
            run_time=seconds,
        )
        self.show_weights(frame)
        self.reached = frame

    def _pace(self, first: float, last: float) -> Callable[[float], float]:
        return lambda share: first + (last - first) * soft_ends(share)

    def _at_frame(self, quantity: str) -> Callable[[float], Source]:
        return lambda share: self.of_film(quantity, self.evolution.frame(share))

    def _count(
        self,
        counter: Counter,
        at: Callable[[float], float],
        source: Callable[[float], Source],
    ) -> Animation:
        return UpdateFromAlphaFunc(
            counter, lambda number, share: number.show(source(at(share))), rate_func=linear
        )

    def _evolve(self, at: Callable[[float], float], picture: Callable[[float], None]) -> Animation:
        """Let a picture follow the training."""
        return UpdateFromAlphaFunc(
            Group(*self.tiles), lambda _, share: picture(at(share)), rate_func=linear
        )

    def picture_weights(self, share: float) -> None:
        """Show the weights at a share of the time."""
        for tile, row in zip(self.tiles, self.evolution.weights(0, share), strict=True):
            tile.picture(row)

    def picture_changes(self, share: float) -> None:
        """Show what training has added at a share of the time."""
        for tile, row in zip(self.tiles, self.evolution.change(0, share), strict=True):
            tile.picture(row)

    def show_weights(self, frame: int) -> None:
        """Show the weights of a frame of the film."""
        for j, tile in enumerate(self.tiles):
            tile.show(self.row(frame, j))

    def show_changes(self, frame: int) -> None:
        """Show the changes up to a frame of the film."""
        for j, tile in enumerate(self.tiles):
            tile.show(self.change_of(frame, j))

    def change(self) -> None:
        """The random start fades out of the maps; what training added stays."""
        weights, start = self.film.weights[0][self.last], self.film.weights[0][0]

        def subtract(_: Any, share: float) -> None:
            for tile, row in zip(self.tiles, weights - start * np.float32(share), strict=True):
                tile.picture(row)

        added = self.say_change
        added.place(self.say_bar.get_left()[0], self.say_bar.baseline + added.drop, "left")
        self.play(
            UpdateFromAlphaFunc(Group(*self.tiles), subtract, rate_func=rate_functions.smooth),
            within(FadeOut(self.say_bar), 0.3, 0.5),
            within(FadeIn(added), 0.5, 0.7),
            run_time=3.0,
        )
        self.say_bar = added
        self.show_changes(self.last)

    def strokes(self) -> None:
        """Once more from the start, without the noise: strokes grow."""
        marker = self.plot.dot(0)
        self.start_again([marker], self.dot, self.percent, faint=[self.line])
        shown = [self.step, self.epoch, self.percent]
        at = self._pace(0.0, 1.0)
        again = self.plot.line()
        self.add(*self.tiles, again, marker, *shown)
        self.play(
            self._evolve(at, self.picture_changes),
            *self.plot.draw(again, marker, at),
            self._count(self.step, at, self.step_at),
            self._count(self.epoch, at, self._at_frame("epochs_shown")),
            self._count(self.percent, at, self._at_frame("test_accuracy")),
            run_time=AGAIN_SECONDS,
        )
        self.show_changes(self.last)
        self.leaving = [self.plot, self.line, again, marker, self.percent]

    def start_again(self, coming: list[Any], *going: Any, faint: Sequence[Any] = ()) -> None:
        """Let the changes go back to nothing, and the counters to the first step."""
        changes = self.evolution.change(0, 1.0)

        def away(_: Any, share: float) -> None:
            for tile, row in zip(self.tiles, changes * np.float32(1 - share), strict=True):
                tile.picture(row)

        counters = {self.step: self.step_at(0.0), self.epoch: self.of_film("epochs_shown", 0)}
        if self.percent in going:
            counters[self.percent] = self.of_film("test_accuracy", 0)
        self.play(
            UpdateFromAlphaFunc(Group(*self.tiles), away, rate_func=rate_functions.smooth),
            *[within(FadeOut(m), 0.7, 1.0) for m in {*counters, *going}],
            *[line.animate.set_stroke(opacity=0.35) for line in faint],
            run_time=0.9,
        )
        self.show_changes(0)
        for counter, source in counters.items():
            counter.show(source)
        self.play(*[FadeIn(m) for m in (*coming, *counters)], run_time=0.3)

    def output_layer(self) -> None:
        """The maps become the heads of the columns of the second matrix; that one evolves."""
        body, theme, film = self.area.body, self.theme, self.film
        outputs = film.layer_sizes[2]
        bar, say_bar, top = self._bar_above()
        heads = self._place_matrix(top)
        full = math.ceil(float(np.abs(film.weights[1]).max()))
        weights = self.of_film("weights_1", 0)
        self.squares = SignedSquares(theme, self.grid_2, weights, full)
        self.names = []
        for k, row in enumerate(self.grid_2.split(*[1.0] * outputs)):
            em = 0.4
            name = Readout(theme, self.setting("classes", k), WHOLE, em, theme.quiet)
            self.names.append(name.place(body.left + 0.16, row.y - em * DIGIT_HEIGHT / 2))
        moves = [
            Transform(tile, HeatMap(self.scale, place, self.shape, tile.mark.source))
            for tile, place in zip(self.tiles, heads, strict=True)
        ]
        # Row by row, so that none flies over another.
        rows = [moves[k : k + self.across] for k in range(0, len(moves), self.across)]
        self.add(*reversed(self.tiles))  # those that have arrived lie above the others
        self.play(
            *[within(FadeOut(m), 0.0, 0.25) for m in (*self.leaving, self.say_bar)],
            *[within(FadeOut(m), 0.0, 0.25) for m in (self.bar, self.bar.bar)],
            *staggered(rows, overlap=0.35, start=0.1, stop=0.85),
            *[within(FadeIn(m), 0.75, 1.0) for m in (bar, bar.bar, say_bar, *self.leads)],
            run_time=2.6,
        )
        self.bar, self.say_bar = bar, say_bar
        self.start_again([self.squares, *self.names])
        at = self._pace(0.0, 1.0)
        self.add(*self.tiles, self.squares, self.step, self.epoch)

        def follow(squares: SignedSquares, share: float) -> None:
            squares.picture(self.evolution.weights(1, at(share)))

        self.play(
            self._evolve(at, self.picture_changes),
            UpdateFromAlphaFunc(self.squares, follow, rate_func=linear),
            self._count(self.step, at, self.step_at),
            self._count(self.epoch, at, self._at_frame("epochs_shown")),
            run_time=5.0,
        )
        self.show_changes(self.last)
        self.squares.show(self.of_film("weights_1", self.last))

    def _bar_above(self) -> tuple[ColourBar, TextLine, float]:
        """Place the colour bar in the upper part; tell where there is room below it."""
        body, top = self.area.body, self.grid.top - 0.05
        say = self.say("maps_and_squares", self.theme.quiet)
        if self.area.wide:
            room = Region(self.beside.left, body.right, self.grid.top + 0.12, body.top - 0.02)
            bar = self._colour_bar(room)
            return bar, say.place(bar.bar.region.left, room.top + 0.14, "left"), top
        right = self.counters[2].get_right()[0]
        if self.counter_room > COUNTERS and right + 0.4 + say.width < body.right:
            # Beside the counters, which stand below each other.
            foot = self.grid.top + 0.05
            bar = self._colour_bar(Region(body.right - say.width, body.right, foot, foot + 0.5))
            return bar, say.place(body.right - say.width, foot + 0.64, "left"), top - 0.1
        if beside := say.width + LEAST_BESIDE < body.width:
            room = Region(body.left + say.width + 0.25, body.right, top - 0.5, top)
        else:
            room = Region(body.left, body.right, top - 0.95, top - 0.45)
        bar = self._colour_bar(room)
        if beside:
            say.place(body.left, bar.bar.region.y - 0.1, "left")
        else:
            say.place(bar.bar.region.left, room.top + 0.14, "left")
        return bar, say, room.bottom - 0.22

    def _place_matrix(self, top: float) -> list[Region]:
        """Place the second matrix and, above its columns, the maps; give their places.

        Where columns are narrow, maps and numbers stand in two lines, by turns.
        """
        body, theme = self.area.body, self.theme
        hidden, outputs = self.film.layer_sizes[1:]
        left, right = body.left + NAMES_ROOM, body.right
        pitch = (right - left) / hidden
        self.turns = 1 if pitch > LEAST_PITCH else 2
        if self.turns == 2:
            right -= 0.36 * pitch
            pitch = (right - left) / hidden
        side = pitch - 4 * CELL if self.turns == 1 else 1.72 * pitch
        foot, head = 0.42 + NUMBER_PITCH * (self.turns - 1), self.turns * (side + 0.12)
        spare = top - head - foot - body.bottom - MOST_STRETCH * pitch * outputs
        if spare > 0:
            top -= spare / 2
            foot += spare / 2
        self.grid_2 = Region(left, right, body.bottom + foot, top - head)
        heads = []
        for k in range(hidden):
            x, high = left + (k + 0.5) * pitch, top - k % self.turns * (side + 0.12)
            heads.append(Region(x - side / 2, x + side / 2, high - side, high))
        self.leads = [
            Line([head.x, head.bottom - 0.03, 0], [head.x, self.grid_2.top, 0])
            for head in heads
            if head.bottom > self.grid_2.top + 0.2
        ]
        for lead in self.leads:
            lead.set_stroke(theme.hairline, width=theme.sizes.line / 2)
        return heads

    def one_output(self) -> None:
        """One row: which hidden neurons speak for a digit, and which against it."""
        theme, film = self.theme, self.film
        k = int(film.by_recall[self.last, 0])
        row = self.grid_2.split(*[1.0] * film.layer_sizes[2])[k]
        em, pitch = theme.sizes.number_matrix, self.grid_2.width / film.layer_sizes[1]
        numbers = []
        for j in range(film.layer_sizes[1]):
            source = self.of_film("weights_1", self.last, k, j)
            number = Readout(theme, source, TENTHS, em, theme.signed(source.value))
            x = self.grid_2.left + (j + 0.5) * pitch
            baseline = self.grid_2.bottom - 0.32 - NUMBER_PITCH * (j % self.turns)
            numbers.append(number.place(x, baseline))
        frame = row_frame(theme, row)
        name = self.names[k].copy().set_fill(theme.focus)
        name.place(self.area.body.left + 0.16, numbers[0].baseline)
        weights = film.weights[1][self.last][k]
        strength = FAINT + (1 - FAINT) * np.abs(weights) / np.abs(weights).max()
        self.play(
            FadeIn(frame),
            self.names[k].animate.set_fill(theme.focus),
            self.squares.single_out(k, DIMMED),
            run_time=0.6,
        )
        self.play(FadeIn(name), *staggered([FadeIn(n) for n in numbers], overlap=0.8), run_time=1.0)
        for sign in (1, -1):
            lit = np.where(sign * weights > 0, strength, FAINT)
            self.play(
                *[
                    tile.animate.set_opacity(float(a))
                    for tile, a in zip(self.tiles, lit, strict=True)
                ],
                run_time=0.6,
            )
            self.wait(1.1)
        self.leaving = [frame, name, *numbers, self.squares, *self.names, self.say_bar]
        self.leaving += [self.bar, self.bar.bar, *self.tiles, *self.leads, *self.counters]

    def recall(self) -> None:
        """Every test image is a dot, digit by digit: those read right, then the others."""
        theme, film, body = self.theme, self.film, self.area.body
        digits = film.layer_sizes[2]
        head = [self.say("found", theme.quiet), self.say("missed", theme.cost)]
        line = self.line_of_all = self._all_together()
        lines = 1 if 0.9 + sum(m.width for m in (*head, line)) < body.width - 0.6 else 2
        top = body.top - 0.85 - 0.6 * (lines - 1)
        room = Region(body.left + 0.55, body.right - 1.5, body.bottom + 0.05, top)
        longest = int(film.confusion[self.last].sum(axis=1).max())
        # As many in a column as make their distances alike in both directions.
        high = max(1, round(math.sqrt(longest * (room.height - 0.63) / digits / room.width)))
        em = 0.44
        self.dots, names, self.recalls = [], [], []
        for k, row in enumerate(room.split(*[1.0] * digits, gap=0.07)):
            source = self.of_film("confusion", self.last, k)
            self.dots.append(ImageDots(theme, row, source, k, high, longest))
            name = Readout(theme, self.setting("classes", k), WHOLE, em, theme.ink)
            names.append(name.place(body.left + 0.2, row.y - em * DIGIT_HEIGHT / 2))
            found = self.of_film("recall", self.last, k)
            value = Readout(theme, found, PERCENT, em, theme.ink)
            self.recalls.append(value.place(body.right, row.y - em * DIGIT_HEIGHT / 2, "right"))
        head[0].place(room.left, room.top + 0.3, "left")
        head[1].place(head[0].get_right()[0] + 0.6, room.top + 0.3, "left")
        right = body.right - 0.05 - line.width if lines == 1 else room.left
        line.place(right, room.top + 0.3 + 0.6 * (lines - 1))
        self.play(
            *[within(FadeOut(m), 0.0, 0.5) for m in self.leaving],
            *[within(FadeIn(m), 0.4, 1.0) for m in (*names, *head)],
            run_time=1.0,
        )
        self.add(*self.dots)
        fills = [dots.fill(0.05 * k, 0.55 + 0.05 * k) for k, dots in enumerate(self.dots)]
        self.play(*fills, run_time=2.8)
        self.play(*staggered([FadeIn(m) for m in self.recalls], overlap=0.8), run_time=1.2)
        self.head = head

    def accuracy(self) -> None:
        """All digits together."""
        line = self.line_of_all
        ranks = self.film.by_recall[self.last]
        ends = [self.recalls[int(ranks[k])] for k in (0, -1)]
        self.play(FadeIn(line), *[m.animate.set_fill(self.theme.focus) for m in ends], run_time=0.8)

    def _all_together(self) -> Sentence:
        """Say how many of all test images are read right."""
        right, tested = self.of_film("test_right", self.last), self.setting("test_images")
        share = self.of_film("test_accuracy", self.last)
        of, words = (self.words[f"{self.clip}.{key}"] for key in ("of", "test_images"))
        line = Sentence(
            self.theme, [(right, COUNT), of, (tested, COUNT), words, (share, PERCENT)], 0.5
        )
        line.numbers[2].set_fill(self.theme.focus)
        return line


def step_ticks(steps: int, images: int) -> list[int]:
    """Give the steps to name on the axis: 0, powers of ten, the first epoch's end, the last."""
    powers = {10**k for k in range(1, 9) if steps <= TICK_SPAN * 10**k and 10**k < images}
    return sorted({0, images, steps} | powers)
