"""The beats in which the lines between two layers become a grid of weights, a matrix."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import Animation, Create, FadeIn, FadeOut, Transform, VGroup

from scenes.animation.timing import staggered, within
from scenes.clips.weights.inner_sizes import SizeLine
from scenes.clips.weights.opening_beats import OpeningBeats
from scenes.clips.weights.strand import Strand
from scenes.clips.weights.weight_grid import WeightGrid
from scenes.mobjects.text.text import Formula
from scenes.provenance.source import Source

__all__ = ["BELOW", "WeavingBeats"]

APART = np.pi / 4
"""Angle of the arcs on which the inputs move to the top: on straight ways they would meet."""
SIZE_EM = 0.42
"""Size of the type of rows × columns below the grid, in frame units."""
BELOW = 0.6
"""From a matrix down to the baseline of its size, in frame units."""


class WeavingBeats(OpeningBeats):
    """The inputs move to the top, lines turn corners, and a weight stays at each corner."""

    strand: Strand
    grid: WeightGrid

    def order(self) -> None:
        """Follow one line while the two layers fill the stage, the inputs at its top."""
        rows, columns = len(self.shown[1]), len(self.shown[0])
        self.place = place = self.layout.grid(self.theme, rows, columns, self._elided(1))
        self._leave_one_line()
        tops = [self._moved(node, place.above(c), place.head, APART)
                for c, node in enumerate(self.nodes[0])]  # fmt: skip
        sides = [self._moved(node, place.beside(r), place.radius)
                 for r, node in enumerate(self.nodes[1])]  # fmt: skip
        self.play(*tops, *sides, self.strand.follow(), run_time=2.2)

    def crossing(self) -> None:
        """Bend the line into a right angle; write its weight at the corner."""
        r, c = len(self.shown[1]) - 1, len(self.shown[0]) - 1
        self.grid = WeightGrid(self.theme, self.place, self._weights(0), self.format)
        self.play(self.strand.bend(), run_time=1.7)
        self.play(*self.grid.grow(r, c, 0.0, 1.0), run_time=0.8)
        self.add(self.grid.wires)
        self.bring_to_back(self.grid.wires)
        self.play(*staggered([Create(wire) for wire in self.grid.wires], 0.8), run_time=1.6)

    def fill(self) -> None:
        """Fold every line into its corner, where its weight is written."""
        ends = self.neuron(0, len(self.shown[0]) - 1), self.neuron(1, len(self.shown[1]) - 1)
        grid, rows, columns = self.grid, len(self.shown[1]), len(self.shown[0])
        # Those that are seen at once have neither row nor column in common.
        corners = [(r, (r + shift) % columns) for shift in range(columns) for r in range(rows)]
        corners.remove((rows - 1, columns - 1))
        self.play(
            *[within(neuron.clear_highlight(), 0.0, 0.1) for neuron in ends],
            *self._folding(corners),
            run_time=1.5 + 0.17 * len(corners),
        )
        self.remove(grid.wires, *grid.submobjects[1:])
        self.add(grid)
        self.bring_to_front(*self._all_nodes())
        self.stage.add(self.grid)
        if dots := self._dots(0):
            self.play(*self.stage.show(*dots, start=0.0), run_time=0.5)

    def shape(self) -> None:
        """Count the rows by the neurons that receive, the columns by those that send."""
        place = self.place
        self.size_line = SizeLine(
            self.theme, place.x - place.column / 2, place.bottom - BELOW,
            "bold(W)^((1))", self.sizes[1], self.sizes[0], SIZE_EM,
        )  # fmt: skip
        shape = self.size_line.shape
        self.play(FadeIn(self.size_line.symbol), run_time=0.5)
        rows = range(place.columns, place.columns + place.rows)
        self._sweep(rows, self.nodes[1], VGroup(shape.rows))
        self._sweep(range(place.columns), self.nodes[0], VGroup(shape.times, shape.columns))
        self.stage.add(self.size_line)

    # Steps of the beats.

    def _leave_one_line(self) -> None:
        """Let everything leave but the first two layers and one line between them."""
        first, last = self.nodes[0], self.nodes[1]
        edge = self.network.edges[0][-1][-1]
        self.strand = Strand(self.theme, edge.weight, first[-1][0].disc, last[-1][0].disc)
        going = [m for m in self.drawn if m not in (*first, *last, edge, self.plain[edge])]
        self.remove(edge, self.plain[edge])
        self.add(self.strand)
        self.bring_to_front(*first, *last)
        self.play(
            *[within(FadeOut(m), 0.0, 0.7) for m in going],
            *self.stage.clear(stop=0.7),
            *[within(node[0].highlight(), 0.4, 1.0) for node in (first[-1], last[-1])],
            run_time=1.0,
        )

    def _folding(self, corners: Sequence[tuple[int, int]]) -> list[Animation]:
        """Fold the followed line, then those of other corners, each into its weight."""
        folds: list[list[Animation]] = [[self.strand.fold(appears=False)]]
        starts, ends = self.nodes[:2]
        for r, c in corners:
            weight = self.grid.cells[r][c].recorded
            discs = starts[c][0].disc, ends[r][0].disc
            strand = Strand(self.theme, weight, *discs).lay(1.0)
            self.add(strand)
            folds.append([strand.fold(), *self.grid.grow(r, c, 0.0, 1.0)])
        self.bring_to_front(
            *[m for r, c in corners for m in (self.grid.corners[r][c], self.grid.cells[r][c])],
            self.grid.corners[-1][-1], self.grid.cells[-1][-1], *self._all_nodes(),
        )  # fmt: skip
        return staggered(folds, overlap=0.8)

    def _elided(self, layer: int) -> bool:
        return len(self.shown[layer]) < self.recording.layer_sizes[layer]

    def _all_nodes(self) -> list[VGroup]:
        """Return the neurons of the first two layers, with their names."""
        return [*self.nodes[0], *self.nodes[1]]

    def _weights(self, layer: int) -> list[list[Source]]:
        """Return the weights drawn after a layer, a row for each receiving neuron."""
        return [
            [self.source("weights", layer, j, i) for i in self.shown[layer]]
            for j in self.shown[layer + 1]
        ]

    def _dots(self, layer: int) -> list[Formula]:
        """Return the dots after layers of which only some neurons are drawn."""
        found, theme, place = [], self.theme, self.place
        if self._elided(layer):
            x, y, _ = place.above(place.columns - 1)
            found.append(Formula(theme, "dots.c", 0.6, theme.quiet).move_to(
                [x + place.head + 0.4, y, 0]))  # fmt: skip
        if self._elided(layer + 1):
            x, y, _ = place.beside(place.rows - 1)
            found.append(Formula(theme, "dots.v", 0.6, theme.quiet).move_to(
                [x, y - place.radius - 0.3, 0]))  # fmt: skip
        return found

    def _sweep(self, lines: Sequence[int], nodes: Sequence[VGroup], number: VGroup) -> None:
        """Light rows or columns one after another with their neurons; then state their number."""
        lit = [[self.grid.light(k), node[0].highlight()]
               for k, node in zip(lines, nodes, strict=True)]  # fmt: skip
        self.play(*staggered(lit, overlap=0.4), run_time=0.4 + 0.2 * len(lines))
        self.play(FadeIn(number), run_time=0.5)
        self.play(
            *[self.grid.rest(k) for k in lines],
            *[node[0].clear_highlight() for node in nodes],
            run_time=0.5,
        )

    def _moved(
        self, node: VGroup, centre: Sequence[float], radius: float, arc: float = 0.0
    ) -> Animation:
        """Move a neuron with its name, on an arc, so that its disc is at a place, with a radius."""
        disc = node[0].disc
        target = node.copy().scale(2 * radius / disc.width, about_point=disc.get_center())
        target.shift(np.array(centre) - disc.get_center())
        return Transform(node, target, path_arc=arc)
