"""The pixels of an image in one column, with some of their values printed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from manim import VGroup

from scenes.clips.data.pixel_column import PixelColumn
from scenes.mobjects.images.pixel_grid import PixelGrid
from scenes.mobjects.matrix.elided_matrix import ElidedMatrix
from scenes.mobjects.text.text import Formula
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["ValueColumn", "stand"]

X_HEIGHT = 0.44
"""Height of an x or p above the baseline in formulas, in em."""
NAMES = 0.44
"""Size of the names of pixels, in frame units."""


def stand(formula: Formula, letter: int, baseline: float) -> Formula:
    """Put a formula on a baseline; its glyph number ``letter`` is as high as an x."""
    top = baseline + X_HEIGHT * formula.em
    return formula.shift([0.0, top - formula[letter].get_top()[1], 0.0])


class ValueColumn:
    """A strip of pixels, and an elided column of values whose entries point to their pixels.

    Parameters
    ----------
    theme : Theme
    digit : PixelGrid
        The image whose rows stand up in the strip.
    regions : sequence of Region
        Strip, lines, names and values.
    places : sequence of int
        Which pixels have their values printed, counted row by row from 0, ascending.
    values : sequence of Source
        Their values.
    number_format : NumberFormat

    Attributes
    ----------
    strip : PixelColumn
    values : ElidedMatrix
    entries : VGroup
        For each place a line, a name and a value.
    """

    def __init__(
        self,
        theme: Theme,
        digit: PixelGrid,
        regions: Sequence[Region],
        places: Sequence[int],
        values: Sequence[Source],
        number_format: NumberFormat,
    ):
        strip, leads, names, numbers = regions
        self.theme, self.places = theme, list(places)
        self.strip = PixelColumn(digit, strip)
        slots: list[list[Source] | None] = [[values[0]]]
        for (before, after), value in zip(pairwise(places), values[1:], strict=True):
            slots += [None, [value]] if after > before + 1 else [[value]]
        room = numbers.below(numbers.top - 0.6)
        pitch = min(room.height / len(slots), 1.0)
        em = max(min(theme.sizes.number, pitch), theme.sizes.number_small)
        self.values = ElidedMatrix(theme, slots, number_format, em, pitch, 0.7).move_to(room.centre)
        self.entries = VGroup()
        for r, place in enumerate(places):
            cell, y = self.values.cells[r][0], self.values.row_y(r)
            name = Formula(theme, f"p_({place + 1})", NAMES, theme.ink)
            name.set_x(names.right - 0.25 - name.width / 2)
            stand(name, 0, cell.baseline)
            self.entries.add(VGroup(self.strip.lead(place, [leads.right, y, 0]), name, cell))

    def name(self, r: int, k: int) -> Formula:
        """Typeset the name of input ``k``, counted from 0, to the right of entry ``r``."""
        name = Formula(self.theme, f"= x_({k + 1})", 0.5, self.theme.focus)
        name.set_x(self.values.brackets.get_right()[0] + 0.25 + name.width / 2)
        return stand(name, 1, self.values.cells[r][0].baseline)

    def entry_of(self, place: int) -> VGroup:
        """Return the line, the name and the value of a pixel, counted row by row from 0."""
        return self.entries[self.places.index(place)]
