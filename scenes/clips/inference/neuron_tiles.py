"""Hidden neurons: as maps with the resulting values, as a row of discs, and as one large disc."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import Animation, Circle, Transform, UpdateFromAlphaFunc, VGroup
from numpy.typing import NDArray

from scenes.animation.timing import staggered
from scenes.mobjects.images.heat_map import HeatMap, HeatScale
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["LargeNeuron", "NeuronRow", "NeuronTiles", "hidden_disc"]

GAP, BETWEEN = 0.2, 0.22
ASIDE, BELOW = 0.85, 0.68
"""Least room beside or below a map for name, disc and value."""
LEAST_WIDTH = 1.55
"""Least width of a tile that has these below its map, in frame units."""
DISC_RADIUS = 0.27
ROW_RADIUS = 0.38
"""Radius of a disc in a row, as a share of the pitch."""
HUNDREDTHS, THOUSANDTHS = NumberFormat(2), NumberFormat(3)


def hidden_disc(theme: Theme, source: Source | None, place: NDArray, radius: float) -> Circle:
    """Draw a neuron's disc, filled with its value, or empty without one."""
    disc = Circle(radius).move_to(place).set_stroke(theme.ink, theme.sizes.line)
    if source is None:
        return disc.set_fill(theme.background, opacity=1).set_stroke(theme.hairline)
    mark(disc, "fill", source)
    return disc.set_fill(theme.activation(source.value), opacity=1)


class NeuronTiles:
    """A tile for each neuron of the hidden layer, in rows: map, name, disc and value.

    Parameters
    ----------
    theme : Theme
    region : Region
    scale : HeatScale
    recording : network.Inference
    image : int
        Number of the image in the recording.

    Attributes
    ----------
    maps : list of HeatMap
        Of the products weight × pixel.
    names : VGroup
    discs : list of Circle
    values : list of Readout
    across : int
        Tiles in a row, chosen for the largest maps.
    """

    def __init__(self, theme: Theme, region: Region, scale: HeatScale, recording, image: int):
        self.theme = theme
        count = recording.layer_sizes[1]
        shape = tuple(recording.metadata["image_shape"])
        self.across, below, side = self._arrange(region, count)
        self.maps, self.discs, self.values, self.names = [], [], [], VGroup()
        self.weights = [Source(recording, "weights", image, 0, (j,)) for j in range(count)]
        for j, cell in zip(range(count), self._cells(region, count, self.across), strict=False):
            source = Source(recording, "activations", image, 1, (j,))
            name = Formula(theme, f"h_{j + 1}", 0.36, theme.quiet)
            value = Readout(theme, source, HUNDREDTHS, theme.sizes.number_small, theme.ink)
            stand = self._below if below else self._aside
            place, centre = stand(cell, side, name, value)
            products = Source(recording, "products", image, 0, (j,))
            self.maps.append(HeatMap(scale, place, shape, products))
            self.discs.append(hidden_disc(theme, source, centre, DISC_RADIUS))
            self.names.add(name)
            self.values.append(value)

    def show_weights(self, *neurons: int) -> None:
        """Show the weights in the maps of neurons, before they turn into products."""
        for j in neurons:
            self.maps[j].picture(self.weights[j].values)

    def show_products(self, *neurons: int) -> None:
        """Show products in the maps of neurons."""
        for j in neurons:
            self.maps[j].show(self.maps[j].mark.source)

    def multiply(self, j: int) -> Animation:
        """Turn a neuron's weights into its products, weight × pixel."""
        weights, products = self.weights[j].values, self.maps[j].mark.source.values

        def update(drawn: HeatMap, share: float) -> None:
            drawn.picture(weights + (products - weights) * share)

        return UpdateFromAlphaFunc(self.maps[j], update)

    def move_to_row(self, row: NeuronRow) -> list[Animation]:
        """Move the discs into a single row, line by line, so that none passes over another."""
        moves = [Transform(a, b.copy()) for a, b in zip(self.discs, row.discs, strict=True)]
        lines = [moves[k : k + self.across] for k in range(0, len(moves), self.across)]
        return staggered(lines, overlap=0.45, start=0.1, stop=0.9)

    @staticmethod
    def _cells(region: Region, count: int, across: int) -> list[Region]:
        rows = region.split(*[1.0] * -(-count // across), gap=GAP)
        return [cell for row in rows for cell in row.columns(*[1.0] * across, gap=BETWEEN)]

    def _arrange(self, region: Region, count: int) -> tuple[int, bool, float]:
        """Choose the number in a row, whether values are below the maps, and the maps' side."""
        found = []
        for across in range(2, count + 1):
            cells = self._cells(region, count, across)
            width, height = cells[0].width, cells[0].height
            sides = {False: min(height, width - ASIDE)}
            if width >= LEAST_WIDTH:
                sides[True] = min(width, height - BELOW)
            # Count the places that a last, incomplete row leaves empty.
            found += [(side * count / len(cells), across, b, side) for b, side in sides.items()]
        return max(found)[1:]

    @staticmethod
    def _aside(
        cell: Region, side: float, name: Formula, value: Readout
    ) -> tuple[Region, NDArray[np.float64]]:
        """Place name and value at the right of the map; return the places of map and disc."""
        low = cell.y - side / 2
        place = Region(cell.left, cell.left + side, low, low + side)
        x = (place.right + cell.right) / 2
        name.move_to([x, place.top - name.height / 2 - 0.02, 0])
        foot = low + 0.04
        value.place(x, foot)
        level = (name.get_bottom()[1] + foot + value.em * DIGIT_HEIGHT) / 2
        return place, np.array([x, level, 0.0])

    @staticmethod
    def _below(
        cell: Region, side: float, name: Formula, value: Readout
    ) -> tuple[Region, NDArray[np.float64]]:
        """Place name and value below the map, left and right of the disc."""
        top = cell.y + (side + BELOW) / 2
        place = Region(cell.x - side / 2, cell.x + side / 2, top - side, top)
        centre = np.array([cell.x, place.bottom - BELOW + DISC_RADIUS, 0.0])
        apart = DISC_RADIUS + 0.07
        name.move_to(centre).shift([-apart - name.width / 2, -0.04, 0])
        value.centre_on(centre + np.array([apart + value.advance_width / 2, 0.0, 0.0]))
        return place, centre


class LargeNeuron:
    """One hidden neuron, large, with its value in it and its name above.

    Parameters
    ----------
    theme : Theme
    centre : ndarray of shape (3,)
    value : Source
    neuron : int

    Attributes
    ----------
    disc : Circle
    value : Readout
    name : Formula
    """

    def __init__(self, theme: Theme, centre: NDArray, value: Source, neuron: int):
        radius, colour = 0.72, theme.on_activation(value.value)
        self.disc = hidden_disc(theme, value, centre, radius)
        self.value = Readout(theme, value, THOUSANDTHS, 0.48, colour).centre_on(centre)
        self.name = Formula(theme, f"h_{neuron + 1} = sigma(z)", theme.sizes.formula, theme.ink)
        self.name.move_to(centre + np.array([0, radius + 0.4, 0]))


class NeuronRow:
    """The hidden neurons in a row or column; every fifth has a name, and so has one more.

    Names are above a row, and at the left of a column.

    Parameters
    ----------
    theme : Theme
    columns : sequence of float
        Horizontal places in the row, or vertical ones in the column.
    level : float
        Vertical place of the row, or horizontal one of the column.
    recording : network.Inference
    image : int
    named : int
        Index of the other neuron with a name, from 0.
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
        recording,
        image: int,
        named: int,
        *,
        upright: bool = False,
    ):
        radius = ROW_RADIUS * abs(columns[1] - columns[0])
        self.discs, self.names = [], VGroup()
        for j in range(recording.layer_sizes[1]):
            value = Source(recording, "activations", image, 1, (j,))
            centre = np.array([level, columns[j], 0.0] if upright else [columns[j], level, 0.0])
            self.discs.append(hidden_disc(theme, value, centre, radius))
            fifth = (j == 0 or (j + 1) % 5 == 0) and abs(j - named) > 1
            if fifth or j == named:
                name = Formula(theme, f"h_{j + 1}", 0.36, theme.quiet)
                if upright:
                    name.move_to(centre).shift([-radius - 0.12 - name.width / 2, 0, 0])
                else:
                    name.move_to([columns[j], level + radius + 0.25, 0])
                self.names.add(name)
