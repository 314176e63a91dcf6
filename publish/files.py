"""Checks of output files before anything is drawn; text files, file sizes and digests."""

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
    "BEAT_FILES",
    "OTHER_FOLDER",
    "check_inputs",
    "check_outputs",
    "folders_of",
    "format_size",
    "sha256",
    "size_of",
    "targets_of",
    "write_text",
]

OTHER_FOLDER = "choose another --output-dir"


def check_outputs(request: RenderRequest) -> None:
    """Check, before anything is drawn, that every requested file can be written.

    Parameters
    ----------
    request : RenderRequest
        Its folder must exist.

    Raises
    ------
    LayerlightError
        If a file cannot be written.
    UsageError
        If an output file is also an input file.
    """
    check_inputs(request, [request.recording, request.image])
    for target in targets_of(request):
        check_writable(target, elsewhere=OTHER_FOLDER)
        if (request.beats or request.decks) and is_special(target):
            raise LayerlightError(
                f"{target} is a device or a pipe: --beats and --deck need a regular file that"
                " they can read back"
            )
    for folder in folders_of(request):
        check_folder(folder, OTHER_FOLDER)


def check_inputs(request: RenderRequest, inputs: Iterable[object]) -> None:
    """Refuse to overwrite input files.

    Parameters
    ----------
    request : RenderRequest
    inputs : iterable
        Inputs; anything that is not a path is ignored.

    Raises
    ------
    UsageError
        If an output file is also an input file.
    """
    read = [path for path in inputs if isinstance(path, str | Path)]
    beside = (path for folder in folders_of(request) for path in folder.rglob("*"))
    of_beats = (path for path in beside if path.suffix in BEAT_FILES)
    check_apart([*targets_of(request), *of_beats], read)


def targets_of(request: RenderRequest) -> list[Path]:
    """Return the paths of the clips' own files."""
    from publish.words import WRITERS

    if request.still is not None:
        ends = ["png"]
    else:
        ends = [name for name in request.formats if name != "png"]  # these go into a folder
        ends += [*(WRITERS[name][0] for name in request.words), *request.decks]
        ends += ["explorer.html"] * request.explorer
    return [request.target(entry, end) for entry in request.clips for end in ends]


def folders_of(request: RenderRequest) -> list[Path]:
    """Return the folders that files of single beats go into."""
    if request.still is not None or not (request.beats or "png" in request.formats):
        return []
    folders = [request.folder / request.stem(entry) for entry in request.clips]
    return [*folders, request.folder / "slides"] if request.beats else folders


BEAT_FILES = {".mp4", ".webm", ".mov", ".png", ".json"}
"""Extensions of the files of single beats."""


def write_text(target: Path, text: str) -> None:
    """Write a text as UTF-8, with a line feed at the end of each line on every system."""
    with unfinished(target) as partial:
        partial.write_text(text, encoding="utf-8", newline="\n")


def sha256(path: Path) -> str:
    """Return the SHA-256 digest of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def size_of(path: Path) -> str:
    """Return the size of a file, formatted for the user."""
    return format_size(path.stat().st_size)


def format_size(size: int) -> str:
    """Return a number of bytes, formatted for the user."""
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{size / 1e3:.0f} kB"
