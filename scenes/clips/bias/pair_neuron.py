"""A neuron with two inputs, whose edges show the signs of its weights."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import Animation, Circle, Line, UpdateFromAlphaFunc, VGroup

from scenes.animation.timing import soft_ends
from scenes.mobjects.network.network_diagram import signed_line
from scenes.mobjects.text.counter import stage
from scenes.mobjects.text.text import Formula
from scenes.provenance.source import Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["PairNeuron"]

LARGEST_RADIUS, NAME_ROOM = 0.42, 0.5
"""Of a disc; between its centre line and the middle of its name, beyond its radius."""
EDGE = 2.0
"""Width of both edges, in widths of a line; it represents nothing."""


class PairNeuron(VGroup):
    """Two inputs and a neuron, with an edge for each weight of the moved line.

    Parameters
    ----------
    theme : Theme
    region : Region
    study : network.BiasStudy
    entry : int
        Index of the entry of the moved line that is shown at first.

    Attributes
    ----------
    edges : list of Line
    """

    def __init__(self, theme: Theme, region: Region, study, entry: int = 0):
        self.theme, self.study = theme, study
        self.radius = radius = min(LARGEST_RADIUS, 0.21 * region.height)
        half = min(region.width / 2 - radius - 2 * NAME_ROOM, 1.6)
        rise = region.height / 2 - radius - 0.05
        places = [[-half, rise], [-half, -rise], [half, 0.0]]
        self.places = [np.array([region.x + x, region.y + y, 0.0]) for x, y in places]
        self.edges = [self._edge(n, entry) for n in (0, 1)]
        discs = [
            Circle(
                radius, theme.ink, stroke_width=theme.sizes.neuron_outline,
                fill_color=theme.background, fill_opacity=1,
            ).move_to(place)
            for place in self.places
        ]  # fmt: skip
        em, out = 0.8 * theme.sizes.formula, radius + NAME_ROOM
        names = []
        for markup, place, side in zip(
            ("x_1", "x_2", "sigma(z)"), self.places, (-out, -out, out + 0.15), strict=True
        ):
            name = Formula(theme, markup, em, theme.ink)
            names.append(name.move_to(place + np.array([side, 0.0, 0.0])))
        super().__init__(*self.edges, *discs, *names)

    def _edge(self, n: int, entry: int) -> Line:
        start, end = self.places[n], self.places[2]
        along = self.radius * (end - start) / np.linalg.norm(end - start)
        edge = Line(start + along, end - along)
        edge.set_stroke(width=EDGE * self.theme.sizes.line)
        edge.ends = edge.get_start(), edge.get_end()
        return self._sign(edge, n, entry)

    def _sign(self, edge: Line, n: int, entry: int) -> Line:
        """Draw an edge in the colour of its weight, dashed if that is negative."""
        value = Source(self.study, "moved_weights", index=(entry, n)).value
        start, end = edge.ends
        edge.points = signed_line(start, end, value)
        return edge.set_stroke(self.theme.signed(value))

    def go(self, entries: Sequence[int]) -> list[Animation]:
        """Return the animations of the edges through entries of the moved line."""
        return [
            UpdateFromAlphaFunc(
                edge,
                lambda drawn, share, n=n: self._sign(drawn, n, entries[stage(share, len(entries))]),
                rate_func=soft_ends,
            )
            for n, edge in enumerate(self.edges)
        ]
