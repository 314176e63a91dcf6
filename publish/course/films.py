"""The films of a course: every combination of what its tables list."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from network.errors import LayerlightError, UsageError
from publish.course.course_file import AXES, EVERY, SHIPPED, Course, Settings
from publish.request import RenderRequest
from scenes.catalog import CATALOG, LECTURE, ClipEntry, Lecture, find_clip
from scenes.focus import Focus
from scenes.rendering.options import RunOptions
from scenes.style.picture_size import QUALITIES, Quality
from scenes.style.theme import Theme
from scenes.style.theme_files import load_theme

__all__ = ["MOST_FILMS", "Film", "films_of"]

MOST_FILMS = 10_000


@dataclass(frozen=True)
class Film:
    """A film of a course.

    Parameters
    ----------
    name : str
        Its files without extension, relative to the output folder; unique in the course.
    entry : ClipEntry or Lecture
    recording : str
        Name of its recording in the course; :data:`SHIPPED` for the clip's own.
    request : RenderRequest
        How to make it.
    chosen : bool
        Whether the course names its clip; otherwise it asks for every clip that can be drawn.
    """

    name: str
    entry: ClipEntry | Lecture
    recording: str
    request: RenderRequest
    chosen: bool


def films_of(
    course: Course,
    folder: Path,
    options: RunOptions,
    quality: str | None = None,
    fps: int | None = None,
) -> list[Film]:
    """Return the films of a course, in its order.

    Parameters
    ----------
    course : Course
    folder : Path
        Output folder.
    options : RunOptions
        Its ``small`` is the course's to say.
    quality : str, optional
        Quality of all films, whatever the course says.
    fps : int, optional
        Frames per second of all films, whatever the course says.

    Raises
    ------
    LayerlightError
        Two films would have the same files, settings of a film contradict each other, a theme is
        invalid, or there are no films or too many.
    """
    forced = {"quality": quality, "fps": fps}
    forced = {key: value for key, value in forced.items() if value is not None}
    themes: dict[str, Theme] = {}
    found: dict[str, tuple[Film, str]] = {}
    for number, group in enumerate(course.groups):
        where = f"{course.path}: films[{number}]"
        for values, chosen in _combinations(group):
            settings = _excepted(course, {**group, **values})
            if settings is not None:
                settings |= forced
                film = _film(settings, course, folder, options, themes, chosen, where)
                _add(film, where, found, course)
    if not found:
        raise LayerlightError(f"{course.path}: expected films, but exceptions skip all of them")
    return [film for film, _ in found.values()]


def _combinations(group: Settings) -> Iterator[tuple[dict[str, str], bool]]:
    """Yield each combination: a value for each of the axes, and whether the clip is named."""
    named = [name for name in group["clips"] if name != EVERY]
    clips = [(name, True) for name in named]
    if EVERY in group["clips"]:
        clips = [(e.id, e.id in named) for e in CATALOG] + [c for c in clips if c[0] == LECTURE.id]
    for (clip, chosen), *others in itertools.product(clips, *(group[axis] for axis in AXES[1:])):
        yield dict(zip(AXES, [clip, *others], strict=True)), chosen


def _excepted(course: Course, settings: dict[str, Any]) -> dict[str, Any] | None:
    """Return a film's settings after all exceptions that apply to it; None if it is skipped."""
    changed = dict(settings)
    for override in course.exceptions:
        if all(
            settings[axis] in values or EVERY in values for axis, values in override.where.items()
        ):
            if override.skip:
                return None
            changed |= override.settings
    return changed


def _film(
    settings: Settings,
    course: Course,
    folder: Path,
    options: RunOptions,
    themes: dict[str, Theme],
    chosen: bool,
    where: str,
) -> Film:
    """Build a film of its settings; ``themes`` keeps those that have been loaded."""
    theme, recording = settings["themes"], settings["recordings"]
    if theme not in themes:
        themes[theme] = load_theme(theme)
    quality = QUALITIES[settings["quality"]].shaped(settings["aspects"])
    if settings["fps"] is not None:
        quality = Quality(quality.width, quality.height, settings["fps"])
    shipped = recording == SHIPPED
    place = [part for part in (settings["folder"], "" if shipped else recording) if part]
    entry = find_clip(settings["clips"])
    same = ("formats", "words", "beats", "decks", "explorer", "captions", "transparent", "speed")
    try:
        request = RenderRequest(
            (entry,),
            quality,
            folder.joinpath(*place),
            recording=None if shipped else course.recordings[recording],
            silent_track=settings["silent_track"],
            language=settings["languages"],
            theme=themes[theme],
            focus=Focus(settings["sample"], settings["at_step"], settings["neuron"]),
            run_options=replace(options, small=settings["small"]),
            **{key: settings[key] for key in same},
        )
    except UsageError as error:
        raise LayerlightError(f"{where}: {entry.id}: {error}") from None
    return Film("/".join([*place, request.stem(entry)]), entry, recording, request, chosen)


def _add(film: Film, where: str, found: dict[str, tuple[Film, str]], course: Course) -> None:
    """Add a film, unless it is there already."""
    key = film.name.lower()  # some file systems ignore case
    if key in found:
        other, place = found[key]
        if other.request != film.request:
            first = place.removeprefix(f"{course.path}: ")
            raise LayerlightError(
                f"{where}: {film.name} would have the same files as a film of {first}, made"
                ' differently: give one of them a folder, as in folder = "small"'
            )
        film = replace(film, chosen=film.chosen or other.chosen)
    elif len(found) == MOST_FILMS:
        raise LayerlightError(f"{course.path}: expected at most {MOST_FILMS:,} films, found more")
    found[key] = (film, found.get(key, (film, where))[1])
