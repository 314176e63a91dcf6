"""The gap between an output and its target, and its square drawn by area."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from manim import (
    Animation,
    Circle,
    Dot,
    Line,
    ReplacementTransform,
    Square,
    UpdateFromAlphaFunc,
    VGroup,
    VMobject,
)

from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.provenance.mark import mark
from scenes.provenance.source import AxisValue, NumberFormat, Source
from scenes.style.frame import Point
from scenes.style.theme import Theme

__all__ = ["AreaSquare", "SquaredGap", "UnitSquare", "output_mark", "target_mark"]

DOT_RADIUS, FULL_SIDE = 0.095, 3.1
"""Radius of the dots in a unit square of this side; they scale with it."""
LEAST_DOT = 0.75
"""Smallest scale of the dots."""
RING = 1.55
"""Radius of a target's ring, in radii of a dot."""
DOT_DROP = 2.1
"""Distance of a hanging dot below the foot, in radii."""
FILL, TRACE = 0.3, 0.4
"""Opacity of a square's fill, and of the outline of a hollow one."""
WIDTH_UNIT = 0.01
"""Frame units in one unit of Manim's stroke width."""
SMALL = 0.35
"""Below this side, in frame units, outlines get thinner, as they would widen the square."""


def output_mark(theme: Theme, point: Point, size: float = 1.0) -> Dot:
    """Return the dot that marks an output."""
    return Dot(np.array(point), DOT_RADIUS * size, color=theme.ink)


def target_mark(theme: Theme, point: Point, size: float = 1.0) -> Circle:
    """Return the ring that marks a target; an exact output lies inside it."""
    ring = Circle(RING * DOT_RADIUS * size, color=theme.target)
    return ring.set_stroke(width=1.6 * theme.sizes.line * size).move_to(point)


class UnitSquare(VGroup):
    """A square of area 1 around smaller ones; its foot is an axis from 0 to 1.

    Parameters
    ----------
    theme : Theme
    centre : (float, float)
    side : float
        Length of 1, in frame units.
    ticks : bool
        Label the ends of the foot 0 and 1.

    Attributes
    ----------
    lines : VGroup
        The outline and the foot.
    marks : VGroup
        Ticks and tick labels, if any.
    """

    def __init__(
        self, theme: Theme, centre: tuple[float, float], side: float, *, ticks: bool = False
    ):
        self.theme, self.side = theme, side
        self.left, self.bottom = centre[0] - side / 2, centre[1] - side / 2
        self.outline = Square(side, color=theme.hairline, stroke_width=theme.sizes.line * 0.6)
        self.outline.move_to([*centre, 0.0])
        self.foot = Line(
            self.c2p(0, 0), self.c2p(1, 0), color=theme.hairline, stroke_width=theme.sizes.line
        )
        self.numbers, self.ticks = VGroup(), VGroup()
        if ticks:
            for value in (0.0, 1.0):
                self._tick(value)
        self.lines, self.marks = VGroup(self.outline, self.foot), VGroup(self.ticks, self.numbers)
        super().__init__(self.lines, self.marks)

    def _tick(self, value: float) -> None:
        theme, em = self.theme, self.theme.sizes.number_small
        at, half = self.c2p(value, 0), np.array([0.0, 0.06, 0.0])
        tick = Line(at - half, at + half, color=theme.hairline, stroke_width=theme.sizes.line)
        number = Readout(theme, AxisValue(value), NumberFormat(0), em, theme.quiet)
        number.place(at[0], at[1] - 0.24 - em * DIGIT_HEIGHT)
        number.tick, number.axes, number.axis = tick, self, 0
        self.ticks.add(tick)
        self.numbers.add(number)

    def grow_outline(self, lift: float) -> Animation:
        """Grow the outline from the foot, which sinks by ``lift``."""
        flat = self.outline.copy().stretch(1e-3, 1)
        return ReplacementTransform(flat.move_to(self.c2p(0.5, lift / self.side)), self.outline)

    def c2p(self, x: float, y: float) -> np.ndarray:
        """Return the point at coordinates between 0 and 1."""
        return np.array([self.left + self.side * x, self.bottom + self.side * y, 0.0])

    def p2c(self, point: np.ndarray) -> tuple[float, float]:
        """Return the coordinates of a point: the inverse of :meth:`c2p`."""
        x, y = point[0] - self.left, point[1] - self.bottom
        return float(x / self.side), float(y / self.side)


class AreaSquare(VMobject):
    """A square whose area is a recorded value, in a unit square of area 1.

    Parameters
    ----------
    theme : Theme
    frame : UnitSquare
    source : Source
        The area.
    foot : float
        Coordinate of one lower corner along the foot of the unit square.
    direction : int
        1 if the square lies to the right of that corner, −1 if to the left.
    """

    def __init__(
        self, theme: Theme, frame: UnitSquare, source: Source, foot: float, direction: int
    ):
        super().__init__(fill_color=theme.cost, stroke_color=theme.cost)
        self.line = theme.sizes.line
        self.frame, self.foot, self.direction = frame, foot, direction
        self.unit = frame.side
        self.source = source
        self.become_area(source.value)
        mark(self, "square", source)

    def become_area(self, area: float, height: float = 1.0) -> AreaSquare:
        """Take an area, and draw the share ``height`` of the square's height."""
        side = math.sqrt(max(area, 0.0))
        x = self.foot + self.direction * side
        corners = [(self.foot, 0.0), (x, 0.0), (x, height * side), (self.foot, height * side)]
        self.set_points_as_corners([self.frame.c2p(*c) for c in [*corners, corners[0]]])
        share = min(side * self.unit / SMALL, 1.0)
        self.set_stroke(width=share * self.line)
        return self.set_fill(opacity=1.0 - share * (1.0 - FILL))

    def hollow(self) -> AreaSquare:
        """Leave only a trace of the outline."""
        return self.set_fill(opacity=0).set_stroke(opacity=TRACE)

    def fill_again(self) -> Animation:
        """Restore fill and outline after :meth:`hollow`."""
        return self.animate.set_fill(opacity=FILL).set_stroke(opacity=1)

    def rise(self) -> Animation:
        """Raise the square from its foot."""
        area = self.source.value
        return UpdateFromAlphaFunc(
            self, lambda square, share: square.become_area(area, max(share, 1e-3))
        )

    def change(self, areas: Sequence[float]) -> Animation:
        """Run the area through the given values at even intervals."""
        times = np.linspace(0, 1, len(areas))
        return UpdateFromAlphaFunc(
            self, lambda square, share: square.become_area(float(np.interp(share, times, areas)))
        )


class SquaredGap(VGroup):
    """Output, target, the gap between them and its square, on the foot of a unit square.

    Parameters
    ----------
    theme : Theme
    frame : UnitSquare
    recording : network.Recording
    step, k : int
        Training step and output.
    hang : bool
        Hang dots and gap below the foot, where they hide no square, however small.

    Attributes
    ----------
    output_dot : Dot
    target_dot : Circle
    gap : Line
        In the colour of the sign of output − target.
    square : AreaSquare
    """

    def __init__(
        self, theme: Theme, frame: UnitSquare, recording, step: int, k: int, *, hang: bool = False
    ):
        self.theme, self.frame, self.recording, self.k = theme, frame, recording, k
        layer = len(recording.layer_sizes) - 1

        def source(quantity: str, of: int | None, *index: int) -> Source:
            return Source(recording, quantity, step, of, index)

        output, target = source("activations", layer, k), source("targets", None, k)
        error = source("output_errors", None, k)
        size = max(frame.side / FULL_SIDE, LEAST_DOT)
        self.drop = DOT_DROP * DOT_RADIUS * size / frame.side if hang else 0.0
        self.output_dot = output_mark(theme, frame.c2p(output.value, -self.drop), size)
        self.target_dot = target_mark(theme, frame.c2p(target.value, -self.drop), size)
        width = 3.2 * theme.sizes.line * frame.side / FULL_SIDE
        self.sink = WIDTH_UNIT * width / 2 / frame.side if hang else 0.0
        self.gap = Line(
            frame.c2p(output.value, -self.sink),
            frame.c2p(target.value, -self.sink),
            color=theme.signed(error.value),
            stroke_width=width,
        )
        self.gap.full = frame.side
        towards = 1 if output.value > target.value else -1
        self.square = AreaSquare(
            theme,
            frame,
            Source(recording, "squared_errors", index=(step, k)),
            target.value,
            towards,
        )
        for dot, s in ((self.output_dot, output), (self.target_dot, target)):
            mark(dot, "place", s, axes=frame)
        mark(self.gap, "length", error)
        super().__init__(*self.pieces)

    @property
    def pieces(self) -> list[VMobject]:
        """Everything that is drawn, from back to front."""
        return [self.square, self.gap, self.target_dot, self.output_dot]

    def stretch_gap(self) -> Animation:
        """Grow the gap from the target to the output."""
        start, end = self.gap.get_end(), self.gap.get_start()

        def grow(line: Line, share: float) -> None:
            line.set_points_as_corners([start + (end - start) * max(share, 1e-3), start])

        return UpdateFromAlphaFunc(self.gap, grow)

    def follow(self, steps: Sequence[int]) -> list[Animation]:
        """Run through the recorded values of the given steps, this one being the last."""
        layer = len(self.recording.layer_sizes) - 1
        outputs = [float(self.recording.activations[layer][s, self.k]) for s in steps]
        areas = [float(self.recording.arrays["squared_errors"][s, self.k]) for s in steps]
        times, target = np.linspace(0, 1, len(steps)), self.gap.get_end()

        def place(share: float, drop: float) -> np.ndarray:
            return self.frame.c2p(float(np.interp(share, times, outputs)), -drop)

        return [
            self.square.change(areas),
            UpdateFromAlphaFunc(
                self.gap,
                lambda line, share: line.set_points_as_corners([place(share, self.sink), target]),
            ),
            UpdateFromAlphaFunc(
                self.output_dot, lambda dot, share: dot.move_to(place(share, self.drop))
            ),
        ]
