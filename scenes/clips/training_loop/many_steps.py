"""The rest of an epoch, and then all epochs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from manim import (
    Create,
    FadeIn,
    FadeOut,
    Transform,
    linear,
    smooth,
    there_and_back,
)

from scenes.animation.pace import thinned
from scenes.animation.timing import within
from scenes.claims import Facts
from scenes.clips.training_loop.answer import Answer
from scenes.clips.training_loop.claims import all_right_in_the_end, repeats_labels
from scenes.clips.training_loop.cost_history import CostHistory
from scenes.clips.training_loop.loop_dial import even, stairs, turn
from scenes.clips.training_loop.loop_scene import PHASES
from scenes.clips.training_loop.one_step import OneStep
from scenes.clips.training_loop.sample_view import SampleView
from scenes.clips.training_loop.score import LampKey, Score
from scenes.mobjects.network.step_through import Span
from scenes.provenance.source import Source

__all__ = ["ManySteps"]

WHOLE_STEPS, QUICK_STEPS = (2.8, 1.5), 0.4
"""Seconds of each step that is shown with its phases, and of the others of its epoch."""
THERE, ERROR, BACK = (0.14, 0.46), (0.46, 0.58), (0.58, 0.78)
"""Shares of such a step in which products go forward, errors show and go back."""
FLYING, ANSWERED = 0.75, (0.44, 0.54)
"""Share of the way into a layer in which products fly; when the ring stands at the answer."""
PHASE_ENDS = (0.46, 0.58, 0.78, 0.97)
"""Shares of its time at which its phases end."""
SLOW_EPOCHS, OVERTAKING, BLUR = (1.9, 1.6, 1.4, 1.4), 2.3, 3.2
"""Seconds for each of the epochs gone through one by one, for that in which the answer turns
right, and for all others."""
COUNTED = 0.5
"""Seconds that the number of right answers rests after such an epoch."""
MOST_EPOCHS = 24
"""Of more epochs, some are skipped."""


class ManySteps(OneStep):
    """The beats of the training: each step as in :class:`OneStep`, but faster and faster."""

    costs: CostHistory
    history_shown = False
    dial_shown = True

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
        moves = [self.phases.highlight()]
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
        self.wait(0.6)
        steps = self.stops
        leave = self.stage.hide(self.costs.first, stop=0.2)
        whole = list(zip(pairwise(steps), WHOLE_STEPS, strict=False))
        for pair, seconds in whole:
            self._whole_step(*pair, seconds, leave)
            leave = []
        rest = steps[len(whole) :]
        if len(rest) > 1:
            self._visit(rest, QUICK_STEPS * (len(rest) - 1))

    def _whole_step(self, before: int, step: int, seconds: float, others: Sequence[Any]) -> None:
        """Take one step with all its phases: products forward, errors back, new weights."""
        network, last = self.network, len(self.network.layers) - 1
        network.step = step
        there = [
            [pulse for j in range(len(network.layers[k + 1])) for pulse in network.pulses(k, j)]
            for k in range(last)
        ]
        back = [
            network.returns(k, j) for k in range(last - 1, 0, -1)
            for j in range(len(network.layers[k + 1]))
        ]  # fmt: skip
        fills, flights = _there(last)
        ways = [
            within(pulse.travel(), *flights[k])
            for k, pulses in enumerate(there)
            for pulse in pulses
        ]
        ways += [within(move, *BACK) for _, moves in back for move in moves]
        ways += [
            within(neuron.disc.animate.set_stroke(self.theme.focus), *ERROR, there_and_back)
            for neuron in network.layers[-1]
        ]
        ways.append(self.phases.cycle(PHASE_ENDS))
        self._visit([before, step], seconds, [*ways, *others], fills)
        self.remove(*[pulse for pulses in there for pulse in pulses])
        self.remove(*[dot for dots, _ in back for dot in dots])

    def _visit(
        self, steps: list[int], seconds: float, others: Sequence[Any] = (), fills: Any = None
    ) -> None:
        """Take dial, sample, network and costs through some steps.

        With ``fills``, the shares of the time in which each layer gets its values, it is one step
        with all its phases, and the network does as they do.
        """
        way = stairs(steps) if fills is None else _hasty(*steps)
        shown, ring = self.stepping, self.network.ring_answers(steps)
        if fills is None:
            moves = [shown.go(steps, printed=(False, True)), ring]
        else:
            weighing = BACK[1], PHASE_ENDS[-1]
            moves = [
                shown.go(steps, fills=fills, weighing=weighing),
                within(ring, *ANSWERED, linear),
            ]
        self.play(
            *moves[: 2 if self.course.has_answers else 1],
            self.view.turn(way),
            *self.costs.go(steps),
            *self.dial.run(self.course, steps[0], steps[-1], way),
            *self.counts.run(way), *others,
            run_time=seconds,
        )  # fmt: skip

    def ask(self) -> None:
        """The inner loop closes; the score of its epoch takes the place of the sample's number."""
        if not self.history_shown:  # the step shown in full was the last of its epoch
            self._open_history()
        last = self.course.last_of_epoch(self.shown_step)
        epoch = int(self.recording.epoch[last]) - 1
        words = self._texts("of", "right")
        self.score = Score(self.theme, self.counts.score_at, self.course, words, epoch)
        leave = [within(FadeOut(self.counts.shown.pop()), 0.0, 0.5)]
        shown = self.stage.show(self.score) if self.course.has_answers else []
        closing = self.dial.run(self.course, last, last + 1, lit=False)
        self.play(*closing, *leave, *shown, run_time=1.2)
        if not self.course.has_answers:
            return
        self.play(*self.score.emphasise(), run_time=0.5)
        if self.dial.images and repeats_labels(self._facts):
            self._show_repetition()
        elif self.dial.answers:
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

    def _show_repetition(self) -> None:
        """Lead from each image to the answer to the next one, which is the same class."""
        links = self.dial.links()
        share = 1 / (len(links) + 2)
        ways = [within(Create(link), k * share, (k + 3) * share) for k, link in enumerate(links)]
        self.play(*ways, run_time=3.0)
        self.stage.add(*links)

    @property
    def _facts(self) -> Facts:
        return Facts(self.recording, step=self.shown_step)

    @cached_property
    def _visits(self) -> list[int]:
        """The step of each epoch, from that shown in full on, whose values are shown.

        If the samples keep their order, that which trains on the same sample again.
        """
        course = self.course
        ends = course.ends(self.shown_step)
        if not course.same_order:
            return ends
        place = int(self.recording.place_in_epoch[self.shown_step])
        return [min(course.first_of_epoch(end) + place, end) for end in ends]

    @cached_property
    def overtaken_after(self) -> int:
        """How many epochs later the sample shown in full is answered rightly for the first time.

        0 if that is not during the epochs gone through one by one.
        """
        if not (self.course.has_answers and self.course.same_order):
            return 0
        right = [self.course.correct(step) for step in self._visits]
        first = next((k for k, each in enumerate(right) if each), 0)
        return first if first <= len(SLOW_EPOCHS) else 0

    def strides(self) -> None:
        """The axis makes room; epoch by epoch, with the first sample in the network again."""
        theme, words = self.theme, self._texts("target")
        room = self.counts.room
        stops = thinned(self._visits, len(SLOW_EPOCHS) + 2, MOST_EPOCHS)
        old, before = self.costs.plot, self.view
        self.view = SampleView(theme, room, self.course, stops, *words)
        first = self.stage.hide(self.costs.first) if self.costs.first in self.stage else []
        links = [m for m in self.stage if m in self.dial.shown_links]
        same = self.recording.image_index[self.stops[-1]] == self.recording.image_index[stops[0]]
        shown = [] if same else self.stage.replace(before, self.view)
        if same:
            self.view = before
        self.play(
            *self.costs.stretch(), *first, *self.stage.hide(*links), *shown,
            *self.score.calm(), *[neuron.highlight() for neuron in self._watched],
            run_time=1.0,
        )  # fmt: skip
        # Ticks that have gone must not come back when the plot fades out.
        self.remove(old, *old.get_family(), self.costs.fresh)
        self.add(self.costs.plot, self.costs.dots)
        self.stage.discard(old)
        self.stage.add(self.costs.plot, self.costs.line)
        slow = self.overtaken_after - 1 if self.overtaken_after else len(SLOW_EPOCHS) - 1
        for k, seconds in enumerate(SLOW_EPOCHS[: max(slow, 0)]):
            self._lap(k, seconds)

    @property
    def _watched(self) -> list[Any]:
        """The outputs to watch while the answer to the sample in the network changes."""
        return list(self.network.layers[-1]) if self.overtaken_after else []

    def overtakes(self) -> None:
        """In this epoch, the output of the right class is the largest for the first time."""
        right = int(self.recording.predictions[self._visits[self.overtaken_after]])
        others = [
            neuron.clear_highlight()
            for k, neuron in zip(self.network.indices[-1], self._watched, strict=True)
            if k != right
        ]
        self.play(*others, run_time=0.3)
        self._lap(self.overtaken_after - 1, OVERTAKING)

    def _lap(self, number: int, seconds: float) -> None:
        """Go through one epoch: ``number`` counts those after the first."""
        ends = self.course.ends(self.shown_step)
        if number + 1 >= len(ends):
            return
        start, stop = ends[number] + 1, ends[number + 1] + 1
        way = turn(start, stop, self.course.stops)
        epoch = int(self.recording.epoch[stop - 1]) - 1
        self._run_laps(way, self._visits[number : number + 2], (start, stop), seconds)
        self.score.show(epoch)
        if self.course.has_answers:
            self.play(*self.score.appear(), run_time=0.3)
            self.wait(COUNTED)

    def _run_laps(
        self, way: Any, steps: Sequence[int], span: tuple[int, int], seconds: float,
        others: Sequence[Any] = (), *, fast: bool = False,
    ) -> None:  # fmt: skip
        """Go from the beginning of an epoch to the end of it or a later one."""
        course, (start, stop) = self.course, span
        steps = [self.shown_visit, *steps[1:]]
        self.shown_visit = steps[-1]
        spin = (lambda share: min(1.0, 6 * share, 6 * (1 - share))) if fast else None

        def done(share: float) -> float:  # a step is done before the bead has left it
            return min(way(share), stop - 1)

        epochs = int(course.recording.epoch[start]) - 1, int(course.recording.epoch[stop - 1]) - 1
        self.play(
            within(self.stepping.go(steps, fading=not fast), 0.0, 1.0 if fast else 0.8, linear),
            *([self.network.ring_answers(steps)] if course.has_answers else []),
            self.costs.draw(done),
            *self.dial.run(course, start, stop, way, spin, done=done),
            *self.counts.run(done),
            *(self.score.run(*epochs) if fast else self.score.vanish()),
            *others,
            run_time=seconds,
        )  # fmt: skip

    def settle(self) -> None:
        """All other epochs, as fast as it goes; a line says since when all answers are right."""
        course = self.course
        ends, since = course.ends(self.shown_step), self._right_since
        done = self.overtaken_after or len(SLOW_EPOCHS) - 1
        line = self.costs.since(since, *self._texts("epoch")) if since else []
        marked = [within(FadeIn(part), 0.7, 0.9) for part in line]
        if len(ends) > done + 1:
            start, stop = ends[done] + 1, ends[-1] + 1
            rest = thinned(self._visits[done:], 4, MOST_EPOCHS)
            seconds = min(BLUR, 0.3 * (len(rest) - 1) + 0.6)
            way = even(start, stop)
            self._run_laps(
                lambda share: way(smooth(share)), rest, (start, stop), seconds, marked, fast=True
            )
        elif marked:
            self.play(*marked, run_time=1.0)
        self.stage.add(*line)
        if course.has_answers:
            calm = [neuron.clear_highlight() for neuron in self._watched]
            self.play(*self.score.emphasise(), *calm, run_time=0.5)

    @property
    def returns_to_start(self) -> bool:
        """Whether the image of the beginning is in the network again at the end."""
        course = self.course
        return (
            self.large
            and course.has_answers
            and course.same_order
            and self._visits[0] != self._visits[-1]
        )

    def again(self) -> None:
        """The image of the beginning at its place, with the answer of the trained network."""
        self.sample, dial, self.dial_shown = self._portrait(), self.dial, False
        words = self._texts("answer", "answer_right", "answer_wrong")
        self.answer = Answer(self.theme, self.layout.panel, self.recording, self._visits[-1], words)
        (image, *texts), (small, *others) = self.sample[0], self.view[0]
        leave = [dial, *self.counts.shown, *others]
        grown = small.copy()
        self.stage.discard(self.view)
        self.remove(self.view, *self.view.get_family())
        self.add(grown)
        shown = self.answer.heading, self.answer.answer, self.answer.verdict
        self.play(
            *[within(FadeOut(m), 0.0, 0.4) for m in leave],
            *self.stage.clear(stop=0.4),
            Transform(grown, image.copy()),
            self.phases.highlight(PHASES.index("forward")),
            *[within(FadeIn(text), 0.6, 1.0) for text in texts],
            run_time=1.4,
        )
        self.remove(grown)
        self.add(self.sample)
        self.stage.add(self.sample)
        self.play(*self.stage.show(*shown, start=0.2), run_time=1.0)

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
        if not all_right_in_the_end(self._facts):
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


def _there(count: int) -> tuple[list[Span], list[Span]]:
    """Return when each layer fills, and when products fly into each of ``count`` later ones."""
    start, stop = THERE
    each = (stop - start) / count
    fills, flights = [(start / 2, start)], []
    for k in range(count):
        begin = start + k * each
        flights.append((begin, begin + FLYING * each))
        fills.append((begin + FLYING * each, begin + each))
    return fills, flights


def _hasty(before: int, step: int) -> Callable[[float], float]:
    """Return the way from a step to the next: all of it before the values go forward."""
    return lambda share: before + (step - before) * smooth(min(2 * share / THERE[0], 1.0))
