"""The rest of an epoch, and then all epochs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from manim import (
    Animation,
    Create,
    FadeIn,
    FadeOut,
    Transform,
    UpdateFromAlphaFunc,
    VMobject,
    smooth,
    there_and_back,
)

from scenes.animation.pace import thinned
from scenes.animation.timing import within
from scenes.claims import Facts
from scenes.clips.training_loop.claims import all_right_in_the_end, repeats_labels
from scenes.clips.training_loop.cost_history import CostHistory
from scenes.clips.training_loop.one_step import OneStep
from scenes.clips.training_loop.sample_view import SampleView
from scenes.clips.training_loop.score import LampKey, Score
from scenes.mobjects.network.step_through import Span, done_of
from scenes.provenance.source import Source
from scenes.style.theme import mix

__all__ = ["ManySteps"]

Way = Callable[[float], float]
"""The step at each share of a play."""

SLOWEST, QUICKEST, FASTER = 2.2, 0.45, 0.73
"""Seconds of the first step after that shown in full and of the quickest ones; each step takes this
share of the time of that before."""
THERE, ERROR, BACK = (0.14, 0.46), (0.5, 0.6), (0.6, 0.78)
"""Shares of a step's time in which products go forward, errors show and go back."""
BLANK, FLYING, ANSWERED = 0.12, 0.75, (0.46, 0.52)
"""When the last answer is gone; share of the way into a layer in which products fly; when the ring
and the lamp show the answer."""
PHASE_ENDS = (0.48, 0.6, 0.78, 0.97)
"""Shares of its time at which its phases end."""
SLOW_EPOCHS, OVERTAKING, EACH = (2.2, 1.8, 1.8, 1.8), 3.8, 0.17
"""Seconds for each of the epochs gone through one by one, for that in which the answer turns
right, and for each of the others."""
TOP, ROUND = 0.16, 0.56
"""Share of such an epoch's time in which the bead goes to the first sample, and after which it
leaves that."""
FIRST_FILLS, FIRST_ANSWER = (0.2, 0.38), (0.38, 0.46)
"""Shares in which the values of the watched sample change, and in which its answer shows."""
COUNTED = 0.8
"""Seconds that the number of right answers rests after such an epoch."""
MOST_EPOCHS = 24
"""Of more epochs, some are skipped."""
LARGER = 1.14
"""Size of the outputs while the answer turns right."""


class ManySteps(OneStep):
    """The beats of the training: each step as in :class:`OneStep`, but faster and faster."""

    costs: CostHistory | None = None

    def _open_history(self) -> None:
        """Show the dial with its inner loop, then the costs, in place of the step's working."""
        theme, course, step = self.theme, self.course, self.shown_step
        words = self._cost_name, self.words["training_loop.step"]
        self.costs = costs = CostHistory(theme, self.layout.panel, course, step, words)
        self.stepping.silent = frozenset(range(len(self.network.layers) - 1))
        silent = [n.number for layer in self.network.layers[:-1] for n in layer]
        moves = [self.phases.highlight(), FadeOut(self.key), *self.stage.clear(keep=[self.view])]
        moves += [number.animate.set_fill(opacity=0) for number in silent]
        if self.large:
            moves += self._open_dial(step)
        self.play(*moves, run_time=1.4)
        if self.large:
            self.remove(self.sample, *self.sample.get_family(), *self.view.get_family())
            self.remove(*self.dial.inside)
            self.add(self.dial, self.view)
            self.stage.add(self.view)
        shown = [costs.plot, costs.name, costs.dots, costs.first]
        if course.has_answers:
            self.lamp_key = LampKey(
                theme, *self.counts.key_at, self._texts("answer_right", "answer_wrong")
            )
            shown.append(self.lamp_key)
        self.play(*self.stage.show(*shown, start=0.0), run_time=0.8)

    def _open_dial(self, step: int) -> list[Any]:
        """Return the animations in which the image shrinks into the dial that appears round it."""
        for animation in self.dial.answer(self.course, step):
            animation.begin()
            animation.finish()
        for part in self.dial.outside:
            part.set_opacity(0.0)
        self.stage.discard(self.sample)
        (image, *texts), (small, *others) = self.sample[0], self.view[0]
        appearing = [*self.dial.inside, *others]
        self.counts.shown = self.counts.lines[1:]
        return [
            Transform(image, small.copy()),
            *[within(FadeOut(text), 0.0, 0.4) for text in texts],
            *[within(FadeIn(m), 0.6, 1.0) for m in (*appearing, *self.counts.shown)],
        ]

    def _show_outer_loop(self) -> list[Any]:
        """Return the animations in which the outer loop and its number appear, if they are not."""
        if self.counts.lines[0] in self.counts.shown:
            return []
        self.counts.shown.append(self.counts.lines[0])
        circle, *ticks, bead = self.dial.outside
        lines = [line.animate.set_stroke(opacity=1.0) for line in (circle, *ticks)]
        return [*lines, bead.animate.set_fill(opacity=1.0), FadeIn(self.counts.lines[0])]

    def quicker(self) -> None:
        """Go through the rest of the epoch, each step faster than the one before."""
        self._open_history()
        assert self.costs is not None
        leave = self.stage.hide(self.costs.first, stop=0.2)
        for k, pair in enumerate(pairwise(self.stops)):
            self._whole_step(*pair, max(SLOWEST * FASTER**k, QUICKEST), leave)
            leave = []

    def _whole_step(self, before: int, step: int, seconds: float, others: Sequence[Any]) -> None:
        """Take one step with all its phases: products forward, errors back, new weights."""
        network, last = self.network, len(self.network.layers) - 1
        network.step = step
        assert self.costs is not None
        fills, flights = _there(last)
        there = [
            (pulse, within(pulse.travel(), *flights[k]))
            for k in range(last)
            for j in range(len(network.layers[k + 1]))
            for pulse in network.pulses(k, j)
        ]
        back = [
            (dot, within(move, *BACK))
            for k in range(1, last)
            for dot, move in network.returns(k, [edge for row in network.edges[k] for edge in row])
        ]
        errors = [
            within(self._outline(neuron.disc), *ERROR, there_and_back)
            for neuron in network.layers[-1]
        ]
        moves = [
            self.stepping.go([before, step], fills=fills, weighing=(BACK[1], PHASE_ENDS[-1])),
            *([self._ring_again([before, step], ANSWERED)] if self.course.has_answers else []),
        ]
        way = _ramp(before, step, (0.0, THERE[0] / 2))
        self.play(
            *moves,
            *[move for _, move in (*there, *back)],
            *errors,
            self.phases.cycle(PHASE_ENDS),
            self.view.turn(way),
            *self.costs.go(step, BACK),
            *self.dial.run(self.course, before, step, way, _ramp(before, step, ANSWERED)),
            *self.counts.run(way), *others,
            run_time=seconds,
        )  # fmt: skip
        self.remove(*[dot for dot, _ in (*there, *back)])

    def _outline(self, disc: VMobject) -> Animation:
        """Return the animation of a disc's outline alone, as its fill changes meanwhile."""
        ink, focus = self.theme.ink, self.theme.focus
        return UpdateFromAlphaFunc(disc, lambda m, share: m.set_stroke(mix(ink, focus, share)))

    def _ring_again(self, steps: Sequence[int], arrives: Span) -> Animation:
        """Return the animation of the ring: it is gone before the next answer is there."""
        return self.network.ring_answers(steps, BLANK, arrives)

    def ask(self) -> None:
        """The outer loop appears; the score of its epoch takes the place of the sample's number."""
        if self.costs is None:  # the step shown in full was the last of its epoch
            self._open_history()
        last = self.course.last_of_epoch(self.shown_step)
        epoch = int(self.recording.epoch[last]) - 1
        words = self._texts("of", "right")
        self.score = Score(self.theme, self.counts.score_at, self.course, words, epoch)
        line = self.counts.lines[1]
        self.counts.shown.remove(line)
        shown = self.stage.show(self.score) if self.course.has_answers else []
        self.play(within(FadeOut(line), 0.0, 0.5), *shown, run_time=1.0)
        if self.dial.labels and repeats_labels(self._facts):
            links = self.dial.link()
            share = 1 / (len(links) + 2)
            ways = [within(Create(m), k * share, (k + 3) * share) for k, m in enumerate(links)]
            self.play(*ways, run_time=3.0)
            self.stage.add(links)

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
        costs = self.costs
        assert costs is not None
        old = costs.plot
        gone = [m for m in (costs.first, self.dial.links) if m in self.stage]
        if shown := self._show_outer_loop():
            self.play(*shown, *self.stage.hide(*gone), run_time=0.8)
            gone = []
        self.play(*costs.stretch(), *self.stage.hide(*gone), run_time=1.0)
        # Ticks that have gone must not come back when the plot fades out.
        self.remove(old, *old.get_family(), costs.fresh)
        self.add(costs.plot, costs.dots)
        self.stage.discard(old)
        self.stage.add(costs.plot, costs.line)
        slow = self.overtaken_after - 1 if self.overtaken_after else len(SLOW_EPOCHS) - 1
        for k, seconds in enumerate(SLOW_EPOCHS[: max(slow, 0)]):
            self._lap(k, seconds)

    def overtakes(self) -> None:
        """In this epoch, the output of the right class is the largest for the first time."""
        outputs = self.network.layers[-1]
        self.play(*[neuron.animate.scale(LARGER) for neuron in outputs], run_time=0.5)
        self._lap(self.overtaken_after - 1, OVERTAKING)

    def _watch(self, step: int) -> list[Any]:
        """Return the animations that put the sample watched from now on in the middle."""
        words = self._texts("target", self._sample)
        view = SampleView(
            self.theme,
            self.counts.room,
            self.course,
            self._visits,
            *words[: 2 if self.course.same_order else 1],
        )
        view.show(self._visits.index(step))
        before, self.view = self.view, view
        return [
            *self.stage.hide(before, stop=TOP / 2),
            *self.stage.show(view, start=TOP / 2, stop=TOP),
        ]

    def _lap(self, number: int, seconds: float) -> None:
        """Go through one epoch: ``number`` counts those after the first."""
        course, ends = self.course, self.course.ends(self.shown_step)
        if number + 1 >= len(ends):
            return
        last, stop = ends[number], ends[number + 1]
        visit = self._visits[number + 1]
        before = self.stops[-1] if number == 0 else self._visits[number]
        watched = self._watch(visit) if number == 0 else []

        def way(share: float) -> float:
            begun = min(share / TOP, 1.0)
            gone = max(share - ROUND, 0.0) / (1 - ROUND)
            return last + float(smooth(begun)) + (stop - last - 1) * float(smooth(gone))

        def done(share: float) -> float:
            at_first = _ramp(last, last + 1, FIRST_ANSWER)(share)
            return way(share) if share > ROUND else at_first

        moves = [
            self.stepping.go(
                [before, visit], fills=(FIRST_FILLS,), weighing=(ROUND, 1.0), after=[stop + 1]
            ),
            *([self._ring_again([before, visit], FIRST_ANSWER)] if course.has_answers else []),
        ]
        self._run(moves, (last, stop), way, done, seconds, watched + self.score.vanish(TOP))
        self.score.show(int(self.recording.epoch[stop]) - 1)
        if course.has_answers:
            self.play(*self.score.appear(), run_time=0.4)
            self.wait(COUNTED)

    def _run(
        self, moves: Sequence[Any], span: tuple[int, int], way: Way, done: Way, seconds: float,
        others: Sequence[Any], spin: Way | None = None,
    ) -> None:  # fmt: skip
        """Take dial, counters and costs from step to step, as the network moves."""
        assert self.costs is not None
        self.play(
            *moves,
            self.costs.draw(done),
            *self.dial.run(self.course, *span, way, done, spin),
            *self.counts.run(way),
            *others,
            run_time=seconds,
        )

    def settle(self) -> None:
        """All other epochs, as fast as it goes: the inner bead is a ring on its track."""
        course, ends = self.course, self.course.ends(self.shown_step)
        done = self.overtaken_after or len(SLOW_EPOCHS) - 1
        if len(ends) > done + 1:
            kept = thinned(range(done, len(ends)), 4, MOST_EPOCHS)
            steps, stages = [self._visits[k] for k in kept], len(kept) - 1
            after = [ends[k] + 1 for k in kept[1:]]

            def way(share: float) -> float:  # each epoch takes as long as its values do
                return float(np.interp(share * stages, range(stages + 1), [ends[k] for k in kept]))

            def epoch(share: float) -> int:
                return int(self.recording.epoch[round(way(share))]) - 1

            moves = [
                self.stepping.go(steps, fading=False, fills=((0.0, 0.5),), after=after),
                *([self.network.ring_answers(steps)] if course.has_answers else []),
            ]
            self._run(
                moves, (ends[kept[0]], ends[-1]), way, way, EACH * stages + 0.6,
                self.score.run(epoch), lambda share: min(1.0, 8 * share, 8 * (1 - share)),
            )  # fmt: skip
        if course.has_answers:
            outputs = self.network.layers[-1] if self.overtaken_after else []
            calm = [neuron.animate.scale(1 / LARGER) for neuron in outputs]
            self.play(*self.score.emphasise(), *calm, run_time=0.6)

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


def _ramp(before: float, step: float, span: Span) -> Way:
    """Return the way from a step to another in a span of the time."""
    return lambda share: before + (step - before) * done_of(share, span)
