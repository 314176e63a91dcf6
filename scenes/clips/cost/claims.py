"""What captions of the clip claim, and the conditions."""

from __future__ import annotations

from typing import Any

import numpy as np

from scenes.claims import (
    MEANING,
    SEEN,
    SHORT,
    Claims,
    Facts,
    always,
    has_several_outputs,
    shows_images,
)
from scenes.clips.cost.visits import pulled_back, pushed_towards_zero

__all__ = ["ALWAYS_TRUE", "CLAIMS"]


def _visits(facts: Facts) -> np.ndarray:
    """Return the steps on the sample shown, from the step shown on."""
    index = np.asarray(facts.recording.image_index)
    same = np.flatnonzero(index == index[facts.step])
    return same[same >= facts.step]


def _costs(facts: Facts) -> np.ndarray:
    """Return the sample's cost at each visit."""
    return np.asarray(facts.recording.cost)[_visits(facts)]


def _answered_correctly(recording: Any, step: int) -> bool | None:
    """Return whether the answer at a step is correct, None if there is none."""
    if recording.class_names is None or recording.tied(step):
        return None
    predicted = int(recording.predictions[step])
    if "classes" in recording.metadata:
        return bool(recording.targets[step][predicted] == 1)
    return bool(recording.labels[step] == predicted)


def answer_is_wrong(facts: Facts) -> bool:
    """The answer at the step shown is wrong."""
    return _answered_correctly(facts.recording, facts.step) is False


def names_are_short(facts: Facts) -> bool:
    """The names of all classes fit into a caption."""
    names = facts.recording.class_names
    return names is not None and max(map(len, names)) <= SHORT


def answer_is_wrong_and_short(facts: Facts) -> bool:
    """The answer at the step shown is wrong, and the names of classes are short."""
    return answer_is_wrong(facts) and names_are_short(facts)


def one_hot_and_short(facts: Facts) -> bool:
    """The target is one-hot, and the names of classes are short."""
    return target_is_one_hot(facts) and names_are_short(facts)


def answer_is_correct(facts: Facts) -> bool:
    """The answer at the step shown is correct."""
    return _answered_correctly(facts.recording, facts.step) is True


def outputs_within_zero_and_one(facts: Facts) -> bool:
    """Outputs lie between 0 and 1."""
    last = facts.recording.rules.functions[-1]
    return bool(last.low == 0.0 and last.high == 1.0)


def target_is_one_hot(facts: Facts) -> bool:
    """There are several outputs, one for each class; the target is 1 for the label, else 0."""
    recording = facts.recording
    target = recording.targets[facts.step]
    hot = bool(
        len(target) > 1 and np.sum(target == 1) == 1 and np.sum(target == 0) == len(target) - 1
    )
    return recording.class_names is not None and hot


def cost_is_mean_of_several(facts: Facts) -> bool:
    """The cost is the mean squared error of several outputs."""
    recording = facts.recording
    return recording.rules.loss.name == "mean-squared-error" and recording.layer_sizes[-1] > 1


def cost_is_half_a_sum(facts: Facts) -> bool:
    """The cost is the half squared error."""
    return bool(facts.recording.rules.loss.name == "half-squared-error")


def cost_counts_one_share(facts: Facts) -> bool:
    """The cost is the categorical cross-entropy of a one-hot target."""
    last = facts.recording.rules.functions[-1].name
    target = facts.recording.targets[facts.step]
    return bool(last == "softmax" and np.sum(target != 0) == 1)


def pushed_by_other_classes(facts: Facts) -> bool:
    """Steps on images of other classes push the output for the sample's class back down."""
    visits = [int(step) for step in _visits(facts)]
    back = pulled_back_by_images(facts) and one_hot_and_short(facts)
    return back and pushed_towards_zero(facts.recording, visits)


def pulled_back_by_images(facts: Facts) -> bool:
    """The step on an image lowers its cost, and the steps on other images raise it again."""
    return shows_images(facts) and pulled_back_by_others(facts)


def pulled_back_by_others(facts: Facts) -> bool:
    """The step on the sample lowers its cost, and the steps on other samples raise it again."""
    return pulled_back(facts.recording, [int(step) for step in _visits(facts)])


def next_is_lower(facts: Facts) -> bool:
    """At the next visit the cost is visibly lower."""
    return bool(_costs(facts)[1] < _costs(facts)[0] - SEEN)


def next_is_higher(facts: Facts) -> bool:
    """At the next visit the cost is visibly higher."""
    return bool(_costs(facts)[1] > _costs(facts)[0] + SEEN)


def others_raised_it(facts: Facts) -> bool:
    """At the next visit the cost is higher; in between the weights learned from other samples."""
    return next_is_higher(facts) and len(facts.recording.samples) > 1


def sample_improves(facts: Facts) -> bool:
    """The sample's cost falls at every visit, visibly in total."""
    return ends_lower(facts) and bool(np.all(np.diff(_costs(facts)) < 0))


def improves_and_vanishes(facts: Facts) -> bool:
    """The sample's cost falls at every visit, to less than a hundredth."""
    return sample_improves(facts) and bool(_costs(facts)[-1] < _costs(facts)[0] / 100)


def ends_lower(facts: Facts) -> bool:
    """The sample's cost is lower at the last visit than at the step shown."""
    return bool(_costs(facts)[-1] < _costs(facts)[0] - SEEN)


def ends_higher(facts: Facts) -> bool:
    """The sample's cost is higher at the last visit than at the step shown."""
    return bool(_costs(facts)[-1] > _costs(facts)[0] + SEEN)


CLAIMS: Claims = {
    "answer": (
        ("", answer_is_wrong_and_short),
        ("wrong", answer_is_wrong),
        ("right", always),
    ),
    "question": (
        ("", answer_is_wrong),
        ("right", answer_is_correct),
        ("measure", always),
    ),
    "outputs": (("", outputs_within_zero_and_one), ("scale", always)),
    "target": (("", target_is_one_hot), ("value", always)),
    "mean": (
        ("", cost_is_mean_of_several),
        ("half", cost_is_half_a_sum),
        ("single", always),
    ),
    "curves": (("shares", cost_counts_one_share), ("", always)),
    "total": (
        ("shares", cost_counts_one_share),
        ("", has_several_outputs),
        ("single", always),
    ),
    "own_step": (("", shows_images), ("samples", always)),
    "others": (("", shows_images), ("samples", always)),
    "again": (("", shows_images), ("sample", always)),
    "next_visit": (
        ("", pushed_by_other_classes),
        ("images", pulled_back_by_images),
        ("pulled", pulled_back_by_others),
        ("lower", next_is_lower),
        ("others", others_raised_it),
        ("higher", next_is_higher),
        ("same", always),
    ),
    "later": (
        ("", improves_and_vanishes),
        ("falls", sample_improves),
        ("lower", ends_lower),
        ("higher", ends_higher),
        ("same", always),
    ),
}
"""Cases of each caption that claims something, and their conditions."""

ALWAYS_TRUE = {
    MEANING: "errors squares",
    "the beat is played only where there is room for every square": "spread",
}
"""Names of the captions that hold for every recording that the clip accepts, by reason."""
