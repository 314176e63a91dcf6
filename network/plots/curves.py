"""Cost and accuracy over the steps of a training."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from network.plots.style import BLUE, FAINT, ORANGE, SOFT, Floats, new_figure, put_title
from network.recordings.checkpoint_series import CheckpointSeries
from network.recordings.recording import Recording

#: Largest number of epochs that are named, and that are marked.
_MOST_NAMED, _MOST_EPOCHS = 6, 12


def _curve_axes(title: str, y: str, epochs: int) -> tuple[Figure, Axes]:
    figure = new_figure(3.2)
    axes = figure.add_subplot(xlabel="steps (one image, one update)", ylabel=y)
    put_title(axes, title, 22 if epochs <= _MOST_EPOCHS else 9)
    axes.grid(axis="y")
    axes.set_axisbelow(True)
    axes.margins(x=0.01)
    axes.xaxis.set_major_locator(MaxNLocator(10, integer=True, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    return figure, axes


def _mark_epochs(axes: Axes, ends: Sequence[float], accuracies: Floats | None = None) -> None:
    """Mark where each epoch ends, if there are few enough to tell apart."""
    if len(ends) > _MOST_EPOCHS:
        return
    starts = [0, *ends[:-1]]
    for epoch, (start, end) in enumerate(zip(starts, ends, strict=True), start=1):
        if start:
            axes.axvline(start, color=FAINT, linewidth=0.7, linestyle=(0, (3, 3)))
        name = f"epoch {epoch}" if len(ends) <= _MOST_NAMED else str(epoch)
        if accuracies is not None and len(ends) <= _MOST_NAMED:
            mean = accuracies[epoch - 1]
            axes.hlines(mean, start, end, color=ORANGE, linewidth=1.6)
            name += f": {mean:.2%}"
        axes.text(
            (start + end) / 2,
            1.01,
            name,
            transform=axes.get_xaxis_transform(),
            ha="center",
            va="bottom",
            color=ORANGE if accuracies is not None else SOFT,
        )


def _percent(axes: Axes) -> None:
    axes.set_ylim(0, 1.02)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    axes.legend(loc="lower right")


def _epoch_ends(recording: Recording) -> list[int]:
    return [*(np.flatnonzero(np.diff(recording.epoch)) + 1).tolist(), recording.steps]


def _running_mean(values: Floats, window: int) -> tuple[NDArray[np.intp], Floats]:
    """Return numbers of steps done, and the mean of the last ``window`` values before each."""
    sums = np.concatenate([[0.0], np.cumsum(values)])
    return np.arange(window, len(values) + 1), (sums[window:] - sums[:-window]) / window


def _window(recording: Recording) -> int:
    """Return how many steps to average over: a power of ten, a few hundredths of an epoch."""
    per_epoch = recording.steps / len(_epoch_ends(recording))
    if per_epoch < 200:  # a small example: whole epochs, so that every image has the same weight
        return int(per_epoch)
    return int(10 ** int(np.log10(per_epoch / 20)))


def _curve(axes: Axes, steps: NDArray[np.intp], values: Floats, label: str) -> None:
    every = max(1, len(steps) // 2000)  # more points than pixels would only enlarge the file
    axes.plot(steps[::every], values[::every], color=BLUE, label=label)


def cost(recording: Recording) -> Figure:
    """Draw the cost of every step, averaged over neighbouring steps."""
    window = _window(recording)
    figure, axes = _curve_axes("Cost while training", "cost", len(_epoch_ends(recording)))
    if recording.steps <= 2000:
        steps = np.arange(1, recording.steps + 1)
        axes.plot(steps, recording.cost, ".", color=FAINT, markersize=3, label="each step")
    label = f"mean of the last {window:,} steps"
    _curve(axes, *_running_mean(recording.cost, window), label)
    axes.set_ylim(bottom=0)
    axes.legend(loc="upper right")
    _mark_epochs(axes, _epoch_ends(recording))
    return figure


def recorded_accuracy(recording: Recording) -> Figure:
    """Draw the training accuracy."""
    window = _window(recording)
    ends = _epoch_ends(recording)
    title = "Accuracy while training: each image is answered before its update"
    figure, axes = _curve_axes(title, "correct answers", len(ends))
    right = (recording.predictions == recording.targets.argmax(axis=1)).astype(np.float64)
    label = f"share of the last {window:,} steps"
    _curve(axes, *_running_mean(right, window), label)
    _mark_epochs(axes, ends, recording.epoch_accuracy)
    _name_epoch_means(axes, ends, "mean of the epoch")
    _percent(axes)
    return figure


def test_accuracy(series: CheckpointSeries) -> Figure:
    """Draw the test accuracy at every checkpoint."""
    epochs = len(series.epoch_accuracy)
    figure, axes = _curve_axes("Accuracy while training", "correct answers", epochs)
    label = "test images, which training never sees, at each checkpoint"
    axes.plot(
        series.steps_shown,
        series.test_accuracy,
        color=BLUE,
        marker="o",
        markersize=2.6,
        label=label,
    )
    last, accuracy = series.steps_shown[-1], float(series.test_accuracy[-1])
    axes.annotate(
        f"{accuracy:.2%}",
        (last, accuracy),
        (0, -7),
        textcoords="offset points",
        ha="right",
        va="top",
        color=BLUE,
    )
    ends = [last * k / epochs for k in range(1, epochs + 1)]
    _mark_epochs(axes, ends, series.epoch_accuracy)
    _name_epoch_means(axes, ends, "training images, mean of the epoch while training")
    _percent(axes)
    return figure


def _name_epoch_means(axes: Axes, ends: Sequence[float], label: str) -> None:
    if len(ends) <= _MOST_NAMED:
        axes.plot([], [], color=ORANGE, linewidth=1.6, label=label)
