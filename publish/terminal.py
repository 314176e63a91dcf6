"""What the commands that make files share: errors in one line, advice, exit statuses."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import click

from network.errors import LayerlightError, UsageError
from network.stopping import exit_status

__all__ = ["advised", "complaints_of", "run"]

FAILED, BAD_USAGE = 1, 2


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
    say = complaints_of(name)
    try:
        command(standalone_mode=False)
        return 0
    except click.ClickException as error:
        say(f"{error.format_message()} (see --help)")
        return BAD_USAGE
    except (KeyboardInterrupt, click.Abort) as error:
        with suppress(OSError):  # the terminal may have been closed
            say("stopped; what is finished is kept and used again")
        return exit_status(error.__cause__ if isinstance(error, click.Abort) else error)
    except Exception as error:
        if "--verbose" in sys.argv:
            traceback.print_exc()
        if isinstance(error, LayerlightError):
            say(str(error))
        else:
            say(f"unexpected {type(error).__name__}: {error}; --verbose shows where")
        return BAD_USAGE if isinstance(error, UsageError) else FAILED


def complaints_of(name: str) -> Callable[[str], None]:
    """Give what prints a line of a command on standard error."""
    return lambda text: click.echo(f"{name}: {text}", err=True)


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
    from scenes.rendering.store import cache_folder

    cache, reason = cache_folder(), error.strerror or error
    if not error.filename or isinstance(error.filename, int):
        return f"cannot write: {reason}; make room in {folder} or in the cache, {cache}"
    path = Path(str(error.filename))
    if _meet(path, cache):
        return f"cannot write {path}: {reason}; make room, or let LAYERLIGHT_CACHE name another"
    if _meet(path, folder):
        return f"cannot write {path}: {reason}; choose another --output-dir or make room"
    return f"{path}: {reason}"


def _meet(path: Path, folder: Path) -> bool:
    """Whether a path is in a folder, or on the way to it."""
    path, folder = path.absolute(), folder.absolute()
    return path.is_relative_to(folder) or folder.is_relative_to(path)
