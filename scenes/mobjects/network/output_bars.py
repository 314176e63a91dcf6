"""The outputs as bars, horizontal or vertical, named by their classes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from manim import RIGHT, UP, Rectangle, VGroup

from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.provenance.mark import Role, mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["OutputBars", "UprightBars"]

NAME_ROOM, VALUE_ROOM = 0.55, 1.0
BAR_HEIGHT = 0.36
NAME_ABOVE, VALUE_BELOW = 0.5, 0.42
SHARE = 0.62
"""Width of a vertical bar, as a share of its column."""


class _Place(NamedTuple):
    """Layout of a bar: centre of its base, sizes, and x and baseline of name and value."""

    foot: tuple[float, float]
    full: float
    breadth: float
    name: tuple[float, float]
    value: tuple[float, float, str]


class OutputBars(VGroup):
    """A bar for each output neuron, on a track whose length is an activation of 1.

    Parameters
    ----------
    theme : Theme
    region : Region
    names : sequence of Source
        Classes of the outputs.
    values : sequence of Source
        The activations.

    Attributes
    ----------
    bars, tracks : list of Rectangle
    names, values : list of Readout
    """

    role: Role = "length"
    along = RIGHT

    def __init__(self, theme: Theme, region: Region, names: list[Source], values: list[Source]):
        self.theme, self.em = theme, self._value_em(theme)
        self.bars: list[Rectangle] = []
        self.tracks: list[Rectangle] = []
        self.names: list[Readout] = []
        self.values: list[Readout] = []
        places = self._places(region, len(names))
        for place, name, value in zip(places, names, values, strict=True):
            self._add(place, name, value)
        super().__init__(*self.tracks, *self.bars, *self.names, *self.values)

    def _add(self, place: _Place, name: Source, value: Source) -> None:
        theme = self.theme
        bar = self._rectangle(place, value.value).set_stroke(width=0)
        bar.set_fill(theme.hairline, opacity=1)
        bar.full = place.full
        mark(bar, self.role, value)
        # The track has the length of the largest possible value.
        track = self._rectangle(place, 1.0)
        track.set_stroke(theme.hairline, width=theme.sizes.line / 2)
        digit = Readout(theme, name, NumberFormat(0), theme.sizes.number, theme.ink)
        number = Readout(theme, value, NumberFormat(3), self.em, theme.ink)
        self.bars.append(bar)
        self.tracks.append(track)
        self.names.append(digit.place(*place.name))
        self.values.append(number.place(*place.value))

    def _rectangle(self, place: _Place, share: float) -> Rectangle:
        """Return a rectangle from the base over a share of the track."""
        length = place.full * share
        sides = np.where(self.along, length, place.breadth)
        middle = np.array([*place.foot, 0.0]) + self.along * length / 2
        return Rectangle(width=sides[0], height=sides[1]).move_to(middle)

    def _value_em(self, theme: Theme) -> float:
        return theme.sizes.number

    def _places(self, region: Region, count: int) -> list[_Place]:
        places = []
        for row in region.split(*[1] * count, gap=0.1):
            middle = row.top - BAR_HEIGHT / 2  # the room below is for a remark
            baseline = middle - self.theme.sizes.number * DIGIT_HEIGHT / 2
            places.append(
                _Place(
                    (row.left + NAME_ROOM, middle),
                    region.width - NAME_ROOM - VALUE_ROOM,
                    BAR_HEIGHT,
                    (row.left + 0.2, baseline),
                    (row.right - VALUE_ROOM + 0.15, baseline, "left"),
                )
            )
        return places

    def grow(self) -> list:
        """Return animations that grow the bars from their base."""
        grown = []
        for bar in self.bars:
            target = bar.copy()
            bar.rescale_to_fit(0.01, int(np.argmax(self.along)), stretch=True)
            bar.align_to(target, -self.along)
            grown.append(bar.animate.become(target))
        return grown


class UprightBars(OutputBars):
    """Vertical bars side by side, names above and values below."""

    role: Role = "height"
    along = UP

    def _value_em(self, theme: Theme) -> float:
        return theme.sizes.number_small

    def _places(self, region: Region, count: int) -> list[_Place]:
        foot, top = region.bottom + VALUE_BELOW, region.top - NAME_ABOVE
        name = region.top - self.theme.sizes.number * DIGIT_HEIGHT
        value = foot - 0.16 - self.em * DIGIT_HEIGHT
        return [
            _Place(
                (column.x, foot),
                top - foot,
                SHARE * column.width,
                (column.x, name),
                (column.x, value, "centre"),
            )
            for column in region.columns(*[1] * count)
        ]
