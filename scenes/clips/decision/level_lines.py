"""Lines of equal z: what a weighted sum of two inputs looks like all over their plane."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import Animation, Create, Dot, FadeIn, Line, UpdateFromAlphaFunc, VGroup, VMobject

from network import sigmoid
from network.recordings.plane import plane_edges
from scenes.animation.timing import soft_ends, staggered
from scenes.clips.decision.contour import as_curves, clipped_line
from scenes.clips.decision.heads import OutputKey
from scenes.clips.decision.plane_plot import PlanePlot
from scenes.mobjects.graphing.sigmoid_plot import SigmoidPlot
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.provenance.source import AxisValue, NumberFormat
from scenes.style.theme import Theme

__all__ = ["LevelLines", "RunningLevel"]

WHOLE = NumberFormat(0)
PLACES = np.linspace(0.15, 0.85, 15)
"""Shares of a line at which its number may stand."""
BESIDE = 0.28
"""From a line to the middle of its number, in frame units."""
RUNNING, SHORTEST = 0.11, 1.2
"""Radius of the running dots, and length of a line from which it is drawn, in frame units."""


class LevelLines(VGroup):
    """Lines on which a neuron's z has the same whole value, each with that value beside it.

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
        self.numbers: list[Readout] = []
        self.taken = [dot.get_center() for dot in plot.dots]
        for value in values:
            self._draw(float(value))
        super().__init__(*self.lines, *self.numbers)

    def _draw(self, value: float) -> None:
        """Draw one line, with its number as far as possible from samples and other numbers."""
        theme, square = self.theme, self.plot.square
        found = _ends(self.plot, self.weights, self.bias - value)
        if found is None:
            return
        start, end = found
        if np.linalg.norm(end - start) < SHORTEST:
            return
        normal = self.weights / np.linalg.norm(self.weights)
        places = start + PLACES[:, None] * (end - start)
        beside = places + BESIDE * np.append(normal, 0.0)
        clear = [min(float(np.linalg.norm(at - m)) for m in self.taken) for at in beside]
        room = np.abs(beside[:, :2] - square.centre[:2]).max(axis=1) < square.width / 2 - BESIDE
        best = int(np.argmax(np.where(room, clear, -1.0)))
        at, spot = places[best], beside[best]
        self.taken.append(spot)
        # Zero is where the answer changes.
        width = 1.6 if value == 0 else 0.9
        line = Line(start, end, color=theme.ink, stroke_width=width * theme.sizes.line)
        em = 1.15 * theme.sizes.number
        number = Readout(theme, AxisValue(value), WHOLE, em, theme.ink)
        number.place(spot[0], spot[1] - DIGIT_HEIGHT * em / 2)
        number.tick, number.axes, number.axis = Line(at, at, stroke_width=0), self, 0
        self.lines.append(line)
        self.numbers.append(number)

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


class RunningLevel(VGroup):
    """One z in three places: its line in the plane, on the sigmoid, and as output on the key.

    Parameters
    ----------
    theme : Theme
    plot : PlanePlot
    graph : SigmoidPlot
    key : OutputKey
    """

    def __init__(self, theme: Theme, plot: PlanePlot, graph: SigmoidPlot, key: OutputKey):
        recording = plot.recording
        self.plot, self.graph, self.key = plot, graph, key
        self.weights = recording.weights_at(0)[0][0]
        self.bias = float(recording.biases_at(0)[0][0])
        corners = np.stack(np.meshgrid(*plane_edges(recording)), axis=-1) @ self.weights + self.bias
        self.ends = np.clip([corners.min(), corners.max()], -graph.reach, graph.reach)
        self.line = VMobject(stroke_color=theme.focus, stroke_width=2 * theme.sizes.line)
        self.dots = [Dot(radius=RUNNING, color=theme.focus) for _ in range(2)]
        super().__init__(self.line, *self.dots)
        self.show(0.0)

    def show(self, share: float) -> None:
        """Show a z on its way from the lowest to the highest."""
        z = self.ends[0] + share * (self.ends[1] - self.ends[0])
        output = float(sigmoid(np.array(z)))
        ends = _ends(self.plot, self.weights, self.bias - z)
        self.line.set_points([] if ends is None else as_curves(ends[None]))
        self.dots[0].move_to(self.graph.c2p(z, output))
        self.dots[1].move_to([self.key.c2p(output)[0], self.key.level, 0.0])

    def run(self) -> Animation:
        """Return the animation from the lowest z to the highest."""
        return UpdateFromAlphaFunc(self, lambda m, share: m.show(share), rate_func=soft_ends)


def _ends(plot: PlanePlot, weights: np.ndarray, bias: float) -> np.ndarray | None:
    """Return the ends of the line on which a sum is zero, in frame units, if it is in the plane."""
    square, edges = plot.square, plane_edges(plot.recording)
    ends = clipped_line(weights, bias, edges)
    if ends is None:
        return None
    shares = (ends - edges[:, 0]) / np.ptp(edges, axis=1)
    flat = np.array([square.left, square.bottom]) + shares * square.width
    return np.pad(flat, ((0, 0), (0, 1)))
