"""What captions of the clip claim, and the conditions."""

from __future__ import annotations

from scenes.claims import (
    FILLED,
    LOOK,
    MEANING,
    Claims,
    always,
    shows_the_start,
    starts_at_random,
)

__all__ = ["ALWAYS_TRUE", "CLAIMS"]


CLAIMS: Claims = {
    "start": (
        ("", starts_at_random),
        ("given", shows_the_start),
        ("trained", always),
    ),
}
"""Cases of each caption that claims something, and their conditions."""

ALWAYS_TRUE = {
    MEANING: "edges code crossing shape values column sizes_meet all second_matrix chain unfold",
    LOOK: "fill",
    FILLED: "order sum",
}
"""Names of the captions that hold for every recording that the clip accepts, by reason."""
