"""Files that appear under their names only when they are complete.

An unfinished file has a hidden name beside its target and stays locked while its writer lives.  The
system releases the lock however the process ends, so whoever can take the lock knows that the file
was left behind, and removes it.  Process ids would not do: they are reused, and containers that
share a folder may use the same ones.
"""

import contextlib
import errno
import os
import secrets
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from network.errors import LayerlightError, UsageError
from network.system.troubles import STORAGE, explain
from network.system.unfinished_locks import hold, release, remove_if_left

#: Prefix of the names of unfinished files and folders.
PREFIX = ".layerlight-"
#: Names of devices on Windows, which no file or folder there can have.
DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{k}" for port in ("com", "lpt") for k in range(10))}
)
_LONGEST_ENDING = 16  # keeps the hidden name short enough for any file system

_swept: set[str] = set()


@contextlib.contextmanager
def unfinished(target: Path) -> Iterator[Path]:
    """Yield a hidden file to write to; at the end of the block it becomes the target.

    If the target is a symbolic link, the file that it points to is replaced, and the link stays.
    A device or a pipe is not replaced: what was written is copied into it.

    Parameters
    ----------
    target : Path
        Its folder must exist.  If anything goes wrong, the target stays unchanged.

    Yields
    ------
    Path
        An empty file with a hidden name in the same folder and the same suffix (if that is
        short).  It is gone afterwards.

    Raises
    ------
    LayerlightError
        If the target is something that cannot be written to.
    OSError
        If the target cannot be written.
    """
    place = _place(target)
    folder = Path(tempfile.gettempdir()) if place is None else place.parent
    try:
        with _part(folder, target.suffix) as partial:
            try:
                yield partial
                if place is None:
                    _pour(partial, target)
                else:
                    partial.replace(place)
            except OSError as error:
                if (better := _about_target(error, target, partial)) is not error:
                    raise better from error
                raise
    except OSError as error:
        # The hidden name would mean nothing to the user.
        if (better := _about_target(error, target)) is not error:
            raise better from error
        raise


@contextlib.contextmanager
def unfinished_folder(folder: Path) -> Iterator[Path]:
    """Yield a hidden folder inside another, for files that are moved out when all are finished.

    Parameters
    ----------
    folder : Path
        Must exist.

    Yields
    ------
    Path
        The hidden folder, which is deleted afterwards with everything in it.

    Raises
    ------
    OSError
        If it cannot be created.
    """
    sweep(folder)
    owner = os.getpid()
    while True:
        part = folder / f"{PREFIX}{secrets.token_hex(6)}"
        part.mkdir()
        lock = hold(part, os.O_RDONLY)
        if lock is not None:
            break
    try:
        yield part
    finally:
        if os.getpid() == owner:
            shutil.rmtree(part, ignore_errors=True)
            release(lock)


def put(finished: Path, target: Path) -> None:
    """Move a finished file to its target, as :func:`unfinished` does with the file it yields.

    Raises
    ------
    LayerlightError
        If the target is something that cannot be written to.
    OSError
        If the target cannot be written.
    """
    place = _place(target)
    if place is None:
        _pour(finished, target)
        return
    try:
        finished.replace(place)
    except OSError:  # such as when a link points to another file system
        if finished.stat().st_dev == place.parent.stat().st_dev:
            raise
        with unfinished(target) as partial:
            shutil.copyfile(finished, partial)


def sweep(folder: Path) -> None:
    """Remove what killed processes left behind in a folder; once per process is enough."""
    name = os.path.realpath(folder)
    if name in _swept:
        return
    _swept.add(name)
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(PREFIX) and not entry.is_symlink():
                remove_if_left(Path(entry.path))


def check_writable(
    path: str | Path,
    inputs: Iterable[str | Path | None] = (),
    elsewhere: str = "choose another place",
) -> None:
    """Refuse a file that could not be written: check before a long run, not after it.

    Parameters
    ----------
    path : str or Path
        The output file.
    inputs : iterable of str or Path
        Input files, none of which may be overwritten.
    elsewhere : str
        Advice to the user on choosing another place.

    Raises
    ------
    LayerlightError
        No file can be written there.
    UsageError
        The file is one of the inputs.
    """
    path = Path(path)
    try:
        if path.is_dir():
            raise LayerlightError(f"{path}: expected a file, found a folder")
        check_apart([path], inputs)
        place = _place(path)
        if place is None:
            if not os.access(path, os.W_OK):
                raise LayerlightError(f"{path}: permission denied; {elsewhere}")
            return
        if not place.parent.is_dir():
            raise LayerlightError(f"{path}: there is no folder {place.parent}; create it first")
        with _part(place.parent, ""):
            pass
    except OSError as error:
        raise LayerlightError(f"{path}: cannot be written: {explain(error, elsewhere)}") from None


def check_folder(folder: str | Path, elsewhere: str = "choose another folder") -> None:
    """Refuse a folder that could not be created or written to; create nothing.

    Raises
    ------
    LayerlightError
        No file can be written there.
    """
    folder = Path(folder)
    try:
        with contextlib.suppress(FileNotFoundError):
            folder.lstat()  # fails if a name is too long, or a parent is a file
        found = Path(os.path.abspath(folder))  # noqa: PTH100  (resolve() would follow links)
        while not os.path.lexists(found):
            found = found.parent
        if not found.exists():
            raise LayerlightError(
                f"{found}: cannot be written: it is a broken link; correct the link, or {elsewhere}"
            )
        if not found.is_dir():
            raise LayerlightError(
                f"{found}: cannot be written: expected a folder, found a file; {elsewhere}"
            )
        with _part(found, ""):
            pass
    except OSError as error:
        raise LayerlightError(f"{folder}: cannot be written: {explain(error, elsewhere)}") from None


def check_apart(outputs: Iterable[Path], inputs: Iterable[str | Path | None]) -> None:
    """Refuse to overwrite an input file, whatever path or link leads to it.

    Raises
    ------
    UsageError
        One of the outputs is one of the inputs.
    """
    read = [Path(path) for path in inputs if path is not None]
    for output in outputs:
        for path in read:
            if _is_same(output, path):
                also = "" if str(path) == str(output) else f" ({path})"
                raise UsageError(
                    f"{output}: this is an input file{also} and would be overwritten; write to"
                    " another file"
                )


def is_special(target: Path) -> bool:
    """Whether a target is a device or a pipe, which is written to, not replaced.

    Raises
    ------
    LayerlightError
        It is something that cannot be written to.
    """
    return _place(target) is None


def _is_same(output: Path, path: Path) -> bool:
    """Whether two paths name the same regular file; devices and pipes are not overwritten."""
    try:
        found = output.stat()
        return stat.S_ISREG(found.st_mode) and os.path.samestat(found, path.stat())
    except (OSError, ValueError):
        return False


def _place(target: Path) -> Path | None:
    """Return the file to replace, after following links; None if the target is a device or a pipe.

    Raises
    ------
    LayerlightError
        It is neither a file nor something that a file can be copied into.
    """
    try:
        found = target.stat()
    except (FileNotFoundError, NotADirectoryError):
        return Path(os.path.realpath(target)) if target.is_symlink() else target
    if stat.S_ISREG(found.st_mode):
        if not target.is_symlink():
            return target
        place = Path(os.path.realpath(target))
        # /dev/stdout and the like may lead to a file that no longer has a name.
        return place if place.exists() and os.path.samestat(found, place.stat()) else None
    if stat.S_ISDIR(found.st_mode):
        raise LayerlightError(f"{target}: expected a file, found a folder")
    if stat.S_ISCHR(found.st_mode) or stat.S_ISFIFO(found.st_mode):
        for stream in (1, 2):
            if _shows_messages(stream, found):
                raise LayerlightError(
                    f"{target}: messages are printed there too and would damage the file; choose"
                    " another place"
                )
        return None
    kind = "a block device" if stat.S_ISBLK(found.st_mode) else "a socket"
    raise LayerlightError(f"{target}: expected a file, found {kind}")


def _shows_messages(stream: int, found: os.stat_result) -> bool:
    """Whether the messages of a standard stream appear on this terminal or in this pipe."""
    try:
        status = os.fstat(stream)
    except OSError:
        return False
    listened = os.isatty(stream) or stat.S_ISFIFO(status.st_mode)
    return listened and os.path.samestat(found, status)


@contextlib.contextmanager
def _part(folder: Path, ending: str) -> Iterator[Path]:
    """Yield a new, empty, locked file with a hidden name; it is gone afterwards."""
    sweep(folder)
    owner = os.getpid()
    if len(os.fsencode(ending)) > _LONGEST_ENDING:
        ending = ""
    while True:
        part = folder / f"{PREFIX}{secrets.token_hex(6)}{ending}"
        os.close(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666))
        lock = hold(part, os.O_RDWR)
        if lock is not None:
            break
    try:
        yield part
    finally:
        if os.getpid() == owner:  # not in a forked process
            part.unlink(missing_ok=True)
            release(lock)


def _pour(source: Path, target: Path) -> None:
    """Copy a file's content to a device or a pipe."""
    with source.open("rb") as finished, os.fdopen(os.open(target, os.O_WRONLY), "wb") as opened:
        shutil.copyfileobj(finished, opened)


def _about_target(error: OSError, target: Path, partial: Path | None = None) -> OSError:
    """Return an error that names the target if this one names the hidden file, or no file."""
    names = [str(name) for name in (error.filename, error.filename2) if isinstance(name, str)]
    hidden = any(Path(name).name.startswith(PREFIX) for name in names)
    if partial is not None:
        hidden = str(partial) in names
        hidden |= not names and error.errno in (*STORAGE, errno.EPIPE)
    if not hidden:
        return error
    # A new error, because the file names in FFmpeg's errors cannot be changed.
    return OSError(error.errno, error.strerror or str(error), str(target))
