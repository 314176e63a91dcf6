"""The equation that scales a value: (raw − offset) ÷ factor."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from manim import VGroup

from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.sentence import Piece, Sentence
from scenes.mobjects.text.text import TextLine
from scenes.provenance.relation import Relation, relate, solve_or
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["ScalingLine", "scaling_line"]

EM, LEADER = 0.56, 0.62
"""Size of the equation, and distance of the names below it, in frame units."""
MOST = 4
"""Most decimals of an offset or factor."""


class ScalingLine(VGroup):
    """The equation, and below offset and factor what they are.

    Attributes
    ----------
    pieces : list
    groups : list of list
        What appears together: the raw value, the offset, the factor, the result.
    result : Readout
    """

    def __init__(self, lines: Sequence[Sentence], groups: list[list[Any]], result: Readout):
        self.groups, self.result = groups, result
        self.pieces = [m for group in groups for m in group]
        super().__init__(*self.pieces)


def scaling_line(
    theme: Theme,
    region: Region,
    raw: Readout,
    sources: Sequence[Source],
    value: Readout,
    words: Sequence[str],
) -> ScalingLine:
    """Write the equation in the middle of a region.

    Parameters
    ----------
    theme : Theme
    region : Region
    raw, value : Readout
        The value before and after; they are printed as in the list.
    sources : (Source, Source)
        Offset and factor.
    words : (str, str)
        What they are.
    """
    offset, factor = sources
    before, after = (raw.recorded, raw.number_format), (value.recorded, value.number_format)

    def relations(decimals: int) -> list[Relation]:
        return [
            relate(
                "(raw − offset) ÷ factor",
                _scaled,
                [(before[0], before[1].decimals), (offset, decimals), (factor, decimals)],
                (after[0], after[1].decimals),
            )
        ]

    least = max(before[1].decimals, 1)
    (decimals,) = solve_or(
        (max(least, 3),), "a scaled value", relations, [(d,) for d in range(least, MOST + 1)]
    )
    style = NumberFormat(decimals)
    minus: list[Piece] = ["−", (offset, style), ")"]
    if offset.value < 0:
        minus = ["−", "(", (offset, style), ")", ")"]
    pieces: list[Piece] = ["(", before, *minus, "÷", (factor, style), "=", after]
    line = Sentence.fitting(theme, pieces, EM, region.width - 0.2, relations(decimals))
    line.place(region.x, region.y + 0.2, "centre")
    numbers = line.numbers
    names = [
        TextLine(theme, word, theme.sizes.label, theme.quiet, width=region.width / 2 - 0.3)
        for word in words
    ]
    for name, number in zip(names, numbers[1:3], strict=True):
        name.place(number.get_x(), line.numbers[0].baseline - LEADER)
    _keep_apart(names, region)
    cuts = [line.pieces.index(number) + 1 for number in numbers]
    parts = [line.pieces[a:b] for a, b in zip([0, *cuts], cuts, strict=False)]
    groups = [parts[0], [*parts[1], names[0]], [*parts[2], names[1]], parts[3]]
    return ScalingLine([line], groups, numbers[3])


def _scaled(raw: Decimal, offset: Decimal, factor: Decimal) -> Decimal:
    return (raw - offset) / factor if factor else Decimal("Infinity")


def _keep_apart(names: Sequence[TextLine], region: Region) -> None:
    """Move the names sideways until they keep clear of each other and of the region's edges."""
    first, second = names
    close = first.get_right()[0] + 0.25 - second.get_left()[0]
    if close > 0:
        first.shift([-close / 2, 0.0, 0.0])
        second.shift([close / 2, 0.0, 0.0])
    for name in names:
        over = name.get_right()[0] - region.right
        under = region.left - name.get_left()[0]
        name.shift([max(under, 0.0) - max(over, 0.0), 0.0, 0.0])
