"""Where the deltas of a hidden layer come from: what returns, added up, times the slope."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from manim import VGroup

from scenes.clips.training_loop.delta_list import least_pitch, rows_inside
from scenes.mobjects.text.equals import equals_sign
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.relation import Relation, choices_of_last, relate, solve_or
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["DeltaTable"]

DECIMALS, OF_DELTA = (3, 6), (3, 6)
"""Ranges of the decimals tried: for sum and slope, and for the delta."""
GAP, SIGN = 0.24, 0.55
"""Between the columns, and width of a sign, in em."""
LEAST_EM, HEAD, BETWEEN = 0.32, 0.5, 0.15
"""Least size of the type, from the first row up to the headings, and between two headings."""


class DeltaTable(VGroup):
    """Rows 'sum × slope = delta', level with the neurons of a hidden layer.

    Parameters
    ----------
    theme : Theme
    region : Region
    recording : network.Recording
    step, layer : int
        The layer of neurons, counted from the inputs.
    shown : sequence of int
        Indices of its neurons drawn.
    middles : sequence of float
        Their heights.
    headings : sequence of str
        Words for sum, slope and delta.

    Attributes
    ----------
    fits : bool
        Whether there is room for it; if not, it is empty.
    columns : list of VGroup
        Heading, numbers and signs of the sums, the slopes and the deltas.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        recording: Any,
        step: int,
        layer: int,
        shown: Sequence[int],
        middles: Sequence[float],
        headings: Sequence[str],
    ):
        super().__init__()
        self.theme, last = theme, recording.layer_sizes[layer + 1] - 1
        self.sources = [
            (
                Source(recording, "returned_sums", step, layer, (k, last)),
                Source(recording, "slopes", step, layer - 1, (k,)),
                Source(recording, "deltas", step, layer - 1, (k,)),
            )
            for k in shown
        ]
        least = DECIMALS[0], OF_DELTA[0]
        tried = choices_of_last(range(*DECIMALS), range(*OF_DELTA))
        self.decimals = solve_or(least, "sum and slope", self._relations, tried)
        words = [TextLine(theme, text, theme.sizes.label, theme.quiet) for text in headings]
        rows = rows_inside(region.below(region.top - HEAD), middles)
        forms = self._forms()
        widths = [
            max(Readout(theme, row[k], forms[k], 1.0).advance_width for row in self.sources)
            for k in range(3)
        ]
        room = region.width / (sum(widths) + 2 * SIGN + 4 * GAP)
        em = min(theme.sizes.number, room, 0.9 * least_pitch(rows))
        pitches = [em * ((widths[k] + widths[k + 1]) / 2 + SIGN + 2 * GAP) for k in (0, 1)]
        clear = all(
            pitches[k] >= (words[k].width + words[k + 1].width) / 2 + BETWEEN for k in (0, 1)
        )
        self.fits = em >= LEAST_EM and clear and max(word.drop for word in words) == 0
        if self.fits:
            self._typeset(region, rows, words, widths, em)

    def _forms(self) -> tuple[NumberFormat, NumberFormat, NumberFormat]:
        factors, of_delta = self.decimals
        return (
            NumberFormat(factors, signed=True),
            NumberFormat(factors),
            NumberFormat(of_delta, signed=True),
        )

    def _relations(self, factors: int, of_delta: int) -> list[Relation]:
        """Return the equations of all rows."""
        return [
            relate(
                "sum × slope = delta",
                lambda total, slope: total * slope,
                [(total, factors), (slope, factors)],
                (delta, of_delta),
            )
            for total, slope, delta in self.sources
        ]

    def _typeset(
        self, region: Region, rows: Sequence[float], words: Sequence[TextLine],
        widths: Sequence[float], em: float,
    ) -> None:  # fmt: skip
        theme, forms = self.theme, self._forms()
        left = region.x - em * (sum(widths) + 2 * SIGN + 4 * GAP) / 2
        self.columns = []
        for k, (word, width) in enumerate(zip(words, widths, strict=True)):
            end = left + em * width
            word.place(left + em * width / 2, min(rows[0] + HEAD, region.top - 0.3))
            column = VGroup(word)
            for row, y, relation in zip(
                self.sources, rows, self._relations(*self.decimals), strict=True
            ):
                baseline = y - em * DIGIT_HEIGHT / 2
                column.add(Readout(theme, row[k], forms[k], em).place(end, baseline, "right"))
                if k:
                    sign = (
                        Formula(theme, "times", em, theme.quiet)
                        if k == 1
                        else equals_sign(theme, em, [relation])
                    )
                    column.add(sign.move_to([left - em * (GAP + SIGN / 2), y, 0]))
            self.columns.append(column)
            left = end + em * (SIGN + 2 * GAP)
        self.add(*self.columns)
