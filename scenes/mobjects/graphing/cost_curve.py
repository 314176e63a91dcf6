"""The mean cost of all samples at every step shown: a growing curve."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from manim import Animation, Dot, UpdateFromAlphaFunc, VGroup, VMobject, linear

from scenes.mobjects.graphing.axes import Plot, round_values, thinned
from scenes.mobjects.graphing.course import Course, Moment
from scenes.mobjects.network.shown import nice_ceiling
from scenes.mobjects.text.counter import Counter
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import TextLine
from scenes.provenance.mark import mark
from scenes.provenance.source import AxisValue, NumberFormat
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["CostCurve", "CostFigures"]

SIDE, FOOT, HEAD = 0.75, 0.48, 0.72
"""Room for ticks and names at the left, below and above the box, in frame units."""
TICK_GAP = 0.15
"""From the axis of the cost to its numbers."""
DOT = 0.1
COST = NumberFormat(3)
LEAST = 1e-3
"""Lowest top of the axis of the cost: smaller numbers would take more room than there is."""
FIGURES = 1.4
"""Room for the number after the name."""


class CostCurve(Plot):
    """Axes for the mean cost against the number of updates, and one curve for each course.

    Parameters
    ----------
    theme : Theme
    region : Region
    courses : sequence of Course
        All that are drawn on these axes.
    names : (str, str, str)
        Of the mean cost, of the cost function, which is left out where there is no room for it,
        and of what is counted along the horizontal axis.
    """

    def __init__(
        self, theme: Theme, region: Region, courses: Sequence[Course], names: tuple[str, str, str]
    ):
        self.courses = list(courses)
        self.counts = [[course.count(step).value for step in course.steps] for course in courses]
        self.costs = [
            [course.source("all_samples_cost", step).value for step in course.steps]
            for course in courses
        ]
        top = _nice_top(1.02 * max(max(costs) for costs in self.costs))
        first = min(counts[0] for counts in self.counts)
        last = max(counts[-1] for counts in self.counts)
        values, form = round_values(0.0, top, 3)
        widest = max(
            Readout(theme, AxisValue(value), form, theme.sizes.number_small).advance_width
            for value in values
        )
        side = max(SIDE, TICK_GAP + widest + 0.02)
        box = Region(
            region.left + side, region.right - 0.35, region.bottom + FOOT, region.top - HEAD
        )
        super().__init__(theme, box, (first, max(last, first + 1)), (0.0, top))
        arrows = self.arrows(region.right - 0.05, box.top + 0.25)
        for value in (first, max(last, first + 1)):
            self.tick(0, value, NumberFormat(0, grouped=True), gap=0.17)
        least = theme.sizes.number_small * DIGIT_HEIGHT + 1.5 * theme.sizes.clearance
        pitch = box.height * (values[1] - values[0]) / top
        for value in thinned(values, pitch, least):
            self.tick(1, value, form, gap=TICK_GAP)
        em = theme.sizes.label
        self.name = TextLine(theme, f"{names[0]} ({names[1]})", em, theme.cost)
        if self.name.width > region.width - FIGURES:
            self.name = TextLine(theme, names[0], em, theme.cost)
        self.name.place(region.left + 0.05, region.top - 0.26, "left")
        along = TextLine(theme, names[2], theme.sizes.label, theme.quiet)
        along.place(box.x, self.numbers[0].baseline)
        self.axes = VGroup(arrows, self.ticks, self.numbers, self.name, along)

    def curve(self, course: Course) -> tuple[VMobject, Dot]:
        """Return a course's curve, still empty, and the dot at its head."""
        line = VMobject(stroke_color=self.theme.cost, stroke_width=1.5 * self.theme.sizes.line)
        head = Dot(radius=DOT, color=self.theme.cost)
        self.reach(line, head, course, course.at(0.0))
        return line, head

    def reach(self, line: VMobject, head: Dot, course: Course, moment: Moment) -> None:
        """Draw a course's curve up to a moment."""
        which = self.courses.index(course)
        counts, costs = self.counts[which], self.costs[which]
        k = course.steps.index(moment.step)
        path = [self.c2p(*pair) for pair in zip(counts[: k + 1], costs[: k + 1], strict=True)]
        if moment.share > 0 and k + 1 < len(counts):
            after = self.c2p(counts[k + 1], costs[k + 1])
            path.append(path[-1] + moment.share * (after - path[-1]))
        head.move_to(path[-1])
        if moment.share in (0, 1):
            step = moment.nearest
            cost = course.source("all_samples_cost", step)
            mark(head, "place", course.count(step), second=cost, axes=self)
        elif hasattr(head, "mark"):
            del head.mark
        if len(path) > 1:
            line.set_points_as_corners(np.array(path))
        else:
            line.set_points([])

    def put(self, head: Dot, course: Course, moment: Moment) -> None:
        """Move the head to the mean cost at a moment."""
        step = moment.nearest
        count, cost = course.count(step), course.source("all_samples_cost", step)
        head.move_to(self.c2p(count.value, cost.value))
        mark(head, "place", count, second=cost, axes=self)

    def go(
        self, line: VMobject, head: Dot, course: Course, at: Callable[[float], Moment]
    ) -> list[Animation]:
        """Return the animation of a course's curve through the moments of a play."""
        both = VGroup(line, head)
        return [
            UpdateFromAlphaFunc(
                both, lambda _, share: self.reach(line, head, course, at(share)), rate_func=linear
            )
        ]


class CostFigures(VGroup):
    """The mean cost as a number beside the curve's name.

    Parameters
    ----------
    theme : Theme
    plot : CostCurve
    course : Course
    """

    def __init__(self, theme: Theme, plot: CostCurve, course: Course):
        self.course = course
        first = course.source("all_samples_cost", 0)
        x, baseline = plot.name.get_right()[0] + 0.2, plot.name.baseline
        em = 1.05 * theme.sizes.number
        self.number = Counter(theme, first, COST, em, theme.cost, x, baseline, "left")
        super().__init__(self.number)

    def show(self, moment: Moment) -> None:
        """Show the cost at a moment."""
        self.number.show(self.course.source("all_samples_cost", moment.nearest))

    def go(self, at: Callable[[float], Moment]) -> Animation:
        """Return the animation through the moments that ``at`` gives for the shares of a play."""
        return UpdateFromAlphaFunc(self, lambda _, share: self.show(at(share)), rate_func=linear)


def _nice_top(value: float) -> float:
    """Return a round number a little above a value."""
    ceiling = nice_ceiling(max(value, LEAST))
    shares = (0.3, 0.4, 0.6, 0.8, 1.0)
    return next(float(f"{s * ceiling:.3g}") for s in shares if value <= s * ceiling * (1 + 1e-9))
