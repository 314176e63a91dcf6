"""The product of a weight matrix and the inputs, drawn as tiles."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import RIGHT, UP, Animation, FadeIn, FadeOut, Square, Transform, VGroup

from scenes.animation.timing import staggered, within
from scenes.clips.weights.named_matrix import NamedMatrix
from scenes.clips.weights.tile_grid import TileGrid
from scenes.mobjects.matrix.matrix import Matrix
from scenes.mobjects.matrix.shape_label import InnerSizes, ShapeLabel
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.source import AxisValue, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["TileProduct"]

HEAD = 0.3
"""Least distance of the symbols from the region's upper edge, in frame units."""
AROUND, SLACK = 2.3, 0.45
"""Height that the product needs around the tiles, and height that may stay free below it;
half of what remains goes above."""
SUMS_MARGIN = 0.49
"""Room for half the shape below the sums, in frame units."""
HEADING, LEADING, CLEAR = 0.4, 1.25, 0.15
"""Size of the words above the grid, distance of their lines in em, and gap to the next symbol."""


class TileProduct:
    """The places and mobjects of W·x = z; its shape and symbol change with the beats.

    Parameters
    ----------
    theme : Theme
    region : Region
    sizes : sequence of Source
        Numbers of inputs and of hidden neurons.
    weights : sequence of sequence of Source
        A row for each hidden neuron, a column for each input.

    Attributes
    ----------
    centre : (float, float)
        Of the grid of weights.
    weights, turned : TileGrid
        The matrix, and its transpose in the same place.
    strip : TileGrid
        Places for a row of weights laid along the inputs; not drawn.
    inputs, sums : TileGrid
    dot, equals : Formula
    symbol : Formula or TextLine
        Above the weights: the matrix's symbol, or words.
    label : ShapeLabel
        Below the weights.
    input_symbol, sum_symbol, input_label, sum_label
        The same for the inputs and the sums.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        sizes: Sequence[Source],
        weights: Sequence[Sequence[Source]],
    ):
        self.theme = theme
        inputs, hidden = (int(size.value) for size in sizes)
        side = min((region.width - 1.0) / (inputs + 3.7), (region.height - AROUND) / inputs)
        spare = (region.height - AROUND - inputs * side - SLACK) / 2
        region = region.below(region.top - max(0.0, spare))
        self.left, middle = region.left, region.top - 0.75 - inputs * side / 2
        self.head, self.foot = region.top - HEAD, middle - inputs * side / 2 - 0.55
        self.centre = (region.left + inputs * side / 2, middle)
        self.weights = TileGrid(theme, hidden, inputs, side, self.centre, weights=weights)
        transpose = list(zip(*weights, strict=True))
        self.turned = TileGrid(theme, inputs, hidden, side, self.centre, weights=transpose)
        strip = region.left + inputs * side + 0.35 + side / 2
        self.strip = TileGrid(theme, inputs, 1, side, (strip, middle))
        names = [f"x_{i + 1}" for i in range(inputs)]
        self.inputs = TileGrid(theme, inputs, 1, side, (strip + side, middle), names)
        right = region.right - max(0.8 * side, SUMS_MARGIN)
        names = [f"z_{j + 1}" for j in range(hidden)]
        self.sums = TileGrid(theme, hidden, 1, side, (right, middle), names)
        self.dot = Formula(theme, "dot", 0.8, theme.ink).move_to([strip, middle, 0])
        between = (strip + 1.5 * side + right - side / 2) / 2
        self.equals = Formula(theme, "=", 0.5, theme.ink).move_to([between, middle, 0])
        self.equals.relations = ()  # between matrices of symbols
        self.symbol = self._symbol("bold(W)^((1))", self.weights)
        self.input_symbol = self._symbol("bold(x)", self.inputs)
        self.sum_symbol = self._symbol("bold(z)^((1))", self.sums)
        self.label = self.shape_label(self.weights, *sizes[::-1])
        self.input_label = self.shape_label(self.inputs, sizes[0], AxisValue(1))
        self.sum_label = self.shape_label(self.sums, sizes[1], AxisValue(1))

    def _symbol(self, markup: str, grid: TileGrid) -> Formula:
        formula = Formula(self.theme, markup, 1.2 * self.theme.sizes.formula, self.theme.ink)
        return formula.move_to([grid.get_x(), self.head, 0])

    def heading(self, text: str) -> TextLine:
        """Typeset words above the grid of weights, upwards on two lines if necessary."""
        room = self.input_symbol.get_left()[0] - CLEAR - self.left
        words = TextLine(self.theme, text, HEADING, self.theme.ink, width=room)
        words.place(self.centre[0], self.head - 0.13)
        if words.height > HEADING:
            words.shift(LEADING * HEADING * UP)
        # Words wider than the grid begin where it does.
        return words.shift(max(0.0, self.left - words.get_left()[0]) * RIGHT)

    def shape_label(self, grid: TileGrid, rows: Source, columns: Source | AxisValue) -> ShapeLabel:
        """Typeset a grid's shape below it; a 1 that is not a layer size refers to the drawing."""
        label = ShapeLabel(self.theme, rows, columns, 0.56, self.theme.ink)
        label.place_sign(grid.get_x(), self.foot)
        if isinstance(columns, AxisValue):
            label.columns.tick = Formula(self.theme, ".", 0.4, self.theme.ink).move_to(
                [grid.left + grid.side, grid.top, 0]
            )
            label.columns.axes, label.columns.axis = grid, 0
        return label

    def inner_sizes(self) -> InnerSizes:
        """Join the columns of the matrix and the rows of the inputs, as labelled now."""
        return InnerSizes(self.theme, self.label, self.input_label, above=False)

    def first_row(self, grid: TileGrid) -> list[Square]:
        """Return lit tiles to be laid on the first row of a grid."""
        return [grid.lit(0, c) for c in range(len(grid.tiles[0]))]

    def lay(self, grid: TileGrid) -> tuple[list[VGroup], list[Transform]]:
        """Copy the first row of a grid; return the copies and their motions along the inputs."""
        cards = [grid.card(0, c) for c in range(len(grid.tiles[0]))]
        ways = [
            Transform(card, card.copy().move_to(self.strip.place(k, 0)), path_arc=0.5)
            for k, card in enumerate(cards)
        ]
        return cards, staggered(ways[::-1])

    def accompany(self, named: NamedMatrix, top: float) -> tuple[np.ndarray, list[Animation]]:
        """Move symbol and shape to where they accompany the numbers of a matrix.

        Parameters
        ----------
        named : NamedMatrix
            The matrix whose symbol and shape turn into those of the product.
        top : float
            The symbol stands no higher than at the head of a region that ends here.

        Returns
        -------
        aside : ndarray of shape (3,)
            How far that is from their places around the tiles.
        motions : list of Animation
        """
        aside = named.matrix.brackets.get_center() - np.array([*self.centre, 0.0])
        aside[1] = min(aside[1], top - HEAD - self.head)
        symbol, label = self.symbol.shift(aside), self.label.shift(aside)
        turn = Transform(named.symbol, symbol, path_arc=-np.pi / 2)
        if named.above:  # on its way down the shape would pass over the numbers
            shape = [within(FadeOut(named.shape), 0.0, 0.4), within(FadeIn(label), 0.6, 1.0)]
        else:
            shape = [within(Transform(named.shape, label, path_arc=np.pi / 2), 0.35, 1.0)]
        return aside, [within(turn, 0.35, 1.0), *shape]

    def replace_numbers(self, matrix: Matrix) -> list[Animation]:
        """Replace the numbers of a matrix by discs in their places, row by row."""
        rows = list(zip(matrix.cells, self.weights.discs, strict=True))
        motions = []
        for r, row in enumerate(rows):
            start = r / (len(rows) + 1)
            for cell, disc in zip(*row, strict=True):
                motions.append(within(FadeOut(cell), start, start + 0.2))
                motions.append(within(FadeIn(disc.move_to(cell)), start + 0.2, start + 0.4))
        return motions
