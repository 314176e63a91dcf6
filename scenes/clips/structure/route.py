"""Paths that keep clear of the neurons between their ends, and motions along them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from manim import Transform, VMobject

from scenes.mobjects.network.network_diagram import Neuron

__all__ = ["morph_along", "route"]

STRAIGHT = 1.2
"""Length of the horizontal part past a neuron, in diameters: a bend there would run into it."""
ABOVE = 1.05
"""How far above the centres of the highest neurons a path passes over all, in diameters."""


def route(
    start: np.ndarray,
    end: np.ndarray,
    columns: Sequence[Sequence[Neuron]],
    via: Sequence[np.ndarray] = (),
    *,
    above: bool = False,
) -> VMobject:
    """Return a smooth path that passes each column of neurons midway between two, or outside.

    Of the gaps in a column it takes the one nearest to the straight line.  With ``above``, it
    passes over all columns, with more room.

    Parameters
    ----------
    start, end : ndarray
        Points, in frame units.
    columns : sequence of sequence of Neuron
        In the order in which the path passes them.
    via : sequence of ndarray
        Points to pass between the last column and the end.
    above : bool
        Pass above all columns instead.
    """
    points = [start]
    top = max((n.disc.get_y() + ABOVE * n.disc.width for c in columns for n in c), default=0.0)
    for column in columns:
        centres = np.array(sorted((n.disc.get_center() for n in column), key=lambda c: c[1]))
        x, heights = centres[0, 0], centres[:, 1]
        half = (heights[1] - heights[0]) / 2
        gaps = np.concatenate([heights - half, heights[-1:] + half])
        straight = start[1] + (end[1] - start[1]) * (x - start[0]) / (end[0] - start[0])
        y = top if above else gaps[np.argmin(np.abs(gaps - straight))]
        reach = np.sign(end[0] - start[0]) * column[0].disc.width * STRAIGHT / 2
        points += [np.array([x - reach, y, 0.0]), np.array([x + reach, y, 0.0])]
    way = VMobject().start_new_path(start)
    # Level at every point, so that no bend leads out of the gap.
    for here, there in pairwise([*points, *via, end]):
        middle = (here[0] + there[0]) / 2
        handles = [np.array([middle, point[1], 0.0]) for point in (here, there)]
        way.add_cubic_bezier_curve_to(*handles, there)
    return way


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
