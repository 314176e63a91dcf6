"""The phases of a training step as a line of words, one of them highlighted."""

from __future__ import annotations

from collections.abc import Sequence

from manim import Animation, Transform, UpdateFromAlphaFunc, VGroup, linear

from scenes.mobjects.text.text import TextLine
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["Phases"]

EMS, LEAST_GAP, USUAL_GAP, MOST_GAP = (0.36, 0.34, 0.32), 0.12, 0.16, 0.75
"""Sizes of the type, the first with usual gaps around each word, and gaps, in frame units."""


class Phases(VGroup):
    """Words in the middle of a region, at its foot."""

    def __init__(self, theme: Theme, region: Region, names: Sequence[str]):
        self.theme = theme
        for em in EMS:
            words = [TextLine(theme, name, em, theme.quiet) for name in names]
            spare = region.width - sum(word.width for word in words)
            if spare >= USUAL_GAP * (len(words) + 1):
                break
        gap = min(spare / (len(words) + 1), MOST_GAP)
        outer = (spare - gap * (len(words) - 1)) / 2
        if gap < LEAST_GAP:
            gap, outer = spare / (len(words) - 1), 0.0
        x = region.left + outer
        for word in words:
            word.place(x, region.bottom + 0.2, "left")
            x += word.width + gap
        super().__init__(*words)

    def highlight(self, k: int | None = None) -> Transform:
        """Return the animation that highlights phase ``k`` and no other, or none."""
        target = self.copy().set_fill(self.theme.quiet)
        if k is not None:
            target[k].set_fill(self.theme.focus)
        return Transform(self, target)

    def cycle(self, ends: Sequence[float]) -> Animation:
        """Return the animation that highlights each phase in turn, and then none.

        Parameters
        ----------
        ends : sequence of float
            Shares of the play's time at which each phase gives way to the next.
        """

        def update(words: VGroup, share: float) -> None:
            now = next((k for k, end in enumerate(ends) if share < end), len(ends))
            for k, word in enumerate(words):
                word.set_fill(self.theme.focus if k == now else self.theme.quiet)

        return UpdateFromAlphaFunc(self, update, rate_func=linear)
