"""What the change of one input does to one neuron: change × weight, old sum, new sum, new value."""

from __future__ import annotations

from typing import Any

from manim import LEFT, RIGHT, Line, VGroup

from scenes.clips.structure.sum_column import LARGEST, LEADING, LEAST, PITCH, RULE, line_of
from scenes.clips.structure.sum_equation import in_line
from scenes.mobjects.text.equals import equals_sign
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.relation import Relation, added, relate, solve_or
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["OneShift"]

DECIMALS = [(1, 2, 3), (2, 2, 3), (2, 3, 3), (3, 3, 3), (2, 2, 2), (3, 3, 4)]
"""Decimals of the change, of the weight, and of product and sums, in order of preference."""
ROWS = 5
WITHIN, WIDTH = 0.55, 0.92
"""Gaps within the first line, in em, with room for brackets; its share of the region's width."""


class OneShift(VGroup):
    """Lines: "change × weight = shift", the old sum, the new one, and the new value.

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
        ``change``, ``weight``, ``old_sum``, ``new_sum`` and ``function``.

    Attributes
    ----------
    product, total, value : VGroup
        The parts, in order of appearance.
    fits : bool
        Whether there is room for it, and both equations are exact.
    """

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
        value = Source(recording, "moved_activations", step, 1, (moved, j))
        found = solve_or(DECIMALS[0], "a change of one sum", self._relations, DECIMALS)
        exact = self._relations(*found)
        pitch = min(PITCH, (region.height - 2 * RULE) / ROWS)
        em = min(LARGEST * theme.sizes.number, pitch / LEADING)
        em = min(em, WIDTH * em * region.width / self._first(found, exact, em).width)
        self.fits = em >= LEAST * theme.sizes.number and all(r.holds for r in exact)
        self.product = self._first(found, exact, em)
        self._stack(region, found, exact, Readout(theme, value, output, em), words, pitch)
        super().__init__(self.product, self.total, self.value)

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

    def _number(self, source: Source, decimals: int, em: float, colour: str) -> Readout:
        return Readout(self.theme, source, NumberFormat(decimals, signed=True), em, colour)

    def _first(self, found: tuple[int, ...], exact: list[Relation], em: float) -> VGroup:
        """Return the line "change × weight = shift", at height 0."""
        theme = self.theme
        of_change, of_weight, of_sum = found
        colour = theme.signed(self.weight.value)
        weight = self._number(self.weight, of_weight, em, colour)
        line = in_line(
            [
                self._number(self.change, of_change, em, theme.ink),
                Formula(theme, "times", em, theme.quiet),
                weight,
                equals_sign(theme, em, exact[:1]),
                self._number(self.shift_by, of_sum, em, theme.ink),
            ],
            WITHIN * em,
        )
        if self.weight.value < 0:
            brackets = [Formula(theme, name, em, theme.quiet) for name in ("paren.l", "paren.r")]
            for bracket, side in zip(brackets, (LEFT, RIGHT), strict=True):
                bracket.next_to(weight, side, buff=1.1 * theme.sizes.clearance)
            line.add(*brackets)
        return line

    def _stack(
        self,
        region: Region,
        found: tuple[int, ...],
        exact: list[Relation],
        value: Readout,
        words: dict[str, str],
        pitch: float,
    ) -> None:
        """Place the lines below each other, in the middle of the region."""
        theme, em, product = self.theme, value.em, self.product
        foot = region.y + ((ROWS - 3) * pitch + RULE - em * DIGIT_HEIGHT) / 2
        product.shift([region.x - product.get_x(), foot, 0])
        left, right = product.get_left()[0], product.get_right()[0]
        for name, below in (("change", product[0]), ("weight", product[2])):
            head = TextLine(theme, words[name], theme.sizes.label, theme.quiet)
            product.add(head.place(below.get_x(), foot + pitch))
        xs = left, product[3].get_x(), right

        def line(name: str, sign: Any, number: Readout, down: float) -> VGroup:
            return line_of(theme, words[name], sign, number, xs, foot - down)

        before, after = (
            self._number(s, found[2], em, theme.ink) for s in (self.before, self.after)
        )
        old = line("old_sum", VGroup(), before, pitch)
        new = line("new_sum", equals_sign(theme, em, exact[1:]), after, 2 * pitch + RULE)
        y = new[2].baseline + em * DIGIT_HEIGHT + 0.15
        rule = Line([left, y, 0], [right, y, 0], stroke_width=theme.sizes.line)
        self.total = VGroup(old, rule.set_stroke(theme.hairline), new)
        arrow = Formula(theme, "arrow.r", em, theme.quiet)
        self.value = line("function", arrow, value, 3 * pitch + RULE)
