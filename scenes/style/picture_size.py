"""Picture sizes, aspect ratios and frame rates; importable without Manim."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["ASPECTS", "QUALITIES", "WIDE", "Quality"]

WIDE = "16:9"
ASPECTS: Mapping[str, tuple[int, int]] = {
    WIDE: (16, 9), "4:3": (4, 3), "1:1": (1, 1), "9:16": (9, 16),
}  # fmt: skip
"""Aspect ratios, width to height."""
AREA = 8.0 * 8.0 * 16 / 9
"""Area of a frame of any shape, in square frame units; Manim's is 8 units high at 16:9."""


@dataclass(frozen=True)
class Quality:
    """A size in pixels (even numbers) and a frame rate in frames per second."""

    width: int
    height: int
    fps: int

    def shaped(self, aspect: str) -> Quality:
        """Return the quality for another aspect ratio, with about as many pixels.

        Parameters
        ----------
        aspect : str
            One of :data:`ASPECTS`.
        """
        if aspect == WIDE:
            return self
        across, up = ASPECTS[aspect]
        if (across, up) == ASPECTS[WIDE][::-1]:
            return Quality(self.height, self.width, self.fps)
        unit = 2 * round(math.sqrt(self.width * self.height / (across * up)) / 2)
        return Quality(across * unit, up * unit, self.fps)

    @property
    def aspect(self) -> str:
        """The nearest of :data:`ASPECTS`."""

        def away(name: str) -> float:
            across, up = ASPECTS[name]
            return abs(math.log(self.width * up / (self.height * across)))

        return min(ASPECTS, key=away)

    @property
    def frame(self) -> tuple[float, float]:
        """Width and height of the frame in frame units.

        Frames of all shapes have the same area, so that type takes the same share of each.  The
        result does not depend on how the sides are rounded to pixels.
        """
        across, up = ASPECTS[self.aspect]
        height = math.sqrt(AREA * up / across)
        if self.aspect == WIDE:
            return height * self.width / self.height, height
        return AREA / height, height


MOST_FPS = 240
"""Highest frame rate that can be asked for."""

QUALITIES = {
    "draft": Quality(854, 480, 15),
    "480p": Quality(854, 480, 30),
    "720p": Quality(1280, 720, 30),
    "1080p": Quality(1920, 1080, 60),
    "1440p": Quality(2560, 1440, 60),
    "4k": Quality(3840, 2160, 60),
}
