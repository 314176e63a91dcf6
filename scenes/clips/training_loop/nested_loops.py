"""Two nested loops, drawn as nested frames with counters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import Animation, RoundedRectangle, Transform, Triangle, VGroup

from scenes.mobjects.text.paging import LoopCounter, Ordinal
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import TextLine
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["NestedLoops", "nested"]

HEADER = 0.62
"""Height of the line that names a loop, at the top of its frame."""
INSET = 0.2
TIP, EDGE = 0.11, 0.02
"""Size of the arrowheads on the frames; room for the frames' lines."""
HEADER_EM, TOTAL_EM = 0.36, 0.46
COUNT = NumberFormat(0, grouped=True)


def nested(region: Region) -> tuple[Region, Region, Region]:
    """Return the regions of the outer frame, of the inner frame, and inside that."""
    outer = _inset(region, TIP, EDGE, EDGE)  # the arrowheads reach beyond the frame
    inner = _inset(outer, INSET, INSET, HEADER)
    return outer, inner, _inset(inner, INSET + 0.1, INSET + 0.05, HEADER + 0.05)


def _inset(region: Region, sides: float, bottom: float, top: float) -> Region:
    return Region(
        region.left + sides, region.right - sides, region.bottom + bottom, region.top - top
    )


class NestedLoops(VGroup):
    """A frame for the loop over epochs, and inside it one for the loop over images.

    Parameters
    ----------
    theme : Theme
    region : Region
        Filled with the outer frame.
    names : sequence of str
        Of the outer and the inner loop.

    Attributes
    ----------
    frames : list of RoundedRectangle
        The outer and the inner.
    names : list of TextLine
    content : Region
        Inside the inner frame.
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
            # The loop runs down on the right and up on the left.
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

    def count_epochs(self, recording: Any, of: str) -> VGroup:
        """Return a counter 'n of total' of epochs in the head of the outer frame."""
        images = len(recording.images)
        steps = range(0, images * int(recording.metadata["epochs"]), images)
        return self._count(0, recording, [Source(recording, "epoch", k) for k in steps], of)

    def count_images(self, recording: Any, of: str) -> VGroup:
        """Return a counter of the images of an epoch in the head of the inner frame."""
        steps = range(len(recording.images))
        sources = [Ordinal(recording, "image_index", k) for k in steps]
        return self._count(1, recording, sources, of)

    def _count(self, k: int, recording: Any, sources: Sequence[Source], of: str) -> VGroup:
        theme, (x, baseline) = self.theme, self._heads[k]
        last = Readout(theme, self._total(k, recording), COUNT, HEADER_EM * 1.15, theme.quiet)
        last.place(x, baseline, "right")
        between = TextLine(theme, of, HEADER_EM, theme.quiet)
        between.place(x - last.advance_width - 0.12, baseline, "right")
        counter = LoopCounter(theme, sources, HEADER_EM * 1.15, theme.ink)
        counter.place(float(between.get_left()[0]) - 0.12, baseline)
        return VGroup(counter, between, last)

    def totals(self, recording: Any) -> list[Readout]:
        """Return the numbers of epochs and of images of a run, in the heads of both frames."""
        return [
            Readout(self.theme, self._total(k, recording), COUNT, TOTAL_EM, self.theme.ink).place(
                *head, "right"
            )
            for k, head in enumerate(self._heads)
        ]

    @staticmethod
    def _total(k: int, recording: Any) -> Source:
        return Source(recording, "setting", index=(("epochs", "images")[k],))

    def light(self, k: int | None) -> list[Animation]:
        """Return the animations that highlight frame ``k`` and no other."""
        theme, found = self.theme, []
        for i, frame in enumerate(self.frames):
            colour = theme.focus if i == k else theme.hairline
            found.append(frame.animate.set_stroke(colour))
            found += [tip.animate.set_fill(colour) for tip in self.tips[2 * i : 2 * i + 2]]
        return found

    def into(self, region: Region) -> list[Animation]:
        """Return the animations of a move to another region; ``content`` changes at once."""
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
