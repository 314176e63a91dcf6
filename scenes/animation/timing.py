"""Timing and paths of animations within one play."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from manim import Animation, Mobject, UpdateFromAlphaFunc, VMobject, smooth
from manim.animation.animation import prepare_animation

from scenes.style.frame import Point

__all__ = [
    "along",
    "bent_way",
    "into_row",
    "lingering",
    "over_the_top",
    "shrink_away",
    "soft_ends",
    "staggered",
    "within",
]

BEND = 0.35
"""Radius of a bend in a path, in frame units."""
LEVEL = 0.55
"""Share of the path after which a mobject is level with the row it joins."""


def within(
    animation: Any, start: float, stop: float, ease: Callable[[float], float] = smooth
) -> Animation:
    """Confine an animation to part of its play.

    Manim's animation groups move their mobjects to the front of the scene; this keeps every
    mobject in its layer.

    Parameters
    ----------
    animation : Animation or ``mobject.animate``
    start, stop : float
        Shares of the play's time, 0 ≤ start < stop ≤ 1.
    ease : callable
        Rate function within that part.
    """
    prepared = prepare_animation(animation)

    def eased(t: float) -> float:
        return ease(min(max((t - start) / (stop - start), 0.0), 1.0))

    eased.span = (start, stop)  # type: ignore[attr-defined]  # outside of it nothing moves, which saves the renderer work
    prepared.rate_func = eased
    return prepared


def staggered(
    animations: Sequence[Any], overlap: float = 0.5, start: float = 0.0, stop: float = 1.0
) -> list[Animation]:
    """Start animations one after another within one play.

    Parameters
    ----------
    animations : sequence
        Animations, or sequences of animations that start together.
    overlap : float
        Share of each animation that overlaps with the next; 0 is strictly one by one.
    start, stop : float
        Part of the play in which all of them run.
    """
    groups = [a if isinstance(a, (list, tuple)) else [a] for a in animations]
    length = (stop - start) / (1 + (len(groups) - 1) * (1 - overlap))
    pitch = length * (1 - overlap)
    return [
        within(animation, start + k * pitch, start + k * pitch + length)
        for k, group in enumerate(groups)
        for animation in group
    ]


def over_the_top(mobject: Mobject, start: np.ndarray, ceiling: float) -> Animation:
    """Move a small mobject from ``start`` over obstacles to its final place.

    Parameters
    ----------
    mobject : Mobject
        At its final place; appears at ``start`` at 0.4 of its size.
    start : ndarray of shape (3,)
    ceiling : float
        Height of the horizontal part of the path.
    """
    end, full = mobject.get_center(), mobject.width
    aside, rise, fall = (
        -1.0 if gone < 0 else 1.0
        for gone in (end[0] - start[0], ceiling - start[1], ceiling - end[1])
    )
    bend = min(BEND, abs(end[0] - start[0]) / 2, abs(ceiling - start[1]), abs(ceiling - end[1]))
    quarter = np.linspace(0.0, np.pi / 2, 12)
    first = [
        [start[0] + aside * bend * (1 - np.cos(a)), ceiling - rise * bend * (1 - np.sin(a))]
        for a in quarter
    ]
    second = [
        [end[0] - aside * bend * (1 - np.sin(a)), ceiling - fall * bend * (1 - np.cos(a))]
        for a in quarter
    ]
    way = np.array([start[:2], *first, *second, end[:2]])
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(way, axis=0), axis=1))])

    def update(moving: Mobject, share: float) -> None:
        x, y = (np.interp(share * along[-1], along, way[:, k]) for k in (0, 1))
        moving.set(width=(0.4 + 0.6 * share) * full).move_to([x, y, 0.0])
        moving.set_opacity(min(10 * share, 1.0))

    return UpdateFromAlphaFunc(mobject, update)


def bent_way(points: Sequence[Point], bend: float = BEND) -> VMobject:
    """Return a path from point to point, straight with round bends.

    Parameters
    ----------
    points : sequence of (x, y) or (x, y, 0)
        In frame units.
    bend : float
        Radius of the bends; smaller where there is no room.
    """
    corners = [np.array([*point[:2], 0.0]) for point in points]
    # Skip points that (almost) coincide with the one before.
    kept = [corners[0]]
    for corner in corners[1:]:
        if np.linalg.norm(corner - kept[-1]) > 1e-3:
            kept.append(corner)
    way = VMobject().start_new_path(kept[0])
    for before, corner, after in zip(kept, kept[1:], kept[2:], strict=False):
        into, out = corner - before, after - corner
        lengths = [float(np.linalg.norm(leg)) for leg in (into, out)]
        radius = min(bend, lengths[0] / 2, lengths[1] / 2)
        way.add_line_to(corner - radius * into / lengths[0])
        way.add_quadratic_bezier_curve_to(corner, corner + radius * out / lengths[1])
    return way.add_line_to(kept[-1])


def along(mobject: Mobject, end: Mobject, via: Sequence[Point]) -> Animation:
    """Transform a mobject into one of the same shape elsewhere, along a path.

    Parameters
    ----------
    mobject, end : Mobject
        The mobject, and one of the same shape at its destination.
    via : sequence of (x, y)
    """
    first, last = mobject.copy(), end.copy()
    way = bent_way([first.get_center(), *via, last.get_center()])

    def update(moving: Mobject, share: float) -> None:
        moving.interpolate(first, last, share).move_to(way.point_from_proportion(share))

    return UpdateFromAlphaFunc(mobject, update)


def into_row(mobject: Mobject, end: Mobject, edge: float | None = None) -> Animation:
    """Move a mobject into a row, level with it before it arrives, so that it crosses no other row.

    Parameters
    ----------
    mobject, end : Mobject
        The mobject, and one of the same shape at its destination.
    edge : float, optional
        Left edge of the rows.
    """
    first, last = mobject.copy(), end.copy()
    drop = last.get_y() - first.get_y()
    level = LEVEL
    if edge is not None:
        free = edge - last.width / 2 - first.get_x()
        level = min(level, free / (last.get_x() - first.get_x()))

    def update(moving: Mobject, share: float) -> None:
        moving.interpolate(first, last, share)
        moving.set_y(first.get_y() + drop * smooth(min(share / level, 1.0)))

    return UpdateFromAlphaFunc(mobject, update)


def soft_ends(share: float) -> float:
    """Rate function: constant speed except for a tenth of the time at each end."""
    edge = 0.1
    speed = 1 / (1 - edge)
    if share < edge:
        return speed * share**2 / (2 * edge)
    if share > 1 - edge:
        return 1 - speed * (1 - share) ** 2 / (2 * edge)
    return speed * (share - edge / 2)


def lingering(share: float) -> float:
    """Rate function: half speed in the middle, where most happens, and 1.5 times at the ends."""
    return share + math.sin(2 * math.pi * share) / (4 * math.pi)


def shrink_away(
    mobject: Mobject,
    place: np.ndarray,
    factor: float,
    sooner: float = 0.5,
    *,
    level_first: bool = False,
) -> Any:
    """Move a mobject to a place while scaling it; the scaling ends at the share ``sooner``.

    With ``level_first`` it is level with the place before it arrives, to join a column from the
    side.
    """
    start, end = mobject.copy(), mobject.copy().scale(factor).move_to(place)
    rise = end.get_y() - start.get_y()

    def update(moving: Mobject, share: float) -> None:
        families = (m.get_family() for m in (moving, start, end))
        for part, first, last in zip(*families, strict=True):
            part.interpolate(first, last, share)
        size = 1.0 + (factor - 1.0) * min(share / sooner, 1.0)
        moving.scale(size / (1.0 + (factor - 1.0) * share))
        if level_first:
            moving.shift([0.0, rise * (smooth(min(share / LEVEL, 1.0)) - share), 0.0])

    return UpdateFromAlphaFunc(mobject, update)
