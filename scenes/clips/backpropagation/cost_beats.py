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


class CostBeats(Telling):
    """Beats of the clip about the cost and the answer."""

    lines: list[Region]
    rings: Sequence[AnswerRing] = ()
    asked: Formula | None = None

    def show_cost(self, room: Region, run_time: float = 1.2) -> None:
        """Show the name of the cost, and its value."""
        pieces = CostLine(self.theme, room, self.story, self._cost("costs")).pieces
        self.play(*staggered([FadeIn(piece) for piece in pieces]), run_time=run_time)
        self.stage.add(*pieces)

    def ring_the_answer(self, *, after: bool = False) -> list[Any]:
        """Return animations that ring the answer, before or after the step, if there is one.

        The ring of the answer before it fades out.
        """
        old, self.rings = self.rings, []
        if self.answer:
            outputs = self.recording.activations[-1][self.shown_step]
            if after:
                outputs = self.story.values("activations_after", self.story.last + 1)
            self.rings = [AnswerRing(self.theme, self._ring(outputs))]
        return [*map(FadeOut, old), *map(FadeIn, self.rings)]

    def ask(self) -> list[Any]:
        """Return an arrow and a question mark in place of the new answer."""
        if not self.then:
            return []
        arrow, word = self.then
        self.asked = Formula(self.theme, "?", 1.2 * self.theme.sizes.formula, self.theme.ink)
        return [arrow, self.asked.place(word.get_left()[0], word.baseline, "left")]

    def outcome(self) -> None:
        """Ring the new answer, and compare the cost with that before."""
        if self.asked is not None:
            best = self._ring(self.story.values("activations_after", self.story.last + 1))
            word = self.then[-1]
            come = [within(FadeOut(self.asked), 0.0, 0.4), within(FadeIn(word), 0.4, 1.0)]
            self.stage.discard(self.asked)
            self.stage.add(word)
            self.play(*come, *self.ring_the_answer(after=True), self.side.point_out(best),
                      run_time=0.9)  # fmt: skip
            self.wait(1.2)
        self._compare_costs()

    def _compare_costs(self) -> None:
        """Show the cost before and after as bars."""
        words = [self.words[f"backpropagation.{name}"] for name in ("before", "after")]
        words.append(self._cost("costs"))
        bars = CostBars(self.theme, self.layout.content, self.story, words)
        self.turn_to(bars.head, keep=[*self.answer, *self.then], run_time=TURN)
        for name, bar, number in bars.rows:
            self.play(FadeIn(name), bar.grow(), bar.carry(number), run_time=0.9)
        self.wait(1.0)
