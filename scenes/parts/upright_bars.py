"""The outputs as upright bars side by side, each below the digit it stands for."""

from __future__ import annotations

from manim import Rectangle, VGroup

from scenes.frame import Region
from scenes.mark import mark
from scenes.parts.readout import DIGIT_HEIGHT, Readout
from scenes.source import NumberFormat, Source
from scenes.theme import Theme

__all__ = ["UprightBars"]

NAME_ROOM, VALUE_ROOM = 0.5, 0.42
BAR = 0.62
"""Width of a bar, as a share of its column."""


class UprightBars(VGroup):
    """A bar for each output neuron, as high as its activation; its whole track's height is 1.

    Parameters
    ----------
    theme : Theme
    region : Region
    names : sequence of Source
        What each output stands for.
    values : sequence of Source
        The activations.

    Attributes
    ----------
    bars, tracks : list of Rectangle
    names, values : list of Readout
    """

    def __init__(self, theme: Theme, region: Region, names: list[Source], values: list[Source]):
        self.theme = theme
        em, small = theme.sizes.number, theme.sizes.number_small
        foot, top = region.bottom + VALUE_ROOM, region.top - NAME_ROOM
        full = top - foot
        self.bars, self.tracks, self.names, self.values = [], [], [], []
        columns = region.columns(*[1] * len(names))
        for column, name, value in zip(columns, names, values, strict=True):
            width = BAR * column.width
            bar = Rectangle(width=width, height=full * value.value, stroke_width=0)
            bar.set_fill(theme.hairline, opacity=1)
            bar.move_to([column.x, foot + bar.height / 2, 0])
            bar.full = full
            mark(bar, "height", value)
            # The track is as high as the largest value there can be.
            track = Rectangle(width=width, height=full).move_to([column.x, foot + full / 2, 0])
            track.set_stroke(theme.hairline, width=theme.sizes.line / 2)
            self.bars.append(bar)
            self.tracks.append(track)
            digit = Readout(theme, name, NumberFormat(0), em, theme.ink)
            self.names.append(digit.place(column.x, region.top - em * DIGIT_HEIGHT))
            number = Readout(theme, value, NumberFormat(3), small, theme.ink)
            self.values.append(number.place(column.x, foot - 0.16 - small * DIGIT_HEIGHT))
        super().__init__(*self.tracks, *self.bars, *self.names, *self.values)

    def grow(self) -> list:
        """Animations that draw the bars from their foot."""
        grown = []
        for bar in self.bars:
            target = bar.copy()
            bar.stretch_to_fit_height(0.01).align_to(target, [0, -1, 0])
            grown.append(bar.animate.become(target))
        return grown
