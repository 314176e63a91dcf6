"""Grey levels side by side, with the numbers of the darkest and the lightest."""

from __future__ import annotations

from collections.abc import Sequence

from manim import Square, VGroup

from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["GreyScale"]

SIDE = 0.5


class GreyScale(VGroup):
    """Squares from dark to light, centred in a region.

    Parameters
    ----------
    theme : Theme
    region : Region
    values : sequence of Source
        Value of each square, in 0…1.
    ends : pair of Source
        The numbers below the first and the last square.
    em : float
        Size of the numbers in frame units.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        values: Sequence[Source],
        ends: tuple[Source, Source],
        em: float,
    ):
        left = region.x - len(values) * SIDE / 2
        self.squares = VGroup()
        for k, source in enumerate(values):
            square = Square(SIDE, fill_color=theme.activation(source.value), fill_opacity=1)
            square.set_stroke(theme.hairline, theme.sizes.line * 0.6)
            mark(square, "fill", source)
            self.squares.add(square.move_to([left + (k + 0.5) * SIDE, region.y, 0]))
        self.numbers = []
        for source, x, align in (
            (ends[0], left - 0.2, "right"),
            (ends[1], left + len(values) * SIDE + 0.2, "left"),
        ):
            number = Readout(theme, source, NumberFormat(0), em, theme.ink)
            self.numbers.append(number.place(x, region.y - em * DIGIT_HEIGHT / 2, align))
        super().__init__(self.squares, *self.numbers)
