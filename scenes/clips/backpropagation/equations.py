"""Lines of numbers and signs beside the network."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from manim import VGroup

from scenes.clips.backpropagation.layout import INSIDE, LEAST_SIGN, Layout
from scenes.clips.backpropagation.story import Story
from scenes.mobjects.text.counter import Counter
from scenes.mobjects.text.equals import equals_sign, exact_look
from scenes.mobjects.text.equation_line import in_a_line, width_in_a_line
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.relation import MOST_DECIMALS, Relation, choices, relate, solve_or
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = [
    "EquationLine", "SlopeLines", "UpdateLine", "counter_on", "panel_title", "product_line",
    "value_lines",
]  # fmt: skip

TALLEST = 0.8
"""Greatest height of a formula at the top of the panel, in frame units."""
GAP, LEAST_GAP = 0.34, 0.3
"""Usual and smallest gap between the pieces of a line, in em."""


def panel_title(
    theme: Theme, layout: Layout, markup: str, story: Story | None = None, rate_name: str = ""
) -> VGroup:
    """Typeset a formula at the top of the panel, with the learning rate if a story is given."""
    em, panel = theme.sizes.formula, layout.panel
    while True:
        line = VGroup(Formula(theme, f"inline({markup})", em, theme.ink))
        if story is not None:
            line.add(*_rate(theme, story, rate_name, em, line[0]))
        if (line.width <= panel.width and line.height <= TALLEST) or em < 0.36:
            break
        em *= 0.95
    if rate_name and line.width > panel.width:
        return panel_title(theme, layout, markup, story)
    return line.move_to([panel.x, layout.title_y, 0])


def _rate(theme: Theme, story: Story, name: str, em: float, formula: Formula) -> list[Any]:
    """Return name, symbol and value of the learning rate, at the right of a formula."""
    source = Source(story.recording, "setting", index=("learning_rate",))
    style, sign = exact_look(source)
    pieces: list[Any] = [
        Formula(theme, f"eta {sign}", max(em * 0.8, LEAST_SIGN), theme.quiet),
        Readout(theme, source, style, max(0.76 * em, theme.sizes.number_small), theme.ink),
    ]
    if name:
        pieces.insert(0, TextLine(theme, name, theme.sizes.label, theme.quiet))
    x = formula.get_right()[0] + 0.45
    for piece in pieces:
        piece.place(x, formula.baseline, "left")
        x = piece.get_right()[0] + 0.16
    return pieces


class EquationLine(VGroup):
    """An equation in one line, in two where it has no room.

    Parameters
    ----------
    theme : Theme
    region : Region
        The line is centred in it.
    pieces : sequence
        Markup of symbols and signs, (source, format, colour) of numbers, or a relation or a list of
        relations, whose equals sign is drawn.
    em : float
        Largest type.
    align : {"centre", "left"}

    Attributes
    ----------
    pieces : list
        From left to right.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        pieces: Sequence[Any],
        em: float,
        align: str = "centre",
    ):
        self.theme = theme
        least = theme.sizes.number_small
        while True:
            drawn = [self._piece(piece, em) for piece in pieces]
            if width_in_a_line(drawn, LEAST_GAP * em, INSIDE) <= region.width or em <= least:
                break
            em = max(0.96 * em, least)
        self.em, self.pieces = em, drawn
        foot = region.y - em * DIGIT_HEIGHT / 2
        lines = [(drawn, foot)]
        if width_in_a_line(drawn, LEAST_GAP * em, INSIDE) > region.width:
            # The result takes a line of its own.
            lines = [(drawn[:-2], foot + 0.6 * em), (drawn[-2:], foot - 0.6 * em)]
        for line, level in lines:
            in_a_line(line, region, level, GAP * em, align=align, inside=INSIDE)
        super().__init__(*drawn)

    def _piece(self, piece: Any, em: float) -> Formula | Readout:
        theme = self.theme
        if isinstance(piece, (Relation, list)):
            relations = piece if isinstance(piece, list) else [piece]
            return equals_sign(theme, max(em, LEAST_SIGN), relations)
        if isinstance(piece, str):
            return Formula(theme, piece, max(em, LEAST_SIGN), theme.quiet)
        source, style, colour = piece
        return Readout(theme, source, style, em, colour)


def _signed(theme: Theme, source: Source, decimals: int) -> tuple[Source, NumberFormat, str]:
    """Return a signed number, as a piece of a line."""
    colour = theme.signed(round(source.value, decimals))
    return source, NumberFormat(decimals, signed=True), colour


def _factor(theme: Theme, source: Source, decimals: int) -> list[Any]:
    """Return a signed number in parentheses, as it follows a times sign."""
    return [r"\(", _signed(theme, source, decimals), r"\)"]


def value_lines(
    theme: Theme, region: Region, story: Story, em: float, of_cost: int
) -> list[EquationLine]:
    """Return the weight followed and the cost, side by side; their numbers are counters."""
    layer, (k, i) = story.last, story.followed
    weight, symbol = story.source("weights", layer, k, i), story.weight_symbol(layer, k, i)
    cost = story.source("learned_cost", None), NumberFormat(of_cost), theme.cost
    signed = _signed(theme, weight, story.weight_decimals)
    halves = region.columns(1, 1)
    return [
        _counting(EquationLine(theme, halves[0], [f"{symbol} =", signed], em), theme.signed),
        _counting(EquationLine(theme, halves[1], ["C =", cost], em), lambda value: theme.cost),
    ]


def _counting(line: EquationLine, colour: Callable[[float], Any]) -> EquationLine:
    """Make the number at the end of a line a counter."""
    name, number = line.pieces
    assert isinstance(number, Readout)
    line.pieces = line.submobjects = [name, counter_on(line.theme, number, colour)]
    return line


def counter_on(theme: Theme, number: Readout, colour: Callable[[float], Any]) -> Counter:
    """Return a counter in the place of a number, with a colour that follows its rounded value.

    Its left end stays, so that a further digit does not run into what is at its left.
    """
    left = number.point_x - number.copy().place(0.0, 0.0, "left").point_x
    decimals = number.number_format.decimals
    return Counter(
        theme, number.recorded, number.number_format, number.em,
        lambda value: colour(round(value, decimals)), left, number.baseline, "left",
    )  # fmt: skip


def product_line(theme: Theme, region: Region, story: Story, em: float) -> EquationLine:
    """Return the slope of the weight followed: activation × delta."""
    layer, (k, i) = story.last, story.followed
    slope = story.source("gradients", layer, k, i)
    relation = story.slope_relation(k, i)
    before = story.source("activations", layer, i)
    pieces = [
        f"partial C slash partial {story.weight_symbol(layer, k, i)} =",
        (before, NumberFormat(story.value_decimals(layer)), theme.ink),
        "times",
        *_factor(theme, story.source("deltas", layer, k), story.delta_decimals(layer)),
        relation,
        _signed(theme, slope, story.cell_decimals(layer)),
    ]
    return EquationLine(theme, region, pieces, em)


class SlopeLines(VGroup):
    """What came back to a hidden neuron, the slope of its activation, and its delta, the product.

    Parameters
    ----------
    theme : Theme
    regions : (Region, Region, Region)
    story : Story
    figures : BackFigures
        Decimals of sum and slope.

    Attributes
    ----------
    sum_line, slope_line, delta_line : EquationLine
    """

    def __init__(self, theme: Theme, regions: Sequence[Region], story: Story, figures: Any):
        j, layer = story.one, story.last
        h = f"h_{j + 1}"
        slope = (
            story.source("slopes", layer - 1, j), NumberFormat(figures.of_slopes), theme.ink
        )  # fmt: skip
        value = (
            story.source("activations", layer, j), NumberFormat(figures.of_values), theme.ink
        )  # fmt: skip
        em = theme.sizes.number
        name = story.rules.functions[layer - 1].name
        relation = figures.slope_relation(j)
        pieces: list[Any] = [f"{story.function_symbol(layer)}'(z_{j + 1}) =", slope]
        if name == "sigmoid":
            pieces = [
                *(f"{h} (1 - {h}) =", value, "times", r"\(1 -", value, r"\)"),
                *(relation, slope),
            ]
        elif name == "tanh":
            pieces = [f"1 - {h}^2 =", slope]
        total = _signed(theme, figures.total(j), figures.of_sums)
        delta = story.source("deltas", layer - 1, j)
        product: list[Any] = [
            f"{story.delta_symbol(layer - 1, j)} =", total, "times", slope,
            figures.delta_relation(j), _signed(theme, delta, story.delta_decimals(layer - 1)),
        ]  # fmt: skip
        every = [f"{story.returned_symbol(layer, j)} =", total], pieces, product
        self.sum_line, self.slope_line, self.delta_line = lines = [
            EquationLine(theme, region, line, em)
            for region, line in zip(regions, every, strict=True)
        ]
        super().__init__(*lines)


class UpdateLine(EquationLine):
    """A weight or bias, minus learning rate times slope, and what it becomes.

    Parameters
    ----------
    theme : Theme
    region : Region
    story : Story
    layer : int
    place : (k, i) or (k,)
        Of a weight or of a bias.
    em : float

    Attributes
    ----------
    before : Source
        The weight or bias before the step.
    """

    def __init__(
        self, theme: Theme, region: Region, story: Story, layer: int, place: tuple[int, ...],
        em: float,
    ):  # fmt: skip
        bias = len(place) == 1
        rate = Source(story.recording, "setting", index=("learning_rate",))
        style = exact_look(rate)[0]
        what = "biases" if bias else "weights"
        before = story.source(what, layer, *place)
        after = story.source(what, layer, *place, after=True)
        slope = story.source("deltas" if bias else "gradients", layer, *place)
        of_slope = story.delta_decimals(layer) if bias else story.cell_decimals(layer)
        of_weight = story.weight_decimals

        def relations(a: int, b: int, c: int) -> list[Relation]:
            terms = [(before, a), (rate, style.decimals), (slope, b)]
            return [relate("w − η · slope", _stepped, terms, (after, c))]

        least = _visible(before.value, after.value, of_weight, story.cell_decimals(layer))
        # The slope as it was printed before; further decimals of it only where nothing else holds.
        results = range(least, min(least + 3, MOST_DECIMALS))
        more = range(of_slope + 1, min(of_slope + 2, MOST_DECIMALS))
        ways = [
            *choices(range(of_weight, least + 1), [of_slope], results),
            *choices(range(of_weight, least + 1), more, results),
        ]
        usual = of_weight, of_slope, least
        found = solve_or(usual, "an update", relations, ways)
        pieces = [
            _signed(theme, before, found[0]),
            "-", (rate, style, theme.ink),
            "times", *_factor(theme, slope, found[1]),
            relations(*found)[0],
            _signed(theme, after, found[2]),
        ]  # fmt: skip
        self.before = before
        super().__init__(theme, region, pieces, em, "left")


def _visible(before: float, after: float, least: int, most: int) -> int:
    """Return the fewest decimals, of ``least`` to ``most``, that tell two numbers apart."""
    for decimals in range(least, most):
        if round(before, decimals) != round(after, decimals):
            return decimals
    return max(least, most)


def _stepped(before: Decimal, rate: Decimal, slope: Decimal) -> Decimal:
    return before - rate * slope
