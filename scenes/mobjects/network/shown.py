"""What of a network is drawn: which neurons, on which scale, with how many digits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from scenes.provenance.source import NumberFormat

__all__ = ["MOST_NEURONS", "UNIT", "ValueScale", "nice_ceiling", "shown_neurons", "value_format",
           "value_scale"]  # fmt: skip

MOST_NEURONS = 8
"""Largest layer of which every neuron is drawn."""
WIDE, NARROW = 0.36, 0.33
"""Radii of discs from which three decimals fit, and two with a sign, in frame units."""
SOME = 6
"""Number of neurons drawn of a larger layer."""


@dataclass(frozen=True)
class ValueScale:
    """The values that are drawn as the darkest and the brightest fill.

    Parameters
    ----------
    low, high : float
    """

    low: float = 0.0
    high: float = 1.0

    def share(self, value: float) -> float:
        """Return how bright a value is, 0 to 1."""
        return min(max((value - self.low) / (self.high - self.low), 0.0), 1.0)


UNIT = ValueScale()


def nice_ceiling(value: float) -> float:
    """Return the least 1, 2 or 5 times a power of ten that is not below a positive value."""
    power = 10.0 ** math.floor(math.log10(value))
    for step in (1.0, 2.0, 5.0, 10.0):
        if value <= step * power * (1 + 1e-9):
            return float(f"{step * power:.3g}")
    return 10.0 * power


def value_scale(recording: Any, layer: int) -> ValueScale:
    """Return the scale of a layer's values, the same at every step of a recording.

    Sigmoid and softmax neurons and pixels run from 0 to 1, tanh neurons from −1 to 1, ReLU neurons
    from 0 to a round number above every recorded value, others from its negative to it.
    """
    if layer:
        function = recording.rules.functions[layer - 1]
        if math.isfinite(function.low) and math.isfinite(function.high):
            return ValueScale(function.low, function.high)
        values = np.asarray(recording.activations[layer])
    else:
        values = recording.samples.input_rows()
        if values.min() >= 0.0 and values.max() <= 1.0:
            return UNIT
    high = nice_ceiling(max(float(np.abs(values).max()), 1e-6))
    return ValueScale(0.0 if values.min() >= 0.0 else -high, high)


def shown_neurons(
    recording: Any,
    step: int,
    layer: int,
    focus: int = 0,
    most: int = MOST_NEURONS,
    inputs: Sequence[int] = (),
) -> list[int]:
    """Return the indices of the neurons of a layer that are drawn.

    All of up to eight.  Of a larger layer six: those with the largest products for one neuron of
    the next layer, or the largest outputs, with the target among them.

    Parameters
    ----------
    recording : network.Recording
    step : int
        Training step whose values decide.
    layer : int
    focus : int
        Index of the neuron of layer 1 that is worked out in full; it is always drawn.
    most : int
        Largest layer of which every neuron is drawn.
    inputs : sequence of int
        Indices of inputs that are always drawn.
    """
    size = recording.layer_sizes[layer]
    if size <= most:
        return list(range(size))
    values = np.asarray(recording.activations[layer][step])
    if layer == len(recording.layer_sizes) - 1:
        weight = values + 1e9 * recording.targets[step]
    else:
        above = focus if layer == 0 else 0
        weight = np.abs(recording.weights_at(step)[layer][above] * values)
    if layer == 1:
        weight[focus] = np.inf
    if layer == 0:
        weight[list(inputs)] = np.inf
    order = np.argsort(-weight, kind="stable")[: min(SOME, most)]
    return sorted(int(k) for k in order)


def value_format(recording: Any, layer: int, radius: float) -> NumberFormat:
    """Return how a layer's values are printed in discs of a radius, in frame units."""
    scale = value_scale(recording, layer)
    largest = max(abs(scale.low), abs(scale.high))
    whole = max(0, math.floor(math.log10(largest))) if largest > 1 else 0
    decimals = 3 if radius >= WIDE else 2
    if scale.low < 0:  # room for a minus sign
        decimals = 2 if radius >= NARROW else 1
    return NumberFormat(max(0, decimals - whole))
