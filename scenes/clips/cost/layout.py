"""Layout of the cost clip, computed from the frame before anything is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from manim import Mobject

from scenes.clips.cost.cost_decimals import CostDecimals
from scenes.mobjects.text.readout import Readout
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Frame, Region
from scenes.style.theme import Theme

__all__ = ["ComparisonLayout", "CostLayout", "RowLayout", "row_of_squares", "two_by_two"]

# Lengths are in frame units.

NAMES = 0.5
"""Room above a unit square for the class name of its output."""
BETWEEN, BEFORE_MEAN = 0.17, 0.33
"""Gaps between unit squares and before that of the mean, as shares of their side."""
TICKS, FOOT = 0.45, 0.3
"""Room below a unit square for its tick labels, and below the numbers under it."""
BESIDE = 0.25
"""Gap between a unit square and the numbers to its right."""
RINGS = 0.4
"""Room beside those numbers for the rings that overhang the next unit square."""
GAP_LINE, LINE = 1.5, 0.3
"""Height of the gap and of its square above the foot, where they are beside a unit square."""
GAP_DROP, DROP = 1.0, 1.75
"""Their distance below the foot elsewhere."""

GRID = 1.5
"""The squares are in two rows of two if the body is narrower than this many times its height."""
STRIP = 1.5
"""Height of the strip for the fraction below squares that are in two rows of two."""
SIDES, TITLES = (3.1, 2.4), (1.9, 1.45)
"""Largest side of three and of four unit squares in a row; room for the titles at their left."""
MARGINS = 0.35, 0.1
"""Free space at both ends of such a row."""

COLUMN_WORDS = 2.1
"""Room above and below the columns of outputs and targets for their symbols and names."""

ROOMY = 12.0
"""A body at least this wide has room for the titles beside the rows of a comparison."""
SIDE, ROW_PITCH, NUMBERS_GAP = 1.65, 2.8, 0.65
"""Side of its unit squares, distance of its rows there, and from the foot to the numbers."""
BLOCK, BLOCK_ABOVE, HEADING = 2.85, 2.6, 0.3
"""Height of a step's block beside its squares, above them, and of its heading alone."""
NAMES_ABOVE, TITLE_GAP, TITLE_DROP = 0.56, 0.3, 0.5


def _span(count: int, *, mean: bool = True) -> float:
    """Return the width of a row of unit squares, as a multiple of their side."""
    return count + (count - 1) * BETWEEN + mean * (1 + BEFORE_MEAN)


@dataclass(frozen=True)
class RowLayout:
    """Places of the unit squares of one step and of the numbers that belong to them.

    Attributes
    ----------
    side : float
        Side of the unit squares.
    places : list of (float, float)
        Horizontal centre and top of each; the cost's is the last.
    gap_drop, drop : float
        Distance of the gaps' and the squares' baselines below the foot.
    aside : float
        Distance of the numbers to the right of the centres.
    beside : bool
        Whether the numbers are beside the unit squares instead of below.
    """

    side: float
    places: list[tuple[float, float]]
    gap_drop: float
    drop: float
    aside: float = 0.0
    beside: bool = False


def row_of_squares(
    count: int,
    right: float,
    top: float,
    side: float,
    *,
    gap_drop: float = GAP_DROP,
    drop: float = DROP,
    mean: bool = True,
) -> RowLayout:
    """Lay out unit squares in a row that ends at ``right``.

    Parameters
    ----------
    count : int
        Number of outputs.
    right, top, side : float
    gap_drop, drop : float
        See :class:`RowLayout`.
    mean : bool
        Leave room for the cost's unit square.
    """
    left = right - side * _span(count, mean=mean)
    places = [(left + side / 2 + k * side * (1 + BETWEEN), top) for k in range(count)]
    return RowLayout(side, [*places, (right - side / 2, top)], gap_drop, drop)


def two_by_two(region: Region, number: float, *, gaps: bool = True) -> RowLayout:
    """Lay out four unit squares, the cost's last, in two rows of two.

    Parameters
    ----------
    region : Region
        Filled.  If it is wider than high, the numbers are beside the squares.
    number : float
        Width of a number.
    gaps : bool
        Leave room for the gaps in digits.
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
    return RowLayout(side, places, gap_drop, drop, aside, beside)


class ComparisonLayout:
    """Places of two training steps, one above the other.

    Parameters
    ----------
    body : Region
    count : int
        Number of outputs.

    Attributes
    ----------
    above : bool
        Whether a step's outputs are above its squares instead of at their left.
    titles_below : bool
        Whether the titles are below the rows' numbers instead of at their left.
    left : float
    tops : list of float
        Left edge and tops of the two blocks.
    """

    def __init__(self, body: Region, count: int):
        self._body, self._count, self.left = body, count, body.left
        self.above = body.width < body.height
        roomy = body.width > ROOMY
        self.titles_below = not self.above and not roomy
        self._side = SIDE if roomy else (body.width - 0.06) / _span(count)
        if roomy:
            self.tops = [body.top - NAMES, body.top - NAMES - ROW_PITCH]
            return
        height = BLOCK + TITLE_DROP
        if self.above:
            height = BLOCK_ABOVE + NAMES_ABOVE + self._side + NUMBERS_GAP + 0.1
        halves = body.split(1, 1, gap=0.2)
        spare = max(0.0, halves[0].height - height) / 2
        self.tops = [half.top - HEADING - spare for half in halves]

    def rows(self, columns: Sequence[Mobject]) -> list[RowLayout]:
        """Lay out both rows of squares around the columns of outputs, as these are drawn."""
        tops, side = self.tops, self._side
        if self.above:
            tops = [drawn.get_bottom()[1] - NAMES_ABOVE for drawn in columns]
        elif self.titles_below:
            room = self._body.right - columns[0].get_right()[0] - TITLE_GAP
            side = min(side, room / _span(self._count))
        right, drop = self._body.right - 0.02, NUMBERS_GAP
        return [
            row_of_squares(self._count, right, top, side, gap_drop=drop, drop=drop) for top in tops
        ]


class CostLayout:
    """Places of everything that the cost clip shows.

    Parameters
    ----------
    frame : Frame
    theme : Theme
    recording : network.Recording
    decimals : CostDecimals

    Attributes
    ----------
    em : float
        Size of the numbers around the squares.
    grid : bool
        Whether the squares are in two rows of two instead of in a row.
    squares, mean : RowLayout
        The squares of the outputs, and these beside the cost's.
    left, mean_left : float
        Left edge of the titles of the two.
    strip : Region
        Room for the fraction where the squares are in two rows of two.
    comparison : ComparisonLayout
    """

    def __init__(self, frame: Frame, theme: Theme, recording: Any, decimals: CostDecimals):
        body = frame.body
        self.frame, self._count = frame, recording.layer_sizes[-1]
        self.em = 1.2 * theme.sizes.number
        self.grid = body.width < GRID * body.height
        self.strip = body.below(body.bottom + STRIP)
        self.left, self.mean_left = body.left + MARGINS[0], body.left
        if self.grid:
            places = max(decimals.gaps, decimals.squares)
            error = Source(recording, "output_errors", 0, None, (0,))
            widest = Readout(theme, error, NumberFormat(places, signed=True), self.em)
            number = widest.advance_width
            self.squares = two_by_two(body, number)
            self.mean = two_by_two(body.above(self.strip.top), number, gaps=False)
        else:
            self.squares, self.mean = self._row(mean=False), self._row(mean=True)
        self.comparison = ComparisonLayout(body, self._count)

    def _row(self, *, mean: bool) -> RowLayout:
        body, most, margin = self.frame.body, SIDES[mean], MARGINS[mean]
        room = body.width - margin - TITLES[mean]
        side = min(most, room / _span(self._count, mean=mean))
        spare = body.height - NAMES - side - DROP - FOOT
        top = body.top - NAMES - (max(0.0, spare / 2 - 0.2) if side < most else 0.0)
        return row_of_squares(self._count, body.right - margin, top, side, mean=mean)

    def columns(self, neurons: Sequence[Mobject]) -> tuple[Region, float]:
        """Return the region whose centre the columns take, and the distance of their rows.

        Parameters
        ----------
        neurons : sequence of Mobject
            The output neurons, with which the rows are level if they are beside them.
        """
        panel, ys = self.frame.panel, [float(neuron.get_center()[1]) for neuron in neurons]
        pitch, y = ys[0] - ys[1], ys[len(ys) // 2]
        if not self.frame.beside:
            y, pitch = panel.y, min(pitch, (panel.height - COLUMN_WORDS) / len(ys))
        half = panel.height / 2
        return Region(panel.left, panel.right, y - half, y + half), pitch

    def picture(self, targets: Mobject) -> Region:
        """Return the place of the image: that of the third column, right of the targets."""
        panel, left, y = self.frame.panel, targets.get_right()[0] + 0.5, targets.get_y()
        return Region(left, panel.right, y - panel.height / 2, y + panel.height / 2)
