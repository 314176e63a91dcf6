"""An image whose rows stand up, one below the other, as one column of pixels."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from manim import Animation, Group, Line, Rectangle, UpdateFromAlphaFunc, VGroup, VMobject, smooth

from scenes.mobjects.images.painting import Painting
from scenes.mobjects.images.pixel_grid import CELL, PixelGrid
from scenes.mobjects.images.thumbnail import grid_lines
from scenes.style.frame import Point, Region
from scenes.style.theme import rgb_bytes

__all__ = ["PixelColumn"]

LEAD, SLOW, SECOND = 0.14, 0.24, 0.16
"""Shares of the play: for the empty rows above the picture, for the first row with ink, and for the
second; the rest is for the later rows, which are marked and do not move."""
PIXELS_PER_UNIT = 135
"""Stripes of the painted column per frame unit: one for each pixel at 1080p."""
GAP, LEAST_GAP = 0.1, 0.06
"""Gap between two pixels as a share of a pixel, and the pixel's height from which on it shows, in
frame units."""
TURNED, ASIDE, FLATTENS = 0.38, (0.18, 0.52), 0.5
"""Shares of its motion: after which a row stands upright, in which it moves aside, and from which
on it becomes flatter."""
VEIL = 0.7
"""Opacity of what covers the rows that have set out."""
CORNERS = np.array([[-1.0, 1.0], [1.0, 1.0], [1.0, -1.0], [-1.0, -1.0]]) * CELL / 2


class PixelColumn(Group):
    """All pixels of an image in one column, row after row.

    The first two rows with ink turn upright at their full size, and then become as flat as their
    part of the column.  All others would pass over each other: each is marked in the image, and in
    the column, where it appears.

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
    veil : VMobject
        Over the rows of the image that have set out.
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
        self.veil = VMobject(stroke_width=0, fill_color=theme.background, fill_opacity=VEIL)
        self.veil.set_points(_polygons(np.zeros((1, 4, 2))))
        inked = np.flatnonzero(np.any(grid.image > 0, axis=1))
        self.first = int(inked[0]) if len(inked) else 0
        self.pointed = {self.first, self.first + 1}
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
        ends = np.linspace(0.0, LEAD, self.first + 1).tolist()
        for length in (SLOW, SECOND)[: self.count - self.first]:
            ends.append(ends[-1] + length)
        later = self.count + 1 - len(ends)
        ends += np.linspace(ends[-1], 1.0, later + 1)[1:].tolist()
        ends[-1] = 1.0
        return list(pairwise(ends))

    def stand_up(self) -> tuple[Group, Animation]:
        """Return what moves, and its motion; then the column itself takes its place."""
        spans = self._spans()
        painting = Painting(self.region, self._striped(1))
        painting.set_opacity(0.0)
        pointed = [k for k in self.pointed if k < self.count]
        rows = [self._row(k) for k in pointed]
        moving = Group(self.veil, painting, self._marker(), *rows)
        starts, ends = (np.array(times) for times in zip(*spans, strict=True))

        def update(group: Group, share: float) -> None:
            started = int(np.count_nonzero(starts < share))
            self._cover(group[0], started)
            standing = int(np.count_nonzero(ends <= share + 1e-9))
            self._fill(group[1], standing)
            self._point_out(group[2], started - 1, share < 1.0)
            for k, row in zip(pointed, group[3:], strict=True):
                start, end = spans[k]
                gone = (share - start) / (end - start)
                seen = 0.0 < gone < 1.0 - 1e-9
                for path in row:
                    path.set_fill(opacity=float(seen)).set_stroke(opacity=float(seen))
                if seen:
                    self._place(row, k, gone)

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
        seen = moving and k >= 0 and k not in self.pointed
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

    def _cover(self, veil: VMobject, rows: int) -> None:
        """Cover the first rows of the image."""
        pitch = self.grid.pitch
        left, top = self.grid.origin[:2]
        right, low = left + self.length * pitch, top - rows * pitch
        corners = [[[left, top], [right, top], [right, low], [left, low]]]
        veil.set_points(_polygons(np.array(corners)))

    def _row(self, k: int) -> VGroup:
        """Return a row of the image as a ground and a path for each level."""
        theme, levels = self.grid.theme, self.grid.image[k]
        ground = VMobject(stroke_width=0, fill_color=self._lines)
        if k in self.pointed:
            ground.set_stroke(theme.focus, theme.sizes.line)
        row = VGroup(ground)
        for level in np.unique(levels):
            path = VMobject(stroke_width=0, fill_color=theme.activation(float(level) / 255))
            path.columns = np.flatnonzero(levels == level)
            row.add(path)
        for path in row:
            path.set_points(_polygons(np.zeros((1, 4, 2)))).set_opacity(0.0)
        return row

    def _place(self, row: VGroup, k: int, gone: float) -> None:
        """Place a row on its way: it turns upright, then becomes flatter and joins the column."""
        grid, region = self.grid, self.region
        turned = smooth(min(gone / TURNED, 1.0))
        begins, ends = ASIDE
        across = smooth(min(max((gone - begins) / (ends - begins), 0.0), 1.0))
        flat = smooth(max((gone - FLATTENS) / (1 - FLATTENS), 0.0))
        pitch = region.height / self._colours.shape[0]
        first = (grid.centre_of(k, 0)[:2] + grid.centre_of(k, self.length - 1)[:2]) / 2
        aside = np.array([(region.left + max(first[0], region.left - 1.0)) / 2, region.y])
        last = np.array([region.x, region.top - (k + 0.5) * self.length * pitch])
        # Upright and half way up before it moves aside, it sweeps over nothing else.
        middle = first + (aside - first) * np.array([across, turned])
        middle = middle + (last - middle) * flat
        angle = -np.pi / 2 * turned
        along = np.array([np.cos(angle), np.sin(angle)])
        side = np.array([-np.sin(angle), np.cos(angle)])
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
