"""What captions of the clip claim, and the conditions."""

from __future__ import annotations

from scenes.claims import (
    LOOK,
    MEANING,
    MOST_DRAWN,
    Claims,
    Facts,
    always,
    has_answers,
    is_own_run,
    starts_at_random,
)

__all__ = ["ALWAYS_TRUE", "CLAIMS"]


def has_a_ring(facts: Facts) -> bool:
    """The answer is one of several outputs, all of which are drawn."""
    recording = facts.recording
    return recording.class_names is not None and 1 < recording.layer_sizes[-1] <= MOST_DRAWN


def whole_run_is_drawn(facts: Facts) -> bool:
    """All weights are drawn, and all of their updates are known."""
    return is_own_run(facts) and max(facts.recording.layer_sizes) <= MOST_DRAWN


CLAIMS: Claims = {
    "question": (("", starts_at_random), ("given", always)),
    "sample": (("", has_a_ring), ("values", always)),
    "epochs": (("", is_own_run), ("checkpoints", always)),
    "turn": (("", is_own_run), ("checkpoints", always)),
    "winner": (
        ("", whole_run_is_drawn),
        ("some", is_own_run),
        ("checkpoints", always),
    ),
    "end": (("", has_answers), ("values", always)),
}
"""Cases of each caption that claims something, and their conditions."""

ALWAYS_TRUE = {
    LOOK: "first_epoch checkpoints",
    MEANING: "first_update",
    "it asks, and the pointer is drawn in every run": "onward",
}
"""Names of the captions that hold for every recording that the clip accepts, by reason."""
