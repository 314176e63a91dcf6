"""The second weight matrix: a row for each class, a column below each hidden neuron's map."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from manim import Animation, Line, Square, UpdateFromAlphaFunc, VGroup, linear

from network import Evolution
from scenes.clips.weights_evolution.class_names import ClassNames
from scenes.clips.weights_evolution.layout import MatrixPlaces
from scenes.mobjects.matrix.square_matrix import DASH, LARGEST, SignedSquares
from scenes.mobjects.network.shown import nice_ceiling
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.provenance.source import AxisValue, NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["NAME_EM", "NAME_WIDTH", "AreaKey", "OutputMatrix"]

NAME_EM, NAME_WIDTH = 0.4, 1.6
NAME_GAP = 0.22


class OutputMatrix:
    """Weights as squares, the names of the rows, and lines up to distant maps.

    Parameters
    ----------
    theme : Theme
    places : MatrixPlaces
    evolution : network.Evolution
    names : ClassNames
    classes : sequence of int
        The class of each row.

    Attributes
    ----------
    squares : SignedSquares
    names : list of Readout or TextLine
        One for each row.
    leads : list of Line
        From the columns to the maps that are not directly above them.
    full : float
        Magnitude of the weight with the largest square.
    """

    def __init__(
        self,
        theme: Theme,
        places: MatrixPlaces,
        evolution: Evolution,
        names: ClassNames,
        classes: Sequence[int],
    ):
        self.theme, self.places = theme, places
        self.evolution, self.series = evolution, evolution.series
        grid = places.grid
        self.full = max(float(np.abs(self.series.weights[1]).max()), 1e-6)
        self.squares = SignedSquares(theme, grid, self.weights(0), self.full)
        self.names = []
        for k, row in zip(classes, self._rows(), strict=True):
            name = names.draw(k, NAME_EM, theme.quiet, NAME_WIDTH)
            self.names.append(
                name.place(grid.left - NAME_GAP, row.y - names.drop(NAME_EM), "right")
            )
        self.leads = [
            Line([head.x, head.bottom - 0.03, 0], [head.x, grid.top, 0])
            for head in places.heads
            if head.bottom > grid.top + 0.2
        ]
        for lead in self.leads:
            lead.set_stroke(theme.hairline, width=theme.sizes.line / 2)

    @property
    def unit(self) -> float:
        """Side of the largest square, in frame units."""
        grid, (rows, columns) = self.places.grid, self.series.weights[1].shape[1:]
        return LARGEST * min(grid.width / columns, grid.height / rows)

    def weights(self, *index: int) -> Source:
        """Return the source of weights of the output layer, by checkpoint, row and column."""
        return Source(self.series, "weights_1", index=index)

    def _rows(self) -> list[Region]:
        return self.places.grid.split(*[1.0] * self.series.layer_sizes[2])

    def row(self, output: int) -> Region:
        """Return the place of the weights of an output."""
        return self._rows()[output]

    def show(self, frame: int) -> None:
        """Show the weights at a checkpoint."""
        self.squares.show(self.weights(frame))

    def follow(self, at: Callable[[float], float]) -> Animation:
        """Animate the weights; ``at`` maps the play's time to the training's, both from 0 to 1."""

        def update(squares: SignedSquares, share: float) -> None:
            squares.picture(self.evolution.weights(1, at(share)))

        return UpdateFromAlphaFunc(self.squares, update, rate_func=linear)


class AreaKey(VGroup):
    """Squares of round weights with their numbers: the key to a matrix of squares.

    Parameters
    ----------
    theme : Theme
    full, unit : float
        Magnitude of the largest square, and its side in frame units.
    right, y : float
        Where the key ends, and the height of its middle.
    """

    def __init__(self, theme: Theme, full: float, unit: float, right: float, y: float):
        super().__init__()
        em = theme.sizes.number
        top = nice_ceiling(full / 2.5)
        values = (-top, -top / 4, top / 4, top)
        self._places: dict[float, float] = {}
        x = right
        for value in reversed(values):
            decimals = max(0, -math.floor(math.log10(top / 4) + 1e-9))
            form = NumberFormat(decimals + (top / 4 * 10**decimals % 1 > 0.01), signed=True)
            number = Readout(theme, AxisValue(value), form, em, theme.signed(value))
            number.place(x, y - em * DIGIT_HEIGHT / 2, "right")
            side = unit * math.sqrt(abs(value) / full)
            centre = [number.get_left()[0] - 0.14 - side / 2, y, 0.0]
            square = Square(side, stroke_width=0, fill_opacity=1, fill_color=theme.signed(value))
            self.add(square.move_to(centre))
            if value < 0:
                dash = Square(side, stroke_width=0, fill_opacity=1, fill_color=theme.background)
                dash.stretch_to_fit_width(DASH[0] * side).stretch_to_fit_height(DASH[1] * side)
                self.add(dash.move_to(centre))
            self._places[centre[0]] = value
            number.tick, number.axes, number.axis = square, self, 0
            self.add(number)
            x = centre[0] - side / 2 - 0.38
        self.left_end = x + 0.38

    def p2c(self, point: np.ndarray) -> tuple[float, float]:
        """Return the weight of the nearest square, twice, as there is one axis."""
        value = self._places[min(self._places, key=lambda x: abs(x - point[0]))]
        return value, value
