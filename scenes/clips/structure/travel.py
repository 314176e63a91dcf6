"""Motions of values into neurons."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import Animation, Transform, UpdateFromAlphaFunc, VMobject, linear, smooth

from scenes.animation.timing import within
from scenes.mobjects.network.network_diagram import Edge, Neuron, Pulse
from scenes.mobjects.text.readout import Readout
from scenes.provenance.source import NumberFormat, Source
from scenes.style.theme import Theme

__all__ = [
    "arrive_as_number",
    "cross",
    "fill_lit",
    "grow_edge",
    "in_turn",
    "morph_along",
    "one_by_one",
]

TOGETHER, ARRIVED = 0.62, 0.65
"""Overlap of two neurons that are calculated; share of the time in which pulses arrive."""
LATER = 0.3
"""Share of a pulse's time after which the next one leaves for the same neuron."""
LEAVES = 0.15
"""Share of its path over which a moving number fades in."""


def morph_along(
    mobject: VMobject, target: VMobject, way: VMobject, *, arrive: float = 1.0, small: float = 1.0
) -> Transform:
    """Turn a mobject into another while its centre follows a path to the other's place.

    It arrives after the share ``arrive`` of the motion, ``small`` times as large as the other, and
    grows to full size in the rest.
    """
    first, last = mobject.get_center(), target.get_center()

    def path(begin: np.ndarray, end: np.ndarray, share: float) -> np.ndarray:
        gone = min(max(share / arrive, 0.0), 1.0)
        spread = (share - arrive) / (1.0 - arrive) if share > arrive else 0.0
        lesser = last + small * (end - last)
        there = begin + gone * (lesser - begin) - (first + gone * (last - first))
        return there + way.point_from_proportion(gone) + spread * (end - lesser)

    return Transform(mobject, target, path_func=path)


def arrive_as_number(mover: Readout, neuron: Neuron, way: VMobject, arrive: float) -> Animation:
    """Move a number along a path to a neuron, and fade it out while the neuron fills.

    Parameters
    ----------
    mover : Readout
        At the start of the path.
    neuron : Neuron
        Has the number that replaces this one.
    way : VMobject
    arrive : float
        Share of the motion after which the number is there.
    """
    first, size = mover.copy(), neuron.number.em * neuron.number.scale_now / mover.em

    def update(moving: Readout, share: float) -> None:
        gone = min(share / arrive, 1.0)
        moving.become(first).scale(1.0 + (size - 1.0) * gone)
        moving.move_to(way.point_from_proportion(gone))
        there = (share - arrive) / (1.0 - arrive) if share > arrive else 0.0
        moving.set_fill(opacity=min(gone / LEAVES, 1.0) * max(1.0 - 2.5 * there, 0.0))

    return UpdateFromAlphaFunc(mover, update, rate_func=smooth)


def fill_lit(neuron: Neuron, source: Source, form: NumberFormat) -> list[Any]:
    """Return the animations that give a neuron a value while it stays in focus."""
    theme, (_, number) = neuron.theme, neuron.set_value(source, form)
    colour = theme.activation(neuron.value_scale.share(source.value))
    lit = neuron.disc.animate.set_fill(colour, opacity=1)
    return [lit.set_stroke(theme.focus, width=theme.sizes.focus_outline), number]


def grow_edge(edge: Edge) -> Animation:
    """Draw an invisible edge, highlighted, from its source on; a dashed one dash by dash."""
    theme, value = edge.theme, edge.weight.value
    whole = edge.copy()

    def update(growing: Edge, share: float) -> None:
        if share < 1:
            growing.pointwise_become_partial(whole, 0.0, max(share, 1e-3))
        else:
            growing.points = whole.points.copy()
        growing.set_stroke(
            theme.signed(value),
            width=theme.edge_width(value),
            opacity=theme.strength(value) if share > 0 else 0.0,
        )

    return UpdateFromAlphaFunc(edge, update, rate_func=smooth)


def cross(pulse: Pulse, theme: Theme) -> Animation:
    """Move a pulse from rim to rim, above the lines.

    It is as bright as text: blue and orange are signs of weights, its own sign is the minus.
    """
    Pulse.set_fill(pulse, theme.ink, family=False)
    # A dark rim keeps pulses apart that meet at a neuron.
    Pulse.set_stroke(pulse, theme.background, width=theme.sizes.line, family=False)
    return pulse.travel()


def one_by_one(pulses: list[Any], start: float, stop: float) -> list[Any]:
    """Time pulses into one neuron so that each arrives shortly after the one before."""
    length = (stop - start) / (1 + LATER * (len(pulses) - 1))
    begins = [start + LATER * length * k for k in range(len(pulses))]
    return [
        within(m, begin, begin + length, linear) for m, begin in zip(pulses, begins, strict=True)
    ]


def in_turn(groups: list[list[list[Any]]]) -> list[Any]:
    """Time pulses into neurons, which then fill; each neuron shortly after the one before."""
    length = 1.0 / (1 + (1 - TOGETHER) * (len(groups) - 1))
    timed = []
    for n, (pulses, filling) in enumerate(groups):
        start = n * (1 - TOGETHER) * length
        timed += one_by_one(pulses, start, start + ARRIVED * length)
        timed += [within(m, start + (ARRIVED - 0.1) * length, start + length) for m in filling]
    return timed
