"""Layout of the cost clip, computed from the frame before anything is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scenes.clips.cost.measure import Measure
from scenes.clips.cost.precision import Precision
from scenes.mobjects.text.readout import Readout
from scenes.provenance.source import NumberFormat
from scenes.style.frame import Frame, Region
from scenes.style.theme import Theme

__all__ = ["Cell", "CostLayout", "TileColumn", "TileGrid"]

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
TITLES = 2.4
"""Room for the titles of the lines."""
SIDE = 3.1
"""Largest side of a tile."""
NAME_LIFT = 0.17
"""Distance of the names above the tiles, in frame units."""
EDGE = 0.22
"""Room at both sides for the rings that overhang the tiles."""
SMALL = 0.8
"""Side below which tiles take the room of titles and targets, which their rings show too."""
BESIDE = 1.2
"""Ratio of the frame's sides from which network and sample are side by side."""
STRIP, TALL_STRIP = 0.95, 1.3
"""Room at the bottom for the cost's name and formula, on one line and on two."""
LAST_APART = 0.55
"""Further gap before the tile of the cost, where all tiles stand in one row."""
MOST_BESIDE = 4
"""Most tiles in a column, each with its number beside it."""
COLUMN, COLUMN_SIDE, ROWS_APART = 3.9, 1.6, 0.3
"""Width of that column, largest side of its tiles, and the gap between them."""
IMAGES = 0.85
"""Room above the history for the images of an epoch."""
THUMB = 1.45
"""Largest side of the sample beside the tiles."""


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
    last_apart : bool
        Set the last tile of a single row apart.

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

    align = "centre"

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
        last_apart: bool = False,
    ):
        self.em, self.lines, self.titled = em, lines, titles
        self._ticks = TICKS if ticks else NO_TICKS
        self.pitch_of_lines = max(LINE * em, LEAST_LINE)
        left = region.left + (TITLES if titles else EDGE)
        inner = Region(left, region.right - EDGE, region.bottom, region.top)
        around = NAME + self._ticks + lines * self.pitch_of_lines + 0.12
        self.side, self.columns = -1.0, count
        for columns in range(1, count + 1):
            rows = -(-count // columns)
            aside = LAST_APART if last_apart and rows == 1 else 0.0
            pitch = (inner.width - aside) / columns
            if columns > 1 and pitch < number + APART / 2:
                continue
            side = min(pitch - APART, inner.height / rows - around, SIDE)
            if side > self.side + 1e-6:
                self.side, self.columns = side, columns
        self.rows = -(-count // self.columns)
        aside = LAST_APART if last_apart and self.rows == 1 else 0.0
        pitch = min((inner.width - aside) / self.columns, 1.75 * max(self.side, number) + APART)
        height = inner.height / self.rows
        self.pitch = self.name_room = pitch
        spare = max(0.0, height - around - self.side) / 2
        first = inner.x - aside / 2 - (self.columns - 1) / 2 * pitch
        self.left = max(region.left, first - max(self.side, number) / 2 - 0.15 - TITLES)
        self.cells = [
            Cell(
                first + (k % self.columns) * pitch + (aside if k == count - 1 else 0.0),
                inner.top - (k // self.columns) * height - NAME - spare,
                k // self.columns,
            )
            for k in range(count)
        ]

    def name_at(self, k: int) -> tuple[float, float]:
        """Return where the name of tile ``k`` is placed: x and baseline."""
        return self.cells[k].x, self.cells[k].top + NAME_LIFT

    def number_at(self, k: int, line: int) -> tuple[float, float]:
        """Return where a number of tile ``k`` is placed: x and baseline of a line, from 0."""
        return self.cells[k].x, self.baseline(k, line)

    def baseline(self, k: int, line: int) -> float:
        """Return the baseline of a line of numbers, from 0, below tile ``k``."""
        foot = self.cells[k].top - self.side - self._ticks
        return foot - (line + 1) * self.pitch_of_lines + 0.32 * self.em

    @property
    def bottom(self) -> float:
        """The foot of the lowest tiles."""
        return self.cells[-1].top - self.side


class TileColumn:
    """Tiles below each other, each with its name and its output at the right.

    Parameters
    ----------
    region : Region
    count : int
    em : float
        Size of the numbers.
    number : float
        Width of the widest number.

    Attributes
    ----------
    cells, side, rows, lines, titled, left
        As in :class:`TileGrid`.
    name_room : float
        Width that a name may take.
    """

    align = "left"
    lines, titled = 1, False

    def __init__(self, region: Region, count: int, em: float, number: float):
        self.em = 1.2 * em
        pitch = region.height / count
        beside = max(1.2 * number, 1.0) + 0.35
        self.side = min(pitch - ROWS_APART, COLUMN_SIDE, region.width - EDGE - beside)
        self.rows, self.left = count, region.left
        self.pitch = self.name_room = region.width - self.side - EDGE - 0.35
        x = region.left + EDGE + self.side / 2
        self.cells = [
            Cell(x, region.top - (k + 0.5) * pitch + self.side / 2, k) for k in range(count)
        ]

    def name_at(self, k: int) -> tuple[float, float]:
        """Return where the name of tile ``k`` is placed: x and baseline."""
        cell = self.cells[k]
        return cell.x + self.side / 2 + 0.35, cell.top - self.side / 2 + 0.22

    def number_at(self, k: int, line: int) -> tuple[float, float]:
        """Return where the output of tile ``k`` is placed: x and baseline."""
        return self.name_at(k)[0], self.baseline(k, line)

    def baseline(self, k: int, line: int) -> float:
        """Return the baseline of the output of tile ``k``."""
        return self.name_at(k)[1] - 0.75


class CostLayout:
    """Places of everything that the cost clip shows.

    Parameters
    ----------
    frame : Frame
    theme : Theme
    measure : Measure
    decimals : Precision

    Attributes
    ----------
    full : TileGrid
        The tiles with all their numbers, over the whole stage.
    strip : Region
        Room below for the cost's formula.
    half : TileGrid or TileColumn
        The tiles beside (or above) the history of the cost.
    history, images : Region
        The history, and above it the images of an epoch.
    network, card, verdict : Region
        At the start: the network, the sample, and its label with the answer.
    """

    def __init__(self, frame: Frame, theme: Theme, measure: Measure, decimals: Precision):
        body = frame.body
        self.frame = frame
        self.lines = 4 if measure.squared else 3
        count = len(measure.shown) + bool(measure.others)
        sizes = 1.15 * theme.sizes.number_small, theme.sizes.number_small
        self.strip = body.below(body.bottom + (STRIP if frame.wide else TALL_STRIP))
        for em in sizes:
            number = widest_number(theme, measure, decimals, em)
            self.full = self._tiles(body.above(self.strip.top), count + 1, em, number)
            if self.full.side > 1.0:
                break
        self.half, history = self._beside_history(frame, count, number)
        images = frame.wide and measure.recording.images is not None
        top = history.top - (IMAGES if images else 0.0)
        self.images = Region(history.left + 0.9, history.right, top, history.top)
        self.history = history.below(top)
        if frame.wide:
            self.card, self.network = body.columns(0.36, 0.64, gap=0.3)
        elif frame.width > BESIDE * frame.height:
            self.card, self.network = body.columns(0.42, 0.58, gap=0.3)
        else:
            self.card, self.network = body.split(0.42, 0.58, gap=0.3)
        if self.card.width > 1.6 * self.card.height:
            self.card, self.verdict = self.card.columns(0.5, 0.5, gap=0.3)
        else:
            self.card, self.verdict = self.card.split(0.7, 0.3)

    @property
    def thumb(self) -> Region | None:
        """Where the sample stands beside the tiles, if there is room."""
        grid = self.full
        room = min(TITLES - 0.25, grid.side, THUMB)
        if not grid.titled or grid.rows > 1 or room < 0.9:
            return None
        right = grid.left + TITLES - 0.2
        y = grid.cells[0].top - grid.side / 2
        return Region(right - room, right, y - room / 2, y + room / 2)

    def _beside_history(
        self, frame: Frame, count: int, number: float
    ) -> tuple[TileGrid | TileColumn, Region]:
        """Divide the stage between the tiles and the history."""
        body, em = frame.body, self.full.em
        if frame.wide and count <= MOST_BESIDE:
            width = min(COLUMN, 0.36 * body.width)
            tiles, history = body.columns(width, body.width - width - 0.3, gap=0.3)
            column = TileColumn(tiles, count, em, number)
            if column.side > 0.7:
                return column, history
        beside = body.columns(0.46, 0.54, gap=0.35)
        stacked = body.split(0.44, 0.56, gap=0.3)
        arranged = [
            (TileGrid(tiles, count, em, number, lines=1), history)
            for tiles, history in (
                [beside] if frame.wide else [stacked] if frame.tall else [beside, stacked]
            )
        ]
        return max(arranged, key=lambda found: found[0].side)

    def _tiles(self, region: Region, count: int, em: float, number: float) -> TileGrid:
        """Lay out the tiles; where they would be small, without titles or the line of targets."""
        grids = [
            TileGrid(
                region, count, em, number,
                lines=lines, titles=titles, ticks=True, last_apart=True,
            )
            for lines in (self.lines, self.lines - 1)
            for titles in (True, False)
        ]  # fmt: skip
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
