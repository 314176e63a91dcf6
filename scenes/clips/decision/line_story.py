"""The first part of the clip: a single neuron that cannot do what it should."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
from manim import DashedLine, VGroup

from scenes.clips.decision.classes import class_mark
from scenes.clips.decision.course import Course
from scenes.clips.decision.plane_plot import PlanePlot
from scenes.mobjects.text.counter import Counter
from scenes.mobjects.text.equals import equals_sign
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.relation import choices_of_last, relate, solve_or
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["DiagonalSums", "LineFigures", "best_step", "tells_a_line"]

WEIGHTS = NumberFormat(2, signed=True)
CORNERS = ((0, 3), (1, 2))
"""Samples of XOR on the two diagonals: (0, 0) and (1, 1), (0, 1) and (1, 0)."""
MOST = 4
"""Most decimals of the sums."""


def tells_a_line(recording: Any, line: Any) -> bool:
    """Return whether a recording is of the samples on which a single neuron is shown to fail."""
    return (
        len(recording.layer_sizes) > 2
        and len(recording.samples) == len(line.samples)
        and np.array_equal(recording.samples.inputs, line.samples.inputs)
        and np.array_equal(recording.samples.targets, line.samples.targets)
    )


def best_step(recording: Any) -> int:
    """Return the step at which most samples are correct, and the least certain most certain."""
    counts = [
        int(recording.get("all_samples_correct", step=k)) for k in range(recording.steps + 1)
    ]
    best = [k for k, count in enumerate(counts) if count == max(counts)]
    return max(best, key=lambda k: float(np.abs(recording.sample_z_at(k)[-1]).min()))


class LineFigures(VGroup):
    """Weights and bias of the single neuron, as numbers that follow the training.

    Parameters
    ----------
    theme : Theme
    region : Region
    course : Course
    words : sequence of str
        Names of the three numbers.
    """

    def __init__(self, theme: Theme, region: Region, course: Course, words: list[str]):
        self.course = course
        em, number_em = theme.sizes.label, 1.2 * theme.sizes.number
        self.numbers, names = [], []
        for k, (place, word) in enumerate(zip(region.columns(1, 1, 1), words, strict=True)):
            name = TextLine(theme, word, em, theme.quiet).place(place.x, region.top - 0.35)
            baseline = region.top - 0.95
            number = Counter(
                theme, self._source(k, 0), WEIGHTS, number_em, theme.ink, place.x, baseline
            )
            names.append(name)
            self.numbers.append(number)
        super().__init__(*names, *self.numbers)

    def _source(self, k: int, step: int) -> Source:
        if k == 2:
            return Source(self.course.recording, "biases", step, 0, (0,))
        return Source(self.course.recording, "weights", step, 0, (0, k))

    def show(self, step: int) -> None:
        """Show the numbers after so many updates."""
        for k, number in enumerate(self.numbers):
            number.show(self._source(k, step))


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
        form, em = NumberFormat(decimals, signed=True), 1.1 * theme.sizes.number
        self.at_corners = [self._beside(theme, plot, k, source, form) for k, source in enumerate(sources)]
        self.numbers = [Readout(theme, source, form, em) for source in sources]
        self.equals = equals_sign(theme, 1.3 * em, relations(decimals))
        self.signs, self.pluses = [], []
        self._place(theme, region, em)
        self.words = [
            TextLine(theme, word, theme.sizes.label, theme.ink) for word in words
        ]
        for word, pair in zip(self.words, CORNERS, strict=True):
            x = sum(self.numbers[k].get_x() for k in pair) / 2
            word.place(x, self.numbers[0].baseline - 0.75)
        self.diagonals = [self._diagonal(theme, pair) for pair in CORNERS]

    def _beside(
        self, theme: Theme, plot: PlanePlot, k: int, source: Source, form: NumberFormat
    ) -> Readout:
        """Print a pre-activation outside the square of the four points, beside its point."""
        number = Readout(theme, source, form, 0.95 * theme.sizes.number, theme.ink)
        at = plot.dots[k].get_center()
        up = 1 if at[1] > plot.square.y else -1
        return number.place(at[0], at[1] + (0.32 if up > 0 else -0.32 - 0.62 * number.em))

    def _place(self, theme: Theme, region: Region, em: float) -> None:
        order = [*CORNERS[0], *CORNERS[1]]
        places = region.columns(1, 0.45, 1, 0.6, 1, 0.45, 1)
        baseline = region.y - 0.1
        for k, place in zip(order, places[::2], strict=True):
            self.numbers[k].place(place.x, baseline)
            label = int(self.plot.recording.samples.labels[k])
            sign = class_mark(theme, label, 0.17).move_to([place.x, baseline + 0.75, 0.0])
            self.signs.append(sign)
        for place in (places[1], places[5]):
            self.pluses.append(Formula(theme, "+", 1.2 * em, theme.quiet))
            self.pluses[-1].move_to([place.x, baseline + 0.31 * em, 0.0])
        self.equals.move_to([places[3].x, baseline + 0.31 * em, 0.0])

    def _diagonal(self, theme: Theme, pair: tuple[int, int]) -> DashedLine:
        first, last = (self.plot.dots[k].get_center() for k in pair)
        way = (last - first) / np.linalg.norm(last - first) * 0.3
        line = DashedLine(first + way, last - way, dash_length=0.1, color=theme.ink)
        return line.set_stroke(width=1.2 * theme.sizes.line)


def _rest(first: Decimal, second: Decimal, third: Decimal) -> Decimal:
    """Return what must be added to the third to give the sum of the first two."""
    return first + second - third
