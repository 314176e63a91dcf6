"""The recorded cost of every step, growing from left to right on axes that stand still."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from manim import Animation, Arrow, Dot, Line, UpdateFromAlphaFunc, VGroup, VMobject, linear

from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import TextLine
from scenes.provenance.mark import mark
from scenes.provenance.source import AxisValue, NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["CostPlot"]

FOOT, SIDE, HEAD = 0.72, 0.72, 0.5
"""Room for the numbers below and beside the axes and for the name above."""
TICK = 0.06
DOT_RADIUS = 0.075
COLUMNS = 400
"""A line through more than four times as many costs leaves some out."""


class CostPlot(VGroup):
    """Axes for cost against step, and the costs of the recorded steps.

    Steps are counted from one: the cost of the first image stands at 1.

    Parameters
    ----------
    theme : Theme
    region : Region
    recording : network.Recording
    ticks : sequence of int
        Steps named at the horizontal axis, which ends at the last of them.
    names : sequence of str
        What the horizontal and the vertical axis show.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        recording: Any,
        ticks: Sequence[int],
        names: Sequence[str],
    ):
        self.theme, self.recording, self.steps = theme, recording, ticks[-1]
        self.highest = float(np.ceil(10 * float(recording.cost.max())) / 10)
        self.left, self.right = region.left + SIDE, region.right - 0.35
        self.bottom, self.top = region.bottom + FOOT, region.top - HEAD
        em, line = theme.sizes.number_small, {"color": theme.hairline}
        line["stroke_width"] = theme.sizes.line
        tip = {"buff": 0, "tip_length": 0.18, "max_tip_length_to_length_ratio": 1}
        origin = self.point(0, 0)
        axes = VGroup(
            Arrow(origin, [region.right, self.bottom, 0], **line, **tip),
            Arrow(origin, [self.left, self.top + 0.3, 0], **line, **tip),
        )
        self.numbers = VGroup()
        self.ticks = VGroup()
        for step in ticks[1:]:
            self._tick(em, (step, 0), NumberFormat(0))
        for cost in np.arange(0, round(10 * self.highest) + 1) / 10:
            self._tick(em, (0, float(cost)), NumberFormat(1))
        step_name, cost_name = names
        self.names = VGroup(
            TextLine(theme, step_name, theme.sizes.label, theme.quiet).place(
                self.right, region.bottom + 0.06, "right"
            ),
            TextLine(theme, cost_name, theme.sizes.label, theme.cost).place(
                self.left + 0.2, self.top + 0.16, "left"
            ),
        )
        super().__init__(axes, self.ticks, self.numbers, self.names)

    def point(self, step: float, cost: float) -> np.ndarray:
        """Place of a step, counted from one, and a cost, in frame units."""
        x = self.left + (self.right - self.left) * step / self.steps
        return np.array([x, self.bottom + (self.top - self.bottom) * cost / self.highest, 0.0])

    def coordinates(self, point: np.ndarray) -> tuple[float, float]:
        """Step and cost at a place: the inverse of :meth:`point`."""
        step = (point[0] - self.left) / (self.right - self.left) * self.steps
        return float(step), float((point[1] - self.bottom) / (self.top - self.bottom)) * (
            self.highest
        )

    def dot(self, step: int) -> Dot:
        """The cost of the recorded step, a dot."""
        source = Source(self.recording, "cost", step)
        place = self.point(step + 1, source.value)
        dot = Dot(place, DOT_RADIUS, color=self.theme.cost)
        count = Source(self.recording, "checkpoint_steps", index=(step + 1,))
        mark(dot, "place", count, second=source, axes=self)
        return dot

    def line(self) -> VMobject:
        """The line through the costs, still without any."""
        return VMobject(stroke_color=self.theme.cost, stroke_width=self.theme.sizes.line)

    def draw(self, line: VMobject, at: Callable[[float], int]) -> Animation:
        """Draw the line up to the number of steps that ``at`` gives for a share of the play."""
        shown = self._shown_steps()
        corners = [self.point(k + 1, float(self.recording.cost[k])) for k in shown.tolist()]

        def update(drawn: VMobject, share: float) -> None:
            if (steps := at(share)) >= 2:
                ends = int(np.searchsorted(shown, steps))
                passed = corners[:ends]
                if shown[ends - 1] != steps - 1:
                    passed = [*passed, self.point(steps, float(self.recording.cost[steps - 1]))]
                drawn.set_points_as_corners(passed)

        return UpdateFromAlphaFunc(line, update, rate_func=linear)

    def _shown_steps(self) -> np.ndarray:
        """Choose the steps whose costs are the line's corners: the line looks as with all.

        Of those that would stand in one narrow column only the first, the last, the lowest and
        the highest are taken.
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

    def _tick(self, em: float, place: tuple[float, float], number_format: NumberFormat) -> None:
        theme, at, horizontal = self.theme, self.point(*place), place[1] == 0 and place[0] != 0
        along = np.array([0, TICK, 0]) if horizontal else np.array([TICK, 0, 0])
        tick = Line(at - along, at + along, color=theme.hairline, stroke_width=theme.sizes.line)
        value = place[0] if horizontal else place[1]
        number = Readout(theme, AxisValue(value), number_format, em, theme.quiet)
        if horizontal:
            number.place(at[0], at[1] - 0.17 - em * DIGIT_HEIGHT)
        else:
            number.place(at[0] - 0.14, at[1] - em * DIGIT_HEIGHT / 2, "right")
        number.tick, number.axes, number.axis = tick, self, 0 if horizontal else 1
        self.ticks.add(tick)
        self.numbers.add(number)
