"""A neuron's output over its input, as recorded while its weight or its bias changes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import RIGHT, Animation, Dot, Line, UpdateFromAlphaFunc, VMobject, smooth

from scenes.mobjects.graphing.sigmoid_plot import SigmoidPlot
from scenes.mobjects.text.counter import stage
from scenes.mobjects.text.text import Formula
from scenes.provenance.mark import mark
from scenes.provenance.source import Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["SweepPlot", "span"]


def span(theme: Theme, arrow: VMobject, start: np.ndarray, end: np.ndarray) -> VMobject:
    """Draw the bias's arrow from one place to another, in place; none if they are one."""
    if np.linalg.norm(end - start) < 0.02:
        arrow.set_points([])
        return arrow
    along = (end - start) / np.linalg.norm(end - start)
    head = min(0.2, 0.6 * np.linalg.norm(end - start))
    across = np.array([-along[1], along[0], 0.0])
    neck, half, barb = end - head * along, 0.035, 0.55 * head
    corners = [
        start + half * across, neck + half * across, neck + barb * across, end,
        neck - barb * across, neck - half * across, start - half * across,
    ]  # fmt: skip
    arrow.set_points_as_corners([*corners, corners[0]])
    return arrow.set_stroke(width=0).set_fill(theme.bias, opacity=1)


class SweepPlot(SigmoidPlot):
    """Axes of input and output, and the curve of one recorded entry of a sweep.

    Parameters
    ----------
    theme : Theme
    region : Region
    study : network.BiasStudy
    sweep : str
        ``weight_sweep`` or ``bias_sweep``.
    entry : int
        Which entry of the sweep is drawn at first.
    """

    def __init__(self, theme: Theme, region: Region, study, sweep: str, entry: int):
        self.study = study
        reach = round(float(study.arrays["sweep_inputs"].max()))
        super().__init__(theme, region, reach)
        self.show(self.curve, sweep, entry)
        letter = Formula(theme, "x", theme.sizes.formula * 0.8, theme.quiet)
        letter.move_to(self.submobjects[-1], aligned_edge=RIGHT)  # where the z would stand
        letter.shift([0, 0.56, 0])
        self.remove(self.submobjects[-1])
        self.zero = Line(
            self.c2p(0, 0), self.c2p(0, 1), color=theme.hairline, stroke_width=theme.sizes.line
        )
        self.zero.set_stroke(opacity=0.5)
        self.half = Line(
            self.c2p(-reach, 0.5),
            self.c2p(reach, 0.5),
            color=theme.hairline,
            stroke_width=theme.sizes.line,
        )
        self.half.set_stroke(opacity=0.5)
        self.add_to_back(self.zero, self.half)
        self.add(letter)

    def show(self, curve: VMobject, sweep: str, entry: int) -> VMobject:
        """Draw a recorded entry of a sweep as ``curve``."""
        inputs, outputs = self.study.arrays["sweep_inputs"], self.study.arrays[sweep][entry]
        places = [self.c2p(x, y) for x, y in zip(inputs, outputs, strict=True)]
        curve.set_points_smoothly(places)
        curve.entry = (sweep, entry)
        return curve

    def ghost(self) -> VMobject:
        """The curve as it is now, to stay behind when the curve moves."""
        return self.curve.copy().set_stroke(self.theme.hairline)

    def go(self, sweep: str, entries: Sequence[int]) -> Animation:
        """Let the curve go through recorded entries of a sweep, first to last."""
        return UpdateFromAlphaFunc(
            self.curve,
            lambda curve, share: self.show(curve, sweep, entries[stage(share, len(entries))]),
            rate_func=smooth,
        )

    def arrow(self) -> VMobject:
        """The bias's arrow along the middle, of no length yet."""
        return VMobject(stroke_width=0)

    def shift_middle(
        self, pivot: Dot, arrow: VMobject, shifts: Sequence[Source], half: Source
    ) -> list[Animation]:
        """Move the pivot, and the arrow from zero to it, through recorded shifts.

        Parameters
        ----------
        pivot : Dot
        arrow : VMobject
        shifts : sequence of Source
            Inputs at which the output is one half, from the first to the last.
        half : Source
            The output there.
        """

        def at(share: float) -> Source:
            return shifts[stage(share, len(shifts))]

        def move(dot: Dot, share: float) -> None:
            mark(dot, "place", at(share), second=half, axes=self)
            dot.move_to(self.c2p(at(share).value, half.value))

        def stretch(drawn: VMobject, share: float) -> None:
            start, end = self.c2p(0, half.value), self.c2p(at(share).value, half.value)
            length = float(np.linalg.norm(end - start))
            rim = end - (end - start) * min(1.0, pivot.width / 2 / max(length, 1e-9))
            span(self.theme, drawn, start, rim)  # it ends where the dot begins

        return [
            UpdateFromAlphaFunc(pivot, move, rate_func=smooth),
            UpdateFromAlphaFunc(arrow, stretch, rate_func=smooth),
        ]

    def pivot(self, x: Source, output: Source) -> Dot:
        """A dot at a recorded input and output."""
        dot = Dot(self.c2p(x.value, output.value), 0.11, color=self.theme.focus)
        mark(dot, "place", x, second=output, axes=self)
        return dot
