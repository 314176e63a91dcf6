"""Slides of a clip, one for each step: for PowerPoint and its like, or for a browser."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from publish.beats import Step, cut, steps_of
from publish.files import size_of

if TYPE_CHECKING:
    from publish.request import RenderRequest
    from scenes.base import Style
    from scenes.catalog import ClipEntry
    from scenes.rendering import Rendered

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
    steps: Sequence[Step] | None = None,
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
    steps : sequence of Step, optional
        The clip in its steps, if it has been cut already.

    Raises
    ------
    LayerlightError
        If the clip cannot be cut into its steps.
    OSError
        If a file cannot be written.
    """
    from publish.decks.deck import deck_of
    from publish.decks.page import write_page
    from publish.decks.powerpoint import write_powerpoint
    from scenes.rendering.segment_store import Store, cache_folder

    writers = {"pptx": write_powerpoint, "html": write_page}
    with Store(cache_folder()).workshop() as workshop:
        if steps is None:
            steps = steps_of(film.beats, request.quality.fps, film.frames)
            cut(film, steps, workshop, "mp4", title)
        deck = deck_of(steps, title, style, request.quality)
        for name in dict.fromkeys(request.decks):
            target = request.target(entry, name)
            writers[name](deck, target)
            say(f"{target}  {len(steps)} slides  {size_of(target)}")
