"""Make the films of a course from Python."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from layerlight.clips import path_name, whole_number
from layerlight.errors import UsageError
from layerlight.process import ask
from layerlight.progress import Progress

__all__ = ["Course", "CourseFilm", "course"]


@dataclass(frozen=True)
class CourseFilm:
    """A film of a course.

    Parameters
    ----------
    name : str
        Its files without extension, relative to the output folder.
    state : str
        ``"made"``, ``"unchanged"`` or ``"failed"``; of a plan, ``"new"``, ``"changed"``,
        ``"unchanged"`` or ``"refused"``.
    seconds : float or None
        Its length, if that is known.
    reason : str
        Why it failed, or is refused.
    """

    name: str
    state: str
    seconds: float | None
    reason: str


@dataclass(frozen=True)
class Course:
    """The films of a course.

    Parameters
    ----------
    films : list of CourseFilm
        In the order of the course.
    folder : Path
        Output folder.
    page : Path or None
        The index page; None for a plan.
    """

    films: list[CourseFilm]
    folder: Path
    page: Path | None

    @property
    def failed(self) -> list[CourseFilm]:
        """The films that could not be made, or cannot be drawn."""
        return [film for film in self.films if film.reason]


def course(
    file: str | Path,
    *,
    folder: str | Path = "clips",
    quality: str | None = None,
    fps: int | None = None,
    mnist: str | Path | None = None,
    jobs: int | None = 1,
    force: bool = False,
    dry_run: bool = False,
) -> Course:
    """Make those films of a course that are new or changed, or say what would be made.

    A separate process draws them.  An interrupt (Ctrl-C) stops that process; finished films stay.

    Parameters
    ----------
    file : path
        The course, a TOML file.
    folder : path
        Output folder.
    quality : str, optional
        Quality of all films, whatever the course says.
    fps : int, optional
        Frames per second of all films, whatever the course says.
    mnist : path, optional
        Folder with the MNIST files, instead of ``MNIST_DIR``.
    jobs : int, optional
        Number of processes that draw at the same time; None for one per core.
    force : bool
        Make every film again, without the cache.
    dry_run : bool
        Draw and write nothing; return the plan.

    Returns
    -------
    Course
        A film that could not be made is among its ``failed``; it does not raise.

    Raises
    ------
    UsageError
        If an argument is invalid.
    LayerlightError
        If the file is no course, or the output folder cannot be written.
    """
    path = path_name(file, "file")
    if path is None:
        raise UsageError("file: expected the path of a course, found None")
    wanted = {
        "file": path,
        "folder": os.fspath(folder),
        "quality": None if quality is None else str(quality),
        "fps": whole_number(fps, "fps"),
        "mnist": path_name(mnist, "mnist"),
        "jobs": whole_number(jobs, "jobs"),
        "force": bool(force),
        "dry_run": bool(dry_run),
    }
    with Progress("" if dry_run else Path(path).stem) as progress:
        done = ask({"task": "course", **wanted}, progress)
    films = [CourseFilm(**film) for film in done["films"]]
    return Course(films, Path(folder), None if done["page"] is None else Path(done["page"]))
