"""What each hidden neuron adds to one output: bars from zero, then end to end, up to the sum."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import Animation, Line, Rectangle, VGroup

from scenes.frame import Region
from scenes.mark import mark
from scenes.motion import staggered
from scenes.parts.readout import DIGIT_HEIGHT, Readout
from scenes.source import AxisValue, NumberFormat, Source
from scenes.theme import Theme

__all__ = ["Waterfall"]

BAR = 0.62
"""Width of a bar, as a share of its column."""
LEAST = 1e-6
"""Frame units: a bar has some height, however little it stands for."""


class Waterfall(VGroup):
    """Signed bars, one in each column, and last the bias; their sum is the output's z.

    Parameters
    ----------
    theme : Theme
    region : Region
        Its columns are as wide as the region's width gives; heights run from its bottom to its
        top.
    recording : network.Inference
    image, output : int
        Whose contributions to which output.
    limits : (float, float)
        Values at the region's bottom and top.
    columns : sequence of float
        Where each neuron's column stands, and last the bias's, in frame units.

    Attributes
    ----------
    bars : list of Rectangle
        The neurons', then the bias's.
    steps : list of Line
        The running sum after each bar, drawn on to the next.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        recording,
        image: int,
        output: int,
        limits: tuple[float, float],
        columns: Sequence[float],
    ):
        self.theme, self.region, self.limits, self.columns = theme, region, limits, columns
        self.recording, self.image, self.output = recording, image, output
        count = recording.layer_sizes[1]
        self.pitch = columns[1] - columns[0]
        self.sources = [Source(recording, "products", image, 1, (output, j)) for j in range(count)]
        self.sources.append(Source(recording, "biases", image, 1, (output,)))
        self.sums = [Source(recording, "partial_sums", image, 1, (output, j)) for j in range(count)]
        self.sums.append(Source(recording, "z", image, 1, (output,)))
        self.zero = Line(self.point(columns[0] - self.pitch, 0), self.point(region.right, 0))
        self.zero.set_x((columns[0] - self.pitch / 2 + region.right) / 2)
        self.zero.set_stroke(theme.hairline, width=theme.sizes.line)
        self._scale_marks()
        self.bars = [self._bar(k) for k in range(count + 1)]
        self.steps = [self._step(k) for k in range(count + 1)]
        super().__init__(self.zero, self.ticks, self.numbers, *self.bars)

    def point(self, x: float, value: float) -> np.ndarray:
        """Place of a value in the column at ``x``, in frame units."""
        low, high = self.limits
        share = (value - low) / (high - low)
        return np.array([x, self.region.bottom + share * self.region.height, 0.0])

    def coordinates(self, point: np.ndarray) -> tuple[float, float]:
        """Value at a place, twice: there is one axis only.  The inverse of :meth:`point`."""
        low, high = self.limits
        value = low + (high - low) * (point[1] - self.region.bottom) / self.region.height
        return float(value), float(value)

    @property
    def unit(self) -> float:
        """Height of a value of 1, in frame units."""
        return self.region.height / (self.limits[1] - self.limits[0])

    def _scale_marks(self) -> None:
        self.ticks, self.numbers = VGroup(), VGroup()
        em, low, high = self.theme.sizes.number_small, *self.limits
        step = next(s for s in (1, 2, 4, 5, 10, 20, 50, 100) if s * self.unit > 0.55)
        first = -int(-low // step) * step
        for value in range(first, int(high) + 1, step):
            at = self.point(self.region.left + 0.62, value)
            tick = Line(at, at + np.array([0.1, 0, 0]))
            tick.set_stroke(self.theme.hairline, width=self.theme.sizes.line)
            number = Readout(
                self.theme, AxisValue(value), NumberFormat(0, signed=True), em, self.theme.quiet
            )
            number.place(at[0] - 0.12, at[1] - em * DIGIT_HEIGHT / 2, "right")
            number.tick, number.axes, number.axis = tick, self, 0
            self.ticks.add(tick)
            self.numbers.add(number)

    def _bar(self, k: int) -> Rectangle:
        source = self.sources[k]
        value = source.value
        bar = Rectangle(
            width=BAR * self.pitch, height=max(abs(value) * self.unit, LEAST), stroke_width=0
        )
        last = k == len(self.columns) - 1
        bar.set_fill(self.theme.bias if last else self.theme.signed(value), opacity=1)
        bar.full = self.unit
        mark(bar, "height", source)
        return bar.move_to(self.point(self.columns[k], value / 2))

    def _step(self, k: int) -> Line:
        """The running sum after a bar, as a line from that bar to the next."""
        source = self.sums[k]
        level, half = source.value, BAR * self.pitch / 2
        line = Line(
            self.point(self.columns[k] - half, level),
            self.point(self.columns[min(k + 1, len(self.columns) - 1)] + half, level),
        )
        line.set_stroke(self.theme.ink, width=0.7 * self.theme.sizes.line)
        mark(line, "place", source, axes=self)
        return line

    def stacked(self, k: int) -> np.ndarray:
        """Middle of a bar that begins where the sum before it ends."""
        before = self.sums[k - 1].value if k else 0.0
        return self.point(self.columns[k], before + self.sources[k].value / 2)

    def grow(self, overlap: float = 0.8) -> list[Animation]:
        """Draw the neurons' bars from zero, one after the other."""
        grown = []
        for k, bar in enumerate(self.bars[:-1]):
            target = bar.copy()
            bar.stretch_to_fit_height(LEAST).move_to(self.point(self.columns[k], 0))
            grown.append(bar.animate.become(target))
        return staggered(grown, overlap=overlap)
