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
ROWS = {"formula": 0.08, "w_1": 0.26, "w_2": 0.4, "b": 0.54, "right": 0.77, "best": 0.97}
"""Heights from the top, as shares of the region's: middles of rows, then baselines of counts."""
FREE = 0.35
"""Distance of what stands in place of bias and counts from the weights, in frame units."""
GAP = 0.14
"""Between the words and numbers of a count, in frame units."""
LARGEST_COUNT, LARGEST_NUMBER = 2.6, 1.9
"""Sizes of counts and other numbers where there is room, in numbers of tables."""


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
        self.formula.move_to([region.left + self.formula.width / 2, self._height("formula"), 0])
        self.joins = self.formula.part("joins")
        self.joins[-1].set_color(theme.bias)
        self.sum = VGroup(*[g for g in self.formula if g not in list(self.joins)])
        self.counters: list[tuple[Counter, str, tuple[int, ...]]] = []
        self.weights = VGroup(
            *[self._value(f"w_{n + 1}", "moved_weights", (n,), theme.signed) for n in (0, 1)]
        )
        self.bias = self._value("b", "moved_biases", (), theme.bias)
        self.right, self.best = self._right(), self._best()
        lowest = self.weights.get_bottom()[1] - FREE
        right = float(self.formula.get_right()[0])
        self.foot = Region(region.left, right, self._height("best"), float(lowest))

    def _height(self, row: str) -> float:
        return self.region.top - ROWS[row] * self.region.height

    def _source(self, array: str, rest: tuple[int, ...], entry: int) -> Source:
        return Source(self.study, array, index=(entry, *rest))

    def _value(self, letter: str, array: str, rest: tuple[int, ...], colour) -> VGroup:
        """Return a name, an equals sign and the number of a weight or the bias."""
        pitch = (ROWS["w_2"] - ROWS["w_1"]) * self.region.height
        em = min(LARGEST_NUMBER * self.theme.sizes.number, pitch / 1.45)
        baseline = self._height(letter) - em * DIGIT_HEIGHT / 2
        x = self.region.left + Formula(self.theme, "w_1 =", 1.15 * em, self.theme.ink).width
        source = self._source(array, rest, 0)
        number = Counter(self.theme, source, SIGNED, em, colour, x + 1.5 * em, baseline, "point")
        shade = self.theme.bias if letter == "b" else self.theme.ink
        name = Formula(self.theme, f"{letter} =", 1.15 * em, shade).place(x, baseline, "right")
        self.counters.append((number, array, rest))
        return VGroup(name, number)

    def _count(self, row: str, words: Sequence[TextLine | Readout]) -> VGroup:
        """Return a count and the words at its right; counts end below each other."""
        pitch = (ROWS["best"] - ROWS["right"]) * self.region.height
        em = min(LARGEST_COUNT * self.theme.sizes.number, pitch / 0.9)
        x, baseline = self.region.left + 1.2 * em, self._height(row)
        source = self._source(f"moved_{row}", (), 0)
        number = Counter(self.theme, source, WHOLE, em, self.theme.ink, x, baseline, "right")
        self.counters.append((number, f"moved_{row}", ()))
        for word in words:
            x = float(word.place(x + GAP, baseline, "left").get_right()[0])
        return VGroup(number, *words)

    def _right(self) -> VGroup:
        """Return the number of correct points, and what it counts."""
        theme, em = self.theme, self.theme.sizes.caption
        whole = Source(self.study, "setting", index=("points",))
        of, name = (TextLine(theme, self.words[k], em, theme.quiet) for k in ("of", "right"))
        return self._count("right", [of, Readout(theme, whole, WHOLE, em, theme.quiet), name])

    def _best(self) -> VGroup:
        """Return the largest number of correct points so far, and its name."""
        theme = self.theme
        name = TextLine(theme, self.words["best"], theme.sizes.caption, theme.quiet)
        return self._count("best", [name])

    def go(self, entries: Sequence[int], *shown: VGroup, ease=smooth) -> list[Animation]:
        """Return the animations of the numbers in some groups through entries of the line."""
        moves = []
        for number, array, rest in self.counters:
            if any(number in group.submobjects for group in (*shown, *self.weights)):
                move = number.go([self._source(array, rest, entry) for entry in entries])
                move.rate_func = ease
                moves.append(move)
        return moves

    def show_best(self, entry: int) -> None:
        """Let the best count be that of an entry, before it is on screen."""
        (move,) = (
            n.go([self._source(a, r, entry)]) for n, a, r in self.counters if n is self.best[0]
        )
        move.begin()
        move.interpolate(1.0)

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
