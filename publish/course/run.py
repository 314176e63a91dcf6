"""Make the films of a course: only those that have changed, and each whatever becomes of others."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from network.errors import LayerlightError
from network.system.files import check_apart, check_writable
from network.system.signals import ended_by_signals, undisturbed
from network.system.troubles import STORAGE
from publish.course.course_file import Course, load_course
from publish.course.films import Film, films_of
from publish.course.manifest import (
    MANIFEST,
    Made,
    Manifest,
    described,
    read_manifest,
    write_manifest,
)
from publish.course.page import PAGE, write_page
from publish.course.plan import REFUSED, Planned, Planner, jobs_of
from publish.course.poster import POSTER, write_poster
from publish.course.progress import CourseProgress
from publish.course.speeds import note_speed
from publish.exports import duration
from publish.files import BEAT_FILES, OTHER_FOLDER, folders_of, format_size, targets_of
from publish.formats import FORMATS
from publish.locks import locked
from publish.pipeline import Pipeline
from publish.terminal import advised
from scenes.cache.checked_files import damage_reported
from scenes.rendering.manim_import import without_configuration
from scenes.rendering.options import RunOptions
from scenes.words import load_words

__all__ = ["CourseRun", "Outcome"]


@dataclass
class Outcome:
    """What became of the films of a course, by their names.

    Parameters
    ----------
    made, unchanged : list of str
    failed : dict of str to str
        Why a film could not be made.
    left : list of str
        Files of films that an earlier run made and that are no longer part of the course.
    page : Path or None
        The index page; None if it could not be written.
    planned : list of Planned
        The films as they were planned.
    """

    made: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    page: Path | None = None
    planned: list[Planned] = field(default_factory=list)

    def state_of(self, one: Planned) -> tuple[str, str]:
        """Return what became of a film, or else its state in the plan; and why it failed."""
        name = one.film.name
        if name in self.failed:
            return "failed", self.failed[name]
        return ("made" if name in self.made else one.state), one.reason


class CourseRun:
    """Plans and makes the films of a course.

    Parameters
    ----------
    path : Path
        The course's file.
    folder : Path
        Output folder.
    options : RunOptions
    say : callable
        Called with one line about each finished film.
    warn : callable
        Called with one line about each problem the user should know of; each only once.
    quality, fps : optional
        As for :func:`publish.course.films.films_of`.
    display : callable, optional
        As for :class:`publish.pipeline.Pipeline`.

    Raises
    ------
    LayerlightError
        The file is no course, or an output file is one of the files that the course reads.
    """

    def __init__(
        self,
        path: Path,
        folder: Path,
        options: RunOptions,
        say: Callable[[str], None],
        warn: Callable[[str], None],
        quality: str | None = None,
        fps: int | None = None,
        display: Callable[[Sequence[str], bool], Any] | None = None,
    ):
        self.course: Course = load_course(path)
        self.folder, self.options = folder, options
        self._say, self._tell_user, self._display = say, warn, display
        self._said: set[str] = set()
        self.films = films_of(self.course, folder, options, quality, fps)
        inputs = [path, *self.course.recordings.values()]
        inputs += [Path(name) for group in self.course.groups for name in group["themes"]]
        own = [folder / MANIFEST, folder / PAGE]
        check_apart([*own, *(t for film in self.films for t in targets_of(film.request))], inputs)
        self.outcome = Outcome()
        self._made: dict[str, Made] = {}
        self._before = Manifest({}, [])
        self._progress: CourseProgress | None = None

    def plan(self) -> list[Planned]:
        """Return the films with their states; nothing is written.

        Films that the course does not name, and that cannot be drawn, are left out.
        """
        planner = Planner(self.folder, read_manifest(self.folder).films, self.options.force)
        with damage_reported(self._warn), without_configuration():
            return list(planner.plan(self.films))

    def make(self) -> Outcome:
        """Make all films that have to be made, the index page and the manifest.

        Returns
        -------
        Outcome

        Raises
        ------
        LayerlightError
            The output folder cannot be written, or the disk is full.
        """
        with (
            ended_by_signals(),
            damage_reported(self._warn),
            without_configuration(),
            advised(self.folder),
        ):
            self.folder.mkdir(parents=True, exist_ok=True)
            for name in (MANIFEST, PAGE):
                check_writable(self.folder / name, elsewhere=OTHER_FOLDER)
            with locked(self.folder, [MANIFEST], self._warn):
                self._make()
        return self.outcome

    def seconds_of(self, one: Planned) -> float | None:
        """Return the length of a film that is there, or else the one that is remembered."""
        made = self._made.get(one.film.name)
        return one.seconds if made is None else made.seconds

    def _make(self) -> None:
        self._before = read_manifest(self.folder)
        before = self._before.films
        planner = Planner(self.folder, before, self.options.force)
        planned = self.outcome.planned = list(planner.plan(self.films))
        for one in planned:
            if one.state == REFUSED:
                self.outcome.failed[one.film.name] = one.reason
            elif not one.wanted:
                made = before[one.film.name]
                self._made[one.film.name] = replace(made, about=one.about, parts=one.parts)
                self.outcome.unchanged.append(one.film.name)
        # From here on, the manifest lists only films whose files stay as they are.
        self._note()
        try:
            self._make_films([one for one in planned if one.wanted], planner)
        except BaseException:
            with undisturbed(), suppress(OSError, LayerlightError):
                self._finish()
            raise
        self._finish()

    def _make_films(self, wanted: Sequence[Planned], planner: Planner) -> None:
        more = {} if self._display is None else {"display": self._display}
        with CourseProgress(wanted, quiet=self.options.quiet, **more) as progress:
            self._progress = progress
            try:
                if self.options.crew is not None:
                    self._draw_ahead(wanted, planner, progress)
                for number, one in enumerate(wanted):
                    with self._kept_apart(one.film):
                        self._make_film(one, number, planner, progress)
            finally:
                self._progress = None

    def _draw_ahead(
        self, wanted: Sequence[Planned], planner: Planner, progress: CourseProgress
    ) -> None:
        """Have the crew draw everything at once; the films are then joined one by one.

        Film by film, many workers would wait for the last ones of each.
        """
        from scenes.rendering.clips import open_store
        from scenes.rendering.jobs import draw

        jobs: dict[tuple[str, str], Any] = {}
        for one in wanted:
            with suppress(Exception):  # the film itself will say so
                pipeline = Pipeline(
                    one.film.request, lambda line: None, lambda text: None, read_file=planner.read
                )
                pipeline.read()
                for job in jobs_of(one.film, pipeline, every=True):
                    jobs.setdefault((job.key, job.part), job)
        progress.ahead(len(jobs))
        crew = _Tolerant(self.options.crew)
        store, done = open_store(self.options), lambda j, drawn: None
        draw([*jobs.values()], store, 1, done, progress.of_drawing, self._warn, crew)

    @contextmanager
    def _kept_apart(self, film: Film) -> Iterator[None]:
        """Note why a film could not be made, and carry on; a full disk would stop all others."""
        try:
            with advised(self.folder):
                yield
        except LayerlightError as error:
            cause = error.__cause__
            if isinstance(cause, OSError) and cause.errno in STORAGE:
                raise
            self.outcome.failed[film.name] = str(error)
        except BrokenPipeError:
            raise
        except Exception as error:
            self.outcome.failed[film.name] = f"unexpected {type(error).__name__}: {error}"

    def _make_film(
        self, one: Planned, number: int, planner: Planner, progress: CourseProgress
    ) -> None:
        film, request = one.film, one.film.request
        videos = [name for name in request.formats if FORMATS[name].is_video]
        progress.start(number, len(videos))
        one = planner.plan_film(film)  # again, as files may have changed since, in a long run
        if one.state == REFUSED:
            raise LayerlightError(one.reason)
        begun, before = time.monotonic(), _states(film)
        pipeline = Pipeline(request, lambda line: None, self._warn, progress.of_run, planner.read)
        pipeline.make()
        seconds = next((done.seconds for done in _videos(pipeline, film)), None)
        if seconds and not one.drawn:
            note_speed(request, (time.monotonic() - begun) / seconds)
        written = [path for path, state in _states(film).items() if before.get(path) != state]
        written += self._poster(pipeline, film)
        files = [described(path, self.folder) for path in written]
        self._made[film.name] = Made(film.name, one.key, seconds, files, one.about, one.parts)
        self._note()
        self.outcome.made.append(film.name)
        progress.end()
        with progress.aside():
            self._say(_line(film, seconds, sum(file.size for file in files)))

    def _poster(self, pipeline: Pipeline, film: Film) -> list[Path]:
        """Write the picture that stands for a film on the index page."""
        video = next(iter(_videos(pipeline, film)), None)
        if video is None or video.path.suffix == ".gif":
            return []
        target = film.request.target(film.entry, POSTER)
        write_poster(video.path, target)
        return [target]

    def _note(self) -> None:
        """Write the manifest of what is there now, in the order of the course."""
        self.outcome.left = self._left_over()
        listed = [self._made[film.name] for film in self.films if film.name in self._made]
        write_manifest(
            self.folder, self.course.title, listed, self.outcome.failed, self.outcome.left
        )

    def _finish(self) -> None:
        """Write the manifest and the page of everything that is finished."""
        self._note()
        there = [one for one in self.outcome.planned if one.film.name in self._made]
        made = [(one.film, self._made[one.film.name]) for one in there]
        words = load_words(self.course.language)
        self.outcome.page = write_page(self.folder, self.course.title, words, made)

    def _left_over(self) -> list[str]:
        """Return files that an earlier run made and that no film of the course has now."""
        now = {file.path for made in self._made.values() for file in made.files}
        waiting = {one.film.name for one in self.outcome.planned} - self._made.keys()
        before = self._before
        then = {
            file.path
            for name, made in before.films.items()
            if name not in waiting
            for file in made.files
        }
        # A film that comes back to the course has its files again.
        own = [film.request for film in self.films if film.name in waiting]
        targets = {target for request in own for target in targets_of(request)}
        then |= {path for path in before.left if self.folder / path not in targets}
        return [path for path in sorted(then - now) if (self.folder / path).is_file()]

    def _warn(self, text: str) -> None:
        """Say something once."""
        if text in self._said:
            return
        self._said.add(text)
        if self._progress is None:
            self._tell_user(text)
        else:
            with self._progress.aside():
                self._tell_user(text)


class _Tolerant:
    """A crew whose errors stop no other film: the film itself will say what is wrong with it."""

    def __init__(self, crew: Any):
        self._crew = crew

    def draw(self, *arguments: Any) -> None:
        """Draw as the crew does."""
        self._crew.draw(*arguments, on_error=lambda j, error: None)


def _videos(pipeline: Pipeline, film: Film) -> list[Any]:
    """Return the videos of a film; GIFs come last, as they have fewer frames."""
    found = pipeline.videos.get(film.entry, {})
    return [found[name] for name in sorted(found, key=lambda name: name == "gif")]


def _states(film: Film) -> dict[Path, tuple[int, ...]]:
    """Return every file that a film may have, with what changes when it is replaced."""
    request = film.request
    files = targets_of(request)
    for folder in folders_of(request):
        if folder.name == film.entry.id + request.variant:
            files += [path for path in folder.glob("*") if path.suffix in BEAT_FILES]
        else:  # which films share
            files.append(folder / f"{request.stem(film.entry)}.json")
    found: dict[Path, tuple[int, ...]] = {}
    for path in files:
        with suppress(FileNotFoundError):
            state = path.stat()
            found[path] = (state.st_ino, state.st_size, state.st_mtime_ns)
    return found


def _line(film: Film, seconds: float | None, size: int) -> str:
    length = "" if seconds is None else f"  {duration(seconds)}"
    return f"{film.name}{length}  {format_size(size)}"
