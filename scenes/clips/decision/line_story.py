"""The first part of the clip: a single neuron that cannot do what it should."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import Animation, Circle, Create, Line, RoundedRectangle, VGroup

from scenes.clips.decision.plane_plot import DOT, RING, PlanePlot
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.provenance.source import NumberFormat, Source
from scenes.style.theme import Theme

__all__ = [
    "DISCS",
    "TRIANGLES",
    "Between",
    "CornerValues",
    "NameTag",
    "Plated",
    "meeting",
    "side_of_half",
]

OUTPUT, MOST_OUTPUT = 2, 6
"""Fewest and most decimals of outputs."""
HALF = 0.5
DISCS, TRIANGLES = (0, 3), (1, 2)
"""Samples of XOR on the two diagonals: (0, 0) and (1, 1), (0, 1) and (1, 0)."""
SEGMENT = 3.0
"""Width of the segment between two samples, in those of a line."""
MEETING = 0.4
"""Radius of the ring where the marks of both classes meet."""


DIGIT_GAP = 0.08
"""Between both digits of a sample's name."""


class CornerValues:
    """A neuron's activations at the samples, printed beside them.

    Parameters
    ----------
    theme : Theme
    plot : PlanePlot
    step : int
        Number of updates.
    layer, row : int
        Of the neuron; the inputs are layer 0.

    Attributes
    ----------
    numbers : list of Plated
    """

    def __init__(self, theme: Theme, plot: PlanePlot, step: int, layer: int, row: int = 0):
        sources = [
            Source(plot.recording, "sample_activations", step, layer, (k, row))
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


class NameTag(VGroup):
    """Both inputs of a sample, printed side by side as its name.

    Parameters
    ----------
    theme : Theme
    plot : PlanePlot
    k : int
        Index of the sample.
    away : (float, float)
        From its mark to the name.
    """

    def __init__(self, theme: Theme, plot: PlanePlot, k: int, away: tuple[float, float]):
        sources = [Source(plot.recording, "inputs", index=(k, axis)) for axis in (0, 1)]
        em = 1.25 * theme.sizes.number_small
        digits = [Readout(theme, source, NumberFormat(0), em, theme.ink) for source in sources]
        digits[0].place(-DIGIT_GAP / 2, 0.0, "right")
        digits[1].place(DIGIT_GAP / 2, 0.0, "left")
        super().__init__(*digits)
        plate = RoundedRectangle(
            corner_radius=0.08, width=self.width + 0.16, height=self.height + 0.16,
            stroke_width=0, fill_color=theme.background, fill_opacity=1,
        )  # fmt: skip
        self.submobjects.insert(0, plate.move_to(self))
        self.move_to(plot.dots[k]).shift([*away, 0.0])


class Between(VGroup):
    """The segment between two samples of one class, as two halves from the samples to its middle.

    Parameters
    ----------
    theme : Theme
    plot : PlanePlot
    pair : (int, int)
        Indices of the samples.

    Attributes
    ----------
    middle : ndarray
    """

    def __init__(self, theme: Theme, plot: PlanePlot, pair: tuple[int, int]):
        ends = [plot.dots[k].get_center() for k in pair]
        self.middle = (ends[0] + ends[1]) / 2
        colour = plot.dots[pair[0]].get_fill_color()
        width = SEGMENT * theme.sizes.line
        super().__init__(*[Line(at, self.middle, color=colour, stroke_width=width) for at in ends])

    def grow(self) -> list[Animation]:
        """Return the animations of both halves, from the samples to the middle."""
        return [Create(half) for half in self]


def meeting(theme: Theme, at: np.ndarray) -> Circle:
    """Return the ring round the point that two segments share."""
    return Circle(MEETING, color=theme.focus, stroke_width=2.4 * theme.sizes.line).move_to(at)
