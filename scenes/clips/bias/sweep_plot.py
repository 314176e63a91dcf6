"""The output of a neuron over its input, recorded while its weight or bias changes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import RIGHT, Animation, Dot, Line, UpdateFromAlphaFunc, VGroup, VMobject, smooth

from scenes.mobjects.graphing.sigmoid_plot import SigmoidPlot
from scenes.mobjects.text.counter import Counter, stage
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["SweepPlot", "span"]


def span(theme: Theme, arrow: VMobject, start: np.ndarray, end: np.ndarray) -> VMobject:
    """Redraw an arrow of the bias between two points; close to each other, it is empty."""
    length = float(np.linalg.norm(end - start))
    if length < 0.02:
        arrow.set_points([])
        return arrow
    along = (end - start) / length
    head = min(0.2, 0.6 * length)
    across = np.array([-along[1], along[0], 0.0])
    neck, half, barb = end - head * along, 0.035, 0.55 * head
    corners = [
        start + half * across, neck + half * across, neck + barb * across, end,
        neck - barb * across, neck - half * across, start - half * across,
    ]  # fmt: skip
    arrow.set_points_as_corners([*corners, corners[0]])
    return arrow.set_stroke(width=0).set_fill(theme.bias, opacity=1)


class SweepPlot(SigmoidPlot):
    """The curve of one recorded entry of a sweep, over axes of input and output.

    Parameters
    ----------
    theme : Theme
    region : Region
    study : network.BiasStudy
    sweep : str
        ``weight_sweep`` or ``bias_sweep``.
    entry : int
        Index of the entry that is drawn at first.
    """

    def __init__(self, theme: Theme, region: Region, study, sweep: str, entry: int):
        self.study = study
        reach = self.reach = round(float(study.arrays["sweep_inputs"].max()))
        super().__init__(theme, region, reach)
        self.show(self.curve, sweep, entry)
        letter = Formula(theme, "x", theme.sizes.formula * 0.8, theme.quiet)
        letter.move_to(self.submobjects[-1], aligned_edge=RIGHT)
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
        self.letter = letter
        self.add(letter)

    def show(self, curve: VMobject, sweep: str, entry: int) -> VMobject:
        """Redraw ``curve`` as a recorded entry of a sweep."""
        inputs, outputs = self.study.arrays["sweep_inputs"], self.study.arrays[sweep][entry]
        places = [self.c2p(x, y) for x, y in zip(inputs, outputs, strict=True)]
        curve.set_points_smoothly(places)
        curve.entry = (sweep, entry)
        return curve

    def ghost(self) -> VMobject:
        """Return a copy of the curve that stays when the curve moves."""
        return self.curve.copy().set_stroke(self.theme.hairline)

    def go(self, sweep: str, entries: Sequence[int]) -> Animation:
        """Return the animation of the curve through recorded entries of a sweep."""
        return UpdateFromAlphaFunc(
            self.curve,
            lambda curve, share: self.show(curve, sweep, entries[stage(share, len(entries))]),
            rate_func=smooth,
        )

    def arrow(self) -> VMobject:
        """Return the arrow of the bias at half height, still empty."""
        return VMobject(stroke_width=0)

    def shift_middle(
        self, pivot: Dot, arrow: VMobject, shifts: Sequence[Source], half: Source
    ) -> list[Animation]:
        """Return the animations of the pivot, and of the arrow from zero to it.

        Parameters
        ----------
        pivot : Dot
        arrow : VMobject
        shifts : sequence of Source
            Recorded inputs at which the output is one half, in the order of the animation.
        half : Source
            The output at those inputs.
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
            span(self.theme, drawn, start, rim)  # it ends at the dot's edge

        return [
            UpdateFromAlphaFunc(pivot, move, rate_func=smooth),
            UpdateFromAlphaFunc(arrow, stretch, rate_func=smooth),
        ]

    def shift_line(self, words: str, shifts: Sequence[Source]) -> tuple[VGroup, Counter]:
        """Return what is said of the shift, where no curve passes, and its number.

        ``shifts`` are all that it will show; it begins with the first.
        """
        theme, (x, y, _) = self.theme, self.c2p(0.85, 0.12)
        em, style = 1.1 * theme.sizes.number_small, NumberFormat(2, signed=True)
        formula = Formula(theme, "- b slash w =", 0.72 * theme.sizes.formula, theme.ink)
        wide = max(Readout(theme, source, style, em).advance_width for source in shifts)
        in_a_line = x + formula.width + 0.12 + wide <= self.right
        if not in_a_line:  # the number takes a line of its own
            x = min(x, self.right - max(formula.width, wide))
        formula.place(x, y + (0.0 if in_a_line else 0.42), "left")
        left = formula.get_right()[0] + 0.12 if in_a_line else x
        number = Counter(theme, shifts[0], style, em, theme.bias, left, y, "left")
        name = TextLine(theme, words, theme.sizes.label, theme.quiet)
        name.place(x, formula.baseline + 0.5, "left")
        if name.get_right()[0] > self.right + 0.1:
            return VGroup(formula), number
        return VGroup(name, formula), number

    def pivot(self, x: Source, output: Source) -> Dot:
        """Return a dot at a recorded input and output."""
        dot = Dot(self.c2p(x.value, output.value), 0.11, color=self.theme.focus)
        mark(dot, "place", x, second=output, axes=self)
        return dot
