"""The pre-activation of one neuron as a table: weight × input = product, and the running sum."""

from __future__ import annotations

from manim import Line, RoundedRectangle, VGroup

from scenes.mobjects.text.columns import spread
from scenes.mobjects.text.equals import equals_sign
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.relation import relate
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["WeightedSum"]

WEIGHT = NumberFormat(2, signed=True)
INPUT = NumberFormat(1)
EXACT = NumberFormat(3)
EXACT_SIGNED = NumberFormat(3, signed=True)
SHARES = {
    "weight": 0.1, "times": 0.225, "input": 0.31, "equals": 0.425, "product": 0.56,
    "space": 0.72, "sum": 0.87,
}  # fmt: skip
"""Preferred centres of the columns, as shares of the region's width."""
WIDTHS = {
    "weight": 2.6, "times": 0.6, "input": 1.2, "equals": 0.6, "product": 2.8, "space": 0.5,
    "sum": 2.8,
}  # fmt: skip
"""Minimum widths of the columns, in em."""


class WeightedSum(VGroup):
    """A row per input, a rule, the bias, and the total.

    With weights of two decimals and inputs of one, products and sums have three, so nothing is
    rounded and a pocket calculator gives the same results.

    Parameters
    ----------
    theme : Theme
    region : Region
    recording : network.Recording
    step, layer, j : int
        Training step, and neuron ``j`` of layer ``layer + 1``.
    headings : sequence of str
        Words for weight, input, product, sum and bias.
    """

    def __init__(self, theme: Theme, region: Region, recording, step, layer, j, headings):
        self.theme, self.region, self.em = theme, region, theme.sizes.number
        self.recording, self.step, self.layer, self.j = recording, step, layer, j
        n_inputs = recording.layer_sizes[layer]
        self.pitch = region.height / (n_inputs + 2.6)
        widths = {name: width * self.em for name, width in WIDTHS.items()}
        self._columns = spread(region, SHARES, widths)
        self.headings = VGroup(
            *[
                TextLine(theme, word, theme.sizes.label, theme.quiet).place(
                    self._columns[name], region.top - 0.3
                )
                for name, word in zip(
                    ("weight", "input", "product", "sum"), headings[:4], strict=True
                )
            ]
        )
        self.rows = [self._row(i) for i in range(n_inputs)]
        self.sums = [
            self._number("partial_sums", (j, i), EXACT, "sum", i, theme.ink)
            for i in range(n_inputs)
        ]
        y = self._baseline(n_inputs - 1) - 0.36 * self.pitch
        self.rule = Line(
            [region.left + 0.05, y, 0],
            [region.right - 0.05, y, 0],
            color=theme.hairline,
            stroke_width=theme.sizes.line,
        )
        self.bias_name = TextLine(theme, headings[4], theme.sizes.label, theme.bias).place(
            self._columns["weight"], self._baseline(n_inputs, below_rule=True)
        )
        self.bias = self._number("biases", (j,), EXACT, "product", n_inputs, theme.bias)
        self.total = self._number("z", (j,), EXACT, "sum", n_inputs, theme.focus)
        super().__init__(
            self.headings, *self.rows, *self.sums, self.rule, self.bias_name, self.bias, self.total
        )

    def _baseline(self, i: int, *, below_rule: bool = False) -> float:
        middle = self.region.top - (1.5 + i) * self.pitch
        lowered = 0.2 * self.pitch if below_rule else 0.0
        return middle - self.em * DIGIT_HEIGHT / 2 - lowered

    def _number(self, quantity, index, number_format, column, i, colour) -> Readout:
        source = Source(self.recording, quantity, self.step, self.layer, index)
        below = i >= self.recording.layer_sizes[self.layer]
        return Readout(self.theme, source, number_format, self.em, colour).place(
            self._point_of(column), self._baseline(i, below_rule=below), "point"
        )

    def _point_of(self, column: str) -> float:
        """Return the x of the decimal points in a column of signed numbers that looks centred."""
        return self._columns[column] - 0.2 * self.em

    def _row(self, i: int) -> VGroup:
        theme, baseline = self.theme, self._baseline(i)
        weight = Source(self.recording, "weights", self.step, self.layer, (self.j, i))
        product = Source(self.recording, "products", self.step, self.layer, (self.j, i))
        source = Source(self.recording, "activations", self.step, self.layer, (i,))
        middle = baseline + self.em * DIGIT_HEIGHT / 2
        row = VGroup()  # without its bar, which appears only for a moment
        row.weight = Readout(theme, weight, WEIGHT, self.em, theme.signed(weight.value)).place(
            self._point_of("weight"), baseline, "point"
        )
        row.input = Readout(theme, source, INPUT, self.em, theme.ink).place(
            self._columns["input"], baseline
        )
        row.product = Readout(
            theme, product, EXACT_SIGNED, self.em, theme.signed(product.value)
        ).place(self._point_of("product"), baseline, "point")
        row.times = Formula(theme, "times", self.em, theme.quiet)
        row.times.move_to([self._columns["times"], middle, 0])
        terms = [(weight, WEIGHT.decimals), (source, INPUT.decimals)]
        exact = relate("w x", lambda w, x: w * x, terms, (product, EXACT.decimals))
        row.equals = equals_sign(theme, self.em, [exact])
        row.equals.move_to([self._columns["equals"], middle, 0])
        row.bar = RoundedRectangle(
            width=self._columns["product"] - self._columns["weight"] + 1.35,
            height=0.86 * self.pitch,
            corner_radius=0.1,
            stroke_width=0,
            fill_color=theme.focus,
            fill_opacity=0.14,
        ).move_to([(self._columns["product"] + self._columns["weight"]) / 2, middle, 0])
        row.add(row.weight, row.times, row.input, row.equals, row.product)
        return row
