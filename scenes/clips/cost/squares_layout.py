"""Where unit squares stand: in a row, or two by two where a row of them would be small."""

from __future__ import annotations

from dataclasses import dataclass

from scenes.style.frame import Region

__all__ = ["SquaresLayout", "two_by_two"]

NAMES = 0.5
"""Above a unit square, for the digit that its output stands for, in frame units."""
BETWEEN = 0.17
"""Space between unit squares, as a share of their side."""
TICKS, FOOT = 0.45, 0.3
"""Below a unit square, for the numbers of its axis; and below the numbers that stand there."""
BESIDE = 0.25
"""Between a unit square and the numbers at its right."""
RINGS = 0.4
"""Beside such a pair, for the dots and rings that reach beyond the unit square's foot."""
GAP_LINE, LINE = 1.5, 0.3
"""How high above a unit square's foot the numbers at its right stand: gap and square."""
GAP_DROP, DROP = 1.0, 1.75
"""How far below it they stand otherwise."""


@dataclass(frozen=True)
class SquaresLayout:
    """Sizes and places of the unit squares of outputs and cost, and of the numbers that go with.

    Attributes
    ----------
    side : float
        Of the unit squares.
    places : list of (float, float)
        Middle and top of each.
    aside : float
        How far to the right of their middles the numbers stand.
    gap_drop, drop : float
        How far below their feet the gaps' numbers stand, and those of the squares.
    beside : bool
        Whether the numbers stand beside them, else below.
    """

    side: float
    places: list[tuple[float, float]]
    aside: float
    gap_drop: float
    drop: float
    beside: bool


def two_by_two(region: Region, number: float, *, gaps: bool = True) -> SquaresLayout:
    """Lay out four unit squares, the last of them the cost's, over a whole region.

    Parameters
    ----------
    region : Region
        If it is wider than high, the numbers stand beside the squares.
    number : float
        Width of a number.
    gaps : bool
        Whether there are the numbers of the gaps, too.
    """
    beside = region.width > region.height
    rows = region.split(1, 1)
    if beside:
        side = min(rows[0].height - NAMES - TICKS, region.width / 2 - BESIDE - number - RINGS)
        aside = side / 2 + BESIDE + number / 2
        width, gap_drop, drop = side + BESIDE + number, -GAP_LINE, -LINE
    else:
        drop = DROP if gaps else GAP_DROP
        side = min(rows[0].height - NAMES - drop - FOOT, region.width / (2 + BETWEEN) - 0.05)
        aside, gap_drop, width = (side - number) / 2, GAP_DROP, side * (1 + BETWEEN)
    places = []
    for row in rows:
        for column in row.inner(region.width if beside else 2 * width, row.height).columns(1, 1):
            x = column.x if not beside else column.x - (width - side) / 2
            places.append((x, row.top - NAMES))
    return SquaresLayout(side, places, aside, gap_drop, drop, beside)
