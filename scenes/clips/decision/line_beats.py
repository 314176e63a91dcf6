"""The first beats: a single neuron that cannot do what it should."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from manim import (
    LEFT,
    RIGHT,
    FadeIn,
    FadeOut,
    UpdateFromAlphaFunc,
    VGroup,
    linear,
    smooth,
    there_and_back,
)

from network.recordings.plane import best_step
from scenes.animation.timing import staggered, within
from scenes.clips.decision.line_story import (
    APART,
    DISCS,
    TRIANGLES,
    Between,
    CornerOutputs,
    meeting,
)
from scenes.clips.decision.plane_scene import PlaneScene
from scenes.clips.decision.single_neuron import SingleNeuron
from scenes.mobjects.graphing.course import Moment

__all__ = ["LineBeats"]

LINE_SECONDS, BACK_SECONDS = 4.6, 1.6


class LineBeats(PlaneScene):
    """The beats about the single neuron, if there are any."""

    def neuron(self) -> None:
        """Show what a single untrained neuron answers everywhere."""
        theme, word = self.theme, self.words["decision.bias"]
        self.figures = SingleNeuron(theme, self.layout.hidden, self.line, word)
        self.play(
            within(FadeOut(self.table), 0.0, 0.5),
            within(FadeIn(self.figures), 0.45, 1.0),
            run_time=1.0,
        )
        self.answers_appear(self.plot)

    def one_line(self) -> None:
        """Train the single neuron; its cost grows as a curve."""
        self.place_costs()
        self.train(self.plot, self.line, LINE_SECONDS, self._figures_at)

    def _figures_at(self, moment: Moment) -> None:
        self.figures.show(moment.nearest)

    def stuck(self) -> None:
        """Print the outputs at the four points: all of them near one half."""
        step = self.line.last
        self.outputs = CornerOutputs(self.theme, self.plot, step).numbers
        self.play(*staggered([FadeIn(number) for number in self.outputs], 0.4), run_time=2.8)
        self.with_next_caption = [FadeOut(number) for number in self.outputs]

    def best(self) -> None:
        """Go back to the moment at which most samples were correct."""
        line, self.best_at = self.line, best_step(self.line.recording)
        end, goal = 1.0, line.share_of(self.best_at)

        def at(share: float) -> Moment:
            if share >= 1.0:
                return Moment(self.best_at, self.best_at)
            return line.at(end + (goal - end) * smooth(round(share * 48) / 48))

        self.costs_back(at)
        self.stress(self.plot.rings)

    def costs_back(self, at: Callable[[float], Moment]) -> None:
        """Move everything but the curve, on which only the head goes back."""
        count = VGroup(self.correct_count, self.cost_now, self.figures)

        def show(_: Any, share: float) -> None:
            for part in (self.correct_count, self.cost_now):
                part.show(at(share))
            self.figures.show(at(share).nearest)

        self.play(
            *self.plot.go(at),
            UpdateFromAlphaFunc(
                self.head,
                lambda head, share: self.costs.put(head, self.line, at(share)),
                rate_func=linear,
            ),
            UpdateFromAlphaFunc(count, show, rate_func=linear),
            run_time=BACK_SECONDS,
        )

    def why(self) -> None:
        """Show for the triangles: if both are on one side, so is everything between them."""
        self.between = Between(self.theme, self.plot, TRIANGLES)
        self._spread(self.between, seconds=3.2)

    def impossible(self) -> None:
        """Show the same for the discs: both segments share a point."""
        discs = Between(self.theme, self.plot, DISCS)
        disc, triangle = discs.marks[-1], self.between.marks[-1]
        disc.shift(APART * LEFT)
        self._spread(discs, triangle.animate.shift(APART * RIGHT))
        ring = meeting(self.theme, discs.middle)
        self.add(ring, disc, triangle)
        self.play(FadeIn(ring, scale=2.0), *[m.animate.scale(1.3) for m in (disc, triangle)],
                  run_time=0.7)  # fmt: skip
        both = VGroup(ring, disc, triangle)
        self.play(both.animate.scale(1.25), run_time=1.6, rate_func=there_and_back)
        self.proof = [*self.between.marks, *discs.marks, ring]

    def _spread(self, between: Between, *last: Any, seconds: float = 2.4) -> None:
        """Let marks appear from both ends of a segment to its middle."""
        marks = between.marks
        steps: list[Any] = [
            [FadeIn(mark, scale=0.3) for mark in marks[k : k + 2]] for k in range(0, len(marks), 2)
        ]
        steps[-1] += last
        self.play(*staggered(steps, 0.3), run_time=seconds)
