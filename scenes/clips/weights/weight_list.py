"""The weights of one neuron as a list: name, line and number of each."""

from __future__ import annotations

from collections.abc import Sequence

from manim import Line, VGroup

from scenes.mobjects.network.network_diagram import Edge, signed_line
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["WeightList", "sample_line"]

NARROW = 5.6
"""In regions no wider than this, in frame units, lines are shorter to make room for numbers."""


def sample_line(theme: Theme, edge: Edge, start, end) -> Line:
    """Return a piece of a lit edge for another place, with the edge's width and colour."""
    value = edge.weight.value
    line = Line(
        start,
        end,
        color=theme.signed(value),
        stroke_width=theme.edge_width(value),
        stroke_opacity=theme.strength(value),
    )
    line.points = signed_line(start, end, value)
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
    inputs : sequence of int
        Index of each edge's input, from 0.
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
        self,
        theme: Theme,
        region: Region,
        edges: list[Edge],
        j: int,
        inputs: Sequence[int],
        number_format: NumberFormat,
    ):
        wide = region.width > NARROW
        shares = (0.22, 0.48, 0.3) if wide else (0.25, 0.42, 0.33)
        names, lines, numbers = region.columns(*shares)
        em = 1.5 * theme.sizes.number
        self.names, self.lines, self.numbers = [], [], []
        rows = region.split(*[1] * len(edges))
        for i, edge, row in zip(inputs, edges, rows, strict=True):
            comma = "," if max([j, *inputs]) >= 9 else ""
            name = Formula(
                theme, f"w_({j + 1}{comma} {i + 1})", 1.3 * theme.sizes.formula, theme.ink
            )
            self.names.append(name.move_to([names.x, row.y, 0]))
            self.lines.append(
                sample_line(theme, edge, [lines.left, row.y, 0], [lines.right, row.y, 0])
            )
            number = Readout(theme, edge.weight, number_format, em, theme.signed(edge.weight.value))
            self.numbers.append(number.place(numbers.x, row.y - em * DIGIT_HEIGHT / 2, "point"))
        super().__init__(*self.names, *self.lines, *self.numbers)
