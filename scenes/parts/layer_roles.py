"""What each kind of layer does: how many neurons it has, what goes into one and what comes out."""

from __future__ import annotations

from manim import Animation, Arrow, Circle, VGroup

from scenes.frame import Region
from scenes.parts.readout import DIGIT_HEIGHT, Readout
from scenes.parts.text import Words
from scenes.source import NumberFormat, Source
from scenes.theme import Theme

__all__ = ["LayerRole"]

RADIUS = 0.66
ARROW = 0.68
GAP = 0.12
COUNT_SIZE = 2.6
"""Size of the number of neurons, in sizes of a number."""


class LayerRole(VGroup):
    """A row: the number of neurons, one of them with its arrows, and words.

    Parameters
    ----------
    theme : Theme
    region : Region
    size : Source
        The number of neurons.
    unit, role : str
        Words below the number and beside the neuron.
    sends : bool
        Whether an arrow leaves the neuron.

    Attributes
    ----------
    count : VGroup
        Number and unit.
    neuron : Circle
    arrows : VGroup
        Into the neuron and, if it sends anything, out of it.
    role : Words
    """

    def __init__(
        self, theme: Theme, region: Region, size: Source, unit: str, role: str, *, sends: bool
    ):
        self.theme = theme
        left, middle, right = region.columns(0.185, 0.465, 0.35, gap=0.1)
        em = COUNT_SIZE * theme.sizes.number
        number = Readout(theme, size, NumberFormat(0), em, theme.ink)
        number.place(left.x, region.y - 0.05)
        label = Words(theme, unit, theme.sizes.label, theme.quiet)
        label.place(left.x, region.y - 0.05 - DIGIT_HEIGHT * theme.sizes.number * 1.5)
        self.count = VGroup(number, label)
        self.neuron = Circle(
            radius=RADIUS, color=theme.hairline, stroke_width=theme.sizes.neuron_outline
        ).move_to(middle.centre)
        rim = RADIUS + GAP
        self.arrows = VGroup(self._arrow(middle, -rim - ARROW))
        if sends:
            self.arrows.add(self._arrow(middle, rim))
        self.role = Words(theme, role, theme.sizes.caption, theme.ink, width=right.width)
        self.role.move_to(right.centre)
        super().__init__(self.count, self.neuron, self.arrows, self.role)

    def ring(self) -> Animation:
        """Put the neuron in focus."""
        return self._outline(self.theme.focus, self.theme.sizes.focus_outline)

    def unring(self) -> Animation:
        """Take the neuron out of focus."""
        return self._outline(self.theme.hairline, self.theme.sizes.neuron_outline)

    def _outline(self, colour: str, width: float) -> Animation:
        return self.neuron.animate.set_stroke(colour, width=width)

    def _arrow(self, region: Region, start: float) -> Arrow:
        return Arrow(
            [region.x + start, region.y, 0],
            [region.x + start + ARROW, region.y, 0],
            color=self.theme.ink,
            stroke_width=1.6 * self.theme.sizes.line,
            buff=0,
            tip_length=0.2,
            max_tip_length_to_length_ratio=1,
        )
