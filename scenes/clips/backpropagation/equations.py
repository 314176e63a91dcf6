"""Lines of numbers and signs beside the network."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from operator import add, mul
from typing import Any

from manim import VGroup

from scenes.clips.backpropagation.layout import LEAST_SIGN, Layout
from scenes.clips.backpropagation.story import Story
from scenes.mobjects.text.equals import equals_sign, exact_look
from scenes.mobjects.text.equation_line import in_a_line, width_in_a_line
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula
from scenes.provenance.relation import Relation, choices, relate, solve_or
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["ChangeLine", "EquationLine", "SlopeLines", "StepLine", "panel_title", "slope_of_weight"]

TALLEST = 0.8
"""Greatest height of a formula at the top of the panel, in frame units."""
GAP, LEAST_GAP = 0.3, 0.18
"""Usual and smallest gap between the pieces of a line, in em."""


def panel_title(theme: Theme, layout: Layout, markup: str, story: Story | None = None) -> VGroup:
    """Typeset a formula at the top of the panel, with the learning rate if a story is given."""
    em, panel = theme.sizes.formula, layout.panel
    while True:
        line = VGroup(Formula(theme, f"inline({markup})", em, theme.ink))
        if story is not None:
            source = Source(story.recording, "setting", index=("learning_rate",))
            style, sign = exact_look(source)
            size = max(0.76 * em, theme.sizes.number_small)
            eta = Formula(theme, f"eta {sign}", em * 0.8, theme.quiet)
            rate = Readout(theme, source, style, size, theme.ink)
            eta.place(line[0].get_right()[0] + 0.55, line[0].baseline, "left")
            rate.place(eta.get_right()[0] + 0.16, line[0].baseline, "left")
            line.add(eta, rate)
        if (line.width <= panel.width and line.height <= TALLEST) or em < 0.36:
            return line.move_to([panel.x, layout.title_y, 0])
        em *= 0.95


class EquationLine(VGroup):
    """An equation in one line, in two where it has no room.

    Parameters
    ----------
    theme : Theme
    region : Region
        The line is centred in it.
    pieces : sequence
        Markup of symbols and signs, (source, format, colour) of numbers, or relations, whose equals
        sign is drawn.
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
            if width_in_a_line(drawn, LEAST_GAP * em) <= region.width or em <= least:
                break
            em = max(0.96 * em, least)
        self.em, self.pieces = em, drawn
        foot = region.y - em * DIGIT_HEIGHT / 2
        if width_in_a_line(drawn, LEAST_GAP * em) <= region.width:
            in_a_line(drawn, region, foot, GAP * em, align=align)
        else:
            # The result takes a line of its own.
            in_a_line(drawn[:-2], region, foot + 0.6 * em, GAP * em, align=align)
            in_a_line(drawn[-2:], region, foot - 0.6 * em, GAP * em, align=align)
        super().__init__(*drawn)

    def _piece(self, piece: Any, em: float) -> Formula | Readout:
        theme = self.theme
        if isinstance(piece, Relation):
            return equals_sign(theme, max(em, LEAST_SIGN), [piece])
        if isinstance(piece, str):
            return Formula(theme, piece, max(em, LEAST_SIGN), theme.quiet)
        source, style, colour = piece
        return Readout(theme, source, style, em, colour)


def _signed(theme: Theme, source: Source, decimals: int) -> tuple[Source, NumberFormat, str]:
    """Return a signed number, as a piece of a line."""
    colour = theme.signed(round(source.value, decimals))
    return source, NumberFormat(decimals, signed=True), colour


def _of_bias(theme: Theme, source: Source, decimals: int) -> tuple[Source, NumberFormat, str]:
    return source, NumberFormat(decimals, signed=True), theme.bias


def slope_of_weight(
    theme: Theme, regions: tuple[Region, Region], story: Story, em: float
) -> tuple[EquationLine, EquationLine]:
    """Return the value of the weight followed, and its slope: delta × activation."""
    layer, (k, i) = story.last, story.followed
    weight, symbol = story.source("weights", layer, k, i), story.weight_symbol(layer, k, i)
    value = EquationLine(
        theme, regions[0], [f"{symbol} =", _signed(theme, weight, story.weight_decimals)], em
    )
    slope = story.source("gradients", layer, k, i)
    relation = next(
        r for r in story.relations_of_table(layer, updates=False) if r.result.source == slope
    )
    before = story.source("activations", layer, i)
    pieces = [
        f"delta_{k + 1} thin {story.symbol(layer, i)[0]}_{i + 1} ="  # the title says which layer's
        if story.last > 1
        else f"{story.delta_symbol(layer, k)} thin {story.symbol(layer, i)} =",
        _signed(theme, story.source("deltas", layer, k), story.delta_decimals(layer)),
        "times",
        (before, NumberFormat(story.value_decimals(layer)), theme.ink),
        relation,
        _signed(theme, slope, story.cell_decimals(layer)),
    ]
    return value, EquationLine(theme, regions[1], pieces, em)


class SlopeLines(VGroup):
    """The slope of a hidden neuron's activation, and its delta: sum × slope.

    Parameters
    ----------
    theme : Theme
    regions : (Region, Region)
    story : Story
    figures : BackFigures
        Decimals of sum and slope.

    Attributes
    ----------
    slope_line, delta_line : EquationLine
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
        self.slope_line = EquationLine(theme, regions[0], pieces, em)
        total = story.source("returned_sums", layer, j, story.sizes[layer + 1] - 1)
        delta = story.source("deltas", layer - 1, j)
        self.delta_line = EquationLine(
            theme,
            regions[1],
            [
                f"{story.delta_symbol(layer - 1, j)} =",
                _signed(theme, total, figures.of_sums),
                "times",
                slope,
                figures.delta_relation(j),
                _signed(theme, delta, story.delta_decimals(layer - 1)),
            ],
            em,
        )
        super().__init__(self.slope_line, self.delta_line)


class ChangeLine(EquationLine):
    """The change of a weight or bias: −η times delta times activation, which is one for biases.

    Parameters
    ----------
    theme : Theme
    region : Region
    story : Story
    layer : int
    place : (k, i) or (k,)
        Of a weight or of a bias.
    em : float
    """

    def __init__(
        self, theme: Theme, region: Region, story: Story, layer: int, place: tuple[int, ...],
        em: float,
    ):  # fmt: skip
        rate = Source(story.recording, "setting", index=("learning_rate",))
        delta = story.source("deltas", layer, place[0])
        change = story.source(
            "bias_updates" if len(place) == 1 else "weight_updates", layer, *place
        )
        relation = next(
            r for r in story.relations_of_table(layer, updates=True) if r.result.source == change
        )
        factors: list[Any] = ["times", _signed(theme, delta, story.delta_decimals(layer))]
        if len(place) == 2:
            value = story.source("activations", layer, place[1])
            factors += ["times", (value, NumberFormat(story.value_decimals(layer)), theme.ink)]
        result = _signed(theme, change, story.cell_decimals(layer))
        if len(place) == 1:
            result = _of_bias(theme, change, story.cell_decimals(layer))
        pieces = ["-", (rate, exact_look(rate)[0], theme.ink), *factors, relation, result]
        super().__init__(theme, region, pieces, em, "left")


class StepLine(EquationLine):
    """A weight or bias, its update, and what it becomes.

    Parameters
    ----------
    theme : Theme
    region : Region
    story : Story
    layer : int
    place : (k, i) or (k,)
        Of a weight or of a bias.
    decimals : int
        Of all three numbers.
    em : float
    """

    def __init__(
        self, theme: Theme, region: Region, story: Story, layer: int, place: tuple[int, ...],
        em: float,
    ):  # fmt: skip
        bias = len(place) == 1
        what = "biases" if bias else "weights"
        change = story.source("bias_updates" if bias else "weight_updates", layer, *place)
        before = story.source(what, layer, *place)
        after = story.source(what, layer, *place, after=True)
        of_change = story.cell_decimals(layer)
        of_weight = story.weight_decimals if not bias else of_change

        def relations(a: int, b: int) -> list[Relation]:
            return [relate("w + Δw", add, [(before, a), (change, of_change)], (after, b))]

        spans = range(of_weight, max(of_weight, of_change) + 1), [of_change]
        start, end = solve_or((of_weight, of_change), "a step", relations, choices(*spans))
        number = _of_bias if bias else _signed
        pieces = [
            number(theme, before, start),
            number(theme, change, of_change),
            relations(start, end)[0],
            number(theme, after, end),
        ]  # fmt: skip
        super().__init__(theme, region, pieces, em, "left")


def returned(weight: Source, delta: Source, product: Source, decimals: Sequence[int]) -> Relation:
    """Return the equation of a delta sent back: w · δ."""
    return relate("w δ", mul, [(weight, decimals[0]), (delta, decimals[1])], (product, decimals[2]))


def total(*terms: Decimal) -> Decimal:
    """Return the sum of printed terms."""
    return sum(terms, Decimal(0))
