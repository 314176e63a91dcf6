"""Where a drawn value comes from.

Nothing that stands for a value is drawn without a :class:`Source`: it names the entry of the
recording, and a test holds what is on screen against that entry.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["AxisValue", "NumberFormat", "Source"]

MINUS = "\N{MINUS SIGN}"

_BY_LAYER = {
    "activations",
    "z",
    "deltas",
    "products",
    "partial_sums",
}
_AT_STEP = {
    "weights": "weights_at",
    "biases": "biases_at",
    "weight_updates": "weight_updates_at",
    "bias_updates": "bias_updates_at",
}
_PER_STEP = {"cost", "labels", "predictions", "epoch", "targets", "image_index"}


@dataclass(frozen=True)
class NumberFormat:
    """How a number is printed.

    Parameters
    ----------
    decimals : int
        Digits after the point; rounding is from the recorded, unrounded value.
    signed : bool
        Print a plus before positive values.  A minus is always printed; zero has no sign.
    """

    decimals: int = 3
    signed: bool = False

    def __call__(self, value: float) -> str:
        """Give the text for ``value``."""
        text = f"{abs(value):.{self.decimals}f}"
        if float(text) == 0:
            return text
        if value < 0:
            return MINUS + text
        return "+" + text if self.signed else text


@dataclass(frozen=True)
class Source:
    """An entry of a recording.

    Parameters
    ----------
    recording : network.Recording
        What it is read from.
    quantity : str
        ``activations``, ``z``, ``deltas``, ``products``, ``partial_sums``, ``weights``,
        ``biases``, ``weight_updates``, ``bias_updates``, ``cost``, ``labels``, ``targets``,
        ``predictions``, ``epoch``, ``image_index``, ``classes`` (the digit that an output stands
        for) or ``predicted_class`` (the digit of the largest output).
    step : int
        Which training step, from 0.
    layer : int or None
        Index into the recording's list of layers; None for what a step has only once.
    index : sequence of int
        Index within the layer's array.
    """

    recording: Any
    quantity: str
    step: int
    layer: int | None = None
    index: Sequence[int] = ()

    @property
    def value(self) -> float:
        """The recorded value, unrounded.

        Raises
        ------
        KeyError
            If recordings hold no such quantity.
        """
        if self.quantity in _BY_LAYER:
            array = getattr(self.recording, self.quantity)[self.layer][self.step]
        elif self.quantity in _AT_STEP:
            array = getattr(self.recording, _AT_STEP[self.quantity])(self.step)[self.layer]
        elif self.quantity in _PER_STEP:
            array = getattr(self.recording, self.quantity)[self.step]
        elif self.quantity == "classes":
            array = np.asarray(self.recording.metadata["classes"])
        elif self.quantity == "predicted_class":
            classes = self.recording.metadata["classes"]
            array = np.asarray(classes[int(self.recording.predictions[self.step])])
        else:
            raise KeyError(f"recordings hold no quantity named {self.quantity!r}")
        return float(array[tuple(self.index)])

    def __deepcopy__(self, memo: dict[int, Any]) -> Source:
        """Stay the same object: Manim copies drawn things deeply, recordings must not follow."""
        return self

    def __str__(self) -> str:
        """Name the entry as a person would: ``products[0][1, 3] at step 0``."""
        layer = "" if self.layer is None else f"[{self.layer}]"
        index = f"[{', '.join(map(str, self.index))}]" if self.index else ""
        return f"{self.quantity}{layer}{index} at step {self.step}"


@dataclass(frozen=True)
class AxisValue:
    """A number that comes from no recording because it is part of a scale: an axis's tick.

    Parameters
    ----------
    value : float
        The coordinate that it names.  A test holds it against the place of its tick.
    """

    value: float

    def __str__(self) -> str:
        """Name it."""
        return f"the axis value {self.value:g}"
