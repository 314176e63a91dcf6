"""The curve of the output neuron, on the waterfall's own axis of z: from the sum to the score."""

from __future__ import annotations

import numpy as np
from manim import Animation, DashedLine, Dot, Line, UpdateFromAlphaFunc, VGroup, VMobject, smooth

from scenes.clips.inference.calculations import ScoreLine
from scenes.clips.inference.waterfall import CURVE, FOOT_OF_CURVE, SUM, Waterfall
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.provenance.mark import mark
from scenes.provenance.source import AxisValue, NumberFormat
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["OutputCurve"]

POINTS = 160
DOT_RADIUS = 0.1
FOOT, TOTAL, BEFORE_NAME = 0.6, 1.15, 0.15
"""Room at one end for the calculation, beside the last bar for the sum, before the class's name."""


class OutputCurve:
    """Activation function of the output, drawn across the waterfall's axis of z.

    Beside upright bars z runs upwards and the output to the right; below horizontal bars z runs to
    the right and the output upwards.

    Parameters
    ----------
    theme : Theme
    fall : Waterfall
        Stacked, with room for a curve.

    Attributes
    ----------
    curve : VMobject
    scale : VGroup
        Lines and numbers at the ends of the output's range.
    low_end : bool
        Whether the calculation is below the curve, and the numbers above.
    dot : Dot
        At z at first, and then on the curve.
    line : ScoreLine
        The output as printed, such as σ(+5.73) = 0.997.
    """

    def __init__(self, theme: Theme, fall: Waterfall):
        self.theme, self.fall = theme, fall
        reading = fall.reading
        self.function = reading.recording.functions[-1]
        self.range = reading.scale(reading.last + 1)
        self.z, self.value = fall.sums[-1], reading.of("activations", reading.last + 1, fall.output)
        self.line = ScoreLine(theme, reading, fall.output, 0.42)
        self._arrange()
        self.curve = self._curve()
        self.scale = self._scale()
        self.dot = Dot(self._start, DOT_RADIUS, color=theme.focus)
        mark(self.dot, "place", self.z, axes=self.fall)

    def _arrange(self) -> None:
        """Find the box of the curve, and place the calculation."""
        fall, region = self.fall, self.fall.region
        last = fall.columns[-1] + fall.forth * fall.pitch / 2
        self._start = fall.c2p(last, self.z.value)
        if fall.upright:
            left = last + TOTAL
            right = left + CURVE + SUM - TOTAL - 0.35
            # The calculation is at the end that is farther from z.
            self.low_end = self._start[1] > region.y
            bottom = region.bottom + (FOOT if self.low_end else 0.35)
            top = region.top - (0.0 if self.low_end else FOOT)
            self.box = Region(left, right, bottom, top)
            baseline = region.bottom + 0.05 if self.low_end else region.top - 0.3
            self.line.place(region.right - self.line.width, baseline, "left")
        else:
            top = last - 0.75
            self.low_end = True
            low = region.bottom + 1.15
            self.box = Region(
                region.left + 0.25, region.right - 0.25, low, min(top, low + FOOT_OF_CURVE)
            )
            # Beside the name of the class: below the bars, there is room to the left as well.
            most = fall.digit.get_left()[0] - BEFORE_NAME - self.line.width
            self.line.place(min(region.left + 0.1, most), region.bottom + 0.4, "left")

    def at(self, z: float, value: float) -> np.ndarray:
        """Return the place of an output at a pre-activation, in frame units."""
        share = (value - self.range.low) / (self.range.high - self.range.low)
        x, y, _ = self.fall.c2p(0.0, z)
        if self.fall.upright:
            return np.array([self.box.left + share * self.box.width, y, 0.0])
        return np.array([x, self.box.bottom + share * self.box.height, 0.0])

    def p2c(self, point: np.ndarray) -> tuple[float, float]:
        """Return pre-activation and output at a place: the inverse of :meth:`at`."""
        z, _ = self.fall.p2c(point)
        box = self.box
        if self.fall.upright:
            share = (point[0] - box.left) / box.width
        else:
            share = (point[1] - box.bottom) / box.height
        return z, float(self.range.low + share * (self.range.high - self.range.low))

    def _curve(self) -> VMobject:
        low, high = self.fall.limits
        zs = np.linspace(low, high, POINTS)
        values = np.clip(self.function.value(zs), self.range.low, self.range.high)
        points = [self.at(*pair) for pair in zip(zs, values, strict=True)]
        along = 1 if self.fall.upright else 0
        ends = (self.box.bottom, self.box.top) if along else (self.box.left, self.box.right)
        points = [p for p in points if ends[0] - 1e-6 <= p[along] <= ends[1] + 1e-6]
        curve = VMobject(stroke_color=self.theme.ink, stroke_width=2 * self.theme.sizes.line)
        return curve.set_points_as_corners(points)

    def _scale(self) -> VGroup:
        """Draw a line and a number at each end of the output's range."""
        theme, em, box = self.theme, self.theme.sizes.number_small, self.box
        style = NumberFormat(0 if self.range.high >= 1 else 3)
        found = VGroup()
        for value in (self.range.low, self.range.high):
            number = Readout(theme, AxisValue(value), style, em, theme.quiet)
            if self.fall.upright:
                x = self.at(0.0, value)[0]
                line = Line([x, box.bottom, 0], [x, box.top, 0])
                y = box.top + 0.12 if self.low_end else box.bottom - 0.12 - em * DIGIT_HEIGHT
                number.place(x, y)
                end = box.top if self.low_end else box.bottom
                tick = Line([x, end - 0.05, 0], [x, end + 0.05, 0])
            else:
                y = self.at(0.0, value)[1]
                line = Line([box.left + 0.35, y, 0], [box.right, y, 0])
                number.place(box.left + 0.2, y - em * DIGIT_HEIGHT / 2, "right")
                tick = Line([box.left + 0.3, y, 0], [box.left + 0.4, y, 0])
            for drawn in (line, tick):
                drawn.set_stroke(theme.hairline, width=theme.sizes.line)
            number.tick, number.axes, number.axis = tick, self, 1
            found.add(line.set_stroke(opacity=0.6), tick, number)
        return found

    def travel(self) -> list[Animation]:
        """Move the dot from the sum to the curve."""
        end = self.at(self.z.value, self.value.value)
        start = self._start

        def go(dot: Dot, share: float) -> None:
            dot.move_to(start + share * (end - start))

        mark(self.dot, "place", self.z, second=self.value, axes=self)
        return [UpdateFromAlphaFunc(self.dot, go, rate_func=smooth)]

    def guide(self) -> VMobject:
        """Return a dashed line from the sum to the curve."""
        return self._dashed(self._start, self.at(self.z.value, self.value.value))

    def plumb(self) -> VMobject:
        """Return a dashed line from the curve to the numbers of the output's range."""
        there, box = self.at(self.z.value, self.value.value), self.box
        foot = there.copy()
        if self.fall.upright:
            foot[1] = box.top if self.low_end else box.bottom
        else:
            foot[0] = box.left + 0.35
        return self._dashed(there, foot)

    def _dashed(self, start: np.ndarray, end: np.ndarray) -> VMobject:
        width = 1.2 * self.theme.sizes.line
        if np.linalg.norm(end - start) < 0.06:
            return Line(start, end, color=self.theme.focus, stroke_width=width)
        return DashedLine(start, end, color=self.theme.focus, stroke_width=width)
