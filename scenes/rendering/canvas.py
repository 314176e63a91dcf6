"""Draws frames one after another, redrawing only what has changed since the previous frame.

Nothing here is approximate.  Items at rest are drawn once into a base, and moving items over a copy
of it.  An item above a moving one is part of the base only while the two do not overlap, so that
the order of drawing makes no difference.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

import cairo
import numpy as np
from numpy.typing import NDArray

from scenes.rendering.drawing import Foreign, Item, Paths, Place

__all__ = ["Canvas"]

Pixels = NDArray[np.uint8]
RESTING = 12
"""Number of frames without a change after which an item counts as resting."""

Area = tuple[int, int, int, int]
"""Left, top, right and bottom, in pixels."""
NOTHING: Area = (1 << 30, 1 << 30, 0, 0)
EVERYWHERE: Area = (0, 0, 1 << 30, 1 << 30)


class _Buffer:
    """The pixels of a frame, and the area where they differ from the base."""

    def __init__(self, pixels: Pixels, context: cairo.Context):
        self.pixels, self.context = pixels, context
        self.base = 0
        self.dirty = EVERYWHERE


class Canvas:
    """Draws display lists into frames.

    Parameters
    ----------
    background : ndarray of uint8, shape (height, width, 4)
    context : callable
        Takes pixels; returns a Cairo context that draws into them in frame units.
    place : callable
        Converts points in frame units to columns and rows.

    Attributes
    ----------
    rows : (int, int)
        First and end row (exclusive) of the part in which the last frame may differ from the one
        before.
    """

    def __init__(
        self, background: Pixels, context: Callable[[Pixels], cairo.Context], place: Place
    ):
        self._background, self._context, self._place = background, context, place
        self._paths = Paths()
        self._free: deque[_Buffer] = deque()
        self._lent: dict[int, _Buffer] = {}
        self._items: list[Item] = []
        self._frame = 0
        base = np.empty_like(background)
        self._base = _Buffer(base, context(base))
        self._versions = [EVERYWHERE]
        self._shown = 0
        self._last_top = EVERYWHERE
        self.rows = (0, len(background))
        self._rects = np.empty((0, 4))
        self._changed_at = np.empty(0, int)
        self._on_top = np.empty(0, bool)

    def draw(self, items: Sequence[Item]) -> Pixels | None:
        """Draw a frame.

        Parameters
        ----------
        items : sequence of Item
            The display list, from back to front.

        Returns
        -------
        ndarray or None
            RGBA pixels, owned by the caller until :meth:`release`; None if the frame is the same
            as the previous one.
        """
        self._frame += 1
        self._paths.next_frame()
        if len(items) != len(self._items) or self._frame == 1:
            self._begin(items)
        else:
            changed = [
                k
                for k, (old, new) in enumerate(zip(self._items, items, strict=True))
                if isinstance(new, Foreign) or old != new
            ]
            if not changed:
                return None
            self._update(items, changed)
        return self._compose()

    def release(self, pixels: Pixels) -> None:
        """Return pixels for reuse; may be called from another thread."""
        self._free.append(self._lent.pop(id(pixels)))

    def _begin(self, items: Sequence[Item]) -> None:
        """Start with a list that is unrelated to the previous one."""
        self._items = list(items)
        self._rects = np.array([i.bounds(self._place) for i in items]).reshape(-1, 4)
        foreign = [isinstance(item, Foreign) for item in items]
        self._changed_at = np.where(foreign, self._frame, self._frame - RESTING).astype(int)
        self._on_top = np.zeros(len(items), bool)
        self._rebuild(EVERYWHERE)

    def _update(self, items: Sequence[Item], changed: list[int]) -> None:
        before = self._rects[changed]
        for k in changed:
            self._items[k] = items[k]
            self._rects[k] = items[k].bounds(self._place)
        self._changed_at[changed] = self._frame
        moving = self._frame - self._changed_at < RESTING
        started = ~self._on_top[changed]
        seen = self._on_top & self._seen()
        stopped = self._frame % RESTING == 0 and 2 * moving.sum() < seen.sum()
        if started.any() or stopped or self._meets_base(np.array(changed)):
            self._rebuild(self._area(before[started]))

    def _meets_base(self, changed: NDArray[np.intp]) -> bool:
        """Return whether an item that moved overlaps an item above it that is in the base."""
        above = np.arange(len(self._items)) > changed[:, None]
        meet = _meet(self._rects[changed][:, None], self._rects[None])
        return bool((meet & above & ~self._on_top).any())

    def _rebuild(self, left: Area) -> None:
        """Choose the resting items and draw the base; ``left`` is where moving items were."""
        before = self._on_top
        # Invisible items cost nothing on top, where they may become visible.
        top = (self._frame - self._changed_at < RESTING) | ~self._seen()
        meet = _meet(self._rects[:, None], self._rects[None])
        for k in np.flatnonzero(~top).tolist():
            # An item that overlaps a moving one below it has to be drawn after that one.
            top[k] = (meet[k, :k] & top[:k]).any()
        self._on_top = top
        np.copyto(self._base.pixels, self._background)
        self._draw_into(self._base, ~top)
        self._versions.append(_union(left, self._area(self._rects[before != top])))

    def _compose(self) -> Pixels:
        """Draw the moving items over a copy of the base."""
        buffer = self._free.popleft() if self._free else self._new_buffer()
        stale = buffer.dirty
        for changed in self._versions[buffer.base :]:
            stale = _union(stale, changed)
        new_base = self._versions[self._shown :]
        buffer.base = self._shown = len(self._versions)
        left, top, right, bottom = stale
        if left < right:
            buffer.pixels[top:bottom, left:right] = self._base.pixels[top:bottom, left:right]
        buffer.context.get_target().mark_dirty()
        buffer.dirty = self._draw_into(buffer, self._on_top)
        differs = _union(self._last_top, buffer.dirty)
        for changed in new_base:
            differs = _union(differs, changed)
        self._last_top = buffer.dirty
        self.rows = (differs[1], min(differs[3], len(buffer.pixels)))
        self._lent[id(buffer.pixels)] = buffer
        return buffer.pixels

    def _draw_into(self, buffer: _Buffer, chosen: NDArray[np.bool_]) -> Area:
        """Draw the chosen items; return the area that they may have changed."""
        seen = chosen & self._seen()
        for k in np.flatnonzero(seen).tolist():
            self._items[k].draw(buffer.pixels, buffer.context, self._paths)
        buffer.context.get_target().flush()
        return self._area(self._rects[seen])

    def _seen(self) -> NDArray[np.bool_]:
        """Return which items are visible at all."""
        return self._rects[:, 0] < self._rects[:, 2]

    def _area(self, rects: NDArray[np.floating]) -> Area:
        """Return the smallest area of whole pixels that contains the rectangles."""
        rects = rects[rects[:, 0] < rects[:, 2]]
        if not len(rects):
            return NOTHING
        height, width = self._background.shape[:2]
        left, top = np.clip(np.floor(rects[:, :2].min(0)), 0, (width, height))
        right, bottom = np.clip(np.ceil(rects[:, 2:].max(0)), 0, (width, height))
        return int(left), int(top), int(right), int(bottom)

    def _new_buffer(self) -> _Buffer:
        pixels = np.empty_like(self._background)
        return _Buffer(pixels, self._context(pixels))


def _union(first: Area, second: Area) -> Area:
    """Return the smallest area that contains both."""
    return (
        min(first[0], second[0]),
        min(first[1], second[1]),
        max(first[2], second[2]),
        max(first[3], second[3]),
    )


def _meet(first: NDArray[np.floating], second: NDArray[np.floating]) -> NDArray[np.bool_]:
    """Return whether rectangles overlap."""
    return (
        (first[..., 0] < second[..., 2])
        & (second[..., 0] < first[..., 2])
        & (first[..., 1] < second[..., 3])
        & (second[..., 1] < first[..., 3])
    )
