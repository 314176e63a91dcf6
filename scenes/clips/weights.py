"""What a weight is, how weights start, and the matrices in which they stand."""

from __future__ import annotations

import numpy as np
from manim import UP, Create, FadeIn, FadeOut, Transform, UpdateFromAlphaFunc, VGroup, smooth

from network import Recording
from scenes import parts
from scenes.base import RecordedScene
from scenes.motion import staggered, within
from scenes.parts.dot_plot import DotPlot
from scenes.parts.named_matrix import NamedMatrix, ShapeLabel
from scenes.parts.tile_grid import InnerSizes, TileGrid
from scenes.parts.weight_list import StandingWeights, WeightList, flow_into
from scenes.source import AxisValue, NumberFormat, Source

__all__ = ["Weights"]

STEP = 0
FIRST = 0
"""The hidden neuron whose weights are looked at one by one."""
WEIGHT = NumberFormat(2, signed=True)


class Weights(RecordedScene):
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
        self.network = parts.NetworkDiagram(
            self.theme, self.area.network, self.recording, STEP, names
        )
        self.add(self.network, self.network.symbols(0, "x"))
        self.sizes = [
            Source(self.recording, "layer_sizes", STEP, None, (layer,)) for layer in range(3)
        ]

    # The beats, in order.

    def edges(self) -> None:
        """One hidden neuron comes into focus; edge by edge, what leads to it is listed."""
        edges = self.network.row(0, FIRST)
        self.list = WeightList(self.theme, self.area.panel, edges, FIRST, WEIGHT)
        listed = zip(edges, self.list.names, self.list.lines, strict=True)
        moves = [[edge.light_up(), FadeIn(name), Create(line)] for edge, name, line in listed]
        self.play(
            within(self.network.layers[1][FIRST].ring(self.theme.focus), 0.0, 0.2),
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
        """The pieces of the edges stand down on a scale, each at its number."""
        network = self.network
        edges = [edge for layer in network.edges for row in layer for edge in row]
        weights = [edge.weight for edge in edges]
        self.plot = DotPlot(self.theme, self.area.panel, weights, self.theme.weight_scale)
        lines = self.list.lines
        self.standing = StandingWeights(self.theme, self.plot, network.row(0, FIRST), WEIGHT)
        self.play(
            *[within(FadeOut(m), 0.0, 0.6) for m in (*self.list.names, *self.list.numbers)],
            # The list draws together, to leave room for the scale.
            *[
                within(line.animate.set_y(top), 0.1, 0.9)
                for line, top in zip(lines, self.standing.tops, strict=True)
            ],
            within(FadeIn(self.plot), 0.3, 1.0),
            run_time=1.0,
        )
        pairs = zip(lines, self.standing.lines, strict=True)
        flows = [flow_into(line, standing) for line, standing in pairs]
        numbers = [FadeIn(number) for number in self.standing.numbers]
        self.play(
            *staggered(flows[::-1], overlap=0.4, stop=0.9),
            # A number comes when its own line has left its place.
            *staggered(numbers[::-1], overlap=0.4, start=0.12),
            run_time=3.2,
        )
        self.remove(*lines)
        self.add(*self.standing.lines)

    def start(self) -> None:
        """Every weight of the network leaves its edge as a dot, for its place on the scale."""
        network, dots = self.network, iter(self.plot.dots)
        samples = self.standing.lines
        first = [next(dots) for _ in samples]
        pairs = zip(samples, first, strict=True)
        self.play(
            *[within(FadeOut(m), 0.0, 0.6) for m in (*self.labels, *self.standing.numbers)],
            *[m for s, d in pairs for m in (self._shrink(s, d), within(FadeIn(d), 0.5, 1.0))],
            run_time=0.7,
        )
        self.remove(*samples)
        last = (0, FIRST)
        for layer, rows in enumerate(network.edges):
            for j, edges in enumerate(rows):
                if (layer, j) == (0, FIRST):
                    continue
                row = [next(dots) for _ in edges]
                self.play(
                    *self._focus((layer, j), last),
                    *staggered(
                        [self._fly(dot, edge) for dot, edge in zip(row, edges, strict=True)],
                        overlap=0.8,
                        start=0.2,
                    ),
                    run_time=0.65,
                )
                last = (layer, j)
        self.play(*self._rest(*last), run_time=0.4)

    def row(self) -> None:
        """The weights of the first neuron become the first row of the matrix."""
        self.first = NamedMatrix(self.theme, self.area.panel, self.recording, STEP, 0, ("h", "x"))
        first, plot = self.first, self.plot
        self.hidden_names = self._inside(1, "h")
        self.labels = self.network.labels(0, FIRST, WEIGHT)
        self.play(
            *[within(FadeOut(m), 0.0, 0.5) for m in (plot, *plot.dots)],
            *[
                within(FadeIn(m), 0.2, 0.8)
                for m in (first.matrix.brackets, first.symbol, self.hidden_names, *self.labels)
            ],
            *[within(FadeIn(m), 0.4, 1.0) for m in (first.bars[FIRST], first.row_names[FIRST])],
            *self._focus((0, FIRST), None),
            run_time=1.0,
        )
        cells = zip(self.labels, first.matrix.row(FIRST), strict=True)
        self.play(*staggered([[FadeOut(a), FadeIn(b)] for a, b in cells]), run_time=1.8)

    def other_rows(self) -> None:
        """Every other hidden neuron adds its row."""
        self._fill(self.first, 0, range(1, len(self.network.layers[1])), (0, FIRST))

    def shape(self) -> None:
        """Rows are counted by the hidden neurons, columns by the inputs."""
        self._count(self.first, 0)

    def second_matrix(self) -> None:
        """The matrix between the hidden and the output layer, built in the same way."""
        # Heights in proportion to the rows, with a line for the columns' names.
        upper, lower = self.area.panel.split(4.85, 3.85, gap=0.25)
        small, second = (
            NamedMatrix(self.theme, region, self.recording, STEP, layer, letters, beside=True)
            for layer, (region, letters) in enumerate(((upper, "hx"), (lower, "oh")))
        )
        self.output_names = self._inside(2, "o")
        # The heading fades from place to place: on a way there it would cross the numbers.
        old, moved = (VGroup(n.matrix, *n.row_names, *n.column_names) for n in (self.first, small))
        self.play(
            *[within(FadeOut(m), 0.0, 0.35) for m in (self.first.symbol, self.first.shape)],
            within(Transform(old, moved), 0.2, 0.8),
            *[within(FadeIn(m), 0.7, 1.0) for m in (small.symbol, small.shape)],
            run_time=1.4,
        )
        self.remove(old)
        self.add(small)
        self.play(
            *[FadeIn(m) for m in (second.matrix.brackets, second.symbol, self.output_names)],
            run_time=0.5,
        )
        self._fill(second, 1, range(len(self.network.layers[2])), None)
        self._count(second, 1)
        self.matrices = [small, second]

    def product(self) -> None:
        """The first matrix and the inputs, as shapes."""
        theme, region = self.theme, self.area.panel
        hidden, inputs = (int(self.sizes[layer].value) for layer in (1, 0))
        side = min((region.width - 1.0) / (inputs + 3.7), (region.height - 1.95) / inputs)
        self.side, middle = side, region.top - 0.75 - inputs * side / 2
        x = region.left + inputs * side / 2
        self.centre = (x, middle)
        strip = region.left + inputs * side + 0.35 + side / 2
        self.weights = TileGrid(theme, hidden, inputs, side, self.centre)
        self.strip = TileGrid(theme, inputs, 1, side, (strip, middle))
        names = [f"x_{i + 1}" for i in range(inputs)]
        self.inputs = TileGrid(theme, inputs, 1, side, (strip + side, middle), names)
        names = [f"z_{j + 1}" for j in range(hidden)]
        right = region.right - 0.8 * side  # the shape below is wider than the column
        self.sums = TileGrid(theme, hidden, 1, side, (right, middle), names)
        self.dot = parts.Formula(theme, "dot", 0.8, theme.ink).move_to([strip, middle, 0])
        equals = (strip + 1.5 * side + right - side / 2) / 2
        self.equals = parts.Formula(theme, "=", 0.5, theme.ink).move_to([equals, middle, 0])
        self.head, self.foot = region.top - 0.3, middle - inputs * side / 2 - 0.55
        self.symbol = self._symbol("bold(W)^((1))", self.weights)
        self.names = VGroup(
            self._symbol("bold(x)", self.inputs), self._symbol("bold(z)^((1))", self.sums)
        )
        rows, columns = self.sizes[1], self.sizes[0]
        self.label = self._shape_label(self.weights, rows, columns)
        self.inputs_label = self._shape_label(self.inputs, columns, AxisValue(1))
        self.sums_label = self._shape_label(self.sums, rows, AxisValue(1))
        small, second = self.matrices
        cells = [cell for row in small.matrix.cells for cell in row]
        tiles = [tile for row in self.weights.tiles for tile in row]
        across = small.matrix.row(0)[1].get_x() - small.matrix.row(0)[0].get_x()
        down = small.matrix.row_y(0) - small.matrix.row_y(1)
        boxes = [
            tile.copy()
            .stretch_to_fit_width(0.92 * across)
            .stretch_to_fit_height(0.92 * down)
            .move_to([cell.get_x(), small.matrix.row_y(k // inputs), 0])
            for k, (tile, cell) in enumerate(zip(tiles, cells, strict=True))
        ]
        leaving = [second, small.matrix.brackets, small.symbol, small.shape]
        leaving += [*small.row_names, *small.column_names]
        # A tile around every number; then only the shape is looked at.
        self.play(
            *[within(FadeOut(m), 0.0, 0.7) for m in leaving],
            *[within(FadeIn(box), 0.3, 1.0) for box in boxes],
            run_time=0.8,
        )
        shown = (self.inputs, self.sums, self.dot, self.equals, self.symbol, self.names)
        self.play(
            *[within(FadeOut(cell), 0.0, 0.4) for cell in cells],
            *[within(Transform(b, t), 0.25, 0.9) for b, t in zip(boxes, tiles, strict=True)],
            *[within(FadeIn(m), 0.6, 1.0) for m in shown],
            run_time=1.4,
        )
        self.remove(*boxes, *self.matrices)
        self.add(self.weights)
        self.play(FadeIn(self.label), FadeIn(self.inputs_label), run_time=0.6)

    def fits(self) -> None:
        """The first row lies along the inputs: every weight meets an input."""
        self.play(*self._focus((0, FIRST), None), *self._light(self.weights), run_time=0.6)
        count = len(self.inputs.names)
        self._lay(count, [f"w_(1 {i + 1})" for i in range(count)])
        self.bow = InnerSizes(self.theme, self.label.columns, self.inputs_label.rows)
        result = self.sums.lit(0, 0)
        self.play(FadeIn(self.bow), run_time=0.5)
        self.play(FadeIn(result), FadeIn(self.sums_label), run_time=0.6)
        self.lit.append(result)

    def left_to_right(self) -> None:
        """Rows for the inputs, columns for the hidden neurons: one input finds no weight."""
        hidden, inputs = (int(self.sizes[layer].value) for layer in (1, 0))
        self.turned = TileGrid(self.theme, inputs, hidden, self.side, self.centre)
        label = self._shape_label(self.turned, self.sizes[0], self.sizes[1])
        words = parts.Words(
            self.theme, self.words["weights.left_to_right"], 0.4, self.theme.quiet
        ).move_to([self.centre[0], self.head, 0])
        leaving = [self.symbol, self.label, self.bow, *self.strip_names]
        leaving += [self.sums, self.sums_label, self.equals, self.names[1]]
        self.play(
            *[within(FadeOut(m), 0.0, 0.5) for m in leaving],
            *[within(FadeOut(m), 0.0, 0.6) for m in (self.weights, *self.lit)],
            within(FadeIn(self.turned), 0.2, 0.8),
            *[within(FadeIn(m), 0.5, 1.0) for m in (label, words, self.dot)],
            *self._rest(0, FIRST),
            run_time=1.2,
        )
        self.label, self.symbol = label, words
        outgoing = [row[0] for row in self.network.edges[0]]
        self.play(
            self.network.layers[0][0].ring(self.theme.focus),
            *[edge.light_up() for edge in outgoing],
            *self._light(self.turned),
            run_time=0.6,
        )
        self._lay(hidden, [f"w_({j + 1} 1)" for j in range(hidden)])
        self.bow = InnerSizes(self.theme, self.label.columns, self.inputs_label.rows)
        missing = self.strip.missing(self.strip.place(hidden, 0))
        self.play(FadeIn(missing), run_time=0.4)
        self.play(FadeIn(self.bow), run_time=0.5)
        self.lit.append(missing)

    def transpose(self) -> None:
        """The matrix is turned over, every tile to its mirrored place: a row to a column."""
        outgoing = [row[0] for row in self.network.edges[0]]
        hidden = len(self.turned.tiles[0])
        first, laid = self.lit[:hidden], self.lit[hidden:]
        self.play(
            *[FadeOut(m) for m in (*laid, *self.strip_names, self.bow, self.label)],
            FadeOut(self.symbol),
            FadeIn(self.dot),
            self.network.layers[0][0].unring(),
            *[edge.rest() for edge in outgoing],
            run_time=0.6,
        )
        tiles = [tile for row in self.turned.tiles for tile in row]
        moves = [self.turned.turn_over(tile, self.weights) for tile in (*tiles, *first)]
        self.play(*moves, run_time=2.0)
        self.label = self._shape_label(self.weights, self.sizes[1], self.sizes[0])
        self.symbol = self._symbol("bold(W)^((1))", self.weights)
        shown = [FadeIn(self.label), FadeIn(self.symbol)]
        self.play(*shown, *[FadeOut(tile) for tile in first], run_time=0.6)

    def right_to_left(self) -> None:
        """Row by row, the matrix as it is gives the hidden neurons their sums."""
        self.bow = InnerSizes(self.theme, self.label.columns, self.inputs_label.rows)
        shown = (self.equals, self.sums, self.names[1], self.sums_label, self.bow)
        self.play(*[FadeIn(m) for m in shown], run_time=0.8)
        last = None
        for j in range(len(self.sums.names)):
            row = VGroup(*[self.weights.lit(j, c) for c in range(len(self.inputs.names))])
            result = self.sums.lit(j, 0)
            self.play(*self._focus((0, j), last), FadeIn(row), run_time=0.45)
            self.play(FadeIn(result), FadeOut(row), run_time=0.35)
            last = (0, j)
        self.play(*self._rest(*last), run_time=0.5)
        self.wait(1.2)

    # What several beats need.

    def _focus(self, row: tuple[int, int], last: tuple[int, int] | None) -> list:
        """Light a neuron and its edges, and put those lit last at rest."""
        layer, j = row
        return [
            self.network.layers[layer + 1][j].ring(self.theme.focus),
            *[edge.light_up() for edge in self.network.row(layer, j)],
            *([] if last is None else self._rest(*last)),
        ]

    def _rest(self, layer: int, j: int) -> list:
        """Put a neuron and its edges at rest."""
        return [
            self.network.layers[layer + 1][j].unring(),
            *[edge.rest() for edge in self.network.row(layer, j)],
        ]

    def _fly(self, dot, edge) -> UpdateFromAlphaFunc:
        """Let a dot leave the middle of its edge, and drop from above into its place."""
        start, end, full = edge.get_center(), dot.get_center(), dot.width
        above = np.array([end[0], self.area.panel.top, 0.0])

        def update(moving, share: float) -> None:
            moving.move_to(
                (1 - share) ** 2 * start + 2 * share * (1 - share) * above + share**2 * end
            )
            moving.set(width=(0.4 + 0.6 * share) * full).set_opacity(min(3 * share, 1.0))

        return UpdateFromAlphaFunc(dot, update, rate_func=smooth)

    def _shrink(self, sample, dot) -> Transform:
        """Let a piece of an edge draw itself together into its dot."""
        point = sample.copy().put_start_and_end_on(
            dot.get_center() + 0.01 * UP, dot.get_center() - 0.01 * UP
        )
        return Transform(sample, point)

    def _inside(self, layer: int, letter: str) -> VGroup:
        """Names of a layer's neurons, inside of them as long as they hold no value."""
        return VGroup(
            *[
                parts.Formula(self.theme, f"{letter}_{k}", 0.4, self.theme.ink).move_to(neuron.disc)
                for k, neuron in enumerate(self.network.layers[layer], start=1)
            ]
        )

    def _fill(self, named: NamedMatrix, layer: int, rows, last) -> None:
        """Row after row, each with its neuron and its edges."""
        bar = None if last is None else named.bars[last[1]]
        for j in rows:
            self.play(
                *self._focus((layer, j), last),
                *([] if bar is None else [FadeOut(bar)]),
                FadeIn(named.bars[j]),
                FadeIn(named.row_names[j]),
                *[within(FadeIn(cell), 0.4, 1.0) for cell in named.matrix.row(j)],
                run_time=0.9 if layer == 0 else 0.7,
            )
            last, bar = (layer, j), named.bars[j]
        self.play(*self._rest(*last), FadeOut(bar), run_time=0.4)

    def _count(self, named: NamedMatrix, layer: int) -> None:
        """Count rows by the upper layer's neurons, then columns by the lower layer's."""
        shape, focus = named.shape, self.theme.focus
        rows, columns = self.network.layers[layer + 1], self.network.layers[layer]
        self.play(
            *[neuron.ring(focus) for neuron in rows],
            *[name.animate.set_color(focus) for name in named.row_names],
            within(FadeIn(shape.rows), 0.3, 1.0),
            run_time=0.8,
        )
        self.wait(0.3)
        self.play(
            *[neuron.unring() for neuron in rows],
            *[name.animate.set_color(self.theme.quiet) for name in named.row_names],
            *[neuron.ring(focus) for neuron in columns],
            *[FadeIn(name.set_color(focus)) for name in named.column_names],
            within(FadeIn(shape.times), 0.3, 1.0),
            within(FadeIn(shape.columns), 0.3, 1.0),
            run_time=0.8,
        )
        self.wait(0.4)
        self.play(
            *[neuron.unring() for neuron in columns],
            *[name.animate.set_color(self.theme.quiet) for name in named.column_names],
            run_time=0.4,
        )

    def _symbol(self, markup: str, grid: TileGrid) -> parts.Formula:
        """Set a symbol above a grid of tiles."""
        formula = parts.Formula(self.theme, markup, 1.2 * self.theme.sizes.formula, self.theme.ink)
        return formula.move_to([grid.get_x(), self.head, 0])

    def _shape_label(self, grid: TileGrid, rows, columns) -> ShapeLabel:
        """Set the shape of a grid below it; a one that no layer gives is held to the drawing."""
        label = ShapeLabel(self.theme, rows, columns, 0.56, grid.get_x(), self.foot)
        if isinstance(columns, AxisValue):
            label.columns.tick = parts.Formula(self.theme, ".", 0.4, self.theme.ink).move_to(
                [grid.left + grid.side, grid.top, 0]
            )
            label.columns.axes, label.columns.axis = grid, 0
        return label

    def _light(self, grid: TileGrid) -> list:
        """Light the first row of a grid; what is lit is kept, to be put out again."""
        self.lit = [grid.lit(0, c) for c in range(len(grid.tiles[0]))]
        return [FadeIn(tile) for tile in self.lit]

    def _lay(self, count: int, names: list[str]) -> None:
        """Lay copies of the lit tiles along the inputs, one at each, and name them."""
        movers = [tile.copy() for tile in self.lit]
        ways = []
        for k, mover in enumerate(movers):
            there = mover.copy().move_to(self.strip.place(k, 0))
            # It comes into sight as it leaves: two tints one over the other would flare up.
            mover.set_fill(opacity=0).set_stroke(opacity=0)
            ways.append(Transform(mover, there, path_arc=0.5))
        self.play(
            *staggered(ways[::-1], overlap=0.7), within(FadeOut(self.dot), 0.0, 0.3), run_time=1.5
        )
        self.strip_names = [
            parts.Formula(self.theme, name, 0.36, self.theme.ink).move_to(self.strip.place(k, 0))
            for k, name in enumerate(names)
        ]
        self.play(*[FadeIn(name) for name in self.strip_names], run_time=0.5)
        self.lit.extend(movers)
