"""The backward pass in numbers: one hidden delta in full, then all of a layer as matrices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from manim import Line, RoundedRectangle, VGroup

from scenes.clips.backpropagation.back_figures import BackFigures
from scenes.clips.backpropagation.layout import LEAST_SIGN
from scenes.clips.backpropagation.story import Story
from scenes.mobjects.matrix.matrix import BRACKET_PAD, square_brackets
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
"""Height of the names above matrices, in frame units."""
MOST_EM, LEAST_GAP, GAP = 0.36, 0.1, 0.3
"""Largest type of matrices, and the smallest and largest gap between them, in frame units."""
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
    """All deltas of the last hidden layer: (Wᵀ·δ) ⊙ slope = δ, four matrices in a line.

    Columns without room are left out; dots stand for neurons that are not shown.

    Parameters
    ----------
    theme : Theme
    region : Region
    story : Story
    figures : BackFigures

    Attributes
    ----------
    frames : list
        Brackets, signs and names.
    outer : list of Readout
        The next layer's deltas.
    rows : list of list
        Numbers of each hidden neuron: a row of Wᵀ, its slope, its delta.
    """

    def __init__(self, theme: Theme, region: Region, story: Story, figures: BackFigures):
        self.theme, self.story, self.figures, self.region = theme, story, figures, region
        self.hidden = story.indices[story.last]
        self.columns = list(figures.outer)
        self.more_rows = len(self.hidden) < story.sizes[story.last]
        em, gap = MOST_EM, GAP
        while self._width(em, gap) > region.width - 0.05:
            if gap > LEAST_GAP:
                gap = max(LEAST_GAP, gap - 0.04)
            elif em > theme.sizes.number_small:
                em = max(0.97 * em, theme.sizes.number_small)
            elif len(self.columns) > 1:
                self.columns.pop()
            else:
                break
        self.em, self.gap = em, gap
        self.more_columns = len(self.columns) < story.sizes[-1]
        slots = max(len(self.hidden) + 0.7 * self.more_rows, len(self.columns))
        self.pitch = min(0.75, (region.height - NAMES) / slots)
        self._build()
        super().__init__(
            *self.frames, *self.outer, *[number for row in self.rows for number in row]
        )

    def _columns_of(self, j: int) -> list[tuple[Source, NumberFormat, str]]:
        """Return the numbers of a hidden neuron: a row of Wᵀ, its slope and its delta."""
        theme, figures = self.theme, self.figures
        weights = NumberFormat(figures.of_weights, signed=True)
        deltas = NumberFormat(figures.of_deltas, signed=True)
        row = [
            (figures.weight(j, k), weights, theme.signed(figures.weight(j, k).value))
            for k in self.columns
        ]
        delta = figures.delta(j)
        return [
            *row,
            (figures.slope(j), NumberFormat(figures.of_slopes), theme.ink),
            (delta, deltas, theme.signed(round(delta.value, deltas.decimals))),
        ]

    def _outer(self, em: float) -> list[Readout]:
        style = NumberFormat(self.figures.of_outer, signed=True)
        sources = [self.figures.outer_delta(k) for k in self.columns]
        return [Readout(self.theme, s, style, em, self.theme.signed(s.value)) for s in sources]

    def _widths(self, em: float) -> tuple[list[float], float]:
        """Return the widths of the columns of hidden neurons, and of the outer deltas."""
        rows = [
            [Readout(self.theme, *piece[:2], em).advance_width for piece in self._columns_of(j)]
            for j in self.hidden
        ]
        outer = max(number.advance_width for number in self._outer(em))
        return [max(column) for column in zip(*rows, strict=True)], outer

    def _width(self, em: float, gap: float) -> float:
        widths, outer = self._widths(em)
        between = 0.3 * em * (len(self.columns) - 1)
        dots = DOTS * (len(self.columns) < self.story.sizes[-1])
        pads = 8 * BRACKET_PAD
        return sum(widths) + outer + between + dots + pads + 5 * gap + 1.3 * em

    def _build(self) -> None:
        theme, em, region, gap = self.theme, self.em, self.region, self.gap
        widths, outer = self._widths(em)
        x = region.x - self._width(em, gap) / 2
        # The deltas of the next layer have a height of their own.
        rows = len(self.hidden) + 0.7 * self.more_rows
        count = len(self.columns) + 0.7 * self.more_columns
        self.middle = region.y - NAMES / 2
        self.tall = rows * self.pitch
        self.frames, rights = [], []
        spans = []  # left and right end of each matrix, and its height
        start = x
        x += BRACKET_PAD
        for n, width in enumerate(widths[:-2]):
            rights.append(x + width)
            x += width + (0.3 * em if n < len(widths) - 3 else 0.0)
        if self.more_columns:
            self._dots("dots.c", x + DOTS / 2)
            x += DOTS
        spans.append((start, x + BRACKET_PAD, self.tall))
        x += BRACKET_PAD + gap
        self.outer = self._outer(em)
        spans.append((x, x + outer + 2 * BRACKET_PAD, count * self.pitch))
        top = self.middle + count * self.pitch / 2
        for n, number in enumerate(self.outer):
            y = top - (n + 0.5) * self.pitch - em * DIGIT_HEIGHT / 2
            number.place(x + BRACKET_PAD + outer, y, "right")
        if self.more_columns:
            place = [x + BRACKET_PAD + outer / 2, top - (len(self.outer) + 0.35) * self.pitch, 0]
            self.frames.append(
                Formula(theme, "dots.v", max(1.1 * em, LEAST_SIGN), theme.quiet).move_to(place)
            )
        x += outer + 2 * BRACKET_PAD + gap
        for n, sign in enumerate(self._signs()):
            sign.move_to([x + 0.3 * em, self.middle, 0])
            self.frames.append(sign)
            x += 0.65 * em + gap
            width = widths[len(widths) - 2 + n]
            spans.append((x, x + width + 2 * BRACKET_PAD, self.tall))
            rights.append(x + BRACKET_PAD + width)
            x += width + 2 * BRACKET_PAD + gap
        self._add_brackets(spans)
        self.rows = [self._numbers(n, j, rights) for n, j in enumerate(self.hidden)]
        self.of_hidden = [spans[n][:2] for n in (0, 2, 3)]

    def _signs(self) -> list[Formula]:
        size = max(1.15 * self.em, LEAST_SIGN)
        # Where dots stand for terms, nothing can be recomputed from what is printed.
        relations = [] if self.more_columns else self.figures.matrix_relations()
        return [
            Formula(self.theme, "dot.o", size, self.theme.quiet),
            equals_sign(self.theme, size, relations),
        ]

    def _dots(self, markup: str, x: float) -> None:
        for n in range(len(self.hidden)):
            dots = Formula(self.theme, markup, max(1.1 * self.em, LEAST_SIGN), self.theme.quiet)
            self.frames.append(dots.move_to([x, self._row_y(n), 0]))

    def _add_brackets(self, spans: Sequence[tuple[float, float, float]]) -> None:
        theme, story = self.theme, self.story
        layer = story.last
        names = (
            story.matrix_symbol(layer, above=" T"), story.delta_symbol(layer),
            f"{story.function_symbol(layer)}'", story.delta_symbol(layer - 1),
        )  # fmt: skip
        level = self.middle + max(span[2] for span in spans) / 2 + 0.55 * NAMES
        for (left, right, height), name in zip(spans, names, strict=True):
            brackets = square_brackets(theme, (right - left) / 2, height / 2)
            brackets.move_to([(left + right) / 2, self.middle, 0])
            title = Formula(theme, name, max(self.em, 0.32), theme.quiet)
            self.frames += [brackets, title.move_to([(left + right) / 2, level, 0])]
        if self.more_rows:
            for n in (0, 2, 3):
                x = (spans[n][0] + spans[n][1]) / 2
                dots = Formula(theme, "dots.v", max(1.1 * self.em, LEAST_SIGN), theme.quiet)
                self.frames.append(dots.move_to([x, self._row_y(len(self.hidden) - 0.15), 0]))

    def _row_y(self, row: float) -> float:
        return self.middle + self.tall / 2 - (row + 0.5) * self.pitch

    def _numbers(self, n: int, j: int, rights: Sequence[float]) -> list[Readout]:
        baseline = self._row_y(n) - self.em * DIGIT_HEIGHT / 2
        numbers = [
            Readout(self.theme, source, style, self.em, colour)
            for source, style, colour in self._columns_of(j)
        ]
        for number, right in zip(numbers, rights, strict=True):
            number.place(right, baseline, "right")
        return numbers

    def bar(self, n: int) -> VGroup:
        """Return bars to lay behind a hidden neuron's numbers."""
        theme, found = self.theme, VGroup()
        for left, right in self.of_hidden:
            bar = RoundedRectangle(
                width=right - left - 0.08,
                height=min(0.9 * self.pitch, 0.56),
                corner_radius=0.08,
                stroke_width=0,
                fill_color=theme.focus,
                fill_opacity=theme.row_tint,
            )
            found.add(bar.move_to([(left + right) / 2, self._row_y(n), 0]))
        return found
