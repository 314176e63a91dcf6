"""The way back: a hidden neuron's delta from the deltas that its edges lead to."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from manim import Line, VGroup

from scenes.mobjects.matrix.matrix import Matrix
from scenes.mobjects.text.columns import needed_width, spread
from scenes.mobjects.text.equals import equals_sign
from scenes.mobjects.text.equation_line import in_a_line, width_in_a_line
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.relation import (
    MOST_DECIMALS,
    NoPrecision,
    Relation,
    choices,
    relate,
    solve,
    solve_or,
)
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["HiddenDeltas", "SentBack"]

DECIMALS, WEIGHT = 4, 2
"""Of deltas of hidden neurons, and of their sums and slopes at least; and of weights."""
ALIKE, ROOMY = 7, 5
"""Fewer decimals than the first are tried alike for deltas and their products; with more than the
second, type has to be smaller for a row to fit."""
SHARES = {
    "weight": 0.075, "times": 0.17, "delta": 0.315, "equals": 0.455, "product": 0.6,
    "space": 0.74, "sum": 0.88,
}  # fmt: skip
"""Where the columns of one neuron's products stand: shares of the region's width."""
SIGN = 0.7
"""Room for a sign between numbers, in em."""
UP, DOWN = 0.2, 0.38
"""How far rows are raised, and sums lowered, that stand below the products, in their distance."""
LINES, LEAST_LINE = 0.88, 0.32
"""Size of type of the last two lines, in that of the lines above, and at least, in frame units."""
TIGHT = 0.2
"""Such a line that needs narrower gaps than these, in em, is broken in two."""
MOST_EM = 0.33
"""Size of type in the matrices of all hidden deltas, if they fit with it."""
GAP, LEAST_GAP = 0.13, 0.08
"""Between these matrices, in frame units: as it is wanted, and where there is little room."""
LEAST_EM = 0.255
"""Smaller type than this calls for another line."""
ROOMY_LINE, GAPS = 0.3, 6
"""What a line may be shorter than the region before its gaps, so many at most, become wider."""
NAMES = 0.46
"""Height of the names above the lower matrices, in frame units."""


@dataclass(frozen=True)
class _Decimals:
    """Decimals of sums, of slopes, and of each neuron's products and the deltas they are of."""

    sums: int
    slopes: int
    products: list[tuple[int, int]]


class _Way:
    """Where the numbers of the way back into one layer are recorded."""

    def __init__(self, recording, step: int, layer: int):
        self.recording, self.step, self.layer = recording, step, layer
        self.hidden, self.outer = recording.layer_sizes[layer], recording.layer_sizes[layer + 1]

    def source(self, quantity: str, layer: int, *index: int) -> Source:
        return Source(self.recording, quantity, self.step, layer, index)

    def array(self, name: str, *index: int) -> Source:
        return Source(self.recording, name, index=(self.step, *index))

    def weight(self, j: int, k: int) -> Source:
        return self.source("weights", self.layer, k, j)

    def outer_delta(self, k: int) -> Source:
        return self.source("deltas", self.layer, k)

    def product(self, j: int, k: int) -> Source:
        return self.array(f"returned_{self.layer}", j, k)

    def sum_(self, j: int, k: int | None = None) -> Source:
        last = self.outer - 1 if k is None else k
        return self.array(f"returned_sums_{self.layer}", j, last)

    def activation(self, j: int) -> Source:
        return self.source("activations", self.layer, j)

    def slope(self, j: int) -> Source:
        return self.array(f"sigmoid_slopes_{self.layer - 1}", j)

    def delta(self, j: int) -> Source:
        return self.source("deltas", self.layer - 1, j)

    @cached_property
    def decimals(self) -> _Decimals:
        """Decimals of sums and slopes, and of each neuron's products and outer deltas.

        Sums times slopes give the printed hidden deltas, weights times outer deltas the products,
        and these the sums.
        """
        span = range(DECIMALS, MOST_DECIMALS)
        both = choices(span, span)
        for sums, slopes in both:
            if not all(self.delta_relation(j, sums, slopes).holds for j in range(self.hidden)):
                continue
            with suppress(NoPrecision):
                products = [self._product_decimals(j, sums) for j in range(self.hidden)]
                return _Decimals(sums, slopes, products)
        raise NoPrecision("the deltas of hidden neurons do not follow from any printed sums")

    def _product_decimals(self, j: int, sums: int) -> tuple[int, int]:
        """Decimals of neuron j's products, and of outer deltas; first those alike."""
        of_products, of_deltas = (range(DECIMALS, MOST_DECIMALS + n) for n in (1, 2))
        candidates = [(d, d) for d in range(DECIMALS, ALIKE)]
        candidates += [pair for pair in choices(of_products, of_deltas) if pair[0] <= pair[1]]
        products, deltas = solve(
            "the products that a hidden delta comes from",
            lambda of_products, of_deltas: [
                *self.product_relations(j, of_products, of_deltas),
                *self.running_relations(j, of_products, sums),
            ],
            candidates,
        )
        return products, deltas

    def delta_relation(self, j: int, sums: int, slopes: int) -> Relation:
        """The equation of neuron j's delta: sum times slope."""
        return relate(
            "sum · slope = δ",
            lambda total, slope: total * slope,
            [(self.sum_(j), sums), (self.slope(j), slopes)],
            (self.delta(j), DECIMALS),
        )

    def product_relations(self, j: int, of_products: int, of_deltas: int) -> list[Relation]:
        """The equations of neuron j's products, with so many decimals of these and of deltas."""
        return [
            relate(
                "w δ",
                lambda weight, delta: weight * delta,
                [(self.weight(j, k), WEIGHT), (self.outer_delta(k), of_deltas)],
                (self.product(j, k), of_products),
            )
            for k in range(self.outer)
        ]

    def running_relations(self, j: int, of_products: int, of_sums: int) -> list[Relation]:
        """The equations of neuron j's sums, from products, with so many decimals."""
        return [
            relate(
                "sum of products",
                lambda *products: sum(products, Decimal(0)),
                [(self.product(j, n), of_products) for n in range(k + 1)],
                (self.sum_(j, k), of_sums),
            )
            for k in range(self.outer)
        ]

    def slope_relation(self, j: int, d: int) -> Relation:
        """The equation of neuron j's slope: h times (1 − h), with so many decimals of h."""
        return relate(
            "h (1 − h)",
            lambda h: h * (1 - h),
            [(self.activation(j), d)],
            (self.slope(j), self.decimals.slopes),
        )

    def activation_decimals(self) -> int:
        """Decimals of activations with which h times (1 − h) gives the printed slopes."""
        (found,) = solve_or(
            (DECIMALS + 1,),
            "slopes",
            lambda d: [self.slope_relation(j, d) for j in range(self.hidden)],
            choices(range(DECIMALS + 1, MOST_DECIMALS)),
        )
        return found

    def sum_relation(self, j: int, d: int) -> Relation:
        """The equation of neuron j's sum: its row of weights times deltas of so many decimals."""
        terms = []
        for k in range(self.outer):
            terms += [(self.weight(j, k), WEIGHT), (self.outer_delta(k), d)]
        return relate(
            "W transposed δ",
            lambda *factors: sum(
                (w * x for w, x in zip(factors[::2], factors[1::2], strict=True)), Decimal(0)
            ),
            terms,
            (self.sum_(j), self.decimals.sums),
        )

    def delta_decimals(self) -> int:
        """Decimals of outer deltas with which weights times deltas give the printed sums."""
        (found,) = solve_or(
            (DECIMALS,),
            "weights times deltas",
            lambda d: [self.sum_relation(j, d) for j in range(self.hidden)],
            choices(range(DECIMALS, MOST_DECIMALS)),
        )
        return found


class SentBack(VGroup):
    """One hidden neuron: weight × delta = product for each edge that leaves it, summed; slope.

    Parameters
    ----------
    theme : Theme
    region : Region
    recording : network.Recording
    step, layer, j : int
        Neuron ``j`` of layer ``layer``, at a training step.
    headings : sequence of str
        Words for weight, delta, product and sum.

    Attributes
    ----------
    rows : list of VGroup
        With ``weight``, ``delta``, ``product`` and ``signs``.
    sums : list of Readout
    slope_row, delta_row : list
        What stands in the last two rows, in order; ``slope`` and ``delta`` are their results.
    """

    def __init__(self, theme: Theme, region: Region, recording, step, layer, j, headings):
        self.theme, self.region = theme, region
        self.way = way = _Way(recording, step, layer)
        decimals = way.decimals.products[j]
        self.em = 0.92 * theme.sizes.number * min(1.0, ROOMY / max(decimals))
        widths, shares = self._widths(j, decimals), SHARES
        self.below = needed_width(widths) > region.width
        if self.below:
            shares = {name: SHARES[name] for name in SHARES if name not in ("space", "sum")}
            widths = {name: widths[name] for name in shares}
        self.pitch = region.height / (way.outer + 3.4)
        self._columns = spread(region, shares, widths)
        self.headings = VGroup(
            *[
                TextLine(theme, word, theme.sizes.label, theme.quiet).place(
                    self._columns[name], region.top - 0.35
                )
                for name, word in zip(("weight", "delta", "product", "sum"), headings, strict=True)
                if name in shares
            ]
        )
        self.rows = [self._row(j, k, decimals) for k in range(way.outer)]
        style = NumberFormat(way.decimals.sums, signed=True)
        self.sums = [
            self._number(
                way.sum_(j, k), style, "sum", self._baseline(k), theme.signed(way.sum_(j, k).value)
            )
            for k in range(way.outer)
        ]
        for number, relation in zip(
            self.sums, way.running_relations(j, decimals[0], way.decimals.sums), strict=True
        ):
            number.relations = (relation,)
        y = self._baseline(way.outer - 1) - (0.42 + 1.2 * UP * self.below) * self.pitch
        if self.below:
            self._put_sums_below(headings[-1])
        self.rule = Line(
            [region.left + 0.05, y, 0],
            [region.right - 0.05, y, 0],
            color=theme.hairline,
            stroke_width=theme.sizes.line,
        )
        self._add_slope(j)
        super().__init__(self.headings, *self.rows, *self.sums, self.rule)
        self.add(*self.slope_row, *self.delta_row)

    def _widths(self, j: int, decimals: tuple[int, int]) -> dict[str, float]:
        """Tell how wide the columns are."""
        way, outer = self.way, range(self.way.outer)
        numbers = {
            "weight": ([way.weight(j, k) for k in outer], 2),
            "delta": ([way.outer_delta(k) for k in outer], decimals[1]),
            "product": ([way.product(j, k) for k in outer], decimals[0]),
            "sum": ([way.sum_(j, k) for k in outer], way.decimals.sums),
        }
        widths = dict.fromkeys(SHARES, SIGN * self.em)
        for name, (sources, places) in numbers.items():
            style = NumberFormat(places, signed=True)
            drawn = [Readout(self.theme, source, style, self.em) for source in sources]
            widths[name] = max(number.advance_width for number in drawn)
        return widths

    def _put_sums_below(self, name: str) -> None:
        """Put each sum in a line of its own, named, below the product that it goes up to."""
        words = []
        for row, sum_ in zip(self.rows, self.sums, strict=True):
            baseline = row.product.baseline - DOWN * self.pitch
            sum_.place(row.product.point_x, baseline, "point")
            words.append(TextLine(self.theme, name, self.theme.sizes.label, self.theme.quiet))
            words[-1].place(sum_.get_left()[0] - 0.3, baseline, "right")
        self.headings.add(*words)

    def _baseline(self, k: float) -> float:
        raised = UP if self.below and k < self.way.outer else 0.0
        return self.region.top - (1.5 + k - raised) * self.pitch - self.em * DIGIT_HEIGHT / 2

    def _number(self, source, style, column, baseline, colour=None) -> Readout:
        number = Readout(self.theme, source, style, self.em, colour or self.theme.ink)
        return number.place(self._columns.get(column, 0.0), baseline)

    def _sign(self, markup: str, x: float, baseline: float) -> Formula:
        sign = Formula(self.theme, markup, self.em, self.theme.quiet)
        return sign.move_to([x, baseline + self.em * DIGIT_HEIGHT / 2, 0])

    def _row(self, j: int, k: int, decimals: tuple[int, int]) -> VGroup:
        theme, way, baseline = self.theme, self.way, self._baseline(k)
        row = VGroup()
        of_product, of_delta = (NumberFormat(d, signed=True) for d in decimals)
        weight, delta, product = way.weight(j, k), way.outer_delta(k), way.product(j, k)
        coloured = theme.signed
        row.weight = self._number(
            weight, NumberFormat(2, signed=True), "weight", baseline, coloured(weight.value)
        )
        row.delta = self._number(delta, of_delta, "delta", baseline, coloured(delta.value))
        row.product = self._number(
            product, of_product, "product", baseline, coloured(product.value)
        )
        row.signs = VGroup(
            self._sign("times", self._columns["times"], baseline),
            equals_sign(self.theme, self.em, [way.product_relations(j, *decimals)[k]]).move_to(
                [self._columns["equals"], baseline + self.em * DIGIT_HEIGHT / 2, 0]
            ),
        )
        row.add(row.weight, row.signs, row.delta, row.product)
        return row

    def _add_slope(self, j: int) -> None:
        """Put h(1 − h) and then the delta below the rule, each an equation of its own."""
        way, theme = self.way, self.theme
        of_sum, of_slope = way.decimals.sums, way.decimals.slopes
        signed, summed = NumberFormat(DECIMALS, signed=True), NumberFormat(of_sum, signed=True)
        plain = NumberFormat(of_slope)
        lines = [self._baseline(way.outer + extra) for extra in (0.25, 1.3)]
        h, total, delta = way.activation(j), way.sum_(j), way.delta(j)
        factor = NumberFormat(way.activation_decimals())
        em = max(LINES * self.em, LEAST_LINE)
        self.slope = Readout(theme, way.slope(j), plain, em, theme.ink)
        self.slope_row = [
            self._quiet(em, f"h_{j + 1} (1 - h_{j + 1})"),
            equals_sign(theme, em),
            Readout(theme, h, factor, em, theme.ink),
            self._quiet(em, "times"),
            self._quiet(em, r"\(1 -"),
            Readout(theme, h, factor, em, theme.ink),
            self._quiet(em, r"\)"),
            equals_sign(theme, em, [way.slope_relation(j, factor.decimals)]),
            self.slope,
        ]
        self.delta = Readout(theme, delta, signed, em, theme.signed(delta.value))
        self.delta_row = [
            self._quiet(em, f"delta_{j + 1}^((1))"),
            equals_sign(theme, em),
            Readout(theme, total, summed, em, theme.signed(total.value)),
            self._quiet(em, "times"),
            Readout(theme, way.slope(j), plain, em, theme.ink),
            equals_sign(theme, em, [way.delta_relation(j, of_sum, of_slope)]),
            self.delta,
        ]
        for pieces, baseline in zip((self.slope_row, self.delta_row), lines, strict=True):
            if width_in_a_line(pieces, TIGHT * em) <= self.region.width:
                in_a_line(pieces, self.region, baseline, 0.3 * em, align="left")
                continue
            # The result goes below the terms, its sign below theirs.
            in_a_line(pieces[:-2], self.region, baseline + 0.6 * em, 0.3 * em, align="left")
            region, left = self.region, float(pieces[1].get_left()[0])
            below = Region(left, region.right, region.bottom, region.top)
            in_a_line(pieces[-2:], below, baseline - 0.8 * em, 0.3 * em, align="left")

    def _quiet(self, em: float, markup: str) -> Formula:
        return Formula(self.theme, markup, em, self.theme.quiet)


class HiddenDeltas(VGroup):
    """All hidden deltas: Wᵀ·δ = s above; h gives slopes, slopes ⊙ s = δ below; all have names.

    In a narrow region there are three lines: after h and the slopes, ⊙ s = δ is the third.

    Parameters
    ----------
    theme : Theme
    upper, lower : Region
        Filled in width, up to a size of type that is easy to read.
    recording : network.Recording
    step, layer : int
        Neurons of layer ``layer``.

    Attributes
    ----------
    transposed, outer, sums : Matrix
        Of the upper line.
    values, slopes, again, deltas : Matrix
        Of the lower line.
    names : list of Formula
        Above the matrices.
    of_hidden : list of Matrix
        Those with a row for each hidden neuron.
    """

    def __init__(self, theme: Theme, upper: Region, lower: Region, recording, step, layer):
        self.theme = theme
        self.way = _Way(recording, step, layer)
        room, bands, buff = upper.width - 0.05, [upper, lower], GAP
        em = MOST_EM
        # The pads of brackets do not shrink with the type, so one correction is not enough.
        while (natural := self._build(bands, em, buff)) > room:
            em *= 0.999 * room / natural
        if em < LEAST_EM:
            whole = Region(upper.left, upper.right, lower.bottom, upper.top)
            bands, em, buff = whole.split(1, 1, 1, gap=upper.bottom - lower.top), MOST_EM, LEAST_GAP
            while (natural := self._build(bands, em, buff)) > room:
                em *= 0.999 * room / natural
        elif room - natural > ROOMY_LINE:
            self._build(bands, em, buff + (room - natural - ROOMY_LINE) / GAPS)
        for name in self.names:
            name.shift([min(0.0, upper.right - 0.02 - name.get_right()[0]), 0, 0])
        self.of_hidden = [
            *(self.transposed, self.sums),
            *(self.values, self.slopes, self.again, self.deltas),
        ]
        super().__init__(*self.of_hidden, self.outer, self.signs, *self.names)

    def _build(self, bands: Sequence[Region], em: float, buff: float) -> float:
        """Make all parts at one size of type; give the width they take."""
        theme, way = self.theme, self.way
        hidden, outer = range(way.hidden), range(way.outer)
        pitch = 0.96 * (min(band.height for band in bands) - NAMES) / way.hidden
        of_sum, of_slope = way.decimals.sums, way.decimals.slopes
        signed, summed = NumberFormat(DECIMALS, signed=True), NumberFormat(of_sum, signed=True)
        plain = NumberFormat(of_slope)
        of_outer, of_values = way.delta_decimals(), way.activation_decimals()

        def column(found: list[Source], style: NumberFormat, colour=None) -> Matrix:
            return Matrix(theme, [[s] for s in found], style, em, pitch, colour)

        self.transposed = Matrix(
            theme,
            [[way.weight(j, k) for k in outer] for j in hidden],
            NumberFormat(2, signed=True),
            em,
            pitch,
            theme.signed,
        )
        self.outer = column(
            [way.outer_delta(k) for k in outer],
            NumberFormat(of_outer, signed=True),
            theme.signed,
        )
        self.sums = column([way.sum_(j) for j in hidden], summed, theme.signed)
        self.again = column([way.sum_(j) for j in hidden], summed, theme.signed)
        self.values = column([way.activation(j) for j in hidden], NumberFormat(of_values))
        self.slopes = column([way.slope(j) for j in hidden], plain)
        self.deltas = column([way.delta(j) for j in hidden], signed, theme.signed)
        size = max(1.2 * em, LEAST_LINE)
        self.signs = VGroup(
            equals_sign(theme, size, [way.sum_relation(j, of_outer) for j in hidden]),
            *[Formula(theme, markup, size, theme.quiet) for markup in ("arrow.r.bar", "dot.o")],
            equals_sign(theme, size, [way.delta_relation(j, of_sum, of_slope) for j in hidden]),
        )
        self.slopes.relations = tuple(way.slope_relation(j, of_values) for j in hidden)
        equals, gives, times, is_ = self.signs
        lines = [
            [self.transposed, self.outer, equals, self.sums],
            [self.values, gives, self.slopes, times, self.again, is_, self.deltas],
        ]
        if len(bands) > len(lines):
            lines[1:] = lines[1][:3], lines[1][3:]
        drawn = [VGroup(*line).arrange(buff=buff) for line in lines]
        for line, band in zip(drawn, bands, strict=True):
            line.move_to([band.x, band.bottom + line.height / 2, 0])
        self.names = self._names(max(em, LEAST_LINE) if len(bands) > 2 else em)
        return max(line.width for line in drawn)

    def _names(self, em: float) -> list[Formula]:
        """Put above each matrix what it is."""
        here, after = f"(({self.way.layer}))", f"(({self.way.layer + 1}))"
        transposed = f"bold(W)^({after[1:-1]} T)"
        return [
            Formula(self.theme, markup, em, self.theme.quiet).move_to(
                [matrix.get_x(), matrix.get_top()[1] + 0.58 * NAMES, 0]
            )
            for matrix, markup in (
                (self.transposed, transposed),
                (self.outer, f"bold(delta)^{after}"),
                (self.sums, f"{transposed} bold(delta)^{after}"),
                (self.values, "bold(h)"),
                (self.slopes, "bold(h) dot.o (1 - bold(h))"),
                (self.again, f"{transposed} bold(delta)^{after}"),
                (self.deltas, f"bold(delta)^{here}"),
            )
        ]

    @property
    def frames(self) -> list:
        """All that stands before any number does."""
        matrices = (self.outer, *self.of_hidden)
        return [*[m.brackets for m in matrices], self.signs, *self.names]

    def factors(self, j: int) -> list[Readout]:
        """What its delta is multiplied from, after the value that the slope comes from."""
        return [m.column()[j] for m in (self.values, self.slopes, self.again)]
