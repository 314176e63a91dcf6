"""What captions of the clip claim, and the conditions."""

from __future__ import annotations

import numpy as np

from scenes.claims import FILLED, MEANING, SHIPPED, Claims, Facts, always, has_chosen_pixels

__all__ = ["ALWAYS_TRUE", "CLAIMS"]


def is_picture(facts: Facts) -> bool:
    """The samples are images."""
    return facts.recording.images is not None


def has_five_pixels(facts: Facts) -> bool:
    """Five pixels of the image are inputs."""
    return has_chosen_pixels(facts) and facts.recording.layer_sizes[0] == 5


def is_scaled(facts: Facts) -> bool:
    """The network reads scaled values."""
    return facts.recording.samples.scaling is not None


def is_standardised(facts: Facts) -> bool:
    """Values are scaled by mean and standard deviation."""
    return is_scaled(facts) and facts.recording.samples.scaling.kind == "standard"


def has_three_digits(facts: Facts) -> bool:
    """The recording is a walkthrough that tells three digits apart."""
    recording = facts.recording
    return recording.metadata["kind"] == "walkthrough" and recording.layer_sizes[-1] == 3


def has_one_hot_target(facts: Facts) -> bool:
    """The target of the step is 1 for the sample's class, and 0 for several others."""
    recording = facts.recording
    if recording.class_names is None or recording.layer_sizes[-1] < 2:
        return False
    target = np.asarray(recording.targets[facts.step])
    return bool(np.isin(target, (0.0, 1.0)).all() and target.sum() == 1.0)


def has_a_single_output(facts: Facts) -> bool:
    """One output tells two classes apart, by the targets 0 and 1."""
    recording = facts.recording
    if recording.class_names is None or recording.layer_sizes[-1] > 1:
        return False
    return bool(np.isin(np.asarray(recording.samples.targets), (0.0, 1.0)).all())


CLAIMS: Claims = {
    "question": (("", is_picture), ("table", always)),
    "inputs": (("", has_five_pixels), ("values", always)),
    "five": (("", has_five_pixels), ("some", has_chosen_pixels), ("drawn", always)),
    "row": (("", is_scaled), ("plain", always)),
    "scaled": (("", is_standardised), ("range", always)),
    "target": (
        ("", lambda facts: has_five_pixels(facts) and has_three_digits(facts)),
        ("classes", has_one_hot_target),
        ("single", has_a_single_output),
        ("numbers", always),
    ),
}
"""Cases of each caption that claims something, and their conditions."""

ALWAYS_TRUE = {
    MEANING: "normalised table labels image one_hot label_matrix",
    "the beat is played only where the example has three digits": "three",
    FILLED: "greys column",
    SHIPPED: "mnist count near",
}
"""Names of the captions that hold for every recording that the clip accepts, by reason."""
