"""The trained network reads a digit: one neuron in full, all neurons, two outputs, the answer."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from manim import FadeIn, FadeOut, Transform

import network
from network.errors import LayerlightError
from scenes.animation.timing import staggered, within
from scenes.base import NetworkScene
from scenes.clips.inference.answers import Accuracy, AnsweredImage, find_failure, is_correct
from scenes.clips.inference.calculations import LargestProduct, NeuronSum, OutputTotal
from scenes.clips.inference.full_network import FullNetwork
from scenes.clips.inference.layout import InferenceLayout
from scenes.clips.inference.neuron_tiles import LargeNeuron, NeuronRow, NeuronTiles
from scenes.clips.inference.pixel_products import PixelProducts
from scenes.clips.inference.prepared_picture import PreparedPicture
from scenes.clips.inference.waterfall import Waterfall
from scenes.mobjects.images.grey_image import GreyImage, outline_of
from scenes.mobjects.images.heat_map import HeatScale
from scenes.mobjects.matrix.elided_matrix import Dimension
from scenes.provenance.source import Source
from scenes.style.frame import Region

__all__ = ["Inference"]

IMAGE = 0
MOST_HIDDEN = 20
"""Most hidden neurons for which there is room."""


class Inference(NetworkScene):
    """From pixels to an answer, and one answer that is wrong."""

    clip = "inference"
    recording: network.Inference
    shown_step = IMAGE

    def check(self, recording: Any) -> None:
        """Refuse anything but an inference by a network with one hidden layer."""
        sizes = tuple(getattr(recording, "layer_sizes", ()))
        kind = recording.metadata.get("kind")
        fits = len(sizes) == 3 and 2 <= sizes[1] <= MOST_HIDDEN and sizes[2] == 10
        if kind != "inference" or not fits:
            raise LayerlightError(
                f"{self.clip} draws how a network of 784, {MOST_HIDDEN} or fewer, and 10 neurons"
                f" reads an image, but this recording holds a {'-'.join(map(str, sizes))} {kind}:"
                " make one with `python -m network classify IMAGE --out FILE`"
            )
        self.require_bounded(recording, *recording.weights)
        self.require_answer(recording, IMAGE)
        self.first = int(recording.ranking[IMAGE, 0])
        self.winner = int(recording.predictions[IMAGE])
        self.runner = int(recording.runners_up[IMAGE])
        self.wrong = find_failure(recording, self.also["inference"])

    def setup(self) -> None:
        """Divide the frame; build the network and what several beats use."""
        super().setup()
        self.layout = InferenceLayout(self.area)
        limit = float(np.abs(self.recording.weights[0]).max())
        self.scale = HeatScale(self.theme, math.ceil(10 * limit) / 10)
        self.shape = tuple(self.recording.metadata["image_shape"])
        self.whole = self._network_reading(self.recording, IMAGE)
        self.sum = NeuronSum(self.theme, self.recording, IMAGE, self.first)
        self.image: Any = None

    def construct(self) -> None:
        """Play the beats in order."""
        if self.recording.metadata["pictures"][IMAGE]["preparation"] is not None:
            self.beat(self.preparation)
        self.beat(self.digit)
        self.beat(self.network, weights=self.source("layer_sizes", None, 0))
        self.beat(self.weights)
        self.beat(self.products)
        self.beat(self.squash)
        self.beat(self.hidden, hidden=self.source("layer_sizes", None, 1))
        answer = self.source("predicted_class")
        self.beat(self.contributions, answer=answer)
        self.beat(self.add_up)
        self.beat(self.runner_up, runner_up=self.source("classes", None, self.runner))
        self.beat(self.scores)
        self.beat(self.answer, answer=answer)
        for recording, image in self.wrong:
            label, answer = (Source(recording, key, image) for key in ("labels", "predicted_class"))
            self.beat(self.failure, label=label, answer=answer)
        self.beat(self.always)

    def _network_reading(self, recording: Any, image: int) -> FullNetwork:
        """Build the whole network with an image."""
        names = [self.words[f"{self.clip}.layers.{k}"] for k in ("input", "hidden", "output")]
        return FullNetwork(self.theme, self.layout.network, recording, image, names)

    # The beats, in order.

    def preparation(self) -> None:
        """Show the original picture, its ink, and the ink cut out, scaled and centred."""
        names = [self.words[f"{self.clip}.stages.{key}"] for key in ("picture", "ink", "image")]
        steps = PreparedPicture(self.theme, self.layout.pictures, self.recording, IMAGE, names)
        steps.play_on(self)
        self.image, self.frame = steps.image, steps.frames[2]

    def digit(self) -> None:
        """Show the image, large, and how many pixels it has."""
        theme, place = self.theme, self.layout.digit
        big = GreyImage(theme, place, self.source("activations", 0), self.shape)
        frame = outline_of(theme, place)
        if self.image is None:
            self.image, self.frame = big, frame
            self.play(FadeIn(big), FadeIn(frame), run_time=0.8)
        else:
            moves = [Transform(self.image, big), Transform(self.frame, frame)]
            self.play(*self.stage.clear(), *moves, run_time=1.0)
        rows, columns = (self.setting("image_shape", k) for k in (0, 1))
        em = 1.2 * theme.sizes.number
        down = Dimension(theme, place, "right", 0.18, rows, em)
        across = Dimension(theme, place, "above", 0.18, columns, em)
        self.play(*self.stage.show(down, across, start=0.0), run_time=0.5)

    def network(self) -> None:
        """Move the image to its place as the inputs, and show the network beside it."""
        whole, bars = self.whole, self.whole.bars
        self.play(
            *self.stage.clear(stop=0.4),
            Transform(self.image, whole.image.copy()),
            Transform(self.frame, whole.frame.copy()),
            *self.stage.show(whole.heads[0], start=0.6),
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
        self.stage.add(*whole.heads, *whole.fan, *whole.empty, *outputs)

    def weights(self) -> None:
        """Take one neuron: show the pixels, and its weight for each of them as a map."""
        theme, whole, word = self.theme, self.whole, self.words[f"{self.clip}.sum"]
        disc, cone = whole.empty[self.first], whole.lit_cone(self.first)
        ring = disc.animate.set_stroke(theme.focus, theme.sizes.focus_outline)
        self.play(ring, *self.stage.show(cone, start=0.0), run_time=0.8)
        self.wait(0.6)
        maps = self.maps = PixelProducts(
            theme, self.area.body, self.scale, self.recording, IMAGE, self.first, word,
            self.sum.number_format,
        )  # fmt: skip
        self.play(
            *self.stage.clear(stop=0.4),
            Transform(self.image, maps.image.copy()),
            Transform(self.frame, maps.frames[0].copy()),
            *self.stage.show(maps.names[0], start=0.6),
            run_time=1.2,
        )
        arriving = (maps.weights, maps.frames[1], maps.names[1], maps.bar, maps.bar.bar)
        self.play(*self.stage.show(*arriving, start=0.0), run_time=1.0)
        self.stage.add(self.image, self.frame, maps.frames[0])

    def products(self) -> None:
        """Multiply pixels by weights row by row; the sum so far moves along its line."""
        maps = self.maps
        self.kept = (maps.axis, maps.names[2], maps.frames[2], maps.dot)
        arriving = (maps.signs, maps.frames[2], maps.names[2], maps.axis)
        self.play(*self.stage.show(*arriving, start=0.0), run_time=0.8)
        maps.show_rows(0)
        frames = maps.row_frames()
        self.add(maps.products, maps.frames[2])  # frames lie above what they frame
        self.play(*map(FadeIn, (*frames, maps.dot, maps.word)), run_time=0.5)
        self.stage.add(maps.dot, maps.word)
        self.add(maps.total)
        self.play(*maps.scan(frames), run_time=5.6)
        maps.products.show(maps.products.mark.source)
        self.play(*map(FadeOut, frames), run_time=0.3)

    def squash(self) -> None:
        """Add the bias; the sigmoid turns the sum into the neuron's value."""
        maps, plot, z = self.maps, self.maps.plot, self.sum.terms[2]
        value = self.source("activations", 1, self.first)
        self._make_room()
        self._add_bias()
        curve = [plot.ceiling, plot.vertical, *plot.ticks[-3:], *plot.numbers[-3:], plot.curve]
        self.play(*self.stage.show(*curve, start=0.0), run_time=0.7)
        plumb = plot.plumb(z, value)
        maps.dot.mark = plot.dot(z, value, 0.0).mark
        self.play(plot.climb(maps.dot, z, value), *self.stage.show(plumb, start=0.0), run_time=1.0)
        centre = maps.neuron_place(z.value, wide=self.layout.wide, tall=self.layout.tall)
        neuron = self.neuron = LargeNeuron(self.theme, centre, value, self.first)
        names = self.stage.show(neuron.value, neuron.name, start=0.0)
        self.play(FadeIn(neuron.disc), *names, run_time=0.8)

    def _make_room(self) -> None:
        """Move the map of the products and the sum clear of the curve to come."""
        maps, line = self.maps, self.sum
        corner = self.layout.place_sum(line, maps.plot)
        self.remove(maps.total)
        mover = line.numbers[0].moved_from(maps.total)
        # If the sum is beside the map, it waits until the map has passed.
        stop, start = (1.0, 0.0) if maps.wide else (0.7, 0.35)
        self.play(
            *self.stage.clear(keep=self.kept, stop=0.4),
            *[within(move, 0.0, stop) for move in maps.move_products(corner)],
            within(Transform(mover, line.numbers[0].copy()), start, 1.0),
            run_time=1.2,
        )
        self.remove(mover)
        self.add(line.numbers[0])

    def _add_bias(self) -> None:
        """Move the dot by the bias, along an arrow of that length."""
        plot, dot, line = self.maps.plot, self.maps.dot, self.sum
        total, _, z = line.terms
        arrow = self.maps.bias_arrow(total, z)
        self.play(FadeIn(line.numbers[1]), FadeIn(arrow), run_time=0.7)
        self.play(
            dot.animate.move_to(plot.c2p(z.value, 0)),
            *[within(FadeIn(m), 0.5, 1.0) for m in (*line.words, line.numbers[2])],
            run_time=0.9,
        )
        self.stage.add(line)
        self.maps.put_dot(z)
        self.play(FadeOut(arrow), run_time=0.3)

    def hidden(self) -> None:
        """Show all hidden neurons: the same image, each with its own weights."""
        j, product = self.first, self.maps.products
        read = self.recording, IMAGE
        tiles = self.tiles = NeuronTiles(self.theme, self.area.body, self.scale, *read)
        self.play(
            *self.stage.clear(stop=0.3),
            within(Transform(product, tiles.maps[j].copy()), 0.25, 1.0),
            within(Transform(self.neuron.disc, tiles.discs[j].copy()), 0.3, 1.0),
            run_time=1.4,
        )
        self.remove(product, self.neuron.disc)
        self.add(tiles.maps[j], tiles.discs[j])
        others = [k for k in range(len(tiles.maps)) if k != j]
        tiles.show_weights(*others)
        arriving = [*[tiles.maps[k] for k in others], tiles.names, tiles.values[j]]
        self.play(*map(FadeIn, arriving), run_time=0.8)
        self.wait(0.3)
        self.play(*[tiles.multiply(k) for k in others], run_time=1.6)
        tiles.show_products(*others)
        filled = [[FadeIn(tiles.discs[k]), FadeIn(tiles.values[k])] for k in others]
        self.play(*staggered(filled, overlap=0.7), run_time=2.2)
        self.stage.add(*tiles.maps, *tiles.values, tiles.names)

    def contributions(self) -> None:
        """Multiply each value by its weight to the answer's output: a bar for or against it."""
        theme, tiles, layout = self.theme, self.tiles, self.layout
        columns = Waterfall.columns_in(layout.contributions, len(tiles.discs))
        row = self.row = NeuronRow(
            theme, columns, layout.row_level, self.recording, IMAGE, self.first, upright=layout.tall
        )
        fall = self.fall = self._waterfall(layout.contributions, self.winner, self.winner)
        self.play(
            *self.stage.clear(stop=0.25),
            *tiles.move_to_row(row),
            *self.stage.show(row.names, start=0.85),
            run_time=1.8,
        )
        self.remove(*tiles.discs)
        self.add(*row.discs)
        self.play(*map(FadeIn, fall.axis), run_time=0.6)
        self.play(*fall.grow(), run_time=2.4)
        self.top_product = LargestProduct(theme, fall, self.first, row.names, layout.network.left)
        self.play(FadeIn(self.top_product.frame), FadeIn(self.top_product.line), run_time=0.6)

    def _waterfall(self, region: Region, output: int, *outputs: int) -> Waterfall:
        """Build the bars of an output on a scale that holds those of all ``outputs``."""
        limits = Waterfall.limits_of(self.recording, IMAGE, list(outputs))
        return Waterfall(self.theme, region, self.recording, IMAGE, output, limits)

    def add_up(self) -> None:
        """Move each bar to where the one before it ends; with the bias, they add up to z."""
        fall = self.fall
        self.play(FadeOut(self.top_product.frame), FadeOut(self.top_product.line), run_time=0.3)
        self.play(*fall.pile_up(), run_time=3.4)
        name = self.say("bias", self.theme.bias, 0.36)
        fall.name_bias(name, self.row.discs[0])
        self.play(FadeIn(fall.bars[-1]), *self.stage.show(name, start=0.0), run_time=0.5)
        self._show_score(fall)

    def _show_score(self, fall: Waterfall) -> None:
        """Add the bias; show the sum, then the output."""
        self.play(*fall.add_bias(), run_time=0.9)
        self.wait(0.3)
        self.play(FadeIn(fall.disc), FadeIn(fall.score), run_time=0.6)

    def runner_up(self) -> None:
        """Shrink the winner's bars; show the same for the next best output below."""
        room, both = self.layout.contributions, (self.winner, self.runner)
        upper, lower = (room.split if self.fall.upright else room.columns)(1, 1, gap=0.3)
        fall, small = self.fall, self._waterfall(upper, self.winner, *both).stack()
        pairs = fall.pairs(small)
        self.play(
            *[within(FadeOut(m), 0.0, 0.4) for m in (fall.ticks, fall.numbers)],
            *[Transform(a, b.copy()) for a, b in pairs],
            *[within(FadeIn(m), 0.6, 1.0) for m in (small.ticks, small.numbers)],
            run_time=1.1,
        )
        self.remove(*[a for a, _ in pairs])
        self.add(*[b for _, b in pairs])
        other = self._waterfall(lower, self.runner, *both)
        self.play(*map(FadeIn, other.axis), run_time=0.5)
        self.play(*other.grow(), run_time=1.4)
        self.wait(0.5)
        self.play(*other.pile_up(), run_time=1.7)
        self.play(FadeIn(other.bars[-1]), run_time=0.3)
        self._show_score(other)
        self.stage.add(*small.mobjects, *other.mobjects)

    def scores(self) -> None:
        """Show all outputs, in the whole network."""
        whole, bars, row = self.whole, self.whole.bars, self.row
        moves = [Transform(a, b.copy()) for a, b in zip(row.discs, whole.discs, strict=True)]
        arriving = [whole.image, whole.frame, whole.fan, whole.edges, *whole.heads]
        self.play(
            *self.stage.clear(stop=0.4),
            *[within(move, 0.2, 0.9) for move in moves],
            *[within(FadeIn(m), 0.5, 1.0) for m in (*arriving, *bars.names, *bars.tracks)],
            run_time=1.5,
        )
        self.remove(*row.discs)
        self.add(*whole.discs)
        self.play(*bars.grow(), run_time=1.0)
        self.play(*map(FadeIn, bars.values), run_time=0.4)
        self.total = self._output_total(whole)
        change = within(FadeOut(whole.heads[2]), 0.0, 0.5), within(FadeIn(self.total), 0.5, 1.0)
        self.play(*change, run_time=0.8)

    def _output_total(self, whole: FullNetwork) -> OutputTotal:
        word = self.words[f"{self.clip}.together"]
        return OutputTotal(self.theme, whole, word, wide=self.layout.wide)

    def answer(self) -> None:
        """Point out the largest output, and the contributions along the edges into it."""
        self._point_out_answer(self.whole)

    def _point_out_answer(self, whole: FullNetwork) -> None:
        self.lit = whole.contributions(int(whole.recording.predictions[whole.number]))
        self.play(*whole.focus_on_answer(), *map(FadeIn, self.lit), run_time=0.8)
        if is_correct(whole.recording, whole.number) is False:
            word = self.say("label", self.theme.target, 0.36)
            self.play(*whole.point_out_label(word, self.area.body), FadeIn(word), run_time=0.6)
            self.lit.add(word)

    def failure(self) -> None:
        """Read another image with the same network, whose answer to it is wrong."""
        before, after = self.whole, self._network_reading(*self.wrong[0])
        old, new = before.bars, after.bars
        names = [name.animate.set_fill(self.theme.ink) for name in old.names]
        # The results for the first image disappear before the second image appears.
        gone = [*old.values, *old.bars, self.total, *self.lit]
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
        self.whole, self.total = after, self._output_total(after)
        self.play(*map(FadeIn, (*new.values, self.total)), run_time=0.5)
        self._point_out_answer(after)
        after.adopt_surroundings(before)

    def always(self) -> None:
        """Show the images with their answers, and the test accuracy."""
        whole, bars = self.whole, self.whole.bars
        accuracy = self.recording.metadata["network"].get("test_accuracy")
        read = [(self.recording, IMAGE), *self.wrong]
        places, room = self.layout.always(len(read), accuracy=bool(accuracy))
        answered = [
            AnsweredImage(self.theme, place, recording, image, self.words[f"{self.clip}.read_as"])
            for place, (recording, image) in zip(places, read, strict=True)
        ]
        *before, last = answered
        network = [*whole.heads[:2], self.total, whole.fan, whole.edges, *whole.discs]
        outputs = [*bars.names, *bars.tracks, *bars.bars, *bars.values, *self.lit]
        self.play(
            *[within(FadeOut(m), 0.0, 0.4) for m in (*network, *outputs)],
            Transform(whole.image, last.image.copy()),
            Transform(whole.frame, last.frame.copy()),
            *[within(FadeIn(m), 0.5, 1.0) for shown in before for m in (shown.image, shown.frame)],
            run_time=1.2,
        )
        self.play(*[FadeIn(shown.answer) for shown in answered], run_time=0.6)
        if accuracy:
            words = [self.words[f"{self.clip}.{key}"] for key in ("of", "tested")]
            figures = Accuracy(self.theme, room, self.recording, words, low=not self.layout.beside)
            self.play(*map(FadeIn, figures), run_time=0.7)
