"""The bias of one neuron as a weight: a neuron that always holds one, and the lines from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import FadeIn, Rectangle, VGroup, VMobject

from scenes.clips.structure.number_ground import number_ground
from scenes.mobjects.network.bias_neuron import BiasNeuron
from scenes.mobjects.network.network_diagram import NetworkDiagram
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.provenance.source import NumberFormat, Source
from scenes.style.theme import Theme

__all__ = ["BiasLine", "bias_line"]

PLACES = 0.3, 0.24, 0.36, 0.18, 0.42, 0.5, 0.6
"""Where on its line the bias may be printed, as shares of the line's length; the best first."""
ASIDE = 0.45
"""Opacity of the lines to the other neurons."""
LEAST_GAP = 3.0
"""Least distance of the first two columns with room for it between them, in frame units."""


class BiasLine(VGroup):
    """The bias neuron below the lines of the first layer, its line to one neuron, and the bias.

    Parameters
    ----------
    theme : Theme
    network : NetworkDiagram
    one : Source
        Source of the bias neuron's value.
    j : int
        Place of the neuron whose bias is printed.
    decimals : int
    obstacles : sequence of VMobject
        What the number keeps clear of.

    Attributes
    ----------
    others : list of Line
        The lines to the other neurons.
    fits : bool
        Whether there is room for the number.
    """

    def __init__(
        self,
        theme: Theme,
        network: NetworkDiagram,
        one: Source,
        j: int,
        decimals: int,
        obstacles: Sequence[VMobject],
    ):
        drawn = BiasNeuron(theme, network, 0, one)
        em, form = theme.sizes.number_small, NumberFormat(decimals)
        index = (network.indices[1][j],)
        bias = Source(network.recording, "biases", network.step, 0, index)
        number = Readout(theme, bias, form, em, theme.bias)
        self.line = drawn.edges[j]
        ground = number_ground(theme, number)
        self.label = VGroup(ground, number)
        self.fits = self._find_place(number, ground, obstacles)
        self.body = drawn.body
        self.others = [edge for k, edge in enumerate(drawn.edges) if k != j]
        for edge in self.others:
            edge.set_stroke(opacity=ASIDE)
        super().__init__(self.line, self.body, self.label)

    def _find_place(
        self, number: Readout, ground: Rectangle, obstacles: Sequence[VMobject]
    ) -> bool:
        """Print the bias on its line, clear of obstacles; return whether there is such a place."""
        start, end = self.line.get_start(), self.line.get_end()
        for share in PLACES:
            x, y, _ = start + share * (end - start)
            number.place(x, y - number.em * DIGIT_HEIGHT / 2)
            ground.move_to(number)
            if not any(_meet(ground, other) for other in obstacles):
                return True
        return False

    def appear(self) -> list[Any]:
        """Return how the neuron, its line to the one neuron and the bias appear."""
        return [FadeIn(part) for part in (self.line, self.body, self.label)]


def _meet(one: VMobject, other: VMobject) -> bool:
    """Return whether two boxes overlap."""
    apart = np.abs(one.get_center() - other.get_center())[:2]
    return bool(
        apart[0] < (one.width + other.width) / 2 and apart[1] < (one.height + other.height) / 2
    )


def bias_line(
    theme: Theme, network: NetworkDiagram, j: int, decimals: int, obstacles: Sequence[VMobject]
) -> BiasLine | None:
    """Return the bias neuron of a network whose layers are drawn whole, if it has room.

    There is none if the recording does not name the constant that biases multiply.
    """
    recording = network.recording
    here, there = (column[0].disc.get_x() for column in network.layers[:2])
    if there - here < LEAST_GAP or network.elided or "bias_input" not in recording.metadata:
        return None
    one = Source(recording, "setting", index=("bias_input",))
    found = BiasLine(theme, network, one, j, decimals, obstacles)
    return found if found.fits else None
