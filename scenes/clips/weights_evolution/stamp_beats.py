"""The changes from the first step on: stamps of the images, then strokes."""

from __future__ import annotations

import numpy as np
from manim import (
    FadeOut,
    Mobject,
    Transform,
    VMobject,
)

from scenes.clips.weights_evolution.course import between
from scenes.clips.weights_evolution.stage_set import EvolutionStage, pace
from scenes.clips.weights_evolution.stamp_panel import StampPanel
from scenes.mobjects.images.grey_image import outline_of

__all__ = ["StampBeats"]

GROWTH_SECONDS = 7.6
"""Seconds that the whole training takes on screen."""


class StampBeats(EvolutionStage):
    """From the first image to the strokes."""

    def first_image(self) -> None:
        """Go back to the start; the first step stamps its image into every map."""
        course = self.course
        symbols = self.words[f"{self.clip}.symbols"]
        room = self.layout.plot
        self.panel = StampPanel(self.theme, room, self.series, self.names, symbols)
        panel = self.panel
        self.rewind(course.stamp_limit, panel.image, panel.frame, panel.label)
        self.play(*self.stage.show(panel.formula, panel.symbols, start=0.0), run_time=0.5)
        self.stamp(1, 1.6)
        first, *others = course.stamped(self.shown)
        self.pointers = [self._framed(first), panel.factor(first)]
        self.play(*self.stage.show(*self.pointers, start=0.0), run_time=0.6)
        for j in others:
            self.wait(0.9)
            frame, factor = self.pointers
            self.pointers[1] = panel.factor(j)
            self.play(
                Transform(frame, self._framed(j)),
                *self.stage.hide(factor, stop=0.45),
                *self.stage.show(self.pointers[1], start=0.55),
                run_time=0.8,
            )

    def _framed(self, j: int) -> VMobject:
        """Frame the map of a neuron."""
        place = self.layout.places[j]
        inside = place.inner(place.width - 0.06, place.height - 0.06)
        frame = outline_of(self.theme, inside, self.theme.focus)
        return frame.set_stroke(width=1.6 * self.theme.sizes.line)

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
        """Add the updates of the next images, one by one, on the same scale."""
        panel, pointers = self.panel, getattr(self, "pointers", [])
        for step in range(2, self.course.early + 1):
            gone = self.stage.hide(*pointers) if step == 2 else []
            self.stage.discard(panel.image, panel.frame, panel.label)
            self.play(*panel.next(step - 1), *gone, run_time=0.6 if step == 2 else 0.4)
            self.stage.add(panel.image, panel.frame, panel.label)
            self.stamp(step, 0.9 if step == 2 else 0.7)
            self.wait(0.3)

    def grow(self, frame: int, least: float = 0.5) -> None:
        """Train on to a checkpoint, on a scale that stays; it takes ``least`` seconds or more."""
        course, drawn = self.course, self.maps_drawn
        first, last = course.share(self.reached), course.share(frame)
        at = pace(first, last)
        self.play(
            *drawn.animate(lambda share: self.changes(at(share))),
            *self.follow_training(at),
            run_time=max(GROWTH_SECONDS * (last - first), least),
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
