"""Formulas and numbers on one line, as in an equation."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import Formula
from scenes.style.frame import Region

__all__ = ["in_a_line", "width_in_a_line"]

OPENING, CLOSING = r"\(", r"\)"
TIGHT = 0.75
"""Gap before a closing parenthesis, as a share of the usual gap."""


def in_a_line(
    pieces: Sequence[Formula | Readout],
    region: Region,
    baseline: float,
    gap: float,
    *,
    align: str = "centre",
    inside: float | None = None,
) -> None:
    """Place formulas and numbers one after the other on a baseline.

    The gap before a closing parenthesis is narrower.

    Parameters
    ----------
    pieces : sequence
        From left to right.
    region : Region
        The line is centred in it, or starts at its left edge.
    baseline, gap : float
        In frame units; the gap shrinks where the line would be wider than the region.
    align : {"centre", "left"}
    inside : float, optional
        Gap inside parentheses, in frame units, which does not shrink.
    """
    widths, shares = _measured(pieces, inside)
    gap = min(gap, (region.width - sum(widths)) / sum(shares))
    total = sum(widths) + gap * sum(shares)
    x = region.x - total / 2 if align == "centre" else region.left
    for piece, width, share in zip(pieces, widths, [*shares, 0.0], strict=True):
        piece.place(x, baseline, "left")
        x += width + gap * share


def width_in_a_line(
    pieces: Sequence[Formula | Readout], gap: float, inside: float | None = None
) -> float:
    """Return the width of the line with the given gaps, in frame units."""
    widths, shares = _measured(pieces, inside)
    return sum(widths) + gap * sum(shares)


def _measured(
    pieces: Sequence[Formula | Readout], inside: float | None
) -> tuple[list[float], list[float]]:
    """Return the widths of the pieces, and the gaps between them as shares of the usual gap.

    A gap of its own inside parentheses counts as width.
    """
    widths = [p.advance_width if isinstance(p, Readout) else p.width for p in pieces]
    shares = [TIGHT if _is(right, CLOSING) else 1.0 for _, right in pairwise(pieces)]
    if inside is not None:
        for n, (left, right) in enumerate(pairwise(pieces)):
            if _is(left, OPENING) or _is(right, CLOSING):
                shares[n] = 0.0
                widths[n] += inside
    return widths, shares


def _is(piece: Formula | Readout, sign: str) -> bool:
    return isinstance(piece, Formula) and piece.text == sign
