"""Cached files, each with a digest: a file that does not match its digest is deleted and counted.

A faulty disk, an incomplete copy or another program can damage a file.  To callers a damaged file
is missing, so they make it again.
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
    "damage_reported",
    "digest_of",
    "discard",
    "file_digest",
    "put",
    "read_sealed",
    "write_sealed",
]

FORMAT = b"layerlight kept file 1\n"
"""Part of each digest, so that files of other versions do not match."""
KINDS = ("segment", "note", "text", "folder")
"""Kinds of things that can be damaged."""
DIGITS = 32
"""Length of a digest in hexadecimal digits."""


def digest_of(data: bytes) -> str:
    """Return the digest of bytes: SHA-256, the fastest on processors with instructions for it."""
    found = hashlib.sha256(FORMAT)
    found.update(data)
    return found.hexdigest()[:DIGITS]


def file_digest(file: Path) -> str:
    """Return the digest of a file.

    Raises
    ------
    OSError
        If it cannot be read.
    """
    return digest_of(file.read_bytes())


def write_sealed(file: Path, data: bytes, rough: Path) -> None:
    """Write bytes followed by their digest.

    Parameters
    ----------
    file : Path
        Appears only when it is complete.
    data : bytes
    rough : Path
        Folder for temporary files on the same file system.
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
        None if the file is missing or damaged; a damaged file is deleted.
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
    """Move a finished file to its path, even if something damaged is in the way.

    Parameters
    ----------
    part : Path
    file : Path
        Its folder is created if necessary.

    Raises
    ------
    OSError
        If the file cannot be moved.
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
    """Delete what keeps a file from its path; return whether another try makes sense."""
    if file.is_dir() and not file.is_symlink():
        return discard(file, "folder")
    if isinstance(error, FileNotFoundError):
        return True  # another process has just deleted the folder
    if isinstance(error, PermissionError):  # a folder of another user in the cache
        return discard(file.parent, "folder")
    if isinstance(error, (FileExistsError, NotADirectoryError)):
        ways = [path for path in file.parents if os.path.lexists(path) and not path.is_dir()]
        return bool(ways) and discard(ways[-1], "folder")
    return False


def discard(path: Path, kind: str) -> bool:
    """Delete something damaged and count it; return whether it is gone.

    Parameters
    ----------
    path : Path
        A file, or a folder in place of a file.
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
        # It belongs to another user, but in a folder of this user it can be renamed.
        with suppress(OSError):
            path.rename(path.with_name(f".{secrets.token_hex(4)}.aside"))
    return not os.path.lexists(path)


class _Report:
    """Counts damaged files found by this process and by processes that it forks."""

    def __init__(self) -> None:
        self._process = os.getpid()
        self._counts: Counter[str] = Counter()
        self._ends: tuple[int, ...] = os.pipe() if hasattr(os, "fork") else ()
        for end in self._ends:
            os.set_blocking(end, False)

    def add(self, kind: str) -> None:
        """Count a damaged file."""
        if os.getpid() == self._process:
            self._counts[kind] += 1
        else:
            with suppress(OSError):  # BlockingIOError: the pipe is full, with thousands counted
                os.write(self._ends[1], bytes([KINDS.index(kind)]))

    def line(self) -> str | None:
        """Return one line about all damaged files; None if there are none."""
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
        return f"replaced damaged files in the cache {cache_folder()}: {found}"

    def close(self) -> None:
        """Close the pipe."""
        for end in self._ends:
            os.close(end)


_report: _Report | None = None
_troubles: set[str] = set()


@contextmanager
def damage_reported(tell: Callable[[str], None]) -> Iterator[None]:
    """Report trouble with the cache once; of nested contexts, only the outermost reports.

    Parameters
    ----------
    tell : callable
        Called at the start with a sentence about a cache that cannot be used, and at the end with
        one about damaged files.
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
