"""The changes of the outputs, beside them."""

from __future__ import annotations

from collections.abc import Sequence

from manim import Mobject

from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import TextLine
from scenes.provenance.source import NumberFormat, Source
from scenes.style.theme import Theme

__all__ = ["changes_width", "output_changes"]

DIGITS = 3.2
"""Least room for a number, in em."""


def changes_width(theme: Theme, head: str) -> float:
    """Return the room for the numbers and the word below them, in frame units."""
    em = theme.sizes.label
    return max(TextLine(theme, head, em, theme.quiet).width, DIGITS * em)


def output_changes(
    theme: Theme,
    x: float,
    outputs: Sequence[tuple[Source, float]],
    head: str,
    level: float,
    form: NumberFormat,
) -> list[Mobject]:
    """Return the change of each output, and the word for what they are below them, first.

    Parameters
    ----------
    theme : Theme
    x : float
        Left end.
    outputs : sequence of (Source, float)
        Changes, and the heights of their neurons.
    head : str
    level : float
        Baseline of the word.
    form : NumberFormat
    """
    em = theme.sizes.label
    middle = x + changes_width(theme, head) / 2
    drawn: list[Mobject] = [TextLine(theme, head, em, theme.quiet).place(middle, level)]
    for source, y in outputs:
        number = Readout(theme, source, form, em, theme.ink)
        drawn.append(number.place(middle, y - DIGIT_HEIGHT * em / 2))
    return drawn
