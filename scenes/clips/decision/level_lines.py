"""Lines of equal z: what a weighted sum of two inputs looks like all over their plane."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import Create, FadeIn, Line, VGroup

from network.recordings.plane import plane_edges
from scenes.animation.timing import staggered
from scenes.clips.decision.contour import clipped_line
from scenes.clips.decision.line_story import Plated
from scenes.clips.decision.plane_plot import PlanePlot
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.provenance.source import AxisValue, NumberFormat
from scenes.style.theme import Theme

__all__ = ["LevelLines"]

WHOLE = NumberFormat(0)
PLACES = np.linspace(0.15, 0.85, 15)
"""Shares of a line at which its number may stand."""
SHORTEST = 1.2
"""Length of a line from which it is drawn with a number, in frame units."""


class LevelLines(VGroup):
    """Lines on which a neuron's z has the same whole value, each with that value on it.

    Parameters
    ----------
    theme : Theme
    plot : PlanePlot
    step : int
        Number of updates.

    Attributes
    ----------
    lines, numbers : list
        From the lowest z to the highest.
    """

    def __init__(self, theme: Theme, plot: PlanePlot, step: int):
        self.theme, self.plot, recording = theme, plot, plot.recording
        self.weights = recording.weights_at(step)[0][0]
        self.bias = float(recording.biases_at(step)[0][0])
        corners = np.stack(np.meshgrid(*plane_edges(recording)), axis=-1) @ self.weights + self.bias
        values = np.arange(np.ceil(corners.min()), np.floor(corners.max()) + 1)
        self.lines: list[Line] = []
        self.numbers: list[Plated] = []
        self.taken = [dot.get_center() for dot in plot.dots]
        for value in values:
            self._draw(float(value))
        super().__init__(*self.lines, *self.numbers)

    def _draw(self, value: float) -> None:
        """Draw one line, with its number as far as possible from samples and other numbers."""
        theme, square = self.theme, self.plot.square
        edges = plane_edges(self.plot.recording)
        ends = clipped_line(self.weights, self.bias - value, edges)
        if ends is None:
            return
        low, high = edges.T
        flat = [square.left, square.bottom] + (ends - low) / (high - low) * square.width
        start, end = np.pad(flat, ((0, 0), (0, 1)))
        if np.linalg.norm(end - start) < SHORTEST:
            return
        places = start + PLACES[:, None] * (end - start)
        clear = [min(float(np.linalg.norm(at - m)) for m in self.taken) for at in places]
        at = places[int(np.argmax(clear))]
        self.taken.append(at)
        # Zero is where the answer changes.
        width = 1.6 if value == 0 else 0.9
        line = Line(start, end, color=theme.ink, stroke_width=width * theme.sizes.line)
        em = 0.95 * theme.sizes.number
        number = Readout(theme, AxisValue(value), WHOLE, em, theme.ink)
        number.place(at[0], at[1] - DIGIT_HEIGHT * em / 2)
        number.tick, number.axes, number.axis = Line(at, at, stroke_width=0), self, 0
        self.lines.append(line)
        self.numbers.append(Plated(theme, number))

    def p2c(self, point: np.ndarray) -> tuple[float, float]:
        """Return z at a point, twice, as there is one quantity."""
        square, (low, high) = self.plot.square, plane_edges(self.plot.recording).T
        shares = (np.asarray(point[:2]) - [square.left, square.bottom]) / square.width
        z = float((low + shares * (high - low)) @ self.weights + self.bias)
        return z, z

    def appear(self) -> list[Any]:
        """Return the animations of the lines, one after another."""
        pairs = zip(self.lines, self.numbers, strict=True)
        return staggered([[Create(line), FadeIn(number)] for line, number in pairs], 0.4)
