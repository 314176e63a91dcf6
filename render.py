"""The door: reads the command line, shows progress, gives exit codes.  Draws nothing.

Manim takes over a second to import, so whatever can be answered without it is answered first.
"""

from __future__ import annotations

import network.system.early  # noqa: F401  # isort: skip  (before all that takes time)
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from layerlight import __version__
from network.errors import UsageError
from network.system.isolation import claim_process, isolated
from network.system.signals import as_program
from network.system.streams import tell
from publish.decks import DECKS
from publish.files import check_inputs
from publish.formats import FORMATS
from publish.request import FASTEST, SLOWEST, RenderRequest, RunOptions
from publish.terminal import advised, complaints_of, run
from publish.words import WRITERS
from scenes.catalog import CATALOG, LECTURE, ClipEntry, Lecture, find_clip
from scenes.style.quality import ASPECTS, QUALITIES, WIDE, Quality
from scenes.style.theme import DARK
from scenes.style.themes import THEMES, load_theme
from scenes.words import ENGLISH, languages

MANIM_LETTERS = {"l": "draft", "m": "720p", "h": "1080p", "p": "1440p", "k": "4k"}
"""Manim's own names of qualities, as in ``-ql``."""
MOST_FPS = 240
MOST_JOBS = 256


class _Still(click.ParamType):
    """A time in seconds, or ``end``."""

    name = "SECONDS|end"

    def convert(self, value, param, ctx):
        if value == "end":
            return value
        try:
            seconds = float(value)
        except (TypeError, ValueError):
            seconds = -1.0
        if not 0 <= seconds < 24 * 3600:
            self.fail(f"{value!r} is neither a time in seconds, 0 or more, nor 'end'", param, ctx)
        return seconds


class _QualityName(click.ParamType):
    """The name of a quality, or Manim's letter for it."""

    name = "|".join(QUALITIES)

    def convert(self, value, param, ctx):
        name = MANIM_LETTERS.get(value, value)
        if name not in QUALITIES:
            self.fail(
                f"{value!r} is no quality; there are {', '.join(QUALITIES)}"
                f" (and Manim's letters {', '.join(MANIM_LETTERS)})",
                param,
                ctx,
            )
        return name


class _Names(click.ParamType):
    """Names out of several, with commas between them."""

    def __init__(self, known: Iterable[str]):
        self._known = list(known)
        self.name = "|".join(self._known)

    def convert(self, value, param, ctx):
        if isinstance(value, tuple):
            return value
        names = tuple(name.strip().lower() for name in value.split(","))
        for name in names:
            if name not in self._known:
                self.fail(f"{name!r} is not among {', '.join(self._known)}", param, ctx)
        return names


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="layerlight", message="%(prog)s %(version)s")
@click.argument("clips", nargs=-1, metavar="CLIP...")
@click.option(
    "-q", "--quality", type=_QualityName(), default="1080p", show_default=True,
    metavar="|".join(QUALITIES), help="Size and rate; Manim's -ql -qm -qh -qp -qk work too.",
)  # fmt: skip
@click.option("--fps", type=click.IntRange(1, MOST_FPS), metavar="N", help="Frames a second.")
@click.option(
    "--output-dir", "folder", type=click.Path(path_type=Path, file_okay=False),
    default=Path("clips"), show_default=True, help="Folder that the clips are written to.",
)  # fmt: skip
@click.option(
    "--recording", type=click.Path(path_type=Path),
    help="Draw from this recording (python -m network record) and not the one that comes along.",
)  # fmt: skip
@click.option(
    "--image", type=click.Path(path_type=Path), metavar="FILE",
    help="For inference: read this picture of a digit, a PNG or JPEG.",
)  # fmt: skip
@click.option(
    "--mnist-index", type=int, metavar="N", help="For inference: read MNIST's test image N, from 0."
)
@click.option(
    "--mnist", type=click.Path(path_type=Path), metavar="DIR",
    help="Folder with the MNIST files, for --mnist-index and for `data`; else MNIST_DIR.",
)  # fmt: skip
@click.option(
    "--still",
    type=_Still(),
    metavar="SECONDS|end",
    help="Write one frame as a PNG: at a time, or the last.",
)
@click.option("--beat", metavar="NAME", help="Only this beat of the clip, as CLIP.NAME.mp4.")
@click.option(
    "-j", "--jobs", type=click.IntRange(1, MOST_JOBS), metavar="N",
    help="How many processes draw at a time; all cores that may be used if not given.",
)  # fmt: skip
@click.option(
    "--format", "formats", type=_Names(FORMATS), multiple=True, metavar="|".join(FORMATS),
    help="What to write, several with commas; mp4 if not given.  png and pdf: a picture or page"
    " for each beat.",
)  # fmt: skip
@click.option("--transparent", is_flag=True, help="No background: for webm, mov, png and pdf.")
@click.option(
    "--words", type=_Names(WRITERS), multiple=True, metavar="|".join(WRITERS),
    help="Also write subtitles, a transcript, notes for the speaker; several with commas.",
)  # fmt: skip
@click.option("--no-captions", is_flag=True, help="Draw no captions; the times stay the same.")
@click.option(
    "--language", metavar="|".join(languages()), default=ENGLISH, show_default=True,
    help="Language of all words on screen.",
)  # fmt: skip
@click.option(
    "--beats", is_flag=True,
    help="Also each beat as film and picture, with manifest.json and a file for manim-slides.",
)  # fmt: skip
@click.option(
    "--deck", "decks", type=_Names(DECKS), multiple=True, metavar="|".join(DECKS),
    help="Also slides, one for each beat: for PowerPoint, or one HTML file for any browser.",
)  # fmt: skip
@click.option(
    "--theme", metavar="|".join([*THEMES, "FILE.toml"]), default=DARK.name, show_default=True,
    help="Colours: for a dark room, for a bright one or print, or your own.",
)  # fmt: skip
@click.option(
    "--aspect", type=click.Choice(list(ASPECTS)), default=WIDE, show_default=True,
    help="Shape of the picture, which has as many pixels as at 16:9.",
)  # fmt: skip
@click.option(
    "--speed", type=float, metavar="N", default=1.0,
    show_default=True, help=f"Motions N times as fast, {SLOWEST:g} to {FASTEST:g}; captions stand"
    " as long as reading takes.",
)  # fmt: skip
@click.option(
    "--silent-track", is_flag=True,
    help="Films with a track of silence, for platforms that take none without sound.",
)  # fmt: skip
@click.option("--small", is_flag=True, help="Smaller MP4 files, which take longer to encode.")
@click.option("--force", is_flag=True, help="Draw everything again, whatever is in the cache.")
@click.option("--quiet", is_flag=True, help="Show no progress.")
@click.option("--list", "list_clips", is_flag=True, help="List the clips and stop.")
@click.option("--verbose", is_flag=True, help="Show the traceback when something goes wrong.")
def render(
    clips: tuple[str, ...], quality: str, fps: int | None, aspect: str, **options: Any
) -> None:
    """Render lecture clips from a recorded neural network.

    For example: python render.py forward_pass
    """
    if options.pop("list_clips"):
        _print_list()
        return
    if not clips:
        raise UsageError("name at least one clip; --list shows them")
    entries = tuple(dict.fromkeys(find_clip(name) for name in clips))
    chosen = QUALITIES[quality]
    if fps is not None:
        chosen = Quality(chosen.width, chosen.height, fps)
    chosen = chosen.shaped(aspect)
    mnist = options.pop("mnist")
    if mnist is not None:
        os.environ["MNIST_DIR"] = str(mnist)  # where all look for it, worker processes too
    request = _wish(entries, chosen, **options)
    from publish.pipeline import Pipeline

    with advised(request.folder):
        check_inputs(request, [options["theme"]])
        Pipeline(request, tell, complaints_of(_name())).make()


def _wish(
    entries: tuple[ClipEntry | Lecture, ...],
    quality: Quality,
    *,
    formats: tuple[tuple[str, ...], ...],
    words: tuple[tuple[str, ...], ...],
    decks: tuple[tuple[str, ...], ...],
    theme: str,
    no_captions: bool,
    jobs: int | None,
    small: bool,
    force: bool,
    quiet: bool,
    verbose: bool,
    **others: Any,
) -> RenderRequest:
    """Put together what a person wants; names given with commas and one by one count alike."""
    return RenderRequest(
        entries,
        quality,
        formats=tuple(name for names in formats for name in names) or ("mp4",),
        words=tuple(name for names in words for name in names),
        decks=tuple(name for names in decks for name in names),
        theme=load_theme(theme),
        captions=not no_captions,
        run_options=RunOptions(jobs, small, force, quiet),
        **others,
    )


def _name() -> str:
    """Return the name of the command: ``render.py``, or ``layerlight`` where it is installed."""
    return "layerlight" if Path(sys.argv[0]).stem == "layerlight" else "render.py"


def _print_list() -> None:
    width = max(len(entry.id) for entry in (*CATALOG, LECTURE))
    for entry in (*CATALOG, LECTURE):
        click.echo(f"{entry.id:{width}}  {entry.summary}")


def main() -> int:
    """Run the command line; gives the exit status."""
    claim_process()
    with isolated():
        return run(render, _name())


def console() -> int:
    """Run the console script ``layerlight``; return the exit status."""
    return as_program(main)


if __name__ == "__main__":
    sys.exit(console())
