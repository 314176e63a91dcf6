"""The confusion matrix: for each true digit a row, for each answer a column, counts as squares."""

from __future__ import annotations

import numpy as np
from manim import RoundedRectangle, VGroup, VMobject

from network import CheckpointSeries
from scenes.mobjects.matrix.square_matrix import CountSquares
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import TextLine
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["ConfusionMatrix"]

WHOLE = NumberFormat(0)
HEAD, SIDE = 0.95, 1.0
"""Room for the answers above and for the digits at the left."""
COUNT_EM = 0.245
"""Least size of the counts."""
COUNT_SHARE = 0.48
"""Size of the counts as a share of the pitch: four digits are no wider than a cell."""
CELL = 0.94
"""Side of a cell's ground, as a share of the pitch."""


class ConfusionMatrix(VGroup):
    """Grounds of the cells and names of rows and columns; the squares are beside the group.

    Parameters
    ----------
    theme : Theme
    region : Region
        The matrix stands at its left.
    film : network.CheckpointSeries
    frame : int
        Of the film.
    names : sequence of str
        What the rows and what the columns are.

    Attributes
    ----------
    squares : CountSquares
        A painting, hence not in the group.
    digits, answers : list of Readout
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        film: CheckpointSeries,
        frame: int,
        names: tuple[str, str],
    ):
        self.theme, self.film = theme, film
        count = film.layer_sizes[-1]
        self.pitch = pitch = self.pitch_in(region, film)
        left, top = region.left + SIDE, region.bottom + count * pitch
        self.place = Region(left, left + count * pitch, region.bottom, top)
        full = int(film.confusion[0].sum(axis=1).max())
        self.squares = CountSquares(
            theme, self.place, Source(film, "confusion", index=(frame,)), full
        )
        grounds = VMobject(stroke_width=0, fill_color=theme.ground, fill_opacity=1)
        for row in range(count):
            for column in range(count):
                x, y = self.centre(row, column)
                h = CELL * pitch / 2
                corners = [(x - h, y + h), (x + h, y + h), (x + h, y - h), (x - h, y - h)]
                grounds.start_new_path(np.array([*corners[0], 0.0]))
                grounds.add_points_as_corners(
                    [np.array([*corner, 0.0]) for corner in (*corners[1:], corners[0])]
                )
        em = theme.sizes.number
        classes = [Source(film, "classes", index=(k,)) for k in range(count)]
        self.digits = [
            Readout(theme, source, WHOLE, em, theme.ink).place(
                left - 0.3, self.centre(k, k)[1] - em * DIGIT_HEIGHT / 2
            )
            for k, source in enumerate(classes)
        ]
        self.answers = [
            Readout(theme, source, WHOLE, em, theme.ink).place(self.centre(k, k)[0], top + 0.14)
            for k, source in enumerate(classes)
        ]
        of_rows, of_columns = names
        head = self.answers[0].baseline
        self.names = VGroup(
            TextLine(theme, of_rows, theme.sizes.label, theme.quiet).place(
                left - 0.42, head, "right"
            ),
            TextLine(theme, of_columns, theme.sizes.label, theme.quiet).place(
                self.place.x, head + 0.44
            ),
        )
        super().__init__(grounds, *self.digits, *self.answers, self.names)

    @staticmethod
    def pitch_in(region: Region, film: CheckpointSeries) -> float:
        """Give the pitch of the cells of a matrix that fills a region."""
        count = film.layer_sizes[-1]
        return min(region.height - HEAD, region.width - SIDE) / count

    @staticmethod
    def fitted(region: Region, film: CheckpointSeries) -> Region:
        """Give the place in the middle of a region that the matrix takes with all its names."""
        side = film.layer_sizes[-1] * ConfusionMatrix.pitch_in(region, film)
        return region.inner(side + SIDE, side + HEAD)

    def centre(self, row: int, column: int) -> tuple[float, float]:
        """Centre of a cell."""
        return (
            self.place.left + (column + 0.5) * self.pitch,
            self.place.top - (row + 0.5) * self.pitch,
        )

    def count(self, frame: int, row: int, column: int) -> Readout:
        """The count of a cell in digits."""
        theme, em = self.theme, max(COUNT_EM, COUNT_SHARE * self.pitch)
        source = Source(self.film, "confusion", index=(frame, row, column))
        colour = theme.target if row == column else theme.cost
        x, y = self.centre(row, column)
        return Readout(theme, source, WHOLE, em, colour).place(x, y - em * DIGIT_HEIGHT / 2)

    def cell_frame(self, row: int, column: int) -> RoundedRectangle:
        """Draw a frame around a cell."""
        frame = RoundedRectangle(
            width=self.pitch,
            height=self.pitch,
            corner_radius=0.06,
            stroke_color=self.theme.focus,
            stroke_width=1.4 * self.theme.sizes.line,
        )
        return frame.move_to([*self.centre(row, column), 0.0])
