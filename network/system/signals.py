"""Signals that ask a process to end, handled like Ctrl-C."""

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

POLITE = ("SIGTERM", "SIGHUP")
"""Signals that ask a process to end; some systems lack one."""


class Ended(KeyboardInterrupt):
    """A signal asked this process to end."""

    def __init__(self, number: int):
        super().__init__(f"signal {number}")
        self.number = number


@contextlib.contextmanager
def ended_by_signals() -> Iterator[None]:
    """Raise :class:`Ended` on a signal that asks the process to end; ``finally`` blocks then run.

    An ignored signal, as under ``nohup``, stays ignored.  Has no effect outside the main thread.
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
    """Delay signals that ask the process to end, including Ctrl-C, until the end of a short block.

    Has no effect outside the main thread; only that receives signals.
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
    """Run a command's main function; show no traceback on Ctrl-C just before or after it.

    Parameters
    ----------
    main : callable
        Returns the exit status.

    Returns
    -------
    int
        That status, or 130 if Ctrl-C came first.
    """
    heeded = callable(signal.getsignal(signal.SIGINT))  # false in the background, and under nohup
    try:
        if heeded:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        status = main()
        if heeded:  # nothing is left to clean up
            signal.signal(signal.SIGINT, signal.SIG_DFL)
        return status
    except KeyboardInterrupt as stop:
        return exit_status(stop)


def _end(number: int, frame: object) -> NoReturn:
    raise Ended(number)


def exit_status(stop: BaseException | None) -> int:
    """Return the exit status of a stopped process: 128 + the number of the signal."""
    return 128 + (stop.number if isinstance(stop, Ended) else signal.SIGINT)
