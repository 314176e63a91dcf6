"""The deltas of a hidden layer, level with its neurons."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from manim import VGroup

from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["DeltaList", "least_pitch", "rows_inside"]

HEAD, GAP = 0.62, 0.35
"""From the first number up to the heading, and from the names to the numbers, in frame units."""
LEAST_PITCH = 0.4
"""Least distance of two rows."""
DECIMALS = (3, 6)
"""Fewest and most decimals of the deltas."""
LEAST_NAME = 0.32
"""Smallest legible type of a name, in frame units."""
CLEAR = 0.08
"""Least distance between a name and the one below, in frame units."""


class DeltaList(VGroup):
    """A heading and rows such as 'δ₁ −0.033'.

    Parameters
    ----------
    theme : Theme
    region : Region
        The rows are level with the neurons if they are inside it.
    recording : network.Recording
    step, layer : int
        The layer of neurons, counted from the inputs.
    shown : sequence of int
        Indices of its neurons drawn.
    middles : sequence of float
        Their heights.
    heading : str
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        recording: Any,
        step: int,
        layer: int,
        shown: Sequence[int],
        middles: Sequence[float],
        heading: str,
    ):
        sources = [Source(recording, "deltas", step, layer - 1, (k,)) for k in shown]
        form = NumberFormat(_decimals(max(abs(s.value) for s in sources)), signed=True)
        word = TextLine(theme, heading, theme.sizes.label, theme.quiet, width=region.width)
        room = region.below(region.top - HEAD - word.drop)
        middles = rows_inside(room, middles)
        em = min(theme.sizes.number, 0.9 * least_pitch(middles))
        names = [Formula(theme, f"delta_({k + 1})", em * 1.1, theme.quiet) for k in shown]
        room_for_name = least_pitch(middles) - CLEAR
        if (tallest := max(name.height for name in names)) > room_for_name:
            small_em = em * 1.1 * room_for_name / tallest
            legible = small_em >= LEAST_NAME  # else the rows go without names
            names = [
                Formula(theme, f"delta_({k + 1})", small_em, theme.quiet)
                for k in (shown if legible else ())
            ]
        numbers = [Readout(theme, source, form, em) for source in sources]
        widest = max(number.advance_width for number in numbers)
        names_width = max((name.width + GAP for name in names), default=0.0)
        left = region.x - (names_width + widest) / 2
        baselines = [y - em * DIGIT_HEIGHT / 2 for y in middles]
        for name, baseline in zip(names, baselines, strict=False):
            name.place(left + name.width / 2, baseline)
        for number, baseline in zip(numbers, baselines, strict=True):
            number.place(left + names_width + widest, baseline, "right")
        word.place(region.x, min(middles[0] + HEAD, region.top - 0.32) + word.drop)
        if word.get_top()[1] > region.top:
            word.shift([0.0, region.top - word.get_top()[1], 0.0])
        super().__init__(word, *names, *numbers)


def _decimals(largest: float) -> int:
    """Return how many decimals show two digits of the largest delta, if few are enough."""
    least, most = DECIMALS
    return next((d for d in range(least, most) if largest >= 10.0 ** (1 - d)), most)


def least_pitch(middles: Sequence[float]) -> float:
    """Return the least distance of two rows."""
    return min((a - b for a, b in pairwise(middles)), default=1.0)


def rows_inside(room: Region, middles: Sequence[float]) -> list[float]:
    """Return the heights of the rows: those of the neurons, if they are inside and far enough."""
    half = 0.2
    if (
        middles[0] + half <= room.top
        and middles[-1] - half >= room.bottom
        and least_pitch(middles) >= LEAST_PITCH
    ):
        return list(middles)
    pitch = min((room.height - 2 * half) / max(len(middles) - 1, 1), 0.8)
    first = room.y + pitch * (len(middles) - 1) / 2
    return [first - pitch * k for k in range(len(middles))]
