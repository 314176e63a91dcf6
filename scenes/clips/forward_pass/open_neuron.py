"""One neuron, opened: its inputs, weights, products and sum as numbers on their lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from manim import Line, RoundedRectangle, VGroup

from scenes.clips.forward_pass.layout import HEADER, NeuronPlace
from scenes.clips.forward_pass.line_key import line_key
from scenes.clips.forward_pass.precision import Precision, text_width
from scenes.clips.forward_pass.sum_arrows import SumArrows
from scenes.mobjects.network.network_diagram import Edge, NetworkDiagram, Neuron, signed_line
from scenes.mobjects.network.shown import value_scale
from scenes.mobjects.text.equals import equals_sign
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.relation import added, relate
from scenes.provenance.source import AxisValue, NumberFormat, Source
from scenes.style.theme import Theme

__all__ = ["OpenNeuron", "SumOf", "Term"]

NAMES, DIGIT = 0.52, 0.17
"""Room for the inputs' names with one digit, and for each further digit, in frame units."""
MOST_EM, LEAST_EM, SUM_EM = 0.42, 0.29, 0.46
FORMULA_EM, LEAST_FORMULA_EM = 0.44, 0.315
SIGN_EM = 0.315
"""Least size of signs, in frame units."""
ABOVE = 0.2
"""From a line to the numbers above it, as a share of the distance of two lines."""
SIGN, LEAST_GAP, MOST_GAP = 0.62, 0.22, 0.42
"""Width of a sign, and gaps between numbers and signs, in em."""
SIGN_ROOM = 0.75
"""Most room for a sign between the sum, the bias and z, in frame units."""
KEY = "positive", "negative", "large", "small"
"""Words of the key."""
LARGEST_DISC, SMALL_DISC = 0.42, 0.36


@dataclass(frozen=True)
class SumOf(Source):
    """The sum of some of the entries that a source names, such as the products not drawn."""

    picked: tuple[int, ...] = ()

    @property
    def value(self) -> float:
        """The sum, in the order of the entries."""
        entries = np.asarray(self._get())[list(self.picked)]
        return float(np.add.accumulate(entries)[-1])


@dataclass
class Term:
    """One input's line: ``x × w = product`` above it; of the others, only their sum."""

    line: Edge | Line
    product: Readout
    neuron: Neuron | None = None
    x: Readout | None = None
    weight: Readout | None = None
    times: Formula | None = None
    equals: Formula | None = None
    words: VGroup | None = None


class OpenNeuron:
    """Everything that the opened neuron shows; the clip decides when.

    Parameters
    ----------
    theme : Theme
    place : NeuronPlace
    network : NetworkDiagram
        The diagram in which the neuron is number ``j`` of layer 1.
    j : int
    precision : Precision
    words : dict of str to str
        ``sum``, ``bias``, ``others`` and those of the key.

    Attributes
    ----------
    terms : list of Term
        From the top.
    sums : list of Readout
        The running sum after each term, all in one place.
    frame : RoundedRectangle
    bias, total : VGroup
        The number, its symbol or name, and the sign before it.
    sum_name, rule : VMobject
        The name of the running sum, and a rule above the total, if they are below each other.
    formula : VMobject
        How z is computed; only the sum of products if ``bias`` and ``total`` hold the rest.
    level : bool
        Whether each input is level with its arrow; there is room for the key below them, then.
    arrows : SumArrows
        The products, tip to tail, where the curve will be.
    key : VGroup
        What the lines mean.
    """

    def __init__(
        self,
        theme: Theme,
        place: NeuronPlace,
        network: NetworkDiagram,
        j: int,
        precision: Precision,
        words: dict[str, str],
    ):
        self.theme, self.place, self.j, self.precision = theme, place, j, precision
        self.network, self.recording, self.step = network, network.recording, network.step
        self.letter = "o" if len(self.recording.layer_sizes) == 2 else "h"
        self.shown = self._choose()
        size = self.recording.layer_sizes[0]
        self.others = tuple(i for i in range(size) if i not in self.shown)
        self.frame = self._outline()
        self.terms = self._terms(words["others"])
        self._add_sums(words)
        self.level = place.level_with(len(self.terms))
        self.arrows = self._sum_arrows(words["running"])
        room = place.key if self.level else place.chart
        self.key = line_key(theme, room, [words[word] for word in KEY])

    def _sum_arrows(self, title: str) -> SumArrows:
        products = [term.product.recorded for term in self.terms]
        sums = [number.recorded for number in self.sums]
        bias, z = self._source("biases", self.j), self._source("z", self.j)
        levels: list[float] = []
        if self.level:
            levels = [*self.place.levels(len(self.terms)), self.place.bias_level]
        return SumArrows(self.theme, self.place.chart, products, sums, bias, z, title, levels)

    def _choose(self) -> list[int]:
        """Return the inputs that are drawn: as many as fit, those with the largest products."""
        shown = self.network.indices[0]
        size, room = self.recording.layer_sizes[0], self.place.most_rows
        if len(shown) == size <= room:
            return list(shown)
        products = [abs(self._source("products", self.j, i).value) for i in shown]
        order = sorted(range(len(shown)), key=lambda k: (-products[k], k))[: room - 1]
        return sorted(shown[k] for k in order)

    def _source(self, quantity: str, *index: int, layer: int = 0) -> Source:
        return Source(self.recording, quantity, self.step, layer, index)

    def _outline(self) -> RoundedRectangle:
        region, theme = self.place.frame, self.theme
        outline = RoundedRectangle(
            width=region.width,
            height=region.height,
            corner_radius=0.4,
            stroke_color=theme.focus,
            stroke_width=theme.sizes.neuron_outline,
            fill_color=theme.background,
            fill_opacity=1,
        )
        return outline.move_to(region.centre)

    def _terms(self, others: str) -> list[Term]:
        rows = len(self.shown) + bool(self.others)
        levels = self.place.levels(rows)
        self.pitch = pitch = levels[0] - levels[1] if rows > 1 else self.place.rows.height / 2
        radius = min(LARGEST_DISC if self.place.beside else SMALL_DISC, 0.44 * pitch)
        names = NAMES + DIGIT * (len(str(self.recording.layer_sizes[0])) - 1)
        left = self.place.rows.left + names + 2 * radius
        right = self.place.frame.left - 0.02
        self.em, columns = self._columns(right - left - 0.35)
        start = (left + right) / 2 - columns["end"] / 2 + 0.02
        columns = {name: start + x for name, x in columns.items()}
        found = []
        for k in range(rows):
            y = levels[k]
            if k < len(self.shown):
                found.append(self._term(self.shown[k], y, (left, right), radius, columns))
            else:
                found.append(self._rest(others, y, (left, right), columns))
        return found

    def _columns(self, room: float) -> tuple[float, dict[str, float]]:
        """Return the size of the type, and where each column ends, from the first one's start."""
        digits, j = self.precision, self.j
        texts = {
            "x": [digits.values(0)(self._source("activations", i).value) for i in self.shown],
            "weight": [
                NumberFormat(digits.weights, signed=True)(self._source("weights", j, i).value)
                for i in self.shown
            ],
            "product": [self._product(s).text for s in [*self.shown, None] if s is not None],
        }
        if self.others:
            texts["product"].append(self._product(None).text)
        widths = {name: max(map(text_width, each)) for name, each in texts.items()}
        signs = 2 * SIGN + 4 * LEAST_GAP
        self.repeats_input = (sum(widths.values()) + signs) * LEAST_EM <= room
        if not self.repeats_input:  # it is printed in the disc before the line, too
            widths["x"] = 0.0
        total = sum(widths.values()) + signs
        em = max(LEAST_EM, min(MOST_EM, room / total))
        gap = min(MOST_GAP * em, (room - (total - 4 * LEAST_GAP) * em) / 4)
        ends, x = {}, 0.0
        for name in ("x", "times", "weight", "equals", "product"):
            x += widths.get(name, SIGN) * em
            ends[name] = x
            x += gap
        return em, {**ends, "end": ends["product"]}

    def _product(self, i: int | None) -> Readout:
        """Return the product of an input, or the sum of those of the others."""
        if i is None:
            source: Source = SumOf(self.recording, "products", self.step, 0, (self.j,), self.others)
        else:
            source = self._source("products", self.j, i)
        style = NumberFormat(self.precision.products, signed=True)
        em = getattr(self, "em", MOST_EM)
        return Readout(self.theme, source, style, em, self.theme.signed(source.value))

    def _term(
        self,
        i: int,
        y: float,
        ends: tuple[float, float],
        radius: float,
        columns: dict[str, float],
    ) -> Term:
        """Build the line of an input."""
        theme, em, digits = self.theme, self.em, self.precision
        neuron = Neuron(theme, (ends[0] - radius, y, 0.0), radius, value_scale(self.recording, 0))
        neuron.set_value_now(self._source("activations", i), digits.values(0))
        line = Edge(theme, neuron, self._end(ends[1], y), self._source("weights", self.j, i))
        value = line.weight.value
        line.set_stroke(theme.signed(value), width=theme.edge_width(value), opacity=1.0)
        line.points = signed_line(np.array([ends[0], y, 0]), np.array([ends[1], y, 0]), value)
        baseline = y + ABOVE * self.pitch
        x = Readout(theme, self._source("activations", i), digits.values(0), em)
        weight = Readout(
            theme, line.weight, NumberFormat(digits.weights, signed=True), em,
            theme.signed(line.weight.value),
        )  # fmt: skip
        product = self._product(i)
        for name, number in (("x", x), ("weight", weight), ("product", product)):
            number.place(columns[name], baseline, "right")
        decimals = (digits.weights, digits.activations[0], digits.products)
        exact = relate(
            "w x",
            lambda w, x: w * x,
            [(weight.recorded, decimals[0]), (x.recorded, decimals[1])],
            (product.recorded, decimals[2]),
        )
        middle = baseline + em * DIGIT_HEIGHT / 2
        times = Formula(theme, "times", max(em, SIGN_EM), theme.quiet)
        times.move_to([columns["times"] - 0.31 * em, middle, 0])
        equals = equals_sign(theme, max(em, SIGN_EM), [exact])
        equals.move_to([columns["equals"] - 0.31 * em, middle, 0])
        before = x if self.repeats_input else None
        return Term(line, product, neuron, before, weight, times, equals)

    def _end(self, x: float, y: float) -> Neuron:
        return Neuron(self.theme, (x, y, 0.0), 0.1)

    def _rest(
        self, others: str, y: float, ends: tuple[float, float], columns: dict[str, float]
    ) -> Term:
        """Build the line of the inputs that are not drawn."""
        theme = self.theme
        product = self._product(None).place(columns["product"], y + ABOVE * self.pitch, "right")
        em = theme.sizes.label
        count = Readout(theme, AxisValue(len(self.others)), NumberFormat(0), em, theme.quiet)
        word = TextLine(theme, others, em, theme.quiet)
        left = self.place.rows.left
        count.place(left, y - 0.1, "left")
        word.place(left + count.advance_width + 0.1, y - 0.1, "left")
        start = left + count.advance_width + word.width + 0.25
        line = Line([start, y, 0], [ends[1], y, 0], color=theme.hairline)
        line.set_stroke(width=theme.sizes.line)
        return Term(line, product, words=VGroup(count, word))

    def _add_sums(self, words: dict[str, str]) -> None:
        """Typeset the running sum, the bias and z: in one line if there is room, else stacked."""
        digits, j, theme = self.precision, self.j, self.theme
        self.sum_style = NumberFormat(digits.products)
        bias, z = self._source("biases", j), self._source("z", j)
        room = 1.35 if not self.place.beside else 0.0
        width = text_width(self.sum_style(-abs(z.value)))
        self.sum_em = em = min(SUM_EM, (self.place.sums.width - room) / width)
        self.sums = [Readout(theme, s, self.sum_style, em) for s in self._running_sums()]
        bias_number = Readout(theme, bias, NumberFormat(digits.biases), em, theme.bias)
        self.total_number = Readout(theme, z, self.sum_style, em)
        self.total_number.em_shown = em
        sign = self._total_sign(bias, z)
        if self.place.beside:
            self._line_up(bias_number, sign)
        else:
            self._stack(words, bias_number, sign)

    def _line_up(self, bias: Readout, sign: Formula) -> None:
        """Write sum + b = z, and below each symbol its number."""
        theme, n, region = self.theme, self.j + 1, self.place.sums
        names = f"limits(sum)_i w_({n} i) x_i", f"b_{n}", f"z_{n}"
        colours = theme.ink, theme.bias, theme.ink
        first, b, z = (
            Formula(theme, name, FORMULA_EM, colour)
            for name, colour in zip(names, colours, strict=True)
        )
        columns: list[tuple[Any, list[Readout]]] = [
            (first, self.sums), (b, [bias]), (z, [self.total_number]),
        ]  # fmt: skip
        signs = Formula(theme, "+", FORMULA_EM, theme.quiet), equals_sign(theme, FORMULA_EM)
        plus = Formula(theme, "+", self.sum_em, theme.quiet)
        widths = [max(m.width, *[n.advance_width for n in under]) for m, under in columns]
        between = min(SIGN_ROOM, (region.width - sum(widths)) / 2)
        x = region.x - sum(widths) / 2 - between
        upper, lower = region.top - 0.5, region.top - HEADER
        for k, ((symbol, numbers), width) in enumerate(zip(columns, widths, strict=True)):
            symbol.place(x + width / 2, upper)
            for number in numbers:
                number.place(x + width / 2, lower)
            x += width
            if k < 2:
                signs[k].move_to([x + between / 2, upper + 0.3 * FORMULA_EM, 0])
                (plus, sign)[k].move_to([x + between / 2, lower + 0.31 * self.sum_em, 0])
            x += between
        self.formula = first
        self.bias = VGroup(signs[0], b, plus, bias)
        self.total = VGroup(signs[1], z, sign, self.total_number)
        self.sum_name, self.rule = VGroup(), VGroup()

    def _stack(self, words: dict[str, str], bias: Readout, sign: Formula) -> None:
        """Write the formula, and below it sum, bias and z, one under another."""
        theme, region, em = self.theme, self.place.sums, self.sum_em
        self.formula = self._sum_formula(self.place.frame.width - 0.3)
        x = region.left + 0.25 + self.formula.width / 2
        self.formula.move_to([x, region.top - 0.2 - self.formula.height / 2, 0])
        self.sum_right = region.right - 0.3
        foot = float(self.formula.get_bottom()[1])
        room = foot - region.bottom - 0.3
        line = min(0.68, room / 3.4)
        top = foot - 0.6 * (room - 3.4 * line) - 0.95 * line
        self.baselines = {"sum": top, "bias": top - line, "total": top - 2.25 * line}
        for number in self.sums:
            self._put(number, "sum")
        self._put(bias, "bias")
        self._put(self.total_number, "total")
        self.sum_name = self._name(words["sum"], "sum", theme.quiet)
        plus = Formula(theme, "+", em, theme.quiet)
        self.bias = VGroup(self._name(words["bias"], "bias", theme.bias), bias)
        x = float(bias.get_left()[0]) - 0.12 - plus.width / 2
        plus.move_to([x, self.baselines["bias"] + em * 0.31, 0])
        if plus.get_left()[0] > self.bias[0].get_right()[0] + 0.1:
            self.bias.add(plus)
        name = Formula(theme, f"z_{self.j + 1}", theme.sizes.formula * 0.85, theme.ink)
        name.place(region.left + 0.25, self.baselines["total"], "left")
        sign.move_to(
            [name.get_right()[0] + 0.12 + sign.width / 2, self.baselines["total"] + em * 0.31, 0]
        )
        self.total = VGroup(name, sign, self.total_number)
        y = self.baselines["bias"] - 0.4 * line
        self.rule = Line([region.left + 0.25, y, 0], [region.right - 0.25, y, 0])
        self.rule.set_stroke(theme.hairline, width=theme.sizes.line)

    def _sum_formula(self, room: float) -> Formula:
        """Return how z is computed, in type that fits."""
        theme, n = self.theme, self.j + 1
        markup = f"z_{n} = sum_i w_({n} i) x_i + {{{{ b_{n} : b }}}}"
        formula = Formula(theme, markup, FORMULA_EM, theme.ink)
        if formula.width > room:
            em = max(LEAST_FORMULA_EM, FORMULA_EM * room / formula.width)
            formula = Formula(theme, markup, em, theme.ink)
        formula.part("b").set_color(theme.bias)
        return formula

    def _running_sums(self) -> list[Source]:
        """Return the sums after one term, two, and so on."""
        count, j = self.recording.layer_sizes[0], self.j
        if not self.others:
            return [self._source("partial_sums", j, i) for i in range(count)]
        sums: list[Source] = [
            SumOf(self.recording, "products", self.step, 0, (j,), tuple(self.shown[: k + 1]))
            for k in range(len(self.shown))
        ]
        return [*sums, self._source("partial_sums", j, count - 1)]

    def _put(self, number: Readout, row: str) -> None:
        """Place a number in its row; the decimal points of all rows are below each other."""
        if not self.sum_style.decimals:
            number.place(self.sum_right, self.baselines[row], "right")
            return
        point = self.sum_right - self.sum_em * text_width("." + self.sum_style(0.0)[2:])
        number.place(point, self.baselines[row], "point")

    def _name(self, word: str, row: str, colour: str) -> TextLine:
        name = TextLine(self.theme, word, self.theme.sizes.label, colour)
        return name.place(self.place.sums.left + 0.25, self.baselines[row], "left")

    def _total_sign(self, bias: Source, z: Source) -> Formula:
        digits = self.precision
        terms = [(self.sums[-1].recorded, digits.products), (bias, digits.biases)]
        found = [
            relate("sum + b", lambda s, b: s + b, terms, (z, digits.products)),
            relate("Σ p = sum", added, self._summed(), (self.sums[-1].recorded, digits.products)),
        ]
        return equals_sign(self.theme, self.sum_em, found)

    def _summed(self) -> Sequence[tuple[Source, int]]:
        return [(term.product.recorded, self.precision.products) for term in self.terms]
