"""All greys from black to white, with the numbers of both ends."""

from __future__ import annotations

import numpy as np
from manim import Group, Rectangle

from scenes.mobjects.images.painting import Painting
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme, rgb_bytes

__all__ = ["GreyScale"]

LENGTH, HEIGHT, STEPS = 3.6, 0.45, 64
"""Of the bar, in frame units, and in how many steps it is drawn."""


class GreyScale(Group):
    """A bar from dark to light, centred in a region.

    Parameters
    ----------
    theme : Theme
    region : Region
    ends : pair of Source
        The numbers at both ends.
    em : float
        Size of the numbers in frame units.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        ends: tuple[Source, Source],
        em: float,
    ):
        length = min(LENGTH, region.width - 2.0)
        left = region.x - length / 2
        self.bar = Painting(
            Region(left, left + length, region.y - HEIGHT / 2, region.y + HEIGHT / 2),
            np.array(
                [[list(rgb_bytes(theme.activation(k / (STEPS - 1)))) for k in range(STEPS)]],
                np.uint8,
            ),
        )
        edge = Rectangle(width=length, height=HEIGHT).move_to(self.bar)
        edge.set_stroke(theme.hairline, theme.sizes.line * 0.6)
        self.numbers = []
        for source, x, align in (
            (ends[0], left - 0.2, "right"),
            (ends[1], left + length + 0.2, "left"),
        ):
            number = Readout(theme, source, NumberFormat(0), em, theme.ink)
            self.numbers.append(number.place(x, region.y - em * DIGIT_HEIGHT / 2, align))
        super().__init__(self.bar, edge, *self.numbers)
