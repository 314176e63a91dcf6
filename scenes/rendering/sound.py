"""The audio track of a video: silence, or speech at given frames.  Independent of Manim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

__all__ = ["CHANNELS", "RATE", "Placed", "SoundTrack", "Speech"]

RATE, CHANNELS = 48000, 2
"""Samples per second and channels of every audio track."""
FULL = 32768
"""Magnitude of the loudest sample of a :class:`Speech`."""


@dataclass(frozen=True)
class Speech:
    """What is said during a beat, ready to be encoded.

    Parameters
    ----------
    samples : Path
        File of 16-bit little-endian integers, :data:`CHANNELS` a sample, :data:`RATE` samples a
        second, without a header.
    length : int
        Number of samples.
    """

    samples: Path
    length: int

    @property
    def seconds(self) -> float:
        """Duration."""
        return self.length / RATE

    def frames(self, fps: int) -> int:
        """Return the number of video frames that the speech takes, rounded up."""
        return -(-self.length * fps // RATE)

    def read(self, first: int, count: int) -> NDArray[np.float32]:
        """Return the samples from ``first`` on, from -1 to 1, with shape (CHANNELS, count)."""
        read = np.fromfile(self.samples, "<i2", CHANNELS * count, offset=2 * CHANNELS * first)
        return np.divide(read.reshape(-1, CHANNELS).T, FULL, dtype=np.float32)


Placed = tuple[int, Speech]
"""A speech, and the frame of the video with which it starts."""


class SoundTrack:
    """An audio track, encoded in step with the frames of its video.

    Each speech is placed by the number of a frame, so rounding errors do not add up.

    Parameters
    ----------
    container : av.container.OutputContainer
        Open; the track is added to it.
    encoder : str
        Name in FFmpeg.
    fps : int
        Frames per second of the video.
    spoken : sequence of (int, Speech)
        In order, without overlaps; all the rest is silence.
    """

    BLOCK = RATE // 10

    def __init__(self, container, encoder: str, fps: int, spoken: Sequence[Placed] = ()):
        self._container, self._fps, self._samples = container, fps, 0
        self._spoken = [(frame * RATE // fps, speech) for frame, speech in spoken]
        self._stream = container.add_stream(encoder, rate=RATE, layout="stereo")

    def reach(self, frames: int) -> None:
        """Encode the whole blocks that fit into the duration of this many frames."""
        while self._samples + self.BLOCK <= frames * RATE // self._fps:
            self._encode(self.BLOCK)

    def end(self, frames: int) -> None:
        """Encode the rest of the duration of this many frames, and finish the track."""
        self.reach(frames)
        rest = frames * RATE // self._fps - self._samples
        if rest:
            self._encode(rest)
        self._container.mux(self._stream.encode(None))

    def _encode(self, count: int) -> None:
        block = av.AudioFrame.from_ndarray(self._heard(count), format="fltp", layout="stereo")
        block.sample_rate, block.time_base = RATE, Fraction(1, RATE)
        block.pts = self._samples
        self._container.mux(self._stream.encode(block))
        self._samples += count

    def _heard(self, count: int) -> NDArray[np.float32]:
        """Return the next samples, with shape (CHANNELS, count)."""
        heard = np.zeros((CHANNELS, count), np.float32)
        now, end = self._samples, self._samples + count
        for start, speech in self._spoken:
            first, last = max(now, start), min(end, start + speech.length)
            if first < last:
                heard[:, first - now : last - now] = speech.read(first - start, last - first)
        return heard
