"""The command line: parse options, show progress, return exit statuses.  Nothing here draws.

Importing Manim takes more than a second, so everything that does not need it is done first.
"""

from __future__ import annotations

import network.system.early  # noqa: F401  # isort: skip  (before anything slow)
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from layerlight import __version__
from network.errors import UsageError
from network.system.isolation import claim_process, isolated
from network.system.signals import as_program
from network.system.streams import tell
from publish.cluster import check_drawable, crew_of
from publish.course.options import for_course
from publish.decks import DECKS
from publish.explorer.command import NAME as EXPLORER
from publish.explorer.command import explorer
from publish.files import check_inputs
from publish.formats import FORMATS
from publish.naming import find_all, only_scenes
from publish.request import FASTEST, SLOWEST, RenderRequest
from publish.terminal import advised, complaints_of, run
from publish.watch import follow
from publish.words import WRITERS
from scenes.catalog import CATALOG, LECTURE, ClipEntry, Lecture
from scenes.focus import Focus
from scenes.own.packages import packaged_clips, summaries
from scenes.rendering.options import RunOptions
from scenes.style.picture_size import ASPECTS, MOST_FPS, QUALITIES, WIDE, Quality
from scenes.style.theme import DARK
from scenes.style.theme_files import THEMES, load_theme
from scenes.words import ENGLISH, languages

MANIM_LETTERS = {"l": "draft", "m": "720p", "h": "1080p", "p": "1440p", "k": "4k"}
"""Manim's abbreviations for qualities, as in ``-ql``."""
DRAFTS = "drafts"
"""Folder, in the output folder, for what --watch draws: no draft replaces a finished clip."""
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
            self.fail(f"expected a time in seconds or 'end', found {value!r}", param, ctx)
        return seconds


class _QualityName(click.ParamType):
    """The name of a quality, or Manim's letter for it."""

    name = "|".join(QUALITIES)

    def convert(self, value, param, ctx):
        name = MANIM_LETTERS.get(value, value)
        if name not in QUALITIES:
            self.fail(
                f"unknown quality {value!r}: choose {', '.join(QUALITIES)}"
                f" (or Manim's {', '.join(MANIM_LETTERS)})",
                param,
                ctx,
            )
        return name


class _Names(click.ParamType):
    """A comma-separated list of known names."""

    def __init__(self, known: Iterable[str]):
        self._known = list(known)
        self.name = "|".join(self._known)

    def convert(self, value, param, ctx):
        if isinstance(value, tuple):
            return value
        names = tuple(name.strip().lower() for name in value.split(","))
        for name in names:
            if name not in self._known:
                self.fail(f"unknown name {name!r}: choose {', '.join(self._known)}", param, ctx)
        return names


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="layerlight", message="%(prog)s %(version)s")
@click.argument("clips", nargs=-1, metavar="CLIP...")
@click.option(
    "--course", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE.toml",
    help="Make the films that this file describes: those that have changed, an index page and a"
    " manifest.",
)  # fmt: skip
@click.option(
    "--dry-run", is_flag=True, help="With --course: list the films and an estimate; draw nothing."
)
@click.option(
    "-q", "--quality", type=_QualityName(), default="1080p", show_default=True,
    metavar="|".join(QUALITIES),
    help="Frame size and rate. Manim's -ql, -qm, -qh, -qp and -qk work too.",
)  # fmt: skip
@click.option("--fps", type=click.IntRange(1, MOST_FPS), metavar="N", help="Frames per second.")
@click.option(
    "--output-dir", "folder", type=click.Path(path_type=Path, file_okay=False),
    default=Path("clips"), show_default=True, help="Folder for the output files.",
)  # fmt: skip
@click.option(
    "--recording", type=click.Path(path_type=Path), metavar="FILE",
    help="Draw this recording (made by `python -m network record`) instead of the default one.",
)  # fmt: skip
@click.option(
    "--image", type=click.Path(path_type=Path), metavar="FILE",
    help="Classify this PNG or JPEG image, by the network of --recording if there is one"
    " (inference only).",
)  # fmt: skip
@click.option(
    "--mnist-index", type=int, metavar="N",
    help="Classify MNIST test image N, counted from 0 (inference only).",
)  # fmt: skip
@click.option(
    "--mnist", type=click.Path(path_type=Path), metavar="DIR",
    help="Folder with the MNIST files, for --mnist-index, data, confusions.  [default: MNIST_DIR]",
)  # fmt: skip
@click.option(
    "--still", type=_Still(), metavar="SECONDS|end",
    help="Write a single frame as PNG: the one at this time, or the last.",
)  # fmt: skip
@click.option(
    "--beat", metavar="NAME", help="Render only this beat (part) of the clip, as CLIP.NAME.mp4."
)
@click.option("--step", "step", metavar="NAME", hidden=True, help="Former name of --beat.")
@click.option(
    "-j", "--jobs", type=click.IntRange(1, MOST_JOBS), metavar="N",
    help="Number of processes that draw in parallel.  [default: one per core]",
)  # fmt: skip
@click.option(
    "--cluster", metavar="ADDRESS|local[:N]",
    help="Draw on the workers of this Dask scheduler, such as tcp://HOST:8786, or with N processes"
    " here.",
)  # fmt: skip
@click.option(
    "--format", "formats", type=_Names(FORMATS), multiple=True, metavar="|".join(FORMATS),
    help="Output formats, separated by commas; png and pdf give one picture or page per beat."
    "  [default: mp4]",
)  # fmt: skip
@click.option(
    "--transparent", is_flag=True, help="Omit the background (webm, mov, png, pdf and --still)."
)
@click.option(
    "--words", type=_Names(WRITERS), multiple=True, metavar="|".join(WRITERS),
    help="Also write subtitles (vtt, srt), a transcript (md), speaker notes (notes) or the words to"
    " record for --voice (script), separated by commas.",
)  # fmt: skip
@click.option("--no-captions", is_flag=True, help="Draw no captions. The timing stays the same.")
@click.option(
    "--language", metavar="|".join(languages()), default=ENGLISH, show_default=True,
    help="Language of all text on screen.",
)  # fmt: skip
@click.option(
    "--beats", is_flag=True,
    help="Also write each beat as a video and a picture, with manifest.json and a file for"
    " manim-slides.",
)  # fmt: skip
@click.option("--steps", "steps", is_flag=True, hidden=True, help="Former name of --beats.")
@click.option(
    "--deck", "decks", type=_Names(DECKS), multiple=True, metavar="|".join(DECKS),
    help="Also write slides with one beat each: for PowerPoint (pptx) or any browser (html).",
)  # fmt: skip
@click.option(
    "--explorer", is_flag=True,
    help="With --deck html: also write a page on which every number of the recording can be opened,"
    " and link each slide to it.",
)  # fmt: skip
@click.option(
    "--theme", metavar="|".join([*THEMES, "FILE.toml"]), default=DARK.name, show_default=True,
    help="Colours: dark, light (for bright rooms and print), or your own.",
)  # fmt: skip
@click.option(
    "--aspect", type=click.Choice(list(ASPECTS)), default=WIDE, show_default=True,
    help="Aspect ratio. All have about the same number of pixels.",
)  # fmt: skip
@click.option(
    "--speed", type=float, metavar="N", default=1.0, show_default=True,
    help=f"Speed of motion, {SLOWEST:g} to {FASTEST:g}. Captions stay long enough to be read.",
)  # fmt: skip
@click.option(
    "--sample", type=int, metavar="N", help="Draw this sample of the recording, counted from 0."
)
@click.option(
    "--at-step", type=int, metavar="N",
    help="Draw this training step, counted from 0; with --sample, the next one that trains on it.",
)  # fmt: skip
@click.option(
    "--neuron", type=int, metavar="N",
    help="Show the arithmetic of this neuron of the first layer after the inputs, from 1.",
)  # fmt: skip
@click.option(
    "--silent-track", is_flag=True,
    help="Add a silent audio track, for platforms that reject videos without sound.",
)  # fmt: skip
@click.option(
    "--voice", type=click.Path(path_type=Path), metavar="DIR",
    help="Add your voice: one audio file a beat, such as DIR/squash.wav. Each beat waits for its"
    " own; --words script lists what to read.",
)  # fmt: skip
@click.option("--small", is_flag=True, help="Make MP4 files smaller; takes longer.")
@click.option("--force", is_flag=True, help="Ignore the cache and draw everything again.")
@click.option("--quiet", is_flag=True, help="Show no progress.")
@click.option(
    "--check", is_flag=True,
    help="Draw nothing; check numbers, equations and layout, and print a line for each fault.",
)  # fmt: skip
@click.option(
    "--watch", is_flag=True,
    help="Draw a draft of a file of your own, and again what changed each time it is saved; Ctrl-C"
    " ends this.",
)  # fmt: skip
@click.option("--list", "list_clips", is_flag=True, help="List the clips and exit.")
@click.option("--verbose", is_flag=True, help="Print the traceback of an error.")
def render(
    clips: tuple[str, ...], quality: str, fps: int | None, aspect: str, **options: Any
) -> None:
    """Render lecture clips from the recording of a neural network.

    For example: python render.py forward_pass

    To write a page on which a recording can be explored: python render.py explorer --help
    """
    if options.pop("list_clips"):
        _print_list()
        return
    course, dry_run = options.pop("course"), options.pop("dry_run")
    if course is not None:
        _course(course, dry_run, options)
        return
    if dry_run:
        raise UsageError("--dry-run lists the films of a course: add --course FILE.toml")
    if not clips:
        raise UsageError("name at least one clip; --list shows them all")
    if EXPLORER in clips:
        raise UsageError(f"{EXPLORER} is a command of its own: {_name()} {EXPLORER} [OPTIONS]")
    watch, given = options.pop("watch"), _given()
    chosen = QUALITIES["draft" if watch and "quality" not in given else quality]
    if fps is not None:
        chosen = Quality(chosen.width, chosen.height, fps)
    chosen = chosen.shaped(aspect)
    _use_mnist(options.pop("mnist"))
    if watch:
        _watch(clips, chosen, options)
        return
    _make(find_all(clips, complaints_of(_name())), chosen, options)


def _make(entries: Sequence[Any], quality: Quality, options: dict[str, Any], say=tell) -> None:
    """Draw or check clips, or draw scenes of Manim that are no clips."""
    options = dict(options)
    if only_scenes(entries):
        _draw_scenes(tuple(entries), quality, say, **options)
        return
    checked, cluster = options.pop("check"), options.pop("cluster")
    complain = complaints_of(_name())
    request = _request(tuple(entries), quality, **options)
    from publish.pipeline import Pipeline

    if checked:
        from publish.check import check_clips

        if cluster is not None:
            raise UsageError("--check draws nothing: omit --cluster")
        check_clips(Pipeline(request, say, complain), say)
        return
    if cluster is not None:
        check_drawable(request)
    with advised(request.folder), crew_of(cluster, complain) as crew:
        request = replace(request, run_options=replace(request.run_options, crew=crew))
        check_inputs(request, [options["theme"]])
        Pipeline(request, say, complain).make()


def _watch(names: tuple[str, ...], quality: Quality, options: dict[str, Any]) -> None:
    """Draw a draft again each time its file is saved."""
    if options["check"]:
        raise UsageError("--watch draws and --check does not: choose one")
    if options["cluster"] is not None:
        raise UsageError("--watch draws drafts of a file of yours, which a cluster does not have")
    options = {**options, "folder": options["folder"] / DRAFTS, "quiet": True}
    beat = options["step"] if options["beat"] is None else options["beat"]

    def draw(entry: Any, changed: str | None, say: Any) -> None:
        _make([entry], quality, {**options, "beat": changed}, say)

    follow(names, beat, draw, tell, complaints_of(_name()))


def _draw_scenes(
    scenes: tuple[Any, ...], quality: Quality, say: Any, *, jobs: int | None, small: bool,
    force: bool, quiet: bool, **options: Any,
) -> None:  # fmt: skip
    """Draw scenes of Manim that are no clips."""
    from publish.own_scenes import SceneRequest, draw_scenes, refuse_clip_options

    refuse_clip_options(scenes[0].id, _given())
    kept = ("folder", "still", "transparent", "silent_track")
    request = SceneRequest(
        scenes,
        quality,
        formats=tuple(name for names in options["formats"] for name in names) or ("mp4",),
        run_options=RunOptions(jobs, small, force, quiet),
        **{name: options[name] for name in kept},
    )
    with advised(request.folder):
        draw_scenes(request, say, complaints_of(_name()))


def _given() -> dict[str, str]:
    """Return the options that were given, as typed, by parameter."""
    context = click.get_current_context()
    return {
        str(option.name): option.opts[-1]
        for option in context.command.params
        if context.get_parameter_source(str(option.name)) is ParameterSource.COMMANDLINE
    }


def _use_mnist(folder: Path | None) -> None:
    if folder is not None:
        os.environ["MNIST_DIR"] = str(folder)  # read by worker processes too


def _course(file: Path, dry_run: bool, options: dict[str, Any]) -> None:
    """Make the films of a course."""
    given = for_course(click.get_current_context())
    _use_mnist(options["mnist"])
    from publish.course.command import course_command

    chosen = RunOptions(options["jobs"], False, options["force"], options["quiet"])
    complain = complaints_of(_name())
    cluster = None if dry_run else options["cluster"]
    with advised(options["folder"]), crew_of(cluster, complain) as crew:
        chosen = replace(chosen, crew=crew)
        course_command(file, options["folder"], chosen, tell, complain, dry_run=dry_run, **given)


def _request(
    entries: tuple[ClipEntry | Lecture, ...],
    quality: Quality,
    *,
    formats: tuple[tuple[str, ...], ...],
    words: tuple[tuple[str, ...], ...],
    decks: tuple[tuple[str, ...], ...],
    theme: str,
    no_captions: bool,
    beat: str | None,
    step: str | None,
    beats: bool,
    steps: bool,
    jobs: int | None,
    small: bool,
    force: bool,
    quiet: bool,
    verbose: bool,
    sample: int | None,
    at_step: int | None,
    neuron: int | None,
    **others: Any,
) -> RenderRequest:
    """Build the request; lists may be given with commas or by repeating an option."""
    return RenderRequest(
        entries,
        quality,
        formats=tuple(name for names in formats for name in names) or ("mp4",),
        words=tuple(name for names in words for name in names),
        decks=tuple(name for names in decks for name in names),
        theme=load_theme(theme),
        captions=not no_captions,
        beat=step if beat is None else beat,
        beats=beats or steps,
        focus=Focus(sample, at_step, neuron),
        run_options=RunOptions(jobs, small, force, quiet),
        **others,
    )


def _name() -> str:
    """Return the name of the command: ``render.py``, or ``layerlight`` where it is installed."""
    return "layerlight" if Path(sys.argv[0]).stem == "layerlight" else "render.py"


def _print_list() -> None:
    listed = [(entry.id, entry.summary) for entry in (*CATALOG, LECTURE)]
    listed += summaries(packaged_clips(complaints_of(_name())))
    width = max(len(name) for name, _ in listed)
    for name, summary in listed:
        click.echo(f"{name:{width}}  {summary}")


def main() -> int:
    """Run the command and return its exit status."""
    claim_process()
    with isolated():
        if sys.argv[1:2] == [EXPLORER]:
            return run(explorer, f"{_name()} {EXPLORER}", sys.argv[2:])
        return run(render, _name())


def console() -> int:
    """Run the console script ``layerlight``; return the exit status."""
    return as_program(main)


if __name__ == "__main__":
    sys.exit(console())
