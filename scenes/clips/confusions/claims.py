"""What captions of the clip claim, and the conditions."""

from __future__ import annotations

import numpy as np

from network.recordings.confusion_story import (
    Swing,
    leans,
    pairs_stand_out,
    sums_are_steadier,
    swing_of,
)
from scenes.claims import LOOK, MEANING, SHORT, Claims, Condition, Facts, always

__all__ = ["ALWAYS_TRUE", "CLAIMS"]

TURNS = 2
"""Fewest changes of direction in the last quarter of the moments, if a pair still swings."""


def _short_classes(facts: Facts) -> bool:
    """The names of classes are short."""
    return max(map(len, facts.series.classes)) <= SHORT


def own_run_and_short(facts: Facts) -> bool:
    """The run is our own, so the first weights are untrained; names of classes are short."""
    return _short_classes(facts) and not facts.series.metadata["imported"]


def own_run_mostly_the_same(facts: Facts) -> bool:
    """Before training, at least half of the answers are the same, of a class with a short name."""
    return own_run_and_short(facts) and mostly_the_same(facts)


def mostly_the_same(facts: Facts) -> bool:
    """At first, at least half of the answers are the same."""
    answers = facts.series.answers[0]
    return bool(2 * answers.max() >= answers.sum())


def _swing(facts: Facts) -> Swing | None:
    return swing_of(facts.series)


def _most_taken(turn: int) -> Condition:
    """At a turn, most of a class with a short name are taken for the other."""

    def holds(facts: Facts) -> bool:
        swing = _swing(facts)
        if swing is None or not _short_classes(facts):
            return False
        label, answer = swing.pair[:: -1 if turn else 1]
        taken = facts.series.confusion[swing.turns[turn], label, answer]
        return bool(2 * taken > facts.series.members[label])

    return holds


def two_classes_swing(facts: Facts) -> bool:
    """Two classes are confused now one way, now the other."""
    return _swing(facts) is not None


def goes_on_swinging(facts: Facts) -> bool:
    """In the last quarter of the moments, the pair still changes direction."""
    swing = _swing(facts)
    if swing is None:
        return False
    found = leans(facts.series, swing.pair)
    signs = np.sign(found[-max(len(found) // 4, 1) :])
    return int(np.count_nonzero(np.diff(signs[signs != 0]))) >= TURNS


def more_on_the_diagonal(facts: Facts) -> bool:
    """In the end more samples are on the diagonal than at first."""
    return bool(facts.series.right[-1] > facts.series.right[0])


def just_turned(facts: Facts) -> bool:
    """At the last moment the pair is confused mainly the other way than at the one before."""
    swing = _swing(facts)
    if swing is None:
        return False
    before, last = np.sign(leans(facts.series, swing.pair))[-2:]
    return bool(before * last < 0)


def several_off_the_diagonal(facts: Facts) -> bool:
    """In the end more than one sample is answered wrongly."""
    return bool(facts.series.wrong[-1] > 1)


def one_off_the_diagonal(facts: Facts) -> bool:
    """In the end one sample is answered wrongly."""
    return bool(facts.series.wrong[-1] == 1)


def steadier_sums(facts: Facts) -> bool:
    """The pair still changes direction; how often it is confused at all changes far less."""
    swing = _swing(facts)
    if swing is None or not goes_on_swinging(facts):
        return False
    return sums_are_steadier(facts.series, swing.pair)


def one_pair_leads(facts: Facts) -> bool:
    """One pair of classes with short names is confused more often than any other."""
    series = facts.series
    totals = sorted((int(series.pair_totals[pair]) for pair in series.pairs), reverse=True)
    return _short_classes(facts) and (len(totals) == 1 or totals[0] > totals[1])


def _misread_from(origin: str) -> Condition:
    def holds(facts: Facts) -> bool:
        return bool(facts.also["misread"].origin == origin)

    return holds


def pairs_of_digits_stand_out(facts: Facts) -> bool:
    """Images of digits are misread, and a few pairs take up far more mistakes than their share."""
    digits = list(map(str, range(10)))
    known = facts.also["misread"].origin in ("drawings", "mnist")
    return known and list(facts.series.classes) == digits and pairs_stand_out(facts.series)


def misreads_images(facts: Facts) -> bool:
    """The samples are images."""
    return bool(facts.series.metadata["images"])


CLAIMS: Claims = {
    "one": (("", own_run_and_short), ("named", always)),
    "untrained": (
        ("", own_run_mostly_the_same),
        ("same", mostly_the_same),
        ("spread", always),
    ),
    "there": (("", _most_taken(0)), ("named", always)),
    "back": (("", _most_taken(1)), ("named", always)),
    "course": (("", _short_classes), ("named", always)),
    "training": (
        ("", two_classes_swing),
        ("more", more_on_the_diagonal),
        ("none", always),
    ),
    "stopped": (("", just_turned), ("swings", goes_on_swinging), ("stands", always)),
    "rest": (
        ("", several_off_the_diagonal),
        ("one", one_off_the_diagonal),
        ("none", always),
    ),
    "together": (("", steadier_sums), ("named", always)),
    "pairs": (("", one_pair_leads), ("named", always)),
    "misread": (
        ("", pairs_of_digits_stand_out),
        ("drawn", _misread_from("drawings")),
        ("mnist", _misread_from("mnist")),
        ("own", misreads_images),
        ("values", always),
    ),
}
"""Cases of each caption that claims something, and their conditions."""

ALWAYS_TRUE = {
    LOOK: "learning guess",
    MEANING: "diagonal",
}
"""Names of the captions that hold for every recording that the clip accepts, by reason."""
