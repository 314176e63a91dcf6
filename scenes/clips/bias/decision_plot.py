"""The decision of a neuron with two inputs: two sides of a square, and the line between."""

from __future__ import annotations

from collections.abc import Sequence

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

__all__ = ["FAINT", "DecisionPlot"]

BRIGHT = 0.3
"""Brightness of the side on which outputs are above one half; the other side is dark."""
POINT_RADIUS = 0.15
CROSS = 0.2
"""Reach of the arms of a cross over a point on the wrong side."""
FAINT = 0.25
"""Opacity of points that are not spoken of, and of their crosses."""
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
    crosses, others, line : VMobject
        The crosses of the points spoken of, the faint ones of the others, and the line.
    judged : set of int
        The points spoken of; at first, all.
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
        self.others = self.crosses.copy().set_stroke(opacity=FAINT)
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
        self.mark_wrong(self.others, entry)
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
        """Redraw the crosses over points on the wrong side: those spoken of, or the others."""
        spoken_of = crosses is not self.others
        self._crossed(crosses, [k for k in self.wrong(entry) if (k in self.judged) == spoken_of])

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

    def thread(self, conflict: Sequence[int]) -> VMobject:
        """Return a thread that ties two or three points to the pin, in the colour of the focus."""
        thread = VMobject(stroke_color=self.theme.focus, stroke_width=1.6 * self.theme.sizes.line)
        for k in conflict:
            thread.start_new_path(self.middle).add_line_to(self.dots[k].get_center())
        return thread

    def go(self, entries: Sequence[int], ease=smooth, *, judged: bool = True) -> list[Animation]:
        """Return the animations through entries of the moved line, with crosses if ``judged``."""

        def at(share: float) -> int:
            return entries[stage(share, len(entries))]

        marks = (self.crosses, self.others) if judged else ()
        return [
            UpdateFromAlphaFunc(mobject, update, rate_func=ease)
            for mobject, update in (
                *[(h, lambda m, share: self.fill_half(m, at(share))) for h in self.halves],
                *[(c, lambda m, share: self.mark_wrong(m, at(share))) for c in marks],
                (self.line, lambda m, share: self.draw_line(m, at(share))),
            )
        ]
