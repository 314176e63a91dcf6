"""Recordings as tables for the terminal."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from network.cli.print_inference import printable
from network.cli.worked_step import numbers, plain_table, worked_step
from network.core.model import check_integer
from network.errors import UsageError
from network.recordings.checkpoint_series import CheckpointSeries
from network.recordings.network_recording import NetworkRecording
from network.recordings.recording import Recording
from network.storage.archive import Array
from network.studies.bias_study import RUNS, BiasStudy

_PLAIN_WIDTH = 120  # columns, if standard output is not a terminal
_MOST_EPOCHS = 12
_MOST_WORDS = 40


def print_overview(source: Recording | CheckpointSeries | BiasStudy) -> None:
    """Print the metadata of a recording of any kind, and the accuracy of the network."""
    console = _console()
    console.print(_about(source))
    if isinstance(source, BiasStudy):
        console.print(_trainings(source))
    elif isinstance(source, CheckpointSeries):
        console.print(_checkpoints(source))
    else:
        console.print(_epochs(source))
    if isinstance(source, NetworkRecording) and not source.is_imported:
        console.print(_evaluations(source))


def print_step(source: Recording | CheckpointSeries | BiasStudy, step: int) -> None:
    """Print every number of one step of a recording, or what else was kept of that moment.

    Raises
    ------
    UsageError
        The recording has no such step, or the series or study nothing of it.
    """
    console = _console()
    if isinstance(source, CheckpointSeries):
        frame = _frame(source.steps_shown, source.steps, step, "checkpoint")
        console.print(
            f"After {step:,} steps: {source.test_accuracy[frame]:.2%} of the test images right"
        )
        console.print(_confusion(source, frame))
        return
    if isinstance(source, BiasStudy):
        entry = _frame(source.arrays["updates"], source.steps, step, "entry")
        console.print(f"After {step:,} steps, without and with a bias")
        for table in _neurons(source, entry):
            console.print(table)
        return
    step = check_integer(step, "--step", 0, source.steps - 1)
    for part in worked_step(source, step):
        console.print(part, soft_wrap=not isinstance(part, Table))


def _console() -> Console:
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=_PLAIN_WIDTH)


def _about(source: Recording | CheckpointSeries | BiasStudy) -> Table:
    table = Table(title="About", title_justify="left", title_style="bold", box=box.SIMPLE)
    table.show_header = False
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    metadata = source.metadata
    for name in sorted(metadata):
        value = metadata[name]
        words = _words(value)
        # As Text, so that nothing in an untrusted file acts as markup or a control sequence.
        table.add_row(Text(printable(name)), Text(printable(words)))
    if "steps" not in metadata:
        table.add_row("steps", f"{source.steps:,}")
    table.add_row("digest", source.digest())
    return table


def _words(value: Any) -> str:
    """Return an entry of the metadata as text; of a long list, the beginning."""
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_words(each)}" for key, each in value.items())
    if not isinstance(value, list):
        return "none" if value is None else str(value)
    texts = any(isinstance(each, str) for each in value)
    words = (", " if texts else " ").join(map(str, value[:_MOST_WORDS]))
    return words + (f" … ({len(value)} in all)" if len(value) > _MOST_WORDS else "")


def _epochs(recording: Recording) -> Table:
    right = recording.epoch_accuracy is not None
    columns = ["epoch", "steps", "mean cost", *(["correct answers"] if right else [])]
    if recording.is_imported:
        columns.insert(1, "step of its training")
    title = f"Epochs ({recording.rules.loss.title})"
    table = plain_table(title, *columns)
    ends = [*np.flatnonzero(np.diff(recording.epoch)) + 1, recording.steps]
    for k in _some(len(ends)):
        start, end = int(ends[k - 1]) if k else 0, int(ends[k])
        row = [f"{k + 1}", f"{start:,} to {end - 1:,}", f"{recording.cost[start:end].mean():.6g}"]
        if recording.is_imported:
            row.insert(1, f"{recording.arrays['kept_at'][k]:,}")
        table.add_row(*row, *([f"{recording.epoch_accuracy[k]:.2%}"] if right else []))
    return table


def _evaluations(recording: NetworkRecording) -> Table:
    """Return the results on all samples and on those held out."""
    parts = {
        "samples": (recording.train_cost, recording.train_accuracy),
        "test samples": (recording.test_cost, recording.test_accuracy),
    }
    columns, values = [], []
    for name, (costs, accuracies) in parts.items():
        if costs is not None:
            columns.append(f"{name}: mean cost")
            values.append([f"{cost:.6g}" for cost in costs])
        if accuracies is not None:
            columns.append(f"{name}: right")
            values.append([f"{share:.2%}" for share in accuracies])
    table = plain_table("Evaluations", "after steps", *columns)
    for k in _some(len(recording.evaluated_steps)):
        table.add_row(f"{recording.evaluated_steps[k]:,}", *(column[k] for column in values))
    return table


def _trainings(study: BiasStudy) -> Table:
    table = plain_table("Trainings", "after steps", *(f"{run} bias: points right" for run in RUNS))
    updates, points = study.arrays["updates"], study.metadata["points"]
    for k in _some(len(updates)):
        right = (f"{study.arrays[f'{run}_right'][k]} of {points}" for run in RUNS)
        table.add_row(f"{updates[k]:,}", *right)
    return table


def _some(count: int) -> list[int]:
    """Return 0 … count−1, or about a dozen of them, including both ends, if there are many."""
    if count <= _MOST_EPOCHS:
        return list(range(count))
    return sorted({round(k) for k in np.linspace(0, count - 1, _MOST_EPOCHS)})


def _checkpoints(series: CheckpointSeries) -> Table:
    table = plain_table("Checkpoints", "after steps", "test images right")
    for frame in _some(len(series.steps_shown)):
        table.add_row(f"{series.steps_shown[frame]:,}", f"{series.test_accuracy[frame]:.2%}")
    return table


def _frame(kept: Array, steps: int, step: int, noun: str) -> int:
    frame = int(np.argmin(np.abs(kept - np.clip(step, 0, steps))))
    if kept[frame] != step:
        raise UsageError(
            f"--step: there is no {noun} after {step} steps; the nearest is after {kept[frame]}"
        )
    return frame


def _neurons(study: BiasStudy, entry: int) -> Iterator[Table]:
    """Yield the parameters of both neurons, and what they say for every point."""
    arrays = study.arrays
    table = plain_table("The neuron", "", *(f"{run} bias" for run in RUNS))
    for k, name in enumerate(("first weight", "second weight")):
        table.add_row(name, *numbers([arrays[f"{run}_weights"][entry, k] for run in RUNS]))
    table.add_row("bias", *numbers([arrays[f"{run}_biases"][entry] for run in RUNS]))
    right = (f"{arrays[f'{run}_right'][entry]} of {study.metadata['points']}" for run in RUNS)
    table.add_row("points right", *right)
    yield table
    columns = ["first input", "second input", "target", *(f"output {run} bias" for run in RUNS)]
    table = plain_table("Outputs", *columns)
    for k, (first, second) in enumerate(arrays["points"]):
        outputs = [arrays[f"{run}_outputs"][entry, k] for run in RUNS]
        table.add_row(f"{first:g}", f"{second:g}", f"{arrays['targets'][k]:g}", *numbers(outputs))
    yield table


def _confusion(series: CheckpointSeries, frame: int) -> Table:
    counts = series.confusion[frame]
    table = plain_table(
        "Test images by true digit (rows) and answer (columns)",
        "",
        *(str(digit) for digit in range(len(counts))),
        "right",
    )
    for digit, row in enumerate(counts):
        share = row[digit] / max(1, row.sum())
        table.add_row(str(digit), *(f"{count:,}" for count in row), f"{share:.1%}")
    return table
