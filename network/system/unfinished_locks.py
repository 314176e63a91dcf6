"""Locks that tell an unfinished file that is being written from one that was left behind."""

import contextlib
import os
import shutil
import sys
import time
from pathlib import Path

if sys.platform == "win32":
    fcntl = None
else:
    import fcntl

__all__ = ["hold", "release", "remove_if_left"]

#: Age in seconds at which an unfinished file counts as left behind where there are no locks.
_OLD = 24 * 3600

_locks: set[int] = set()


def hold(path: Path, flags: int) -> int | None:
    """Lock a new file or folder; return None if another process has just swept it away.

    Return -1 where there are no locks, as on Windows.
    """
    if fcntl is None:
        return -1
    try:
        opened = os.open(path, flags)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(opened)
        with contextlib.suppress(OSError):
            path.rmdir() if path.is_dir() else path.unlink()
        return None
    except OSError:  # a file system without locks
        pass
    try:
        there = os.path.samestat(path.stat(), os.fstat(opened))
    except FileNotFoundError:
        there = False
    if not there:
        os.close(opened)
        return None
    _locks.add(opened)
    return opened


def release(lock: int) -> None:
    """Give up a lock that :func:`hold` returned."""
    if lock in _locks:
        _locks.discard(lock)
        os.close(lock)


def _let_go() -> None:
    """Close, in a forked process, the parent's locks."""
    for lock in _locks:
        with contextlib.suppress(OSError):
            os.close(lock)
    _locks.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go)


def remove_if_left(part: Path) -> None:
    """Remove an unfinished file or folder if the process that made it has ended."""
    with contextlib.suppress(OSError):
        is_folder = part.is_dir()
        if fcntl is None:
            if _is_old(part):
                _remove(part, is_folder)
            return
        opened = os.open(part, os.O_RDONLY if is_folder else os.O_RDWR | os.O_NONBLOCK)
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _remove(part, is_folder)
        except BlockingIOError:
            pass
        except OSError:
            if _is_old(part):
                _remove(part, is_folder)
        finally:
            os.close(opened)


def _remove(part: Path, is_folder: bool) -> None:
    if is_folder:
        shutil.rmtree(part, ignore_errors=True)
    else:
        part.unlink(missing_ok=True)


def _is_old(part: Path) -> bool:
    return time.time() - part.stat().st_mtime > _OLD
