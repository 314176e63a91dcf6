"""Layout of the clip on the evolution of weights, for every shape of frame and of image."""

from __future__ import annotations

import math
from collections.abc import Callable

from scenes.style.frame import Frame, Region
from scenes.style.theme import Theme

__all__ = ["EvolutionLayout"]

LEAST_BESIDE = 4.4
"""Least width of the plot beside the maps."""
BAR_ROOM, PLOT_GAP = 0.68, 0.5
"""Height of the colour bar with its numbers; gap between maps and plot."""
MAP_GAP = 0.07
COUNTERS, COUNTER_PITCH = 0.62, 0.5
"""Height of the counters above the maps, and what a second line of them adds."""
CELL = 8 / 1080
"""One pixel at 1080p, in frame units: cells measure whole pixels, so all look alike."""
SIGN_ROOM = 0.9
"""Room between two of the maps in the subtraction, for its sign."""


class EvolutionLayout:
    """Regions of the clip.

    Parameters
    ----------
    frame : Frame
    theme : Theme
    shape : (int, int)
        Rows and columns of the images.
    shown : int
        Number of maps.
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
    grid, head, beside : Region
        All maps; the same, wide enough for the counters above; colour bar and plot.
    counters_height : float
    bar, plot : Region
        Colour bar; plot, or whatever stands in its place.
    bar_name : (float, float)
        Left end and first baseline of the colour bar's name.
    name_width : float
        Width that this name may take.
    """

    def __init__(
        self,
        frame: Frame,
        theme: Theme,
        shape: tuple[int, int],
        shown: int,
        counters_width: float,
        name_drop: Callable[[float], float],
    ):
        body = self.body = frame.body
        self.theme, self.shape, self.shown = theme, shape, shown
        self.wide, self.upright = frame.wide, body.height > body.width
        for self.counters_height in (COUNTERS, COUNTERS + COUNTER_PITCH):
            self.across = max(range(1, shown + 1), key=self._cell)
            cell = self._cell(self.across)
            high, wide = (n * cell for n in shape)
            width = self.across * (wide + MAP_GAP) - MAP_GAP
            if width >= counters_width:
                break
        least = min(counters_width, body.width if self.upright else body.width - LEAST_BESIDE)
        top = body.top - self.counters_height
        left = body.x - width / 2 if self.upright else body.left
        self.places = [
            Region(x, x + wide, y - high, y)
            for j in range(shown)
            for x, y in [
                (
                    left + j % self.across * (wide + MAP_GAP),
                    top - j // self.across * (high + MAP_GAP),
                )
            ]
        ]
        self.grid = Region(left, left + width, self.places[-1].bottom, top)
        right = max(left + width, left + min(least, 3.6))
        self.head = Region(left, right, self.grid.bottom, top)
        if self.upright:
            self.beside = Region(body.left, body.right, body.bottom, self.grid.bottom - 0.25)
        else:
            edge = max(self.grid.right, self.head.right) + PLOT_GAP
            level = self.grid.bottom < body.bottom + 0.4  # maps and bar then share their lower edge
            foot = self.grid.bottom if level else body.bottom
            self.beside = Region(edge, body.right, foot, body.top)
        self.bar = self.beside.below(self.beside.bottom + BAR_ROOM)
        self.name_width = self.beside.width - 1.1
        drop = name_drop(self.name_width)
        self.bar_name = self.bar.left + 0.55, self.bar.top + 0.14 + drop
        self.plot = self.beside.above(self.bar.top + 0.62 + drop)

    def _cell(self, across: int) -> float:
        """Return the side of a cell with this many maps in a row, whole pixels if it can be."""
        rows, columns = self.shape
        down = math.ceil(self.shown / across)
        room = self.body.width - (0.0 if self.upright else LEAST_BESIDE + PLOT_GAP)
        tall = (0.53 if self.upright else 1.0) * self.body.height - self.counters_height
        wide = (room - (across - 1) * MAP_GAP) / across / columns
        high = (tall - (down - 1) * MAP_GAP) / down / rows
        return _whole_pixels(min(high, wide))

    def fitted(self, room: Region) -> Region:
        """Return the largest place of an image's shape in the middle of a room."""
        rows, columns = self.shape
        cell = _whole_pixels(min(room.height / rows, room.width / columns))
        return room.inner(columns * cell, rows * cell)

    def strips(self, neurons: int) -> list[Region]:
        """Return the rows of the first weight matrix, one for each map, with room for numbers.

        ``neurons`` is the number that stands beside them.
        """
        body, gap = self.body, 2 * CELL if self.shown <= 40 else 0.0
        pixels = self.shape[0] * self.shape[1]
        width = min(max(2 * CELL * pixels, 6.0), body.width - 0.94 - 0.28 * len(str(neurons)))
        left = body.x - width / 2 - 0.35
        # The key is below, in its usual place with its name.
        foot = max(body.bottom + 0.3, self.bar_name[1] + 0.5)
        room = Region(left, left + width, foot, body.top - 0.95)
        return room.split(*[1.0] * self.shown, gap=gap)

    def large_map(self, top: float) -> Region:
        """Return the place of the folded row below ``top``, with room for its dimension."""
        body, measure = self.body, 0.9
        if self.upright:
            return self.fitted(Region(body.left, body.right - measure, self.plot.bottom + 1.5, top))
        right = self.beside.left - measure
        return self.fitted(Region(body.left, right, body.bottom, top))

    def subtraction(self, name: float = 0.75) -> list[Region]:
        """Return the places of three maps, now − before = change, from left or from the top.

        Above each there is room of height ``name``.
        """
        body = self.body
        foot = self.bar.top + (0.75 if self.wide else 1.3)
        rows, columns = self.shape
        if self.upright:
            high = (body.top - foot) / 3
            return [
                self.fitted(Region(body.left + 0.9, body.right - 0.2, y - high + 0.1, y - name))
                for y in (body.top, body.top - high, body.top - 2 * high)
            ]
        room = Region(body.left, body.right, foot, body.top - name)
        wide = (room.width - 2 * SIGN_ROOM) / 3
        cell = _whole_pixels(min(wide / columns, room.height / rows))
        across, down = columns * cell, rows * cell
        left = body.x - (3 * across + 2 * SIGN_ROOM) / 2
        top = room.top - (0.0 if self.wide else (room.height - down) / 2)
        return [
            Region(x, x + across, top - down, top)
            for x in (left + k * (across + SIGN_ROOM) for k in range(3))
        ]


def _whole_pixels(cell: float) -> float:
    """Return a cell's side rounded down to whole pixels, or as it is if smaller than one."""
    return math.floor(cell / CELL + 1e-9) * CELL if cell >= CELL else cell
