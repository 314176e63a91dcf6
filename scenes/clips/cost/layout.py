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

__all__ = ["Cell", "CostLayout", "TileGrid", "TileRows"]

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
COLUMN = 0.36
"""Share of the stage for the outputs beside, or above, the history of the cost."""
BESIDE_ROW, LONGEST_ROW, SHORT_ROW = 0.36, 2.4, 0.8
"""From an axis to name and number beside it; its largest length, and what is short."""
HIGHEST_ROW = 1.5
"""Largest distance of two axes."""
SAMPLE, INSIDE, AFTER_SAMPLE, LEAST_ROW = 1.15, 1.04, 0.2, 0.6
"""Room for the sample above the axes, its side within the outline, the distance from there to what
is beside it, and the least distance of two axes below it."""
SIZES = (1.3, 1.5), (1.15, 1.0), (1.0, 0.0)
"""Sizes of the numbers, and from which side of the tiles each is taken."""
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

    aligned = "centre", "centre"

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


class TileRows:
    """Axes below each other, each with its name at the left and its output at the right.

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
        As in :class:`TileGrid`; of each tile only the axis at its foot is drawn.
    name_room : float
        Width that a name may take.
    sample : Region or None
        Of the sample whose outputs these are: above them, or at their left where they are low.
    above : (float, float, str) or None
        Where a word for all outputs is placed, if there is room, and how it is aligned.
    """

    aligned = "right", "left"
    lines, titled = 1, False

    def __init__(
        self, region: Region, count: int, em: float, number: float, *, sample: bool = False
    ):
        head = SAMPLE if sample and region.height - SAMPLE >= count * LEAST_ROW else 0.0
        low = sample and not head and region.width > 1.5 * region.height > 1.5 * SAMPLE
        self.sample: Region | None = None
        if low:
            at, region = region.columns(
                SAMPLE, region.width - SAMPLE - AFTER_SAMPLE, gap=AFTER_SAMPLE
            )
            self.sample = at.inner(INSIDE, INSIDE)
        self.em, self.rows, self.left = em, count, region.left
        self.name_room = max(0.75, 0.2 * region.width)
        beside = self.name_room + number + 2 * BESIDE_ROW
        self.side = min(region.width - beside, LONGEST_ROW)
        pitch = min((region.height - head) / count, HIGHEST_ROW)
        first = region.y - head / 2 + (count - 1) / 2 * pitch
        x = region.left + (region.width - self.side - beside) / 2
        x += self.name_room + BESIDE_ROW + self.side / 2
        self.above: Any = (x, first + pitch / 2, "centre") if pitch == HIGHEST_ROW else None
        if head:
            right, foot = max(x - self.side / 2, region.left + head), first + pitch / 2
            self.sample = Region(right - head, right, foot, foot + head).inner(INSIDE, INSIDE)
            self.above = right + AFTER_SAMPLE, self.sample.y - 0.1, "left"
        self.cells = [Cell(x, first - k * pitch + self.side, k) for k in range(count)]

    def name_at(self, k: int) -> tuple[float, float]:
        """Return where the name of an axis is placed: x and baseline."""
        return self.cells[k].x - self.side / 2 - BESIDE_ROW, self.baseline(k, 0)

    def number_at(self, k: int, line: int) -> tuple[float, float]:
        """Return where the output of an axis is placed: x and baseline."""
        return self.cells[k].x + self.side / 2 + BESIDE_ROW, self.baseline(k, line)

    def baseline(self, k: int, line: int) -> float:
        """Return the baseline of name and output beside an axis."""
        return self.cells[k].top - self.side - 0.31 * self.em


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
    half : TileRows
        The outputs beside (or above) the history of the cost.
    history : Region
    network, card, verdict : Region
        At the start: the network, the sample, and its label with the answer.
    """

    def __init__(self, frame: Frame, theme: Theme, measure: Measure, decimals: Precision):
        body = frame.body
        self.frame = frame
        self.lines = 4 if measure.squared else 3
        count = len(measure.shown) + bool(measure.others)
        self.strip = body.below(body.bottom + (STRIP if frame.wide else TALL_STRIP))
        for size, least in SIZES:
            em = size * theme.sizes.number_small
            number = widest_number(theme, measure, decimals, em)
            self.full = self._tiles(body.above(self.strip.top), count + 1, em, number)
            if self.full.side > least:
                break
        rows, self.history = body.columns(COLUMN, 1 - COLUMN, gap=0.35)
        sample = measure.recording.images is not None
        self.half = TileRows(rows, len(measure.shown), em, number, sample=sample)
        if not frame.wide and self.half.side < SHORT_ROW:
            rows, self.history = body.split(COLUMN, 1 - COLUMN, gap=0.3)
            self.half = TileRows(rows, len(measure.shown), em, number, sample=sample)
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
