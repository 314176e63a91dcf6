"""The recorded cost of every step, drawn from left to right on fixed axes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from manim import Animation, Dot, UpdateFromAlphaFunc, VGroup, VMobject, linear

from scenes.mobjects.graphing.axes import Plot
from scenes.mobjects.text.text import TextLine
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["CostPlot"]

FOOT, SIDE, HEAD = 0.72, 0.72, 0.5
"""Room below and beside the axes for numbers, and above for a name, in frame units."""
DOT_RADIUS = 0.075
COLUMNS = 400
"""Number of columns; a line through more than four costs per column leaves out some of them."""


class CostPlot(Plot):
    """Axes for cost against step, and the costs of the recorded steps.

    Steps count from one: the cost of the first image is at 1.

    Parameters
    ----------
    theme : Theme
    region : Region
    recording : network.Recording
    ticks : sequence of int
        Labelled steps; the horizontal axis ends at the last of them.
    names : sequence of str
        Of the horizontal and the vertical axis.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        recording: Any,
        ticks: Sequence[int],
        names: Sequence[str],
    ):
        self.recording = recording
        highest = float(np.ceil(10 * float(recording.cost.max())) / 10)
        left, bottom = region.left + SIDE, region.bottom + FOOT
        box = Region(left, region.right - 0.35, bottom, region.top - HEAD)
        super().__init__(theme, box, (0, ticks[-1]), (0, highest))
        axes = self.arrows(region.right, self.top + 0.3)
        for step in ticks[1:]:
            self.tick(0, step, NumberFormat(0), gap=0.17)
        for cost in np.arange(0, round(10 * highest) + 1) / 10:
            self.tick(1, float(cost), NumberFormat(1), gap=0.14)
        step_name, cost_name = names
        self.names = VGroup(
            TextLine(theme, step_name, theme.sizes.label, theme.quiet).place(
                self.right, region.bottom + 0.06, "right"
            ),
            TextLine(theme, cost_name, theme.sizes.label, theme.cost).place(
                self.left + 0.2, self.top + 0.16, "left"
            ),
        )
        self.add(axes, self.ticks, self.numbers, self.names)

    def dot(self, step: int) -> Dot:
        """Return a dot at the cost of a recorded step."""
        source = Source(self.recording, "cost", step)
        place = self.c2p(step + 1, source.value)
        dot = Dot(place, DOT_RADIUS, color=self.theme.cost)
        count = Source(self.recording, "checkpoint_steps", index=(step + 1,))
        mark(dot, "place", count, second=source, axes=self)
        return dot

    def line(self) -> VMobject:
        """Return the line through the costs, still empty."""
        return VMobject(stroke_color=self.theme.cost, stroke_width=self.theme.sizes.line)

    def draw(self, line: VMobject, at: Callable[[float], int]) -> Animation:
        """Return the animation of the line up to ``at(share)`` steps at each share of the play."""
        shown = self._shown_steps()
        corners = [self.c2p(k + 1, float(self.recording.cost[k])) for k in shown.tolist()]

        def update(drawn: VMobject, share: float) -> None:
            if (steps := at(share)) >= 2:
                ends = int(np.searchsorted(shown, steps))
                passed = corners[:ends]
                if shown[ends - 1] != steps - 1:
                    passed = [*passed, self.c2p(steps, float(self.recording.cost[steps - 1]))]
                drawn.set_points_as_corners(passed)

        return UpdateFromAlphaFunc(line, update, rate_func=linear)

    def _shown_steps(self) -> np.ndarray:
        """Return the steps at the corners of the line: no more than can be distinguished.

        In each of many narrow columns, these are the first, the last, the lowest and the highest.
        """
        costs = self.recording.cost
        steps = np.arange(len(costs))
        if len(costs) <= 4 * COLUMNS:
            return steps
        chosen = []
        for column in np.array_split(steps, COLUMNS):
            within = costs[column]
            chosen += [column[0], column[-1], column[within.argmin()], column[within.argmax()]]
        return np.unique(chosen)
