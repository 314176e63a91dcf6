"""The product of a weight matrix, or of its transpose, and the inputs as tiles."""

from __future__ import annotations

from collections.abc import Sequence

from manim import Animation, Square, Transform, VGroup

from scenes.animation.timing import staggered
from scenes.clips.weights.tile_grid import TileGrid
from scenes.mobjects.matrix.shape_label import InnerSizes, ShapeLabel
from scenes.mobjects.text.text import Formula
from scenes.provenance.source import AxisValue, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["TileProduct"]

HEAD, FOOT = 0.85, 1.6
"""Room above the tiles for symbols and below them for shapes, in frame units."""
GAP = 0.34
"""Between two factors, in frame units."""
MOST_SIDE = 0.72
"""Largest tile, in frame units."""


class TileProduct:
    """The places and mobjects of W·x = z, and of V·x with V = Wᵀ, with tiles of one size.

    Parameters
    ----------
    theme : Theme
    region : Region
    sizes : sequence of Source
        Sizes of the lower and of the upper layer.
    weights : sequence of sequence of Source
        A row for each neuron drawn of the upper layer, a column for each of the lower one.
    names : (sequence of str, sequence of str)
        Formulas of the inputs and of the sums.
    number : int
        Number of the matrix, from 1.

    Attributes
    ----------
    weights, turned : TileGrid
        The matrix, and its transpose in the same place.
    inputs, sums : TileGrid
        The columns of W·x = z.
    strip : TileGrid
        Places for a row of weights laid along the inputs; not drawn.
    dot, equals, symbols, labels
        What stands between, above and below them, by name: ``weights``, ``turned``, ``inputs``,
        ``sums``.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        sizes: Sequence[Source],
        weights: Sequence[Sequence[Source]],
        names: tuple[Sequence[str], Sequence[str]],
        number: int,
    ):
        self.theme = theme
        n_out, n_in = len(weights), len(weights[0])
        tall = max(n_in, n_out)
        self.side = side = min(
            MOST_SIDE,
            (region.width - 4 * GAP) / (tall + 3),
            (region.height - HEAD - FOOT) / tall,
        )
        middle = region.top - HEAD - tall * side / 2
        free = region.height - HEAD - FOOT - tall * side
        middle -= max(0.0, free) * 0.35
        self.head = middle + tall * side / 2 + HEAD / 2
        self.foot = middle - tall * side / 2 - 0.62
        self._forward(region, middle, weights, names)
        self._name(number)
        lower, upper = sizes
        one = AxisValue(1)
        self.labels = {
            "weights": self._shape(self.weights, upper, lower),
            "inputs": self._shape(self.inputs, lower, one),
            "sums": self._shape(self.sums, upper, one),
            "turned": self._shape(self.turned, lower, upper),
        }

    def _forward(self, region: Region, y: float, weights, names) -> None:
        """Place W·x = z, with room for a row of weights laid along the inputs."""
        theme, side, n_in, n_out = self.theme, self.side, len(weights[0]), len(weights)
        tall = max(n_in, n_out)
        left = region.x - ((tall + 3) * side + 4 * GAP) / 2
        centre = left + tall * side / 2
        self.weights = TileGrid(theme, n_out, n_in, side, (centre, y), (), weights)
        transpose = list(zip(*weights, strict=True))
        self.turned = TileGrid(theme, n_in, n_out, side, (centre, y), (), transpose)
        x = left + tall * side + GAP + side / 2
        self.strip = TileGrid(theme, n_in, 1, side, (x, y))
        x += side
        self.inputs = TileGrid(theme, n_in, 1, side, (x, y), names[0])
        right = x + side + 2.4 * GAP
        self.sums = TileGrid(theme, n_out, 1, side, (right, y), names[1])
        self.dot = Formula(theme, "dot", 0.8, theme.ink)
        self.dot.move_to([left + tall * side + (GAP + side) / 2, y, 0])
        self.equals = Formula(theme, "=", 0.5, theme.ink)
        self.equals.move_to([(x + right) / 2, y, 0])
        self.equals.relations = ()  # between matrices of symbols

    def _name(self, number: int) -> None:
        """Typeset the symbols above the factors."""
        names = {
            "weights": (f"bold(W)^(({number}))", self.weights),
            "inputs": ("bold(x)" if number == 1 else "bold(h)", self.inputs),
            "sums": (f"bold(z)^(({number}))", self.sums),
            "turned": ("bold(V)", self.turned),
        }
        self.symbols = {
            key: Formula(self.theme, markup, 1.15 * self.theme.sizes.formula, self.theme.ink)
            for key, (markup, _) in names.items()
        }
        for key, (_, grid) in names.items():
            self.symbols[key].move_to([grid.get_x(), self.head, 0])
        self.transposed = Formula(
            self.theme, "bold(V)^upright(T)", 1.15 * self.theme.sizes.formula, self.theme.ink
        ).move_to(self.symbols["weights"])

    def _shape(
        self, grid: TileGrid, rows: Source | AxisValue, columns: Source | AxisValue
    ) -> ShapeLabel:
        """Typeset a grid's shape below it; a 1 that is no layer's size refers to the drawing."""
        large = max(rows.value, columns.value) > 9
        label = ShapeLabel(self.theme, rows, columns, 0.36 if large else 0.5, self.theme.ink)
        label.place(grid.get_x(), self.foot)
        for axis, number in ((1, label.rows), (0, label.columns)):
            if isinstance(number.source, AxisValue):
                place = [grid.left + grid.side, grid.top - grid.side, 0]
                number.tick = Formula(self.theme, ".", 0.4, self.theme.ink).move_to(place)
                number.axes, number.axis = grid, axis
        return label

    def bridge(self, left: str, right: str) -> InnerSizes:
        """Join the inner sizes of two factors, with = or ≠."""
        return InnerSizes(self.theme, self.labels[left], self.labels[right], above=False)

    def lay_row(self, grid: TileGrid) -> tuple[list[VGroup], list[Animation]]:
        """Copy a grid's first row; return the copies and their motions along the inputs."""
        cards = [grid.card(0, c) for c in range(len(grid.tiles[0]))]
        ways: list[Animation] = [
            Transform(card, card.copy().move_to(self.strip.place(k, 0)), path_arc=0.5)
            for k, card in enumerate(cards)
        ]
        return cards, staggered(ways[::-1])

    def lit_row(self, grid: TileGrid, r: int = 0) -> list[Square]:
        """Return lit tiles to be laid on a row of a grid."""
        return [grid.lit(r, c) for c in range(len(grid.tiles[0]))]
