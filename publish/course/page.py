"""The index page of a course: every film with a picture of its end and links to its files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from urllib.parse import quote

from publish.course.course_file import SHIPPED
from publish.course.films import Film
from publish.course.manifest import Made, MadeFile
from publish.course.poster import POSTER
from publish.files import format_size, write_text
from publish.templates import template
from publish.words import clock
from scenes.words import Words

__all__ = ["PAGE", "write_page"]

PAGE = "index.html"
EXPLORER = "explorer.html"
SHOWN = (".mp4", ".webm", ".mov")
"""Endings of the files that browsers play, the best first."""


@dataclass(frozen=True)
class _Link:
    name: str
    url: str
    size: str


@dataclass(frozen=True)
class _Shown:
    """A film on the page."""

    title: str
    facts: str
    length: str
    language: str
    width: int
    height: int
    video: str | None
    poster: str | None
    picture: str | None
    links: Sequence[_Link]


def write_page(folder: Path, title: str, words: Words, films: Sequence[tuple[Film, Made]]) -> Path:
    """Write the page.

    Parameters
    ----------
    folder : Path
        Output folder; addresses on the page are relative to it.
    title : str
        The course's title.
    words : Words
        In the language of the page.
    films : sequence of (Film, Made)
        The finished films; those of a clip need not stand together.

    Returns
    -------
    Path
        The page.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    order = list(dict.fromkeys(film.entry.id for film, _ in films))
    films = sorted(films, key=lambda held: order.index(held[0].entry.id))
    clips = [
        (
            words[f"{clip}.title"],
            _about(clip, words),
            [_shown(film, made, words) for film, made in held],
        )
        for clip, held in groupby(films, key=lambda held: held[0].entry.id)
    ]
    page = folder / PAGE
    write_text(page, template("course.html").render(title=title, words=words, clips=clips))
    return page


def _about(clip: str, words: Words) -> str:
    """Return a sentence about a clip; the lecture has none."""
    return words[f"lecture.cards.{clip}"] if clip in words.names("lecture.cards") else ""


def _shown(film: Film, made: Made, words: Words) -> _Shown:
    request, quality = film.request, film.request.quality
    main = film.name.rpartition("/")[2]
    own = {file.path.rpartition("/")[2].removeprefix(f"{main}."): file for file in made.files}
    beats = next((file for file in made.files if file.path == f"{film.name}/manifest.json"), None)
    links = [_link(kind, file, words) for kind, file in own.items() if kind in _kinds(film)]
    if beats is not None:
        links.append(_Link(words["deck.beats"], _url(beats), format_size(beats.size)))
    named = [] if film.recording == SHIPPED else [film.recording]
    folder = film.name.rpartition("/")[0]
    shape = f"{quality.width}×{quality.height}, {quality.fps} fps"
    facts = [*([folder] if folder else named), request.language, request.theme.name, shape]
    if request.speed != 1:
        facts.append(f"{request.speed:g}×")
    video = next((own[end[1:]] for end in SHOWN if end[1:] in own), None)
    return _Shown(
        words[f"{film.entry.id}.title"],
        " · ".join(facts),
        "" if made.seconds is None else clock(round(made.seconds)),
        request.language,
        quality.width,
        quality.height,
        None if video is None else _url(video),
        _url(own[POSTER]) if POSTER in own else None,
        _url(own["gif"]) if "gif" in own and video is None else None,
        links,
    )


def _kinds(film: Film) -> set[str]:
    """Return the endings of the files that the page links to."""
    from publish.files import targets_of

    return {
        target.name.removeprefix(f"{film.name.rpartition('/')[2]}.")
        for target in targets_of(film.request)
    }


def _link(kind: str, file: MadeFile, words: Words) -> _Link:
    name = words["deck.explore"] if kind == EXPLORER else kind.rpartition(".")[2].upper()
    return _Link(name, _url(file), format_size(file.size))


def _url(file: MadeFile) -> str:
    return quote(file.path)
