"""What stands beside the plane: the sum, its weights and bias, and how many points are correct."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from manim import Animation, VGroup, smooth

from scenes.mobjects.text.counter import Counter
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["LinePanel"]

WHOLE = NumberFormat(0)
SIGNED = NumberFormat(2, signed=True)
LARGEST_FORMULA = 0.66
"""Size of the type of the formula where there is room, in frame units."""
ROWS = {"formula": 0.1, "w_1": 0.29, "w_2": 0.42, "b": 0.55, "count": 0.86, "said": 0.965}
"""Heights from the top, as shares of the region's: middles of rows, then baselines."""
FREE = 0.35
"""Distance of what stands in place of bias and counts from the weights, in frame units."""
COUNTS = -0.24, 0.26
"""Where the two counts are, as shares of the width from the middle."""


class LinePanel:
    """The formula of the sum, live values of its weights and bias, and two counts.

    Parameters
    ----------
    theme : Theme
    region : Region
    study : network.BiasStudy
    words : mapping of str to str
        Texts for ``right``, ``of`` and ``best``.

    Attributes
    ----------
    formula : Formula
        With a part ``joins``, the bias and the plus sign before it.
    weights, bias, right, best : VGroup
        Numbers and their names.
    foot : Region
        The room of bias and counts, for something else while they are not shown.
    """

    def __init__(self, theme: Theme, region: Region, study, words: Mapping[str, str]):
        self.theme, self.region, self.study, self.words = theme, region, study, words
        markup = "z = w_1 x_1 + w_2 x_2 {{ + b : joins }}"
        large = Formula(theme, markup, LARGEST_FORMULA, theme.ink)
        fits = min(1.0, (region.width - 0.05) / large.width)
        self.formula = Formula(theme, markup, fits * LARGEST_FORMULA, theme.ink)
        self.formula.move_to([region.x, self._height("formula"), 0])
        self.joins = self.formula.part("joins")
        self.joins[-1].set_color(theme.bias)
        self.sum = VGroup(*[g for g in self.formula if g not in list(self.joins)])
        self.counters: list[tuple[Counter, str, tuple[int, ...]]] = []
        self.weights = VGroup(
            *[self._value(f"w_{n + 1}", "moved_weights", (n,), theme.signed) for n in (0, 1)]
        )
        self.bias = self._value("b", "moved_biases", (), theme.bias)
        self.right = self._right()
        self.best = self._best()
        lowest = self.weights.get_bottom()[1] - FREE
        self.foot = Region(region.left, region.right, self._height("said"), float(lowest))

    def _height(self, row: str) -> float:
        return self.region.top - ROWS[row] * self.region.height

    def _source(self, array: str, rest: tuple[int, ...], entry: int) -> Source:
        return Source(self.study, array, index=(entry, *rest))

    def _value(self, letter: str, array: str, rest: tuple[int, ...], colour) -> VGroup:
        """Return a name, an equals sign and the number of a weight or the bias."""
        pitch = (ROWS["w_2"] - ROWS["w_1"]) * self.region.height
        em, middle = min(1.5 * self.theme.sizes.number, pitch / 1.45), self._height(letter)
        baseline, x = middle - em * DIGIT_HEIGHT / 2, self.region.x
        source = self._source(array, rest, 0)
        number = Counter(self.theme, source, SIGNED, em, colour, x + 0.5, baseline, "point")
        shade = self.theme.bias if letter == "b" else self.theme.ink
        name = Formula(self.theme, f"{letter} =", 1.15 * em, shade)
        name.place(x - 0.3, baseline, "right")
        self.counters.append((number, array, rest))
        return VGroup(name, number)

    def _count(self, array: str, side: int, em: float) -> Counter:
        x = self.region.x + COUNTS[side] * self.region.width
        source = self._source(array, (), 0)
        number = Counter(self.theme, source, WHOLE, em, self.theme.ink, x, self._height("count"))
        self.counters.append((number, array, ()))
        return number

    def _right(self) -> VGroup:
        """Return the number of correct points, and what it counts."""
        theme, em = self.theme, self.theme.sizes.label
        number = self._count("moved_right", 0, 3.2 * theme.sizes.number)
        of = TextLine(theme, self.words["of"], em, theme.quiet)
        whole = Source(self.study, "setting", index=("points",))
        total = Readout(theme, whole, WHOLE, 1.1 * em, theme.quiet)
        name = TextLine(theme, self.words["right"], em, theme.quiet)
        widths = of.width, total.width, name.width
        x, base, gap = number.get_x() - (sum(widths) + 0.24) / 2, self._height("said"), 0.12
        parts: list[TextLine | Readout] = [of, total, name]
        for part, width in zip(parts, widths, strict=True):
            part.place(x, base, "left")
            x += width + gap
        return VGroup(number, of, total, name)

    def _best(self) -> VGroup:
        """Return the largest number of correct points so far, and its name."""
        theme = self.theme
        number = self._count("moved_best", 1, 2 * theme.sizes.number)
        name = TextLine(theme, self.words["best"], theme.sizes.label, theme.quiet)
        x = min(number.get_x(), self.region.right - name.width / 2)
        return VGroup(number, name.place(x, self._height("said")))

    def go(self, entries: Sequence[int], *shown: VGroup, ease=smooth) -> list[Animation]:
        """Return the animations of the numbers in some groups through entries of the line."""
        moves = []
        for number, array, rest in self.counters:
            if any(number in group.submobjects for group in (*shown, *self.weights)):
                move = number.go([self._source(array, rest, entry) for entry in entries])
                move.rate_func = ease
                moves.append(move)
        return moves

    def origin_sum(self, x: float, baseline: float, align: str, colour: str) -> VGroup:
        """Return z, an equals sign and, in a colour, the sum at the origin, which is the bias."""
        em, theme = 1.1 * self.theme.sizes.number, self.theme
        wide = 2.4 * em
        name = Formula(theme, "z =", em, theme.ink)
        left = x if align == "left" else x - name.width - 0.1 - wide
        name.place(left, baseline, "left")
        at, source = left + name.width + 0.1, self._source("moved_biases", (), 0)
        number = Counter(theme, source, SIGNED, em, colour, at, baseline, "left")
        self.counters.append((number, "moved_biases", ()))
        return VGroup(name, number)
