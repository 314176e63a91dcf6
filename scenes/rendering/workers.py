"""Processes that share work: a leader, and workers that it forks, at most so many at a time.

A worker begins as a copy of its leader, so that it needs to be told nothing and to do nothing
again, and works on while the leader goes ahead.  All of them end with the process that asked for
the work, however that one ends.  Knows nothing of pictures.
"""

from __future__ import annotations

import ctypes
import gc
import os
import pickle
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

__all__ = ["WorkerPool", "can_fork", "check_in_fork", "run_leader"]


def can_fork() -> bool:
    """Whether this system lets a process go on as two."""
    return hasattr(os, "fork")


def check_in_fork(question: Callable[[], bool]) -> bool:
    """Answer a question in a process of its own, so that asking changes nothing here.

    If that process dies the answer is no.
    """
    process = _forked()
    if process == 0:
        answer = False
        try:
            answer = question()
        finally:
            os._exit(0 if answer else 1)
    _, status = os.waitpid(process, 0)
    return status == 0


def _forked() -> int:
    """Fork; the child ends with its parent, however that one ends, and by any signal."""
    end_with_parent, parent = _end_with_parent(), os.getpid()
    # A request to end must not be heeded by a child that takes itself for its parent.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ASKING)
    try:
        process = os.fork()
        if process == 0:
            try:
                end_with_parent(parent)
                for number in ASKING:
                    # Handled, it would become an error of the work; one that is ignored stays so.
                    if callable(signal.getsignal(number)):
                        signal.signal(number, signal.SIG_DFL)
            except BaseException:
                os._exit(1)
        return process
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


ASKING = [getattr(signal, name) for name in ("SIGINT", *POLITE) if hasattr(signal, name)]
"""Signals that ask a process to end."""
LOOKING_EVERY = 0.4
"""Seconds between two looks at whether the parent lives, where the system does not tell."""


@lru_cache(maxsize=1)
def _end_with_parent() -> Callable[[int], None]:
    """Give what a child does to end with its parent; found before the fork, as it takes a while."""
    tell_me = None
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            tell_me = ctypes.CDLL(None, use_errno=True).prctl
    return partial(_watch_parent, tell_me)


def _watch_parent(tell_me: Callable[[int, int], int] | None, parent: int) -> None:
    if tell_me is None or tell_me(PR_SET_PDEATHSIG, signal.SIGKILL) != 0:
        signal.signal(signal.SIGALRM, lambda *_: _end_without(parent))
        signal.siginterrupt(signal.SIGALRM, False)
        signal.setitimer(signal.ITIMER_REAL, LOOKING_EVERY, LOOKING_EVERY)
    _end_without(parent)  # it may have ended before that


def _end_without(parent: int) -> None:
    if os.getppid() != parent:
        os._exit(1)


PR_SET_PDEATHSIG = 1
"""Of Linux: which signal a process gets when its parent ends."""


class WorkerPool:
    """Workers of one leader.

    Parameters
    ----------
    size : int
        How many may work at a time.
    on_end : callable
        Called with what :meth:`start` was given as ``label``, and None if the work was done or
        else how the worker ended, as in ``"signal 9"``.
    """

    def __init__(self, size: int, on_end: Callable[[Any, str | None], None]):
        self.size = size
        self._on_end = on_end
        self._running: dict[int, tuple[Any, Connection]] = {}
        self._parent = os.getppid()

    def start(self, label: Any, work: Callable[[], None]) -> None:
        """Let a worker do ``work()``, once there is room for one.

        Raises
        ------
        Exception
            What an earlier worker raised.
        """
        while len(self._running) >= self.size:
            self._reap()
        if os.getppid() != self._parent:
            os._exit(1)  # nobody waits for this any more
        reader, writer = Pipe(duplex=False)
        process = _forked()
        if process == 0:
            reader.close()
            self._work(work, writer)
        writer.close()
        self._running[process] = label, reader

    def finish(self) -> None:
        """Wait until all work is done.

        Raises
        ------
        Exception
            What a worker raised.
        """
        while self._running:
            self._reap()

    def drain(self) -> None:
        """Wait until all work is done that can be done."""
        while self._running:
            with suppress(Exception):
                self._reap()

    def _reap(self) -> None:
        process, status = os.waitpid(-1, 0)
        label, reader = self._running.pop(process)
        word = None
        with reader, suppress(EOFError, OSError):  # it said nothing, or not to the end
            word = reader.recv_bytes() if reader.poll() else None
        if word is not None:
            raise pickle.loads(word)
        self._on_end(label, None if status == 0 else _ending(status))

    def _work(self, work: Callable[[], None], writer: Connection) -> None:
        """Be the worker, and nothing after that."""
        gc.disable()  # its memory is mostly the leader's; looking through it would copy it
        status = 1
        try:
            work()
            status = 0
        except BaseException as error:
            with suppress(OSError):
                writer.send_bytes(_packed(error))
        finally:
            os._exit(status)


def _ending(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    return f"signal {-code}" if code < 0 else f"exit status {code}"


LONGEST = 8000
"""Characters of a traceback: what a worker says has to fit into a pipe that nobody reads yet."""


def _packed(error: BaseException) -> bytes:
    """Pickle an error with where it came from; if it cannot be, its text."""
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
    """Run a leader; give what it and its workers tell.

    Parameters
    ----------
    lead : callable
        What the leader does.  Called with a function that tells something, which may be called
        from its workers too; what is told has to be small (it is sent in one piece).

    Yields
    ------
    iterator
        Of what is told, to its end.  Leaving the context ends all processes at once.

    Raises
    ------
    Exception
        From the iterator: what the leader raised.
    """
    reader, writer = Pipe(duplex=False)
    leader = _forked()
    if leader == 0:
        _lead(lead, reader, writer)
    writer.close()
    with suppress(OSError):  # both set it: whichever is first
        os.setpgid(leader, leader)
    try:
        with ended_by_signals():
            yield _told(reader, leader)
    finally:
        reader.close()
        _end_group(leader)


def _lead(lead: Callable[[Callable[[Any], None]], None], reader: Connection, writer: Connection):
    """Be the leader, and nothing after that."""
    status = 1
    try:
        os.setpgid(0, 0)
        reader.close()
        lead(writer.send)
        writer.send(None)
        status = 0
    except BaseException as error:
        with suppress(OSError):
            writer.send_bytes(pickle.dumps(_Raised(_packed(error))))
    finally:
        os._exit(status)


class _Raised:
    """An error on its way."""

    def __init__(self, packed: bytes):
        self.packed = packed


def _told(reader: Connection, leader: int) -> Iterator[Any]:
    while True:
        try:
            word = reader.recv()
        except EOFError:
            _, status = os.waitpid(leader, 0)
            raise LayerlightError(
                f"the leading process {leader} ended unexpectedly ({_ending(status)});"
                " if memory is short, use fewer --jobs"
            ) from None
        if word is None:
            return
        if isinstance(word, _Raised):
            raise pickle.loads(word.packed)
        yield word


def _end_group(leader: int) -> None:
    """End a leader and all its workers, and wait until they are gone."""
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
