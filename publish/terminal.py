"""Error handling shared by render.py and the gallery: exit statuses, advice on file errors."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from network.errors import LayerlightError
from network.system.outcome import run_command
from network.system.places import cache_folder
from network.system.streams import complain
from network.system.troubles import explain, named
from publish.files import OTHER_FOLDER

__all__ = ["advised", "complaints_of", "run"]

STOPPED = "stopped; everything drawn so far is in the cache, and the next run continues from there"


def run(command: click.Command, name: str, arguments: Sequence[str] | None = None) -> int:
    """Run a command with the arguments of this process, or others.

    Parameters
    ----------
    command : click.Command
        With an option ``--verbose``, which prints the traceback of an error.
    name : str
        Prefix of error messages.
    arguments : sequence of str, optional
        Those after ``name``, which is then the name in the help text, too.

    Returns
    -------
    int
        The exit status.
    """
    given = sys.argv[1:] if arguments is None else list(arguments)
    program = None if arguments is None else name
    return run_command(command, given, name, STOPPED, "--verbose" in given, program)


def complaints_of(name: str) -> Callable[[str], None]:
    """Return a function that prints a line on standard error, prefixed with a command's name."""
    return lambda text: complain(f"{name}: {text}")


@contextmanager
def advised(folder: Path) -> Iterator[None]:
    """Turn errors of the file system into advice on what to do.

    Parameters
    ----------
    folder : Path
        Output folder.

    Raises
    ------
    LayerlightError
        In place of an OSError.
    """
    try:
        yield
    except BrokenPipeError:  # the reader of standard output has gone, as in `| head`
        raise
    except OSError as error:
        raise LayerlightError(_advice(error, folder)) from error


def _advice(error: OSError, folder: Path) -> str:
    cache, path = cache_folder(), named(error)
    if path is None:
        elsewhere = f"change --output-dir (now {folder}) or LAYERLIGHT_CACHE (now {cache})"
        return f"cannot continue: {explain(error, elsewhere)}"
    if _meet(Path(path), cache):
        return f"{path}: {explain(error, 'set LAYERLIGHT_CACHE to another folder')}"
    if _meet(Path(path), folder):
        return f"{path}: {explain(error, OTHER_FOLDER)}"
    return f"{path}: {explain(error)}"


def _meet(path: Path, folder: Path) -> bool:
    """Whether a path lies in a folder, or is one of its parents."""
    path, folder = path.absolute(), folder.absolute()
    return path.is_relative_to(folder) or folder.is_relative_to(path)
