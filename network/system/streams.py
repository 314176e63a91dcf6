"""Standard input, output and error, which may be closed, full, or read by nobody."""

import contextlib
import io
import os
import sys
from typing import Any

import click

from network.errors import LayerlightError
from network.system.troubles import explain

_lost: list[OSError] = []
_closed: set[int] = set()


def guard_streams() -> None:
    """Occupy those of the three standard streams that are closed.

    Else the next file opened would take their number, and whatever is printed by a library
    would go into it.  What is occupied cannot be used, just like what is closed.
    """
    _lost.clear()
    for number, flags, mode, name in (
        (0, os.O_WRONLY, "r", "stdin"),
        (1, os.O_RDONLY, "w", "stdout"),
        (2, os.O_RDONLY, "w", "stderr"),
    ):
        try:
            os.fstat(number)
        except OSError:
            opened = os.open(os.devnull, flags)
            if opened != number:  # pragma: no cover  (the lowest free number is taken)
                os.dup2(opened, number)
                os.close(opened)
            _closed.add(number)
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, mode, closefd=False))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A name or sign that the terminal cannot show is no reason to fail.
            stream.reconfigure(errors="backslashreplace")


def tell(text: str) -> None:
    """Print a line about work that is done: it stays done, and goes on, if nobody can be told."""
    try:
        click.echo(text)
    except OSError as error:
        if 1 not in _closed:
            _lost.append(error)
        silence(sys.stdout)


def complain(text: str) -> None:
    """Print a line on standard error, if that is possible."""
    try:
        click.echo(text, err=True)
    except (OSError, ValueError):
        silence(sys.stderr)


def finish() -> None:
    """Write what is left to write on standard output.

    Raises
    ------
    BrokenPipeError
        Whoever read it has gone.
    LayerlightError
        Something that was to be printed could not be.
    """
    try:
        sys.stdout.flush()
    except OSError as error:
        _lost.append(error)
        silence(sys.stdout)
    if _lost:
        raise _lost[0] if isinstance(_lost[0], BrokenPipeError) else unprinted(_lost[0])


def unprinted(error: OSError) -> LayerlightError:
    """Return what to say where standard output cannot be written."""
    said = explain(error, "redirect it elsewhere")
    return LayerlightError(f"standard output cannot be written: {said}")


def silence(stream: Any) -> None:
    """Let a standard stream lead nowhere, so that Python's own last flush does not fail, too."""
    with contextlib.suppress(OSError, ValueError):
        number = stream.fileno()
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, number)
        os.close(nowhere)
