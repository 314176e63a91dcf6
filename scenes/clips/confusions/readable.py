"""Images that may be shown to a network of which only checkpoints are at hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from network import CheckpointSeries, Dataset
from network.data.dataset import classes_as_targets
from network.recordings.confusions import Readable

__all__ = ["DRAWINGS", "readable_for"]

DRAWINGS = "drawings"
"""Origin of images that are none of those counted."""
POOLS = {"mnist_test": "mnist", "misread_digits": DRAWINGS, "drawn_digits": DRAWINGS}
"""Data at hand by name, in order of preference, and what their origin is called."""


def readable_for(source: Any, also: Mapping[str, Any]) -> list[Readable]:
    """Return images that a checkpoint series, which holds none, can be shown.

    Parameters
    ----------
    source : network.CheckpointSeries or network.Recording
        A recording has samples of its own.
    also : mapping of str to recording
        Further data at hand.
    """
    if not isinstance(source, CheckpointSeries):
        return []
    found = []
    for name, origin in POOLS.items():
        held = also.get(name)
        if held is None:
            continue
        images, classes = held.arrays["images"], held.metadata["classes"]
        if images[0].size != source.layer_sizes[0] or classes != source.metadata["classes"]:
            continue
        labels = np.searchsorted(classes, held.arrays["image_labels"]).astype(np.int64)
        samples = Dataset(
            name, np.empty((0, 0)), classes_as_targets(labels, len(classes)),
            [f"pixel {k}" for k in range(images[0].size)], [str(each) for each in classes],
            labels, images=images,
        )  # fmt: skip
        found.append(Readable(origin, samples))
    return found
