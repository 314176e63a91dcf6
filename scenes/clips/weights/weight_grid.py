"""The grid that the lines between two layers become: columns send, rows receive."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from manim import Animation, Dot, FadeIn, Line, VGroup, VMobject

from scenes.animation.timing import within
from scenes.clips.weights.layout import OFF, MatrixPlace
from scenes.mobjects.network.network_diagram import minus_on, roll
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.theme import Theme

__all__ = ["WeightGrid", "passing"]

PLAIN, LIT = 2.0, 4.0
"""Widths of the grid's lines, and of those in focus."""
LARGEST, CORNER, BEAD = 0.12, 0.06, 0.07
"""Radii of a corner as large as the scale reaches where no numbers are printed, of a corner beside
a number, and of a value on its way, in frame units."""


class WeightGrid(VGroup):
    """A line down from each neuron at the top, a line to each at the side, a weight at each corner.

    Parameters
    ----------
    theme : Theme
    place : MatrixPlace
    cells : sequence of sequence of Source
        The weights, a row for each neuron at the side.
    number_format : NumberFormat
    numbered : bool
        Draw the numbers beside the corners; without them, areas of the corners show the weights.

    Attributes
    ----------
    wires : VGroup
        Columns, then rows.
    corners : list of list of Dot
    cells : list of list of Readout
        The weights, each above its row's line and left of its column's.
    """

    def __init__(
        self,
        theme: Theme,
        place: MatrixPlace,
        cells: Sequence[Sequence[Source]],
        number_format: NumberFormat,
        *,
        numbered: bool = True,
    ):
        self.theme, self.place, self.numbered = theme, place, numbered
        self.room = 0.3 * min(place.column, place.row)
        rows, columns = range(place.rows), range(place.columns)
        lines = [(self.rim_above(c), np.array(place.crossing(place.rows - 1, c))) for c in columns]
        lines += [(np.array(place.crossing(r, 0)), self.rim_beside(r)) for r in rows]
        self.wires = VGroup(
            *[Line(a, b, color=theme.hairline, stroke_width=PLAIN) for a, b in lines]
        )
        self.corners = [[self._corner(r, c, cells[r][c]) for c in columns] for r in rows]
        self.cells = [
            [self.number(r, c, cells[r][c], number_format) for c in columns] for r in rows
        ]
        super().__init__(
            self.wires,
            *[corner for row in self.corners for corner in row],
            *[cell for row in self.cells for cell in row if numbered],
        )

    def rim_above(self, c: int) -> np.ndarray:
        """Return where the line of a column leaves its neuron."""
        return np.array(self.place.above(c)) - [0.0, self.place.head, 0.0]

    def rim_beside(self, r: int) -> np.ndarray:
        """Return where the line of a row reaches its neuron."""
        return np.array(self.place.beside(r)) - [self.place.radius, 0.0, 0.0]

    def exit(self, r: int) -> np.ndarray:
        """Return where products of a row come together: below its sum."""
        return np.array([self.place.sums + self.place.em, self.place.crossing(r, 0)[1], 0.0])

    def light(self, line: int) -> Animation:
        """Bring a line into focus."""
        return self.wires[line].animate.set_stroke(self.theme.ink, width=LIT)

    def rest(self, line: int) -> Animation:
        """Take a line out of focus."""
        return self.wires[line].animate.set_stroke(self.theme.hairline, width=PLAIN)

    def number(
        self, r: int, c: int, source: Source, number_format: NumberFormat, *, below: bool = False
    ) -> Readout:
        """Print a weight in the corner above a row's line, or a product in the one below it."""
        em, theme = self.place.em, self.theme
        x, y, _ = self.place.crossing(r, c)
        foot = y - OFF - DIGIT_HEIGHT * em if below else y + OFF
        colour = theme.ink if below else theme.signed(source.value)
        return Readout(theme, source, number_format, em, colour).place(x - OFF, foot, "right")

    def total(self, r: int, source: Source, number_format: NumberFormat) -> Readout:
        """Print what a neuron receives, on its row."""
        number = Readout(self.theme, source, number_format, self.place.em, self.theme.ink)
        return number.place(self.place.sums, self.place.crossing(r, 0)[1] + OFF, "left")

    def grow(self, r: int, c: int, start: float, stop: float) -> list[Animation]:
        """Let the weight of a corner appear within a part of a play."""
        return [within(FadeIn(m), start, stop) for m in (self.corners[r][c], self.cells[r][c])]

    def send(self, r: int, c: int, start: float, stop: float, *, hollow: bool = False) -> Animation:
        """Let a value run down from a neuron at the top to the corner of a row; zero is hollow."""
        bead = self.bead()
        if hollow:
            bead.set_fill(self.theme.background, opacity=1).set_stroke(self.theme.ink, width=2.5)
        corner = np.array(self.place.crossing(r, c))
        return passing(bead, self.rim_above(c), corner, start, stop)

    def receive(
        self, r: int, c: int, product: Source, start: float, stop: float
    ) -> list[Animation]:
        """Let a product run along its row to the sum; none if it is zero."""
        if product.value == 0:
            return []
        way = np.array(self.place.crossing(r, c)), self.exit(r)
        return [passing(self.bead(), *way, start, stop)]

    def bead(self) -> Dot:
        """Return what stands for a value on its way."""
        return Dot(radius=min(BEAD, self.room), color=self.theme.ink)

    def _corner(self, r: int, c: int, weight: Source) -> Dot:
        theme, where = self.theme, self.place.crossing(r, c)
        if self.numbered:
            return Dot(where, CORNER, color=theme.signed(weight.value))
        share, largest = min(abs(weight.value) / theme.weight_scale, 1.0), min(LARGEST, self.room)
        dot = Dot(where, largest * math.sqrt(share), color=theme.signed(weight.value))
        dot.full, dot.full_radius = theme.weight_scale, largest
        if weight.value < 0:
            dot.add(minus_on(dot).set_fill(theme.background, opacity=1))
        mark(dot, "area", weight)
        return dot


def passing(
    disc: VMobject, first: np.ndarray, last: np.ndarray, start: float, stop: float
) -> Animation:
    """Let a disc run within a part of a play; before and after it has no size."""
    rolling = roll(disc, first, last)
    running = within(rolling, start, stop, ease=lambda t: t)
    running.remover = True
    return running
