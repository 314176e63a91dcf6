"""What captions of the clip claim, and the conditions."""

from __future__ import annotations

from scenes.claims import (
    FILLED,
    LOOK,
    MEANING,
    Claims,
    Facts,
    always,
    shows_the_start,
    starts_at_random,
)

__all__ = ["ALWAYS_TRUE", "CLAIMS"]


def equal_neurons_would_agree(facts: Facts) -> bool:
    """There is a hidden layer of several neurons, whose weights were drawn at random."""
    hidden = facts.recording.layer_sizes[1:-1]
    return bool(hidden) and min(hidden) > 1 and starts_at_random(facts)


CLAIMS: Claims = {
    "start": (
        ("", starts_at_random),
        ("given", shows_the_start),
        ("trained", always),
    ),
    "others": (("", equal_neurons_would_agree), ("own", always)),
}
"""Cases of each caption that claims something, and their conditions."""

ALWAYS_TRUE = {
    MEANING: "edges code shape values column all second_matrix chain",
    LOOK: "fill",
    FILLED: "order crossing sum",
}
"""Names of the captions that hold for every recording that the clip accepts, by reason."""
