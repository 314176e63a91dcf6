"""What the commands share: the runner, progress, and reading and reporting files."""

import contextlib
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from network.recordings.checkpoint_series import CheckpointSeries
from network.recordings.inference import Inference
from network.recordings.network_recording import NetworkRecording
from network.recordings.recording import Recording
from network.recordings.training import Progress
from network.storage.archive import read_archive
from network.studies.bias_study import BiasStudy
from network.system.outcome import run_command
from network.system.streams import tell

Stored = Recording | CheckpointSeries | Inference | BiasStudy


def run(command: click.Command, arguments: Sequence[str], name: str = "python -m network") -> int:
    """Run a command line and return the exit status; an error is printed on one line.

    With ``--verbose`` anywhere on the line, the traceback comes first.
    """
    verbose = "--verbose" in arguments
    arguments = [argument for argument in arguments if argument != "--verbose"]
    stopped = "interrupted; nothing was written"
    return run_command(command, arguments, "Error", stopped, verbose, name)


def load(path: str | Path) -> Stored:
    """Read a file of any kind.

    Raises
    ------
    LayerlightError
        The file is missing, damaged, or not a Layerlight file.
    """
    metadata, arrays = read_archive(path, "recording or checkpoint series")
    kind = metadata.get("kind")
    classes: tuple[type[Stored], ...] = (NetworkRecording, CheckpointSeries, Inference, BiasStudy)
    found = next((one for one in classes if kind in one.schema.kinds), Recording)
    found.schema.check(metadata, arrays, str(path))
    return found(metadata, arrays)


def report(path: Path, content: str, digest: str) -> None:
    """Report a file that was written, on one line."""
    size = f"{path.stat().st_size / 1e6:.1f} MB, " if path.is_file() else ""
    tell(f"{path}: {content}, {size}digest {digest}")


@contextlib.contextmanager
def progress_bar(title: str) -> Iterator[Callable[[Progress], None]]:
    """Yield a callback that shows a run's progress and prints each epoch's accuracy.

    The bar is drawn only on a terminal.
    """
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    console = Console(stderr=True, highlight=False)
    one_terminal = console.is_terminal and sys.stdout.isatty()
    columns = ("{task.description}", BarColumn(), "{task.percentage:>3.0f}%", TimeRemainingColumn())
    shown = TextColumn("epoch {task.fields[epoch]}, {task.fields[accuracy]:.2%} right so far")
    with Bar(
        *columns, shown, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task(title, epoch=1, accuracy=0.0)

        def show(state: Progress) -> None:
            fields: dict[str, Any] = {"epoch": state.epoch, "accuracy": state.accuracy}
            bar.update(task, total=state.steps, completed=state.step, **fields)
            if state.step * state.epochs == state.epoch * state.steps:
                # Above the bar if both go to the same terminal; otherwise as plain text.
                line = f"epoch {state.epoch} of {state.epochs}: {state.accuracy:.2%} right"
                (bar.console.print if one_terminal else tell)(line)

        yield show
