"""Kept files, each with a digest: what does not agree with its own is deleted and counted.

A disk, a copy that was cut short or another program can damage any of them.  Whoever asks for a
damaged file is told that there is none, and makes it again.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from network.system.places import cache_folder, cache_trouble
from scenes.cache.workshop import rough_file

__all__ = [
    "digest_of",
    "discard",
    "file_digest",
    "put",
    "read_sealed",
    "told_of_damage",
    "write_sealed",
]

FORMAT = b"layerlight kept file 1\n"
"""Goes into each digest, so that files of another version do not agree."""
KINDS = ("segment", "note", "text", "folder")
"""What can be damaged."""
DIGITS = 32
"""Hexadecimal digits of a digest."""


def digest_of(data: bytes) -> str:
    """Name some bytes.  SHA-256 is the fastest of its kind where processors know it."""
    found = hashlib.sha256(FORMAT)
    found.update(data)
    return found.hexdigest()[:DIGITS]


def file_digest(file: Path) -> str:
    """Name what is in a file.

    Raises
    ------
    OSError
        If it cannot be read.
    """
    return digest_of(file.read_bytes())


def write_sealed(file: Path, data: bytes, rough: Path) -> None:
    """Keep some bytes with their digest.

    Parameters
    ----------
    file : Path
        Appears when it is whole.
    data : bytes
    rough : Path
        Folder for unfinished files, on the same file system.
    """
    with rough_file(rough) as part:
        part.write_bytes(data + digest_of(data).encode())
        put(part, file)


def read_sealed(file: Path, kind: str) -> bytes | None:
    """Read what :func:`write_sealed` wrote.

    Parameters
    ----------
    file : Path
    kind : str
        One of :data:`KINDS`.

    Returns
    -------
    bytes or None
        None if there is no such file; one that is damaged is deleted.
    """
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        return None
    except OSError:
        discard(file, kind)
        return None
    data, seal = data[:-DIGITS], data[-DIGITS:]
    if digest_of(data).encode() != seal:
        discard(file, kind)
        return None
    return data


def put(part: Path, file: Path) -> None:
    """Put a finished file in its place, whatever stands there or in the way.

    Parameters
    ----------
    part : Path
    file : Path
        Its folder is made if need be.

    Raises
    ------
    OSError
        If that is not possible.
    """
    for attempt in range(4):
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            part.replace(file)
            return
        except OSError as error:
            if attempt == 3 or not part.exists() or not _cleared(file, error):
                raise


def _cleared(file: Path, error: OSError) -> bool:
    """Clear away what keeps a file from its place; tell whether it is worth another try."""
    if file.is_dir() and not file.is_symlink():
        return discard(file, "folder")
    if isinstance(error, FileNotFoundError):
        return True  # another process tidied the folder away in this very moment
    if isinstance(error, PermissionError):  # another user's folder within the cache
        return discard(file.parent, "folder")
    if isinstance(error, (FileExistsError, NotADirectoryError)):
        ways = [path for path in file.parents if os.path.lexists(path) and not path.is_dir()]
        return bool(ways) and discard(ways[-1], "folder")
    return False


def discard(path: Path, kind: str) -> bool:
    """Delete what is damaged and count it; tell whether it has gone.

    Parameters
    ----------
    path : Path
        A file, or a folder in its place.
    kind : str
        One of :data:`KINDS`.
    """
    if not os.path.lexists(path):
        return True  # another process was faster
    gone = _removed(path)
    if gone and _report is not None:
        _report.add(kind)
    return gone


def _removed(path: Path) -> bool:
    with suppress(OSError):
        path.parent.chmod(path.parent.stat().st_mode | 0o700)
    try:
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o700)
            shutil.rmtree(path)
        else:
            path.unlink()
    except OSError:
        # Another user's; in a folder of one's own it can still be set aside.
        with suppress(OSError):
            path.rename(path.with_name(f".{secrets.token_hex(4)}.aside"))
    return not os.path.lexists(path)


class _Report:
    """Counts what was found damaged, by this process and by those that it forks."""

    def __init__(self) -> None:
        self._process = os.getpid()
        self._counts: Counter[str] = Counter()
        self._ends = os.pipe() if hasattr(os, "fork") else ()
        for end in self._ends:
            os.set_blocking(end, False)

    def add(self, kind: str) -> None:
        """Count one."""
        if os.getpid() == self._process:
            self._counts[kind] += 1
        else:
            with suppress(OSError):  # BlockingIOError: many thousands are counted already
                os.write(self._ends[1], bytes([KINDS.index(kind)]))

    def line(self) -> str | None:
        """Say it in one line; None if nothing was damaged."""
        with suppress(OSError):
            while self._ends and (heard := os.read(self._ends[0], 1 << 16)):
                self._counts.update(KINDS[number] for number in heard)
        if not self._counts:
            return None
        found = ", ".join(
            f"{self._counts[kind]} {kind}{'s' * (self._counts[kind] > 1)}"
            for kind in KINDS
            if self._counts[kind]
        )
        return f"damaged in the cache {cache_folder()} and made again: {found}"

    def close(self) -> None:
        """Forget everything."""
        for end in self._ends:
            os.close(end)


_report: _Report | None = None
_troubles: set[str] = set()


@contextmanager
def told_of_damage(tell: Callable[[str], None]) -> Iterator[None]:
    """Say once what is wrong with the cache; where this is nested the outermost says it.

    Parameters
    ----------
    tell : callable
        Called at the beginning with a sentence on a cache that cannot be used, and at the end
        with one on files that were damaged.
    """
    global _report
    if _report is not None:
        yield
        return
    trouble = cache_trouble()
    if trouble is not None and trouble not in _troubles:
        _troubles.add(trouble)
        tell(trouble)
    _report = report = _Report()
    try:
        yield
    finally:
        _report, line = None, report.line()
        report.close()
        if line is not None:
            tell(line)
