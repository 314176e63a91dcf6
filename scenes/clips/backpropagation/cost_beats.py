"""The beats about the cost: which one the deltas belong to, and how far it falls in the step."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from manim import FadeIn

from scenes.animation.timing import staggered
from scenes.clips.backpropagation.cost_line import CostLine
from scenes.clips.backpropagation.equations import foretold_lines
from scenes.clips.backpropagation.step_curve import StepCurve
from scenes.clips.backpropagation.telling import TURN, Telling
from scenes.clips.backpropagation.two_costs import TwoCosts
from scenes.style.frame import Region

__all__ = ["CostBeats"]

NO_STEP = Decimal("1e-100")
"""Learning rates below have no room on an axis: a difference of two places is zero."""
VALUE = 0.68
"""Height of the value of a weight above the cost, in frame units."""


class CostBeats(Telling):
    """Beats of the clip about the cost."""

    lines: list[Region]
    cost_shown: Sequence[Any] = ()

    def show_cost(self, room: Region, run_time: float = 1.6) -> None:
        """Show the name of the cost, its formula and its value."""
        checked = self._tells_cost_at_once
        cost = CostLine(self.theme, room, self.story, self._cost("costs"), checked)
        self.cost_shown = [cost.head, *cost.pieces]
        self.play(*staggered([FadeIn(piece) for piece in self.cost_shown]), run_time=run_time)
        self.stage.add(*self.cost_shown)

    def split_below_the_curve(self) -> tuple[Region, Region]:
        """Return the room for the value of a weight, and for a cost that was not told before."""
        chain, line = self.lines
        if self.compared is None:
            return chain, line
        whole = Region(chain.left, chain.right, line.bottom, chain.top)
        return whole.below(whole.top).above(whole.top - VALUE), whole.below(whole.top - VALUE)

    def two_costs(self) -> None:
        """Compare the slope of an output's sum for two costs: o − t belongs to the second."""
        story, k = self.story, self.compared
        assert k is not None
        assert story.loss is not None
        names = {
            loss.name: self.words[f"backpropagation.costs.{loss.name}"]
            for loss in (story.rules.loss, story.loss)
        }
        costs = TwoCosts(self.theme, self.layout.content, story, k, names)
        above = f"^(({story.last + 1}))" if story.last else ""
        product = f"partial C slash partial o_{k + 1} dot o_{k + 1} (1 - o_{k + 1})"
        self.formula = self._title(f"partial C slash partial z_{k + 1}{above} = {product}")
        shown = story.indices[-1]
        lit = [self.network.layers[-1][shown.index(k)]] if k in shown else []
        self.turn_to(self.formula, others=self.side.light([], lit), run_time=TURN)
        rows = zip(costs.heads, costs.formulas, costs.lines, strict=True)
        for head, formula, line in rows:
            come = [FadeIn(m) for m in (head, formula, *line.pieces)]
            self.play(*staggered(come), run_time=1.6)
            self.wait(0.3)
        old, self.formula = self.formula, self._delta_title()
        self.play(*self.stage.replace(old, self.formula), run_time=0.8)
        self.stage.add(
            *costs.heads, *costs.formulas, *[m for line in costs.lines for m in line.pieces]
        )

    def outcome(self) -> None:
        """Tell the new answer, and compare the fall of the cost with what the slopes foretold."""
        last = self.story.last + 1
        after = self.recording.get("activations_after", step=self.shown_step, layer=last)
        self.play(*self.side.light([], [self._ring(after)]), *map(FadeIn, self.then), run_time=0.9)
        self.stage.add(*self.then)
        self.wait(0.3)
        if self.story.loss is None or self.story.rate < NO_STEP:
            self._compare_costs()
            return
        words = {name: self.words[f"backpropagation.{name}"] for name in ("foretold", "real")}
        words["cost"] = self.words[f"backpropagation.costs.{self._loss_name}"] + " C"
        region, rows = self.layout.plot(2)
        plot = StepCurve(self.theme, region, self.story, words)
        rule, numbers = foretold_lines(
            self.theme, rows, self.story, self.words["backpropagation.slope"]
        )
        keep = [*self.answer, *self.then]
        self.turn_to(plot, plot.start, *plot.before, rule, keep=keep, run_time=TURN)
        self.play(*staggered([FadeIn(m) for m in numbers.pieces]), run_time=1.2)
        self.play(plot.foretell(), run_time=0.9)
        self.play(FadeIn(plot.promise), *map(FadeIn, plot.foretold), run_time=0.6)
        self.add(plot.curve, plot.end)
        self.play(*plot.fall(), run_time=1.5)
        self.play(*map(FadeIn, plot.after), FadeIn(plot.gap), run_time=0.6)
        self.wait(1.4)
