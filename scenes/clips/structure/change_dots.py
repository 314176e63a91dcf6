"""The change of every neuron as a disc in its place, all on one scale that never changes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
from manim import Animation, Circle, FadeIn, UpdateFromAlphaFunc, VGroup

from scenes.clips.structure.ripple import Ripple
from scenes.mobjects.network.network_diagram import Neuron, minus_on
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import TextLine
from scenes.provenance.mark import mark
from scenes.provenance.relation import Relation, choices, relate, solve_or
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["ChangeDot", "ChangeDots"]

LARGE = 1.35
"""Size of the numbers, relative to others."""
APART = 0.25
"""Least distance of two numbers, in frame units."""
MOST_DECIMALS = 3
"""Most decimals of a change."""
LEAST = 1e-9
"""Least change that counts as one."""
SIGNED = 0.08
"""Least radius of a disc on which a minus sign can be seen, in frame units."""


class ChangeDot(Circle):
    """A disc in a neuron's place, whose area is the magnitude of its change.

    The largest change of all fills its neuron.  Negative changes have a minus sign.

    Parameters
    ----------
    theme : Theme
    neuron : Neuron
    change : Source
    full : float
        The change that fills the neuron.
    """

    def __init__(self, theme: Theme, neuron: Neuron, change: Source, full: float):
        self.full, self.full_radius = full, neuron.disc.width / 2
        radius = self.full_radius * math.sqrt(abs(change.value) / full)
        super().__init__(radius, color=theme.focus, fill_opacity=1, stroke_width=0)
        self.move_to(neuron.disc.get_center())
        if change.value < 0 and radius > SIGNED:
            self.add(minus_on(self).set_fill(theme.background, opacity=1))
        mark(self, "area", change)
        self.outline = theme.sizes.focus_outline

    def close(self) -> Animation:
        """Return how the ring around the neuron closes to the size of the change."""
        size, ring = self.width, 2 * self.full_radius

        def update(dot: ChangeDot, share: float) -> None:
            dot.set(width=ring + (size - ring) * share)
            dot.set_fill(opacity=share)
            Circle.set_stroke(dot, width=self.outline * (1.0 - share), family=False)

        return UpdateFromAlphaFunc(self, update)


class ChangeDots:
    """A disc for the change of each neuron drawn, and the largest change of each layer as a number.

    Parameters
    ----------
    theme : Theme
    region : Region
        The row of the numbers, below the layers.
    ripple : Ripple
    word : TextLine
        What the numbers are; already in its place.

    Attributes
    ----------
    dots : list of list of ChangeDot
        By layer; of neurons that change.
    numbers : list of Readout
        One for each layer, or none where there is no room.
    """

    def __init__(self, theme: Theme, region: Region, ripple: Ripple, word: TextLine):
        network = ripple.network
        pairs = [
            [
                (neuron, ripple.change_of(layer, k))
                for k, neuron in enumerate(neurons)
                if layer or k == ripple.place
            ]
            for layer, neurons in enumerate(network.layers)
        ]
        full = max(abs(change.value) for pairs_of in pairs for _, change in pairs_of)
        self.dots = [
            [
                ChangeDot(theme, neuron, change, full)
                for neuron, change in pairs_of
                if abs(change.value) > LEAST
            ]
            for pairs_of in pairs
        ]
        self.numbers = self._numbers(theme, region, ripple)
        self.word = word if self.numbers else VGroup()

    def _numbers(self, theme: Theme, region: Region, ripple: Ripple) -> list[Readout]:
        """Return the largest change of each layer below it, at the largest size that fits."""
        xs = [float(column[0].disc.get_x()) for column in ripple.network.layers]
        sources = [ripple.largest_change(layer) for layer in range(len(xs))]
        for em in (LARGE * theme.sizes.number, theme.sizes.number, theme.sizes.label):
            found = [
                Readout(theme, source, self._form(ripple, layer, source), em, theme.focus).place(
                    x, region.y - DIGIT_HEIGHT * em / 2
                )
                for layer, (x, source) in enumerate(zip(xs, sources, strict=True))
            ]
            if self._fit(found, region):
                return found
        return []

    def _form(self, ripple: Ripple, layer: int, source: Source) -> NumberFormat:
        """Return the fewest decimals that show a change, and that the printed values give."""
        of_values, step = ripple.formats[layer].decimals, ripple.network.step
        if not layer:
            return NumberFormat(of_values, signed=True)
        assert source.index is not None
        k = source.index[-1]
        after = replace(source, quantity="moved_activations")
        before = Source(ripple.network.recording, "activations", step, layer, (k,))

        def change(decimals: int) -> list[Relation]:
            terms = [(after, of_values), (before, of_values)]
            return [relate("change", lambda new, old: new - old, terms, (source, decimals))]

        shown = [d for d in range(1, MOST_DECIMALS + 1) if round(source.value, d)]
        (decimals,) = solve_or((of_values,), "change", change, choices(shown))
        return NumberFormat(decimals, signed=True)

    def _fit(self, numbers: Sequence[Readout], region: Region) -> bool:
        ends = [(number.get_left()[0], number.get_right()[0]) for number in numbers]
        inside = ends[0][0] >= region.left and ends[-1][1] <= region.right
        gaps = [b[0] - a[1] for a, b in pairwise(ends)]
        return bool(inside and min(gaps, default=np.inf) >= APART)

    def appear(self, layer: int) -> list[Any]:
        """Return how the rings of a layer close to the sizes of its changes."""
        said = [self.numbers[layer]] if self.numbers else []
        return [*[dot.close() for dot in self.dots[layer]], *[FadeIn(number) for number in said]]
