"""The progress of a course: one bar for all of its films."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from publish.course.plan import Planned
from scenes.rendering.progress import ProgressDisplay

__all__ = ["CourseProgress"]

BAR, MOST_LETTERS = "course", 32
"""Name of the bar, and length from which the name of a film in front of it is cut."""
PARTS = 1000
"""Parts in which the average film is counted."""


class CourseProgress:
    """Shows how much of a course is done.

    Parameters
    ----------
    planned : sequence of Planned
        The films to make; they count by their lengths, as far as those are known.
    display : callable
        Takes the names of bars, and whether to stay quiet; returns a progress display such as
        :class:`scenes.rendering.progress.ProgressDisplay`.
    quiet : bool
    """

    def __init__(
        self,
        planned: Sequence[Planned],
        display: Callable[[Sequence[str], bool], Any] = ProgressDisplay,
        quiet: bool = False,
    ):
        self._planned, self._weights = planned, _weights(planned)
        self._display = display([BAR], quiet)
        self._tell = self._display.of(BAR)
        self._film, self._before, self._runs, self._run = 0, 0.0, 1, 0
        self._drawn: list[float] = []

    def __enter__(self) -> CourseProgress:
        """Show the bar."""
        self._display.__enter__()
        return self

    def __exit__(self, *exception: object) -> None:
        """Remove the bar."""
        self._display.__exit__(*exception)

    def ahead(self, count: int) -> None:
        """Begin to draw so many videos at once, before the films are made."""
        self._drawn = [0.0] * count
        self._display.describe(BAR, f"drawing {count} videos at once")

    def of_drawing(self, number: int, done: int, total: int | None) -> None:
        """Take how many frames of one of these videos are done, of how many."""
        if total:
            self._drawn[number] = done / total
            self._tell(round(PARTS * sum(self._drawn)), PARTS * len(self._drawn))

    def start(self, film: int, runs: int) -> None:
        """Go on to a film, given by its index, which is drawn so many times."""
        name = self._planned[film].film.name
        name = name if len(name) <= MOST_LETTERS else f"…{name[1 - MOST_LETTERS :]}"
        self._display.describe(BAR, f"film {film + 1} of {len(self._planned)}, {name}")
        self._before = sum(self._weights[:film])
        self._film, self._runs, self._run = film, max(1, runs), 0
        self._report(0.0)

    def end(self) -> None:
        """Count the film as done."""
        self._run = self._runs - 1
        self._report(1.0)

    def of_run(self, names: Sequence[str], quiet: bool) -> _Run:
        """Return the display of one run of the film, as a pipeline wants it."""
        return _Run(self, names, self._display)

    def next_run(self) -> None:
        """Count a format of the film as done, and go on to the next."""
        self._report(1.0)
        self._run = min(self._run + 1, self._runs - 1)

    def report(self, share: float) -> None:
        """Take the share of the run that is done."""
        self._report(min(1.0, share))

    def say(self, text: str) -> None:
        """Print a line above the bar."""
        self._display.say(text)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Hide the bar while other output is written."""
        with self._display.aside():
            yield

    def _report(self, share: float) -> None:
        of_film = self._weights[self._film] * (self._run + share) / self._runs
        whole = round(PARTS * sum(self._weights))
        self._tell(min(round(PARTS * (self._before + of_film)), whole), whole)


class _Run:
    """Stands for a progress display, but reports to that of the course."""

    def __init__(self, course: CourseProgress, names: Sequence[str], display: Any):
        self._course, self.wanted = course, display.wanted
        self._shares = dict.fromkeys(names, 0.0)

    def __enter__(self) -> _Run:
        return self

    def __exit__(self, *exception: object) -> None:
        self._course.next_run()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Say nothing: the course says when a film is finished."""
        yield

    def say(self, text: str) -> None:
        """Print a line above the bar."""
        self._course.say(text)

    def of(self, name: str) -> Callable[[int, int | None], None]:
        """Return a callback that takes a clip's number of frames done, and the total or None."""

        def report(done: int, total: int | None) -> None:
            if total:
                self._shares[name] = done / total
            self._course.report(sum(self._shares.values()) / len(self._shares))

        return report


def _weights(planned: Sequence[Planned]) -> list[float]:
    """Return the share of each film, on average 1; films already drawn count little."""
    known = [one.seconds for one in planned if one.seconds]
    mean = sum(known) / len(known) if known else 1.0
    return [(one.seconds or mean) / mean * (0.05 if one.drawn else 1.0) for one in planned]
