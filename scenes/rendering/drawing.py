"""Display lists as plain data, and how Cairo draws them.  Independent of Manim.

An :class:`Outline` holds everything that its pixels depend on, and nothing else.  Equal outlines
therefore look the same, and a frame can be identified before it is drawn.
"""

from __future__ import annotations

import copy
import math
import struct
from collections.abc import Callable
from typing import Any, NamedTuple

import cairo
import numpy as np
from numpy.typing import NDArray

__all__ = ["NOWHERE", "Foreign", "Outline", "Painted", "Paths", "Place", "Rect"]

LINE_WIDTH_UNIT = 0.01
"""Width in frame units of a line of stroke width 1."""
GENERATION = 60
"""Number of frames after which unused paths are dropped from the cache."""
CLOSENESS = 1e-5
"""Relative tolerance within which two coordinates count as equal."""

Rect = tuple[float, float, float, float]
"""Left, top, right and bottom, in pixels."""
NOWHERE: Rect = (math.inf, math.inf, -math.inf, -math.inf)
Place = Callable[[NDArray[np.floating]], NDArray[np.floating]]
"""Converts points in frame units, shape (n, 3), to columns and rows, shape (n, 2)."""


class Outline(NamedTuple):
    """A shape of Bézier curves with its fill and strokes.

    Arrays are stored as the bytes of doubles: ``points`` of shape (4 n, 3), in frame units; colours
    of shape (k, 4), as RGBA; ``gradient`` of shape (2, 3), the ends of the gradient, if a colour
    has several rows.
    """

    points: bytes
    fill: bytes
    stroke: bytes
    backstroke: bytes
    width: float
    backstroke_width: float
    join: int
    cap: int
    tolerance: float
    gradient: bytes

    @property
    def key(self) -> tuple[bytes, ...]:
        """Everything that the pixels depend on, for hashing."""
        return (b"outline", *self[:4], struct.pack("<2d2id", *self[4:9]), self.gradient)

    def bounds(self, place: Place) -> Rect:
        """Return a rectangle that contains every pixel it may change."""
        lines = [
            width
            for width, colours in (
                (self.width, self.stroke),
                (self.backstroke_width, self.backstroke),
            )
            if width > 0 and _visible(colours)
        ]
        if not lines and not _visible(self.fill):
            return NOWHERE
        points = np.frombuffer(self.points).reshape(-1, 3)
        if not len(points) or not np.isfinite(points).all():
            return NOWHERE
        # Mitred corners reach further out than round ones, up to Cairo's miter limit.
        reach = 1.5 if self.join == cairo.LineJoin.ROUND else 10.0
        margin = reach * max(lines, default=0.0) * LINE_WIDTH_UNIT / 2
        low, high = points.min(0) - margin, points.max(0) + margin
        (left, bottom), (right, top) = place(np.array([low, high]))
        return (left - 2, top - 2, right + 2, bottom + 2)

    def draw(self, pixels: Any, context: cairo.Context, paths: Paths) -> None:
        """Draw into the frame; outlines need only the context."""
        context.new_path()
        paths.append(context, self)
        self._stroke(context, self.backstroke, self.backstroke_width)
        if _visible(self.fill):
            self._choose(context, self.fill)
            context.fill_preserve()
        self._stroke(context, self.stroke, self.width)

    def _stroke(self, context: cairo.Context, colours: bytes, width: float) -> None:
        if width == 0 or not _visible(colours):
            return
        self._choose(context, colours)
        context.set_line_width(width * LINE_WIDTH_UNIT)
        context.set_line_join(self.join)  # type: ignore[arg-type]
        context.set_line_cap(self.cap)  # type: ignore[arg-type]
        context.stroke_preserve()

    def _choose(self, context: cairo.Context, colours: bytes) -> None:
        # Cairo stores blue first, the frame red first.
        if len(colours) == 32:
            red, green, blue, opacity = struct.unpack("=4d", colours)
            context.set_source_rgba(blue, green, red, opacity)
            return
        ends = np.frombuffer(self.gradient).reshape(2, 3)
        pattern = cairo.LinearGradient(*ends[0, :2], *ends[1, :2])
        rows = np.frombuffer(colours).reshape(-1, 4)
        for offset, (red, green, blue, opacity) in zip(
            np.linspace(0, 1, len(rows)), rows, strict=True
        ):
            pattern.add_color_stop_rgba(offset, blue, green, red, opacity)
        context.set_source(pattern)


def _visible(colours: bytes) -> bool:
    if len(colours) == 32:
        return struct.unpack_from("=d", colours, 24)[0] > 0
    return bool((np.frombuffer(colours).reshape(-1, 4)[:, 3] > 0).any())


class Painted:
    """A painting, which draws itself into the frame from its corners, cells and opacity.

    Parameters
    ----------
    painting : object
        With ``points``, ``colours``, ``opacity`` and ``paint(pixels, place)``.
    place : callable
    """

    def __init__(self, painting: Any, place: Place):
        self._painting, self._place = copy.copy(painting), place  # a snapshot
        self.points = self._painting.points = np.array(painting.points, float)
        colours = self.colours = self._painting.colours = painting.colours.copy()
        about = repr((colours.shape, colours.dtype.str, float(painting.opacity)))
        self.key = (b"painted", self.points.tobytes(), about.encode(), colours.tobytes())

    def __eq__(self, other: object) -> bool:
        """Return whether they look the same."""
        return isinstance(other, Painted) and self.key == other.key

    __hash__ = None  # type: ignore[assignment]

    @property
    def opacity(self) -> float:
        """Opacity, from 0 to 1."""
        return float(self._painting.opacity)

    def bounds(self, place: Place) -> Rect:
        """Return a rectangle that contains every pixel it may change."""
        if self._painting.opacity <= 0:
            return NOWHERE
        corners = place(self.points)
        (left, top), (right, bottom) = corners.min(0), corners.max(0)
        return (left - 1, top - 1, right + 1, bottom + 1)

    def draw(self, pixels: NDArray[np.uint8], context: cairo.Context, paths: Paths) -> None:
        """Draw into the frame."""
        surface = context.get_target()
        surface.flush()  # as Cairo and NumPy write into the same memory
        self._painting.paint(pixels, self._place)
        surface.mark_dirty()


class Foreign:
    """An item drawn by Manim itself, which is assumed to change in every frame.

    Parameters
    ----------
    draw : callable
        Called with the pixels to draw into.
    """

    key = None

    def __init__(self, draw: Callable[[NDArray[np.uint8]], None]):
        self._draw = draw

    def bounds(self, place: Place) -> Rect:
        """Return the whole plane, as nothing is known about it."""
        return (-math.inf, -math.inf, math.inf, math.inf)

    def draw(self, pixels: NDArray[np.uint8], context: cairo.Context, paths: Paths) -> None:
        """Draw into the frame."""
        context.get_target().flush()
        self._draw(pixels)
        context.get_target().mark_dirty()


Item = Outline | Painted | Foreign


class Paths:
    """A cache of the Cairo paths of recently drawn outlines."""

    def __init__(self) -> None:
        self._new: dict[tuple[bytes, float], cairo.Path] = {}
        self._old: dict[tuple[bytes, float], cairo.Path] = {}
        self._age = 0

    def next_frame(self) -> None:
        """Count a frame; now and then, drop the paths that have not been used since."""
        self._age += 1
        if self._age % GENERATION == 0:
            self._old, self._new = self._new, {}

    def append(self, context: cairo.Context, outline: Outline) -> None:
        """Append an outline's path to the context's current path, which must be empty."""
        key = (outline.points, outline.tolerance)
        path = self._new.get(key) or self._old.get(key)
        if path is None:
            _trace(context, outline.points, outline.tolerance)
            path = context.copy_path()
        else:
            context.append_path(path)
        self._new[key] = path


def _trace(context: cairo.Context, points: bytes, tolerance: float) -> None:
    """Build a path, with a new subpath wherever a curve does not start where the last one ended."""
    flat = np.frombuffer(points).tolist()
    if not math.isfinite(sum(flat)) and not all(map(math.isfinite, flat)):
        return
    curve_to, open_at, x, y = context.curve_to, None, 0.0, 0.0
    for at in range(0, len(flat) - 11, 12):
        begin_x, begin_y = flat[at], flat[at + 1]
        if open_at is None or not (
            (begin_x == x and begin_y == y) or _close(x, y, begin_x, begin_y, tolerance)
        ):
            if open_at is not None and _close(*open_at, x, y, tolerance):
                context.close_path()
            context.new_sub_path()
            context.move_to(begin_x, begin_y)
            open_at = (begin_x, begin_y)
        x, y = flat[at + 9], flat[at + 10]
        curve_to(flat[at + 3], flat[at + 4], flat[at + 6], flat[at + 7], x, y)
    if open_at is not None and _close(*open_at, x, y, tolerance):
        context.close_path()


def _close(x: float, y: float, at_x: float, at_y: float, tolerance: float) -> bool:
    """Return whether two points count as equal."""
    return abs(x - at_x) <= tolerance + CLOSENESS * abs(at_x) and abs(
        y - at_y
    ) <= tolerance + CLOSENESS * abs(at_y)
