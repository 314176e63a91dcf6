"""The first part of the clip: a single neuron that cannot do what it should."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import Circle, RoundedRectangle, VGroup

from scenes.clips.decision.classes import class_mark
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
SMALL, ON_HALF = 0.1, 6
"""Radius of the marks between two samples, and how many are on half of the way."""
MEETING = 0.4
"""Radius of the ring where the marks of both classes meet."""


BESIDE, CORNER, DIGIT_GAP = 0.55, 0.44, 0.08
"""From a sample's mark to its name: beside it, and along both axes at its corner; between both
digits of the name."""


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
    level : bool
        Beside its mark; otherwise at the corner away from the middle of the plane.
    """

    def __init__(self, theme: Theme, plot: PlanePlot, k: int, *, level: bool):
        sources = [Source(plot.recording, "inputs", index=(k, axis)) for axis in (0, 1)]
        em = 1.1 * theme.sizes.number_small
        digits = [Readout(theme, source, NumberFormat(0), em, theme.ink) for source in sources]
        digits[0].place(-DIGIT_GAP / 2, 0.0, "right")
        digits[1].place(DIGIT_GAP / 2, 0.0, "left")
        super().__init__(*digits)
        at = plot.dots[k].get_center()
        side = np.sign(at - plot.square.centre)
        away = side * ([BESIDE, 0.0, 0.0] if level else [CORNER, CORNER, 0.0])
        plate = RoundedRectangle(
            corner_radius=0.08, width=self.width + 0.16, height=self.height + 0.16,
            stroke_width=0, fill_color=theme.background, fill_opacity=1,
        )  # fmt: skip
        self.submobjects.insert(0, plate.move_to(self))
        self.move_to(at + away)


class Between:
    """Small marks on the segment between two samples of one class, from both ends to the middle.

    Where two points are on one side of a line, everything between them is, too.

    Parameters
    ----------
    theme : Theme
    plot : PlanePlot
    pair : (int, int)
        Indices of the samples.

    Attributes
    ----------
    marks : list of VMobject
        By their distance from the nearer end; the last one is in the middle.
    middle : ndarray
    """

    def __init__(self, theme: Theme, plot: PlanePlot, pair: tuple[int, int]):
        first, last = (plot.dots[k].get_center() for k in pair)
        label = int(plot.recording.samples.labels[pair[0]])
        self.middle = (first + last) / 2
        # Neither the samples' marks nor the rings round them are touched.
        clear = RING * DOT + SMALL + 0.04
        shares = np.linspace(clear / float(np.linalg.norm(last - first)), 0.5, ON_HALF)
        places = [first + share * (last - first) for share in shares]
        places += [last - share * (last - first) for share in shares[:-1]]
        order = sorted(places, key=lambda at: -np.linalg.norm(at - self.middle))
        self.marks = [class_mark(theme, label, SMALL).move_to(at) for at in order]


def meeting(theme: Theme, at: np.ndarray) -> Circle:
    """Return the ring round the point that two segments share; it hides the marks next to it."""
    ring = Circle(MEETING, color=theme.focus, stroke_width=2.4 * theme.sizes.line)
    return ring.set_fill(theme.background, opacity=1).move_to(at)
