"""The deltas of the output layer: output minus target, neuron by neuron."""

from __future__ import annotations

from scenes.mobjects.network.output_differences import (
    DifferenceTable,
    difference,
    difference_sources,
)
from scenes.mobjects.text.columns import spread
from scenes.provenance.relation import MOST_DECIMALS, Relation, choices, solve_or
from scenes.provenance.source import NumberFormat
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["OutputDeltas"]

DECIMALS = 3
SHARES = {"output": 0.18, "minus": 0.34, "target": 0.47, "equals": 0.6, "result": 0.82}
"""Where the columns stand: shares of the region's width."""
WIDTHS = {"output": 1.7, "minus": 1.1, "target": 0.5, "equals": 0.8, "result": 2.8}
"""Room that the columns need, in em."""


class OutputDeltas(DifferenceTable):
    """A row for each output: o − t = δ, with heads that name the columns.

    Parameters
    ----------
    theme : Theme
    region : Region
    recording : network.Recording
    step : int
    heads : sequence of str
        Words for output, target and delta.

    Attributes
    ----------
    heads : VGroup
    deltas : list of Readout
    """

    def __init__(self, theme: Theme, region: Region, recording, step: int, heads):
        count = recording.layer_sizes[-1]
        em = 1.35 * theme.sizes.number
        pitch = region.height / (count + 1)
        widths = {name: width * em for name, width in WIDTHS.items()}
        xs = spread(region, SHARES, widths)
        sources = [difference_sources(recording, step, k, "deltas") for k in range(count)]

        def relations(d: int) -> list[Relation]:
            return [difference(row, d, DECIMALS) for row in sources]

        candidates = choices(range(DECIMALS, MOST_DECIMALS))
        (decimals,) = solve_or([DECIMALS], "outputs minus targets", relations, candidates)
        formats = NumberFormat(decimals), NumberFormat(DECIMALS, signed=True)
        middles = [region.top - (1.35 + k) * pitch for k in range(count)]
        super().__init__(theme, sources, formats, relations(decimals), em, xs, middles)
        self.deltas = self.results
        self.heads = self.head(heads, region.top - 0.35, (theme.ink, theme.target, theme.ink))
