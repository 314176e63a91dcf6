"""Moments of a training that are worth stopping at, found in its confusion matrices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from network.recordings.confusions import ConfusionSeries

__all__ = [
    "Fashion",
    "Neglect",
    "commonest_answer",
    "fashions",
    "most_one_sided",
    "neglected",
]

MANY_CLASSES = 5
"""From this number of classes on, two answers together make a fashion, else one."""
FASHIONABLE, BEYOND = 0.6, 1.6
"""Least share of all answers, and how many times its classes' share of the samples that is."""
SECOND = 0.25
"""Least share of the second class in the answers of a fashion of two."""
MOST_FASHIONS = 2
HARDLY = 0.05
"""A class is neglected if it is answered at most this often, as a share of its samples."""
ONE_SIDED, FEWEST = 2.0, 5
"""How many times as frequent a mistake is as its reverse, both as shares of their classes, and how
many more of it there are: of few, a surplus may be chance."""


@dataclass(frozen=True)
class Fashion:
    """A moment at which most answers are the same one or two classes."""

    moment: int
    classes: tuple[int, ...]


@dataclass(frozen=True)
class Neglect:
    """A moment at which most answers are right, but one class is hardly ever the answer."""

    moment: int
    label: int
    answer: int


def commonest_answer(series: ConfusionSeries, moment: int) -> int:
    """Return the class that is answered most often at a moment."""
    return int(np.argmax(series.answers[moment]))


def fashions(series: ConfusionSeries) -> list[Fashion]:
    """Return up to two moments of early fashions, other than the one before training."""
    count = 2 if len(series.classes) >= MANY_CLASSES else 1
    total, first = int(series.answers[0].sum()), commonest_answer(series, 0)
    found: list[Fashion] = []
    before: set[int] = {first}
    start = 1
    while len(found) < MOST_FASHIONS:
        candidates = []
        for moment in range(start, series.last):
            top = _commonest(series, moment, count)
            said = int(series.answers[moment, top].sum())
            usual = int(series.members[top].sum())
            new = not before & set(top.tolist()) if not found else set(top.tolist()) != before
            if new and said >= FASHIONABLE * total and said >= BEYOND * usual:
                candidates.append((said, -moment, tuple(sorted(top.tolist()))))
        if not candidates:
            return found
        _, negative, classes = max(candidates)
        found.append(Fashion(-negative, classes))
        before, start = set(classes), 1 - negative
    return found


def _commonest(series: ConfusionSeries, moment: int, count: int) -> NDArray[np.intp]:
    """Return the commonest answer, or the two commonest if both are common."""
    answers = series.answers[moment]
    top: NDArray[np.intp] = np.argsort(-answers, kind="stable")[:count]
    return np.asarray(top[answers[top] >= SECOND * answers[top].sum()])


def neglected(series: ConfusionSeries) -> Neglect | None:
    """Return the moment with most right answers at which a class is hardly ever the answer."""
    after = max((fashion.moment for fashion in fashions(series)), default=0)
    total = int(series.members.sum())
    given = np.where(series.members > 0, series.answers, total)
    hardly = given <= HARDLY * np.maximum(series.members, 1)
    moments = [
        moment
        for moment in range(after + 1, series.last)
        if hardly[moment].any() and 2 * series.right[moment] > total
    ]
    if not moments:
        return None
    moment = max(moments, key=lambda each: int(series.right[each]))
    label = int(np.argmax(np.where(hardly[moment], series.members, -1)))
    return Neglect(moment, label, int(np.argmax(series.mistakes[moment, label])))


def most_one_sided(series: ConfusionSeries, shown: int) -> tuple[int, int] | None:
    """Return the most frequent of the shown pairs that is confused mainly one way, if any.

    Parameters
    ----------
    series : ConfusionSeries
    shown : int
        How many of the most frequent pairs are looked at.
    """
    last, members = series.mistakes[-1], series.members

    def ratio(pair: tuple[int, int]) -> float:
        a, b = pair
        # Shares of their classes: more samples of a class have more mistakes, too.
        there, back = last[a, b] / max(members[a], 1), last[b, a] / max(members[b], 1)
        smaller = min(there / max(back, 1e-12), last[a, b] / max(last[b, a], 1e-12))
        return float(smaller)

    clear = [
        pair
        for pair in series.pairs[:shown]
        if ratio(pair) >= ONE_SIDED and last[pair] - last[pair[::-1]] >= FEWEST
    ]
    return max(clear, key=lambda pair: int(last[pair] - last[pair[::-1]]), default=None)
