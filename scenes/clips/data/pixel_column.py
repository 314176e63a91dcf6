"""An image whose rows stand up, one below the other, as one column of pixels."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from manim import Animation, Group, Line, Rectangle, UpdateFromAlphaFunc, VGroup, VMobject, smooth

from scenes.mobjects.images.painting import Painting
from scenes.mobjects.images.pixel_grid import CELL, PixelGrid, grid_lines
from scenes.style.frame import Point, Region
from scenes.style.theme import rgb_bytes

__all__ = ["PixelColumn"]

SLOW = 0.28
"""Share of the play for the first row; the later ones are marked and do not move."""
PIXELS_PER_UNIT = 135
"""Stripes of the painted column per frame unit: one for each pixel at 1080p."""
GAP, LEAST_GAP = 0.1, 0.06
"""Gap between two pixels as a share of a pixel, and the pixel's height from which on it shows, in
frame units."""
OUT, TURNS, FLATTENS = 0.34, (0.3, 0.66), 0.62
"""Shares of its motion: until which the row leaves the image, between which it turns, and from
which on it becomes flatter."""
CLEAR = 0.25
"""From the image to the row that has left it, in frame units."""
CORNERS = np.array([[-1.0, 1.0], [1.0, 1.0], [1.0, -1.0], [-1.0, -1.0]]) * CELL / 2


class _Places:
    """The scale along the column: which pixel is where, counted from 1."""

    def __init__(self, region: Region, count: int):
        self.region, self.count = region, count

    def __deepcopy__(self, memo: dict) -> _Places:
        """Return the same object when Manim copies a number that refers to it."""
        return self

    def p2c(self, point: np.ndarray) -> tuple[float, float]:
        """Return which pixel is at the height of a point, twice."""
        at = (self.region.top - float(point[1])) / self.region.height * self.count + 0.5
        return at, at


class PixelColumn(Group):
    """All pixels of an image in one column, row after row.

    The first row leaves the image, turns upright, and becomes as flat as its part of the column.
    All others would pass over each other: each is marked in the image, and in the column, where it
    appears.

    Parameters
    ----------
    grid : PixelGrid
        The image.
    region : Region
        Filled by the column.

    Attributes
    ----------
    frame : Rectangle
        Around the pixels.
    stripes : Painting
        The pixels that stand.
    places : object
        Scale that converts heights to numbers of pixels.
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
        self.stripes = Painting(region, self._striped(self.count))
        self.places = _Places(region, grid.image.size)
        right = grid.origin[0] + self.length * grid.pitch
        # Where the column is below the image, a row would leave the frame: none turns.
        self.turns = region.left > right
        super().__init__(self.stripes, self.frame)

    def height_of(self, place: int) -> float:
        """Return the height of the middle of a pixel, counted row by row from 0."""
        return self.region.top - (place + 0.5) * self.region.height / self._colours.shape[0]

    def lead(self, place: int, end: Point) -> Line:
        """Return a thin line from a pixel of the column to ``end``."""
        theme = self.grid.theme
        start = [self.region.right + 0.03, self.height_of(place), 0.0]
        return Line(start, end, color=theme.hairline, stroke_width=0.6 * theme.sizes.line)

    def _striped(self, standing: int) -> np.ndarray:
        """Return the colours of the first rows."""
        cells = standing * self.length
        height = self.region.height * standing / self.count
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
        first = [0.0, SLOW] if self.turns and self.count > 1 else [0.0]
        ends = first + np.linspace(first[-1], 1.0, self.count + 2 - len(first))[1:].tolist()
        return list(pairwise(ends))

    def arrival(self, place: int) -> float:
        """Return when a pixel, counted row by row from 0, stands, as a share of the play."""
        return self._spans()[place // self.length][1]

    def stand_up(self) -> tuple[Group, Animation]:
        """Return what moves, and its motion; then the column itself takes its place."""
        spans = self._spans()
        painting = Painting(self.region, self._striped(1))
        painting.set_opacity(0.0)
        moving = Group(painting, self._marker(), self._first_row())
        starts, ends = (np.array(times) for times in zip(*spans, strict=True))

        def update(group: Group, share: float) -> None:
            started = int(np.count_nonzero(starts < share))
            standing = int(np.count_nonzero(ends <= share + 1e-9))
            self._fill(group[0], standing)
            self._point_out(group[1], started - 1, share < 1.0)
            gone = share / ends[0]
            seen = self.turns and 0.0 < gone < 1.0 - 1e-9
            for path in group[2]:
                path.set_fill(opacity=float(seen)).set_stroke(opacity=float(seen))
            if seen:
                self._place(group[2], gone)

        return moving, UpdateFromAlphaFunc(moving, update, rate_func=lambda t: t)

    def _fill(self, stripes: Painting, standing: int) -> None:
        """Show the first rows in the column."""
        region = self.region
        stripes.set_opacity(float(standing > 0))
        if standing:
            low = region.top - region.height * standing / self.count
            stripes.colours = self._striped(standing)
            stripes.points = np.array([[region.left, region.top, 0.0], [region.right, low, 0.0]])

    def _marker(self) -> VGroup:
        """Return the outlines of a row in the image and of its part of the column, unseen."""
        theme = self.grid.theme
        outlines = [VMobject(stroke_color=theme.focus, stroke_width=theme.sizes.line) for _ in "ab"]
        for outline in outlines:
            outline.set_points(_polygons(np.zeros((1, 4, 2)))).set_stroke(opacity=0.0)
        return VGroup(*outlines)

    def _point_out(self, marker: VGroup, k: int, moving: bool) -> None:
        """Mark the row whose turn it is, unless it moves itself."""
        seen = moving and k >= int(self.turns)
        region, pitch = self.region, self.grid.pitch
        height = region.height / self.count
        left, top = self.grid.origin[:2]
        sides = [
            (left, left + self.length * pitch, top - k * pitch, pitch),
            (region.left, region.right, region.top - k * height, height),
        ]
        for outline, (x, end, y, high) in zip(marker, sides, strict=True):
            corners = [[[x, y], [end, y], [end, y - high], [x, y - high]]]
            outline.set_points(_polygons(np.array(corners))).set_stroke(opacity=float(seen))

    def _first_row(self) -> VGroup:
        """Return the first row of the image as a ground and a path for each level."""
        theme, levels = self.grid.theme, self.grid.image[0]
        ground = VMobject(fill_color=self._lines)
        row = VGroup(ground.set_stroke(theme.focus, theme.sizes.line))
        for level in np.unique(levels):
            path = VMobject(stroke_width=0, fill_color=theme.activation(float(level) / 255))
            path.columns = np.flatnonzero(levels == level)
            row.add(path)
        for path in row:
            path.set_points(_polygons(np.zeros((1, 4, 2)))).set_opacity(0.0)
        return row

    def _place(self, row: VGroup, gone: float) -> None:
        """Place the first row on its way: clear of the image, upright, then flat in the column."""
        grid, region = self.grid, self.region
        out = smooth(min(gone / OUT, 1.0))
        turned = smooth(min(max((gone - TURNS[0]) / (TURNS[1] - TURNS[0]), 0.0), 1.0))
        flat = smooth(max((gone - FLATTENS) / (1 - FLATTENS), 0.0))
        pitch = region.height / self._colours.shape[0]
        half = self.length * grid.pitch / 2
        angle = -np.pi / 2 * turned
        along = np.array([np.cos(angle), np.sin(angle)])
        side = np.array([-np.sin(angle), np.cos(angle)])
        # It turns about its left end, like a hand of a clock.
        end = grid.origin[:2] + np.array([(2 * half + CLEAR) * out, -grid.pitch / 2])
        middle = end + half * along
        last = np.array([region.x, region.top - self.length * pitch / 2])
        middle = middle + (last - middle) * flat
        step = grid.pitch + (pitch - grid.pitch) * flat
        wide = grid.pitch + (region.width / CELL - grid.pitch) * flat
        ground = grid.pitch + (region.width - grid.pitch) * flat  # not beyond the column's frame
        long = CORNERS[:, :1] * (self.length * step / CELL) * along
        whole = middle + long + CORNERS[:, 1:] * (ground / CELL) * side
        row[0].set_points(_polygons(whole[None]))
        corners = CORNERS[:, :1] * step * along + CORNERS[:, 1:] * wide * side
        for path in row[1:]:
            offsets = path.columns[:, None] - (self.length - 1) / 2
            path.set_points(_polygons((middle + offsets * step * along)[:, None] + corners))


def _polygons(corners: np.ndarray) -> np.ndarray:
    """Return the Bézier points of polygons, shape (n, corners, 2), four points a side."""
    sides = np.roll(corners, -1, axis=1) - corners
    shares = np.array([0.0, 1 / 3, 2 / 3, 1.0])[:, None]
    flat = (corners[:, :, None] + sides[:, :, None] * shares).reshape(-1, 2)
    return np.column_stack([flat, np.zeros(len(flat))])
