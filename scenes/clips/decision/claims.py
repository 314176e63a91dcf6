"""What captions of the clip claim, and the conditions."""

from __future__ import annotations

import numpy as np

from network.data.dataset import class_answers
from network.recordings.plane import (
    CELLS,
    all_samples,
    is_solved_by_hidden,
    plane,
)
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

NEAR = 0.06
"""Largest distance of a line from a border near it, as a share of the diagonal."""
TOGETHER = 0.05
"""Largest difference of hidden values of samples that land together."""


def _one_line_fails(facts: Facts) -> bool:
    """The samples are those at which a single neuron fails, and there are hidden neurons."""
    line = facts.also.get("xor_line")
    return line is not None and is_solved_by_hidden(facts.recording, line)


def two_lines_instead_of_one(facts: Facts) -> bool:
    """A single neuron fails at the samples; here there are two hidden ones in one layer."""
    sizes = facts.recording.layer_sizes
    return _one_line_fails(facts) and len(sizes) == 3 and sizes[1] == 2


def two_lines_at_one_half(facts: Facts) -> bool:
    """On the lines of the two hidden neurons, their activations are one half."""
    first = facts.recording.rules.functions[0].name
    return two_lines_instead_of_one(facts) and first == "sigmoid"


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


def a_border_near_each_line(facts: Facts) -> bool:
    """Two lines instead of one; all is correct, and each line has a border near it.

    Both are measured where they cross the diagonal of the plane.
    """
    recording = facts.recording
    if not (two_lines_instead_of_one(facts) and all_samples_correct(facts)):
        return False
    z, activations = plane(recording, recording.steps)
    along = np.arange(CELLS)
    borders = np.flatnonzero(np.diff(class_answers(activations[-1][along, along])))
    lines = [np.flatnonzero(np.diff(z[0][along, along, row] > 0)) for row in (0, 1)]
    if len(borders) != 2 or any(len(line) != 1 for line in lines):
        return False
    apart = np.sort(np.concatenate(lines)) - borders
    return bool(np.abs(apart).max() <= NEAR * CELLS)


def each_line_cuts_off_a_disc(facts: Facts) -> bool:
    """Two sigmoid lines, with borders near; each has one disc on its own side, and not the same."""
    if not (two_lines_at_one_half(facts) and a_border_near_each_line(facts)):
        return False
    recording = facts.recording
    above = recording.sample_z_at(recording.steps)[0] > 0
    labels = recording.samples.labels
    alone = set()
    for side in above.T:
        own = np.flatnonzero(side == (np.count_nonzero(side) == 1))
        alone.update(own.tolist() if len(own) == 1 else [])
    return len(alone) == 2 and not any(labels[k] for k in alone)


def _wanted(facts: Facts, first: bool, second: bool) -> bool:
    """The triangles alone have the two hidden neurons on or off like this; so the output wants it.

    On is above one half; what the output wants on has a positive weight.
    """
    if not each_line_cuts_off_a_disc(facts):
        return False
    recording = facts.recording
    wanted = np.array([first, second])
    on = recording.sample_activations_at(recording.steps)[1] > 0.5
    alike = (on == wanted).all(axis=1) == (recording.samples.labels == 1)
    weights = recording.weights_at(recording.steps)[1][0]
    return bool(alike.all() and ((weights > 0) == wanted).all())


def second_without_first(facts: Facts) -> bool:
    """The output is high where the second hidden neuron is on and the first is off."""
    return _wanted(facts, first=False, second=True)


def first_without_second(facts: Facts) -> bool:
    """The output is high where the first hidden neuron is on and the second is off."""
    return _wanted(facts, first=True, second=False)


def both_on(facts: Facts) -> bool:
    """The output is high where both hidden neurons are on."""
    return _wanted(facts, first=True, second=True)


def both_off(facts: Facts) -> bool:
    """The output is high where both hidden neurons are off."""
    return _wanted(facts, first=False, second=False)


def _outputs_keep_order(facts: Facts) -> bool:
    """Each output rises with its own pre-activation, so that answers have straight borders."""
    return facts.recording.rules.functions[-1].name != "relu"


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


def one_cut_becomes_two_lines(facts: Facts) -> bool:
    """The line among the activations meets the folded plane twice: near each hidden line."""
    return triangles_land_together(facts) and a_border_near_each_line(facts)


CLAIMS: Claims = {
    "question": (("", _one_line_fails), ("where", always)),
    "hidden": (
        ("", two_lines_at_one_half),
        ("some", some_hidden_are_drawn),
        ("bends", hidden_neurons_bend),
        ("lines", has_one_hidden_layer),
        ("layers", always),
    ),
    "both": (
        ("", second_without_first),
        ("first", first_without_second),
        ("on", both_on),
        ("off", both_off),
        ("combines", always),
    ),
    "start": (("", is_own_run), ("checkpoint", always)),
    "training": (
        ("", each_line_cuts_off_a_disc),
        ("two", two_lines_instead_of_one),
        ("border", always),
    ),
    "result": (
        ("", a_border_near_each_line),
        ("all", all_samples_correct),
        ("some", always),
    ),
    "fold": (("", has_one_hidden_layer), ("last", always)),
    "lift": (("", has_one_hidden_layer), ("last", always)),
    "separate": (
        ("", triangles_land_together),
        ("line", one_line_in_the_hidden_plane),
        ("borders", straight_borders_in_the_hidden_plane),
        ("answers", always),
    ),
    "end": (
        ("", one_cut_becomes_two_lines),
        ("line", one_line_in_the_hidden_plane),
        ("borders", straight_borders_in_the_hidden_plane),
        ("hidden", always),
    ),
}
"""Cases of each caption that claims something, and their conditions."""

ALWAYS_TRUE = {
    SHIPPED: "neuron zero one_line stuck why impossible",
    "the beat is played only where each of two lines cuts off a disc": "first second",
}
"""Names of the captions that hold for every recording that the clip accepts, by reason."""
