"""Sources: the entries of recordings that drawn values come from.

Everything drawn that represents a value has a :class:`Source`, which names an entry of a
recording; tests compare what is on screen with that entry.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any

import numpy as np

from network.system.isolation import decimal_context

__all__ = ["AxisValue", "NumberFormat", "Source"]

MINUS = "\N{MINUS SIGN}"

_ROUNDING = decimal_context()

THIN_SPACE = "\N{THIN SPACE}"

_BY_LAYER = {"activations", "z", "deltas", "products", "partial_sums"}
_AT_STEP = {
    "weights": "weights_at",
    "biases": "biases_at",
    "weight_updates": "weight_updates_at",
    "bias_updates": "bias_updates_at",
    "weight_changes": "changes_at",
}
_PER_STEP = {
    "cost", "labels", "predictions", "epoch", "targets", "output_errors", "image_index",
}  # fmt: skip
_OF_A_FILM = {
    "test_accuracy", "test_right", "epoch_accuracy", "epochs_shown", "steps_shown", "confusion",
    "recall", "by_recall", "mistakes", "test_wrong",
}  # fmt: skip


@dataclass(frozen=True)
class NumberFormat:
    """How a number is printed.

    Parameters
    ----------
    decimals : int
        Digits after the decimal point; the recorded value is rounded once.
    signed : bool
        Print a plus sign before positive values.  Zero has no sign.
    percent : bool
        Print a fraction as a percentage, with ``decimals`` digits after its point.
    grouped : bool
        Separate thousands by thin spaces.
    """

    decimals: int = 3
    signed: bool = False
    percent: bool = False
    grouped: bool = False

    def __call__(self, value: float) -> str:
        """Format ``value``."""
        form = f"{',' if self.grouped else ''}.{self.decimals}f"
        with localcontext(_ROUNDING):  # independent of the caller's context
            magnitude = abs(Decimal(value)) * (100 if self.percent else 1)
            text = format(magnitude, form)
        nothing = not any(digit in text for digit in "123456789")
        text = text.replace(",", THIN_SPACE) + (f"{THIN_SPACE}%" if self.percent else "")
        if nothing:
            return text
        if value < 0:
            return MINUS + text
        return "+" + text if self.signed else text


@dataclass(frozen=True)
class Source:
    """An entry of a recording.

    Parameters
    ----------
    recording : network.Recording or network.CheckpointSeries
        The recording.
    quantity : str
        One of

        - per layer and step: ``activations``, ``z``, ``deltas``, ``products``,
          ``partial_sums``, ``weights``, ``biases``, ``weight_updates``, ``bias_updates``;
        - per step: ``cost``, ``labels``, ``targets``, ``output_errors``, ``predictions``,
          ``epoch``, ``image_index``, ``predicted_class`` (the class of the largest output);
        - of the whole run: ``classes`` (the class of an output), ``layer_sizes``,
          ``setting`` (an entry of the metadata, the index its keys), ``weight_count`` (how many
          weights there are before ``layer`` and in its first ``index[0]`` rows);
        - of a film: ``test_accuracy``, ``test_right``, ``epoch_accuracy``, ``epochs_shown``,
          ``steps_shown``, ``confusion``, ``recall``, ``by_recall``, ``mistakes``,
          ``test_wrong``, and ``weight_changes`` (by layer; the step is the number of the frame);
        - of a full recording: ``updates_made`` (a step as the count of updates before it);
        - or the name of any other array of the recording.
    step : int
        Which training step, from 0; not used for what has none.
    layer : int or None
        Index into the recording's list of layers; None for what a step has only once.
    index : sequence of int or str
        Index within the layer's array, or keys of the metadata.
    """

    recording: Any
    quantity: str
    step: int = 0
    layer: int | None = None
    index: Sequence[int | str] = ()

    @property
    def value(self) -> float:
        """The recorded value, unrounded.

        Raises
        ------
        KeyError
            If the recording holds no such quantity.
        """
        quantity, recording = self.quantity, self.recording
        if quantity == "setting":
            found = recording.metadata
            for key in self.index:
                found = found[key]
            return float(found)
        if quantity == "weight_count":
            weights = recording.weights_at(self.step)
            before = sum(matrix.size for matrix in weights[: self.layer])
            return float(before + weights[self.layer or 0][: int(self.index[0])].size)
        return float(np.asarray(self._array(quantity, recording))[tuple(self.index)])

    @property
    def values(self) -> np.ndarray:
        """All recorded values under the index, as an array.

        Raises
        ------
        KeyError
            If the recording holds no such quantity.
        """
        return np.asarray(self._array(self.quantity, self.recording))[tuple(self.index)]

    def _array(self, quantity: str, recording: Any) -> Any:
        """Return the array that ``index`` applies to."""
        if quantity in _BY_LAYER:
            return getattr(recording, quantity)[self.layer][self.step]
        if quantity in _AT_STEP:
            return getattr(recording, _AT_STEP[quantity])(self.step)[self.layer]
        if quantity in _PER_STEP:
            return getattr(recording, quantity)[self.step]
        if quantity == "updates_made":
            return np.arange(recording.steps + 1)
        if quantity in _OF_A_FILM or quantity == "layer_sizes":
            return getattr(recording, quantity)
        if quantity == "classes":
            return recording.metadata["classes"]
        if quantity == "predicted_class":
            return recording.metadata["classes"][int(recording.predictions[self.step])]
        return recording.arrays[quantity]

    def __deepcopy__(self, memo: dict[int, Any]) -> Source:
        """Return the same object: Manim deep-copies mobjects, which must not copy recordings."""
        return self

    def __str__(self) -> str:
        """Describe the entry, such as ``products[0][1, 3] at step 0``."""
        layer = "" if self.layer is None else f"[{self.layer}]"
        index = f"[{', '.join(map(str, self.index))}]" if self.index else ""
        return f"{self.quantity}{layer}{index} at step {self.step}"


@dataclass(frozen=True)
class AxisValue:
    """A number on a scale, such as a tick label, which comes from no recording.

    Parameters
    ----------
    value : float
        The coordinate; tests compare it with the place of the tick.
    """

    value: float

    def __str__(self) -> str:
        """Describe it."""
        return f"the axis value {self.value:g}"
