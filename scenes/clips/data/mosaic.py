"""A wall of images from which one can step back until all of thousands are in view."""

from __future__ import annotations

import math

import numpy as np
from manim import smooth
from numpy.typing import NDArray

from scenes.mobjects.images.painting import Painting
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["CALM", "Mosaic", "sides_of"]

MIXERS = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
"""Multipliers that mix up the numbers of repeated images (those of SplitMix64)."""

TILE = 0.88
"""Side of an image as a share of the pitch of the columns, seen from near."""
LABEL_ROOM = 0.52
"""Room below each image for its label, seen from near, in frame units."""
CLOSED = 0.15
"""Share of the way after which the images touch; before, the gaps between them close."""
EDGE, OPENED = 0.7, 0.05
"""Width of the right and lower edge in which images fade on the way, in frame units; share of the
way after which it is that wide, and before whose end it is no longer."""
SMALL = 5.0, 9.0
"""Sides of an image, in pixels, between which a pixel sees ever less beyond itself."""
LARGE = 15.0, 40.0
"""Sides of an image, in pixels, between which it counts ever more as large."""
CALM = (0.0, 0.02, 0.3, 0.45), (1.0, 0.55, 0.55, 1.0)
"""Shares of the way, and how bright the images are there: large ones that pass would flicker."""
LEAST = 1e-3
"""Least share of the background in a pixel that is drawn."""
SNAPS = 0.9
"""Least share of its size that an image may shrink to, to be a whole number of pixels wide."""
SKEWED = 1.25
"""Most by which the wall's sides may differ from those of its region."""


class Mosaic(Painting):
    """Images in rows, of which a part is in view.

    Seen from near, the first images stand at the upper left with room for a label below each.  On
    the way back the gaps close, and what is in view is the same sheet of images, smaller: each
    pixel of the frame has the mean light of what it covers, so that no size is darker or brighter
    than another.

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
        self.size, self.near, self.density, self._count = size, near, density, count
        self.columns, self.rows = sides_of(far.width / far.height, count)
        self.far_pitch = min(far.width / self.columns, far.height / self.rows)
        # A whole number of pixels, where that costs little: all images look alike then.
        whole = math.floor(self.far_pitch * density + 1e-6) / density
        if whole > SNAPS * self.far_pitch:
            self.far_pitch = whole
        across, down = self.columns * self.far_pitch, self.rows * self.far_pitch
        self.far = far.inner(across, down)
        self._ground = np.array(list(bytes.fromhex(theme.background[1:])), np.float32)
        self.side = min(TILE * near.width / size[1], near.height / size[0] - LABEL_ROOM)
        self.pitch = near.width / size[1], near.height / size[0]
        self._levels, self._order = _smaller(images), self._arranged(len(images))
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
        whole = np.full((self.rows, self.columns), -1)
        whole[:rows, :columns] = np.arange(rows * columns).reshape(rows, columns)
        others = np.arange(rows * columns, whole.size, dtype=np.uint64)
        if self._count > images:
            # Repeated in their order, they would form stripes.
            for mixer in MIXERS:
                others = (others ^ others >> np.uint64(29)) * np.uint64(mixer)
            others = (others ^ others >> np.uint64(32)) % np.uint64(2**31)
        whole[whole < 0] = others.astype(np.intp)
        return whole % images

    def in_view(self, share: float) -> int:
        """Return how many images are in view as a whole at a share of the way."""
        ends = [spans[1, -1] for spans in self._spans(share)]
        counts = (max(math.floor(end + 1e-6), n) for end, n in zip(ends, self.size, strict=True))
        return min(math.prod(counts), self._count)

    def view(self, share: float) -> Mosaic:
        """Show the wall from near (0), from afar (1) or from between."""
        left, top, wide, high = self._window(share)
        corners = [[left, top, 0], [left + wide, top - high, 0]]
        self.points = np.array(corners) / self.density
        rows, columns = self._spans(share)
        shown = self._order[: math.ceil(rows.max()), : math.ceil(columns.max())]
        # Of the sizes of the images, the smallest that has a pixel for each of the frame.
        side = self._side(share) * self.density
        images = next((level for level in self._levels if level.shape[1] >= side), self._levels[-1])
        n = images.shape[1]
        sheet = images[shown].swapaxes(1, 2).reshape(shown.shape[0] * n, shown.shape[1] * n)
        sums = _between(_between(sheet, rows * n).T, columns * n).T
        part = np.float32(side / (1 + 2 * self._blur(share)))
        grey = np.sqrt(sums.clip(0)) * (part / n) * np.interp(share, *CALM)
        light = self._faded(rows, share)[:, None] * self._faded(columns, share)
        bare = 1 - light * np.diff(rows, axis=0).T * part * np.diff(columns, axis=0) * part
        self.colours = np.repeat(np.rint(light * grey).clip(0, 255).astype(np.uint8), 3)
        self.colours = self.colours.reshape(high, wide, 3)
        ground = bare > LEAST
        self.colours[ground] += np.rint(bare[ground][:, None] * self._ground).astype(np.uint8)
        return self

    def _edges(self, share: float) -> list[float]:
        """Return the left, right, lower and upper edge of what is in view."""
        sides = ("left", "right", "bottom", "top")
        ends = ((getattr(self.near, side), getattr(self.far, side)) for side in sides)
        return [a + (b - a) * smooth(share) for a, b in ends]

    def _window(self, share: float) -> tuple[int, int, int, int]:
        """Return left and upper edge, width and height of what is in view, in whole pixels."""
        left, right, bottom, top = (edge * self.density for edge in self._edges(share))
        left, bottom = math.ceil(left - 1e-6), math.ceil(bottom - 1e-6)
        right, top = math.floor(right + 1e-6), math.floor(top + 1e-6)
        return left, top, right - left, top - bottom

    def _side(self, share: float) -> float:
        """Return the side of an image in frame units."""
        return float(self.side * (self.far_pitch / self.side) ** share)

    def _blur(self, share: float) -> float:
        """Return by how many pixels each pixel sees beyond itself.

        Otherwise the grid of small images would form stripes with that of the pixels.
        """
        return float(np.interp(self._side(share) * self.density, SMALL, (0.5, 0.0)))

    def _spans(self, share: float) -> list[NDArray]:
        """Return where each row and column of pixels begins and ends, in images without gaps."""
        left, top, wide, high = self._window(share)
        x, _, _, y = self._edges(share)
        side, apart = self._side(share), 1 - smooth(min(share / CLOSED, 1.0))
        blur, found = self._blur(share), []
        # The images do not jump from pixel to pixel with the window.
        axes = (
            (high, y * self.density - top, self.rows),
            (wide, left - x * self.density, self.columns),
        )
        for k, (length, first, count) in enumerate(axes):
            pitch = side * (1 + apart * (self.pitch[1 - k] / self.side - 1))
            ends = np.arange(length) + first + np.array([[-blur], [1 + blur]])
            ends = ends / self.density - k * (pitch - side) / 2  # half a gap left of the first
            whole = np.floor(ends / pitch)
            ends = whole + ((ends - whole * pitch) / side).clip(0, 1)
            found.append(ends.clip(0, count))
        return found

    def _faded(self, spans: NDArray, share: float) -> NDArray[np.float32]:
        """Return how bright each row or column of pixels is: at its far edge, images fade in."""
        length = spans.shape[1]
        edge = EDGE * self.density * smooth(min(share, 1 - share, OPENED) / OPENED)
        light = ((length - np.arange(length) - 0.5) / max(edge, 0.5)).clip(0, 1)
        # Of large images, one that the edge cuts is seen once most of it is in view.
        seen = (spans[1, -1] - np.floor(spans.mean(axis=0))).clip(0, 1)
        large = np.interp(self._side(share) * self.density, LARGE, (0.0, 1.0))
        return (light * (1 - large * (3 * (1 - seen)).clip(0, 1))).astype(np.float32)


def _between(rows: NDArray, ends: NDArray) -> NDArray[np.float32]:
    """Return the sums of rows from and to places that may cut rows."""
    sums = np.zeros((len(rows) + 1, rows.shape[1]))
    np.cumsum(rows, axis=0, out=sums[1:])
    whole = np.minimum(np.floor(ends).astype(np.intp), len(rows) - 1)
    first, last = (
        sums[at] + (end - at)[:, None] * rows[at] for at, end in zip(whole, ends, strict=True)
    )
    return (last - first).astype(np.float32)


def sides_of(aspect: float, count: int) -> tuple[int, int]:
    """Return columns and rows of a wall of images of about this aspect, full if possible."""
    even = [n for n in range(1, count + 1) if count % n == 0]
    columns = min(even, key=lambda n: abs(math.log(n * n / count / aspect)))
    if abs(math.log(columns * columns / count / aspect)) > 2 * math.log(SKEWED):
        columns = max(round(math.sqrt(count * aspect)), 1)
    return columns, -(-count // columns)


def _smaller(images: NDArray[np.uint8]) -> list[NDArray[np.float32]]:
    """Return the light of images, as means of ever fewer pixels, smallest images first.

    Light is about the square of a grey level.
    """
    count, side, _ = images.shape
    light = np.square(images.astype(np.float32))
    parts = [n for n in (14, 7, 4, 2, 1) if side % n == 0]
    return [
        light.reshape(count, side // n, n, side // n, n).mean((2, 4), dtype=np.float32)
        for n in parts
    ]
