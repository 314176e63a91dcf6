"""The opening: the network with a sample, its answer, and the label."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from manim import VGroup, VMobject

from scenes.clips.cost.measure import Measure
from scenes.clips.cost.picture import LARGE, UNKNOWN, name_of_output
from scenes.mobjects.images.pixel_grid import PixelGrid
from scenes.mobjects.network.network_diagram import NetworkDiagram
from scenes.mobjects.network.shown import MOST_NEURONS
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["OpeningNetwork", "sample_card", "unknown_beside", "verdict"]

RADIUS = 0.47
"""Largest radius of a neuron, in frame units."""
BESIDE = 0.32
"""Gap between an output neuron, its name and its value, in frame units."""
ASKED = 1.95
"""Room at the right for the cost that is asked for, in frame units."""
MOST_ROWS, LONGEST, SHORTEST = 6, 22, 6
"""Most inputs listed; most characters of names, and of names that still do not fit."""
MOST_NAME = 1.3
"""Widest name beside an output neuron, in frame units; longer ones are left out."""
COLUMN = 1.3
"""Least distance of the columns, for the names below."""
IMAGE = 3.4
"""Largest side of an image, in frame units."""


class OpeningNetwork(NetworkDiagram):
    """The network with the values of a step as fills, and its outputs' names and values beside it.

    Parameters
    ----------
    theme : Theme
    region : Region
    measure : Measure
    decimals : int
        Of the outputs.
    layer_names : list of str
    of : str
        See :class:`NetworkDiagram`.

    Attributes
    ----------
    output_names, output_values : list of mobject
        Beside the output neurons; empty if there is no room.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        measure: Measure,
        decimals: int,
        layer_names: list[str],
        of: str,
    ):
        large = replace(theme, sizes=replace(theme.sizes, neuron_radius=RADIUS))
        recording, em = measure.recording, 1.2 * theme.sizes.number
        last, form = len(recording.layer_sizes) - 1, NumberFormat(decimals)
        names = [name_of_output(theme, recording, k, em, theme.quiet) for k in measure.shown]
        values = [
            Readout(theme, measure.output(k), form, theme.sizes.number, theme.ink)
            for k in measure.shown
        ]
        free = region.width - 1.0 - ASKED - COLUMN * last
        most = max(value.advance_width for value in values) + BESIDE
        widest = max(name.width for name in names) + BESIDE
        if most > free:
            values, most = [], 0.0
        if widest > MOST_NAME or widest + most > free:
            names, widest = [], 0.0
        super().__init__(
            large,
            region,
            recording,
            measure.step,
            layer_names,
            left_room=0.5 if measure.recording.layer_sizes[0] > MOST_NEURONS else 0.25,
            right_room=max(0.48, widest + most + BESIDE + ASKED),
            of=of,
        )
        self._drop_crowded_names()
        self.output_names, self.output_values = names, values
        for layer, neurons in enumerate(self.layers):
            for k, neuron in zip(self.indices[layer], neurons, strict=True):
                source = Source(recording, "activations", measure.step, layer, (k,))
                neuron.set_value_now(source, self.formats[layer])
                neuron.remove(neuron.readout)
        for n, neuron in enumerate(self.layers[-1]):
            at, y = neuron.disc.get_right()[0] + BESIDE, neuron.disc.get_y()
            if names:
                names[n].place(at, y - 0.31 * em, "left")
            if values:
                values[n].place(at + widest, y - 0.31 * theme.sizes.number, "left")

    def _drop_crowded_names(self) -> None:
        """Leave out the names of layers that stand too closely for them."""
        columns = [column[0].disc.get_x() for column in self.layers]
        if any(
            right.width / 2 + left.width / 2 + 0.1 > apart
            for left, right, apart in zip(
                self.names, self.names[1:], np.diff(columns), strict=False
            )
        ):
            self.names.submobjects = []


def unknown_beside(theme: Theme, network: OpeningNetwork, edge: float) -> tuple[VMobject, Formula]:
    """Draw a bracket at the right of the outputs, and a question mark, left of an edge if it fits.

    Returns
    -------
    bracket : VMobject
    question : Formula
    """
    neurons = network.layers[-1]
    beside = [*network.output_names, *network.output_values, *[n.disc for n in neurons]]
    asked = Formula(theme, UNKNOWN, LARGE * theme.sizes.formula, theme.cost)
    right = max(m.get_right()[0] for m in beside) + 0.2
    right = min(right, edge - asked.width - 0.45)
    top, bottom = (neurons[n].disc.get_y() + s * network.radius for n, s in ((0, 1), (-1, -1)))
    corners = [(right, top), (right + 0.15, top), (right + 0.15, bottom), (right, bottom)]
    bracket = VMobject(stroke_color=theme.cost, stroke_width=1.2 * theme.sizes.line)
    bracket.set_points_as_corners([np.array([*corner, 0.0]) for corner in corners])
    asked.move_to([right + 0.35 + asked.width / 2, (top + bottom) / 2, 0.0])
    return bracket, asked


def sample_card(theme: Theme, region: Region, measure: Measure) -> VGroup:
    """Draw the sample: its image, or a table of its raw values.

    Parameters
    ----------
    theme : Theme
    region : Region
        Centred in it.
    measure : Measure
    """
    recording = measure.recording
    sample = int(recording.image_index[measure.step])
    if recording.images is not None:
        side = min(IMAGE, region.width, region.height)
        return PixelGrid(theme, region.inner(side, side), recording.images[sample], backed=True)
    return _table(theme, region, recording, sample)


def _table(
    theme: Theme, region: Region, recording: Any, sample: int, longest: int = LONGEST
) -> VGroup:
    """List names and raw values of the inputs, some of many, with names as long as fit."""
    array = "inputs" if recording.metadata["scaling"] == "none" else "raw_inputs"
    names, em = recording.samples.input_names, theme.sizes.number
    pitch = 1.5 * em
    rows = min(len(names), MOST_ROWS, max(1, int(region.height / pitch) - 1))
    table, top = VGroup(), region.y + (rows - 1) / 2 * pitch
    sources = [Source(recording, array, None, None, (sample, i)) for i in range(rows)]
    places = max(decimals_of(source.value) for source in sources)
    for i, source in enumerate(sources):
        name = TextLine(theme, shortened(names[i], longest), theme.sizes.label, theme.quiet)
        number = Readout(theme, source, NumberFormat(places), em, theme.ink)
        y = top - i * pitch
        table.add(name.place(region.x - 0.2, y, "right"), number.place(region.x + 0.2, y, "left"))
    if table.width > region.width:
        return _table(theme, region, recording, sample, longest - 3)
    table.set_x(region.x)
    if len(names) > rows:
        more = TextLine(theme, "…", em, theme.quiet)
        table.add(more.place(table[0].get_right()[0], top - rows * pitch, "right"))
    return table


def decimals_of(value: float) -> int:
    """Return how many decimals print a value exactly, at most three."""
    return next((d for d in range(3) if round(value, d) == value), 3)


def verdict(theme: Theme, word: str, said: str | Source, region: Region, colour: str) -> VGroup:
    """Typeset a class after the word for what it is, on one line or on two.

    Parameters
    ----------
    theme : Theme
    word : str
        What it is: the answer, or the label.
    said : str or Source
        The class.
    region : Region
    colour : str
        Of the class.
    """
    em = 1.6 * theme.sizes.number
    what = TextLine(theme, word, 1.2 * theme.sizes.label, theme.quiet)
    name: Any = (
        Readout(theme, said, NumberFormat(0), em, colour)
        if isinstance(said, Source)
        else TextLine(theme, shortened(said), em, colour)
    )
    width = what.width + 0.3 + name.width
    longest = LONGEST
    while max(width - what.width - 0.3, 0) > region.width and longest > SHORTEST:
        name = TextLine(theme, shortened(str(said), longest), 1.2 * theme.sizes.label, colour)
        width, longest = what.width + 0.3 + name.width, longest - 2
    width = what.width + 0.3 + name.width
    left = max(region.x - width / 2, region.left)
    if width > region.width:
        what.place(left, region.y + 0.12, "left")
        return VGroup(what, name.place(left, region.y - 0.42, "left"))
    what.place(left, region.y - 0.2, "left")
    return VGroup(what, name.place(what.get_right()[0] + 0.3, region.y - 0.2, "left"))


def shortened(name: str, longest: int = LONGEST) -> str:
    """Return a name, cut off where it is long."""
    return name if len(name) <= longest else name[: longest - 1].rstrip() + "…"
