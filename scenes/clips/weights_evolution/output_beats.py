"""The output layer, and what the network expects each class to look like."""

from __future__ import annotations

import numpy as np
from manim import (
    Animation,
    FadeIn,
    FadeOut,
    Rectangle,
    Transform,
    UpdateFromAlphaFunc,
    linear,
    smooth,
)

from scenes.animation.timing import staggered, within
from scenes.clips.weights_evolution.layout import LEAST_ROW
from scenes.clips.weights_evolution.output_matrix import NAME_EM, NAME_WIDTH, AreaKey, OutputMatrix
from scenes.clips.weights_evolution.stage_set import EvolutionStage, pace
from scenes.clips.weights_evolution.zoom_bar import ZoomBar, at_rest
from scenes.mobjects.images.grey_image import outline_of
from scenes.mobjects.images.heat_map import HeatMap, HeatScale
from scenes.mobjects.matrix.square_matrix import SignedSquares
from scenes.mobjects.text.text import TextLine
from scenes.provenance.source import Source
from scenes.style.frame import Region

__all__ = ["OutputBeats"]

OUTPUT_SECONDS, SUM_SECONDS = 2.4, 2.8
MOST_COLUMNS, MOST_ROWS = 32, 13
"""Largest output matrix that is drawn."""
INSIDE, LEAST = 99.5, 1e-6
"""Percentage of the sums within the scale; its least limit."""


class OutputBeats(EvolutionStage):
    """Maps as columns of the output layer; weight times map, added up."""

    @property
    def has_portraits(self) -> bool:
        """Whether weights lead from the maps to the outputs directly: there is one hidden layer."""
        return len(self.series.layer_sizes) == 3 and self.shown == self.series.layer_sizes[1]

    @property
    def has_matrix(self) -> bool:
        """Whether the output layer is small enough to be drawn."""
        if not self.has_portraits:
            return False
        _, hidden, outputs = self.series.layer_sizes
        if hidden > MOST_COLUMNS or outputs > MOST_ROWS:
            return False
        top = self.layout.body.top - 1.35
        grid = self.layout.second_matrix(top, hidden, outputs, 0.0).grid
        return grid.height / outputs >= LEAST_ROW

    @property
    def chosen_class(self) -> int:
        """The class whose row is singled out: the one with the highest recall."""
        if self.series.layer_sizes[-1] == 1:
            return 1  # the class that the only output stands for
        return int(self.series.by_recall[self.last, 0])

    @property
    def chosen_output(self) -> int:
        """The output of that class."""
        return self.chosen_class if self.series.layer_sizes[-1] > 1 else 0

    def class_of(self, output: int) -> int:
        """Return the class that an output stands for."""
        return output if self.series.layer_sizes[-1] > 1 else 1

    def output_layer(self) -> None:
        """Show the second weight matrix below the maps, and train it."""
        self._place_matrix()
        self.heads = [
            self.maps_drawn.map_of(self.maps_drawn.change(self.last, j), place)
            for j, place in enumerate(self.output.places.heads)
        ]
        mover, own = self.large, self.heads[self.single]
        others = [head for head in self.heads if head is not own]
        self.play(
            *self.stage.clear(keep=[mover], stop=0.5),
            within(Transform(mover, own.copy()), 0.1, 0.7),
            *staggered([FadeIn(head) for head in others], overlap=0.8, start=0.45),
            *self.stage.show(*self.output.leads, *self.key, start=0.6),
            run_time=1.8,
        )
        self.remove(mover)
        self.stage.discard(mover)
        self.add(own)
        self.stage.add(*self.heads)
        self.play(*self.stage.show(self.output.squares, *self.output.names), run_time=0.5)
        at = pace(0.0, 1.0)
        self.add(self.output.squares)
        self.play(self.output.follow(at), run_time=OUTPUT_SECONDS)
        self.output.show(self.last)

    def _place_matrix(self) -> None:
        """Build the matrix, and above it the key to its squares with its name, on 1 or 2 lines."""
        layout, (_, hidden, outputs) = self.layout, self.series.layer_sizes
        body, width = layout.body, self.names.widest(NAME_EM, NAME_WIDTH)
        name = self.say("squares", self.theme.ink)
        for lines in (1, 2):
            top = body.top - 0.15 - 0.6 * lines
            places = layout.second_matrix(top, hidden, outputs, width)
            classes = [self.class_of(k) for k in range(outputs)]
            self.output = OutputMatrix(self.theme, places, self.evolution, self.names, classes)
            level, unit = top + 0.45, self.output.unit
            key = AreaKey(self.theme, self.output.full, unit, body.right - 0.05, level)
            if name.width + 0.6 < key.left_end - body.left:
                break
        name.place(body.left, level - 0.09 + (0.6 if lines == 2 else 0.0), "left")
        self.key = [name, key]

    def assemble(self) -> None:
        """Add up the maps times their weights to one output: what it responds to."""
        series, k = self.series, self.chosen_output
        parts = series.assembled_parts_at(self.last)[0][k]
        place, label = self._sum_places()
        scale = self._scale_of_sums()
        shape = self.maps_drawn.shape
        source = self.of_layer("assembled", self.last, k)
        self.sum = HeatMap(scale, place, shape, source).picture(0 * parts[0])
        row = self._row_alone(k)
        self.play(*self._leave_row(k), run_time=0.7)
        name = self.names.draw(
            self.chosen_class, 1.0 if self.names.are_digits else 0.55, self.theme.ink, 2.6
        )
        name.place(*label)
        frame = outline_of(self.theme, place)
        bar, title = self._bar_beside(scale) if self.layout.wide else self._long_bar(scale)
        shown = [row, name, frame, bar, bar.bar, title]
        self.play(*self.stage.show(*shown, start=0.0), FadeIn(self.sum), run_time=0.6)
        pointer = self._pointer(0)
        self.play(FadeIn(pointer), run_time=0.2)
        self.play(*self._adding(parts, pointer), run_time=SUM_SECONDS)
        self.sum.show(source)
        self.play(FadeOut(pointer), run_time=0.3)
        self.stage.add(self.sum)

    def of_layer(self, quantity: str, frame: int, *index: int) -> Source:
        """Return the source of a derived quantity of the series at a checkpoint."""
        return Source(self.series, quantity, frame, 0, index)

    def _sum_places(self) -> tuple[Region, tuple[float, float]]:
        """Return the places of the sum, below the row, and of the name of its class."""
        body, grid = self.layout.body, self.output.places.grid
        high = grid.height / self.series.layer_sizes[2]
        layout, top = self.layout, grid.top - high - 0.25
        if layout.wide:  # the scale is at the right
            room = Region(body.left, layout.beside.left - 0.4, body.bottom + 0.03, top)
            place = layout.fitted(room)
            left = max(body.left, place.left - 2.4)
            if place.left - left > 1.2:
                return place, ((left + place.left) / 2, place.y - 0.3)
        foot = layout.long_bar.top + (0.25 if layout.wide else 1.2)
        place = layout.fitted(Region(body.left + 0.05, body.right - 0.05, foot, top))
        if place.left - body.left > 2.0:
            return place, ((body.left + place.left) / 2 + 0.5, place.y - 0.3)
        place = layout.fitted(Region(body.left + 0.05, body.right - 0.05, foot, top - 1.0))
        return place, (place.x, place.top + 0.2)

    def _row_alone(self, k: int) -> SignedSquares:
        """Draw the weights to one output right below the maps."""
        output, grid = self.output, self.output.places.grid
        high = grid.height / self.series.layer_sizes[2]
        room = Region(grid.left, grid.right, grid.top - high, grid.top)
        source = Source(self.series, "weights_1", index=(self.last, slice(k, k + 1)))
        return SignedSquares(self.theme, room, source, output.full)

    def _leave_row(self, k: int) -> list[Animation]:
        keep = [*self.heads, *self.output.leads, *self.key]
        return self.stage.clear(keep=keep, stop=0.9)

    def _pointer(self, j: int) -> Rectangle:
        """Frame a map with its square."""
        places = self.output.places
        head, grid = places.heads[j], places.grid
        foot = grid.top - grid.height / self.series.layer_sizes[2]
        frame = Rectangle(width=head.width + 0.06, height=head.top - foot + 0.06)
        frame.move_to([head.x, (head.top + foot) / 2, 0.0])
        return frame.set_stroke(self.theme.focus, width=1.4 * self.theme.sizes.line)

    def _adding(self, parts: np.ndarray, pointer: Rectangle) -> list[Animation]:
        """Add map after map; the frame goes with them."""
        count = len(parts)
        frames = [self._pointer(j).points for j in range(count)]
        sums = np.concatenate([0 * parts[:1], parts])

        def at(share: float) -> tuple[int, float]:
            j = min(int(share * count), count - 1)
            return j, smooth(min(share * count - j, 1.0))

        def add(shown: HeatMap, share: float) -> None:
            j, part = at(share)
            shown.picture(sums[j] + (sums[j + 1] - sums[j]) * part)

        def move(frame: Rectangle, share: float) -> None:
            frame.points = frames[at(share)[0]].copy()

        return [
            UpdateFromAlphaFunc(self.sum, add, rate_func=linear),
            UpdateFromAlphaFunc(pointer, move, rate_func=linear),
        ]

    def _scale_of_sums(self) -> HeatScale:
        """Return the scale of the sums of all classes."""
        sums = self.series.assembled_at(self.last)[0]
        inside = float(np.percentile(np.abs(sums), INSIDE))
        return HeatScale(self.theme, at_rest(max(inside, LEAST)), clips=True)

    def _bar_beside(self, scale: HeatScale) -> tuple[ZoomBar, TextLine]:
        """Draw the scale of sums in the usual place of scales, with its name."""
        return ZoomBar(scale, self.layout.bar), self.name_bar("assembled")

    def _long_bar(self, scale: HeatScale) -> tuple[ZoomBar, TextLine]:
        """Draw the scale of sums at the foot of the stage, with its name."""
        layout = self.layout
        key = "assembled"
        if layout.wide:
            title = self.say(key, width=layout.long_bar.left - layout.body.left - 0.1, align="left")
            left, baseline = layout.long_bar_name(title.width)
            baseline += title.drop / 2
        else:
            title = self.say(key, width=layout.body.width - 1.1, align="left")
            left, baseline = layout.long_bar_name(title.width)
            baseline += title.drop
        return ZoomBar(scale, layout.long_bar), title.place(left, baseline, "left")

    def portraits(self) -> None:
        """Show the sums of all classes side by side."""
        series, layout = self.series, self.layout
        outputs = series.layer_sizes[2]
        scale = self._scale_of_sums()
        places = layout.portraits(outputs)
        shape = self.maps_drawn.shape
        pictures = [
            HeatMap(scale, place, shape, self.of_layer("assembled", self.last, k))
            for k, place in enumerate(places)
        ]
        names = []
        for k, place in enumerate(places):
            name = self.names.draw(self.class_of(k), NAME_EM, self.theme.ink, place.width + 0.2)
            names.append(name.place(place.x, place.top + 0.14))
        bar, title = self._long_bar(scale)
        self.turn_to(bar, bar.bar, title, run_time=0.8)
        both = [[FadeIn(p), FadeIn(n)] for p, n in zip(pictures, names, strict=True)]
        self.play(*staggered(both, overlap=0.6), run_time=1.8)
        self.stage.add(*pictures, *names)
