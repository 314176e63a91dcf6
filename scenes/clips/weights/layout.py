"""Layout of the clip on weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from scenes.mobjects.text.readout import DIGIT_HEIGHT
from scenes.style.frame import Frame, Region
from scenes.style.theme import Theme

__all__ = ["NAMES", "OFF", "MatrixPlace", "StepPlace", "WeightsLayout"]

LARGEST_FACTOR, MATRIX_COLUMN, PRODUCT_REST = 0.56, 3.0, 9.4
"""Largest type of a matrix that is multiplied, in frame units; distance of its columns and room for
what is right of it, in em."""
LEAST_ROW, MOST_ROW = 1.3, 1.75
"""Least and largest distance of its rows, in em."""
WIRE_COLUMN = 3.2
"""Distance of the columns of a grid of lines, in em: a number beside each."""
OFF = 0.11
"""Between a line of the grid and a number beside it, in frame units."""
BETWEEN_ROWS = 0.25
"""Least distance of a product and the weight of the next row, in frame units."""
LARGEST_EM = 0.52
LEAST_EM = 0.29
"""Least size of the numbers in a grid that is kept down for its products, in frame units."""
DISC = 0.43
"""Largest radius of a neuron beside a row, as a share of the distance of rows."""
SPARE = 0.3
"""Room for brackets and outlines, in frame units."""
PAD = 0.2
"""Between a grid and the discs around it, in frame units."""
NAMES = 0.5
"""Room above the discs at the top for their names, in frame units."""
SIZES = 1.2
"""Room below a matrix for its symbol, its size and the bridges below it, in frame units."""
SIZE_OF_GRID = 0.75
"""Room below a grid for symbol and size, in frame units."""
SUM_GAP, SUM_IN_EM = 0.4, 2.9
"""From the last column of a grid to a sum on its row, in frame units, and room for it, in em."""
MOST_STEP = 1.2
"""Largest distance of rows and columns on the stairs of all layers, in frame units."""
LEAST_STEP_EM, STEP_NUMBER = 0.27, 2.15
"""Least size of numbers on the stairs in frame units, and room for a number in em."""
GATE_STEP, GATE = 1.86, 1.25
"""From the last column of a grid to the first neuron that receives, and to the gate before it, as
shares of the distance of columns."""
STEP_NAMES, BEYOND = 0.42, 0.95
"""Room above the neurons at the top of the stairs for their names, and from the centre of the last
neuron to the right for it and its name, in frame units."""
STEP_DISC, STEP_HEAD = 0.67, 0.42
"""Largest radius of the neurons on the stairs as a share of the distance of rows, and of the inputs
as one of the distance of columns."""
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
    total : float
        Room on each row for a sum, before the neuron beside it.
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
    total: float = 0.0

    @property
    def head(self) -> float:
        """Radius of the neurons at the top."""
        return self.heads or self.radius

    @property
    def sums(self) -> float:
        """Left edge of the sums."""
        return self.crossing(0, self.columns - 1)[0] + SUM_GAP

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
        return (self.sums + self.total + PAD + self.radius, self.crossing(r, 0)[1], 0.0)

    @property
    def roomy(self) -> bool:
        """Whether there is room for a number above and one below each line of a grid."""
        return self.row >= 2 * (DIGIT_HEIGHT * self.em + OFF) + 0.9 * BETWEEN_ROWS


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
    def sums(self) -> float:
        """Left edge of the sums."""
        return self.crossing(0, self.columns - 1)[0] + OFF

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

    @property
    def centre(self) -> Region:
        """The place of the network in the middle of the stage."""
        return self.body.inner(self.network.width, self.network.height)

    def grid(self, theme: Theme, rows: int, columns: int, more_rows: bool) -> MatrixPlace:
        """Return the place of a grid of lines, with numbers beside them and sums at the right.

        Numbers are so small that two of them have room between two lines, unless they would be
        too small to be read.  With room for dots below the rows if there are more than are drawn.
        """
        radius = self._radius(theme)
        room = self.body.height - NAMES - 2 * radius - PAD - SIZE_OF_GRID
        row = room / (rows + more_rows)
        width = self.body.width - SUM_GAP - PAD - 2 * radius - SPARE / 2
        em = min(LARGEST_EM, width / (columns * WIRE_COLUMN + SUM_IN_EM))
        beside = (row / 2 - OFF - BETWEEN_ROWS / 2) / DIGIT_HEIGHT
        em = min(em, row / LEAST_ROW, max(LEAST_EM, beside))
        row = min(row, 2 * WIRE_COLUMN * em)
        column = WIRE_COLUMN * em
        column += min((width - SUM_IN_EM * em) / columns - column, 0.5 * column)
        heads = min(radius, 0.42 * column)
        radius = min(radius, DISC * row, 0.42 * column)
        across = columns * column + SUM_GAP + SUM_IN_EM * em + PAD + 2 * radius
        x = self.body.x - across / 2 + (columns + 1) / 2 * column
        above, below = NAMES + 2 * heads + PAD, SIZE_OF_GRID
        y = self.body.y + (below - above) / 2
        return MatrixPlace(
            x, y, em, column, row, rows, columns, radius, heads=heads, total=SUM_IN_EM * em
        )

    def product(self, rows: int, columns: int, more_rows: bool) -> tuple[float, float]:
        """Return size of type and distance of rows of a matrix, a column, and their product."""
        em = min(LARGEST_FACTOR, self.body.width / (columns * MATRIX_COLUMN + PRODUCT_REST))
        lines = max(rows + more_rows, columns)
        row = min((self.body.height - SIZES - SPARE) / lines, MOST_ROW * em)
        return min(em, row / LEAST_ROW), row

    def stairs(self, theme: Theme, counts: Sequence[int]) -> list[StepPlace]:
        """Return the places of the grids of all layers, each right of and below the one before.

        The neurons between two grids stand where the rows of one meet the columns of the next.
        """
        layers = len(counts) - 1
        across = sum(counts) + (GATE_STEP - 1) * layers
        down = sum(counts[1:]) + STEP_DOWN * (layers - 1)
        column = min((self.body.width - BEYOND) / across, MOST_STEP)
        # From the neurons at the top to the last row, in rows; and their radii above and below.
        lines = down - 0.2
        row = min((self.body.height - STEP_NAMES - PAD) / (lines + 3 * STEP_DISC), MOST_STEP)
        em = min(LARGEST_EM, (column - 2 * OFF) / STEP_NUMBER, (row - 2 * OFF) / 1.1)
        radius = min(theme.sizes.neuron_radius, 0.46 * column, STEP_DISC * row)
        heads = min(radius, STEP_HEAD * column)
        left = self.body.x - (across * column + BEYOND) / 2
        height = STEP_NAMES + 3 * radius + PAD + lines * row
        y = self.body.y + height / 2 - STEP_NAMES - heads
        tops = [(left + (c + 1) * column, y, 0.0) for c in range(counts[0])]
        y -= heads + PAD + 0.8 * row
        found = []
        for columns, rows in pairwise(counts):
            end = tops[-1][0]
            first = end + GATE_STEP * column
            sides = [(first + column * r, y - row * r, 0.0) for r in range(rows)]
            found.append(StepPlace(
                end - (columns - 1) * column / 2, y - (rows - 1) * row / 2, em, column, row,
                rows, columns, radius, heads=heads, tops=tuple(tops), sides=tuple(sides),
                gate=end + GATE * column,
            ))  # fmt: skip
            tops, heads, y = sides, radius, y - (rows + STEP_DOWN) * row
        return found

    def _radius(self, theme: Theme) -> float:
        return min(theme.sizes.neuron_radius, 0.36)
