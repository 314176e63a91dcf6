"""When the clip pauses in the training, and on what scale it shows weights and changes."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from network import Evolution
from scenes.clips.weights_evolution.zoom_bar import at_rest

__all__ = ["Course", "between"]

MOST_STOPS = 2
"""Most epochs after the first that each end with a rest."""
INSIDE, ROOM = 99.5, 1.15
"""Percentage of the changes that lie within this share of the scale; larger ones are clipped."""
LEAST = 1e-6
"""Least limit of a scale."""


def between(first: float, last: float, share: float) -> float:
    """Return a value on the way from one scale to another, at an even pace of zooming."""
    return float(first * (last / first) ** share)


class Course:
    """Moments and scales of the clip.

    Parameters
    ----------
    evolution : network.Evolution
    """

    def __init__(self, evolution: Evolution):
        self.evolution, self.series = evolution, evolution.series
        self.riddle, self.last = self.series.mostly_learned, len(self.series.steps_shown) - 1
        self.early = len(self.series.early)

    def share(self, frame: int) -> float:
        """Return the fraction of the time on screen at which a checkpoint is reached."""
        return self.evolution.share(int(self.series.steps_shown[frame]))

    @cached_property
    def weight_limit(self) -> float:
        """The scale of the weights, up to the riddle; it holds all of them."""
        largest = float(np.abs(self.series.weights[0][: self.riddle + 1]).max())
        return at_rest(max(1.02 * largest, LEAST))

    def early_limit(self, step: int) -> float:
        """Return the scale of the changes by the first ``step`` updates; it holds all of them."""
        weights = self.series.early.weights
        return at_rest(max(1.05 * float(np.abs(weights[: step + 1] - weights[0]).max()), LEAST))

    @cached_property
    def stamp_limit(self) -> float:
        """The scale of the first updates: it holds the first, and nearly all of the others."""
        weights = self.series.early.weights
        inside = float(np.percentile(np.abs(weights[-1] - weights[0]), INSIDE))
        return at_rest(max(self.early_limit(1), inside))

    @cached_property
    def _limits(self) -> np.ndarray:
        """The scale of the changes at each checkpoint."""
        weights = self.series.weights[0]
        inside = [ROOM * np.percentile(np.abs(later - weights[0]), INSIDE) for later in weights]
        floor = self.early_limit(self.early) if self.early else inside[-1] / 20
        limits = np.maximum.accumulate(np.maximum(inside, max(floor, LEAST)))
        return np.array([at_rest(float(limit)) for limit in limits])

    def change_limit(self, frame: int) -> float:
        """Return the scale of the changes at a checkpoint."""
        return float(self._limits[frame])

    @property
    def limits(self) -> tuple[float, float]:
        """The least and the largest scale of the changes."""
        least = self.stamp_limit if self.early else float(self._limits[0])
        return least, float(self._limits[-1])

    def ends(self) -> list[int]:
        """Return the checkpoints of the end of the first epoch, if it is known, and of the run."""
        images = self.series.metadata["images"]
        if not images:
            return [self.last]
        first = self.evolution.frame_of(images)
        return sorted({first, self.last})

    def later_ends(self) -> list[int]:
        """Return the checkpoints at which the training rests after its first epoch.

        They are the ends of the later epochs if these are few, else that of the run.
        """
        images, epochs = self.series.metadata["images"], self.series.metadata["epochs"]
        stops = [images * k for k in range(2, epochs + 1)]
        if not len(stops) <= MOST_STOPS:
            return [self.last]
        return [self.evolution.frame_of(step) for step in stops]

    @cached_property
    def strongest(self) -> int:
        """The neuron whose weights change most in all."""
        change = self.series.weight_changes_at(self.last)[0]
        return int(np.argmax(np.linalg.norm(change, axis=1)))

    def stamped(self, shown: int) -> list[int]:
        """Return which of the first ``shown`` neurons the first step changes most, up and down.

        First the one with the larger change; the other only if there is one of the other sign.
        """
        factors = self.series.early.factors[0][:shown]
        first = int(np.argmax(np.abs(factors)))
        other = int(np.argmax(-np.sign(factors[first]) * factors))
        return [first, other] if factors[first] * factors[other] < 0 else [first]
