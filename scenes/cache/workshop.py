"""Temporary files and folders, locked while in use and deleted once their process is gone.

A lock ends with its process, however that ends, and is shared with forked processes.  Where there
are no locks, age decides; and as locks may not reach across a network, it also decides over what
other computers have left in a shared cache.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from network.system.places import cache_folder
from network.system.signals import undisturbed

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

__all__ = ["cache_workshop", "rough_file", "sweep", "workshop"]

UNFINISHED = "unfinished"
"""Folder in the cache for files that are not finished."""
OLD = 24 * 3600
"""Age in seconds from which a file without a lock counts as abandoned."""


def cache_workshop() -> AbstractContextManager[Path]:
    """Create a temporary folder in the cache, which is removed afterwards."""
    return workshop(cache_folder() / UNFINISHED)


@contextmanager
def workshop(folder: Path) -> Iterator[Path]:
    """Create a temporary folder, which is deleted afterwards.

    Parameters
    ----------
    folder : Path
        Parent folder; abandoned files in it are deleted.
    """
    sweep(folder)
    own: Path | None = None
    lock: int | None = None
    try:
        with _entered(folder), undisturbed():
            own = Path(tempfile.mkdtemp(dir=folder, prefix=_computer()))
            lock = _lock(own)
        yield own
    finally:
        # An interrupt here would leave files behind, and raise an error that hides the interrupt.
        with undisturbed():
            if own is not None:
                shutil.rmtree(own, ignore_errors=True)
            _unlock(lock)
            sweep(folder)  # of what workers leave that are killed


@contextmanager
def rough_file(folder: Path) -> Iterator[Path]:
    """Create a temporary file, which is deleted afterwards unless it was renamed.

    Parameters
    ----------
    folder : Path
    """
    opened: int | None = None
    name = ""
    try:
        with _entered(folder), undisturbed():
            opened, name = tempfile.mkstemp(dir=folder, prefix=_computer())
            _try_to_lock(opened)
        yield Path(name)
    finally:
        if opened is not None:
            os.close(opened)
            Path(name).unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Delete files in a folder that killed processes have left behind.

    Parameters
    ----------
    folder : Path
    """
    try:
        gate = _open(folder)
    except OSError:
        return  # nothing to delete
    try:
        # Processes hold the gate while they create something, until that is locked.
        if fcntl is not None and not _try_to_lock(gate):
            return
        for left in list(folder.iterdir()):
            if _is_abandoned(left):
                if left.is_dir():
                    shutil.rmtree(left, ignore_errors=True)
                else:
                    left.unlink(missing_ok=True)
    except OSError:
        pass  # another run will try again
    finally:
        _unlock(gate)


@contextmanager
def _entered(folder: Path) -> Iterator[None]:
    """Prevent sweeping while something is created that is not locked yet."""
    _make(folder)
    gate = _open(folder)
    try:
        if gate is not None:
            with suppress(OSError):
                fcntl.flock(gate, fcntl.LOCK_SH)
        yield
    finally:
        _unlock(gate)


def _make(folder: Path) -> None:
    from scenes.cache.checked_files import discard

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


def _try_to_lock(opened: int | None) -> bool:
    """Lock an open file unless it is locked already; some file systems have no locks."""
    try:
        if opened is None or fcntl is None:
            return False
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    except OSError:
        return False


@lru_cache(maxsize=1)
def _computer() -> str:
    """Return a prefix that tells what this computer creates, as long as it runs, from the rest."""
    try:
        name = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii")
    except (OSError, ValueError):
        name = f"{platform.node()} {uuid.getnode()}"
    return f"{sha256(name.encode()).hexdigest()[:8]}-"


def _is_of_another_computer(path: Path) -> bool:
    named = re.match(r"[0-9a-f]{8}-", path.name)
    return named is not None and named[0] != _computer()


def _is_abandoned(path: Path) -> bool:
    """Return whether the process that used a file is gone."""
    try:
        if fcntl is None or _is_of_another_computer(path):
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
    except OSError:  # no locks on this file system
        return time.time() - path.stat().st_mtime > OLD
    finally:
        os.close(opened)
