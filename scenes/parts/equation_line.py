"""Formulas and numbers in one line, as in an equation."""

from __future__ import annotations

from collections.abc import Sequence

from scenes.frame import Region
from scenes.parts.readout import DIGIT_HEIGHT, Readout
from scenes.parts.text import Formula

__all__ = ["in_a_line"]


def in_a_line(
    pieces: Sequence[Formula | Readout], region: Region, baseline: float, gap: float
) -> None:
    """Set formulas and numbers one after the other, numbers on the baseline, centred.

    Parameters
    ----------
    pieces : sequence
        From left to right.  Formulas are centred on the height of digits.
    region : Region
        Its horizontal centre is that of the line.
    baseline, gap : float
        In frame units; the gap is narrower where the line would be wider than the region.
    """
    widths = [p.advance_width if isinstance(p, Readout) else p.width for p in pieces]
    gap = min(gap, (region.width - sum(widths)) / (len(pieces) - 1))
    x = region.x - (sum(widths) + gap * (len(pieces) - 1)) / 2
    em = next(p.em for p in pieces if isinstance(p, Readout))
    for piece, width in zip(pieces, widths, strict=True):
        if isinstance(piece, Readout):
            piece.place(x, baseline, "left")
        else:
            piece.move_to([x + width / 2, baseline + em * DIGIT_HEIGHT / 2, 0])
        x += width + gap
