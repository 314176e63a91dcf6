"""What is written as text, what is told of files, and which files must not be written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from network.errors import LayerlightError
from network.system.files import check_apart, check_folder, check_writable, is_special, unfinished

if TYPE_CHECKING:
    from publish.request import RenderRequest

__all__ = [
    "OTHER_FOLDER",
    "check_inputs",
    "check_outputs",
    "sha256",
    "size_of",
    "size_said",
    "write_text",
]

OTHER_FOLDER = "choose another --output-dir"


def check_outputs(request: RenderRequest) -> None:
    """Ask, before anything is drawn, whether the files that are wished for can be written.

    Parameters
    ----------
    request : RenderRequest
        Its folder is there.

    Raises
    ------
    LayerlightError
        If one cannot be written.
    UsageError
        If one of them is a file that is read.
    """
    check_inputs(request, [request.recording, request.image])
    for target in _targets(request):
        check_writable(target, elsewhere=OTHER_FOLDER)
        if (request.beats or request.decks) and is_special(target):
            raise LayerlightError(
                f"{target}: expected a file, which --beats and --deck read again; found a device"
                " or pipe"
            )
    for folder in _folders(request):
        check_folder(folder, OTHER_FOLDER)


def check_inputs(request: RenderRequest, inputs: Iterable[object]) -> None:
    """Refuse to write over files that are read.

    Parameters
    ----------
    request : RenderRequest
    inputs : iterable
        What is read; only paths count.

    Raises
    ------
    UsageError
        If a file that is wished for is one of them.
    """
    read = [path for path in inputs if isinstance(path, str | Path)]
    beside = (path for folder in _folders(request) for path in folder.rglob("*"))
    of_steps = (path for path in beside if path.suffix in STEP_FILES)
    check_apart([*_targets(request), *of_steps], read)


def _targets(request: RenderRequest) -> list[Path]:
    """Give the files of the clips themselves."""
    from publish.words import WRITERS

    if request.still is not None:
        ends = ["png"]
    else:
        ends = [name for name in request.formats if name != "png"]  # those are a folder of pictures
        ends += [*(WRITERS[name][0] for name in request.words), *request.decks]
    return [request.target(entry, end) for entry in request.clips for end in ends]


def _folders(request: RenderRequest) -> list[Path]:
    """Give the folders of single beats."""
    if request.still is not None or not (request.beats or "png" in request.formats):
        return []
    folders = [request.folder / request.stem(entry) for entry in request.clips]
    return [*folders, request.folder / "slides"] if request.beats else folders


STEP_FILES = {".mp4", ".webm", ".mov", ".png", ".json"}
"""Endings of what is written for single beats."""


def write_text(target: Path, text: str) -> None:
    """Write a text in UTF-8, lines ended by a line feed everywhere."""
    with unfinished(target) as partial:
        partial.write_text(text, encoding="utf-8", newline="\n")


def sha256(path: Path) -> str:
    """Give a file's SHA-256, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def size_of(path: Path) -> str:
    """Give a file's size for people."""
    return size_said(path.stat().st_size)


def size_said(size: int) -> str:
    """Give a number of bytes for people."""
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{size / 1e3:.0f} kB"
