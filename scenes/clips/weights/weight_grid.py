"""The grid that the lines between two layers become: columns send, rows receive."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from manim import Animation, Dot, FadeIn, Line, RoundedRectangle, VGroup, VMobject

from scenes.animation.timing import within
from scenes.clips.weights.crossing_lines import PLAIN
from scenes.clips.weights.figures import WIDEST
from scenes.clips.weights.layout import OFF, PAD, MatrixPlace
from scenes.mobjects.network.network_diagram import minus_on, roll
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.theme import Theme

__all__ = ["WeightGrid", "passing"]

LARGEST, PULSE = 0.12, 0.14
"""Radii of a corner and of a product as large as the scale reaches, in frame units."""
BEAD = 0.09
"""Radius of a value on its way down, in frame units."""


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
        Draw the numbers beside the corners, too.

    Attributes
    ----------
    wires : VGroup
    corners : list of list of Dot
        Their areas show the weights.
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
        room = 0.3 * min(place.column, place.row)
        self.largest, self.bead = min(LARGEST, room), min(BEAD, room)
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

    def number(
        self, r: int, c: int, source: Source, number_format: NumberFormat, *, below: bool = False
    ) -> Readout:
        """Print a number in the corner above a row's line, or in the one below it."""
        em, theme = self.place.em, self.theme
        x, y, _ = self.place.crossing(r, c)
        foot = y - OFF - DIGIT_HEIGHT * em if below else y + OFF
        number = Readout(theme, source, number_format, em, theme.signed(source.value))
        return number.place(x - OFF, foot, "right")

    def total(self, r: int, source: Source, number_format: NumberFormat) -> Readout:
        """Print what a neuron receives at its side."""
        x, y, _ = self.place.beside(r)
        number = Readout(self.theme, source, number_format, self.place.em, self.theme.ink)
        foot = y - DIGIT_HEIGHT * self.place.em / 2
        return number.place(x + self.place.radius + PAD, foot, "left")

    def band(self, r: int) -> RoundedRectangle:
        """Return a bar to be laid behind a row."""
        place = self.place
        left = place.crossing(r, 0)[0] - OFF - WIDEST * place.em - OFF / 2
        right = self.rim_beside(r)[0] - OFF
        # Where nothing is printed below the line, only what is above it.
        lift = 0.0 if place.roomy else 0.38 * place.row
        return self._bar(left, right, place.crossing(r, 0)[1] + lift, 0.96 * place.row)

    def column_band(self, c: int) -> RoundedRectangle:
        """Return a bar to be laid behind a column."""
        place = self.place
        x = place.crossing(0, c)[0]
        left, right = min(row[c].get_left()[0] for row in self.cells) - OFF, x + OFF
        return self._bar(left, right, place.y, place.rows * place.row)

    def grow(self, r: int, c: int, start: float, stop: float) -> list[Animation]:
        """Let the weight of a corner appear within a part of a play."""
        middle = (start + stop) / 2
        return [
            within(FadeIn(self.corners[r][c], scale=0.3), start, middle),
            within(FadeIn(self.cells[r][c]), middle, stop),
        ]

    def send(self, r: int, c: int, start: float, stop: float, *, hollow: bool = False) -> Animation:
        """Let a value run down from a neuron at the top to the corner of a row; zero is hollow."""
        bead = Dot(radius=self.bead, color=self.theme.ink)
        if hollow:
            bead.set_fill(self.theme.background, opacity=1).set_stroke(self.theme.ink, width=2.5)
        corner = np.array(self.place.crossing(r, c))
        return passing(bead, self.rim_above(c), corner, start, stop)

    def receive(
        self,
        r: int,
        c: int,
        product: Source,
        start: float,
        stop: float,
        end: np.ndarray | None = None,
    ) -> list[Animation]:
        """Let a product run along its row to the neuron or another end; none if it is zero."""
        value, theme = product.value, self.theme
        if value == 0:
            return []
        share = min(abs(value) / theme.weight_scale, 1.0)
        largest = self.largest * PULSE / LARGEST
        pulse = Dot(radius=largest * math.sqrt(share), color=theme.signed(value))
        if value < 0:
            pulse.add(minus_on(pulse).set_fill(theme.background, opacity=1))
        way = np.array(self.place.crossing(r, c)), self.rim_beside(r) if end is None else end
        return [passing(pulse, *way, start, stop)]

    def _corner(self, r: int, c: int, weight: Source) -> Dot:
        theme = self.theme
        share = min(abs(weight.value) / theme.weight_scale, 1.0)
        dot = Dot(
            self.place.crossing(r, c), self.largest * math.sqrt(share),
            color=theme.signed(weight.value),
        )  # fmt: skip
        dot.full, dot.full_radius = theme.weight_scale, self.largest
        if weight.value < 0 and not self.numbered:
            dot.add(minus_on(dot).set_fill(theme.background, opacity=1))
        mark(dot, "area", weight)
        return dot

    def _bar(self, left: float, right: float, y: float, height: float) -> RoundedRectangle:
        bar = RoundedRectangle(
            width=right - left, height=height, corner_radius=0.08, stroke_width=0,
            fill_color=self.theme.quiet, fill_opacity=self.theme.row_tint,
        )  # fmt: skip
        return bar.move_to([(left + right) / 2, y, 0.0])


def passing(
    disc: VMobject, first: np.ndarray, last: np.ndarray, start: float, stop: float
) -> Animation:
    """Let a disc run within a part of a play; before and after it has no size."""
    rolling = roll(disc, first, last)
    running = within(rolling, start, stop, ease=lambda t: t)
    running.remover = True
    return running
