"""A layer of the folded network: its grid of weights, its sums, a gate, and its neurons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from manim import Animation, Create, FadeIn, Rectangle, VGroup

from scenes.animation.timing import staggered, within
from scenes.clips.weights.inner_sizes import SizeLine
from scenes.clips.weights.layout import OFF, StepPlace
from scenes.clips.weights.weight_grid import WeightGrid, passing
from scenes.mobjects.network.network_diagram import Neuron
from scenes.mobjects.network.shown import ValueScale
from scenes.mobjects.text.readout import DIGIT_HEIGHT
from scenes.mobjects.text.text import Formula
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.theme import Theme

__all__ = ["FoldedLayer", "fill", "names_beside"]

LEAST_VALUE = 0.27
"""Least radius of a disc in which its value is printed, in frame units."""
NAME_EM, LEAST_PITCH = 0.34, 0.42
"""Size of the neurons' names, and least distance of rows at which there is room for them."""
BAR = 0.12
"""Width of the gate, in frame units."""
SIZE_EM, SIZE_GAP = 0.4, 0.3
"""Size of the type of rows × columns, and its distance from the numbers, in frame units."""


class FoldedLayer:
    """The weights that lead into a layer, as a grid, and the layer's neurons behind a gate.

    Parameters
    ----------
    theme : Theme
    place : StepPlace
    weights : sequence of sequence of Source
        A row for each neuron that receives.
    sums : sequence of Source
        What each receives from the layer before, without its bias.
    formats : (NumberFormat, NumberFormat)
        Of weights and of sums.
    scale : ValueScale
        Of the neurons' values.
    names : sequence of str
        Formulas of the neurons' names.

    Attributes
    ----------
    grid : WeightGrid
    gate : Rectangle
        Stands for bias and activation, across the rows.
    neurons : list of Neuron
    names : VGroup
    sums : list of Readout
        Empty if there is no room for numbers.
    """

    def __init__(
        self,
        theme: Theme,
        place: StepPlace,
        weights: Sequence[Sequence[Source]],
        sums: Sequence[Source],
        formats: tuple[NumberFormat, NumberFormat],
        scale: ValueScale,
        names: Sequence[str],
    ):
        self.theme, self.place = theme, place
        self.grid = WeightGrid(theme, place, weights, formats[0], numbered=place.numbered)
        high = (place.rows - 1) * place.row + 0.7 * place.row
        self.gate = Rectangle(
            width=min(BAR, 0.12 * place.column), height=high, stroke_color=theme.quiet,
            stroke_width=theme.sizes.line, fill_color=theme.background, fill_opacity=1,
        ).move_to([place.gate, place.y, 0.0])  # fmt: skip
        self.neurons = [Neuron(theme, side, place.radius, scale) for side in place.sides]
        self.names = (
            names_beside(theme, self.neurons, names) if place.row >= LEAST_PITCH else VGroup()
        )
        self.sums = [
            self.grid.total(r, source, formats[1]) for r, source in enumerate(sums)
        ] if place.numbered else []  # fmt: skip

    def size_line(self, symbol: str, rows: Source, columns: Source, *, below: bool) -> SizeLine:
        """Return rows × columns of the matrix, below the grid, or left of its last row."""
        place = self.place
        _, y, _ = place.crossing(place.rows - 1, 0)
        line = SizeLine(self.theme, place.x, y, symbol, rows, columns, SIZE_EM)
        if below:
            top = y - OFF - SIZE_GAP
            return line.shift([-place.column / 2, top - line.get_top()[1], 0.0])
        right = place.crossing(0, 0)[0] - place.column - SIZE_GAP
        return line.shift([right - line.get_right()[0], 0.0, 0.0])

    def send(self, sources: Sequence[Source], start: float, stop: float) -> list[Animation]:
        """Let the values of the layer before run down all columns."""
        last = self.place.rows - 1
        return [
            self.grid.send(last, c, start, stop, hollow=source.value == 0)
            for c, source in enumerate(sources)
        ]

    def receive(
        self, products: Sequence[Sequence[Source]], start: float, stop: float
    ) -> list[Animation]:
        """Let the products of all rows run to their sums."""
        return [
            move
            for r, row in enumerate(products)
            for c, product in enumerate(row)
            for move in self.grid.receive(r, c, product, start, stop)
        ]

    def pass_gate(self, r: int, start: float, stop: float) -> Animation:
        """Let the sum of a row go through the gate to its neuron."""
        way = self.grid.exit(r), self.grid.rim_beside(r)
        return passing(self.grid.bead(), *way, start, stop)

    def draw(self, start: float, stop: float) -> list[Animation]:
        """Let the lines leave the neurons of the layer before, then weights and neurons appear."""
        middle = start + 0.4 * (stop - start)
        columns = self.place.columns
        wires, rest = self.grid.wires, self.grid.submobjects[1:]
        moves = staggered([Create(wire) for wire in wires[:columns]], 0.7, start, middle)
        moves += staggered([Create(wire) for wire in wires[columns:]], 0.7, start, middle)
        moves += staggered([FadeIn(part) for part in rest], 0.9, middle, stop)
        return moves + [within(FadeIn(m), middle, stop) for m in (*self.neurons, *self.names)]


def fill(neuron: Neuron, source: Source, form: NumberFormat) -> list[Any]:
    """Fill a neuron with its value, and print the value if the disc has room for it."""
    if neuron.disc.width / 2 >= LEAST_VALUE:
        return neuron.set_value(source, form)
    theme = neuron.theme
    mark(neuron.disc, "fill", source)
    colour = theme.activation(neuron.value_scale.share(source.value))
    return [neuron.disc.animate.set_fill(colour, opacity=1).set_stroke(theme.ink)]


def names_beside(theme: Theme, neurons: Sequence[Neuron], names: Sequence[str]) -> VGroup:
    """Return the names of neurons, right of their discs."""
    found = VGroup()
    for neuron, markup in zip(neurons, names, strict=True):
        name = Formula(theme, markup, NAME_EM, theme.ink)
        x, y, _ = neuron.disc.get_center()
        foot = y - NAME_EM * DIGIT_HEIGHT / 2 + 0.1  # clear of the next disc, which is lower
        found.add(name.place(x + neuron.disc.width / 2 + 0.1, foot, "left"))
    return found
