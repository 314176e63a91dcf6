"""The outputs as bars on one scale, each level with its neuron."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from manim import LEFT, RIGHT, DashedLine, Line, Rectangle, VGroup

from scenes.mobjects.network.network_diagram import NetworkDiagram
from scenes.mobjects.network.shown import value_scale
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.provenance.mark import mark
from scenes.provenance.source import AxisValue, NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["AnswerBars"]

HEIGHT = 0.6
VALUE_GAP, ENDS = 0.2, 0.5
"""Before a number, and below the bars for the ends of the scale, in frame units."""


class AnswerBars(VGroup):
    """A track for each output drawn, over the range of its values, and a bar from zero.

    Parameters
    ----------
    theme : Theme
    region : Region
    network : NetworkDiagram
    style : NumberFormat
        How outputs are printed.
    level : bool
        Draw each bar level with its neuron; otherwise they fill the region.
    names : sequence of Mobject
        Names to draw before the bars, if they are not level.
    half : bool
        Whether the middle of the scale gets a number and a line.

    Attributes
    ----------
    bars, tracks : list of Rectangle
    values : list of Readout
    ends : VGroup
        The numbers at the ends of the scale, and its middle.
    half : DashedLine
        Through all bars, at one half.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        network: NetworkDiagram,
        style: NumberFormat,
        *,
        level: bool,
        names: Sequence[Any] = (),
        half: bool = False,
    ):
        recording, step = network.recording, network.step
        layer = len(recording.layer_sizes) - 1
        scale = value_scale(recording, layer)
        self.low, self.high = min(scale.low, 0.0), scale.high
        shown = network.indices[-1]
        sources = [Source(recording, "activations", step, layer, (k,)) for k in shown]
        em = theme.sizes.number
        self.values = [Readout(theme, source, style, em) for source in sources]
        widest = max(number.advance_width for number in self.values)
        room = max([name.width for name in names], default=-0.25) + 0.25
        self.left, self.right = region.left + room + 0.1, region.right - widest - VALUE_GAP
        self.span = (self.right - self.left) / (self.high - self.low)
        if level:
            ys = [float(neuron.disc.get_y()) for neuron in network.layers[-1]]
        else:
            pitch = min(0.9, (region.height - ENDS) / len(shown))
            middle = region.y + ENDS / 2
            ys = [middle + ((len(shown) - 1) / 2 - k) * pitch for k in range(len(shown))]
        for name, y in zip(names, ys, strict=bool(names)):
            name.place(region.left, y - 0.31 * name.em, "left")
        self.names = VGroup(*names)
        self.bars, self.tracks = [], []
        tall = min(HEIGHT, 0.6 * (ys[0] - ys[1])) if len(ys) > 1 else HEIGHT
        for source, value, y in zip(sources, self.values, ys, strict=True):
            bar = self._box(0.0, source.value, y, tall).set_stroke(width=0)
            bar.set_fill(theme.hairline, opacity=1)
            bar.full = self.span
            mark(bar, "length", source)
            track = self._box(self.low, self.high, y, tall)
            track.set_stroke(theme.hairline, width=theme.sizes.line / 2)
            self.bars.append(bar)
            self.tracks.append(track)
            value.place(region.right, y - em * DIGIT_HEIGHT / 2, "right")
        low, high = ys[-1] - tall / 2, ys[0] + tall / 2
        self.ends = self._ends(theme, low, high, [0.5] if half else [])
        x = self.x_of(0.5)
        self.half = DashedLine([x, low - 0.14, 0], [x, high + 0.2, 0], color=theme.ink)
        self.half.set_stroke(width=theme.sizes.line)
        super().__init__(*self.tracks, *self.bars, *self.values, self.ends, self.names)

    def x_of(self, value: float) -> float:
        """Return where a value is, in frame units."""
        return self.left + (value - self.low) * self.span

    def p2c(self, point: Any) -> tuple[float, float]:
        """Return the value at a point, twice, as there is one axis."""
        value = (float(point[0]) - self.left) / self.span + self.low
        return value, value

    def _box(self, start: float, stop: float, y: float, tall: float) -> Rectangle:
        width = abs(stop - start) * self.span
        return Rectangle(width=max(width, 1e-4), height=tall).move_to(
            [(self.x_of(start) + self.x_of(stop)) / 2, y, 0]
        )

    def _ends(self, theme: Theme, bottom: float, top: float, more: list[float]) -> VGroup:
        """Return numbers and ticks at the ends of the scale, and a line at zero if it is inside."""
        axis = Line([self.left, bottom - 0.1, 0], [self.right, bottom - 0.1, 0])
        axis.set_stroke(theme.hairline, width=theme.sizes.line)
        found, em = VGroup(axis), theme.sizes.number_small
        large = self.high >= 2
        for value in sorted({self.low, 0.0, *more, self.high}):
            x = self.x_of(value)
            tick = Line([x, bottom - 0.06, 0], [x, bottom - 0.14, 0], color=theme.hairline)
            if value == 0.0 and self.low < 0:
                tick = Line([x, bottom - 0.14, 0], [x, top + 0.1, 0], color=theme.hairline)
            tick.set_stroke(width=theme.sizes.line)
            decimals = 0 if large or value in (-1.0, 0.0, 1.0) else 1 if value in more else 3
            number = Readout(theme, AxisValue(value), NumberFormat(decimals), em, theme.quiet)
            number.place(x, bottom - 0.24 - em * DIGIT_HEIGHT)
            number.tick, number.axes, number.axis = tick, self, 0
            found.add(tick, number)
        return found

    def take(self, dot: Any, k: int) -> Any:
        """Return the motion of a dot, from the curve, to where bar ``k`` will end."""
        source = self.bars[k].mark.source
        mark(dot, "place", source, axes=self)
        return dot.animate.move_to([self.x_of(source.value), self.tracks[k].get_y(), 0.0])

    def grow(self) -> list[Any]:
        """Return animations that grow the bars from zero."""
        grown = []
        for bar in self.bars:
            target = bar.copy()
            negative = bar.mark.source.value < 0
            bar.stretch_to_fit_width(1e-3).align_to(target, RIGHT if negative else LEFT)
            grown.append(bar.animate.become(target))
        return grown
