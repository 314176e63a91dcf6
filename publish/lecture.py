"""The beats of a lecture: each clip is a section, which starts with its title card."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from publish.beats import ClipBeat

if TYPE_CHECKING:
    from network.storage.storable import Storable
    from scenes.base import Beat
    from scenes.catalog import ClipEntry
    from scenes.rendering.clips import Rendered

    Parts = Sequence[tuple[ClipEntry, Storable]]
    """The clips of a lecture in order, with their recordings."""

__all__ = ["beats_by_section", "lecture_beats", "name_in_lecture", "named_beats"]


def name_in_lecture(clip: str, beat: str) -> str:
    """Return the name of a beat, which is unique in a lecture; a title card is named as its clip.

    Parameters
    ----------
    clip : str
        Name of the clip.
    beat : str
        Name of the beat in the clip.
    """
    return clip if beat == clip else f"{clip}-{beat}"


def named_beats(video: Rendered, parts: Parts) -> list[Beat]:
    """Return the beats of a lecture with names that are unique in it.

    Parameters
    ----------
    video : Rendered
        The lecture.
    parts : sequence of (ClipEntry, Storable)
    """
    return [beat for _, _, beat in _by_section(video, parts)]


def lecture_beats(video: Rendered, parts: Parts) -> list[ClipBeat]:
    """Divide the frames of a lecture among its beats, without gaps or overlaps.

    A title card ends before it disappears: the next beat starts with that.

    Parameters
    ----------
    video : Rendered
        The lecture.
    parts : sequence of (ClipEntry, Storable)
    """
    fps = video.video.fps
    found: list[ClipBeat] = []
    for section, card, beat in _by_section(video, parts):
        first = round(beat.start * fps)
        if found:
            if found[-1].card:
                first = found[-1].end
            found[-1].end = first
        number = len(found) + 1
        found.append(
            ClipBeat(
                number,
                beat.name,
                beat.caption,
                first,
                round(beat.end * fps),
                round(beat.shown * fps),
                section=section,
                card=card,
            )
        )
    found[0].first, found[-1].end = 0, video.frames
    digits = max(2, len(str(len(found))))
    return [replace(beat, digits=digits) for beat in found]


def beats_by_section(video: Rendered) -> list[list[Beat]]:
    """Return the beats of each clip of a lecture, its title card first, as its film names them."""
    fps = video.video.fps
    return [
        [beat for beat in video.beats if first <= round(beat.start * fps) < end]
        for _, first, end in video.chapters
    ]


def _by_section(video: Rendered, parts: Parts) -> Iterator[tuple[str, bool, Beat]]:
    """Yield the title of each beat's section, whether it is its title card, and the named beat."""
    sections = beats_by_section(video)
    for (title, _, _), (entry, _), inside in zip(video.chapters, parts, sections, strict=True):
        for k, beat in enumerate(inside):
            yield title, k == 0, replace(beat, name=name_in_lecture(entry.id, beat.name))
