"""Where columns stand: where they are wanted, or, in a narrow region, as near as they may be."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from scenes.style.frame import Region

__all__ = ["needed_width", "spread"]

GAP = 0.05
"""Columns come no nearer to each other than this, in frame units."""


def needed_width(widths: Mapping[str, float]) -> float:
    """Return how wide a region has to be for columns of these widths, in frame units."""
    return sum(widths.values()) + GAP * (len(widths) - 1)


def spread(
    region: Region, shares: Mapping[str, float], widths: Mapping[str, float]
) -> dict[str, float]:
    """Return the middles of columns from left to right.

    Parameters
    ----------
    region : Region
    shares : mapping of str to float
        Where they are wanted: shares of the region's width.
    widths : mapping of str to float
        Of the same columns, in frame units.  If any two would meet, the region's width is filled
        with all of them, the same distance apart.
    """
    wanted = {name: region.left + region.width * share for name, share in shares.items()}
    fits = all(
        wanted[b] - wanted[a] >= (widths[a] + widths[b]) / 2 + GAP for a, b in pairwise(wanted)
    )
    if fits:
        return wanted
    gap = (region.width - sum(widths.values())) / (len(widths) - 1)
    middles, x = {}, region.left
    for name in shares:
        middles[name] = x + widths[name] / 2
        x += widths[name] + gap
    return middles
