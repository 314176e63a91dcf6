"""Two nested loops as two nested frames, with counters."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import Animation, RoundedRectangle, Transform, Triangle, VGroup

from scenes.mobjects.text.paging import LoopCounter
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import TextLine
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["NestedLoops", "nested"]

HEADER = 0.62
"""Height of the line at the top of a frame that says what the loop goes over."""
INSET = 0.2
TIP, EDGE = 0.11, 0.02
"""Size of the arrow heads on the frames; room for the frames' lines."""
HEADER_EM = 0.36


def nested(region: Region) -> tuple[Region, Region, Region]:
    """Return the regions of the outer frame, of the inner frame, and inside that."""
    outer = _inset(region, TIP, EDGE, EDGE)  # the arrow heads reach beyond the frame
    inner = _inset(outer, INSET, INSET, HEADER)
    return outer, inner, _inset(inner, INSET + 0.1, INSET + 0.05, HEADER + 0.05)


def _inset(region: Region, sides: float, bottom: float, top: float) -> Region:
    return Region(
        region.left + sides, region.right - sides, region.bottom + bottom, region.top - top
    )


class NestedLoops(VGroup):
    """Two frames, one inside the other: a loop over epochs and in it a loop over images.

    Parameters
    ----------
    theme : Theme
    region : Region
        Filled with the outer frame.
    names : sequence of str
        What the outer and the inner loop go over.

    Attributes
    ----------
    frames : list of RoundedRectangle
        The outer and the inner.
    names : list of Words
    content : Region
        The room inside the inner frame.
    """

    def __init__(self, theme: Theme, region: Region, names: Sequence[str]):
        self.theme, self.texts = theme, list(names)
        self.frames, self.tips, self.names = [], [], []
        self._heads: list[tuple[float, float]] = []
        *regions, self.content = nested(region)
        for name, region in zip(names, regions, strict=True):
            frame = RoundedRectangle(
                width=region.width,
                height=region.height,
                corner_radius=0.16,
                stroke_color=theme.hairline,
                stroke_width=theme.sizes.neuron_outline,
            ).move_to(region.centre)
            # The way round: down on the right, back up on the left.
            for x, turn in ((region.left, 0.0), (region.right, np.pi)):
                tip = Triangle(fill_color=theme.hairline, fill_opacity=1, stroke_width=0)
                tip.scale(TIP).rotate(turn).move_to([x, region.y, 0])
                self.tips.append(tip)
            self.frames.append(frame)
            head = TextLine(theme, name, HEADER_EM, theme.ink)
            self._heads.append((region.right - 0.3, self._baseline(region.top)))
            self.names.append(head.place(region.left + 0.3, self._baseline(region.top), "left"))
        super().__init__(*self.frames, *self.tips, *self.names)

    def _baseline(self, top: float) -> float:
        return top - HEADER / 2 - 0.36 * HEADER_EM

    def header(self, k: int) -> tuple[float, float]:
        """Right end and baseline of the line at the top of frame ``k``."""
        return self._heads[k]

    def count(self, k: int, sources: Sequence[Source], total: Source, of: str) -> VGroup:
        """Put a counter into the head of frame ``k``: 'n of total'."""
        theme, (x, baseline) = self.theme, self.header(k)
        last = Readout(theme, total, NumberFormat(0, grouped=True), HEADER_EM * 1.15, theme.quiet)
        last.place(x, baseline, "right")
        between = TextLine(theme, of, HEADER_EM, theme.quiet)
        between.place(x - last.advance_width - 0.12, baseline, "right")
        counter = LoopCounter(theme, sources, HEADER_EM * 1.15, theme.ink)
        counter.place(float(between.get_left()[0]) - 0.12, baseline)
        return VGroup(counter, between, last)

    def light(self, k: int | None) -> list[Animation]:
        """Put frame ``k`` in focus and the other out of it."""
        theme, found = self.theme, []
        for i, frame in enumerate(self.frames):
            colour = theme.focus if i == k else theme.hairline
            found.append(frame.animate.set_stroke(colour))
            found += [tip.animate.set_fill(colour) for tip in self.tips[2 * i : 2 * i + 2]]
        return found

    def into(self, region: Region) -> list[Animation]:
        """Move into another region: the animations; ``content`` is the new one at once."""
        other = NestedLoops(self.theme, region, self.texts)
        ways = []
        for mine, there in zip(
            [*self.frames, *self.tips], [*other.frames, *other.tips], strict=True
        ):
            there.match_style(mine)
            ways.append(Transform(mine, there))
        for mine, there in zip(self.names, other.names, strict=True):
            ways.append(mine.animate.move_to(there))
        self.content, self._heads = other.content, other._heads
        return ways
