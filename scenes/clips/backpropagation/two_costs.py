"""Why o − t: the slopes of an output's sum, of the cost recorded and of the one learned."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from manim import VGroup

from scenes.clips.backpropagation.equations import EquationLine
from scenes.clips.backpropagation.layout import LEAST_SIGN
from scenes.clips.backpropagation.story import Story
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.relation import MOST_DECIMALS, Relation, choices, relate, solve_or
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["TwoCosts"]

SHARES = 0.7, 1.5, 1.0
"""Heights of a name, of a formula and of a line of numbers, relative to each other."""
TALLEST = 2.3
"""Greatest height of the three, in frame units."""
SLOPES = {
    "mean-squared-error": "2/n (o_{k} - t_{k})",
    "half-squared-error": "o_{k} - t_{k}",
    "cross-entropy": "(o_{k} - t_{k})/(o_{k} (1 - o_{k}))",
}
"""Markup of dC/do by name of the cost."""


class TwoCosts(VGroup):
    """Two costs, one above the other: dC/do times the slope of the sigmoid gives dC/dz.

    Parameters
    ----------
    theme : Theme
    region : Region
    story : Story
    k : int
        The output.
    names : mapping of str to str
        Names of the costs.

    Attributes
    ----------
    heads : list of TextLine
        Names: of the cost that is recorded, then of the one whose slopes the deltas are.
    formulas : list of Formula
        What dC/do is.
    lines : list of EquationLine
        The product in numbers.
    """

    def __init__(
        self, theme: Theme, region: Region, story: Story, k: int, names: Mapping[str, str]
    ):
        self.story, self.k = story, k
        rules = story.rules
        assert story.loss is not None
        costs = [rules.loss.name, story.loss.name]
        found = self._decimals()
        self.heads, self.formulas, self.lines = [], [], []
        whole = region.inner(region.width, min(region.height, 2 * TALLEST))
        for n, (cost, block) in enumerate(zip(costs, whole.split(1, 1, gap=0.1), strict=True)):
            name_at, formula_at, numbers_at = block.split(*SHARES)
            head = TextLine(theme, names[cost], theme.sizes.label, theme.cost)
            self.heads.append(head.place(region.left, name_at.y - 0.1, "left"))
            markup = f"inline(partial C slash partial o_{k + 1} = {SLOPES[cost]})"
            markup = markup.replace("{k}", f"{k + 1}")
            size = 1.1 * theme.sizes.number
            formula = Formula(theme, markup, size, theme.quiet)
            while formula.width > region.width and size > LEAST_SIGN:
                size = max(0.96 * size, LEAST_SIGN)
                formula = Formula(theme, markup, size, theme.quiet)
            formula.move_to([region.left + formula.width / 2, formula_at.y, 0.0])
            self.formulas.append(formula)
            pieces = self._pieces(theme, n, found)
            em = 1.2 * theme.sizes.number
            self.lines.append(EquationLine(theme, numbers_at, pieces, em, "left"))
        super().__init__(*self.heads, *self.formulas, *self.lines)

    def _sources(self, n: int) -> tuple[Source, Source, Source]:
        """Return the sources of dC/do, of the sigmoid's slope and of dC/dz."""
        story, k = self.story, self.k
        slope = story.source("slopes", story.last, k)
        if n == 0:
            outer = story.source("recorded_cost_slopes", None, k)
            return outer, slope, story.source("recorded_cost_deltas", None, k)
        outer = story.source("cost_slopes", None, k)
        return outer, slope, story.source("deltas", story.last, k)

    def _relation(self, n: int, of_outer: int, of_slope: int) -> Relation:
        outer, slope, delta = self._sources(n)
        terms = [(outer, of_outer), (slope, of_slope)]
        return relate("∂C/∂o · slope = ∂C/∂z", _times, terms, (delta, self._of_delta))

    @property
    def _of_delta(self) -> int:
        return self.story.delta_decimals(self.story.last)

    def _decimals(self) -> tuple[int, ...]:
        """Return decimals of dC/do, and of the sigmoid's slope, that serve both costs."""
        usual = self._of_delta
        span = range(max(usual - 1, 1), min(usual + 3, MOST_DECIMALS))

        def relations(of_outer: int, of_slope: int) -> list[Relation]:
            return [self._relation(n, of_outer, of_slope) for n in range(2)]

        return solve_or((usual, usual), "slopes of two costs", relations, choices(span, span))

    def _pieces(self, theme: Theme, n: int, decimals: tuple[int, ...]) -> list[Any]:
        story, (outer, slope, delta) = self.story, self._sources(n)
        above = f"^(({story.last + 1}))" if story.last else ""
        return [
            f"partial C slash partial z_{self.k + 1}{above} =",
            (outer, NumberFormat(decimals[0], signed=True), theme.signed(outer.value)),
            "times",
            (slope, NumberFormat(decimals[1]), theme.ink),
            self._relation(n, *decimals),
            (delta, NumberFormat(self._of_delta, signed=True), theme.signed(delta.value)),
        ]


def _times(outer: Decimal, slope: Decimal) -> Decimal:
    return outer * slope
