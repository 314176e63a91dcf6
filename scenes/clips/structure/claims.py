"""What captions of the clip claim, and the conditions."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from network.recordings.what_if import strongest_input
from scenes.claims import (
    MEANING,
    SEEN,
    Claims,
    Facts,
    always,
    has_chosen_pixels,
    has_one_hidden_layer,
    has_several_outputs,
    one_is_largest,
    starts_at_random,
)

__all__ = ["ALWAYS_TRUE", "CLAIMS", "guesses_wrong"]


def reads_images(facts: Facts) -> bool:
    """The inputs are pixels of images."""
    return facts.recording.images is not None


def has_hidden_layers(facts: Facts) -> bool:
    """The network has a hidden layer."""
    return len(facts.recording.layer_sizes) > 2


def _moved(facts: Facts) -> tuple[float, list[np.ndarray]]:
    """Return by how much the strongest input moves, and the changes of all layers after it."""
    recording, step = facts.recording, facts.step
    moved = strongest_input(recording, step)
    layers = recording.moved_activations_at(step)
    shift = float(layers[0][moved, moved] - recording.activations[0][step][moved])
    pairs = zip(layers[1:], recording.activations[1:], strict=True)
    return shift, [new[moved] - np.asarray(old[step]) for new, old in pairs]


def darkens_a_pixel(facts: Facts) -> bool:
    """The input that matters most is a pixel, and becomes darker."""
    return reads_images(facts) and _moved(facts)[0] < 0


def every_neuron_changes(facts: Facts) -> bool:
    """If the input that matters most moves, every neuron after it changes visibly."""
    return all(bool(np.all(np.abs(change) >= SEEN)) for change in _moved(facts)[1])


def some_neuron_changes(facts: Facts) -> bool:
    """If the input that matters most moves, some neuron after it changes visibly."""
    return any(bool(np.any(np.abs(change) >= SEEN)) for change in _moved(facts)[1])


def change_shrinks(facts: Facts) -> bool:
    """Every later neuron changes visibly, each by less than any in the layer before."""
    shift, changes = _moved(facts)
    sizes = [np.abs([shift]), *[np.abs(change) for change in changes]]
    return every_neuron_changes(facts) and all(a.min() > b.max() for a, b in pairwise(sizes))


def squeezes(facts: Facts) -> bool:
    """The first layer's function is the sigmoid."""
    return facts.recording.rules.functions[0].name == "sigmoid"


def _answers(facts: Facts) -> tuple[int, int] | None:
    """Return the answers before and after the move of the input, if both are clear."""
    recording, step = facts.recording, facts.step
    if recording.class_names is None or not has_several_outputs(facts):
        return None
    moved = strongest_input(recording, step)
    before = np.asarray(recording.activations[-1][step])
    after = recording.moved_activations_at(step)[-1][moved]
    if not (one_is_largest(before) and one_is_largest(after)):
        return None
    return int(np.argmax(before)), int(np.argmax(after))


def answer_stays(facts: Facts) -> bool:
    """The answer is the same after the input has moved."""
    answers = _answers(facts)
    return answers is not None and answers[0] == answers[1]


def answer_turns(facts: Facts) -> bool:
    """The answer is another after the input has moved."""
    answers = _answers(facts)
    return answers is not None and answers[0] != answers[1]


def stays_wrong(facts: Facts) -> bool:
    """Every neuron changes visibly, yet the answer is wrong before and after."""
    answers = _answers(facts)
    if answers is None or not (answer_stays(facts) and every_neuron_changes(facts)):
        return False
    return answers[1] != int(np.argmax(facts.recording.targets[facts.step]))


def guesses_wrong(facts: Facts) -> bool:
    """What is shown is before training; one output stands out, and stands for a wrong answer."""
    recording, step = facts.recording, facts.step
    has_answer = recording.class_names is not None and has_several_outputs(facts)
    if not (has_answer and leads_to_guesses(facts)):
        return False
    outputs = np.asarray(recording.activations[-1][step])
    return one_is_largest(outputs) and np.argmax(outputs) != np.argmax(recording.targets[step])


def leads_to_guesses(facts: Facts) -> bool:
    """There are hidden layers, and what is shown is before training, with weights at random."""
    return has_hidden_layers(facts) and starts_at_random(facts)


CLAIMS: Claims = {
    "question": (("", reads_images), ("values", always)),
    "neuron": (("", reads_images), ("values", always)),
    "input_layer": (
        ("", has_chosen_pixels),
        ("every", reads_images),
        ("values", always),
    ),
    "hidden_layer": (
        ("", has_one_hidden_layer),
        ("several", has_hidden_layers),
        ("none", always),
    ),
    "first_weights": (("", starts_at_random), ("given", always)),
    "all_values": (
        ("", guesses_wrong),
        ("guesses", leads_to_guesses),
        ("trained", has_hidden_layers),
        ("none", has_several_outputs),
        ("single", always),
    ),
    "one_change": (("", darkens_a_pixel), ("brighter", reads_images), ("values", always)),
    "through_function": (("", squeezes), ("other", always)),
    "one_shift": (("", reads_images), ("values", always)),
    "ripple": (
        ("", has_hidden_layers),
        ("outputs", has_several_outputs),
        ("single", always),
    ),
    "reached": (
        ("", change_shrinks),
        ("every", every_neuron_changes),
        ("some", some_neuron_changes),
        ("none", always),
    ),
    "answer": (
        ("", stays_wrong),
        ("stays", answer_stays),
        ("turns", answer_turns),
        ("values", always),
    ),
}
"""Cases of each caption that claims something, and their conditions."""

ALWAYS_TRUE = {
    MEANING: "output_layer other_depths fully_connected one_value",
}
"""Names of the captions that hold for every recording that the clip accepts, by reason."""
