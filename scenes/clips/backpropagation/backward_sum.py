"""The backward pass: hidden deltas from the deltas of the next layer."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from operator import mul

from manim import Line, VGroup

from scenes.mobjects.matrix.matrix import Matrix
from scenes.mobjects.text.columns import fit_type, needed_width, spread
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

__all__ = ["BackwardSum", "HiddenDeltas"]

DECIMALS, WEIGHT = 4, 2
"""Decimals of hidden deltas, fewest of their sums and slopes; decimals of weights."""
ALIKE, ROOMY = 7, 5
"""Bound of the decimals that are tried alike for deltas and products first; most decimals that
fit into a row without smaller type."""
SHARES = {
    "weight": 0.075, "times": 0.17, "delta": 0.315, "equals": 0.455, "product": 0.6,
    "space": 0.74, "sum": 0.88,
}  # fmt: skip
"""Centres of the columns, as shares of the region's width."""
SIGN = 0.7
"""Width of a sign between numbers, in em."""
UP, DOWN = 0.2, 0.38
"""How far rows move up and sums down, as shares of the row distance, where the sums are below
the products."""
LINES, LEAST_LINE = 0.88, 0.32
"""Type of the last two lines relative to the rows, and its smallest size in frame units."""
TIGHT = 0.2
"""Smallest gap in such a line, in em; if gaps would be smaller, the line is broken in two."""
MOST_EM = 0.33
"""Largest type in the matrices of all hidden deltas, in frame units."""
GAP, LEAST_GAP = 0.13, 0.08
"""Gaps between these matrices, in frame units, usually and where there is little room."""
LEAST_EM = 0.255
"""Smallest type before the matrices take a third line."""
ROOMY_LINE, GAPS = 0.3, 6
"""Spare width above which the gaps of a line, this many at most, are widened."""
NAMES = 0.46
"""Height of the names above the matrices, in frame units."""


@dataclass(frozen=True)
class _Decimals:
    """Decimals of sums, of slopes, and of each neuron's products and next layer's deltas."""

    sums: int
    slopes: int
    products: list[tuple[int, int]]


class _BackwardPass:
    """Sources, equations and decimals of the backward pass into one layer."""

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
        """Decimals that make the whole backward pass hold as printed.

        Weights times outer deltas give the printed products, these add up to the sums, and sums
        times slopes give the hidden deltas.
        """
        span = range(DECIMALS, MOST_DECIMALS)
        for sums, slopes in choices(span, span):
            if not all(self.delta_relation(j, sums, slopes).holds for j in range(self.hidden)):
                continue
            with suppress(NoPrecision):
                products = [self._product_decimals(j, sums) for j in range(self.hidden)]
                return _Decimals(sums, slopes, products)
        raise NoPrecision("the deltas of hidden neurons do not follow from any printed sums")

    def _product_decimals(self, j: int, sums: int) -> tuple[int, int]:
        """Find decimals of neuron j's products and of outer deltas, trying equal ones first."""
        of_products, of_deltas = (range(DECIMALS, MOST_DECIMALS + n) for n in (1, 2))
        candidates: list[tuple[int, ...]] = [(d, d) for d in range(DECIMALS, ALIKE)]
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
        """Return the equation of neuron j's delta: sum × slope."""
        factors = [(self.sum_(j), sums), (self.slope(j), slopes)]
        return relate("sum · slope = δ", mul, factors, (self.delta(j), DECIMALS))

    def product_relations(self, j: int, of_products: int, of_deltas: int) -> list[Relation]:
        """Return the equations of neuron j's products: weight × outer delta."""
        found = []
        for k in range(self.outer):
            factors = [(self.weight(j, k), WEIGHT), (self.outer_delta(k), of_deltas)]
            found.append(relate("w δ", mul, factors, (self.product(j, k), of_products)))
        return found

    def running_relations(self, j: int, of_products: int, of_sums: int) -> list[Relation]:
        """Return the equations of neuron j's running sums of products."""
        terms = [(self.product(j, k), of_products) for k in range(self.outer)]
        sums = [(self.sum_(j, k), of_sums) for k in range(self.outer)]
        return [
            relate("sum of products", _total, terms[: k + 1], result)
            for k, result in enumerate(sums)
        ]

    def slope_relation(self, j: int, d: int) -> Relation:
        """Return the equation of neuron j's slope: h × (1 − h), with ``d`` decimals of h."""
        slope = self.slope(j), self.decimals.slopes
        return relate("h (1 − h)", lambda h: h * (1 - h), [(self.activation(j), d)], slope)

    def activation_decimals(self) -> int:
        """Find decimals of activations with which h × (1 − h) gives the printed slopes."""
        (found,) = solve_or(
            (DECIMALS + 1,),
            "slopes",
            lambda d: [self.slope_relation(j, d) for j in range(self.hidden)],
            choices(range(DECIMALS + 1, MOST_DECIMALS)),
        )
        return found

    def sum_relation(self, j: int, d: int) -> Relation:
        """Return the equation of neuron j's sum: row j of Wᵀ times outer deltas."""
        outer = range(self.outer)
        weights = [(self.weight(j, k), WEIGHT) for k in outer]
        deltas = [(self.outer_delta(k), d) for k in outer]

        def product(*terms: Decimal) -> Decimal:
            return _total(*map(mul, terms[: self.outer], terms[self.outer :]))

        total = self.sum_(j), self.decimals.sums
        return relate("W transposed δ", product, [*weights, *deltas], total)

    def delta_decimals(self) -> int:
        """Find decimals of outer deltas with which Wᵀ·δ gives the printed sums."""
        (found,) = solve_or(
            (DECIMALS,),
            "weights times deltas",
            lambda d: [self.sum_relation(j, d) for j in range(self.hidden)],
            choices(range(DECIMALS, MOST_DECIMALS)),
        )
        return found


def _total(*terms: Decimal) -> Decimal:
    return sum(terms, Decimal(0))


class BackwardSum(VGroup):
    """One hidden delta: weight × delta for each edge to the next layer, their sum, and the slope.

    Parameters
    ----------
    theme : Theme
    region : Region
    recording : network.Recording
    step, layer, j : int
        Training step, layer, and neuron of that layer.
    headings : sequence of str
        Names of weight, delta, product and sum.

    Attributes
    ----------
    rows : list of VGroup
        With attributes ``weight``, ``delta``, ``product`` and ``signs``.
    sums : list of Readout
    slope_row, delta_row : list
        The last two lines from left to right; ``slope`` and ``delta`` are their results.
    """

    def __init__(self, theme: Theme, region: Region, recording, step, layer, j, headings):
        self.theme, self.region = theme, region
        self.way = way = _BackwardPass(recording, step, layer)
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
        of_sums = way.decimals.sums
        self.sums = [self._number("sum", way.sum_(j, k), of_sums, k) for k in range(way.outer)]
        relations = way.running_relations(j, decimals[0], of_sums)
        for number, relation in zip(self.sums, relations, strict=True):
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
        """Return the widths of the columns."""
        way, outer = self.way, range(self.way.outer)
        numbers = {
            "weight": ([way.weight(j, k) for k in outer], WEIGHT),
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
        """Move each sum, with its name, to a line below its last product."""
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

    def _number(self, column: str, source: Source, decimals: int, k: int) -> Readout:
        """Typeset a signed number in row ``k`` of a column."""
        style, colour = NumberFormat(decimals, signed=True), self.theme.signed(source.value)
        number = Readout(self.theme, source, style, self.em, colour)
        return number.place(self._columns.get(column, 0.0), self._baseline(k))

    def _row(self, j: int, k: int, decimals: tuple[int, int]) -> VGroup:
        way, row = self.way, VGroup()
        middle = self._baseline(k) + self.em * DIGIT_HEIGHT / 2
        row.weight = self._number("weight", way.weight(j, k), WEIGHT, k)
        row.delta = self._number("delta", way.outer_delta(k), decimals[1], k)
        row.product = self._number("product", way.product(j, k), decimals[0], k)
        equals = equals_sign(self.theme, self.em, [way.product_relations(j, *decimals)[k]])
        row.signs = VGroup(
            self._quiet(self.em, "times").move_to([self._columns["times"], middle, 0]),
            equals.move_to([self._columns["equals"], middle, 0]),
        )
        return row.add(row.weight, row.signs, row.delta, row.product)

    def _add_slope(self, j: int) -> None:
        """Typeset the equations of h(1 − h) and of the delta below the rule."""
        way, theme = self.way, self.theme
        of_sum, of_slope = way.decimals.sums, way.decimals.slopes
        signed, summed = NumberFormat(DECIMALS, signed=True), NumberFormat(of_sum, signed=True)
        plain = NumberFormat(of_slope)
        lines = [self._baseline(way.outer + extra) for extra in (0.25, 1.3)]
        h, total, delta = way.activation(j), way.sum_(j), way.delta(j)
        factor = NumberFormat(way.activation_decimals())
        em = max(LINES * self.em, LEAST_LINE)
        self.slope = Readout(theme, way.slope(j), plain, em, theme.ink)
        self.slope_row: list[Formula | Readout] = [
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
        self.delta_row: list[Formula | Readout] = [
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
            # The result takes a line of its own, its sign below the first.
            in_a_line(pieces[:-2], self.region, baseline + 0.6 * em, 0.3 * em, align="left")
            region, left = self.region, float(pieces[1].get_left()[0])
            below = Region(left, region.right, region.bottom, region.top)
            in_a_line(pieces[-2:], below, baseline - 0.8 * em, 0.3 * em, align="left")

    def _quiet(self, em: float, markup: str) -> Formula:
        return Formula(self.theme, markup, em, self.theme.quiet)


class HiddenDeltas(VGroup):
    """All hidden deltas as matrices: Wᵀ·δ = s above, h ↦ h(1 − h) and h(1 − h) ⊙ s = δ below.

    In a narrow region, ⊙ s = δ takes a third line.

    Parameters
    ----------
    theme : Theme
    upper, lower : Region
        Filled in width, up to the largest type.
    recording : network.Recording
    step, layer : int
        Training step, and the hidden layer.

    Attributes
    ----------
    transposed, outer, sums : Matrix
        Upper line.
    values, slopes, again, deltas : Matrix
        Lower line.
    names : list of Formula
        Symbols above the matrices.
    of_hidden : list of Matrix
        The matrices with a row for each hidden neuron.
    """

    def __init__(self, theme: Theme, upper: Region, lower: Region, recording, step, layer):
        self.theme = theme
        self.way = _BackwardPass(recording, step, layer)
        room, bands = upper.width - 0.05, [upper, lower]
        em, natural = fit_type(lambda em: self._build(bands, em, GAP), MOST_EM, room)
        if em < LEAST_EM:
            whole = Region(upper.left, upper.right, lower.bottom, upper.top)
            thirds = whole.split(1, 1, 1, gap=upper.bottom - lower.top)
            fit_type(lambda em: self._build(thirds, em, LEAST_GAP), MOST_EM, room)
        elif room - natural > ROOMY_LINE:
            self._build(bands, em, GAP + (room - natural - ROOMY_LINE) / GAPS)
        for name in self.names:
            name.shift([min(0.0, upper.right - 0.02 - name.get_right()[0]), 0, 0])
        self.of_hidden = [
            *(self.transposed, self.sums),
            *(self.values, self.slopes, self.again, self.deltas),
        ]
        super().__init__(*self.of_hidden, self.outer, self.signs, *self.names)

    def _build(self, bands: Sequence[Region], em: float, buff: float) -> float:
        """Build everything at one size of type; return the width of the widest line."""
        theme, way = self.theme, self.way
        hidden, outer = range(way.hidden), range(way.outer)
        pitch = 0.96 * (min(band.height for band in bands) - NAMES) / way.hidden
        of_sum, of_slope = way.decimals.sums, way.decimals.slopes
        signed, summed = NumberFormat(DECIMALS, signed=True), NumberFormat(of_sum, signed=True)
        plain = NumberFormat(of_slope)
        of_outer, of_values = way.delta_decimals(), way.activation_decimals()

        def column(found: list[Source], style: NumberFormat, colour=None) -> Matrix:
            return Matrix(theme, [[s] for s in found], style, em, pitch, colour)

        weights = [[way.weight(j, k) for k in outer] for j in hidden]
        two = NumberFormat(WEIGHT, signed=True)
        self.transposed = Matrix(theme, weights, two, em, pitch, theme.signed)
        self.outer = column(
            [way.outer_delta(k) for k in outer], NumberFormat(of_outer, signed=True), theme.signed
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
        """Typeset a symbol above each matrix."""
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
        """Brackets, signs and symbols."""
        matrices = (self.outer, *self.of_hidden)
        return [*[m.brackets for m in matrices], self.signs, *self.names]

    def factors(self, j: int) -> list[Readout]:
        """Return the activation, the slope and the sum that neuron j's delta comes from."""
        return [m.column()[j] for m in (self.values, self.slopes, self.again)]
