"""All weights of a network as discs, in a grid for each pair of layers; edges that grow."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from manim import (
    RIGHT,
    Animation,
    Circle,
    Dot,
    FadeIn,
    Line,
    Square,
    UpdateFromAlphaFunc,
    VGroup,
    VMobject,
    smooth,
)

from scenes.mobjects.network.network_diagram import PULSE_RADIUS, Edge, minus_on
from scenes.mobjects.text.text import TextLine
from scenes.provenance.mark import mark
from scenes.provenance.source import Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["WeightDots", "grow_edge"]

CELL = 0.92
"""Side of a cell as a share of the pitch."""
NEURON = 0.82
"""Diameter of a neuron as a share of the pitch."""
GAP = 0.45
"""Gap between two grids, in pitches."""
DIM = 0.35
"""Opacity of discs out of focus."""
SWATCH = 0.2
"""Length of a line in the legend on either side of its disc, in frame units."""
APPEARS = 0.3
"""Share of its path after which a disc that leaves an edge is fully visible."""


class WeightDots(VGroup):
    """A grid for each weight matrix: a row for each target, a column for each source.

    The area of a disc shows the weight's magnitude, its colour the sign, as for a pulse; a minus
    sign is cut out of negative ones.  The neurons that its columns belong to are above a grid, and
    those of its rows to its right.

    Parameters
    ----------
    theme : Theme
    region : Region
        The grids are one above the other in it.
    recording : network.Recording
    step : int
        The weights are taken before this training step.

    Attributes
    ----------
    cells : list of VGroup
        The empty cells of each matrix.
    dots : list of list of list of Dot
        Indexed by layer, target and source, as the weights are.
    sources, targets : list of VGroup
        The neurons above and to the right of each grid.
    """

    def __init__(self, theme: Theme, region: Region, recording, step: int):
        self.theme = theme
        shapes = [matrix.shape for matrix in recording.weights_at(step)]
        rows = sum(n_out + 1 for n_out, _ in shapes) + GAP * (len(shapes) - 1)
        columns = 1 + max(n_in for _, n_in in shapes)
        self.pitch = min(region.height / rows, region.width / columns)
        self.left, top = region.x - columns * self.pitch / 2, region.y + rows * self.pitch / 2
        self.cells, self.dots, self.sources, self.targets = [], [], [], []
        for layer, (n_out, n_in) in enumerate(shapes):
            places = [[self._place(top, j + 1, i) for i in range(n_in)] for j in range(n_out)]
            self.cells.append(VGroup(*[self._cell(place) for row in places for place in row]))
            self.dots.append(
                [
                    [
                        self._dot(Source(recording, "weights", step, layer, (j, i)), place)
                        for i, place in enumerate(row)
                    ]
                    for j, row in enumerate(places)
                ]
            )
            above = [self._neuron(self._place(top, 0, i)) for i in range(n_in)]
            beside = [self._neuron(self._place(top, j + 1, n_in)) for j in range(n_out)]
            self.sources.append(VGroup(*above))
            self.targets.append(VGroup(*beside))
            top -= (n_out + 1 + GAP) * self.pitch
        discs = [dot for grid in self.dots for row in grid for dot in row]
        super().__init__(*self.cells, *self.sources, *self.targets, *discs)

    def _place(self, top: float, row: int, column: int) -> np.ndarray:
        at = self.left + (column + 0.5) * self.pitch, top - (row + 0.5) * self.pitch
        return np.array([*at, 0.0])

    def _neuron(self, place: np.ndarray) -> Circle:
        theme = self.theme
        circle = Circle(
            radius=NEURON * self.pitch / 2,
            color=theme.hairline,
            stroke_width=theme.sizes.line,
            fill_color=theme.background,
            fill_opacity=1,
        )
        return circle.move_to(place)

    def hold_inputs(self, sources: Sequence[Source]) -> None:
        """Fill the neurons above the first grid with the recorded inputs, at once."""
        for neuron, source in zip(self.sources[0], sources, strict=True):
            mark(neuron, "fill", source)
            neuron.set_fill(self.theme.activation(source.value)).set_stroke(self.theme.ink)

    def fill(self, neuron: Circle, source: Source) -> Animation:
        """Fill a neuron beside a grid with a recorded value; it loses any ring it has."""
        mark(neuron, "fill", source)
        return neuron.animate.set_fill(self.theme.activation(source.value)).set_stroke(
            self.theme.ink, width=self.theme.sizes.line
        )

    def appear(self, layer: int, j: int) -> list[Animation]:
        """Show a row's discs in their cells."""
        return [FadeIn(dot, scale=0.4) for dot in self.dots[layer][j]]

    def dim_row(self, layer: int, j: int) -> list[Animation]:
        """Animate a row's discs going out of focus."""
        return [dot.animate.set_fill(opacity=DIM) for dot in self.dots[layer][j]]

    def light_row(self, layer: int, j: int) -> list[Animation]:
        """Animate a row's discs coming into focus."""
        return [dot.animate.set_fill(opacity=1) for dot in self.dots[layer][j]]

    def _cell(self, place: np.ndarray) -> Square:
        cell = Square(CELL * self.pitch, stroke_width=0, fill_color=self.theme.ground)
        return cell.set_fill(opacity=1).move_to(place)

    def _dot(self, weight: Source, place: np.ndarray) -> Dot:
        share = min(abs(weight.value) / self.theme.weight_scale, 1.0)
        dot = self._disc(place, PULSE_RADIUS * math.sqrt(share), weight.value)
        mark(dot, "area", weight)
        return dot

    def _disc(self, place: np.ndarray, radius: float, value: float) -> Dot:
        """Return a disc coloured by a value's sign; negative ones have a minus sign cut out."""
        disc = Dot(place, radius, color=self.theme.signed(value))
        if value < 0:
            # Drawn in the opposite sense to the disc: a hole.
            disc.append_points(minus_on(disc).reverse_direction().points)
        return disc

    def legend(self, region: Region, positive: str, negative: str) -> VGroup:
        """Return the legend of positive and negative lines and discs."""
        theme, drawn = self.theme, VGroup()
        half = PULSE_RADIUS + SWATCH
        for row, value, name in zip(region.split(1, 1), (1, -1), (positive, negative), strict=True):
            words = TextLine(theme, name, theme.sizes.label, theme.quiet)
            middle = np.array([row.left + half, row.y, 0.0])
            disc = self._disc(middle, PULSE_RADIUS, value)
            # The line stops at the disc, or it would fill the minus sign.
            lines = [
                Line(middle + side * PULSE_RADIUS * RIGHT, middle + side * half * RIGHT)
                for side in (-1, 1)
            ]
            for line in lines:
                line.set_stroke(theme.signed(value), 0.6 * theme.sizes.edge_width_most)
            words.place(row.left + 2 * half + 0.13, row.y - 0.2 * theme.sizes.label, "left")
            drawn.add(VGroup(*lines, disc, words))
        return drawn.set_x(region.x)

    def fly(self, layer: int, j: int, i: int, way: VMobject) -> Animation:
        """Move a weight's disc along a path to its cell."""

        def update(moving: Dot, share: float) -> None:
            moving.move_to(way.point_from_proportion(min(max(share, 0.0), 1.0)))
            moving.set_fill(opacity=min(share / APPEARS, 1.0))

        return UpdateFromAlphaFunc(self.dots[layer][j][i], update, rate_func=smooth)

    def below(self, layer: int, j: int, i: int) -> list[np.ndarray]:
        """Return points by which a disc reaches its cell from the left, crossing no others."""
        place = self.dots[layer][j][i].get_center()
        last = place + self.pitch * np.array([-0.7, -0.9, 0.0])
        beside = min(self.left - 0.45 * self.pitch, last[0] - 0.1)
        return [np.array([beside, last[1], 0.0]), last]


def grow_edge(edge: Edge) -> Animation:
    """Grow an invisible edge out of its source, highlighted."""
    theme, value = edge.theme, edge.weight.value
    start, end = edge.get_start().copy(), edge.get_end().copy()

    def update(growing: Edge, share: float) -> None:
        growing.put_start_and_end_on(start, start + max(share, 1e-3) * (end - start))
        growing.set_stroke(
            theme.signed(value),
            width=theme.edge_width(value),
            opacity=theme.strength(value) if share > 0 else 0.0,
        )

    return UpdateFromAlphaFunc(edge, update, rate_func=smooth)
