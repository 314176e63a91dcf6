"""What captions of the clip claim, and the conditions."""

from __future__ import annotations

from network.recordings.confusion_story import fashions, most_one_sided, neglected
from scenes.claims import LOOK, MEANING, SHORT, Claims, Condition, Facts, always

__all__ = ["ALWAYS_TRUE", "CLAIMS", "SHOWN_PAIRS"]

SHOWN_PAIRS = 4
"""Number of most frequent confusions shown, as pairs of digits."""


def _short_classes(facts: Facts) -> bool:
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


def _fashion(which: int, count: int) -> Condition:
    def holds(facts: Facts) -> bool:
        found = fashions(facts.series)[which]
        return _short_classes(facts) and len(found.classes) == count

    return holds


def _one_class(which: int) -> Condition:
    return lambda facts: len(fashions(facts.series)[which].classes) == 1


def names_a_neglected_class(facts: Facts) -> bool:
    """The names of classes are short."""
    return _short_classes(facts)


def samples_gather(facts: Facts) -> bool:
    """In the end most samples are on the diagonal, more than at the moments shown before."""
    right, series = facts.series.right, facts.series
    stops = [0, *(found.moment for found in fashions(series))]
    stops += [found.moment for found in [neglected(series)] if found]
    most = 2 * right[-1] > series.members.sum()
    return bool(most and right[-1] > right[stops].max())


def more_on_the_diagonal(facts: Facts) -> bool:
    """In the end more samples are on the diagonal than at first."""
    return bool(facts.series.right[-1] > facts.series.right[0])


def several_off_the_diagonal(facts: Facts) -> bool:
    """In the end more than one sample is answered wrongly."""
    return bool(facts.series.wrong[-1] > 1)


def one_off_the_diagonal(facts: Facts) -> bool:
    """In the end one sample is answered wrongly."""
    return bool(facts.series.wrong[-1] == 1)


def one_pair_leads(facts: Facts) -> bool:
    """One pair of classes with short names is confused more often than any other."""
    series = facts.series
    totals = sorted((int(series.pair_totals[pair]) for pair in series.pairs), reverse=True)
    return _short_classes(facts) and (len(totals) == 1 or totals[0] > totals[1])


def one_sided_and_short(facts: Facts) -> bool:
    """A pair of classes with short names is confused mainly one way."""
    return _short_classes(facts) and one_sided(facts)


def one_sided(facts: Facts) -> bool:
    """A pair of classes is confused mainly one way, also as shares of their samples."""
    return most_one_sided(facts.series, SHOWN_PAIRS) is not None


def _misread_from(origin: str) -> Condition:
    def holds(facts: Facts) -> bool:
        return bool(facts.also["misread"].origin == origin)

    return holds


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
    "fashion": (
        ("", _fashion(0, 2)),
        ("single", _fashion(0, 1)),
        ("one", _one_class(0)),
        ("classes", always),
    ),
    "next_fashion": (
        ("", _fashion(1, 2)),
        ("single", _fashion(1, 1)),
        ("one", _one_class(1)),
        ("classes", always),
    ),
    "neglected": (("", names_a_neglected_class), ("named", always)),
    "training": (
        ("", samples_gather),
        ("more", more_on_the_diagonal),
        ("none", always),
    ),
    "rest": (
        ("", several_off_the_diagonal),
        ("one", one_off_the_diagonal),
        ("none", always),
    ),
    "pairs": (("", one_pair_leads), ("named", always)),
    "direction": (
        ("", one_sided_and_short),
        ("named", one_sided),
        ("even", always),
    ),
    "misread": (
        ("", _misread_from("drawings")),
        ("mnist", _misread_from("mnist")),
        ("own", misreads_images),
        ("values", always),
    ),
}
"""Cases of each caption that claims something, and their conditions."""

ALWAYS_TRUE = {
    LOOK: "counts",
    MEANING: "diagonal",
}
"""Names of the captions that hold for every recording that the clip accepts, by reason."""
