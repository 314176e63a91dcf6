"""The trained network reads a digit: one neuron in full, all twenty, two outputs, the answer."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import numpy as np
from manim import Arrow, FadeIn, FadeOut, Transform, UpdateFromAlphaFunc

from network.errors import LayerlightError
from scenes.animation.timing import staggered, within
from scenes.base import NetworkScene
from scenes.clips.inference.full_network import FullNetwork
from scenes.clips.inference.neuron_tiles import NeuronRow, NeuronTiles, hidden_disc
from scenes.clips.inference.pixel_products import PixelProducts
from scenes.clips.inference.prepared_picture import PreparedPicture
from scenes.clips.inference.waterfall import Waterfall
from scenes.mobjects.graphing.sigmoid_plot import SigmoidPlot
from scenes.mobjects.images.grey_image import GreyImage, outline_of, square_in
from scenes.mobjects.images.heat_map import HeatMap, HeatScale
from scenes.mobjects.images.painting import Painting
from scenes.mobjects.matrix.elided_matrix import Dimension
from scenes.mobjects.network.output_bars import OutputBars
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.sentence import Sentence
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.relation import MOST_DECIMALS, Relation, choices, relate, sign, solve_or
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region

__all__ = ["Inference"]

IMAGE = 0
MOST_HIDDEN = 20
"""So many hidden neurons have room."""
DIMENSION = 0.95
"""Room for a number of pixels at the right of the image, in frame units."""
WHOLE, COUNT = NumberFormat(0), NumberFormat(0, grouped=True)
HUNDREDTHS, THOUSANDTHS = NumberFormat(2, signed=True), NumberFormat(3)
PERCENT = NumberFormat(2, percent=True)


class Inference(NetworkScene):
    """From pixels to an answer, and one answer that is wrong."""

    clip = "inference"

    def check(self, recording: Any) -> None:
        """Refuse what is not the reading of an image by a network with one hidden layer."""
        sizes = tuple(recording.layer_sizes)
        kind = recording.metadata.get("kind")
        fits = len(sizes) == 3 and 2 <= sizes[1] <= MOST_HIDDEN and sizes[2] == 10
        if kind != "inference" or not fits:
            raise LayerlightError(
                f"{self.clip} draws how a network of 784, {MOST_HIDDEN} or fewer, and 10 neurons"
                f" reads an image; this is a {'-'.join(map(str, sizes))} {kind}: make one with"
                " `python -m network classify IMAGE --out FILE`"
            )
        self.require_bounded(recording, *recording.weights)
        self.require_answer(recording, IMAGE)
        self.first = int(recording.ranking[IMAGE, 0])
        self.winner = int(recording.predictions[IMAGE])
        self.runner = int(recording.runners_up[IMAGE])
        self.wrong = self._find_failure()

    def _find_failure(self) -> tuple[Any, int] | None:
        """Find a further image that this same network reads wrong: here, or in what ships."""
        own, shipped = self.recording, self.also["inference"]
        found = [(own, image) for image in range(1, own.steps)]
        if own.metadata["network"]["digest"] == shipped.metadata["network"]["digest"]:
            found += [(shipped, image) for image in range(shipped.steps)]
        for recording, image in found:
            label = int(recording.labels[image])
            told = label in recording.metadata["classes"] and not recording.tied(image)
            if told and label != answer_of(recording, image):
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
        self.beat(self.add_up)
        self.beat(self.runner_up, runner_up=self.source("classes", None, self.runner))
        self.beat(self.scores)
        self.beat(self.answer, answer=answer)
        if self.wrong is not None:
            read = partial(Source, self.wrong[0], step=self.wrong[1])
            self.beat(self.failure, label=read("labels"), answer=read("predicted_class"))
        self.beat(self.always)

    # Where values come from, and where things stand.

    def source(self, quantity: str, layer: int | None = None, *index: Any) -> Source:
        """Name an entry of the recording of the image."""
        return Source(self.recording, quantity, IMAGE, layer, index)

    def size(self, layer: int) -> Source:
        """Name the number of neurons of a layer."""
        return Source(self.recording, "layer_sizes", index=(layer,))

    def say(self, key: str, colour: str | None = None, em: float | None = None) -> TextLine:
        """Set words of the clip."""
        theme, text = self.theme, self.words[f"{self.clip}.{key}"]
        return TextLine(theme, text, em or theme.sizes.caption, colour or theme.quiet)

    def place_regions(self) -> None:
        """Choose the scales, and draw up what comes back later."""
        limit = float(np.abs(self.recording.weights[0]).max())
        self.scale = HeatScale(self.theme, math.ceil(10 * limit) / 10)
        self.shape = tuple(self.recording.metadata["image_shape"])
        self.whole = self.network_reading(self.recording, IMAGE)
        self.tall = self.area.body.height > 1.2 * self.area.body.width
        self.image: Any = None
        last = self.recording.layer_sizes[0] - 1
        self.terms = (
            self.source("partial_sums", 0, self.first, last),
            self.source("biases", 0, self.first),
            self.source("z", 0, self.first),
        )
        total, bias, z = self.terms

        def with_bias(d: int) -> list[Relation]:
            terms = [(total, d), (bias, d)]
            return [relate("sum + bias = z", lambda a, b: a + b, terms, (z, d))]

        (decimals,) = solve_or((2,), "sum and bias", with_bias, choices(range(2, MOST_DECIMALS)))
        self.exact, self.with_bias = NumberFormat(decimals, signed=True), with_bias(decimals)

    def network_reading(self, recording: Any, image: int) -> FullNetwork:
        """Draw the whole network with an image."""
        names = [self.words[f"{self.clip}.layers.{k}"] for k in ("input", "hidden", "output")]
        body = self.area.body
        inside = Region(body.left + 0.03, body.right, body.bottom + 0.03, body.top)
        return FullNetwork(self.theme, inside, recording, image, names)

    # The beats, in order.

    def preparation(self) -> None:
        """The picture as it came, its ink, and the ink cut out, scaled and centred."""
        names = [self.words[f"{self.clip}.stages.{key}"] for key in ("picture", "ink", "image")]
        body = self.area.body
        room = Region(body.left + 0.03, body.right - 0.03, body.bottom + 0.03, body.top)
        stages = PreparedPicture(self.theme, room, self.recording, IMAGE, names)
        frames = stages.frames
        sheet = [stages.sheet] if stages.sheet else []
        self.play(
            *map(FadeIn, (stages.picture, frames[0], stages.names[0])),
            *[within(FadeIn(m), 0.5, 1.0) for m in sheet],
            run_time=0.7,
        )
        moving = stages.picture.copy()
        self.play(
            Transform(moving, stages.ink.copy()),
            *[within(FadeIn(m), 0.5, 1.0) for m in (frames[1], stages.names[1])],
            run_time=1.4,
        )
        self.remove(moving)
        self.add(stages.ink, frames[1])
        self.play(FadeIn(stages.box), run_time=0.5)
        cut = stages.cut.copy()
        landed = Painting(stages.target, stages.cut.colours)
        self.play(
            Transform(cut, landed),
            *[within(FadeIn(m), 0.3, 0.9) for m in (frames[2], stages.names[2])],
            run_time=1.2,
        )
        self.play(FadeIn(stages.image), run_time=0.5)
        self.remove(cut)
        self.image, self.frame = stages.image, frames[2]
        self.leaving = [stages.picture, stages.ink, *frames[:2], *stages.names, stages.box, *sheet]

    def digit(self) -> None:
        """The image, large, and how many pixels it has."""
        theme, body = self.theme, self.area.body
        em = 1.2 * theme.sizes.number
        room = body.below(body.top - 0.45)
        side = min(room.height, room.width - DIMENSION - 0.03)
        x = min(room.x, room.right - DIMENSION - side / 2)
        place = square_in(Region(x - side / 2, x + side / 2, room.bottom, room.top))
        big = GreyImage(theme, place, self.source("activations", 0), self.shape)
        frame = outline_of(theme, place)
        if self.image is None:
            self.image, self.frame = big, frame
            self.play(FadeIn(big), FadeIn(frame), run_time=0.8)
        else:
            moves = [Transform(self.image, big), Transform(self.frame, frame)]
            self.play(*[within(FadeOut(m), 0.0, 0.5) for m in self.leaving], *moves, run_time=1.0)
        sides = [Source(self.recording, "setting", index=("image_shape", k)) for k in (0, 1)]
        right, above = place.right + 0.18, place.top + 0.18
        down = Dimension(
            theme, (right, place.top, 0), (right, place.bottom, 0), sides[0], "right", em
        )
        across = Dimension(
            theme, (place.left, above, 0), (place.right, above, 0), sides[1], "above", em
        )
        self.play(FadeIn(down), FadeIn(across), run_time=0.5)
        self.leaving = [down, across]

    def network(self) -> None:
        """The image takes its place as the inputs; the network stands beside it."""
        whole, bars = self.whole, self.whole.bars
        self.play(
            *[within(FadeOut(m), 0.0, 0.4) for m in self.leaving],
            Transform(self.image, whole.image.copy()),
            Transform(self.frame, whole.frame.copy()),
            within(FadeIn(whole.heads[0]), 0.6, 1.0),
            run_time=1.1,
        )
        fan = zip(whole.fan, whole.empty, strict=True)
        self.play(
            *staggered([[FadeIn(cone), FadeIn(disc)] for cone, disc in fan], overlap=0.85),
            FadeIn(whole.heads[1]),
            run_time=1.6,
        )
        outputs = (whole.heads[2], whole.edges, *bars.names, *bars.tracks)
        self.play(*map(FadeIn, outputs), run_time=0.9)

    def weights(self) -> None:
        """One neuron in full: the pixels, and its weight for each of them as a map."""
        theme, whole, bars = self.theme, self.whole, self.whole.bars
        disc, cone = whole.empty[self.first], whole.lit_cone(self.first)
        ring = disc.animate.set_stroke(theme.focus, theme.sizes.focus_outline)
        self.play(ring, FadeIn(cone), run_time=0.8)
        self.wait(0.6)
        word = self.words[f"{self.clip}.sum"]
        maps = PixelProducts(
            theme, self.area.body, self.scale, self.recording, IMAGE, self.first, word, self.exact
        )
        self.maps = maps
        leaving = [
            cone,
            *whole.heads, *whole.fan, *whole.empty, whole.edges, *bars.names, *bars.tracks,
        ]  # fmt: skip
        self.play(
            *[within(FadeOut(m), 0.0, 0.4) for m in leaving],
            Transform(self.image, maps.image.copy()),
            Transform(self.frame, maps.frames[0].copy()),
            within(FadeIn(maps.names[0]), 0.6, 1.0),
            run_time=1.2,
        )
        arriving = (maps.weights, maps.frames[1], maps.names[1], maps.bar, maps.bar.bar)
        self.play(*map(FadeIn, arriving), run_time=1.0)

    def products(self) -> None:
        """Row by row, pixels times weights; the sum so far moves along its line."""
        maps = self.maps
        self.play(
            *map(FadeIn, (maps.signs, maps.frames[2], maps.names[2], maps.axis)), run_time=0.8
        )
        maps.show_rows(0)
        frames = maps.row_frames()
        self.add(maps.products, maps.frames[2])  # frames lie on what they frame
        arriving = (*frames, maps.dot, maps.word)
        self.play(*map(FadeIn, arriving), run_time=0.5)
        self.add(maps.total)
        self.play(*maps.scan(frames), run_time=5.6)
        maps.products.show(maps.products.mark.source)
        self.play(*map(FadeOut, frames), run_time=0.3)

    def squash(self) -> None:
        """The bias is added, and the sigmoid makes the sum the neuron's value."""
        theme, maps, plot = self.theme, self.maps, self.maps.plot
        j = self.first
        total, _, z = self.terms
        value = self.source("activations", 1, j)
        corner, line = self._products_and_sum()
        self.remove(maps.total)
        mover = line.numbers[0].moved_from(maps.total)
        leaving = [
            self.image, self.frame, maps.weights, *maps.frames[:2], *maps.names[:2], maps.signs,
            maps.bar, maps.bar.bar, maps.word,
        ]  # fmt: skip
        there = HeatMap(self.scale, corner, self.shape, maps.products.mark.source)
        moves = [
            Transform(maps.products, there),
            Transform(maps.frames[2], outline_of(theme, corner)),
            maps.names[2].animate.move_to([corner.x, corner.top + 0.34, 0]),
        ]
        # Where the sum stands beside the map, it lets that pass.
        first, second = (1.0, 0.0) if maps.wide else (0.7, 0.35)
        self.play(
            *[within(FadeOut(m), 0.0, 0.4) for m in leaving],
            *[within(move, 0.0, first) for move in moves],
            within(Transform(mover, line.numbers[0].copy()), second, 1.0),
            run_time=1.2,
        )
        self.remove(mover)
        self.add(line.numbers[0])
        self._add_bias(line, total, z)
        rest = [plot.ceiling, plot.vertical, *plot.ticks[-3:], *plot.numbers[-3:], plot.curve]
        self.play(*map(FadeIn, rest), run_time=0.7)
        plumb = plot.plumb(z, value)
        maps.dot.mark = plot.dot(z, value, 0.0).mark
        self.play(plot.climb(maps.dot, z, value), FadeIn(plumb), run_time=1.0)
        told = self._neuron_beside(plot, z, value)
        self.play(*map(FadeIn, (self.neuron, *told)), run_time=0.8)
        self.leaving = [
            *rest, maps.axis, maps.dot, plumb, line, *told, maps.names[2], maps.frames[2],
        ]  # fmt: skip

    def _products_and_sum(self) -> tuple[Region, Sentence]:
        """Give where the map of the products goes, and set the sum below it.

        Both stand where the curve to come is not: left of its rise, or above the plot.
        """
        body, plot, line = self.area.body, self.maps.plot, self._sum_with_bias(*self.terms)
        if self.tall:
            foot = plot.get_top()[1] + 1.0
            room = Region(body.left, body.right, foot, body.top - 0.6)
            corner = square_in(room)
            return corner, line.place(body.x, corner.bottom - 0.6, "centre")
        left, top, free = plot.left + 0.5, plot.top - 0.85, plot.c2p(0, 0)[0] - plot.left
        side = 2.5 if self.area.wide else min(free - 0.9, 0.46 * plot.height)
        corner = Region(left, left + side, top - side, top)
        line.place(left, corner.bottom - 0.55)
        _, share = plot.p2c(line.get_bottom())
        curve = plot.c2p(math.log(share / (1 - share)), share)[0]
        return corner, line if line.get_right()[0] < curve - 0.25 else line.break_before(2)

    def _sum_with_bias(self, total: Source, bias: Source, z: Source) -> Sentence:
        terms = [(total, self.exact), (bias, self.exact), "=", (z, self.exact)]
        line = Sentence(self.theme, terms, 0.46, relations=self.with_bias)
        line.numbers[1].set_fill(self.theme.bias)
        line.numbers[2].set_fill(self.theme.focus)
        return line

    def _add_bias(self, line: Sentence, total: Source, z: Source) -> None:
        """Move the dot by the bias, along an arrow as long as that."""
        theme, plot, dot = self.theme, self.maps.plot, self.maps.dot
        lift = np.array([0.0, 0.22, 0.0])
        arrow = Arrow(
            plot.c2p(total.value, 0) + lift, plot.c2p(z.value, 0) + lift, buff=0,
            color=theme.bias, stroke_width=6, tip_length=0.16,
            max_tip_length_to_length_ratio=0.5, max_stroke_width_to_length_ratio=100,
        )  # fmt: skip
        self.play(FadeIn(line.numbers[1]), FadeIn(arrow), run_time=0.7)
        rest = [FadeIn(m) for m in (*line.words, line.numbers[2])]
        self.play(
            dot.animate.move_to(plot.c2p(z.value, 0)),
            *[within(a, 0.5, 1.0) for a in rest],
            run_time=0.9,
        )
        self.maps.put_dot(z)
        self.play(FadeOut(arrow), run_time=0.3)

    def _neuron_beside(self, plot: SigmoidPlot, z: Source, value: Source) -> list[Any]:
        """The neuron with its value, where neither curve nor dot is."""
        theme, radius = self.theme, 0.72
        places = (0.62, 0.34) if self.area.wide else (0.73, 0.38)
        far = max(places, key=lambda share: abs(share * plot.reach - z.value))
        # Left of the curve, where there is nothing else, it needs no choice.
        centre = plot.c2p(*((-0.5 * plot.reach, 0.6) if self.tall else (far * plot.reach, 0.42)))
        self.neuron = hidden_disc(theme, value, centre, radius)
        number = Readout(theme, value, THOUSANDTHS, 0.48, theme.on_activation(value.value))
        name = Formula(theme, f"h_{self.first + 1} = sigma(z)", theme.sizes.formula, theme.ink)
        return [number.centre_on(centre), name.move_to(centre + np.array([0, radius + 0.4, 0]))]

    def hidden(self) -> None:
        """All hidden neurons: the same image, each with weights of its own."""
        theme, j = self.theme, self.first
        tiles = NeuronTiles(theme, self.area.body, self.scale, self.recording, IMAGE)
        self.tiles = tiles
        product = self.maps.products
        self.play(
            *[within(FadeOut(m), 0.0, 0.3) for m in self.leaving],
            within(Transform(product, tiles.maps[j].copy()), 0.25, 1.0),
            within(Transform(self.neuron, tiles.discs[j].copy()), 0.3, 1.0),
            run_time=1.4,
        )
        self.remove(product, self.neuron)
        self.add(tiles.maps[j], tiles.discs[j])
        others = [k for k in range(len(tiles.maps)) if k != j]
        weights = {k: self.source("weights", 0, k).values for k in others}
        products = {k: tiles.maps[k].mark.source.values for k in others}
        for k in others:
            tiles.maps[k].picture(weights[k])
        arriving = [*[tiles.maps[k] for k in others], tiles.names, tiles.values[j]]
        self.play(*map(FadeIn, arriving), run_time=0.8)
        self.wait(0.3)

        def multiply(drawn: HeatMap, share: float, k: int) -> None:
            drawn.picture(weights[k] + (products[k] - weights[k]) * share)

        self.play(
            *[UpdateFromAlphaFunc(tiles.maps[k], partial(multiply, k=k)) for k in others],
            run_time=1.6,
        )
        for k in others:
            tiles.maps[k].show(tiles.maps[k].mark.source)
        filled = [[FadeIn(tiles.discs[k]), FadeIn(tiles.values[k])] for k in others]
        self.play(*staggered(filled, overlap=0.7), run_time=2.2)

    def contributions(self) -> None:
        """Each value times its weight to the answer: a bar, for it or against it."""
        tiles, body = self.tiles, self.area.body
        left, top, level = body.left, body.top - 1.06, body.top - 0.66
        if self.tall:  # bars lie, beside a column of neurons
            left, top, level = body.left + 1.2, body.top, body.left + 0.9
        self.stage = Region(left, body.right, body.bottom + 0.05, top)
        columns = Waterfall.columns_in(self.stage, len(tiles.discs))
        row = NeuronRow(
            self.theme, columns, level, self.recording, IMAGE, self.first, upright=self.tall
        )
        self.row = row
        fall = self.fall = self._waterfall(self.stage, self.winner, [self.winner])
        leaving = [*tiles.maps, *tiles.values, tiles.names]
        moves = [Transform(a, b.copy()) for a, b in zip(tiles.discs, row.discs, strict=True)]
        # Row by row, so that none passes over another.
        rows = [moves[k : k + tiles.across] for k in range(0, len(moves), tiles.across)]
        self.play(
            *[within(FadeOut(m), 0.0, 0.25) for m in leaving],
            *staggered(rows, overlap=0.45, start=0.1, stop=0.9),
            within(FadeIn(row.names), 0.85, 1.0),
            run_time=1.8,
        )
        self.remove(*tiles.discs)
        self.add(*row.discs)
        self.play(*map(FadeIn, (fall.zero, fall.ticks, fall.numbers, fall.digit)), run_time=0.6)
        self.play(*fall.grow(), run_time=2.4)
        frame, line = self._one_product(fall)
        self.play(FadeIn(frame), FadeIn(line), run_time=0.6)
        self.leaving = [frame, line]

    def _waterfall(self, region: Region, output: int, outputs: list[int]) -> Waterfall:
        """Draw the bars of an output on a scale that holds those of some outputs."""
        recording = self.recording
        values = np.concatenate(
            [
                recording.partial_sums[1][IMAGE, outputs].ravel(),
                recording.products[1][IMAGE, outputs].ravel(),
                recording.z[1][IMAGE, outputs],
                recording.biases[1][outputs],
                [0.0],
            ]
        )
        room = 0.03 * float(np.ptp(values))
        limits = (float(values.min()) - room, float(values.max()) + room)
        return Waterfall(self.theme, region, recording, IMAGE, output, limits)

    def _one_product(self, fall: Waterfall) -> tuple[Any, Sentence]:
        """The largest contribution as a calculation, and a frame around its column."""
        j = self.first
        weight, value = self.source("weights", 1, self.winner, j), self.source("activations", 1, j)
        product = fall.sources[j]

        def relations(d: int) -> list[Relation]:
            factors, result = [(value, d), (weight, d)], (product, HUNDREDTHS.decimals)
            return [relate("value · weight", lambda a, b: a * b, factors, result)]

        candidates = choices(range(2, MOST_DECIMALS))
        (decimals,) = solve_or((2,), "value times weight", relations, candidates)
        terms = [
            (value, NumberFormat(decimals)), "×", (weight, NumberFormat(decimals, signed=True)),
            "=", (product, HUNDREDTHS),
        ]  # fmt: skip
        line = Sentence(self.theme, terms, 0.46, relations=relations(decimals))
        line.numbers[2].set_fill(self.theme.signed(product.value))
        half, names = fall.pitch / 2, self.row.names
        if not fall.upright:
            line.place(
                self.area.body.left + 0.03 + line.width / 2, fall.region.bottom + 0.4, "centre"
            )
            right = max(bar.get_right()[0] for bar in (fall.zero, fall.bars[j])) + 0.12
            left = min(name.get_left()[0] for name in names) - 0.1
            half += 0.04  # the index hangs low
            row = Region(left, right, fall.columns[j] - half, fall.columns[j] + half)
            return outline_of(self.theme, row, self.theme.focus), line
        free = fall.region.top - max(bar.get_top()[1] for bar in fall.bars[:-1])
        level = fall.region.top - 0.6 if free > 1.0 else fall.region.bottom + 0.1
        line.place(self._beside_frame(fall, line.width), level, "centre")
        bars = (fall.c2p(0, 0)[1], fall.c2p(0, product.value)[1])
        top = max(name.get_top()[1] for name in names) + 0.1
        column = Region(fall.columns[j] - half, fall.columns[j] + half, min(bars) - 0.12, top)
        return outline_of(self.theme, column, self.theme.focus), line

    def _beside_frame(self, fall: Waterfall, width: float) -> float:
        """Give where a line of a width stands in the middle, or beside the frame that is there."""
        middle, framed = (fall.columns[0] + fall.columns[-1]) / 2, fall.columns[self.first]
        clear, half = width / 2 + fall.pitch, width / 2
        if abs(middle - framed) >= clear:
            return middle
        inside = [
            x
            for x in (framed - clear, framed + clear)
            if fall.region.left + half <= x <= fall.region.right - half
        ]
        return min(inside, key=lambda x: abs(x - middle), default=middle)

    def add_up(self) -> None:
        """Each bar begins where the one before it ends; with the bias they come to z."""
        fall, theme = self.fall, self.theme
        self.play(*map(FadeOut, self.leaving), run_time=0.3)
        self._stack(fall, 3.4)
        self.bias_name = self.say("bias", theme.bias, 0.36)
        if fall.upright:
            self.bias_name.place(fall.columns[-1] + 0.12, self.row.discs[0].get_y() - 0.1)
        else:
            right = self.row.discs[0].get_right()[0]
            self.bias_name.place(right, fall.columns[-1] - 0.1, "right")
        bias = fall.bars[-1]
        self.play(FadeIn(bias), FadeIn(self.bias_name), run_time=0.5)
        self._to_the_score(fall)

    def _stack(self, fall: Waterfall, run_time: float) -> None:
        pairs = enumerate(zip(fall.bars[:-1], fall.steps[:-1], strict=True))
        moves = [[bar.animate.move_to(fall.stacked(k)), FadeIn(step)] for k, (bar, step) in pairs]
        self.play(*staggered(moves, overlap=0.6), run_time=run_time)

    def _to_the_score(self, fall: Waterfall) -> None:
        last = len(fall.bars) - 1
        self.play(
            fall.bars[last].animate.move_to(fall.stacked(last)),
            within(FadeIn(fall.steps[last]), 0.5, 1.0),
            within(FadeIn(fall.total), 0.6, 1.0),
            run_time=0.9,
        )
        self.wait(0.3)
        self.play(FadeIn(fall.disc), FadeIn(fall.score), run_time=0.6)

    def runner_up(self) -> None:
        """The winner's bars make room; below, the same for the next best."""
        halves = self.stage.split if self.fall.upright else self.stage.columns
        upper, lower = halves(1, 1, gap=0.3)
        both = [self.winner, self.runner]
        fall, small = self.fall, self._waterfall(upper, self.winner, both).stack()
        pairs = [
            *zip(fall.bars, small.bars, strict=True), *zip(fall.steps, small.steps, strict=True),
            (fall.zero, small.zero), (fall.total, small.total), (fall.digit, small.digit),
            (fall.disc, small.disc), (fall.score, small.score),
        ]  # fmt: skip
        self.play(
            *[within(FadeOut(m), 0.0, 0.4) for m in (fall.ticks, fall.numbers)],
            *[Transform(a, b.copy()) for a, b in pairs],
            *[within(FadeIn(m), 0.6, 1.0) for m in (small.ticks, small.numbers)],
            run_time=1.1,
        )
        self.remove(*[a for a, _ in pairs])
        self.add(*[b for _, b in pairs])
        other = self._waterfall(lower, self.runner, both)
        self.play(*map(FadeIn, (other.zero, other.ticks, other.numbers, other.digit)), run_time=0.5)
        self.play(*other.grow(), run_time=1.4)
        self.wait(0.5)
        self._stack(other, 1.7)
        self.play(FadeIn(other.bars[-1]), run_time=0.3)
        self._to_the_score(other)
        self.falls = (small, other)

    def scores(self) -> None:
        """All outputs, in the whole network."""
        whole, bars, row = self.whole, self.whole.bars, self.row
        leaving = [row.names, self.bias_name]
        for fall in self.falls:
            leaving += [fall, *fall.steps, fall.total, fall.digit, fall.disc, fall.score]
        moves = [Transform(a, b.copy()) for a, b in zip(row.discs, whole.discs, strict=True)]
        arriving = [
            whole.image, whole.frame, whole.fan, whole.edges, *whole.heads, *bars.names,
            *bars.tracks,
        ]  # fmt: skip
        self.play(
            *[within(FadeOut(m), 0.0, 0.4) for m in leaving],
            *[within(move, 0.2, 0.9) for move in moves],
            *[within(FadeIn(m), 0.5, 1.0) for m in arriving],
            run_time=1.5,
        )
        self.remove(*row.discs)
        self.add(*whole.discs)
        self.play(*bars.grow(), run_time=1.0)
        self.play(*map(FadeIn, bars.values), run_time=0.4)
        self.together = self._all_together(whole)
        change = (FadeOut(whole.heads[2]), 0.0, 0.5), (FadeIn(self.together), 0.5, 1.0)
        self.play(*[within(*part) for part in change], run_time=0.8)

    def _all_together(self, whole: FullNetwork) -> Sentence:
        """Say what all outputs come to, in the place of their head."""
        total = Source(whole.recording, "output_sums", index=(whole.number,))
        words = self.words[f"{self.clip}.together"]
        # No more decimals than the printed outputs, added by hand, agree with.
        outputs = [value.source for value in whole.bars.values]
        terms = [(output, THOUSANDTHS.decimals) for output in outputs]

        def relations(d: int) -> list[Relation]:
            return [relate("sum of outputs", lambda *found: sum(found), terms, (total, d))]

        fewer = [(d,) for d in range(THOUSANDTHS.decimals, -1, -1)]
        (decimals,) = solve_or((0,), "the sum of the outputs", relations, fewer)
        head, bars = whole.heads[2], whole.bars
        pieces = [words, (total, NumberFormat(decimals))]
        found = relations(decimals)
        if sign(found) != "=":
            pieces.insert(1, sign(found))
        line = Sentence(self.theme, pieces, head.em)
        line.numbers[0].relations = tuple(found) if sign(found) == "=" else ()
        line.place(head.get_x(), head.numbers[0].baseline, "centre")
        if not (self.area.wide or whole.down):  # clear of the head before it
            line.shift([bars.get_right()[0] - line.get_right()[0], 0, 0])
        return line

    def answer(self) -> None:
        """The largest output is the answer; what went along the edges into it."""
        self._tell(self.whole)

    def _tell(self, whole: FullNetwork) -> None:
        theme, bars, recording = self.theme, whole.bars, whole.recording
        winner = int(recording.predictions[whole.number])
        lit = whole.contributions(winner)
        self.play(
            bars.bars[winner].animate.set_fill(theme.focus),
            *[m.animate.set_fill(theme.focus) for m in (bars.names[winner], bars.values[winner])],
            *map(FadeIn, lit),
            run_time=0.8,
        )
        self.lit = lit
        label = int(recording.labels[whole.number])
        if label in recording.metadata["classes"] and label != answer_of(recording, whole.number):
            self._tell_label(bars, recording.metadata["classes"].index(label))

    def _tell_label(self, bars: OutputBars, label: int) -> None:
        """Point out the digit that it is, where that is not the answer."""
        target = self.theme.target
        lit = [bars.names[label], bars.values[label], bars.bars[label]]
        word = self.say("label", target, 0.36)
        bar, value = bars.bars[label], bars.values[label]
        if self.whole.down:
            half = word.width / 2
            body = self.area.body
            x = min(max(bar.get_x(), body.left + half), body.right - half)
            word.place(x, value.baseline - 0.45)
        else:
            word.place(bar.get_right()[0] + 0.15, value.baseline, "left")
        self.play(*[m.animate.set_fill(target) for m in lit], FadeIn(word), run_time=0.6)
        self.lit.add(word)

    def failure(self) -> None:
        """Another image, through the same network: its answer is wrong."""
        recording, image = self.wrong
        before, after = self.whole, self.network_reading(recording, image)
        old, new = before.bars, after.bars
        names = [name.animate.set_fill(self.theme.ink) for name in old.names]
        # What the other image gave goes before this one comes.
        gone = [*old.values, *old.bars, self.together, *self.lit]
        empty = [Transform(a, b.copy()) for a, b in zip(before.discs, after.empty, strict=True)]
        self.play(*map(FadeOut, gone), *names, *empty, run_time=0.6)
        self.remove(*before.discs, *old.names, *old.tracks)
        self.add(*after.empty, *new.tracks, *new.names)
        self.play(Transform(before.image, after.image.copy()), run_time=0.9)
        self.remove(before.image, before.frame)
        self.add(after.image, before.frame)
        self.play(*staggered([FadeIn(disc) for disc in after.discs], overlap=0.8), run_time=1.4)
        self.remove(*after.empty)
        self.play(*new.grow(), run_time=0.9)
        together = self._all_together(after)
        self.play(*map(FadeIn, (*new.values, together)), run_time=0.5)
        self._tell(after)
        # The rest is the same for every image, and stays.
        after.frame, after.fan, after.edges = before.frame, before.fan, before.edges
        after.heads = before.heads
        self.whole, self.together = after, together

    def always(self) -> None:
        """The images and their answers; how many of all test images are read right."""
        theme, body, whole = self.theme, self.area.body, self.whole
        bars = whole.bars
        accuracy = self.recording.metadata["network"].get("test_accuracy")
        read = [(self.recording, IMAGE)] + ([self.wrong] if self.wrong else [])
        beside = body.width > 1.8 * body.height
        halves = partial(body.columns, 0.58, 0.42) if beside else partial(body.split, 0.66, 0.34)
        left, right = halves(gap=0.4) if accuracy else (body, body)
        gap = 0.5
        most = 3.6 if beside else left.height - 1.1
        side = min((left.width - 0.1 - gap * (len(read) - 1)) / len(read), most)
        start = left.x - (len(read) * side + gap * (len(read) - 1)) / 2
        places = [
            Region(x, x + side, left.y - side / 2 + 0.35, left.y + side / 2 + 0.35)
            for x in (start + k * (side + gap) for k in range(len(read)))
        ]
        images = [
            GreyImage(theme, place, Source(recording, "activations", image, 0), self.shape)
            for place, (recording, image) in zip(places, read, strict=True)
        ]
        frames = [outline_of(theme, place) for place in places]
        said = [self._said(*which, place) for which, place in zip(read, places, strict=True)]
        leaving = [
            *whole.heads[:2], self.together, whole.fan, whole.edges, *whole.discs, *bars.names,
            *bars.tracks, *bars.bars, *bars.values, *self.lit,
        ]  # fmt: skip
        self.play(
            *[within(FadeOut(m), 0.0, 0.4) for m in leaving],
            Transform(whole.image, images[-1].copy()),
            Transform(self.whole.frame, frames[-1].copy()),
            *[within(FadeIn(m), 0.5, 1.0) for m in (*images[:-1], *frames[:-1])],
            run_time=1.2,
        )
        self.play(*map(FadeIn, said), run_time=0.6)
        if accuracy:
            share = Source(self.recording, "setting", index=("network", "test_accuracy"))
            em = 1.3 if beside else 1.6
            number = Readout(theme, share, PERCENT, em, theme.focus)
            lower = 0.0 if beside else 0.35
            number.place(right.x, right.y + 0.3 - lower)
            tested = Source(self.recording, "setting", index=("network", "test_images"))
            words = [self.words[f"{self.clip}.{key}"] for key in ("of", "tested")]
            line = Sentence(theme, [words[0], (tested, COUNT), words[1]], 0.4)
            line.place(right.x, right.y - 0.55 - lower, "centre")
            self.play(FadeIn(number), FadeIn(line), run_time=0.7)

    def _said(self, recording: Any, image: int, place: Region) -> Sentence:
        """Say what an image was read as, below it."""
        answer = Source(recording, "predicted_class", image)
        line = Sentence(self.theme, [self.words[f"{self.clip}.read_as"], (answer, WHOLE)], 0.56)
        label = int(recording.labels[image])
        if label in recording.metadata["classes"]:
            right = label == answer_of(recording, image)
            line.numbers[0].set_fill(self.theme.focus if right else self.theme.cost)
        return line.place(place.x, place.bottom - 0.62, "centre")


def answer_of(recording: Any, image: int) -> int:
    """Give the digit that an image was read as."""
    return recording.metadata["classes"][int(recording.predictions[image])]
