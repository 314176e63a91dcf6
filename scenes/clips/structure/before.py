"""What the values were before a change: a question mark in each neuron, then the old value."""

from __future__ import annotations

from typing import Any

from manim import FadeIn, FadeOut, VGroup

from scenes.clips.structure.number_ground import number_ground
from scenes.mobjects.network.network_diagram import NetworkDiagram, Neuron
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import TextLine
from scenes.provenance.source import NumberFormat, Source
from scenes.style.theme import Theme

__all__ = ["Before"]

MARK = 1.25
"""Size of a question mark, relative to the radius of its neuron."""
GAP = 0.12
"""Gap between an old value and its neuron, in frame units."""
ROOM = 0.7
"""Room that the lines to a neuron need besides the old value, in frame units."""


class Before:
    """Of every neuron after the inputs: a question mark, and its old value at its left.

    Parameters
    ----------
    theme : Theme
    network : NetworkDiagram
    formats : list of NumberFormat
        Of each layer's values.

    Attributes
    ----------
    questions : list of list of TextLine
        By layer; none for the inputs.
    values : list of list of VGroup
        Ground and number; empty lists where there is no room.
    """

    def __init__(self, theme: Theme, network: NetworkDiagram, formats: list[NumberFormat]):
        self.theme, self.network, self.formats = theme, network, formats
        self.questions: list[list[TextLine]] = [[]]
        self.values: list[list[VGroup]] = [[]]
        for layer, neurons in enumerate(network.layers[1:], 1):
            self.questions.append([self._question(neuron) for neuron in neurons])
            old = [self._value(layer, k) for k in range(len(neurons))]
            here = neurons[0].disc.get_left()[0]
            room = here - network.layers[layer - 1][0].disc.get_right()[0]
            fits = max(value.width for value in old) + ROOM <= room
            self.values.append(old if fits else [])

    def _question(self, neuron: Neuron) -> TextLine:
        em = MARK * neuron.disc.width / 2
        return TextLine(self.theme, "?", em, self.theme.ink).move_to(neuron.disc.get_center())

    def _value(self, layer: int, k: int) -> VGroup:
        theme, network, em = self.theme, self.network, self.theme.sizes.number_small
        index = (network.indices[layer][k],)
        source = Source(network.recording, "activations", network.step, layer, index)
        number = Readout(theme, source, self.formats[layer], em, theme.quiet)
        disc = network.layers[layer][k].disc
        number.place(disc.get_left()[0] - GAP, disc.get_y() - em * DIGIT_HEIGHT / 2, "right")
        ground = number_ground(theme, number)
        return VGroup(ground, number)

    def ask(self, layer: int, k: int) -> list[Any]:
        """Return how a neuron's value gives way to a question mark."""
        neuron = self.network.layers[layer][k]
        return [*neuron.clear_value(), FadeIn(self.questions[layer][k])]

    def answer(self, layer: int, k: int) -> list[Any]:
        """Return how the question mark leaves, and the old value comes back in grey."""
        return [FadeOut(self.questions[layer][k]), *self.recall(layer, k)]

    def recall(self, layer: int, k: int) -> list[Any]:
        """Return how the old value appears, if there is room for it."""
        return [FadeIn(self.values[layer][k])] if self.values[layer] else []

    @property
    def drawn(self) -> list[VGroup]:
        """All old values."""
        return [value for row in self.values for value in row]
