"""The first part of the clip: a single neuron that cannot do what it should."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np
from manim import DashedLine, RoundedRectangle, VGroup, VMobject

from scenes.clips.decision.classes import class_mark
from scenes.clips.decision.plane_plot import DOT, RING, PlanePlot
from scenes.mobjects.text.equals import equals_sign
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.relation import choices_of_last, relate, solve_or
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["CornerOutputs", "DiagonalSums", "side_of_half"]

OUTPUT, MOST_OUTPUT = 2, 6
"""Fewest and most decimals of outputs."""
HALF = 0.5
CORNERS = ((0, 3), (1, 2))
"""Samples of XOR on the two diagonals: (0, 0) and (1, 1), (0, 1) and (1, 0)."""
IN_A_ROW = 6.0
"""Width of the region from which both sums are on one line, in frame units."""
HALF_DIGIT = 0.31
MOST = 4
"""Most decimals of the sums."""


class CornerOutputs:
    """The neuron's outputs at the four points, printed beside them.

    Parameters
    ----------
    theme : Theme
    plot : PlanePlot
    step : int
    """

    def __init__(self, theme: Theme, plot: PlanePlot, step: int):
        last = len(plot.recording.layer_sizes) - 1
        sources = [
            Source(plot.recording, "sample_activations", step, last, (k, 0))
            for k in range(len(plot.dots))
        ]
        form = side_of_half([source.value for source in sources])
        self.numbers = [beside(theme, plot, k, source, form) for k, source in enumerate(sources)]


def side_of_half(outputs: Sequence[float]) -> NumberFormat:
    """Return the shortest format in which one half is printed for exactly that alone.

    Otherwise an output just below one half would seem to be on the line.
    """
    for decimals in range(OUTPUT, MOST_OUTPUT):
        printed = [round(output, decimals) for output in outputs]
        if all(p != HALF or o == HALF for p, o in zip(printed, outputs, strict=True)):
            return NumberFormat(decimals)
    return NumberFormat(MOST_OUTPUT)


class Plated(VGroup):
    """A number on a plate, which keeps lines of the plane away from its digits.

    Parameters
    ----------
    theme : Theme
    number : Readout
        At its place.
    """

    def __init__(self, theme: Theme, number: Readout):
        plate = RoundedRectangle(
            corner_radius=0.08,
            width=number.width + 0.2,
            height=number.height + 0.18,
            stroke_width=0,
            fill_color=theme.background,
            fill_opacity=1,
        )
        self.number = number
        super().__init__(plate.move_to(number), number)


def beside(theme: Theme, plot: PlanePlot, k: int, source: Source, form: NumberFormat) -> Plated:
    """Print a number at a sample, on the side away from the middle of the plane."""
    number = Readout(theme, source, form, 0.95 * theme.sizes.number, theme.ink)
    at = plot.dots[k].get_center()
    up = at[1] > plot.square.y
    away = RING * DOT + 0.16
    number.place(at[0], at[1] + (away if up else -away - DIGIT_HEIGHT * number.em))
    return Plated(theme, number)


class DiagonalSums:
    """The pre-activations at the four corners, and the sums of opposite ones, which are equal.

    With z linear in the inputs, z(0, 0) + z(1, 1) and z(0, 1) + z(1, 0) are both w₁ + w₂ + 2b.

    Parameters
    ----------
    theme : Theme
    region : Region
        Of the equation.
    plot : PlanePlot
    step : int
    words : sequence of str
        What the left and the right sum would have to be.
    """

    def __init__(self, theme: Theme, region: Region, plot: PlanePlot, step: int, words: list[str]):
        recording = plot.recording
        self.plot = plot
        sources = [Source(recording, "sample_z", step, 0, (k, 0)) for k in range(4)]
        left, right = CORNERS

        def relations(decimals: int) -> list[Any]:
            terms = [(sources[k], decimals) for k in (*left, right[0])]
            return [relate("sums of opposite corners", _rest, terms, (sources[right[1]], decimals))]

        tried = choices_of_last(range(2, MOST + 1))
        (decimals,) = solve_or((2,), "sums of opposite corners", relations, tried)
        form, em = NumberFormat(decimals), 1.1 * theme.sizes.number
        self.at_corners = [beside(theme, plot, k, source, form) for k, source in enumerate(sources)]
        self.numbers = [Readout(theme, source, form, em) for source in sources]
        self.equals = equals_sign(theme, 1.3 * em, relations(decimals))
        self.signs: list[VMobject] = []
        self.pluses: list[Formula] = []
        self.words = [TextLine(theme, word, theme.sizes.label, theme.ink) for word in words]
        if region.width > IN_A_ROW:
            places = region.columns(1, 0.45, 1, 0.6, 1, 0.45, 1)
            self._place_pair(theme, 0, places[:3], region.y - 0.1)
            self._place_pair(theme, 1, places[4:], region.y - 0.1)
            self.equals.move_to([places[3].x, region.y - 0.1 + HALF_DIGIT * em, 0.0])
        else:
            places = region.columns(0.6, 1, 0.45, 1)
            upper = region.y + 0.6
            self._place_pair(theme, 0, places[1:4], upper)
            self._place_pair(theme, 1, places[1:4], upper - 1.55)
            self.equals.move_to([places[0].x, upper - 1.55 + HALF_DIGIT * em, 0.0])
        self.diagonals = [self._diagonal(theme, pair) for pair in CORNERS]

    def _place_pair(
        self, theme: Theme, which: int, places: Sequence[Region], baseline: float
    ) -> None:
        """Place a sum: marks above its two numbers, and below what it would have to be."""
        number = self.numbers[0]
        for k, place in zip(CORNERS[which], places[::2], strict=True):
            self.numbers[k].place(place.x, baseline)
            label = int(self.plot.recording.samples.labels[k])
            sign = class_mark(theme, label, 0.17).move_to([place.x, baseline + 0.62, 0.0])
            self.signs.append(sign)
        plus = Formula(theme, "+", 1.2 * number.em, theme.quiet)
        self.pluses.append(plus.move_to([places[1].x, baseline + HALF_DIGIT * number.em, 0.0]))
        self.words[which].place(places[1].x, baseline - 0.6)

    def _diagonal(self, theme: Theme, pair: tuple[int, int]) -> DashedLine:
        first, last = (self.plot.dots[k].get_center() for k in pair)
        way = (last - first) / np.linalg.norm(last - first) * 0.3
        line = DashedLine(first + way, last - way, dash_length=0.1, color=theme.ink)
        return line.set_stroke(width=1.2 * theme.sizes.line)


def _rest(first: Decimal, second: Decimal, third: Decimal) -> Decimal:
    """Return what must be added to the third to give the sum of the first two."""
    return first + second - third
