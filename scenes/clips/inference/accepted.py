"""Which recordings the clip can draw: networks that read whole images as classes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from network import CheckpointSeries, Inference, NetworkInference, Recording
from network.errors import LayerlightError, UsageError
from network.recordings.readings import read_images
from scenes.focus import Focus
from scenes.requires import Requires

__all__ = ["ReadsImages", "check_sums", "images_read"]

SIDES = (4, 64)
"""Least and most rows, and columns, of an image."""
LARGEST_SUM = 1000.0
"""Pre-activations of this magnitude or more do not fit on screen."""


@dataclass(frozen=True)
class ReadsImages(Requires):
    """Accepts a training, a checkpoint series or an inference of a network that reads images."""

    layers: tuple[int, int] = (3, 6)
    most_classes: int = 26
    largest: float = 100.0

    def check(self, clip: str, recording: Any) -> None:
        """Raise unless the clip can draw a recording; see :class:`scenes.requires.Requires`."""
        reason = self._kind(recording) or self._images(recording) or self._sizes(recording)
        if reason:
            raise LayerlightError(f"{clip} draws {reason}")
        weights = recording.weights_at(0) if isinstance(recording, _READ) else _last(recording)
        largest = max(float(abs(matrix).max()) for matrix in weights)
        if largest >= self.largest:
            raise LayerlightError(
                f"{clip} has room for weights below {self.largest:g}, but in this run they reach"
                f" {largest:,.0f}: train with a smaller learning rate"
            )

    def _kind(self, recording: Any) -> str | None:
        if isinstance(recording, (*_READ, Recording, CheckpointSeries)):
            return None
        found = recording.metadata.get("kind")
        return f"how a trained network reads an image; this recording holds a {found}"

    def _images(self, recording: Any) -> str | None:
        about = recording.metadata
        shape = about.get("image_shape")
        held = isinstance(recording, CheckpointSeries) or recording.images is not None
        count = recording.layer_sizes[0]
        if not shape:
            return (
                f"how a network reads an image; this one reads the {count} values of a table (if"
                " they are pixels, record it with an image_shape)"
            )
        if not held:
            return (
                "images whose pixels are grey levels / 255; the pixels of this network are scaled"
                " otherwise"
            )
        rows, columns = shape
        if about.get("pixels") is not None:
            whole = rows * columns
            return f"networks that read whole images; this one reads {count} of {whole:,} pixels"
        least, most = SIDES
        if not (least <= min(shape) and max(shape) <= most):
            return f"images of {least} × {least} to {most} × {most} pixels; these have {rows} ×" + (
                f" {columns}"
            )
        return None

    def _sizes(self, recording: Any) -> str | None:
        sizes, (least, most) = recording.layer_sizes, self.layers
        found = "-".join(map(str, sizes))
        if not least <= len(sizes) <= most:
            return f"networks of {least} to {most} layers; this one has {len(sizes)}: {found}"
        if min(sizes[1:-1]) < 2:
            return f"hidden layers of two neurons or more; this network is {found}"
        names = _names(recording)
        if names is None or len(names) != sizes[-1]:
            wanted = "networks with an output for each class"
            return (
                f"{wanted}; the targets of this one are numbers"
                if names is None
                else (f"{wanted}; this one has {sizes[-1]} for {len(names)} classes")
            )
        if len(names) > self.most_classes:
            return f"up to {self.most_classes} classes; this network has {len(names)}"
        return None


_READ = (Inference, NetworkInference)


def _names(recording: Any) -> Any:
    if isinstance(recording, CheckpointSeries):
        return recording.metadata["classes"]
    return recording.class_names


def _last(recording: Any) -> Any:
    if isinstance(recording, CheckpointSeries):
        return [matrices[-1] for matrices in recording.weights]
    return recording.weights_at(recording.steps)


def check_sums(clip: str, recording: Inference | NetworkInference) -> None:
    """Raise unless the sums of all neurons, for all images, fit on screen."""
    largest = max(float(np.abs(z).max()) for z in recording.z)
    if largest >= LARGEST_SUM:
        raise LayerlightError(
            f"{clip} has room for sums below {LARGEST_SUM:,.0f}, but those of this network reach"
            f" {largest:,.0f}"
        )


def images_read(recording: Any, focus: Focus) -> tuple[Inference | NetworkInference, int]:
    """Return what is drawn of a recording: images that its network has read, and which is first.

    Raises
    ------
    UsageError
        There is no such sample or neuron.
    """
    if focus.at_step is not None:
        raise UsageError("--at-step: inference uses the weights after the last step; omit it")
    if not isinstance(recording, _READ):
        if isinstance(recording, CheckpointSeries) and focus.sample is not None:
            raise UsageError("--sample: a checkpoint series holds no samples; use --image")
        return read_images(recording, focus.sample), 0
    number = focus.sample or 0
    if not 0 <= number < recording.steps:
        raise UsageError(
            f"--sample is {number}: expected 0 to {recording.steps - 1}, the images of the file"
        )
    return recording, number
