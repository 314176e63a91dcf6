"""A small greyscale image as squares, with marks on some pixels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import Rectangle, Square, VGroup, VMobject

from scenes.provenance.mark import mark
from scenes.provenance.source import Source
from scenes.style.frame import Region
from scenes.style.theme import Theme, legible, mix

__all__ = ["CELL", "PixelGrid", "grid_lines"]

CELL = 0.9
"""Side of a drawn pixel, as a share of its cell; gaps separate pixels."""
FRAME_GAP = 0.03
"""Largest gap between a pixel and the frame around it, in frame units."""
FRAME_REACH = FRAME_GAP + 0.05
"""How far a frame around a pixel reaches beyond the pixel, at the most."""
BETWEEN = 0.13
"""Brightness of dark gaps on a light background, 0 to 1."""
LINES = 0.35
"""Share of the hairline's colour in the lines between pixels."""
NO_LEVEL = -1
"""Marks paths that are not pixels."""


class PixelGrid(VGroup):
    """A greyscale image as squares, as large as fits the region.

    All pixels of a grey level are one path, so that an image has as many paths as levels.

    Parameters
    ----------
    theme : Theme
    region : Region
    image : ndarray of uint8, shape (rows, columns)
        0 is dark, 255 light.
    black : bool
        Draw pixels of level 0 black, like a neuron of value 0, instead of slightly grey.
    backed : bool
        Make the gaps dark on a light background, too.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        image: np.ndarray,
        *,
        black: bool = False,
        backed: bool = False,
    ):
        self.theme = theme
        self.image = np.asarray(image)
        rows, columns = self.image.shape
        self.pitch = min(region.width / columns, region.height / rows)
        self.origin = np.array(
            [region.x - columns * self.pitch / 2, region.y + rows * self.pitch / 2, 0.0]
        )
        super().__init__()
        if backed and not theme.dark:
            self.add(self._back())
        for level in np.unique(self.image):
            # A trace of grey shows the extent of the grid.
            trace = level == 0 and not black
            colour = theme.trace if trace else theme.activation(float(level) / 255)
            path = VMobject(stroke_width=0, fill_color=colour, fill_opacity=1)
            path.set_points(self._squares(np.argwhere(self.image == level)))
            path.level = int(level)
            self.add(path)

    @property
    def focus(self) -> str:
        """Colour of the focus, legible on dark pixels in any theme."""
        return legible(self.theme.focus, self.theme.activation(0.0))

    @property
    def shade(self) -> str:
        """Colour behind marks and names: dark in any theme, like most pixels."""
        return self.theme.background if self.theme.dark else self.theme.activation(0.0)

    def _back(self) -> VMobject:
        """Return a dark grey plate behind all cells."""
        rows, columns = self.image.shape
        low, high = self.theme.activation(0.0), self.theme.activation(1.0)
        plate = Square(stroke_width=0, fill_color=mix(low, high, BETWEEN), fill_opacity=1)
        plate.stretch_to_fit_width(columns * self.pitch).stretch_to_fit_height(rows * self.pitch)
        plate.level = NO_LEVEL
        return plate.move_to(self.origin + self.pitch * np.array([columns, -rows, 0]) / 2)

    def centre_of(self, row: int, column: int) -> np.ndarray:
        """Return the centre of a pixel in frame units, while the grid is unmoved."""
        return self.origin + np.array([column + 0.5, -(row + 0.5), 0.0]) * self.pitch

    def _squares(self, pixels: np.ndarray) -> np.ndarray:
        """Return the Bézier points of pixels' squares, four points a side."""
        places = np.column_stack([pixels[:, 1] + 0.5, -(pixels[:, 0] + 0.5), np.zeros(len(pixels))])
        signs = np.array([[-1, 1, 0], [1, 1, 0], [1, -1, 0], [-1, -1, 0]])
        centres = self.origin + places * self.pitch
        corners = centres[:, None] + self.pitch * CELL / 2 * signs
        sides = np.roll(corners, -1, axis=1) - corners
        shares = np.array([0.0, 1 / 3, 2 / 3, 1.0])[:, None]
        return (corners[:, :, None] + sides[:, :, None] * shares).reshape(-1, 3)

    def chip(self, row: int, column: int, source: Source) -> Square:
        """Return a loose copy of a pixel, to be moved out of the image."""
        square = Square(
            side_length=self.pitch,
            fill_color=self.theme.activation(source.value),
            fill_opacity=1,
            stroke_width=0,
        ).move_to(self.centre_of(row, column))
        mark(square, "fill", source)
        return square

    def outline(self, row: int, column: int) -> VGroup:
        """Return a frame around a pixel, with a dark edge to be visible on light ones."""
        side = self.pitch + 2 * min(self.pitch / 8, FRAME_GAP)
        place = self.centre_of(row, column)
        halo = Square(side, color=self.shade, stroke_width=10).move_to(place)
        line = Square(side, color=self.focus, stroke_width=4).move_to(place)
        return VGroup(halo, line)

    def tag(
        self,
        row: int,
        column: int,
        name: VMobject,
        others: Sequence[VMobject] = (),
        *,
        left: bool = True,
    ) -> VGroup:
        """Return a name on a dark patch beside a pixel, on the side where the image is darkest.

        It avoids ``others``, the tags already placed, and, unless ``left``, the pixel's left side,
        where copies of pixels leave for the network.
        """
        patch = Square(stroke_width=0, fill_color=self.shade, fill_opacity=0.85)
        patch.stretch_to_fit_width(name.width + 0.12).stretch_to_fit_height(name.height + 0.12)
        reach = self.pitch * 0.75 + np.array([patch.width, patch.height]) / 2
        sides = [(-reach[0], 0), (reach[0], 0), (0, reach[1]), (0, -reach[1])]
        sides = sides if left else sides[1:]
        middle = self.centre_of(row, column)
        free = [
            side for side in sides if not _meets(middle + np.array([*side, 0.0]), patch, others)
        ]
        best = min(free or sides, key=lambda side: self._light_under(row, column, side, patch))
        patch.move_to(self.centre_of(row, column) + np.array([*best, 0.0]))
        name.move_to(patch)
        return VGroup(patch, name)

    def _light_under(
        self, row: int, column: int, side: tuple[float, float], patch: VMobject
    ) -> float:
        """Return how much light a patch beside a pixel would cover; infinite outside the image."""
        middle = np.array([row - side[1] / self.pitch, column + side[0] / self.pitch]) + 0.5
        half = np.array([patch.height, patch.width]) / 2 / self.pitch
        low = np.floor(middle - half).astype(int)
        high = np.ceil(middle + half).astype(int)
        if np.any(low < 0) or np.any(high > self.image.shape):
            return float("inf")
        return float(self.image[low[0] : high[0], low[1] : high[1]].sum())

    def chips(self, pixels: Sequence[Sequence[int]], sources: Sequence[Source]) -> VGroup:
        """Return loose copies of several pixels."""
        return VGroup(*[self.chip(r, c, s) for (r, c), s in zip(pixels, sources, strict=True)])


def _meets(middle: np.ndarray, patch: VMobject, others: Sequence[VMobject]) -> bool:
    """Return whether a patch centred at ``middle`` would overlap any of the others."""
    return any(
        abs(middle[0] - other.get_x()) < (patch.width + other.width) / 2
        and abs(middle[1] - other.get_y()) < (patch.height + other.height) / 2
        for other in others
    )


def grid_lines(grid: PixelGrid) -> Rectangle:
    """Return a background that is visible between the pixels of a grid, so that black ones show."""
    theme, (rows, columns) = grid.theme, grid.image.shape
    # The lines are dark on a light background, too, like the pixels.
    low, high = theme.background, theme.hairline
    if not theme.dark:
        low, high = theme.activation(0.0), theme.activation(1.0)
    ground = Rectangle(
        width=columns * grid.pitch,
        height=rows * grid.pitch,
        stroke_width=0,
        fill_color=mix(low, high, LINES if theme.dark else LINES / 2),
        fill_opacity=1,
    )
    return ground.move_to(grid.origin + np.array([columns, -rows, 0.0]) * grid.pitch / 2)
