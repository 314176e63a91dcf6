"""A wall of images from which one can step back until all of thousands are in view."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from manim import smooth
from numpy.typing import NDArray

from scenes.mobjects.images.painting import Painting
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["Mosaic", "far_sides"]

MIXER = np.uint64(2654435761)
"""Multiplier that mixes up the numbers of repeated images (Knuth's multiplicative hashing)."""

TILE = 0.88
"""Side of an image as a share of the pitch of the columns, seen from near."""
LABEL_ROOM = 0.52
"""Room below each image for its label, seen from near, in frame units."""
DIMMED, DIM = ((0.04, 0.2), (0.9, 1.0)), 0.5
"""Shares of the way in which the images dim, and are bright again, so that what passes by does not
flash; what remains of their light."""
FADE = 0.6
"""Share of its pitch that an image moves in from the edge while it fades in."""
DARKENED = 0.0, 0.02
"""Shares of the way in which the gaps between the images darken."""
BLURRED = (0.5, 0.72), (0.965, 1.0)
"""Shares of the way back between which the images blur, and between which they are sharp again."""


@dataclass(frozen=True)
class Looks:
    """What the images look like at a moment of the way.

    Parameters
    ----------
    wide, high : float
        Sides of an image as shares of the pitches of columns and rows.
    sharp : float
        1 for the images as they are, 0 for one grey each.
    light : float
        Factor of their greys.
    gaps : float
        1 for gaps in the colour of the background, 0 for gaps in that of the images' ground.
    whole : float
        1 if no image is seen before all of it is in view, 0 if images may be cut.
    """

    wide: float
    high: float
    sharp: float
    light: float
    gaps: float
    whole: float


class Mosaic(Painting):
    """Images in rows, of which a part is in view.

    Seen from near, the first images stand at the upper left with room for a label below each; seen
    from afar, all images are in view, each once.

    Parameters
    ----------
    theme : Theme
    images : ndarray of uint8, shape (n, side, side)
    count : int
        Number of images of the whole; where there are fewer, they are repeated.
    near, far : Region
        Filled by the wall seen from near, and from afar.
    size : (int, int)
        Rows and columns seen from near.
    density : float
        Pixels of the frame per frame unit.

    Attributes
    ----------
    cells : list of Region
        The places of the images seen from near, row by row.
    columns, rows : int
        Of the wall seen from afar.
    """

    def __init__(
        self,
        theme: Theme,
        images: NDArray[np.uint8],
        count: int,
        near: Region,
        far: Region,
        size: tuple[int, int],
        density: float,
    ):
        self.size, self.near, self.density = size, near, density
        rows, columns = size
        # A whole number of pixels for each image, so that all look alike.
        first, last = math.ceil(far.left * density - 1e-6), math.floor(far.right * density + 1e-6)
        wide, high = last - first, far.height * density
        side = far_sides(wide, high, count)
        self.columns = max(wide // side[0], columns)
        self.rows = max(-(-count // self.columns), rows)
        across, down = self.columns * side[0] / density, self.rows * side[1] / density
        left = (first + (wide - self.columns * side[0]) // 2) / density
        top = round((far.y + min(down, far.height) / 2) * density) / density
        self.far = Region(left, left + across, top - down, top)
        self._count = count
        self._order = self._arranged(len(images)) % len(images)
        self._levels = _smaller(images[self._order])
        self._ground = np.array(list(bytes.fromhex(theme.background[1:])), np.uint8)
        self.side = min(TILE * near.width / columns, near.height / rows - LABEL_ROOM)
        self.pitch = near.width / columns, near.height / rows
        self._close = (near, *self.pitch, self.side)
        super().__init__(near, np.zeros((1, 1, 3), np.uint8))
        self.view(0.0)

    def __deepcopy__(self, memo: dict) -> Mosaic:
        """Copy what changes; the images are the same."""
        other = object.__new__(type(self))
        other.__dict__.update(self.__dict__)
        other.points, other.submobjects, other.updaters = self.points.copy(), [], []
        return other

    @property
    def cells(self) -> list[Region]:
        """The places of the images seen from near, row by row."""
        x, y, found = self.near.left, self.near.top, []
        across, down = self.pitch
        for r in range(self.size[0]):
            for c in range(self.size[1]):
                left, top = x + c * across + (across - self.side) / 2, y - r * down
                found.append(Region(left, left + self.side, top - self.side, top))
        return found

    def _arranged(self, images: int) -> NDArray[np.intp]:
        """Return the number of the image at each place: the first ones at the upper left."""
        rows, columns = self.size
        order = np.full(self.rows * self.columns, -1)
        grid = order.reshape(self.rows, self.columns)
        grid[:rows, :columns] = np.arange(rows * columns).reshape(rows, columns)
        others = np.arange(rows * columns, self.rows * self.columns, dtype=np.uint64)
        if self._count > images:
            # Repeated in their order, they would form stripes.
            others = (others * MIXER >> np.uint64(16)) % np.uint64(2**31)
        order[order < 0] = others.astype(np.intp)
        return order

    def view(self, share: float) -> Mosaic:
        """Show the wall from near (0), from afar (1) or from between."""
        near, *sizes = self._close
        far = self.far.width / self.columns, self.far.height / self.rows
        across, down, side = (
            first * (last / first) ** share
            for first, last in zip(sizes, (*far, far[0]), strict=True)
        )
        side = min(side, across)
        left, right, bottom, top = (
            a + (b - a) * smooth(share) for a, b in zip(_edges(near), _edges(self.far), strict=True)
        )
        self.points = np.array([[left, top, 0.0], [right, bottom, 0.0]])
        # The first image stands at the edge once it fills the square.
        lead = (across - side) / 2 if near is self.near else 0.0
        xs, ys = (
            (np.arange(max(round(length * self.density), 1)) + 0.5) / self.density
            for length in (right - left, top - bottom)
        )
        # On the way, thousands of images that move would blur to the eye, and fill a video file.
        sharp = float(np.interp(share, (*BLURRED[0], *BLURRED[1]), (1.0, 0.0, 0.0, 1.0)))
        # The gaps close, as they would alias into lines.  Before, they darken: on a light ground,
        # rows that pass by would flash.
        apart = float(np.interp(share, BLURRED[0], (1.0, 0.0)))
        wide, high = (1 - (1 - side / pitch) * apart for pitch in (across, down))
        open_gaps = float(np.interp(share, DARKENED, (1.0, 0.0)))
        light = float(np.interp(share, (*DIMMED[0], *DIMMED[1]), (1.0, DIM, DIM, 1.0)))
        looks = Looks(wide, high, sharp, light, open_gaps, apart)
        self.colours = self._sampled((xs - lead) / across, ys / down, looks)
        return self

    def _sampled(self, xs: NDArray, ys: NDArray, looks: Looks) -> NDArray[np.uint8]:
        """Return the colours at places counted in tiles."""
        column, row = np.floor(xs).astype(np.intp), np.floor(ys).astype(np.intp)
        part_x, part_y = (xs - column) / looks.wide, (ys - row) / looks.high
        wall = ((column >= 0) & (column < self.columns))[None, :] & (row < self.rows)[:, None]
        inside = wall & (part_x < 1)[None, :] & (part_y < 1)[:, None]
        column, row = column.clip(0, self.columns - 1), row.clip(0, self.rows - 1)
        there = row[:, None] * self.columns + column[None, :] < self._count
        parts = part_x.clip(0, 0.999), part_y.clip(0, 0.999)
        grey = self._blended(row, column, *parts, looks.sharp)
        grey = np.rint(grey * np.float32(looks.light)).astype(np.uint8)
        colours = np.repeat(grey[:, :, None], 3, axis=2)
        colours[wall & there] = np.where(
            inside[wall & there][:, None],
            colours[wall & there],
            np.rint(looks.gaps * self._ground).astype(np.uint8),
        )
        colours = self._without_cut(colours, column, row, (xs[-1], ys[-1]), looks)
        colours[~(wall & there)] = self._ground
        return colours

    def _without_cut(
        self,
        colours: NDArray[np.uint8],
        column: NDArray,
        row: NDArray,
        ends: tuple[float, float],
        looks: Looks,
    ) -> NDArray[np.uint8]:
        """Give images that the edge cuts the colour of the gaps; let those just in view fade in."""
        if looks.whole == 0.0:
            return colours
        lit = []
        sides = ((column, self.size[1], looks.wide), (row, self.size[0], looks.high))
        for (places, first, side), end in zip(sides, ends, strict=True):
            inside = ((end - places - side) / FADE).clip(0, 1)
            lit.append(np.where(places < first, 1.0, 1 - looks.whole * (1 - inside)))
        share = (lit[1][:, None] * lit[0][None, :])[:, :, None].astype(np.float32)
        gap = np.rint(looks.gaps * self._ground).astype(np.float32)
        return np.rint(gap + share * (colours - gap)).astype(np.uint8)

    def _blended(
        self, row: NDArray, column: NDArray, part_x: NDArray, part_y: NDArray, sharp: float
    ) -> NDArray:
        """Return grey levels from the two sizes of the images next to that in view."""
        steps = np.diff(part_x)
        steps = steps[steps > 0]
        step = float(np.median(steps)) if len(steps) else 1.0
        cells = (1 / max(step, 1e-9)) ** sharp
        sizes = [level.shape[1] for level in self._levels]
        finer = max([k for k, n in enumerate(sizes) if n >= cells], default=0)
        first = self._nearest(finer, row, column, part_x, part_y)
        if finer + 1 == len(sizes) or cells >= sizes[finer]:
            return first
        share = (sizes[finer] - cells) / (sizes[finer] - sizes[finer + 1])
        second = self._nearest(finer + 1, row, column, part_x, part_y)
        mixed = first + (second.astype(np.float32) - first) * np.float32(share)
        return np.rint(mixed).astype(np.uint8)

    def _nearest(
        self, level: int, row: NDArray, column: NDArray, part_x: NDArray, part_y: NDArray
    ) -> NDArray[np.uint8]:
        images = self._levels[level]
        n = images.shape[1]
        down = row * (self.columns * n * n) + (part_y * n).astype(np.intp) * n
        across = column * (n * n) + (part_x * n).astype(np.intp)
        return np.asarray(images.reshape(-1).take(down[:, None] + across[None, :]))


def far_sides(wide: float, high: float, count: int) -> tuple[int, int]:
    """Return width and height of images that fill an area best, in whole pixels; about square."""
    side = max(math.floor(math.sqrt(wide * high / count)), 1)
    sides = [(a, b) for a in range(1, side + 2) for b in range(1, side + 2) if abs(a - b) < 2]
    fit = [(a, b) for a, b in sides if a <= wide and -(-count // int(wide / a)) * b <= high]
    return max(fit, key=lambda each: (each[0] * each[1], each[1]), default=(1, 1))


def _edges(region: Region) -> tuple[float, ...]:
    return region.left, region.right, region.bottom, region.top


def _smaller(images: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    """Return images at full size, at a half, a quarter, a seventh, and so on."""
    side = images.shape[1]
    found = [np.ascontiguousarray(images)]
    for factor in (2, 4, 7, 14, 28):
        if side % factor:
            continue
        n = side // factor
        sums = np.zeros((len(images), n, n), np.float32)
        for r in range(factor):
            for c in range(factor):
                sums += np.square(images[:, r::factor, c::factor], dtype=np.float32)
        # The root of the mean square: thin strokes stay as bright as they look from near.
        found.append(np.rint(np.sqrt(sums / factor**2)).astype(np.uint8))
    return found
