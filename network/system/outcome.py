"""How a command runs and ends: one line of explanation, and an exit status."""

import contextlib
import errno
import sys
import traceback
from collections.abc import Callable, Sequence

import click

from network.errors import LayerlightError, UsageError
from network.system.signals import ended_by_signals, exit_status
from network.system.streams import complain, finish, guard_streams, silence, unprinted
from network.system.troubles import STORAGE, explain, named

FAILED, BAD_USAGE = 1, 2


def run_command(
    command: click.Command,
    arguments: Sequence[str],
    name: str,
    stopped: str,
    verbose: bool,
    program: str | None = None,
) -> int:
    """Run a command and turn every error into one line on standard error.

    Parameters
    ----------
    command : click.Command
    arguments : sequence of str
        The command line after the program's name.
    name : str
        Prefix of that line.
    stopped : str
        Message if Ctrl-C or a signal stopped the command.
    verbose : bool
        Print the traceback of an error first.
    program : str, optional
        Name of the program in the help text; by default that of the running script.

    Returns
    -------
    int
        The exit status.
    """
    guard_streams()
    try:
        with ended_by_signals():
            status = command.main(list(arguments), prog_name=program, standalone_mode=False)
            finish()
        return status if isinstance(status, int) else 0
    except (Exception, KeyboardInterrupt) as error:
        return ended(error, name, stopped, verbose)


def ended(error: BaseException, name: str, stopped: str, verbose: bool) -> int:
    """Print on one line what stopped a command, and return the exit status.

    Parameters
    ----------
    error : BaseException
        What the command raised.
    name : str
        Prefix of the line.
    stopped : str
        Message if the user or the system stopped the command.
    verbose : bool
        Print the traceback first.

    Returns
    -------
    int
        1 for failure, 2 for bad usage, 128 + the number of the signal that stopped it.
    """
    if isinstance(error, click.Abort) and error.__cause__ is not None:
        error = error.__cause__  # click mistakes an EOFError for Ctrl-D
    line, status = _outcome(error, stopped)
    if line is not None:
        if verbose:
            with contextlib.suppress(OSError, ValueError):
                traceback.print_exc()
        complain(f"{name}: {' '.join(line.split())}")
    return status


def _outcome(error: BaseException, stopped: str) -> tuple[str | None, int]:
    for kind, tell in _OUTCOMES:
        if isinstance(error, kind):
            return tell(error)
    if isinstance(error, (KeyboardInterrupt, click.Abort)):
        return stopped, exit_status(error)
    return f"unexpected {type(error).__name__}: {error}; --verbose shows where", FAILED


def _usage(error: click.ClickException) -> tuple[str, int]:
    message = error.format_message()
    if isinstance(error, click.UsageError):
        command = f"{error.ctx.command_path} " if error.ctx is not None else ""
        message += f" (see {command}--help)"
    return message, error.exit_code


def _system(error: OSError) -> tuple[str | None, int]:
    path = named(error)
    if path is not None:
        return f"{path}: {explain(error)}", FAILED
    if isinstance(error, BrokenPipeError):
        # The reader has gone, as in `… | head`: there is nothing to report.
        silence(sys.stdout)
        return None, FAILED
    if error.errno in (*STORAGE, errno.EBADF):
        # An error without a file name comes from standard output.
        silence(sys.stdout)
        return str(unprinted(error)), FAILED
    return explain(error), FAILED


def _memory(error: MemoryError) -> tuple[str, int]:
    return "not enough memory; close other programs, or process less at a time", FAILED


def _missing(error: ImportError) -> tuple[str, int]:
    python = sys.executable or "python"
    return f"{error}; complete the installation: {python} -m pip install .", FAILED


def _short(error: EOFError) -> tuple[str, int]:
    what = f": {error}" if str(error) else ""
    return f"a file ends too early{what}; if it happens again, write the file again", FAILED


_OUTCOMES: tuple[tuple[type[BaseException], Callable[..., tuple[str | None, int]]], ...] = (
    (click.ClickException, _usage),
    (UsageError, lambda error: (str(error), BAD_USAGE)),
    (LayerlightError, lambda error: (str(error), FAILED)),
    (EOFError, _short),
    (OSError, _system),
    (MemoryError, _memory),
    (ImportError, _missing),
)
"""How each kind of error is reported; an error of any other kind is a bug."""
