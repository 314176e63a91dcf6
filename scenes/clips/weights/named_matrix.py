"""A weight matrix with its symbol, its shape, and the neurons of its rows and columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, FadeIn, VGroup

from scenes.animation.timing import within
from scenes.mobjects.matrix.matrix import Matrix, row_bar
from scenes.mobjects.matrix.shape_label import ShapeLabel
from scenes.mobjects.network.network_diagram import Neuron
from scenes.mobjects.text.readout import DIGIT_HEIGHT
from scenes.mobjects.text.text import Formula
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["NamedMatrix"]

WEIGHT = NumberFormat(2, signed=True)
CELL_IN_EM = 2.62
"""Width of a signed number of two decimals, and of the gap beside it, in em."""
ROW_NAMES, HEADING = 2.2, 3.9
"""Room for the rows' names and for the heading beside them, in em."""
LEAST_BESIDE = 0.3
"""If the type would be smaller than this, the heading is above the matrix instead."""
ROW_PITCH = 2.4
"""Largest row distance, in em."""


class NamedMatrix(VGroup):
    """The weights between two layers, with names of rows and columns, filling a region.

    Parameters
    ----------
    theme : Theme
    region : Region
    recording : network.Recording
    step, layer : int
        The weights between layers ``layer`` and ``layer + 1`` before a training step.
    letters : (str, str)
        Letters of the neurons of the rows, and of those of the columns.

    Attributes
    ----------
    matrix : Matrix
    symbol : Formula
        Beside the matrix, or above it in a narrow region.
    shape : ShapeLabel
        Below the symbol, or beside it if that is above the matrix.
    above : bool
        Whether symbol and shape are above.
    home, alone : ndarray
        Where the symbol is, and where it is as long as the shape is not shown.
    row_names, column_names : list of Formula
    bars : list of RoundedRectangle
        One for each row, to be laid behind it; not part of the group.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        recording,
        step: int,
        layer: int,
        letters: Sequence[str],
    ):
        self.theme, sizes = theme, recording.layer_sizes
        n_out, n_in = sizes[layer + 1], sizes[layer]
        # The widest matrix of the network sets the size of type, so that all have the same.
        columns = CELL_IN_EM * max(sizes[:-1]) + ROW_NAMES
        em, beside = region.width / (columns + HEADING), HEADING
        if em < LEAST_BESIDE:
            em, beside = region.width / columns, 0.0
        self.above = not beside
        names, above = 1.5 * em, 3.0 * em if self.above else 0.0
        pitch = min((region.height - names - above) / n_out, ROW_PITCH * em)

        def source(quantity: str, of: int | None, *index: int) -> Source:
            return Source(recording, quantity, step, of, index)

        cells = [[source("weights", layer, j, i) for i in range(n_in)] for j in range(n_out)]
        self.matrix = Matrix(theme, cells, WEIGHT, em, pitch, theme.signed)
        top = region.y + (names + n_out * pitch - above) / 2
        middle = top - names - n_out * pitch / 2
        # All are left-aligned.
        left = region.left + (ROW_NAMES + beside) * em
        self.matrix.move_to([left + self.matrix.width / 2, middle, 0])
        self._name(theme, em, letters, top - names / 2)
        self.symbol = Formula(theme, f"bold(W)^(({layer + 1}))", 1.6 * em, theme.ink)
        shape_em = 1.4 * em
        if beside:
            self.alone = np.array([region.left + 1.7 * em, self.matrix.brackets.get_y(), 0.0])
            self.home, place = self.alone + em * UP, self.alone + em * DOWN
        else:
            self.alone = np.array([self.matrix.get_x(), top + above / 2, 0.0])
            self.home, place = self.alone + 1.8 * em * LEFT, self.alone + 1.8 * em * RIGHT
        self.symbol.move_to(self.home)
        self.shape = ShapeLabel(
            theme,
            source("layer_sizes", None, layer + 1),
            source("layer_sizes", None, layer),
            shape_em,
            theme.ink,
        ).place_sign(place[0], place[1] - shape_em * DIGIT_HEIGHT / 2)
        self.bars = [row_bar(theme, self.matrix, j, theme.focus) for j in range(n_out)]
        super().__init__(self.matrix, *self.row_names, *self.column_names, self.symbol, self.shape)

    def counting(
        self, rows: Sequence[Neuron], columns: Sequence[Neuron]
    ) -> Iterator[tuple[list[Any], float, float]]:
        """Count the rows, then the columns, by the neurons that they belong to.

        Yields
        ------
        motions : list of Animation
            The motions of one play; generated on demand, as those of the next play depend on it.
        run_time, pause : float
            Seconds of the play and of the rest after it.
        """
        shape, focus, quiet = self.shape, self.theme.focus, self.theme.quiet
        yield (
            [
                self.symbol.animate.move_to(self.home),
                *[neuron.highlight() for neuron in rows],
                *[name.animate.set_color(focus) for name in self.row_names],
                within(FadeIn(shape.rows), 0.5, 1.0),
            ],
            0.9,
            0.3,
        )
        yield (
            [
                *[neuron.clear_highlight() for neuron in rows],
                *[name.animate.set_color(quiet) for name in self.row_names],
                *[neuron.highlight() for neuron in columns],
                *[FadeIn(name.set_color(focus)) for name in self.column_names],
                *[within(FadeIn(m), 0.3, 1.0) for m in (shape.times, shape.columns)],
            ],
            0.8,
            0.4,
        )
        resting = [neuron.clear_highlight() for neuron in columns]
        yield [*resting, *[n.animate.set_color(quiet) for n in self.column_names]], 0.4, 0.0

    def _name(self, theme: Theme, em: float, letters: Sequence[str], y: float) -> None:
        """Typeset the neurons' names at the rows, and at the columns at height ``y``."""
        x = self.matrix.get_left()[0] - 0.95 * em
        name_em = max(1.2 * em, 0.36)
        self.row_names = [
            Formula(theme, f"{letters[0]}_{j + 1}", name_em, theme.quiet).move_to(
                [x, self.matrix.row_y(j), 0]
            )
            for j in range(len(self.matrix.cells))
        ]
        self.column_names = [
            Formula(theme, f"{letters[1]}_{i + 1}", name_em, theme.quiet).move_to(
                [cell.get_center()[0], y, 0]
            )
            for i, cell in enumerate(self.matrix.row(0))
        ]
