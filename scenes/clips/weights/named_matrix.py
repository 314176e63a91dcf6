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
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["NamedMatrix"]

BRACKETS = 0.25
"""Room for the brackets, in frame units."""
LARGEST = 0.46
"""Largest size of type, in frame units."""
CELL_IN_EM = 2.5
"""Width of a signed number of two decimals, and of the gap beside it, in em."""
ROW_NAMES, HEADING, NARROW_NAMES = 2.2, 3.9, 1.6
"""Room for the rows' names and for the heading beside them, and for the names where the heading is
above, in em."""
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
    shown : (sequence of int, sequence of int)
        Indices of the neurons drawn, of the rows and of the columns.
    number_format : NumberFormat
        Of the weights.
    words : (str, str)
        What the rows lead to and the columns come from: "to" and "from".
    widest : int
        Number of columns of the network's widest matrix.

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
        shown: tuple[Sequence[int], Sequence[int]],
        number_format: NumberFormat,
        words: tuple[str, str],
        widest: int,
    ):
        self.theme = theme
        n_out = len(shown[0])
        # The widest matrix of the network sets the size of type, so that all have the same.
        columns = CELL_IN_EM * widest + ROW_NAMES
        room = region.width - BRACKETS
        em, beside = room / (columns + HEADING), HEADING
        names_room = ROW_NAMES
        if em < LEAST_BESIDE:
            names_room = NARROW_NAMES
            em, beside = room / (CELL_IN_EM * widest + names_room), 0.0
        self.above = not beside
        names, above = 1.5 * em, 3.0 * em if self.above else 0.0
        pitch = min((region.height - names - above) / n_out, ROW_PITCH * em)

        def source(quantity: str, of: int | None, *index: int) -> Source:
            return Source(recording, quantity, step, of, index)

        em = min(em, LARGEST)
        cells = [[source("weights", layer, j, i) for i in shown[1]] for j in shown[0]]
        self.matrix = Matrix(theme, cells, number_format, em, pitch, theme.signed)
        top = region.y + (names + n_out * pitch - above) / 2
        middle = top - names - n_out * pitch / 2
        # All are left-aligned.
        left = region.left + (names_room + beside) * em
        self.matrix.move_to([left + self.matrix.width / 2, middle, 0])
        self._name(theme, em, letters, shown, top - names / 2)
        self.symbol = Formula(theme, f"bold(W)^(({layer + 1}))", 1.6 * em, theme.ink)
        shape_em = 1.4 * em
        if beside:
            self.alone = np.array([region.left + 1.7 * em, self.matrix.brackets.get_y(), 0.0])
            self.home, place = self.alone + em * UP, self.alone + em * DOWN
        else:
            self.alone = np.array([self.matrix.get_x(), top + above / 2, 0.0])
            self.home, place = self.alone + 3.2 * em * LEFT, self.alone + 0.4 * em * RIGHT
        self.symbol.move_to(self.home)
        self.shape = ShapeLabel(
            theme,
            source("layer_sizes", None, layer + 1),
            source("layer_sizes", None, layer),
            shape_em,
            theme.ink,
        ).place_sign(place[0], place[1] - shape_em * DIGIT_HEIGHT / 2)
        self.to, self.origin = (
            TextLine(theme, word, theme.sizes.label, theme.quiet).place(
                number.get_x(), number.baseline - 0.4
            )
            for word, number in zip(words, self.shape.numbers, strict=True)
        )
        if beside:
            inside = region.left - self.shape.get_left()[0]
            self.shape.shift(max(0.0, inside) * RIGHT)
        middle = self.shape.times.get_x()
        if not beside:  # below are the names of the columns
            self.to.place(self.shape.get_right()[0] + 0.35, self.shape.rows.baseline, "left")
            self.origin.place(self.to.get_right()[0] + 0.25, self.to.baseline, "left")
        elif self.origin.get_left()[0] - self.to.get_right()[0] < 0.12:
            self.to.place(middle - 0.1, self.to.baseline, "right")
            self.origin.place(middle + 0.1, self.origin.baseline, "left")
        self.bars = [row_bar(theme, self.matrix, j, theme.focus) for j in range(n_out)]
        super().__init__(
            self.matrix, *self.row_names, *self.column_names, self.symbol, self.shape, self.to,
            self.origin,
        )  # fmt: skip

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
                *[within(FadeIn(m), 0.5, 1.0) for m in (shape.rows, self.to)],
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
                *[within(FadeIn(m), 0.3, 1.0) for m in (shape.times, shape.columns, self.origin)],
            ],
            0.8,
            0.4,
        )
        resting = [neuron.clear_highlight() for neuron in columns]
        yield [*resting, *[n.animate.set_color(quiet) for n in self.column_names]], 0.4, 0.0

    def _name(
        self,
        theme: Theme,
        em: float,
        letters: Sequence[str],
        shown: tuple[Sequence[int], Sequence[int]],
        y: float,
    ) -> None:
        """Typeset the neurons' names at the rows, and at the columns at height ``y``."""
        x = self.matrix.get_left()[0] - 0.95 * em
        name_em = max(1.2 * em, 0.36)
        self.row_names = [
            Formula(theme, f"{letters[0]}_{j + 1}", name_em, theme.quiet).move_to(
                [x, self.matrix.row_y(r), 0]
            )
            for r, j in enumerate(shown[0])
        ]
        self.column_names = [
            Formula(theme, f"{letters[1]}_{i + 1}", name_em, theme.quiet).move_to(
                [cell.get_center()[0], y, 0]
            )
            for i, cell in zip(shown[1], self.matrix.row(0), strict=True)
        ]
