"""Plain explanations of system errors, with advice."""

import errno

_ROOM = "free some space, or {elsewhere}"
_PERMISSION = "change its permissions, or {elsewhere}"
_MEANINGS: dict[str, tuple[str, str]] = {
    "ENOSPC": ("the disk is full", _ROOM),
    "EDQUOT": ("your disk quota is used up", "delete some of your files, or {elsewhere}"),
    "EFBIG": ("the file is larger than the system allows", "raise `ulimit -f`, or {elsewhere}"),
    "EACCES": ("permission denied", _PERMISSION),
    "EPERM": ("the system does not allow this", _PERMISSION),
    "EROFS": ("the file system is read-only", "{elsewhere}"),
    "EMFILE": (
        "this process has too many files open",
        "raise `ulimit -n`, or run fewer processes at a time",
    ),
    "ENFILE": ("the system has too many files open", "close other programs"),
    "EAGAIN": (
        "the system cannot start any more processes",
        "raise `ulimit -u`, end other programs, or run fewer processes at a time",
    ),
    "ENOMEM": (
        "not enough memory",
        "close other programs, or run fewer processes at a time",
    ),
    "ENAMETOOLONG": ("the name is too long", "choose a shorter one"),
    "ENOENT": (
        "there is no such file or folder",
        "check the path; was it removed in the meantime?",
    ),
    "ENOTDIR": ("part of the path is a file, not a folder", "{elsewhere}"),
    "EISDIR": ("expected a file, found a folder", "{elsewhere}"),
    "EEXIST": ("the name is already taken", "move it away, or {elsewhere}"),
    "ENOTEMPTY": ("a folder with this name is in the way", "move it away, or {elsewhere}"),
    "ELOOP": ("the symbolic links form a loop", "correct the links, or {elsewhere}"),
    "EIO": ("the disk reported an error", "check the disk, or {elsewhere}"),
    "EBUSY": ("another program is using it", "close that program, or {elsewhere}"),
    "ETXTBSY": ("another program is using it", "close that program, or {elsewhere}"),
    "ENODEV": ("there is no such device", "{elsewhere}"),
    "ENXIO": ("there is no such device", "{elsewhere}"),
    "ESTALE": ("the network drive no longer has it", "reconnect the drive, or {elsewhere}"),
    "ETIMEDOUT": ("the network drive is not responding", "reconnect it, or {elsewhere}"),
    "EHOSTDOWN": ("the network drive is not responding", "reconnect it, or {elsewhere}"),
    "ENOTCONN": ("the network drive is not responding", "reconnect it, or {elsewhere}"),
    "EPIPE": ("the program that was reading has ended", "start it again"),
    "EBADF": ("it is closed", "open it, or redirect it to a file"),
    "ENOLCK": ("the file system has no locks left", "{elsewhere}"),
    "EILSEQ": ("the file system cannot store this name", "choose another name"),
}
_BY_NUMBER = {
    getattr(errno, name): meaning for name, meaning in _MEANINGS.items() if hasattr(errno, name)
}
#: Errors of the storage device, whatever writes to it.
STORAGE = frozenset(
    getattr(errno, name) for name in ("ENOSPC", "EDQUOT", "EFBIG", "EIO") if hasattr(errno, name)
)


def explain(error: OSError, elsewhere: str = "choose another place") -> str:
    """Explain in half a line what a system error means and what to do.

    Parameters
    ----------
    error : OSError
        The error.
    elsewhere : str
        Advice on how to choose another place.

    Returns
    -------
    str
        ``what is wrong; what to do``, without the name of the file.
    """
    if error.errno not in _BY_NUMBER:
        return " ".join(str(error.strerror or error or type(error).__name__).split())
    what, advice = _BY_NUMBER[error.errno]
    return f"{what}; {advice.format(elsewhere=elsewhere)}"


def named(error: OSError) -> str | None:
    """Return the path that an error names, if any."""
    return None if not error.filename or isinstance(error.filename, int) else _text(error.filename)


def _text(path: object) -> str:
    return path.decode(errors="replace") if isinstance(path, bytes) else str(path)
