"""How long films took to make, remembered in the cache."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from network.system.places import cache_folder
from publish.request import RenderRequest
from scenes.cache.checked_files import read_sealed, write_sealed
from scenes.cache.workshop import UNFINISHED
from scenes.rendering.fingerprints import digest

__all__ = ["note_speed", "speed_of"]


def speed_of(request: RenderRequest) -> float | None:
    """Return the seconds that a second of such a film took when one was last made.

    Parameters
    ----------
    request : RenderRequest
        Films are alike if they have the same formats, frame rate and number of pixels, and as many
        processes draw them.
    """
    noted = read_sealed(_file(request), "note")
    try:
        return None if noted is None else float(noted)
    except ValueError:
        return None


def note_speed(request: RenderRequest, ratio: float) -> None:
    """Remember the seconds that a second of a film took."""
    with suppress(OSError):  # an estimate is not worth an error
        write_sealed(_file(request), repr(ratio).encode(), cache_folder() / UNFINISHED)


def _file(request: RenderRequest) -> Path:
    quality, options = request.quality, request.run_options
    pixels = f"{quality.width * quality.height:.1e}"  # about the same for all aspect ratios
    parts = (request.formats, request.beats, request.decks, request.explorer)
    name = digest(pixels, quality.fps, parts, request.transparent, options.small, options.workers)
    return cache_folder() / "speeds" / name
