"""What a weight is, how weights start, and the matrices that hold them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from manim import Animation, Create, FadeIn, FadeOut, Mobject, Transform, VGroup

from network import Recording
from scenes.animation.timing import staggered, within
from scenes.base import NetworkScene
from scenes.clips.weights.dot_plot import DotPlot
from scenes.clips.weights.layout import WeightsLayout
from scenes.clips.weights.named_matrix import NamedMatrix
from scenes.clips.weights.tile_grid import TileGrid
from scenes.clips.weights.tile_product import TileProduct
from scenes.clips.weights.weight_list import FromZero, WeightList
from scenes.mobjects.network.network_diagram import NetworkDiagram
from scenes.mobjects.text.text import Formula
from scenes.provenance.source import NumberFormat
from scenes.style.frame import Region

__all__ = ["Weights"]

FIRST = 0
"""The hidden neuron whose weights are shown one by one."""
WEIGHT = NumberFormat(2, signed=True)


class Weights(NetworkScene):
    """The start weights of the recorded run, as lines, numbers, dots and matrices."""

    clip = "weights"
    recording: Recording

    def check(self, recording: Recording) -> None:
        """Refuse a recording that is not a 5-4-3 walkthrough."""
        self.require_layers(recording, 5, 4, 3)

    def setup(self) -> None:
        """Lay out the frame, and show the empty network from the first frame on."""
        super().setup()
        self.layout = WeightsLayout(self.area)
        names = [self.words[f"layers.{name}"] for name in ("input", "hidden", "output")]
        self.network = NetworkDiagram(
            self.theme, self.layout.network, self.recording, self.shown_step, names
        )
        self.add(self.network, self.network.symbols(0, "x"))
        self.sizes = [self.source("layer_sizes", None, layer) for layer in range(3)]
        self.first_row = self.network.row(0, FIRST)
        self.focused: tuple[int, int] | None = None

    def construct(self) -> None:
        """Play the beats in order."""
        self.beat(self.edges)
        self.beat(self.numbers)
        self.beat(self.widths)
        self.beat(self.start)
        self.beat(self.row)
        self.beat(self.other_rows)
        self.beat(self.shape)
        self.beat(self.second_matrix)
        self.beat(self.product)
        self.beat(self.fits)
        self.beat(self.left_to_right)
        self.beat(self.transpose)
        self.beat(self.right_to_left)

    # The beats.

    def edges(self) -> None:
        """Focus on one hidden neuron, and list the edges into it one by one."""
        self.list = WeightList(self.theme, self.layout.panel, self.first_row, FIRST, WEIGHT)
        listed = zip(self.first_row, self.list.names, self.list.lines, strict=True)
        moves = [[edge.highlight(), FadeIn(name), Create(line)] for edge, name, line in listed]
        self.focused = (0, FIRST)
        self.play(
            within(self.network.layers[1][FIRST].highlight(), 0.0, 0.2),
            *staggered(moves, overlap=0.4, start=0.05),
            run_time=2.6,
        )

    def numbers(self) -> None:
        """Print each weight on its edge and in the list."""
        self.labels = self.network.labels(0, FIRST, WEIGHT)
        pairs = zip(self.labels, self.list.numbers, strict=True)
        moves = [[FadeIn(label), FadeIn(number)] for label, number in pairs]
        self.play(*staggered(moves, overlap=0.4), run_time=2.4)

    def widths(self) -> None:
        """Stretch pieces of the edges from zero to their weights on a scale."""
        # This neuron's weights come first, the lowest ahead, so that none drops past another.
        edges = [edge for layer in self.network.edges for row in layer for edge in row]
        rest = [edge for edge in edges if edge not in self.first_row]
        weights = [edge.weight for edge in (*self.first_row[::-1], *rest)]
        self.plot = DotPlot(self.theme, self.layout.plot, weights, self.theme.weight_scale)
        self.from_zero = FromZero(self.theme, self.plot, self.first_row, WEIGHT)
        self.play(*[FadeOut(m) for m in (*self.list.names, *self.list.numbers)], run_time=0.6)
        stretching = self.from_zero.stretch(self.list.lines)
        self.play(*staggered(stretching, overlap=0.4), run_time=2.6)
        self.remove(*self.list.lines)
        # The scale appears only now that all lines are to scale.
        self.add(*self.from_zero.lines)
        self.play(FadeIn(self.plot), run_time=0.7)
        self.bring_to_front(*self.from_zero.lines)
        self.play(*staggered([FadeIn(n) for n in self.from_zero.numbers]), run_time=1.0)

    def start(self) -> None:
        """Send every weight of the network as a dot from its edge to its place on the scale."""
        self.wait(1.2)
        self._drop_first()
        dots = iter(self.plot.dots[len(self.first_row) :])
        level = self.network.layers[0][0].get_y() + 0.2
        for layer, rows in enumerate(self.network.edges):
            for j, edges in enumerate(rows):
                if (layer, j) == (0, FIRST):
                    continue
                slow = self.focused == (0, FIRST)
                self.play(*self._focus(layer, j), run_time=0.6 if slow else 0.3)
                ways = [self.layout.onto_plot(next(dots), edge, level) for edge in edges]
                time = 2.0 if slow else 1.1 if layer == 0 else 0.8
                self.play(*staggered(ways, overlap=0.75), run_time=time)
        self.play(*self._rest(), run_time=0.4)

    def row(self) -> None:
        """Move the weights of the first neuron into the first row of the matrix."""
        self.first = first = self._matrix(0, self.layout.panel)
        self.inside = [self._inside(1, "h")]
        labels = self.network.labels(0, FIRST, WEIGHT)
        self.play(*[FadeOut(m) for m in (self.plot, *self.plot.dots)], run_time=0.5)
        self.play(
            *[FadeIn(m) for m in (first.matrix.brackets, *self.inside)],
            within(FadeIn(first.bars[FIRST]), 0.3, 1.0),
            *self._focus(0, FIRST),
            run_time=0.8,
        )
        self.play(FadeIn(labels), run_time=0.5)
        self._into_cells(labels, first, 0, FIRST, 2.0)

    def other_rows(self) -> None:
        """Add a row for every other hidden neuron."""
        self._fill(self.first, 0, range(1, len(self.network.layers[1])))

    def shape(self) -> None:
        """Count the rows by the hidden neurons, the columns by the inputs."""
        self._count(self.first, 0)

    def second_matrix(self) -> None:
        """Build the matrix between the hidden and the output layer in the same way."""
        pair = enumerate(self.layout.matrices)
        self.matrices = small, second = [self._matrix(layer, region) for layer, region in pair]
        self.inside.append(self._inside(2, "o"))
        self.play(Transform(self.first, small), run_time=1.2)
        self.remove(self.first)
        self.add(small)
        self.play(*[FadeIn(m) for m in (second.matrix.brackets, self.inside[-1])], run_time=0.5)
        self._fill(second, 1, range(len(self.network.layers[2])))
        self._count(second, 1)

    def product(self) -> None:
        """Turn the numbers into discs, and set the inputs beside them."""
        weights = [[edge.weight for edge in row] for row in self.network.edges[0]]
        self.tiles = tiles = TileProduct(self.theme, self.layout.panel, self.sizes[:2], weights)
        discs = [disc for row in tiles.weights.discs for disc in row]
        places = [disc.get_center() for disc in discs]
        aside = self._numbers_to_discs()
        squares = [tile for row in tiles.weights.tiles for tile in row]
        moves = [d.animate.move_to(place) for d, place in zip(discs, places, strict=True)]
        moves += [m.animate.shift(-aside) for m in (tiles.symbol, tiles.label)]
        self.play(
            *[within(move, 0.0, 0.65) for move in moves],
            *[within(FadeIn(m), 0.6, 1.0) for m in squares],
            *self.stage.show(tiles.inputs, tiles.input_symbol, tiles.dot, start=0.6),
            run_time=1.4,
        )
        self.remove(*discs, *squares)
        self.add(tiles.weights)
        self.stage.add(tiles.symbol, tiles.label, tiles.weights)
        rest = (tiles.equals, tiles.sums, tiles.sum_symbol, tiles.input_label)
        self.play(*self.stage.show(*rest, start=0.0), run_time=0.6)

    def fits(self) -> None:
        """Lay the first row along the inputs: every weight has an input."""
        tiles = self.tiles
        self.play(*self._focus(0, FIRST), *self._light(tiles.weights), run_time=0.6)
        self._lay(tiles.weights)
        self._join_inner_sizes()
        result = tiles.sums.lit(0, 0)
        self._lay_under([result], tiles.sums)
        self.play(*self.stage.show(result, tiles.sum_label, start=0.0), run_time=0.6)

    def left_to_right(self) -> None:
        """Show a row for each input and a column for each hidden neuron: an input is left over."""
        tiles, hidden = self.tiles, len(self.network.layers[1])
        fixed = (tiles.inputs, tiles.input_symbol, tiles.input_label)
        self.play(*self.stage.clear(keep=fixed, stop=1.0), *self._rest(), run_time=0.6)
        tiles.label = tiles.shape_label(tiles.turned, *self.sizes[:2])
        tiles.symbol = tiles.heading(self.words["weights.left_to_right"])
        shown = (tiles.turned, tiles.label, tiles.symbol, tiles.dot)
        self.play(*self.stage.show(*shown, start=0.0), run_time=0.7)
        self.play(
            self.network.layers[0][0].highlight(),
            *[row[0].highlight() for row in self.network.edges[0]],
            *self._light(tiles.turned),
            run_time=0.6,
        )
        self._lay(tiles.turned)
        missing = tiles.strip.missing(tiles.strip.place(hidden, 0))
        self.laid.append(missing)
        self.play(FadeIn(missing), run_time=0.4)
        self._join_inner_sizes()

    def transpose(self) -> None:
        """Transpose the matrix, moving every tile to its mirrored place: a row becomes a column."""
        tiles = self.tiles
        self.play(
            *self.stage.hide(*self.laid, self.bow, stop=0.6),
            *self.stage.show(tiles.dot, start=0.6),
            self.network.layers[0][0].clear_highlight(),
            *[row[0].clear_highlight() for row in self.network.edges[0]],
            run_time=0.9,
        )
        label = tiles.shape_label(tiles.weights, *self.sizes[1::-1])
        heading = tiles.heading(self.words["weights.turned"])
        # The two sizes change places, one above the other, as rows and columns do.
        old = tiles.label
        swap = (old.rows, label.columns), (old.columns, label.rows)
        self.play(
            *tiles.turned.turn_over_all(tiles.weights),
            *[tiles.turned.turn_over(tile, tiles.weights) for tile in self.lit],
            *[Transform(*pair, path_arc=np.pi) for pair in swap],
            within(FadeOut(tiles.symbol), 0.0, 0.4),
            within(FadeIn(heading), 0.6, 1.0),
            run_time=2.4,
        )
        self.remove(old, tiles.turned)
        self.add(label, tiles.weights)
        tiles.label, tiles.symbol = label, heading
        self.play(*[FadeOut(tile) for tile in self.lit], run_time=0.4)

    def right_to_left(self) -> None:
        """Compute the sums of the hidden neurons, row by row, with the matrix as it is."""
        tiles = self.tiles
        self.bow = tiles.inner_sizes()
        heading = tiles.heading(self.words["weights.right_to_left"])
        shown = (heading, tiles.equals, tiles.sums, tiles.sum_symbol, tiles.sum_label, self.bow)
        self.play(
            within(FadeOut(tiles.symbol), 0.0, 0.5),
            *[within(FadeIn(m), 0.5, 1.0) for m in shown],
            run_time=1.2,
        )
        for j in range(len(tiles.sums.names)):
            self._sum(j, slow=j == 0)
        self.play(*self._rest(), run_time=0.5)
        self.wait(1.0)

    # Steps of the beats.

    def _focus(self, layer: int, j: int) -> list:
        """Highlight a neuron and its edges, and take those highlighted before out of focus."""
        resting = self._rest()
        self.focused = (layer, j)
        return [
            self.network.layers[layer + 1][j].highlight(),
            *[edge.highlight() for edge in self.network.row(layer, j)],
            *resting,
        ]

    def _rest(self) -> list:
        """Take the neuron in focus, if there is one, and its edges out of focus."""
        if self.focused is None:
            return []
        (layer, j), self.focused = self.focused, None
        edges = [edge.clear_highlight() for edge in self.network.row(layer, j)]
        return [self.network.layers[layer + 1][j].clear_highlight(), *edges]

    def _drop_first(self) -> None:
        """Contract the pieces of the first neuron's edges into dots, and drop these."""
        lines = self.from_zero.lines
        dots = self.plot.dots[: len(lines)]
        homes = [dot.get_center() for dot in dots]
        for dot, line in zip(dots, reversed(lines), strict=True):
            dot.move_to(line.get_end())
        self.play(
            *[within(FadeOut(m), 0.0, 0.5) for m in (*self.labels, *self.from_zero.numbers)],
            *self.from_zero.contract(),
            *[within(FadeIn(dot), 0.4, 1.0) for dot in dots],
            run_time=0.9,
        )
        self.remove(*lines)
        drops = [dot.animate.move_to(home) for dot, home in zip(dots, homes, strict=True)]
        self.play(*staggered(drops, overlap=0.6), run_time=1.2)

    def _matrix(self, layer: int, region: Region) -> NamedMatrix:
        """Typeset the weights after a layer as a matrix."""
        letters = ("hx", "oh")[layer]
        return NamedMatrix(self.theme, region, self.recording, self.shown_step, layer, letters)

    def _inside(self, layer: int, letter: str) -> VGroup:
        """Typeset the names of a layer's neurons inside them, as they hold no value yet."""
        return VGroup(
            *[
                Formula(self.theme, f"{letter}_{k}", 0.4, self.theme.ink).move_to(neuron.disc)
                for k, neuron in enumerate(self.network.layers[layer], start=1)
            ]
        )

    def _into_cells(
        self, labels: VGroup, named: NamedMatrix, layer: int, j: int, run_time: float
    ) -> None:
        """Move the numbers from their edges to their cells, behind the neurons."""
        cells = named.matrix.row(j)
        movers = [c.moved_from(m.readout) for m, c in zip(labels, cells, strict=True)]
        patches = [label.patch for label in labels]
        self.remove(labels)
        self.add(*patches, *movers)
        self.bring_to_front(self.network.drawn_neurons, *self.inside)
        ways = [
            [FadeOut(patch), self.layout.into_cell(mover, cell, named, layer)]
            for patch, mover, cell in zip(patches, movers, cells, strict=True)
        ]
        if self.area.tall:
            run_time *= 1.5  # the path is longer
        if layer == 0 or not self.area.tall:
            ways.reverse()  # the last one first, so that none passes over another
        self.play(
            *staggered(ways, overlap=0.8, stop=0.9),
            within(FadeIn(named.row_names[j]), 0.85, 1.0),
            run_time=run_time,
        )
        self.remove(*movers)
        self.add(*cells)

    def _fill(self, named: NamedMatrix, layer: int, rows: Iterable[int]) -> None:
        """Fill the matrix row by row, each with its neuron and its edges in focus."""
        bar = None if self.focused is None else named.bars[self.focused[1]]
        for j in rows:
            labels = self.network.labels(layer, j, WEIGHT)
            self.play(
                *self._focus(layer, j),
                *([] if bar is None else [within(FadeOut(bar), 0.0, 0.5)]),
                within(FadeIn(named.bars[j]), 0.4, 1.0),
                within(FadeIn(labels), 0.4, 1.0),
                run_time=0.7,
            )
            self._into_cells(labels, named, layer, j, 1.0)
            bar = named.bars[j]
        # Earlier, numbers on their way into the rows would have crossed the symbol.
        named.symbol.move_to(named.alone)
        self.play(*self._rest(), FadeOut(bar), FadeIn(named.symbol), run_time=0.6)

    def _count(self, named: NamedMatrix, layer: int) -> None:
        """Count rows by the upper layer's neurons, then columns by the lower layer's."""
        rows, columns = self.network.layers[layer + 1], self.network.layers[layer]
        for motions, run_time, pause in named.counting(rows, columns):
            self.play(*motions, run_time=run_time)
            if pause:
                self.wait(pause)

    def _numbers_to_discs(self) -> np.ndarray:
        """Replace the numbers of the first matrix by discs, each in its place.

        Returns
        -------
        ndarray of shape (3,)
            How far symbol and shape are now from their places around the tiles.
        """
        (small, second), tiles = self.matrices, self.tiles
        # No higher than the panel, so that symbol and shape do not touch the numbers.
        aside, motions = tiles.accompany(small, self.layout.panel.top)
        leaving = [second, small.matrix.brackets, *small.row_names, *small.column_names]
        self.play(*[within(FadeOut(m), 0.0, 0.4) for m in leaving], *motions, run_time=1.4)
        self.remove(small.symbol, small.shape)
        self.add(tiles.symbol, tiles.label)
        self.play(*tiles.replace_numbers(small.matrix), run_time=1.6)
        self.remove(*self.matrices)
        return aside

    def _light(self, grid: TileGrid) -> list[Animation]:
        """Highlight the first row of a grid."""
        self.lit = self.tiles.first_row(grid)
        self._lay_under(self.lit, grid)
        return self.stage.show(*self.lit, start=0.0)

    def _lay_under(self, tiles: Sequence[Mobject], *grids: TileGrid) -> None:
        """Put lit tiles onto grids, but below the grids' contents."""
        self.add(*tiles)
        self.bring_to_front(*[content for grid in grids for content in grid.inside])

    def _lay(self, grid: TileGrid) -> None:
        """Lay copies of the lit row along the inputs, one weight at each."""
        self.laid, ways = self.tiles.lay(grid)
        self.play(*self.stage.hide(self.tiles.dot, stop=0.15), *ways, run_time=2.2)
        self.stage.add(*self.laid)

    def _join_inner_sizes(self) -> None:
        """Show whether the inner dimensions of the product agree."""
        self.bow = self.tiles.inner_sizes()
        self.play(*self.stage.show(self.bow, start=0.0), run_time=0.5)

    def _sum(self, j: int, *, slow: bool) -> None:
        """Highlight a row of weights and the inputs, then the sum that they give."""
        tiles, columns = self.tiles, range(len(self.tiles.inputs.names))
        met = [tiles.weights.lit(j, i) for i in columns] + [tiles.inputs.lit(i, 0) for i in columns]
        self._lay_under(met, tiles.weights, tiles.inputs)
        self.play(
            *self._focus(0, j), *[FadeIn(tile) for tile in met], run_time=0.7 if slow else 0.5
        )
        result = tiles.sums.lit(j, 0)
        self._lay_under([result], tiles.sums)
        self.play(
            FadeIn(result),
            *[within(FadeOut(tile), 0.3, 1.0) for tile in met],
            run_time=0.8 if slow else 0.5,
        )
