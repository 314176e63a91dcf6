"""Folders for files that can be made again: the user's cache, or a substitute.

A home folder may be missing or inaccessible (containers, service users), and a cache may belong to
another user (after a single run under ``sudo``).  Neither is a reason to stop.
"""

import os
import stat
import tempfile
from functools import lru_cache
from pathlib import Path

CACHE = "LAYERLIGHT_CACHE"
"""Environment variable that names the cache."""


def cache_folder() -> Path:
    """Return the folder for files that can be made again.

    This is ``LAYERLIGHT_CACHE``, or else ``layerlight`` in the user's cache; if that cannot be
    used, a private folder among the system's temporary files.

    Raises
    ------
    OSError
        There is no folder for temporary files either.
    """
    return _chosen(*_usual())[0]


def cache_trouble() -> str | None:
    """Return a sentence that says why the usual cache is not used; None if it is used."""
    return _chosen(*_usual())[1]


def download_folder() -> Path:
    """Return the folder for downloads; it does not depend on ``LAYERLIGHT_CACHE``.

    If the user's cache cannot be used, it is a temporary folder.

    Raises
    ------
    OSError
        There is no folder for temporary files either.
    """
    return _chosen(user_cache(), False)[0]


def matplotlib_alone() -> None:
    """Make a later import of Matplotlib ignore the user's settings.

    Its font list goes into our cache, because its own cache folder may not be usable.
    """
    os.environ.setdefault("MPLCONFIGDIR", str(cache_folder() / "matplotlib"))


def user_cache() -> Path:
    """Return Layerlight's folder in the user's cache; it may be missing or unusable."""
    import pooch  # type: ignore[import-untyped]  # imports an HTTP client, which recording does not need

    return Path(pooch.os_cache("layerlight"))


def _usual() -> tuple[Path, bool]:
    """Return the folder to use if nothing is wrong with it, and whether the user named it."""
    named = os.environ.get(CACHE)
    if not named:
        return user_cache(), False
    # As a shell does; the home of an unknown user is left unexpanded.
    return Path(os.path.expanduser(named)), True  # noqa: PTH111


@lru_cache(maxsize=16)
def _chosen(usual: Path, named: bool) -> tuple[Path, str | None]:
    """Choose once per process, so that all parts of a run and its workers agree."""
    problem = _problem(usual, named)
    if problem is None:
        return usual, None
    own = _temporary_folder()
    return own, f"{problem}: using {own} as the cache; {CACHE} can name another folder"


def _problem(folder: Path, named: bool) -> str | None:
    """Return why a folder cannot be the cache; None, and create it, if it can."""
    if not named and not folder.is_absolute():
        return "this user has no home folder"
    if not named and _is_foreign(folder):
        return f"{folder} belongs to another user"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        rooms = [folder, *(entry for entry in folder.iterdir() if entry.is_dir())]
    except FileExistsError:
        return f"{folder} is a file, not a folder"
    except OSError as error:
        return f"cannot use {folder} ({error.strerror or error})"
    closed = next((room for room in rooms if not _is_open(room)), None)
    return None if closed is None else f"cannot write in {closed}"


def _is_foreign(folder: Path) -> bool:
    """Whether a folder belongs to another user, or root would create it in another user's home."""
    if not hasattr(os, "geteuid"):
        return False
    try:
        owner = next(path for path in (folder, *folder.parents) if path.exists())
        if owner != folder and os.geteuid() != 0:
            return False
        return owner.stat().st_uid != os.geteuid()
    except OSError:
        return False  # using the folder will fail with the reason


def _is_open(folder: Path) -> bool:
    """Whether a folder can be read and written; if necessary, try to set its permissions."""
    wanted = os.R_OK | os.W_OK | os.X_OK
    if not os.access(folder, wanted):
        try:
            folder.chmod(0o700)
        except OSError:
            return False
    return os.access(folder, wanted)


def _temporary_folder() -> Path:
    """Return a folder that only this user can write to; the same one each time if possible."""
    who = f"-{os.getuid()}" if hasattr(os, "getuid") else ""
    own = Path(tempfile.gettempdir()) / f"layerlight{who}"
    try:
        own.mkdir(mode=0o700, exist_ok=True)
        found = own.lstat()
    except OSError:
        return Path(tempfile.mkdtemp(prefix="layerlight-"))
    # Anybody may have created something with this name, such as a link.
    if stat.S_ISDIR(found.st_mode) and (
        not hasattr(os, "getuid")
        or (found.st_uid == os.getuid() and not found.st_mode & 0o022 and _is_open(own))
    ):
        return own
    return Path(tempfile.mkdtemp(prefix="layerlight-"))
