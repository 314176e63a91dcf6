"""Sizes and frame rates of pictures.  Reading this needs no Manim."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["QUALITIES", "Quality"]


@dataclass(frozen=True)
class Quality:
    """A size in pixels (even numbers) and a rate in frames a second."""

    width: int
    height: int
    fps: int


QUALITIES = {
    "draft": Quality(854, 480, 15),
    "480p": Quality(854, 480, 30),
    "720p": Quality(1280, 720, 30),
    "1080p": Quality(1920, 1080, 60),
    "1440p": Quality(2560, 1440, 60),
    "4k": Quality(3840, 2160, 60),
}
