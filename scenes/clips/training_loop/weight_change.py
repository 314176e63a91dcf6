"""One weight of the step: before, its update, after, as a sum in a column."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from manim import Line, VGroup

from scenes.mobjects.text.equals import equals_sign
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import TextLine
from scenes.provenance.relation import Relation, relate, solve_or
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["WeightChange"]

DECIMALS = (3, 7)
PITCH, ROWS = 0.72, 4.2
"""Distance of the lines, in frame units, and how many fill the region."""


class WeightChange(VGroup):
    """Weight + update = new weight, written below each other, with a word beside each.

    Parameters
    ----------
    theme : Theme
    region : Region
        The sum is centred in it.
    recording : network.Recording
    step, layer : int
    index : (int, int)
        Row and column of the weight.
    words : sequence of str
        A title, and names of the three numbers.

    Attributes
    ----------
    title : TextLine
    rows : list of VGroup
        Name and number of each line; the last with rule and sign.
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
        sources = [
            Source(recording, "weights", step, layer, index),
            Source(recording, "weight_updates", step, layer, index),
            Source(recording, "weights", step + 1, layer, index),
        ]
        (decimals,) = solve_or(
            DECIMALS[:1],
            "weight and update",
            lambda d: [self._relation(sources, d)],
            [(d,) for d in range(*DECIMALS)],
        )
        relation = self._relation(sources, decimals)
        em, title, *names = 1.2 * theme.sizes.number, *words
        form = NumberFormat(decimals, signed=True)
        numbers = [
            Readout(theme, source, form, em, theme.signed(source.value)) for source in sources
        ]
        pitch = min(PITCH, region.height / ROWS)
        labels = [TextLine(theme, name, theme.sizes.label, theme.quiet) for name in names]
        number_width = max(number.advance_width for number in numbers)
        label_width = max(label.width for label in labels)
        gap = min(0.55, region.width - 0.06 - label_width - number_width)
        left = region.x - (label_width + gap + number_width) / 2
        right = left + label_width + gap + number_width
        top = region.y + 1.5 * pitch
        self.title = TextLine(theme, title, theme.sizes.label, theme.ink)
        self.title.place(region.x, top + 0.12)
        self.rows = []
        for k, (label, number) in enumerate(zip(labels, numbers, strict=True)):
            baseline = top - (k + 1) * pitch - (0.16 if k == 2 else 0.0)
            number.place(right, baseline, "right")
            label.place(left, baseline, "left")
            self.rows.append(VGroup(label, number))
        y = top - 2 * pitch - 0.24
        rule = Line(
            [left, y, 0], [right, y, 0], stroke_width=theme.sizes.line, color=theme.hairline
        )
        sign = equals_sign(theme, em, [relation])
        sign.move_to([right - number_width - 0.3, numbers[2].baseline + em * DIGIT_HEIGHT / 2, 0])
        self.rows[2].add(rule, sign)
        super().__init__(self.title, *self.rows)

    @staticmethod
    def _relation(sources: Sequence[Source], decimals: int) -> Relation:
        before, update, after = ((source, decimals) for source in sources)
        return relate(
            "weight + update = weight after",
            lambda weight, change: Decimal(weight + change),
            [before, update],
            after,
        )
