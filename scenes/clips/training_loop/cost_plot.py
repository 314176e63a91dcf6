"""The recorded cost of every step, drawn from left to right on fixed axes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from manim import Animation, Dot, UpdateFromAlphaFunc, VGroup, VMobject, linear

from scenes.mobjects.graphing.axes import Plot
from scenes.mobjects.network.shown import nice_ceiling
from scenes.mobjects.text.text import TextLine
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["CostPlot", "step_ticks"]

FOOT, SIDE, HEAD = 0.78, 0.66, 0.62
"""Room below and beside the axes for numbers, and above for a name, in frame units."""
DOT_RADIUS = 0.075
COLUMNS = 400
"""Number of columns; a line through more than four costs per column leaves out some of them."""
PARTS = 4
"""About this many ticks on the vertical axis."""


class CostPlot(Plot):
    """Axes for cost against step, and the costs of the recorded steps.

    Steps count from one: the cost of the first sample is at 1.

    Parameters
    ----------
    theme : Theme
    region : Region
    recording : network.Recording
    span : (int, int)
        Numbers of steps at the left and at the right end of the horizontal axis.
    step_name : str
    """

    def __init__(
        self, theme: Theme, region: Region, recording: Any, span: tuple[int, int], step_name: str
    ):
        self.recording, self.span = recording, span
        # Both plots of the clip have the same vertical axis.
        largest = max(float(np.asarray(recording.cost).max()), 1e-6)
        each = nice_ceiling(largest / PARTS)
        decimals = max(0, -int(np.floor(np.log10(each) + 1e-9)))
        highest = each * float(np.ceil(largest / each - 1e-9))
        left, bottom = region.left + SIDE, region.bottom + FOOT
        box = Region(left, region.right - 0.3, bottom, region.top - HEAD)
        super().__init__(theme, box, span, (0, highest))
        self.lines = self.arrows(region.right, self.top + 0.3)
        for step in step_ticks(*span):
            self.tick(0, step, NumberFormat(0), gap=0.17)
        for cost in np.arange(0, round(highest / each) + 1) * each:
            self.tick(1, float(cost), NumberFormat(decimals), gap=0.14)
        self.step_name = TextLine(theme, step_name, theme.sizes.label, theme.quiet)
        self.step_name.place(self.right, region.bottom + 0.06, "right")
        self.add(self.lines, self.ticks, self.numbers, self.step_name)

    @property
    def changing(self) -> VGroup:
        """Ticks and numbers of the horizontal axis."""
        count = len(step_ticks(*self.span))
        return VGroup(*self.ticks[:count], *self.numbers[:count])

    def dot(self, step: int, radius: float = DOT_RADIUS) -> Dot:
        """Return a dot at the cost of a recorded step."""
        source = Source(self.recording, "cost", step)
        dot = Dot(self.c2p(step + 1, source.value), radius, color=self.theme.cost)
        count = Source(self.recording, "updates_made", index=(step + 1,))
        mark(dot, "place", count, second=source, axes=self)
        return dot

    def line(self) -> VMobject:
        """Return the line through the costs, still empty."""
        return VMobject(stroke_color=self.theme.cost, stroke_width=self.theme.sizes.line)

    def draw(self, line: VMobject, at: Callable[[float], float]) -> Animation:
        """Return the animation of the line up to ``at(share)`` steps at each share of the play."""
        shown = self._shown_steps()
        corners = [self.c2p(k + 1, float(self.recording.cost[k])) for k in shown.tolist()]

        def update(drawn: VMobject, share: float) -> None:
            if (steps := int(at(share))) >= 2:
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


def step_ticks(first: int, last: int) -> list[int]:
    """Return the labelled numbers of steps: the end, and one or two between at equal distances."""
    length = last - first
    parts = next((n for n in (3, 2) if length % n == 0 and length >= 2 * n), 1)
    found = [first + length * k // parts for k in range(1, parts + 1)]
    return found if first == 0 else [first, *found]
