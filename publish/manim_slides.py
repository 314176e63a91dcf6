"""The file that lets manim-slides present and convert the beats of a clip.

In manim-slides 5 it is ``slides/NAME.json``, with paths relative to the folder above it.  Each
slide names a video and the same video reversed.
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
    from scenes.rendering.codecs import VideoFormat

__all__ = ["presentation", "reverse", "write_presentation"]


def presentation(
    beats: Sequence[ClipBeat],
    backward: Sequence[Path],
    base: Path,
    size: tuple[int, int],
    colour: str,
) -> dict[str, Any]:
    """Return the beats as slides.

    Parameters
    ----------
    beats : sequence of ClipBeat
        With the path of an MP4 in ``files["mp4"]``.
    backward : sequence of Path
        The same videos reversed.
    base : Path
        Folder that paths are relative to.
    size : (int, int)
        Width and height in pixels.
    colour : str
        Background around the videos, as ``#RRGGBB``.
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
    """Write the slides as JSON."""
    write_text(target, json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def reverse(source: Path, target: Path, video: VideoFormat) -> None:
    """Reverse a video, with at most one second of it in memory.

    Parameters
    ----------
    source : Path
        With one keyframe per second.
    target : Path
        Replaced only when the new file is complete.
    video : VideoFormat
        Format of both files.

    Raises
    ------
    OSError, av.error.FFmpegError
        If the source cannot be read or the target cannot be written.
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
            frame.pict_type = 0  # let the encoder choose the keyframes
            out.mux(stream.encode(frame))
        out.mux(stream.encode())


def _backward(source: Path) -> Iterator[av.VideoFrame]:
    """Yield the frames from last to first; decode one group, keyframe to keyframe, at a time."""
    with av.open(source) as container:
        stream = container.streams.video[0]
        groups: list[list[av.Packet]] = []
        for packet in container.demux(stream):
            if packet.size and packet.is_keyframe:
                groups.append([])
            if packet.size:
                groups[-1].append(packet)
        for group in reversed(groups):
            frames = [frame for packet in group for frame in stream.codec_context.decode(packet)]
            frames += stream.codec_context.decode(None)
            stream.codec_context.flush_buffers()
            yield from reversed(frames)
