"""What captions of the clip claim, and the conditions."""

from __future__ import annotations

import numpy as np

from network.recordings.erasing import ink_erased
from network.recordings.questions import SAMPLE
from network.recordings.readings import label_of, misread_image
from scenes.claims import (
    FILLED,
    LOOK,
    MEANING,
    MOST_MAPS,
    Claims,
    Condition,
    Facts,
    always,
    one_is_largest,
)

__all__ = ["ALWAYS_TRUE", "CLAIMS"]


def reads_a_digit(facts: Facts) -> bool:
    """The network was trained on MNIST, and the image is none of its training."""
    return bool(facts.recording.metadata["kind"] == "inference")


def reads_a_new_image(facts: Facts) -> bool:
    """The image is none of those that the network was trained on."""
    return bool(facts.recording.metadata["inputs"][facts.step]["origin"] != SAMPLE)


def _layer_is(layer: int, *names: str) -> Condition:
    def holds(facts: Facts) -> bool:
        return facts.recording.functions[layer].name in names

    return holds


def all_first_neurons_fit(facts: Facts) -> bool:
    """All neurons of the first hidden layer are drawn."""
    return bool(facts.recording.layer_sizes[1] <= MOST_MAPS)


def two_sigmoids(facts: Facts) -> bool:
    """The first hidden layer and the output have sigmoids."""
    return all(facts.recording.functions[layer].name == "sigmoid" for layer in (0, -1))


def one_score_is_largest(facts: Facts) -> bool:
    """One score is the largest, as printed."""
    return one_is_largest(np.asarray(facts.recording.activations[-1][facts.step]))


def no_score_reaches_half(facts: Facts) -> bool:
    """All scores are below 0.5, and the largest possible one is 1."""
    within = _layer_is(-1, "sigmoid", "softmax")(facts)
    return within and bool(facts.recording.activations[-1][facts.step].max() < 0.5)


def misread_before(facts: Facts) -> bool:
    """The first image has a label, which is not the answer."""
    label = label_of(facts.recording, facts.step)
    return label is not None and label != int(
        np.argmax(facts.recording.activations[-1][facts.step])
    )


def _outputs_without_ink(facts: Facts) -> tuple[np.ndarray, int, int]:
    """Return what the network answers once the ink is erased, the answer before, and the label."""
    found = misread_image(facts.recording, facts.step, facts.also["inference"])
    assert found is not None
    recording, number = found
    answer, label = int(np.argmax(recording.activations[-1][number])), label_of(recording, number)
    assert label is not None
    erased = ink_erased(recording, number, (answer, label))
    assert erased is not None
    return np.asarray(erased.activations[-1][-1]), answer, label


def reads_the_label_without_ink(facts: Facts) -> bool:
    """Once the ink is erased, the label's output is the largest, as printed."""
    outputs, _, label = _outputs_without_ink(facts)
    return one_is_largest(outputs) and int(np.argmax(outputs)) == label


def reads_another_without_ink(facts: Facts) -> bool:
    """Once the ink is erased, a third class has the largest output, as printed."""
    outputs, answer, label = _outputs_without_ink(facts)
    return one_is_largest(outputs) and int(np.argmax(outputs)) not in (answer, label)


def reads_the_same_without_ink(facts: Facts) -> bool:
    """Once the ink is erased, the answer is the same as before."""
    outputs, answer, _ = _outputs_without_ink(facts)
    return one_is_largest(outputs) and int(np.argmax(outputs)) == answer


def reads_most_right(facts: Facts) -> bool:
    """The network's test accuracy is known and above 0.5."""
    accuracy = facts.recording.metadata["network"].get("test_accuracy")
    return accuracy is not None and float(accuracy) > 0.5


CLAIMS: Claims = {
    "digit": (("", reads_a_digit), ("image", reads_a_new_image), ("sample", always)),
    "squash": (
        ("", _layer_is(0, "sigmoid")),
        ("tanh", _layer_is(0, "tanh")),
        ("relu", _layer_is(0, "relu")),
        ("identity", always),
    ),
    "hidden": (("", all_first_neurons_fit), ("some", always)),
    "add_up": (
        ("", two_sigmoids),
        ("softmax", _layer_is(-1, "softmax")),
        ("sum", _layer_is(-1, "identity")),
        ("curve", always),
    ),
    "scores": (
        ("", _layer_is(-1, "sigmoid")),
        ("softmax", _layer_is(-1, "softmax")),
        ("numbers", always),
    ),
    "answer": (
        ("unsure", no_score_reaches_half),
        ("", one_score_is_largest),
        ("equals", always),
    ),
    "failure": (("another", misread_before), ("", always)),
    "reread": (
        ("", reads_the_label_without_ink),
        ("another", reads_another_without_ink),
        ("same", reads_the_same_without_ink),
        ("equals", always),
    ),
    "always": (("", reads_most_right), ("few", always)),
}
"""Cases of each caption that claims something, and their conditions."""

ALWAYS_TRUE = {
    MEANING: "preparation weights seen deeper",
    LOOK: "products",
    FILLED: "network contributions culprit erase",
    "it asks, and the image's class is known": "question",
}
"""Names of the captions that hold for every recording that the clip accepts, by reason."""
