"""The second weight matrix: a row for each digit, a column below each hidden neuron's map."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from manim import Animation, Line, UpdateFromAlphaFunc, linear

from network import Evolution
from scenes.clips.weights_evolution.layout import NAMES_ROOM, NUMBER_PITCH, MatrixPlaces
from scenes.mobjects.matrix.square_matrix import SignedSquares
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["OutputMatrix"]

NAME_EM = 0.4
WHOLE = NumberFormat(0)
SMALL, LARGE = NumberFormat(1, signed=True), NumberFormat(0, signed=True)
"""Of weights below 9.95 and of larger ones: both fit below a column."""


class OutputMatrix:
    """Weights as squares, the digits of the rows, and lines up to distant maps.

    Parameters
    ----------
    theme : Theme
    places : MatrixPlaces
    evolution : network.Evolution

    Attributes
    ----------
    squares : SignedSquares
    names : list of Readout
        One for each row.
    leads : list of Line
        From the columns to the maps that are not directly above them.
    """

    def __init__(self, theme: Theme, places: MatrixPlaces, evolution: Evolution):
        self.theme, self.places = theme, places
        self.evolution, self.series = evolution, evolution.series
        grid, self.name_x = places.grid, places.grid.left - NAMES_ROOM + 0.16
        full = math.ceil(float(np.abs(self.series.weights[1]).max()))
        self.squares = SignedSquares(theme, grid, self._weights(0), full)
        self.names = []
        for k, row in enumerate(self._rows()):
            source = Source(self.series, "setting", index=("classes", k))
            name = Readout(theme, source, WHOLE, NAME_EM, theme.quiet)
            self.names.append(name.place(self.name_x, row.y - NAME_EM * DIGIT_HEIGHT / 2))
        self.leads = [
            Line([head.x, head.bottom - 0.03, 0], [head.x, grid.top, 0])
            for head in places.heads
            if head.bottom > grid.top + 0.2
        ]
        for lead in self.leads:
            lead.set_stroke(theme.hairline, width=theme.sizes.line / 2)

    def _weights(self, *index: int) -> Source:
        return Source(self.series, "weights_1", index=index)

    def _rows(self) -> list[Region]:
        return self.places.grid.split(*[1.0] * self.series.layer_sizes[2])

    def row(self, output: int) -> Region:
        """Return the place of the weights of an output."""
        return self._rows()[output]

    def numbers(self, output: int) -> list[Readout]:
        """Typeset the final weights of an output below their columns."""
        theme, grid, hidden = self.theme, self.places.grid, self.series.layer_sizes[1]
        pitch, last, numbers = grid.width / hidden, len(self.series.steps_shown) - 1, []
        largest = float(np.abs(self.series.weights[1][last, output]).max())
        number_format = SMALL if largest < 9.95 else LARGE
        for j in range(hidden):
            source = self._weights(last, output, j)
            em, colour = theme.sizes.number_matrix, theme.signed(source.value)
            x = grid.left + (j + 0.5) * pitch
            baseline = grid.bottom - 0.32 - NUMBER_PITCH * (j % self.places.lines)
            numbers.append(Readout(theme, source, number_format, em, colour).place(x, baseline))
        return numbers

    def show(self, frame: int) -> None:
        """Show the weights at a checkpoint."""
        self.squares.show(self._weights(frame))

    def follow(self, at: Callable[[float], float]) -> Animation:
        """Animate the weights; ``at`` maps the play's time to the training's, both from 0 to 1."""

        def update(squares: SignedSquares, share: float) -> None:
            squares.picture(self.evolution.weights(1, at(share)))

        return UpdateFromAlphaFunc(self.squares, update, rate_func=linear)
