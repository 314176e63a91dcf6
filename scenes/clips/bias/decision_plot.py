"""The decision of a neuron with two inputs: two sides of a square, and the line between."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from manim import (
    Animation,
    Circle,
    DashedLine,
    Line,
    Rectangle,
    RegularPolygon,
    UpdateFromAlphaFunc,
    VGroup,
    VMobject,
    smooth,
)

from network.studies.separators import line_in_square
from scenes.mobjects.graphing.axes import Plot
from scenes.mobjects.text.counter import stage
from scenes.mobjects.text.text import Formula
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme, mix

__all__ = ["DecisionPlot"]

BRIGHT = 0.3
"""Brightness of the side on which outputs are above one half; the other side is dark."""
POINT_RADIUS = 0.15
CROSS = 0.2
"""Reach of the arms of a cross over a point on the wrong side."""
LOOKS = ((1.0, 1.0), (0.24, 0.6), (0.1, 0.4))
"""Patterns of threads: distance of their pieces, in frame units, and which share of it is drawn."""
TICK_ROOM = 0.58
EDGE = 0.1
"""Room for the width of the lines at the edges of the square, in frame units."""


class DecisionPlot(Plot):
    """A square of inputs: its bright and dark side, points with targets, and the line between.

    As in a neuron, bright means an output above one half, dark one below.  Triangles are points
    with a target above one half, discs those with one below; a cross marks each point on the wrong
    side.

    Parameters
    ----------
    theme : Theme
    region : Region
        The plot is the largest square that fits beside the numbers of its axes, centred.
    study : network.BiasStudy
    entry : int
        Index of the entry of the moved line.

    Attributes
    ----------
    dots : list
        Discs and triangles.
    halves : list of VMobject
        The bright side of the square and the dark one.
    crosses, line : VMobject
    judged : set of int
        The points of which the wrong ones are crossed out; at first, all.
    frame : Rectangle
    across, axes : Line, VGroup
        The axis of the first input; the other axis, and the numbers and names of both.
    """

    def __init__(self, theme: Theme, region: Region, study, entry: int = 0):
        side = min(region.width, region.height) - TICK_ROOM - EDGE
        grid = study.arrays["grid"]
        reach = float(grid.max()) + float(grid[1] - grid[0]) / 2
        left, bottom = (middle - (side - TICK_ROOM) / 2 for middle in (region.x, region.y))
        super().__init__(
            theme,
            Region(left, left + side, bottom, bottom + side),
            (-reach, reach),
            (-reach, reach),
        )
        self.study, self.reach = study, reach
        self.unit, self.middle = side / (2 * reach), self.c2p(0, 0)
        self.frame = Rectangle(
            width=side, height=side, color=theme.hairline, stroke_width=theme.sizes.line
        ).move_to(self.middle)
        self.halves = [self._half(bright) for bright in (True, False)]
        self.dots = [self._point(k) for k in range(len(study.arrays["points"]))]
        self.judged = set(range(len(self.dots)))
        self.crosses = VMobject(stroke_color=theme.cost, stroke_width=2.6 * theme.sizes.line)
        self.line = Line(stroke_width=2.6 * theme.sizes.line, color=theme.ink)
        self.show(entry)
        style = {"color": theme.hairline, "stroke_width": theme.sizes.line}
        self.across = Line(self.c2p(-reach, 0), self.c2p(reach, 0), **style)
        self.axes = VGroup(
            Line(self.c2p(0, -reach), self.c2p(0, reach), **style), *self._numbers(), *self._names()
        )

    def _half(self, bright: bool) -> VMobject:
        half = VMobject(stroke_width=0)
        shade = mix(self.theme.background, self.theme.quiet, BRIGHT)
        half.set_fill(shade if bright else self.theme.background, opacity=1)
        half.sign = 1 if bright else -1
        return half

    def _point(self, k: int) -> VMobject:
        """Return a triangle if the target is above one half, else a disc."""
        theme, wanted = self.theme, bool(self.study.arrays["targets"][k] > 0.5)
        radius = POINT_RADIUS
        shape = (
            RegularPolygon(3, radius=1.3 * radius, start_angle=np.pi / 2)
            if wanted
            else Circle(radius)
        )
        shape.set_fill(theme.ink if wanted else theme.quiet, opacity=1).set_stroke(width=0)
        sources = [Source(self.study, "points", index=(k, axis)) for axis in (0, 1)]
        shape.move_to(self.c2p(*(source.value for source in sources)))
        mark(shape, "place", sources[0], second=sources[1], axes=self)
        return shape

    def _numbers(self) -> list[VMobject]:
        em, drawn = 1.2 * self.theme.sizes.number_small, []
        for value in (-1, 0, 1):
            for axis, gap in enumerate((0.18, 0.16)):
                number = self.tick(axis, value, NumberFormat(0), gap=gap, half=0.1, em=em)
                drawn += [number.tick, number]
        return drawn

    def _names(self) -> list[Formula]:
        """Return the names of both inputs, each between two numbers of its axis."""
        names = []
        for markup, at, shift in (
            ("x_1", (0.5, -self.reach), (0, -0.28, 0)),
            ("x_2", (-self.reach, 0.5), (-0.3, 0, 0)),
        ):
            name = Formula(self.theme, markup, 0.8 * self.theme.sizes.formula, self.theme.quiet)
            names.append(name.move_to(self.c2p(*at) + np.array(shift)))
        return names

    def neuron(self, entry: int) -> tuple[np.ndarray, float]:
        """Return the weights and the bias at an entry of the moved line."""
        return self.study.moved_weights[entry], float(self.study.moved_biases[entry])

    def show(self, entry: int) -> None:
        """Show the neuron at one entry of the moved line."""
        for half in self.halves:
            self.fill_half(half, entry)
        self.mark_wrong(self.crosses, entry)
        self.draw_line(self.line, entry)

    def fill_half(self, half: VMobject, entry: int) -> None:
        """Redraw one side of the line."""
        weights, bias = self.neuron(entry)
        sides = self.reach * np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]])
        values = half.sign * (sides @ weights + bias)
        corners: list[np.ndarray] = []
        for k, (here, value) in enumerate(zip(sides, values, strict=True)):
            there, other = sides[(k + 1) % 4], values[(k + 1) % 4]
            if value >= 0:
                corners.append(here)
            if value * other < 0:
                corners.append(here + value / (value - other) * (there - here))
        places = [self.c2p(*corner) for corner in corners]
        if len(places) > 2:
            half.set_points_as_corners([*places, places[0]])
        else:
            half.set_points([])

    def wrong(self, entry: int) -> list[int]:
        """Return the indices of the points on the wrong side."""
        weights, bias = self.neuron(entry)
        above = self.study.arrays["points"] @ weights + bias >= 0
        return np.flatnonzero(above != (self.study.arrays["targets"] >= 0.5)).tolist()

    def cross(self, k: int) -> VMobject:
        """Return a cross over a point."""
        return self._crossed(self.crosses.copy(), [k])

    def mark_wrong(self, crosses: VMobject, entry: int) -> None:
        """Redraw the crosses over the judged points on the wrong side."""
        self._crossed(crosses, [k for k in self.wrong(entry) if k in self.judged])

    def _crossed(self, crosses: VMobject, points: list[int]) -> VMobject:
        crosses.wrong = points
        crosses.clear_points()
        for k in points:
            at = self.c2p(*self.study.arrays["points"][k])
            for arm in ([CROSS, CROSS, 0], [CROSS, -CROSS, 0]):
                crosses.start_new_path(at - np.array(arm)).add_line_to(at + np.array(arm))
        return crosses

    def draw_line(self, line: Line, entry: int) -> None:
        """Redraw the line on which the output is one half."""
        weights, bias = self.neuron(entry)
        ends = line_in_square(weights.tolist(), bias, self.reach)
        line.put_start_and_end_on(*(self.c2p(*end) for end in ends))
        line.entry = entry

    def ghost(self) -> DashedLine:
        """Return a dashed copy of the line, to stay where the line was."""
        style = {"color": self.theme.hairline, "stroke_width": 1.6 * self.theme.sizes.line}
        return DashedLine(self.line.get_start(), self.line.get_end(), **style)

    def thread(self, conflict: Sequence[int], look: int = 0) -> VMobject:
        """Return a thread through the pin that ties points together, or leads from it to both.

        Parameters
        ----------
        conflict : sequence of int
            Indices of two or three points.
        look : int
            Of several threads, every one has its own pattern of dashes; number 0 is solid.
        """
        places = [self.dots[k].get_center() for k in conflict]
        first, second, *rest = places
        ways = [[first, self.middle, second], *[[self.middle, place] for place in rest]]
        if not rest and np.dot(first - self.middle, second - self.middle) > 0:
            ways = [[self.middle, first, second]]
        thread = VMobject(stroke_color=self.theme.focus, stroke_width=1.6 * self.theme.sizes.line)
        for way in ways:
            for here, there in pairwise(way):
                for start, stop in self._pieces(float(np.linalg.norm(there - here)), look):
                    thread.start_new_path(here + start * (there - here))
                    thread.add_line_to(here + stop * (there - here))
        return thread

    @staticmethod
    def _pieces(length: float, look: int) -> list[tuple[float, float]]:
        """Return where the pieces of a stretch of thread begin and end, as shares of it."""
        pitch, share = LOOKS[look % len(LOOKS)]
        if share == 1.0:
            return [(0.0, 1.0)]
        count = max(1, round(length / pitch - share))
        whole = count + share  # a stretch begins and ends with a piece
        return [(k / whole, (k + share) / whole) for k in range(count + 1)]

    def go(self, entries: Sequence[int], ease=smooth, *, judged: bool = True) -> list[Animation]:
        """Return the animations through entries of the moved line, with crosses if ``judged``."""

        def at(share: float) -> int:
            return entries[stage(share, len(entries))]

        return [
            UpdateFromAlphaFunc(mobject, update, rate_func=ease)
            for mobject, update in (
                *[(h, lambda m, share: self.fill_half(m, at(share))) for h in self.halves],
                *[(self.crosses, lambda m, share: self.mark_wrong(m, at(share)))][: int(judged)],
                (self.line, lambda m, share: self.draw_line(m, at(share))),
            )
        ]
