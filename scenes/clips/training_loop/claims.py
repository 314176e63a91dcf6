"""What captions of the clip claim, and the conditions."""

from __future__ import annotations

import numpy as np

from scenes.claims import (
    FIRST,
    MEANING,
    SEEN,
    Claims,
    Condition,
    Facts,
    always,
    has_answers,
    shows_images,
)
from scenes.clips.training_loop.course import Course

__all__ = ["ALWAYS_TRUE", "CLAIMS", "all_right_in_the_end", "repeats_labels"]


def knows_nothing(facts: Facts) -> bool:
    """The step is the first of a walkthrough, whose weights are random."""
    return is_walkthrough(facts) and facts.step == FIRST


def is_walkthrough(facts: Facts) -> bool:
    """The recording is a walkthrough of the MNIST network's training."""
    return bool(facts.recording.metadata["kind"] == "walkthrough")


def has_no_hidden_layer(facts: Facts) -> bool:
    """The inputs lead to the outputs directly."""
    return len(facts.recording.layer_sizes) == 2


def sends_errors_back(facts: Facts) -> bool:
    """The deltas of the outputs are their errors, and go back through one hidden layer."""
    recording = facts.recording
    return bool(
        len(recording.layer_sizes) == 3
        and np.array_equal(recording.deltas[-1][facts.step], recording.output_errors[facts.step])
    )


def _cost_is(name: str) -> Condition:
    def holds(facts: Facts) -> bool:
        return bool(facts.recording.rules.loss.name == name)

    return holds


def all_right_in_the_end(facts: Facts) -> bool:
    """In the last epoch every answer is right; in the first some is not."""
    counts = facts.recording.epoch_correct
    samples = int(np.count_nonzero(np.asarray(facts.recording.epoch) == 1))
    return counts is not None and bool(counts[-1] == samples > counts[0])


def more_right_in_the_end(facts: Facts) -> bool:
    """More answers are right in the last epoch than in the first."""
    counts = facts.recording.epoch_correct
    return counts is not None and bool(counts[-1] > counts[0])


def cost_is_lower_in_the_end(facts: Facts) -> bool:
    """The mean cost of the last epoch is visibly below that of the first."""
    cost, epoch = np.asarray(facts.recording.cost), np.asarray(facts.recording.epoch)
    return bool(cost[epoch == epoch[-1]].mean() < cost[epoch == 1].mean() - SEEN)


def keeps_images_in_order(facts: Facts) -> bool:
    """The samples are images of several classes, in the same order in every epoch."""
    return shows_images(facts) and has_answers(facts) and Course(facts.recording).same_order


def reads_chosen_pixels(facts: Facts) -> bool:
    """The inputs are some pixels of an image, chosen one by one."""
    recording = facts.recording
    return recording.images is not None and bool(recording.metadata.get("pixels"))


def answers_from_pixels(facts: Facts) -> bool:
    """The inputs are chosen pixels, and the largest of several outputs is the answer."""
    several = facts.recording.layer_sizes[-1] > 1
    return several and has_answers(facts) and reads_chosen_pixels(facts)


def errors_are_deltas(facts: Facts) -> bool:
    """The deltas of the outputs are their errors."""
    recording = facts.recording
    deltas, errors = recording.deltas[-1][facts.step], recording.output_errors[facts.step]
    return bool(np.array_equal(deltas, errors))


def repeats_labels(facts: Facts) -> bool:
    """In the epoch of the step, each answer is the label of the step before, and all are wrong."""
    recording = facts.recording
    here = np.flatnonzero(np.asarray(recording.epoch) == recording.epoch[facts.step])
    targets = np.asarray(recording.targets)[here]
    if not has_answers(facts) or len(here) < 3 or targets.shape[1] < 2:
        return False
    answers, told = np.asarray(recording.predictions)[here], targets.argmax(axis=1)
    return bool(
        np.all(answers[1:] == told[:-1]) and not np.any(np.asarray(recording.correct)[here])
    )


CLAIMS: Claims = {
    "guess": (("", knows_nothing), ("answer", has_answers), ("values", always)),
    "forward": (("", answers_from_pixels), ("values", always)),
    "compare": (
        ("", _cost_is("mean-squared-error")),
        ("half", _cost_is("half-squared-error")),
        ("cost", always),
    ),
    "backward": (
        ("", sends_errors_back),
        ("direct", has_no_hidden_layer),
        ("slopes", always),
    ),
    "update": (("", errors_are_deltas), ("delta", always)),
    "quicker": (
        ("", shows_images),
        ("samples", always),
    ),
    "ask": (("", repeats_labels), ("right", has_answers), ("cost", always)),
    "strides": (("", keeps_images_in_order), ("again", always)),
    "settle": (
        ("", all_right_in_the_end),
        ("more", more_right_in_the_end),
        ("same", has_answers),
        ("lower", cost_is_lower_in_the_end),
        ("cost", always),
    ),
    "all_steps": (("", is_walkthrough), ("own", always)),
}
"""Cases of each caption that claims something, and their conditions."""

ALWAYS_TRUE = {
    MEANING: "loops overtakes",
}
"""Names of the captions that hold for every recording that the clip accepts, by reason."""
