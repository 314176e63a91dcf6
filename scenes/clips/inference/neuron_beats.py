"""Beats from the image to the values of the first hidden layer."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import FadeIn, FadeOut, Polygon, Transform, UpdateFromAlphaFunc, linear

from scenes.animation.timing import staggered, within
from scenes.clips.inference.full_network import fitted
from scenes.clips.inference.lone_neuron import LoneNeuron
from scenes.clips.inference.neuron_tiles import MOST_TILES, LargeNeuron, NeuronTiles
from scenes.clips.inference.pixel_probe import PixelProbe
from scenes.clips.inference.pixel_products import PixelProducts
from scenes.clips.inference.prepared_picture import PreparedPicture
from scenes.clips.inference.reading_scene import ReadingScene
from scenes.mobjects.images.grey_image import GreyImage, outline_of
from scenes.mobjects.matrix.elided_matrix import Dimension

__all__ = ["NeuronBeats"]


class NeuronBeats(ReadingScene):
    """One neuron of the first hidden layer in full, then all of them."""

    kept: tuple[Any, ...]
    neuron: LargeNeuron
    lone: LoneNeuron

    def preparation(self) -> None:
        """Show the original picture, its ink, and the ink cut out, scaled and centred."""
        names = [self.words[f"{self.clip}.stages.{key}"] for key in ("picture", "ink", "image")]
        region = self.layout.pictures
        steps = PreparedPicture(self.theme, region, self.recording, self.shown_step, names)
        steps.play_on(self)
        self.image, self.frame = steps.image, steps.frames[2]

    def large_image(self) -> tuple[GreyImage, Any]:
        """Return the image as the clip begins with it, and its frame."""
        place = fitted(self.layout.digit, self.reading.shape)
        pixels = self.reading.of("activations", 0)
        return GreyImage(self.theme, place, pixels, self.reading.shape), outline_of(
            self.theme, place
        )

    def digit(self) -> None:
        """Show the image, large, how many pixels it has, and the numbers of two."""
        theme, (big, frame) = self.theme, self.large_image()
        place = big.region
        if len(self.stage):  # it was prepared on screen
            moves = [Transform(self.image, big), Transform(self.frame, frame)]
            self.play(*self.stage.clear(), *moves, run_time=1.0)
        rows, columns = (self.setting("image_shape", k) for k in (0, 1))
        em = 1.2 * theme.sizes.number
        down = Dimension(theme, place, "right", 0.18, rows, em)
        across = Dimension(theme, place, "above", 0.18, columns, em)
        self.play(*self.stage.show(down, across, start=0.0), run_time=0.5)
        words = [self.words[f"{self.clip}.{key}"] for key in ("darkest", "brightest")]
        probe = PixelProbe(theme, place, self.reading, self.area.body, words)
        for frame, value in zip(probe.frames, probe.values, strict=True):
            self.play(*self.stage.show(frame, value, start=0.0), run_time=0.6)
            self.wait(0.9)

    def network(self) -> None:
        """Move the image to its place as the inputs, and show the network beside it."""
        whole, bars = self.whole, self.whole.bars
        self.play(
            *self.stage.clear(stop=0.3),
            within(Transform(self.image, whole.image.copy()), 0.1, 1.0),
            within(Transform(self.frame, whole.frame.copy()), 0.1, 1.0),
            *self.stage.show(whole.heads[0], start=0.6),
            run_time=1.0,
        )
        fan = zip(whole.fan, whole.empty[0], strict=True)
        self.play(
            *staggered([[FadeIn(cone), FadeIn(disc)] for cone, disc in fan], overlap=0.85),
            FadeIn(whole.heads[1]),
            run_time=1.6,
        )
        later = [disc for discs in whole.empty[1:] for disc in discs]
        outputs = (whole.heads[2], whole.between, whole.edges, *bars.frames)
        self.play(*map(FadeIn, (*later, *outputs)), run_time=0.9)
        self.stage.add(*whole.heads, *whole.fan, *whole.empty[0], *later, *outputs)

    def weights(self) -> None:
        """Take one neuron: its cone of weights unfolds into a map, pixel for pixel."""
        theme, whole, word = self.theme, self.whole, self.words[f"{self.clip}.sum"]
        disc, cone = whole.empty[0][whole.place_of(self.first)], whole.lit_cone(self.first)
        ring = disc.animate.set_stroke(theme.focus, theme.sizes.focus_outline)
        self.play(ring, FadeIn(cone), run_time=0.6)
        maps = self.maps = PixelProducts(
            theme, self.area.body, self.scale, self.reading, self.first,
            (word, self.words[f"{self.clip}.clipped"]), self.sum.number_format,
        )  # fmt: skip
        lone = self.lone = LoneNeuron(theme, maps)
        self.play(
            *self.stage.clear(keep=[disc], stop=0.5),
            Transform(self.image, maps.image.copy()),
            Transform(self.frame, maps.frames[0].copy()),
            Transform(cone, lone.cone.copy()),
            Transform(disc, lone.disc.copy()),
            *self.stage.show(maps.names[0], lone.name, start=0.7),
            run_time=1.2,
        )
        self.remove(disc, cone)
        self.stage.discard(disc)
        self.add(cone, lone.disc)
        self._unfold(cone)
        self.stage.add(self.image, self.frame, maps.frames[0], lone.disc, lone.cone)

    def _unfold(self, cone: Polygon) -> None:
        """Widen the cone to a square; uncover the weights below, row by row, and show a scale."""
        maps, lone = self.maps, self.lone
        rows, columns = maps.rows, maps.columns
        weights = maps.weights.mark.source.values

        def fill(drawn: Any, share: float) -> None:
            shown = np.arange(len(weights)) < round(share * rows) * columns
            drawn.picture(np.where(shown, weights, 0.0))

        self.add(lone.cone, cone, lone.disc)
        self.play(Transform(cone, lone.square.copy().match_style(cone)), run_time=0.7)
        fill(maps.weights, 0.0)
        self.add(maps.weights, maps.frames[1], cone)
        arriving = (maps.names[1], maps.bar, maps.bar.bar, *maps.clipped)
        self.play(
            UpdateFromAlphaFunc(maps.weights, fill, rate_func=linear),
            UpdateFromAlphaFunc(cone, lone.uncover(rows), rate_func=linear),
            within(FadeIn(maps.frames[1]), 0.0, 0.4),
            *self.stage.show(*arriving, start=0.4),
            run_time=1.5,
        )
        self.remove(cone)
        maps.weights.show(maps.weights.mark.source)
        self.stage.add(maps.weights, maps.frames[1])

    def products(self) -> None:
        """Multiply pixels by weights row by row; the sum so far moves along its line."""
        maps = self.maps
        self.kept = (maps.axis, maps.names[2], maps.frames[2], maps.dot)
        arriving = (maps.signs, maps.frames[2], maps.names[2], maps.axis)
        lone = self.stage.hide(
            self.lone.cone, self.lone.disc, self.lone.name, *maps.clipped, stop=0.5
        )
        self.play(*lone, *self.stage.show(*arriving, start=0.3), run_time=0.8)
        maps.show_rows(0)
        frames = maps.row_frames()
        self.add(maps.products, maps.frames[2])  # frames lie above what they frame
        self.play(*map(FadeIn, (*frames, maps.dot, maps.word, maps.total)), run_time=0.5)
        self.stage.add(maps.dot, maps.word)
        self.play(*maps.scan(frames), run_time=3.0)
        maps.products.show(maps.products.mark.source)
        self.play(*map(FadeOut, frames), run_time=0.3)

    def squash(self) -> None:
        """Add the bias; the activation function turns the sum into the neuron's value."""
        maps, plot, z = self.maps, self.maps.plot, self.sum.terms[2]
        value = self.reading.of("activations", 1, self.first)
        self._make_room()
        self._add_bias()
        plumb = plot.plumb(z, value)
        maps.dot.mark = plot.dot(z, value, 0.0).mark
        self.play(plot.climb(maps.dot, z, value), *self.stage.show(plumb, start=0.0), run_time=1.0)
        layout = self.layout
        centre = maps.neuron_place(z.value, self.sum, wide=layout.wide, tall=layout.tall)
        neuron = self.neuron = LargeNeuron(self.theme, centre, self.reading, self.first)
        names = self.stage.show(neuron.value, neuron.name, start=0.0)
        self.play(FadeIn(neuron.disc), *names, run_time=0.8)

    def _make_room(self) -> None:
        """Move the map of the products and the sum clear of the curve to come."""
        maps, line = self.maps, self.sum
        corner = self.layout.place_sum(line, maps.plot)
        self.remove(maps.total)
        mover = line.numbers[0].moved_from(maps.total)
        # The map sets off when what it passes is gone; the sum, when the map has passed.
        start = 0.4 if maps.wide else 0.6
        self.play(
            *self.stage.clear(keep=self.kept, stop=0.3),
            *[within(move, 0.3, 0.9) for move in maps.move_products(corner)],
            within(Transform(mover, line.numbers[0].copy()), start, 1.0),
            *self.stage.show(maps.plot.rise, maps.plot.curve, line.labels[0], start=0.6),
            run_time=1.3,
        )
        self.remove(mover)
        self.add(line.numbers[0])

    def _add_bias(self) -> None:
        """Move the dot by the bias, along an arrow of that length."""
        plot, dot, line = self.maps.plot, self.maps.dot, self.sum
        total, _, z = line.terms
        arrow = self.maps.bias_arrow(total, z)
        self.play(*map(FadeIn, (line.numbers[1], line.labels[1], arrow)), run_time=0.5)
        self.play(
            dot.animate.move_to(plot.foot(z.value)),
            *[within(FadeIn(m), 0.5, 1.0) for m in (*line.words, line.numbers[2], line.labels[2])],
            run_time=0.9,
        )
        self.stage.add(line, *line.labels)
        self.maps.put_dot(z)
        self.play(FadeOut(arrow), run_time=0.3)

    def hidden(self) -> None:
        """Show all hidden neurons: the same image, each with its own weights."""
        tiles = self.tiles = NeuronTiles(
            self.theme, self.area.body, self.scale, self.reading, self._tiled()
        )
        own, others = self.maps.products, [k for k in tiles.neurons if k != self.first]
        tiles.show_weights(*others)
        # Many tiles have no names.
        arriving = [[FadeIn(tiles.maps[k]), *map(FadeIn, tiles.name_of(k))] for k in others]
        named = map(FadeIn, tiles.name_of(self.first))
        self.play(
            *self.stage.clear(keep=[own], stop=0.4),
            within(FadeOut(self.neuron.disc), 0.0, 0.4),
            # The neuron worked out is one of them.
            within(Transform(own, tiles.maps[self.first].copy()), 0.05, 0.4),
            *[within(name, 0.4, 0.6) for name in named],
            *staggered(arriving, overlap=0.8, start=0.25),
            run_time=1.8,
        )
        self.stage.discard(own)
        self.remove(own)
        self.add(tiles.maps[self.first])
        self.wait(0.3)
        self.play(*map(tiles.multiply, others), run_time=1.2)
        tiles.show_products(*others)
        filled = [[FadeIn(m) for m in (tiles.discs[k], *tiles.texts_of(k))] for k in tiles.neurons]
        self.play(*staggered(filled, overlap=0.85), run_time=1.6)
        self.wait(0.5)
        self.stage.add(*tiles.maps.values(), *tiles.values.values(), *tiles.names.values())

    def _tiled(self) -> list[int]:
        """Return the neurons of the first hidden layer that have a tile."""
        count = self.reading.sizes[1]
        if count <= MOST_TILES:
            return list(range(count))
        weight = np.abs(self.reading.values("products", 1)).max(axis=0)
        weight[[self.first, *self.chosen.hidden[0]]] = np.inf
        return sorted(np.argsort(-weight, kind="stable")[:MOST_TILES].tolist())
