"""Captions that change together with the picture, not before it."""

from __future__ import annotations

from typing import Any

from manim import FadeIn, FadeOut

from scenes.animation.timing import within
from scenes.base import NetworkScene
from scenes.mobjects.text.text import TextLine
from scenes.provenance.source import Source

__all__ = ["TogetherScene"]


class TogetherScene(NetworkScene):
    """A scene whose captions appear during the first motion of their beat."""

    _coming: tuple[str, list[Source]] | None = None

    def _change_caption(self, text: str, sources: list[Source]) -> None:
        """Keep the caption of a beat for the first motion of the beat."""
        self._coming = text, sources

    def play(self, *animations: Any, **options: Any) -> None:
        """Play animations, the first of a beat with its caption; none take no time."""
        coming, self._coming = self._coming, None
        if coming is None:
            if animations:
                super().play(*animations, **options)
            return
        run_time = options.setdefault("run_time", 1.0)
        share = min(2 * self.theme.durations.caption_fade / run_time, 1.0)
        start = self.time
        every = [*animations, *self.with_next_caption, *self._captions(*coming, share)]
        self.with_next_caption = []
        if every:
            super().play(*every, **options)
        else:
            super().wait(run_time)
        self.beats[-1].shown = start + share * (self.time - start)

    def wait(self, *args: Any, **options: Any) -> None:
        """Wait; a caption that still waits for a motion comes first."""
        if self._coming is not None:
            self.play()
        super().wait(*args, **options)

    def _captions(self, text: str, sources: list[Source], share: float) -> list[Any]:
        """Return animations that replace the caption within a share of their play."""
        if not self.style.captions:
            return []
        theme, region = self.theme, self.area.caption
        caption = TextLine(theme, text, theme.sizes.caption, theme.ink, width=region.width)
        caption.move_to(region.centre)
        if self.area.wide:
            caption.place(region.x, region.bottom + 0.13)
        caption.sources = sources
        changes = [within(FadeIn(caption), share / 2, share)]
        if self._caption is not None:
            changes.append(within(FadeOut(self._caption), 0.0, share / 2))
        self._caption = caption
        return changes
