"""What captions of the clip claim, and the conditions."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from scenes.animation.pace import thinned
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

__all__ = ["ALWAYS_TRUE", "CLAIMS", "echoes_labels"]

SLOWED, MOST_ANSWERS = 0.25, 16
"""Weights change far less once their change has sunk to this share; most answers on a ring."""
FEW_EPOCHS, MOST_EPOCHS = 9, 40
"""Of more epochs than the second number, some are compared, the first few in any case."""


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


def all_right_and_slower(facts: Facts) -> bool:
    """Every answer becomes right; from then on weights change ever less, in the end far less."""
    recording = facts.recording
    if not all_right_in_the_end(facts):
        return False
    size, steps = int(np.count_nonzero(np.asarray(recording.epoch) == 1)), recording.steps
    epochs = thinned(range(steps // size + 1), FEW_EPOCHS, MOST_EPOCHS)
    held = [recording.weights_at(size * epoch) for epoch in epochs]
    moved = np.array([
        max(float(np.abs(b - a).max()) for a, b in zip(before, after, strict=True))
        for before, after in pairwise(held)
    ]) / np.diff(epochs)  # fmt: skip
    wrong = np.flatnonzero(np.asarray(recording.epoch_correct) < size).max(initial=-1)
    since = int(np.searchsorted(epochs, wrong + 1))
    return bool(moved[-1] < SLOWED * moved[0] and np.all(np.diff(moved[since:]) <= 0))


def turns_right(facts: Facts) -> bool:
    """Cost and wrong answers of the last epoch are fewer than those of the first."""
    return more_right_in_the_end(facts) and cost_is_lower_in_the_end(facts)


def echoes_labels(facts: Facts) -> bool:
    """No answer of the walkthrough's first epoch is right: each is the label of the step before."""
    recording = facts.recording
    if not is_walkthrough(facts) or facts.step != FIRST:
        return False
    size = int(recording.metadata["images"])
    answers = np.asarray(recording.predicted_class)[:size]
    return bool(
        3 <= size <= MOST_ANSWERS
        and len(recording.metadata["classes"]) <= size
        and np.array_equal(answers[1:], np.asarray(recording.labels)[: size - 1])
        and not np.any(recording.correct[:size])
    )


def reads_chosen_pixels(facts: Facts) -> bool:
    """The inputs are some pixels of an image, chosen one by one."""
    recording = facts.recording
    return recording.images is not None and bool(recording.metadata.get("pixels"))


def answers_wrongly(facts: Facts) -> bool:
    """The inputs are chosen pixels, and the largest output is not that of their class."""
    correct = facts.recording.correct
    several = facts.recording.layer_sizes[-1] > 1
    wrong = correct is not None and not correct[facts.step]
    return several and wrong and reads_chosen_pixels(facts)


def every_epoch_more_right(facts: Facts) -> bool:
    """Accuracy rises from each epoch to the next."""
    return bool(np.all(np.diff(facts.series.epoch_accuracy) > 0))


CLAIMS: Claims = {
    "guess": (("", knows_nothing), ("answer", has_answers), ("values", always)),
    "forward": (("", answers_wrongly), ("pixels", reads_chosen_pixels), ("values", always)),
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
    "quicker": (
        ("", shows_images),
        ("samples", always),
    ),
    "ask": (("", echoes_labels), ("again", has_answers), ("cost", always)),
    "strides": (("", turns_right), ("again", always)),
    "settle": (
        ("", all_right_and_slower),
        ("more", more_right_in_the_end),
        ("same", has_answers),
        ("lower", cost_is_lower_in_the_end),
        ("cost", always),
    ),
    "all_steps": (("", is_walkthrough), ("own", always)),
    "shapes": (("", is_walkthrough), ("own", always)),
    "accuracy": (("", every_epoch_more_right), ("each", always)),
}
"""Cases of each caption that claims something, and their conditions."""

ALWAYS_TRUE = {
    MEANING: "delta update loops",
    "the beat is played only where answers echo the labels before them": "echo",
}
"""Names of the captions that hold for every recording that the clip accepts, by reason."""
