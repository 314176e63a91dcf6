"""How far the renderer is: a line in a notebook or on a terminal, nothing elsewhere."""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from types import TracebackType
from typing import Any

__all__ = ["Progress"]

AFTER, EVERY = 1.0, 0.25
"""Seconds before anything is shown, and between two changes of it."""


class Progress:
    """Shows how much of a clip has been drawn, if somebody is there to look.

    In a notebook the line is an output of the cell that is changed in place; on a terminal it
    is on standard error, and gone at the end.

    Parameters
    ----------
    name : str
        Of the clip; if it is empty, nothing is shown.
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
        """Whether anybody looks."""
        return self._notebook or self._terminal

    def __enter__(self) -> Progress:
        """Begin to count the time."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the line away; in a notebook it says how it ended."""
        if self._handle is not None:
            seconds = time.monotonic() - self._start
            ending = "drawn in" if error is None else "stopped after"
            self._show(f"{self._name}: {ending} {seconds:.0f} s")
        self._clear()

    def report(self, done: int, total: int | None) -> None:
        """Take in the number of frames drawn, and the number in all once that is known."""
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
        """Print a line on standard error that stays there."""
        self._clear()
        if sys.stderr is not None:
            print(text, file=sys.stderr, flush=True)

    def _show(self, text: str) -> None:
        with suppress(Exception):  # nothing that goes wrong here is worth a clip
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
    """Whether a kernel of Jupyter runs this; asks only what is loaded."""
    ipython: Any = sys.modules.get("IPython")
    shell = ipython.get_ipython() if hasattr(ipython, "get_ipython") else None
    return getattr(shell, "kernel", None) is not None


def _is_terminal(stream: Any) -> bool:
    try:
        return bool(stream.isatty())
    except (AttributeError, ValueError):  # there is none, or it is closed
        return False
