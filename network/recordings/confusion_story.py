"""What is worth telling of a training, found in its confusion matrices."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from network.recordings.confusions import ConfusionSeries

__all__ = [
    "Swing", "commonest_answer", "just_turned", "leans", "sums_are_steadier", "swing_of",
]  # fmt: skip

CLEAR, AGAIN = 0.25, 0.1
"""Least lean of a pair at its first two turns, and at the third."""
FEWEST = 5
"""Least surplus of one way over the other at a turn: of few mistakes, it may be chance."""


@dataclass(frozen=True)
class Swing:
    """A pair of classes that is confused now mainly one way, now mainly the other.

    Parameters
    ----------
    pair : (int, int)
        At the first turn, mainly the first of these classes is taken for the second.
    turns : (int, int, int)
        Moments: the first turn, the moment after it, at which it is the other way round, and a
        later one, at which it is as at first.
    """

    pair: tuple[int, int]
    turns: tuple[int, int, int]


def commonest_answer(series: ConfusionSeries, moment: int) -> int:
    """Return the class that is answered most often at a moment."""
    return int(np.argmax(series.answers[moment]))


def leans(series: ConfusionSeries, pair: tuple[int, int]) -> NDArray[np.float64]:
    """Return how much more of the first class is taken for the second than the reverse.

    Both are shares of their classes, as more samples of a class have more mistakes, too.

    Parameters
    ----------
    series : ConfusionSeries
    pair : (int, int)

    Returns
    -------
    numpy.ndarray
        For each moment, from -1 to 1; 0 where the two ways are not ordered alike as counts.
    """
    (a, b), counts, members = pair, series.confusion, np.maximum(series.members, 1)
    lean = counts[:, a, b] / members[a] - counts[:, b, a] / members[b]
    more = np.sign(counts[:, a, b] - counts[:, b, a])
    return np.asarray(np.where(np.sign(lean) == more, lean, 0.0))


def just_turned(series: ConfusionSeries, pair: tuple[int, int]) -> bool:
    """Return whether a pair is confused the other way at the last moment than at the one before."""
    before, last = np.sign(leans(series, pair))[-2:]
    return bool(before * last < 0)


def swing_of(series: ConfusionSeries) -> Swing | None:
    """Return the pair that swings most from one moment to the next, and then back; None if none."""
    found: list[tuple[float, Swing]] = []
    for a, b in combinations(range(len(series.classes)), 2):
        for pair in ((a, b), (b, a)):
            lean = leans(series, pair)
            surplus = np.abs(series.confusion[:, a, b] - series.confusion[:, b, a])
            lean = np.where(surplus >= FEWEST, lean, 0.0)
            for first in np.flatnonzero((lean[:-1] >= CLEAR) & (lean[1:] <= -CLEAR)).tolist():
                later = lean[first + 2 :]
                if later.size and later.max() >= AGAIN:
                    turns = (first, first + 1, first + 2 + int(later.argmax()))
                    found.append((lean[first] - lean[first + 1], Swing(pair, turns)))
    return max(found, key=lambda each: each[0])[1] if found else None


def sums_are_steadier(series: ConfusionSeries, pair: tuple[int, int]) -> bool:
    """Return whether a pair's sums of both ways vary far less than each way, in the end.

    This has to hold for the last moments however many of them are looked at, from four to twelve.

    Parameters
    ----------
    series : ConfusionSeries
    pair : (int, int)
    """
    up, down = (series.confusion[:, a, b] for a, b in (pair, pair[::-1]))
    return all(
        2 * _spread((up + down)[-count:]) < min(_spread(up[-count:]), _spread(down[-count:]))
        for count in range(4, 13)
    )


def _spread(counts: NDArray[np.int64]) -> float:
    """Return how far apart counts are, in units of their mean."""
    return float(np.ptp(counts) / max(counts.mean(), 1e-9))
