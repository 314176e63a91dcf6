"""What is written as text, what is told of files, and which files must not be written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from network.errors import LayerlightError
from network.system.files import check_apart, check_folder, check_writable, is_special, unfinished

if TYPE_CHECKING:
    from publish.request import Wish

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


def check_outputs(wish: Wish) -> None:
    """Ask, before anything is drawn, whether the files that are wished for can be written.

    Parameters
    ----------
    wish : Wish
        Its folder is there.

    Raises
    ------
    LayerlightError
        If one cannot be written.
    UsageError
        If one of them is a file that is read.
    """
    check_inputs(wish, [wish.recording, wish.image])
    for target in _targets(wish):
        check_writable(target, elsewhere=OTHER_FOLDER)
        if (wish.steps or wish.decks) and is_special(target):
            raise LayerlightError(
                f"{target}: expected a file, which --steps and --deck read again; found a device"
                " or pipe"
            )
    for folder in _folders(wish):
        check_folder(folder, OTHER_FOLDER)


def check_inputs(wish: Wish, inputs: Iterable[object]) -> None:
    """Refuse to write over files that are read.

    Parameters
    ----------
    wish : Wish
    inputs : iterable
        What is read; only paths count.

    Raises
    ------
    UsageError
        If a file that is wished for is one of them.
    """
    read = [path for path in inputs if isinstance(path, str | Path)]
    beside = (path for folder in _folders(wish) for path in folder.rglob("*"))
    of_steps = (path for path in beside if path.suffix in STEP_FILES)
    check_apart([*_targets(wish), *of_steps], read)


def _targets(wish: Wish) -> list[Path]:
    """Give the files of the clips themselves."""
    from publish.words import WRITERS

    if wish.still is not None:
        ends = ["png"]
    else:
        ends = [name for name in wish.formats if name != "png"]  # those are a folder of pictures
        ends += [*(WRITERS[name][0] for name in wish.words), *wish.decks]
    return [wish.target(entry, end) for entry in wish.clips for end in ends]


def _folders(wish: Wish) -> list[Path]:
    """Give the folders of single steps."""
    if wish.still is not None or not (wish.steps or "png" in wish.formats):
        return []
    folders = [wish.folder / wish.stem(entry) for entry in wish.clips]
    return [*folders, wish.folder / "slides"] if wish.steps else folders


STEP_FILES = {".mp4", ".webm", ".mov", ".png", ".json"}
"""Endings of what is written for single steps."""


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
