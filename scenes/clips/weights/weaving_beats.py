"""The beats in which the lines between two layers become a grid of weights, a matrix."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import Animation, FadeIn, FadeOut, Mobject, Transform, VGroup, VMobject

from scenes.animation.timing import staggered, within
from scenes.clips.weights.crossing_lines import CrossingLines
from scenes.clips.weights.opening_beats import OpeningBeats
from scenes.clips.weights.weight_grid import WeightGrid
from scenes.clips.weights.weight_matrix import SizeLine
from scenes.mobjects.text.text import Formula
from scenes.provenance.source import Source

__all__ = ["WeavingBeats"]

BELOW = 0.62
"""From a matrix down to the baseline of its size, in frame units."""


class WeavingBeats(OpeningBeats):
    """The inputs move to the top, lines turn corners, and a weight stays at each corner."""

    lines: CrossingLines
    grid: WeightGrid

    def order(self) -> None:
        """Follow one line while the two layers fill the stage, and the inputs move to the top."""
        rows, columns = len(self.shown[1]), len(self.shown[0])
        self.place = place = self.layout.grid(self.theme, rows, columns, self._elided(1))
        self._clear_for_lines()
        sides = [place.beside(r) for r in range(rows)]
        widths = 2 * place.head, 2 * place.radius
        self.play(*self.lines.spread(self._standing(place), sides, widths), run_time=1.6)
        tops = [place.above(c) for c in range(columns)]
        self.play(*self.lines.spread(tops, sides, widths), run_time=2.2)

    def crossing(self) -> None:
        """Bend every line into a right angle; write the weight of the line in focus."""
        r, c = len(self.shown[1]) - 1, len(self.shown[0]) - 1
        self.grid = WeightGrid(self.theme, self.place, self._weights(0), self.format)
        self.play(self.lines.bend(), run_time=2.2)
        self.wait(0.3)
        self.play(*self.grid.grow(r, c, 0.0, 1.0), run_time=1.0)

    def fill(self) -> None:
        """Let every line shrink to its corner, and its weight be written there."""
        rows, columns = len(self.shown[1]), len(self.shown[0])
        own = self.neuron(0, columns - 1), self.neuron(1, rows - 1)
        grid, last = self.grid, (rows - 1, columns - 1)
        self.add(grid.wires)
        self.bring_to_back(grid.wires)
        pitch, moves = 0.6 / (rows + columns), []
        self.remove(self.lines)
        self.add(*self.lines)
        self.bring_to_front(grid.corners[-1][-1], grid.cells[-1][-1], *self._all_nodes())
        for r in range(rows):
            for c in range(columns):
                start = 0.1 + pitch * (r + c)
                gathering = self.lines.rows[r][c].gather(self.place.crossing(r, c))
                moves.append(within(gathering, start, start + 0.22))
                if (r, c) != last:
                    moves += grid.grow(r, c, start + 0.14, start + 0.3)
        self.play(
            within(FadeIn(grid.wires), 0.0, 0.12),
            *[within(neuron.clear_highlight(), 0.0, 0.12) for neuron in own],
            *moves,
            run_time=4.6,
        )
        self.remove(grid.wires, *grid.submobjects[1:], *self.lines)
        self.add(grid)
        self.bring_to_front(*self._all_nodes())
        self.stage.add(self.grid)
        if dots := self._dots(0):
            self.play(*self.stage.show(*dots, start=0.0), run_time=0.5)

    def shape(self) -> None:
        """Count the rows by the neurons that receive, the columns by those that send."""
        place, grid = self.place, self.grid
        self.size_line = SizeLine(
            self.theme, place.x - place.column / 2, place.bottom - BELOW,
            "bold(W)^((1))", self.sizes[1], self.sizes[0],
        )  # fmt: skip
        shape = self.size_line.shape
        self.play(FadeIn(self.size_line.symbol), run_time=0.5)
        bands = [grid.band(r) for r in range(place.rows)]
        self._sweep(bands, self.nodes[1], VGroup(shape.rows))
        bands = [grid.column_band(c) for c in range(place.columns)]
        self._sweep(bands, self.nodes[0], VGroup(shape.times, shape.columns))
        self.stage.add(self.size_line)

    # Steps of the beats.

    def _clear_for_lines(self) -> None:
        """Follow one line between the first two layers; the others rest, all else leaves."""
        first, last = self.nodes[0], self.nodes[1]
        edges = [edge for row in self.network.edges[0] for edge in row]
        self.lines = CrossingLines(self.theme, self._weights(0), first, last)
        followed = self.lines.rows[-1][-1]
        self.lines.remove(followed).add(followed)  # above the others
        self.remove(*edges, *[self.plain[edge] for edge in edges])
        self.add(*self.lines)
        self.bring_to_front(*first, *last)
        self.play(
            *[within(FadeOut(m), 0.0, 0.6) for m in self._before_weaving()],
            *self.stage.clear(),
            *[within(strand.rest(), 0.0, 0.6) for strand in self.lines if strand is not followed],
            within(followed.rest(1.0), 0.0, 0.6),
            self.neuron(0, len(first) - 1).highlight(),
            self.neuron(1, len(last) - 1).highlight(),
            run_time=1.2,
        )
        self.remove(*self.lines)
        self.add(self.lines)
        self.bring_to_front(*first, *last)

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

    def _before_weaving(self) -> list[Mobject]:
        """Return what leaves: words, and all that lies beyond the first two layers."""
        beyond = [node for nodes in self.nodes[2:] for node in nodes]
        later = [e for layer in self.network.edges[1:] for row in layer for e in row]
        plain = [self.plain[edge] for edge in later]
        return [*beyond, *later, *plain, self.network.names, self.network.elisions]

    def _standing(self, place) -> list[tuple[float, float, float]]:
        """Return places for the inputs in a column over the whole height, below the first's."""
        x, top, _ = place.above(0)
        bottom = place.crossing(place.rows - 1, 0)[1]
        steps = max(place.columns - 1, 1)
        return [(x, top + (bottom - top) * c / steps, 0.0) for c in range(place.columns)]

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

    def _sweep(self, bars: Sequence[VMobject], nodes: Sequence[VGroup], number: VGroup) -> None:
        """Light rows or columns one after another with their neurons; then state their number."""
        lit = [
            [self.lit(bar), node[0].highlight()]
            for bar, node in zip(self.lay_behind(bars), nodes, strict=True)
        ]
        self.play(*staggered(lit, overlap=0.4), run_time=0.8 + 0.25 * len(bars))
        self.play(FadeIn(number), run_time=0.5)
        self.wait(0.6)
        self.play(
            *[FadeOut(bar) for bar in bars],
            *[node[0].clear_highlight() for node in nodes],
            run_time=0.5,
        )

    def lay_behind(self, bars: Sequence[VMobject]) -> Sequence[VMobject]:
        """Lay bars behind everything, not to be seen before they are lit."""
        self.add(*[bar.set_fill(opacity=0) for bar in bars])
        self.bring_to_back(*bars)
        return bars

    def lit(self, bar: VMobject) -> Animation:
        """Light a bar that lies behind a matrix."""
        return bar.animate.set_fill(opacity=self.theme.row_tint)

    def moved(self, node: VGroup, centre: Sequence[float], radius: float) -> Animation:
        """Move a neuron with its name so that its disc is at a place, with a radius."""
        disc = node[0].disc
        target = node.copy().scale(2 * radius / disc.width, about_point=disc.get_center())
        return Transform(node, target.shift(np.array(centre) - disc.get_center()))
