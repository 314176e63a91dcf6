"""Outputs minus targets, in rows."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from scenes.mobjects.network.output_differences import (
    WHOLE,
    DifferenceTable,
    difference,
    difference_sources,
)
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.provenance.relation import Relation, choices_of_last, relate, solve
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["ErrorTable"]

DECIMALS, COST = (3, 7), (3, 5)
"""Ranges of the decimals tried: for outputs and errors, and for the mean squared error."""
COLUMNS = {
    "name": 0.06,
    "output": 0.25,
    "minus": 0.42,
    "target": 0.53,
    "equals": 0.65,
    "result": 0.84,
}
"""Centres of the columns, as shares of the width."""
LEAST = 4.5
"""In less width, in frame units, gaps between columns are equal and type is smaller."""
WIDTHS = (0.47, 2.11, 0.6, 0.47, 0.6, 2.8)
"""Widths of the columns in that case, in em."""
DIGIT, APART, SMALLER = 0.5, 0.38, 1.06
"""In that case: width of a digit and gap of columns, in em; type size relative to the usual one."""


class ErrorTable(DifferenceTable):
    """Rows 'output − target = error', one for each output neuron.

    Parameters
    ----------
    theme : Theme
    region : Region
    recording : network.Recording
    step : int
    headings : sequence of str
        Words for output, target and output error.

    Attributes
    ----------
    names, outputs, targets, errors : list of Readout
    cost_format : NumberFormat
        With these decimals, the printed errors give the printed mean squared error.
    cost_relation : Relation
    """

    def __init__(
        self, theme: Theme, region: Region, recording: Any, step: int, headings: Sequence[str]
    ):
        count = range(recording.layer_sizes[-1])
        self.sources = [difference_sources(recording, step, k) for k in count]
        decimals = self._choose_decimals(Source(recording, "cost", step))
        plain, signed = NumberFormat(decimals), NumberFormat(decimals, signed=True)
        close = region.width < LEAST
        em = theme.sizes.number * (SMALLER if close else 1.15)
        rows = region.split(0.8, *[1] * recording.layer_sizes[-1])
        xs = {name: region.left + share * region.width for name, share in COLUMNS.items()}
        if close:
            more = DIGIT * (decimals - DECIMALS[0])
            widths = [
                width + (more if name in ("output", "result") else 0.0)
                for name, width in zip(COLUMNS, WIDTHS, strict=True)
            ]
            whole = sum(widths) + APART * (len(widths) - 1)
            em = min(em, region.width / whole)
            x = region.right - em * whole
            for name, width in zip(COLUMNS, widths, strict=True):
                xs[name] = x + em * width / 2
                x += em * (width + APART)
        middles = [row.y for row in rows[1:]]
        found = [difference(row, decimals) for row in self.sources]
        super().__init__(theme, self.sources, (plain, signed), found, em, xs, middles, "point")
        self.errors = self.results
        self.head(headings, rows[0].y, (theme.quiet, theme.target, theme.quiet))
        self.names = [
            Readout(theme, Source(recording, "classes", step, None, (k,)), WHOLE, em, theme.quiet)
            for k in range(len(middles))
        ]
        for name, y in zip(self.names, middles, strict=True):
            self.add(name.place(xs["name"], y - em * DIGIT_HEIGHT / 2))

    def _choose_decimals(self, cost: Source) -> int:
        """Choose decimals with which all printed equations hold; return those of the errors."""

        def mean(d: int, of_cost: int) -> Relation:
            errors = [(error, d) for _, _, error in self.sources]
            return relate(
                "mean of squared errors",
                lambda *found: sum((error * error for error in found), Decimal(0)) / len(found),
                errors,
                (cost, of_cost),
            )

        def relations(d: int, of_cost: int) -> list[Relation]:
            return [*(difference(row, d) for row in self.sources), mean(d, of_cost)]

        candidates = choices_of_last(range(*DECIMALS), range(*COST))
        decimals, of_cost = solve("errors and their mean square", relations, candidates)
        self.cost_format, self.cost_relation = NumberFormat(of_cost), mean(decimals, of_cost)
        return decimals
