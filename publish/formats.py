"""Output formats, by the names that users type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["FORMATS", "OutputFormat"]


@dataclass(frozen=True)
class OutputFormat:
    """An output format.

    Parameters
    ----------
    codec : str or None
        Key of :data:`scenes.rendering.codecs.CODECS`; None if the format is not a video.
    opacity : str or None
        Codec for a transparent video; None if the format cannot be transparent.
    transparent : bool
        Whether the background can be transparent.
    """

    codec: str | None = None
    opacity: str | None = None
    transparent: bool = False

    @property
    def is_video(self) -> bool:
        """Whether it shows a clip in motion, and not only as pictures or pages of its beats."""
        return self.codec is not None


FORMATS: Mapping[str, OutputFormat] = {
    "mp4": OutputFormat("h264"),
    "webm": OutputFormat("vp9", "vp9-opacity", True),
    "mov": OutputFormat("prores", "prores-opacity", True),
    "gif": OutputFormat("lossless"),
    "png": OutputFormat(transparent=True),
    "pdf": OutputFormat(transparent=True),
}
