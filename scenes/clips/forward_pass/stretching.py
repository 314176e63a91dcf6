"""How lines, inputs and the outline move as a neuron opens and closes."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import Animation, UpdateFromAlphaFunc, VMobject, interpolate_color

from scenes.mobjects.network.network_diagram import Edge, dashes

__all__ = ["filled_late", "level_first", "stretched"]

EARLY = 0.4
"""Share of the motion after which an input is at its new height."""
LATE = 0.8
"""Share of the motion from which a fill changes."""
SEEN = 0.85
"""Share of the motion after which an outline appears: before, it would cross numbers."""
UNDER = 0.15
"""How far a line reaches under its input on the way, in frame units."""


def _early(share: float) -> float:
    return min(share / EARLY, 1.0)


def level_first(mobject: Any, end: Any) -> Animation:
    """Transform a mobject into one like it elsewhere, level with it and as large early on."""
    first, last = mobject.copy(), end.copy()
    way = last.get_x() - first.get_x()

    def move(moving: Any, share: float) -> None:
        early = _early(share)
        for part, a, b in zip(*(m.get_family() for m in (moving, first, last)), strict=True):
            part.interpolate(a, b, early)
        moving.shift([way * (share - early), 0.0, 0.0])

    return UpdateFromAlphaFunc(mobject, move)


def filled_late(outline: VMobject, end: VMobject) -> Animation:
    """Transform an unseen outline into another; it appears and takes its fill last."""
    first, last = outline.copy(), end.copy()
    colours = first.get_fill_color(), last.get_fill_color()

    def move(moving: VMobject, share: float) -> None:
        moving.interpolate(first, last, share)
        moving.set_stroke(opacity=max(0.0, (share - SEEN) / (1.0 - SEEN)))
        late = max(0.0, (share - LATE) / (1.0 - LATE))
        moving.set_fill(interpolate_color(*colours, late), opacity=1.0)

    return UpdateFromAlphaFunc(outline, move)


def stretched(line: Edge, end: Edge) -> Animation:
    """Move a line to where another is; its start, at an input, is level with it early on."""
    ends = [np.array([m.get_start(), m.get_end()]) for m in (line, end)]
    opens = float(np.linalg.norm(ends[1][1] - ends[1][0])) > np.linalg.norm(ends[0][1] - ends[0][0])
    looks = [np.array([m.get_stroke_width(), m.get_stroke_opacity()]) for m in (line, end)]
    periods = [_period(*pair) for pair in ends]
    dashed = line.weight.value < 0

    def move(moving: Edge, share: float) -> None:
        start, stop = ends[0] + share * (ends[1] - ends[0])
        if opens:
            start[1] += (_early(share) - share) * (ends[1][0][1] - ends[0][0][1])
        length = float(np.linalg.norm(stop - start))
        start -= 4 * share * (1 - share) * UNDER / length * (stop - start)
        width, opacity = looks[0] + share * (looks[1] - looks[0])
        period, dash = periods[0] + share * (periods[1] - periods[0])
        length = float(np.linalg.norm(stop - start))
        pieces = [(0.0, length)]
        if dashed:
            pieces = [(x, min(x + dash, length)) for x in np.arange(0.0, length, period)]
        thirds = np.array([0.0, 1 / 3, 2 / 3, 1.0])
        shares = np.concatenate([a + (b - a) * thirds for a, b in pieces])[:, None] / length
        moving.points = start + (stop - start) * shares
        moving.set_stroke(width=width, opacity=opacity)

    return UpdateFromAlphaFunc(line, move)


def _period(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Return the distance of two dashes of a line, and their length."""
    length = float(np.linalg.norm(end - start))
    first, second = dashes(length)[:2]
    return length * np.array([second[0], first[1]])
