"""The frame of a tile, and the scale that all tiles of a clip share."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from manim import Line, Rectangle, VGroup

from scenes.clips.cost.layout import Cell
from scenes.clips.cost.measure import Measure
from scenes.clips.cost.moments import Moment
from scenes.mobjects.network.shown import nice_ceiling
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.provenance.source import AxisValue, NumberFormat
from scenes.style.theme import Theme

__all__ = ["Span", "TileFrame", "tile_spans"]

HEADROOM = 1.06
"""Height of a tile of curves, as a multiple of the largest cost."""


@dataclass(frozen=True)
class Span:
    """The values that a tile holds.

    Parameters
    ----------
    low, high : float
        Outputs at the ends of the axis.
    unit : float
        Length of 1 on the axis, as a share of the tile's side.
    height : float
        Value at the top.
    """

    low: float
    high: float
    unit: float
    height: float


def tile_spans(measure: Measure, visits: Sequence[int], moments: Sequence[Moment] = ()) -> Span:
    """Return what the tiles hold, so that every visit and every moment between two fits.

    All tiles of a clip have the same scale, the cost's too.
    """
    recording = measure.recording
    last = recording.rules.functions[-1]
    steps = list(visits)
    outputs = np.asarray(recording.activations[-1])[steps]
    outputs = np.concatenate([outputs, *[moment.values[None] for moment in moments]])
    targets = recording.targets[measure.step]
    low = min(float(outputs.min()), float(targets.min()))
    high = max(float(outputs.max()), float(targets.max()))
    if math.isfinite(last.low) and math.isfinite(last.high):
        low, high = min(low, last.low), max(high, last.high)
    else:
        size = nice_ceiling(max(abs(low), abs(high), 1e-3))
        low, high = (-size if low < 0 else 0.0), (size if high > 0 else 0.0)
    costs = [*np.asarray(recording.cost)[steps], *[m.cost.value for m in moments]]
    most = float(max(costs))
    if measure.squared:
        extent = max(high - low, math.sqrt(most))
        return Span(low, high, 1 / extent, extent)
    return Span(low, high, 1 / (high - low), HEADROOM * max(most, 1.0))


class TileFrame(VGroup):
    """The outline of a tile and the axis at its foot.

    Parameters
    ----------
    theme : Theme
    cell : Cell
    side : float
    span : Span
    axis : bool
        Draw the axis stronger than the outline, and label its ends and zero: for outputs.
    """

    def __init__(self, theme: Theme, cell: Cell, side: float, span: Span, *, axis: bool):
        self.theme, self.side, self.span, self.cell = theme, side, span, cell
        self.unit = span.unit * side
        self.width_now = self.unit * (span.high - span.low) if axis else side
        self.left, self.bottom = cell.x - self.width_now / 2, cell.top - side
        self.outline = Rectangle(
            width=self.width_now, height=side, color=theme.hairline,
            stroke_width=theme.sizes.line * 0.6, stroke_opacity=0.6,
        ).move_to([cell.x, cell.top - side / 2, 0.0])  # fmt: skip
        ends = [[self.left, self.bottom, 0.0], [self.left + self.width_now, self.bottom, 0.0]]
        width = theme.sizes.line * (1.2 if axis else 0.6)
        self.foot = Line(*ends, color=theme.hairline, stroke_width=width)
        self.lines = VGroup(self.outline, self.foot)
        self.ticks, self.numbers = VGroup(), VGroup()
        if axis:
            for value in self._ticked():
                self._tick(value)
        self.marks = VGroup(self.ticks, self.numbers)
        super().__init__(self.lines, self.marks)

    def _ticked(self) -> list[float]:
        low, high = self.span.low, self.span.high
        return sorted({low, high, 0.0}) if low < 0 < high else [low, high]

    def _tick(self, value: float) -> None:
        theme, em = self.theme, self.theme.sizes.number_small
        at, half = self.c2p(value, 0), np.array([0.0, 0.06, 0.0])
        tick = Line(at - half, at + half, color=theme.hairline, stroke_width=theme.sizes.line)
        places = 0 if value == round(value) else max(0, -math.floor(math.log10(abs(value))))
        number = Readout(theme, AxisValue(value), NumberFormat(places), em, theme.quiet)
        number.place(at[0], at[1] - 0.22 - em * DIGIT_HEIGHT)
        number.tick, number.axes, number.axis = tick, self, 0
        self.ticks.add(tick)
        self.numbers.add(number)

    def c2p(self, x: float, y: float) -> np.ndarray:
        """Return the point of an output (along the axis) and a height, in the same unit."""
        return np.array(
            [self.left + self.unit * (x - self.span.low), self.bottom + self.unit * y, 0.0]
        )

    def p2c(self, point: np.ndarray) -> tuple[float, float]:
        """Return output and height at a point: the inverse of :meth:`c2p`."""
        x, y = point[0] - self.left, point[1] - self.bottom
        return float(x / self.unit + self.span.low), float(y / self.unit)

    def height_of(self, value: float) -> float:
        """Return the length in frame units of a term drawn as a height."""
        return self.side * min(value, self.span.height) / self.span.height
