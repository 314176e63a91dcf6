"""Progress as a line in a notebook or on a terminal; nothing elsewhere."""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from types import TracebackType
from typing import Any

__all__ = ["Progress"]

AFTER, EVERY = 1.0, 0.25
"""Seconds before progress is shown, and between updates."""


class Progress:
    """Shows how much of a clip has been drawn, in a notebook or on a terminal.

    In a notebook the line is an output of the cell and is updated in place; on a terminal it goes
    to standard error and disappears at the end.

    Parameters
    ----------
    name : str
        The clip's name; if it is empty, nothing is shown.
    """

    def __init__(self, name: str):
        self._name = name
        self._notebook = bool(name) and _in_notebook()
        self._terminal = bool(name) and not self._notebook and _is_terminal(sys.stderr)
        self._start = self._shown = time.monotonic()
        self._handle: Any = None
        self._width = 0

    @property
    def wanted(self) -> bool:
        """Whether progress is shown at all."""
        return self._notebook or self._terminal

    def __enter__(self) -> Progress:
        """Do nothing: the time runs from the start."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Remove the line; in a notebook, say how long it took."""
        if self._handle is not None:
            seconds = time.monotonic() - self._start
            ending = "drawn in" if error is None else "stopped after"
            self._show(f"{self._name}: {ending} {seconds:.0f} s")
        self._clear()

    def report(self, done: int, total: int | None) -> None:
        """Show the number of frames drawn, and the share if the total is known."""
        now = time.monotonic()
        if not self.wanted or now - self._start < AFTER or now - self._shown < EVERY:
            return
        self._shown = now
        if not total or not done:
            self._show(f"{self._name}: {done} frames")
            return
        left = (now - self._start) * (total - done) / done
        self._show(f"{self._name}: {100 * done // total} %, about {left:.0f} s left")

    def warn(self, text: str) -> None:
        """Print a line on standard error."""
        self._clear()
        if sys.stderr is not None:
            print(text, file=sys.stderr, flush=True)

    def _show(self, text: str) -> None:
        with suppress(Exception):  # no error here may stop the drawing
            if self._terminal:
                sys.stderr.write(f"\r{text:{self._width}}")
                sys.stderr.flush()
                self._width = len(text)
            elif self._handle is None:
                from IPython.display import display

                show: Any = display
                self._handle = show({"text/plain": text}, raw=True, display_id=True)
            else:
                self._handle.update({"text/plain": text}, raw=True)

    def _clear(self) -> None:
        if self._width:
            self._show("")
            with suppress(Exception):
                sys.stderr.write("\r")
                sys.stderr.flush()
            self._width = 0


def _in_notebook() -> bool:
    """Whether this runs in a Jupyter kernel; imports nothing."""
    ipython: Any = sys.modules.get("IPython")
    shell = ipython.get_ipython() if hasattr(ipython, "get_ipython") else None
    return getattr(shell, "kernel", None) is not None


def _is_terminal(stream: Any) -> bool:
    try:
        return bool(stream.isatty())
    except (AttributeError, ValueError):  # no stream, or a closed one
        return False
