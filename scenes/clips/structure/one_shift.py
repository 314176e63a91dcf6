"""What the change of one input does to one neuron: change × weight, old sum, new sum, new value."""

from __future__ import annotations

from typing import Any

from manim import Line, VGroup

from scenes.clips.structure.sum_column import LARGEST, LEADING, LEAST, PITCH, RULE, line_of
from scenes.clips.structure.sum_equation import arranged, in_line
from scenes.mobjects.text.equals import equals_sign
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.relation import Relation, added, relate, solve_or
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["OneShift", "ShiftLines"]

DECIMALS = [(1, 2, 3), (2, 2, 3), (2, 3, 3), (3, 3, 3), (2, 2, 2), (3, 3, 4)]
"""Decimals of the change, of the weight, and of product and sums, in order of preference."""
WIDE, WITHIN = 0.7, 0.24
"""Gaps between two formulas on a line, and within one, in em."""
ROWS, SIGN = 6, 1.5
"""Number of lines; room for the signs between names and numbers, in em."""


class OneShift(VGroup):
    """Lines: change × weight = product; old sum + product = new sum; and the new value.

    Parameters
    ----------
    theme : Theme
    region : Region
    recording : network.Recording
    step, j, moved : int
        Training step, neuron of layer 1, and the input that moves.
    output : NumberFormat
        How values of layer 1 are printed.
    words : mapping of str to str
        ``change``, ``weight``, ``product``, ``old_sum``, ``new_sum`` and ``function``.

    Attributes
    ----------
    product, total, value : VGroup
        The parts, in order of appearance.
    fits : bool
        Whether there is room for it, and both equations are exact.
    aside : bool
        Whether the sample makes room for it.
    """

    aside = True

    def __init__(
        self,
        theme: Theme,
        region: Region,
        recording: Any,
        step: int,
        j: int,
        moved: int,
        output: NumberFormat,
        words: dict[str, str],
    ):
        self.theme = theme
        self.change = Source(recording, "activation_changes", step, 0, (moved, moved))
        self.weight = Source(recording, "weights", step, 0, (j, moved))
        self.shift_by = Source(recording, "changed_products", step, 0, (j, moved))
        self.before = Source(recording, "z", step, 0, (j,))
        self.after = Source(recording, "moved_sums", step, 0, (moved, j))
        self.new = Source(recording, "moved_activations", step, 1, (moved, j))
        self.output, self.words = output, words
        found = solve_or(DECIMALS[0], "a change of one sum", self._relations, DECIMALS)
        exact = self._relations(*found)
        self.fits = self._typeset(region, found, exact) and all(r.holds for r in exact)
        super().__init__(self.product, self.total, self.value)

    def _typeset(self, region: Region, found: tuple[int, ...], exact: list[Relation]) -> bool:
        """Make and place all parts; return whether they fit at a size that is large enough."""
        theme, words = self.theme, self.words.values()
        pitch = min(PITCH, (region.height - 3 * RULE) / ROWS)
        names = max(TextLine(theme, word, 1.0, theme.quiet).width for word in words)
        summed = (self.shift_by, self.before, self.after)
        numbers = max(self._number(s, found[2], 1.0).advance_width for s in summed)
        whole = names + SIGN + numbers
        em = min(LARGEST * theme.sizes.number, pitch / LEADING, region.width / whole)
        left = region.x - whole * em / 2
        xs = left, left + (names + SIGN / 2) * em, left + whole * em
        top = region.y + ((ROWS - 1) * pitch + 2 * RULE - em * DIGIT_HEIGHT) / 2
        self._stack((xs, top, pitch), found, exact, em)
        return bool(em >= LEAST * theme.sizes.number)

    def _relations(self, of_change: int, of_weight: int, of_sum: int) -> list[Relation]:
        return [
            relate(
                "change × weight", lambda x, w: x * w,
                [(self.change, of_change), (self.weight, of_weight)], (self.shift_by, of_sum),
            ),
            relate(
                "sum + shift", added,
                [(self.before, of_sum), (self.shift_by, of_sum)], (self.after, of_sum),
            ),
        ]  # fmt: skip

    def _number(
        self, source: Source, decimals: int, em: float, colour: str | None = None
    ) -> Readout:
        return Readout(self.theme, source, NumberFormat(decimals, signed=True), em, colour)

    def _stack(
        self,
        place: tuple[tuple[float, float, float], float, float],
        found: tuple[int, ...],
        exact: list[Relation],
        em: float,
    ) -> None:
        """Place the lines below each other: horizontal places, first baseline and distance."""
        theme, (xs, top, pitch) = self.theme, place

        def line(row: int, name: str, sign: Any, number: Readout) -> VGroup:
            foot = top - row * pitch - RULE * ((row > 1) + (row > 3))
            return line_of(theme, self.words[name], sign, number, xs, foot)

        def ruled(drawn: VGroup) -> VGroup:
            y = drawn[2].baseline + em * DIGIT_HEIGHT + 0.15
            rule = Line([xs[0], y, 0], [xs[2], y, 0], stroke_width=theme.sizes.line)
            return drawn.add(rule.set_stroke(theme.hairline))

        times, arrow = (Formula(theme, name, em, theme.quiet) for name in ("times", "arrow.r"))
        equals = [equals_sign(theme, em, [relation]) for relation in exact]
        weight = self._number(self.weight, found[1], em, theme.signed(self.weight.value))
        self.product = VGroup(
            line(0, "change", VGroup(), self._number(self.change, found[0], em)),
            line(1, "weight", times, weight),
            ruled(line(2, "product", equals[0], self._number(self.shift_by, found[2], em))),
        )
        self.total = VGroup(
            line(3, "old_sum", VGroup(), self._number(self.before, found[2], em)),
            ruled(line(4, "new_sum", equals[1], self._number(self.after, found[2], em))),
        )
        self.value = line(5, "function", arrow, Readout(theme, self.new, self.output, em))


class ShiftLines(OneShift):
    """The same on two lines: "change × weight = shift", "old sum + shift = new sum → value"."""

    aside = False

    def _typeset(self, region: Region, found: tuple[int, ...], exact: list[Relation]) -> bool:
        theme, fits = self.theme, False
        for em in (theme.sizes.number, theme.sizes.label):
            equals = [equals_sign(theme, em, [relation]) for relation in exact]
            times, arrow = (Formula(theme, name, em, theme.quiet) for name in ("times", "arrow.r"))
            weight = self._number(self.weight, found[1], em, theme.signed(self.weight.value))
            change, shift, again, before, after = (
                self._number(source, decimals, em)
                for source, decimals in (
                    (self.change, found[0]), (self.shift_by, found[2]), (self.shift_by, found[2]),
                    (self.before, found[2]), (self.after, found[2]),
                )
            )  # fmt: skip
            self.product = in_line([change, times, weight, equals[0], shift], WITHIN * em)
            self.total = VGroup(before, again, equals[1], after)
            self.value = VGroup(arrow, Readout(theme, self.new, self.output, em))
            line = in_line([*self.total, *self.value], WITHIN * em)
            fits = arranged([self.product, line], region, em, WIDE * em)
            if fits:
                break
        return fits
