"""The visits of training to one sample: their steps, and the network's answer at each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scenes.animation.pace import thinned
from scenes.claims import SEEN
from scenes.provenance.source import Source

__all__ = ["MOST_STEPS", "Visits", "answer_among", "pulled_back", "pushed_towards_zero"]

MOST_STEPS = 14
"""Most steps between two visits that are shown one by one."""


def pulled_back(recording: Any, visits: Sequence[int]) -> bool:
    """Return whether a step lowers its sample's cost, and the next visit finds it higher again.

    Parameters
    ----------
    recording : network.Recording
    visits : sequence of int
        Steps on one sample.
    """
    if len(visits) < 3 or "cost_after" not in recording.arrays:
        return False
    before, then = (float(recording.cost[step]) for step in visits[:2])
    after = float(recording.get("cost_after", step=visits[0]))
    apart = visits[1] - visits[0] > 1
    return apart and after < before - SEEN and after + (before - after) / 2 < then


def pushed_towards_zero(recording: Any, visits: Sequence[int]) -> bool:
    """Return whether each step on another class pushes the output for the sample's class down.

    That is so for steps between the first two visits, whose targets for that output are zero; and
    the next visit finds it lower than the sample's own step left it.

    Parameters
    ----------
    recording : network.Recording
    visits : sequence of int
        Steps on one sample, which :func:`pulled_back` holds for.
    """
    first, then = visits[:2]
    if recording.labels is None or then - first > MOST_STEPS or recording.layer_sizes[-1] < 2:
        return False
    sample, right = int(recording.image_index[first]), int(np.argmax(recording.targets[first]))
    others = [k for k in range(first + 1, then) if np.argmax(recording.targets[k]) != right]
    last = len(recording.layer_sizes) - 1

    def output(updates: int) -> float:
        index = sample, right
        return float(recording.get("sample_activations", step=updates, layer=last, index=index))

    # The next visit's output is the one on screen.
    end = float(recording.activations[-1][then][right])
    wanted = all(recording.targets[k][right] == 0 for k in others)
    falls = all(output(k + 1) < output(k) for k in others)
    return bool(others) and wanted and falls and end < output(first + 1) - SEEN


class Visits:
    """The training steps on one sample, from the step shown in full on.

    Parameters
    ----------
    recording : network.Recording
    step : int
        The step shown in full.
    first, most : int
        Of more than ``most`` visits, the ``first`` are kept, then evenly spaced ones.

    Attributes
    ----------
    all, steps : list of int
        All steps on the sample, and those drawn.
    """

    def __init__(self, recording: Any, step: int, first: int, most: int):
        self.recording, self.step = recording, step
        same = np.flatnonzero(recording.image_index == recording.image_index[step])
        self.all = [int(visit) for visit in same if visit >= step]
        self.steps = thinned(self.all, first, most)

    @property
    def pulled_back(self) -> bool:
        """Whether a step on the sample lowers its cost, and steps on others raise it again.

        That is visible between the first two visits, in recordings of every step.
        """
        return pulled_back(self.recording, self.all)

    @property
    def pushed_towards_zero(self) -> bool:
        """Whether steps on other classes push the output for the sample's class down."""
        return pushed_towards_zero(self.recording, self.all)

    def label(self) -> str | Source:
        """Return the class of the sample, to be said."""
        return self._class("labels", self.step)

    def answer_at(self, step: int) -> str | Source:
        """Return the class that the network answers, to be said."""
        return self._class("predicted_class", step)

    def _class(self, quantity: str, step: int) -> str | Source:
        if "classes" in self.recording.metadata:
            return Source(self.recording, quantity, step)
        names = self.recording.class_names
        return "" if names is None else str(names[int(self.recording.get(quantity, step=step))])


def answer_among(recording: Any, outputs: np.ndarray, shown: Sequence[int]) -> int | None:
    """Return which of the outputs drawn is the largest of all, if one of them is.

    Parameters
    ----------
    recording : network.Recording
    outputs : ndarray
    shown : sequence of int
        Indices of the outputs drawn.
    """
    best = int(np.argmax(outputs))
    tied = np.count_nonzero(outputs == outputs[best]) > 1
    if recording.class_names is None or len(shown) < 2 or tied or best not in shown:
        return None
    return list(shown).index(best)
