"""A number that changes from one recorded entry to another, in its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from manim import Animation, UpdateFromAlphaFunc, linear, smooth

from scenes.animation.pace import Pace
from scenes.mobjects.text.readout import Readout
from scenes.provenance.source import NumberFormat, Source
from scenes.style.theme import Theme

__all__ = ["Counter", "stage"]


def stage(share: float, count: int) -> int:
    """Which of ``count`` recorded entries is shown at a share of the way: first to last."""
    return min(round(share * (count - 1)), count - 1)


class Counter(Readout):
    """A readout that goes through recorded entries; it never shows anything between two.

    Parameters
    ----------
    theme : Theme
    source : Source
        What is shown at first.
    number_format : NumberFormat
    em : float
    colour : str or callable
        A colour, or from a value to its colour.
    x, baseline : float
        Its place; it keeps it whatever it shows.
    align : str
        See :meth:`Readout.place`.
    """

    def __init__(
        self,
        theme: Theme,
        source: Source,
        number_format: NumberFormat,
        em: float,
        colour: str | Callable[[float], str],
        x: float,
        baseline: float,
        align: str = "centre",
    ):
        self._colour_of = colour if callable(colour) else lambda value: colour
        self._at = x, baseline, align
        super().__init__(theme, source, number_format, em, self._colour_of(source.value))
        self.place(*self._at)

    def show(self, source: Source) -> Counter:
        """Show another entry, in the same place."""
        self.source, self.text = source, self.number_format(source.value)
        self._set_outline()
        self.set_fill(self._colour_of(source.value))
        self.place(*self._at)
        return self

    def follow(self, source_at: Callable[[float], Source]) -> Animation:
        """Show, at each share of a play's time, the entry that ``source_at`` gives for it."""
        return UpdateFromAlphaFunc(
            self, lambda number, share: number.show(source_at(share)), rate_func=linear
        )

    def go(self, sources: Sequence[Source], pace: Pace | None = None) -> Animation:
        """Go through the entries, from the first to the last; ``pace`` tells when."""
        if pace is not None:

            def paced(number: Counter, share: float) -> None:
                number.show(sources[stage(pace.way(share), len(sources))])
                number.set_fill(opacity=pace.clear(share))

            return UpdateFromAlphaFunc(self, paced, rate_func=linear)
        return UpdateFromAlphaFunc(
            self,
            lambda number, share: number.show(sources[stage(share, len(sources))]),
            rate_func=smooth,
        )
