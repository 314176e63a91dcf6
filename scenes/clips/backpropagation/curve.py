"""A curve, the point on it where a neuron or a weight stands, and the tangent there."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import product

import numpy as np
from manim import Animation, Dot, Line, UpdateFromAlphaFunc, VMobject, smooth

from scenes.mobjects.graphing.axes import Plot, thinned
from scenes.mobjects.network.network_diagram import Edge, signed_line
from scenes.mobjects.network.shown import nice_ceiling
from scenes.mobjects.text.counter import Counter
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.mark import mark
from scenes.provenance.source import AxisValue, NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["Curve"]

DOT = 0.1
"""Radius of the point, in frame units."""
LEFT, FOOT, HEAD, RIGHT = 0.85, 0.62, 0.62, 0.3
"""Room around the axes for numbers and names, in frame units."""
TANGENT = 1.5
"""Length of the tangent on either side of the point, in frame units."""
CLEAR = 0.16
"""From an end of the tangent to its slope as a number, in frame units."""
TICKS = 5
"""About how many ticks an axis has."""


class Curve(Plot):
    """Axes, a curve, and a tangent.

    Parameters
    ----------
    theme : Theme
    region : Region
    xs, ys : ndarray of shape (n,)
        Points of the curve, from left to right.
    x, y, slope : Source
        Where the point is, and the slope of the curve there.
    across : str
        Markup of the name of the horizontal axis.
    up : TextLine or Formula
        Name of the vertical axis, placed above it.
    floor : float, optional
        Where the vertical axis begins, if the curve is above.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        xs: np.ndarray,
        ys: np.ndarray,
        x: Source,
        y: Source,
        slope: Source,
        across: str,
        up: TextLine | Formula,
        floor: float | None = None,
    ):
        box = Region(
            region.left + LEFT, region.right - RIGHT, region.bottom + FOOT, region.top - HEAD
        )
        low, high = float(ys.min()), float(ys.max())
        least = max(1e-3, 0.02 * abs(high))
        if high - low < least:
            low, high = (low + high - least) / 2, (low + high + least) / 2
        room = 0.06 * (high - low)
        foot = low - room
        if floor is not None and floor <= low:
            foot = low = floor
        super().__init__(theme, box, (float(xs[0]), float(xs[-1])), (foot, high + room))
        self.xs, self.ys, self.x, self.y, self.slope = xs, ys, x, y, slope
        self.frame = self.arrows(region.right, box.top + 0.2)
        self._add_ticks(0, float(xs[0]), float(xs[-1]), 0.2)
        self._add_ticks(1, low, high, 0.14)
        self.across = Formula(theme, across, 0.8 * theme.sizes.formula, theme.quiet)
        name_x = min(region.right - self.across.width / 2, box.right + 0.1)
        self.across.move_to([name_x, box.bottom - 0.38, 0])
        for number in [n for n in self.numbers if n.axis == 0]:
            if number.get_right()[0] > self.across.get_left()[0] - 0.15:
                self.numbers.remove(number)
                self.ticks.remove(number.tick)
        # A formula is taller than words, and stands beside the end of the axis.
        beside = box.left + 0.25 if isinstance(up, Formula) else region.left + 0.05
        up.place(beside, 0.0, "left")
        up.shift([0, region.top - 0.03 - up.get_top()[1], 0])
        self.up = up
        self.curve = VMobject(stroke_color=theme.ink, stroke_width=2 * theme.sizes.line)
        self.curve.set_points_as_corners([self.c2p(*at) for at in zip(xs, ys, strict=True)])
        self.add(*self.frame, self.ticks, self.numbers, self.across, up)
        self.dot = Dot(self.c2p(x.value, y.value), DOT, color=theme.focus)
        mark(self.dot, "place", x, second=y, axes=self)
        self.tangent = self._tangent()

    def _add_ticks(self, axis: int, low: float, high: float, gap: float) -> None:
        step = nice_ceiling((high - low) / TICKS)
        decimals = max(0, -math.floor(math.log10(step) + 1e-9))
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        values = [round(k * step, 12) for k in range(first, last + 1)]
        if axis:  # one above the other
            least = self.theme.sizes.number_small * DIGIT_HEIGHT + self.theme.sizes.clearance
            values = thinned(values, abs(self.c2p(0, step)[1] - self.c2p(0, 0)[1]), least)
        for value in values:
            self.tick(axis, value, NumberFormat(decimals), gap=gap)

    def _tangent(self) -> Line:
        """Draw the tangent at the point, as far as the box reaches."""
        x, y, slope = self.x.value, self.y.value, self.slope.value
        at = self.c2p(x, y)
        along = self.c2p(x + 1.0, y + slope) - at
        along /= np.linalg.norm(along)
        reach = []
        for side in (-1.0, 1.0):
            length = TANGENT
            edges = ((self.left, self.right), (self.bottom, self.top))
            for n, (low, high) in enumerate(edges):
                step = side * along[n]
                if abs(step) > 1e-9:
                    length = min(length, ((high if step > 0 else low) - at[n]) / step)
            reach.append(at + side * max(length, 0.0) * along)
        theme = self.theme
        return Line(*reach, color=theme.signed(slope), stroke_width=3 * theme.sizes.line)

    def grow_tangent(self) -> Animation:
        """Draw the tangent from the point to both sides."""
        at, ends = self.dot.get_center(), (self.tangent.get_start(), self.tangent.get_end())

        def update(line: VMobject, share: float) -> None:
            share = max(share, 1e-3)
            line.set_points_as_corners([at + share * (end - at) for end in ends])

        return UpdateFromAlphaFunc(self.tangent, update, rate_func=smooth)

    def height_at(self, x: float) -> float:
        """Return the curve's value, between its points too."""
        return float(np.interp(x, self.xs, self.ys))

    def slide(self, edge: Edge, start: float, end: float) -> list[Animation]:
        """Move the point along the curve while the weight of an edge changes; draw the curve.

        Parameters
        ----------
        edge : Edge
            Its width, its colour and its dashes follow the weight.
        start, end : float
            The weight before and after.
        """
        theme, ends = self.theme, (edge.get_start(), edge.get_end())

        def weight(share: float) -> float:
            return start + (end - start) * share

        def move(dot: VMobject, share: float) -> None:
            dot.move_to(self.c2p(weight(share), self.height_at(weight(share))))

        def change(line: VMobject, share: float) -> None:
            value = weight(share)
            line.points = signed_line(*ends, value)
            line.set_stroke(theme.signed(value), width=theme.edge_width(value))

        return [
            UpdateFromAlphaFunc(self.dot, move, rate_func=smooth),
            UpdateFromAlphaFunc(edge, change, rate_func=smooth),
        ]

    def read_out(
        self, number: Counter, rest: Source, at: Callable[[float], float], ends: tuple[float, float]
    ) -> Animation:
        """Print what follows from the place of the point as it moves; at rest, the recorded entry.

        Parameters
        ----------
        number : Counter
        rest : Source
        at : callable
            The value at a place.
        ends : (float, float)
            Where the point starts and ends.
        """
        start, end = ends

        def source(share: float) -> Source | AxisValue:
            if share >= 1 and end == self.x.value:
                return rest
            return AxisValue(at(start + (end - start) * float(smooth(share))))

        return number.follow(source)

    def trace(self, part: VMobject, start: float, end: float) -> Animation:
        """Draw the curve as far as the point has been, on its way from one place to another."""
        low, high = part.reach

        def update(line: VMobject, share: float) -> None:
            now = start + (end - start) * share
            line.reach = min(low, now), max(high, now)
            line.set_points_as_corners(self._points(*line.reach))

        return UpdateFromAlphaFunc(part, update, rate_func=smooth)

    def new_part(self) -> VMobject:
        """Return an empty part of the curve, to be drawn by :meth:`trace`."""
        part = VMobject(stroke_color=self.theme.ink, stroke_width=2 * self.theme.sizes.line)
        part.reach = self.x.value, self.x.value
        return part

    def slope_number(self, style: NumberFormat) -> Readout | None:
        """Return the slope as a number at an end of the tangent; None where it has no room."""
        theme, slope = self.theme, self.slope
        number = Readout(theme, slope, style, theme.sizes.number, theme.signed(slope.value))
        ends = self.tangent.get_end(), self.tangent.get_start()
        lines = [self.curve.points[:, :2], np.linspace(*ends, 60)[:, :2]]
        half = np.array([number.width, number.height]) / 2
        corners = np.array([[self.left, self.bottom], [self.right, self.top]])
        for end, along, up in product(ends, (0.0, -1.0, 1.0), (-1.0, 1.0)):
            place = end[:2] + np.array([along * half[0], up * (half[1] + CLEAR)])
            inside = np.abs(np.concatenate(lines) - place) < half + 0.6 * CLEAR
            free = (place - half > corners[0]) & (place + half < corners[1])
            if free.all() and not inside.all(axis=1).any():
                return number.centre_on(np.array([*place, 0.0]))
        return None

    def _points(self, low: float, high: float) -> list[np.ndarray]:
        inner = self.xs[(self.xs > low) & (self.xs < high)]
        return [self.c2p(x, self.height_at(x)) for x in (low, *inner, high)]

    @classmethod
    def of_function(
        cls, theme: Theme, region: Region, function: Callable[[np.ndarray], np.ndarray],
        x: Source, y: Source, slope: Source, across: str, up: TextLine | Formula,
    ) -> Curve:  # fmt: skip
        """Draw an activation function around a pre-activation."""
        reach = max(4.0, math.ceil(abs(x.value)) + 1.0)
        xs = np.union1d(np.linspace(-reach, reach, 161), np.linspace(-4, 4, 81))
        xs = np.union1d(xs, [x.value])
        return cls(theme, region, xs, np.asarray(function(xs)), x, y, slope, across, up)
