"""The beats in which the lines between two layers become a matrix."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import (
    Animation,
    Circle,
    FadeIn,
    FadeOut,
    Mobject,
    Transform,
    VGroup,
    VMobject,
)  # fmt: skip

from scenes.animation.timing import staggered, within
from scenes.clips.weights.crossing_lines import CrossingLines
from scenes.clips.weights.layout import MatrixPlace
from scenes.clips.weights.opening_beats import OpeningBeats
from scenes.clips.weights.weight_matrix import SizeLine, WeightMatrix
from scenes.mobjects.text.text import Formula

__all__ = ["WeavingBeats", "settle"]

RING = 0.3
"""Radius of the ring around a corner, in frame units."""


class WeavingBeats(OpeningBeats):
    """The inputs move to the top, lines turn corners, and a weight stays at each corner."""

    def order(self) -> None:
        """Follow one line while the inputs move to the top, and the next layer to the side."""
        rows, columns = len(self.shown[1]), len(self.shown[0])
        self.place = self.layout.weaving(self.theme, rows, columns, self._elided(1))
        first, last = self.nodes[0], self.nodes[1]
        edges = [edge for row in self.network.edges[0] for edge in row]
        self.lines = CrossingLines(
            self.theme, [[edge.weight for edge in row] for row in self.network.edges[0]],
            first, last,
        )  # fmt: skip
        for edge, strand in zip(edges, self.lines, strict=True):
            strand.match_style(edge)
        self.followed = self.lines.rows[-1][0]
        self.followed.lit = True
        self.lines.remove(self.followed).add(self.followed)  # above the others
        self.remove(*edges, *[self.plain[edge] for edge in edges])
        self.add(self.lines)
        self.bring_to_front(*first, *last)
        rest = [strand for strand in self.lines if strand is not self.followed]
        self.play(
            *[within(FadeOut(m), 0.0, 0.5) for m in self._before_weaving()],
            *self.stage.clear(),
            *[within(strand.light(full=False), 0.2, 0.8) for strand in rest],
            self.neuron(0, 0).highlight(),
            self.neuron(1, rows - 1).highlight(),
            run_time=1.2,
        )
        self.play(*self._spread(self.place, first, last), run_time=2.4)

    def crossing(self) -> None:
        """Bend every line into a right angle; mark the corner of the line in focus."""
        place = self.place.crossing(len(self.shown[1]) - 1, 0)
        self.ring = Circle(
            RING, color=self.theme.focus, stroke_width=self.theme.sizes.focus_outline
        ).move_to(place)
        self.play(self.lines.bend(), run_time=1.8)
        self.play(FadeIn(self.ring, scale=1.6), run_time=0.5)

    def fill(self) -> None:
        """Let line after line go; at its corner, its weight remains as a number."""
        self.matrix = self._matrix(0, self.place)
        self.stage.add(self.matrix)
        self.play(
            *settle(self.lines, self.matrix),
            within(FadeOut(self.ring), 0.0, 0.08),
            within(self.neuron(0, 0).clear_highlight(), 0.3, 0.5),
            within(self.neuron(1, len(self.shown[1]) - 1).clear_highlight(), 0.3, 0.5),
            run_time=3.0,
        )
        if dots := self._dots(0, self.place):
            self.play(*self.stage.show(*dots, start=0.0), run_time=0.5)

    def shape(self) -> None:
        """Count the rows by the neurons the lines lead to, the columns by those they leave."""
        self.size_line = self._size_line(0, self.place)
        self._count(self.matrix, self.size_line, 0)

    def second_matrix(self) -> None:
        """Do the same for the lines of every further layer."""
        places = self.layout.pair(self.theme, [len(indices) for indices in self.shown])
        if len(self.shown) == 3 and places is not None and not self.network.elided:
            self._beside(*places)
            return
        for layer in range(1, len(self.shown) - 1):
            self._instead(layer)

    def chain(self) -> None:
        """From layer to layer: light what each matrix drawn leads to, then what it leads from."""
        for line, tops, sides in self.drawn:
            for number, nodes in ((line.shape.rows, sides), (line.shape.columns, tops)):
                self._light_size(number, nodes)

    # Steps of the beats.

    def _light_size(self, number: Mobject, nodes: Sequence[VGroup]) -> None:
        """Light a number of a size and the neurons it counts, for a moment."""
        lit = [[node[0].highlight()] for node in nodes]
        self.play(
            *staggered(lit, overlap=0.7),
            within(number.animate.set_fill(self.theme.focus), 0.0, 0.5),
            run_time=0.5,
        )
        self.play(
            *[node[0].clear_highlight() for node in nodes],
            number.animate.set_fill(self.theme.ink),
            run_time=0.25,
        )

    def _elided(self, layer: int) -> bool:
        return len(self.shown[layer]) < self.recording.layer_sizes[layer]

    def _before_weaving(self) -> list[Mobject]:
        """Return what leaves: the scale, words, and all that lies beyond the first two layers."""
        beyond = [node for nodes in self.nodes[2:] for node in nodes]
        edges = [self.plain[e] for layer in self.network.edges[1:] for row in layer for e in row]
        drawn = [m for draw in self.draws for m in (draw.piece, draw.number)]
        return [*beyond, *edges, *drawn, self.network.names, self.network.elisions]

    def _spread(
        self, place: MatrixPlace, tops: Sequence[VGroup], sides: Sequence[VGroup]
    ) -> list[Animation]:
        """Move a layer to the top of a place and another to its right, the lines with them."""
        return self.lines.spread(
            [place.above(c) for c in range(len(tops))],
            [place.beside(r) for r in range(len(sides))],
            2 * place.radius,
        )

    def _matrix(self, layer: int, place: MatrixPlace, *, turned: bool = False) -> WeightMatrix:
        """Typeset the weights after a layer, or their transpose, at a place."""
        cells = [
            [self.source("weights", layer, j, i) for i in self.shown[layer]]
            for j in self.shown[layer + 1]
        ]
        if turned:
            cells = [list(column) for column in zip(*cells, strict=True)]
        return WeightMatrix(self.theme, place, cells, self.format)

    def _size_line(self, layer: int, place: MatrixPlace) -> SizeLine:
        words = self.words["weights.to"], self.words["weights.from"]
        symbol = f"bold(W)^(({layer + 1}))"
        sizes = self.sizes[layer + 1], self.sizes[layer]
        return SizeLine(self.theme, place, symbol, *sizes, words, self.area.body)

    def _dots(self, layer: int, place: MatrixPlace) -> list[Formula]:
        """Return the dots after layers of which only some neurons are drawn."""
        found, theme = [], self.theme
        if self._elided(layer):
            found.append(Formula(theme, "dots.c", 0.6, theme.quiet).move_to(
                [place.right + place.column / 2, place.above(0)[1], 0]))  # fmt: skip
        if self._elided(layer + 1):
            x, y, _ = place.beside(place.rows - 1)
            found.append(Formula(theme, "dots.v", 0.6, theme.quiet).move_to(
                [x + place.radius + 0.22, y, 0]))  # fmt: skip
        return found

    def _count(self, matrix: WeightMatrix, line: SizeLine, layer: int, pace: float = 1.0) -> None:
        """Light row after row with its neuron, then column after column; state the size."""
        bars = [matrix.bar(r) for r in range(len(matrix.cells))]
        self._sweep(matrix, bars, self.sides, line.of_rows, pace)
        bars = [matrix.column_bar(c) for c in range(len(matrix.cells[0]))]
        self._sweep(matrix, bars, self.tops, line.of_columns, pace)
        if line.symbol is not None:
            self.play(FadeIn(line.symbol), run_time=0.5)
        self.stage.add(line)

    def _sweep(
        self, matrix: WeightMatrix, bars: Sequence[VMobject], nodes: Sequence[VGroup],
        number: VGroup, pace: float,
    ) -> None:  # fmt: skip
        """Light rows or columns one after another with their neurons; then state their number."""
        lit = [
            [self.lit(bar), node[0].highlight()]
            for bar, node in zip(self.lay_behind(matrix, bars), nodes, strict=True)
        ]
        self.play(*staggered(lit, overlap=0.4), run_time=pace * (0.4 + 0.15 * len(bars)))
        self.play(FadeIn(number), run_time=0.4)
        self.play(
            *[FadeOut(bar) for bar in bars],
            *[node[0].clear_highlight() for node in nodes],
            run_time=0.5,
        )

    def lay_behind(self, matrix: Mobject, bars: Sequence[VMobject]) -> Sequence[VMobject]:
        """Lay bars behind a matrix, not to be seen before they are lit."""
        self.add(*[bar.set_fill(opacity=0) for bar in bars])
        self.bring_to_front(matrix)
        return bars

    def lit(self, bar: VMobject) -> Animation:
        """Light a bar that lies behind a matrix."""
        return bar.animate.set_fill(opacity=self.theme.row_tint)

    def moved(self, node: VGroup, centre: Sequence[float], radius: float) -> Animation:
        """Move a neuron with its name so that its disc is at a place, with a radius."""
        disc = node[0].disc
        target = node.copy().scale(2 * radius / disc.width, about_point=disc.get_center())
        return Transform(node, target.shift(np.array(centre) - disc.get_center()))

    def _beside(self, left: MatrixPlace, right: MatrixPlace) -> None:
        """Make room at the right, where the sides of the first matrix become tops of another."""
        first, smaller = self.matrix, self._matrix(0, left)
        line = self._size_line(0, left)
        tops, sides = self.tops, self.sides
        self.play(
            *self.stage.clear(keep=[first, self.size_line], stop=1.0),
            *[node[0].highlight() for node in sides],
            run_time=0.5,
        )
        self.play(
            Transform(first, smaller),
            Transform(self.size_line, line),
            *[self.moved(n, left.above(c), left.radius) for c, n in enumerate(tops)],
            *[self.moved(n, left.beside(r), left.radius) for r, n in enumerate(sides)],
            run_time=1.0,
        )
        self.drawn = [(self.size_line, tops, sides)]
        again = [node.copy() for node in sides]
        for c, node in enumerate(again):
            node.scale(right.radius / left.radius).shift(
                np.array(right.above(c)) - node[0].disc.get_center()
            )
        self.play(*staggered([FadeIn(node) for node in again], overlap=0.5), run_time=0.5)
        self.play(*[node[0].clear_highlight() for node in (*sides, *again)], run_time=0.4)
        self._weave(1, right, again)

    def _instead(self, layer: int) -> None:
        """Replace the matrix by that of the next layer; its sides move to the top."""
        rows, columns = len(self.shown[layer + 1]), len(self.shown[layer])
        place = self.layout.weaving(self.theme, rows, columns, self._elided(layer + 1))
        carried = self.sides
        self.play(*self.stage.clear(stop=1.0), *[FadeOut(node) for node in self.tops], run_time=0.6)
        self.drawn = []
        self._weave(layer, place, carried)
        if dots := self._dots(layer, place):
            self.play(*self.stage.show(*dots, start=0.0), run_time=0.3)

    def _weave(self, layer: int, place: MatrixPlace, tops: list[VGroup]) -> None:
        """Make the matrix after a layer, whose neurons move to the top of its place."""
        sides = self.nodes[layer + 1]
        for r, node in enumerate(sides):
            scale = 2 * place.radius / node[0].disc.width
            node.scale(scale).move_to(place.beside(r))
        self.play(
            *[self.moved(n, place.above(c), place.radius) for c, n in enumerate(tops)],
            *[within(FadeIn(node), 0.5, 1.0) for node in sides],
            run_time=0.9,
        )
        cells = [[edge.weight for edge in row] for row in self.network.edges[layer]]
        self.lines = lines = CrossingLines(self.theme, cells, tops, sides)
        self.play(FadeIn(lines), run_time=0.3)
        self.bring_to_front(*tops, *sides)
        self.play(lines.bend(), run_time=0.7)
        self.matrix = self._matrix(layer, place)
        self.stage.add(self.matrix)
        self.play(*settle(lines, self.matrix), run_time=1.0)
        self.size_line = self._size_line(layer, place)
        self.drawn.append((self.size_line, self.tops, self.sides))
        self._count(self.matrix, self.size_line, layer, 0.4)

    @property
    def tops(self) -> list[VGroup]:
        """The neurons, with their names, above the matrix in focus."""
        return list(self.lines.tops)

    @property
    def sides(self) -> list[VGroup]:
        """The neurons, with their names, at the right of the matrix in focus."""
        return list(self.lines.sides)


def settle(lines: CrossingLines, matrix: WeightMatrix) -> list[Animation]:
    """Let the lines go, each before its weight appears at its corner; then the brackets.

    They go from the first column's end to the last one's top: the lines that pass a corner on their
    way to their own have gone before its number is there.
    """
    rows, columns = len(matrix.cells), len(matrix.cells[0])
    pitch = 0.8 / (rows + columns + 1)
    moves: list[Animation] = [within(FadeIn(matrix.brackets), 0.8, 1.0)]
    for r, row in enumerate(matrix.cells):
        for c, cell in enumerate(row):
            start = pitch * (rows - 1 - r + c)
            moves.append(lines.leave(r, c, start, start + pitch))
            moves.append(within(FadeIn(cell, scale=0.4), start + pitch, start + 3 * pitch))
    return moves
