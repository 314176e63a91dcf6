"""The change of every neuron as a bar: first on one scale, then each layer on its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import FadeIn, FadeOut, Line, Rectangle, ReplacementTransform, VGroup

from scenes.animation.timing import within
from scenes.clips.structure.ripple import Ripple
from scenes.mobjects.graphing.axes import Plot
from scenes.mobjects.network.shown import nice_ceiling
from scenes.mobjects.text.text import TextLine
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["ChangeBars", "ChangeRow"]

TITLE, AXIS, GAP, FOOT = 0.42, 1.05, 0.16, 0.1
"""Room above the bars for the name, at their left for the scale, between two rows, and below."""
HEAD = 0.5
"""Room for the word above all rows, in frame units."""
BAR, WIDEST = 0.6, 0.5
"""Width of a bar, as a share of its place, and the most, in frame units."""
THREE, TWO = 0.9, 0.55
"""Least heights of a scale with three numbers, and with two."""
LEAST = 1e-4
"""Least height of a bar, in frame units, and least value at the end of a scale."""


class ChangeRow(Plot):
    """The changes of a layer as bars on a line at zero, in the order of its neurons.

    Parameters
    ----------
    theme : Theme
    region : Region
    changes : sequence of Source or None
        One for each place; None for a neuron that nothing acts on.
    full : float
        Value at the top of the scale; the foot is its negative.
    name : str

    Attributes
    ----------
    bars : list of Rectangle
    frame : VGroup
        All but bars and numbers of the scale.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        changes: Sequence[Source | None],
        full: float,
        name: str,
    ):
        box = Region(
            region.left + AXIS, region.right, region.bottom + FOOT, region.top - TITLE
        )  # fmt: skip
        super().__init__(theme, box, (0, len(changes)), (-full, full))
        self.full = full
        form = NumberFormat(max(0, -int(np.floor(np.log10(full) + 1e-9))))
        places = [full, 0.0, -full] if box.height >= THREE else [full, -full]
        for value in places if box.height >= TWO else [full]:
            self.tick(1, value, form, gap=0.16)
        ends = ([box.left, box.bottom, 0], [box.left, box.top, 0]), (
            self.c2p(0, 0), self.c2p(len(changes), 0)
        )  # fmt: skip
        lines = [
            Line(*pair, color=theme.hairline, stroke_width=theme.sizes.line, buff=0)
            for pair in ends
        ]
        word = TextLine(theme, name, theme.sizes.label, theme.quiet)
        word.place(box.left + 0.15, box.top + 0.1, "left")
        self.frame = VGroup(*lines, *self.ticks, word)
        self.bars = [self._bar(k, source) for k, source in enumerate(changes) if source]
        self.add(self.frame, self.numbers, *self.bars)

    def _bar(self, k: int, source: Source) -> Rectangle:
        """Return the bar of a change at a place: up from zero, or down."""
        unit = (self.top - self.bottom) / (2 * self.full)
        width = min(BAR * (self.right - self.left) / self.scales[0].x_max, WIDEST)
        height = source.value * unit
        bar = Rectangle(
            width=width, height=max(abs(height), LEAST), stroke_width=0,
            fill_color=self.theme.ink, fill_opacity=1,
        )  # fmt: skip
        bar.full = unit
        mark(bar, "height", source)
        return bar.move_to(self.c2p(k + 0.5, source.value / 2))


class ChangeBars:
    """A row of bars for each layer, below each other.

    Parameters
    ----------
    theme : Theme
    region : Region
    ripple : Ripple
    names : sequence of str
        Of the layers.
    head : str
        What the bars show.

    Attributes
    ----------
    head : TextLine
    alike, rows : list of ChangeRow
        On one scale, and each on its own; a row whose scale is the common one is in both.
    """

    def __init__(
        self, theme: Theme, region: Region, ripple: Ripple, names: Sequence[str], head: str
    ):
        self.head = TextLine(theme, head, theme.sizes.label, theme.ink)
        self.head.place(region.left, region.top - 0.32, "left")
        places = region.below(region.top - HEAD).split(*[1] * len(names), gap=GAP)
        changes = [
            [
                ripple.change_of(layer, k) if layer or k == ripple.place else None
                for k in range(len(neurons))
            ]
            for layer, neurons in enumerate(ripple.network.layers)
        ]
        largest = [max(abs(source.value) for source in row if source) for row in changes]
        common = nice_ceiling(max(*largest, LEAST))
        self.alike, self.rows = [], []
        for place, row, most, name in zip(places, changes, largest, names, strict=True):
            first = ChangeRow(theme, place, row, common, name)
            own = nice_ceiling(most) if most > LEAST else common
            self.alike.append(first)
            self.rows.append(first if own == common else ChangeRow(theme, place, row, own, name))

    def appear(self) -> list[Any]:
        """Return the animation of all rows on one scale."""
        return [FadeIn(part) for part in (self.head, *self.alike)]

    def magnify(self) -> list[list[Any]]:
        """Return, for each row that has a scale of its own, the animations to that scale."""
        found = []
        for old, new in zip(self.alike, self.rows, strict=True):
            if old is new:
                continue
            ways = [ReplacementTransform(a, b) for a, b in zip(old.bars, new.bars, strict=True)]
            found.append(
                [
                    within(FadeOut(old.numbers), 0.0, 0.4),
                    within(FadeIn(new.numbers), 0.4, 0.8),
                    *[within(way, 0.3, 1.0) for way in ways],
                ]
            )
        return found

    @property
    def drawn(self) -> list[Any]:
        """What is drawn in the end."""
        rows = [
            part
            for old, new in zip(self.alike, self.rows, strict=True)
            for part in (old.frame, new.numbers, *new.bars)
        ]
        return [self.head, *rows]
