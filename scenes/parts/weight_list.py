"""The weights of one neuron as a list: name, the line that stands for it, and the number."""

from __future__ import annotations

import numpy as np
from manim import Animation, Line, UpdateFromAlphaFunc, VGroup

from scenes.frame import Region
from scenes.mark import mark
from scenes.parts.dot_plot import DotPlot
from scenes.parts.network_diagram import Edge, signed_line
from scenes.parts.readout import DIGIT_HEIGHT, Readout
from scenes.parts.text import Formula
from scenes.source import NumberFormat
from scenes.theme import Theme

__all__ = ["StandingWeights", "WeightList", "flow_into", "sample_line"]

CLEAR = 0.14
"""Between a number on a scale and what is above or below it."""


def sample_line(theme: Theme, edge: Edge, start, end) -> Line:
    """A piece of a lit edge, laid elsewhere: as wide and of the same colour as the edge is."""
    value = edge.weight.value
    line = Line(
        start,
        end,
        color=theme.signed(value),
        stroke_width=theme.edge_width(value),
        stroke_opacity=theme.strength(value),
    )
    line.points = signed_line(np.array(start), np.array(end), value)
    mark(line, "width", edge.weight)
    return line


class WeightList(VGroup):
    """A row for each edge into a neuron, filling a region.

    Parameters
    ----------
    theme : Theme
    region : Region
    edges : sequence of Edge
        The edges into neuron ``j``, in the order of their inputs.
    j : int
        Which neuron of its layer, from 0.
    number_format : NumberFormat
        Of the weights.

    Attributes
    ----------
    names : list of Formula
    lines : list of Line
        As wide as the edges are when lit.
    numbers : list of Readout
    """

    def __init__(
        self, theme: Theme, region: Region, edges: list[Edge], j: int, number_format: NumberFormat
    ):
        names, lines, numbers = region.columns(0.22, 0.48, 0.3)
        em = 1.5 * theme.sizes.number
        self.names, self.lines, self.numbers = [], [], []
        rows = region.split(*[1] * len(edges))
        for i, (edge, row) in enumerate(zip(edges, rows, strict=True), start=1):
            name = Formula(theme, f"w_({j + 1} {i})", 1.3 * theme.sizes.formula, theme.ink)
            self.names.append(name.move_to([names.x, row.y, 0]))
            self.lines.append(
                sample_line(theme, edge, [lines.left, row.y, 0], [lines.right, row.y, 0])
            )
            number = Readout(theme, edge.weight, number_format, em, theme.signed(edge.weight.value))
            self.numbers.append(number.place(numbers.x, row.y - em * DIGIT_HEIGHT / 2, "point"))
        super().__init__(*self.names, *self.lines, *self.numbers)


class StandingWeights(VGroup):
    """Pieces of edges that stand on a scale, each at its weight and as high as it is large.

    A number stands at its line's head on the side of zero, where only shorter lines are; it is
    moved up or down along its line by what keeps it clear of the next one, and of its number.

    Parameters
    ----------
    theme : Theme
    plot : DotPlot
        The scale.
    edges : sequence of Edge
    number_format : NumberFormat

    Attributes
    ----------
    tops : list of float
        Heights of the heads.
    lines : list of Line
    numbers : list of Readout
    """

    def __init__(self, theme: Theme, plot: DotPlot, edges: list[Edge], number_format: NumberFormat):
        em, values = 1.4 * theme.sizes.number, [edge.weight.value for edge in edges]
        size = em * DIGIT_HEIGHT
        room = plot.top - plot.bottom - size
        self.tops = [plot.bottom + room * abs(value) / plot.reach for value in values]
        self.lines = [
            sample_line(theme, e, [plot.x(v), top, 0], [plot.x(v), plot.bottom + 0.02, 0])
            for e, v, top in zip(edges, values, self.tops, strict=True)
        ]
        baselines = {}
        for sign in (True, False):
            same = [i for i, value in enumerate(values) if (value > 0) == sign]
            same.sort(key=lambda i: -self.tops[i])
            ceiling = plot.top
            for i, shorter in zip(same, [*same[1:], None], strict=True):
                floor = plot.bottom if shorter is None else self.tops[shorter]
                wanted = max(self.tops[i] - size, floor + CLEAR)
                baselines[i] = min(wanted, ceiling - CLEAR - size)
                ceiling = baselines[i]
        self.numbers = []
        for i, (edge, value) in enumerate(zip(edges, values, strict=True)):
            number = Readout(theme, edge.weight, number_format, em, theme.signed(value))
            number.place(plot.x(value), baselines[i])
            side = -1.0 if value > 0 else 1.0
            self.numbers.append(number.shift([side * (number.width / 2 + 0.2), 0, 0]))
        super().__init__(*self.lines, *self.numbers)


def flow_into(line: Line, standing: Line) -> Animation:
    """Let a level line draw together over a standing one, while that grows down out of it."""
    left, right = line.get_left()[0], line.get_right()[0]
    x, top, bottom = standing.get_x(), standing.get_top()[1], standing.get_bottom()[1]

    def update(moving: Line, share: float) -> None:
        drawn = min(1.5 * share, 1.0)
        a, b = left + drawn * (x - left), right + drawn * (x - right)
        down = top + share * (bottom - top)
        corners = [(a, top), (b, top), (x, top), (x, down)]
        moving.set_points_as_corners([np.array([*corner, 0.0]) for corner in corners])

    return UpdateFromAlphaFunc(line, update)
