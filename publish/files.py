"""Files that appear under their names when they are whole, and what is told of them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["sha256", "size_of", "size_said", "unfinished", "write_text"]


@contextmanager
def unfinished(target: Path) -> Iterator[Path]:
    """Give another name to write to; what is there at the end becomes the target."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{os.getpid()}.{target.name}")
    try:
        yield partial
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


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
