"""Encoders, containers and their settings, by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

__all__ = ["CODECS", "Codec", "VideoFormat"]


@dataclass(frozen=True)
class Codec:
    """An encoder with its pixel format and container.

    Parameters
    ----------
    encoder, container : str
        Names in FFmpeg.
    pixels : str
        Pixel format.
    options : mapping
        Encoder options.  Packets must come in the order in which frames are shown.
    muxing : mapping
        Options for the container of the finished video.
    tags : mapping
        Metadata of the stream.
    kind : str
        FourCC that distinguishes variants of the encoder.
    sound : str
        Audio encoder for the same container; empty if there is none.
    """

    encoder: str
    container: str
    pixels: str
    options: Mapping[str, str] = field(default_factory=dict)
    muxing: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    kind: str = ""
    sound: str = ""

    @property
    def opacity(self) -> bool:
        """Whether the video has an alpha channel."""
        return self.pixels.startswith("yuva")

    @property
    def rgb(self) -> bool:
        """Whether frames are stored as RGB."""
        return self.pixels.startswith("rgb")


INDEX_FIRST = {"movflags": "+faststart"}
# Without B-frames, packets come in the order in which frames are shown, and a segment can be cut
# after any of them.  The 8×8 transform, which costs no time, makes the stream High profile; the
# fastest preset alone gives Constrained Baseline.
_H264 = {"threads": "1", "bf": "0", "x264-params": "8x8dct=1"}
_VP9 = {
    "crf": "18",
    "b": "0",
    "deadline": "realtime",
    "cpu-used": "7",
    "threads": "1",
    "lag-in-frames": "0",
    "auto-alt-ref": "0",
}
_PRORES = {"profile": "4444", "threads": "1"}
_PRORES_OPACITY = {**_PRORES, "alpha_bits": "8"}

CODECS = {
    "h264": Codec("libx264", "mp4", "yuv420p", _H264, INDEX_FIRST, sound="aac"),
    "vp9": Codec("libvpx-vp9", "webm", "yuv420p", _VP9, sound="libopus"),
    "vp9-opacity": Codec(
        "libvpx-vp9", "webm", "yuva420p", _VP9, tags={"alpha_mode": "1"}, sound="libopus"
    ),
    "prores": Codec(
        "prores_ks", "mov", "yuv444p10le", _PRORES, INDEX_FIRST, kind="ap4h", sound="aac"
    ),
    "prores-opacity": Codec(
        "prores_ks", "mov", "yuva444p10le", _PRORES_OPACITY, INDEX_FIRST, kind="ap4h", sound="aac"
    ),
    "lossless": Codec(
        "libx264rgb",
        "matroska",
        "rgb24",
        {"preset": "ultrafast", "qp": "0", "bf": "0", "threads": "1"},
    ),
}
"""H.264 for players, VP9 for web pages, ProRes 4444 for video editing, and lossless H.264 as the
source of GIFs."""


@dataclass(frozen=True)
class VideoFormat:
    """Size, frame rate and encoder settings; segments of the same format can be joined.

    At this quality ``ultrafast`` is both faster and closer to the drawn frame than the slower
    presets; its files are about twice as large.

    Parameters
    ----------
    width, height : int
        In pixels.
    fps : int
        Frames per second.
    preset : str
        The H.264 encoder's preset, a trade-off between speed and size.
    crf : int
        The H.264 encoder's constant rate factor; smaller is better.
    codec : str
        A key of :data:`CODECS`.
    """

    width: int
    height: int
    fps: int
    preset: str = "ultrafast"
    crf: int = 23
    codec: str = "h264"

    @property
    def coded(self) -> Codec:
        """The codec, with the options that preset and rate factor ask for."""
        codec = CODECS[self.codec]
        if self.codec != "h264":
            return codec
        options = {"preset": self.preset, "crf": str(self.crf), **codec.options}
        return replace(codec, options=options)
