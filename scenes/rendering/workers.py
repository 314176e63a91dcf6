"""A leader process and a limited number of workers that it forks.

A worker starts as a copy of the leader, so it needs no input and repeats no work; it goes on while
the leader continues.  All of them end with the process that started them, however that ends.
"""

from __future__ import annotations

import ctypes
import gc
import os
import pickle
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache, partial
from multiprocessing.connection import Connection, Pipe
from typing import Any

from network.errors import LayerlightError
from network.system.signals import POLITE, ended_by_signals

__all__ = [
    "WorkerPool",
    "can_fork",
    "check_in_fork",
    "end_with_parent",
    "packed_error",
    "run_leader",
]


def can_fork() -> bool:
    """Return whether this system can fork processes."""
    return hasattr(os, "fork")


def check_in_fork(predicate: Callable[[], bool]) -> bool:
    """Evaluate a predicate in a forked process, so that its side effects do not reach this one.

    If that process dies, the result is False.
    """
    process = _forked()
    if process == 0:
        result = False
        try:
            result = predicate()
        finally:
            os._exit(0 if result else 1)
    _, status = os.waitpid(process, 0)
    return status == 0


def _forked() -> int:
    """Fork a child that ends with its parent, however that ends, and on any signal."""
    end_with_parent, parent = _end_with_parent(), os.getpid()
    chance = random.getstate()  # Python seeds its random numbers anew in a child
    # Until it has its own handlers, the child must not act on a signal as its parent would.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ASKING)
    try:
        process = os.fork()
        if process == 0:
            try:
                end_with_parent(parent)
                random.setstate(chance)
                for number in ASKING:
                    # A handler would raise an exception in the middle of the work.  Ignored signals
                    # stay ignored.
                    if callable(signal.getsignal(number)):
                        signal.signal(number, signal.SIG_DFL)
            except BaseException:
                os._exit(1)
        return process
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


ASKING = [getattr(signal, name) for name in ("SIGINT", *POLITE) if hasattr(signal, name)]
"""Signals that ask a process to stop."""
POLL_EVERY = 0.4
"""Seconds between checks that the parent is alive, on systems that do not notify the child."""


@lru_cache(maxsize=1)
def _end_with_parent() -> Callable[[int], None]:
    """Return a function that a child calls to end with its parent; look it up before forking."""
    prctl = None
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            prctl = ctypes.CDLL(None, use_errno=True).prctl
    return partial(_watch_parent, prctl)


def end_with_parent() -> None:
    """End this process soon after the one that started it, however that ends."""
    _watch_parent(None, os.getppid())  # the system would tell of the end of the parent's thread


def _watch_parent(prctl: Callable[[int, int], int] | None, parent: int) -> None:
    if prctl is None or prctl(PR_SET_PDEATHSIG, signal.SIGKILL) != 0:
        signal.signal(signal.SIGALRM, lambda *_: _end_without(parent))
        signal.siginterrupt(signal.SIGALRM, False)
        signal.setitimer(signal.ITIMER_REAL, POLL_EVERY, POLL_EVERY)
    _end_without(parent)  # it may have died before that


def _end_without(parent: int) -> None:
    if os.getppid() != parent:
        os._exit(1)


PR_SET_PDEATHSIG = 1
"""Linux option: the signal that a process receives when its parent dies."""


class WorkerPool:
    """The workers of a leader.

    Parameters
    ----------
    size : int
        Number of workers that run at the same time.
    on_end : callable
        Called with the ``label`` given to :meth:`start`, and None if the work was done or else how
        the worker died, as in ``"signal 9"``.
    """

    def __init__(self, size: int, on_end: Callable[[Any, str | None], None]):
        self.size = size
        self._on_end = on_end
        self._running: dict[int, tuple[Any, Connection]] = {}
        self._parent = os.getppid()

    def start(self, label: Any, work: Callable[[], None]) -> None:
        """Call ``work()`` in a new worker, as soon as fewer than ``size`` are running.

        Raises
        ------
        Exception
            Whatever an earlier worker raised.
        """
        while len(self._running) >= self.size:
            self._reap()
        if os.getppid() != self._parent:
            os._exit(1)  # nobody waits for the result
        reader, writer = Pipe(duplex=False)
        process = _forked()
        if process == 0:
            reader.close()
            self._work(work, writer)
        writer.close()
        self._running[process] = label, reader

    def finish(self) -> None:
        """Wait until all workers have ended.

        Raises
        ------
        Exception
            Whatever a worker raised.
        """
        while self._running:
            self._reap()

    def drain(self) -> None:
        """Wait until all workers have ended, ignoring errors."""
        while self._running:
            with suppress(Exception):
                self._reap()

    def _reap(self) -> None:
        process, status = os.waitpid(-1, 0)
        label, reader = self._running.pop(process)
        word = None
        with reader, suppress(EOFError, OSError):  # it sent no error, or not all of it
            word = reader.recv_bytes() if reader.poll() else None
        if word is not None:
            raise pickle.loads(word)
        self._on_end(label, None if status == 0 else _ending(status))

    def _work(self, work: Callable[[], None], writer: Connection) -> None:
        """Do the work of a worker, then exit."""
        gc.disable()  # garbage collection would touch, and so copy, memory shared with the leader
        status = 1
        try:
            work()
            status = 0
        except BaseException as error:
            with suppress(OSError):
                writer.send_bytes(packed_error(error))
        finally:
            os._exit(status)


def _ending(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    return f"signal {-code}" if code < 0 else f"exit status {code}"


LONGEST = 8000
"""Characters of a traceback that are sent: the message must fit into the pipe's buffer."""


def packed_error(error: BaseException) -> bytes:
    """Pickle an error with its traceback, or only its text if it cannot be pickled."""
    where = "".join(traceback.format_exception(error))
    error.add_note(f"In a worker process:\n{where[-LONGEST:]}")
    try:
        data = pickle.dumps(error)
        pickle.loads(data)
        if len(data) <= 3 * LONGEST:
            return data
    except Exception:
        data = b""
    return pickle.dumps(RuntimeError(f"{type(error).__name__}: {str(error)[:LONGEST]}"))


@contextmanager
def run_leader(lead: Callable[[Callable[[Any], None]], None]) -> Iterator[Iterator[Any]]:
    """Run a leader process and receive the messages that it and its workers send.

    Parameters
    ----------
    lead : callable
        The leader's work.  It is called with a function that sends a message, which workers may
        call too; messages must be small enough to be written to a pipe atomically.

    Yields
    ------
    iterator
        The messages, until the leader is done.  Leaving the context kills all processes.

    Raises
    ------
    Exception
        From the iterator: whatever the leader raised.
    """
    reader, writer = Pipe(duplex=False)
    leader = _forked()
    if leader == 0:
        _lead(lead, reader, writer)
    writer.close()
    with suppress(OSError):  # parent and child both set it, as either may come first
        os.setpgid(leader, leader)
    try:
        with ended_by_signals():
            yield _messages(reader, leader)
    finally:
        reader.close()
        _end_group(leader)


def _lead(lead: Callable[[Callable[[Any], None]], None], reader: Connection, writer: Connection):
    """Do the work of the leader, then exit."""
    status = 1
    try:
        os.setpgid(0, 0)
        reader.close()
        lead(writer.send)
        writer.send(None)
        status = 0
    except BaseException as error:
        with suppress(OSError):
            writer.send_bytes(pickle.dumps(_Raised(packed_error(error))))
    finally:
        os._exit(status)


class _Raised:
    """A pickled error, sent as a message."""

    def __init__(self, packed: bytes):
        self.packed = packed


def _messages(reader: Connection, leader: int) -> Iterator[Any]:
    while True:
        try:
            word = reader.recv()
        except EOFError:
            _, status = os.waitpid(leader, 0)
            raise LayerlightError(
                f"the leader process {leader} died ({_ending(status)}); if memory is short, use"
                " fewer --jobs"
            ) from None
        if word is None:
            return
        if isinstance(word, _Raised):
            raise pickle.loads(word.packed)
        yield word


def _end_group(leader: int) -> None:
    """Kill a leader and all its workers, and wait until they are gone."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)
    with suppress(ChildProcessError):
        os.waitpid(leader, 0)
    for _ in range(200):
        try:
            os.killpg(leader, 0)
        except OSError:
            return
        time.sleep(0.01)
