"""The voices of a request, read and ready while its clips are made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from network.errors import UsageError
from publish.files import check_inputs
from publish.voice.folder import find_voices
from publish.voice.speech import read_speech
from scenes.cache.workshop import cache_workshop
from scenes.catalog import ClipEntry
from scenes.rendering.sound import Speech

if TYPE_CHECKING:
    from publish.request import RenderRequest
    from scenes.base import Beat
    from scenes.rendering.clips import Rendered

__all__ = ["Voices", "check_used", "heard_in", "voices_of"]

Voices = Mapping[str, Mapping[str, Speech]]
"""What is said during the beats of each clip, by their names."""


@contextmanager
def voices_of(
    request: RenderRequest, clips: Sequence[ClipEntry], warn: Callable[[str], None]
) -> Iterator[Voices]:
    """Read the audio files of a request.

    Parameters
    ----------
    request : RenderRequest
    clips : sequence of ClipEntry
        The clips to make, those of the lecture included.
    warn : callable
        Called with one sentence about each thing the user should know of.

    Raises
    ------
    LayerlightError
        If an audio file cannot be used.
    OSError
        If a file cannot be read or written.
    """
    if request.voice is None:
        yield {}
        return
    found = find_voices(request.voice, clips, request.language)
    if request.beat is not None:
        found = {
            clip: {name: file for name, file in files.items() if name == request.beat}
            for clip, files in found.items()
        }
    _say_what_is_missing(request, clips, found, warn)
    check_inputs(request, [file for files in found.values() for file in files.values()])
    with cache_workshop() as workshop:
        yield {
            clip: {name: read_speech(file, workshop, warn) for name, file in files.items()}
            for clip, files in found.items()
        }


def _say_what_is_missing(
    request: RenderRequest,
    clips: Sequence[ClipEntry],
    found: Mapping[str, Mapping[str, Path]],
    warn: Callable[[str], None],
) -> None:
    """Say which clips have no voice; raise if that is all of them."""
    missing = [entry.id for entry in clips if not found.get(entry.id)]
    if len(missing) == len(clips):
        what = clips[0].id if request.beat is None else f"beat {request.beat!r}"
        raise UsageError(
            f"--voice: {request.voice} has no audio file for {what}: name each file after its beat,"
            " as --words script lists them"
        )
    if missing:
        warn(f"{', '.join(missing)}: no audio file in {request.voice}, so without sound")


def check_used(
    clip: ClipEntry,
    beats: Iterable[Beat],
    voice: Mapping[str, Speech],
    warn: Callable[[str], None],
) -> None:
    """Say which speeches were not used because the recording does not give their beats."""
    played = {beat.name for beat in beats}
    unused = [name for name in voice if name not in played]
    if unused:
        warn(f"{clip.id}: not used, as this recording gives no such beat: {', '.join(unused)}")


def heard_in(video: Rendered) -> str:
    """Return what is said of the sound of a finished video, to stand before its size."""
    if not video.spoken:
        return ""
    return f"voice in {len(video.spoken)} of {len(video.beats)} beats  "
