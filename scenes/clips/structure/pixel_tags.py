"""Some pixels of an image marked: framed, named on dark pixels nearby, and taken out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
from manim import Square, Transform, VGroup, VMobject

from scenes.clips.structure.route import morph_along
from scenes.mobjects.images.pixel_grid import PixelGrid
from scenes.mobjects.images.pixel_marks import FRAME, ROOM, frame_of, ground_of, leader_of, place_in
from scenes.mobjects.network.network_diagram import Neuron
from scenes.provenance.mark import mark
from scenes.provenance.source import Source
from scenes.style.theme import legible

__all__ = ["PixelTags", "Token"]

REACH = 5.0
"""Greatest distance of a name, in cells."""
LEADER = 0.8
"""Least length of a leader, in cells."""
FAINT = 51
"""A leader may cross pixels of at most this grey level, 0 to 255."""
TOKEN = 0.4
"""Half the side of a token as it leaves, in cells."""
BACK = 0.35
"""How far a turn takes a token to the left, relative to how far it goes up or down."""
CHIP = 0.38
"""Size at which a token arrives, as a share of its neuron's: it fits between two neurons."""
STEP_ASIDE = 25.0
"""Moving one row up or down counts as much as crossing this much light, 255 for a white pixel."""


class Token(Square):
    """A square taken out of an image, as large as the part of its pixel inside the frame.

    Parameters
    ----------
    grid : PixelGrid
    pixel : (int, int)
        Row and column.
    source : Source
        The pixel's value in 0…1.
    """

    def __init__(self, grid: PixelGrid, pixel: tuple[int, int], source: Source):
        self.theme = grid.theme
        super().__init__(
            grid.pitch - 2 * FRAME,
            fill_color=self.theme.activation(source.value),
            fill_opacity=1,
            stroke_color=self.theme.ink,
            stroke_width=0,
        )
        mark(self, "fill", source)
        self.move_to(grid.centre_of(*pixel))

    def into(self, neuron: Neuron, way: VMobject, arrive: float) -> Transform:
        """Become a neuron's fill at the end of a path, above its disc and below its number.

        Parameters
        ----------
        neuron : Neuron
            The token joins it at once.
        way : VMobject
            From the token to the neuron.
        arrive : float
            Share of the motion after which the token is there, and begins to spread.
        """
        disc = neuron.disc.copy().set_fill(self.theme.activation(self.mark.source.value), opacity=1)
        disc.set_stroke(self.theme.ink)
        neuron.add(self)
        return morph_along(self, disc, way, arrive=arrive, small=CHIP)


class PixelTags(VGroup):
    """A mark for each of some pixels: a frame within its cell, a leader and a name.

    Frames and names cover no lit pixel except the marked one; leaders cross at most faint ones.
    Names keep clear of each other and of the paths on which tokens leave the image.

    Parameters
    ----------
    grid : PixelGrid
        In its final place.
    pixels : sequence of (int, int)
        Row and column of each.
    names : sequence of VMobject
        Moved to their places.
    """

    def __init__(self, grid: PixelGrid, pixels: Sequence[Sequence[int]], names: Sequence[VMobject]):
        self.grid = grid
        self.colour = legible(grid.theme.focus, grid.theme.activation(0.0))
        self.pixels = [(int(row), int(column)) for row, column in pixels]
        self.ways = [self._way(*pixel) for pixel in self.pixels]
        # A name that finds no room chooses before the others in the next attempt.
        order = list(range(len(self.pixels)))
        for _ in range(2 * len(order)):
            found, without = self._places(order, names)
            if without is None:
                break
            order.insert(0, order.pop(order.index(without)))
        else:
            raise ValueError(f"no free place for the name of pixel {self.pixels[order[0]]}")
        marks = []
        for k, (pixel, name) in enumerate(zip(self.pixels, names, strict=True)):
            start, end, centre = found[k]
            name.move_to(place_in(grid, centre))
            frame = frame_of(grid, *pixel, self.colour)
            leader = leader_of(grid, start, end, self.colour)
            marks.append(VGroup(frame, leader, ground_of(grid, name), name))
        super().__init__(*marks)

    def _places(
        self, order: Sequence[int], names: Sequence[VMobject]
    ) -> tuple[dict[int, list[np.ndarray]], int | None]:
        """Return each leader's ends and name's centre, and the pixel that finds no place."""
        # A token may pass over a leader, but not over a name.
        taken = self.grid.image > 0
        passed = np.zeros_like(taken)
        for cells, where in [(self.pixels, taken), *[(way[1], passed) for way in self.ways]]:
            for cell in cells:
                where[cell] = True
        found: dict[int, list[np.ndarray]] = {}
        for k in order:
            place = self._name(self.pixels[k], names[k], taken, passed)
            if place is None:
                return found, k
            found[k] = place
        return found, None

    def token(self, k: int, source: Source) -> Token:
        """Return the token of pixel ``k``, at the pixel's place."""
        return Token(self.grid, self.pixels[k], source)

    def way_out(self, k: int) -> VMobject:
        """Return a path from a pixel to the left edge of the image that avoids light pixels."""
        points = self.ways[k][0]
        way = VMobject().start_new_path(points[0])
        way.add_cubic_bezier_curve_to(*points[1:4])
        return way.add_line_to(points[4])

    def _way(self, row: int, column: int) -> tuple[list[np.ndarray], set[tuple[int, int]]]:
        """Choose how many rows to go up or down first; return the points and the cells passed."""
        light = self.grid.image.astype(int)
        for other in self.pixels:
            light[other] += 255  # a marked pixel counts as light
        rows = range(2 - row, len(self.grid.image) - row - 2)
        ways = [(aside, self._turning(row, column, aside)) for aside in rows]
        passed = [self._passed(points) - {(row, column)} for _, points in ways]
        costs = [
            sum(int(light[cell]) for cell in cells) + STEP_ASIDE * abs(aside)
            for (aside, _), cells in zip(ways, passed, strict=True)
        ]
        best = int(np.argmin(costs))
        return ways[best][1], passed[best]

    def _turning(self, row: int, column: int, aside: int) -> list[np.ndarray]:
        """Return the points of a quarter turn (straight if ``aside`` is 0) and the edge's point."""
        start, down = self.grid.centre_of(row, column), -aside * self.grid.pitch
        back = -min(BACK * abs(aside), column) * self.grid.pitch
        turned = start + np.array([back, down, 0.0])
        handles = [start + np.array([0, 0.9 * down, 0]), turned - np.array([0.5 * back, 0, 0])]
        edge = np.array([self.grid.origin[0], turned[1], 0.0])
        return [start, *handles, turned, edge]

    def _passed(self, points: list[np.ndarray]) -> set[tuple[int, int]]:
        """Return the cells that a token touches on its way."""
        shares = np.linspace(0, 1, 60)[:, None]
        a, b, c, d, edge = points
        bend = (
            (1 - shares) ** 3 * a
            + 3 * shares * (1 - shares) ** 2 * b
            + 3 * shares**2 * (1 - shares) * c
            + shares**3 * d
        )
        cells = (np.concatenate([bend, d + shares * (edge - d)]) - self.grid.origin)[:, :2]
        cells = np.abs(cells) / self.grid.pitch  # columns from the left, rows from the top
        rows, columns = self.grid.image.shape
        return {
            (int(y + dy), int(x + dx))
            for (x, y), dx, dy in product(cells, (-TOKEN, TOKEN), (-TOKEN, TOKEN))
            if 0 <= y + dy < rows and 0 <= x + dx < columns
        }

    def _name(
        self, pixel: tuple[int, int], name: VMobject, taken: np.ndarray, passed: np.ndarray
    ) -> list[np.ndarray] | None:
        """Choose the nearest free place for a name and its leader, and record what both cover."""
        middle = np.array(pixel) + 0.5
        half = np.array([name.height, name.width]) / 2 / self.grid.pitch + ROOM
        faint = (self.grid.image > 0) & (self.grid.image <= FAINT)
        for distance, turn in product(np.arange(LEADER, REACH, 0.15), range(0, 360, 15)):
            along = np.array([-np.sin(np.radians(turn)), np.cos(np.radians(turn))])
            rim = 0.5 / np.abs(along).max()
            ends = rim, rim + distance
            centre = middle + along * (ends[1] + np.min(half / np.maximum(np.abs(along), 1e-9)))
            box = _cells(centre - half, centre + half)
            line = _cells_along(middle + along * ends[0], middle + along * ends[1]) - {pixel}
            if _free(box, taken | passed) and _free(line, taken & ~faint):
                for cell in box | line:
                    taken[cell] = True
                return [middle + along * ends[0], middle + along * ends[1], centre]
        return None


def _cells(low: np.ndarray, high: np.ndarray) -> set[tuple[int, int]]:
    """Return the cells that a box covers, in rows and columns."""
    rows, columns = (
        range(int(np.floor(a)), int(np.ceil(b))) for a, b in zip(low, high, strict=True)
    )
    return set(product(rows, columns))


def _cells_along(first: np.ndarray, last: np.ndarray) -> set[tuple[int, int]]:
    """Return the cells that a line passes."""
    points = [first + share * (last - first) for share in np.linspace(0.05, 1, 40)]
    return {(int(np.floor(row)), int(np.floor(column))) for row, column in points}


def _free(cells: set[tuple[int, int]], taken: np.ndarray) -> bool:
    """Return whether cells lie in the image and none of them is taken."""
    rows, columns = taken.shape
    return all(0 <= r < rows and 0 <= c < columns and not taken[r, c] for r, c in cells)
