"""The parameters of a network at some moments of its training, and never too many of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerlight.models.weights import ModelWeights

__all__ = ["MOST_BYTES", "MOST_MOMENTS", "Moment", "Moments"]

MOST_MOMENTS = 200
MOST_BYTES = 256 << 20
"""Most moments, and most bytes of their weights and biases, that are kept, besides the last."""


@dataclass(frozen=True, eq=False)
class Moment:
    """What is kept of one moment.

    Parameters
    ----------
    step : int
        The other program's training step.
    found : ModelWeights
        The parameters.
    outputs : numpy.ndarray or None
        What the model itself says for the first samples, shape (m, n_outputs), if it was asked.
    allowed : float
        How far recorded outputs may be away from that.
    """

    step: int
    found: ModelWeights
    outputs: NDArray[np.float64] | None = None
    allowed: float = 0.0


class Moments:
    """Keeps every so many moments, and the last.

    When there are too many, every second one is dropped and half as many of the next are kept, so
    that those that stay are evenly spaced and the first is always among them.

    Parameters
    ----------
    every : int
        How many moments lie between two that are kept.
    """

    def __init__(self, every: int) -> None:
        self._every = every
        self._count = 0
        self._kept: list[Moment] = []
        self._last: Moment | None = None

    @property
    def next_is_kept(self) -> bool:
        """Whether the next moment is kept, and not only until another comes."""
        return self._count % self._every == 0

    @property
    def last(self) -> Moment | None:
        """The last moment, whether it is one of every so many or not."""
        return self._last

    def most(self, found: ModelWeights) -> int:
        """Return how many moments of such a network are kept, the last included."""
        size = sum(each.nbytes for each in (*found.weights, *found.biases))
        return max(2, min(MOST_MOMENTS, MOST_BYTES // size))

    def add(self, moment: Moment) -> None:
        """Add the next moment."""
        if self.next_is_kept:
            self._kept.append(moment)
        self._count += 1
        self._last = moment
        if len(self._kept) >= self.most(moment.found):
            self._kept = self._kept[::2]
            self._every *= 2

    def all(self) -> list[Moment]:
        """Return the moments kept, and the last."""
        if self._last is None or self._last is self._kept[-1]:
            return list(self._kept)
        return [*self._kept, self._last]
