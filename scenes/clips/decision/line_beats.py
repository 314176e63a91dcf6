"""The first beats: a single neuron that cannot do what it should."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from manim import Create, FadeIn, FadeOut, UpdateFromAlphaFunc, VGroup, linear, smooth

from network.recordings.plane import best_step
from scenes.animation.timing import staggered, within
from scenes.clips.decision.line_story import CornerOutputs, DiagonalSums
from scenes.clips.decision.plane_scene import PlaneScene
from scenes.clips.decision.single_neuron import SingleNeuron
from scenes.mobjects.graphing.course import Moment

__all__ = ["LineBeats"]

LINE_SECONDS, BACK_SECONDS = 5.2, 1.6


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
        # How sure the wrong answer is can be read at its point.
        outputs = CornerOutputs(self.theme, self.plot, self.best_at).numbers
        self.play(*staggered([FadeIn(number) for number in outputs], 0.4), run_time=2.6)
        self.with_next_caption = [FadeOut(number) for number in outputs]

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
        """Print z at the four corners; bring opposite ones together."""
        hidden = self.layout.hidden
        words = [self.words[f"decision.{key}"] for key in ("discs", "triangles")]
        self.sums = sums = DiagonalSums(self.theme, hidden, self.plot, self.best_at, words)
        self.play(FadeOut(self.figures), *map(FadeIn, sums.at_corners), run_time=0.8)
        self.wait(0.8)
        for n, pair in enumerate(((0, 3), (1, 2))):
            signs = sums.signs[2 * n : 2 * n + 2]
            self.play(Create(sums.diagonals[n]), *map(FadeIn, signs), run_time=0.7)
            # The sums stand left of the plane, against the direction in which values travel:
            # so the corners light up, and nothing flies.
            corners = [sums.at_corners[k].number for k in pair]
            copies = [FadeIn(sums.numbers[k]) for k in pair]
            light = [number.animate.set_color(self.theme.focus) for number in corners]
            self.play(*light, *copies, FadeIn(sums.pluses[n]), run_time=0.8)
            self.play(*[m.animate.set_color(self.theme.ink) for m in corners], run_time=0.4)
        self.play(FadeIn(sums.equals), run_time=0.5)

    def impossible(self) -> None:
        """Say what the two sums would have to be."""
        for word in self.sums.words:
            self.play(FadeIn(word), run_time=0.6)
            self.wait(0.8)
        equals = self.sums.equals
        self.play(equals.animate.set_color(self.theme.focus).scale(1.5), run_time=0.6)
