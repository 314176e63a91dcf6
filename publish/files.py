"""What is written as text, and what is told of files."""

from __future__ import annotations

import hashlib
from pathlib import Path

from network.files import unfinished

__all__ = ["sha256", "size_of", "size_said", "write_text"]


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
