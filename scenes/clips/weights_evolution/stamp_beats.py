"""The changes from the first step on: stamps of the images, then strokes."""

from __future__ import annotations

import numpy as np
from manim import FadeOut, Mobject, Square, Transform, VGroup, VMobject

from scenes.clips.weights_evolution.course import between
from scenes.clips.weights_evolution.stage_set import WHOLE, EvolutionStage, pace
from scenes.clips.weights_evolution.stamp_panel import UPDATE, StampPanel, fitted_formula
from scenes.mobjects.images.grey_image import outline_of
from scenes.mobjects.text.sentence import Piece, Sentence

__all__ = ["StampBeats"]

SUM = "z = sum_i w_i x_i + b"
GROWTH_SECONDS = 7.6
"""Seconds that the whole training takes on screen."""


class StampBeats(EvolutionStage):
    """From the first image to the strokes, and one map of them large."""

    def first_image(self) -> None:
        """Go back to the start; the first step stamps its image into every map."""
        course = self.course
        self.panel = StampPanel(self.theme, self.layout.plot, self.series, self.names)
        panel = self.panel
        self.rewind(course.early_limit(1), panel.image, panel.frame, panel.label)
        self.play(*self.stage.show(panel.formula, start=0.0), run_time=0.4)
        self.stamp(1, 1.6)
        j = course.first_stamped
        if j < self.shown:
            place = self.layout.places[j]
            inside = place.inner(place.width - 0.06, place.height - 0.06)
            frame = outline_of(self.theme, inside, self.theme.focus)
            frame.set_stroke(width=1.6 * self.theme.sizes.line)
            room = self.layout.plot.right - panel.factor_place[0] - 0.1
            self.pointers = [frame, panel.factor(j, room)]
            self.play(*self.stage.show(*self.pointers, start=0.0), run_time=0.6)

    def rewind(self, limit: float, *coming: Mobject) -> None:
        """Fade the changes back to zero, on the scale of what comes next."""
        course, drawn = self.course, self.maps_drawn
        values = np.array([tile.mark.source.values for tile in self.tiles])
        first = self.maps_drawn.scale.limit

        back = pace(course.share(course.riddle), 0.0)
        plotted = [m for m in self.stage if m in (self.plot, self.line, self.dot, self.percent)]
        self.add(*self.counters.counters)
        self.play(
            *drawn.fade(values, lambda share: between(first, limit, share)),
            *self.counters.follow(back),
            *self.stage.hide(*plotted),
            *self.stage.show(*coming, start=0.55),
            run_time=1.6,
        )
        drawn.show(drawn.change, 0)

    def stamp(self, step: int, run_time: float = 1.3) -> None:
        """Add one update to all maps, row by row of its image."""
        drawn, weights = self.maps_drawn, self.series.early.weights
        before, after = (
            weights[k][: self.shown] - weights[0][: self.shown] for k in (step - 1, step)
        )
        scan = self.panel.scan
        self.counters.step.show(self.of_series("early_steps", step))
        self.add(self.counters.step)
        self.play(*drawn.scan(before, after), self.panel.sweep(), run_time=run_time)
        drawn.show(drawn.early, step)
        self.play(FadeOut(scan), run_time=0.15)

    def pile_up(self) -> None:
        """Add the updates of the next images, one by one, on a scale that holds them all."""
        course, drawn, panel = self.course, self.maps_drawn, self.panel
        first, last = self.maps_drawn.scale.limit, course.early_limit(course.early)
        values = np.array([tile.mark.source.values for tile in self.tiles])

        for step in range(2, course.early + 1):
            moved = (
                drawn.animate(lambda share: values, lambda s: between(first, last, s))
                if step == 2
                else []
            )
            if step == 2:
                moved += self.stage.hide(*getattr(self, "pointers", []))
            self.stage.discard(panel.image, panel.frame, panel.label)
            self.play(*panel.next(step - 1), *moved, run_time=0.6 if step == 2 else 0.35)
            self.stage.add(panel.image, panel.frame, panel.label)
            self.stamp(step, 0.6)
            self.wait(0.15)

    def first_epoch(self) -> None:
        """Go on to the end of the first epoch."""
        self._grow(self.course.ends()[0])

    def later_epochs(self) -> None:
        """Train through the other epochs."""
        self._grow(self.last)

    def growth(self) -> None:
        """Follow the changes of an imported run from its first moment to its last."""
        self.rewind(self.course.limit_at(0.0))
        self._grow(self.last)

    def _grow(self, frame: int) -> None:
        """Train on to a checkpoint; the scale follows the changes."""
        course, drawn = self.course, self.maps_drawn
        if self.plot not in self.stage:
            self._show_plot()
        first, last = course.share(self.reached), course.share(frame)
        at = pace(first, last)
        self.play(
            *drawn.animate(lambda share: self.changes(at(share)), lambda s: course.limit_at(at(s))),
            *self.follow_training(at),
            run_time=max(GROWTH_SECONDS * (last - first), 0.5),
        )
        drawn.show(drawn.change, frame)
        self.reached = frame

    def _show_plot(self) -> None:
        """Put the plot in the place of the image, at the step that was reached."""
        steps = self.series.steps_shown
        self.reached = int(np.searchsorted(steps, self.course.early, side="right")) - 1
        self.place_plot()
        keep = [*self.tiles, *self.counters.mobjects, self.bar, self.bar.bar, self.bar_name]
        self.play(
            *self.stage.clear(keep=keep),
            *self.stage.show(self.plot, self.dot, self.percent),
            run_time=0.9,
        )
        self.add(self.line)
        self.stage.add(self.line)

    def one_map(self) -> None:
        """Let the map that has changed most fill the stage."""
        drawn, place = self.maps_drawn, self.layout.single_map()
        j = self.single = min(self.course.strongest, self.shown - 1)
        tile = self.tiles[j]
        keep = [self.bar, self.bar.bar, self.bar_name, tile]
        self.play(*self.stage.clear(keep=keep), run_time=0.6)
        large = drawn.map_of(drawn.change(self.last, j), place)
        self.play(Transform(tile, large), run_time=1.2)
        self.remove(tile)
        self.stage.discard(tile)
        self.add(large)
        self.stage.add(large)
        self.large, room = large, self.layout.plot
        self.sum = fitted_formula(self.theme, SUM, 0.75, room.width)
        self.sum.place(room.x, room.y + 0.5)
        self.play(*self.stage.show(self.sum, start=0.0), run_time=0.4)

    def borders(self) -> None:
        """Frame the pixels whose weights never change, and say how many they are."""
        columns, cells = self.maps_drawn.shape[1], VGroup()
        for k in np.flatnonzero(self.series.still):
            row, column = divmod(int(k), columns)
            cells.add(self._cell(row, column))
        self.play(
            *self.stage.hide(self.sum, stop=0.4),
            *self.stage.show(cells, *self._still()),
            run_time=0.9,
        )

    def _cell(self, row: int, column: int) -> VMobject:
        pitch = self.large.cell(0, 1)[0] - self.large.cell(0, 0)[0]
        square = Square(0.72 * pitch).move_to(self.large.cell(row, column))
        return square.set_stroke(self.theme.focus, width=0.7 * self.theme.sizes.line)

    def _still(self) -> list[Mobject]:
        """State how many pixels are still, below the formula of the update."""
        room, em = self.layout.plot, 0.75
        pieces: list[Piece] = [
            (self.of_series("still_pixels"), WHOLE),
            self.words[f"{self.clip}.of"],
            (self.size(0), WHOLE),
        ]
        line = Sentence.fitting(self.theme, pieces, 0.9, room.width - 0.2)
        line.numbers[0].set_fill(self.theme.focus)
        line.place(room.x, room.y - 0.7, "centre")
        if self.recording.metadata.get("imported"):
            return [line]
        formula = fitted_formula(self.theme, UPDATE, em, room.width)
        return [formula.place(room.x, room.y + 0.5), line]
