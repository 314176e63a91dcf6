"""The ring around the answer, which jumps to another output when the answer changes."""

from __future__ import annotations

from manim import Animation, Circle

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
        The one it is around at first.
    """

    def __init__(self, theme: Theme, neuron: Neuron):
        self.theme = theme
        super().__init__(
            radius=neuron.disc.width / 2 + AROUND,
            color=theme.focus,
            stroke_width=theme.sizes.focus_outline,
        )
        self.move_to(neuron.disc)

    def rest(self) -> Animation:
        """Turn grey: the answer was there, but may be so no longer."""
        return self.animate.set_stroke(self.theme.hairline)

    def jump(self, neuron: Neuron) -> Animation:
        """Take the colour of the focus again, and go to a neuron."""
        return self.animate.set_stroke(self.theme.focus).move_to(neuron.disc)
