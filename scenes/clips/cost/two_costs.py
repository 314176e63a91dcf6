"""Squared error and cross-entropy over the pre-activation of one output, with a tangent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from manim import (
    Animation,
    DashedVMobject,
    Dot,
    Line,
    UpdateFromAlphaFunc,
    VGroup,
    VMobject,
    linear,
)

from scenes.animation.pace import Pace
from scenes.clips.cost.measure import Measure
from scenes.mobjects.graphing.axes import Plot
from scenes.mobjects.text.counter import Counter
from scenes.mobjects.text.equals import equals_sign
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["TwoCosts"]

LEFT, RIGHT, TOP, BOTTOM = 0.7, 0.5, 0.5, 0.95
"""Room around the box for tick labels and words."""
WHOLE = NumberFormat(0)
POINTS, DASHES = 200, 40
LEAST_REACH = 4.0
"""Least pre-activation at both ends of the axis."""
TANGENT = 2.6
"""Length of the tangent, in frame units."""


class TwoCosts(Plot):
    """Two costs of one output: its squared error, and its cross-entropy, of slope o − t.

    Over the pre-activation z of a sigmoid output o = σ(z) with a target t of 0 or 1, the
    cross-entropy is ln(1 + e^(−z)) or ln(1 + e^z), whose derivative is o − t.

    Parameters
    ----------
    theme : Theme
    region : Region
    measure : Measure
        Of the last visit.
    k : int
        Index of the output.
    visits : sequence of int
    decimals : int
        Of the slope.
    words : dict of str to str
        Names: ``squared``, ``entropy``, ``slope``, ``z``.

    Attributes
    ----------
    axes : VGroup
    squared, entropy : VGroup
        A curve and its name.
    moving : VGroup
        Dots on both curves, and the tangent.
    slope : VGroup
        The slope in words, symbols and as a number.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        measure: Measure,
        k: int,
        visits: Sequence[int],
        decimals: int,
        words: dict[str, str],
    ):
        last = len(measure.recording.layer_sizes) - 2
        wanted = measure.target(k).value
        self.sources = [Source(measure.recording, "z", step, last, (k,)) for step in visits]
        self.values = np.array([source.value for source in self.sources])
        reach = max(LEAST_REACH, float(np.ceil(np.abs(self.values).max())))
        box = Region(
            region.left + LEFT, region.right - RIGHT, region.bottom + BOTTOM, region.top - TOP
        )
        super().__init__(theme, box, (-reach, reach), (0.0, reach))
        self.reach = reach
        self._sign = -1.0 if wanted else 1.0
        for axis, value in ((0, -reach), (0, 0.0), (0, reach), (1, reach)):
            self.tick(axis, value, WHOLE, gap=0.18)
        em = 1.1 * theme.sizes.label
        symbol = Formula(theme, f"z_{k + 1}", 1.2 * em, theme.quiet)
        said = TextLine(theme, words["z"], em, theme.quiet)
        baseline, width = box.bottom - 0.8, said.width + 0.2 + symbol.width
        said.place(box.x - width / 2, baseline, "left")
        symbol.place(box.x + width / 2, baseline, "right")
        along = VGroup(said, symbol)
        self.axes = VGroup(self.arrows(box.right + 0.3, box.top + 0.3), self.ticks, self.numbers)
        self.axes.add(along)
        high, low = (self.c2p(0.55 * self._sign * reach, y * reach) for y in (0.72, 0.4))
        self.entropy = self._curve(self._entropy, theme.ink, words["entropy"], high, dashed=True)
        self.squared = self._curve(self._square, theme.cost, words["squared"], low, dashed=False)
        self.squared[1].move_to(self.c2p(self._sign * 0.72 * reach, 0.36 * reach))
        self.dots = [Dot(radius=0.11, color=colour) for colour in (theme.cost, theme.ink)]
        for dot in self.dots:
            mark(dot, "place", self.sources[-1], axes=self)
        self.tangent = Line(color=theme.focus, stroke_width=2.4 * theme.sizes.line)
        self.moving = VGroup(self.tangent, *self.dots)
        self.slope = self._slope(measure, k, decimals, words["slope"])
        self._at(float(self.values[-1]))

    def _entropy(self, z: float) -> float:
        return float(np.logaddexp(0.0, self._sign * z))

    def _square(self, z: float) -> float:
        return float(1.0 / (1.0 + np.exp(-self._sign * z))) ** 2

    def _error(self, z: float) -> float:
        return self._sign / (1.0 + float(np.exp(-self._sign * z)))

    def _curve(
        self,
        function: Callable[[float], float],
        colour: str,
        name: str,
        place: np.ndarray,
        *,
        dashed: bool,
    ) -> VGroup:
        reach = self.reach
        xs = np.linspace(-reach, reach, POINTS)
        points = [self.c2p(x, y) for x in xs if (y := function(float(x))) <= reach]
        curve = VMobject(stroke_color=colour, stroke_width=1.6 * self.theme.sizes.line)
        curve.set_points_as_corners(points)
        drawn = DashedVMobject(curve, num_dashes=DASHES) if dashed else curve
        label = TextLine(self.theme, name, 1.1 * self.theme.sizes.label, colour)
        # Right of a falling curve, left of a rising one.
        return VGroup(drawn, label.move_to(place - self._sign * label.width / 2 * np.eye(3)[0]))

    def _slope(self, measure: Measure, k: int, decimals: int, word: str) -> VGroup:
        theme, em = self.theme, 1.1 * self.theme.sizes.number
        form = NumberFormat(decimals, signed=True)
        said = TextLine(theme, word, 1.1 * theme.sizes.label, theme.focus)
        formula = Formula(theme, f"o_{k + 1} - t_{k + 1}", em, theme.ink)
        equals = equals_sign(theme, em)
        error = Source(measure.recording, "output_errors", measure.step, None, (k,))
        number = Counter(theme, error, form, em, theme.signed, 0.0, 0.0)
        pieces: list = [said, formula, equals]
        width = sum(piece.width for piece in pieces) + 0.25 * 3 + number.width
        centre = self.c2p(-0.42 * self._sign * self.reach, 0.0)[0]
        x, y = centre - width / 2, self.top - 0.6
        if not self.left < x < x + width < self.right + 0.3:  # two lines
            room = self.right - self.left
            middle = self.right - said.width / 2 if self._sign < 0 else self.left + said.width / 2
            said.place(middle, self.top - 0.1 * (room < said.width))
            pieces = pieces[1:]
            width -= said.width + 0.25
            x, y = (
                min(max(middle, self.left + width / 2), self.right - width / 2) - width / 2,
                y - 0.1,
            )
        for piece in pieces:
            piece.move_to([x + piece.width / 2, y + 0.11, 0.0])
            x += piece.width + 0.25
        self.number = Counter(theme, error, form, em, theme.signed, x, y, "left")
        return VGroup(said, formula, equals, self.number)

    def _at(self, z: float) -> None:
        for dot, function in zip(self.dots, (self._square, self._entropy), strict=True):
            dot.move_to(self.c2p(z, function(z)))
        here = self.c2p(z, self._entropy(z))
        there = self.c2p(z + 1.0, self._entropy(z) + self._error(z))
        along = (there - here) / np.linalg.norm(there - here) * TANGENT / 2
        back, ahead = (
            min(1.0, (here[0] - self.left) / along[0]),
            min(1.0, (self.right - here[0]) / along[0]),
        )
        self.tangent.set_points_as_corners([here - back * along, here + ahead * along])

    def follow(self, visits: Sequence[int], pace: Pace) -> list[Animation]:
        """Run through all visits."""
        times = np.linspace(0, 1, len(self.values))

        def move(_: VMobject, share: float) -> None:
            self._at(float(np.interp(pace.way(share), times, self.values)))

        sources = [replace(self.number.recorded, step=step) for step in visits]
        return [
            UpdateFromAlphaFunc(self.moving, move, rate_func=linear),
            self.number.go(sources, pace),
        ]

    def start(self, step: int) -> None:
        """Set everything to the first visit, without animation."""
        self._at(float(self.values[0]))
        self.number.show(replace(self.number.recorded, step=step))
