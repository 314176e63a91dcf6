"""Networks of other sizes, for which nothing is recorded: empty neurons and plain lines."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import Circle, Line, VGroup

from scenes.mobjects.text.text import Formula, TextLine
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["NetworkSketch"]

MOST_RADIUS = 0.24
OUTLINE = 0.02
"""Room for half an outline, in frame units."""
FILLED = 0.84
"""Diameter of a neuron as a share of the pitch, where the pitch limits it."""


class NetworkSketch(VGroup):
    """Columns of empty neurons, each joined to every neuron of the next column.

    A sketch shows how layers can be combined but no values: all lines have the same width and
    colour, and no neuron is filled.

    Parameters
    ----------
    theme : Theme
    region : Region
        Filled with the columns and the label.
    sizes : sequence of (int or None)
        Neurons of each layer, input first; None for omitted layers, drawn as dots.
    label : TextLine
        Moved below the columns; not part of the group.

    Attributes
    ----------
    columns : list of VGroup
        Neurons of each layer, or the dots.
    joints : list of VGroup
        ``joints[k]`` holds the lines between columns k and k + 1; empty next to dots.
    """

    def __init__(self, theme: Theme, region: Region, sizes: Sequence[int | None], label: TextLine):
        region, below = region.split(0.82, 0.18, gap=0.1)
        self.theme, self.label = theme, label.move_to(below.centre)
        largest = max(size for size in sizes if size is not None)
        self.radius = min(region.height / largest * FILLED / 2, MOST_RADIUS)
        pitch = (region.height - 2 * self.radius) / max(largest - 1, 1)
        room = self.radius + OUTLINE
        left, right = region.left + room, region.right - room
        self.columns = [
            self._column(size, left + (right - left) * k / (len(sizes) - 1), region.y, pitch)
            for k, size in enumerate(sizes)
        ]
        known = [size is not None for size in sizes]
        self.joints = [
            self._joint(self.columns[k], self.columns[k + 1])
            if known[k] and known[k + 1]
            else VGroup()
            for k in range(len(sizes) - 1)
        ]
        super().__init__(*self.joints, *self.columns)

    def _column(self, size: int | None, x: float, y: float, pitch: float) -> VGroup:
        if size is None:
            dots = Formula(self.theme, "dots.c", self.theme.sizes.formula, self.theme.ink)
            return VGroup(dots.move_to([x, y, 0]))
        heights = [y + ((size - 1) / 2 - i) * pitch for i in range(size)]
        return VGroup(*[self._neuron(x, height) for height in heights])

    def _neuron(self, x: float, y: float) -> Circle:
        return Circle(
            radius=self.radius,
            color=self.theme.hairline,
            stroke_width=self.theme.sizes.neuron_outline,
            fill_color=self.theme.background,
            fill_opacity=1,
        ).move_to([x, y, 0])

    def _joint(self, first: VGroup, second: VGroup) -> VGroup:
        return VGroup(*[self._line(a, b) for b in second for a in first])

    def _line(self, first: Circle, second: Circle) -> Line:
        a, b = first.get_center(), second.get_center()
        rim = (b - a) / np.linalg.norm(b - a) * self.radius
        line = Line(a + rim, b - rim, stroke_width=0.8 * self.theme.sizes.line)
        return line.set_stroke(self.theme.hairline, opacity=0.9)
