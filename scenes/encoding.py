"""Frames into H.264 segments, and segments into a finished MP4.  Knows nothing of Manim."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
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

QUEUE_FRAMES = 3
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
    """Encodes the frames of one segment on a thread of its own.

    The file appears under its name when it is whole, and not before.  Each distinct frame is
    converted once.

    Parameters
    ----------
    path : Path
        Where the segment is to be.
    video : VideoFormat
    release : callable, optional
        Called, on the encoder's thread, with an array that is no longer needed.
    """

    def __init__(
        self,
        path: Path,
        video: VideoFormat,
        release: Callable[[np.ndarray], None] = lambda pixels: None,
    ):
        self.path, self.video = path, video
        self._partial = path.with_name(f".{path.name}.{os.getpid()}")
        self._queue: Queue[tuple[np.ndarray | None, int] | None] = Queue(maxsize=QUEUE_FRAMES)
        self._release = release
        self._error: BaseException | None = None
        self._discard = False
        self._thread = Thread(target=self._encode_all, name=f"encoder of {path.name}", daemon=True)
        self._thread.start()

    def write(self, pixels: np.ndarray | None, repeat: int = 1) -> None:
        """Add a frame, ``repeat`` times; the array must not change until it is released.

        Parameters
        ----------
        pixels : ndarray of uint8, shape (height, width, 4), or None
            RGBA, top row first; None for the last frame once more.
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
        items = iter(self._queue.get, None)
        try:
            with av.open(self._partial, "w", format="mp4") as container:
                stream = _video_stream(container, self.video)
                frames, frame = 0, None
                for pixels, repeat in items:
                    if self._discard:
                        continue
                    if pixels is not None:
                        frame = _to_yuv(pixels, self.video)
                        self._release(pixels)
                    if not frames and repeat > self.video.fps:
                        _repeat_a_second(container, stream, frame, repeat, self.video)
                        frames += repeat
                        continue
                    for pts in range(frames, frames + repeat):
                        _encode(container, stream, frame, pts, self.video.fps)
                    frames += repeat
                container.mux(stream.encode())
        except BaseException as error:
            self._error = error
            for _ in items:  # whoever draws must not be left waiting for room in the queue
                pass


def _encode(container, stream, frame: av.VideoFrame, pts: int, fps: int) -> None:
    frame.pts, frame.time_base = pts, Fraction(1, fps)
    container.mux(stream.encode(frame))


def _repeat_a_second(container, stream, frame: av.VideoFrame, repeat: int, video) -> None:
    """Write a frame that opens a segment and fills it: encode one second, and take it again.

    Each second begins with a keyframe, so that it stands for itself wherever it is put.
    """
    encoder = av.CodecContext.create("libx264", "w")
    encoder.options = _options(video)
    encoder.framerate = Fraction(video.fps)
    _set_up(encoder, video)
    encoder.flags |= stream.codec_context.flags  # the parameters belong at the file's head
    second = []
    for pts in range(video.fps):
        frame.pts, frame.time_base = pts, Fraction(1, video.fps)
        second += encoder.encode(frame)
    second += encoder.encode()
    for pts in range(repeat):
        taken = second[pts % video.fps]
        packet = av.Packet(bytes(taken))
        packet.stream, packet.time_base = stream, Fraction(1, video.fps)
        packet.pts = packet.dts = pts
        packet.duration, packet.is_keyframe = 1, taken.is_keyframe
        container.mux(packet)


def _options(video: VideoFormat) -> dict[str, str]:
    # Without frames that lean on later ones packets are in the order in which they are shown,
    # and the first part of a second is a whole film.
    return {"preset": video.preset, "crf": str(video.crf), "threads": "1", "bf": "0"}


def _video_stream(container, video: VideoFormat):
    stream = container.add_stream("libx264", rate=video.fps, options=_options(video))
    _set_up(stream.codec_context, video)
    return stream


def _set_up(context: av.VideoCodecContext, video: VideoFormat) -> None:
    context.width, context.height, context.pix_fmt = video.width, video.height, "yuv420p"
    context.time_base = Fraction(1, video.fps)
    context.gop_size = video.fps  # a keyframe a second, so that players can jump
    context.color_range = ColorRange.MPEG
    context.colorspace = Colorspace.ITU709
    context.color_primaries = ColorPrimaries.BT709
    context.color_trc = ColorTrc.BT709


def _to_yuv(pixels: np.ndarray, video: VideoFormat) -> av.VideoFrame:
    """Convert with the BT.709 matrix, which is what the stream's tags promise."""
    if pixels.shape != (video.height, video.width, 4):
        raise ValueError(
            f"a frame has to have the shape {(video.height, video.width, 4)}, not {pixels.shape}"
        )
    return av.VideoFrame.from_numpy_buffer(pixels, format="rgba").reformat(
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
