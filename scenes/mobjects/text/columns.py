"""Where columns stand: where they are wanted, or, in a narrow region, as near as they may be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise

from scenes.style.frame import Region

__all__ = ["fit_type", "needed_width", "spread"]

GAP = 0.05
"""Columns come no nearer to each other than this, in frame units."""


def fit_type(build: Callable[[float], float], em: float, room: float) -> tuple[float, float]:
    """Shrink type until what is set in it fits.

    Padding does not shrink with the type, so one correction is not enough.

    Parameters
    ----------
    build : callable
        Builds everything at a size of type and returns its width.
    em, room : float
        Largest size of type and the width that there is, in frame units.

    Returns
    -------
    em, width : float
        Of what was built last.
    """
    while (width := build(em)) > room:
        em *= 0.999 * room / width
    return em, width


def needed_width(widths: Mapping[str, float]) -> float:
    """Tell how wide a region has to be for columns of these widths, in frame units."""
    return sum(widths.values()) + GAP * (len(widths) - 1)


def spread(
    region: Region, shares: Mapping[str, float], widths: Mapping[str, float]
) -> dict[str, float]:
    """Give the middles of columns from left to right.

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
