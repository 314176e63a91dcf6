"""The cost of a sample at every visit: a growing curve."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from manim import Animation, DashedLine, Dot, UpdateFromAlphaFunc, VGroup, VMobject, linear

from scenes.animation.pace import Pace
from scenes.clips.cost.measure import Measure
from scenes.mobjects.graphing.axes import Plot
from scenes.mobjects.network.shown import nice_ceiling
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import TextLine
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["History"]

LEFT, RIGHT, TOP, BOTTOM = 0.95, 0.35, 0.75, 0.95
"""Room around the box for tick labels and words."""
DOT, HEAD = 0.055, 0.1
"""Radii of the dots of visits and of the one that leads."""
WHOLE = NumberFormat(0)


class History(Plot):
    """Axes of epochs and cost, and the curve through the visits.

    Parameters
    ----------
    theme : Theme
    region : Region
    measure : Measure
    visits : sequence of int
        Training steps on the sample.
    cost, epoch : str
        Words for the axes.

    Attributes
    ----------
    axes : VGroup
        Axes, ticks and words.
    curve : VMobject
    dots : list of Dot
        One for each visit.
    head : Dot
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        measure: Measure,
        visits: Sequence[int],
        cost: str,
        epoch: str,
    ):
        self.measure, self.visits = measure, list(visits)
        recording = measure.recording
        self.epochs = [float(recording.epoch[step]) for step in visits]
        self.costs = [float(recording.cost[step]) for step in visits]
        top = nice_top(max(self.costs))
        box = Region(
            region.left + LEFT, region.right - RIGHT, region.bottom + BOTTOM, region.top - TOP
        )
        first, last = self.epochs[0], self.epochs[-1]
        super().__init__(theme, box, (first, last), (0.0, top))
        arrows = self.arrows(box.right + 0.3, box.top + 0.35)
        places = 0 if top == round(top) else max(1, -int(np.floor(np.log10(top))))
        self.tick(1, 0.0, WHOLE, gap=0.16)
        self.tick(1, top, NumberFormat(places), gap=0.16)
        self.tick(0, first, WHOLE, gap=0.2)
        self.tick(0, last, WHOLE, gap=0.2)
        em = theme.sizes.label
        said = TextLine(theme, cost, em, theme.cost)
        said.place(box.left + 0.2, box.top + 0.3, "left")
        along = TextLine(theme, epoch, em, theme.quiet)
        along.place(box.x, box.bottom - 0.78)
        self.axes = VGroup(arrows, self.ticks, self.numbers, said, along)
        self.points = [self.c2p(*pair) for pair in zip(self.epochs, self.costs, strict=True)]
        self.curve = VMobject(stroke_color=theme.cost, stroke_width=1.6 * theme.sizes.line)
        self.dots = [Dot(point, DOT, color=theme.cost) for point in self.points]
        for dot, step in zip(self.dots, visits, strict=True):
            self._mark(dot, step)
        self.head = Dot(self.points[0], HEAD, color=theme.cost)

    def _mark(self, dot: Dot, step: int) -> None:
        epoch = Source(self.measure.recording, "epoch", step)
        mark(dot, "place", epoch, second=self.measure.cost(step), axes=self)

    def reach(self, place: float) -> None:
        """Draw everything up to a place among the visits, counted from 0."""
        whole = min(int(place), len(self.points) - 1)
        path = self.points[: whole + 1]
        if place > whole:
            start, end = self.points[whole : whole + 2]
            path = [*path, start + (place - whole) * (end - start)]
        self.head.move_to(path[-1])
        if len(path) > 1:
            self.curve.set_points_as_corners(path)
        for k, dot in enumerate(self.dots):
            dot.set_opacity(1.0 if k <= place + 1e-6 else 0.0)

    def run(self, first: int, last: int, pace: Pace) -> Animation:
        """Grow the curve from one visit to another."""

        def grow(_: VMobject, share: float) -> None:
            self.reach(first + pace.way(share) * (last - first))

        moving = VGroup(self.curve, *self.dots, self.head)
        return UpdateFromAlphaFunc(moving, grow, rate_func=linear)

    def turning_point(self, step: int, decimals: int) -> tuple[DashedLine, Readout, VGroup]:
        """Mark a training step: a line, its epoch below the axis, and its cost beside the curve."""
        theme, recording = self.theme, self.measure.recording
        epoch, cost = Source(recording, "epoch", step), self.measure.cost(step)
        at = self.c2p(epoch.value, cost.value)
        foot, top = np.array([at[0], self.bottom, 0.0]), np.array([at[0], self.top, 0.0])
        line = DashedLine(foot, top, color=theme.focus, stroke_width=theme.sizes.line)
        below = Readout(theme, epoch, WHOLE, theme.sizes.number_small, theme.focus)
        below.place(foot[0], self.numbers[-1].baseline)
        dot = Dot(at, HEAD, color=theme.focus)
        mark(dot, "place", epoch, second=cost, axes=self)
        said = Readout(theme, cost, NumberFormat(decimals), 1.1 * theme.sizes.number, theme.cost)
        self._place_clear(said, at)
        return line, below, VGroup(dot, said)

    def _place_clear(self, said: Readout, at: np.ndarray) -> None:
        """Place a number near a point, clear of the curve and within the axes."""
        across, up = said.width / 2 + 0.25, said.height / 2 + 0.22
        ways = [(x, y) for y in (up, -up, 2 * up, -2 * up, 3 * up) for x in (across, -across)]
        for x, y in ways:
            said.move_to([at[0] + x, at[1] + y, 0.0])
            inside = self.left + 0.1 < said.get_left()[0] and said.get_right()[0] < self.right + 0.3
            inside = (
                inside
                and self.bottom + 0.1 < said.get_bottom()[1]
                and said.get_top()[1] < self.top + 0.1
            )
            if inside and not any(self._meets(said, *pair) for pair in pairwise(self.points)):
                return

    @staticmethod
    def _meets(said: Readout, start: np.ndarray, end: np.ndarray) -> bool:
        """Return whether a piece of the curve passes a number too closely."""
        half = np.array([said.width / 2 + 0.1, said.height / 2 + 0.1])
        way = start + np.linspace(0, 1, 24)[:, None] * (end - start)
        return bool((np.abs(way - said.get_center())[:, :2] < half).all(axis=1).any())


def nice_top(value: float) -> float:
    """Return a round number a little above a value."""
    ceiling = nice_ceiling(max(value, 1e-9))
    for share in (0.3, 0.4, 0.6, 0.8, 1.0):
        if value <= share * ceiling:
            return float(f"{share * ceiling:.3g}")
    return ceiling
