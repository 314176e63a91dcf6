"""A check of the gradient: the change of the cost when a weight is nudged."""

from __future__ import annotations

from decimal import Decimal

from manim import LEFT, Line, RoundedRectangle, VGroup

from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.relation import Relation, choices, relate, solve
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["NudgeTable"]

COST = 0.8
COST_IN_TWO_LINES = 1.25
"""Height of the definition of C on one line and on two, in frame units."""
EASY, ROOMY = 5.6, 6.3
"""Below the first width, in frame units, the formulas are above the numbers; below the second,
the numbers are further to the right."""
ROWS, ROWS_NARROW = (2, 3, 4.4, 5.25, 5.9), (2.0, 3.05, 4.3, 5.05, 5.85)
"""Places of the lines of numbers and, fourth, of the rule between the last two."""
ABOVE, BELOW = 0.26, 0.2
"""Distance of formula and numbers from the middle of a narrow region's line, in its height."""
PARTIAL = "partial C slash partial w = delta a"
SLOPE, MOST_OF_COST = 4, 11
"""Decimals of slopes and gradients; bound of those of costs."""


class NudgeTable(VGroup):
    """A column for each nudged weight: cost with the weight raised and lowered, slope, gradient.

    The formula of a line is at its left, or above it in a narrow region.

    Parameters
    ----------
    theme : Theme
    region : Region
    recording : network.Recording
    name : str
        Name of the cost.
    layers : sequence of int
        Recorded nudges, one per column.

    Attributes
    ----------
    names, weights : list
        Symbols and values of the weights, above the columns.
    epsilon : VGroup
        The size of the nudge.
    lines : list of list
        Cost raised, cost lowered, slope and gradient: the formula, then the numbers.
    rule : Line
    cost : VGroup
        The definition of C below the table.
    """

    def __init__(self, theme: Theme, region: Region, recording, name: str, layers=(1, 0)):
        self.narrow = region.width < EASY
        self.cost = self._cost(theme, region, name)
        region = region.above(region.bottom + (COST_IN_TWO_LINES if self.narrow else COST))
        self.theme, self.region, self.recording = theme, region, recording
        self.em = 0.92 * theme.sizes.number
        self.pitch = region.height / 7
        shares = (0.5, 0.84) if self.narrow else (0.59, 0.87)
        if region.width < ROOMY and not self.narrow:
            shares = (0.62, 0.87)
        self._xs = [region.left + region.width * share for share in shares]
        decimals = self.cost_decimals(layers)
        cost, slope = NumberFormat(decimals), NumberFormat(SLOPE, signed=True)
        self.names, self.weights = [], []
        for x, n in zip(self._xs, layers, strict=True):
            layer, row, column = (int(i) for i in recording.arrays["nudge_places"][n])
            markup = f"w_({row + 1} {column + 1})^(({layer + 1}))"
            name = Formula(theme, markup, theme.sizes.formula, theme.ink)
            self.names.append(name.move_to([x, self._middle(0), 0]))
            weight = self._source("nudge_weights", n, 1)
            self.weights.append(
                self._number(weight, NumberFormat(2, signed=True), x, 1, signed=True)
            )
        self.epsilon = self._epsilon()
        raised, lowered, steep, rule, last = ROWS_NARROW if self.narrow else ROWS
        self.lines = [
            self._line("C_+ = C(w + epsilon)", raised, "nudge_costs", layers, cost, (2,)),
            self._line("C_- = C(w - epsilon)", lowered, "nudge_costs", layers, cost, (0,)),
            self._line("(C_+ - C_-) / (epsilon + epsilon)", steep, "nudge_slopes", layers, slope),
            self._line(PARTIAL, last, "nudge_gradients", layers, slope),
        ]
        for number, n in zip(self.lines[2][1:], layers, strict=True):
            number.relations = (self.slope_relation(n, decimals),)
        y = self._middle(rule)
        self.rule = Line(
            [region.left + 0.05, y, 0],
            [region.right - 0.05, y, 0],
            color=theme.hairline,
            stroke_width=theme.sizes.line,
        )
        super().__init__(*self.names, *self.weights, self.epsilon, self.rule)
        self.add(*[piece for line in self.lines for piece in line])

    def _cost(self, theme: Theme, region: Region, name: str) -> VGroup:
        words = TextLine(theme, name, theme.sizes.label, theme.quiet)
        markup = "C = - sum (t ln o + (1 - t) ln (1 - o))"
        formula = Formula(theme, f"inline({markup})", 0.75 * theme.sizes.formula, theme.cost)
        line = VGroup(words, formula)
        foot = region.bottom + 0.5 * COST - 0.1
        if self.narrow:
            words.place(region.left + 0.1, foot + COST_IN_TWO_LINES - COST + 0.1, "left")
            formula.scale(min(1.0, (region.width - 0.15) / formula.width))
            formula.place(region.left + 0.1, foot, "left")
            return line
        words.place(region.left + 0.1, foot, "left")
        formula.place(words.get_right()[0] + 0.25, foot, "left")
        if formula.get_right()[0] > region.right:
            formula.scale((region.right - formula.get_left()[0]) / formula.width, about_edge=LEFT)
        return line

    def _source(self, name: str, *index: int) -> Source:
        return Source(self.recording, name, index=index)

    def _middle(self, row: float) -> float:
        return self.region.top - (0.5 + row) * self.pitch

    def _number(self, source, style, x, row, *, signed: bool, drop: float = 0.0) -> Readout:
        colour = self.theme.signed(source.value) if signed else self.theme.cost
        number = Readout(self.theme, source, style, self.em, colour)
        return number.place(x, self._middle(row + drop) - self.em * DIGIT_HEIGHT / 2)

    def _line(self, markup, row, name, layers, style, index=()) -> list:
        theme = self.theme
        formula = Formula(theme, markup, theme.sizes.formula * 0.8, theme.ink)
        # A fraction has two lines of its own, so its numbers go beside it.
        apart = self.narrow and "/" not in markup
        middle = self._middle(row - (ABOVE if apart else 0.0))
        formula.move_to([self.region.left + 0.1 + formula.width / 2, middle, 0])
        drop, signed = BELOW if apart else 0.0, name != "nudge_costs"
        numbers = [
            self._number(self._source(name, n, *index), style, x, row, signed=signed, drop=drop)
            for x, n in zip(self._xs, layers, strict=True)
        ]
        return [formula, *numbers]

    def _epsilon(self) -> VGroup:
        """Typeset ε and its value beside the names of the weights, and w before their values."""
        theme = self.theme
        source = Source(self.recording, "setting", index=("nudge", "epsilon"))
        name = Formula(theme, "epsilon =", theme.sizes.formula * 0.8, theme.ink)
        name.move_to([self.region.left + 0.1 + name.width / 2, self._middle(0), 0])
        number = Readout(theme, source, NumberFormat(2), self.em, theme.ink)
        baseline = self._middle(0) - self.em * DIGIT_HEIGHT / 2
        number.place(name.get_right()[0] + 0.15, baseline, "left")
        weight = Formula(theme, "w", theme.sizes.formula * 0.8, theme.ink)
        weight.move_to([self.region.left + 0.1 + weight.width / 2, self._middle(1), 0])
        return VGroup(name, number, weight)

    def bars(self) -> list[RoundedRectangle]:
        """Return bars to lay behind slopes and gradients, which agree."""
        found = []
        for line in (self.lines[2], self.lines[3]):
            left, right = line[1].get_left()[0] - 0.2, line[2].get_right()[0] + 0.2
            bar = RoundedRectangle(
                width=right - left,
                height=0.75 * self.pitch,
                corner_radius=0.1,
                stroke_width=0,
                fill_color=self.theme.focus,
                fill_opacity=0.14,
            )
            found.append(bar.move_to([(left + right) / 2, line[1].get_y(), 0]))
        return found

    def cost_decimals(self, layers) -> int:
        """Find decimals of the costs with which the printed slopes agree."""
        (found,) = solve(
            "the slopes of the nudged cost",
            lambda d: [self.slope_relation(n, d) for n in layers],
            choices(range(SLOPE, MOST_OF_COST)),
        )
        return found

    def slope_relation(self, n: int, d: int) -> Relation:
        """Return the equation of nudge ``n``: (C₊ − C₋) / 2ε, the central difference."""
        nudge = Decimal(repr(self.recording.metadata["nudge"]["epsilon"]))
        return relate(
            "(C₊ − C₋) / 2ε",
            lambda raised, lowered: (raised - lowered) / (2 * nudge),
            [(self._source("nudge_costs", n, 2), d), (self._source("nudge_costs", n, 0), d)],
            (self._source("nudge_slopes", n), SLOPE),
        )
