"""What captions of the clip claim, and the conditions."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from network import BiasStudy
from scenes.claims import MEANING, Claims, Facts, always, biases_start_at_zero

__all__ = ["ALWAYS_TRUE", "CLAIMS", "conflicts"]


def conflicts(study: BiasStudy) -> list[tuple[int, ...]]:
    """Return sets of points, none in two of them, of which no pinned line has all right.

    Seen from the origin, two points of one class are opposite, two of different classes are in the
    same direction, or three of one class are all around.

    Parameters
    ----------
    study : BiasStudy

    Returns
    -------
    list of tuple of int
        Indices of two or three points; of two in the same direction, the nearer one first.
    """
    points, targets = study.arrays["points"], study.arrays["targets"] >= 0.5
    found: list[tuple[int, ...]] = []
    for size in (2, 3):
        for chosen in combinations(range(len(points)), size):
            taken = any(k in other for other in found for k in chosen)
            if not taken and _conflict(points[list(chosen)], targets[list(chosen)]):
                found.append(tuple(sorted(chosen, key=lambda k: float(np.hypot(*points[k])))))
    return found


def _conflict(points: np.ndarray, targets: np.ndarray) -> bool:
    """Return whether a line through the origin always has one of two or three points wrong."""
    turned = np.roll(points, -1, axis=0)
    crossed = points[:, 0] * turned[:, 1] - points[:, 1] * turned[:, 0]
    if len(points) == 2:
        same = targets[0] == targets[1]
        return bool(abs(crossed[0]) < 1e-9 and (points[0] @ points[1] < 0) == same)
    one_class = targets.all() or not targets.any()
    return bool(one_class and ((crossed > 1e-9).all() or (crossed < -1e-9).all()))


def conflicts_explain_the_best(facts: Facts) -> bool:
    """One wrong point in each conflict is all that a pinned line cannot avoid."""
    study = facts.also["bias_study"]
    unavoidable = study.metadata["points"] - study.metadata["best_without_bias"]
    return len(conflicts(study)) == unavoidable


def trained_bias_moves_the_line(facts: Facts) -> bool:
    """The bias that was trained is not zero."""
    return bool(facts.also["bias_study"].arrays["with_biases"][-1])


CLAIMS: Claims = {
    "start_at_zero": (("", biases_start_at_zero), ("biased", always)),
    "threads": (("", conflicts_explain_the_best),),
    "with_bias": (("", trained_bias_moves_the_line),),
}
"""Cases of each caption that claims something, and their conditions."""

ALWAYS_TRUE = {
    MEANING: "question zero_inputs bias_neurons raised_bias one_input weight_tilts bias_slides"
    " two_inputs pinned pattern weights_turn difference",
}
"""Names of the captions that hold for every recording that the clip accepts, by reason."""
