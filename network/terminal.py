"""What the commands share: errors without tracebacks, progress, reading either kind of file."""

import contextlib
import os
import re
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from network.archive import read_archive
from network.errors import LayerlightError, UsageError
from network.film import Film
from network.inference import Inference
from network.recording import Recording
from network.training import Progress

FAILED, BAD_USAGE, INTERRUPTED = 1, 2, 130


def run(command: click.Command, arguments: Sequence[str]) -> int:
    """Run a command line; print what went wrong in one line and return the exit status.

    With ``--verbose`` anywhere on the line, the traceback comes first.
    """
    verbose = "--verbose" in arguments
    arguments = [argument for argument in arguments if argument != "--verbose"]
    try:
        status = command.main(list(arguments), prog_name="python -m network", standalone_mode=False)
        sys.stdout.flush()
        return status if isinstance(status, int) else 0
    except (KeyboardInterrupt, click.Abort):
        return _fail("interrupted; nothing was written", INTERRUPTED, verbose)
    except click.ClickException as error:
        return _fail(_usage_message(error), error.exit_code, verbose)
    except UsageError as error:
        return _fail(str(error), BAD_USAGE, verbose)
    except LayerlightError as error:
        return _fail(str(error), FAILED, verbose)
    except BrokenPipeError:
        # The reader went away, as `… | head` does: nothing to say, and nowhere to say it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except OSError as error:
        where = "" if error.filename is None else f"{error.filename}: "
        return _fail(f"{where}{error.strerror or error}", FAILED, verbose)
    except MemoryError:
        return _fail("not enough memory; use fewer images, epochs or neurons", FAILED, verbose)


def _fail(message: str, status: int, verbose: bool) -> int:
    if verbose:
        traceback.print_exc()
    click.echo(f"Error: {' '.join(message.split())}", err=True)
    return status


def _usage_message(error: click.ClickException) -> str:
    message = error.format_message()
    if isinstance(error, click.UsageError) and error.ctx is not None:
        message += f" (see {error.ctx.command_path} --help)"
    return message


def load(path: str | Path) -> Recording | Film | Inference:
    """Read a recording, a film or an inference recording, whichever the file holds.

    Raises
    ------
    LayerlightError
        The file is missing, damaged or none of the three.
    """
    metadata, arrays = read_archive(path, "recording or film")
    classes: dict[Any, type[Film | Inference]] = {"film": Film, "inference": Inference}
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
                (bar.console.print if _one_terminal(console) else click.echo)(line)

        yield show


def _one_terminal(console: Any) -> bool:
    return bool(console.is_terminal) and sys.stdout.isatty()
