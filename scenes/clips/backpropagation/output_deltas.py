"""The deltas of the output layer: o − t."""

from __future__ import annotations

from manim import VGroup

from scenes.mobjects.text.columns import spread
from scenes.mobjects.text.equals import equals_sign
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.relation import MOST_DECIMALS, Relation, choices, relate, solve_or
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["OutputDeltas"]

DECIMALS = 3
SHARES = {"output": 0.18, "minus": 0.34, "target": 0.47, "equals": 0.6, "delta": 0.82}
"""Centres of the columns, as shares of the region's width."""
WIDTHS = {"output": 1.7, "minus": 1.1, "target": 0.5, "equals": 0.8, "delta": 2.8}
"""Widths of the columns, in em."""


class OutputDeltas(VGroup):
    """A row o − t = δ for each output, below the names of the columns.

    Parameters
    ----------
    theme : Theme
    region : Region
    recording : network.Recording
    step : int
    heads : sequence of str
        Names of output, target and delta.

    Attributes
    ----------
    heads : VGroup
    outputs, targets, deltas : list of Readout
    signs : list of VGroup
        Minus and equals of each row.
    """

    def __init__(self, theme: Theme, region: Region, recording, step: int, heads):
        layer = len(recording.layer_sizes) - 1
        count = recording.layer_sizes[-1]
        em = 1.35 * theme.sizes.number
        pitch = region.height / (count + 1)
        widths = {name: width * em for name, width in WIDTHS.items()}
        xs = list(spread(region, SHARES, widths).values())

        def source(quantity: str, of: int | None, k: int) -> Source:
            return Source(recording, quantity, step, of, (k,))

        def relations(d: int) -> list[Relation]:
            return [
                relate(
                    "o − t = δ",
                    lambda o, t: o - t,
                    [(source("activations", layer, k), d), (source("targets", None, k), 0)],
                    (source("deltas", layer - 1, k), DECIMALS),
                )
                for k in range(count)
            ]

        candidates = choices(range(DECIMALS, MOST_DECIMALS))
        (decimals,) = solve_or([DECIMALS], "outputs minus targets", relations, candidates)
        plain, found = NumberFormat(decimals), relations(decimals)
        signed = NumberFormat(DECIMALS, signed=True)
        self.outputs, self.targets, self.deltas, self.signs = [], [], [], []
        for k in range(count):
            middle = region.top - (1.35 + k) * pitch
            baseline = middle - em * DIGIT_HEIGHT / 2
            delta = source("deltas", layer - 1, k)
            self.outputs.append(
                Readout(theme, source("activations", layer, k), plain, em).place(xs[0], baseline)
            )
            self.targets.append(
                Readout(theme, source("targets", None, k), NumberFormat(0), em, theme.target).place(
                    xs[2], baseline
                )
            )
            self.deltas.append(
                Readout(theme, delta, signed, em, theme.signed(delta.value)).place(xs[4], baseline)
            )
            self.signs.append(
                VGroup(
                    Formula(theme, "-", em, theme.quiet).move_to([xs[1], middle, 0]),
                    equals_sign(theme, em, [found[k]]).move_to([xs[3], middle, 0]),
                )
            )
        colours = (theme.ink, theme.target, theme.ink)
        self.heads = VGroup(
            *[
                TextLine(theme, word, theme.sizes.label, colour).place(x, region.top - 0.35)
                for word, x, colour in zip(heads, (xs[0], xs[2], xs[4]), colours, strict=True)
            ]
        )
        super().__init__(self.heads, *self.outputs, *self.targets, *self.deltas, *self.signs)
