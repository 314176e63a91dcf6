"""What a weight is, how weights start, and the matrices in which they stand."""

from __future__ import annotations

import numpy as np
from manim import RIGHT, UP, Animation, Create, FadeIn, FadeOut, Transform, VGroup

from network import Recording
from scenes.animation.timing import along, into_row, over_the_top, staggered, within
from scenes.base import NetworkScene
from scenes.clips.weights.dot_plot import DotPlot
from scenes.clips.weights.named_matrix import NamedMatrix, ShapeLabel
from scenes.clips.weights.tile_grid import InnerSizes, TileGrid
from scenes.clips.weights.weight_list import FromZero, WeightList
from scenes.mobjects.network.network_diagram import NetworkDiagram
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.source import AxisValue, NumberFormat, Source
from scenes.style.frame import Region

__all__ = ["Weights"]

STEP = 0
FIRST = 0
"""The hidden neuron whose weights are looked at one by one."""
WEIGHT = NumberFormat(2, signed=True)
ASIDE = 0.8
"""Room for numbers to pass on the right of the first matrix on their way to the second."""
PAST = 0.68
"""How far beside their edges they pass each other."""
BETWEEN = 0.14
"""How far above the panel they pass, where it lies below the network."""
CROSSING = 0.1
"""How far above it dots pass."""
MARGIN_OF_SUMS = 0.49
"""Room for half of the shape below the sums, in frame units."""
HEADING, LEADING, CLEAR = 0.4, 1.25, 0.15
"""Size of the words above the grid, distance of their lines in em, and from the next symbol."""
HEAD = 0.3
"""How far below the upper edge the symbols of a product stand, at least."""
AROUND, SLACK = 2.3, 0.45
"""Height that the product takes around its tiles, and that may be left below it; what is more
is divided."""


class Weights(NetworkScene):
    """The start weights of the recorded run: as lines, numbers, dots and matrices."""

    clip = "weights"

    def check(self, recording: Recording) -> None:
        """Refuse a recording that is not a 5-4-3 walkthrough."""
        self.require_layers(recording, 5, 4, 3)

    def construct(self) -> None:
        """Play the beats in order."""
        self.place_network()
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

    def place_network(self) -> None:
        """Show the empty network, from the first frame on."""
        names = [self.words[f"layers.{name}"] for name in ("input", "hidden", "output")]
        region, self.panel = self.area.pair()
        self.network = NetworkDiagram(self.theme, region, self.recording, STEP, names)
        self.add(self.network, self.network.symbols(0, "x"))
        self.sizes = [
            Source(self.recording, "layer_sizes", STEP, None, (layer,)) for layer in range(3)
        ]

    # The beats, in order.

    def edges(self) -> None:
        """One hidden neuron comes into focus; edge by edge, what leads to it is listed."""
        edges = self.network.row(0, FIRST)
        self.list = WeightList(self.theme, self.panel, edges, FIRST, WEIGHT)
        listed = zip(edges, self.list.names, self.list.lines, strict=True)
        moves = [[edge.highlight(), FadeIn(name), Create(line)] for edge, name, line in listed]
        self.play(
            within(self.network.layers[1][FIRST].highlight(), 0.0, 0.2),
            *staggered(moves, overlap=0.4, start=0.05),
            run_time=2.6,
        )

    def numbers(self) -> None:
        """Each weight is printed, on its edge and in the list."""
        self.labels = self.network.labels(0, FIRST, WEIGHT)
        pairs = zip(self.labels, self.list.numbers, strict=True)
        moves = [[FadeIn(label), FadeIn(number)] for label, number in pairs]
        self.play(*staggered(moves, overlap=0.4), run_time=2.4)

    def widths(self) -> None:
        """The pieces of the edges stretch from zero to their numbers on a scale."""
        network, panel = self.network, self.panel
        # The neuron's own come first, the lowest ahead: none drops past another.
        self.row_of_first = network.row(0, FIRST)
        edges = [edge for layer in network.edges for row in layer for edge in row]
        rest = [edge for edge in edges if edge not in self.row_of_first]
        weights = [edge.weight for edge in (*self.row_of_first[::-1], *rest)]
        _, region, _ = panel.split(0.06, 0.88, 0.06)
        self.plot = DotPlot(self.theme, region, weights, self.theme.weight_scale)
        lines = self.list.lines
        self.from_zero = FromZero(self.theme, self.plot, self.row_of_first, WEIGHT)
        self.play(*[FadeOut(m) for m in (*self.list.names, *self.list.numbers)], run_time=0.6)
        pairs = list(zip(lines, self.from_zero.lines, strict=True))
        for line, bar in pairs:
            # The end that is nearer goes to zero.
            if bar.get_end()[0] < bar.get_start()[0]:
                line.reverse_direction()
        self.play(*staggered([Transform(a, b) for a, b in pairs], overlap=0.4), run_time=2.6)
        self.remove(*lines)
        # The scale comes once all are where they are right.
        self.add(*self.from_zero.lines)
        self.play(FadeIn(self.plot), run_time=0.7)
        self.bring_to_front(*self.from_zero.lines)
        self.play(*staggered([FadeIn(n) for n in self.from_zero.numbers]), run_time=1.0)

    def start(self) -> None:
        """Every weight of the network leaves its edge as a dot, for its place on the scale."""
        self.wait(1.2)
        self._drop_first()
        dots, last = iter(self.plot.dots[len(self.row_of_first) :]), (0, FIRST)
        for layer, rows in enumerate(self.network.edges):
            for j, edges in enumerate(rows):
                if (layer, j) == (0, FIRST):
                    continue
                slow = last == (0, FIRST)
                self.play(*self._focus((layer, j), last), run_time=0.6 if slow else 0.3)
                ways = [self._fly(next(dots), edge) for edge in edges]
                time = 2.0 if slow else 1.1 if layer == 0 else 0.8
                self.play(*staggered(ways, overlap=0.75), run_time=time)
                last = (layer, j)
        self.play(*self._rest(*last), run_time=0.4)

    def row(self) -> None:
        """The weights of the first neuron become the first row of the matrix."""
        self.first = NamedMatrix(self.theme, self.panel, self.recording, STEP, 0, ("h", "x"))
        first, plot = self.first, self.plot
        self.hidden_names = self._inside(1, "h")
        self.inside = [self.hidden_names]
        labels = self.network.labels(0, FIRST, WEIGHT)
        self.play(*[FadeOut(m) for m in (plot, *plot.dots)], run_time=0.5)
        self.play(
            *[FadeIn(m) for m in (first.matrix.brackets, self.hidden_names)],
            within(FadeIn(first.bars[FIRST]), 0.3, 1.0),
            *self._focus((0, FIRST), None),
            run_time=0.8,
        )
        self.play(FadeIn(labels), run_time=0.5)
        self._into_cells(labels, first, 0, FIRST, 2.0)

    def other_rows(self) -> None:
        """Every other hidden neuron adds its row."""
        self._fill(self.first, 0, range(1, len(self.network.layers[1])), (0, FIRST))

    def shape(self) -> None:
        """Rows are counted by the hidden neurons, columns by the inputs."""
        self._count(self.first, 0)

    def second_matrix(self) -> None:
        """The matrix between the hidden and the output layer, built in the same way."""
        # Heights in proportion to the rows, with a line for the columns' names.
        panel, free = self.panel, ASIDE if self.area.tall else 0.0
        panel = Region(panel.left, panel.right - free, panel.bottom, panel.top)
        upper, lower = panel.split(4.85, 3.85, gap=0.25)
        small, second = (
            NamedMatrix(self.theme, region, self.recording, STEP, layer, letters)
            for layer, (region, letters) in enumerate(((upper, "hx"), (lower, "oh")))
        )
        self.output_names = self._inside(2, "o")
        self.inside.append(self.output_names)
        self.play(Transform(self.first, small), run_time=1.2)
        self.remove(self.first)
        self.add(small)
        self.play(*[FadeIn(m) for m in (second.matrix.brackets, self.output_names)], run_time=0.5)
        self._fill(second, 1, range(len(self.network.layers[2])), None)
        self._count(second, 1)
        self.matrices = [small, second]

    def product(self) -> None:
        """The numbers shrink to discs, and the inputs stand beside them."""
        self._lay_out()
        small, second = self.matrices
        leaving = [second, small.matrix.brackets, *small.row_names, *small.column_names]
        # Symbol and shape go to their places around the numbers, and on with these.
        aside = small.matrix.brackets.get_center() - np.array([*self.centre, 0.0])
        # No higher than the panel: there they do not reach the numbers.
        aside[1] = min(aside[1], self.panel.top - HEAD - self.head)
        heading = [self.symbol.shift(aside), self.label.shift(aside)]
        if small.above:  # the shape, too: on the way down it would pass over the numbers
            leaving.append(small.shape)
            shape = within(FadeIn(self.label), 0.6, 1.0)
        else:
            shape = within(Transform(small.shape, self.label, path_arc=np.pi / 2), 0.35, 1.0)
        self.play(
            *[within(FadeOut(m), 0.0, 0.4) for m in leaving],
            within(Transform(small.symbol, self.symbol, path_arc=-np.pi / 2), 0.35, 1.0),
            shape,
            run_time=1.4,
        )
        self.remove(small.symbol, small.shape)
        self.add(*heading)
        cells = [cell for row in small.matrix.cells for cell in row]
        discs = [disc for row in self.weights.discs for disc in row]
        places = [disc.get_center() for disc in discs]
        for cell, disc in zip(cells, discs, strict=True):
            disc.move_to(cell)
        rows = list(zip(small.matrix.cells, self.weights.discs, strict=True))
        self.play(
            *[m for r, pair in enumerate(rows) for m in self._exchange(*pair, r / (len(rows) + 1))],
            run_time=1.6,
        )
        self.remove(*self.matrices)
        tiles = [tile for row in self.weights.tiles for tile in row]
        moves = [d.animate.move_to(place) for d, place in zip(discs, places, strict=True)]
        shown = (*tiles, self.inputs, self.names[0], self.dot)
        self.play(
            *[within(move, 0.0, 0.65) for move in moves],
            *[within(m.animate.shift(-aside), 0.0, 0.65) for m in heading],
            *[within(FadeIn(m), 0.6, 1.0) for m in shown],
            run_time=1.4,
        )
        self.remove(*discs, *tiles)
        self.add(self.weights)
        shown = (self.equals, self.sums, self.names[1], self.inputs_label)
        self.play(*[FadeIn(m) for m in shown], run_time=0.6)

    def _exchange(self, cells, discs, start: float) -> list[Animation]:
        """A row of numbers gives way to its discs, within two fifths of a play."""
        return [
            *[within(FadeOut(cell), start, start + 0.2) for cell in cells],
            *[within(FadeIn(disc), start + 0.2, start + 0.4) for disc in discs],
        ]

    def _lay_out(self) -> None:
        """Give the parts of the product their places."""
        theme, region = self.theme, self.panel
        hidden, inputs = (int(self.sizes[layer].value) for layer in (1, 0))
        side = min((region.width - 1.0) / (inputs + 3.7), (region.height - AROUND) / inputs)
        spare = (region.height - AROUND - inputs * side - SLACK) / 2
        region = region.below(region.top - max(0.0, spare))
        self.side, middle = side, region.top - 0.75 - inputs * side / 2
        x = region.left + inputs * side / 2
        self.centre = (x, middle)
        strip = region.left + inputs * side + 0.35 + side / 2
        sources = [[edge.weight for edge in row] for row in self.network.edges[0]]
        self.weights = TileGrid(theme, hidden, inputs, side, self.centre, weights=sources)
        # The other way round: a row for each input.
        across = [list(column) for column in zip(*sources, strict=True)]
        self.turned = TileGrid(theme, inputs, hidden, side, self.centre, weights=across)
        self.strip = TileGrid(theme, inputs, 1, side, (strip, middle))
        names = [f"x_{i + 1}" for i in range(inputs)]
        self.inputs = TileGrid(theme, inputs, 1, side, (strip + side, middle), names)
        names = [f"z_{j + 1}" for j in range(hidden)]
        # The shape below is wider than the column.
        right = region.right - max(0.8 * side, MARGIN_OF_SUMS)
        self.sums = TileGrid(theme, hidden, 1, side, (right, middle), names)
        self.dot = Formula(theme, "dot", 0.8, theme.ink).move_to([strip, middle, 0])
        equals = (strip + 1.5 * side + right - side / 2) / 2
        self.equals = Formula(theme, "=", 0.5, theme.ink).move_to([equals, middle, 0])
        self.equals.relations = ()  # between matrices of symbols
        self.head, self.foot = region.top - HEAD, middle - inputs * side / 2 - 0.55
        self.symbol = self._symbol("bold(W)^((1))", self.weights)
        self.names = VGroup(
            self._symbol("bold(x)", self.inputs), self._symbol("bold(z)^((1))", self.sums)
        )
        rows, columns = self.sizes[1], self.sizes[0]
        self.label = self._shape_label(self.weights, rows, columns)
        self.inputs_label = self._shape_label(self.inputs, columns, AxisValue(1))
        self.sums_label = self._shape_label(self.sums, rows, AxisValue(1))

    def fits(self) -> None:
        """The first row lies along the inputs: every weight meets an input."""
        self.play(*self._focus((0, FIRST), None), *self._light(self.weights), run_time=0.6)
        self._lay(self.weights)
        self.bow = InnerSizes(self.theme, self.label.columns, self.inputs_label.rows)
        result = self.sums.lit(0, 0)
        self.play(FadeIn(self.bow), run_time=0.5)
        self._lay_under([result], self.sums)
        self.play(FadeIn(result), FadeIn(self.sums_label), run_time=0.6)
        self.lit.append(result)

    def left_to_right(self) -> None:
        """Rows for the inputs, columns for the hidden neurons: one input finds no weight."""
        hidden = int(self.sizes[1].value)
        label = self._shape_label(self.turned, self.sizes[0], self.sizes[1])
        heading = self._heading("left_to_right")
        leaving = [self.symbol, self.label, self.bow, self.weights, *self.lit, *self.laid]
        leaving += [self.sums, self.sums_label, self.equals, self.names[1]]
        self.play(*[FadeOut(m) for m in leaving], *self._rest(0, FIRST), run_time=0.6)
        self.play(*[FadeIn(m) for m in (self.turned, label, heading, self.dot)], run_time=0.7)
        self.label, self.symbol = label, heading
        outgoing = [row[0] for row in self.network.edges[0]]
        self.play(
            self.network.layers[0][0].highlight(),
            *[edge.highlight() for edge in outgoing],
            *self._light(self.turned),
            run_time=0.6,
        )
        self._lay(self.turned)
        self.bow = InnerSizes(self.theme, self.label.columns, self.inputs_label.rows)
        missing = self.strip.missing(self.strip.place(hidden, 0))
        self.play(FadeIn(missing), run_time=0.4)
        self.play(FadeIn(self.bow), run_time=0.5)
        self.laid.append(missing)

    def transpose(self) -> None:
        """The matrix is turned over, every tile to its mirrored place: a row to a column."""
        outgoing = [row[0] for row in self.network.edges[0]]
        self.play(
            *[within(FadeOut(m), 0.0, 0.6) for m in (*self.laid, self.bow)],
            within(FadeIn(self.dot), 0.6, 1.0),
            self.network.layers[0][0].clear_highlight(),
            *[edge.clear_highlight() for edge in outgoing],
            run_time=0.9,
        )
        label = self._shape_label(self.weights, self.sizes[1], self.sizes[0])
        heading = self._heading("turned")
        # The sizes change places, one above the other, as rows and columns do.
        swap = [
            Transform(self.label.rows, label.columns, path_arc=np.pi),
            Transform(self.label.columns, label.rows, path_arc=np.pi),
        ]
        self.play(
            *self.turned.turn_over_all(self.weights),
            *[self.turned.turn_over(tile, self.weights) for tile in self.lit],
            *swap,
            within(FadeOut(self.symbol), 0.0, 0.4),
            within(FadeIn(heading), 0.6, 1.0),
            run_time=2.4,
        )
        self.remove(self.label, self.turned)
        self.add(label, self.weights)
        self.label, self.symbol = label, heading
        self.play(*[FadeOut(tile) for tile in self.lit], run_time=0.4)

    def right_to_left(self) -> None:
        """Row by row, the matrix as it is gives the hidden neurons their sums."""
        self.bow = InnerSizes(self.theme, self.label.columns, self.inputs_label.rows)
        heading = self._heading("right_to_left")
        shown = (heading, self.equals, self.sums, self.names[1], self.sums_label, self.bow)
        self.play(
            within(FadeOut(self.symbol), 0.0, 0.5),
            *[within(FadeIn(m), 0.5, 1.0) for m in shown],
            run_time=1.2,
        )
        last, count = None, len(self.inputs.names)
        for j in range(len(self.sums.names)):
            met = [self.weights.lit(j, i) for i in range(count)]
            met += [self.inputs.lit(i, 0) for i in range(count)]
            slow = last is None
            self._lay_under(met, self.weights, self.inputs)
            self.play(
                *self._focus((0, j), last),
                *[FadeIn(tile) for tile in met],
                run_time=0.7 if slow else 0.5,
            )
            result = self.sums.lit(j, 0)
            self._lay_under([result], self.sums)
            self.play(
                FadeIn(result),
                *[within(FadeOut(tile), 0.3, 1.0) for tile in met],
                run_time=0.8 if slow else 0.5,
            )
            last = (0, j)
        self.play(*self._rest(*last), run_time=0.5)
        self.wait(1.0)

    # What several beats need.

    def _focus(self, row: tuple[int, int], last: tuple[int, int] | None) -> list:
        """Light a neuron and its edges, and put those lit last at rest."""
        layer, j = row
        return [
            self.network.layers[layer + 1][j].highlight(),
            *[edge.highlight() for edge in self.network.row(layer, j)],
            *([] if last is None else self._rest(*last)),
        ]

    def _rest(self, layer: int, j: int) -> list:
        """Put a neuron and its edges at rest."""
        return [
            self.network.layers[layer + 1][j].clear_highlight(),
            *[edge.clear_highlight() for edge in self.network.row(layer, j)],
        ]

    def _drop_first(self) -> None:
        """The pieces of the first neuron's edges draw together into dots, and these drop."""
        lines = self.from_zero.lines[::-1]
        dots = self.plot.dots[: len(lines)]
        homes = [dot.get_center() for dot in dots]
        for dot, line in zip(dots, lines, strict=True):
            dot.move_to(line.get_end())
        ends = [
            line.copy().put_start_and_end_on(line.point_from_proportion(0.99), line.get_end())
            for line in lines
        ]
        self.play(
            *[within(FadeOut(m), 0.0, 0.5) for m in (*self.labels, *self.from_zero.numbers)],
            *[Transform(line, end) for line, end in zip(lines, ends, strict=True)],
            *[within(FadeIn(dot), 0.4, 1.0) for dot in dots],
            run_time=0.9,
        )
        self.remove(*lines)
        drops = [dot.animate.move_to(home) for dot, home in zip(dots, homes, strict=True)]
        self.play(*staggered(drops, overlap=0.6), run_time=1.2)

    def _fly(self, dot, edge) -> Animation:
        """Let a dot leave its edge, pass above or below the network, and drop into its place."""
        level = self.network.layers[0][0].get_y() + 0.2
        if self.area.tall:
            level = self.panel.top + CROSSING
        return over_the_top(dot, edge.get_center(), level)

    def _inside(self, layer: int, letter: str) -> VGroup:
        """Names of a layer's neurons, inside of them as long as they hold no value."""
        return VGroup(
            *[
                Formula(self.theme, f"{letter}_{k}", 0.4, self.theme.ink).move_to(neuron.disc)
                for k, neuron in enumerate(self.network.layers[layer], start=1)
            ]
        )

    def _into_cells(
        self, labels: VGroup, named: NamedMatrix, layer: int, j: int, run_time: float
    ) -> None:
        """Let the numbers move from their edges to their cells, behind the neurons."""
        cells = named.matrix.row(j)
        movers = [c.moved_from(m.readout) for m, c in zip(labels, cells, strict=True)]
        patches = [label.patch for label in labels]
        self.remove(labels)
        self.add(*patches, *movers)
        self.bring_to_front(self.network.drawn_neurons, *self.inside)
        ways = [
            [FadeOut(patch), self._way_in(mover, cell, named, layer)]
            for patch, mover, cell in zip(patches, movers, cells, strict=True)
        ]
        if self.area.tall:
            run_time *= 1.5  # the way is longer
        if layer == 0 or not self.area.tall:
            ways.reverse()  # The last one first: none passes over another.
        self.play(
            *staggered(ways, overlap=0.8, stop=0.9),
            within(FadeIn(named.row_names[j]), 0.85, 1.0),
            run_time=run_time,
        )
        self.remove(*movers)
        self.add(*cells)

    def _way_in(self, mover, cell, named: NamedMatrix, layer: int) -> Animation:
        """From the network to a cell: along its row, from the left.

        Where the matrices stand below the network, down beside them first: into the first one
        from the left, into the second, which has the first above it, from the right.
        """
        if not self.area.tall:
            return into_row(mover, cell, named.matrix.get_left()[0])
        x, level, row = mover.get_x(), self.panel.top + BETWEEN, cell.get_y()
        if layer == 0:
            names = min(name.get_left()[0] for name in named.row_names)
            lane = (self.panel.left + names) / 2
            return along(mover, cell, [(x, level), (lane, level), (lane, row)])
        # Here the highest goes first: it keeps clear of those that still wait below.
        lane, free = self.panel.right - ASIDE / 2, x + PAST
        via = [(free, mover.get_y()), (free, level), (lane, level), (lane, row)]
        return along(mover, cell, via)

    def _fill(self, named: NamedMatrix, layer: int, rows, last) -> None:
        """Row after row, each with its neuron and its edges."""
        bar = None if last is None else named.bars[last[1]]
        for j in rows:
            labels = self.network.labels(layer, j, WEIGHT)
            self.play(
                *self._focus((layer, j), last),
                *([] if bar is None else [within(FadeOut(bar), 0.0, 0.5)]),
                within(FadeIn(named.bars[j]), 0.4, 1.0),
                within(FadeIn(labels), 0.4, 1.0),
                run_time=0.7,
            )
            self._into_cells(labels, named, layer, j, 1.0)
            last, bar = (layer, j), named.bars[j]
        # On their way into the rows, the numbers would cross a symbol that stood there.
        named.symbol.move_to(named.alone)
        self.play(*self._rest(*last), FadeOut(bar), FadeIn(named.symbol), run_time=0.6)

    def _count(self, named: NamedMatrix, layer: int) -> None:
        """Count rows by the upper layer's neurons, then columns by the lower layer's."""
        shape, focus = named.shape, self.theme.focus
        rows, columns = self.network.layers[layer + 1], self.network.layers[layer]
        self.play(
            named.symbol.animate.move_to(named.home),
            *[neuron.highlight() for neuron in rows],
            *[name.animate.set_color(focus) for name in named.row_names],
            within(FadeIn(shape.rows), 0.5, 1.0),
            run_time=0.9,
        )
        self.wait(0.3)
        self.play(
            *[neuron.clear_highlight() for neuron in rows],
            *[name.animate.set_color(self.theme.quiet) for name in named.row_names],
            *[neuron.highlight() for neuron in columns],
            *[FadeIn(name.set_color(focus)) for name in named.column_names],
            within(FadeIn(shape.times), 0.3, 1.0),
            within(FadeIn(shape.columns), 0.3, 1.0),
            run_time=0.8,
        )
        self.wait(0.4)
        self.play(
            *[neuron.clear_highlight() for neuron in columns],
            *[name.animate.set_color(self.theme.quiet) for name in named.column_names],
            run_time=0.4,
        )

    def _symbol(self, markup: str, grid: TileGrid) -> Formula:
        """Set a symbol above a grid of tiles."""
        formula = Formula(self.theme, markup, 1.2 * self.theme.sizes.formula, self.theme.ink)
        return formula.move_to([grid.get_x(), self.head, 0])

    def _heading(self, key: str) -> TextLine:
        """Say above the grid of weights which way round it is."""
        # No wider than up to the inputs' symbol: two lines, if need be, growing upwards.
        room = self.names[0].get_left()[0] - CLEAR - self.panel.left
        words = TextLine(
            self.theme, self.words[f"weights.{key}"], HEADING, self.theme.ink, width=room
        )
        words.place(self.centre[0], self.head - 0.13)
        if words.height > HEADING:
            words.shift(LEADING * HEADING * UP)
        # Words that are wider than the grid begin where it does.
        return words.shift(max(0.0, self.panel.left - words.get_left()[0]) * RIGHT)

    def _shape_label(self, grid: TileGrid, rows, columns) -> ShapeLabel:
        """Set the shape of a grid below it; a one that no layer gives is held to the drawing."""
        label = ShapeLabel(self.theme, rows, columns, 0.56, grid.get_x(), self.foot)
        if isinstance(columns, AxisValue):
            label.columns.tick = Formula(self.theme, ".", 0.4, self.theme.ink).move_to(
                [grid.left + grid.side, grid.top, 0]
            )
            label.columns.axes, label.columns.axis = grid, 0
        return label

    def _light(self, grid: TileGrid) -> list:
        """Light the first row of a grid; what is lit is kept, to be put out again."""
        self.lit = [grid.lit(0, c) for c in range(len(grid.tiles[0]))]
        self._lay_under(self.lit, grid)
        return [FadeIn(tile) for tile in self.lit]

    def _lay_under(self, tiles: list, *grids: TileGrid) -> None:
        """Put lit tiles onto grids, but under what stands in these."""
        self.add(*tiles)
        self.bring_to_front(*[content for grid in grids for content in grid.inside])

    def _lay(self, grid: TileGrid) -> None:
        """Lay copies of the lit row along the inputs, a weight at each."""
        cards = [grid.card(0, c) for c in range(len(grid.tiles[0]))]
        # Each begins as the lit tile it lies on looks.
        ways = [
            Transform(card, card.copy().move_to(self.strip.place(k, 0)), path_arc=0.5)
            for k, card in enumerate(cards)
        ]
        self.play(within(FadeOut(self.dot), 0.0, 0.15), *staggered(ways[::-1]), run_time=2.2)
        self.laid = cards
