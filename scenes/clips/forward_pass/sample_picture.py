"""The sample that goes in: an image with its input pixels marked, or a row of a table."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
from manim import (
    FadeIn,
    Line,
    SurroundingRectangle,
    Transform,
    UpdateFromAlphaFunc,
    VGroup,
)

from scenes.animation.timing import bent_way, staggered, within
from scenes.clips.forward_pass.precision import exact_decimals
from scenes.mobjects.images.pixel_grid import CELL, FRAME_REACH, PixelGrid
from scenes.mobjects.network.network_diagram import NetworkDiagram, Neuron
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import TextLine
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["ImagePicture", "TablePicture", "cut_short", "sample_picture"]

TILE, TILE_SHARE = 0.66, 0.78
"""Largest side of a pixel that is shown alone, in frame units, and that side as a share of the
distance of two."""
LABEL_ROOM = 0.6
"""Below an image, for its label."""
LEAVING = 0.06
"""Share of its way after which a pixel that leaves is opaque."""
NUMBERED = 0.35
"""Share of its way from which a pixel shows its value: it is large enough by then."""
DETOUR = 0.75
"""How far below other pixels one passes, in frame units."""
EDGE = 0.12
"""Room around an image for its outline, in frame units."""
COLUMN_GAP = 0.5


def cut_short(theme: Theme, text: str, em: float, colour: str, width: float) -> TextLine:
    """Typeset a name; if it is too wide, its beginning and an ellipsis."""
    line = TextLine(theme, text, em, colour)
    while line.width > width and len(text) > 1:
        text = text[: max(1, min(len(text) - 1, int(len(text) * width / line.width)))].rstrip()
        line = TextLine(theme, text + "…", em, colour)
    return line


class ImagePicture(VGroup):
    """An image, and a frame around each pixel that is drawn as an input.

    Parameters
    ----------
    theme : Theme
    region : Region
    network : NetworkDiagram
        The network that it goes into.

    Attributes
    ----------
    is_read_in_part : bool
        Whether only some of its pixels are inputs.
    """

    def __init__(self, theme: Theme, region: Region, network: NetworkDiagram):
        self.theme, self.network = theme, network
        recording, step = network.recording, network.step
        image = recording.images[recording.image_index[step]]
        room = region.above(region.bottom + LABEL_ROOM)
        side = min(room.width - 2 * EDGE, room.height - 2 * EDGE, 5.2)
        pixels = recording.samples.pixels or list(np.ndindex(*image.shape))
        self.places = [tuple(pixels[i]) for i in network.indices[0]]
        if any(
            0 in (r, c) or r == len(image) - 1 or c == image.shape[1] - 1 for r, c in self.places
        ):
            side -= 2 * FRAME_REACH  # frames around pixels at the edge need room too
        self.square = room.inner(side, side)
        self.grid = PixelGrid(theme, self.square, image, black=True, backed=True)
        self.sources = [Source(recording, "activations", step, 0, (i,)) for i in network.indices[0]]
        self.foot = float(self.grid.get_bottom()[1]), float(self.grid.get_x())
        self.marks = VGroup()
        for row, column in self.places:
            self.marks.add(self.grid.outline(row, column))
        self.is_read_in_part = bool(recording.samples.pixels)
        super().__init__(self.grid)

    def tiles(self) -> VGroup:
        """Return the image's outline, and in it the pixels that the network reads, enlarged."""
        between = [max(abs(a[0] - b[0]), abs(a[1] - b[1])) for a, b in combinations(self.places, 2)]
        side = min(TILE, TILE_SHARE * self.grid.pitch * min(between, default=99))
        tiles = self.grid.chips(self.places, self.sources)
        stroke = {"color": self.theme.hairline, "stroke_width": self.theme.sizes.line}
        for tile in tiles:
            tile.scale(side / tile.width).set_stroke(stroke["color"], width=stroke["stroke_width"])
        outline = SurroundingRectangle(self.grid, buff=EDGE / 2, **stroke)
        return VGroup(outline, *tiles)

    def into_image(self, tiles: VGroup) -> list[Any]:
        """Return how enlarged pixels become pixels of the image, which appears around them."""
        chips = self.grid.chips(self.places, self.sources)
        for chip in chips:  # exactly the pixel that will remain
            chip.scale(CELL)
        return [
            within(FadeIn(self.grid), 0.0, 0.8),
            *[Transform(tile, chip) for tile, chip in zip(tiles[1:], chips, strict=True)],
        ]

    def point_out(self) -> list:
        """Return the appearance of the marks, one after another."""
        return staggered([FadeIn(m, scale=1.4) for m in self.marks], overlap=0.6)

    def movers(self, style: NumberFormat) -> list[tuple[VGroup, Any]]:
        """Return loose copies of the pixels with their values, and how each goes to its neuron.

        A copy is invisible until it leaves, lest it hide the frame around its pixel.
        """
        tiles = self.tiles()[1:] if self.is_read_in_part else None
        chips = tiles or self.grid.chips(self.places, self.sources)
        found = []
        for k, (neuron, source) in enumerate(
            zip(self.network.layers[0], self.sources, strict=True)
        ):
            there = Neuron(self.theme, neuron.disc.get_center(), self.network.radius)
            there.value_scale = neuron.value_scale
            there.set_value_now(source, style)
            there.disc.rotate(np.pi / 4)  # begins at the corner where the square begins
            via = self._detour(chips, k) if tiles else []
            parcel = VGroup(chips[k], there.number)
            found.append((parcel, self._flight(parcel, there.disc, via)))
        return found

    def _detour(self, tiles: VGroup, k: int) -> list[tuple[float, float]]:
        """Return points that lead a pixel past those at its right, above or below them."""
        x, y, _ = tiles[k].get_center()
        side = tiles[k].width
        right = [t for t in tiles if t.get_x() > x + 0.1 and abs(t.get_y() - y) < 1.5 * side]
        if not right:
            return []
        lane = y + (DETOUR if y > max(t.get_y() for t in right) + 0.1 else -DETOUR)
        return [(x + side / 2, lane), (max(t.get_x() for t in right) + side, lane)]

    def _flight(self, parcel: VGroup, disc: Any, via: list[Any]) -> UpdateFromAlphaFunc:
        """Return the motion of a pixel, with a dark rim as it passes over light ones."""
        start = parcel[0].copy().set_stroke(self.grid.shade, width=5, opacity=1.0)
        parcel.set_opacity(0.0)
        start.align_points(disc)
        way = bent_way([start.get_center(), *via, disc.get_center()])

        def fly(moving: VGroup, share: float) -> None:
            pixel, number = moving
            pixel.interpolate(start, disc, share).move_to(way.point_from_proportion(share))
            seen = min(share / LEAVING, 1.0)
            pixel.set_fill(opacity=seen).set_stroke(opacity=seen)
            number.centre_on(pixel.get_center())
            number.set_fill(opacity=min(max((share - NUMBERED) / 0.2, 0.0), 1.0))

        return UpdateFromAlphaFunc(parcel, fly)


class TablePicture(VGroup):
    """A sample of a table: for each input drawn its name, its raw value and its scaled one.

    The rows are level with the neurons that take their values, unless ``aligned`` is false.

    Parameters
    ----------
    theme : Theme
    region : Region
    network : NetworkDiagram
    headings : (str, str)
        Above the raw values and the scaled ones.
    aligned : bool
    style : NumberFormat
        How inputs are printed.

    Attributes
    ----------
    values : list of Readout
        The inputs, as the network reads them.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        network: NetworkDiagram,
        headings: tuple[str, str],
        style: NumberFormat,
        *,
        aligned: bool,
    ):
        self.theme, self.network = theme, network
        recording, step = network.recording, network.step
        samples, shown = recording.samples, network.indices[0]
        sample, em = int(recording.sample_index[step]), theme.sizes.number
        room = region.inner(min(region.width - 0.06, 5.6), region.height)
        pitch = network.pitch if aligned else min(0.7, (region.height - 1.3) / (len(shown) + 1))
        if aligned:
            ys = [float(neuron.disc.get_y()) for neuron in network.layers[0]]
        else:
            ys = [region.y + ((len(shown) - 1) / 2 - k) * pitch for k in range(len(shown))]
        scaled = samples.scaling is not None
        self.values = [
            Readout(theme, Source(recording, "activations", step, 0, (i,)), style, em)
            for i in shown
        ]
        columns = [self.values]
        if scaled:
            digits = exact_decimals(samples.raw[:, shown].ravel()[:500], 3)
            raw = NumberFormat(3 if digits is None else digits)
            sources = [Source(recording, "raw_inputs", None, None, (sample, i)) for i in shown]
            columns.insert(0, [Readout(theme, s, raw, em, theme.quiet) for s in sources])
        right = room.right
        rights: list[tuple[float, TextLine]] = []
        words = headings if scaled else headings[:1]
        for column, word in zip(reversed(columns), reversed(words), strict=True):
            title = TextLine(theme, word, theme.sizes.label, theme.quiet)
            width = max(title.width, *[number.advance_width for number in column])
            rights.insert(0, (right, title))
            right -= width + COLUMN_GAP
        self.headings = VGroup()
        top = ys[0] + min(max(0.42, 0.5 * pitch), 0.62)
        for (edge, title), column in zip(rights, columns, strict=True):
            self.headings.add(title.place(edge, top, "right"))
            for number, y in zip(column, ys, strict=True):
                number.place(edge, y - 0.31 * em, "right")
        self.names = VGroup()
        for i, y in zip(shown, ys, strict=True):
            name = cut_short(
                theme, samples.input_names[i], theme.sizes.label, theme.ink, right - room.left
            )
            self.names.add(name.place(room.left, y - 0.31 * theme.sizes.label, "left"))
        y = top - 0.16
        self.rule = Line([room.left, y, 0], [room.right, y, 0], color=theme.hairline)
        self.rule.set_stroke(width=theme.sizes.line)
        self.foot = ys[-1] - 0.5 * min(pitch, 0.9), room.x
        super().__init__(
            self.names, self.headings, self.rule, *[n for column in columns for n in column]
        )


def sample_picture(
    theme: Theme,
    region: Region,
    network: NetworkDiagram,
    headings: tuple[str, str],
    style: NumberFormat,
    *,
    aligned: bool,
) -> ImagePicture | TablePicture:
    """Return the picture of the sample that a diagram's step goes through."""
    if network.recording.images is not None:
        return ImagePicture(theme, region, network)
    return TablePicture(theme, region, network, headings, style, aligned=aligned)
