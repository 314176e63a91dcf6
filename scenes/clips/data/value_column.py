"""The pixels of an image in one column, with some of their values printed."""

from __future__ import annotations

from collections.abc import Sequence

from manim import Animation, FadeIn, VGroup

from scenes.animation.timing import staggered, within
from scenes.mobjects.images.pixel_grid import PixelGrid
from scenes.mobjects.images.pixel_rows import PixelColumn
from scenes.mobjects.matrix.elided_matrix import ElidedMatrix
from scenes.mobjects.text.text import Formula
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["ValueColumn", "stand"]

X_HEIGHT = 0.44
"""Height of an x or p above the baseline in formulas, in em."""
OVERLAP, ARRIVED = 0.8, 0.85
"""Overlap of the rows' flights, and the share of the play after which all have arrived."""


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
        The image whose rows move to the strip.
    regions : sequence of Region
        Strip, lines, names and values.
    ends : (float, float) or None
        Top and bottom of the strip; None for those of the image.
    places : sequence of int
        Which pixels have their values printed, counted row by row from 0.
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
        ends: tuple[float, float] | None,
        places: Sequence[int],
        values: Sequence[Source],
        number_format: NumberFormat,
    ):
        strip, leads, names, numbers = regions
        self.strip, self._width = (
            PixelColumn(digit, strip.left, strip.right, ends),
            len(digit.image[0]),
        )
        self._places = places
        slots = [slot for value in values for slot in ([value], None)][:-1]
        room = numbers.below(numbers.top - 0.6)
        self.values = ElidedMatrix(
            theme, slots, number_format, theme.sizes.number, room.height / len(slots), 0.7
        ).move_to(room.centre)
        self.entries = VGroup()
        for r, place in enumerate(places):
            cell, y = self.values.cells[r][0], self.values.row_y(r)
            name = Formula(theme, f"p_({place + 1})", 0.44, theme.ink)
            name.set_x(names.right - 0.25 - name.width / 2)
            stand(name, 0, cell.baseline)
            self.entries.add(VGroup(self.strip.lead(place, [leads.right, y, 0]), name, cell))

    def unroll(self) -> tuple[list[PixelGrid], list[Animation]]:
        """Animate the rows moving to the strip; an entry appears when its row has arrived.

        Returns
        -------
        rows : list of PixelGrid
            What moves: the strip's rows take their place afterwards.
        motions : list of Animation
        """
        flights = self.strip.unroll()
        motions = staggered([motion for _, motion in flights], overlap=OVERLAP, stop=ARRIVED)
        length = ARRIVED / (1 + (1 - OVERLAP) * (len(flights) - 1))
        for entry, place in zip(self.entries, self._places, strict=True):
            start = length * (1 + (1 - OVERLAP) * (place // self._width))
            motions.append(within(FadeIn(entry), start, start + 0.12))
        return [row for row, _ in flights], motions

    def name(self, theme: Theme, k: int) -> Formula:
        """Typeset the name of input ``k``, counted from 1, to the right of its entry."""
        name = Formula(theme, f"= x_{k}", 0.5, theme.focus)
        name.set_x(self.values.brackets.get_right()[0] + 0.25 + name.width / 2)
        return stand(name, 1, self.values.cells[k][0].baseline)
