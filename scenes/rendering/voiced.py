"""A clip with a voice: each beat holds its last frame until its speech has ended.

Nothing is drawn for this.  A beat ends with a still segment, and :class:`Hold` repeats that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from pathlib import Path

from network.errors import LayerlightError
from scenes.base import Beat
from scenes.rendering.encoding import Hold
from scenes.rendering.sound import Placed, Speech

__all__ = ["PAUSE", "Voiced", "with_voice"]

PAUSE = 0.5
"""Shortest time in seconds between the end of a speech and the end of its beat."""


@dataclass(frozen=True)
class Voiced:
    """The content of a clip's video.

    Parameters
    ----------
    beats : list of Beat
        With the times they have in the video.
    segments : list of Path or Hold
    lengths : list of int
        Number of frames of each segment.
    spoken : list of (int, Speech)
        The speeches, and the frames with which they start.
    holds : list of (int, int)
        First frame and number of frames of each hold in the video.
    """

    beats: list[Beat]
    segments: list[Path | Hold]
    lengths: list[int]
    spoken: list[Placed] = field(default_factory=list)
    holds: list[tuple[int, int]] = field(default_factory=list)

    @property
    def frames(self) -> int:
        """Number of frames."""
        return sum(self.lengths)


def with_voice(
    beats: Sequence[Beat],
    segments: Sequence[Path],
    lengths: Sequence[int],
    voice: Mapping[str, Speech],
    fps: int,
) -> Voiced:
    """Hold the last frame of each beat until its speech has ended, and :data:`PAUSE` longer.

    Parameters
    ----------
    beats : sequence of Beat
        As drawn, in order.
    segments : sequence of Path
        As drawn; each beat starts with a segment of its own.
    lengths : sequence of int
        Number of frames of each segment.
    voice : mapping of str to Speech
        By name of the beat; beats without one stay as they are, and silent.
    fps : int
        Frames per second.

    Raises
    ------
    LayerlightError
        If a beat does not end at the end of a segment.
    """
    done = Voiced([], [], [])
    ends, k = list(accumulate(lengths)), 0
    bounds = [*(round(beat.start * fps) for beat in beats[1:]), sum(lengths)]
    first = 0
    for beat, end in zip(beats, bounds, strict=True):
        if end not in ends:
            raise LayerlightError(
                f"beat {beat.name!r} does not end with a segment: draw the clip again with --force"
            )
        until = ends.index(end) + 1
        shift, start = sum(frames for _, frames in done.holds), done.frames
        done.segments.extend(segments[k:until])
        done.lengths.extend(lengths[k:until])
        hold = 0
        if beat.name in voice:
            speech = voice[beat.name]
            done.spoken.append((start, speech))
            hold = max(0, speech.frames(fps) + round(PAUSE * fps) - (end - first))
        if hold:
            done.holds.append((done.frames, hold))
            done.segments.append(Hold(segments[until - 1], hold))
            done.lengths.append(hold)
        moved = beat.moved(shift / fps)
        done.beats.append(replace(moved, end=moved.end + hold / fps))
        first, k = end, until
    return done
