"""What the commands that make files share: errors in one line, advice, exit statuses."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from network.errors import LayerlightError
from network.system.outcome import ended
from network.system.streams import complain, finish, guard_streams
from network.system.troubles import explain, named
from publish.files import OTHER_FOLDER

__all__ = ["advised", "complaints_of", "run"]

STOPPED = "stopped; what is finished is kept and used again"


def run(command: click.Command, name: str) -> int:
    """Run a command line; say what went wrong in one line.

    Parameters
    ----------
    command : click.Command
        With an option ``--verbose``, which shows the traceback too.
    name : str
        What the line begins with.

    Returns
    -------
    int
        The exit status.
    """
    guard_streams()
    try:
        command(standalone_mode=False)
        finish()
        return 0
    except (Exception, KeyboardInterrupt) as error:
        return ended(error, name, STOPPED, "--verbose" in sys.argv)


def complaints_of(name: str) -> Callable[[str], None]:
    """Give what prints a line of a command on standard error."""
    return lambda text: complain(f"{name}: {text}")


@contextmanager
def advised(folder: Path) -> Iterator[None]:
    """Turn what the system says about files into what a person can act on.

    Parameters
    ----------
    folder : Path
        That files are written to.

    Raises
    ------
    LayerlightError
        Instead of an OSError.
    """
    try:
        yield
    except BrokenPipeError:  # who read the lines has gone, as `| head` does
        raise
    except OSError as error:
        raise LayerlightError(_advice(error, folder)) from error


def _advice(error: OSError, folder: Path) -> str:
    from scenes.rendering.segment_store import cache_folder

    cache, path = cache_folder(), named(error)
    if path is None:
        elsewhere = f"choose another --output-dir than {folder} or another LAYERLIGHT_CACHE"
        return f"cannot go on: {explain(error, f'{elsewhere} than {cache}')}"
    if _meet(Path(path), cache):
        return f"{path}: {explain(error, 'let LAYERLIGHT_CACHE name another folder')}"
    if _meet(Path(path), folder):
        return f"{path}: {explain(error, OTHER_FOLDER)}"
    return f"{path}: {explain(error)}"


def _meet(path: Path, folder: Path) -> bool:
    """Whether a path is in a folder, or on the way to it."""
    path, folder = path.absolute(), folder.absolute()
    return path.is_relative_to(folder) or folder.is_relative_to(path)
