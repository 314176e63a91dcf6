"""The opening: the first weights become maps, and training seems to leave them as they are."""

from __future__ import annotations

from manim import FadeIn, Transform, smooth

from scenes.animation.timing import staggered, within
from scenes.clips.weights_evolution.stage_set import WHOLE, EvolutionStage, pace
from scenes.mobjects.images.heat_map import HeatMap
from scenes.mobjects.matrix.elided_matrix import Dimension
from scenes.mobjects.text.sentence import Piece, Sentence
from scenes.provenance.relation import relate
from scenes.style.frame import Region

__all__ = ["OpeningBeats"]

TRAINING_SECONDS = 3.5
BLINK_SECONDS, TRAVEL, AGAIN = 2.2, 0.17, 0.65
"""Seconds of one look back at the start; shares of them that each way takes, and at which now is
reached again."""


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
        room = Region(places[0].left, places[0].right, places[-1].bottom, places[0].top)
        theme, em = self.theme, 1.4 * self.theme.sizes.number
        across = Dimension(theme, room, "above", 0.2, self.size(0), em)
        down = Dimension(theme, room, "right", 0.2, self.size(1), em)
        self.play(*staggered([FadeIn(s) for s in self.strips], overlap=0.8), run_time=1.2)
        self.play(FadeIn(down), FadeIn(across), run_time=0.5)
        self.stage.add(*self.strips[1:], across, down)

    def fold(self) -> None:
        """Take out the first row and fold it into a map, a line for each row of the image."""
        strip, lines = self.strips[0], [1.0] * self.maps_drawn.shape[0]
        up = strip.copy()
        up.shift([0.0, self.area.body.top - strip.region.top, 0.0])
        place = self.layout.large_map(up.region.bottom - 0.3)
        pieces = self.maps_drawn.pieces(up.region.columns(*lines))
        folded = self.maps_drawn.pieces(place.split(*lines))
        self.play(*self.stage.clear(stop=0.6), within(Transform(strip, up), 0.3, 1.0), run_time=0.9)
        self.remove(strip)
        self.add(*reversed(pieces))  # a piece that has arrived lies above those on their way
        moves = [Transform(a, b) for a, b in zip(pieces, folded, strict=True)]
        self.play(
            *staggered(moves, overlap=0.78),
            *self.stage.show(self.bar, self.bar.bar, self.bar_name, start=0.0, stop=0.3),
            run_time=2.3,
        )
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
        at = pace(0.0, self.course.share(self.course.riddle))
        self.play(
            *self.maps_drawn.follow_weights(at),
            *self.follow_training(at),
            run_time=TRAINING_SECONDS,
        )
        self.maps_drawn.show(self.maps_drawn.weights, self.course.riddle)

    def riddle(self) -> None:
        """Look back at the start twice: the accuracy changes, and the maps seem not to."""
        now = self.course.share(self.course.riddle)

        def look(share: float) -> float:
            back, forth = share / TRAVEL, (AGAIN - share) / TRAVEL
            return now * (1.0 - smooth(min(max(min(back, forth), 0.0), 1.0)))

        for _ in range(2):
            self.play(
                *self.maps_drawn.follow_weights(look),
                *self.follow_training(look),
                run_time=BLINK_SECONDS,
            )
        self.maps_drawn.show(self.maps_drawn.weights, self.course.riddle)
