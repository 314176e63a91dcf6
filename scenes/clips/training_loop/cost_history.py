"""The recorded costs on screen: a dot for each step of an epoch, then a line through all."""

from __future__ import annotations

from collections.abc import Callable

from manim import Animation, FadeIn, FadeOut, Transform, VGroup

from scenes.animation.timing import within
from scenes.clips.training_loop.cost_plot import CostPlot
from scenes.clips.training_loop.course import Course
from scenes.clips.training_loop.error_table import name_of_cost
from scenes.mobjects.network.step_through import Span
from scenes.mobjects.text.readout import Readout
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["CostHistory"]

SMALL = 0.04
"""Radius of the dots once the axis has made room for all epochs, in frame units."""


class CostHistory:
    """The costs of one epoch on their plot, and then of the whole run.

    Parameters
    ----------
    theme : Theme
    region : Region
    course : Course
    step : int
        The step shown in full: its epoch is drawn.
    words : (str, str)
        Names of the cost and of the horizontal axis.

    Attributes
    ----------
    plot : CostPlot
        Of the epoch, and once the axis has been stretched, of the run.
    name : TextLine
    dots : VGroup
    first : Readout
        The cost of the first dot.
    fresh : VGroup
        What the stretched axis has of its own.
    """

    def __init__(
        self, theme: Theme, region: Region, course: Course, step: int, words: tuple[str, str]
    ):
        self.theme, self.course = theme, course
        first, last = course.first_of_epoch(step), course.last_of_epoch(step) + 1
        self.step_name = words[1]
        self.name = name_of_cost(theme, words[0], region.width - 0.2)
        self.region = region = Region(
            region.left, region.right, region.bottom, region.top - self.name.drop
        )
        self.plot = CostPlot(theme, region, course.recording, (first, last), words[1])
        x = max(self.plot.left + 0.2, region.x - self.name.width / 2)
        x, top = min(x, region.right - self.name.width), region.top - 0.3 + self.name.drop
        self.name.place(x, top, "left")
        self.dots = VGroup(self.plot.dot(step))
        self.first = self._printed(step)
        self.line = self.plot.line()

    def go(self, step: int, span: Span) -> list[Animation]:
        """Return the animations that add a dot for a step."""
        self.dots.add(dot := self.plot.dot(step))
        return [within(FadeIn(dot, scale=2), *span)]

    def stretch(self) -> list[Animation]:
        """Return the animations in which the axis makes room for the steps of all epochs."""
        course, old = self.course, self.plot
        self.plot = plot = CostPlot(
            self.theme, self.region, course.recording, (0, course.total), self.step_name
        )
        ways: list[Animation] = []
        steps = [int(dot.mark.source.value) - 1 for dot in self.dots]
        for dot, step in zip(self.dots, steps, strict=True):
            ways.append(Transform(dot, plot.dot(step, SMALL)))
            dot.mark = plot.dot(step).mark
        self.line = plot.line()
        # The vertical axis is the same: only what differs changes.
        self.fresh = changing = plot.changing
        return [
            *ways,
            *[within(FadeOut(m), 0.0, 0.45) for m in old.changing],
            *[within(FadeIn(m), 0.55, 1.0) for m in changing],
        ]

    def draw(self, way: Callable[[float], float]) -> Animation:
        """Return the animation of the line up to the step that ``way`` gives at each share."""
        return self.plot.draw(self.line, lambda share: way(share) + 1)

    def _printed(self, step: int) -> Readout:
        """Return the cost of a step, printed beside its dot."""
        theme, source = self.theme, Source(self.course.recording, "cost", step)
        number = Readout(theme, source, NumberFormat(3), theme.sizes.label, theme.cost)
        x, y, _ = self.plot.dot(step).get_center()
        below = y - 0.16 - number.height
        baseline = max(below, self.plot.bottom + 0.1)
        if x + 0.2 + number.width > self.region.right:
            return number.place(x - 0.2, baseline, "right")
        return number.place(x + 0.2, baseline, "left")
