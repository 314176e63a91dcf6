"""The confusion matrix: a row per true digit, a column per answer, counts drawn as squares."""

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
"""Room above for the answers, and at the left for the digits."""
COUNT_EM = 0.245
"""Least size of the counts."""
COUNT_SHARE = 0.48
"""Size of the counts as a share of the pitch: four digits fit into a cell."""
CELL = 0.94
"""Side of a cell as a share of the pitch."""


class ConfusionMatrix(VGroup):
    """Cells with the names of rows and columns; the squares are not in the group.

    Parameters
    ----------
    theme : Theme
    region : Region
        The matrix is at its left.
    series : network.CheckpointSeries
    frame : int
        Number of the checkpoint.
    names : sequence of str
        Of the rows and of the columns.

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
        series: CheckpointSeries,
        frame: int,
        names: tuple[str, str],
    ):
        self.theme, self.series = theme, series
        count = series.layer_sizes[-1]
        self.pitch = pitch = self.pitch_in(region, series)
        left, top = region.left + SIDE, region.bottom + count * pitch
        self.place = Region(left, left + count * pitch, region.bottom, top)
        full = int(series.confusion[0].sum(axis=1).max())
        self.squares = CountSquares(
            theme, self.place, Source(series, "confusion", index=(frame,)), full
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
        classes = [Source(series, "classes", index=(k,)) for k in range(count)]
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
    def pitch_in(region: Region, series: CheckpointSeries) -> float:
        """Return the pitch of the cells of a matrix that fills a region."""
        count = series.layer_sizes[-1]
        return min(region.height - HEAD, region.width - SIDE) / count

    @staticmethod
    def fitted(region: Region, series: CheckpointSeries) -> Region:
        """Return the part in the middle of a region that the matrix takes with its names."""
        side = series.layer_sizes[-1] * ConfusionMatrix.pitch_in(region, series)
        return region.inner(side + SIDE, side + HEAD)

    def centre(self, row: int, column: int) -> tuple[float, float]:
        """Return the centre of a cell."""
        return (
            self.place.left + (column + 0.5) * self.pitch,
            self.place.top - (row + 0.5) * self.pitch,
        )

    def count(self, frame: int, row: int, column: int) -> Readout:
        """Typeset the count of a cell."""
        theme, em = self.theme, max(COUNT_EM, COUNT_SHARE * self.pitch)
        source = Source(self.series, "confusion", index=(frame, row, column))
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
