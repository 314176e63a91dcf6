"""The outputs before and after a change, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from manim import VGroup

from scenes.clips.structure.sum_equation import arranged, in_line
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["OutputChanges"]

WITHIN = 0.28
"""Gaps within an item, in em."""
GAP = 1.1
"""Gaps between items, in em."""


class OutputChanges(VGroup):
    """Name, old value, arrow and new value of each output, on one line or more.

    Parameters
    ----------
    theme : Theme
    region : Region
    names : sequence of str or Source
        Of the outputs; a source is a number.
    old, new : sequence of Source
    form : NumberFormat

    Attributes
    ----------
    before, after : VGroup
        Names and old values; arrows and new values.
    fits : bool
        Whether the region has room for all.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        names: Sequence[str | Source],
        old: Sequence[Source],
        new: Sequence[Source],
        form: NumberFormat,
    ):
        sizes = theme.sizes
        for em in (sizes.number, (sizes.number + sizes.label) / 2, sizes.label):
            items: list[Any] = []
            self.before, self.after = VGroup(), VGroup()
            for name, first, last in zip(names, old, new, strict=True):
                word = (
                    TextLine(theme, name, em, theme.quiet)
                    if isinstance(name, str)
                    else Readout(theme, name, NumberFormat(0), 1.15 * em, theme.quiet)
                )
                was = Readout(theme, first, form, em, theme.ink)
                arrow = Formula(theme, "arrow.r", em, theme.quiet)
                now = Readout(theme, last, form, em, theme.ink)
                self.before.add(word, was)
                self.after.add(arrow, now)
                items.append(in_line([word, was, arrow, now], WITHIN * em))
            self.fits = arranged(items, region, em, GAP * em)
            if self.fits:
                break
        super().__init__(self.before, self.after)
