"""Placement of columns: at given shares of a region or, if it is narrow, evenly spaced."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise

from scenes.style.frame import Region

__all__ = ["fit_type", "needed_width", "spread"]

GAP = 0.05
"""Minimum gap between columns, in frame units."""


def fit_type(build: Callable[[float], float], em: float, room: float) -> tuple[float, float]:
    """Shrink the type until what is typeset fits.

    Padding does not shrink with the type, so one correction is not enough.

    Parameters
    ----------
    build : callable
        Builds everything at a given type size and returns its width.
    em, room : float
        Largest type size and the available width, in frame units.

    Returns
    -------
    em, width : float
        Type size and width of the last build.
    """
    while (width := build(em)) > room:
        em *= 0.999 * room / width
    return em, width


def needed_width(widths: Mapping[str, float]) -> float:
    """Return the minimum width of a region for columns of these widths, in frame units."""
    return sum(widths.values()) + GAP * (len(widths) - 1)


def spread(
    region: Region, shares: Mapping[str, float], widths: Mapping[str, float]
) -> dict[str, float]:
    """Return the centres of columns.

    Parameters
    ----------
    region : Region
    shares : mapping of str to float
        Preferred centres, as shares of the region's width.
    widths : mapping of str to float
        Widths in frame units.  If two columns would meet, or one would leave the region, all are
        evenly spaced over the whole width instead.
    """
    wanted = {name: region.left + region.width * share for name, share in shares.items()}
    first, *_, last = wanted
    inside = (
        wanted[first] - widths[first] / 2 >= region.left
        and wanted[last] + widths[last] / 2 <= region.right
    )
    apart = all(
        wanted[b] - wanted[a] >= (widths[a] + widths[b]) / 2 + GAP for a, b in pairwise(wanted)
    )
    if inside and apart:
        return wanted
    gap = (region.width - sum(widths.values())) / (len(widths) - 1)
    middles, x = {}, region.left
    for name in shares:
        middles[name] = x + widths[name] / 2
        x += widths[name] + gap
    return middles
