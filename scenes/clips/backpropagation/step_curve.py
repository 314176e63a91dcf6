"""The cost along the step: what the slopes foretold, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from manim import Animation, Create, DashedLine, Dot, Line, UpdateFromAlphaFunc, VMobject, smooth

from scenes.clips.backpropagation.cost_line import cost_decimals
from scenes.clips.backpropagation.story import Story
from scenes.mobjects.graphing.axes import Plot
from scenes.mobjects.text.equals import exact_look
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["StepCurve"]

LEFT, FOOT, HEAD = 0.85, 0.62, 0.76
"""Room around the axes for numbers and names, in frame units."""
DOT = 0.1
"""Radius of a point, in frame units."""
APART = 0.42
"""Least distance of two numbers, one above the other, in frame units."""
POINTS = 81


class StepCurve(Plot):
    """The cost while the learning rate grows from zero to its value, and the straight prophecy.

    Parameters
    ----------
    theme : Theme
    region : Region
    story : Story
    words : mapping of str to str
        ``cost`` (its name), ``foretold`` and ``real``.

    Attributes
    ----------
    start, end, promise : Dot
        The cost before the step and after it, and what the slopes foretold.
    line : Line
        The tangent at the start.
    curve : VMobject
    before, after, foretold : list
        A number each, and what it is.
    """

    def __init__(self, theme: Theme, region: Region, story: Story, words: Mapping[str, str]):
        rate = Source(story.recording, "setting", index=("learning_rate",))
        shares = np.linspace(0.0, 1.0, POINTS)
        self.xs = rate.value * shares
        self.ys = story.recording.along_step(story.step, shares)
        sources = [
            story.source(f"learned_cost{name}", None) for name in ("", "_after", "_foretold")
        ]
        low = min(0.0, sources[2].value)
        high = max(float(self.ys.max()), 1e-9)
        style = NumberFormat(cost_decimals(story))
        em = theme.sizes.number
        after, foretold = (
            self._said(theme, source, style, word, colour)
            for source, word, colour in (
                (sources[1], words["real"], theme.cost),
                (sources[2], words["foretold"], theme.ink),
            )
        )
        room = max(m.width for m in (*after, *foretold)) + 0.35
        box = Region(
            region.left + LEFT, region.right - room, region.bottom + FOOT, region.top - HEAD
        )
        super().__init__(theme, box, (0.0, rate.value), (low, low + 1.06 * (high - low)))
        self.frame = self.arrows(min(box.right + 0.7, region.right), box.top + 0.2)
        self.across = Formula(theme, "eta", 0.8 * theme.sizes.formula, theme.quiet)
        self.across.move_to([box.right + 0.55, box.bottom - 0.38, 0])
        self.up = TextLine(theme, words["cost"], theme.sizes.label, theme.cost)
        self.up.place(region.left + 0.05, 0.0, "left")
        self.up.shift([0, region.top - 0.03 - self.up.get_top()[1], 0])
        self.tick(0, 0.0, NumberFormat(0), gap=0.2)
        look, equals = exact_look(rate)
        if equals == "=":
            self.tick(0, rate.value, look, gap=0.2)
        self._add_heights(low, high)
        self.add(*self.frame, self.ticks, self.numbers, self.across, self.up)
        thick = 2 * theme.sizes.line
        self.curve = VMobject(stroke_color=theme.cost, stroke_width=thick)
        self.curve.set_points_as_corners(self._points(1.0))
        first, goal = self.c2p(0.0, sources[0].value), self.c2p(rate.value, sources[2].value)
        self.line = DashedLine(first, goal, dash_length=0.12, color=theme.ink, stroke_width=thick)
        self.start = Dot(first, DOT, color=theme.focus)
        self.end = Dot(self.c2p(rate.value, sources[1].value), DOT, color=theme.focus)
        self.promise = Dot(goal, DOT, color=theme.ink)
        mark(self.start, "place", sources[0], axes=_Heights(self))
        mark(self.end, "place", rate, second=sources[1], axes=self)
        mark(self.promise, "place", rate, second=sources[2], axes=self)
        self.gap = Line(
            self.end.get_center(), goal, color=theme.hairline, stroke_width=theme.sizes.line
        )
        self._place(after, foretold, box, region)
        self.after, self.foretold = after, foretold
        number = Readout(theme, sources[0], style, em, theme.cost)
        self.before = [number.place(first[0] + 0.22, first[1] + 0.16, "left")]

    @staticmethod
    def _said(
        theme: Theme, source: Source, style: NumberFormat, word: str, colour: str
    ) -> list[Readout | TextLine]:
        return [
            Readout(theme, source, style, theme.sizes.number, colour),
            TextLine(theme, word, theme.sizes.label, theme.quiet),
        ]

    def _add_heights(self, low: float, high: float) -> None:
        step = next(s for s in (10.0**n * m for n in range(-8, 9) for m in (1, 2, 5))
                    if (high - low) / s <= 5)  # fmt: skip
        decimals = max(0, -int(np.floor(np.log10(step) + 1e-9)))
        for k in range(int(np.ceil(low / step - 1e-9)), int(np.floor(high / step + 1e-9)) + 1):
            self.tick(1, round(k * step, 12), NumberFormat(decimals), gap=0.14)

    def _place(self, after: list, foretold: list, box: Region, region: Region) -> None:
        """Place the two results at the right of their points, word below number, apart."""
        x = box.right + 0.25
        tall = 0.78
        middles = [self.end.get_y(), self.promise.get_y()]
        middle, apart = sum(middles) / 2, max(abs(middles[0] - middles[1]), tall)
        way = 1.0 if middles[0] >= middles[1] else -1.0
        low = region.bottom + FOOT + tall / 2
        middle = min(max(middle, low + apart / 2), region.top - HEAD - apart / 2 - tall / 2)
        for said, side in ((after, way), (foretold, -way)):
            y = middle + side * apart / 2
            said[0].place(x, y + 0.06, "left")
            said[1].place(x, y - 0.27, "left")

    def _points(self, share: float) -> list[np.ndarray]:
        end = share * self.xs[-1]
        inner = self.xs < end - 1e-12
        xs = [*self.xs[inner], end]
        ys = [*self.ys[inner], float(np.interp(end, self.xs, self.ys))]
        points = [self.c2p(x, y) for x, y in zip(xs, ys, strict=True)]
        return points if len(points) > 1 else points * 2

    def foretell(self) -> Animation:
        """Draw the straight line."""
        return Create(self.line)

    def fall(self) -> list[Animation]:
        """Move the point along the curve while it is drawn."""
        goal = self.end.get_center()

        def draw(curve: VMobject, share: float) -> None:
            curve.set_points_as_corners(self._points(max(share, 1e-3)))

        def move(dot: VMobject, share: float) -> None:
            dot.move_to(self._points(max(share, 1e-3))[-1] if share < 1 else goal)

        return [
            UpdateFromAlphaFunc(self.curve, draw, rate_func=smooth),
            UpdateFromAlphaFunc(self.end, move, rate_func=smooth),
        ]


class _Heights:
    """The vertical axis of a plot alone, for points whose other coordinate is no entry."""

    def __init__(self, plot: Plot):
        self.plot = plot

    def __deepcopy__(self, memo: dict) -> _Heights:
        """Return the same object when Manim copies a mobject on the axis."""
        return self

    def p2c(self, point: np.ndarray) -> tuple[float]:
        """Return the value at a point, as a tuple of one coordinate."""
        return (self.plot.p2c(point)[1],)
