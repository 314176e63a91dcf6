"""What a camera sees, as plain data, and how Cairo draws it.  Knows nothing of Manim.

An :class:`Outline` holds everything that its pixels depend on, and nothing else.  So two equal
outlines look the same, and a picture is known by what it is made of before it is drawn.
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
"""Frame units of a line's width of 1."""
GENERATION = 60
"""So many frames a path is kept after it was drawn last."""
CLOSENESS = 1e-5
"""Share of a coordinate by which two points may differ and still be taken as one."""

Rect = tuple[float, float, float, float]
"""Left, top, right and bottom of what is touched, in pixels."""
NOWHERE: Rect = (math.inf, math.inf, -math.inf, -math.inf)
Place = Callable[[NDArray[np.floating]], NDArray[np.floating]]
"""From points in frame units, shape (n, 3), to columns and rows of the frame, shape (n, 2)."""


class Outline(NamedTuple):
    """A shape of Bézier curves with its paint.

    Arrays are the bytes of doubles: ``points`` of shape (4 n, 3), in frame units; colours of
    shape (k, 4), red, green, blue and opacity; ``gradient`` of shape (2, 3), the ends of the
    colours' way, if one of them has several rows.
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
        """What tells it apart from others."""
        return (b"outline", *self[:4], struct.pack("<2d2id", *self[4:9]), self.gradient)

    def bounds(self, place: Place) -> Rect:
        """Give pixels that it can touch at most."""
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
        # Corners that are not rounded reach out further, but no more than Cairo's miter limit.
        reach = 1.5 if self.join == cairo.LineJoin.ROUND else 10.0
        margin = reach * max(lines, default=0.0) * LINE_WIDTH_UNIT / 2
        low, high = points.min(0) - margin, points.max(0) + margin
        (left, bottom), (right, top) = place(np.array([low, high]))
        return (left - 2, top - 2, right + 2, bottom + 2)

    def draw(self, pixels: NDArray[np.uint8], context: cairo.Context, paths: Paths) -> None:
        """Draw into the frame."""
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
        context.set_line_join(self.join)
        context.set_line_cap(self.cap)
        context.stroke_preserve()

    def _choose(self, context: cairo.Context, colours: bytes) -> None:
        # Cairo keeps blue first in memory; the frame has red first.
        if len(colours) == 32:
            red, green, blue, opacity = struct.unpack("=4d", colours)
            context.set_source_rgba(blue, green, red, opacity)
            return
        ends = np.frombuffer(self.gradient).reshape(2, 3)
        pattern = cairo.LinearGradient(*ends[0, :2], *ends[1, :2])
        rows = np.frombuffer(colours).reshape(-1, 4)
        for offset, row in zip(np.linspace(0, 1, len(rows)), rows, strict=True):
            pattern.add_color_stop_rgba(offset, *row[2::-1], row[3])
        context.set_source(pattern)


def _visible(colours: bytes) -> bool:
    if len(colours) == 32:
        return struct.unpack_from("=d", colours, 24)[0] > 0
    return bool((np.frombuffer(colours).reshape(-1, 4)[:, 3] > 0).any())


class Painted:
    """A picture that paints itself into the frame, from its corners, cells and opacity.

    Parameters
    ----------
    painting : object
        With ``points``, ``colours``, ``opacity`` and ``paint(pixels, place)``.
    place : callable
    """

    def __init__(self, painting: Any, place: Place):
        self._painting, self._place = copy.copy(painting), place  # as it is now
        self.points = self._painting.points = np.array(painting.points, float)
        colours = self.colours = self._painting.colours = painting.colours.copy()
        about = repr((colours.shape, colours.dtype.str, float(painting.opacity)))
        self.key = (b"painted", self.points.tobytes(), about.encode(), colours.tobytes())

    def __eq__(self, other: object) -> bool:
        """Whether they look the same."""
        return isinstance(other, Painted) and self.key == other.key

    __hash__ = None

    @property
    def opacity(self) -> float:
        """How much of what lies behind is hidden, from 0 to 1."""
        return float(self._painting.opacity)

    def bounds(self, place: Place) -> Rect:
        """Give pixels that it can touch at most."""
        if self._painting.opacity <= 0:
            return NOWHERE
        corners = place(self.points)
        (left, top), (right, bottom) = corners.min(0), corners.max(0)
        return (left - 1, top - 1, right + 1, bottom + 1)

    def draw(self, pixels: NDArray[np.uint8], context: cairo.Context, paths: Paths) -> None:
        """Paint into the frame."""
        surface = context.get_target()
        surface.flush()  # Cairo and NumPy write into the same memory
        self._painting.paint(pixels, self._place)
        surface.mark_dirty()


class Foreign:
    """A thing that only its own kind knows how to draw; it is taken to change in every frame.

    Parameters
    ----------
    draw : callable
        Called with the pixels.
    """

    key = None

    def __init__(self, draw: Callable[[NDArray[np.uint8]], None]):
        self._draw = draw

    def bounds(self, place: Place) -> Rect:
        """Anywhere."""
        return (-math.inf, -math.inf, math.inf, math.inf)

    def draw(self, pixels: NDArray[np.uint8], context: cairo.Context, paths: Paths) -> None:
        """Let it draw itself."""
        context.get_target().flush()
        self._draw(pixels)
        context.get_target().mark_dirty()


Item = Outline | Painted | Foreign


class Paths:
    """Cairo's paths of outlines that were drawn lately, so that each is built once."""

    def __init__(self) -> None:
        self._new: dict[tuple[bytes, float], cairo.Path] = {}
        self._old: dict[tuple[bytes, float], cairo.Path] = {}
        self._age = 0

    def next_frame(self) -> None:
        """Forget, now and then, what was not drawn for long."""
        self._age += 1
        if self._age % GENERATION == 0:
            self._old, self._new = self._new, {}

    def append(self, context: cairo.Context, outline: Outline) -> None:
        """Add an outline's path to the context's, which has to be empty."""
        key = (outline.points, outline.tolerance)
        path = self._new.get(key) or self._old.get(key)
        if path is None:
            _trace(context, outline.points, outline.tolerance)
            path = context.copy_path()
        else:
            context.append_path(path)
        self._new[key] = path


def _trace(context: cairo.Context, points: bytes, tolerance: float) -> None:
    """Build a path: a new part wherever a curve does not begin where the one before it ended."""
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
    """Whether a point is taken for another."""
    return abs(x - at_x) <= tolerance + CLOSENESS * abs(at_x) and abs(
        y - at_y
    ) <= tolerance + CLOSENESS * abs(at_y)
