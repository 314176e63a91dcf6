"""The door: reads the command line, shows progress, gives exit codes.  Draws nothing.

Manim takes over a second to import, so whatever can be answered without it is answered first.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from network.errors import LayerlightError, UsageError
from scenes.catalog import CATALOG, LECTURE, ClipEntry, Lecture, find_clip
from scenes.quality import QUALITIES, Quality

if TYPE_CHECKING:
    from network.archived import Archived
    from scenes.progress import ProgressDisplay
    from scenes.rendering import Effort

WALKTHROUGH = "walkthrough.npz"
INFERENCE = "inference"
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
@click.option("--step", metavar="NAME", help="Only this beat of the clip, as CLIP.NAME.mp4.")
@click.option(
    "-j", "--jobs", type=click.IntRange(1, MOST_JOBS), metavar="N",
    help="How many processes draw at a time; all cores that may be used if not given.",
)  # fmt: skip
@click.option("--small", is_flag=True, help="Smaller files, which take longer to encode.")
@click.option("--force", is_flag=True, help="Draw everything again, whatever is in the cache.")
@click.option("--quiet", is_flag=True, help="Show no progress.")
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
    step: str | None,
    list_clips: bool,
    verbose: bool,
    **how: Any,
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
    if step is not None:
        _check_step(step, entries, still)
    if mnist is not None:
        os.environ["MNIST_DIR"] = str(mnist)  # where all look for it, worker processes too
    own = _digit_of_the_users(entries, recording_file, image, mnist_index)
    chosen = QUALITIES[quality]
    if fps is not None:
        chosen = Quality(chosen.width, chosen.height, fps)
    task = _Task(chosen, output_dir, recording_file, own, step, _How(**how))
    with _as_errors(output_dir):
        of_one = [entry for entry in entries if isinstance(entry, ClipEntry)]
        if still is not None:
            task.stills(of_one, None if still == "end" else float(still))
            return
        if of_one:
            task.clips(of_one)
        if LECTURE in entries:
            task.lecture()


def _check_step(step: str, entries: Sequence[object], still: float | str | None) -> None:
    if still is not None:
        raise UsageError("--step and --still do not go together")
    if len(entries) != 1 or not isinstance(entries[0], ClipEntry):
        raise UsageError("--step takes a beat of one clip; name that clip and no other")
    from scenes.words import load_words

    steps = load_words().names(f"{entries[0].id}.steps")
    if step not in steps:
        raise UsageError(f"{entries[0].id} has no beat {step!r}; it has {', '.join(steps)}")


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
) -> Archived | None:
    """Let the shipped network read the digit that the options name, if they name one."""
    options = {"--image": image, "--mnist-index": index}
    given = [name for name, value in options.items() if value is not None]
    if not given:
        return None
    others = [entry.id for entry in entries if entry.id != INFERENCE]
    if others:
        raise UsageError(f"{given[0]} is for the clip {INFERENCE}; {others[0]} reads no digit")
    if recording_file is not None:
        raise UsageError(f"{given[0]} names a digit, and --recording one that has been read: one")
    if len(given) > 1:
        raise UsageError("expected --image FILE or --mnist-index N, one of the two")
    from network import classify, load_film, load_mnist, picture_from_file, picture_from_mnist

    picture = (
        picture_from_file(image) if image is not None else picture_from_mnist(load_mnist(), index)
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


@dataclass(frozen=True)
class _How:
    """What a person wants of the making, not of the picture."""

    jobs: int | None
    small: bool
    force: bool
    quiet: bool

    def effort(self, progress: ProgressDisplay) -> Effort:
        from scenes.rendering import Effort
        from scenes.rendering.workers import usable_cores

        return Effort(self.jobs or usable_cores(), self.force, self.small, progress.say)


@dataclass(frozen=True)
class _Task:
    """What a person wants, once it is known to make sense."""

    quality: Quality
    folder: Path
    recording_file: Path | None
    own: Archived | None
    """What the user's own digit gave, for the one clip that reads it."""
    step: str | None
    how: _How

    def recording(self, entry: ClipEntry) -> Archived:
        """What a clip draws from."""
        return self.own or _load_recording(entry, self.recording_file)

    def stills(self, entries: Sequence[ClipEntry], seconds: float | None) -> None:
        """Write a frame of each clip."""
        recordings = [self.recording(entry) for entry in entries]
        from scenes.base import Look
        from scenes.rendering import render_still

        for entry, recording in zip(entries, recordings, strict=True):
            target = self.folder / f"{entry.id}.png"
            render_still(entry, recording, Look(), self.quality, target, seconds)
            click.echo(f"{target}  {self.quality.width}×{self.quality.height}  {_size(target)}")

    def clips(self, entries: Sequence[ClipEntry]) -> None:
        """Render clips, each into its file."""
        recordings = [self.recording(entry) for entry in entries]
        from scenes.base import Look
        from scenes.progress import ProgressDisplay
        from scenes.rendering import Order, Rendered, render_clips

        orders = [
            Order(entry, recording, self.folder / f"{entry.id}{self._suffix}.mp4", self.step)
            for entry, recording in zip(entries, recordings, strict=True)
        ]

        def finished(order: Order, done: Rendered) -> None:
            click.echo(f"{done.path}  {done.seconds:.1f} s  {_size(done.path)}")

        with ProgressDisplay([order.name for order in orders], self.how.quiet) as progress:
            effort = self.how.effort(progress)
            report = progress.of if progress.wanted else None
            render_clips(orders, Look(), self.quality, report, effort, finished)

    @property
    def _suffix(self) -> str:
        return "" if self.step is None else f".{self.step}"

    def lecture(self) -> None:
        """Render every clip into one; a recording of the user's own replaces the walkthrough."""
        entries = []
        for entry in CATALOG:
            own = self.recording_file if entry.recording == WALKTHROUGH else None
            entries.append((entry, _load_recording(entry, own)))
        from scenes.base import Look
        from scenes.lecture import render_lecture
        from scenes.progress import ProgressDisplay

        target = self.folder / f"{LECTURE.id}.mp4"
        with ProgressDisplay([entry.id for entry, _ in entries], self.how.quiet) as progress:
            effort = self.how.effort(progress)
            report = progress.of if progress.wanted else None
            done = render_lecture(
                entries, Look(), self.quality, target, LECTURE.title, report, effort
            )
        minutes, seconds = divmod(round(done.seconds), 60)
        click.echo(f"{target}  {minutes} min {seconds} s  {_size(target)}")


def _size(path: Path) -> str:
    size = path.stat().st_size
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{size / 1e3:.0f} kB"


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
