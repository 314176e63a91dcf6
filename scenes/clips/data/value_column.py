"""The pixels of an image in one column, with some of their values printed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from manim import Line, VGroup

from scenes.clips.data.pixel_column import PixelColumn
from scenes.mobjects.images.pixel_grid import PixelGrid
from scenes.mobjects.matrix.elided_matrix import ElidedMatrix
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import Formula
from scenes.provenance.source import AxisValue, NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["ValueColumn", "stand"]

X_HEIGHT = 0.44
"""Height of an x above the baseline in formulas, in em."""
SYMBOLS = 0.48
"""Largest size of the symbols of inputs, in frame units."""
HEAD, FOOT = 0.5, 0.6
"""Room above and below the values, in frame units."""


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
        For each place a line, the number of the pixel and a value.
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
        room = numbers.below(numbers.top - HEAD).above(numbers.bottom + FOOT)
        pitch = min(room.height / len(slots), 1.0)
        em = max(min(theme.sizes.number, pitch), theme.sizes.number_small)
        self.values = ElidedMatrix(theme, slots, number_format, em, pitch, 0.7).move_to(room.centre)
        self.entries = VGroup()
        for r, place in enumerate(places):
            lead = self.strip.lead(place, [leads.right, self.values.row_y(r), 0])
            number = Readout(theme, AxisValue(place + 1), NumberFormat(0), em, theme.quiet)
            number.place(names.right - 0.25, self.values.cells[r][0].baseline, "right")
            # The number of a pixel is its place along the strip.
            number.axes, number.axis = self.strip.places, 0
            number.tick = Line(lead.get_start(), lead.get_start(), stroke_width=0)
            self.entries.add(VGroup(lead, number, self.values.cells[r][0]))

    def symbol(self, place: int, k: int) -> Formula:
        """Typeset the symbol of input ``k``, counted from 0, where the number of its pixel is."""
        _, number, cell = self.entry_of(place)
        room = 1.3 * (self.values.row_pitch - self.theme.sizes.clearance)
        em = max(min(SYMBOLS, room), self.theme.sizes.number_small)
        symbol = Formula(self.theme, f"x_({k + 1})", em, self.theme.ink)
        symbol.set_x(number.get_right()[0] - symbol.width / 2)
        return stand(symbol, 0, cell.baseline)

    def entry_of(self, place: int) -> VGroup:
        """Return the line, the number and the value of a pixel, counted row by row from 0."""
        return self.entries[self.places.index(place)]
