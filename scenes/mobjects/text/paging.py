"""Numbers and pictures that change in place from one recorded entry to the next."""

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
"""Attributes of a readout that belong to the number shown."""


@dataclass(frozen=True)
class Ordinal(Source):
    """A recorded zero-based index, shown as an ordinal from one."""

    @property
    def value(self) -> float:
        """The recorded index plus one."""
        return super().value + 1


def turn_into(shown: Readout, page: Readout) -> None:
    """Replace a number on screen by another, at the other's place, but keep its colour."""
    for name, value in vars(page).items():
        if name in OF_A_NUMBER:
            setattr(shown, name, value)
    shown.points = page.points.copy()


class LoopCounter(Readout):
    """A number that steps through recorded values.

    Parameters
    ----------
    theme : Theme
    sources : sequence of Source
        The values.
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
        """Animate the count: ``at`` maps a share of the play to the index shown."""
        return UpdateFromAlphaFunc(
            self, lambda m, share: turn_into(m, m.pages[at(share)]), rate_func=linear
        )


class _Pages:
    """The numbers of a counter, each typeset on demand, since most are never shown."""

    def __init__(self, theme: Theme, sources: Sequence[Source], em: float, colour: str):
        self.theme, self.sources, self.em, self.colour = theme, sources, em, colour
        self.at = 0.0, 0.0, "right"

    def __len__(self) -> int:
        return len(self.sources)

    def __getitem__(self, k: int) -> Readout:
        """Typeset a value."""
        page = Readout(self.theme, self.sources[k], NumberFormat(0), self.em, self.colour)
        return page.place(*self.at)

    def __deepcopy__(self, memo: dict[int, Any]) -> _Pages:
        """Share the values with the copy."""
        copied = _Pages(self.theme, self.sources, self.em, self.colour)
        copied.at = self.at
        return copied


class Flipbook(VGroup):
    """Pictures in one place, one visible at a time.

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
        """Animate the pages: ``at`` maps a share of the play to the page shown."""
        return UpdateFromAlphaFunc(self, lambda m, share: m.show(at(share)), rate_func=linear)
