"""What captions of the clip claim, and the conditions."""

from __future__ import annotations

from scenes.claims import FILLED, MEANING, Claims, Facts, always, biases_start_at_zero

__all__ = ["ALWAYS_TRUE", "CLAIMS"]


def bias_slides_left(facts: Facts) -> bool:
    """The neuron whose bias is swept has a positive weight."""
    return bool(facts.also["bias_study"].metadata["sweep_weight"] > 0)


def bias_parts_them(facts: Facts) -> bool:
    """With a bias, every point of the pattern is classified correctly in the end."""
    study = facts.also["bias_study"]
    return int(study.arrays["with_right"][-1]) == len(study.arrays["points"])


CLAIMS: Claims = {
    "start_at_zero": (("", biases_start_at_zero), ("biased", always)),
    "one_more_row": (("", biases_start_at_zero), ("biased", always)),
    "bias_slides": (("", bias_slides_left),),
    "with_bias": (("", bias_parts_them),),
}
"""Cases of each caption that claims something, and their conditions."""

ALWAYS_TRUE = {
    MEANING: "question bias_neurons only_outgoing pushes_the_sum weight_tilts pattern answers",
    FILLED: "slope_alone difference",
}
"""Names of the captions that hold for every recording that the clip accepts, by reason."""
