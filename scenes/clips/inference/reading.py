"""One image and everything that a network makes of it."""

from __future__ import annotations

import math
from functools import cached_property
from typing import Any

import numpy as np

from network import Inference
from network.recordings.erasing import ink_erased
from network.recordings.readings import label_of, misread_image, parting_neuron
from scenes.clips.data.fitting import cut_short
from scenes.mobjects.network.shown import ValueScale, nice_ceiling
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import TextLine
from scenes.provenance.source import NumberFormat, Source
from scenes.style.theme import Theme

__all__ = ["Reading", "misread"]

WHOLE = NumberFormat(0)
LONGEST_SAID = 12
"""Characters of a class name in a caption."""


class Reading:
    """An image in a recording of an inference.

    Parameters
    ----------
    recording : network.Inference or network.NetworkInference
    number : int
        Of the image in the recording.

    Attributes
    ----------
    shape : (int, int)
        Rows and columns of the image.
    sizes : tuple of int
        Number of neurons in each layer.
    answer, runner : int
        The largest and the second largest output.
    label : int or None
        The class of the image, if it is known.
    """

    def __init__(self, recording: Any, number: int):
        self.recording, self.number = recording, number
        rows, columns = recording.metadata["image_shape"]
        self.shape = (int(rows), int(columns))
        self.sizes = recording.layer_sizes
        order = np.argsort(-recording.activations[-1][number], kind="stable")
        self.answer, self.runner = int(order[0]), int(order[1])
        self.label = label_of(recording, number)

    @property
    def last(self) -> int:
        """Index of the last layer of weights."""
        return len(self.sizes) - 2

    @property
    def rivals(self) -> tuple[int, int]:
        """The answer and the label or, where they are the same, the second largest output."""
        return self.answer, self.runner if self.correct is not False else int(self.label or 0)

    @property
    def parting(self) -> tuple[int, float, float]:
        """What parts the rivals; see :func:`network.recordings.readings.parting_neuron`."""
        return parting_neuron(self.recording, self.number, self.rivals)

    @cached_property
    def erased(self) -> list[Reading]:
        """The image with ever less of the ink that decided the answer, from all of it to none.

        Empty where that cannot be shown; see :func:`network.recordings.erasing.ink_erased`.
        """
        found = ink_erased(self.recording, self.number, self.rivals)
        if found is None:
            return []
        for layer in range(1, len(self.sizes)):
            scale, values = self.scale(layer), found.activations[layer]
            if values.min() < scale.low or values.max() > scale.high:
                return []
        return [Reading(found, k) for k in range(found.steps)]

    @property
    def correct(self) -> bool | None:
        """Whether the answer is the label, or None if the label is not known."""
        return None if self.label is None else self.answer == self.label

    def of(self, quantity: str, layer: int | None = None, *index: Any) -> Source:
        """Return the source of an entry for this image."""
        return Source(self.recording, quantity, step=self.number, layer=layer, index=index)

    def values(self, quantity: str, layer: int, *index: Any) -> np.ndarray:
        """Return recorded values for this image."""
        return self.of(quantity, layer, *index).values

    def scale(self, layer: int) -> ValueScale:
        """Return the scale of a layer's values, the same for all images of the recording."""
        function = self.recording.functions[layer - 1]
        if math.isfinite(function.low) and math.isfinite(function.high):
            return ValueScale(function.low, function.high)
        high = nice_ceiling(max(float(np.abs(self.recording.activations[layer]).max()), 1e-3))
        return ValueScale(max(function.low, -high), high)

    def style(self, layer: int, decimals: int = 3) -> NumberFormat:
        """Return how a layer's values are printed: with fewer decimals where they are large."""
        high = self.scale(layer).high
        whole = math.floor(math.log10(high)) if high > 1 else 0
        return NumberFormat(max(0, decimals - whole))

    def class_name(
        self, theme: Theme, k: int, em: float, colour: str, width: float = math.inf
    ) -> Readout | TextLine:
        """Typeset the name of an output's class, cut short where it is too wide."""
        if isinstance(self.recording, Inference):  # digits
            return Readout(theme, self.said(k), WHOLE, em, colour)  # type: ignore[arg-type]
        return cut_short(theme, self.recording.class_names[k], em, colour, width)

    def said(self, k: int) -> Source | str:
        """Return a class name for a caption."""
        if isinstance(self.recording, Inference):
            return Source(self.recording, "classes", index=(k,))
        name = self.recording.class_names[k]
        return name if len(name) <= LONGEST_SAID else name[: LONGEST_SAID - 1].rstrip() + "…"


def misread(own: Reading, shipped: Any) -> Reading | None:
    """Find another image that this network misreads, in its recording or in the shipped one."""
    found = misread_image(own.recording, own.number, shipped)
    return found and Reading(*found)
