"""What the change of one input does to one neuron: change × weight, old sum, new sum, new value."""

from __future__ import annotations

from typing import Any

from manim import VGroup

from scenes.clips.structure.sum_equation import arranged, in_line
from scenes.mobjects.text.equals import equals_sign
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.relation import Relation, added, relate, solve_or
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["OneShift"]

DECIMALS = [(1, 2, 3), (2, 2, 3), (2, 3, 3), (3, 3, 3), (2, 2, 2), (3, 3, 4)]
"""Decimals of the change, of the weight, and of product and sums, in order of preference."""
GAP, WITHIN = 0.7, 0.24
"""Gaps between parts, and within one, in em."""


class OneShift(VGroup):
    """Two lines: "change × weight = shift"; "sum + shift = new sum → function → new value".

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
        ``change``, ``sum`` and ``function``.

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
        large, small = theme.sizes.number, theme.sizes.label
        for em in (large, (large + small) / 2, small):
            self._typeset(found, exact, value, output, words, em)
            line = in_line([*self.total, *self.value], WITHIN * em)
            self.fits = arranged([self.product, line], region, em, GAP * em)
            if self.fits:
                break
        self.fits = self.fits and all(relation.holds for relation in exact)
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

    def _typeset(
        self,
        found: tuple[int, ...],
        exact: list[Relation],
        value: Source,
        output: NumberFormat,
        words: dict[str, str],
        em: float,
    ) -> None:
        theme = self.theme

        def number(source: Source, decimals: int, colour: str, *, signed: bool = True) -> Readout:
            return Readout(theme, source, NumberFormat(decimals, signed=signed), em, colour)

        def word(text: str) -> TextLine:
            return TextLine(theme, text, em, theme.quiet)

        def sign(markup: str) -> Formula:
            return Formula(theme, markup, em, theme.quiet)

        of_change, of_weight, of_sum = found
        weight = number(self.weight, of_weight, theme.signed(self.weight.value))
        self.product = in_line(
            [
                word(words["change"]), number(self.change, of_change, theme.ink), sign("times"),
                weight, equals_sign(theme, em, exact[:1]),
                number(self.shift_by, of_sum, theme.ink),
            ],
            WITHIN * em,
        )  # fmt: skip
        shift = number(self.shift_by, of_sum, theme.ink)
        self.total = VGroup(
            *[
                word(words["sum"]), number(self.before, of_sum, theme.ink, signed=False), shift,
                equals_sign(theme, em, exact[1:]),
                number(self.after, of_sum, theme.ink, signed=False),
            ],
        )  # fmt: skip
        new = Readout(theme, value, output, em, theme.ink)
        self.value = VGroup(sign("arrow.r"), word(words["function"]), sign("arrow.r"), new)
