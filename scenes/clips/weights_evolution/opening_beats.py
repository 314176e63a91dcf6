"""The opening: the first weights become maps, and training seems to leave them as they are."""

from __future__ import annotations

import numpy as np
from manim import Animation, FadeIn, Rectangle, Transform, UpdateFromAlphaFunc, linear, smooth

from scenes.animation.timing import staggered, within
from scenes.clips.weights_evolution.stage_set import COUNT, PERCENT, WHOLE, EvolutionStage
from scenes.mobjects.images.heat_map import HeatMap
from scenes.mobjects.matrix.elided_matrix import Dimension
from scenes.mobjects.text.readout import DIGIT_HEIGHT
from scenes.mobjects.text.sentence import Piece, Sentence
from scenes.mobjects.text.text import Formula
from scenes.provenance.relation import relate
from scenes.style.frame import Region

__all__ = ["OpeningBeats"]

TRAINING_SECONDS = 3.5
BLINKS, BLINK_SECONDS, SWITCH = 3, 1.1, 0.1
"""Looks back at the start; seconds of each, and the share of them that a switch takes."""
MAP_NAME_EM = 0.7
NAME_ROOM = 0.3
"""Room above the large map."""


class OpeningBeats(EvolutionStage):
    """From the matrix to the riddle."""

    def matrix(self) -> None:
        """Show the first weight matrix: a row for each neuron, a column for each pixel."""
        pixels, neurons, *_ = self.series.layer_sizes
        places = self.layout.strips(neurons)
        self.strips = [
            HeatMap(self.scale, place, (1, pixels), self.of_series("weights_0", 0, j))
            for j, place in enumerate(places)
        ]
        self.stage.add(*self.strips[1:])
        room = Region(places[0].left, places[0].right, places[-1].bottom, places[0].top)
        theme, em = self.theme, 1.4 * self.theme.sizes.number
        across = Dimension(theme, room, "above", 0.2, self.size(0), em)
        down = Dimension(theme, room, "right", 0.2, self.size(1), em)
        self.play(*staggered([FadeIn(s) for s in self.strips], overlap=0.8), run_time=1.2)
        key = (self.bar, self.bar.bar, self.bar_name)
        self.play(*self.stage.show(*key, start=0.0), run_time=0.6)
        self.play(*self.stage.show(down, across, start=0.0), run_time=0.5)

    def fold(self) -> None:
        """Take out the first row and fold it into a map, a line for each row of the image."""
        strip, lines = self.strips[0], [1.0] * self.maps_drawn.shape[0]
        place = self.layout.large_map(strip.region.bottom - 0.3)
        pieces = self.maps_drawn.pieces(strip.region.columns(*lines))
        folded = self.maps_drawn.pieces(place.split(*lines))
        key = (self.bar, self.bar.bar, self.bar_name)
        self.play(*self.stage.clear(keep=key, stop=1.0), run_time=0.6)
        self.remove(strip)
        self.add(*reversed(pieces))  # a piece that has arrived lies above those on their way
        moves = [Transform(a, b) for a, b in zip(pieces, folded, strict=True)]
        self.play(*staggered(moves, overlap=0.78), run_time=2.3)
        self.remove(*pieces)
        self.map = self.maps_drawn.map_of(self.maps_drawn.weights(0, 0), place)
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
        y = place.bottom - 1.05 if layout.upright else max(layout.plot.y, place.y)
        line.place(layout.beside.x, y, "centre")
        self.play(*self.stage.show(measure, line, start=0.0), run_time=0.5)
        self.sides = [measure, line]

    def maps(self) -> None:
        """Shrink the map to its place among those of all neurons; show the plot."""
        first, *others = self.tiles
        self.play(
            *self.stage.hide(*self.sides, stop=0.35),
            within(Transform(self.map, first.copy()), 0.3, 1.0),
            run_time=0.9,
        )
        self.remove(self.map)
        self.add(first)
        self.place_plot()
        self.counters.place(self.layout.head, self.layout.counters_height)
        self.play(
            *staggered([FadeIn(tile) for tile in others], overlap=0.8, stop=0.75),
            *self.stage.show(self.plot, *self.counters.mobjects, start=0.6),
            run_time=1.3,
        )
        self.play(*self.stage.show(self.dot, self.percent, start=0.0), run_time=0.4)
        self.add(self.line)
        self.stage.add(self.line, *self.tiles)

    def training_begins(self) -> None:
        """Train until most of the accuracy is gained."""
        at = self.pace(0.0, self.course.share(self.course.riddle))
        self.play(
            *self.maps_drawn.follow_weights(at),
            *self.follow_training(at),
            run_time=TRAINING_SECONDS,
        )
        self.maps_drawn.show(self.maps_drawn.weights, self.course.riddle)

    def riddle(self) -> None:
        """Let one map fill the stage, and switch between the start and now: it seems the same."""
        course, drawn, layout = self.course, self.maps_drawn, self.layout
        j, frames = self.single, (0, course.riddle)
        place = layout.large_map(layout.body.top - NAME_ROOM)
        tile, large = self.tiles[j].copy(), drawn.map_of(drawn.weights(course.riddle, j), place)
        self.remove(self.tiles[j])
        self.stage.discard(self.tiles[j])
        self.add(tile)
        moments = self.moments = [self._moment(frame) for frame in frames]
        x = layout.beside.x - max(m.width for m in moments) / 2
        level = layout.plot.bottom + 0.7 if layout.upright else layout.plot.y
        for k, moment in enumerate(moments):
            moment.place(x, level + (0.5 - k) * 1.1)
        pointer = self._pointer_at(moments[1])
        name = Formula(self.theme, f"h_{j + 1}", MAP_NAME_EM, self.theme.ink)
        name.place(moments[0].get_left()[0], level + 1.4, "left")
        keep = [self.bar, self.bar.bar, self.bar_name]
        self.play(
            *self.stage.clear(keep=keep),
            within(Transform(tile, large), 0.2, 1.0),
            *self.stage.show(name, *moments, pointer, start=0.5),
            run_time=1.2,
        )
        self.remove(tile)
        self.map = large
        self.add(large)
        self.stage.add(large)
        self.play(*self._blink(large, pointer), run_time=BLINKS * BLINK_SECONDS)
        large.show(drawn.weights(course.riddle, j))

    def _moment(self, frame: int) -> Sentence:
        """State a step, and the accuracy there."""
        pieces: list[Piece] = [
            self.words[f"{self.clip}.step"],
            (self.of_series("steps_shown", frame), COUNT),
            "·",
            self.words[f"{self.clip}.{self.scored}"],
            (self.of_series("test_accuracy", frame), PERCENT),
        ]
        return Sentence.fitting(self.theme, pieces, 0.5, self.layout.beside.width - 0.7)

    def _pointer_at(self, moment: Sentence) -> Rectangle:
        """Frame the moment whose map is shown."""
        frame = Rectangle(width=moment.width + 0.5, height=0.85)
        frame.set_stroke(self.theme.focus, 1.6 * self.theme.sizes.line)
        middle = moment.pieces[0].baseline + 0.5 * DIGIT_HEIGHT * moment.em
        return frame.move_to([moment.get_x(), middle, 0.0])

    def _blink(self, shown: HeatMap, pointer: Rectangle) -> list[Animation]:
        """Switch map and pointer between now and the start, quickly, and back."""
        drawn, course, j = self.maps_drawn, self.course, self.single
        start, now = (
            drawn.weights(frame, j).values.astype(np.float32) for frame in (0, course.riddle)
        )
        frames = [self._pointer_at(moment).points for moment in self.moments]

        def back(share: float) -> float:
            """Return how far back at the start the picture is, from 0 to 1."""
            turn = share * BLINKS % 1.0
            ways = min(turn, 0.5 - turn) if turn < 0.5 else 0.0
            return float(smooth(min(max(ways / SWITCH, 0.0), 1.0)))

        def look(picture: HeatMap, share: float) -> None:
            picture.picture(now + (start - now) * np.float32(back(share)))

        def point(frame: Rectangle, share: float) -> None:
            frame.points = frames[1] + (frames[0] - frames[1]) * back(share)

        return [
            UpdateFromAlphaFunc(shown, look, rate_func=linear),
            UpdateFromAlphaFunc(pointer, point, rate_func=linear),
        ]
