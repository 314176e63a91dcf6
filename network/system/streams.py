"""Standard input, output and error, which may be closed, full or disconnected."""

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
    """Open placeholders for standard streams that are closed.

    Otherwise the next file opened would take their descriptor, and a library's output would end
    up in it.  Using a placeholder fails, like using a closed stream.
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
            # Characters that the terminal cannot show are escaped.
            stream.reconfigure(errors="backslashreplace")


def reserved_output() -> int:
    """Reserve standard output for messages; return a descriptor for them.

    Anything else printed to standard output then goes to standard error.  Forked processes close
    their copy of the descriptor, and only once: in a fork of a fork, it may belong to another file.
    """
    held = [os.dup(1)]
    os.dup2(2, 1)
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=lambda: os.close(held.pop()) if held else None)
    return held[0]


def tell(text: str) -> None:
    """Print a line about finished work; if printing fails, carry on."""
    try:
        click.echo(text)
    except OSError as error:
        if 1 not in _closed:
            _lost.append(error)
        silence(sys.stdout)


def complain(text: str) -> None:
    """Print a line on standard error, if possible."""
    try:
        click.echo(text, err=True)
    except (OSError, ValueError):
        silence(sys.stderr)


def finish() -> None:
    """Flush standard output.

    Raises
    ------
    BrokenPipeError
        The reader has gone.
    LayerlightError
        Some output could not be written.
    """
    try:
        sys.stdout.flush()
    except OSError as error:
        _lost.append(error)
        silence(sys.stdout)
    if _lost:
        raise _lost[0] if isinstance(_lost[0], BrokenPipeError) else unprinted(_lost[0])


def unprinted(error: OSError) -> LayerlightError:
    """Return the error for a standard output that cannot be written."""
    said = explain(error, "redirect it elsewhere")
    return LayerlightError(f"standard output cannot be written: {said}")


def silence(stream: Any) -> None:
    """Redirect a standard stream to the null device, so that Python's final flush succeeds."""
    with contextlib.suppress(OSError, ValueError):
        number = stream.fileno()
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, number)
        os.close(nowhere)
