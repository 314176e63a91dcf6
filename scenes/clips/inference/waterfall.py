"""What each hidden neuron contributes to one output: bars from zero, then end to end to the sum.

In a tall region the bars are horizontal, one below the other.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import Animation, Circle, FadeIn, Line, Rectangle, VGroup

from scenes.animation.timing import staggered, within
from scenes.clips.inference.neuron_tiles import hidden_disc
from scenes.clips.inference.reading import Reading
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
AXIS, BIAS_GAP, SUM, OUTPUT = 0.85, 0.3, 1.25, 1.15
"""Room for the axis's numbers, before the bias, for sum and output."""
OTHERS = 0.65
"""Further room before the bias for the name of the bar of all other neurons."""
WIDEST = 1.9
"""Widest name of a class beside upright bars; it gets the room that it needs."""
HEAD, FOOT, SIDE = 0.55, 1.75, 0.25
"""Room above, below and at the sides of horizontal bars."""
SIGNED = NumberFormat(2, signed=True)
STEPS = (0.001, 0.01, 0.1, 1, 2, 4, 5, 10, 20, 50, 100, 200, 500, 1000)


class Waterfall(VGroup):
    """Signed bars for hidden neurons, for all others together, and for the bias: their sum is z.

    Parameters
    ----------
    theme : Theme
    region : Region
    reading : Reading
    output : int
    neurons : sequence of int
        Those of the last hidden layer with a bar of their own.
    limits : (float, float)
        Values at the region's bottom and top, or at its left and right.

    Attributes
    ----------
    upright : bool
        Whether bars are vertical, side by side, rather than horizontal.
    columns : list of float
        Horizontal place of each vertical bar, or vertical place of each horizontal one, in frame
        units.
    others : bool
        Whether the last bar but one stands for all other neurons.
    bars : list of Rectangle
        The neurons', the others', the bias's.
    steps : list of Line
        The running sum after each bar, up to the next.
    zero : Line
    ticks, numbers : VGroup
        Of the axis.
    total : Readout
        z, at the end of the last step.
    digit : Readout or TextLine
        The class of the output.
    empty, disc : Circle
        The output's neuron, without its value and filled with it.
    score : Readout
        The output, in its neuron.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        reading: Reading,
        output: int,
        neurons: Sequence[int],
        limits: tuple[float, float],
    ):
        self.theme, self.region, self.limits, self.output = theme, region, limits, output
        self.reading, self.neurons = reading, list(neurons)
        self.others = len(self.neurons) < reading.sizes[-2]
        self.upright = self.upright_in(region)
        count = len(self.neurons) + self.others
        self.digit = self._class_name()
        self.columns = self._columns(count)
        self.pitch = abs(self.columns[1] - self.columns[0])
        # Direction from one bar to the next.
        self.forth = 1 if self.upright else -1
        self.sources, self.sums = self.terms_of(reading, output, self.neurons)
        half = self.forth * self.pitch / 2
        ends = (self.columns[0] - half, self.columns[-1] + half)
        self.zero = Line(*[self.c2p(x, 0) for x in ends])
        self.zero.set_stroke(theme.hairline, width=theme.sizes.line)
        self._number_axis()
        self.bars = [self._bar(k) for k in range(count + 1)]
        self.steps = [self._step(k) for k in range(count + 1)]
        self._result()
        super().__init__(self.zero, self.ticks, self.numbers, *self.bars)

    @staticmethod
    def terms_of(
        reading: Reading, output: int, neurons: Sequence[int]
    ) -> tuple[list[Source], list[Source]]:
        """Return what is added up to an output's z, and the sum after each."""
        layer = reading.last
        terms = [reading.of("products", layer, output, j) for j in neurons]
        sums = [reading.of("partial_sums", layer, output, j) for j in neurons]
        size = reading.sizes[-2]
        if len(neurons) < size:
            rest = [j for j in range(size) if j not in neurons]
            firsts = [neurons[: k + 1] for k in range(len(neurons))]
            sums = [reading.of("chosen_sums", layer, output, *chosen) for chosen in firsts]
            terms.append(reading.of("chosen_sums", layer, output, *rest))
            sums.append(reading.of("partial_sums", layer, output, size - 1))
        terms.append(reading.of("biases", layer, output))
        return terms, [*sums, reading.of("z", layer, output)]

    @property
    def mobjects(self) -> list:
        """Everything that is drawn."""
        return [self, *self.steps, self.total, self.digit, self.empty, self.disc, self.score]

    @staticmethod
    def limits_of(reading: Reading, output: int, neurons: Sequence[int]) -> tuple[float, float]:
        """Return limits that contain the bars and sums of an output."""
        terms, sums = Waterfall.terms_of(reading, output, neurons)
        values = [0.0, *[source.value for source in (*terms, *sums)]]
        spread = max(float(np.ptp(values)), 1e-3)
        return min(values) - 0.03 * spread, max(values) + 0.03 * spread

    @staticmethod
    def upright_in(region: Region) -> bool:
        """Return whether bars are vertical in a region."""
        return region.width > region.height

    @property
    def output_room(self) -> float:
        """Width of the room for the output's class and neuron beside upright bars."""
        return max(OUTPUT, float(self.digit.width) + 0.1)

    def _columns(self, count: int) -> list[float]:
        """Return the places of ``count`` bars, then that of the bias.

        They are horizontal places of vertical bars, and vertical places of horizontal ones.
        """
        region = self.region
        if not self.upright:
            pitch = (region.height - HEAD - BIAS_GAP - FOOT) / (count + 1)
            rows = [region.top - HEAD - (k + 0.5) * pitch for k in range(count + 1)]
            rows[-1] -= BIAS_GAP
            return rows
        result = SUM + self.output_room
        gap = BIAS_GAP + (OTHERS if self.others else 0.0)
        pitch = (region.width - AXIS - gap - result) / (count + 1)
        columns = [region.left + AXIS + (k + 0.5) * pitch for k in range(count + 1)]
        columns[-1] += gap
        return columns

    @property
    def _large(self) -> bool:
        return (self.region.height if self.upright else self.region.width) > 3

    def _class_name(self) -> Any:
        """Typeset the name of the output's class: large if it is a digit or a letter."""
        names = self.reading.recording.class_names or ()
        em = 1.3 if self._large else 0.8
        if len(names[self.output]) > 1:
            em = self.theme.sizes.number
        room = WIDEST if self.upright else 2.2
        return self.reading.class_name(self.theme, self.output, em, self.theme.ink, room)

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
        step = next((s for s in STEPS if s * self.unit > 0.42), STEPS[-1])
        form = NumberFormat(max(0, -round(math.log10(step))), signed=True)
        for k in range(math.ceil(low / step), math.floor(high / step) + 1):
            value = k * step
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
        """Place the sum beside the last bar, then the output's class and neuron."""
        theme, reading, layer = self.theme, self.reading, self.reading.last + 1
        large = self._large
        z, value = self.sums[-1], reading.of("activations", layer, self.output)
        self.total = Readout(theme, z, SIGNED, 0.38, theme.focus)
        radius, em = 0.54 if large else 0.46, self.digit.em
        centre = (self._beside if self.upright else self._below)(radius, em, z)
        self.empty: Circle = hidden_disc(theme, reading, None, centre, radius)
        self.disc: Circle = hidden_disc(theme, reading, (layer, self.output), centre, radius)
        mark(self.disc, "fill", value)
        self.disc.set_fill(theme.activation(self.disc.value_scale.share(value.value)))
        colour = theme.on_activation(self.disc.value_scale.share(value.value))
        small = 0.37 if large else 0.32
        self.score = Readout(theme, value, reading.style(layer), small, colour).centre_on(centre)

    def _beside(self, radius: float, em: float, z: Source) -> np.ndarray:
        """Place sum and class at the right of upright bars; return the centre of the disc."""
        region, gap = self.region, 0.22
        at = self.c2p(self.columns[-1] + self.pitch / 2, z.value)
        level = min(max(at[1] - 0.12, region.bottom), region.top - 0.25)
        self.total.place(at[0] + 0.06, level, "left")
        x = region.right - max(radius + 0.03, self.output_room / 2)
        top = region.y + (em * DIGIT_HEIGHT + gap + 2 * radius) / 2
        self.digit.place(x, top - em * DIGIT_HEIGHT)
        return np.array([x, top - em * DIGIT_HEIGHT - gap - radius, 0.0])

    def _below(self, radius: float, em: float, z: Source) -> np.ndarray:
        """Place sum and class below horizontal bars; return the centre of the disc."""
        region, gap = self.region, 0.22
        at = self.c2p(self.columns[-1] - self.pitch / 2, z.value)
        half = self.total.advance_width / 2
        x = min(max(at[0], region.left + half), region.right - half)
        self.total.place(x, at[1] - 0.12 - self.total.em * DIGIT_HEIGHT)
        centre = np.array([region.right - radius - 0.03, region.bottom + radius + 0.03, 0.0])
        x = centre[0] - radius - gap - self.digit.width / 2
        self.digit.place(x, centre[1] - em * DIGIT_HEIGHT / 2)
        return centre

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

    def name_bar(self, k: int, name: TextLine, first: Circle) -> None:
        """Place the name of a bar beside it, in line with the row that ``first`` is in."""
        if self.upright:
            last = k == len(self.bars) - 1
            # That of the others keeps clear of the last neuron's name, left of it.
            x, align = (0.12, "centre") if last else (0.1, "left")
            name.place(self.columns[k] + x, first.get_y() - 0.1, align)
        else:
            name.place(first.get_right()[0], self.columns[k] - 0.1, "right")

    def grow(self, overlap: float = 0.8) -> list[Animation]:
        """Grow the neurons' bars from zero, one after the other."""
        grown = []
        for k, bar in enumerate(self.bars[:-1]):
            target = bar.copy()
            bar.rescale_to_fit(LEAST, 1 if self.upright else 0, stretch=True)
            bar.move_to(self.c2p(self.columns[k], 0))
            grown.append(bar.animate.become(target))
        return staggered(grown, overlap=overlap)
