"""The rest of an epoch, and then all epochs."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from manim import FadeIn, FadeOut

from scenes.animation.pace import thinned
from scenes.animation.timing import shrink_away, within
from scenes.clips.training_loop.cost_history import CostHistory
from scenes.clips.training_loop.loop_dial import even, stairs, turn
from scenes.clips.training_loop.one_step import OneStep
from scenes.clips.training_loop.score import LampKey, Score
from scenes.clips.training_loop.training_network import LineKey, later_scale
from scenes.provenance.source import Source

__all__ = ["ManySteps"]

SLOW_EPOCHS, BLUR = 4, 3.3
"""Epochs gone through one by one, and seconds for all others."""
MOST_EPOCHS = 24
"""Of more epochs, some are skipped."""


class ManySteps(OneStep):
    """The beats of the training: each step as in :class:`OneStep`, but faster and faster."""

    def quicker(self) -> None:
        """Go through the rest of the epoch, with a dot for each cost."""
        theme, course, step = self.theme, self.course, self.shown_step
        words = self._cost_name, self.words["training_loop.step"]
        self.costs = costs = CostHistory(theme, self.layout.panel, course, step, words)
        shown = [costs.plot, costs.name, costs.dots]
        if course.has_answers:
            self.lamp_key = LampKey(theme, *self.counts.key_at, self._texts("right", "wrong"))
            shown.append(self.lamp_key)
        cost = self.table.cost
        there = costs.dots[0].get_center()
        moves = [within(shrink_away(cost, there, 0.3), 0.0, 0.75)] if cost in self.stage else []
        self.stage.discard(cost)
        self.play(
            *self.stage.clear(keep=[self.view]), self.phases.highlight(),
            *self.stage.show(*shown),
            *moves, run_time=1.2,
        )  # fmt: skip
        self.remove(cost)
        steps = self.stops
        pace = [part for part in (steps[:3], steps[2:7], steps[6:]) if len(part) > 1]
        for k, these in enumerate(pace):
            ends = (True, True) if k == 0 else (k == 1, k == len(pace) - 1)
            self._visit(these, 0.8 * (len(these) - 1) / (1 + 0.6 * k), ends)

    def _visit(self, steps: list[int], seconds: float, printed: tuple[bool, bool]) -> None:
        """Take dial, sample, network and costs through some steps."""
        way = stairs(steps)
        self.play(
            self.stepping.go(steps, printed=printed),
            self.view.turn(way),
            *self.costs.go(steps),
            *self.dial.run(self.course, steps[0], steps[-1], way),
            *self.counts.run(way),
            run_time=seconds,
        )

    def ask(self) -> None:
        """The score of the epoch takes the sample's place."""
        self.score = Score(self.theme, self.counts.room, self.course, self._texts("of", "right"))
        if not self.course.has_answers:
            return
        self.score.show(int(self.recording.epoch[self.course.last_of_epoch(self.shown_step)]) - 1)
        self.play(*self.stage.replace(self.view, self.score), run_time=1.0)
        self.wait(1.5)

    def strides(self) -> None:
        """The scales make room; epoch by epoch, and then as fast as it goes."""
        self._rescale()
        course = self.course
        ends = course.ends(self.shown_step)
        for pair in list(pairwise(ends))[:SLOW_EPOCHS]:
            self._lap(list(pair), 1.6)
        rest = thinned(ends[SLOW_EPOCHS:], 4, MOST_EPOCHS)
        if len(rest) > 1:
            self._lap(rest, min(BLUR, 0.3 * (len(rest) - 1) + 0.6), fast=True)

    def _rescale(self) -> None:
        """Stretch the axis of steps, and change the key and the lines together."""
        moves = self.costs.stretch()
        full = later_scale(self.recording, self.full)
        if full > self.full:
            name = self.words["training_loop.capped"]
            key = LineKey(self.theme, self.layout.key, full, name)
            moves += [within(FadeOut(self.key), 0.0, 0.45), within(FadeIn(key), 0.55, 1.0)]
            moves += self.stepping.rescale(full)
            self.key = key
        self.play(*moves, run_time=1.4)
        self.stage.add(self.costs.line, self.costs.fresh)

    def _lap(self, ends: list[int], seconds: float, *, fast: bool = False) -> None:
        """Go from the end of an epoch to those of others."""
        course = self.course
        way = even(ends[0], ends[-1]) if fast else turn(ends[0], ends[-1], course.stops)
        trail = (lambda share: min(1.0, 6 * share, 6 * (1 - share))) if fast else None
        first = [int(course.recording.epoch[end]) - 1 for end in ends]
        self.play(
            self.stepping.go(ends, printed=(not fast, True)),
            self.costs.draw(way),
            *self.dial.run(course, ends[0], ends[-1], way, trail),
            *self.counts.run(way),
            *self.score.run(lambda share: first[0] + int((first[-1] - first[0]) * share + 1e-6)),
            run_time=seconds,
        )

    def result(self) -> None:
        """State what repetition has done; the last cost is printed."""
        number = self.costs.last_cost()
        self.play(FadeIn(number), *self.score.emphasise(), run_time=0.7)
        self.stage.add(number)

    def _score_of(self, step: int) -> dict[str, Any]:
        """Return the values for a caption about the answers of a step's epoch."""
        if not self.course.has_answers:
            return {}
        epoch = int(self.recording.epoch[step]) - 1
        return {
            "right": Source(self.recording, "epoch_correct", index=(epoch,)),
            "samples": self._stops_source,
        }

    def _result_of(self, epochs: int) -> dict[str, Any]:
        """Return the values for the caption about the last epoch."""
        if not self.course.has_answers:
            return {}
        counts = [int(count) for count in self.recording.epoch_correct]
        full = self.course.stops
        since = next((k for k in range(epochs) if min(counts[k:]) == full), epochs - 1)
        return {
            **self._score_of(self.course.total - 1),
            "epoch": Source(self.recording, "epoch", since * full),
        }
