"""Where files go that can be made again: the user's cache, or a folder that does as well.

A home folder may be missing or closed (containers, service users), and a cache may belong to
somebody else (after a single run under ``sudo``).  Neither is a reason to stop.
"""

import os
import stat
import tempfile
from functools import lru_cache
from pathlib import Path

CACHE = "LAYERLIGHT_CACHE"
"""Environment variable that names the cache."""


def cache_folder() -> Path:
    """Return the folder for what can be made again.

    ``LAYERLIGHT_CACHE``, or else ``layerlight`` in the user's cache; if that cannot be used, a
    folder of the user's own among the system's temporary files.

    Raises
    ------
    OSError
        There is no place for temporary files either.
    """
    return _chosen(*_usual())[0]


def cache_trouble() -> str | None:
    """Return a sentence on why the usual cache is not used; None if it is."""
    return _chosen(*_usual())[1]


def download_folder() -> Path:
    """Return the folder for what was downloaded, wherever the cache is; it may be a temporary one.

    Raises
    ------
    OSError
        There is no place for temporary files either.
    """
    return _chosen(user_cache(), False)[0]


def matplotlib_alone() -> None:
    """Let Matplotlib, if it is imported after this, do without the user's settings.

    What it keeps about fonts goes into the cache, as its own place for it may not be usable.
    """
    os.environ.setdefault("MPLCONFIGDIR", str(cache_folder() / "matplotlib"))


def user_cache() -> Path:
    """Return Layerlight's folder in the user's cache, which may not exist or be usable."""
    import pooch  # type: ignore[import-untyped]  # brings in an HTTP client, which recording does without

    return Path(pooch.os_cache("layerlight"))


def _usual() -> tuple[Path, bool]:
    """Return the folder that is taken if nothing is wrong with it, and whether it was named."""
    named = os.environ.get(CACHE)
    if not named:
        return user_cache(), False
    # As a shell does it; what names nobody's home is left as it is.
    return Path(os.path.expanduser(named)), True  # noqa: PTH111


@lru_cache(maxsize=16)
def _chosen(usual: Path, named: bool) -> tuple[Path, str | None]:
    """Choose once a process, so that all parts of a run and its workers agree."""
    problem = _problem(usual, named)
    if problem is None:
        return usual, None
    own = _temporary_folder()
    return own, f"{problem}: using {own} as the cache; {CACHE} can name another folder"


def _problem(folder: Path, named: bool) -> str | None:
    """Say what is wrong with a folder as a cache; make it if nothing is."""
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
    """Whether a folder belongs to another user, or would be root's in another user's home."""
    if not hasattr(os, "geteuid"):
        return False
    try:
        owner = next(path for path in (folder, *folder.parents) if path.exists())
        if owner != folder and os.geteuid() != 0:
            return False
        return owner.stat().st_uid != os.geteuid()
    except OSError:
        return False  # whoever tries to use it will be told why it cannot be


def _is_open(folder: Path) -> bool:
    """Whether a folder can be read and written; one's own is opened if it is closed."""
    wanted = os.R_OK | os.W_OK | os.X_OK
    if not os.access(folder, wanted):
        try:
            folder.chmod(0o700)
        except OSError:
            return False
    return os.access(folder, wanted)


def _temporary_folder() -> Path:
    """Return a folder that nobody else can write in; the same one each time if possible."""
    who = f"-{os.getuid()}" if hasattr(os, "getuid") else ""
    own = Path(tempfile.gettempdir()) / f"layerlight{who}"
    try:
        own.mkdir(mode=0o700, exist_ok=True)
        found = own.lstat()
    except OSError:
        return Path(tempfile.mkdtemp(prefix="layerlight-"))
    # Anybody may have put something under this name, such as a link to elsewhere.
    if stat.S_ISDIR(found.st_mode) and (
        not hasattr(os, "getuid")
        or (found.st_uid == os.getuid() and not found.st_mode & 0o022 and _is_open(own))
    ):
        return own
    return Path(tempfile.mkdtemp(prefix="layerlight-"))
