"""How clips are drawn and encoded.  Needs no Manim."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from network.errors import UsageError
from scenes.rendering.codecs import VideoFormat
from scenes.style.picture_size import Quality

if TYPE_CHECKING:
    from scenes.rendering.jobs import Crew
    from scenes.rendering.sound import Speech

__all__ = ["RunOptions", "usable_cores"]

SMALL = "faster"
"""Encoder preset for smaller files."""


def usable_cores() -> int:
    """Return the number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(frozen=True)
class RunOptions:
    """How clips are drawn and encoded; no option here changes a frame as drawn.

    Parameters
    ----------
    jobs : int, optional
        Number of processes that draw at the same time: one per core by default; 0 draws in the
        calling process.
    small : bool
        Spend more time on encoding for smaller H.264 files.
    force : bool
        Ignore the cache and draw everything again.
    quiet : bool
        Show no progress.
    warn : callable, optional
        Called with one sentence about each problem that was solved on the way.
    codec : str
        A key of :data:`scenes.rendering.codecs.CODECS`.
    silent : bool
        Add a silent audio track, if the codec's container takes audio.
    voices : mapping of str to mapping of str to Speech
        For each clip, by name, what is said during its beats.  Needs a codec that takes audio.
    crew : Crew, optional
        Other processes, perhaps of other computers, that draw instead.

    Raises
    ------
    UsageError
        If the number of processes is negative.
    """

    jobs: int | None = None
    small: bool = False
    force: bool = False
    quiet: bool = False
    warn: Callable[[str], None] | None = None
    codec: str = "h264"
    silent: bool = False
    voices: Mapping[str, Mapping[str, Speech]] = field(default_factory=dict)
    crew: Crew | None = None

    def __post_init__(self) -> None:
        if self.jobs is not None and self.jobs < 0:
            raise UsageError(f"jobs is {self.jobs}: expected 1 or more processes")

    @property
    def workers(self) -> int:
        """Number of processes that draw at the same time."""
        return usable_cores() if self.jobs is None else self.jobs

    def video(self, quality: Quality) -> VideoFormat:
        """Return the format that clips of a quality are encoded in."""
        video = VideoFormat(quality.width, quality.height, quality.fps, codec=self.codec)
        return replace(video, preset=SMALL) if self.small else video
