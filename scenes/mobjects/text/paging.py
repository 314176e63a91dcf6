"""Numbers and pictures that change in their place from one recorded entry to the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from manim import Animation, UpdateFromAlphaFunc, VGroup, linear

from scenes.mobjects.text.readout import Readout
from scenes.provenance.source import NumberFormat, Source
from scenes.style.theme import Theme

__all__ = ["Flipbook", "LoopCounter", "Ordinal", "turn_into"]

OF_A_NUMBER = {
    "source", "number_format", "text", "em", "advance_width",
    "_anchor", "_point", "_centre_offset", "_drawn_width",
}  # fmt: skip
"""What a readout knows of the number that it shows."""


@dataclass(frozen=True)
class Ordinal(Source):
    """A recorded index, which counts from zero, as people count: from one."""

    @property
    def value(self) -> float:
        """One more than the recorded index."""
        return super().value + 1


def turn_into(shown: Readout, page: Readout) -> None:
    """Let a number on screen be another one, where that one stands; its colour stays."""
    for name, value in vars(page).items():
        if name in OF_A_NUMBER:
            setattr(shown, name, value)
    shown.points = page.points.copy()


class LoopCounter(Readout):
    """A number that goes through recorded values.

    Parameters
    ----------
    theme : Theme
    sources : sequence of Source
        What it goes through.
    em : float
    colour : str
    """

    def __init__(self, theme: Theme, sources: Sequence[Source], em: float, colour: str):
        super().__init__(theme, sources[0], NumberFormat(0), em, colour)
        self.pages = _Pages(theme, sources, em, colour)

    def place(self, x: float, baseline: float, align: str = "right") -> LoopCounter:
        """Place all numbers of the counter."""
        self.pages.at = x, baseline, align
        return super().place(x, baseline, align)

    def run(self, at: Callable[[float], int]) -> Animation:
        """Count during a play: ``at`` tells which number is shown at a share of its time."""
        return UpdateFromAlphaFunc(
            self, lambda m, share: turn_into(m, m.pages[at(share)]), rate_func=linear
        )


class _Pages:
    """The numbers of a counter in their place, each set when it is shown: most never are."""

    def __init__(self, theme: Theme, sources: Sequence[Source], em: float, colour: str):
        self._look, self._sources = (theme, em, colour), sources
        self.at = 0.0, 0.0, "right"

    def __len__(self) -> int:
        return len(self._sources)

    def __getitem__(self, k: int) -> Readout:
        """Set the number of one of the values."""
        theme, em, colour = self._look
        page = Readout(theme, self._sources[k], NumberFormat(0), em, colour)
        return page.place(*self.at)

    def __deepcopy__(self, memo: dict[int, Any]) -> _Pages:
        """Share the values with a copy, which has a place of its own."""
        copied = _Pages(*self._look[:1], self._sources, *self._look[1:])
        copied.at = self.at
        return copied


class Flipbook(VGroup):
    """Pictures in one place, of which only one is seen at a time.

    Parameters
    ----------
    pages : sequence of Mobject
    """

    def __init__(self, pages: Sequence[Any]):
        super().__init__(*pages)
        self.show(0)

    def show(self, k: int) -> Flipbook:
        """Show page ``k``."""
        for number, page in enumerate(self.submobjects):
            page.set_fill(opacity=float(number == k))
        return self

    def run(self, at: Callable[[float], int]) -> Animation:
        """Turn pages during a play: ``at`` tells which is shown at a share of its time."""
        return UpdateFromAlphaFunc(self, lambda m, share: m.show(at(share)), rate_func=linear)
