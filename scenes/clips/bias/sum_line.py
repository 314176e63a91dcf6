"""The sum z on a number line above the sigmoid; the bias moves it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import Animation, DashedLine, Dot, UpdateFromAlphaFunc, VGroup, VMobject, smooth

from scenes.clips.bias.sweep_plot import span
from scenes.mobjects.graphing.axes import Scale, axis_arrow
from scenes.mobjects.graphing.sigmoid_plot import SigmoidPlot
from scenes.mobjects.text.counter import stage
from scenes.mobjects.text.readout import DIGIT_HEIGHT
from scenes.mobjects.text.text import Formula
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["SumLine"]

DOT_RADIUS = 0.12
LIFT = 0.32
"""Height of the bias's arrow above the number line."""
NUMBERS = 0.24
"""From the number line down to its numbers, in frame units."""


class SumLine(VGroup):
    """A number line of z above the sigmoid, on one scale.

    Parameters
    ----------
    theme : Theme
    region : Region
    reach : int
        Both axes run from −reach to reach.

    Attributes
    ----------
    plot : SigmoidPlot
    level : float
        Height of the number line, in frame units.
    """

    def __init__(self, theme: Theme, region: Region, reach: int):
        self.theme, self.reach = theme, reach
        upper, lower = region.split(0.28, 0.72, gap=0.1)
        self.plot = SigmoidPlot(theme, lower, reach)
        self.level = upper.bottom + 0.62
        start, end = ([self.plot.c2p(z, 0)[0], self.level, 0.0] for z in (-reach, reach))
        self.z_scale = Scale(start, end, (-reach, reach))
        axis = axis_arrow(theme, start, [region.right, self.level, 0])
        self.ticks, self.numbers = VGroup(), VGroup()
        for z in range(-reach, reach + 1):
            tick = self.z_scale.tick(theme, z, (0.06, 0.06))
            em = theme.sizes.number_small
            number = self.z_scale.label(theme, z, NumberFormat(0), em, NUMBERS, tick)
            self.ticks.add(tick)
            self.numbers.add(number)
        name = Formula(theme, "z", 0.8 * theme.sizes.formula, theme.quiet)
        name.move_to([region.right - 0.1, self.level + 0.26, 0])
        self.plot.submobjects[-1].shift([0, 0.56, 0])  # clear of the other z
        super().__init__(self.plot, axis, self.ticks, self.numbers, name)

    def c2p(self, z: float) -> np.ndarray:
        """Return the point of a sum on the number line, in frame units."""
        return self.z_scale.n2p(z)

    def dot(self, z: Source) -> Dot:
        """Return a dot on the number line at a recorded sum."""
        return self._put(Dot(radius=DOT_RADIUS, color=self.theme.focus), z)

    def _put(self, dot: Dot, z: Source) -> Dot:
        mark(dot, "place", z, axes=self.z_scale)
        return dot.move_to(self.c2p(z.value))

    def on_curve(self, z: Source, output: Source) -> Dot:
        """Return a dot on the sigmoid at a recorded sum and output."""
        return self.plot.dot(z, output, 1.0).scale(DOT_RADIUS / 0.085)

    def _put_on_curve(self, dot: Dot, z: Source, output: Source) -> Dot:
        mark(dot, "place", z, second=output, axes=self.plot)
        return dot.move_to(self.plot.c2p(z.value, output.value))

    def drop(self, z: Source, output: Source) -> DashedLine:
        """Return a dashed line from below the numbers of the line down to the axis of the curve."""
        numbers = NUMBERS + self.theme.sizes.number_small * DIGIT_HEIGHT + 0.1
        return DashedLine(
            self.c2p(z.value) - np.array([0.0, numbers, 0.0]),
            self.plot.c2p(z.value, 0),
            color=self.theme.focus,
            stroke_width=1.2 * self.theme.sizes.line,
        )

    def arrow(self) -> VMobject:
        """Return the arrow of the bias, still empty."""
        return VMobject(stroke_width=0)

    def go(
        self, start: Source, sums: Sequence[Source], outputs: Sequence[Source], drawn: Sequence
    ) -> list[Animation]:
        """Return the animations through recorded sums and outputs.

        Parameters
        ----------
        start : Source
            The sum without bias, where the arrow begins.
        sums, outputs : sequence of Source
            In the order of the animation.
        drawn : sequence
            Dot on the line, dot on the curve, dashed line and arrow.
        """
        count, lift = len(sums), np.array([0.0, LIFT, 0.0])
        dot, on_curve, drop, arrow = drawn

        def at(share: float) -> tuple[Source, Source]:
            k = stage(share, count)
            return sums[k], outputs[k]

        def shift_arrow(mobject: VMobject, share: float) -> None:
            ends = self.c2p(start.value) + lift, self.c2p(at(share)[0].value) + lift
            span(self.theme, mobject, *ends)

        return [
            UpdateFromAlphaFunc(m, update, rate_func=smooth)
            for m, update in (
                (dot, lambda m, share: self._put(m, at(share)[0])),
                (on_curve, lambda m, share: self._put_on_curve(m, *at(share))),
                (drop, lambda m, share: m.set_x(self.c2p(at(share)[0].value)[0])),
                (arrow, shift_arrow),
            )
        ]
