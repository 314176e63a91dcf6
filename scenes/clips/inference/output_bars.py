"""The outputs as bars, horizontal or vertical, named by their classes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from manim import RIGHT, UP, Line, Rectangle, VGroup

from scenes.clips.inference.reading import Reading
from scenes.mobjects.text.counter import Counter
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.provenance.mark import Role, mark
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["OutputBars", "UprightBars"]

GAP = 0.2
"""Between a bar and its name or value."""
NAME_SHARE = 0.4
"""Most of a region's width that names take."""
BAR_HEIGHT = 0.36
NAME_ABOVE, VALUE_BELOW = 0.5, 0.5
SHARE = 0.62
"""Width of a vertical bar, as a share of its column."""
LEAST, BUD = 1e-13, 0.01
"""Least length of a bar, as Manim cannot stretch what has none, and from which it grows."""


class _Place(NamedTuple):
    """Layout of a bar: start of its track, lengths, and x and baseline of name and value."""

    foot: tuple[float, float]
    full: float
    breadth: float
    name: tuple[float, float, str]
    value: tuple[float, float, str]


class OutputBars(VGroup):
    """A bar for each output neuron, on a track as long as the range of its values.

    Parameters
    ----------
    theme : Theme
    region : Region
    reading : Reading
    shown : sequence of int
        The outputs with a bar.

    Attributes
    ----------
    bars, tracks : list of Rectangle
    names : list of Readout or TextLine
    values : list of Counter
    zero : Line or None
        At zero, if values can be negative.
    """

    role: Role = "length"
    along = RIGHT
    decimals, size = 3, 0.4
    """Decimals of the values, and size of the type in frame units."""

    def __init__(
        self,
        theme: Theme,
        region: Region,
        reading: Reading,
        shown: Sequence[int],
    ):
        self.theme, self.reading, self.shown = theme, reading, list(shown)
        self.region = region
        self.em = self.size
        layer = len(reading.sizes) - 1
        self.scale_of, self.style = reading.scale(layer), reading.style(layer, self.decimals)
        self.names: list[Any] = [
            reading.class_name(theme, k, self.em, theme.ink, self._name_width(region))
            for k in self.shown
        ]
        sources = [reading.of("activations", layer, k) for k in self.shown]
        self.values: list[Any] = [
            Readout(theme, s, self.style, self.em, theme.ink) for s in sources
        ]
        self.bars: list[Rectangle] = []
        self.tracks: list[Rectangle] = []
        places = self.places = self._places(region)
        # Where values begin, and how long a value of 1 is.
        self.start, self.unit = float(np.dot(self.along[:2], places[0].foot)), 0.0
        for k, place in enumerate(places):
            self._add(k, place)
        self.zero = self._zero(places) if self.scale_of.low < 0 else None
        super().__init__(*self.tracks, *self.bars, *self.names, *self.values)
        if self.zero is not None:
            self.add(self.zero)

    @property
    def frames(self) -> list[Any]:
        """Everything that is the same for every image: names and tracks."""
        return [*self.names, *self.tracks, *([] if self.zero is None else [self.zero])]

    def _add(self, k: int, place: _Place) -> None:
        theme, value = self.theme, self.values[k].source
        low, high = self.scale_of.low, self.scale_of.high
        bar = self._rectangle(place, 0.0, value.value).set_stroke(width=0)
        bar.set_fill(theme.hairline, opacity=1)
        bar.full = self.unit = place.full / (high - low)
        mark(bar, self.role, self.values[k].recorded)
        track = self._rectangle(place, low, high)
        track.set_stroke(theme.hairline, width=theme.sizes.line / 2)
        self.bars.append(bar)
        self.tracks.append(track)
        self.names[k].place(*place.name)
        source = self.values[k].source
        self.values[k] = Counter(theme, source, self.style, self.em, theme.ink, *place.value)

    def _along(self, place: _Place, value: float) -> float:
        """Return how far along its track a value is, in frame units."""
        low, high = self.scale_of.low, self.scale_of.high
        return place.full * (value - low) / (high - low)

    def _rectangle(self, place: _Place, start: float, stop: float) -> Rectangle:
        """Return a rectangle from one value to another."""
        ends = self._along(place, start), self._along(place, stop)
        length = max(abs(ends[1] - ends[0]), LEAST)
        sides = np.where(self.along, length, place.breadth)
        middle = np.array([*place.foot, 0.0]) + self.along * sum(ends) / 2
        return Rectangle(width=sides[0], height=sides[1]).move_to(middle)

    def _zero(self, places: Sequence[_Place]) -> Line:
        """Return a line at zero across all tracks."""
        across = np.array([self.along[1], self.along[0], 0.0])
        ends = []
        for place, side in ((places[0], 1.0), (places[-1], -1.0)):
            side = side if self.along[0] else -side
            middle = np.array([*place.foot, 0.0]) + self.along * self._along(place, 0.0)
            ends.append(middle + side * across * (place.breadth / 2 + 0.05))
        return Line(*ends).set_stroke(self.theme.hairline, width=self.theme.sizes.line)

    def _name_width(self, region: Region) -> float:
        return NAME_SHARE * region.width

    def _places(self, region: Region) -> list[_Place]:
        name = max(name.width for name in self.names)
        value = max(value.advance_width for value in self.values)
        places = []
        for row in region.split(*[1] * len(self.shown), gap=0.1):
            height = min(BAR_HEIGHT, row.height)
            middle = row.top - height / 2  # the room below is for a remark
            baseline = middle - self.em * DIGIT_HEIGHT / 2
            places.append(
                _Place(
                    (row.left + name + GAP, middle),
                    region.width - name - value - 2 * GAP,
                    height,
                    (row.left + name, baseline, "right"),
                    (row.right - value, baseline, "left"),
                )
            )
        return places

    def grow(self) -> list:
        """Return animations that grow the bars from zero."""
        grown = []
        for bar, value in zip(self.bars, self.values, strict=True):
            target = bar.copy()
            side = self.along if value.source.value < 0 else -self.along
            bar.rescale_to_fit(BUD, int(np.argmax(self.along)), stretch=True)
            bar.align_to(target, side)
            grown.append(bar.animate.become(target))
        return grown

    def show(self, reading: Reading, *, leader: bool = True) -> None:
        """Show the outputs for another image; the label keeps its colour.

        The largest is in focus, unless without ``leader``.
        """
        theme, layer = self.theme, len(reading.sizes) - 1
        for n, k in enumerate(self.shown):
            source, bar = reading.of("activations", layer, k), self.bars[n]
            bar.set_points(self._rectangle(self.places[n], 0.0, source.value).points)
            mark(bar, self.role, source)
            self.values[n].show(source)
            named = theme.target if k == reading.label else None
            colour = theme.focus if leader and k == reading.answer else named
            bar.set_fill(colour or theme.hairline)
            for text in (self.values[n], self.names[n]):
                text.set_fill(colour or theme.ink)


class UprightBars(OutputBars):
    """Vertical bars side by side, names above and values below, with two decimals."""

    role: Role = "height"
    along = UP
    decimals, size = 2, 0.36

    @staticmethod
    def fit(theme: Theme, region: Region, reading: Reading, shown: Sequence[int]) -> bool:
        """Return whether names and values fit side by side."""
        bars = UprightBars(theme, region, reading, shown)
        pitch = region.width / len(bars.shown)
        texts = [*bars.values, *bars.names]
        return max(text.width for text in texts) + theme.sizes.clearance < pitch

    def _name_width(self, region: Region) -> float:
        return float(np.inf)

    def _places(self, region: Region) -> list[_Place]:
        em, foot, top = self.em, region.bottom + VALUE_BELOW, region.top - NAME_ABOVE
        return [
            _Place(
                (column.x, foot),
                top - foot,
                SHARE * column.width,
                (column.x, region.top - em * DIGIT_HEIGHT, "centre"),
                (column.x, foot - 0.16 - em * DIGIT_HEIGHT, "centre"),
            )
            for column in region.columns(*[1] * len(self.shown))
        ]
