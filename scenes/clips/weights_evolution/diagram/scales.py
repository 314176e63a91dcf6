"""Round numbers at the ends of scales."""

from __future__ import annotations

import math

__all__ = ["decimals_of", "round_scale"]

SHARES = (0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0)
"""Round numbers up to a power of ten, as shares of it."""


def round_scale(value: float) -> float:
    """Return a round number a little above a positive value."""
    power = 10.0 ** math.ceil(math.log10(value) - 1e-9)
    return next(
        float(f"{share * power:.3g}") for share in SHARES if value <= share * power * (1 + 1e-9)
    )


def decimals_of(value: float) -> int:
    """Return with how many decimals a round number is printed exactly, at most 6."""
    return next((d for d in range(6) if abs(value - round(value, d)) < 1e-9), 6)
