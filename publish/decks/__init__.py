"""Slides of a clip, one for each beat: for PowerPoint and its like, or for a browser."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from publish.beats import ClipBeat, beats_of, cut
from publish.files import size_of

if TYPE_CHECKING:
    from publish.request import RenderRequest
    from scenes.base import Style
    from scenes.catalog import ClipEntry
    from scenes.rendering.clips import Rendered

__all__ = ["DECKS", "write_decks"]

DECKS = ("pptx", "html")
"""What a person may ask for; also the end of the file's name."""


def write_decks(
    request: RenderRequest,
    style: Style,
    entry: ClipEntry,
    film: Rendered,
    title: str,
    say: Callable[[str], None],
    beats: Sequence[ClipBeat] | None = None,
) -> None:
    """Write slides of a clip in each form that is wished for.

    Parameters
    ----------
    request : RenderRequest
    style : Style
    entry : ClipEntry
    film : Rendered
        The clip as MP4.
    title : str
    say : callable
        Called with a line about each file.
    beats : sequence of ClipBeat, optional
        The clip in its beats, if it has been cut already.

    Raises
    ------
    LayerlightError
        If the clip cannot be cut into its beats.
    OSError
        If a file cannot be written.
    """
    from publish.decks.deck import deck_of
    from publish.decks.page import write_page
    from publish.decks.powerpoint import write_powerpoint
    from scenes.rendering.segment_store import Store, cache_folder

    writers = {"pptx": write_powerpoint, "html": write_page}
    with Store(cache_folder()).workshop() as workshop:
        if beats is None:
            beats = beats_of(film.beats, request.quality.fps, film.frames)
            cut(film, beats, workshop, "mp4", title)
        deck = deck_of(beats, title, style, request.quality)
        for name in dict.fromkeys(request.decks):
            target = request.target(entry, name)
            writers[name](deck, target)
            say(f"{target}  {len(beats)} slides  {size_of(target)}")
