"""Frames into H.264 segments, and segments into a finished MP4.  Knows nothing of Manim."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from queue import Queue
from threading import Thread

import av
import numpy as np
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc

__all__ = ["SegmentWriter", "VideoFormat", "join_segments"]

QUEUE_FRAMES = 8
"""Frames that drawing may be ahead of encoding; 8 MB each at 1080p."""


@dataclass(frozen=True)
class VideoFormat:
    """Size, rate and encoder settings; two segments of one format can be joined.

    ``ultrafast`` at this quality is both faster and closer to the drawn frame than slower
    presets, at about twice the size.
    """

    width: int
    height: int
    fps: int
    preset: str = "ultrafast"
    crf: int = 23


class SegmentWriter:
    """Encodes the frames of one play on a thread of its own.

    The file appears under its name when it is whole, and not before.

    Parameters
    ----------
    path : Path
        Where the segment is to be.
    video : VideoFormat
    """

    def __init__(self, path: Path, video: VideoFormat):
        self.path, self.video = path, video
        self._partial = path.with_name(f".{path.name}.{os.getpid()}")
        self._queue: Queue[tuple[np.ndarray, int] | None] = Queue(maxsize=QUEUE_FRAMES)
        self._error: BaseException | None = None
        self._discard = False
        self._thread = Thread(target=self._encode_all, name=f"encoder of {path.name}", daemon=True)
        self._thread.start()

    def write(self, pixels: np.ndarray, repeat: int = 1) -> None:
        """Add a frame, ``repeat`` times; the array must not change afterwards.

        Parameters
        ----------
        pixels : ndarray of uint8, shape (height, width, 4)
            RGBA, top row first.
        repeat : int
        """
        if self._error is not None:
            self.close()
        self._queue.put((pixels, repeat))

    def close(self) -> None:
        """Finish the segment and put it in its place.

        Raises
        ------
        OSError, av.error.FFmpegError
            Whatever went wrong on the encoder's thread.
        """
        self._queue.put(None)
        self._thread.join()
        if self._error is not None:
            self._partial.unlink(missing_ok=True)
            raise self._error
        self._partial.replace(self.path)

    def abort(self) -> None:
        """Stop and leave nothing behind."""
        self._discard = True
        self._queue.put(None)
        self._thread.join()
        with suppress(OSError):
            self._partial.unlink(missing_ok=True)

    def _encode_all(self) -> None:
        try:
            with av.open(self._partial, "w", format="mp4") as container:
                stream = _video_stream(container, self.video)
                pts = 0
                while (item := self._queue.get()) is not None:
                    if self._discard:
                        continue
                    pixels, repeat = item
                    frame = _to_yuv(pixels)
                    for _ in range(repeat):
                        frame.pts = pts
                        frame.time_base = Fraction(1, self.video.fps)
                        container.mux(stream.encode(frame))
                        pts += 1
                container.mux(stream.encode())
        except BaseException as error:
            self._error = error
            # Whoever draws must not be left waiting for room in the queue.
            while self._queue.get() is not None:
                pass


def _video_stream(container, video: VideoFormat):
    stream = container.add_stream(
        "libx264",
        rate=video.fps,
        options={"preset": video.preset, "crf": str(video.crf), "threads": "1"},
    )
    stream.width, stream.height, stream.pix_fmt = video.width, video.height, "yuv420p"
    context = stream.codec_context
    context.gop_size = video.fps  # a keyframe a second, so that players can jump
    context.color_range = ColorRange.MPEG
    context.colorspace = Colorspace.ITU709
    context.color_primaries = ColorPrimaries.BT709
    context.color_trc = ColorTrc.BT709
    return stream


def _to_yuv(pixels: np.ndarray) -> av.VideoFrame:
    """Convert with the BT.709 matrix, which is what the stream's tags promise."""
    return av.VideoFrame.from_ndarray(pixels, format="rgba").reformat(
        format="yuv420p",
        src_color_range=ColorRange.JPEG,
        dst_colorspace=Colorspace.ITU709,
        dst_color_range=ColorRange.MPEG,
    )


def join_segments(
    segments: Iterable[Path],
    target: Path,
    video: VideoFormat,
    title: str,
    chapters: Sequence[tuple[str, int, int]] = (),
) -> int:
    """Join segments without re-encoding, index first; ``target`` appears when it is whole.

    Parameters
    ----------
    segments : iterable of Path
        Of the given format, in order.
    target : Path
    video : VideoFormat
    title : str
        Written into the file.
    chapters : sequence of (str, int, int)
        Titles, the frames at which they begin, and those at which they end.

    Returns
    -------
    int
        Number of frames.

    Raises
    ------
    OSError, av.error.FFmpegError
        If a segment cannot be read or the target not be written; an existing target stays.
    """
    partial = target.with_name(f".{target.name}.{os.getpid()}")
    frames = 0
    try:
        with av.open(partial, "w", format="mp4", options={"movflags": "+faststart"}) as out:
            out.metadata["title"] = title
            stream = None
            for segment in segments:
                with av.open(segment) as source:
                    template = source.streams.video[0]
                    if stream is None:
                        stream = out.add_stream_from_template(template)
                        out.set_chapters(_chapters(chapters, video.fps))
                    frames += _copy_packets(source, template, out, stream, frames, video.fps)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return frames


def _chapters(chapters: Sequence[tuple[str, int, int]], fps: int) -> list[dict]:
    """Give chapters as the container wants them."""
    return [
        {
            "id": number,
            "start": start,
            "end": end,
            "time_base": Fraction(1, fps),
            "metadata": {"title": title},
        }
        for number, (title, start, end) in enumerate(chapters, start=1)
    ]


def _copy_packets(source, template, out, stream, offset: int, fps: int) -> int:
    count = 0
    for packet in source.demux(template):
        if packet.dts is None:  # the packet that only says that there are no more
            continue
        packet.time_base = Fraction(1, fps)
        packet.pts = packet.dts = offset + count
        packet.duration = 1
        packet.stream = stream
        out.mux(packet)
        count += 1
    return count
