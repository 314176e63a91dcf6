"""What each hidden neuron contributes to one output: bars from zero, then end to end to the sum.

In a tall region the bars are horizontal, one below the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from manim import Animation, Circle, FadeIn, Line, Rectangle, VGroup

from scenes.animation.timing import staggered, within
from scenes.clips.inference.neuron_tiles import hidden_disc
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import TextLine
from scenes.provenance.mark import mark
from scenes.provenance.source import AxisValue, NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["Waterfall"]

BAR = 0.64
"""Width of a bar as a share of its column."""
LEAST = 1e-6
"""Least length in frame units: Manim cannot stretch a mobject without height."""
AXIS, BIAS_GAP, RESULT = 0.85, 0.3, 2.1
"""Room for the axis's numbers, before the bias, and for sum and output."""
HEAD, FOOT, SIDE = 0.55, 1.75, 0.25
"""Room above, below and at the sides of horizontal bars."""
STEPS = (1, 2, 4, 5, 10, 20, 50, 100, 200, 500, 1000)


class Waterfall(VGroup):
    """Signed bars for the hidden neurons and the bias; their sum is the output's z.

    Parameters
    ----------
    theme : Theme
    region : Region
    recording : network.Inference
    image, output : int
        Number of the image, and index of the output.
    limits : (float, float)
        Values at the region's bottom and top, or at its left and right.

    Attributes
    ----------
    upright : bool
        Whether bars are vertical, side by side, rather than horizontal.
    columns : list of float
        Horizontal place of each vertical bar, or vertical place of each horizontal one, in frame
        units.
    bars : list of Rectangle
        The neurons', then the bias's.
    steps : list of Line
        The running sum after each bar, up to the next.
    zero : Line
    ticks, numbers : VGroup
        Of the axis.
    total : Readout
        z, at the end of the last step.
    digit : Readout
        The digit of the output.
    disc : Circle
    score : Readout
        The output, in its neuron.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        recording,
        image: int,
        output: int,
        limits: tuple[float, float],
    ):
        self.theme, self.region, self.limits, self.output = theme, region, limits, output
        self._of = partial(Source, recording, step=image)
        count = recording.layer_sizes[1]
        self.upright = self.upright_in(region)
        self.columns = self.columns_in(region, count)
        self.pitch = abs(self.columns[1] - self.columns[0])
        # Direction from one bar to the next.
        self.forth = 1 if self.upright else -1
        places = [(output, j) for j in range(count)]
        self.sources = [self._of("products", layer=1, index=place) for place in places]
        self.sources.append(self._of("biases", layer=1, index=(output,)))
        self.sums = [self._of("partial_sums", layer=1, index=place) for place in places]
        self.sums.append(self._of("z", layer=1, index=(output,)))
        half = self.forth * self.pitch / 2
        ends = (self.columns[0] - half, self.columns[-1] + half)
        self.zero = Line(*[self.c2p(x, 0) for x in ends])
        self.zero.set_stroke(theme.hairline, width=theme.sizes.line)
        self._number_axis()
        self.bars = [self._bar(k) for k in range(count + 1)]
        self.steps = [self._step(k) for k in range(count + 1)]
        self._result()
        super().__init__(self.zero, self.ticks, self.numbers, *self.bars)

    @property
    def mobjects(self) -> list:
        """Everything that is drawn."""
        return [self, *self.steps, self.total, self.digit, self.disc, self.score]

    def pairs(self, other: Waterfall) -> list[tuple]:
        """Pair everything but the axis with its counterpart in another waterfall."""
        ours, theirs = (
            [*fall.bars, *fall.steps, fall.zero, *fall.mobjects[-4:]] for fall in (self, other)
        )
        return list(zip(ours, theirs, strict=True))

    @staticmethod
    def limits_of(recording, image: int, outputs: Sequence[int]) -> tuple[float, float]:
        """Return limits that contain the bars and sums of all the given outputs."""
        values = np.concatenate(
            [
                recording.partial_sums[1][image, outputs].ravel(),
                recording.products[1][image, outputs].ravel(),
                recording.z[1][image, outputs],
                recording.biases[1][outputs],
                [0.0],
            ]
        )
        room = 0.03 * float(np.ptp(values))
        return float(values.min()) - room, float(values.max()) + room

    @staticmethod
    def upright_in(region: Region) -> bool:
        """Return whether bars are vertical in a region."""
        return region.width > region.height

    @staticmethod
    def columns_in(region: Region, count: int) -> list[float]:
        """Return the places of the bars of ``count`` neurons in a region, then that of the bias.

        They are horizontal places of vertical bars, and vertical places of horizontal ones.
        """
        if not Waterfall.upright_in(region):
            pitch = (region.height - HEAD - BIAS_GAP - FOOT) / (count + 1)
            rows = [region.top - HEAD - (k + 0.5) * pitch for k in range(count + 1)]
            rows[-1] -= BIAS_GAP
            return rows
        pitch = (region.width - AXIS - BIAS_GAP - RESULT) / (count + 1)
        columns = [region.left + AXIS + (k + 0.5) * pitch for k in range(count + 1)]
        columns[-1] += BIAS_GAP
        return columns

    def c2p(self, x: float, value: float) -> np.ndarray:
        """Return the place of a value in the column, or on the row, at ``x``, in frame units."""
        start, along = self._span
        low, high = self.limits
        there = start + along * (value - low) / (high - low)
        return np.array([x, there, 0.0] if self.upright else [there, x, 0.0])

    def p2c(self, point: np.ndarray) -> tuple[float, float]:
        """Return the value at a place, twice for the one axis: the inverse of :meth:`c2p`."""
        start, along = self._span
        low, high = self.limits
        value = low + (high - low) * (point[1 if self.upright else 0] - start) / along
        return float(value), float(value)

    @property
    def _span(self) -> tuple[float, float]:
        """Start and length of the axis, in frame units."""
        if self.upright:
            return self.region.bottom, self.region.height
        return self.region.left + SIDE, self.region.width - 2 * SIDE

    @property
    def unit(self) -> float:
        """Length of a value of 1, in frame units."""
        return self._span[1] / (self.limits[1] - self.limits[0])

    def _number_axis(self) -> None:
        self.ticks, self.numbers = VGroup(), VGroup()
        theme, em, (low, high) = self.theme, self.theme.sizes.number_small, self.limits
        step = next((s for s in STEPS if s * self.unit > 0.5), STEPS[-1])
        for value in range(int(np.ceil(low / step)) * step, int(np.floor(high)) + 1, step):
            form = NumberFormat(0, signed=True)
            number = Readout(theme, AxisValue(value), form, em, theme.quiet)
            if self.upright:
                at = self.c2p(self.region.left + AXIS - 0.2, value)
                tick = Line(at, at + np.array([0.1, 0.0, 0.0]))
                number.place(at[0] - 0.12, at[1] - em * DIGIT_HEIGHT / 2, "right")
            else:
                at = self.c2p(self.region.top - HEAD + 0.2, value)
                tick = Line(at, at - np.array([0.0, 0.1, 0.0]))
                number.place(at[0], at[1] + 0.12)
            tick.set_stroke(theme.hairline, width=theme.sizes.line)
            number.tick, number.axes, number.axis = tick, self, 0
            self.ticks.add(tick)
            self.numbers.add(number)

    def _bar(self, k: int) -> Rectangle:
        source = self.sources[k]
        length, across = max(abs(source.value) * self.unit, LEAST), BAR * self.pitch
        size = (across, length) if self.upright else (length, across)
        bar = Rectangle(width=size[0], height=size[1], stroke_width=0)
        colour = self.theme.bias if k == len(self.columns) - 1 else self.theme.signed(source.value)
        bar.set_fill(colour, opacity=1)
        bar.full = self.unit
        mark(bar, "height" if self.upright else "length", source)
        return bar.move_to(self.c2p(self.columns[k], source.value / 2))

    def _step(self, k: int) -> Line:
        """Draw the running sum after a bar as a line from that bar to the next."""
        source, half = self.sums[k], self.forth * BAR * self.pitch / 2
        ends = (self.columns[k] - half, self.columns[min(k + 1, len(self.columns) - 1)] + half)
        line = Line(*[self.c2p(x, source.value) for x in ends])
        line.set_stroke(self.theme.ink, width=0.7 * self.theme.sizes.line)
        mark(line, "place", source, axes=self)
        return line

    def _result(self) -> None:
        """Place the sum beside the last bar, then the output's digit and neuron."""
        theme, region = self.theme, self.region
        large = (region.height if self.upright else region.width) > 3
        z, value = self.sums[-1], self._of("activations", layer=2, index=(self.output,))
        at = self.c2p(self.columns[-1] + self.forth * self.pitch / 2, z.value)
        self.total = Readout(theme, z, NumberFormat(2, signed=True), 0.38, theme.focus)
        radius, em = 0.54 if large else 0.46, 1.3 if large else 0.8
        digit = Source(z.recording, "classes", index=(self.output,))
        self.digit = Readout(theme, digit, NumberFormat(0), em, theme.ink)
        gap = 0.22
        if self.upright:
            level = min(max(at[1] - 0.12, region.bottom), region.top - 0.25)
            self.total.place(at[0], level, "left")
            x = region.right - 0.56
            top = region.y + (em * DIGIT_HEIGHT + gap + 2 * radius) / 2
            self.digit.place(x, top - em * DIGIT_HEIGHT)
            centre = np.array([x, top - em * DIGIT_HEIGHT - gap - radius, 0.0])
        else:
            half = self.total.advance_width / 2
            x = min(max(at[0], region.left + half), region.right - half)
            self.total.place(x, at[1] - 0.12 - self.total.em * DIGIT_HEIGHT)
            centre = np.array([region.right - radius - 0.03, region.bottom + radius + 0.03, 0.0])
            x = centre[0] - radius - gap - self.digit.advance_width / 2
            self.digit.place(x, centre[1] - em * DIGIT_HEIGHT / 2)
        self.disc: Circle = hidden_disc(theme, value, centre, radius)
        colour = theme.on_activation(value.value)
        small = 0.37 if large else 0.32
        self.score = Readout(theme, value, NumberFormat(3), small, colour).centre_on(centre)

    def stacked(self, k: int) -> np.ndarray:
        """Return the middle of a bar that begins where the sum before it ends."""
        before = self.sums[k - 1].value if k else 0.0
        return self.c2p(self.columns[k], before + self.sources[k].value / 2)

    @property
    def axis(self) -> list:
        """Zero line, ticks, numbers, and the digit that the output stands for."""
        return [self.zero, self.ticks, self.numbers, self.digit]

    def pile_up(self) -> list[Animation]:
        """Move the neurons' bars end to end, and show the sum after each."""
        moves = [
            [bar.animate.move_to(self.stacked(k)), FadeIn(step)]
            for k, (bar, step) in enumerate(zip(self.bars[:-1], self.steps[:-1], strict=True))
        ]
        return staggered(moves, overlap=0.6)

    def add_bias(self) -> list[Animation]:
        """Move the bias to the end of the neurons' bars, and show the sum."""
        last = len(self.bars) - 1
        sums = [within(FadeIn(self.steps[last]), 0.5, 1.0), within(FadeIn(self.total), 0.6, 1.0)]
        return [self.bars[last].animate.move_to(self.stacked(last)), *sums]

    def name_bias(self, name: TextLine, first: Circle) -> None:
        """Place the name of the bias beside its bar, in line with the row that ``first`` is in."""
        if self.upright:
            name.place(self.columns[-1] + 0.12, first.get_y() - 0.1)
        else:
            name.place(first.get_right()[0], self.columns[-1] - 0.1, "right")

    def stack(self) -> Waterfall:
        """Place every bar where the one before it ends."""
        for k, bar in enumerate(self.bars):
            bar.move_to(self.stacked(k))
        return self

    def grow(self, overlap: float = 0.8) -> list[Animation]:
        """Grow the neurons' bars from zero, one after the other."""
        grown = []
        for k, bar in enumerate(self.bars[:-1]):
            target = bar.copy()
            bar.rescale_to_fit(LEAST, 1 if self.upright else 0, stretch=True)
            bar.move_to(self.c2p(self.columns[k], 0))
            grown.append(bar.animate.become(target))
        return staggered(grown, overlap=overlap)
