"""The backward pass in numbers: one hidden delta in full, then all of a layer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from manim import Line, RoundedRectangle, VGroup

from scenes.clips.backpropagation.back_figures import BackFigures
from scenes.clips.backpropagation.layout import LEAST_SIGN
from scenes.clips.backpropagation.story import Story
from scenes.mobjects.text.columns import needed_width, spread
from scenes.mobjects.text.equals import equals_sign
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["BackwardSum", "HiddenDeltas"]

SHARES = {"weight": 0.12, "times": 0.28, "delta": 0.46, "equals": 0.64, "product": 0.83}
"""Centres of the columns, as shares of the region's width."""
SIGN = 0.7
"""Width of a sign between numbers, in em."""
PITCH = 0.8
"""Largest distance of rows, in frame units."""
LARGEST = 1.15
"""Largest type, relative to the theme's numbers."""
NAMES = 0.6
"""Height of the names above columns, in frame units."""
MOST_EM, LEAST_GAP, GAP, MOST_GAP = 0.4, 0.12, 0.3, 0.42
"""Largest type of the table, and the smallest, usual and largest gap between its columns, in frame
units."""
SPARE = 0.05
"""Room beside the table for the width of its rules."""
DOTS = 0.34
"""Room for what stands for rows or columns left out, in frame units."""


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
        total = Readout(self.theme, self.figures.total(self.j), self._of_sum, em)
        widths["product"] = max(widths["product"], total.advance_width)
        return widths

    @property
    def _of_sum(self) -> NumberFormat:
        return NumberFormat(self.figures.of_sums, signed=True)

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
        row.known = VGroup(numbers["weight"], times, numbers["delta"])
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
    """All deltas of the last hidden layer: a row for each neuron, with what comes back to it.

    In each row the products w · δ, the slope of the activation function, and the delta.
    Products without room are left out, and dots stand for them and for neurons not shown.

    Parameters
    ----------
    theme : Theme
    region : Region
    story : Story
    figures : BackFigures

    Attributes
    ----------
    frames : list
        Names and rules.
    rows : list of list
        Numbers of each hidden neuron; the last is its delta.
    returned : int
        How many of them are products.
    """

    def __init__(self, theme: Theme, region: Region, story: Story, figures: BackFigures):
        self.theme, self.story, self.figures, self.region = theme, story, figures, region
        self.hidden = story.indices[story.last]
        self.columns = list(figures.outer)
        self.more_rows = len(self.hidden) < story.sizes[story.last]
        self.with_slopes = True
        em, gap = MOST_EM, GAP
        while self._width(em, gap) > region.width - SPARE:
            if gap > LEAST_GAP:
                gap = max(LEAST_GAP, gap - 0.04)
            elif em > theme.sizes.number_small:
                em = max(0.97 * em, theme.sizes.number_small)
            elif len(self.columns) > 1:
                self.columns.pop()
            elif self.with_slopes:
                self.with_slopes = False
            else:
                break
        self.em, self.gap = em, gap
        slots = len(self.hidden) + 0.7 * self.more_rows
        self.pitch = min(PITCH, (region.height - NAMES) / slots)
        self.returned = len(self.columns)
        self._build()
        super().__init__(*self.frames, *[number for row in self.rows for number in row])

    @property
    def more_columns(self) -> bool:
        """Whether products are left out."""
        return len(self.columns) < self.story.sizes[-1]

    def _columns_of(self, j: int) -> list[tuple[Source, NumberFormat]]:
        """Return the numbers of a hidden neuron."""
        figures = self.figures
        products = NumberFormat(figures.of_products, signed=True)
        found = [(figures.product(j, k), products) for k in self.columns]
        if self.with_slopes:
            found.append((figures.slope(j), NumberFormat(figures.of_slopes)))
        return [*found, (figures.delta(j), NumberFormat(figures.of_deltas, signed=True))]

    def _heads(self, em: float) -> list[Formula]:
        story, layer = self.story, self.story.last
        size = max(em, LEAST_SIGN)
        delta = story.delta_symbol(layer)
        slope = [f"{story.function_symbol(layer)}'"] if self.with_slopes else []
        markups = [*slope, story.delta_symbol(layer - 1)]
        heads = [Formula(self.theme, markup, size, self.theme.quiet) for markup in markups]
        weights = story.matrix_symbol(layer, above=" T")
        name = Formula(self.theme, f"{weights} {delta}", size, self.theme.quiet)
        return [name, *heads]

    def _widths(self, em: float) -> list[float]:
        rows = [
            [Readout(self.theme, *piece, em).advance_width for piece in self._columns_of(j)]
            for j in self.hidden
        ]
        widths = [max(column) for column in zip(*rows, strict=True)]
        heads = self._heads(em)[1:]
        first = len(self.columns)
        for n, head in enumerate(heads):
            widths[first + n] = max(widths[first + n], head.width)
        return widths

    def _width(self, em: float, gap: float) -> float:
        widths = self._widths(em)
        return sum(widths) + (len(widths) - 1) * gap + (DOTS if self.more_columns else 0.0)

    def _build(self) -> None:
        em, region, gap = self.em, self.region, self.gap
        widths, heads = self._widths(em), self._heads(em)
        free = region.width - SPARE - self._width(em, gap)
        gap += min(max(free, 0.0) / len(widths), MOST_GAP - gap)
        slots = len(self.hidden) + 0.7 * self.more_rows
        self.top = region.y + (slots * self.pitch + NAMES) / 2 - NAMES
        self.left = x = region.x - self._width(em, gap) / 2
        self.frames, spans = [], []
        for n, width in enumerate(widths):
            spans.append((x, x + width))
            x += width + gap
            if n == len(self.columns) - 1 and self.more_columns:
                self._dots("dots.c", x - gap + DOTS / 2)
                x += DOTS
        self.right = spans[-1][1]
        level = self.top + 0.5 * NAMES
        ends = spans[0][0], spans[len(self.columns) - 1][1]
        middles = [sum(ends) / 2, *[sum(span) / 2 for span in spans[len(self.columns) :]]]
        for head, middle in zip(heads, middles, strict=True):
            self.frames.append(head.move_to([middle, level, 0]))
        self._add_rules(spans, gap)
        if self.more_rows:
            self._dots_below(spans)
        self.rows = [self._numbers(n, j, spans) for n, j in enumerate(self.hidden)]

    def _add_rules(self, spans: Sequence[tuple[float, float]], gap: float) -> None:
        """Draw a rule below the names, and one after the products."""
        theme, foot = self.theme, self.top - len(self.hidden) * self.pitch
        between = spans[len(self.columns)][0] - gap / 2
        for ends in (
            ([self.left, self.top, 0], [self.right, self.top, 0]),
            ([between, self.top - 0.1, 0], [between, foot, 0]),
        ):
            self.frames.append(
                Line(*ends, color=theme.hairline, stroke_width=0.6 * theme.sizes.line)
            )

    def _dots(self, markup: str, x: float) -> None:
        for n in range(len(self.hidden)):
            dots = Formula(self.theme, markup, max(1.1 * self.em, LEAST_SIGN), self.theme.quiet)
            self.frames.append(dots.move_to([x, self._row_y(n), 0]))

    def _dots_below(self, spans: Sequence[tuple[float, float]]) -> None:
        for left, right in spans:
            dots = Formula(self.theme, "dots.v", max(1.1 * self.em, LEAST_SIGN), self.theme.quiet)
            y = self._row_y(len(self.hidden) - 0.15)
            self.frames.append(dots.move_to([(left + right) / 2, y, 0]))

    def _row_y(self, row: float) -> float:
        return self.top - (row + 0.5) * self.pitch

    def _numbers(self, n: int, j: int, spans: Sequence[tuple[float, float]]) -> list[Readout]:
        baseline = self._row_y(n) - self.em * DIGIT_HEIGHT / 2
        numbers = []
        for (source, style), (_, right) in zip(self._columns_of(j), spans, strict=True):
            colour = self.theme.ink
            if style.signed:
                colour = self.theme.signed(round(source.value, style.decimals))
            number = Readout(self.theme, source, style, self.em, colour)
            numbers.append(number.place(right, baseline, "right"))
        if self.figures.whole and not self.more_columns and self.with_slopes:
            numbers[-1].relations = (self.figures.row_relation(j),)
        return numbers

    def bar(self, n: int) -> RoundedRectangle:
        """Return a bar to lay behind a hidden neuron's numbers."""
        theme = self.theme
        bar = RoundedRectangle(
            width=self.right - self.left + 0.2,
            height=min(0.85 * self.pitch, 0.56),
            corner_radius=0.08,
            stroke_width=0,
            fill_color=theme.focus,
            fill_opacity=theme.row_tint,
        )
        safe = min(self.right + 0.1, self.region.right)
        return bar.move_to([safe - bar.width / 2, self._row_y(n), 0])
