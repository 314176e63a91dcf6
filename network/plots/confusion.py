"""Confusion matrices: how often each digit was answered with each."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from network.plots.style import COUNTS, INK, WIDTH, axes_at, new_figure, put_title
from network.recordings.checkpoint_series import CheckpointSeries
from network.recordings.network_recording import NetworkRecording
from network.recordings.network_schema import KIND
from network.recordings.recording import Recording

_LONGEST = 18  # characters of the name of a class
_MOST_COUNTS, _MOST_NAMES = 20, 40  # classes whose counts are printed, and that are named


def test_confusion(series: CheckpointSeries) -> Figure:
    """Draw the last checkpoint's answers to the test images."""
    return _confusion(series.confusion[-1], "Test images by true digit and answer")


def recorded_confusion(recording: Recording) -> Figure:
    """Draw the answers of the last epoch, each given before the update."""
    classes = recording.class_names or ("0",)
    last = recording.epoch == recording.epoch[-1]
    counts = np.zeros((len(classes), len(classes)), dtype=np.int64)
    np.add.at(counts, (recorded_classes(recording)[last], recording.predictions[last]), 1)
    if recording.metadata["kind"] != KIND:
        return _confusion(counts, "Images of the last epoch by true digit and answer", classes)
    title = "Samples of the last epoch by true class and answer"
    return _confusion(counts, title, classes, "class", "samples")


def evaluated_confusion(recording: NetworkRecording, part: str) -> Figure:
    """Draw the answers to all samples, or to the test samples, at the last evaluation."""
    samples = "Test samples" if part == "test" else "Samples"
    return _confusion(
        recording.arrays[f"{part}_confusion"][-1],
        f"{samples} by true class and answer, at the end",
        recording.class_names,
        "class",
        "samples",
    )


def recorded_classes(recording: Recording) -> NDArray[np.int64]:
    """Return the class of each step's sample, an index, shape (steps,)."""
    labels = recording.samples.labels
    if labels is None:  # an old recording of a single class
        return np.zeros(recording.steps, np.int64)
    return labels[recording.image_index]


def _confusion(
    counts: NDArray[np.integer[Any]],
    title: str,
    classes: Sequence[str] | None = None,
    of: str = "digit",
    what: str = "images",
) -> Figure:
    size = len(counts)
    names = [str(c) for c in (classes if classes is not None else range(size))]
    names = [name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…" for name in names]
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    side = min(WIDTH - 1.2, 0.6 * size)
    figure = new_figure()
    axes = axes_at(figure, 0, 0, side, side)
    axes.set(xlabel="answer", ylabel=f"true {of}")
    put_title(axes, title)
    # The square root makes the few mistakes visible, which a linear scale would leave white.
    image = axes.imshow(np.sqrt(shares), cmap=COUNTS, vmin=0, vmax=1)
    for true, row in enumerate(counts):
        for answer, count in enumerate(row if size <= _MOST_COUNTS else ()):
            dark = np.sqrt(shares[true, answer]) > 0.55
            axes.text(
                answer,
                true,
                f"{count:,}",
                ha="center",
                va="center",
                color="white" if dark else (INK if count else "#B8B8B8"),
                fontsize=8 if size > 5 else 10,
                fontweight="bold" if true == answer else "normal",
            )
    turned: dict[str, Any] = {} if max(map(len, names)) <= 3 else {"rotation": 45, "ha": "right"}
    every = -(-size // _MOST_NAMES)
    axes.set_xticks(range(0, size, every), names[::every], **turned)
    axes.set_yticks(range(0, size, every), names[::every])
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    ticks = np.array([0, 0.01, 0.05, 0.2, 0.5, 1])
    place = axes_at(figure, side + 0.15, 0, 0.11, side)
    bar = figure.colorbar(image, cax=place, ticks=np.sqrt(ticks))
    bar.ax.set_yticklabels([f"{tick:.0%}" for tick in ticks])
    bar.set_label(f"share of the {of}'s {what}")
    bar.outline.set_visible(False)
    return figure
