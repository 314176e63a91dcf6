"""All weights drawn, step by step of the training: they spread out, and then settle."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import Animation, UpdateFromAlphaFunc, VGroup, VMobject, linear

from scenes.animation.pace import thinned
from scenes.clips.training_loop.cost_plot import FOOT, SIDE, step_ticks
from scenes.mobjects.graphing.axes import Plot
from scenes.mobjects.text.text import TextLine
from scenes.provenance.source import NumberFormat
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["WeightsPlot"]

HEAD = 0.62
"""Room above the axes for a name, in frame units."""
CORNERS = 61
"""Most corners of a line."""
WIDTH = 0.7
"""Width of a line, relative to that of other lines."""


class WeightsPlot(Plot):
    """A line for each weight that the diagram draws, in the colour of its sign at each step.

    Parameters
    ----------
    theme : Theme
    region : Region
    recording : network.Recording
    indices : sequence of sequence of int
        The neurons drawn of each layer.
    words : (str, str)
        A name for the weights, and one for the horizontal axis.

    Attributes
    ----------
    steps : list of int
        Numbers of updates at the corners of the lines.
    weights : ndarray of shape (corners, weights)
    lines : VGroup
        Through the positive weights, and through the negative ones.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        recording: Any,
        indices: Sequence[Sequence[int]],
        words: Sequence[str],
    ):
        self.steps = thinned(range(recording.steps + 1), 1, CORNERS)
        self.weights = np.array([_drawn(recording.weights_at(k), indices) for k in self.steps])
        largest = max(float(np.abs(self.weights).max()), 1e-6)
        unit = 10.0 ** np.floor(np.log10(largest))
        high = float(np.ceil(largest / unit - 1e-9) * unit)
        name = TextLine(theme, words[0], theme.sizes.label, theme.ink)
        box = Region(
            region.left + SIDE, region.right - 0.3, region.bottom + FOOT, region.top - HEAD
        )
        super().__init__(theme, box, (0, recording.steps), (-high, high))
        axes = self.arrows(region.right, self.top + 0.3)
        for step in step_ticks(0, recording.steps):
            self.tick(0, step, NumberFormat(0), gap=0.17)
        decimals = max(0, -int(np.floor(np.log10(high) + 1e-9)))
        for value in (-high, 0.0, high):
            self.tick(1, value, NumberFormat(decimals, signed=True), gap=0.14)
        step_name = TextLine(theme, words[1], theme.sizes.label, theme.quiet)
        step_name.place(self.right, region.bottom + 0.06, "right")
        x = max(self.left + 0.2, region.x - name.width / 2)
        name.place(min(x, region.right - name.width), region.top - 0.3, "left")
        self.lines = VGroup(*[
            VMobject(stroke_color=colour, stroke_width=WIDTH * theme.sizes.line)
            for colour in (theme.positive, theme.negative)
        ])  # fmt: skip
        self.frame = VGroup(axes, self.ticks, self.numbers, step_name, name)
        self.add(self.frame, self.lines)

    def draw(self) -> Animation:
        """Return the animation of all lines from the first step to the last."""
        across = np.array([self.c2p(step, 0.0)[0] for step in self.steps])
        foot, unit = self.c2p(0, 0.0)[1], self.c2p(0, 1.0)[1] - self.c2p(0, 0.0)[1]
        corners = np.zeros((*self.weights.shape, 3))
        corners[..., 0] = across[:, None]
        corners[..., 1] = foot + unit * self.weights
        thirds = np.array([0.0, 1 / 3, 2 / 3, 1.0])[:, None]
        last = len(self.steps) - 1

        def update(lines: VGroup, share: float) -> None:
            whole = min(int(share * last), last - 1)
            part = share * last - whole
            ends = corners[1 : whole + 2].copy()
            ends[-1] = corners[whole] + part * (corners[whole + 1] - corners[whole])
            pieces = (
                corners[: whole + 1, :, None] + thirds * (ends - corners[: whole + 1])[:, :, None]
            )
            positive = (pieces[:, :, 0, 1] + pieces[:, :, -1, 1]) / 2 >= foot
            for line, chosen in zip(lines, (positive, ~positive), strict=True):
                line.points = pieces[chosen].reshape(-1, 3)

        return UpdateFromAlphaFunc(self.lines, update, rate_func=linear)


def _drawn(matrices: Sequence[Any], indices: Sequence[Sequence[int]]) -> np.ndarray:
    """Return the weights between the neurons drawn, one after another."""
    parts = [
        np.asarray(matrix)[np.ix_(rows, columns)].ravel()
        for matrix, columns, rows in zip(matrices, indices, indices[1:], strict=False)
    ]
    return np.concatenate(parts)
