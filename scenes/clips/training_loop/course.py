"""The order of a training run: steps in epochs, and what is known of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from scenes.provenance.source import Source

__all__ = ["Course"]


@dataclass(frozen=True)
class Course:
    """The training steps of a recording, epoch by epoch.

    Parameters
    ----------
    recording : network.Recording
    """

    recording: Any

    @property
    def stops(self) -> int:
        """Number of steps in an epoch."""
        return int(np.count_nonzero(np.asarray(self.recording.epoch) == 1))

    @property
    def epochs(self) -> int:
        """Number of epochs."""
        return int(self.recording.epoch[-1])

    @property
    def total(self) -> int:
        """Number of steps."""
        return int(self.recording.steps)

    @property
    def has_answers(self) -> bool:
        """Whether answers can be right or wrong."""
        return self.recording.correct is not None

    @property
    def says_numbers(self) -> bool:
        """Whether the classes that can be answered are numbers."""
        return self.has_answers and "classes" in self.recording.metadata

    @property
    def same_order(self) -> bool:
        """Whether every epoch goes through the samples in the same order."""
        order = np.asarray(self.recording.image_index)
        later = order[self.stops :]
        return bool(np.array_equal(later, order[: len(later)]))

    def first_of_epoch(self, step: int) -> int:
        """Return the first step of a step's epoch."""
        return step - int(self.recording.place_in_epoch[step])

    def last_of_epoch(self, step: int) -> int:
        """Return the last step of a step's epoch."""
        return min(self.first_of_epoch(step) + self.stops, self.total) - 1

    def ends(self, step: int) -> list[int]:
        """Return the last steps of a step's epoch and of all later ones."""
        return list(range(self.last_of_epoch(step), self.total, self.stops))

    def correct(self, step: int) -> bool:
        """Return whether a step's answer was right."""
        return bool(self.recording.correct[step])

    def source(self, quantity: str, step: int) -> Source:
        """Return the source of a quantity recorded for each step."""
        return Source(self.recording, quantity, step)
