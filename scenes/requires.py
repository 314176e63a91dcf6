"""What a clip needs of the recording that it draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from network import CheckpointSeries, NetworkRecording, Recording
from network.errors import LayerlightError

__all__ = ["Requires", "require_images"]


@dataclass(frozen=True)
class Requires:
    """Declares which recordings a clip can draw.

    Parameters
    ----------
    layers : tuple of int
        Smallest and largest number of layers, inputs and outputs included.
    kinds : tuple of str
        Kinds of recording, if the clip belongs to a study of its own; any network if empty.
    updates : bool
        Whether the weight updates of single steps are drawn, which an imported run does not have.
    classes : bool
        Whether targets must be classes.
    most_classes : int
        Largest number of them that can be drawn; 0 for any number.
    inputs : int
        Number of inputs, which must not be pixels; 0 for any inputs.
    largest : float
        Weights and pre-activations of this magnitude or more do not fit on screen.
    """

    layers: tuple[int, int] = (2, 5)
    kinds: tuple[str, ...] = ()
    updates: bool = False
    classes: bool = False
    most_classes: int = 0
    inputs: int = 0
    largest: float = 1000.0

    def check(self, clip: str, recording: Any) -> None:
        """Raise unless a clip can draw a recording.

        Raises
        ------
        LayerlightError
            It cannot; the message says why, in one line.
        """
        found = recording.metadata.get("kind")
        if not isinstance(recording, Recording) or (self.kinds and found not in self.kinds):
            wanted = " or ".join(self.kinds) or "training"
            raise LayerlightError(
                f"{clip} draws the recording of a {wanted} run; this one holds a {found}"
            )
        sizes = recording.layer_sizes
        if self.inputs and (sizes[0] != self.inputs or recording.images is not None):
            pixels = " pixels" if recording.images is not None else ""
            raise LayerlightError(
                f"{clip} draws the plane of {self.inputs} inputs; this network has {sizes[0]:,}"
                f"{pixels}: train one on {self.inputs} columns of your data"
            )
        least, most = self.layers
        if not least <= len(sizes) <= most:
            raise LayerlightError(
                f"{clip} draws networks of {least} to {most} layers; this one has {len(sizes)}: "
                f"{'-'.join(map(str, sizes))}"
            )
        if self.updates and recording.is_imported:
            raise LayerlightError(
                f"{clip} draws the updates of single training steps, which an imported run does "
                "not have; record the run with `python -m network record`"
            )
        if self.classes and recording.class_names is None:
            raise LayerlightError(f"{clip} draws classes, but the targets of this run are numbers")
        names = recording.class_names or ()
        if self.most_classes and len(names) > self.most_classes:
            raise LayerlightError(
                f"{clip} draws up to {self.most_classes} classes; this run has {len(names)}"
            )


LARGEST_IMAGE, CLASSES = 64, (2, 26)
"""Longest side of the images, and numbers of classes, of the clips that draw image classifiers."""


def require_images(clip: str, recording: Any) -> None:
    """Raise unless a recording is that of a network that reads images and names their class.

    Parameters
    ----------
    clip : str
    recording : CheckpointSeries or Recording or any other kind

    Raises
    ------
    LayerlightError
        It is not; the message says why, in one line.
    """
    about = recording.metadata
    is_run = isinstance(recording, NetworkRecording) or about.get("kind") == "mnist"
    if not (is_run or isinstance(recording, CheckpointSeries)):
        raise LayerlightError(
            f"{clip} draws the training of a network that reads images; this recording holds a"
            f" {about.get('kind')}: make one with `python -m network record mnist --out FILE`"
        )
    shape, sizes = about.get("image_shape"), recording.layer_sizes
    if not shape or about.get("pixels") or shape[0] * shape[1] != sizes[0]:
        raise LayerlightError(
            f"{clip} draws weights as maps of the image, but the {sizes[0]:,} inputs of this run"
            " are not the pixels of one: name its image_shape when you record it"
        )
    if max(shape) > LARGEST_IMAGE:
        raise LayerlightError(
            f"{clip} draws images of up to {LARGEST_IMAGE} × {LARGEST_IMAGE} pixels; those of this"
            f" run have {shape[0]} × {shape[1]}"
        )
    names = about.get("class_names") or about.get("classes")
    if not names:
        raise LayerlightError(f"{clip} draws classes, but the targets of this run are numbers")
    if not CLASSES[0] <= len(names) <= CLASSES[1]:
        raise LayerlightError(
            f"{clip} draws {CLASSES[0]} to {CLASSES[1]} classes; this run has {len(names)}"
        )
