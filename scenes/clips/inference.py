"""The trained network reads a digit: one neuron in full, all twenty, two outputs, the answer."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from manim import (
    Animation,
    Arrow,
    FadeIn,
    FadeOut,
    Line,
    Transform,
    UpdateFromAlphaFunc,
    VGroup,
    linear,
)

from network.errors import LayerlightError
from scenes import parts
from scenes.base import RecordedScene
from scenes.frame import Region
from scenes.motion import staggered, within
from scenes.source import NumberFormat, Source

__all__ = ["Inference"]

IMAGE = 0
WHOLE, COUNT = NumberFormat(0), NumberFormat(0, grouped=True)
HUNDREDTHS, THOUSANDTHS = NumberFormat(2), NumberFormat(3)
PERCENT = NumberFormat(1, percent=True)
SIGN_ROOM = 0.75
"""Between the three squares of a product, for × and =."""


class Inference(RecordedScene):
    """From pixels to an answer, and an answer that is wrong."""

    clip = "inference"

    def check(self, recording: Any) -> None:
        """Refuse what is not a reading of images by a network of 784-n-10."""
        sizes = tuple(recording.layer_sizes)
        kind = recording.metadata.get("kind")
        if kind != "inference" or len(sizes) != 3 or not 8 <= sizes[1] <= 20 or sizes[2] != 10:
            raise LayerlightError(
                f"{self.clip} draws what a 784-20-10 network answers to an image, this is a"
                f" {'-'.join(map(str, sizes))} {kind}: make one with"
                " `python -m network classify IMAGE --out FILE`"
            )
        self.first = int(recording.ranking[IMAGE, 0])
        self.winner = int(recording.predictions[IMAGE])
        self.runner = int(recording.runners_up[IMAGE])
        self.wrong = self._find_failure()

    def _find_failure(self) -> tuple[Any, int] | None:
        """Find an image that this same network reads wrong: here, or among what ships."""
        shipped = self.also["inference"]
        for recording, first in ((self.recording, 1), (shipped, 0)):
            same = all(
                recording.metadata["network"]["digest"] == other.metadata["network"]["digest"]
                for other in (self.recording,)
            )
            for image in range(first, recording.steps if same else 0):
                label = int(recording.labels[image])
                answer = recording.metadata["classes"][int(recording.predictions[image])]
                if label not in (-1, answer):
                    return recording, image
        return None

    def construct(self) -> None:
        """Play the beats in order."""
        self.place_regions()
        if self.recording.metadata["pictures"][IMAGE]["preparation"] is not None:
            self.beat(self.preparation)
        self.beat(self.digit)
        self.beat(self.network, weights=self.size(0))
        self.beat(self.weights)
        self.beat(self.products)
        self.beat(self.squash)
        self.beat(self.hidden, hidden=self.size(1))
        answer = self.source("predicted_class")
        self.beat(self.contributions, answer=answer)
        self.beat(self.add_up, answer=answer)
        runner_up = self.source("classes", None, self.runner)
        self.beat(self.runner_up, runner_up=runner_up)
        self.beat(self.scores)
        self.beat(self.answer, answer=answer)
        if self.wrong is not None:
            recording, image = self.wrong
            self.beat(
                self.failure,
                label=Source(recording, "labels", image),
                answer=Source(recording, "predicted_class", image),
            )
        self.beat(self.always)

    # Where values come from.

    def source(self, quantity: str, layer: int | None = None, *index: Any) -> Source:
        """Name an entry of the image's recording."""
        return Source(self.recording, quantity, IMAGE, layer, index)

    def size(self, layer: int) -> Source:
        """Name the number of neurons of a layer."""
        return Source(self.recording, "layer_sizes", index=(layer,))

    def say(self, key: str, colour: str | None = None, em: float | None = None) -> parts.Words:
        """Set words of the clip."""
        text = self.words[f"{self.clip}.{key}"]
        return parts.Words(
            self.theme, text, em or self.theme.sizes.caption, colour or self.theme.quiet
        )

    # Where things stand.

    def place_regions(self) -> None:
        """Divide the stage, and choose the scales."""
        body = self.area.body
        limit = float(np.abs(self.recording.weights[0]).max())
        self.scale = parts.HeatScale(self.theme, math.ceil(10 * limit) / 10)
        self.shape = tuple(self.recording.metadata["image_shape"])
        side = (body.width - 2 * SIGN_ROOM - 1.2) / 3
        top = body.top - 0.55
        left = body.x - 1.5 * side - SIGN_ROOM
        self.squares = [
            Region(x, x + side, top - side, top)
            for x in (left + k * (side + SIGN_ROOM) for k in range(3))
        ]
        sums = self.recording.partial_sums[0][IMAGE, self.first]
        largest = max(float(np.abs(sums).max()), abs(self.source("z", 0, self.first).value))
        self.reach = max(3 * math.ceil(largest / 3 + 0.2), 6)
        self.whole = parts.FullNetwork(self.theme, body, self.recording, IMAGE, self._layer_names())

    def _layer_names(self) -> list[str]:
        return [self.words[f"{self.clip}.layers.{k}"] for k in ("input", "hidden", "output")]

    # The beats, in order.

    def preparation(self) -> None:
        """The picture as it came, its ink, cut out and scaled, and centred."""
        body, gap = self.area.body, 0.5
        columns = body.below(body.top - 0.7).columns(1, 1, 1, gap=gap)
        stages = []
        for key, column in zip(("picture", "ink"), columns, strict=False):
            source = Source(self.recording, f"{key}_{IMAGE}")
            rows, across = source.values.shape
            pitch = min(column.width / across, column.height / rows)
            half = np.array([across, rows]) * pitch / 2
            place = Region(
                column.x - half[0], column.x + half[0], column.y - half[1], column.y + half[1]
            )
            stages.append(parts.GreyImage(self.theme, place, source))
        place = parts.square_in(columns[2])
        stages.append(parts.GreyImage(self.theme, place, self.source("activations", 0), self.shape))
        frame = parts.outline_of(self.theme, place)
        heads = [
            self.say(f"stages.{key}").place(column.x, body.top - 0.35)
            for key, column in zip(("picture", "ink", "image"), columns, strict=True)
        ]
        box = self._box(stages[1].region, stages[1].colours.shape)
        self.play(FadeIn(stages[0]), FadeIn(heads[0]), run_time=0.7)
        ink = stages[1].copy()
        start = parts.GreyImage(
            self.theme, stages[0].region, Source(self.recording, f"ink_{IMAGE}")
        ).set_opacity(0)
        self.play(Transform(start, ink), FadeIn(heads[1]), run_time=1.4)
        self.play(FadeIn(box), run_time=0.5)
        self.play(FadeIn(stages[2]), FadeIn(frame), FadeIn(heads[2]), run_time=0.9)
        self.leaving = [stages[0], start, *heads, box]
        self.shown = (stages[2], frame)

    def _box(self, region: Region, shape: tuple[int, ...]) -> VGroup:
        top, left, bottom, right = self.recording.metadata["pictures"][IMAGE]["preparation"]["box"]
        rows, columns = shape[:2]
        across, down = region.width / columns, region.height / rows
        return parts.outline_of(
            self.theme,
            Region(
                region.left + left * across - 0.04,
                region.left + right * across + 0.04,
                region.top - bottom * down - 0.04,
                region.top - top * down + 0.04,
            ),
            self.theme.focus,
        )

    def digit(self) -> None:
        """The image, large."""
        whole, body = self.whole, self.area.body
        place = parts.square_in(body, body.height - 0.1)
        big = parts.GreyImage(self.theme, place, self.source("activations", 0), self.shape)
        frame = parts.outline_of(self.theme, place)
        if hasattr(self, "shown"):
            image, outline = self.shown
            self.play(
                *[FadeOut(m) for m in self.leaving],
                Transform(image, big),
                Transform(outline, frame),
                run_time=1.0,
            )
        else:
            image, outline = big, frame
            self.play(FadeIn(image), FadeIn(outline), run_time=0.8)
        self.image, self.frame = image, outline

    def network(self) -> None:
        """The image takes its place as the inputs; the network stands beside it."""
        whole = self.whole
        self.play(
            Transform(self.image, whole.image.copy()),
            Transform(self.frame, whole.frame.copy()),
            run_time=1.0,
        )
        self.play(FadeIn(whole.heads[0]), run_time=0.4)
        fan = zip(whole.fan, whole.empty, strict=True)
        self.play(
            FadeIn(whole.heads[1]),
            *staggered([[FadeIn(cone), FadeIn(disc)] for cone, disc in fan], overlap=0.85),
            run_time=1.6,
        )
        bars = whole.bars
        self.play(
            FadeIn(whole.heads[2]), FadeIn(whole.edges),
            *map(FadeIn, (*bars.names, *bars.tracks)),
            run_time=1.0,
        )  # fmt: skip

    def weights(self) -> None:
        """One neuron in full: the pixels, and its weight for each as a map."""
        theme, whole = self.theme, self.whole
        disc, cone = whole.empty[self.first], whole.fan[self.first]
        self.play(
            disc.animate.set_stroke(theme.focus, theme.sizes.focus_outline),
            cone.animate.set_fill(theme.focus, opacity=0.3),
            run_time=0.8,
        )
        self.wait(0.5)
        pixels, weights, _ = self.squares
        other = [d for d in whole.empty if d is not disc]
        bars = whole.bars
        leaving = [
            *whole.heads, *whole.fan, *other, whole.edges, *bars.names, *bars.tracks, disc,
        ]  # fmt: skip
        target = parts.GreyImage(theme, pixels, self.source("activations", 0), self.shape)
        self.map = parts.HeatMap(
            self.scale, weights, self.shape, self.source("weights", 0, self.first)
        )
        self.map_frame = parts.outline_of(theme, weights)
        j = self.first + 1
        names = (f"bold(x)", f"bold(w)_{j}", f"bold(w)_{j} bold(x)")
        self.names = [
            parts.Formula(theme, name, theme.sizes.formula, theme.ink).move_to(
                [place.x, place.top + 0.33, 0]
            )
            for name, place in zip(names, self.squares, strict=True)
        ]
        self.play(
            *[within(FadeOut(m), 0.0, 0.4) for m in leaving],
            Transform(self.image, target),
            Transform(self.frame, parts.outline_of(theme, pixels)),
            within(FadeIn(self.names[0]), 0.6, 1.0),
            run_time=1.2,
        )
        bar_room = Region(
            weights.left - 0.4, weights.right + 0.4, weights.bottom - 0.85, weights.bottom - 0.2
        )
        step = 0.5 if self.scale.limit < 2.2 else 1.0
        count = int(self.scale.limit / step)
        ticks = [k * step for k in range(-count, count + 1)]
        self.bar = parts.ColourBar(self.scale, bar_room, ticks)
        self.play(
            FadeIn(self.map), FadeIn(self.map_frame), FadeIn(self.names[1]),
            FadeIn(self.bar), FadeIn(self.bar.bar),
            run_time=1.0,
        )  # fmt: skip

    def products(self) -> None:
        """Row by row, pixels times weights; the sum so far moves along its line."""
        theme = self.theme
        _, weights, place = self.squares
        rows, columns = self.shape
        values = self.source("products", 0, self.first)
        product = parts.HeatMap(self.scale, place, self.shape, values)
        frame = parts.outline_of(theme, place)
        signs = VGroup(
            *[
                parts.Formula(theme, sign, 0.8, theme.quiet).move_to(
                    [(a.right + b.left) / 2, a.y, 0]
                )
                for sign, (a, b) in zip(
                    ("times", "="), ((self.squares[0], weights), (weights, place)), strict=True
                )
            ]
        )
        self._place_line()
        sums = [self._sum_after(row) for row in range(rows)]
        self.total = self._counter(sums[0])
        self.dot = self.plot.dot(sums[0], sums[0], 0.0)
        self.play(
            FadeIn(signs), FadeIn(frame), FadeIn(self.names[2]), FadeIn(self.line), run_time=0.8
        )
        product.picture(np.zeros(rows * columns))
        shades = self._scan_lines()
        self.play(*map(FadeIn, (product, *shades, self.dot, self.total)), run_time=0.5)
        mask = np.arange(rows * columns) // columns

        def reveal(drawn: parts.HeatMap, share: float) -> None:
            done = min(int(share * rows), rows - 1)
            drawn.picture(np.where(mask <= done, values.values, 0.0))

        def follow(k: int) -> Any:
            square = self.squares[k]
            pitch = square.height / rows

            def move(line: Any, share: float) -> None:
                done = min(int(share * rows), rows - 1)
                line.set_y(square.top - (done + 0.5) * pitch)

            return move

        def add(number: parts.Counter, share: float) -> None:
            self._show_sum(sums[min(int(share * rows), rows - 1)])

        self.play(
            UpdateFromAlphaFunc(product, reveal, rate_func=linear),
            *[
                UpdateFromAlphaFunc(line, follow(k), rate_func=linear)
                for k, line in enumerate(shades)
            ],
            UpdateFromAlphaFunc(self.total, add, rate_func=linear),
            UpdateFromAlphaFunc(self.dot, lambda d, share: None, rate_func=linear),
            run_time=6.0,
        )
        product.show(values)
        self.play(*[FadeOut(line) for line in shades], run_time=0.3)
        self.product, self.product_frame, self.signs = product, frame, signs

    def _sum_after(self, row: int) -> Source:
        columns = self.shape[1]
        return self.source("partial_sums", 0, self.first, (row + 1) * columns - 1)

    def _place_line(self) -> None:
        """The number line of the sum: the horizontal axis of the sigmoid to come."""
        body = self.area.body
        region = Region(body.left + 0.1, body.right - 0.1, body.bottom, body.top)
        self.plot = parts.SigmoidPlot(self.theme, region, self.reach, foot=0.5)
        plot = self.plot
        self.line = VGroup(plot.horizontal, *plot.ticks[:-3], *plot.numbers[:-3], plot.submobjects[-1])

    def _counter(self, source: Source) -> parts.Counter:
        place = self.plot.point(source.value, 0)
        return parts.Counter(
            self.theme, source, NumberFormat(2, signed=True), 0.5, self.theme.focus, place[0],
            place[1] + 0.22,
        )  # fmt: skip

    def _show_sum(self, source: Source) -> None:
        place = self.plot.point(source.value, 0)
        self.total._at = (place[0], place[1] + 0.22, "centre")
        self.total.show(source)
        dot = self.plot.dot(source, source, 0.0)
        self.dot.move_to(dot)
        self.dot.mark = dot.mark

    def _scan_lines(self) -> list[Any]:
        rows = self.shape[0]
        lines = []
        for square in self.squares:
            pitch = square.height / rows
            place = Region(square.left, square.right, square.top - pitch, square.top)
            lines.append(parts.outline_of(self.theme, place, self.theme.focus))
        return lines

    def squash(self) -> None:
        """The bias is added, and the sigmoid makes the sum the neuron's value."""
        theme, plot = self.theme, self.plot
        total, z = self._sum_after(self.shape[0] - 1), self.source("z", 0, self.first)
        bias, value = (
            self.source("biases", 0, self.first),
            self.source("activations", 1, self.first),
        )
        corner = Region(plot.left + 0.45, plot.left + 3.3, plot.top - 3.65, plot.top - 0.8)
        leaving = [
            self.image, self.frame, self.map, self.map_frame, *self.names[:2], self.signs, self.bar,
            self.bar.bar,
        ]  # fmt: skip
        self.play(
            *[within(FadeOut(m), 0.0, 0.5) for m in leaving],
            Transform(
                self.product,
                parts.HeatMap(self.scale, corner, self.shape, self.product.mark.source),
            ),
            Transform(self.product_frame, parts.outline_of(theme, corner)),
            self.names[2].animate.move_to([corner.x, corner.top + 0.33, 0]),
            run_time=1.1,
        )
        decimals = parts.fewest_decimals(
            lambda d: parts.rounded(total, d) + parts.rounded(bias, d) == parts.rounded(z, d), 2
        )
        signed = NumberFormat(decimals, signed=True)
        line = parts.Sentence(theme, [(total, signed), (bias, signed), "=", (z, signed)], 0.5)
        line.numbers[1].set_fill(theme.bias)
        line.numbers[2].set_fill(theme.focus)
        line.place(plot.point(0, 0)[0] - 1.0, plot.point(0, 0.62)[1])
        self.sentence = line
        self.play(FadeIn(line.numbers[0]), FadeIn(line.numbers[1]), run_time=0.6)
        start, end = plot.point(total.value, 0), plot.point(z.value, 0)
        arrow = Arrow(
            start + [0, 0.0, 0], end, buff=0, color=theme.bias, stroke_width=6, tip_length=0.2,
            max_tip_length_to_length_ratio=0.5, max_stroke_width_to_length_ratio=100,
        )  # fmt: skip
        self.play(FadeIn(arrow), FadeOut(self.total), run_time=0.5)
        moved = plot.dot(z, z, 0.0)
        self.play(
            self.dot.animate.move_to(moved),
            FadeIn(VGroup(*line.words, line.numbers[2])),
            run_time=0.8,
        )
        self.dot.mark = plot.dot(z, value, 0.0).mark
        self.play(FadeOut(arrow), run_time=0.3)
        rest = [plot.ceiling, plot.vertical, *plot.ticks[-3:], *plot.numbers[-3:], plot.curve]
        self.play(*map(FadeIn, rest), run_time=0.8)
        plumb = plot.plumb(z, value)
        self.play(plot.climb(self.dot, z, value), FadeIn(plumb), run_time=1.0)
        self.neuron = parts.hidden_disc(theme, value, plot.point(self.reach * 0.62, 0.45), 0.75)
        number = parts.Readout(
            theme, value, THOUSANDTHS, 0.5, theme.on_activation(value.value)
        ).centre_on(self.neuron.get_center())
        name = parts.Formula(
            theme, f"h_{self.first + 1} = sigma(z)", theme.sizes.formula, theme.ink
        )
        name.move_to(self.neuron.get_center() + [0, 1.15, 0])
        self.play(FadeIn(self.neuron), FadeIn(number), FadeIn(name), run_time=0.8)
        self.leaving = [
            *rest,
            self.line,
            plumb,
            self.dot,
            line,
            number,
            name,
            self.names[2],
            self.product_frame,
        ]

    def hidden(self) -> None:
        """All hidden neurons: the same image, each with a map of its own."""
        theme = self.theme
        tiles = parts.NeuronTiles(theme, self.area.body, self.scale, self.recording, IMAGE)
        self.tiles, j = tiles, self.first
        others = [k for k in range(len(tiles.maps)) if k != j]
        self.play(
            *[within(FadeOut(m), 0.0, 0.5) for m in self.leaving],
            Transform(self.product, tiles.maps[j].copy()),
            Transform(self.neuron, tiles.discs[j].copy()),
            run_time=1.2,
        )
        self.remove(self.product, self.neuron)
        self.add(tiles.maps[j], tiles.discs[j])
        # The maps of weights, and then what the pixels leave of them.
        weights = [self.source("weights", 0, k).values for k in others]
        products = [tiles.maps[k].mark.source.values for k in others]
        for k, before in zip(others, weights, strict=True):
            tiles.maps[k].picture(before)
        self.play(
            *[FadeIn(tiles.maps[k]) for k in others],
            FadeIn(tiles.names), FadeIn(tiles.values[j]),
            run_time=0.8,
        )  # fmt: skip
        self.wait(0.5)
        blends = [
            UpdateFromAlphaFunc(
                tiles.maps[k],
                lambda drawn, share, a=a, b=b: drawn.picture(a + (b - a) * share),
            )
            for k, a, b in zip(others, weights, products, strict=True)
        ]
        self.play(*blends, run_time=1.5)
        for k in others:
            tiles.maps[k].show(tiles.maps[k].mark.source)
        self.play(
            *staggered(
                [[FadeIn(tiles.discs[k]), FadeIn(tiles.values[k])] for k in others], overlap=0.7
            ),
            run_time=2.2,
        )

    def contributions(self) -> None:
        """Each value times its weight to the answer: a bar, for or against."""
        theme, tiles, body = self.theme, self.tiles, self.area.body
        count = len(tiles.discs)
        pitch = (body.width - 3.3) / count
        self.columns = [body.left + 1.05 + (k + 0.5) * pitch for k in range(count + 1)]
        radius = 0.36 * pitch
        self.row_y = body.top - 0.75
        row = [
            parts.hidden_disc(theme, disc.mark.source, np.array([x, self.row_y, 0]), radius)
            for disc, x in zip(tiles.discs, self.columns, strict=False)
        ]
        names = VGroup(
            *[
                parts.Formula(theme, f"h_{k + 1}", 0.32, theme.quiet).move_to(
                    [x, self.row_y + 0.42, 0]
                )
                for k, x in enumerate(self.columns[:-1])
            ]
        )
        self.stage = Region(body.left, body.right, body.bottom + 0.1, self.row_y - 0.45)
        self.limits = self._limits()
        fall = self._waterfall(self.stage, self.winner)
        leaving = [*tiles.maps, *tiles.values, tiles.names]
        self.play(
            *[within(FadeOut(m), 0.0, 0.4) for m in leaving],
            *[within(Transform(a, b), 0.2, 0.9) for a, b in zip(tiles.discs, row, strict=True)],
            within(FadeIn(names), 0.8, 1.0),
            run_time=1.6,
        )
        self.row, self.row_names = tiles.discs, names
        self.output = self._output_mark(fall, self.winner)
        self.play(
            FadeIn(fall.zero),
            FadeIn(fall.ticks),
            FadeIn(fall.numbers),
            FadeIn(self.output),
            run_time=0.6,
        )
        self.play(*fall.grow(), run_time=2.4)
        self.fall = fall
        self._say_product(fall)

    def _limits(self) -> tuple[float, float]:
        both = [self.winner, self.runner]
        values = [
            *self.recording.partial_sums[1][IMAGE, both].ravel(),
            *self.recording.products[1][IMAGE, both].ravel(),
            *self.recording.z[1][IMAGE, both],
            *self.recording.biases[1][both],
        ]
        low, high = min(min(values), 0.0), max(max(values), 0.0)
        room = 0.04 * (high - low)
        return low - room, high + room

    def _waterfall(self, region: Region, output: int) -> parts.Waterfall:
        return parts.Waterfall(
            self.theme, region, self.recording, IMAGE, output, self.limits, self.columns
        )

    def _output_mark(self, fall: parts.Waterfall, output: int) -> parts.Readout:
        """The digit that the output stands for, large, at the right."""
        source = self.source("classes", None, output)
        number = parts.Readout(self.theme, source, WHOLE, 1.3, self.theme.ink)
        return number.place(self.area.body.right - 0.6, fall.region.top - 0.9)

    def _say_product(self, fall: parts.Waterfall) -> None:
        j = self.first
        weight = self.source("weights", 1, self.winner, j)
        value, product = self.source("activations", 1, j), fall.sources[j]
        decimals = parts.fewest_decimals(
            lambda d: parts.agrees(
                parts.rounded(weight, d) * parts.rounded(value, d), parts.rounded(product, 2), 2
            ),
            2,
        )
        terms = [
            (weight, NumberFormat(decimals, signed=True)), "×", (value, NumberFormat(decimals)),
            "=", (product, NumberFormat(2, signed=True)),
        ]  # fmt: skip
        line = parts.Sentence(self.theme, terms, 0.42)
        line.numbers[2].set_fill(self.theme.signed(product.value))
        low = fall.point(0, 0)[1] - fall.region.bottom
        y = fall.region.bottom + 0.15 if low > 1.2 else fall.region.top - 0.5
        line.place(self.area.body.x, y, "centre")
        frame = parts.outline_of(
            self.theme,
            Region(
                self.columns[j] - 0.5 * fall.pitch, self.columns[j] + 0.5 * fall.pitch,
                fall.region.bottom, self.row_y + 0.62,
            ),
            self.theme.focus,
        )  # fmt: skip
        self.play(FadeIn(frame), FadeIn(line), run_time=0.6)
        self.product_line = VGroup(frame, line)

    def add_up(self) -> None:
        """Each bar begins where the one before it ends; with the bias they come to z."""
        fall, theme = self.fall, self.theme
        self.play(FadeOut(self.product_line), run_time=0.3)
        moves = [
            [bar.animate.move_to(fall.stacked(k)), FadeIn(step)]
            for k, (bar, step) in enumerate(zip(fall.bars[:-1], fall.steps[:-1], strict=True))
        ]
        self.play(*staggered(moves, overlap=0.6), run_time=3.6)
        bias = fall.bars[-1]
        name = self.say("bias", theme.bias, 0.36)
        self.bias_name = name.place(self.columns[-1] + 0.05, self.row_y - 0.12)
        last = fall.steps[-1]
        self.play(FadeIn(bias), FadeIn(self.bias_name), run_time=0.5)
        self.play(
            bias.animate.move_to(fall.stacked(len(fall.bars) - 1)), FadeIn(last), run_time=0.7
        )
        self.z_number = self._z_of(fall)
        self.play(FadeIn(self.z_number), run_time=0.5)
        self.score = self._score_of(fall, self.winner)
        self.play(FadeIn(self.score), run_time=0.6)

    def _z_of(self, fall: parts.Waterfall) -> parts.Readout:
        z = fall.sums[-1]
        number = parts.Readout(self.theme, z, NumberFormat(2, signed=True), 0.42, self.theme.focus)
        at = fall.point(fall.columns[-1] + 0.3 * fall.pitch + 0.15, z.value)
        return number.place(at[0], at[1] - 0.13, "left")

    def _score_of(self, fall: parts.Waterfall, output: int) -> VGroup:
        """The output neuron with its value, below the digit it stands for."""
        return VGroup()

    def runner_up(self) -> None:
        """The same for the next best, below."""

    def scores(self) -> None:
        """All outputs."""

    def answer(self) -> None:
        """What it says."""

    def failure(self) -> None:
        """A digit that it reads wrong."""

    def always(self) -> None:
        """How often it is right."""
