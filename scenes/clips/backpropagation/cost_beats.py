"""The beats about the cost: how large it is, and what becomes of the answer and of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from manim import FadeIn, FadeOut

from scenes.animation.timing import staggered, within
from scenes.clips.backpropagation.answer_ring import AnswerRing
from scenes.clips.backpropagation.cost_line import CostLine
from scenes.clips.backpropagation.outcome import CostBars
from scenes.clips.backpropagation.telling import TURN, Telling
from scenes.mobjects.text.text import Formula
from scenes.style.frame import Region

__all__ = ["CostBeats"]

ASKED = 1.6
"""Seconds in which a question waits for its answer."""


class CostBeats(Telling):
    """Beats of the clip about the cost and the answer."""

    lines: list[Region]
    rings: Sequence[AnswerRing] = ()
    asked: Formula | None = None

    def show_cost(self, room: Region, run_time: float = 1.6) -> None:
        """Show the name of the cost, its formula and its value."""
        cost = CostLine(self.theme, room, self.story, self._cost("costs"))
        pieces = cost.head, *cost.pieces
        self.play(*staggered([FadeIn(piece) for piece in pieces]), run_time=run_time)
        self.stage.add(*pieces)

    def ring_the_answer(self) -> list[Any]:
        """Return animations that ring the answer before the step, if there is one."""
        if self.answer:
            outputs = self.recording.activations[-1][self.shown_step]
            self.rings = [AnswerRing(self.theme, self._ring(outputs))]
        return [*map(FadeIn, self.rings)]

    def ask(self) -> None:
        """Set a question mark in place of the new answer, and wait."""
        if self.then:
            arrow, word = self.then
            self.asked = Formula(self.theme, "?", 1.2 * self.theme.sizes.formula, self.theme.ink)
            self.asked.place(word.get_left()[0], word.baseline, "left")
            self.play(FadeIn(arrow), FadeIn(self.asked), run_time=0.6)
        self.wait(ASKED)

    def outcome(self) -> None:
        """Let the ring jump to the new answer, and compare the cost with that before the step."""
        story = self.story
        if self.asked is not None:
            best = self._ring(story.values("activations_after", story.last + 1))
            self.play(*[ring.jump(best) for ring in self.rings], run_time=1.1)
            word = self.then[-1]
            come = within(FadeOut(self.asked), 0.0, 0.4), within(FadeIn(word), 0.4, 1.0)
            self.play(*come, self.side.point_out(best), run_time=0.7)
            self.wait(0.8)
        self.stage.add(*self.then)
        self._compare_costs()

    def _compare_costs(self) -> None:
        """Show the cost before and after as bars."""
        words = [self.words[f"backpropagation.{name}"] for name in ("before", "after")]
        words.append(self._cost("costs"))
        bars = CostBars(self.theme, self.layout.content, self.story, words)
        self.turn_to(bars.head, keep=[*self.answer, *self.then], run_time=TURN)
        for name, bar, number in bars.rows:
            come: list[Any] = [FadeIn(name), bar.grow(), within(FadeIn(number), 0.5, 1.0)]
            self.play(*come, run_time=0.9)
        self.wait(1.0)
