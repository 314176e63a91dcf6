"""Tiles: each shows an output, its target and the term that they add to the cost."""

from __future__ import annotations

import math

import numpy as np
from manim import (
    Animation,
    Arrow,
    Circle,
    Dot,
    Line,
    UpdateFromAlphaFunc,
    VGroup,
    VMobject,
    linear,
)

from scenes.animation.pace import Pace
from scenes.clips.cost.bar import fill_of
from scenes.clips.cost.layout import Cell
from scenes.clips.cost.measure import Measure
from scenes.clips.cost.tile_frame import Span, TileFrame
from scenes.mobjects.graphing.arrowhead import Tip
from scenes.mobjects.text.text import Formula
from scenes.provenance.mark import mark
from scenes.provenance.source import Source
from scenes.style.theme import Theme

__all__ = ["AreaSquare", "CurveTile", "SquareTile"]

DOT, FULL_SIDE, LEAST_DOT = 0.1, 2.6, 0.7
"""Radius of a dot in a tile of this side, with which it scales; its smallest scale."""
RING = 1.6
"""Radius of a target's ring, in radii of a dot."""
SMALL = 0.35
"""Below this side outlines get thinner, as they would widen the square; in frame units."""
CURVE_POINTS = 160
ABOVE = 0.24
"""From an axis to the arrow above it, in frame units."""


def output_mark(theme: Theme, point: np.ndarray, size: float = 1.0) -> Dot:
    """Return the dot that marks an output."""
    return Dot(point, DOT * size, color=theme.ink)


def target_mark(theme: Theme, point: np.ndarray, size: float = 1.0) -> Circle:
    """Return the ring that marks a target; an exact output lies inside it."""
    ring = Circle(RING * DOT * size, color=theme.target)
    return ring.set_stroke(width=1.6 * theme.sizes.line * size).move_to(point)


class AreaSquare(VMobject):
    """A square whose area is a recorded value, in the units of its tile.

    Parameters
    ----------
    theme : Theme
    frame : TileFrame
    source : Source
        The area.
    foot : float
        Value along the axis at one lower corner.
    direction : int
        1 if the square lies to the right of that corner, −1 if to the left.
    """

    def __init__(
        self,
        theme: Theme,
        frame: TileFrame,
        source: Source,
        foot: float,
        direction: int,
    ):
        super().__init__(fill_color=fill_of(theme), fill_opacity=1.0, stroke_color=theme.cost)
        self.line = theme.sizes.line
        self.frame, self.foot, self.direction = frame, foot, direction
        self.unit, self.source = frame.unit, source
        self.become_area(source.value)
        mark(self, "square", source)

    def become_area(self, area: float) -> AreaSquare:
        """Take an area."""
        side = math.sqrt(max(area, 0.0))
        x = self.foot + self.direction * side
        corners = [(self.foot, 0.0), (x, 0.0), (x, side), (self.foot, side)]
        self.set_points_as_corners([self.frame.c2p(*c) for c in [*corners, corners[0]]])
        return self.set_stroke(width=min(side * self.unit / SMALL, 1.0) * self.line)

    def rise(self) -> Animation:
        """Grow the square from the corner at the target."""
        area = self.source.value
        return UpdateFromAlphaFunc(
            self, lambda square, share: square.become_area(area * max(share, 1e-3) ** 2)
        )


class _Tile(VGroup):
    """What all tiles of outputs have: frame, ring at the target, dot at the output.

    Parameters
    ----------
    theme : Theme
    measure : Measure
    k : int
        Index of the output.
    cell : Cell
    side : float
    span : Span
    """

    def __init__(
        self,
        theme: Theme,
        measure: Measure,
        k: int,
        cell: Cell,
        side: float,
        span: Span,
    ):
        self.theme, self.measure, self.k = theme, measure, k
        self.frame = TileFrame(theme, cell, side, span, axis=True)
        self.output, self.wanted = measure.output(k).value, measure.target(k).value
        self.size = max(side / FULL_SIDE, LEAST_DOT)
        self.dot = output_mark(theme, self.frame.c2p(self.output, 0), self.size)
        self.ring = target_mark(theme, self.frame.c2p(self.wanted, 0), self.size)
        mark(self.dot, "place", measure.output(k), axes=self.frame)
        mark(self.ring, "place", measure.target(k), axes=self.frame)
        self.build()
        super().__init__(*self.pieces)

    def build(self) -> None:
        """Build what shows the term."""
        raise NotImplementedError

    @property
    def pieces(self) -> list[VMobject]:
        """Everything that is drawn, from back to front, without ticks."""
        raise NotImplementedError

    @property
    def on_axis(self) -> list[VMobject]:
        """The axis, with the target's ring and the output's dot."""
        return [self.frame.foot, self.ring, self.dot]

    def follow(self, outputs: np.ndarray, pace: Pace) -> Animation:
        """Let the dot run through some rows of all outputs."""
        values = outputs[:, self.k]
        times = np.linspace(0, 1, len(values))

        def move(dot: Dot, share: float) -> None:
            dot.move_to(self.frame.c2p(float(np.interp(pace.way(share), times, values)), 0))

        self.dot.mark = None
        return UpdateFromAlphaFunc(self.dot, move, rate_func=linear)

    def ghost(self, before: Source) -> Dot:
        """Return a quiet dot where the output was."""
        dot = output_mark(self.theme, self.frame.c2p(before.value, 0), self.size)
        mark(dot, "place", before, axes=self.frame)
        return dot.set_color(self.theme.quiet)

    def arrow(self, before: Source, after: Source) -> Arrow:
        """Return an arrow above the axis, from one output to another."""
        ends = [self.frame.c2p(s.value, 0) + np.array([0.0, ABOVE, 0.0]) for s in (before, after)]
        return Arrow(
            *ends, buff=0, tip_length=0.16, max_tip_length_to_length_ratio=0.5,
            color=self.theme.ink, stroke_width=2 * self.theme.sizes.line,
        )  # fmt: skip


class SquareTile(_Tile):
    """A tile with the output error as a length and its square as an area.

    Attributes
    ----------
    gap : Line
        From target to output, in the colour of the error's sign.
    tip : Tip
        The arrowhead at its end, just before the output's dot.
    square : AreaSquare
    """

    def build(self) -> None:
        """Build the line and the square on it."""
        theme, frame, measure = self.theme, self.frame, self.measure
        error = measure.error(self.k)
        self.gap = Line(
            frame.c2p(self.wanted, 0),
            frame.c2p(self.output, 0),
            color=theme.signed(error.value),
            stroke_width=3.4 * theme.sizes.line * self.size,
        )
        self.gap.full = frame.unit
        mark(self.gap, "length", error)
        self.tip = Tip(self.size)
        self._point(self.output)
        towards = 1 if self.output > self.wanted else -1
        self.square = AreaSquare(theme, frame, measure.term(self.k), self.wanted, towards)

    def _point(self, output: float) -> None:
        """Let the arrowhead end at the rim of the output's dot."""
        start, end = self.frame.c2p(self.wanted, 0), self.frame.c2p(output, 0)
        way = end[0] - start[0]
        rim = min(DOT * self.size, abs(way) / 2) * (1 if way > 0 else -1)
        self.tip.point(start, end - [rim, 0.0, 0.0], self.theme.signed(output - self.wanted))

    @property
    def pieces(self) -> list[VMobject]:
        """Everything that is drawn, from back to front, without ticks."""
        return [self.frame.lines, self.square, self.gap, self.tip, self.ring, self.dot]

    def stretch(self) -> list[Animation]:
        """Draw the error from the target to the output."""
        frame, wanted, way = self.frame, self.wanted, self.output - self.wanted

        def reach(share: float) -> float:
            return wanted + way * max(share, 1e-3)

        def grow(gap: VMobject, share: float) -> None:
            gap.set_points_as_corners([frame.c2p(wanted, 0), frame.c2p(reach(share), 0)])

        # Each by itself: as a group they would be drawn above ring and dot.
        return [
            UpdateFromAlphaFunc(self.gap, grow),
            UpdateFromAlphaFunc(self.tip, lambda _, share: self._point(reach(share))),
        ]

    def raise_term(self) -> Animation:
        """Raise the square on the error."""
        return self.square.rise()


class CurveTile(_Tile):
    """A tile with the curve of a cross-entropy over the output; the term is its height there.

    Attributes
    ----------
    curve : VMobject
    stem : Line
        From the output up to the curve.
    title : Formula or None
        The curve's formula.
    """

    def build(self) -> None:
        """Build the curve and the height at the output."""
        theme, frame, measure = self.theme, self.frame, self.measure
        height = frame.span.height
        values = np.linspace(frame.span.low, frame.span.high, CURVE_POINTS)
        heights = [measure.term_of(float(value), self.wanted) for value in values]
        inside = [
            self._point(value, up)
            for value, up in zip(values, heights, strict=True)
            if up <= height
        ]
        self.curve = VMobject(stroke_color=theme.quiet, stroke_width=theme.sizes.line * 1.2)
        self.curve.set_points_as_corners(inside)
        term = measure.term(self.k)
        self.stem = Line(stroke_width=3.4 * theme.sizes.line * self.size, color=theme.cost)
        self._stand(self.stem, self.output, term.value)
        self.stem.full = frame.side / height
        mark(self.stem, "height", term)
        self.title = None
        if markup := measure.curve_title(self.wanted):
            self.title = Formula(theme, markup, 1.1 * theme.sizes.label, theme.quiet)
            room = frame.width_now / 2 - self.title.width / 2 - 0.15
            side = 1 if self.wanted else -1
            at = [frame.cell.x + side * room, frame.cell.top - 0.15 - self.title.height / 2, 0]
            self.title.move_to(at)

    def _point(self, output: float, term: float) -> np.ndarray:
        foot = self.frame.c2p(output, 0)
        return foot + np.array([0.0, self.frame.height_of(term), 0.0])

    def _stand(self, stem: Line, output: float, term: float, share: float = 1.0) -> None:
        foot = self.frame.c2p(output, 0)
        up = np.array([0.0, max(share * self.frame.height_of(term), 1e-4), 0.0])
        stem.set_points_as_corners([foot, foot + up])

    @property
    def pieces(self) -> list[VMobject]:
        """Everything that is drawn, from back to front, without ticks and title."""
        return [self.frame.lines, self.curve, self.stem, self.ring, self.dot]

    def raise_term(self) -> Animation:
        """Raise the stem from the output to the curve."""
        term = self.measure.term(self.k).value

        def grow(stem: Line, share: float) -> None:
            self._stand(stem, self.output, term, share)

        return UpdateFromAlphaFunc(self.stem, grow)
