"""Unfinished files and folders: locked by whoever works on them, swept away when that one has gone.

A lock goes with its process, however that ends, and is shared by the processes that it forks.
Where there are no locks the age decides.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

from network.system.places import cache_folder
from network.system.signals import undisturbed

try:
    import fcntl
except ImportError:  # Windows has none
    fcntl = None

__all__ = ["cache_workshop", "rough_file", "sweep", "workshop"]

UNFINISHED = "unfinished"
"""Folder in the cache for files that are not finished."""
OLD = 24 * 3600
"""Seconds after which nobody is taken to work on what has no lock."""


def cache_workshop() -> AbstractContextManager[Path]:
    """Create a temporary folder in the cache, which is removed afterwards."""
    return workshop(cache_folder() / UNFINISHED)


@contextmanager
def workshop(folder: Path) -> Iterator[Path]:
    """Give a folder of one's own for unfinished files, which is gone afterwards.

    Parameters
    ----------
    folder : Path
        That it is to be in; what others left there is swept away.
    """
    sweep(folder)
    with _entered(folder):
        own = Path(tempfile.mkdtemp(dir=folder))
        lock = _lock(own)
    try:
        yield own
    finally:
        # An interrupted removal would end in an error of its own, which hides the request to end.
        with undisturbed():
            shutil.rmtree(own, ignore_errors=True)
            _unlock(lock)


@contextmanager
def rough_file(folder: Path) -> Iterator[Path]:
    """Give a file to write, which is gone afterwards unless it was renamed.

    Parameters
    ----------
    folder : Path
    """
    with _entered(folder):
        opened, name = tempfile.mkstemp(dir=folder)
        _try_to_lock(opened)
    try:
        yield Path(name)
    finally:
        os.close(opened)
        Path(name).unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Remove what processes left in a folder that were ended by force.

    Parameters
    ----------
    folder : Path
    """
    try:
        gate = _open(folder)
    except OSError:
        return  # there is nothing
    try:
        # Whoever makes something holds the gate until it is locked.
        if fcntl is not None and not _try_to_lock(gate):
            return
        for left in list(folder.iterdir()):
            if _is_left(left):
                if left.is_dir():
                    shutil.rmtree(left, ignore_errors=True)
                else:
                    left.unlink(missing_ok=True)
    except OSError:
        pass  # it can wait for another run
    finally:
        _unlock(gate)


@contextmanager
def _entered(folder: Path) -> Iterator[None]:
    """Keep sweepers out while something is made that has no lock yet."""
    _make(folder)
    gate = _open(folder)
    try:
        if fcntl is not None:
            with suppress(OSError):
                fcntl.flock(gate, fcntl.LOCK_SH)
        yield
    finally:
        _unlock(gate)


def _make(folder: Path) -> None:
    from scenes.cache.kept import discard

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        ways = [p for p in (folder, *folder.parents) if os.path.lexists(p) and not p.is_dir()]
        if not ways or not discard(ways[-1], "folder"):
            raise
        folder.mkdir(parents=True, exist_ok=True)


def _open(folder: Path) -> int | None:
    return None if fcntl is None else os.open(folder, os.O_RDONLY)


def _lock(path: Path) -> int | None:
    opened = _open(path)
    if opened is not None:
        _try_to_lock(opened)
    return opened


def _unlock(opened: int | None) -> None:
    if opened is not None:
        os.close(opened)


def _try_to_lock(opened: int) -> bool:
    """Lock what is open, if nobody else has; there may be file systems without locks."""
    try:
        if fcntl is not None:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return fcntl is not None
    except OSError:
        return False


def _is_left(path: Path) -> bool:
    """Whether those who worked on something have gone."""
    try:
        if fcntl is None:
            return time.time() - path.stat().st_mtime > OLD
        opened = os.open(path, os.O_RDONLY)
    except PermissionError:
        return time.time() - path.stat().st_mtime > OLD
    except OSError:
        return False
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    except BlockingIOError:
        return False
    except OSError:  # no locks here
        return time.time() - path.stat().st_mtime > OLD
    finally:
        os.close(opened)
