"""What the values were before a change: a question mark in each neuron, the old value beside it."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import FadeOut, Transform

from scenes.clips.structure.layout import SPREAD
from scenes.mobjects.network.network_diagram import NetworkDiagram, Neuron
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import TextLine
from scenes.provenance.source import NumberFormat, Source
from scenes.style.theme import Theme

__all__ = ["Before"]

MARK = 1.25
"""Size of a question mark, relative to the radius of its neuron."""
GAP = 0.09
"""Gap between an old value and its neuron, in frame units."""
CLEAR = 0.07
"""Least distance of an old value from anything else, in frame units."""


class Before:
    """Of the input that changes and every later neuron: a question mark, and the old value.

    Old values stand above the neurons, where no line leads; that of the input at its left.

    Parameters
    ----------
    theme : Theme
    network : NetworkDiagram
    formats : list of NumberFormat
        Of each layer's values.
    place : int
        Place of the input that changes, among those drawn.
    left : float
        Where the room at the left of the inputs begins.

    Attributes
    ----------
    questions : list of list of TextLine
        By layer; none for the inputs.
    values : list of dict of int to Readout
        By layer and place; empty where there is no room.
    """

    def __init__(
        self,
        theme: Theme,
        network: NetworkDiagram,
        formats: list[NumberFormat],
        place: int,
        left: float,
    ):
        self.theme, self.network, self.formats = theme, network, formats
        self.questions = [
            [self._question(neuron) for neuron in neurons] if layer else []
            for layer, neurons in enumerate(network.layers)
        ]
        beside = self._beside(place)
        self.values = [{place: beside} if beside.get_left()[0] >= left else {}]
        for layer, neurons in enumerate(network.layers[1:], 1):
            old = {k: self._above(layer, k) for k in range(len(neurons))}
            self.values.append(old if self._fit(layer, old) else {})

    def _question(self, neuron: Neuron) -> TextLine:
        em = MARK * neuron.disc.width / 2
        return TextLine(self.theme, "?", em, self.theme.ink).move_to(neuron.disc.get_center())

    def _number(self, layer: int, k: int) -> Readout:
        network = self.network
        source = Source(
            network.recording, "activations", network.step, layer, (network.indices[layer][k],)
        )
        return Readout(
            self.theme, source, self.formats[layer], self.theme.sizes.label, self.theme.quiet
        )

    def _beside(self, k: int) -> Readout:
        disc, number = self.network.layers[0][k].disc, self._number(0, k)
        foot = disc.get_y() - number.em * DIGIT_HEIGHT / 2
        return number.place(disc.get_left()[0] - GAP, foot, "right")

    def _above(self, layer: int, k: int) -> Readout:
        disc = self.network.layers[layer][k].disc
        return self._number(layer, k).place(disc.get_x(), disc.get_top()[1] + GAP)

    def _fit(self, layer: int, old: dict[int, Readout]) -> bool:
        """Return whether the values of a layer are clear of neurons and lines."""
        neurons = self.network.layers[layer]
        room = self.network.pitch * SPREAD
        if len(neurons) > 1:
            room = neurons[0].disc.get_y() - neurons[1].disc.get_y()
        if room - neurons[0].disc.width < old[0].height + GAP + CLEAR:
            return False
        edges = [edge for rows in self.network.edges[layer - 1 : layer + 1] for edge in rows]
        lines = [
            edge.point_from_proportion(share)
            for row in edges
            for edge in row
            for share in np.linspace(0.0, 1.0, 60)
        ]
        return not any(_holds(number, point) for number in old.values() for point in lines)

    def leave(self, layer: int, k: int) -> list[Any]:
        """Return how a neuron's value moves aside and leaves it empty."""
        moved = self.move_aside(layer, k)
        return [*moved, self.network.layers[layer][k].clear_value()[1]]

    def move_aside(self, layer: int, k: int) -> list[Any]:
        """Return how a number leaves its neuron: to where old values stand, or it fades out."""
        neuron, old = self.network.layers[layer][k], self.values[layer].get(k)
        number = neuron.number
        neuron.remove(number)
        if old is None:
            return [FadeOut(number)]
        target = old.copy()
        old.become(old.moved_from(number))
        return [Transform(old, target)]

    @property
    def drawn(self) -> list[Readout]:
        """All old values."""
        return [value for row in self.values for value in row.values()]


def _holds(number: Readout, point: np.ndarray) -> bool:
    """Return whether a point is in the box of a number, or close to it."""
    away = np.abs(number.get_center() - point)[:2]
    return bool(away[0] < number.width / 2 + CLEAR and away[1] < number.height / 2 + CLEAR / 2)
