"""What the commands share: errors without tracebacks, progress, reading either kind of file."""

import contextlib
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from network.recordings.checkpoint_series import CheckpointSeries
from network.recordings.inference import Inference
from network.recordings.recording import Recording
from network.recordings.training import Progress
from network.storage.archive import read_archive
from network.studies.bias_study import BiasStudy
from network.system.outcome import run_command
from network.system.streams import tell


def run(command: click.Command, arguments: Sequence[str]) -> int:
    """Run a command line; print what went wrong in one line and return the exit status.

    With ``--verbose`` anywhere on the line, the traceback comes first.
    """
    verbose = "--verbose" in arguments
    arguments = [argument for argument in arguments if argument != "--verbose"]
    stopped = "interrupted; nothing was written"
    return run_command(command, arguments, "Error", stopped, verbose, "python -m network")


def load(path: str | Path) -> Recording | CheckpointSeries | Inference | BiasStudy:
    """Read a recording, a film, an inference recording or a bias study, whatever the file holds.

    Raises
    ------
    LayerlightError
        The file is missing, damaged or none of these.
    """
    metadata, arrays = read_archive(path, "recording or film")
    classes: dict[Any, type[CheckpointSeries | Inference | BiasStudy]] = {
        "film": CheckpointSeries,
        "inference": Inference,
        "bias_study": BiasStudy,
    }
    kind = metadata.get("kind")
    found = classes.get(kind if isinstance(kind, str) else None, Recording)
    found.check_file(metadata, arrays, str(path))
    return found(metadata, arrays)


class LayersCommand(click.Command):
    """A command whose ``--layers`` takes all numbers that follow it: ``--layers 784 20 10``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Join the words after ``--layers`` into one, up to the next option or sort of run."""
        joined: list[str] = []
        rest = list(args)
        while rest:
            joined.append(rest.pop(0))
            if joined[-1] == "--layers":
                sizes = []
                while rest and not rest[0].startswith("--") and rest[0] not in KINDS:
                    sizes.append(rest.pop(0))
                if sizes:
                    joined.append(",".join(sizes))
        return super().parse_args(ctx, joined)


KINDS = ("walkthrough", "mnist")


class LayerSizes(click.ParamType):  # type: ignore[type-arg]  # not generic in click 8.1
    """Whole numbers, separated by spaces, commas or hyphens."""

    name = "N N …"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        """Return the sizes as a tuple; what they may be is for the network to say."""
        if isinstance(value, tuple):
            return value
        # A hyphen between digits separates; elsewhere it is a minus sign.
        words = re.sub(r"(?<=\d)[-\s]+(?=\d)", ",", str(value))
        try:
            return tuple(int(word) for word in words.split(","))
        except ValueError:
            self.fail(f"expected whole numbers such as 784 20 10, found {value!r}", param, ctx)


class MemorySize(click.ParamType):  # type: ignore[type-arg]  # not generic in click 8.1
    """A number of bytes, such as ``4G`` or ``1500M``."""

    name = "SIZE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the bytes."""
        if isinstance(value, int):
            return value
        match = re.fullmatch(r"(\d{1,15}(?:\.\d+)?)\s*([kKmMgGtT]?)(?:i?[bB])?", str(value).strip())
        if match is None or float(match[1]) == 0:
            self.fail(f"expected a size such as 4G or 1500M, found {value!r}", param, ctx)
        return int(float(match[1]) * 1024 ** " kmgt".index(match[2].lower() or " "))


@contextlib.contextmanager
def progress_bar(title: str) -> Iterator[Callable[[Progress], None]]:
    """Give a callback that shows a run's progress and prints each epoch's accuracy.

    The bar is drawn only where there is a terminal to draw it on.
    """
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    console = Console(stderr=True, highlight=False)
    columns = ("{task.description}", BarColumn(), "{task.percentage:>3.0f}%", TimeRemainingColumn())
    shown = TextColumn("epoch {task.fields[epoch]}, {task.fields[accuracy]:.2%} right so far")
    with Bar(
        *columns, shown, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task(title, epoch=1, accuracy=0.0)

        def show(state: Progress) -> None:
            bar.update(
                task,
                total=state.steps,
                completed=state.step,
                epoch=state.epoch,
                accuracy=state.accuracy,
            )
            if state.step * state.epochs == state.epoch * state.steps:
                # Above the bar if both go to one terminal, and plain text otherwise.
                line = f"epoch {state.epoch} of {state.epochs}: {state.accuracy:.2%} right"
                (bar.console.print if _one_terminal(console) else tell)(line)

        yield show


def _one_terminal(console: Any) -> bool:
    return bool(console.is_terminal) and sys.stdout.isatty()
