"""Progress bars on a terminal, or an occasional line elsewhere.  Needs no Manim."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

__all__ = ["ProgressDisplay"]

BAR_EVERY = 0.1
LINE_EVERY = 10.0
"""Seconds between updates of the bars, and between lines."""


class ProgressDisplay:
    """Shows the progress of several tasks on standard error.

    Parameters
    ----------
    names : sequence of str
        Names of the tasks.
    quiet : bool
        Show nothing.
    """

    def __init__(self, names: Sequence[str], quiet: bool = False):
        self._console = Console(stderr=True, highlight=False)
        self._quiet, self._plain = quiet, not self._console.is_terminal
        self._names = list(names)
        self._texts: dict[str, str] = {}
        self._done = dict.fromkeys(names, 0)
        self._totals: dict[str, int | None] = dict.fromkeys(names)
        self._start = self._shown = time.monotonic()
        self._bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=40),
            TextColumn("{task.percentage:3.0f} %"),
            TimeRemainingColumn(),
            console=self._console,
        )
        rows = ["all", *names] if len(self._names) > 1 else names
        self._tasks = {name: self._bars.add_task(name, total=None) for name in rows}
        self._live: Live | None = None

    def __enter__(self) -> ProgressDisplay:
        """Show the bars."""
        self._show_bars()
        return self

    def __exit__(self, *exception: object) -> None:
        """Remove the bars."""
        self._hide_bars()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Hide the bars while other output is written, then show them below it."""
        self._hide_bars()
        try:
            yield
        finally:
            self._show_bars()

    def _show_bars(self) -> None:
        if self._quiet or self._plain:
            return
        # A new Live each time: a stopped one remembers its position, and would erase what has been
        # written there since.  It must not refresh from a thread, as this process forks.
        self._live = Live(
            get_renderable=self._bars.get_renderable,
            console=self._console,
            auto_refresh=False,
            transient=True,
        )
        self._live.start()

    def _hide_bars(self) -> None:
        if self._live is not None:
            self._live.stop()
            self._live = None

    @property
    def wanted(self) -> bool:
        """Whether progress is to be shown."""
        return not self._quiet

    def of(self, name: str) -> Callable[[int, int | None], None]:
        """Return a callback that takes a task's number of frames done, and the total or None."""

        def report(done: int, total: int | None) -> None:
            self._done[name], self._totals[name] = done, total
            now = time.monotonic()
            every = LINE_EVERY if self._plain else BAR_EVERY
            if now - self._shown >= every or (done == total and not self._plain):
                self._shown = now
                self._show(now - self._start)

        return report

    def describe(self, name: str, text: str) -> None:
        """Show a text in place of a task's name."""
        self._texts[name] = text
        self._bars.update(self._tasks[name], description=escape(text))

    def say(self, text: str) -> None:
        """Print a line on standard error, above the bars."""
        self._console.print(text, markup=False, soft_wrap=True)

    def _show(self, elapsed: float) -> None:
        if self._quiet:
            return
        done = sum(self._done.values())
        known = [total for total in self._totals.values() if total is not None]
        total = sum(known) if len(known) == len(self._totals) else None
        if self._plain:
            self.say(self._line(done, total, elapsed))
            return
        for name in self._names:
            self._bars.update(
                self._tasks[name], completed=self._done[name], total=self._totals[name]
            )
        if "all" in self._tasks:
            self._bars.update(self._tasks["all"], completed=done, total=total)
        if self._live is not None:
            self._live.refresh()

    def _line(self, done: int, total: int | None, elapsed: float) -> str:
        name = f"{len(self._names)} clips"
        if len(self._names) == 1:
            name = self._texts.get(self._names[0], self._names[0])
        if not total:
            return f"{name}: {done} frames"
        if 100 * done < total:  # too early to say how long it takes
            return f"{name}: 0 %"
        left = elapsed * (total - done) / done
        return f"{name}: {100 * done // total} %, about {left:.0f} s left"
