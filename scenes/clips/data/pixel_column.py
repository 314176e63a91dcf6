"""An image whose rows stand up, one below the other, as one column of pixels."""

from __future__ import annotations

import numpy as np
from manim import Animation, Group, Line, Rectangle, UpdateFromAlphaFunc, VGroup, VMobject, smooth

from scenes.mobjects.images.painting import Painting
from scenes.mobjects.images.pixel_grid import CELL, PixelGrid
from scenes.mobjects.images.thumbnail import grid_lines
from scenes.style.frame import Point, Region
from scenes.style.theme import rgb_bytes

__all__ = ["PixelColumn"]

SLOW, SECOND, STEP, QUICK = 0.26, 0.18, 0.16, 0.14
"""Shares of the play for the first row, the second, the step back, and each later row."""
PIXELS_PER_UNIT = 135
"""Stripes of the painted column per frame unit: one for each pixel at 1080p."""
GAP, LEAST_GAP = 0.1, 0.06
"""Gap between two pixels as a share of a pixel, and the pixel's height from which on it shows, in
frame units."""
POINTED = 2
"""Rows that are pointed out on their way; the others are too quick."""
LEAVE, TURN = 0.7, 0.3
"""Share of its motion after which a row has moved aside, and from which on it turns."""
CORNERS = np.array([[-1.0, 1.0], [1.0, 1.0], [1.0, -1.0], [-1.0, -1.0]]) * CELL / 2


class PixelColumn(Group):
    """All pixels of an image in one column, row after row.

    At first the column is one row, which swings down and fills the region; the second joins it
    below.  Then the pixels become flatter, as if seen from farther away, until there is room for
    all rows; each of the others slides to its place.

    Parameters
    ----------
    grid : PixelGrid
        The image.
    region : Region
        Filled by the column.

    Attributes
    ----------
    ground, frame : Rectangle
        Behind the pixels and around them.
    stripes : Painting
        The pixels that stand.
    """

    def __init__(self, grid: PixelGrid, region: Region):
        self.grid, self.region = grid, region
        self.count, self.length = grid.image.shape
        theme = grid.theme
        table = [theme.activation(level / 255) for level in range(256)]
        self._colours = np.array([list(rgb_bytes(c)) for c in table], float)[grid.image.ravel()]
        self._lines = grid_lines(grid).get_fill_color()
        self._between = np.rint(255 * np.array(self._lines.to_rgb()))
        self.frame = Rectangle(width=region.width, height=region.height).move_to(region.centre)
        self.frame.set_stroke(theme.hairline, theme.sizes.line * 0.6)
        self.stripes = Painting(region, self._striped(self.count, self.count))
        super().__init__(self.stripes, self.frame)

    def height_of(self, place: int) -> float:
        """Return the height of the middle of a pixel, counted row by row from 0."""
        return self.region.top - (place + 0.5) * self.region.height / self._colours.shape[0]

    def lead(self, place: int, end: Point) -> Line:
        """Return a thin line from a pixel of the column to ``end``."""
        theme = self.grid.theme
        start = [self.region.right + 0.03, self.height_of(place), 0.0]
        return Line(start, end, color=theme.hairline, stroke_width=0.6 * theme.sizes.line)

    def _striped(self, standing: int, length: float) -> np.ndarray:
        """Return the colours of the first rows, while ``length`` rows would fill the column."""
        cells = standing * self.length
        height = self.region.height * standing / length
        lines = max(round(height * PIXELS_PER_UNIT), 1)
        edges = np.linspace(0.0, cells, lines + 1)
        sums = np.vstack([np.zeros(3), np.cumsum(self._colours[:cells], axis=0)])
        below = np.column_stack([np.interp(edges, np.arange(cells + 1), s) for s in sums.T])
        colours = np.diff(below, axis=0) / (cells / lines)
        pitch = height / cells
        shown = np.clip((pitch - LEAST_GAP) / LEAST_GAP, 0.0, 1.0)
        if shown > 0:
            part = ((edges[:-1] + edges[1:]) / 2) % 1.0
            gap = shown * (np.abs(part - 0.5) > 0.5 - GAP / 2)[:, None]
            colours += gap * (self._between - colours)
        return np.rint(colours).astype(np.uint8)[:, None]

    # The motion.

    def _spans(self) -> list[tuple[float, float]]:
        """Return when each row starts to move and when it stands, as shares of the play."""
        if self.count == 1:
            return [(0.0, 1.0)]
        spans = [(0.0, SLOW), (SLOW, SLOW + SECOND)]
        starts = np.linspace(SLOW + SECOND + STEP, 1.0 - QUICK, max(self.count - 2, 0))
        return [*spans, *[(float(s), float(s) + QUICK) for s in starts]]

    def _length(self, share: float) -> float:
        """Return how many rows would fill the column at a share of the play."""
        if self.count == 1:
            return 1.0
        second = smooth(min(max((share - SLOW) / SECOND, 0.0), 1.0))
        others = smooth(min(max((share - SLOW - SECOND) / STEP, 0.0), 1.0))
        return (1.0 + second) * (self.count / 2) ** others

    def stand_up(self) -> tuple[Group, Animation]:
        """Return what moves, and its motion; then the column itself takes its place."""
        spans = self._spans()
        painting = Painting(self.region, self._striped(1, 1))
        painting.set_opacity(0.0)
        rows = [self._row(k) for k in range(self.count)]
        moving = Group(painting, *rows)
        ends = np.array([end for _, end in spans])

        def update(group: Group, share: float) -> None:
            standing = int(np.count_nonzero(ends <= share + 1e-9))
            length = self._length(share)
            wide = self._width(length)
            stripes = group[0]
            stripes.set_opacity(float(standing > 0))
            if standing:
                low = self.region.top - self.region.height * standing / length
                stripes.colours = self._striped(standing, length)
                stripes.points = np.array(
                    [[self._left(wide), self.region.top, 0.0],
                     [self._left(wide) + wide, low, 0.0]]
                )  # fmt: skip
            for k, row in enumerate(group[1:]):
                start, end = spans[k]
                gone = (share - start) / (end - start)
                seen = 0.0 < gone < 1.0 - 1e-9
                for path in row:
                    path.set_fill(opacity=float(seen)).set_stroke(opacity=float(seen))
                if seen:
                    place = self._swing if k < POINTED else self._slide
                    place(row, k, gone, length)

        return moving, UpdateFromAlphaFunc(moving, update, rate_func=lambda t: t)

    def _width(self, length: float) -> float:
        """Return the width of the column while ``length`` rows would fill it."""
        narrow = min(self.grid.pitch, self.region.width)
        return narrow + (self.region.width - narrow) * smooth(min((length - 1) / 2, 1.0))

    def _left(self, width: float) -> float:
        return self.region.x - width / 2

    def _row(self, k: int) -> VGroup:
        """Return a row of the image as a ground and a path for each level."""
        theme, levels = self.grid.theme, self.grid.image[k]
        ground = VMobject(stroke_width=0, fill_color=self._lines)
        if k < POINTED:
            ground.set_stroke(theme.focus, theme.sizes.line)
        row = VGroup(ground)
        for level in np.unique(levels):
            path = VMobject(stroke_width=0, fill_color=theme.activation(float(level) / 255))
            path.columns = np.flatnonzero(levels == level)
            row.add(path)
        for path in row:
            path.set_points(_polygons(np.zeros((1, 4, 2)))).set_opacity(0.0)
        return row

    def _swing(self, row: VGroup, k: int, gone: float, length: float) -> None:
        """Place a row on its way: first aside, then turning about its first pixel."""
        grid, region = self.grid, self.region
        across = smooth(min(gone / LEAVE, 1.0))
        turned = smooth(max((gone - TURN) / (1 - TURN), 0.0))
        first = grid.centre_of(k, 0)[:2]
        pitch = region.height / (length * self.length)
        last = np.array([region.x, region.top - (k * self.length + 0.5) * pitch])
        pivot = first + (last - first) * np.array([across, smooth(gone)])
        angle = -np.pi / 2 * turned
        along = np.array([np.cos(angle), np.sin(angle)])
        side = np.array([-np.sin(angle), np.cos(angle)])
        step = grid.pitch + (pitch - grid.pitch) * turned
        wide = grid.pitch + (self._width(length) - grid.pitch) * turned
        whole = wide / CELL  # the cells of the column have no gaps at their sides
        high = grid.pitch + (whole - grid.pitch) * turned
        middle = pivot + (self.length - 1) / 2 * step * along
        across_all = CORNERS[:, :1] * (self.length * step / CELL) * along
        whole = middle + across_all + CORNERS[:, 1:] * (high / CELL) * side
        row[0].set_points(_polygons(whole[None]))
        corners = CORNERS[:, :1] * step * along + CORNERS[:, 1:] * high * side
        for path in row[1:]:
            centres = pivot + path.columns[:, None] * step * along
            path.set_points(_polygons(centres[:, None] + corners))

    def _slide(self, row: VGroup, k: int, gone: float, length: float) -> None:
        """Place a row on its way: its pixels slide across and become stripes."""
        grid, region, share = self.grid, self.region, smooth(gone)
        pitch = region.height / (length * self.length)
        columns = np.arange(self.length)
        first = np.array([grid.centre_of(k, int(c))[:2] for c in columns])
        last = np.column_stack(
            [
                np.full(self.length, region.x),
                region.top - (k * self.length + columns + 0.5) * pitch,
            ]
        )
        centres = first + (last - first) * share
        high = grid.pitch + (pitch / CELL - grid.pitch) * share
        wide = grid.pitch + (self._width(length) / CELL - grid.pitch) * share
        corners = CORNERS * [wide, high]
        low, up = centres.min(0), centres.max(0)
        reach = (up - low + np.array([wide, high]) * CELL) / 2
        row[0].set_points(_polygons(((low + up) / 2 + CORNERS * 2 / CELL * reach)[None]))
        for path in row[1:]:
            path.set_points(_polygons(centres[path.columns][:, None] + corners))


def _polygons(corners: np.ndarray) -> np.ndarray:
    """Return the Bézier points of polygons, shape (n, corners, 2), four points a side."""
    sides = np.roll(corners, -1, axis=1) - corners
    shares = np.array([0.0, 1 / 3, 2 / 3, 1.0])[:, None]
    flat = (corners[:, :, None] + sides[:, :, None] * shares).reshape(-1, 2)
    return np.column_stack([flat, np.zeros(len(flat))])
