"""The output of a neuron over its input, below a scale of its sum; weight and bias change both."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import (
    RIGHT,
    Animation,
    DashedLine,
    Dot,
    Line,
    UpdateFromAlphaFunc,
    VGroup,
    VMobject,
    smooth,
)

from scenes.mobjects.graphing.axes import Scale
from scenes.mobjects.graphing.sigmoid_plot import SigmoidPlot
from scenes.mobjects.text.counter import stage
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import Formula
from scenes.provenance.mark import mark
from scenes.provenance.source import AxisValue, NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["SumScale", "SweepPlot"]

LARGEST_SUM = 12
"""The scale of the sum has ticks at the whole numbers up to this one, and their negatives."""
SUM_ROOM = 1.0
"""Room above the curve for the scale of the sum, in frame units."""
LEAST_PITCH, ENOUGH = 0.54, 0.59
"""Distances of two numbers of that scale at which they are hidden, and fully shown."""
NAME_AT, NAME_GAP = (0.5, 0.12), 0.08
"""Where the bias of the ghost stands, from the middle of its curve; between name and number."""
FADING = 0.4
"""Distance from the ends of the scale over which its numbers fade in, in frame units."""


class SumScale(VGroup):
    """A scale of the sum z = w·x + b over the axis of x; ticks move as weight and bias change.

    Parameters
    ----------
    theme : Theme
    x_scale : Scale
        The axis of x.
    level : float
        Height of the scale, in frame units.

    Attributes
    ----------
    numbers : list of Readout
    zero : Readout
        One of them.
    """

    def __init__(self, theme: Theme, x_scale: Scale, level: float):
        super().__init__()
        self.theme, self.x_scale, self.level = theme, x_scale, level
        self.weight, self.bias = 1.0, 0.0
        self.left, self.right = (float(p[0]) for p in (x_scale.get_start(), x_scale.get_end()))
        line = Line([self.left, level, 0], [self.right, level, 0], color=theme.hairline)
        line.set_stroke(width=theme.sizes.line)
        self.name = Formula(theme, "z", 0.8 * theme.sizes.formula, theme.quiet)
        self.name.move_to([self.right + 0.3, level, 0])
        self.numbers = [self._number(z) for z in range(-LARGEST_SUM, LARGEST_SUM + 1)]
        self.zero = self.numbers[LARGEST_SUM]
        self.add(line, self.name, *[number.tick for number in self.numbers], *self.numbers)

    def p2c(self, point: np.ndarray) -> tuple[float]:
        """Return the sum at a point, as a tuple of one coordinate."""
        return (self.weight * float(self.x_scale.p2n(point)) + self.bias,)

    def _number(self, z: int) -> Readout:
        tick = Line([0, self.level - 0.06, 0], [0, self.level + 0.06, 0])
        tick.set_stroke(self.theme.hairline, width=self.theme.sizes.line)
        colour = self.theme.quiet if z else self.theme.ink
        em = self.theme.sizes.number_small
        number = Readout(self.theme, AxisValue(z), NumberFormat(0), em, colour)
        number.tick, number.axes, number.axis = tick, self, 0
        return number

    def show(self, weight: float, bias: float) -> SumScale:
        """Move the ticks to where the sums of a weight and a bias are; fade those at the ends."""
        self.weight, self.bias = weight, bias
        unit = (self.right - self.left) / 2 / float(self.x_scale.x_range[1]) / abs(weight)
        for number in self.numbers:
            value = int(number.source.value)
            at = self.x_scale.n2p((value - bias) / weight)
            number.place(at[0], self.level + 0.16)
            number.tick.set_x(at[0])
            inside = min(at[0] - self.left, self.right - at[0])
            pitch = unit * (4 if value % 4 == 0 else 2 if value % 2 == 0 else 1)
            roomy = 1.0 if value == 0 else (pitch - LEAST_PITCH) / (ENOUGH - LEAST_PITCH)
            seen = float(np.clip(min(inside / FADING, roomy), 0.0, 1.0))
            number.set_fill(opacity=seen)
            number.tick.set_stroke(opacity=float(np.clip(inside / FADING, 0.0, 1.0)))
        return self

    @property
    def foot(self) -> np.ndarray:
        """Point of the scale at which the sum is zero."""
        x = float(self.x_scale.n2p(-self.bias / self.weight)[0])
        return np.array([x, self.level, 0.0])


class SweepPlot(SigmoidPlot):
    """The curve of one recorded entry of a sweep, over axes of input and output.

    Parameters
    ----------
    theme : Theme
    region : Region
    study : network.BiasStudy
    sweep : str
        ``weight_sweep`` or ``bias_sweep``.
    entry : int
        Index of the entry that is drawn at first.

    Attributes
    ----------
    sums : SumScale
        The scale of the sum, above the curve.
    drop : DashedLine
        From the zero of that scale down to the axis of the input.
    """

    def __init__(self, theme: Theme, region: Region, study, sweep: str, entry: int):
        self.study = study
        reach = self.reach = round(float(study.arrays["sweep_inputs"].max()))
        super().__init__(theme, region.below(region.top - SUM_ROOM), reach)
        self.letter = Formula(theme, "x", theme.sizes.formula * 0.8, theme.quiet)
        self.letter.move_to(self.name, aligned_edge=RIGHT).shift([0, 0.56, 0])
        self.remove(self.name)
        half = Line(self.c2p(-reach, 0.5), self.c2p(reach, 0.5), color=theme.hairline)
        half.set_stroke(width=theme.sizes.line, opacity=0.5)
        self.sums = SumScale(theme, self.scales[0], region.top - SUM_ROOM + 0.35)
        self.drop = DashedLine(
            [0, self.sums.level, 0], [0, self.bottom, 0],
            color=theme.focus, stroke_width=1.2 * theme.sizes.line,
        )  # fmt: skip
        self.add_to_back(half)
        self.add(self.letter, self.sums, self.drop)
        self.show(sweep, entry)

    def show(self, sweep: str, entry: int) -> None:
        """Show a recorded entry of a sweep."""
        self.draw_curve(self.curve, sweep, entry)
        weight, bias = self._neuron(sweep, entry)
        self.sums.show(weight, bias)
        self.drop.set_x(self.sums.foot[0])

    def draw_curve(self, curve: VMobject, sweep: str, entry: int) -> None:
        """Redraw the curve as a recorded entry of a sweep."""
        arrays = self.study.arrays
        places = zip(arrays["sweep_inputs"], arrays[sweep][entry], strict=True)
        curve.set_points_smoothly([self.c2p(x, y) for x, y in places])
        curve.entry = (sweep, entry)

    def _neuron(self, sweep: str, entry: int) -> tuple[float, float]:
        """Return weight and bias at an entry of a sweep."""
        arrays = self.study.arrays
        if sweep == "weight_sweep":
            return float(arrays["sweep_weights"][entry]), 0.0
        return float(self.study.metadata["sweep_weight"]), float(arrays["sweep_biases"][entry])

    def ghost(self) -> VMobject:
        """Return a copy of the curve that stays when the curve moves."""
        return self.curve.copy().set_stroke(self.theme.hairline)

    def named_ghost(self, bias: Source, side: int) -> VGroup:
        """Return the bias of the ghost, which is zero, at its right (side 1) or left (-1)."""
        theme, em = self.theme, self.theme.sizes.number
        number = Readout(theme, bias, NumberFormat(2), em, theme.bias)
        name = Formula(theme, "b =", em, theme.bias)
        x, baseline = self.c2p(side * NAME_AT[0], 0.5 + side * NAME_AT[1])[:2]
        left = x if side > 0 else x - name.width - NAME_GAP - number.advance_width
        name.place(left, baseline, "left")
        number.place(left + name.width + NAME_GAP, baseline, "left")
        return VGroup(name, number)

    def go(self, sweep: str, entries: Sequence[int]) -> list[Animation]:
        """Return the animations of curve and scale through recorded entries of a sweep."""

        def at(share: float) -> int:
            return entries[stage(share, len(entries))]

        return [
            UpdateFromAlphaFunc(mobject, update, rate_func=smooth)
            for mobject, update in (
                (self.curve, lambda m, share: self.draw_curve(m, sweep, at(share))),
                (self.sums, lambda m, share: m.show(*self._neuron(sweep, at(share)))),
                (self.drop, lambda m, share: m.set_x(self.sums.foot[0])),
            )
        ]

    def move_pivot(self, pivot: Dot, shifts: Sequence[Source], half: Source) -> Animation:
        """Return the animation of the pivot through inputs at which the output is one half."""

        def move(dot: Dot, share: float) -> None:
            x = shifts[stage(share, len(shifts))]
            mark(dot, "place", x, second=half, axes=self)
            dot.move_to(self.c2p(x.value, half.value))

        return UpdateFromAlphaFunc(pivot, move, rate_func=smooth)

    def pivot(self, x: Source, output: Source) -> Dot:
        """Return a dot at a recorded input and output."""
        dot = Dot(self.c2p(x.value, output.value), 0.11, color=self.theme.focus)
        mark(dot, "place", x, second=output, axes=self)
        return dot
