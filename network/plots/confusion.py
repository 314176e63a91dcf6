"""Confusion matrices: how often each digit was answered with each."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from network.plots.style import COUNTS, INK, WIDTH, axes_at, new_figure, put_title
from network.recordings.checkpoint_series import CheckpointSeries
from network.recordings.recording import Recording


def test_confusion(series: CheckpointSeries) -> Figure:
    """Draw the last checkpoint's answers to the test images."""
    return _confusion(series.confusion[-1], "Test images by true digit and answer")


def recorded_confusion(recording: Recording) -> Figure:
    """Draw the answers of the last epoch, each given before the update."""
    size = recording.layer_sizes[-1]
    classes = recording.metadata["classes"]
    last = recording.epoch == recording.epoch[-1]
    true = recording.targets[last].argmax(axis=1)
    counts = np.zeros((size, size), dtype=np.int64)
    np.add.at(counts, (true, recording.predictions[last]), 1)
    title = "Images of the last epoch by true digit and answer"
    return _confusion(counts, title, classes)


def _confusion(
    counts: NDArray[np.integer[Any]], title: str, classes: Sequence[int] | None = None
) -> Figure:
    size = len(counts)
    classes = list(classes if classes is not None else range(size))
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    side = min(WIDTH - 1.2, 0.6 * size)
    figure = new_figure()
    axes = axes_at(figure, 0, 0, side, side)
    axes.set(xlabel="answer", ylabel="true digit")
    put_title(axes, title)
    # The square root makes the few mistakes visible, which a linear scale would leave white.
    image = axes.imshow(np.sqrt(shares), cmap=COUNTS, vmin=0, vmax=1)
    for true, row in enumerate(counts):
        for answer, count in enumerate(row):
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
    axes.set_xticks(range(size), [str(c) for c in classes])
    axes.set_yticks(range(size), [str(c) for c in classes])
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    ticks = np.array([0, 0.01, 0.05, 0.2, 0.5, 1])
    place = axes_at(figure, side + 0.15, 0, 0.11, side)
    bar = figure.colorbar(image, cax=place, ticks=np.sqrt(ticks))
    bar.ax.set_yticklabels([f"{tick:.0%}" for tick in ticks])
    bar.set_label("share of the digit's images")
    bar.outline.set_visible(False)
    return figure
