"""Frames drawn one after the other, each doing again only what has changed since the last.

Nothing here is approximate.  What rests is drawn once into a base, and what moves is drawn over
a copy of it; a thing that lies above a moving one is taken into the base only while the two do
not meet, so that the order in which they are drawn makes no difference.
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
"""After so many frames without a change a thing counts as resting."""


Area = tuple[int, int, int, int]
"""Left, top, right and bottom, in pixels."""
NOTHING: Area = (1 << 30, 1 << 30, 0, 0)
EVERYWHERE: Area = (0, 0, 1 << 30, 1 << 30)


class _Buffer:
    """Pixels of a frame, and where they differ from the base they were copied from."""

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
        From pixels to a Cairo context that draws into them, in frame units.
    place : callable
        From points in frame units to columns and rows.

    Attributes
    ----------
    rows : (int, int)
        The rows, from the first to before the second, in which the frame drawn last may differ
        from the one before.
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
        self._base = _Buffer(np.empty_like(background), None)
        self._base.context = context(self._base.pixels)
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
            What stands there, the lowest first.

        Returns
        -------
        ndarray or None
            Red, green, blue and opacity.  They are the caller's until :meth:`release`; None if
            the frame looks as the last one did.
        """
        self._frame += 1
        self._paths.next_frame()
        if len(items) != len(self._items):
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
        """Give pixels back; may be called from another thread."""
        self._free.append(self._lent.pop(id(pixels)))

    def _begin(self, items: Sequence[Item]) -> None:
        """Take a list that has nothing to do with the last one."""
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
        """Whether something that moved has come below something that is in the base."""
        above = np.arange(len(self._items)) > changed[:, None]
        meet = _meet(self._rects[changed][:, None], self._rects[None])
        return bool((meet & above & ~self._on_top).any())

    def _rebuild(self, left: Area) -> None:
        """Choose anew what rests, and draw it; ``left`` is where what began to move was."""
        before = self._on_top
        # What cannot be seen costs nothing on top, and may appear there.
        top = (self._frame - self._changed_at < RESTING) | ~self._seen()
        meet = _meet(self._rects[:, None], self._rects[None])
        for k in np.flatnonzero(~top).tolist():
            # What lies above a moving thing, and meets it, has to be drawn after it.
            top[k] = (meet[k, :k] & top[:k]).any()
        self._on_top = top
        np.copyto(self._base.pixels, self._background)
        self._draw_into(self._base, ~top)
        self._versions.append(_union(left, self._area(self._rects[before != top])))

    def _compose(self) -> Pixels:
        """Draw what moves over the base."""
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
        """Draw the chosen things; give what they may have touched."""
        seen = chosen & self._seen()
        for k in np.flatnonzero(seen).tolist():
            self._items[k].draw(buffer.pixels, buffer.context, self._paths)
        buffer.context.get_target().flush()
        return self._area(self._rects[seen])

    def _seen(self) -> NDArray[np.bool_]:
        """Which things leave a trace at all."""
        return self._rects[:, 0] < self._rects[:, 2]

    def _area(self, rects: NDArray[np.floating]) -> Area:
        """Give the whole pixels that hold rectangles."""
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
    """Give the smallest rectangle around two."""
    return (
        min(first[0], second[0]),
        min(first[1], second[1]),
        max(first[2], second[2]),
        max(first[3], second[3]),
    )


def _meet(first: NDArray[np.floating], second: NDArray[np.floating]) -> NDArray[np.bool_]:
    """Whether rectangles have a pixel in common."""
    return (
        (first[..., 0] < second[..., 2])
        & (second[..., 0] < first[..., 2])
        & (first[..., 1] < second[..., 3])
        & (second[..., 1] < first[..., 3])
    )
