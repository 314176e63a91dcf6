"""A neuron drawn large beside its name, while the network calculates its value."""

from __future__ import annotations

from typing import Any

from manim import DOWN, RIGHT, FadeIn, FadeOut, VGroup

from scenes.animation.timing import within
from scenes.mobjects.network.network_diagram import Neuron
from scenes.mobjects.text.text import Formula
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region

__all__ = ["CloseUp"]

NAME_GAP = 0.25
"""Gap between the neuron and its name, in frame units."""


class CloseUp(VGroup):
    """A close-up that takes the name and value of one neuron after another.

    Parameters
    ----------
    region : Region
        The name is below the neuron in a region taller than wide, otherwise to its right.
    neuron : Neuron
        The first one; drawn without a value.
    name : str
        Its symbol.
    scale : float
        How many times as large as in the network.
    """

    def __init__(self, region: Region, neuron: Neuron, name: str, scale: float):
        self.theme, self.size = neuron.theme, scale
        self.below = region.height > region.width
        self.neuron = neuron.copy().scale(scale).move_to(region.centre)
        self.symbol = self._named(name)
        if not self.below:
            aside = (-(self.symbol.width + NAME_GAP) / 2, 0, 0)
            VGroup(self.neuron, self.symbol).shift(aside)
        super().__init__(self.neuron, self.symbol)

    def _named(self, name: str) -> Formula:
        named = Formula(self.theme, name, self.theme.sizes.formula, self.theme.ink)
        side = DOWN if self.below else RIGHT
        return named.next_to(self.neuron.disc, side, buff=NAME_GAP)

    def set_value(self, source: Source, number_format: NumberFormat) -> list[Any]:
        """Fill the neuron with a recorded value, and print it."""
        filling = self.neuron.set_value(source, number_format)
        self.neuron.readout.scale(self.size).centre_on(self.neuron.disc.get_center())
        return filling

    def turn_to(self, name: str) -> list[Any]:
        """Animate the change to the next neuron: the old number fades out, and the name changes.

        The number stays until shortly before the next one comes, so that it can be read.
        """
        old, self.neuron.readout = (self.neuron.readout, self.symbol), None
        self.neuron.remove(old[0])
        self.remove(self.symbol)
        self.symbol = self._named(name)
        self.add(self.symbol)
        return [
            *[within(FadeOut(m), 0.4, 0.65) for m in old],
            within(FadeIn(self.symbol), 0.65, 1.0),
        ]
