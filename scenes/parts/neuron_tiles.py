"""Hidden neurons side by side: the map of each, and beside it the value that it comes to."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import Circle, VGroup
from numpy.typing import NDArray

from scenes.frame import Region
from scenes.mark import mark
from scenes.parts.heat_map import HeatMap, HeatScale
from scenes.parts.readout import DIGIT_HEIGHT, Readout
from scenes.parts.text import Formula
from scenes.source import NumberFormat, Source
from scenes.theme import Theme

__all__ = ["NeuronRow", "NeuronTiles", "hidden_disc"]

ACROSS = 5
GAP, BETWEEN = 0.2, 0.22
DISC_RADIUS = 0.27
ROW_RADIUS = 0.38
"""Of a disc in a row, as a share of the columns' pitch."""
HUNDREDTHS = NumberFormat(2)


def hidden_disc(theme: Theme, source: Source | None, place: NDArray, radius: float) -> Circle:
    """Give a neuron's disc, filled with the value it holds, or empty if it holds none yet."""
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
        Which image it reads.

    Attributes
    ----------
    maps : list of HeatMap
        Of the products weight × pixel.
    names : VGroup
    discs : list of Circle
    values : list of Readout
    across : int
        So many in a row.
    """

    across = ACROSS

    def __init__(self, theme: Theme, region: Region, scale: HeatScale, recording, image: int):
        count = recording.layer_sizes[1]
        shape = tuple(recording.metadata["image_shape"])
        rows = region.split(*[1.0] * -(-count // ACROSS), gap=GAP)
        cells = [cell for row in rows for cell in row.columns(*[1.0] * ACROSS, gap=BETWEEN)]
        self.maps, self.discs, self.values, self.names = [], [], [], VGroup()
        for j, cell in zip(range(count), cells, strict=False):
            side = cell.height
            place = Region(cell.left, cell.left + side, cell.bottom, cell.top)
            products = Source(recording, "products", image, 0, (j,))
            value = Source(recording, "activations", image, 1, (j,))
            self.maps.append(HeatMap(scale, place, shape, products))
            x = (place.right + cell.right) / 2
            disc = hidden_disc(theme, value, np.array([x, cell.y + 0.1, 0]), DISC_RADIUS)
            self.discs.append(disc)
            name = Formula(theme, f"h_{j + 1}", 0.36, theme.quiet)
            self.names.add(name.move_to([x, cell.top - name.height / 2 - 0.02, 0]))
            number = Readout(theme, value, HUNDREDTHS, theme.sizes.number_small, theme.ink)
            foot = cell.bottom + 0.04
            self.values.append(number.place(x, foot))
            disc.set_y((name.get_bottom()[1] + foot + number.em * DIGIT_HEIGHT) / 2)


class NeuronRow:
    """The hidden neurons in a row; every fifth is named above, and one more.

    Parameters
    ----------
    theme : Theme
    columns : sequence of float
        Where they stand.
    y : float
        Height of the discs' centres.
    recording : network.Inference
    image : int
    named : int
        The one more, from 0.

    Attributes
    ----------
    discs : list of Circle
    names : VGroup
    """

    def __init__(
        self,
        theme: Theme,
        columns: Sequence[float],
        y: float,
        recording,
        image: int,
        named: int,
    ):
        radius = ROW_RADIUS * (columns[1] - columns[0])
        self.discs, self.names = [], VGroup()
        for j in range(recording.layer_sizes[1]):
            value = Source(recording, "activations", image, 1, (j,))
            self.discs.append(hidden_disc(theme, value, np.array([columns[j], y, 0.0]), radius))
            fifth = (j == 0 or (j + 1) % 5 == 0) and abs(j - named) > 1
            if fifth or j == named:
                name = Formula(theme, f"h_{j + 1}", 0.36, theme.quiet)
                self.names.add(name.move_to([columns[j], y + radius + 0.25, 0]))
