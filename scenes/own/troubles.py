"""Errors in a user's own code, told in one line that names the user's file and line."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from traceback import walk_tb

from network.errors import LayerlightError
from scenes.rendering.own_scenes import Undrawable

__all__ = ["OwnCodeError", "explained"]

PROJECT = Path(__file__).resolve().parents[2]
DRAWING = tuple(str(PROJECT / "scenes" / room) + os.sep for room in ("rendering", "cache"))
"""Code below which an error is no fault of the user's code."""
OF_THE_SYSTEM = (OSError, MemoryError)


class OwnCodeError(LayerlightError):
    """An error in the user's code; its message begins with the file and the line."""


@contextmanager
def explained(file: Path) -> Iterator[None]:
    """Name file and line in every error that comes from a user's code.

    Parameters
    ----------
    file : Path
        The user's file; modules in its folder are the user's as well.

    Raises
    ------
    OwnCodeError
        In place of the error, where it passed through the user's code.
    """
    try:
        yield
    except OwnCodeError:
        raise
    except SyntaxError as error:
        where = _shown(Path(error.filename or file), file)
        raise OwnCodeError(f"{where}:{error.lineno}: {error.msg}") from error
    except (Exception, SystemExit) as error:
        place = _place(error, file)
        if place is None:
            raise
        raise OwnCodeError(f"{place}: {_said(error)}") from error


def _place(error: BaseException, file: Path) -> str | None:
    """Return the last line of the user's that an error passed, if it is the user's to mend."""
    folder = str(file.resolve().parent) + os.sep
    last, own = "", None
    for frame, line in walk_tb(error.__traceback__):
        last = str(Path(frame.f_code.co_filename).absolute())
        if _is_own(last, folder):
            own = f"{_shown(Path(last), file)}:{line}"
    if isinstance(error, Undrawable):
        return own
    if isinstance(error, LayerlightError) and (_is_own(last, folder) or last.startswith(DRAWING)):
        return None  # the user's own words about a recording, or trouble with the cache
    return None if isinstance(error, OF_THE_SYSTEM) and last.startswith(DRAWING) else own


def _is_own(name: str, folder: str) -> bool:
    resolved = os.path.realpath(name)
    inside = resolved.startswith(folder) and "site-packages" not in resolved[len(folder) :]
    return inside and not resolved.startswith(_OWN_ROOMS)


_OWN_ROOMS = tuple(
    str(PROJECT / room) + os.sep for room in ("layerlight", "network", "publish", "scenes")
)


def _shown(path: Path, file: Path) -> str:
    """Return a path beside the user's file as the user would write it."""
    try:
        return str(file.parent / path.resolve().relative_to(file.resolve().parent))
    except ValueError:
        return str(path)


def _said(error: BaseException) -> str:
    text = next((line for line in str(error).splitlines() if line.strip()), "")
    if isinstance(error, LayerlightError):
        return text
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
