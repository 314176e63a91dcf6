"""Scales and axes: Manim's number lines, with recorded numbers or axis values as tick labels."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from manim import Arrow, Line, NumberLine, VGroup
from manim.mobject.graphing.scale import _ScaleBase as ScaleBase

from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.provenance.source import AxisValue, NumberFormat
from scenes.style.frame import Point, Region
from scenes.style.theme import Theme

__all__ = ["FunctionScaling", "Plot", "Scale", "axis_arrow", "round_values"]

TIP = 0.18
"""Length of the arrowhead at the end of an axis, in frame units."""


class FunctionScaling(ScaleBase):
    """A scaling for Manim's number lines by a pair of functions.

    Parameters
    ----------
    value : callable
        From the share of the axis, 0 to 1, to the value there.
    share : callable
        Its inverse.
    """

    def __init__(self, value: Callable[[Any], Any], share: Callable[[Any], Any]):
        super().__init__()
        self.function, self.inverse_function = value, share


class Scale(NumberLine):
    """A horizontal or vertical scale between two points; the scale itself is not drawn.

    Parameters
    ----------
    start, end : (x, y, 0)
        Where it begins and ends, in frame units.
    span : (float, float)
        Values there.
    scaling : FunctionScaling, optional
        Linear by default.
    """

    def __init__(
        self,
        start: Point,
        end: Point,
        span: tuple[float, float],
        scaling: FunctionScaling | None = None,
    ):
        first, last = span if scaling is None else (0.0, 1.0)
        options = {} if scaling is None else {"scaling": scaling}
        super().__init__([first, last, last - first], length=1, include_ticks=False, **options)
        self.set_points_as_corners([start, end])
        self.level = start[1] == end[1]

    def __deepcopy__(self, memo: dict) -> Scale:
        """Return the same object when Manim copies a mobject on the scale."""
        return self

    def p2c(self, point: Point) -> tuple[float]:
        """Return the value at a point, as a tuple of one coordinate."""
        return (float(self.p2n(point)),)

    def tick(self, theme: Theme, value: float, reach: tuple[float, float]) -> Line:
        """Draw a tick.

        Parameters
        ----------
        theme : Theme
        value : float
        reach : (float, float)
            Lengths of the tick on the side of the label and on the other side, in frame units.
        """
        at, out = self.n2p(value), np.array([0.0, -1.0, 0.0] if self.level else [-1.0, 0.0, 0.0])
        ends = at + reach[0] * out, at - reach[1] * out
        return Line(*ends, color=theme.hairline, stroke_width=theme.sizes.line)

    def label(
        self, theme: Theme, value: float, form: NumberFormat, em: float, gap: float, tick: Line
    ) -> Readout:
        """Print a value below a horizontal scale, or at the left of a vertical one.

        Parameters
        ----------
        theme : Theme
        value : float
        form : NumberFormat
        em : float
            Size of the type in frame units.
        gap : float
            From the scale to the number.
        tick : Line
            The tick that the number belongs to.
        """
        number, at = Readout(theme, AxisValue(value), form, em, theme.quiet), self.n2p(value)
        if self.level:
            number.place(at[0], at[1] - gap - em * DIGIT_HEIGHT)
        else:
            number.place(at[0] - gap, at[1] - em * DIGIT_HEIGHT / 2, "right")
        number.tick, number.axes, number.axis = tick, self, 0
        return number


class Plot(VGroup):
    """A plot on a horizontal and a vertical scale that begin at the same corner.

    Parameters
    ----------
    theme : Theme
    box : Region
        Where the scales run, without ticks, labels and arrowheads.
    x, y : (float, float)
        Values at the left and right edge of the box, and at its bottom and top.
    scaling : FunctionScaling, optional
        Of the horizontal scale.

    Attributes
    ----------
    left, right, bottom, top : float
        Edges of the box.
    scales : tuple of Scale
    ticks, numbers : VGroup
        What :meth:`tick` has drawn; subclasses add them to the plot.
    """

    def __init__(
        self,
        theme: Theme,
        box: Region,
        x: tuple[float, float],
        y: tuple[float, float],
        scaling: FunctionScaling | None = None,
    ):
        super().__init__()
        self.theme = theme
        self.left, self.right, self.bottom, self.top = box.left, box.right, box.bottom, box.top
        corner = [box.left, box.bottom, 0.0]
        self.scales = (
            Scale(corner, [box.right, box.bottom, 0.0], x, scaling),
            Scale(corner, [box.left, box.top, 0.0], y),
        )
        self.ticks, self.numbers = VGroup(), VGroup()

    def c2p(self, x: float, y: float) -> np.ndarray:
        """Return the point of two values, in frame units."""
        across, up = self.scales
        return np.array([across.n2p(x)[0], up.n2p(y)[1], 0.0])

    def p2c(self, point: Point) -> tuple[float, float]:
        """Return the values at a point: the inverse of :meth:`c2p`."""
        return self.scales[0].p2c(point) + self.scales[1].p2c(point)

    def arrows(self, right: float, top: float) -> VGroup:
        """Draw both axes, with arrowheads that end beyond the box."""
        corner = [self.left, self.bottom, 0.0]
        return VGroup(
            axis_arrow(self.theme, corner, [right, self.bottom, 0.0]),
            axis_arrow(self.theme, corner, [self.left, top, 0.0]),
        )

    def tick(
        self,
        axis: int,
        value: float,
        form: NumberFormat,
        *,
        gap: float,
        half: float = 0.06,
        em: float | None = None,
    ) -> Readout:
        """Draw a tick across the horizontal (0) or vertical (1) axis, and its number."""
        scale, em = self.scales[axis], em or self.theme.sizes.number_small
        tick = scale.tick(self.theme, value, (half, half))
        number = scale.label(self.theme, value, form, em, gap, tick)
        self.ticks.add(tick)
        self.numbers.add(number)
        return number


def axis_arrow(theme: Theme, start: Point, end: Point) -> Arrow:
    """Draw an axis from one point to another, with an arrowhead at its end."""
    return Arrow(
        start, end, buff=0, tip_length=TIP, max_tip_length_to_length_ratio=1,
        color=theme.hairline, stroke_width=theme.sizes.line,
    )  # fmt: skip


def thinned(values: Sequence[float], apart: float, least: float) -> list[float]:
    """Return every value, or every second, third … so that neighbours are ``least`` apart.

    Parameters
    ----------
    values : sequence of float
        At equal distances.
    apart : float
        Distance of two neighbours, in frame units.
    least : float
    """
    every = max(1, math.ceil(least / max(apart, 1e-9) - 1e-9))
    return list(values[::every])


def round_values(low: float, high: float, most: int = 4) -> tuple[list[float], NumberFormat]:
    """Return at least two round values between two others, and how they are printed."""
    power = 10.0 ** math.floor(math.log10(high - low))
    for step in (5 * power, 2 * power, power, 0.5 * power, 0.2 * power):
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if last - first >= 1:
            break
    every = 1 + (last - first) // most
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    values = [round(k * step, decimals) for k in range(first, last + 1) if k % every == 0]
    return values, NumberFormat(decimals)
