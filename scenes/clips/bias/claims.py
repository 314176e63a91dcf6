"""What captions of the clip claim, and the conditions."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from network import BiasStudy
from scenes.claims import FILLED, MEANING, Claims, Facts, always, biases_start_at_zero

__all__ = ["ALWAYS_TRUE", "CLAIMS", "pair_on_a_ray"]


def pair_on_a_ray(study: BiasStudy) -> tuple[int, int] | None:
    """Return two points of different classes on one ray from the origin, the nearer one first."""
    points, targets = study.arrays["points"], study.arrays["targets"]
    for pair in combinations(range(len(points)), 2):
        a, b = points[list(pair)]
        on_a_line = abs(a[0] * b[1] - a[1] * b[0]) < 1e-9 and a @ b > 0
        if on_a_line and targets[pair[0]] != targets[pair[1]]:
            near, far = sorted(pair, key=lambda k: float(np.hypot(*points[k])))
            return near, far
    return None


def some_are_on_a_ray(facts: Facts) -> bool:
    """A disc and a triangle are on one ray from the origin."""
    return pair_on_a_ray(facts.also["bias_study"]) is not None


def trained_bias_moves_the_line(facts: Facts) -> bool:
    """The bias that was trained is not zero."""
    return bool(facts.also["bias_study"].arrays["with_biases"][-1])


CLAIMS: Claims = {
    "start_at_zero": (("", biases_start_at_zero), ("biased", always)),
    "same_ray": (("", some_are_on_a_ray),),
    "with_bias": (("", trained_bias_moves_the_line),),
}
"""Cases of each caption that claims something, and their conditions."""

ALWAYS_TRUE = {
    MEANING: "question zero_inputs bias_neurons one_input weight_tilts bias_slides"
    " two_inputs pinned pattern answers",
    FILLED: "slope_alone difference",
}
"""Names of the captions that hold for every recording that the clip accepts, by reason."""
