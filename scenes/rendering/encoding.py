"""Encodes frames into segments, and joins segments into a video.  Independent of Manim."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from itertools import cycle, islice
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any, NoReturn

import av
import numpy as np
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc

from network.errors import LayerlightError
from network.system.files import unfinished
from scenes.rendering.codecs import VideoFormat
from scenes.rendering.conversion import Converter
from scenes.rendering.sound import Placed, SoundTrack

__all__ = ["Hold", "SegmentWriter", "frames_in", "join_segments", "video_stream"]

QUEUE_FRAMES = 3
"""Number of frames that drawing may be ahead of encoding; each takes 8 MB at 1080p."""

_Item = tuple[np.ndarray | None, int, tuple[int, int] | None]


class SegmentWriter:
    """Encodes the frames of one segment in a separate thread.

    The file appears only when it is complete.  Each distinct frame is converted once.

    Parameters
    ----------
    path : Path
        Path of the segment.
    video : VideoFormat
    release : callable, optional
        Called in the encoder's thread with each array that is no longer needed.
    """

    def __init__(
        self,
        path: Path,
        video: VideoFormat,
        release: Callable[[np.ndarray], None] = lambda pixels: None,
    ):
        self.path, self.video = path, video
        self._queue: Queue[_Item | None] = Queue(maxsize=QUEUE_FRAMES)
        self._release = release
        self._error: BaseException | None = None
        self._discard = False
        self._thread = Thread(target=self._encode_all, name=f"encoder of {path.name}", daemon=True)
        self._thread.start()

    def write(
        self, pixels: np.ndarray | None, repeat: int = 1, rows: tuple[int, int] | None = None
    ) -> None:
        """Add a frame ``repeat`` times; the array must not change until it is released.

        Parameters
        ----------
        pixels : ndarray of uint8, shape (height, width, 4), or None
            RGBA, top row first; None repeats the previous frame.
        repeat : int
        rows : (int, int), optional
            First and end row (exclusive) of the part that may differ from the previous frame.
        """
        if self._error is not None:
            self.close()
        self._queue.put((pixels, repeat, rows))

    def close(self) -> None:
        """Finish the segment and move it to its path.

        Raises
        ------
        OSError, av.error.FFmpegError
            Whatever the encoder's thread raised.
        """
        self._queue.put(None)
        self._thread.join()
        if self._error is not None:
            raise self._error

    def abort(self) -> None:
        """Stop, and delete the unfinished file."""
        self._discard = True
        self._queue.put(None)
        self._thread.join()

    def _encode_all(self) -> None:
        items = iter(self._queue.get, None)
        try:
            with (
                unfinished(self.path) as partial,
                av.open(partial, "w", format=self.video.coded.container) as container,
            ):
                stream = video_stream(container, self.video)
                frames, converter = 0, Converter(self.video)
                frame: Any = None
                for pixels, repeat, rows in items:
                    if self._discard:
                        continue
                    if pixels is not None:
                        frame = converter.convert(pixels, rows)
                        self._release(pixels)
                    if not frames and repeat > self.video.fps:
                        _repeat_a_second(container, stream, frame, repeat, self.video)
                        frames += repeat
                        continue
                    for pts in range(frames, frames + repeat):
                        _encode(container, stream, frame, pts, self.video.fps)
                    frames += repeat
                if self._discard:
                    raise _Discarded
                container.mux(stream.encode())
        except BaseException as error:
            self._error = error
            for _ in items:  # otherwise the drawing thread would wait for room in the queue
                pass


class _Discarded(Exception):
    """The segment was aborted."""


def _encode(container, stream, frame: av.VideoFrame, pts: int, fps: int) -> None:
    frame.pts, frame.time_base = pts, Fraction(1, fps)
    container.mux(stream.encode(frame))


def _repeat_a_second(container, stream, frame: av.VideoFrame, repeat: int, video) -> None:
    """Write a segment of one repeated frame: encode one second and repeat its packets.

    Each second starts with a keyframe, so its packets can be decoded wherever they are placed.
    """
    encoder = av.CodecContext.create(video.coded.encoder, "w")
    encoder.options = dict(video.coded.options)
    encoder.framerate = Fraction(video.fps)
    _set_up(encoder, video)
    encoder.flags |= stream.codec_context.flags  # puts the parameters into the file header
    second = []
    for pts in range(video.fps):
        frame.pts, frame.time_base = pts, Fraction(1, video.fps)
        second += encoder.encode(frame)
    second += encoder.encode()
    for pts in range(repeat):
        taken = second[pts % video.fps]
        # The packet itself, not a copy of its bytes: it holds the alpha channel as side data.
        taken.stream, taken.time_base = stream, Fraction(1, video.fps)
        taken.pts = taken.dts = pts
        taken.duration = 1
        container.mux(taken)


def video_stream(container, video: VideoFormat):
    """Add a video stream in the format to an open container and return it."""
    coded = video.coded
    stream = container.add_stream(coded.encoder, rate=video.fps, options=dict(coded.options))
    _set_up(stream.codec_context, video)
    stream.metadata.update(coded.tags)
    return stream


def _set_up(context: av.VideoCodecContext, video: VideoFormat) -> None:
    context.width, context.height, context.pix_fmt = video.width, video.height, video.coded.pixels
    context.time_base = Fraction(1, video.fps)
    context.gop_size = video.fps  # one keyframe per second, so that players can seek
    if video.coded.rgb:
        return
    context.color_range = ColorRange.MPEG
    context.colorspace = Colorspace.ITU709
    context.color_primaries = ColorPrimaries.BT709
    context.color_trc = ColorTrc.BT709


@dataclass(frozen=True)
class Hold:
    """The picture of a still segment, shown for longer.

    The packets of the segment are repeated, so nothing is encoded, in whatever format it is.

    Parameters
    ----------
    segment : Path
        A segment whose frames are all the same.
    frames : int
        Number of frames to add.
    """

    segment: Path
    frames: int


def frames_in(segment: Path | Hold) -> int:
    """Count the frames of a segment.

    Raises
    ------
    OSError, av.error.FFmpegError
        If it cannot be read.
    """
    if isinstance(segment, Hold):
        return segment.frames
    with av.open(segment) as source:
        stream = source.streams.video[0]
        return stream.frames or sum(1 for packet in source.demux(stream) if packet.size)


def join_segments(
    segments: Sequence[Path | Hold],
    target: Path,
    video: VideoFormat,
    title: str,
    chapters: Sequence[tuple[str, int, int]] = (),
    lengths: Sequence[int] | None = None,
    silent: bool = False,
    spoken: Sequence[Placed] = (),
) -> int:
    """Join segments without re-encoding; ``target`` appears only when it is complete.

    Parameters
    ----------
    segments : sequence of Path or Hold
        In order, all in the given format.
    target : Path
    video : VideoFormat
    title : str
        Title in the file's metadata.
    chapters : sequence of (str, int, int)
        Title, first frame and end frame (exclusive) of each chapter.
    lengths : sequence of int, optional
        Expected number of frames of each segment.
    silent : bool
        Add a stereo track, as long as the video, even if nothing is spoken.
    spoken : sequence of (int, Speech)
        Speeches to add in a stereo track, and the frames with which they start.

    Returns
    -------
    int
        Number of frames.

    Raises
    ------
    LayerlightError
        If a segment is damaged; it is deleted, so that the next run draws it again.
    OSError
        If a segment cannot be read or the target cannot be written; an existing target is kept.
    """
    frames, coded = 0, video.coded
    with (
        unfinished(target) as partial,
        av.open(partial, "w", format=coded.container, options=dict(coded.muxing)) as out,
    ):
        out.metadata["title"] = title
        stream = sound = None
        for k, segment in enumerate(segments):
            file = segment.segment if isinstance(segment, Hold) else segment
            with _intact(file) as source:
                template = source.streams.video[0]
                if stream is None:
                    stream = out.add_stream_from_template(template)
                    stream.metadata.update(coded.tags)
                    if coded.kind:
                        stream.codec_context.codec_tag = coded.kind
                    out.set_chapters(_chapters(chapters, video.fps))
                    if silent or spoken:
                        sound = SoundTrack(out, coded.sound, video.fps, spoken)
                packets = _packets(source, template)
                if isinstance(segment, Hold):
                    packets = islice(cycle(islice(packets, video.fps)), segment.frames)
                copied = _copy_packets(packets, out, stream, frames, video.fps, sound)
            if lengths is not None and copied != lengths[k]:
                _remove_damaged(file, f"expected {lengths[k]} frames, found {copied}")
            frames += copied
        if sound is not None:
            sound.end(frames)
    return frames


@contextmanager
def _intact(segment: Path) -> Iterator[Any]:
    """Open a segment; if it proves damaged, delete it and raise an error."""
    try:
        with av.open(segment) as source:
            yield source
    except (av.error.InvalidDataError, av.error.EOFError) as error:
        _remove_damaged(segment, error.strerror or "unreadable")


def _remove_damaged(segment: Path, what: str) -> NoReturn:
    segment.unlink(missing_ok=True)
    raise LayerlightError(
        f"{segment} was damaged ({what}) and has been deleted: run the command again to redraw it"
    )


def _chapters(chapters: Sequence[tuple[str, int, int]], fps: int) -> list[Any]:
    """Return chapters in the form that PyAV expects."""
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


def _packets(source, template) -> Iterator[av.Packet]:
    """Yield the packets of a segment."""
    # The last one is empty and marks the end.
    return (packet for packet in source.demux(template) if packet.size)


def _copy_packets(packets, out, stream, offset: int, fps: int, sound: SoundTrack | None) -> int:
    """Add packets to a video, with the sound up to them; return their number."""
    count = 0
    for packet in packets:
        packet.stream, packet.time_base = stream, Fraction(1, fps)
        packet.pts = packet.dts = offset + count
        packet.duration = 1
        out.mux(packet)
        count += 1
        if sound is not None:
            sound.reach(offset + count)
    return count
