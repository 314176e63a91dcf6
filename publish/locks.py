"""Locks that let only one run at a time write the files of a clip."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

__all__ = ["locked"]

PREFIX = ".layerlight-"
"""Prefix of the lock files, which are deleted when they are released."""


@contextmanager
def locked(folder: Path, stems: Iterable[str], warn: Callable[[str], None]) -> Iterator[None]:
    """Hold the locks of several clips; first wait until other runs have released them.

    Does nothing on systems without file locks.

    Parameters
    ----------
    folder : Path
        Output folder, which must exist.
    stems : iterable of str
        File names of the clips, without extensions.
    warn : callable
        Called with one line when a lock has to be waited for.

    Raises
    ------
    OSError
        If the folder cannot be written.
    """
    with ExitStack() as held:
        for stem in sorted(set(stems)):  # the same order in every run prevents deadlock
            if fcntl is not None:
                held.enter_context(_lock(folder, stem, warn))
        yield


@contextmanager
def _lock(folder: Path, stem: str, warn: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock of a hidden file; the system releases it when the process ends."""
    # A hash, as the stem itself may have the greatest length a file name can have.
    path = folder / f"{PREFIX}{hashlib.sha256(stem.encode()).hexdigest()[:16]}"
    opened = _open_locked(path, lambda: warn(f"another run is writing {folder / stem}: waiting"))
    try:
        yield
    finally:
        # Deleted while still locked: a waiting run then notices, and creates a new file.
        path.unlink(missing_ok=True)
        # Forked processes may still have it open, so closing it would not release the lock.
        with suppress(OSError):
            fcntl.flock(opened, fcntl.LOCK_UN)
        os.close(opened)


def _open_locked(path: Path, tell: Callable[[], None]) -> int:
    told = False
    while True:
        opened = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            try:
                fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if not told:
                    tell()
                    told = True
                fcntl.flock(opened, fcntl.LOCK_EX)
        except OSError:  # a file system without locks
            return opened
        except BaseException:
            os.close(opened)
            raise
        if _is(path, opened):
            return opened
        os.close(opened)


def _is(path: Path, opened: int) -> bool:
    """Whether a path still refers to the file that was opened."""
    try:
        return os.path.samestat(path.stat(), os.fstat(opened))
    except FileNotFoundError:
        return False
