"""What the activation function does to the sum of one neuron, read off its curve."""

from __future__ import annotations

from typing import Any

from manim import FadeIn, FadeOut, VGroup

from scenes.animation.timing import within
from scenes.clips.structure.sum_column import SumColumn
from scenes.mobjects.graphing.activation_plot import LEAST_REACH, ActivationPlot
from scenes.provenance.source import Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["Squeeze", "has_curve"]

GAP = 0.3
"""From the curve to the lines below it, in frame units."""
TALLEST = 3.0
"""Largest height of the curve with its axes, in frame units."""


class Squeeze:
    """A curve in the place of a sum's products, and a dot from the sum up to it and across.

    Parameters
    ----------
    theme : Theme
    column : SumColumn
        Its sum and its value stay below the curve.
    recording : network.Recording
    step, j : int
        Training step, and neuron of layer 1.

    Attributes
    ----------
    plot : ActivationPlot
    """

    def __init__(self, theme: Theme, column: SumColumn, recording: Any, step: int, j: int):
        word, self.sign, number, self.rule = column.result
        self.column, self.kept = column, VGroup(word, number)
        terms = VGroup(*column.terms)
        top, foot = float(terms.get_top()[1]), float(self.kept.get_top()[1]) + GAP
        region = Region(
            float(column.get_left()[0]), float(column.get_right()[0]), foot,
            min(top, foot + TALLEST),
        )  # fmt: skip
        self.z = Source(recording, "z", step, 0, (j,))
        self.value = Source(recording, "activations", step, 1, (j,))
        function = recording.rules.functions[0]
        self.plot = ActivationPlot(theme, region, function, abs(self.z.value))
        # The line below the curve calls it the sum.
        self.plot.base.remove(self.plot.name)
        self.dot = self.plot.dot(self.z, self.value, 0.0)
        self.plumb = self.plot.plumb(self.z, self.value)
        self.level = self.plot.level(self.z, self.value)

    def replace_products(self) -> list[Any]:
        """Return how the products give way to the curve; the sum stays."""
        gone = [*self.column.terms, self.sign, self.rule]
        return [
            *[within(FadeOut(m), 0.0, 0.5) for m in gone],
            *[within(FadeIn(m), 0.4, 1.0) for m in (self.plot, self.dot)],
        ]

    def climb(self) -> list[Any]:
        """Return how the dot rises from the sum to the curve."""
        return [FadeIn(self.plumb), self.plot.climb(self.dot, self.z, self.value)]

    def leave(self) -> list[Any]:
        """Return how all of it fades out."""
        parts = [self.plot, self.dot, self.plumb, self.level, self.kept, self.column.chain]
        return [within(FadeOut(m), 0.0, 0.5) for m in parts]


def has_curve(recording: Any) -> bool:
    """Return whether the first layer's function has a curve that levels off."""
    return recording.rules.functions[0].name in LEAST_REACH
