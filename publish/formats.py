"""The formats that clips leave in, by the name that a person types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["FORMATS", "OutputFormat"]


@dataclass(frozen=True)
class OutputFormat:
    """A format.

    Parameters
    ----------
    codec : str or None
        How its frames are encoded, by a name of :mod:`scenes.rendering.codecs`; None if it is no
        film.
    opacity : str or None
        The same for frames without background; None if it cannot be done.
    transparent : bool
        Whether it can do without a background.
    """

    codec: str | None = None
    opacity: str | None = None
    transparent: bool = False


FORMATS: Mapping[str, OutputFormat] = {
    "mp4": OutputFormat("h264"),
    "webm": OutputFormat("vp9", "vp9-opacity", True),
    "mov": OutputFormat("prores", "prores-opacity", True),
    "gif": OutputFormat("lossless"),
    "png": OutputFormat(transparent=True),
    "pdf": OutputFormat(transparent=True),
}
