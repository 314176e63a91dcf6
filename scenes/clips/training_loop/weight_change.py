"""One weight of the step: its update as a product, and the sum of both, in a column."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from manim import Line, VGroup

from scenes.clips.training_loop.sample_view import shortened
from scenes.mobjects.text.equals import equals_sign
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula
from scenes.provenance.relation import Relation, choices_of_last, relate, solve_or
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["WeightChange"]

DECIMALS, OF_RATE = (3, 7), 6
"""Range of the decimals tried, and most decimals of the learning rate."""
PITCH, LINES = 0.66, 6.4
"""Distance of the lines, in frame units, and how many fill the region."""
RULE = 0.14
"""Room that a rule takes, in frame units."""
SIGN_GAP, CLOSE = 0.16, 0.07
"""From a sign to the number, and from one that belongs to the number, in frame units."""
LEAST_GAP, NO_SIGN, MOST_GAP = 0.5, 0.25, 0.75
"""Between names and numbers: at least, in a row without a sign, and at most, in frame units."""


class WeightChange(VGroup):
    """−rate × delta × value = update; update + weight = new weight, below each other.

    The signs stand in a column of their own; further negative numbers have parentheses.

    Parameters
    ----------
    theme : Theme
    region : Region
        The column is centred in it.
    recording : network.Recording
    step, layer : int
    index : (int, int)
        Row and column of the weight.
    words : sequence of str
        Names of the six numbers: learning rate, delta, value, update, weight, new weight.

    Attributes
    ----------
    rows : list of VGroup
        Name, sign and number of each line; of results, also the rule above.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        recording: Any,
        step: int,
        layer: int,
        index: tuple[int, int],
        words: Sequence[str],
    ):
        row, column = index
        self.theme = theme
        self.sources = [
            Source(recording, "setting", index=("learning_rate",)),
            Source(recording, "deltas", step, layer, (row,)),
            Source(recording, "activations", step, layer, (column,)),
            Source(recording, "weight_updates", step, layer, index),
            Source(recording, "weights", step, layer, index),
            Source(recording, "weights", step + 1, layer, index),
        ]
        relations, decimals = self._relations()
        em = theme.sizes.number
        signs: tuple[str | list[Relation], ...] = (
            "minus", "times", "times", relations[:1], "+", relations[1:],
        )  # fmt: skip
        pitch = min(PITCH, region.height / LINES)
        em = max(min(em, 0.66 * pitch), theme.sizes.label)
        numbers = [
            Readout(
                theme, source, NumberFormat(d, signed=k == 3), em,
                theme.signed(source.value) if k > 3 else theme.ink,
            )
            for k, (source, d) in enumerate(zip(self.sources, decimals, strict=True))
        ]  # fmt: skip
        outside = [self._around(number, k) for k, number in enumerate(numbers)]
        widths = [
            number.advance_width + CLOSE + sum(part.width for part in parts)
            for number, parts in zip(numbers, outside, strict=True)
        ]
        number_width, whole = max(widths), region.width - 0.06
        labels = [
            shortened(
                theme, name, theme.sizes.label, theme.quiet,
                whole - (LEAST_GAP + number_width if sign else NO_SIGN + width),
            )
            for name, sign, width in zip(words, signs, widths, strict=True)
        ]  # fmt: skip
        whole = min(whole, max(label.width for label in labels) + MOST_GAP + number_width)
        left, right = region.x - whole / 2, region.x + whole / 2
        self.rows: list[VGroup] = []
        baseline = region.y + (LINES / 2 - 0.1) * pitch
        for k, (label, number, sign) in enumerate(zip(labels, numbers, signs, strict=True)):
            baseline -= pitch + (RULE if k in (3, 5) else 0.0)
            middle = baseline + em * DIGIT_HEIGHT / 2
            number.place(right, baseline, "right")
            for part in outside[k][1:]:
                number.shift([-part.width - CLOSE, 0.0, 0.0])
                part.move_to([right - part.width / 2, middle, 0])
            for part in outside[k][:1]:
                part.move_to([number.get_left()[0] - CLOSE - part.width / 2, middle, 0])
            self.rows.append(VGroup(label.place(left, baseline, "left"), *outside[k], number))
            if sign:
                drawn = (
                    Formula(theme, sign, em, theme.quiet)
                    if isinstance(sign, str)
                    else equals_sign(theme, em, sign)
                )
                at = right - number_width - SIGN_GAP - drawn.width / 2
                self.rows[-1].add(drawn.move_to([at, middle, 0]))
            if k in (3, 5):
                y = baseline + em * DIGIT_HEIGHT + 0.16
                self.rows[-1].add(self._rule(left, right, y))
        super().__init__(*self.rows)

    def _around(self, number: Readout, k: int) -> list[Formula]:
        """Return parentheses for a negative number after a sign."""
        signs = ["(", ")"] if k in (1, 2, 4) and self.sources[k].value < 0 else []
        return [Formula(self.theme, sign, number.em, self.theme.ink) for sign in signs]

    def _rule(self, left: float, right: float, y: float) -> Line:
        theme = self.theme
        ends = [left, y, 0], [right, y, 0]
        return Line(*ends, stroke_width=theme.sizes.line, color=theme.hairline)

    def _relations(self) -> tuple[list[Relation], tuple[int, ...]]:
        """Return both equations, and the decimals of the six numbers."""
        exact = Decimal(repr(self.sources[0].value)).normalize()
        rate_decimals = min(max(1, -int(exact.as_tuple().exponent)), OF_RATE)
        rate, delta, value, update, before, after = self.sources

        def relations(factors: int, places: int) -> list[Relation]:
            return [
                relate(
                    "minus rate × delta × value = update",
                    lambda r, d, v: -r * d * v,
                    [(rate, rate_decimals), (delta, factors), (value, factors)],
                    (update, places),
                ),
                relate(
                    "weight + update = weight after",
                    lambda weight, change: weight + change,
                    [(before, places), (update, places)],
                    (after, places),
                ),
            ]

        tried = choices_of_last(range(*DECIMALS), range(*DECIMALS))
        factors, places = solve_or((DECIMALS[0],) * 2, "weight and update", relations, tried)
        return relations(factors, places), (rate_decimals, *[factors] * 2, *[places] * 3)
