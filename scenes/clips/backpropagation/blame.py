"""Who is to blame: every slope of the network as a bar, layer by layer."""

from __future__ import annotations

from typing import Any

from manim import Animation, Dot, Line, Rectangle, UpdateFromAlphaFunc, VGroup, VMobject, smooth

from scenes.clips.backpropagation.story import Story
from scenes.mobjects.graphing.axes import Scale, round_values
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.mark import mark
from scenes.provenance.source import Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["Blame", "SlopeBar"]

MOST = 44
"""Bars in a chart; of larger layers the steepest slopes are shown."""
WIDEST, SPACE = 0.26, 0.3
"""Largest width of a bar, and the gap between two as a share of it."""
LEAST = 0.03
"""Smallest distance of two bars, in frame units."""
BETWEEN = 0.3
"""Gap between two layers, in frame units."""
HEAD, FOOT, ENDS = 0.75, 0.62, 0.66
"""Room for the head, for the names of the layers, and for a number at either end of the bars."""
AXIS = 0.8
"""Room for the axis at the left of the bars, in frame units."""
HAIR = 1e-7
"""Height of a bar of zero, in frame units: manim cannot stretch what has none."""
SPOT = 0.06
"""Radius of the spot that marks a bias, in frame units."""

Place = tuple[int, tuple[int, ...]]


class SlopeBar(Rectangle):
    """A slope as a bar: up from the base line if positive, down if negative.

    Parameters
    ----------
    theme : Theme
    source : Source
    x, base, width : float
    full : float
        Height of one, in frame units.
    """

    def __init__(
        self, theme: Theme, source: Source, x: float, base: float, width: float, full: float
    ):
        height = max(full * abs(source.value), HAIR)
        super().__init__(
            width=width, height=height, stroke_width=0,
            fill_color=theme.signed(source.value), fill_opacity=1,
        )  # fmt: skip
        self.base, self.full, self.way = base, full, -1.0 if source.value < 0 else 1.0
        self.move_to([x, base + self.way * height / 2, 0])
        mark(self, "height", source)

    def grow(self) -> Animation:
        """Grow from the base line."""
        height, x = self.height, self.get_x()

        def update(bar: VMobject, share: float) -> None:
            now = max(height * share, HAIR)
            bar.stretch_to_fit_height(now).move_to([x, self.base + self.way * now / 2, 0])

        return UpdateFromAlphaFunc(self, update, rate_func=smooth)


class Blame(VGroup):
    """The slopes of all weights and biases drawn, steepest first in each layer.

    Parameters
    ----------
    theme : Theme
    region : Region
    story : Story
    head, bias : str
        What the bars are, and the word for a bias.

    Attributes
    ----------
    heads : list
        The head, the key of the spots, the base line and the axis.
    groups : list of list of SlopeBar
        Of each layer of weights, the first layer first.
    spots : list of list of Dot
        The marks of biases in each group.
    names : list of Formula
        Of the groups.
    ends : list
        Name and number of the steepest slope of each sign.
    """

    def __init__(self, theme: Theme, region: Region, story: Story, head: str, bias: str):
        self.theme, self.story = theme, story
        layers = range(story.last + 1)
        places = self._places(len(layers))
        values = [self._source(*place).value for group in places for place in group]
        up, down = max([0.0, *values]), max([0.0, *(-value for value in values)])
        room = region.height - HEAD - FOOT - 2 * ENDS
        full = room / ((up + down) or 1.0)
        base = region.bottom + FOOT + ENDS + down * full
        self.names = self._names(region)
        pitch, rooms = self._rooms(places, region)
        wide = sum(rooms) + BETWEEN * (len(rooms) - 1)
        x = region.x + (AXIS - wide) / 2
        self.left, self.right = x, x + wide
        self.groups: list[list[SlopeBar]] = []
        self.spots: list[list[Dot]] = []
        for group, name, wide in zip(places, self.names, rooms, strict=True):
            name.move_to([x + wide / 2, region.bottom + FOOT / 2, 0])
            first = x + (wide - len(group) * pitch) / 2
            bars, spots = [], []
            for n, place in enumerate(group):
                middle, source = first + (n + 0.5) * pitch, self._source(*place)
                bar = SlopeBar(theme, source, middle, base, pitch / (1 + SPACE), full)
                bars.append(bar)
                if len(place[1]) == 1:
                    y = base - bar.way * (SPOT + 0.05)
                    spots.append(Dot([middle, y, 0], min(SPOT, 0.42 * pitch), color=theme.bias))
            self.groups.append(bars)
            self.spots.append(spots)
            x += wide + BETWEEN
        self.heads = [*self._head(region, head, bias), *self._axis(base, full, (-down, up))]
        self.ends = self._ends(places, region)
        bars_and_spots = [m for group in (*self.groups, *self.spots) for m in group]
        super().__init__(*self.heads, *bars_and_spots, *self.names, *self.ends)

    def _names(self, region: Region) -> list[Formula]:
        """Return names of the layers, without their biases where there is little room."""
        theme, story = self.theme, self.story
        size = 0.8 * theme.sizes.formula
        weights = [story.matrix_symbol(layer) for layer in range(story.last + 1)]
        both = [f"{w}, {story.matrix_symbol(n, 'b')}" for n, w in enumerate(weights)]
        for markups in (both, weights):
            names = [Formula(theme, markup, size, theme.quiet) for markup in markups]
            if sum(name.width + 2 * BETWEEN for name in names) <= region.width:
                break
        return names

    def _rooms(self, places: list[list[Place]], region: Region) -> tuple[float, list[float]]:
        """Return the distance of bars, and the widths of the layers, not narrower than a name."""
        least = [name.width for name in self.names]
        free = region.width - 0.2 - AXIS - BETWEEN * (len(places) - 1)
        pitch = WIDEST * (1 + SPACE)
        while True:
            pairs = zip(places, least, strict=True)
            rooms = [max(len(group) * pitch, name) for group, name in pairs]
            if sum(rooms) <= free or pitch < LEAST:
                return pitch, rooms
            pitch *= 0.97

    def _source(self, layer: int, place: tuple[int, ...]) -> Source:
        name = "gradients" if len(place) == 2 else "deltas"
        return self.story.source(name, layer, *place)

    def _places(self, layers: int) -> list[list[Place]]:
        """Return which slopes are shown: what a layer leaves free is for the others."""
        found: dict[int, list[Place]] = {}
        free = MOST
        sizes = {n: len(self._steepest(n, MOST)) for n in range(layers)}
        for done, layer in enumerate(sorted(sizes, key=lambda n: sizes[n])):
            found[layer] = self._steepest(layer, free // (layers - done))
            free -= len(found[layer])
        return [found[layer] for layer in range(layers)]

    def _steepest(self, layer: int, most: int) -> list[Place]:
        """Return the places of a layer's steepest slopes, of those drawn."""
        rows, columns = self.story.indices[layer + 1], self.story.indices[layer]
        places: list[tuple[int, ...]] = [(k, i) for k in rows for i in columns]
        every = [(layer, place) for place in [*places, *[(k,) for k in rows]]]
        return sorted(every, key=lambda place: -abs(self._source(*place).value))[:most]

    def _head(self, region: Region, head: str, bias: str) -> list[Any]:
        theme, y = self.theme, region.top - 0.4
        text = TextLine(theme, head, theme.sizes.label, theme.quiet)
        word = TextLine(theme, bias, theme.sizes.label, theme.bias)
        text.place(max(self.left, region.left), y, "left")
        x = max(text.get_right()[0] + 0.55, min(self.right, region.right) - word.width)
        word.place(x, y, "left")
        spot = Dot([x - 0.18, y + 0.09, 0], SPOT, color=theme.bias)
        if word.get_right()[0] > region.right:
            return [text]
        return [text, word, spot]

    def _axis(self, base: float, full: float, span: tuple[float, float]) -> list[Any]:
        """Return the base line, and an axis with round values at the left of the bars."""
        theme, x = self.theme, self.left - 0.12
        ends = [[x, base + value * full, 0] for value in span]
        lines = [([x, base, 0], [self.right + 0.05, base, 0]), ends]
        pieces: list[Any] = [
            Line(*line, color=theme.hairline, stroke_width=theme.sizes.line) for line in lines
        ]
        if span[1] > span[0]:
            scale = Scale(ends[0], ends[1], span)
            values, form = round_values(*span)
            for value in values:
                tick = scale.tick(theme, value, (0.06, 0.06))
                em = theme.sizes.number_small
                pieces += [tick, scale.label(theme, value, form, em, 0.14, tick)]
        return pieces

    def _ends(self, places: list[list[Place]], region: Region) -> list[Any]:
        """Return name and number of the steepest slope of each sign, at the end of its bar."""
        pairs = [
            (bar, place)
            for bars, group in zip(self.groups, places, strict=True)
            for bar, place in zip(bars, group, strict=True)
        ]
        found: list[Any] = []
        for way in (1.0, -1.0):
            of_sign = [pair for pair in pairs if pair[0].way == way and pair[0].height > 1e-3]
            if of_sign:
                found += self._end(*max(of_sign, key=lambda pair: pair[0].height), region)
        return found

    def _end(self, bar: SlopeBar, place: Place, region: Region) -> list[Any]:
        theme, story, em = self.theme, self.story, self.theme.sizes.number
        layer, index = place
        if len(index) == 2:
            markup, colour = story.weight_symbol(layer, *index), theme.ink
            style = story.cell_format(layer)
        else:
            above = f"^(({layer + 1}))" if story.last else ""
            markup, colour = f"b_{index[0] + 1}{above}", theme.bias
            style = story.delta_format(layer)
        source = self._source(*place)
        name = Formula(theme, markup, 0.78 * theme.sizes.formula, colour)
        number = Readout(theme, source, style, em, theme.signed(source.value))
        whole = name.width + 0.18 + number.advance_width
        left = min(max(bar.get_x() - whole / 2, region.left), region.right - whole)
        y = bar.base + bar.way * (bar.height + 0.3) - em * DIGIT_HEIGHT / 2
        name.place(left, y, "left")
        number.place(left + name.width + 0.18, y, "left")
        return [name, number]
