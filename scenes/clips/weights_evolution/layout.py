"""Layout of the clip on the evolution of weights, for every shape of frame."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from network import CheckpointSeries
from scenes.mobjects.text.readout import DIGIT_HEIGHT
from scenes.style.frame import Frame, Region
from scenes.style.theme import Theme

__all__ = ["EvolutionLayout", "MatrixPlaces"]

ACROSS = (5, 4)
"""Possible numbers of maps in a row; the one with the largest maps is used."""
LEAST_BESIDE = 3.8
"""Least width of the plot beside the maps."""
BAR_ROOM, PLOT_GAP = 0.62, 0.5
"""Height of the colour bar with its numbers; gap between maps and plot."""
MAP_GAP = 0.07
COUNTERS, COUNTER_PITCH = 0.62, 0.5
"""Height of the counters above the maps, and what a second line of them adds."""
CELL = 8 / 1080
"""One pixel at 1080p, in frame units: cells measure whole pixels, so all look alike."""
NAMES_ROOM, NUMBER_PITCH = 0.45, 0.36
"""Width of the row names of the second matrix; distance of the lines of numbers below it."""
LEAST_PITCH, MOST_STRETCH = 0.53, 1.7
"""Least column pitch for one line of numbers; greatest ratio of a cell's height to its width."""


@dataclass(frozen=True)
class MatrixPlaces:
    """Places of the second weight matrix and of the maps above its columns.

    Attributes
    ----------
    grid : Region
    heads : list of Region
        One for each hidden neuron's map.
    lines : int
        1, or 2 where columns are narrow: maps and numbers then alternate between two lines.
    """

    grid: Region
    heads: list[Region]
    lines: int


class EvolutionLayout:
    """Regions of the clip.

    Parameters
    ----------
    frame : Frame
    theme : Theme
    series : network.CheckpointSeries
    counters_width : float
        Width of step and epoch on one line.
    name_drop : callable
        From the width that the colour bar's name may take to the height of its further lines.

    Attributes
    ----------
    upright : bool
        Whether the plot is below the maps rather than beside them.
    across : int
        Maps in a row.
    places : list of Region
        One for each map.
    grid, beside : Region
        All maps; colour bar and plot.
    counters_height : float
    strip_gap : float
        Between two rows of the first weight matrix.
    matrix, bar, plot : Region
        First weight matrix; colour bar; plot.
    bar_name : (float, float)
        Left end and baseline of the colour bar's name.
    name_width : float
        Width that this name may take.
    """

    def __init__(
        self,
        frame: Frame,
        theme: Theme,
        series: CheckpointSeries,
        counters_width: float,
        name_drop: Callable[[float], float],
    ):
        body = self.body = frame.body
        self.wide, self.upright = frame.wide, body.height > body.width
        self.sizes, self.rows = series.layer_sizes, series.metadata["image_shape"][0]
        self.across = max(ACROSS, key=self._map_side)
        side = self._map_side(self.across)
        pitch = side + MAP_GAP
        width = self.across * pitch - MAP_GAP
        self.counters_height = COUNTERS + (COUNTER_PITCH if counters_width > width else 0.0)
        top = body.top - self.counters_height
        left = body.x - width / 2 if self.upright else body.left
        self.places = [
            Region(x, x + side, y - side, y)
            for j in range(self.sizes[1])
            for x, y in [(left + j % self.across * pitch, top - j // self.across * pitch)]
        ]
        self.grid = Region(left, left + width, self.places[-1].bottom, top)
        if self.upright:
            self.beside = Region(left, left + width, body.bottom, self.grid.bottom - 0.2)
        else:
            foot = self.grid.bottom if self.wide else body.bottom
            head = top + self.counters_height
            self.beside = Region(self.grid.right + PLOT_GAP, body.right, foot, head)
        self.bar = self.beside.below(self.beside.bottom + BAR_ROOM)
        # The bar is shorter than its room by half a number at each end.
        self.number_em = theme.sizes.number_small
        self.bar_name = self._above_bar(self.bar)
        self.name_width = self.beside.width - self.number_em
        self.plot = self.beside.above(self.bar.top + 0.6 + name_drop(self.name_width))
        self.strip_gap = 2 * CELL
        width = min(2 * CELL * self.sizes[0], body.width - 1.2)
        left = body.x - width / 2 - 0.35
        self.matrix = Region(left, left + width, body.bottom + 0.3, body.top - 1.0)

    def _map_side(self, across: int) -> float:
        """Return the side of the maps with this many in a row; each cell measures whole pixels."""
        down = math.ceil(self.sizes[1] / across)
        room = self.body.width - (0.0 if self.upright else LEAST_BESIDE + PLOT_GAP)
        wide = (room - (across - 1) * MAP_GAP) / across
        high = (self.body.height - COUNTERS - (down - 1) * MAP_GAP) / down
        return self._whole_pixels(min(high / 2 if self.upright else high, wide))

    def _whole_pixels(self, side: float) -> float:
        return math.floor(side / CELL / self.rows) * CELL * self.rows

    def large_map(self, top: float) -> Region:
        """Return the place of the folded row below ``top``, with room for its dimension."""
        body, measure = self.body, 0.9
        if self.upright:
            low, wide = self.plot.bottom + 1.5, body.width - measure
        else:
            low, wide = body.bottom, self.beside.left - measure - body.left
        side = self._whole_pixels(min(top - low, wide))
        if self.upright:
            left = body.x - (side + measure) / 2
        else:
            left = min(self.grid.x - side / 2, self.beside.left - measure - side)
        if not self.wide:
            top -= (top - low - side) / 2
        return Region(left, left + side, top - side, top)

    def bar_above(
        self, name_width: float, counters_right: float
    ) -> tuple[Region, tuple[float, float], float]:
        """Return the colour bar's room above the second matrix, its name's place, the top below."""
        body, top = self.body, self.grid.top - 0.05
        if self.wide:
            room = Region(self.beside.left, body.right, self.grid.top + 0.12, body.top - 0.02)
        elif self.counters_height > COUNTERS and counters_right + 0.4 + name_width < body.right:
            # Beside the two lines of counters.
            left, foot = body.right - name_width, self.grid.top + 0.05
            return Region(left, body.right, foot, foot + 0.5), (left, foot + 0.64), top - 0.1
        elif name_width + LEAST_BESIDE < body.width:
            room = Region(body.left + name_width + 0.25, body.right, top - 0.5, top)
            foot = room.bottom + 0.16 + self.number_em * DIGIT_HEIGHT
            return room, (body.left, (foot + top) / 2 - 0.1), room.bottom - 0.22
        else:
            room = Region(body.left, body.right, top - 0.95, top - 0.45)
            top = room.bottom - 0.22
        return room, self._above_bar(room), top

    def _above_bar(self, room: Region) -> tuple[float, float]:
        return room.left + self.number_em, room.top + 0.14

    def second_matrix(self, top: float) -> MatrixPlaces:
        """Place the second matrix below ``top``, with the maps above its columns."""
        body, (hidden, outputs) = self.body, self.sizes[1:]
        left, right = body.left + NAMES_ROOM, body.right
        pitch = (right - left) / hidden
        lines = 1 if pitch > LEAST_PITCH else 2
        if lines == 2:
            right -= 0.36 * pitch
            pitch = (right - left) / hidden
        side = pitch - 4 * CELL if lines == 1 else 1.72 * pitch
        foot, head = 0.42 + NUMBER_PITCH * (lines - 1), lines * (side + 0.12)
        spare = top - head - foot - body.bottom - MOST_STRETCH * pitch * outputs
        if spare > 0:
            top -= spare / 2
            foot += spare / 2
        heads = []
        for k in range(hidden):
            x, high = left + (k + 0.5) * pitch, top - k % lines * (side + 0.12)
            heads.append(Region(x - side / 2, x + side / 2, high - side, high))
        return MatrixPlaces(Region(left, right, body.bottom + foot, top - head), heads, lines)

    def recall(self, names_width: float, line_width: float) -> tuple[Region, tuple[float, float]]:
        """Return the room for the dots of all test images, and the place of the total.

        The total is to the right of the names above the dots, or above the names.
        """
        body = self.body
        beside = 0.9 + names_width + line_width < body.width - 0.6
        top = body.top - 0.85 - (0.0 if beside else 0.6)
        room = Region(body.left + 0.55, body.right - 1.5, body.bottom + 0.05, top)
        if beside:
            return room, (body.right - 0.05 - line_width, top + 0.3)
        return room, (room.left, top + 0.3 + 0.6)
