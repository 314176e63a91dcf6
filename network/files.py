"""Files that appear under their names when they are whole."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def unfinished(target: Path) -> Iterator[Path]:
    """Give another name to write to; what is there at the end becomes the target.

    Parameters
    ----------
    target : Path
        In a folder that is there.  If anything goes wrong it stays what it was.

    Yields
    ------
    Path
        A hidden name in the same folder, with the same ending; nothing is left under it.

    Raises
    ------
    OSError
        If the target cannot be replaced.
    """
    partial = target.with_name(f".{os.getpid()}.{target.name}")
    try:
        yield partial
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
