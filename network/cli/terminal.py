"""What the commands share: the runner, progress, and reporting files."""

import contextlib
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from network.recordings.training import Progress
from network.system.outcome import run_command
from network.system.streams import tell

_MOST_EPOCH_LINES = 100


def run(command: click.Command, arguments: Sequence[str], name: str = "python -m network") -> int:
    """Run a command line and return the exit status; an error is printed on one line.

    With ``--verbose`` anywhere on the line, the traceback comes first.
    """
    verbose = "--verbose" in arguments
    arguments = [argument for argument in arguments if argument != "--verbose"]
    stopped = "interrupted; nothing was written"
    return run_command(command, arguments, "Error", stopped, verbose, name)


def report(path: Path, content: str, digest: str) -> None:
    """Report a file that was written, on one line."""
    size = f"{_size(path.stat().st_size)}, " if path.is_file() else ""
    tell(f"{path}: {content}, {size}digest {digest}")


def counted(number: int, what: str) -> str:
    """Return "1 step", "2 steps"."""
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def _size(count: int) -> str:
    """Return a number of bytes in kB or MB."""
    return f"{count / 1e6:.1f} MB" if count >= 1e5 else f"{count / 1e3:.1f} kB"


@contextlib.contextmanager
def progress_bar(title: str, *, print_epochs: bool = True) -> Iterator[Callable[[Progress], None]]:
    """Yield a callback that shows a run's progress and prints how well each epoch went.

    That is the accuracy, or the mean cost if the samples have no classes.  The bar is drawn only
    on a terminal.  Of more than a hundred epochs about a hundred are printed; none without
    ``print_epochs``, as when a known run is computed again.
    """
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    console = Console(stderr=True, highlight=False)
    one_terminal = console.is_terminal and sys.stdout.isatty()
    columns = ("{task.description}", BarColumn(), "{task.percentage:>3.0f}%", TimeRemainingColumn())
    shown = TextColumn("epoch {task.fields[epoch]}, {task.fields[result]} so far")
    with Bar(
        *columns, shown, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task(title, epoch=1, result="nothing")

        def show(state: Progress) -> None:
            fields: dict[str, Any] = {"epoch": state.epoch, "result": _result(state)}
            bar.update(task, total=state.steps, completed=state.step, **fields)
            every = -(-state.epochs // _MOST_EPOCH_LINES)
            ends = state.step == state.steps or state.step % state.epoch_steps == 0
            if print_epochs and ends and (state.epoch % every == 0 or state.step == state.steps):
                # Above the bar if both go to the same terminal; otherwise as plain text.
                line = f"epoch {state.epoch} of {state.epochs}: {_result(state)}"
                (bar.console.print if one_terminal else tell)(line)

        yield show


def _result(state: Progress) -> str:
    if state.accuracy is None:
        return f"mean cost {state.cost:.6g}"
    return f"{state.accuracy:.2%} right"
