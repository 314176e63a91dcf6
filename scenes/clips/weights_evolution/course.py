"""When the clip pauses in the training, and on what scale it shows weights and changes."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np

from network import Evolution
from scenes.claims import MOST_MAPS
from scenes.clips.weights_evolution.zoom_bar import at_rest

__all__ = ["Course", "between"]

MOST_STOPS = 2
"""Most epochs after the first that each end with a rest."""
INSIDE, ROOM = 99.5, 1.15
"""Percentage of the changes that lie within this share of the scale; larger ones are clipped."""
LEAST = 1e-6
"""Least limit of a scale."""
MOST_ROOM = 3.0
"""How much wider the scale of the first weights may be, so that it also holds the last ones."""


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

    def settled(self, at: Callable[[float], float]) -> Callable[[float], float]:
        """Let a training's time rest at its checkpoints, so that all that is drawn agrees."""
        return lambda share: self.share(self.evolution.frame(at(share)))

    @cached_property
    def weight_limit(self) -> float:
        """The scale of the weights, up to the riddle, which holds all of them.

        If it can be, it holds those of the last sum as well, so that both are on one scale.
        """
        first, last = float(np.abs(self.series.weights[0][: self.riddle + 1]).max()), self._summed
        held = max(first, last) if last <= MOST_ROOM * first else first
        return at_rest(max(held, LEAST))

    @cached_property
    def sum_limit(self) -> float:
        """The scale of the last sum: that of the weights, or a larger one that holds it."""
        held = self._summed <= self.weight_limit
        return self.weight_limit if held else at_rest(self._summed)

    @property
    def _summed(self) -> float:
        """The largest magnitude in the last sum: start plus change gives the end."""
        start, end = (self.series.weights[0][k][self.followed] for k in (0, -1))
        return float(max(np.abs(part).max() for part in (start, end - start, end)))

    def early_limit(self, step: int) -> float:
        """Return the scale of the changes by the first ``step`` updates; it holds all of them."""
        weights = self.series.early.weights
        return at_rest(max(1.05 * float(np.abs(weights[: step + 1] - weights[0]).max()), LEAST))

    @cached_property
    def stamp_limit(self) -> float:
        """The scale of the first updates: it holds the first; where more overlap, colours clip."""
        return at_rest(self.early_limit(1))

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
    def limits(self) -> tuple[float, ...]:
        """Every scale that the clip rests at, after that of the weights."""
        stamps = [self.stamp_limit] if self.early else []
        changes = [self.change_limit(frame) for frame in (self.riddle, self.last)]
        return (*stamps, *changes, self.sum_limit)

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
    def followed(self) -> int:
        """The neuron that is followed, one of those with a map.

        Of the quarter whose weights change most, it is the one with most to see: a change that is
        spread over its map, and a strong stamp by the first step.
        """
        change = self.series.weight_changes_at(self.last)[0][:MOST_MAPS]
        sizes = np.linalg.norm(change, axis=1)
        seen = sizes / np.maximum(np.abs(change).max(axis=1), LEAST)
        if self.early:
            seen = seen * np.abs(self.series.early.factors[0][: len(change)])
        most = np.argsort(-sizes, kind="stable")[: -(-len(sizes) // 4)]
        return int(most[np.argmax(seen[most])])
