"""The rest of an epoch, and then all epochs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from manim import (
    Create,
    FadeIn,
    FadeOut,
    Transform,
    there_and_back,
)

from scenes.animation.pace import thinned
from scenes.animation.timing import within
from scenes.claims import Facts
from scenes.clips.training_loop.claims import all_right_in_the_end
from scenes.clips.training_loop.cost_history import CostHistory
from scenes.clips.training_loop.loop_dial import even, stairs, turn
from scenes.clips.training_loop.one_step import OneStep
from scenes.clips.training_loop.sample_view import SampleNote
from scenes.clips.training_loop.score import LampKey, Score
from scenes.provenance.source import Source

__all__ = ["ManySteps"]

TRAIL = 0.12
"""Longest trail of the inner bead, in turns."""
SLOW_STEPS, QUICK_STEPS = 1.5, 0.42
"""Seconds a step for the first two after that shown in full, and for the others of its epoch."""
SLOW_EPOCHS, BLUR = (2.2, 1.5, 1.1), 2.9
"""Seconds for each of the epochs gone through one by one, and for all others."""
MOST_EPOCHS = 24
"""Of more epochs, some are skipped."""


class ManySteps(OneStep):
    """The beats of the training: each step as in :class:`OneStep`, but faster and faster."""

    costs: CostHistory
    history_shown = False

    def _open_history(self) -> None:
        """Show the costs, with the dot of the step shown in full, in place of its working."""
        self.history_shown = True
        theme, course, step = self.theme, self.course, self.shown_step
        words = self._cost_name, self.words["training_loop.step"]
        self.costs = costs = CostHistory(theme, self.layout.panel, course, step, words)
        shown = [costs.plot, costs.name, costs.dots, costs.first]
        if course.has_answers:
            self.lamp_key = LampKey(
                theme, *self.counts.key_at, self._texts("answer_right", "answer_wrong")
            )
            shown.append(self.lamp_key)
        moves = [within(FadeOut(self.phases), 0.0, 0.5)]
        if self.large:
            moves += self._open_dial(step)
        moves += self.stage.clear(keep=[self.view])
        self.play(*moves, *self.stage.show(*shown), run_time=1.4)
        if self.large:
            self.remove(self.sample, *self.sample.get_family(), *self.view.get_family())
            self.add(self.view)
            self.stage.add(self.view)

    def _open_dial(self, step: int) -> list[Any]:
        """Return the animations in which the image shrinks into the dial that appears round it."""
        for animation in self.dial.answer(self.course, step):
            animation.begin()
            animation.finish()
        self.stage.discard(self.sample)
        (image, *texts), (small, *others) = self.sample[0], self.view[0]
        return [
            Transform(image, small.copy()),
            *[within(FadeOut(text), 0.0, 0.4) for text in texts],
            *[within(FadeIn(m), 0.6, 1.0) for m in (self.dial, *self.counts.lines, *others)],
        ]

    def quicker(self) -> None:
        """Go through the rest of the epoch, with a dot for each cost."""
        self._open_history()
        self.wait(0.9)
        steps = self.stops
        parts = [part for part in (steps[:3], steps[2:]) if len(part) > 1]
        leave = self.stage.hide(self.costs.first, stop=0.2)
        self._visit(parts[0], SLOW_STEPS * (len(parts[0]) - 1), leave)
        for part in parts[1:]:
            self._visit(part, QUICK_STEPS * (len(part) - 1))

    def _visit(self, steps: list[int], seconds: float, others: Sequence[Any] = ()) -> None:
        """Take dial, sample, network and costs through some steps."""
        way = stairs(steps)
        self.play(
            self.stepping.go(steps),
            *([self.network.ring_answers(steps)] if self.course.has_answers else []),
            self.view.turn(way),
            *self.costs.go(steps),
            *self.dial.run(self.course, steps[0], steps[-1], way),
            *self.counts.run(way), *others,
            run_time=seconds,
        )  # fmt: skip

    def ask(self) -> None:
        """The score of the epoch takes the sample's place."""
        if not self.history_shown:  # the step shown in full was the last of its epoch
            self._open_history()
        epoch = int(self.recording.epoch[self.course.last_of_epoch(self.shown_step)]) - 1
        words = self._texts("of", "right_in", "epoch")
        self.score = Score(self.theme, self.counts.room, self.course, words, epoch)
        if not self.course.has_answers:
            return
        self.play(*self.stage.replace(self.view, self.score), run_time=0.9)
        self.play(*self.score.emphasise(), run_time=0.5)
        if self.dial.answers:
            self._count_answers()

    def _count_answers(self) -> None:
        """Go round the lamps, as one counts the answers."""
        theme, lamps = self.theme, self.dial.lamps
        width = theme.sizes.focus_outline
        share = 1 / (len(lamps) + 1)
        ways = [
            within(
                lamp.animate.set_stroke(theme.focus, width=width),
                k * share, (k + 2) * share, there_and_back,
            )
            for k, lamp in enumerate(lamps)
        ]  # fmt: skip
        self.play(*ways, run_time=2.6)

    def strides(self) -> None:
        """The axis makes room; epoch by epoch, and then as fast as it goes."""
        course = self.course
        (words,) = self._texts(f"after_{self._sample}")
        last = course.last_of_epoch(self.shown_step)
        self.shown_sample = SampleNote(self.theme, self.layout.phases, self.recording, last, words)
        old = self.costs.plot
        first = self.stage.hide(self.costs.first) if self.costs.first in self.stage else []
        self.play(*self.costs.stretch(), *first, FadeIn(self.shown_sample), run_time=1.0)
        # Ticks that have gone must not come back when the plot fades out.
        self.remove(old, *old.get_family(), self.costs.fresh)
        self.add(self.costs.plot, self.costs.dots)
        self.stage.discard(old)
        self.stage.add(self.costs.plot, self.costs.line, self.shown_sample)
        ends = course.ends(self.shown_step)
        for pair, seconds in zip(pairwise(ends), SLOW_EPOCHS, strict=False):
            self._lap(list(pair), seconds)
        rest = thinned(ends[len(SLOW_EPOCHS) :], 4, MOST_EPOCHS)
        if len(rest) > 1:
            self._lap(rest, min(BLUR, 0.3 * (len(rest) - 1) + 0.6), fast=True)

    def _lap(self, ends: list[int], seconds: float, *, fast: bool = False) -> None:
        """Go from the end of an epoch to those of others."""
        course = self.course
        way = even(ends[0], ends[-1]) if fast else turn(ends[0], ends[-1], course.stops)
        trail = (lambda share: TRAIL * min(1.0, 6 * share, 6 * (1 - share))) if fast else None
        first = [int(course.recording.epoch[end]) - 1 for end in ends]
        self.play(
            self.stepping.go(ends, fading=not fast),
            *([self.network.ring_answers(ends)] if course.has_answers else []),
            self.costs.draw(way),
            *self.dial.run(course, ends[0], ends[-1], way, trail),
            *self.counts.run(way),
            *self.score.run(lambda share: first[0] + int((first[-1] - first[0]) * share + 1e-6)),
            run_time=seconds,
        )

    def settle(self) -> None:
        """Both beads return to the top; a line on the plot says since when all are right."""
        total, since = self.course.total, self._right_since
        self.play(
            *self.dial.run(self.course, total - 1, total, lit=False),
            *self.score.emphasise(),
            run_time=1.4,
        )
        if since:
            line = self.costs.since(since, *self._texts("epoch"))
            self.play(Create(line[0]), within(FadeIn(line[1:]), 0.4, 1.0), run_time=1.0)
            self.stage.add(*line)

    def _score_of(self, step: int) -> dict[str, Any]:
        """Return the values for a caption about the answers of a step's epoch."""
        if not self.course.has_answers:
            return {}
        epoch = int(self.recording.epoch[step]) - 1
        return {
            "right": Source(self.recording, "epoch_correct", index=(epoch,)),
            "samples": self._stops_source,
        }

    @property
    def _right_since(self) -> int:
        """The epoch, counted from 0, from which on all answers are right; 0 if there is none."""
        if not all_right_in_the_end(Facts(self.recording, step=self.shown_step)):
            return 0
        wrong = np.flatnonzero(np.asarray(self.recording.epoch_correct) < self.course.stops)
        return int(wrong[-1]) + 1

    def _result_of(self) -> dict[str, Any]:
        """Return the values for the caption about the last epoch."""
        if not self.course.has_answers:
            return {}
        since = self._right_since or self.course.epochs - 1
        return {
            **self._score_of(self.course.total - 1),
            "epoch": Source(self.recording, "epoch", since * self.course.stops),
        }
