"""The visits of training to one sample: their steps, and the network's answer at each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scenes.animation.pace import thinned
from scenes.claims import SEEN
from scenes.provenance.source import Source

__all__ = ["Visits", "pulled_back"]


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

    def winner(self, visit: int, shown: Sequence[int]) -> int | None:
        """Return which of the outputs drawn is the answer at a visit, if one of them is."""
        recording, step = self.recording, self.steps[visit]
        if recording.class_names is None or len(shown) < 2 or recording.tied(step):
            return None
        best = int(np.argmax(recording.activations[-1][step]))
        return list(shown).index(best) if best in shown else None
