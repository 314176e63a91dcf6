"""Slide decks with one slide per beat: for PowerPoint and similar programs, or for a browser."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from publish.beats import ClipBeat, beats_of, cut
from publish.files import size_of
from publish.lecture import lecture_beats
from scenes.cache.workshop import cache_workshop
from scenes.catalog import ClipEntry, Lecture

if TYPE_CHECKING:
    from publish.request import RenderRequest
    from scenes.base import Style
    from scenes.rendering.clips import Rendered

__all__ = ["DECKS", "write_decks"]

DECKS = ("pptx", "html")
"""Kinds of decks, which are also the extensions of their files."""


def write_decks(
    request: RenderRequest,
    style: Style,
    entry: ClipEntry | Lecture,
    source: Any,
    video: Rendered,
    title: str,
    say: Callable[[str], None],
    beats: Sequence[ClipBeat] | None = None,
    links: Mapping[str, str | None] | None = None,
) -> None:
    """Write every requested deck of a clip.

    Parameters
    ----------
    request : RenderRequest
    style : Style
    entry : ClipEntry or Lecture
    source : Storable, or list of (ClipEntry, Storable)
        The clip's recording; for the lecture, its clips with their recordings.
    video : Rendered
        The clip as MP4.
    title : str
    say : callable
        Called with one line about each file.
    beats : sequence of ClipBeat, optional
        The beats with the paths of their videos, if the clip has already been cut.
    links : mapping of str to str, optional
        Where to explore each beat, by its name.

    Raises
    ------
    LayerlightError
        If the clip cannot be cut into beats.
    OSError
        If a file cannot be written.
    """
    from publish.decks.deck import deck_of
    from publish.decks.page import write_page
    from publish.decks.powerpoint import write_powerpoint

    writers = {"pptx": write_powerpoint, "html": write_page}
    with cache_workshop() as workshop:
        if beats is None:
            if isinstance(entry, Lecture):
                beats = lecture_beats(video, source)
            else:
                beats = beats_of(video.beats, request.quality.fps, video.frames)
            cut(video, beats, workshop, "mp4", title)
        deck = deck_of(beats, title, style, request.quality, links)
        for name in dict.fromkeys(request.decks):
            target = request.target(entry, name)
            writers[name](deck, target)
            say(f"{target}  {len(beats)} slides  {size_of(target)}")
