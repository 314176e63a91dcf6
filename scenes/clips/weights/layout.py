"""Layout of the clip on weights."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from scenes.style.frame import Frame, Region
from scenes.style.theme import Theme

__all__ = ["MatrixPlace", "WeightsLayout"]

COLUMN_IN_EM = 3.0
"""Distance of the columns of a matrix, in em: a signed number with three decimals, and a gap."""
LEAST_ROW, MOST_ROW = 1.3, 1.75
"""Least and largest distance of its rows, in em."""
LOOSE_ROW = 2.1
"""Largest distance of the rows while lines become a matrix, in em."""
LARGEST_EM = 0.52
DISC = 0.43
"""Largest radius of a neuron beside a row, as a share of the distance of rows."""
ASIDE = 0.4
"""Between a matrix and the neurons at its side before there are sums, in frame units."""
SPARE = 0.3
"""Room for brackets and outlines, in frame units."""
PAD = 0.2
"""Between a matrix and the discs around it, in frame units."""
NAMES = 0.5
"""Room above the discs at the top for their names, in frame units."""
SIZES = 1.1
"""Room below a matrix for its symbol and its size, in frame units."""
SUMS_IN_EM = 4.6
"""Room for a column of sums, in em."""
INPUTS_IN_EM = 5.0
"""Room for the column of inputs, with the signs before and after it, in em."""
SIZE_WIDTH = 2.6
"""Room for the symbol and the size below a matrix, in frame units."""
BETWEEN = 0.45
"""Between the discs of a layer and the next matrix, in frame units."""


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
        return (self.crossing(0, c)[0], self.top + PAD + self.radius, 0.0)

    def beside(self, r: int) -> tuple[float, float, float]:
        """Return the centre of the neuron at the right of a row."""
        return (self.right + PAD + self.sums + self.radius, self.crossing(r, 0)[1], 0.0)

    def moved(self, x: float) -> MatrixPlace:
        """Return the place with another horizontal centre."""
        return replace(self, x=x)


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

    def alone(self, theme: Theme, rows: int, columns: int, more_rows: bool) -> MatrixPlace:
        """Return the place of a matrix that has the stage for itself, sums at its right.

        With room for dots below the rows if there are more than are drawn.
        """
        place = self._largest(theme, rows, columns, more_rows)
        width = columns * place.column + PAD + place.sums + 2 * place.radius
        return place.moved(self.body.x - width / 2 + columns * place.column / 2)

    def weaving(self, theme: Theme, rows: int, columns: int, more_rows: bool) -> MatrixPlace:
        """Return the place at which lines become a matrix, with rows further apart."""
        place = self.alone(theme, rows, columns, more_rows)
        radius = self._radius(theme)
        lines = rows + more_rows
        row = min(self._rows_room(radius) / lines, LOOSE_ROW * place.em)
        row = max(row, place.row)
        radius = min(radius, DISC * row, 0.42 * place.column)
        half = (columns * place.column + PAD + ASIDE + 2 * radius) / 2
        x = self.body.x - half + columns * place.column / 2
        return replace(place, x=x, y=self._middle(radius), row=row, radius=radius, sums=ASIDE)

    def factor(self, theme: Theme, rows: int, columns: int, more_rows: bool) -> MatrixPlace:
        """Return the place of the same matrix as the first factor of a product."""
        place = self._largest(theme, rows, columns, more_rows)
        widest = max(rows, columns) * place.column
        width = widest + self._beyond(place.radius, place.em)
        return place.moved(self.body.x - width / 2 + (widest + SPARE) / 2)

    def pair(self, theme: Theme, sizes: list[int]) -> list[MatrixPlace] | None:
        """Return the places of two matrices side by side, or None if they do not fit."""
        columns = sum(sizes[:2])
        radius = self._radius(theme)
        room = self.body.width - 2 * (PAD + 2 * radius) - BETWEEN - SPARE
        em = min(LARGEST_EM, room / (columns * COLUMN_IN_EM))
        if em < theme.sizes.number_small:
            return None
        row = min(self._rows_room(radius) / max(sizes[1:]), LOOSE_ROW * em)
        if row < LEAST_ROW * em:
            return None
        radius = min(radius, DISC * row, 0.42 * em * COLUMN_IN_EM)
        found, column = [], em * COLUMN_IN_EM
        if min(sizes[:2]) * column < SIZE_WIDTH:
            return None
        used = columns * column + 2 * (PAD + 2 * radius) + BETWEEN
        left = self.body.x - used / 2
        for n, (columns_, rows) in enumerate(pairwise(sizes)):
            x = left + columns_ * column / 2
            found.append(
                MatrixPlace(x, self._middle(radius), em, column, row, rows, columns_, radius)
            )  # fmt: skip
            left += columns_ * column + PAD + 2 * radius + (BETWEEN if n == 0 else 0.0)
        # Tops level: the inputs of both stand in one row.
        top = max(place.top for place in found)
        return [replace(place, y=place.y + top - place.top) for place in found]

    def _largest(self, theme: Theme, rows: int, columns: int, more_rows: bool) -> MatrixPlace:
        """Return a place as large as the frame allows, its horizontal centre not decided yet."""
        radius = self._radius(theme)
        widest = max(rows, columns)
        room = self.body.width - self._beyond(radius, 0.0)
        em = min(LARGEST_EM, room / (widest * COLUMN_IN_EM + INPUTS_IN_EM + SUMS_IN_EM))
        # One row more, for the products of a row.
        lines = max(rows + 1 + more_rows, columns)
        row = min(self._rows_room(radius) / lines, MOST_ROW * em)
        em = min(em, row / LEAST_ROW)
        column = COLUMN_IN_EM * em
        radius = min(radius, DISC * row, 0.42 * column)
        y = self._middle(radius)
        return MatrixPlace(0.0, y, em, column, row, rows, columns, radius, SUMS_IN_EM * em)

    def _beyond(self, radius: float, em: float) -> float:
        """Return the width right of the first factor: inputs, sums and neurons."""
        return (INPUTS_IN_EM + SUMS_IN_EM) * em + PAD + 2 * radius + SPARE

    def _radius(self, theme: Theme) -> float:
        return min(theme.sizes.neuron_radius, 0.36)

    def _rows_room(self, radius: float) -> float:
        return self.body.height - NAMES - 2 * radius - PAD - SIZES

    def _middle(self, radius: float) -> float:
        """Return the height of the middle of the rows, with all around them centred."""
        above, below = NAMES + 2 * radius + PAD, SIZES
        return self.body.y + (below - above) / 2
