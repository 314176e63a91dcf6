"""The file that manim-slides reads, so that its presenter and its converters take our beats.

The form is that of manim-slides 5, a file ``slides/NAME.json`` beside which, one folder up, the
films are found.  Each slide names a film and the same film backward.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av

from network.system.files import unfinished
from publish.beats import ClipBeat
from publish.files import write_text

if TYPE_CHECKING:
    from scenes.rendering.encoding import VideoFormat

__all__ = ["presentation", "reverse", "write_presentation"]


def presentation(
    beats: Sequence[ClipBeat],
    backward: Sequence[Path],
    base: Path,
    size: tuple[int, int],
    colour: str,
) -> dict[str, Any]:
    """Give the beats as slides.

    Parameters
    ----------
    beats : sequence of ClipBeat
        With an ``mp4`` among their files.
    backward : sequence of Path
        The same films backward.
    base : Path
        The folder from which files are named.
    size : (int, int)
        Width and height in pixels.
    colour : str
        Around the films, as ``#RRGGBB``.
    """

    def named(path: Path) -> str:
        return Path(os.path.relpath(path, base)).as_posix()

    slides = [
        {
            "file": named(beat.files["mp4"]),
            "rev_file": named(back),
            "loop": False,
            "auto_next": False,
            "playback_rate": 1.0,
            "reversed_playback_rate": 1.0,
            "notes": beat.caption,
            "dedent_notes": True,
        }
        for beat, back in zip(beats, backward, strict=True)
    ]
    return {"slides": slides, "resolution": list(size), "background_color": colour}


def write_presentation(target: Path, content: dict[str, Any]) -> None:
    """Write the file."""
    write_text(target, json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def reverse(source: Path, target: Path, video: VideoFormat) -> None:
    """Write a film backward.  No more than a second of it is held in memory.

    Parameters
    ----------
    source : Path
        With a keyframe a second.
    target : Path
        Appears when it is whole.
    video : VideoFormat
        Of both.

    Raises
    ------
    OSError, av.error.FFmpegError
        If one cannot be read or the other not be written.
    """
    from scenes.rendering.encoding import video_stream

    coded = video.coded
    with (
        unfinished(target) as partial,
        av.open(partial, "w", format=coded.container, options=dict(coded.muxing)) as out,
    ):
        stream = video_stream(out, video)
        for pts, frame in enumerate(_backward(source)):
            frame.pts, frame.time_base = pts, Fraction(1, video.fps)
            frame.pict_type = 0  # the encoder chooses anew where keyframes go
            out.mux(stream.encode(frame))
        out.mux(stream.encode())


def _backward(source: Path) -> Iterator[av.VideoFrame]:
    """Give the frames from the last to the first, one stretch from keyframe to keyframe a time."""
    with av.open(source) as film:
        stream = film.streams.video[0]
        stretches: list[list[av.Packet]] = []
        for packet in film.demux(stream):
            if packet.size and packet.is_keyframe:
                stretches.append([])
            if packet.size:
                stretches[-1].append(packet)
        for stretch in reversed(stretches):
            frames = [frame for packet in stretch for frame in stream.codec_context.decode(packet)]
            frames += stream.codec_context.decode(None)
            stream.codec_context.flush_buffers()
            yield from reversed(frames)
