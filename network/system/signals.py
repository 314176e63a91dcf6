"""Requests to end, of the system or of a person, which do what Ctrl-C does."""

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

POLITE = ("SIGTERM", "SIGHUP")
"""Signals that ask a process to end; not every system has both."""


class Ended(KeyboardInterrupt):
    """A signal asked this process to end."""

    def __init__(self, number: int):
        super().__init__(f"signal {number}")
        self.number = number


@contextlib.contextmanager
def ended_by_signals() -> Iterator[None]:
    """Let a polite request to end raise :class:`Ended`, so that all is tidied up.

    A signal that is to be ignored, as ``nohup`` asks for, stays ignored.  Only the main thread
    can be asked; elsewhere nothing changes.
    """
    before: dict[int, Any] = {}
    if threading.current_thread() is threading.main_thread():
        for name in POLITE:
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) not in (signal.SIG_IGN, None):
                before[number] = signal.signal(number, _end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Put off every request to end, Ctrl-C too, until something short has been done.

    Only the main thread is disturbed by signals; elsewhere nothing changes.
    """
    came: list[int] = []
    before: dict[int, Any] = {}
    try:
        if threading.current_thread() is threading.main_thread():
            for name in ("SIGINT", *POLITE):
                number = getattr(signal, name, None)
                if number is not None and callable(signal.getsignal(number)):
                    before[number] = signal.signal(number, lambda n, frame: came.append(n))
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if came:
            before[came[0]](came[0], None)


def as_program(main: Callable[[], int]) -> int:
    """Run a command's main function; Ctrl-C just before or after it shows no traceback.

    Parameters
    ----------
    main : callable
        Returns the exit status.

    Returns
    -------
    int
        That status, or 130 if Ctrl-C came before.
    """
    heeded = callable(signal.getsignal(signal.SIGINT))  # not in the background, or under nohup
    try:
        if heeded:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        status = main()
        if heeded:  # on the way out there is nothing left to tidy up
            signal.signal(signal.SIGINT, signal.SIG_DFL)
        return status
    except KeyboardInterrupt as stop:
        return exit_status(stop)


def _end(number: int, frame: object) -> NoReturn:
    raise Ended(number)


def exit_status(stop: BaseException | None) -> int:
    """Return what shells expect of a process that was stopped: 128 and the signal's number."""
    return 128 + (stop.number if isinstance(stop, Ended) else signal.SIGINT)
