"""What a weight is, how weights start, and why their matrix stands the way it does."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np
from manim import PI, Animation, Create, FadeIn, FadeOut, Mobject, Transform, VGroup

from network import Recording
from scenes.animation.timing import over_the_top, staggered, within
from scenes.base import NetworkScene
from scenes.clips.weights.histogram import Histogram
from scenes.clips.weights.layout import WeightsLayout
from scenes.clips.weights.named_matrix import NamedMatrix
from scenes.clips.weights.product import TileProduct
from scenes.clips.weights.tile_grid import TileGrid
from scenes.clips.weights.weight_list import WeightList, sample_line
from scenes.mobjects.network.network_diagram import NetworkDiagram
from scenes.mobjects.network.shown import MOST_NEURONS
from scenes.mobjects.text.text import Formula
from scenes.provenance.source import NumberFormat
from scenes.requires import Requires

__all__ = ["Weights"]

NARROW_MOST = 5
"""Largest layer that is drawn whole in a narrow frame, so that matrices stay readable."""
QUICK_FROM = 3
"""Neurons after which the rest of the network's weights drop all at once."""


class Weights(NetworkScene):
    """The weights of a recorded run, as lines, numbers, a histogram and matrices."""

    clip = "weights"
    recording: Recording
    requires = Requires(layers=(2, 5), largest=1000.0)

    def setup(self) -> None:
        """Lay out the frame, and show the empty network from the first frame on."""
        super().setup()
        network = self.area.pair()[0]
        self.network = NetworkDiagram(
            self.theme,
            network,
            self.recording,
            self.shown_step,
            self.layer_names(),
            self.focus_neuron,
            of=self.words["layers.of"],
            most_shown=MOST_NEURONS if self.area.wide else NARROW_MOST,
        )
        self.shown = self.network.indices
        counts = [len(indices) for indices in self.shown]
        self.layout = WeightsLayout.of(self.area, self.theme, self.recording, counts)
        whole = math.floor(math.log10(max(self.theme.weight_scale, 1.0)))
        self.format = NumberFormat(max(0, 2 - whole), signed=True)
        self.add(self.network, self.network.symbols(0, "x"))
        self.sizes = [self.source("layer_sizes", None, n) for n in range(len(counts))]
        self.first = self.shown[1].index(self.focus_neuron)
        self.first_row = self.network.row(0, self.first)
        self.focused: tuple[int, int] | None = None

    def construct(self) -> None:
        """Play the beats in order."""
        self.beat(self.edges)
        self.beat(self.numbers)
        self.beat(self.widths)
        self.beat(self.start)
        self.beat(self.row)
        if len(self.shown[1]) > 1:
            self.beat(self.other_rows)
        self.beat(self.shape)
        if len(self.shown) > 2:
            self.beat(self.second_matrix)
        self.beat(self.product)
        self.beat(self.fits)
        self.beat(self.left_to_right)
        self.beat(self.transpose)
        self.beat(self.right_to_left)

    # The beats.

    def edges(self) -> None:
        """Focus on one neuron, and list the edges into it one by one."""
        self.list = WeightList(
            self.theme, self.layout.panel, self.first_row, self.focus_neuron, self.shown[0],
            self.format,
        )  # fmt: skip
        listed = zip(self.first_row, self.list.names, self.list.lines, strict=True)
        moves = [[edge.highlight(), FadeIn(name), Create(line)] for edge, name, line in listed]
        self.focused = (0, self.first)
        self.play(
            within(self.network.layers[1][self.first].highlight(), 0.0, 0.2),
            *staggered(moves, overlap=0.4, start=0.05),
            run_time=2.4,
        )
        self.stage.add(*self.list.names, *self.list.lines)

    def numbers(self) -> None:
        """Print each weight on its edge and in the list."""
        self.labels = self.network.labels(0, self.first, self.format)
        shown = [label for label in self.labels if label.is_clear]
        moves = [
            [FadeIn(number), *([FadeIn(label)] if label.is_clear else [])]
            for label, number in zip(self.labels, self.list.numbers, strict=True)
        ]
        self.play(*staggered(moves, overlap=0.4), run_time=2.2)
        self.stage.add(*shown, *self.list.numbers)

    def widths(self) -> None:
        """Go through the list from the weight nearest to zero to the one furthest from it."""
        order = np.argsort([abs(edge.weight.value) for edge in self.first_row], kind="stable")
        rest = self.theme.quiet
        names, lines, numbers = self.list.names, self.list.lines, self.list.numbers
        dimmed = [[name.animate.set_color(rest), line.animate.set_stroke(opacity=0.25)]
                  for name, line in zip(names, lines, strict=True)]  # fmt: skip
        self.play(*[m for pair in dimmed for m in pair],
                  *[n.animate.set_fill(opacity=0.35) for n in numbers], run_time=0.6)  # fmt: skip
        lit = []
        for k in order:
            opacity = self.theme.strength(self.first_row[k].weight.value)
            lit.append([
                names[k].animate.set_color(self.theme.ink),
                lines[k].animate.set_stroke(opacity=opacity),
                numbers[k].animate.set_fill(opacity=1),
            ])  # fmt: skip
        self.play(*staggered(lit, overlap=0.2), run_time=0.5 * len(lit))

    def start(self) -> None:
        """Drop every weight of the network as a square into its bin of a histogram."""
        edges = [edge for layer in self.network.edges for row in layer for edge in row]
        rest = [edge for edge in edges if edge not in self.first_row]
        weights = [edge.weight for edge in (*self.first_row, *rest)]
        self.histogram = plot = Histogram(
            self.theme, self.layout.panel, weights, self.theme.weight_scale
        )
        self.play(*self.stage.clear(), *self.stage.show(plot), run_time=1.2)
        self._drop()

    def row(self) -> None:
        """Swing the first neuron's edges over; they become the first row of the matrix."""
        self.matrices = [self._matrix(0)]
        first = self.matrices[0]
        self.inside = [self._inside(layer) for layer in range(1, len(self.shown))]
        self.turn_to(
            first.matrix.brackets,
            others=[
                *[within(FadeIn(m), 0.4, 1.0) for m in self.inside],
                *[within(m, 0.4, 1.0) for m in self._focus(0, self.first)],
                within(FadeIn(first.bars[self.first]), 0.5, 1.0),
            ],
        )
        self.stage.discard(first.matrix.brackets)  # they leave with the whole matrix
        self._swing(first, 0, [self.first], 2.6)

    def other_rows(self) -> None:
        """Add a row for every other neuron drawn of the layer."""
        rows = [j for j in range(len(self.shown[1])) if j != self.first]
        self._fill(self.matrices[0], 0, rows)

    def shape(self) -> None:
        """Count the rows by the neurons they lead to, the columns by those they come from."""
        first = self.matrices[0]
        if len(self.shown[1]) == 1:
            self._end_of(first, first.bars[self.first])
        self._count(first, 0)

    def second_matrix(self) -> None:
        """Build the matrices of the further layers in the same way."""
        for layer in range(1, len(self.shown) - 1):
            new = self._matrix(layer)
            if not self.layout.stacked:
                self.play(FadeOut(self.matrices[-1]), run_time=0.6)
            self.matrices.append(new)
            self.play(FadeIn(new.matrix.brackets), run_time=0.5)
            self._fill(new, layer, range(len(self.shown[layer + 1])))
            self._count(new, layer)

    def product(self) -> None:
        """Show the first matrix as tiles, with the inputs beside it and the sums they give."""
        weights = [[edge.weight for edge in row] for row in self.network.edges[0]]
        names = [f"x_{i + 1}" for i in self.shown[0]], [f"z_{j + 1}" for j in self.shown[1]]
        self.tiles = tiles = TileProduct(
            self.theme, self.layout.panel, self.sizes[:2], weights, names, 1
        )
        if self.layout.stacked or len(self.matrices) == 1:
            self._numbers_to_discs()
        else:
            self.play(FadeOut(self.matrices[-1]), *self._show("weights", 0.5), run_time=1.2)
        self.play(*self._show("inputs"), run_time=0.8)
        self.play(
            *self.stage.show(tiles.dot, tiles.equals, start=0.0),
            *self._show("sums"),
            run_time=0.9,
        )

    def fits(self) -> None:
        """Lay the first row along the inputs: every weight has an input."""
        tiles = self.tiles
        lit = tiles.lit_row(tiles.weights)
        self._lay_under(lit, tiles.weights)
        self.play(*self._focus(0, 0), *self.stage.show(*lit, start=0.0), run_time=0.7)
        cards, ways = tiles.lay_row(tiles.weights)
        self.play(*self.stage.hide(tiles.dot, stop=0.15), *ways, run_time=2.2)
        self.stage.add(*cards)
        result = tiles.sums.lit(0, 0)
        self._lay_under([result], tiles.sums)
        self.play(
            *self.stage.show(result, tiles.bridge("weights", "inputs"), start=0.0), run_time=0.8
        )

    def left_to_right(self) -> None:
        """Write a row for each input instead: it does not fit the column of inputs."""
        tiles = self.tiles
        keep = [tiles.inputs, tiles.symbols["inputs"], tiles.labels["inputs"]]
        self.play(*self.stage.clear(keep=keep), *self._rest(), run_time=0.8)
        self.play(*self._show("turned"), *self.stage.show(tiles.dot, start=0.0), run_time=0.8)
        first = self.network.layers[0][0]
        leaving = [row[0] for row in self.network.edges[0]]
        lit = tiles.lit_row(tiles.turned)
        self._lay_under(lit, tiles.turned)
        self.play(
            first.highlight(),
            *[edge.highlight() for edge in leaving],
            *self.stage.show(*lit, start=0.0),
            run_time=0.7,
        )
        if not self.network.elided:
            cards, ways = tiles.lay_row(tiles.turned)
            self.play(*self.stage.hide(tiles.dot, stop=0.15), *ways, run_time=1.8)
            self.stage.add(*cards)
        bridge = tiles.bridge("turned", "inputs")
        self.play(*self.stage.show(bridge, start=0.0), run_time=0.7)
        self.leaving = [first.clear_highlight, *[edge.clear_highlight for edge in leaving]]

    def transpose(self) -> None:
        """Transpose that matrix: each row becomes a column, and the product fits."""
        tiles = self.tiles
        keep = [tiles.inputs, tiles.symbols["inputs"], tiles.labels["inputs"], tiles.turned]
        self.play(
            *self.stage.clear(keep=keep, stop=1.0),
            *[clear() for clear in self.leaving],
            run_time=0.7,
        )
        label = tiles.labels["weights"]
        self.play(
            *tiles.turned.turn_over_all(tiles.weights),
            *self.stage.show(tiles.transposed, label, start=0.6),
            run_time=2.2,
        )
        self.stage.discard(tiles.turned)
        self.remove(tiles.turned)
        self.add(tiles.weights)
        self.stage.add(tiles.weights)
        bridge = tiles.bridge("weights", "inputs")
        self.play(*self.stage.show(tiles.dot, bridge, start=0.0), run_time=0.7)

    def right_to_left(self) -> None:
        """Compute the sums row by row, with the matrix as it stands."""
        tiles = self.tiles
        self.play(
            *self.stage.replace(tiles.transposed, tiles.symbols["weights"]),
            *self.stage.show(tiles.equals),
            *self._show("sums", 0.4),
            run_time=1.2,
        )
        for j in range(len(self.shown[1])):
            self._sum(j, slow=j == 0)
        self.play(*self._rest(), run_time=0.5)

    # Steps of the beats.

    def _show(self, part: str, start: float = 0.0) -> list[Animation]:
        """Show a grid of the product with its symbol and its shape."""
        tiles = self.tiles
        return self.stage.show(
            getattr(tiles, part), tiles.symbols[part], tiles.labels[part], start=start
        )

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

    def _drop(self) -> None:
        """Send all weights to the histogram: some neurons' one by one, then the rest together."""
        squares = iter(self.histogram.squares)
        level = self.layout.panel.top + 0.12
        groups = [
            (layer, j, row)
            for layer, rows in enumerate(self.network.edges)
            for j, row in enumerate(rows)
        ]
        groups.sort(key=lambda group: group[:2] != (0, self.first))
        together = []
        for number, (layer, j, row) in enumerate(groups):
            ways = []
            for edge in row:
                square = next(squares)
                ways.append(over_the_top(square, edge.get_center(), level))
                self.stage.add(square)
            if number >= QUICK_FROM:
                together += ways
                continue
            self.play(*self._focus(layer, j), run_time=0.5 if number == 0 else 0.25)
            self.play(*staggered(ways, overlap=0.75), run_time=1.3 if number == 0 else 1.0)
        if together:
            self.play(*self._rest(), run_time=0.3)
            self.play(*staggered(together, overlap=0.9), run_time=2.0)
        elif self.focused is not None:
            self.play(*self._rest(), run_time=0.4)

    def _numbers_to_discs(self) -> None:
        """Replace the numbers of the first matrix by discs, which move to their tiles."""
        first, tiles = self.matrices[0], self.tiles
        cells = [cell for row in first.matrix.cells for cell in row]
        discs = [disc for row in tiles.weights.discs for disc in row]
        places = [disc.get_center() for disc in discs]
        swaps = [
            [FadeOut(cell), FadeIn(disc.move_to(cell))]
            for cell, disc in zip(cells, discs, strict=True)
        ]
        rest = [m for m in first.submobjects if m is not first.matrix]
        others = [*self.matrices[1:], first.matrix.brackets, *rest]
        self.play(
            *[within(FadeOut(m), 0.0, 0.4) for m in others],
            *staggered(swaps, overlap=0.9, start=0.2),
            run_time=1.6,
        )
        squares = [tile for row in tiles.weights.tiles for tile in row]
        self.play(
            *[d.animate.move_to(place) for d, place in zip(discs, places, strict=True)],
            *[within(FadeIn(tile), 0.5, 1.0) for tile in squares],
            *self.stage.show(tiles.symbols["weights"], tiles.labels["weights"], start=0.6),
            run_time=1.2,
        )
        self.remove(*discs, *squares)
        self.add(tiles.weights)
        self.stage.add(tiles.weights)

    def _matrix(self, layer: int) -> NamedMatrix:
        """Typeset the weights after a layer as a matrix."""
        return NamedMatrix(
            self.theme,
            self.layout.matrices[layer],
            self.recording,
            self.shown_step,
            layer,
            (self._letter(layer + 1), self._letter(layer)),
            (self.shown[layer + 1], self.shown[layer]),
            self.format,
            (self.words["weights.to"], self.words["weights.from"]),
            max(len(indices) for indices in self.shown[:-1]),
        )

    def _letter(self, layer: int) -> str:
        """Return the letter of a layer's neurons: x, h or o."""
        return "x" if layer == 0 else "o" if layer == len(self.shown) - 1 else "h"

    def _inside(self, layer: int) -> VGroup:
        """Typeset the names of a layer's neurons inside them, as they hold no value yet."""
        letter = self._letter(layer)
        em = min(0.4, max(1.15 * self.network.radius, 0.36))
        pairs = zip(self.shown[layer], self.network.layers[layer], strict=True)
        return VGroup(
            *[
                Formula(self.theme, f"{letter}_{k + 1}", em, self.theme.ink).move_to(neuron.disc)
                for k, neuron in pairs
            ]
        )

    def _swing(self, named: NamedMatrix, layer: int, rows: Sequence[int], run_time: float) -> None:
        """Swing copies of some neurons' edges over to the matrix, where each becomes a number."""
        lines, ways, numbers = [], [], []
        half = 0.42 * named.matrix.column_width
        for j in rows:
            for edge, cell in zip(self.network.row(layer, j), named.matrix.row(j), strict=True):
                line = sample_line(self.theme, edge, edge.get_start(), edge.get_end())
                x, y, _ = cell.get_center()
                flat = sample_line(self.theme, edge, [x - half, y, 0], [x + half, y, 0])
                lines.append(line)
                ways.append(Transform(line, flat, path_arc=-PI / 5))
                numbers.append([FadeOut(line), FadeIn(cell)])
        overlap = 1 - 0.3 / len(rows)
        self.add(*lines)
        self.play(*staggered(ways, overlap=overlap), run_time=0.62 * run_time)
        self.play(
            *staggered(numbers, overlap=overlap),
            *[within(FadeIn(named.row_names[j]), 0.5, 1.0) for j in rows],
            run_time=0.38 * run_time,
        )

    def _fill(self, named: NamedMatrix, layer: int, rows: Iterable[int]) -> None:
        """Fill the matrix: two rows with their neurons in focus, then the others together."""
        bar = None if self.focused is None else named.bars[self.focused[1]]
        left = list(rows)
        while left and layer < 2 and (len(left) == 1 or bar is None or len(named.bars) < 6):
            j = left.pop(0)
            self.play(
                *self._focus(layer, j),
                *([] if bar is None else [within(FadeOut(bar), 0.0, 0.5)]),
                within(FadeIn(named.bars[j]), 0.4, 1.0),
                run_time=0.5,
            )
            self._swing(named, layer, [j], 1.4)
            bar = named.bars[j]
        if left:
            leaving = [*self._rest(), *([] if bar is None else [FadeOut(bar)])]
            if leaving:
                self.play(*leaving, run_time=0.4)
            self._swing(named, layer, left, 2.4)
            bar = None
        self._end_of(named, bar)

    def _end_of(self, named: NamedMatrix, bar: Mobject | None) -> None:
        """Take the last row out of focus, and name the matrix."""
        named.symbol.move_to(named.alone)
        leaving = [] if bar is None else [FadeOut(bar)]
        self.play(*self._rest(), *leaving, FadeIn(named.symbol), run_time=0.6)

    def _count(self, named: NamedMatrix, layer: int) -> None:
        """Count rows by the upper layer's neurons, then columns by the lower layer's."""
        rows, columns = self.network.layers[layer + 1], self.network.layers[layer]
        for motions, run_time, pause in named.counting(rows, columns):
            self.play(*motions, run_time=run_time)
            if pause:
                self.wait(pause)

    def _lay_under(self, tiles: Sequence[Mobject], *grids: TileGrid) -> None:
        """Put lit tiles onto grids, but below the grids' contents."""
        self.add(*tiles)
        self.bring_to_front(*[content for grid in grids for content in grid.inside])

    def _sum(self, j: int, *, slow: bool) -> None:
        """Highlight a row of weights and the inputs, then the sum that they give."""
        tiles, columns = self.tiles, range(len(self.tiles.inputs.names))
        met = [tiles.weights.lit(j, i) for i in columns] + [tiles.inputs.lit(i, 0) for i in columns]
        self._lay_under(met, tiles.weights, tiles.inputs)
        self.play(
            *self._focus(0, j), *[FadeIn(tile) for tile in met], run_time=0.7 if slow else 0.4
        )
        result = tiles.sums.lit(j, 0)
        self._lay_under([result], tiles.sums)
        self.play(
            FadeIn(result),
            *[within(FadeOut(tile), 0.3, 1.0) for tile in met],
            run_time=0.8 if slow else 0.4,
        )
        self.stage.add(result)
