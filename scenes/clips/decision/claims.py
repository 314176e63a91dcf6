"""What captions of the clip claim, and the conditions."""

from __future__ import annotations

import numpy as np

from network.data.dataset import class_answers
from network.recordings.plane import all_samples, best_step, border_crossings, is_solved_by_hidden
from scenes.claims import (
    MOST_DRAWN,
    SHIPPED,
    Claims,
    Facts,
    always,
    has_one_hidden_layer,
    is_own_run,
)

__all__ = ["ALWAYS_TRUE", "CLAIMS"]

TOGETHER = 0.05
"""Largest difference of hidden values of samples that land together."""


def _one_line_fails(facts: Facts) -> bool:
    """The samples are those at which a single neuron fails, and there are hidden neurons."""
    line = facts.also.get("xor_line")
    return line is not None and is_solved_by_hidden(facts.recording, line)


def costs_more_at_best(facts: Facts) -> bool:
    """A single neuron gets most right at a higher cost than at last: its one error is sure."""
    if not _one_line_fails(facts):
        return False
    line = facts.also["xor_line"]
    best = best_step(line)
    z = line.sample_z_at(best)[-1][:, 0]
    wrong = class_answers(line.sample_activations_at(best)[-1]) != line.samples.labels
    falls = line.get("all_samples_cost", step=best) > line.get("all_samples_cost", step=line.steps)
    return bool(falls and wrong.sum() == 1 and np.argmax(np.abs(z)) == np.flatnonzero(wrong)[0])


def two_lines_instead_of_one(facts: Facts) -> bool:
    """A single neuron fails at the samples; here there are two hidden ones in one layer."""
    sizes = facts.recording.layer_sizes
    return _one_line_fails(facts) and len(sizes) == 3 and sizes[1] == 2


def some_hidden_are_drawn(facts: Facts) -> bool:
    """The first hidden layer is too large to be drawn whole."""
    return bool(facts.recording.layer_sizes[1] > MOST_DRAWN)


def hidden_neurons_bend(facts: Facts) -> bool:
    """The first layer's activation function is a ReLU, and there is one hidden layer."""
    return facts.recording.rules.functions[0].name == "relu" and has_one_hidden_layer(facts)


def all_samples_correct(facts: Facts) -> bool:
    """After the last step, the answer for every sample is correct."""
    recording = facts.recording
    count = int(all_samples(recording, "all_samples_correct", recording.steps))
    return count == len(recording.samples)


def two_borders_for_one(facts: Facts) -> bool:
    """A single neuron fails; the network does not, and its plane has two borders."""
    last = facts.recording.steps
    crossed = border_crossings(facts.recording, last)
    return _one_line_fails(facts) and all_samples_correct(facts) and crossed == 2


def _outputs_keep_order(facts: Facts) -> bool:
    """Each output rises with its own pre-activation, so that answers have straight borders."""
    return facts.recording.rules.functions[-1].name != "relu"


def _hidden_is_curved(facts: Facts) -> bool:
    return any(function.name != "identity" for function in facts.recording.rules.functions[:-1])


def one_hidden_layer_folds(facts: Facts) -> bool:
    """There is one hidden layer, and its activation function is not linear."""
    return has_one_hidden_layer(facts) and _hidden_is_curved(facts)


def one_line_in_the_hidden_plane(facts: Facts) -> bool:
    """The output layer separates two classes by a straight line."""
    return facts.recording.layer_sizes[-1] <= 2 and _outputs_keep_order(facts)


def triangles_land_together(facts: Facts) -> bool:
    """A single neuron fails, the network does not; its hidden neurons treat triangles alike."""
    recording = facts.recording
    if not (two_lines_instead_of_one(facts) and all_samples_correct(facts)):
        return False
    hidden = recording.sample_activations_at(recording.steps)[1][recording.samples.labels == 1]
    return one_line_in_the_hidden_plane(facts) and bool(np.ptp(hidden, axis=0).max() < TOGETHER)


def straight_borders_in_the_hidden_plane(facts: Facts) -> bool:
    """The answers have straight borders in the plane of the last hidden layer."""
    return _outputs_keep_order(facts)


def crosses_twice(facts: Facts) -> bool:
    """On the diagonal, the answer changes twice; in the hidden plane there is one line."""
    crossed = border_crossings(facts.recording, facts.recording.steps)
    return crossed == 2 and one_line_in_the_hidden_plane(facts)


def crosses_a_border(facts: Facts) -> bool:
    """On the diagonal, the answer changes."""
    return border_crossings(facts.recording, facts.recording.steps) > 0


def fold_separates(facts: Facts) -> bool:
    """All samples are correct, by one line in a plane that was not moved as a whole."""
    folded = _hidden_is_curved(facts) and one_line_in_the_hidden_plane(facts)
    return folded and all_samples_correct(facts)


CLAIMS: Claims = {
    "question": (("", _one_line_fails), ("where", always)),
    "best": (("", costs_more_at_best), ("most", always)),
    "hidden": (
        ("", two_lines_instead_of_one),
        ("some", some_hidden_are_drawn),
        ("bends", hidden_neurons_bend),
        ("lines", has_one_hidden_layer),
        ("layers", always),
    ),
    "start": (("", is_own_run), ("checkpoint", always)),
    "training": (("", two_lines_instead_of_one), ("border", always)),
    "result": (
        ("", two_borders_for_one),
        ("all", all_samples_correct),
        ("some", always),
    ),
    "fold": (("", one_hidden_layer_folds), ("last", always)),
    "separate": (
        ("", triangles_land_together),
        ("line", one_line_in_the_hidden_plane),
        ("borders", straight_borders_in_the_hidden_plane),
        ("answers", always),
    ),
    "journey": (("", crosses_twice), ("crosses", crosses_a_border), ("follows", always)),
    "end": (
        ("", fold_separates),
        ("borders", straight_borders_in_the_hidden_plane),
        ("hidden", always),
    ),
}
"""Cases of each caption that claims something, and their conditions."""

ALWAYS_TRUE = {
    SHIPPED: "neuron one_line stuck why impossible",
}
"""Names of the captions that hold for every recording that the clip accepts, by reason."""
