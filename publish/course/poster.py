"""A small picture of the end of a film, for the index page."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
from av.video.reformatter import ColorRange, Colorspace

from network.system.files import unfinished

__all__ = ["PIXELS", "POSTER", "write_poster"]

POSTER = "poster.jpg"
"""Extension of the file."""
PIXELS = 640 * 360
"""Size of a poster, whatever its shape."""


def write_poster(video: Path, target: Path) -> None:
    """Write the last frame of a video as a JPEG of about :data:`PIXELS` pixels.

    Parameters
    ----------
    video : Path
        With one keyframe per second, as our videos have.
    target : Path
        Replaced only when the new file is complete.

    Raises
    ------
    OSError, av.error.FFmpegError
        If the video cannot be read or the file cannot be written.
    """
    frame = _last_frame(video)
    scale = min(1.0, (PIXELS / (frame.width * frame.height)) ** 0.5)
    size = {"width": round(frame.width * scale), "height": round(frame.height * scale)}
    picture = frame.reformat(
        **size,
        format="rgb24",
        src_colorspace=Colorspace.ITU709,
        src_color_range=ColorRange.MPEG,
        threads=1,  # as in scenes.rendering.conversion
    ).to_image()
    with unfinished(target) as partial:
        picture.save(partial, "JPEG", quality=85, optimize=True)


def _last_frame(video: Path) -> av.VideoFrame:
    with av.open(video) as container:
        stream = container.streams.video[0]
        last = (container.duration or 0) / av.time_base - 0.5  # WebM has no duration per stream
        time_base = stream.time_base or Fraction(1, 1000)
        container.seek(max(0, int(last / time_base)), stream=stream)  # to a keyframe before that
        *_, frame = container.decode(stream)
        return frame
