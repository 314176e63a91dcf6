"""What captions of the clip claim, and the conditions."""

from __future__ import annotations

import numpy as np

from network.recordings.confusion_story import (
    Swing,
    just_turned,
    leans,
    sums_are_steadier,
    swing_of,
)
from network.recordings.confusions import TEST
from scenes.claims import MEANING, SHORT, Claims, Condition, Facts, always
from scenes.clips.confusions.readable import DRAWINGS

__all__ = ["ALWAYS_TRUE", "CLAIMS"]

TURNS = 2
"""Fewest changes of direction in the last quarter of the moments, if a pair still swings."""


def _short_classes(facts: Facts) -> bool:
    """The names of classes are short."""
    return max(map(len, facts.series.classes)) <= SHORT


def own_run_mostly_the_same(facts: Facts) -> bool:
    """Before training, at least half of the answers are the same, of a class with a short name."""
    own = not facts.series.metadata["imported"]
    return own and _short_classes(facts) and mostly_the_same(facts)


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


def just_turned_and_short(facts: Facts) -> bool:
    """At the last moment the pair is confused mainly the other way than at the one before."""
    swing = _swing(facts)
    return swing is not None and _short_classes(facts) and just_turned(facts.series, swing.pair)


def held_out(facts: Facts) -> bool:
    """The samples counted are none of those of the training."""
    return bool(facts.series.metadata["part"] == TEST)


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


def misreads_as_most_often(facts: Facts) -> bool:
    """An image of each of the two commonest confusions is shown; names of classes are short."""
    series, shown = facts.series, facts.also["misread"]
    totals = [int(series.pair_totals[pair]) for pair in (*series.pairs, series.pairs[0])][1:3]
    known = [shown.index(pair) is not None for pair in series.pairs[:2]]
    clear = known == [True, True] and (len(series.pairs) == 2 or totals[0] > totals[1])
    return clear and _short_classes(facts) and misreads_images(facts)


def misreads_drawings_so(facts: Facts) -> bool:
    """The two images are drawings, which are none of those counted."""
    return misreads_as_most_often(facts) and facts.also["misread"].origin == DRAWINGS


def misreads_images(facts: Facts) -> bool:
    """The samples are images."""
    return bool(facts.series.metadata["images"])


CLAIMS: Claims = {
    "untrained": (
        ("", own_run_mostly_the_same),
        ("same", mostly_the_same),
        ("spread", always),
    ),
    "learning": (("", held_out), ("seen", always)),
    "there": (("", _most_taken(0)), ("named", always)),
    "back": (("", _most_taken(1)), ("named", always)),
    "course": (("", _short_classes), ("named", always)),
    "training": (
        ("", two_classes_swing),
        ("more", more_on_the_diagonal),
        ("none", always),
    ),
    "stopped": (("", just_turned_and_short), ("swings", goes_on_swinging), ("stands", always)),
    "rest": (
        ("", several_off_the_diagonal),
        ("one", one_off_the_diagonal),
        ("none", always),
    ),
    "together": (("", steadier_sums), ("named", always)),
    "pairs": (("", one_pair_leads), ("named", always)),
    "misread": (
        ("drawn", misreads_drawings_so),
        ("", misreads_as_most_often),
        ("images", misreads_images),
        ("values", always),
    ),
}
"""Cases of each caption that claims something, and their conditions."""

ALWAYS_TRUE = {
    MEANING: "one diagonal",
}
"""Names of the captions that hold for every recording that the clip accepts, by reason."""
