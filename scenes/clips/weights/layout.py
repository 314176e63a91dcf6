"""Layout of the clip on weights."""

from __future__ import annotations

from dataclasses import dataclass

from scenes.mobjects.text.readout import DIGIT_HEIGHT
from scenes.style.frame import Frame, Region
from scenes.style.theme import Theme

__all__ = ["OFF", "ChainPlace", "MatrixPlace", "WeightsLayout"]

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
LARGEST_CELL = 1.0
"""Largest side of a weight's cell in a chain of matrices, in frame units."""
BETWEEN = 0.5
"""Between a matrix of a chain and the neurons beside it, in frame units."""


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
    sums : float
        Room between the matrix and the neurons at its right, in frame units.
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
    sums: float = 0.0
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
        return (self.right + PAD + self.sums + self.radius, self.crossing(r, 0)[1], 0.0)

    @property
    def roomy(self) -> bool:
        """Whether there is room for a number above and one below each line of a grid."""
        return self.row / 2 >= DIGIT_HEIGHT * self.em + OFF + BETWEEN_ROWS / 2


@dataclass(frozen=True)
class ChainPlace:
    """Where the matrices of a chain are, the last layer's first, and the inputs behind them.

    Parameters
    ----------
    cell : float
        Side of the square that stands for a weight, in frame units.
    matrices : list of float
        Horizontal centres, from the matrix of the inputs on.
    discs : list of float
        Horizontal centres of the neurons left of each matrix.
    inputs : float
        Horizontal centre of the column of inputs.
    top, right : float
        Top of all of them, and the right edge of what they may fill.
    radius : float
        Of the neurons.
    """

    cell: float
    matrices: list[float]
    discs: list[float]
    inputs: float
    top: float
    right: float
    radius: float


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

    def factor(self, theme: Theme, rows: int, columns: int, more_rows: bool) -> MatrixPlace:
        """Return the place of the same matrix as the first factor of a product."""
        radius = self._radius(theme)
        room = self.body.width - PAD - 2 * radius - SPARE
        em = min(LARGEST_EM, room / (columns * COLUMN_IN_EM + INPUTS_IN_EM + SUMS_IN_EM))
        lines = max(rows + more_rows, columns)
        row = min((self.body.height - SIZES - SPARE) / lines, MOST_ROW * em)
        em = min(em, row / LEAST_ROW)
        column = COLUMN_IN_EM * em
        radius = min(radius, DISC * row, 0.42 * column)
        width = columns * column + (INPUTS_IN_EM + SUMS_IN_EM) * em + PAD + 2 * radius
        x = self.body.x - width / 2 + columns * column / 2
        y = self.body.y + SIZES / 2
        return MatrixPlace(x, y, em, column, row, rows, columns, radius, SUMS_IN_EM * em)

    def chain(self, theme: Theme, counts: list[int]) -> ChainPlace:
        """Return the places of all matrices, drawn to one scale, for the neurons of each layer."""
        layers, cells = len(counts) - 1, sum(counts[:-1]) + 1
        radius = self._radius(theme)
        most, height = max(counts), self.body.height - SIZES - SPARE
        radius = min(radius, 0.42 * height / most)

        def between(side: float) -> float:
            return 2 * min(radius, 0.42 * side) + 2 * min(BETWEEN, 0.5 * side)

        cell = min(LARGEST_CELL, height / most)
        while cells * cell + layers * between(cell) > self.body.width - 0.6 and cell > 0.05:
            cell *= 0.98
        radius = min(radius, 0.42 * cell)
        gap = min(BETWEEN, 0.5 * cell)
        right = self.body.x + (cells * cell + layers * between(cell) + gap) / 2
        inputs = right - cell / 2
        x, matrices, discs = right - cell - gap, [], []
        for columns in counts[:-1]:
            matrices.append(x - columns * cell / 2)
            x -= columns * cell + gap + radius
            discs.append(x)
            x -= radius + gap
        top = self.body.y + SIZES / 2 + most * cell / 2
        return ChainPlace(cell, matrices, discs, inputs, top, self.body.right, radius)

    def _radius(self, theme: Theme) -> float:
        return min(theme.sizes.neuron_radius, 0.36)
