"""The rules of motion, as checks of every frame of a clip."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

from scenes.audit.layout import Box, visible_texts
from scenes.base import NetworkScene

__all__ = ["LONGEST_PAUSE", "MotionWatch"]

LONGEST_PAUSE = 2.5
"""Seconds for which the picture may stay as it is, captions included."""
CLEAR = 0.55
"""Texts less opaque than this are fading; two of them may replace each other in one place."""
OVERLAP = 0.02
"""Frame units by which the boxes of two texts must overlap to count as meeting."""
LEAVING = 0.5
"""Seconds for which a copy may overlap the equal text that it leaves or joins."""

_Pair = tuple[int, int]


class MotionWatch:
    """Watches the frames of a clip for texts that meet in motion and for long pauses.

    Call it with each frame in order, as :func:`scenes.rendering.clips.watch` does.
    """

    def __init__(self) -> None:
        self._meetings: dict[_Pair, tuple[str, str, float, float]] = {}
        self._shown: list[Any] | None = None
        self._since = self._now = 0.0
        self._pauses: list[tuple[float, float]] = []

    def __call__(self, scene: NetworkScene, seconds: float, keys: Sequence[Any]) -> None:
        """Take in a frame.

        Parameters
        ----------
        scene : NetworkScene
            As it is in this frame.
        seconds : float
            When the frame is shown.
        keys : sequence
            What the pixels of the frame depend on; equal for frames that look the same.
        """
        self._now = seconds
        if self._shown != keys:
            self._end_pause(seconds)
            self._shown, self._since = list(keys), seconds
            self._meet(visible_texts(scene, CLEAR), seconds)

    def _end_pause(self, seconds: float) -> None:
        if seconds - self._since > LONGEST_PAUSE:
            self._pauses.append((self._since, seconds))

    def _meet(self, boxes: Sequence[Box], seconds: float) -> None:
        for a, b in combinations(boxes, 2):
            if a.overlaps(b, -OVERLAP) and not _coincide(a, b):
                pair = (id(a.text), id(b.text))
                first = self._meetings.get(pair, ("", "", seconds, seconds))[2]
                self._meetings[pair] = (a.name, b.name, first, seconds)

    def complaints(self, seconds: float) -> list[str]:
        """Return what is wrong with a clip of this length."""
        pauses = list(self._pauses)
        if seconds - self._since > LONGEST_PAUSE:
            pauses.append((self._since, seconds))
        return [
            *(
                f"{a!r} and {b!r} meet at {first:.1f} s"
                for a, b, first, last in self._meetings.values()
                if a != b or last - first > LEAVING
            ),
            *(
                f"nothing moves from {start:.1f} to {end:.1f} s ({end - start:.1f} s)"
                for start, end in pauses
            ),
        ]


def _coincide(a: Box, b: Box) -> bool:
    """Return whether two texts are one to the eye: equal, and in the same place."""
    return a.name == b.name and all(
        abs(x - y) < OVERLAP
        for x, y in (
            (a.left, b.left),
            (a.right, b.right),
            (a.bottom, b.bottom),
            (a.top, b.top),
        )
    )
