"""Layout of the cost clip, computed from the frame before anything is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scenes.clips.cost.measure import Measure
from scenes.clips.cost.precision import Precision
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.source import NumberFormat
from scenes.style.frame import Frame, Region
from scenes.style.theme import Theme

__all__ = ["Cell", "CostLayout", "TileGrid"]

# Lengths are in frame units.

NAME = 0.55
"""Room above a tile for the name of its output."""
TICKS = 0.46
"""Room below a tile for the tick labels of its axis."""
NO_TICKS = 0.12
"""The same without tick labels, to keep numbers clear of dots and rings."""
LINE, LEAST_LINE = 1.4, 0.46
"""Distance of the lines of numbers: in em, and at least, in frame units."""
APART = 0.5
"""Smallest gap between tiles, and between numbers of neighbouring tiles."""
TITLES = 1.75
"""Room for the titles of the lines."""
SIDE = 3.1
"""Largest side of a tile."""
EDGE = 0.22
"""Room at both sides for the rings that overhang the tiles."""
SMALL = 0.8
"""Side below which tiles take the room of titles and targets, which their rings show too."""
BESIDE = 1.2
"""Ratio of the frame's sides from which network and sample are side by side."""
ROOM = 1.15
"""Room between neighbouring numbers for the signs of the equation."""
STRIP, TALL_STRIP = 0.95, 1.3
"""Room at the bottom for the cost's name and formula, on one line and on two."""


@dataclass(frozen=True)
class Cell:
    """The place of a tile and of the numbers below it.

    Parameters
    ----------
    x, top : float
        Horizontal centre and top edge of the tile.
    row : int
        Row of the grid, from the top.
    """

    x: float
    top: float
    row: int


class TileGrid:
    """Tiles in rows, as large as fits, each with a name above and lines of numbers below.

    Parameters
    ----------
    region : Region
    count : int
        Number of tiles.
    em : float
        Size of the numbers.
    number : float
        Width of the widest number.
    lines : int
        Number of lines below each tile.
    titles : bool
        Leave room at the left for the titles of the lines.
    ticks : bool
        Leave room for tick labels.

    Attributes
    ----------
    cells : list of Cell
    side : float
        Side of the tiles, in frame units; negative if there is no room for the numbers.
    rows : int
    lines : int
    titled : bool
        Whether there is room for titles.
    left : float
        Left edge of the titles.
    """

    def __init__(
        self,
        region: Region,
        count: int,
        em: float,
        number: float,
        *,
        lines: int,
        titles: bool = False,
        ticks: bool = False,
    ):
        self.em, self.lines, self.titled, self._ticks = (
            em,
            lines,
            titles,
            (TICKS if ticks else NO_TICKS),
        )
        self.pitch_of_lines = max(LINE * em, LEAST_LINE)
        left = region.left + (TITLES if titles else EDGE)
        inner = Region(left, region.right - EDGE, region.bottom, region.top)
        around = NAME + self._ticks + lines * self.pitch_of_lines + 0.12
        self.side, self.columns = -1.0, count
        for columns in range(1, count + 1):
            rows = -(-count // columns)
            pitch = inner.width / columns
            if columns > 1 and pitch < number + APART / 2:
                continue
            side = min(pitch - APART, inner.height / rows - around, SIDE)
            if side > self.side + 1e-6:
                self.side, self.columns = side, columns
        self.rows = -(-count // self.columns)
        pitch = min(inner.width / self.columns, 1.75 * max(self.side, number) + APART)
        height = inner.height / self.rows
        self.pitch = pitch
        spare = max(0.0, height - around - self.side) / 2
        first = inner.x - (self.columns - 1) / 2 * pitch
        self.left = max(region.left, first - max(self.side, number) / 2 - 0.15 - TITLES)
        self.cells = [
            Cell(
                first + (k % self.columns) * pitch,
                inner.top - (k // self.columns) * height - NAME - spare,
                k // self.columns,
            )
            for k in range(count)
        ]

    def baseline(self, k: int, line: int) -> float:
        """Return the baseline of a line of numbers, from 0, below tile ``k``."""
        foot = self.cells[k].top - self.side - self._ticks
        return foot - (line + 1) * self.pitch_of_lines + 0.32 * self.em

    @property
    def bottom(self) -> float:
        """The foot of the lowest tiles."""
        return self.cells[-1].top - self.side


class CostLayout:
    """Places of everything that the cost clip shows.

    Parameters
    ----------
    frame : Frame
    theme : Theme
    measure : Measure
    decimals : Precision
    name : str
        The cost's name.

    Attributes
    ----------
    full : TileGrid
        The tiles with all their numbers, over the whole stage.
    strip : Region
        Room below for the cost's formula.
    half : TileGrid
        The tiles beside (or above) the history of the cost.
    history : Region
    network, card, verdict : Region
        At the start: the network, the sample, and its label with the answer.
    roomy : bool
        Whether the sum fits between the numbers of a row, and the formula below the cost's tile.
    """

    def __init__(
        self, frame: Frame, theme: Theme, measure: Measure, decimals: Precision, name: str
    ):
        body = frame.body
        self.frame = frame
        self.lines = 4 if measure.squared else 3
        count = len(measure.shown) + 1 + bool(measure.others)
        name_width = TextLine(theme, name, theme.sizes.label, theme.cost).width
        sizes = 1.15 * theme.sizes.number_small, theme.sizes.number_small
        number = widest_number(theme, measure, decimals, sizes[0])
        self.strip = body.below(body.bottom + (STRIP if frame.wide else TALL_STRIP))
        self.full = self._tiles(body, count, sizes[0], number)
        formula = Formula(theme, measure.formula, sizes[0], theme.ink)
        room = self.full.pitch - max(number, formula.width, name_width)
        self.roomy = self.full.rows == 1 and room > 0.1 and self.full.pitch - number > ROOM
        if not self.roomy:
            for em in sizes:
                number = widest_number(theme, measure, decimals, em)
                self.full = self._tiles(body.above(self.strip.top), count, em, number)
                if self.full.side > 1.0:
                    break
        beside = body.columns(0.52, 0.48, gap=0.35)
        stacked = body.split(0.56, 0.44, gap=0.3)
        arranged = [
            (TileGrid(tiles, count, self.full.em, number, lines=1), history)
            for tiles, history in (
                [beside] if frame.wide else [stacked] if frame.tall else [beside, stacked]
            )
        ]
        self.half, self.history = max(arranged, key=lambda found: found[0].side)
        if frame.wide:
            self.network, panel = frame.network, frame.panel
        elif frame.width > BESIDE * frame.height:
            self.network, panel = body.columns(0.54, 0.46, gap=0.3)
        else:
            self.network, panel = body.split(0.58, 0.42, gap=0.3)
        if panel.width > 1.6 * panel.height:
            self.card, self.verdict = panel.columns(0.5, 0.5, gap=0.3)
        else:
            self.card, self.verdict = panel.split(0.66, 0.34)

    def _tiles(self, region: Region, count: int, em: float, number: float) -> TileGrid:
        """Lay out the tiles; where they would be small, without titles or the line of targets."""
        grids = [
            TileGrid(region, count, em, number, lines=lines, titles=titles, ticks=True)
            for lines in (self.lines, self.lines - 1)
            for titles in (True, False)
        ]
        large = [grid for grid in grids if grid.side > SMALL]
        return large[0] if large else max(grids, key=lambda grid: grid.side)


def widest_number(theme: Theme, measure: Measure, decimals: Precision, em: float) -> float:
    """Return the width of the widest number printed below a tile."""
    plain, signed = NumberFormat(decimals.outputs), NumberFormat(decimals.outputs, signed=True)
    terms, cost = NumberFormat(decimals.terms), NumberFormat(decimals.cost)
    printed: list[tuple[Any, NumberFormat]] = [(measure.cost(), cost)]
    for k in measure.shown:
        printed += [(measure.output(k), plain), (measure.term(k), terms)]
        printed += [(measure.error(k), signed)] * measure.squared
    return max(Readout(theme, source, form, em).advance_width for source, form in printed)
