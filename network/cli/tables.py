"""Recordings as tables for the terminal."""

from collections.abc import Sequence

import numpy as np
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from network.cli.print_inference import printable
from network.core.arithmetic import Floats
from network.core.model import check_integer
from network.errors import UsageError
from network.recordings.checkpoint_series import CheckpointSeries
from network.recordings.recording import Recording
from network.studies.bias_study import RUNS, BiasStudy

_PLAIN_WIDTH = 120  # columns, if standard output is not a terminal
_LARGEST_MATRIX = 60  # entries; larger matrices are left out
_MOST_EPOCHS = 12


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


def print_step(source: Recording | CheckpointSeries, step: int) -> None:
    """Print every number of one step of a recording, or one checkpoint of a series.

    Raises
    ------
    UsageError
        The recording has no such step, or the series no such checkpoint.
    """
    console = _console()
    if isinstance(source, CheckpointSeries):
        frame = _frame(source, step)
        console.print(
            f"After {step:,} steps: {source.test_accuracy[frame]:.2%} of the test images right"
        )
        console.print(_confusion(source, frame))
        return
    step = check_integer(step, "--step", 0, source.steps - 1)
    console.print(_step_line(source, step))
    console.print(_inputs(source, step))
    for layer in range(len(source.layer_sizes) - 1):
        console.print(_layer(source, step, layer))
        if source.layer_sizes[layer] * source.layer_sizes[layer + 1] <= _LARGEST_MATRIX:
            console.print(_matrices(source, step, layer))


def _console() -> Console:
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=_PLAIN_WIDTH)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
    for column in columns:
        table.add_column(column, justify="right", no_wrap=True)
    return table


def _about(source: Recording | CheckpointSeries | BiasStudy) -> Table:
    table = Table(title="About", title_justify="left", title_style="bold", box=box.SIMPLE)
    table.show_header = False
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    metadata = source.metadata
    for name in sorted(metadata):
        value = metadata[name]
        words = " ".join(map(str, value)) if isinstance(value, list) else str(value)
        # As Text, so that nothing in an untrusted file acts as markup or a control sequence.
        table.add_row(Text(printable(name)), Text(printable(words)))
    table.add_row("steps", f"{source.steps:,}")
    table.add_row("digest", source.digest())
    return table


def _epochs(recording: Recording) -> Table:
    table = _table("Epochs", "epoch", "steps", "mean cost", "right answers")
    per_epoch = len(recording.images)
    costs = recording.cost.reshape(-1, per_epoch).mean(axis=1)
    for k in _some(len(costs)):
        steps = f"{k * per_epoch:,} to {(k + 1) * per_epoch - 1:,}"
        table.add_row(f"{k + 1}", steps, f"{costs[k]:.6f}", f"{recording.epoch_accuracy[k]:.2%}")
    return table


def _trainings(study: BiasStudy) -> Table:
    table = _table("Trainings", "after steps", *(f"{run} bias: points right" for run in RUNS))
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
    table = _table("Checkpoints", "after steps", "test images right")
    for frame in _some(len(series.steps_shown)):
        table.add_row(f"{series.steps_shown[frame]:,}", f"{series.test_accuracy[frame]:.2%}")
    return table


def _frame(series: CheckpointSeries, step: int) -> int:
    frame = int(np.argmin(np.abs(series.steps_shown - np.clip(step, 0, series.steps))))
    if series.steps_shown[frame] != step:
        raise UsageError(
            f"--step: there is no checkpoint after {step} steps; "
            f"the nearest is after {series.steps_shown[frame]}"
        )
    return frame


def _confusion(series: CheckpointSeries, frame: int) -> Table:
    counts = series.confusion[frame]
    table = _table(
        "Test images by true digit (rows) and answer (columns)",
        "",
        *(str(digit) for digit in range(len(counts))),
        "right",
    )
    for digit, row in enumerate(counts):
        share = row[digit] / max(1, row.sum())
        table.add_row(str(digit), *(f"{count:,}" for count in row), f"{share:.1%}")
    return table


def _step_line(recording: Recording, step: int) -> str:
    classes = recording.metadata["classes"]
    answer = classes[recording.predictions[step]]
    label = recording.labels[step]
    verdict = "right" if answer == label else "wrong"
    return (
        f"Step {step:,} of {recording.steps:,}, epoch {recording.epoch[step]}, "
        f"image {recording.image_index[step]:,}: digit {label}, answer {answer} ({verdict}); "
        f"cost {recording.cost[step]!s}"
    )


def _inputs(recording: Recording, step: int) -> Table:
    values = np.asarray(recording.activations[0][step])
    used = np.flatnonzero(values) if len(values) > _LARGEST_MATRIX else np.arange(len(values))
    title = "Inputs" if len(used) == len(values) else f"Inputs: the {len(used)} that are not 0"
    across = min(8, len(used)) or 1
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE)
    table.show_header = False
    for start in range(0, len(used), across):
        table.add_row(*(f"{i}: {values[i]:.4f}" for i in used[start : start + across]))
    return table


def _layer(recording: Recording, step: int, layer: int) -> Table:
    last = layer == len(recording.layer_sizes) - 2
    name = "Output layer" if last else f"Hidden layer {layer + 1}"
    table = _table(name, "neuron", "z", "activation", "delta", "bias before", "bias update")
    if last:
        table.add_column("target", justify="right")
    biases = recording.biases_at(step)[layer]
    updates = recording.bias_updates_at(step)[layer]
    for j in range(recording.layer_sizes[layer + 1]):
        row = [
            recording.z[layer][step, j],
            recording.activations[layer + 1][step, j],
            recording.deltas[layer][step, j],
            biases[j],
            updates[j],
        ]
        target = [f"{recording.targets[step, j]:g}"] if last else []
        table.add_row(str(j), *_numbers(row), *target)
    return table


def _matrices(recording: Recording, step: int, layer: int) -> Table:
    before, after = (recording.weights_at(step + k)[layer] for k in (0, 1))
    updates = recording.weight_updates_at(step)[layer]
    table = _table(
        f"Weights of its edges, from neuron i of layer {layer} to neuron j",
        "j",
        "",
        *(f"i = {i}" for i in range(before.shape[1])),
    )
    rows: list[tuple[str, Floats]] = [("before", before), ("update", updates), ("after", after)]
    for j in range(len(before)):
        for name, matrix in rows:
            table.add_row(str(j) if name == "before" else "", name, *_numbers(matrix[j]))
        table.add_section()
    return table


def _numbers(values: Sequence[float] | Floats) -> list[str]:
    # Six decimals, or scientific notation if those would be little but zeros.
    return [f"{v:+.6f}" if v == 0 or abs(v) >= 1e-3 else f"{v:+.2e}" for v in values]
