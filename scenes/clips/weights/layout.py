"""Layout of the clip on weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from scenes.mobjects.text.readout import DIGIT_HEIGHT
from scenes.style.frame import Frame, Region
from scenes.style.theme import Theme

__all__ = ["NAMES", "OFF", "MatrixPlace", "StepPlace", "WeightsLayout"]

COLUMN_IN_EM = 3.0
"""Distance of the columns of a matrix, in em: a signed number with three decimals, and a gap."""
LEAST_ROW, MOST_ROW = 1.3, 1.75
"""Least and largest distance of its rows, in em."""
WIRE_COLUMN = 3.45
"""Distance of the columns of a grid of lines, in em: a number beside each."""
OFF = 0.12
"""Between a line of the grid and a number beside it, in frame units."""
BETWEEN_ROWS = 0.08
"""Half the distance of a product and the weight of the next row, in frame units."""
LARGEST_EM = 0.52
LEAST_EM = 0.29
"""Least size of the numbers in a grid that is kept down for its products, in frame units."""
DISC = 0.43
"""Largest radius of a neuron beside a row, as a share of the distance of rows."""
SPARE = 0.3
"""Room for brackets and outlines, in frame units."""
PAD = 0.2
"""Between a matrix and the discs around it, in frame units."""
ROW_NAMES = 0.7
"""Room left of a matrix for the names of its rows, in frame units."""
NAMES = 0.5
"""Room above the discs at the top for their names, in frame units."""
SIZES = 1.1
"""Room below a matrix for its symbol and its size, in frame units."""
SIZE_OF_GRID = 0.75
"""Room below a grid for the same, in frame units."""
SUMS_IN_EM = 4.6
"""Room for a column of sums, in em."""
INPUTS_IN_EM = 5.0
"""Room for the column of inputs, with the signs before and after it, in em."""
TOTAL_IN_EM = 3.2
"""Room for a sum beside its neuron, in em."""
MOST_STEP = 1.2
"""Largest distance of rows and columns on the stairs of all layers, in frame units."""
LEAST_STEP_EM, STEP_NUMBER = 0.27, 2.7
"""Least size of numbers on the stairs in frame units, and room for a number in em."""
GATE_STEP, GATE = 1.6, 1.17
"""From the last column of a grid to the first neuron that receives, and to the gate before it, as
shares of the distance of columns."""
STEP_NAMES = 0.42
"""Room above the neurons at the top of the stairs for their names, in frame units."""
STEP_DISC, LAST_DISC = 0.5, 0.45
"""Largest radii of the neurons on the stairs and of the last ones, as shares of the distance of
rows."""
STEP_DOWN = 0.35
"""Between two grids on the stairs, as a share of the distance of rows."""
Place = tuple[float, float, float]


@dataclass(frozen=True)
class MatrixPlace:
    """Where a matrix is, with the neurons at its top and at its right.

    Parameters
    ----------
    x, y : float
        Its centre.
    em, column, row : float
        Size of the type, and distances of columns and rows, in frame units.
    rows, columns : int
    radius : float
        Of the neurons.
    heads : float
        Radius of the neurons at the top, if it is another.
    """

    x: float
    y: float
    em: float
    column: float
    row: float
    rows: int
    columns: int
    radius: float
    heads: float = 0.0

    @property
    def head(self) -> float:
        """Radius of the neurons at the top."""
        return self.heads or self.radius

    @property
    def right(self) -> float:
        """Right edge of the columns."""
        return self.x + self.columns * self.column / 2

    @property
    def top(self) -> float:
        """Top edge of the rows."""
        return self.y + self.rows * self.row / 2

    @property
    def bottom(self) -> float:
        """Bottom edge of the rows."""
        return self.y - self.rows * self.row / 2

    def crossing(self, r: int, c: int) -> tuple[float, float, float]:
        """Return the centre of an entry."""
        across = self.x + (c - (self.columns - 1) / 2) * self.column
        return (across, self.y + ((self.rows - 1) / 2 - r) * self.row, 0.0)

    def above(self, c: int) -> tuple[float, float, float]:
        """Return the centre of the neuron above a column."""
        return (self.crossing(0, c)[0], self.top + PAD + self.head, 0.0)

    def beside(self, r: int) -> tuple[float, float, float]:
        """Return the centre of the neuron at the right of a row."""
        return (self.right + PAD + self.radius, self.crossing(r, 0)[1], 0.0)

    @property
    def roomy(self) -> bool:
        """Whether there is room for a number above and one below each line of a grid."""
        return self.row / 2 >= DIGIT_HEIGHT * self.em + OFF + BETWEEN_ROWS / 2


@dataclass(frozen=True)
class StepPlace(MatrixPlace):
    """Where the grid of one layer is on the stairs of all layers, with its neurons.

    Parameters
    ----------
    tops, sides : tuple of (float, float, float)
        Centres of the neurons that send and of those that receive.
    gate : float
        Horizontal centre of the gate between the sums and the neurons that receive.
    """

    tops: tuple[Place, ...] = ()
    sides: tuple[Place, ...] = ()
    gate: float = 0.0

    def above(self, c: int) -> Place:
        """Return the centre of the neuron above a column."""
        return self.tops[c]

    def beside(self, r: int) -> Place:
        """Return the centre of the neuron to which a row leads."""
        return self.sides[r]

    @property
    def numbered(self) -> bool:
        """Whether there is room for numbers."""
        return self.em >= LEAST_STEP_EM


@dataclass(frozen=True)
class WeightsLayout:
    """Regions of the clip, for any shape of frame.

    Attributes
    ----------
    network, panel : Region
        The network, and the place for what goes with it.
    body : Region
        Both together, for the matrices.
    """

    network: Region
    panel: Region
    body: Region

    @classmethod
    def of(cls, area: Frame) -> WeightsLayout:
        """Compute the layout."""
        network, panel = area.pair()
        return cls(network, panel, area.body)

    def grid(self, theme: Theme, rows: int, columns: int, more_rows: bool) -> MatrixPlace:
        """Return the place of a grid of lines, with numbers beside them and sums at the right.

        Numbers are so small that two of them have room between two lines, unless they would be
        too small to be read.  With room for dots below the rows if there are more than are drawn.
        """
        radius = self._radius(theme)
        lines = rows + more_rows
        room = self.body.height - NAMES - 2 * radius - PAD - SIZE_OF_GRID
        row = room / lines
        width = self.body.width - PAD - 2 * radius - PAD
        em = min(LARGEST_EM, width / ((columns + 0.5) * WIRE_COLUMN + TOTAL_IN_EM))
        em = min(em, row / LEAST_ROW, max(LEAST_EM, (row / 2 - OFF - BETWEEN_ROWS) / DIGIT_HEIGHT))
        row = min(row, 2 * WIRE_COLUMN * em)
        column = WIRE_COLUMN * em
        spare = width - (columns + 0.5) * column - TOTAL_IN_EM * em
        column += min(spare / (columns + 0.5), 0.25 * column)
        # Before they are at the top, the neurons there stand in a column as high as the grid.
        heads = min(radius, 0.42 * column, 0.46 * (rows - 0.5) * row / max(columns - 1, 1))
        radius = min(radius, DISC * row, 0.42 * column)
        left = (columns + 1) / 2 * column
        right = columns / 2 * column + PAD + 2 * radius + PAD + TOTAL_IN_EM * em
        x = self.body.x + (left - right) / 2
        above, below = NAMES + 2 * heads + PAD, SIZE_OF_GRID
        y = self.body.y + (below - above) / 2
        return MatrixPlace(x, y, em, column, row, rows, columns, radius, heads=heads)

    def factor(self, rows: int, columns: int, more_rows: bool) -> MatrixPlace:
        """Return the place of the same matrix as the first factor of a product."""
        room = self.body.width - ROW_NAMES - SPARE
        em = min(LARGEST_EM, room / (columns * COLUMN_IN_EM + INPUTS_IN_EM + SUMS_IN_EM))
        lines = max(rows + more_rows, columns)
        row = min((self.body.height - SIZES - SPARE - NAMES) / lines, MOST_ROW * em)
        em = min(em, row / LEAST_ROW)
        column = COLUMN_IN_EM * em
        width = columns * column + (INPUTS_IN_EM + SUMS_IN_EM) * em + ROW_NAMES
        x = self.body.x - width / 2 + ROW_NAMES + columns * column / 2
        y = self.body.y + (SIZES - NAMES) / 2
        return MatrixPlace(x, y, em, column, row, rows, columns, 0.0)

    def stairs(self, theme: Theme, counts: Sequence[int]) -> list[StepPlace]:
        """Return the places of the grids of all layers, each right of and below the one before.

        The neurons between two grids stand where the rows of one meet the columns of the next.
        """
        layers = len(counts) - 1
        across = sum(counts[:-1]) + GATE_STEP * layers - (layers - 1)
        down = sum(counts[1:]) + STEP_DOWN * (layers - 1)
        column = min((self.body.width - 2 * NAMES - 0.2) / across, MOST_STEP)
        # From the neurons at the top to the last row, in rows; and their radii above and below.
        lines = down - 0.2
        room = self.body.height - STEP_NAMES - PAD
        row = min(room / (lines + 2 * STEP_DISC + LAST_DISC), MOST_STEP)
        em = min(LARGEST_EM, (column - 2 * OFF) / STEP_NUMBER, (row - 2 * OFF) / 1.1)
        heads = min(self._radius(theme), 0.34 * column, STEP_DISC * row)
        last = min(heads, LAST_DISC * row)
        left = self.body.x - (across * column + NAMES) / 2
        height = STEP_NAMES + 2 * heads + PAD + lines * row + last
        y = self.body.y + height / 2 - STEP_NAMES - heads
        tops = [(left + (c + 1) * column, y, 0.0) for c in range(counts[0])]
        y -= heads + PAD + 0.8 * row
        found = []
        for layer, (columns, rows) in enumerate(pairwise(counts)):
            end = tops[-1][0]
            ends = layer == layers - 1
            first, step = end + GATE_STEP * column, 0.0 if ends else column
            sides = [(first + step * r, y - row * r, 0.0) for r in range(rows)]
            found.append(StepPlace(
                end - (columns - 1) * column / 2, y - (rows - 1) * row / 2, em, column, row,
                rows, columns, last if ends else heads, heads=heads, tops=tuple(tops),
                sides=tuple(sides), gate=end + GATE * column,
            ))  # fmt: skip
            tops, y = sides, y - (rows + STEP_DOWN) * row
        return found

    def _radius(self, theme: Theme) -> float:
        return min(theme.sizes.neuron_radius, 0.36)
