"""A page that shows everything: each clip small, what it says, and a picture of each beat.

Usage: python -m publish.gallery [CLIP...] [--output-dir gallery] [--jobs N] [--quiet] [--verbose]
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from network.errors import UsageError
from network.system.isolation import claim_process, isolated
from network.system.streams import tell
from publish.beats import ClipBeat
from publish.files import size_of, write_text
from publish.pipeline import Pipeline
from publish.request import RenderRequest, RunOptions
from publish.templates import template
from publish.terminal import advised, complaints_of, run
from scenes.catalog import CATALOG, ClipEntry, find_clip
from scenes.style.quality import ASPECTS, QUALITIES, WIDE, Quality
from scenes.style.themes import THEMES
from scenes.words import ENGLISH, languages, load_words

__all__ = ["make_gallery"]

NAME = "python -m publish.gallery"
SIZE = QUALITIES["480p"]
SHOWN = find_clip("forward_pass")
"""The clip that shows other looks."""


@dataclass(frozen=True)
class _Shown:
    """A clip on the page; files are named from the page."""

    title: str
    about: str
    film: str
    size: str
    seconds: float
    beats: Sequence[ClipBeat]
    pictures: Sequence[str]


@dataclass(frozen=True)
class _Picture:
    name: str
    option: str
    file: str
    width: int
    height: int


def make_gallery(
    folder: Path,
    clips: Sequence[ClipEntry] = CATALOG,
    quality: Quality = SIZE,
    say: Callable[[str], None] = print,
    jobs: int | None = None,
    quiet: bool = False,
) -> Path:
    """Make the page and all that it shows.

    Parameters
    ----------
    folder : Path
        Holds the page, ``index.html``, and its files.
    clips : sequence of ClipEntry
    quality : Quality
        Of the clips and pictures.
    say : callable
        Called with a line about each file.
    jobs : int, optional
        How many processes draw at a time.
    quiet : bool
        Show no progress.

    Returns
    -------
    Path
        The page.

    Raises
    ------
    LayerlightError
        If a clip cannot be drawn.
    OSError
        If a file cannot be written.
    """
    request = RenderRequest(
        tuple(clips), quality, folder, run_options=RunOptions(jobs, small=True, quiet=quiet)
    )
    maker = Pipeline(request, say, complaints_of(NAME))
    maker.make()
    shown = []
    for entry in clips:
        film = maker.films[entry]["mp4"]
        beats = maker.pictures(entry)
        pictures = [_from(folder, beat.files["png"]) for beat in beats]
        title, about = (maker.style.words[f"{k}"] for k in _names(entry))
        size = size_of(film.path)
        file = _from(folder, film.path)
        shown.append(_Shown(title, about, file, size, film.seconds, beats, pictures))
    page = folder / "index.html"
    looks = [_look(request, say, *style) for style in _looks(quality)]
    text = template("gallery.html").render(
        shown=shown,
        looks=looks,
        width=quality.width,
        height=quality.height,
        title=maker.style.words["lecture.title"],
    )
    write_text(page, text)
    return page


def _names(entry: ClipEntry) -> tuple[str, str]:
    return f"{entry.id}.title", f"lecture.cards.{entry.id}"


def _looks(quality: Quality) -> Sequence[tuple[str, str, dict[str, Any]]]:
    """Give other looks: what they are, the option, what to wish for."""
    found: list[tuple[str, str, dict[str, Any]]] = []
    for name, theme in THEMES.items():
        found.append((f"Theme: {name}", f"--theme {name}", {"theme": theme}))
    for aspect in ASPECTS:
        if aspect != WIDE:
            shape = {"quality": quality.shaped(aspect)}
            found.append((f"Shape: {aspect}", f"--aspect {aspect}", shape))
    for code in languages():
        if code != ENGLISH:
            title = load_words(code)[f"{SHOWN.id}.title"]
            found.append((f"Language: {title}", f"--language {code}", {"language": code}))
    return found


def _look(
    request: RenderRequest, say: Callable[[str], None], name: str, option: str, more: Any
) -> _Picture:
    """Draw the end of a clip in another look."""
    changed = replace(request, clips=(SHOWN,), still="end", **more)
    Pipeline(changed, say, complaints_of(NAME)).make()
    file = _from(request.folder, changed.target(SHOWN, "png"))
    return _Picture(name, option, file, changed.quality.width, changed.quality.height)


def _from(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()


@click.command()
@click.argument("clips", nargs=-1, metavar="CLIP...")
@click.option("--output-dir", "folder", type=click.Path(path_type=Path), default=Path("gallery"))
@click.option("-j", "--jobs", type=click.IntRange(1, 256), metavar="N")
@click.option("--quiet", is_flag=True, help="Show no progress.")
@click.option("--verbose", is_flag=True, help="Show the traceback when something goes wrong.")
def _make(
    clips: tuple[str, ...], folder: Path, jobs: int | None, quiet: bool, verbose: bool
) -> None:
    """Make a page of stills and small clips: all clips, or those named."""
    named = dict.fromkeys(map(find_clip, clips))
    entries = [entry for entry in named if isinstance(entry, ClipEntry)]
    if len(entries) < len(named):
        raise UsageError("the page shows single clips, not the lecture; without names, all of them")
    with advised(folder):
        tell(str(make_gallery(folder, entries or CATALOG, say=tell, jobs=jobs, quiet=quiet)))


def main() -> int:
    """Run the command line; gives the exit status."""
    claim_process()
    with isolated():
        return run(_make, NAME)


if __name__ == "__main__":
    sys.exit(main())
