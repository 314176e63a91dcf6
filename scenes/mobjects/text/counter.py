"""A number that changes in place from one recorded entry to another."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from manim import Animation, UpdateFromAlphaFunc, linear, smooth

from scenes.animation.pace import Pace
from scenes.mobjects.text.readout import Readout
from scenes.provenance.source import AxisValue, NumberFormat, Source
from scenes.style.theme import Theme

__all__ = ["Counter", "stage"]


def stage(share: float, count: int) -> int:
    """Return which of ``count`` entries to show at a share of an animation."""
    return min(round(share * (count - 1)), count - 1)


class Counter(Readout):
    """A readout that steps through recorded entries, and never shows a value in between.

    Where a scale is swept, it may show the places passed on the way.

    Parameters
    ----------
    theme : Theme
    source : Source
        The first entry.
    number_format : NumberFormat
    em : float
    colour : str or callable
        A colour, or a function from the value to its colour.
    x, baseline : float
        Its fixed position.
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

    def show(self, source: Source | AxisValue) -> Counter:
        """Show another entry, or where something stands on a scale."""
        self.source, self.text = source, self.number_format(source.value)
        self._set_outline()
        self.set_fill(self._colour_of(source.value))
        self.place(*self._at)
        return self

    def follow(self, source_at: Callable[[float], Source | AxisValue]) -> Animation:
        """Show, at each share of a play's time, the entry that ``source_at`` gives for it."""
        return UpdateFromAlphaFunc(
            self, lambda number, share: number.show(source_at(share)), rate_func=linear
        )

    def go(self, sources: Sequence[Source], pace: Pace | None = None) -> Animation:
        """Step through entries, first to last, timed by ``pace`` if given."""
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
