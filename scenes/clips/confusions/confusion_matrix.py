"""The confusion matrix: a row per true class, a column per answer, counts drawn as squares."""

from __future__ import annotations

import numpy as np
from manim import PI, Rectangle, RoundedRectangle, Square, VGroup, VMobject, config

from network.recordings.confusions import ConfusionSeries
from scenes.clips.confusions.axis_names import AxisNames
from scenes.mobjects.matrix.square_matrix import CountSquares
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import TextLine
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["ConfusionMatrix"]

WHOLE = NumberFormat(0)
HEAD = 0.52
"""Room above the cells for the names of the answers, on one level."""
OUT, UP = 0.16, 0.14
"""Distances of the names of rows and of columns from the cells."""
TITLE, BESIDE = 0.34, 0.2
"""Distances of the word for the columns, and of that for the rows, from their names."""
LEAST, MOST = 0.3, 0.42
"""Least and greatest size of the counts of mistakes."""
CLEAR = 0.07
"""Least distance of counts in neighbouring cells, in frame units."""
DARKEST = 0.5
"""Opacity of the tint of the most frequent mistake."""
CELL = 0.94
"""Side of a cell as a share of the pitch."""


class ConfusionMatrix(VGroup):
    """Cells with the names of rows and columns; the squares are not in the group.

    Parameters
    ----------
    theme : Theme
    region : Region
        The matrix is in its top left corner, as large as fits.
    series : ConfusionSeries
    words : (str, str)
        For the rows and for the columns.

    Attributes
    ----------
    pitch : float
        Of the cells: a whole number of pixels, so that all gaps look alike.
    place, outer : Region
        Taken by the cells; by the cells and their names.
    squares : CountSquares
        A painting, hence not in the group.
    """

    def __init__(
        self, theme: Theme, region: Region, series: ConfusionSeries, words: tuple[str, str]
    ):
        self.theme, self.series, self.count = theme, series, len(series.classes)
        self._words = [TextLine(theme, word, theme.sizes.label, theme.quiet) for word in words]
        self._words[0].rotate(PI / 2)
        self._aside = OUT + BESIDE + self._words[0].width
        self.names = AxisNames(theme, series, region.width - self._aside, region.height - HEAD)
        self.place = self._fitted(region)
        self.squares = CountSquares(
            theme, self.place, Source(series, "confusion", index=(0,)), float(series.largest[0])
        )
        self.heads = VGroup(*self._words, *self._row_names(), *self._column_names())
        self.outer = Region(region.left, self.place.right, self.place.bottom, region.top)
        super().__init__(self._grounds(), self.heads)

    def _fitted(self, region: Region) -> Region:
        """Choose the pitch, a whole number of pixels; return the place of the cells."""
        unit = config.pixel_width / config.frame_width
        rows, columns = 1, 1
        for _ in range(3):  # more levels of names leave less room, which may need more levels
            side = self._aside + self.names.side(rows)
            head = HEAD + (columns - 1) * self.names.above
            pitch = min(region.height - head, region.width - side) / self.count
            pitch = max(1, int(pitch * unit + 1e-6)) / unit
            if (rows, columns) == self.names.levels(pitch):
                break
            rows, columns = self.names.levels(pitch)
        self.pitch, self._levels = pitch, (rows, columns)
        left, top = (round(at * unit) / unit for at in (region.left + side, region.top - head))
        return Region(left, left + self.count * pitch, top - self.count * pitch, top)

    def _row_names(self) -> list[TextLine]:
        x = self.place.left - OUT
        base = DIGIT_HEIGHT * self.names.em / 2
        return [
            self.names.row(k).place(
                x - self.names.apart * (k % self._levels[0]), self.centre(k, 0)[1] - base, "right"
            )
            for k in range(self.count)
        ]

    def _column_names(self) -> list[TextLine]:
        base = self.place.top + UP
        of_rows, of_columns = self._words
        highest = base + self.names.above * (self._levels[1] - 1)
        side = OUT + self.names.side(self._levels[0]) + BESIDE + of_rows.width / 2
        of_rows.move_to([self.place.left - side, self.place.y, 0.0])
        of_columns.place(self.place.x, highest + TITLE + 0.08)
        return [
            self.names.column(k).place(
                self.centre(0, k)[0], base + self.names.above * (k % self._levels[1])
            )
            for k in range(self.count)
        ]

    def _grounds(self) -> VMobject:
        grounds = VMobject(stroke_width=0, fill_color=self.theme.ground, fill_opacity=1)
        half = CELL * self.pitch / 2
        turn = np.array([[-1, 1, 0], [1, 1, 0], [1, -1, 0], [-1, -1, 0], [-1, 1, 0]]) * half
        for row, column in np.ndindex(self.count, self.count):
            corners = np.array([*self.centre(row, column), 0.0]) + turn
            grounds.start_new_path(corners[0])
            grounds.add_points_as_corners(corners[1:])
        return grounds

    def centre(self, row: float, column: float) -> tuple[float, float]:
        """Return the centre of a cell."""
        return (
            self.place.left + (column + 0.5) * self.pitch,
            self.place.top - (row + 0.5) * self.pitch,
        )

    def diagonal(self) -> VGroup:
        """Return thin outlines of the cells of right answers."""
        side = CELL * self.pitch
        outlines = [
            Rectangle(width=side, height=side, stroke_color=self.theme.target, stroke_width=1.5)
            .move_to([*self.centre(k, k), 0.0])
            for k in range(self.count)
        ]  # fmt: skip
        return VGroup(*outlines)

    def numbers(self) -> dict[tuple[int, int], Readout] | None:
        """Typeset the counts of the mistakes at the end, in one size; None if they do not fit."""
        last, room = self.series.mistakes[-1], min(CELL, 1 - CLEAR / self.pitch) * self.pitch
        cells = [(int(row), int(column)) for row, column in np.argwhere(last)]
        em = min(MOST, room / DIGIT_HEIGHT)
        widest = max((self._number(cell, em).advance_width for cell in cells), default=0.0)
        em *= min(1.0, room / max(widest, 1e-9))
        if em < LEAST:
            return None
        found = {}
        for cell in cells:
            x, y = self.centre(*cell)
            found[cell] = self._number(cell, em).place(x, y - em * DIGIT_HEIGHT / 2)
        return found

    def tints(self) -> dict[tuple[int, int], Square]:
        """Tint the cells of the mistakes at the end by how many there are."""
        last, found = self.series.mistakes[-1], {}
        for row, column in np.argwhere(last).tolist():
            tint = Square(CELL * self.pitch, stroke_width=0)
            tint.full = float(self.series.largest[1]) / DARKEST
            tint.set_fill(self.theme.cost, opacity=float(last[row, column]) / tint.full)
            tint.move_to([*self.centre(row, column), 0.0])
            source = Source(self.series, "mistakes", index=(self.series.last, row, column))
            mark(tint, "tint", source)
            found[row, column] = tint
        return found

    def _number(self, cell: tuple[int, int], em: float) -> Readout:
        source = Source(self.series, "mistakes", index=(self.series.last, *cell))
        return Readout(self.theme, source, WHOLE, em, self.theme.ink)

    def cell_frame(self, row: int, column: int) -> RoundedRectangle:
        """Draw a frame around a cell."""
        return self._frame((row, row), (column, column))

    def column_frame(self, column: int) -> RoundedRectangle:
        """Draw a frame around a column."""
        return self._frame((0, self.count - 1), (column, column))

    def row_frame(self, row: int) -> RoundedRectangle:
        """Draw a frame around a row."""
        return self._frame((row, row), (0, self.count - 1))

    def _frame(self, rows: tuple[int, int], columns: tuple[int, int]) -> RoundedRectangle:
        x, y = self.centre(sum(rows) / 2, sum(columns) / 2)
        frame = RoundedRectangle(
            width=(columns[1] - columns[0] + 1) * self.pitch,
            height=(rows[1] - rows[0] + 1) * self.pitch,
            corner_radius=min(0.06, self.pitch / 4),
            stroke_color=self.theme.focus,
            stroke_width=1.4 * self.theme.sizes.line,
        )
        return frame.move_to([x, y, 0.0])
