"""Write the page of a recording file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from network.errors import UsageError
from network.recordings.recording import Recording
from network.studies.loading import load
from network.studies.shipped import WALKTHROUGH_FILE
from network.system.files import check_apart, check_writable
from publish.explorer.pack import is_small, pack_recording
from publish.explorer.pack_images import pack_images, reads_images
from publish.explorer.page import render_page
from publish.files import write_text

if TYPE_CHECKING:
    from publish.explorer.payload import Payload
    from scenes.style.theme import Theme
    from scenes.words import Words

__all__ = ["DEFAULT_NAME", "ExplorerRequest", "pack", "write_explorer", "write_page"]

DEFAULT_NAME = "explorer.html"


@dataclass(frozen=True)
class ExplorerRequest:
    """What a page is made of.

    Parameters
    ----------
    recording : Path or None
        The file; None for the walkthrough.
    out : Path
        The page; replaced only when the new one is complete.
    words : Words
    theme : Theme
    inputs : sequence of Path
        Further files that are read and must not be replaced, such as a theme's.
    follows : bool
        Whether the page opens dark or light as its reader's system is set.
    """

    recording: Path | None
    out: Path
    words: Words
    theme: Theme
    inputs: tuple[Path, ...] = ()
    follows: bool = False


def write_explorer(request: ExplorerRequest) -> Path:
    """Write the page of a recording and return its path.

    Raises
    ------
    UsageError
        If the file is no recording that a page can show, or too large for one.
    LayerlightError
        If a file cannot be read or written.
    """
    source = request.recording or WALKTHROUGH_FILE
    check_apart([request.out], [source, *request.inputs])
    request.out.parent.mkdir(parents=True, exist_ok=True)
    check_writable(request.out, elsewhere="choose another --out")
    payload = pack(load(source), source.name)
    write_page(payload, request.out, request.words, request.theme, request.follows)
    return request.out


def write_page(
    payload: Payload, target: Path, words: Words, theme: Theme, follows: bool = False
) -> None:
    """Write the page of what was packed; an older one is replaced when the new one is complete."""
    write_text(target, render_page(payload, words, theme, follows))


def pack(held: Any, file: str) -> Payload:
    """Pack what was loaded from a file, whatever kind it is.

    Raises
    ------
    UsageError
        If no page can show it.
    """
    if isinstance(held, Recording) and is_small(held):
        return pack_recording(held, file)
    if reads_images(held):
        return pack_images(held, file)
    if isinstance(held, Recording):
        return pack_recording(held, file)
    raise UsageError(
        f"{file} holds no training run, so there is nothing to explore: expected a recording made"
        " by `python -m network record`"
    )
