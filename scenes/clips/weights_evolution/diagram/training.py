"""The training: the first epoch step by step, the others faster, and an answer that turns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from manim import FadeIn, FadeOut, VGroup, smooth

from scenes.animation.timing import within
from scenes.clips.weights_evolution.diagram.change_bars import ChangeBars
from scenes.clips.weights_evolution.diagram.figures import TrainingCounters
from scenes.clips.weights_evolution.diagram.opening import Opening
from scenes.clips.weights_evolution.diagram.story import Turn
from scenes.mobjects.graphing.cost_curve import CostCurve, CostFigures
from scenes.mobjects.graphing.course import Moment
from scenes.mobjects.network.network_diagram import Neuron

__all__ = ["Training"]

EACH_STEP, MOST_FIRST = 0.5, 6.0
"""Seconds for a step of the first epoch, and at most for all of them."""
EPOCHS_SECONDS = 13.0
"""Seconds for the rest of the training, pauses apart."""
LEAST = 1.5


class Training(Opening):
    """The beats in which network, bars and cost follow the training."""

    def first_epoch(self) -> None:
        """Show the bars and the cost; go through the first epoch step by step."""
        self._place_panel([FadeOut(row) for row in self.change.rows], 1)
        self._step_by_step(1)

    def checkpoints(self) -> None:
        """Show the bars and the cost of an imported run."""
        self.step_aside()
        gone = self.network.without_numbers()
        self._place_panel(gone, self.story.course.steps[0])
        self.wait(0.5)

    def _place_panel(self, going: list[Any], step: int) -> None:
        """Put the panel's parts in place, as they are after so many updates."""
        theme, layout, story = self.theme, self.layout, self.story
        course, name = story.course, self.words[f"{self.texts}.changes"]
        self.bars = ChangeBars(theme, layout.bars, story, name, self.layer_names())
        which = self.recording.rules.loss.name.replace("-", "_")
        axis = "checkpoint" if self.recording.is_imported else "step"
        words = [self.words[f"decision.{key}"] for key in ("cost", axis)]
        names = words[0], self.words[f"training_loop.{which}"], words[1]
        self.costs = CostCurve(theme, layout.cost, [course], names)
        self.curve, self.head = self.costs.curve(course)
        self.cost_now = CostFigures(theme, self.costs, course)
        texts = [self.words[f"{self.texts}.{key}"] for key in ("step", "epoch", "checkpoint", "of")]
        self.counters = TrainingCounters(theme, layout.counters, story, texts)
        moment = course.place(course.steps.index(step))
        self.bars.show(moment)
        self.cost_now.show(moment)
        self.counters.show(moment)
        self.costs.reach(self.curve, self.head, course, moment)
        self.panel = [*self.bars.parts, self.costs.axes, self.curve, self.head, self.cost_now,
                      self.counters]  # fmt: skip
        self.play(
            *[within(move, 0.0, 0.5) for move in going],
            *[within(FadeIn(part), 0.4, 1.0) for part in self.panel if len(part.get_all_points())],
            run_time=1.2,
        )
        self.add(*self.panel)

    def _step_by_step(self, first: int) -> None:
        """Go from step to step to the end of the first epoch."""
        course = self.story.course
        start, stop = (course.steps.index(k) for k in (first, self.story.epoch_end))
        if start == stop:
            return
        count = stop - start

        def at(share: float) -> Moment:
            place = min(share, 1.0) * count
            whole = min(int(place), count - 1)
            return course.place(start + whole + smooth(place - whole))

        self.move(at, min(EACH_STEP * count, MOST_FIRST))

    def move(self, at: Callable[[float], Moment], seconds: float) -> None:
        """Play a stretch of the training with everything that follows it."""
        course = self.story.course
        self.play(
            self.network.go(at),
            self.bars.go(at),
            self.counters.go(at),
            *self.costs.go(self.curve, self.head, course, at),
            self.cost_now.go(at),
            run_time=seconds,
        )

    def _between(self, first: int, last: int) -> None:
        """Go from one number of updates to another, in proportion to the change."""
        course = self.story.course
        start, stop = course.share_of(first), course.share_of(last)
        begin = course.share_of(self.story.epoch_end)
        seconds = max(EPOCHS_SECONDS * (stop - start) / max(1 - begin, 1e-6), LEAST)
        self.move(course.through(seconds, start, stop), seconds)

    def epochs(self) -> None:
        """Go on to the update that turns an answer, or to the end."""
        story = self.story
        if shown := self.watch(story.sample):
            self._fill_anew(shown)
        if self.bars.rescales:
            old = self.bars.scale_now
            self.play(*self.bars.rescale(), run_time=1.2)
            self.panel[self.panel.index(old)] = self.bars.scale_now
        stop = story.course.last if story.turn is None else story.turn.before
        self._between(story.epoch_end, stop)

    def _fill_anew(self, shown: list[Any]) -> None:
        """Change the fills to those of another sample."""
        network, course = self.network, self.story.course
        moment = course.at(course.share_of(self.story.epoch_end))
        before = [neuron.disc.copy() for neuron in network.neurons]
        network.show(moment)
        after = [neuron.disc.copy() for neuron in network.neurons]
        for neuron, old in zip(network.neurons, before, strict=True):
            neuron.disc.match_style(old)
        moves = [
            neuron.disc.animate.match_style(new)
            for neuron, new in zip(network.neurons, after, strict=True)
        ]
        self.play(*moves, *shown, run_time=1.0)

    def turn(self) -> None:
        """Stop at the update that turns an answer, with the outputs as numbers."""
        network, turn = self.network, self.story.turn
        assert turn is not None
        last = len(network.layers) - 1
        neurons = self._turning(turn)
        self.play(*network.numbers(turn.before, [last]), run_time=0.8)
        if neurons:
            self.play(*[neuron.highlight() for neuron in neurons], run_time=0.5)
        self.wait(1.4)
        self.play(*network.without_numbers(), run_time=0.4)
        self.move(lambda share: Moment(turn.before, turn.after, smooth(share)), 1.6)
        self.play(*network.numbers(turn.after, [last]), run_time=0.8)
        self.wait(1.0)
        self.with_next_caption = [neuron.clear_highlight() for neuron in neurons]

    def _turning(self, turn: Turn) -> list[Neuron]:
        """Return the outputs that stand for the two answers, or the only output, if drawn."""
        column, shown = self.network.layers[-1], self.network.indices[-1]
        if len(column) == 1:
            return list(column)
        answers = [int(self.story.answers(k)[turn.sample]) for k in (turn.before, turn.after)]
        return [column[shown.index(k)] for k in answers if k in shown]

    def onward(self) -> None:
        """Go on to the end."""
        assert self.story.turn is not None
        self.play(*self.network.without_numbers(), run_time=0.4)
        self._between(self.story.turn.after, self.story.course.last)

    def clear_panel(self) -> list[Any]:
        """Return the animations that clear the panel."""
        return [FadeOut(VGroup(*[m for m in self.panel if len(m.get_all_points())]))]
