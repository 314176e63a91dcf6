"""What ``python render.py --course FILE`` does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from network.errors import LayerlightError
from publish.course.manifest import MANIFEST
from publish.course.plan import Planned, estimate
from publish.course.run import CourseRun
from publish.exports import counted, duration, first_few
from scenes.rendering.options import RunOptions

__all__ = ["course_command"]


def course_command(
    path: Path,
    folder: Path,
    options: RunOptions,
    say: Callable[[str], None],
    warn: Callable[[str], None],
    *,
    dry_run: bool = False,
    quality: str | None = None,
    fps: int | None = None,
) -> None:
    """Make the films of a course, or say what would be made.

    Parameters
    ----------
    path : Path
        The course's file.
    folder : Path
        Output folder.
    options : RunOptions
    say, warn : callable
        Called with one line for standard output, and for standard error.
    dry_run : bool
        List the films, and draw nothing.
    quality, fps : optional
        As for :func:`publish.course.films.films_of`.

    Raises
    ------
    LayerlightError
        The file is no course, or some films cannot be made.
    """
    run = CourseRun(path, folder, options, say, warn, quality, fps)
    if dry_run:
        planned = run.plan()
        for line in table(planned):
            say(line)
        refused = {one.film.name: one.reason for one in planned if one.reason}
        _complain(refused, len(planned), warn, "cannot be drawn")
        return
    outcome = run.make()
    if outcome.page is not None:
        say(str(outcome.page))
    say(
        f"{folder / MANIFEST}  {len(outcome.made)} made, {len(outcome.unchanged)} unchanged,"
        f" {len(outcome.failed)} failed"
    )
    if outcome.left:
        warn(f"no longer part of the course, and left in {folder}: {first_few(outcome.left)}")
    count = len(outcome.made) + len(outcome.unchanged) + len(outcome.failed)
    _complain(outcome.failed, count, warn, "could not be made")


def table(planned: Sequence[Planned]) -> list[str]:
    """Return a line for each film, and a summary with the estimate."""
    rows = [(one.state, one.film.name, *_details(one)) for one in planned]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)] if rows else []
    lines = [
        "  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    states = [one.state for one in planned]
    counts = ", ".join(f"{states.count(state)} {state}" for state in dict.fromkeys(states))
    return [*lines, f"{counted(len(planned), 'film')}: {counts}", _estimate(planned)]


def _details(one: Planned) -> tuple[str, str, str]:
    request, quality = one.film.request, one.film.request.quality
    files = [*request.formats, *request.decks, *request.words]
    files += ["beats"] * request.beats + ["explorer"] * request.explorer
    length = "length unknown" if one.seconds is None else duration(one.seconds)
    if one.reason:
        length = ""
    if one.why:
        length += f"  changed: {one.why}"
    return f"{quality.width}×{quality.height} {quality.fps} fps", " ".join(files), length


def _estimate(planned: Sequence[Planned]) -> str:
    """Return a line about the length of the films, and how long it takes to make them."""
    known = [one.seconds for one in planned if one.seconds is not None]
    wanted = [one for one in planned if one.wanted]
    length = duration(sum(known)) if known else "unknown"
    if 0 < len(known) < len([one for one in planned if not one.reason]):
        length = f"more than {length}"
    if not wanted:
        return f"length: {length}; nothing to do"
    seconds, unknown = estimate(planned)
    if unknown == len(wanted):
        time = "unknown, as no such film has been drawn here before"
    else:
        time = f"about {duration(seconds)}"
        if unknown:
            take = "takes" if unknown == 1 else "take"
            time += f", and what {counted(unknown, 'film')} {take}, for which no time is known yet"
    return f"length: {length}; time to draw: {time}"


def _complain(reasons: dict[str, str], count: int, warn: Callable[[str], None], what: str) -> None:
    for name, reason in reasons.items():
        warn(f"{name}: {reason}")
    if reasons:
        films = counted(count, "film")
        raise LayerlightError(f"{len(reasons)} of {films} {what}, for the reasons above")
