"""The decision of a neuron with two inputs: two sides of a square, and the line between."""

from __future__ import annotations

import numpy as np
from manim import (
    Animation,
    Circle,
    Line,
    Rectangle,
    RegularPolygon,
    UpdateFromAlphaFunc,
    VGroup,
    VMobject,
)

from scenes.animation.timing import lingering
from scenes.clips.bias.sweep_plot import span
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
WRONG_RADIUS = 0.26
SIDE_RADIUS, SIDE_PITCH, SIDE_ROOM = 0.11, 0.22, 0.19
"""Size of the signs at the end of the line, and their distances from line and frame."""
TICK_ROOM = 0.58


class DecisionPlot(Plot):
    """A square of inputs: its bright and dark side, points with targets, and the line between.

    As in a neuron, bright means an output above one half, dark one below.  Bright triangles mark
    points with a target above one half, dark discs those with one below; a ring marks each point on
    the wrong side.

    Parameters
    ----------
    theme : Theme
    region : Region
        The plot is the largest square that fits beside the numbers of its axes, at the left.
    study : network.BiasStudy
    run : str
        ``without`` or ``with``.
    step : int
        Index of the entry of the training.

    Attributes
    ----------
    dots : list
        Discs and triangles.
    halves : list of VMobject
        The bright side of the square and the dark one.
    rings, line, arrow : VMobject
        The arrow shows the bias: it leads from the origin to the line.
    sides : list of VMobject
        A triangle and a disc outside the frame, on their sides of the end of the line.
    frame : Rectangle
    """

    def __init__(self, theme: Theme, region: Region, study, run: str, step: int):
        side = min(region.width - TICK_ROOM, region.height - TICK_ROOM)
        grid = study.arrays["grid"]
        reach = float(grid.max()) + float(grid[1] - grid[0]) / 2
        left = region.left + TICK_ROOM
        box = Region(left, left + side, region.top - side, region.top)
        super().__init__(theme, box, (-reach, reach), (-reach, reach))
        self.study, self.run, self.reach = study, run, reach
        self.unit, self.middle = side / (2 * reach), self.c2p(0, 0)
        self.frame = Rectangle(
            width=side, height=side, color=theme.hairline, stroke_width=theme.sizes.line
        ).move_to(self.middle)
        self.halves = [self._half(bright) for bright in (True, False)]
        self.dots = [self._point(k) for k in range(len(study.arrays["points"]))]
        self.rings = VMobject(stroke_color=theme.cost, stroke_width=2 * theme.sizes.line)
        self.line = Line(stroke_width=2.6 * theme.sizes.line, color=theme.ink)
        self.arrow = VMobject(stroke_width=0)
        self.sides = [self._shape(wanted, SIDE_RADIUS) for wanted in (True, False)]
        self.show(step)
        self.axes = self._axes()
        self.add(
            *self.halves, self.axes, self.frame, self.arrow, self.line, *self.sides, *self.dots,
            self.rings,
        )  # fmt: skip

    def _half(self, bright: bool) -> VMobject:
        half = VMobject(stroke_width=0)
        shade = mix(self.theme.background, self.theme.quiet, BRIGHT)
        half.set_fill(shade if bright else self.theme.background, opacity=1)
        half.sign = 1 if bright else -1
        return half

    def _shape(self, wanted: bool, radius: float) -> VMobject:
        """Return a triangle if a target is above one half, else a disc."""
        shape = (
            RegularPolygon(3, radius=1.25 * radius, start_angle=np.pi / 2)
            if wanted
            else Circle(radius)
        )
        theme = self.theme
        shape.set_fill(theme.ink if wanted else theme.background, opacity=1)
        return shape.set_stroke(theme.ink, width=1.2 * theme.sizes.line)

    def _point(self, k: int) -> VMobject:
        shape = self._shape(bool(self.study.arrays["targets"][k] > 0.5), POINT_RADIUS)
        sources = [Source(self.study, "points", index=(k, axis)) for axis in (0, 1)]
        shape.move_to(self.c2p(*(source.value for source in sources)))
        mark(shape, "place", sources[0], second=sources[1], axes=self)
        return shape

    def _axes(self) -> VGroup:
        theme, em = self.theme, 1.2 * self.theme.sizes.number_small
        style = {"color": theme.hairline, "stroke_width": theme.sizes.line}
        axes = VGroup(
            Line(self.c2p(-self.reach, 0), self.c2p(self.reach, 0), **style),
            Line(self.c2p(0, -self.reach), self.c2p(0, self.reach), **style),
        )
        for value in (-1, 0, 1):
            for axis, gap in enumerate((0.18, 0.16)):
                number = self.tick(axis, value, NumberFormat(0), gap=gap, half=0.1, em=em)
                axes.add(number.tick, number)
        for markup, place in (("x_1", (0.5, -1.0)), ("x_2", (-1.0, 0.5))):
            name = Formula(theme, markup, 0.8 * theme.sizes.formula, theme.quiet)
            edge = self.c2p(*(value * self.reach if abs(value) == 1 else value for value in place))
            name.move_to(edge + np.array([0, -0.28, 0] if place[0] > 0 else [-0.3, 0, 0]))
            axes.add(name)
        return axes

    def show(self, step: int) -> None:
        """Show the neuron at one entry of the training run."""
        for half in self.halves:
            self.fill_half(half, step)
        self.mark_wrong(self.rings, step)
        self.draw_line(self.line, step)
        self.draw_arrow(self.arrow, step)
        for side in self.sides:
            self.name_side(side, step)

    def fill_half(self, half: VMobject, step: int) -> None:
        """Redraw one side of the line for an entry of the training run."""
        arrays = self.study.arrays
        weights, bias = arrays[f"{self.run}_weights"][step], arrays[f"{self.run}_biases"][step]
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

    def mark_wrong(self, rings: VMobject, step: int) -> None:
        """Redraw the rings around the points misclassified at an entry of the training run."""
        arrays = self.study.arrays
        wrong = (arrays[f"{self.run}_outputs"][step] >= 0.5) != (arrays["targets"] >= 0.5)
        ring = Circle(WRONG_RADIUS).points
        places = [self.c2p(*arrays["points"][k]) for k in np.flatnonzero(wrong)]
        rings.wrong = np.flatnonzero(wrong).tolist()
        rings.set_points(np.concatenate([ring + p for p in places]) if places else [])

    def draw_line(self, line: Line, step: int) -> None:
        """Redraw the line on which the output is one half."""
        ends = self.study.arrays[f"{self.run}_line"][step]
        line.put_start_and_end_on(*(self.c2p(*end) for end in ends))
        line.step = step

    def draw_arrow(self, arrow: VMobject, step: int) -> None:
        """Redraw the arrow of the bias from the origin to the line."""
        foot = self.study.arrays[f"{self.run}_foot"][step]
        span(self.theme, arrow, self.c2p(0, 0), self.c2p(*foot))

    def name_side(self, side: VMobject, step: int) -> None:
        """Move a triangle or disc beside the upper end of the line, on the side it stands for."""
        _, high = sorted(self.study.arrays[f"{self.run}_line"][step], key=lambda end: end[1])
        weights = self.study.arrays[f"{self.run}_weights"][step]
        top = high[1] > abs(high[0]) - 1e-9
        along, out = np.array([[1.0, 0.0], [0.0, 1.0]])[:: 1 if top else -1]
        out = out * np.sign(high[0] if not top else 1.0)
        wanted = side is self.sides[0]
        way = np.sign(weights @ along) * (1 if wanted else -1)
        shift = SIDE_ROOM * out + SIDE_PITCH * way * along
        side.move_to(self.c2p(*high) + np.array([*shift, 0.0]))

    def train(self, steps: list[int]) -> list[Animation]:
        """Return the animations through entries of the training run."""

        def at(share: float) -> int:
            return steps[stage(share, len(steps))]

        return [
            UpdateFromAlphaFunc(mobject, update, rate_func=lingering)
            for mobject, update in (
                *[(h, lambda m, share: self.fill_half(m, at(share))) for h in self.halves],
                (self.rings, lambda m, share: self.mark_wrong(m, at(share))),
                (self.line, lambda m, share: self.draw_line(m, at(share))),
                (self.arrow, lambda m, share: self.draw_arrow(m, at(share))),
                *[(m, lambda m, share: self.name_side(m, at(share))) for m in self.sides],
            )
        ]
