"""The graph of an activation function, read from the axis of z up to the curve and to the right."""

from __future__ import annotations

import numpy as np
from manim import (
    ORIGIN,
    Animation,
    Circle,
    DashedLine,
    Dot,
    Line,
    UpdateFromAlphaFunc,
    VGroup,
    VMobject,
    smooth,
)

from network.core.activations import Activation
from scenes.mobjects.graphing.axes import Plot
from scenes.mobjects.network.shown import nice_ceiling
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula
from scenes.provenance.mark import mark
from scenes.provenance.source import AxisValue, NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["NAMES", "ActivationPlot", "formula_of"]

DOT_RADIUS = 0.085
FOOT, SIDE, HEAD = 0.62, 0.62, 0.14
"""Room for numbers below and at the right of the axes, and above the highest value."""
ASIDE = 0.14
"""Between the axis at the right and its numbers."""
NAME = 0.36
"""Room for the z beyond the last number of its axis."""
LEAST_REACH = {"sigmoid": 4.0, "tanh": 3.0}
"""The axis of z of a bounded function runs at least this far to both sides."""
SWEEP = 0.1
"""Radius of the dots that show what the function does to every z, in frame units."""
POINTS = 120
NAMES = {"sigmoid": "sigma", "tanh": "tanh", "relu": 'op("ReLU")', "identity": ""}
"""Typst mathematics of each function's name."""
DEFINITIONS = {
    "sigmoid": "sigma(z) = 1 / (1 + e^(-z))",
    "tanh": "tanh z = (e^z - e^(-z)) / (e^z + e^(-z))",
    "relu": 'op("ReLU")(z) = max(0, z)',
}
"""How each function is computed, where its name does not say it."""


def formula_of(function: Activation, result: str, argument: str) -> str:
    """Return the mathematics of ``result = f(argument)``."""
    name = NAMES[function.name]
    return f"{result} = {name}({argument})" if name else f"{result} = {argument}"


class ActivationPlot(Plot):
    """Axes and curve of a function that acts on each neuron alone.

    Parameters
    ----------
    theme : Theme
    region : Region
        Filled with axes and numbers.
    function : Activation
    largest : float
        Largest magnitude of the pre-activations that are shown on it.
    least : float, optional
        Least reach of the axis of z of a bounded function, by default that of ``LEAST_REACH``.

    Attributes
    ----------
    reach : float
        The axis of z runs from −reach to reach.
    base, rise : VGroup
        The horizontal axis with its numbers, and the vertical one.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        function: Activation,
        largest: float,
        least: float | None = None,
    ):
        bounded = bool(np.isfinite(function.high))
        self.reach = nice_ceiling(max(largest * 1.02, 1e-3))
        if bounded:
            self.reach = max(least or LEAST_REACH[function.name], self.reach)
        thirds = self.reach == 3.0
        high = function.high if bounded else self.reach
        low = function.low if np.isfinite(function.low) else -high
        whole = NumberFormat(0 if self.reach >= 3 else 1 if self.reach >= 0.4 else 3)
        em = theme.sizes.number_small
        first = Readout(theme, AxisValue(-self.reach), whole, em)
        style = NumberFormat(1) if bounded and low == 0 else NumberFormat(0) if bounded else whole
        beside = [a for a in (low, (low + high) / 2, high) if a == round(a, style.decimals)]
        widest = max(Readout(theme, AxisValue(a), style, em).advance_width for a in beside)
        side = max(SIDE, ASIDE + widest + 0.02, first.advance_width / 2 + NAME)
        box = Region(
            region.left + max(0.25, first.width / 2),
            region.right - side,
            region.bottom + FOOT,
            region.top - HEAD,
        )
        super().__init__(theme, box, (-self.reach, self.reach), (low, high))
        self.function = function
        floor = Line(self._at(0, 0), self._at(1, 0), color=theme.hairline)
        floor.set_stroke(width=theme.sizes.line)
        wall = Line(self._at(1, 0), self._at(1, 1), color=theme.hairline)
        wall.set_stroke(width=theme.sizes.line)
        self.guides = VGroup(*[self._guide(a) for a in {low, 0.0, high} - {low}])
        zs = np.linspace(-self.reach, self.reach, POINTS + 1)
        values = function.value(zs)
        self.curve = VMobject(stroke_color=theme.ink, stroke_width=2 * theme.sizes.line)
        self.curve.set_points_as_corners([self.c2p(*at) for at in zip(zs, values, strict=True)])
        halves = self.reach / 2 == round(self.reach / 2, whole.decimals)
        # Numbers at the thirds or halves, if there is room for them.
        parts = 3 if thirds else 2 if halves else 1
        if first.advance_width + 1.5 * theme.sizes.clearance > box.width / (2 * parts):
            parts = 1
        for k in range(-parts, parts + 1):
            self.tick(0, self.reach * k / parts, whole, gap=0.16)
        across = [*self.ticks, *self.numbers]
        for a in beside:
            self._side_tick(a, style)
        self.name = Formula(theme, "z", theme.sizes.formula * 0.8, theme.quiet)
        beyond = first.advance_width / 2 + 1.5 * theme.sizes.clearance + self.name.width / 2
        self.name.move_to([self.right + max(0.34, beyond), self.bottom - 0.3, 0])
        self.base = VGroup(floor, *across, self.name)
        up = [m for m in (*self.ticks, *self.numbers) if not any(m is each for each in across)]
        self.rise = VGroup(self.guides, wall, *up)
        self.add(self.base, self.rise, self.curve)

    def _at(self, across: float, up: float) -> list[float]:
        """Return the point at shares of the box's width and height."""
        return [
            self.left + across * (self.right - self.left),
            self.bottom + up * (self.top - self.bottom),
            0.0,
        ]

    def _guide(self, a: float) -> Line:
        guide = Line(self.c2p(-self.reach, a), self.c2p(self.reach, a), color=self.theme.hairline)
        return guide.set_stroke(width=self.theme.sizes.line, opacity=0.4)

    def _side_tick(self, a: float, style: NumberFormat) -> None:
        """Draw a tick of the vertical axis, which is at the right: values leave to the right."""
        theme, em = self.theme, self.theme.sizes.number_small
        x, y, _ = self.c2p(self.reach, a)
        tick = Line([x - 0.06, y, 0], [x + 0.06, y, 0], color=theme.hairline)
        tick.set_stroke(width=theme.sizes.line)
        number = Readout(theme, AxisValue(a), style, em, theme.quiet)
        number.place(x + ASIDE, y - em * DIGIT_HEIGHT / 2, "left")
        number.tick, number.axes, number.axis = tick, self, 1
        self.ticks.add(tick)
        self.numbers.add(number)

    def dot(self, z: Source, value: Source, height: float) -> Dot:
        """Return a dot at a pre-activation, at a share of the way up to the curve."""
        dot = Dot(self._between(z, value, height), DOT_RADIUS, color=self.theme.focus)
        mark(dot, "place", z, second=value, axes=self)
        return dot

    def _between(self, z: Source, value: Source, share: float) -> np.ndarray:
        """Return the point at a share of the way from the horizontal axis to the curve."""
        there = self.c2p(z.value, value.value)
        return np.array([there[0], self.bottom + share * (there[1] - self.bottom), 0.0])

    def climb(self, dot: Dot, z: Source, value: Source) -> Animation:
        """Raise a dot from the axis to the curve."""
        return UpdateFromAlphaFunc(
            dot, lambda d, share: d.move_to(self._between(z, value, share)), rate_func=smooth
        )

    def foot(self, z: float) -> np.ndarray:
        """Return where a pre-activation is on the horizontal axis."""
        return np.array([self.c2p(z, 0.0)[0], self.bottom, 0.0])

    def sweep(self) -> tuple[VGroup, Animation]:
        """Return guides from axis to curve to scale, and how they pass over every z.

        Returns
        -------
        guides : VGroup
            The way from a z up to the curve and on to its value, with a ring at either end.
        motion : Animation
        """
        way = VMobject(stroke_color=self.theme.ink, stroke_width=1.2 * self.theme.sizes.line)
        way.set_points_as_corners([ORIGIN] * 3)
        rings = [Circle(SWEEP, color=self.theme.ink) for _ in range(2)]
        guides = VGroup(way, *rings)
        for ring in rings:
            ring.set_stroke(width=1.6 * self.theme.sizes.line)

        def go(drawn: VGroup, share: float) -> None:
            z = (2 * share - 1) * self.reach
            value = float(self.function.value(np.array([z]))[0])
            start = np.array([self.c2p(z, 0)[0], self.bottom, 0.0])
            corner, end = self.c2p(z, value), self.c2p(self.reach, value)
            drawn[0].set_points_as_corners([start, corner, end])
            drawn[1].move_to(start)
            drawn[2].move_to(end)

        go(guides, 0.0)
        return guides, UpdateFromAlphaFunc(guides, go)

    def plumb(self, z: Source, value: Source) -> VMobject:
        """Return a dashed line from the axis of z up to the curve."""
        return self._dashed(self._between(z, value, 0.0), self.c2p(z.value, value.value))

    def level(self, z: Source, value: Source) -> VMobject:
        """Return a dashed line from the curve to the vertical axis."""
        return self._dashed(self.c2p(z.value, value.value), self.c2p(self.reach, value.value))

    def _dashed(self, start: np.ndarray, end: np.ndarray) -> VMobject:
        width, colour = 1.2 * self.theme.sizes.line, self.theme.focus
        if np.linalg.norm(end - start) < 0.06:
            return Line(start, end, color=colour, stroke_width=width)
        return DashedLine(start, end, color=colour, stroke_width=width)
