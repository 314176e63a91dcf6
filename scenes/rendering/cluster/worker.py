"""The part that runs in Dask's workers: keeps drawing processes and passes shares to them.

A process of its own draws, as a worker has threads, and as a worker's settings must not reach a
picture.  It serves many shares, so its imports are paid for once.
"""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from layerlight.process import Service, start
from network.errors import LayerlightError
from scenes.rendering.cluster.parcels import Order

__all__ = ["DrawingProcessDied", "draw_share", "machine_of_worker", "unchanged"]

DRAWING = Service(
    "scenes.rendering.cluster.drawing_process",
    "draw",
    "drawing",
    "if memory is short, give each worker more",
)
REPORT_EVERY = 0.5
"""Seconds between two reports of progress."""


class DrawingProcessDied(LayerlightError):
    """A drawing process ended without an answer; another one may be luckier."""


def machine_of_worker() -> dict[str, str]:
    """Return what the frames of this worker depend on; see :func:`machine.machine`."""
    with _process() as process:
        return process.ask("machine", on_frames=lambda frames: None)


def unchanged(data: bytes) -> bytes:
    """Return the argument: a task that can be computed again where its result is lost."""
    return data


def draw_share(order: Order, *recordings: bytes) -> dict[str, Any]:
    """Draw a share of a film.

    Parameters
    ----------
    order : Order
    *recordings : bytes
        Those that the order names, in its order.

    Returns
    -------
    dict
        ``about``, ``pieces``, ``lengths`` and ``own`` as described at :class:`Job`; ``segments``,
        for each piece of its own the path of its segment in the cache's folder ``segments``; and
        ``files``, the segments themselves by path, unless the cache is shared.

    Raises
    ------
    LayerlightError
        This computer would draw other frames.
    DrawingProcessDied
    Exception
        Whatever the scene raised.
    """
    from distributed import get_worker

    worker, last = get_worker(), 0.0

    def report(frames: int) -> None:
        nonlocal last
        if time.monotonic() - last >= REPORT_EVERY:
            last = time.monotonic()
            worker.log_event(order.topic, [*order.label, frames])

    held = dict(zip(order.recordings, recordings, strict=True))
    with _process() as process:
        return process.ask("share", order, held, worker.address, on_frames=report)


class _Process:
    """A drawing process, and the conversation with it."""

    def __init__(self) -> None:
        self._child = start(DRAWING)

    def ask(self, what: str, *more: Any, on_frames: Callable[[int], None]) -> Any:
        """Send a request; return its answer, or raise the error that it ended with."""
        child = self._child
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            pickle.dump((what, *more), child.stdin, protocol=5)
            child.stdin.flush()
            while True:
                kind, held = pickle.load(child.stdout)
                if kind == "frames":
                    on_frames(held)
                elif kind == "error":
                    raise pickle.loads(held)
                else:
                    return held
        except (EOFError, BrokenPipeError, pickle.UnpicklingError):
            self.end()
            raise DrawingProcessDied(
                f"the drawing process of a worker ended (status {child.returncode});"
                f" {DRAWING.advice}"
            ) from None

    @property
    def alive(self) -> bool:
        """Whether it can be asked again."""
        return self._child.poll() is None

    def end(self) -> None:
        """Kill the process; its own children end with it."""
        self._child.kill()
        self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout):
            with suppress(OSError):
                pipe and pipe.close()


_idle: list[_Process] = []


@contextmanager
def _process() -> Iterator[_Process]:
    """Take a drawing process that is idle, or else a new one; each serves one thread at a time."""
    process = None
    while process is None or not process.alive:
        try:
            process = _idle.pop()  # atomic
        except IndexError:
            process = _Process()
    try:
        yield process
    finally:
        if process.alive:
            _idle.append(process)
