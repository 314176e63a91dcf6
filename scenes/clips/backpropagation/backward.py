"""The backward pass in numbers: one hidden delta in full, then all of a layer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from manim import Line, VGroup

from scenes.clips.backpropagation.back_figures import BackFigures
from scenes.clips.backpropagation.layout import INSIDE, LEAST_SIGN
from scenes.clips.backpropagation.story import Story
from scenes.mobjects.text.columns import needed_width, spread
from scenes.mobjects.text.equals import equals_sign
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.source import NumberFormat
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["BackwardSum", "HiddenDeltas"]

SHARES = {"weight": 0.12, "times": 0.26, "delta": 0.455, "equals": 0.65, "product": 0.84}
"""Centres of the columns, as shares of the region's width."""
SIGN = 0.7
"""Width of a sign between numbers, in em."""
PITCH = 0.8
"""Largest distance of rows, in frame units."""
LARGEST = 1.0
"""Largest type, relative to the theme's numbers."""
NAMES = 0.6
"""Height of the names above columns, in frame units."""
MOST_EM, LEAST_GAP, MOST_GAP = 0.44, 0.1, 0.45
"""Largest type of the table, and the smallest and largest gap between its columns, in frame
units."""


class BackwardSum(VGroup):
    """What comes back to one hidden neuron: weight × delta of each edge, and the sum.

    Parameters
    ----------
    theme : Theme
    region : Region
    story : Story
    figures : BackFigures
    words : sequence of str
        Names of weight, delta, product and sum.

    Attributes
    ----------
    heads : VGroup
    rows : list of VGroup
        With attributes ``known`` (weight, sign, delta) and ``result`` (equals, product).
    rule : Line
    total : VGroup
        The word, and the sum.
    """

    def __init__(
        self, theme: Theme, region: Region, story: Story, figures: BackFigures, words: Sequence[str]
    ):
        self.theme, self.figures, self.j = theme, figures, story.one
        outer = figures.outer
        more = not figures.whole
        lines = len(outer) + 2.1 + 0.6 * more
        self.pitch = min(PITCH, region.height / lines)
        em = min(LARGEST * theme.sizes.number, 0.62 * self.pitch)
        while True:
            widths = self._widths(em)
            if needed_width(widths) <= region.width or em <= theme.sizes.number_small:
                break
            em = max(0.96 * em, theme.sizes.number_small)
        self.em, self.xs = em, spread(region, SHARES, widths)
        self.top = region.y + lines * self.pitch / 2
        self.heads = VGroup(
            *[
                TextLine(theme, word, theme.sizes.label, theme.quiet).place(
                    self.xs[name], self.top - 0.6 * self.pitch
                )
                for name, word in zip(("weight", "delta", "product"), words[:3], strict=True)
            ]
        )
        self.rows = [self._row(n, k) for n, k in enumerate(outer)]
        last: float = len(outer) - 1
        self.dots = VGroup()
        if more:
            last += 0.6
            dots = Formula(theme, "dots.v", max(1.1 * em, LEAST_SIGN), theme.quiet)
            self.dots.add(dots.move_to([self.xs["product"], self._y(last), 0]))
        y = self._y(last + 0.5)
        left, right = self.xs["equals"] - 0.3, region.right - 0.02
        self.rule = Line(
            [left, y, 0], [right, y, 0], color=theme.hairline, stroke_width=theme.sizes.line
        )
        self._add_total(words[3], last + 1.05)
        super().__init__(self.heads, *self.rows, self.dots, self.rule, self.total)

    def _y(self, row: float) -> float:
        return self.top - (1.5 + row) * self.pitch

    def _formats(self) -> dict[str, tuple[Any, NumberFormat]]:
        figures, j = self.figures, self.j

        def signed(decimals: int) -> NumberFormat:
            return NumberFormat(decimals, signed=True)

        return {
            "weight": (lambda k: figures.weight(j, k), signed(figures.of_weights)),
            "delta": (figures.outer_delta, signed(figures.of_outer)),
            "product": (lambda k: figures.product(j, k), signed(figures.of_products)),
        }

    def _widths(self, em: float) -> dict[str, float]:
        widths = dict.fromkeys(SHARES, SIGN * em)
        for name, (source, style) in self._formats().items():
            drawn = [Readout(self.theme, source(k), style, em) for k in self.figures.outer]
            widths[name] = max(number.advance_width for number in drawn)
        widths["delta"] += 2 * self._parenthesis(em)
        total = Readout(self.theme, self.figures.total(self.j), self._of_sum, em)
        # The points stand below each other: further digits reach to the right only.
        further = max(self.figures.of_sums - self.figures.of_products, 0)
        widths["product"] = max(widths["product"], total.advance_width) + further * em
        return widths

    @property
    def _of_sum(self) -> NumberFormat:
        return NumberFormat(self.figures.of_sums, signed=True)

    @staticmethod
    def _parenthesis(em: float) -> float:
        """Return the width that a parenthesis takes beside a number."""
        return 0.35 * max(em, LEAST_SIGN) + INSIDE

    def _row(self, n: int, k: int) -> VGroup:
        theme, em, row = self.theme, self.em, VGroup()
        numbers = {}
        for name, (source, style) in self._formats().items():
            colour = theme.signed(source(k).value)
            numbers[name] = Readout(theme, source(k), style, em, colour).place(
                self.xs[name], self._y(n) - em * DIGIT_HEIGHT / 2
            )
        times = Formula(theme, "times", max(em, LEAST_SIGN), theme.quiet)
        equals = equals_sign(theme, max(em, LEAST_SIGN), [self.figures.product_relation(self.j, k)])
        times.move_to([self.xs["times"], self._y(n), 0])
        equals.move_to([self.xs["equals"], self._y(n), 0])
        delta, sides = numbers["delta"], VGroup()
        for sign, side, align in ((r"\(", -1, "right"), (r"\)", 1, "left")):
            x = delta.get_x() + side * (delta.advance_width / 2 + INSIDE)
            bracket = Formula(theme, sign, max(em, LEAST_SIGN), theme.quiet)
            sides.add(bracket.place(x, delta.baseline, align))
        row.known = VGroup(numbers["weight"], times, delta, sides)
        row.result = VGroup(equals, numbers["product"])
        return row.add(row.known, row.result)

    def _add_total(self, word: str, row: float) -> None:
        theme, figures, em = self.theme, self.figures, self.em
        source = figures.total(self.j)
        foot = self._y(row) - em * DIGIT_HEIGHT / 2
        number = Readout(theme, source, self._of_sum, em, theme.signed(source.value))
        last = self.rows[-1].result[1]
        number.place(last.point_x, foot, "point")
        if figures.whole:
            number.relations = (figures.sum_relation(figures.of_products, figures.of_sums),)
        name = TextLine(theme, word, theme.sizes.label, theme.quiet)
        name.place(number.get_left()[0] - 0.3, foot, "right")
        self.total = VGroup(name, number)
        self.total.number = number


class HiddenDeltas(VGroup):
    """All deltas of the last hidden layer: what came back to each neuron × its slope = its delta.

    Dots stand for neurons that are not shown.

    Parameters
    ----------
    theme : Theme
    region : Region
    story : Story
    figures : BackFigures

    Attributes
    ----------
    frames : list
        Names of rows and columns, and dots.
    rows : list of list
        Sum, sign, slope, sign and delta of each hidden neuron.
    """

    def __init__(self, theme: Theme, region: Region, story: Story, figures: BackFigures):
        self.theme, self.story, self.figures = theme, story, figures
        self.hidden = story.indices[story.last]
        more = len(self.hidden) < story.sizes[story.last]
        em = MOST_EM
        while sum(self._widths(em)) + 5 * LEAST_GAP > region.width and em > LEAST_SIGN:
            em = max(0.97 * em, LEAST_SIGN)
        if sum(self._widths(em)) + 5 * LEAST_GAP > region.width:
            em = theme.sizes.number_small
        slots = len(self.hidden) + 0.7 * more
        self.em, self.pitch = em, min(PITCH, (region.height - NAMES) / slots)
        self.top = region.y + (slots * self.pitch + NAMES) / 2 - NAMES
        widths = self._widths(em)
        gap = min((region.width - sum(widths)) / 5, MOST_GAP)
        x = region.x - (sum(widths) + 5 * gap) / 2
        middles = []
        for width in widths:
            middles.append(x + width / 2)
            x += width + gap
        self.frames = [
            head.place(at, self.top + 0.35 * NAMES)
            for head, at in zip(self._heads(), middles[1::2], strict=True)
        ]
        self.rows = [self._row(n, j, middles) for n, j in enumerate(self.hidden)]
        if more:
            size = max(1.1 * em, LEAST_SIGN)
            dots = Formula(theme, "dots.v", size, theme.quiet)
            self.frames.append(dots.move_to([middles[-1], self._row_y(len(self.rows) - 0.15), 0]))
        super().__init__(*self.frames, *[piece for row in self.rows for piece in row])

    def _heads(self) -> list[Formula]:
        story, layer = self.story, self.story.last
        function = f"{story.function_symbol(layer)}'(bold(z)^(({layer})))"
        returned = f"{story.matrix_symbol(layer, above=' T')} {story.delta_symbol(layer)}"
        markups = returned, function, story.delta_symbol(layer - 1)
        size = max(0.95 * self.em, LEAST_SIGN)
        return [Formula(self.theme, markup, size, self.theme.quiet) for markup in markups]

    def _numbers(self, j: int, em: float) -> list[Readout]:
        """Return the sum, the slope and the delta of a hidden neuron."""
        figures = self.figures
        kinds = (
            (figures.total(j), NumberFormat(figures.of_sums, signed=True)),
            (figures.slope(j), NumberFormat(figures.of_slopes)),
            (figures.delta(j), NumberFormat(figures.of_deltas, signed=True)),
        )
        return [
            Readout(self.theme, source, style, em,
                    self.theme.signed(round(source.value, style.decimals)) if style.signed
                    else self.theme.ink)
            for source, style in kinds
        ]  # fmt: skip

    def _name(self, j: int) -> Formula:
        symbol = self.story.symbol(self.story.last, j)
        return Formula(self.theme, symbol, max(self.em, LEAST_SIGN), self.theme.quiet)

    def _widths(self, em: float) -> list[float]:
        """Return the widths of names, numbers and signs, from left to right."""
        self.em = em
        columns = zip(*[self._numbers(j, em) for j in self.hidden], strict=True)
        total, slope, delta = (
            max(head.width, *[number.advance_width for number in column])
            for head, column in zip(self._heads(), columns, strict=True)
        )
        sign = SIGN * max(em, LEAST_SIGN)
        return [max(self._name(j).width for j in self.hidden), total, sign, slope, sign, delta]

    def _row_y(self, row: float) -> float:
        return self.top - (row + 0.5) * self.pitch

    def _row(self, n: int, j: int, middles: Sequence[float]) -> list[Any]:
        theme, size = self.theme, max(self.em, LEAST_SIGN)
        y = self._row_y(n)
        baseline = y - self.em * DIGIT_HEIGHT / 2
        total, slope, delta = self._numbers(j, self.em)
        equals = equals_sign(theme, size, [self.figures.delta_relation(j)])
        times = Formula(theme, "times", size, theme.quiet)
        self.frames.append(self._name(j).place(middles[0], baseline))
        for number, x in zip((total, slope, delta), middles[1::2], strict=True):
            number.place(x, baseline)
        for sign, x in zip((times, equals), middles[2::2], strict=True):
            sign.move_to([x, y, 0])
        return [total, times, slope, equals, delta]
