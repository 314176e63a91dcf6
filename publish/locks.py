"""One run at a time writes a clip's files: others wait, so that files of two never mix."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows has none
    fcntl = None

__all__ = ["taken"]

PREFIX = ".layerlight-"
"""Begins the names of files that are swept away when nobody holds them any more."""


@contextmanager
def taken(folder: Path, stems: Iterable[str], warn: Callable[[str], None]) -> Iterator[None]:
    """Keep other runs from writing the same clips' files; wait for those that are at it.

    Where the system has no locks for files, nothing is kept from anybody.

    Parameters
    ----------
    folder : Path
        That is there.
    stems : iterable of str
        What the files' names begin with.
    warn : callable
        Called with a line if there is anything to wait for.

    Raises
    ------
    OSError
        If the folder cannot be written.
    """
    with ExitStack() as held:
        for stem in sorted(set(stems)):  # in one order, so that no two runs wait for each other
            if fcntl is not None:
                held.enter_context(_lock(folder, stem, warn))
        yield


@contextmanager
def _lock(folder: Path, stem: str, warn: Callable[[str], None]) -> Iterator[None]:
    """Hold a hidden file's lock, which ends with the process however that ends."""
    # The stem itself may be as long as a name can be.
    path = folder / f"{PREFIX}{hashlib.sha256(stem.encode()).hexdigest()[:16]}"
    opened = _open_locked(path, lambda: warn(f"another run is writing {folder / stem}: waiting"))
    try:
        yield
    finally:
        # While it is still held: whoever waits for it sees that it has gone, and makes another.
        path.unlink(missing_ok=True)
        # Processes that were split off may have it open, too, so that closing is not enough.
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
    """Whether a path still leads to what was opened there."""
    try:
        return os.path.samestat(path.stat(), os.fstat(opened))
    except FileNotFoundError:
        return False
