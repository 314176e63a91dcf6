"""Which recorded steps a clip goes through, and how fast."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenes.animation.timing import soft_ends
from scenes.provenance.source import Source

__all__ = ["Course", "Moment"]

DENSE = 5000
"""Runs of up to so many steps can be shown at any of them; longer ones at their checkpoints."""
MOST = 400
"""Largest number of steps to choose from."""
BY_CHANGE = 0.82
"""Share of the time that is spent according to what changes; the rest by steps."""
RATE = 30
"""Moments a second that are drawn."""
SHORT_EPOCH = 20
"""Of longer epochs, steps before the end of the first one are shown, too."""


@dataclass(frozen=True)
class Moment:
    """A moment on the way from one shown step to the next.

    Parameters
    ----------
    step, after : int
        Numbers of updates.
    share : float
        From ``step``, 0, to ``after``, 1.
    """

    step: int
    after: int
    share: float = 0.0

    @property
    def nearest(self) -> int:
        """The number of updates that numbers are shown for."""
        return self.step if self.share < 0.5 else self.after


class Course(ABC):
    """The steps shown of one recording, in an order of time in which the picture changes evenly.

    Parameters
    ----------
    recording : network.Recording
    also : collection of int
        Further numbers of updates to be shown.

    Attributes
    ----------
    steps : list of int
        Numbers of updates, from 0 to the last.
    last : int
    """

    def __init__(self, recording: Any, also: Collection[int] = ()):
        self.recording = recording
        self.steps = sorted({*self._chosen(), *also})
        self.last = self.steps[-1]

    @abstractmethod
    def picture(self, step: int) -> NDArray[np.float64]:
        """Return what is drawn after a number of updates: values whose change counts alike."""

    def _chosen(self) -> list[int]:
        recording, kept = self.recording, self.recording.checkpoint_steps
        if recording.is_imported:
            return [int(step) for step in kept]
        if recording.steps > DENSE:
            steps = kept[kept <= recording.steps]
        else:
            # Samples of a short epoch pull to and fro; from epoch to epoch the way is smooth.
            each = int(np.count_nonzero(np.asarray(recording.epoch) == 1))
            steps = np.arange(0, recording.steps + 1, each)
            if each > SHORT_EPOCH:
                steps = np.union1d(np.arange(each), steps)
        if len(steps) > MOST:
            places = (len(steps) - 1) * np.linspace(0, 1, MOST) ** 1.5
            steps = steps[np.unique(np.rint(places).astype(int))]
        return [int(step) for step in np.union1d(steps, [0, recording.steps])]

    @cached_property
    def _progress(self) -> NDArray[np.float64]:
        """The share of the time at which each step is reached."""
        if len(self.steps) == 1:
            return np.zeros(1)
        pictures = (self.picture(step) for step in self.steps)
        before, changes = next(pictures), []
        for now in pictures:
            changes.append(float(np.abs(now - before).mean()))
            before = now
        changed = np.concatenate([[0.0], np.add.accumulate(changes)])
        even = np.linspace(0.0, 1.0, len(self.steps))
        if changed[-1] == 0:
            return even
        return np.asarray(BY_CHANGE * changed / changed[-1] + (1 - BY_CHANGE) * even)

    def at(self, share: float) -> Moment:
        """Return the moment at a share of the time, 0 to 1."""
        if len(self.steps) == 1:
            return Moment(self.last, self.last)
        return self.place(float(np.interp(share, self._progress, np.arange(len(self.steps)))))

    def place(self, place: float) -> Moment:
        """Return the moment at a place in the list of steps, which need not be whole."""
        k = min(int(place), len(self.steps) - 2)
        return Moment(self.steps[k], self.steps[k + 1], place - k)

    def through(self, seconds: float, start: float = 0.0, stop: float = 1.0) -> Any:
        """Return a function from the share of a play of that length to the moment drawn then.

        Parameters
        ----------
        seconds : float
        start, stop : float
            Shares of the time of the whole course at which the play begins and ends.
        """
        count = max(1, round(RATE * seconds))

        def moment(share: float) -> Moment:
            way = soft_ends(round(min(share, 1.0) * count) / count)
            return self.at(start + (stop - start) * way)

        return moment

    def share_of(self, step: int) -> float:
        """Return the share of the time at which a step is reached."""
        return float(np.interp(step, self.steps, self._progress))

    def source(self, quantity: str, step: int) -> Source:
        """Return a quantity of all samples after a number of updates."""
        return Source(self.recording, quantity, step)

    def count(self, step: int) -> Source:
        """Return the number of updates, or the number of the checkpoint, as a recorded entry."""
        if self.recording.is_imported:
            return Source(self.recording, "kept_at", index=(self.steps.index(step),))
        return Source(self.recording, "updates_made", index=(step,))
