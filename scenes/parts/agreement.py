"""How many decimals it takes for printed numbers to agree with a pocket calculator.

Whoever follows by hand has only the printed numbers.  A printed result agrees if the printed
terms give it, rounded to as many decimals as it has, and not by a hair.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from scenes.source import Source

__all__ = ["agrees", "fewest_decimals", "fewest_pair", "rounded"]

MOST_DECIMALS = 8
HAIR = Decimal("0.499")
"""So near to the middle between two printable numbers is too near, in units of the last place."""


def rounded(source: Source, decimals: int) -> Decimal:
    """Give the recorded value as printed with so many decimals."""
    return Decimal(f"{source.value:.{decimals}f}")


def agrees(found: Decimal, printed: Decimal, decimals: int) -> bool:
    """Tell whether ``found`` rounds to ``printed``, which has so many decimals."""
    return abs(found - printed) < HAIR.scaleb(-decimals)


def fewest_decimals(agree: Callable[[int], bool], least: int) -> int:
    """Give the first number of decimals from ``least`` on with which ``agree`` is true."""
    return next((d for d in range(least, MOST_DECIMALS) if agree(d)), MOST_DECIMALS)


def fewest_pair(agree: Callable[[int, int], bool], least: int) -> tuple[int, int]:
    """Give the two numbers of decimals, fewest together, with which ``agree`` is true."""
    span = range(least, MOST_DECIMALS)
    pairs = sorted(((a, b) for a in span for b in span), key=lambda pair: (sum(pair), pair))
    return next((pair for pair in pairs if agree(*pair)), (MOST_DECIMALS, MOST_DECIMALS))
