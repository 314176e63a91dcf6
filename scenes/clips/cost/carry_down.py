"""The path of an output from its neuron down to the column below the network."""

from __future__ import annotations

import numpy as np
from manim import Animation, Mobject, UpdateFromAlphaFunc, VMobject

from scenes.mobjects.text.readout import Readout

__all__ = ["carry_down"]


def carry_down(mover: Readout, value: Readout, cell: Readout, names: Mobject) -> Animation:
    """Move a value between the last two layers, between their names, then into its row.

    It reaches the row from the right and so crosses neither edges nor other numbers.

    Parameters
    ----------
    mover : Readout
        What moves.
    value, cell : Readout
        The number in the neuron, and the one in the column.
    names : Mobject
        The names of the layers, from left to right.
    """
    aside = np.array([1.0, 0.0, 0.0])
    lane = (names[1].get_right()[0] + names[2].get_left()[0]) / 2
    first, last = value.get_center(), cell.get_center()
    gate = np.array([lane, names.get_y(), 0.0])
    path = VMobject().start_new_path(first)
    path.add_cubic_bezier_curve_to(
        first - aside, np.array([lane, max(first[1], gate[1] + 1), 0]), gate
    )
    path.add_cubic_bezier_curve_to(np.array([lane, last[1], 0]), last + 2 * aside, last)
    start, end = cell.moved_from(value), cell.copy()

    def move(moving: VMobject, share: float) -> None:
        moving.interpolate(start, end, share).move_to(path.point_from_proportion(share))
        moving.set_fill(opacity=min(max(6 * share - 0.5, 0.0), 1.0))

    return UpdateFromAlphaFunc(mover, move)
