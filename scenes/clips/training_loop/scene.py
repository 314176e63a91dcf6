"""Two nested loops, what one step inside them does, and what many steps bring about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from manim import Animation, FadeIn, FadeOut, Transform, VGroup

from network import Recording
from scenes.animation.pace import thinned
from scenes.animation.timing import within
from scenes.base import NetworkScene
from scenes.clips.training_loop.command import Command
from scenes.clips.training_loop.cost_plot import CostPlot
from scenes.clips.training_loop.error_table import ErrorTable
from scenes.clips.training_loop.image_strip import ImageStrip, LabelledImage
from scenes.clips.training_loop.nested_loops import NestedLoops
from scenes.clips.training_loop.run_figures import AccuracyBars, StepCount
from scenes.clips.training_loop.shapes import ElidedVector, InnerSizes, ShapedMatrix
from scenes.mobjects.network.network_diagram import NetworkDiagram, roll
from scenes.mobjects.network.step_through import DotScale, StepThrough, WidthScale, signed_dot
from scenes.mobjects.text.paging import Flipbook, Ordinal
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region

__all__ = ["TrainingLoop"]

SLOW = 0
"""The step that is shown in full."""
TENTHS, THOUSANDTHS = NumberFormat(1), NumberFormat(3)
FORMATS = (TENTHS, THOUSANDTHS, THOUSANDTHS)
UPDATED = 0.72
"""Where on an edge its update stands, where those of other edges do not: share of the way."""
MOST_EPOCHS = 40
"""Of a longer training not every epoch is gone through."""
LARGEST_UPDATES, SHOWN_UPDATE = (0.25, 0.4), 0.1
MUCH = 3
"""Dots may be so many times as large as that, no more."""
"""Updates of each layer as large as the largest dot, and as the dot that keys their size."""
SHOWN_EPOCHS = 3
"""Epochs that the marker goes over the images for."""
ORDINALS = ("first", "second", "third", "fourth", "fifth")
PANEL, LEAST_NETWORK = 6.42, 4.5
"""Least widths of the panel that the loops move into, for their heads to have room, and of what
is left beside it."""
FOOT = 0.62
"""Height of the line of phases where the loops stay around the network."""
NETWORK_SHARE = {"beside": 0.532, "above": 0.62}
"""The network's share of the room inside the loops, beside or above the panel."""
LEAST_GAP = 0.15
"""Words of that line that would be nearer to each other stand out to both ends of it."""
SHAPE_DROP = 1.2
"""How far below a column its shape stands, with room for the sign between two shapes."""
WORDS = ("weights", "image")
PHASES = ("forward", "compare", "backward")


class TrainingLoop(NetworkScene):
    """Loops over epochs and images; one step slowly, the others faster; the full data set."""

    clip = "training_loop"

    def check(self, recording: Recording) -> None:
        """Refuse a recording that is not a 5-4-3 walkthrough."""
        self.require_layers(recording, 5, 4, 3)

    def construct(self) -> None:
        """Play the beats in order."""
        self.place_loops()
        self.beat(self.inner_loop)
        self.beat(self.outer_loop, epochs=Source(self.recording, "setting", index=("epochs",)))
        self.beat(self.all_steps, epochs=Source(self.film, "setting", index=("epochs",)))
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

    def source(self, quantity: str, layer: int | None = None, *index: int) -> Source:
        """Name an entry of the step that is shown slowly."""
        return Source(self.recording, quantity, SLOW, layer, index)

    def place_loops(self) -> None:
        """Show the two frames and the images, from the first frame on."""
        self.film = self.also["mnist_film"]
        self.images = len(self.recording.images)
        names = [self.words[f"training_loop.{loop}"] for loop in ("outer", "inner")]
        self.loops = NestedLoops(self.theme, self.area.body, names)
        self.strip = ImageStrip(self.theme, self.loops.content, self.recording)
        self.add(self.loops, self.strip)

    # The beats, in order.

    def inner_loop(self) -> None:
        """A marker goes over all images of the walkthrough, and the counter with it."""
        strip = self.strip
        self.image_head = self._count_images()
        self.play(*self.loops.light(1), FadeIn(self.image_head), FadeIn(strip.marker), run_time=0.5)
        self.play(strip.run(), self.image_head[0].run(strip.shown), run_time=3.8)

    def outer_loop(self) -> None:
        """Back to the first image, one epoch on; twice."""
        strip, images = self.strip, self.image_head[0]
        self.epoch_head = self._count_epochs()
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
        """The counts of the full data set, multiplied."""
        loops, film = self.loops, self.film
        sources = [
            Source(film, "setting", index=("epochs",)),
            Source(film, "setting", index=("images",)),
            Source(film, "steps_shown", index=(len(film.steps_shown) - 1,)),
        ]
        names = [
            self.words[f"training_loop.{name}"] for name in ("epochs", "images", "training_steps")
        ]
        count = StepCount(self.theme, loops.content, sources, names)
        heads = self._totals()
        leaving = [self.strip, self.strip.marker, self.image_head, self.epoch_head]
        factors = [*heads, *count.numbers[:2], *count.names[:2], count.signs[0]]
        self.play(
            *[within(FadeOut(m), 0.0, 0.5) for m in leaving],
            *[within(FadeIn(m), 0.4, 1.0) for m in factors],
            *[within(m, 0.0, 0.5) for m in loops.light(None)],
            run_time=1.2,
        )
        self.wait(0.4)
        product = count.signs[1], count.numbers[2], count.names[2]
        self.play(*[FadeIn(m) for m in product], run_time=0.8)
        self.heads, self.step_count = heads, count

    def misfit(self) -> None:
        """A row beside the weights: the inner sizes differ."""
        inputs, hidden, outputs = [Source(self.film, "layer_sizes", index=(k,)) for k in range(3)]
        theme, room = self.theme, self.loops.content
        em = 1.4 * theme.sizes.number
        self._choose_sizes(room)
        y, foot = self._level(room)
        high = 1.7 * self.pitch / 0.54
        if not self.area.wide:
            high = min(high, self.pitch * (len(self.indices) + 1) - 0.5)
        self.matrix = ShapedMatrix(theme, "bold(W)^((1))", (self.broad, high), (hidden, inputs), em)
        sides = TextLine(theme, self.words["training_loop.sides"], theme.sizes.label, theme.quiet)
        self.matrix[1].shift([0.0, 0.2, 0.0])
        self.matrix.add(sides.place(0.0, -0.62))
        ends = [[*self.indices, f"{size.value:.0f}"] for size in (inputs, outputs)]
        lying, label_lying = self.row_pitches
        self.image_row, self.image_column = [
            ElidedVector(theme, "x", ends[0], inputs, upright, em, pitch, theme.ink)
            for upright, pitch in ((False, lying), (True, self.pitch))
        ]
        self.label_row, self.label_column = [
            ElidedVector(theme, "t", ends[1], outputs, upright, em, pitch, theme.target)
            for upright, pitch in ((False, label_lying), (True, self.pitch))
        ]
        self.output_column = ElidedVector(
            theme, "o", ends[1], outputs, True, em, self.pitch, theme.ink
        )
        if self.area.wide:
            xs = [room.left + share * room.width for share in (0.22, 0.71)]
        else:
            xs = _in_line(room, [self.broad, self.image_row.brackets.width], [0.5])
        self.matrix.stand(xs[0], y, foot)
        self.image_row.stand(xs[1], y, foot)
        self.dot = Formula(theme, "dot", 1.5 * em, theme.quiet)
        between = (self.matrix.brackets.get_right() + self.image_row.brackets.get_left()) / 2
        self.dot.move_to(between)
        shapes = self.matrix.shape, self.image_row.shape
        self.inner = InnerSizes(theme, *shapes)
        tops = [
            self._over(m, name)
            for m, name in zip((self.matrix, self.image_row), WORDS, strict=True)
        ]
        self.tops = tops
        self.play(
            within(FadeOut(self.step_count), 0.0, 0.5),
            *[within(FadeOut(head), 0.0, 0.5) for head in self.heads],
            *[within(FadeIn(m), 0.4, 1.0) for m in (self.matrix, self.dot, self.image_row, *tops)],
            run_time=1.2,
        )
        self.play(*[FadeIn(shape) for shape in shapes], run_time=0.6)
        self.wait(0.5)
        self.play(FadeIn(self.inner), *self.inner.emphasise(theme.ink), run_time=0.8)

    def _choose_sizes(self, room: Region) -> None:
        """Choose how large vectors and the matrix are, and which entries are shown."""
        # In a narrow frame there is room for the first entry and the last.
        self.indices = ["1", "2", "3", "…"] if room.width > 7 else ["1", "…"]
        count = len(self.indices) + 1
        self.pitch = max(0.54, min(0.8, (room.height - 0.55 - SHAPE_DROP) / count))
        self.broad = max(min(4.2, 0.37 * room.width), 2.75)
        spare = (room.width - self.broad - 0.66) / count
        self.row_pitches = min(1.05, spare), max(min(0.78, 0.76 * spare), 0.65)

    def _level(self, room: Region) -> tuple[float, float]:
        """Where vectors have their middle, and their shapes the baseline."""
        y = room.y + 0.3
        if self.area.wide:
            return y, room.bottom + 0.12
        return y, y - self.pitch * (len(self.indices) + 1) / 2 - SHAPE_DROP

    def _upright_places(self, room: Region) -> list[tuple[float, float, float]]:
        """Where matrix, image, output, lying label and upright label stand: x, y and baseline."""
        if self.area.wide:
            xs = [room.left + share * room.width for share in (0.185, 0.445, 0.615, 0.83, 0.79)]
            return [(x, *self._level(room)) for x in xs]
        across, lying = self.image_column.across, self.label_row.brackets.width
        if self.area.height > self.area.width:
            upper, lower = room.split(1, 1)
            product = _in_line(upper, [self.broad, across], [0.5])
            difference = _in_line(lower, [across, across], [0.8])
            places = [(upper, x) for x in product]
            places += [(lower, x) for x in (difference[0], lower.x, difference[1])]
            return [(x, *self._level(part)) for part, x in places]
        xs = _in_line(room, [self.broad, across, across, across], [0.4, 0.7, 0.7])
        xs.insert(3, min(xs[3], room.right - lying / 2))
        return [(x, *self._level(room)) for x in xs]

    def reshape(self) -> None:
        """The row stands up; now the inner sizes are equal.  So does the label, like the output."""
        theme, places = self.theme, self._upright_places(self.loops.content)
        row, column = self.image_row, self.image_column
        column.stand(*places[1])
        old, matrix = self.matrix.shape, self.matrix
        x, y, foot = places[0]
        matrix.shape = old.copy().place(x, foot)
        matrix.shape.columns.set_fill(theme.quiet)
        way = np.array([x, y, 0.0]) - matrix.brackets.get_center()
        moved = matrix.copy().shift(way)
        between = (moved.brackets.get_right() + column.brackets.get_left()) / 2
        self.play(
            *[within(FadeOut(m), 0.0, 0.3) for m in (self.inner, row.shape, old)],
            matrix.animate.shift(way),
            *[
                words.animate.move_to(self._over(m, name))
                for words, m, name in zip(self.tops, (moved, column), WORDS, strict=True)
            ],
            self.dot.animate.move_to(between),
            *row.turn_into(column),
            *[within(FadeIn(m), 0.7, 1.0) for m in (matrix.shape, column.shape)],
            run_time=1.6,
        )
        self.remove(row, *row.entries, column.brackets)
        self.add(column)
        inner = InnerSizes(theme, matrix.shape, column.shape)
        self.play(FadeIn(inner), *inner.emphasise(theme.focus), run_time=0.7)
        row, upright, output = self.label_row, self.label_column, self.output_column
        for vector, place in zip((output, row, upright), places[2:], strict=True):
            vector.stand(*place)
        over_output, top = self._over(output, "output"), self._over(row, "label")
        self.play(*[FadeIn(m) for m in (row, row.shape, top)], run_time=0.7)
        self.wait(0.4)
        minus = Formula(theme, "minus", 1.5 * theme.sizes.number, theme.quiet)
        minus.move_to((output.brackets.get_right() + upright.brackets.get_left()) / 2)
        self.play(
            within(FadeOut(row.shape), 0.0, 0.3),
            within(top.animate.move_to(self._over(upright, "label")), 0.0, 1.0),
            *row.turn_into(upright),
            *[within(FadeIn(m), 0.7, 1.0) for m in (upright.shape, minus)],
            # Only now is there room for it: the label stood upright.
            *[within(FadeIn(m), 0.7, 1.0) for m in (output, output.shape, over_output)],
            run_time=1.6,
        )
        self.remove(row, *row.entries, upright.brackets)
        self.add(upright)
        both = [*output.shape.numbers, *upright.shape.numbers]
        self.play(*[number.animate.set_fill(theme.focus) for number in both], run_time=0.5)
        self.leaving = [
            matrix, matrix.shape, self.dot, column, column.shape, inner, *self.tops,
            output, output.shape, over_output, minus, upright, upright.shape, top,
        ]  # fmt: skip

    def forward(self) -> None:
        """The loops make room for the network; values fill it layer by layer."""
        theme = self.theme
        names = [self.words[f"layers.{name}"] for name in ("input", "hidden", "output")]
        scaled = replace(theme, weight_scale=self._widest(range(self.images + 1), 10))
        room, ways, foot = self._step_rooms()
        self.network_room = room
        self.network = NetworkDiagram(scaled, room, self.recording, SLOW, names)
        self.widths = self._width_scale(scaled.weight_scale)
        self.classes = VGroup(*[self._class_name(k) for k in range(3)])
        self.symbols = self.network.symbols(0, "x")
        self.phases = self._phases(foot)
        self.image_head, self.epoch_head = self._count_images(), self._count_epochs()
        self.picture = self._picture(SLOW, self.inside)
        coming = [self.network, self.symbols, self.classes, self.phases, self.image_head]
        coming += [self.epoch_head, self.picture, self.widths]
        come = 0.35 if ways else 0.2  # without the loops' own motion the stage would be empty
        self.play(
            *[within(FadeOut(m), 0.0, 0.35) for m in self.leaving],
            *[within(way, 0.1, 0.5) for way in ways],
            *[within(FadeIn(m), come, 0.8) for m in coming],
            run_time=1.6,
        )
        for layer in range(3):
            self._fill(layer)

    def _step_rooms(self) -> tuple[Region, list[Animation], Region]:
        """Divide the stage for one step: the network's room, how loops make it, and the phases'.

        Beside the network the loops need a panel of some width; where there is none, they stay
        around it.
        """
        body = self.area.body
        if body.width - PANEL > LEAST_NETWORK:
            network, panel = self.area.network, self.area.panel
            if not self.area.wide:
                network, panel = body.columns(body.width - 0.35 - PANEL, PANEL, gap=0.35)
            ways = self.loops.into(panel)
            self.plot_room = self.loops.content
            self.inside, foot = self.plot_room.split(0.83, 0.17)
            return network, ways, foot
        room = self.loops.content
        stage, foot = room.split(room.height - FOOT, FOOT)
        if room.width > room.height:
            share = NETWORK_SHARE["beside"]
            network, self.inside = stage.columns(share, 1 - share, gap=0.3)
        else:
            share = NETWORK_SHARE["above"]
            network, self.inside = stage.split(share, 1 - share, gap=0.3)
        inside = self.inside
        self.plot_room = Region(inside.left, inside.right, room.bottom, inside.top)
        return network, [], foot

    def _fill(self, layer: int) -> None:
        """Send the products into a layer (the inputs have none) and show its values."""
        network = self.network
        neurons = network.layers[layer]
        if layer:
            rows = range(len(neurons))
            edges = [edge for j in rows for edge in network.row(layer - 1, j)]
            pulses = [pulse for j in rows for pulse in network.pulses(layer - 1, j)]
            self.play(*[edge.highlight() for edge in edges], run_time=0.4)
            self.play(*[within(pulse.travel(), 0.0, 1.0) for pulse in pulses], run_time=0.9)
            self.remove(*pulses)
        ways = [] if layer else [self._phase(0)]
        for k, neuron in enumerate(neurons):
            ways += neuron.set_value(self.source("activations", layer, k), FORMATS[layer])
        if layer == 1:
            ways += [edge.clear_highlight() for edge in edges]
        self.play(*ways, run_time=0.6)

    def compare(self) -> None:
        """The label as a column, the outputs beside it; their differences are the errors."""
        headings = [self.words[f"training_loop.{k}"] for k in ("output", "label", "error")]
        self.table = table = ErrorTable(self.theme, self.inside, self.recording, SLOW, headings)
        self.asked, heading = self.picture[1], table.headings[1]
        there = Readout(self.theme, self.asked.source, NumberFormat(0), 0.42, self.theme.target)
        there.place(heading.get_right()[0] + 0.12, heading.get_bottom()[1], "left")
        self.play(
            self._phase(1),
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
        coming = [table.headings[2], *minus, *equals, *table.errors]
        self.play(*[FadeIn(m) for m in coming], run_time=0.7)

    def backward(self) -> None:
        """Each output's error goes back along its edges, times their weights."""
        neurons = self.network.layers[2]
        dots, ways = [], []
        for k, rows in enumerate(self.network.edges[1]):
            for j, edge in enumerate(rows):
                source = self.source("returned_1", None, SLOW, j, k)
                if source.value:
                    dot = signed_dot(self.network.theme, edge.get_end(), source)
                    dots.append(dot)
                    ways.append(within(roll(dot, edge.get_end(), edge.get_start()), 0.0, 1.0))
        self.play(self._phase(2), run_time=0.4)
        self.play(*ways, run_time=1.8)
        self.remove(*dots)
        self.play(
            *[neuron.clear_highlight() for neuron in neurons],
            *[neuron.highlight() for neuron in self.network.layers[1]],
            run_time=0.6,
        )

    def update(self) -> None:
        """Updates come to the edges and change their weights, layer by layer from the back."""
        self.stepping = StepThrough(self.network, FORMATS)
        name = self.words["training_loop.change"]
        unit = self._update_unit()
        fulls = [unit * full for full in LARGEST_UPDATES]
        keys = [
            DotScale(self.theme, self._beside(-1), unit * SHOWN_UPDATE, full, name)
            for full in fulls
        ]
        for layer in (1, 0):
            dots, lit = [], []
            for j, row in enumerate(self.network.edges[layer]):
                for i, edge in enumerate(row):
                    source = self.source("weight_updates", layer, j, i)
                    if source.value:
                        lit.append(edge.highlight())
                        place = edge.point_from_proportion(UPDATED)
                        dot = signed_dot(self.theme, place, source, fulls[layer])
                        # A dark rim sets it apart from an edge of its colour.
                        rim = self.theme.sizes.focus_outline
                        dots.append(dot.set_stroke(self.theme.background, rim, background=True))
            self.play(*lit, *[FadeIn(m) for m in (*dots, keys[layer])], run_time=0.7)
            self.wait(0.4)
            self.play(
                *self.stepping.update_layer(layer, SLOW + 1),
                *[FadeOut(m) for m in (*dots, keys[layer])],
                run_time=1.0,
            )
        self.play(*[neuron.clear_highlight() for neuron in self.network.layers[1]], run_time=0.3)

    def _update_unit(self) -> int:
        """Give the power of ten by which the dots of large updates are drawn smaller."""
        updates, unit = self.recording.weight_updates_at(SLOW), 1
        while any(
            np.abs(update).max() > MUCH * unit * full
            for update, full in zip(updates, LARGEST_UPDATES, strict=True)
        ):
            unit *= 10
        return unit

    def measure(self) -> None:
        """The mean of the squared errors becomes the first dot of a plot."""
        theme, em = self.theme, self.theme.sizes.number * 1.15
        row = self.phases
        name = TextLine(theme, self.words["training_loop.mean"], 0.38, theme.cost)
        baseline = float(row.get_bottom()[1]) + 0.08
        source = Source(self.recording, "cost", SLOW)
        style = self.table.cost_format
        self.number = Readout(theme, source, style, em, theme.cost)
        self.number.relations = (self.table.cost_relation,)
        # Its digits stand below those of the errors.
        self.number.place(self.table.errors[0].point_x, baseline, "point")
        name.place(float(self.number.get_left()[0]) - 0.3, baseline, "right")
        self.play(
            within(FadeOut(row), 0.0, 0.4),
            *[within(FadeIn(m), 0.4, 1.0) for m in (name, self.number)],
            run_time=1.0,
        )
        self.wait(1.0)
        self.plot, self.dots = self._plot([0, *range(2, self.images + 1, 2)]), VGroup()
        first = self.plot.dot(SLOW)
        there = Readout(theme, source, style, theme.sizes.number, theme.cost)
        place = first.get_center()
        there.place(place[0] - 0.1, place[1] - 0.45, "left")
        resting = [edge for edge in self.network.drawn_edges if not edge.lit]
        self.play(
            *[within(FadeOut(m), 0.0, 0.4) for m in (self.table, self.asked, name)],
            within(Transform(self.number, there), 0.1, 0.8),
            within(FadeIn(self.plot), 0.4, 0.8),
            within(FadeIn(first, scale=2), 0.8, 1.0),
            *[edge.highlight() for edge in resting],
            run_time=1.6,
        )
        self.dots.add(first)

    def quicker(self) -> None:
        """The other images of the first epoch, one after the other; a dot for each cost."""
        self.thumbnail = self._thumbnail(list(range(self.images)))
        self.play(FadeIn(self.thumbnail), run_time=0.5)
        steps = list(range(SLOW, self.images))
        pace = [steps[:3], steps[2:7], steps[6:]]
        printed = (True, True), (True, False), (False, True)
        for these, seconds, numbers in zip(pace, (2.4, 2.6, 2.4), printed, strict=True):
            self._go(these, seconds, numbers)

    def _go(self, steps: list[int], seconds: float, printed: tuple[bool, bool]) -> None:
        """Go through steps of the first epoch."""
        stages = len(steps) - 1
        dots = [self.plot.dot(step) for step in steps[1:]]
        appear = [
            within(FadeIn(dot, scale=2), (k + 0.3) / stages, (k + 0.6) / stages)
            for k, dot in enumerate(dots)
        ]
        self.play(
            self.stepping.go(steps, printed=printed),
            self.image_head[0].run(lambda share: steps[_entered(share, stages)]),
            self.thumbnail.run(lambda share: steps[_entered(share, stages)]),
            *appear,
            run_time=seconds,
        )
        self.dots.add(*dots)

    def strides(self) -> None:
        """Epoch after epoch: always its last step, and the costs of all."""
        total = self.recording.steps
        full = self._widest([total], 1)
        scale = self._width_scale(full)
        plot = self._plot([round(total * k / 3) for k in range(4)])
        line, drawn = plot.line(), self.images
        picture = self.thumbnail
        self.play(
            *[within(FadeOut(m), 0.0, 0.45) for m in (self.plot, self.dots, self.number)],
            within(FadeOut(self.widths), 0.0, 0.5),
            within(FadeIn(plot), 0.4, 1.0),
            within(FadeIn(scale), 0.5, 1.0),
            *self.stepping.rescale(full),
            run_time=1.2,
        )
        self.play(plot.draw(line, lambda share: round(drawn * share)), run_time=0.5)
        ends = thinned(range(self.images - 1, total, self.images), 4, MOST_EPOCHS)
        third = -(-len(ends) // 3)
        for start in range(0, len(ends) - 1, third):
            part = ends[start : start + third + 1]
            self._stride(plot, line, part, (start == 0, part[-1] == ends[-1]))
        last = plot.dot(total - 1)
        source = Source(self.recording, "cost", total - 1)
        number = Readout(
            self.theme, source, NumberFormat(4), self.theme.sizes.number, self.theme.cost
        )
        # The image has its place below the first costs: it is not written over.
        high = last.get_y() > picture.get_bottom()[1] - 0.55
        above = picture.get_top()[1] + 0.1
        baseline = last.get_y() + 0.2
        number.place(plot.right, max(baseline, above) if high else baseline, "right")
        self.play(FadeIn(last, scale=2), FadeIn(number), run_time=0.5)
        self.leaving = [
            plot, line, picture, scale, last, number, self.symbols, self.classes,
            self.image_head, self.epoch_head,
        ]  # fmt: skip

    def _stride(self, plot: CostPlot, line, ends: list[int], printed: tuple[bool, bool]) -> None:
        """Go on by an epoch at a time."""
        stages = len(ends) - 1
        epochs = [int(self.recording.epoch[step]) - 1 for step in ends]

        def drawn(share: float) -> int:
            stage = min(int(share * stages), stages - 1)
            way = max(0.0, 2 * (share * stages - stage) - 1)
            return 1 + ends[stage] + round((ends[stage + 1] - ends[stage]) * way)

        self.play(
            self.stepping.go(ends, printed=printed),
            # An epoch is counted when the curve has reached its last step.
            self.epoch_head[0].run(lambda share: epochs[int(share * stages + 1e-6)]),
            plot.draw(line, drawn),
            run_time=0.24 * stages,
        )

    def accuracy(self) -> None:
        """The full data set: the share of right answers in each epoch."""
        film, loops = self.film, self.loops
        epochs = range(int(film.metadata["epochs"]))
        names = [self.words[f"training_loop.epoch_{name}"] for name in ORDINALS[: len(epochs)]]
        sources = [Source(film, "epoch_accuracy", index=(k,)) for k in epochs]
        names.append(self.words["training_loop.unseen"])
        sources.append(Source(film, "test_accuracy", index=(len(film.steps_shown) - 1,)))
        ways = loops.into(self.area.body)
        shares = (0.1, 0.75, 0.15) if self.area.wide else (0.09, 0.68, 0.23)
        above, middle, below = loops.content.split(*shares)
        self.up = 0.6 * above.height
        self.foot_room = Region(below.left, below.right, below.bottom, below.top + self.up)
        head = self.words["training_loop.right"]
        self.bars = bars = AccuracyBars(self.theme, middle, names, sources, head)
        heads = self._totals()
        shown = [*heads, *bars.names, *bars.tracks, bars.head]
        self.play(
            *[within(FadeOut(m), 0.0, 0.35) for m in self.leaving],
            *self._network_goes(0.35),
            *[within(way, 0.12, 0.5) for way in ways],
            *[within(FadeIn(m), 0.35, 0.8) for m in shown],
            run_time=1.6,
        )
        for k in range(len(sources)):
            self.play(bars.grow(k), within(FadeIn(bars.values[k]), 0.6, 1.0), run_time=0.8)
        self.play(
            self.bars.bars[-1].animate.set_fill(self.theme.focus),
            self.bars.values[-1].animate.set_fill(self.theme.focus),
            run_time=0.6,
        )

    def _network_goes(self, stop: float) -> list[Animation]:
        """Fade the network out, dark digits no sooner than the light discs that they stand on."""
        network = self.network
        ways = [within(FadeOut(m), 0.0, stop) for m in (network.drawn_edges, network.names)]
        for neuron in network.drawn_neurons:
            dark = neuron.readout.get_fill_color().to_hex().upper() == self.theme.on_light
            ways.append(within(FadeOut(neuron.disc), 0.0, stop))
            ways.append(within(FadeOut(neuron.readout), 0.9 * stop if dark else 0.0, stop))
        return ways

    def code(self) -> None:
        """The command that runs it."""
        text, width = self.words["training_loop.command"], self.foot_room.width
        command = Command(self.theme, text, 0.4, self.theme.ink, width)
        command.move_to(self.foot_room.centre)
        self.play(
            within(self.bars.animate.shift([0.0, self.up, 0.0]), 0.0, 0.7),
            within(FadeIn(command), 0.5, 1.0),
            run_time=1.2,
        )
        self.wait(1.0)

    # What several beats need.

    def _over(self, drawn: ShapedMatrix | ElidedVector, name: str) -> TextLine:
        """Say above something what it is."""
        top = drawn.brackets.get_top()
        text = self.words[f"training_loop.{name}"]
        colour = self.theme.target if name == "label" else self.theme.quiet
        return TextLine(self.theme, text, 0.38, colour).place(top[0], top[1] + 0.2)

    def _totals(self) -> list[Readout]:
        """Epochs and images of the full data set, at the heads of their loops."""
        heads = []
        for k, name in enumerate(("epochs", "images")):
            source = Source(self.film, "setting", index=(name,))
            head = Readout(self.theme, source, NumberFormat(0, grouped=True), 0.46, self.theme.ink)
            heads.append(head.place(*self.loops.header(k), "right"))
        return heads

    def _class_name(self, k: int) -> Readout:
        """Set the digit that output ``k`` stands for beside its neuron."""
        place = self.network.layers[2][k].disc.get_center() + np.array([0.62, 0.0, 0.0])
        size = 1.2 * self.theme.sizes.number
        source = self.source("classes", None, k)
        name = Readout(self.theme, source, NumberFormat(0), size, self.theme.quiet)
        return name.centre_on(place)

    def _phases(self, region: Region) -> VGroup:
        """The parts of a step, in a line."""
        texts = [self.words[f"training_loop.{name}"] for name in PHASES]
        words = [TextLine(self.theme, text, 0.4, self.theme.quiet) for text in texts]
        spare = region.width - sum(word.width for word in words)
        gap = outer = spare / (len(words) + 1)
        if gap < LEAST_GAP:
            gap, outer = spare / (len(words) - 1), 0.0
        x = region.left + outer
        for word in words:
            word.place(x, region.bottom + 0.2, "left")
            x += word.width + gap
        return VGroup(*words)

    def _phase(self, k: int) -> Transform:
        """Light the part of a step that is shown now."""
        there = self.phases.copy().set_fill(self.theme.quiet)
        there[k].set_fill(self.theme.focus)
        return Transform(self.phases, there)

    def _picture(self, step: int, region: Region) -> LabelledImage:
        """The image of a step with its label."""
        return LabelledImage(self.theme, region, self.recording, step)

    def _thumbnail(self, steps: list[int]) -> Flipbook:
        """Images of steps where the curve comes neither at first nor later: below the first costs.

        Room is left for the last cost between the image and the axis.
        """
        plot, costs = self.plot, self.recording.cost[: self.images]
        top = float(plot.c2p(0, min(costs))[1]) - 0.12
        bottom = plot.bottom + 0.6
        # Clear of the first cost, which is printed at the left.
        left = plot.right - min(2.3, 0.62 * (plot.right - plot.left))
        place = Region(left, plot.right, bottom, max(top, bottom + 0.7))
        return Flipbook([self._picture(step, place) for step in steps])

    def _widest(self, afters: Sequence[int], parts_of_one: int) -> float:
        """The weights' largest magnitude after so many updates, rounded up to tenths or ones."""
        largest = max(
            float(np.abs(matrix).max())
            for after in afters
            for matrix in self.recording.weights_at(after)
        )
        return float(np.ceil(parts_of_one * largest) / parts_of_one)

    def _beside(self, side: int) -> Region:
        """The room above (1) or below (-1) the output neurons."""
        region, names = self.network_room, self.network.names
        ends = self.network.layers[2][0 if side > 0 else -1].disc
        left = float(self.network.layers[1][0].disc.get_right()[0]) + 0.35
        if side > 0:
            return Region(left, region.right, float(ends.get_top()[1]), region.top)
        foot = float(names.get_top()[1])
        return Region(left, region.right, foot, float(ends.get_bottom()[1]))

    def _width_scale(self, full: float) -> WidthScale:
        """What edges of which width and colour stand for, above the outputs."""
        name = self.words["training_loop.weight"]
        return WidthScale(self.theme, self._beside(1), full, name)

    def _plot(self, ticks: list[int]) -> CostPlot:
        names = [self.words[f"training_loop.{name}"] for name in ("step", "cost")]
        return CostPlot(self.theme, self.plot_room, self.recording, ticks, names)

    def _count_images(self) -> VGroup:
        sources = [Ordinal(self.recording, "image_index", k) for k in range(self.images)]
        total = Source(self.recording, "setting", index=("images",))
        return self.loops.count(1, sources, total, self.words["training_loop.of"])

    def _count_epochs(self) -> VGroup:
        epochs = range(int(self.recording.metadata["epochs"]))
        sources = [Source(self.recording, "epoch", self.images * k) for k in epochs]
        total = Source(self.recording, "setting", index=("epochs",))
        return self.loops.count(0, sources, total, self.words["training_loop.of"])


def _entered(share: float, stages: int) -> int:
    """Which of the steps after the first is on its way at a share of a play, from 1."""
    return min(int(share * stages), stages - 1) + 1


def _in_line(room: Region, widths: Sequence[float], gaps: Sequence[float]) -> list[float]:
    """Middles of things that stand in a line in the middle of a room."""
    left = room.x - (sum(widths) + sum(gaps)) / 2
    middles = []
    for width, gap in zip(widths, [*gaps, 0.0], strict=True):
        middles.append(left + width / 2)
        left += width + gap
    return middles
