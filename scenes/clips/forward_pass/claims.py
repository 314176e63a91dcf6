"""What captions of the clip claim, and the conditions."""

from __future__ import annotations

import numpy as np

from scenes.claims import (
    FIRST,
    MEANING,
    MOST_DRAWN,
    Claims,
    Condition,
    Facts,
    always,
    biases_start_at_zero,
    one_is_largest,
)

__all__ = ["ALWAYS_TRUE", "CLAIMS"]

NEAR_HALF = 0.15
"""How far from one half outputs are that have decided nothing."""


def _outputs(facts: Facts) -> np.ndarray:
    return np.asarray(facts.recording.activations[-1][facts.step])


def one_output_is_largest(facts: Facts) -> bool:
    """One output is the largest, as printed."""
    return one_is_largest(_outputs(facts))


def undecided_digit(facts: Facts) -> bool:
    """All outputs of an untrained walkthrough are near one half, and one is the largest."""
    outputs = _outputs(facts)
    near = bool(np.abs(outputs - 0.5).max() < NEAR_HALF)
    return untrained_digit(facts) and near and one_output_is_largest(facts)


def untrained_digit(facts: Facts) -> bool:
    """The step shown is the first of a walkthrough, whose samples are digits."""
    return facts.step == FIRST and facts.recording.metadata["kind"] == "walkthrough"


def some_pixels_go_in(facts: Facts) -> bool:
    """The inputs are some pixels of a larger image."""
    return pixels_go_in(facts) and facts.recording.samples.pixels is not None


def five_pixels_of_a_digit(facts: Facts) -> bool:
    """The inputs are five pixels of a digit."""
    walkthrough = facts.recording.metadata["kind"] == "walkthrough"
    return walkthrough and some_pixels_go_in(facts) and len(facts.recording.samples.pixels) == 5


def five_pixels_of_three_digits(facts: Facts) -> bool:
    """The inputs are five pixels of one of three digits."""
    return five_pixels_of_a_digit(facts) and facts.recording.layer_sizes[-1] == 3


def pixels_go_in(facts: Facts) -> bool:
    """The inputs are pixels."""
    return facts.recording.images is not None


def inputs_are_scaled(facts: Facts) -> bool:
    """The inputs are values of a table that were scaled."""
    return facts.recording.samples.scaling is not None


def all_inputs_are_drawn(facts: Facts) -> bool:
    """The first layer is small enough to be drawn whole."""
    return bool(facts.recording.layer_sizes[0] <= MOST_DRAWN)


def an_input_is_zero(facts: Facts) -> bool:
    """All inputs are drawn, and one of them is zero."""
    inputs = np.asarray(facts.recording.activations[0][facts.step])
    return all_inputs_are_drawn(facts) and bool((inputs == 0).any())


def no_bias_before_training(facts: Facts) -> bool:
    """The step shown is the first of a run of our own, which starts without biases."""
    return facts.step == FIRST and not facts.recording.is_imported and biases_start_at_zero(facts)


def _functions(facts: Facts) -> list[str]:
    return [function.name for function in facts.recording.rules.functions]


def _first_is(name: str) -> Condition:
    def holds(facts: Facts) -> bool:
        return _functions(facts)[0] == name

    return holds


def first_layer_has_a_curve(facts: Facts) -> bool:
    """The first layer's function acts on each neuron alone."""
    return _functions(facts)[0] != "softmax"


def _later(hidden: int, softmax: bool) -> Condition:
    """Hold for networks with one hidden layer or more, whose outputs are a softmax or not."""

    def holds(facts: Facts) -> bool:
        names = _functions(facts)
        enough = len(names) == 2 if hidden == 1 else len(names) > 2
        return enough and (names[-1] == "softmax") == softmax

    return holds


def answers_are_numbers(facts: Facts) -> bool:
    """The targets are quantities, not classes."""
    return facts.recording.class_names is None


def one_output_for_two_classes(facts: Facts) -> bool:
    """One output says which of two classes it is."""
    return facts.recording.class_names is not None and facts.recording.layer_sizes[-1] == 1


def _classes_and(condition: Condition) -> Condition:
    def holds(facts: Facts) -> bool:
        several = int(facts.recording.layer_sizes[-1]) > 1
        return several and facts.recording.class_names is not None and condition(facts)

    return holds


def _answer_is(right: bool, digit: bool) -> Condition:
    def holds(facts: Facts) -> bool:
        recording = facts.recording
        if recording.class_names is None or (digit and not untrained_digit(facts)):
            return False
        labels = recording.labels
        if recording.metadata["kind"] == "walkthrough":
            answered = np.argmax(recording.activations[-1][facts.step])
            return (recording.targets[facts.step][answered] == 1) == right
        return (recording.predictions[facts.step] == labels[facts.step]) == right

    return holds


CLAIMS: Claims = {
    "question": (
        ("", five_pixels_of_three_digits),
        ("pixels", five_pixels_of_a_digit),
        ("part", some_pixels_go_in),
        ("image", pixels_go_in),
        ("table", always),
    ),
    "inputs": (
        ("", some_pixels_go_in),
        ("image", pixels_go_in),
        ("scaled", inputs_are_scaled),
        ("table", always),
    ),
    "running_sum": (("", an_input_is_zero), ("all", all_inputs_are_drawn), ("rest", always)),
    "bias": (("", no_bias_before_training), ("biased", always)),
    "squash": (
        ("", _first_is("sigmoid")),
        ("tanh", _first_is("tanh")),
        ("relu", _first_is("relu")),
        ("identity", always),
    ),
    "other_rows": (("", first_layer_has_a_curve), ("linear", always)),
    "output_layer": (
        ("", _later(1, softmax=False)),
        ("softmax", _later(1, softmax=True)),
        ("deep", _later(2, softmax=False)),
        ("deep_softmax", _later(2, softmax=True)),
        ("shares", always),
    ),
    "outputs": (
        ("", _classes_and(undecided_digit)),
        ("largest", _classes_and(one_output_is_largest)),
        ("binary", one_output_for_two_classes),
        ("numbers", answers_are_numbers),
        ("equals", always),
    ),
    "answer": (
        ("", _answer_is(right=False, digit=True)),
        ("right", _answer_is(right=True, digit=True)),
        ("numbers", answers_are_numbers),
        ("correct", _answer_is(right=True, digit=False)),
        ("mistaken", always),
    ),
}
"""Cases of each caption that claims something, and their conditions."""

ALWAYS_TRUE = {
    MEANING: "products matrix",
    "the beat is played only where one output is the largest": "winner",
}
"""Names of the captions that hold for every recording that the clip accepts, by reason."""
