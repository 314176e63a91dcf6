"""The door: reads the command line, shows progress, gives exit codes.  Draws nothing.

Manim takes over a second to import, so whatever can be answered without it is answered first.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from network.errors import LayerlightError, UsageError
from scenes.catalog import CATALOG, LECTURE, ClipEntry, Lecture, find_clip
from scenes.quality import QUALITIES, Quality

if TYPE_CHECKING:
    from network.archived import Archived

WALKTHROUGH = "walkthrough.npz"
INFERENCE = "inference"
MANIM_LETTERS = {"l": "draft", "m": "720p", "h": "1080p", "p": "1440p", "k": "4k"}
"""Manim's own names of qualities, as in ``-ql``."""
MOST_FPS = 240


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


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("clips", nargs=-1, metavar="CLIP...")
@click.option(
    "-q", "--quality", type=_QualityName(), default="1080p", show_default=True,
    metavar="|".join(QUALITIES), help="Size and rate; Manim's -ql -qm -qh -qp -qk work too.",
)  # fmt: skip
@click.option("--fps", type=click.IntRange(1, MOST_FPS), metavar="N", help="Frames a second.")
@click.option(
    "--output-dir", type=click.Path(path_type=Path, file_okay=False), default=Path("clips"),
    show_default=True, help="Folder that the clips are written to.",
)  # fmt: skip
@click.option(
    "--recording", "recording_file", type=click.Path(path_type=Path),
    help="Draw from this recording (python -m network record) and not the one that comes along.",
)  # fmt: skip
@click.option(
    "--image",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="For inference: read this picture of a digit, a PNG or JPEG.",
)
@click.option(
    "--mnist-index", type=int, metavar="N", help="For inference: read MNIST's test image N, from 0."
)
@click.option(
    "--mnist",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder with the MNIST files for --mnist-index; else MNIST_DIR, else a download.",
)
@click.option(
    "--still",
    type=_Still(),
    metavar="SECONDS|end",
    help="Write one frame as a PNG: at a time, or the last.",
)
@click.option("--list", "list_clips", is_flag=True, help="List the clips and stop.")
@click.option("--verbose", is_flag=True, help="Show the traceback when something goes wrong.")
def render(
    clips: tuple[str, ...],
    quality: str,
    fps: int | None,
    output_dir: Path,
    recording_file: Path | None,
    image: Path | None,
    mnist_index: int | None,
    mnist: Path | None,
    still: float | str | None,
    list_clips: bool,
    verbose: bool,
) -> None:
    """Render lecture clips from a recorded neural network.

    For example: python render.py forward_pass
    """
    if list_clips:
        _print_list()
        return
    if not clips:
        raise UsageError("name at least one clip; --list shows them")
    entries = list(dict.fromkeys(find_clip(name) for name in clips))
    if still is not None and LECTURE in entries:
        raise UsageError("--still takes a frame of one clip; name one of those that --list shows")
    own = _digit_of_the_users(entries, recording_file, image, mnist_index, mnist)
    chosen = QUALITIES[quality]
    if fps is not None:
        chosen = Quality(chosen.width, chosen.height, fps)
    for entry in entries:
        target = output_dir / f"{entry.id}.{'mp4' if still is None else 'png'}"
        with _as_errors(target):
            if isinstance(entry, ClipEntry):
                recording = own or _load_recording(entry, recording_file)
                _render_one(entry, recording, chosen, target, still)
            else:
                _render_lecture(chosen, target, recording_file)


def _print_list() -> None:
    width = max(len(entry.id) for entry in (*CATALOG, LECTURE))
    for entry in (*CATALOG, LECTURE):
        click.echo(f"{entry.id:{width}}  {entry.summary}")


def _load_recording(entry: ClipEntry, file: Path | None) -> Archived:
    """Read a file of the user's own, or what ships for the clip."""
    if file is not None:
        from network.terminal import load

        return load(file)
    from network.shipped import load_shipped

    return load_shipped(entry.recording)


def _digit_of_the_users(
    entries: list[ClipEntry | Lecture],
    recording_file: Path | None,
    image: Path | None,
    index: int | None,
    mnist: Path | None,
) -> Archived | None:
    """Let the shipped network read the digit that the options name, if they name one."""
    options = {"--image": image, "--mnist-index": index, "--mnist": mnist}
    given = [name for name, value in options.items() if value is not None]
    if not given:
        return None
    others = [entry.id for entry in entries if entry.id != INFERENCE]
    if others:
        raise UsageError(f"{given[0]} is for the clip {INFERENCE}; {others[0]} reads no digit")
    if recording_file is not None:
        raise UsageError(f"{given[0]} names a digit, and --recording one that has been read: one")
    if (image is None) == (index is None):
        raise UsageError("expected --image FILE or --mnist-index N, one of the two")
    if mnist is not None and index is None:
        raise UsageError("--mnist is for --mnist-index")
    from network import classify, load_film, load_mnist, picture_from_file, picture_from_mnist

    picture = (
        picture_from_file(image)
        if image is not None
        else picture_from_mnist(load_mnist(mnist), index)
    )
    return classify([picture], load_film())


@contextmanager
def _as_errors(target: Path) -> Iterator[None]:
    """Turn what the system says about files into what a person can act on."""
    try:
        yield
    except OSError as error:
        where = error.filename or target
        raise LayerlightError(
            f"cannot write {where}: {error.strerror or error}; choose another --output-dir"
            " or make room"
        ) from error


def _render_one(
    entry: ClipEntry,
    recording: Archived,
    quality: Quality,
    target: Path,
    still: float | str | None,
) -> None:
    from scenes.base import Look
    from scenes.rendering import render_clip, render_still

    if still is not None:
        seconds = None if still == "end" else float(still)
        render_still(entry, recording, Look(), quality, target, seconds)
        click.echo(f"{target}  {quality.width}×{quality.height}  {_size(target)}")
        return
    with _Progress() as progress:
        done = render_clip(entry, recording, Look(), quality, target, progress.of(entry.id))
    click.echo(f"{target}  {done.seconds:.1f} s  {_size(target)}")


def _render_lecture(quality: Quality, target: Path, recording_file: Path | None) -> None:
    """Render every clip into one; a recording of the user's own takes the walkthrough's place."""
    entries = [
        (entry, _load_recording(entry, recording_file if entry.recording == WALKTHROUGH else None))
        for entry in CATALOG
    ]
    from scenes.base import Look
    from scenes.lecture import render_lecture

    with _Progress() as progress:
        done = render_lecture(entries, Look(), quality, target, LECTURE.title, progress.of)
    minutes, seconds = divmod(round(done.seconds), 60)
    click.echo(f"{target}  {minutes} min {seconds} s  {_size(target)}")


def _size(path: Path) -> str:
    size = path.stat().st_size
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{size / 1e3:.0f} kB"


class _Progress:
    """A bar for each clip on a terminal; nothing elsewhere."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        console = Console(stderr=True)
        self._bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=40),
            TextColumn("{task.percentage:3.0f} %"),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )

    def __enter__(self) -> _Progress:
        self._bars.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._bars.stop()

    def of(self, name: str) -> Callable[[int, int], None]:
        """Begin a bar; give what is called with the frames done and in all."""
        task, last = self._bars.add_task(name, total=None), 0.0

        def report(done: int, total: int) -> None:
            nonlocal last
            now = time.monotonic()
            if now - last > 0.1 or done == total:
                last = now
                self._bars.update(task, completed=done, total=total)

        return report


def main() -> int:
    """Run the command line; gives the exit status."""
    try:
        render(standalone_mode=False)
    except click.ClickException as error:
        print(f"render.py: {error.format_message()} (see --help)", file=sys.stderr)
        return 2
    except (KeyboardInterrupt, click.Abort):
        print("render.py: stopped; what is finished is kept and used again", file=sys.stderr)
        return 130
    except LayerlightError as error:
        if "--verbose" in sys.argv:
            raise
        print(f"render.py: {error}", file=sys.stderr)
        return 2 if isinstance(error, UsageError) else 1
    except Exception as error:
        if "--verbose" in sys.argv:
            raise
        print(
            f"render.py: unexpected {type(error).__name__}: {error}; --verbose shows where",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
