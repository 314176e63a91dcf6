"""The ring around the answer."""

from __future__ import annotations

from manim import Circle

from scenes.mobjects.network.network_diagram import Neuron
from scenes.style.theme import Theme

__all__ = ["AnswerRing"]

AROUND = 0.07
"""Gap between a neuron's rim and the ring, in frame units."""


class AnswerRing(Circle):
    """A ring around the output neuron with the largest value.

    Parameters
    ----------
    theme : Theme
    neuron : Neuron
    """

    def __init__(self, theme: Theme, neuron: Neuron):
        super().__init__(
            radius=neuron.disc.width / 2 + AROUND,
            color=theme.ink,
            stroke_width=theme.sizes.neuron_outline,
        )
        self.move_to(neuron.disc)
