"""Other numbers of hidden layers: columns of empty neurons between inputs and outputs."""

from __future__ import annotations

from manim import Circle, VGroup

from scenes.mobjects.network.network_diagram import NetworkDiagram
from scenes.mobjects.text.text import Formula
from scenes.style.theme import Theme

__all__ = ["hidden_columns"]

COLUMNS = 4
"""Most hidden layers drawn, besides the dots."""
FEWEST = 3
PITCH = 1.75
"""Least distance of the columns, in diameters."""


def hidden_columns(theme: Theme, network: NetworkDiagram) -> list[VGroup]:
    """Return columns between the inputs and outputs of a network, from left to right.

    The last but one is three dots, for layers left out.  The neurons are empty: nothing is
    recorded of networks of other depths.
    """
    first, last = (float(network.layers[k][0].disc.get_x()) for k in (0, -1))
    middle = float(network.layers[0][0].disc.get_y() + network.layers[0][-1].disc.get_y()) / 2
    room = int((last - first) / (PITCH * 2 * network.radius)) - 1
    columns = max(FEWEST, min(COLUMNS + 1, room))
    column = max(network.layers[1:-1] or [network.layers[-1]], key=len)
    size = len(column)
    pitch = column[0].disc.get_y() - column[1].disc.get_y() if size > 1 else network.pitch
    drawn = []
    for k in range(columns):
        x = first + (last - first) * (k + 1) / (columns + 1)
        if k == columns - 2:
            dots = Formula(theme, "dots.c", 1.4 * theme.sizes.formula, theme.ink)
            drawn.append(VGroup(dots.move_to([x, middle, 0])))
            continue
        heights = [middle + ((size - 1) / 2 - i) * pitch for i in range(size)]
        drawn.append(VGroup(*[_neuron(theme, network.radius, x, y) for y in heights]))
    return drawn


def _neuron(theme: Theme, radius: float, x: float, y: float) -> Circle:
    return Circle(
        radius=radius,
        color=theme.hairline,
        stroke_width=theme.sizes.neuron_outline,
        fill_color=theme.background,
        fill_opacity=1,
    ).move_to([x, y, 0])
