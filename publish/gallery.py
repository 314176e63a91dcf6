"""A web page with a small video of every clip, its captions, and a picture of each beat.

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
from publish.request import RenderRequest
from publish.templates import template
from publish.terminal import advised, complaints_of, run
from scenes.catalog import CATALOG, ClipEntry, find_clip
from scenes.rendering.options import RunOptions
from scenes.style.picture_size import ASPECTS, QUALITIES, WIDE, Quality
from scenes.style.theme_files import THEMES
from scenes.words import ENGLISH, languages, load_words

__all__ = ["make_gallery"]

NAME = "python -m publish.gallery"
SIZE = QUALITIES["480p"]
SHOWN = find_clip("forward_pass")
"""The clip that demonstrates themes, aspect ratios and languages."""


@dataclass(frozen=True)
class _ShownClip:
    """A clip on the page; paths are relative to the page."""

    title: str
    about: str
    video: str
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
    """Write the page and all files that it shows.

    Parameters
    ----------
    folder : Path
        Output folder; the page is ``index.html``.
    clips : sequence of ClipEntry
    quality : Quality
        Quality of the videos and pictures.
    say : callable
        Called with one line about each file.
    jobs : int, optional
        Number of processes that draw at the same time; one per core by default.
    quiet : bool
        Show no progress.

    Returns
    -------
    Path
        Path of the page.

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
    pipeline = Pipeline(request, say, complaints_of(NAME))
    pipeline.make()
    shown = []
    for entry in clips:
        video = pipeline.videos[entry]["mp4"]
        beats = pipeline.pictures(entry)
        pictures = [_from(folder, beat.files["png"]) for beat in beats]
        title, about = (pipeline.style.words[f"{k}"] for k in _names(entry))
        size = size_of(video.path)
        file = _from(folder, video.path)
        shown.append(_ShownClip(title, about, file, size, video.seconds, beats, pictures))
    page = folder / "index.html"
    looks = [_variant(request, say, *variant) for variant in _variants(quality)]
    text = template("gallery.html").render(
        shown=shown,
        looks=looks,
        width=quality.width,
        height=quality.height,
        title=pipeline.style.words["lecture.title"],
    )
    write_text(page, text)
    return page


def _names(entry: ClipEntry) -> tuple[str, str]:
    return f"{entry.id}.title", f"lecture.cards.{entry.id}"


def _variants(quality: Quality) -> Sequence[tuple[str, str, dict[str, Any]]]:
    """Return variants of a clip: title, command-line option, fields of the request."""
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


def _variant(
    request: RenderRequest, say: Callable[[str], None], name: str, option: str, more: Any
) -> _Picture:
    """Draw the last frame of a variant."""
    changed = replace(request, clips=(SHOWN,), still="end", **more)
    Pipeline(changed, say, complaints_of(NAME)).make()
    file = _from(request.folder, changed.target(SHOWN, "png"))
    return _Picture(name, option, file, changed.quality.width, changed.quality.height)


def _from(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()


@click.command()
@click.argument("clips", nargs=-1, metavar="CLIP...")
@click.option(
    "--output-dir", "folder", type=click.Path(path_type=Path), default=Path("gallery"),
    show_default=True, help="Output folder.",
)  # fmt: skip
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(1, 256),
    metavar="N",
    help="Number of processes; one per core by default.",
)
@click.option("--quiet", is_flag=True, help="Show no progress.")
@click.option("--verbose", is_flag=True, help="Print the traceback of an error.")
def _make(
    clips: tuple[str, ...], folder: Path, jobs: int | None, quiet: bool, verbose: bool
) -> None:
    """Make a web page of small videos and stills of the CLIPs, or of all clips."""
    named = dict.fromkeys(map(find_clip, clips))
    entries = [entry for entry in named if isinstance(entry, ClipEntry)]
    if len(entries) < len(named):
        raise UsageError(
            "the gallery shows single clips, not the lecture; without names it shows all clips"
        )
    with advised(folder):
        tell(str(make_gallery(folder, entries or CATALOG, say=tell, jobs=jobs, quiet=quiet)))


def main() -> int:
    """Run the command and return its exit status."""
    claim_process()
    with isolated():
        return run(_make, NAME)


if __name__ == "__main__":
    sys.exit(main())
