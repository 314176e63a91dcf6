"""What captions of the clip claim, and the conditions."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from scenes.claims import LOOK, MEANING, MOST_MAPS, Claims, Facts, always

__all__ = ["ALWAYS_TRUE", "CLAIMS"]

ALIKE = 0.95
"""Least correlation of maps that look the same."""


def _ends(series: Any) -> list[int]:
    """Return the series's frames at the start and at the end of each epoch."""
    steps = range(0, series.steps + 1, series.metadata["images"])
    return [int(np.searchsorted(series.steps_shown, step)) for step in steps]


def all_neurons_have_maps(facts: Facts) -> bool:
    """Every neuron of the first layer is drawn as a map."""
    return bool(facts.series.layer_sizes[1] <= MOST_MAPS)


def all_hidden_neurons_have_maps(facts: Facts) -> bool:
    """Every neuron of the first layer is drawn as a map, and is a hidden one."""
    return all_neurons_have_maps(facts) and len(facts.series.layer_sizes) > 2


def maps_start_at_random(facts: Facts) -> bool:
    """The first weights shown are those before training, and they were drawn at random."""
    about = facts.recording.metadata
    start = about.get("start") or ""
    return bool(facts.series.steps_shown[0] == 0 and start not in ("given", "imported", ""))


def _at_the_riddle(facts: Facts) -> tuple[np.ndarray, np.ndarray]:
    """Return the first layer's weights at the start, and when most accuracy is gained."""
    weights = facts.series.weights[0]
    return weights[0].ravel(), weights[facts.series.mostly_learned].ravel()


def maps_look_the_same(facts: Facts) -> bool:
    """The accuracy has risen by a third of what it can, and the maps hardly differ."""
    start, now = _at_the_riddle(facts)
    accuracy = facts.series.test_accuracy
    gained = accuracy[facts.series.mostly_learned] - accuracy[0]
    alike = np.std(start) > 0 and np.std(now) > 0 and np.corrcoef(start, now)[0, 1] > ALIKE
    return bool(gained > (1 - accuracy[0]) / 3 and alike)


def changes_are_small(facts: Facts) -> bool:
    """The change when most accuracy is gained is at most half as large as the random start."""
    start, now = _at_the_riddle(facts)
    change = np.abs(now - start).mean()
    return bool(maps_start_at_random(facts) and 0 < change < np.abs(start).mean() / 2)


def stamps_are_finer(facts: Facts) -> bool:
    """The first updates change weights by much less than most accuracy took."""
    start, now = _at_the_riddle(facts)
    early = facts.series.early.weights
    return bool(2 * np.abs(early[-1] - early[0]).max() < np.percentile(np.abs(now - start), 99.5))


def four_more_digits(facts: Facts) -> bool:
    """After the first step, four more are known one by one, and their classes are digits."""
    series = facts.series
    digits = all(name == str(k) for k, name in enumerate(series.class_names))
    return digits and len(series.early) == 5


def thousands_of_images(facts: Facts) -> bool:
    """An epoch has two thousand steps or more, after which some weights have changed by 0.1."""
    series = facts.series
    changed = np.abs(series.weights[0][-1] - series.weights[0][0]).max()
    return bool(series.metadata["images"] >= 2000 and changed >= 0.1)


def tested_on_others(facts: Facts) -> bool:
    """The accuracy is that of samples held out."""
    return bool(facts.series.held_out)


def has_later_epochs(facts: Facts) -> bool:
    """The series has more than one epoch."""
    return facts.series.metadata["epochs"] > 1


def changes_shrink(facts: Facts) -> bool:
    """In every later epoch the first layer's weights change less than in the first."""
    series, ends = facts.series, _ends(facts.series)
    weights = series.weights[0]
    changed = [float(np.abs(weights[b] - weights[a]).mean()) for a, b in pairwise(ends)]
    return has_later_epochs(facts) and all(later < changed[0] for later in changed[1:])


def later_epochs_help(facts: Facts) -> bool:
    """Test accuracy rises after the first epoch."""
    ends = _ends(facts.series)
    return has_later_epochs(facts) and bool(
        facts.series.test_right[ends[-1]] > facts.series.test_right[ends[1]]
    )


def later_epochs_refine(facts: Facts) -> bool:
    """Later epochs change weights less and raise test accuracy."""
    return changes_shrink(facts) and later_epochs_help(facts)


def two_more_outgrow(facts: Facts) -> bool:
    """After two later epochs that refine, the largest change exceeds every random first weight."""
    series = facts.series
    if series.metadata["epochs"] != 3 or not later_epochs_refine(facts):
        return False
    start, end = series.weights[0][0], series.weights[0][-1]
    return maps_start_at_random(facts) and bool(np.abs(end - start).max() > np.abs(start).max())


def stamps_fade(facts: Facts) -> bool:
    """The first updates change weights by a small share of what the whole training does."""
    series = facts.series
    stamped = np.abs(series.early.weights[-1] - series.early.weights[0]).max()
    return bool(
        20 * stamped < np.abs(series.weight_changes_at(len(series.steps_shown) - 1)[0]).max()
    )


def new_images_from_a_random_start(facts: Facts) -> bool:
    """The first weights are random, and the accuracy is that of samples held out."""
    return tested_on_others(facts) and maps_start_at_random(facts)


def change_does_most(facts: Facts) -> bool:
    """Without its random start, the network gains more than half of what training gained."""
    series = facts.series
    if not new_images_from_a_random_start(facts):
        return False
    start, end, alone = series.test_right[0], series.test_right[-1], series.change_alone_right
    return alone is not None and bool(2 * (alone - start) > end - start > 0)


CLAIMS: Claims = {
    "matrix": (
        ("", all_hidden_neurons_have_maps),
        ("outputs", all_neurons_have_maps),
        ("some", always),
    ),
    "maps": (("", maps_start_at_random), ("start", always)),
    "riddle": (("", maps_look_the_same), ("changed", always)),
    "all_changes": (("", changes_are_small), ("large", always)),
    "first_image": (("", stamps_are_finer), ("again", always)),
    "pile_up": (("", four_more_digits), ("next", always)),
    "rescale": (("", stamps_fade), ("on", always)),
    "first_epoch": (("", thousands_of_images), ("on", always)),
    "later_epochs": (
        ("", two_more_outgrow),
        ("refine", later_epochs_refine),
        ("help", later_epochs_help),
        ("more", has_later_epochs),
        ("single", always),
    ),
    "result": (("", new_images_from_a_random_start), ("start", always)),
    "take_away": (("", maps_start_at_random), ("start", always)),
    "alone": (("", change_does_most), ("score", always)),
}
"""Cases of each caption that claims something, and their conditions."""

ALWAYS_TRUE = {
    LOOK: "fold training_begins",
    MEANING: "subtract growth stamps",
}
"""Names of the captions that hold for every recording that the clip accepts, by reason."""
