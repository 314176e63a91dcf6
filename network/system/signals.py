"""Signals that ask a process to end, handled like Ctrl-C."""

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

POLITE = ("SIGTERM", "SIGHUP")
"""Signals that ask a process to end; some systems lack one."""
AGAIN = 0.01
"""Seconds until a signal is sent again."""
_waiting: list[int] = []
"""Signals that came while another is about to be sent again: raised then, they would be lost."""


class Ended(KeyboardInterrupt):
    """A signal asked this process to end."""

    def __init__(self, number: int):
        super().__init__(f"signal {number}")
        self.number = number


@contextlib.contextmanager
def ended_by_signals() -> Iterator[None]:
    """Raise :class:`Ended` on a signal that asks the process to end; ``finally`` blocks then run.

    What such a signal raises, or Ctrl-C, is not lost: where Python ignores exceptions, the signal
    is sent again, and an error that follows from it, as of an import that fails, does not hide it.
    An ignored signal, as under ``nohup``, stays ignored.  Has no effect outside the main thread.
    """
    before: dict[int, Any] = {}
    came: list[KeyboardInterrupt] = []

    def end(number: int, frame: object) -> None:
        if _waiting:
            _waiting.append(number)
            return
        came.append(KeyboardInterrupt() if number == signal.SIGINT else Ended(number))
        raise came[-1]

    here = threading.current_thread() is threading.main_thread()
    if here:
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            before[signal.SIGINT] = signal.signal(signal.SIGINT, end)
        for name in POLITE:
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) not in (signal.SIG_IGN, None):
                before[number] = signal.signal(number, end)
    try:
        with _sent_again() if here else contextlib.nullcontext():
            yield
    except Exception as error:
        if came:
            raise came[0] from error
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def _sent_again() -> Iterator[None]:
    """Send a signal again whose exception Python ignores, as in ``__del__`` and weak references."""
    plain, main = sys.unraisablehook, threading.get_ident()

    def hook(ignored: Any) -> None:
        stop = ignored.exc_value
        if not isinstance(stop, KeyboardInterrupt):
            plain(ignored)
            return
        number = exit_status(stop) - 128
        while number:
            _waiting[:] = [number]
            threading.Timer(AGAIN, _send, (main, number)).start()
            number = _waiting[-1] if len(_waiting) > 1 else 0
            _waiting.clear()

    sys.unraisablehook = hook
    try:
        yield
    finally:
        sys.unraisablehook = plain


def _send(thread: int, number: int) -> None:
    """Send a signal to a thread, which it then interrupts, even in a wait."""
    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(thread, number)
    else:
        os.kill(os.getpid(), number)


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


def exit_status(stop: BaseException | None) -> int:
    """Return the exit status of a stopped process: 128 + the number of the signal."""
    return 128 + (stop.number if isinstance(stop, Ended) else signal.SIGINT)
