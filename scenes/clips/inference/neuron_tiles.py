"""Hidden neurons: as maps with the resulting values, as a row of discs, and as one large disc."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from manim import Animation, Circle, UpdateFromAlphaFunc, VGroup
from numpy.typing import NDArray

from scenes.clips.inference.reading import Reading
from scenes.mobjects.graphing.activation_plot import formula_of
from scenes.mobjects.images.heat_map import HeatMap, HeatScale
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import Formula
from scenes.provenance.mark import mark
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = [
    "MOST_TILES",
    "NAME_RISE",
    "NEURON_RADIUS",
    "LargeNeuron",
    "NeuronRow",
    "NeuronTiles",
    "hidden_disc",
]

GAP, BETWEEN = 0.2, 0.22
APART, NAME, VALUE = 0.08, 0.4, 0.34
"""Distance of a disc from its map and its name; size of the type of names and values."""
DISC_RADIUS, NAME_WIDTH, EDGE = 0.36, 0.5, 0.06
MOST_NAMED, MOST_TILES = 24, 100
"""Most tiles with names and values, and most tiles."""
SMALL_GAP, SMALL_RADIUS = 0.1, 0.12
"""Gap between tiles without names, and radius of their discs."""
ROW_RADIUS, LARGEST_RADIUS = 0.38, 0.27
"""Radius of a disc in a row, as a share of the pitch, and the largest, in frame units."""
NEURON_RADIUS = 0.72
NAME_RISE = NEURON_RADIUS + 0.4
"""Of the large neuron: its radius, and how far above its centre its name is."""


def hidden_disc(
    theme: Theme, reading: Reading, neuron: tuple[int, int] | None, place: NDArray, radius: float
) -> Circle:
    """Draw a neuron's disc, filled with its value, or empty without one.

    Parameters
    ----------
    theme : Theme
    reading : Reading
    neuron : (int, int), optional
        Its layer, from 0 for the input, and its index.
    place : ndarray of shape (3,)
    radius : float
    """
    disc = Circle(radius).move_to(place).set_stroke(theme.ink, theme.sizes.line)
    if neuron is None:
        return disc.set_fill(theme.background, opacity=1).set_stroke(theme.hairline)
    layer, k = neuron
    source, disc.value_scale = reading.of("activations", layer, k), reading.scale(layer)
    mark(disc, "fill", source)
    return disc.set_fill(theme.activation(disc.value_scale.share(source.value)), opacity=1)


class _Tile(NamedTuple):
    """Places in a tile."""

    map: Region
    disc: NDArray[np.float64]
    name: tuple[float, float, str] | None


class NeuronTiles:
    """A tile for each neuron of the first hidden layer, in rows: map, name, disc and value.

    Many tiles have neither name nor value.

    Parameters
    ----------
    theme : Theme
    region : Region
    scale : HeatScale
    reading : Reading
    neurons : sequence of int
        The neurons with a tile.

    Attributes
    ----------
    maps : dict of int to HeatMap
        Of the products weight × pixel, by neuron.
    discs : dict of int to Circle
    names, values : dict of int to VGroup or Readout
        Empty if there are many tiles.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        scale: HeatScale,
        reading: Reading,
        neurons: Sequence[int],
    ):
        self.reading, self.neurons = reading, list(neurons)
        self.maps: dict[int, HeatMap] = {}
        self.discs: dict[int, Circle] = {}
        self.names: dict[int, Formula] = {}
        self.values: dict[int, Readout] = {}
        style = reading.style(1, 2)
        values = [
            Readout(theme, reading.of("activations", 1, j), style, VALUE, theme.ink)
            for j in self.neurons
        ]
        widest = max(value.advance_width for value in values)
        self.radius = max(DISC_RADIUS, widest / 2 + 0.06)
        named = len(self.neurons) <= MOST_NAMED
        tiles = self._named(region) if named else self._small(region)
        for j, tile, value in zip(self.neurons, tiles, values, strict=True):
            products = reading.of("products", 0, j)
            self.maps[j] = HeatMap(scale, tile.map, reading.shape, products)
            radius = self.radius if named else SMALL_RADIUS
            self.discs[j] = hidden_disc(theme, reading, (1, j), tile.disc, radius)
            if tile.name:
                x, y, align = tile.name
                self.names[j] = Formula(theme, f"h_{j + 1}", NAME, theme.quiet).place(x, y, align)
                share = self.discs[j].value_scale.share(value.source.value)
                value.set_fill(theme.on_activation(share))
                self.values[j] = value.centre_on(tile.disc)

    def show_weights(self, *neurons: int) -> None:
        """Show the weights in the maps of neurons, before they turn into products."""
        for j in neurons:
            self.maps[j].picture(self.reading.values("weights", 0, j))

    def show_products(self, *neurons: int) -> None:
        """Show products in the maps of neurons."""
        for j in neurons:
            self.maps[j].show(self.maps[j].mark.source)

    def multiply(self, j: int) -> Animation:
        """Turn a neuron's weights into its products, weight × pixel."""
        weights = self.reading.values("weights", 0, j)
        products = self.maps[j].mark.source.values

        def update(drawn: HeatMap, share: float) -> None:
            drawn.picture(weights + (products - weights) * share)

        return UpdateFromAlphaFunc(self.maps[j], update)

    def name_of(self, j: int) -> list:
        """Return the name of a neuron, if it has one."""
        return [self.names[j]] if j in self.names else []

    def texts_of(self, j: int) -> list:
        """Return the value of a neuron, if it has one."""
        return [self.values[j]] if j in self.values else []

    def _cells(self, region: Region, across: int, gap: float, between: float) -> list[Region]:
        count = len(self.neurons)
        rows = region.split(*[1.0] * -(-count // across), gap=gap)
        return [cell for row in rows for cell in row.columns(*[1.0] * across, gap=between)]

    def _sized(self, width: float, height: float) -> tuple[float, float]:
        """Return width and height of a map, in the image's proportions, that fit."""
        rows, columns = self.reading.shape
        pitch = min(width / columns, height / rows)
        return columns * pitch, rows * pitch

    def _named(self, region: Region) -> list[_Tile]:
        """Arrange tiles with names, values beside or below, for the largest maps."""
        best: tuple[float, bool, list[Region]] = (-1.0, False, [])
        for across in range(1, len(self.neurons) + 1):
            cells = self._cells(region, across, GAP, BETWEEN)
            for below in (False, True):
                if below and cells[0].width < 2 * (self.radius + APART + NAME_WIDTH):
                    continue
                width, height = self._room(cells[0], below)
                if min(width, height) <= 0:
                    continue
                # Count the places that a last, incomplete row leaves empty.
                size = self._sized(width, height)[0] * len(self.neurons) / len(cells)
                best = max(best, (size, below, cells), key=lambda found: found[0])
        _, below, cells = best
        place = self._below if below else self._aside
        return [place(cell) for cell in cells[: len(self.neurons)]]

    def _room(self, cell: Region, below: bool) -> tuple[float, float]:
        disc = 2 * self.radius + APART + EDGE
        if below:
            return cell.width, cell.height - disc
        high = cell.height >= disc + 0.8 * NAME  # name and disc, one above the other
        return cell.width - disc, cell.height if high else 0.0

    def _aside(self, cell: Region) -> _Tile:
        """Place name and disc at the right of the map."""
        width, height = self._sized(*self._room(cell, below=False))
        low = cell.y - height / 2
        left = cell.x - (width + APART + 2 * self.radius) / 2
        place = Region(left, left + width, low, low + height)
        x, y = place.right + APART + self.radius, cell.y - 0.4 * NAME
        return _Tile(place, np.array([x, y, 0.0]), (x, y + self.radius + 0.16, "centre"))

    def _below(self, cell: Region) -> _Tile:
        """Place the disc below the map, and the name left of it."""
        width, height = self._sized(*self._room(cell, below=True))
        top = cell.y + (height + APART) / 2 + self.radius
        place = Region(cell.x - width / 2, cell.x + width / 2, top - height, top)
        centre = np.array([cell.x, place.bottom - APART - self.radius, 0.0])
        name = (cell.x - self.radius - APART, centre[1] - 0.1, "right")
        return _Tile(place, centre, name)

    def _small(self, region: Region) -> list[_Tile]:
        """Arrange tiles without names for the largest maps, each with a small disc beside it."""
        aside = 2 * SMALL_RADIUS + 0.1
        best: tuple[float, list[Region]] = (-1.0, [])
        for across in range(2, len(self.neurons) + 1):
            cells = self._cells(region, across, SMALL_GAP, SMALL_GAP)
            if cells[0].width > aside and cells[0].height > 0:
                size = self._sized(cells[0].width - aside, cells[0].height)[0]
                best = max(best, (size, cells), key=lambda found: found[0])
        found = []
        for cell in best[1][: len(self.neurons)]:
            width, height = self._sized(cell.width - aside, cell.height)
            left = cell.x - (width + aside) / 2
            place = Region(left, left + width, cell.y - height / 2, cell.y + height / 2)
            centre = np.array([place.right + aside - SMALL_RADIUS - 0.03, cell.y, 0.0])
            found.append(_Tile(place, centre, None))
        return found


class LargeNeuron:
    """One hidden neuron, large, with its value in it and its name above.

    Parameters
    ----------
    theme : Theme
    centre : ndarray of shape (3,)
    reading : Reading
    neuron : int

    Attributes
    ----------
    disc : Circle
    value : Readout
    name : Formula
    """

    def __init__(self, theme: Theme, centre: NDArray, reading: Reading, neuron: int):
        value, radius = reading.of("activations", 1, neuron), NEURON_RADIUS
        colour = theme.on_activation(reading.scale(1).share(value.value))
        self.disc = hidden_disc(theme, reading, (1, neuron), centre, radius)
        self.value = Readout(theme, value, reading.style(1), 0.48, colour).centre_on(centre)
        name = formula_of(reading.recording.functions[0], f"h_{neuron + 1}", "z")
        self.name = Formula(theme, name, theme.sizes.formula, theme.ink)
        self.name.move_to(centre + np.array([0, NAME_RISE, 0]))


class NeuronRow:
    """Neurons of the last hidden layer in a row or column, named where names fit.

    Names are above a row, and at the left of a column.

    Parameters
    ----------
    theme : Theme
    columns : sequence of float
        Horizontal places in the row, or vertical ones in the column.
    level : float
        Vertical place of the row, or horizontal one of the column.
    reading : Reading
    neurons : sequence of int
        Those in the row.
    named : int
        One that has a name in any case.
    upright : bool
        Whether to build a column.

    Attributes
    ----------
    discs : list of Circle
    names : VGroup
    """

    def __init__(
        self,
        theme: Theme,
        columns: Sequence[float],
        level: float,
        reading: Reading,
        neurons: Sequence[int],
        named: int,
        *,
        upright: bool = False,
    ):
        self.theme, self.neurons, self.upright = theme, list(neurons), upright
        radius = min(ROW_RADIUS * abs(columns[1] - columns[0]), LARGEST_RADIUS)
        layer = len(reading.sizes) - 2
        self.discs = []
        for j, x in zip(self.neurons, columns, strict=False):
            centre = np.array([level, x, 0.0] if upright else [x, level, 0.0])
            self.discs.append(hidden_disc(theme, reading, (layer, j), centre, radius))
        self.names = VGroup(*self._named(named, radius))

    def _named(self, named: int, radius: float) -> list[Formula]:
        """Return all names, or every second, third and so on, whichever fit."""
        names = [
            self._name(j, disc, radius) for j, disc in zip(self.neurons, self.discs, strict=True)
        ]
        first = self.neurons.index(named) if named in self.neurons else 0
        boxes = list(map(Region.around, names))
        for step in range(1, len(names) + 1):
            places = range(first % step, len(names), step)
            if all(self._apart(boxes[a], boxes[b]) for a, b in pairwise(places)):
                break
        return [names[k] for k in places]

    def _apart(self, one: Region, other: Region) -> bool:
        room = 1.5 * self.theme.sizes.clearance
        if self.upright:
            return one.bottom > other.top + room or other.bottom > one.top + room
        return one.left > other.right + room or other.left > one.right + room

    def _name(self, j: int, disc: Circle, radius: float) -> Formula:
        name = Formula(self.theme, f"h_{j + 1}", 0.36, self.theme.quiet)
        x, y, _ = disc.get_center()
        if self.upright:
            return name.move_to([x - radius - 0.12 - name.width / 2, y, 0])
        return name.place(x, y + radius + 0.16)
