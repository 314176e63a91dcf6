"""The outputs as bars, named by the digits they stand for."""

from __future__ import annotations

from manim import Rectangle, VGroup

from scenes.frame import Region
from scenes.mark import mark
from scenes.parts.readout import DIGIT_HEIGHT, Readout
from scenes.source import NumberFormat, Source
from scenes.theme import Theme

__all__ = ["OutputBars"]

NAME_ROOM, VALUE_ROOM = 0.55, 1.0
BAR_HEIGHT = 0.36


class OutputBars(VGroup):
    """A bar for each output neuron, as long as its activation; the region's width is 1.

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
        full = region.width - NAME_ROOM - VALUE_ROOM
        em = theme.sizes.number
        self.bars, self.tracks, self.names, self.values = [], [], [], []
        for row, name, value in zip(
            region.split(*[1] * len(names), gap=0.1), names, values, strict=True
        ):
            middle = row.top - BAR_HEIGHT / 2  # the room below is for a remark
            baseline = middle - em * DIGIT_HEIGHT / 2
            left = row.left + NAME_ROOM
            bar = Rectangle(
                width=full * value.value,
                height=BAR_HEIGHT,
                stroke_width=0,
                fill_color=theme.hairline,
                fill_opacity=1,
            )
            bar.move_to([left + bar.width / 2, middle, 0])
            # The track is as long as the largest value there can be.
            track = Rectangle(
                width=full,
                height=BAR_HEIGHT,
                stroke_color=theme.hairline,
                stroke_width=theme.sizes.line / 2,
            ).move_to([left + full / 2, middle, 0])
            self.tracks.append(track)
            bar.full = full
            mark(bar, "length", value)
            self.bars.append(bar)
            self.names.append(
                Readout(theme, name, NumberFormat(0), em, theme.ink).place(row.left + 0.2, baseline)
            )
            self.values.append(
                Readout(theme, value, NumberFormat(3), em, theme.ink).place(
                    row.right - VALUE_ROOM + 0.15, baseline, "left"
                )
            )
        super().__init__(*self.tracks, *self.bars, *self.names, *self.values)

    def grow(self) -> list:
        """Animations that draw the bars from their foot."""
        grown = []
        for bar in self.bars:
            target = bar.copy()
            bar.stretch_to_fit_width(0.01).align_to(target, [-1, 0, 0])
            grown.append(bar.animate.become(target))
        return grown
