"""The bias of one neuron as a weight: a neuron that always holds one, and the lines from it."""

from __future__ import annotations

from typing import Any

from manim import FadeIn, Rectangle, VGroup

from scenes.mobjects.network.bias_neuron import BiasNeuron
from scenes.mobjects.network.network_diagram import NetworkDiagram
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.provenance.source import NumberFormat, Source
from scenes.style.theme import Theme

__all__ = ["BiasLine", "bias_line"]

PLACE = 0.3
"""Where on its line the bias is printed, as a share of the line's length."""
PATCH = 0.1
"""By how much the ground of the number is larger than it, in frame units."""
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

    Attributes
    ----------
    others : list of Line
        The lines to the other neurons.
    """

    def __init__(self, theme: Theme, network: NetworkDiagram, one: Source, j: int, decimals: int):
        drawn = BiasNeuron(theme, network, 0, one)
        em, form = theme.sizes.number_small, NumberFormat(decimals)
        index = (network.indices[1][j],)
        bias = Source(network.recording, "biases", network.step, 0, index)
        number = Readout(theme, bias, form, em, theme.bias)
        line = drawn.edges[j]
        x, y, _ = line.get_start() + PLACE * (line.get_end() - line.get_start())
        number.place(x, y - em * DIGIT_HEIGHT / 2)
        ground = Rectangle(
            width=number.width + PATCH,
            height=number.height + PATCH,
            stroke_width=0,
            fill_color=theme.background,
            fill_opacity=1,
        ).move_to(number)
        self.body, self.line, self.label = drawn.body, line, VGroup(ground, number)
        self.others = [edge for k, edge in enumerate(drawn.edges) if k != j]
        for edge in self.others:
            edge.set_stroke(opacity=ASIDE)
        super().__init__(line, self.body, self.label)

    def appear(self) -> list[Any]:
        """Return how the neuron, its line to the one neuron and the bias appear."""
        return [FadeIn(part) for part in (self.line, self.body, self.label)]


def bias_line(theme: Theme, network: NetworkDiagram, j: int, decimals: int) -> BiasLine | None:
    """Return the bias neuron of a network whose layers are drawn whole, if it has room.

    There is none if the recording does not name the constant that biases multiply.
    """
    recording = network.recording
    here, there = (column[0].disc.get_x() for column in network.layers[:2])
    if there - here < LEAST_GAP or network.elided or "bias_input" not in recording.metadata:
        return None
    one = Source(recording, "setting", index=("bias_input",))
    return BiasLine(theme, network, one, j, decimals)
