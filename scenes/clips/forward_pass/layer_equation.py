"""A layer as matrices: W x + b = z, with a symbol above each matrix."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

from manim import Mobject, VGroup

from scenes.clips.forward_pass.block import Block
from scenes.clips.forward_pass.precision import Precision, layer_relations
from scenes.mobjects.text.equals import equals_sign
from scenes.mobjects.text.text import Formula
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["LayerEquation"]

GAP = 0.2
"""Most room between matrices and signs, in frame units."""
AIRY, TIGHT = ((0.38, 0.12), 0.12), ((0.3, 0.1), 0.08)
"""Spacing of a matrix, and least room between matrices: usual, and where there is little room."""
HEAD, HEAD_FOOT = 0.52, 0.36
"""Room for the symbols above the matrices, and how far down their baseline is."""
LINE_GAP = 0.14
"""Between two lines, in frame units."""
MOST_PITCH, LEAST_PITCH = 0.46, 0.285
"""Distance of two rows, in frame units."""
MOST_EM = 0.36


class LayerEquation(VGroup):
    """The pre-activations of one layer at one training step.

    It is as large as fits the region: on one line or two, and if there is no room for all inputs,
    with dots for the last columns.

    Parameters
    ----------
    theme : Theme
    region : Region
        The equation is in its middle.
    recording : network.Recording
    step, layer : int
        The pre-activations are those of layer ``layer + 1`` at a training step.
    precision : Precision
    indices : (sequence of int, sequence of int)
        The neurons drawn of the layer below, and of this one.

    Attributes
    ----------
    weights, inputs, biases, sums : Block
    symbols : list of Formula
        Above the four, in that order; ``plus`` and ``equals`` are between them.
    bars : list of VGroup
        One for each row, drawn behind it.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        recording: Any,
        step: int,
        layer: int,
        precision: Precision,
        indices: tuple[Sequence[int], Sequence[int]],
    ):
        self.theme, self.region, self.precision = theme, region, precision
        self.recording, self.step, self.layer, self.indices = recording, step, layer, indices
        sizes = recording.layer_sizes
        self.below, self.here = sizes[layer], sizes[layer + 1]
        lines = self._fitting()
        self._stack(lines)
        self.symbols = [*self._symbols(lines)]
        rows = range(len(indices[1]))
        self.bars = [
            VGroup(*[m.bar(j) for m in (self.weights, self.biases, self.sums)]) for j in rows
        ]
        super().__init__(*[piece for line in lines for piece in line], *self.symbols)

    def _fitting(self) -> list[VGroup]:
        """Build the equation in the largest form that fits: its lines."""
        columns, rows = (
            len(self.indices[0]),
            len(self.indices[1]) + (len(self.indices[1]) < self.here),
        )
        whole = max(rows, columns + (columns < self.below))
        least = self.theme.sizes.number_matrix
        sizes = *product((AIRY,), (MOST_EM, 0.33, 0.31)), *product((TIGHT,), (0.31, least))
        for two in (False, True):
            for self.spacing, em in sizes:
                slots = whole + rows if two else whole
                heads = 2 * HEAD + LINE_GAP if two else HEAD
                pitch = min((self.region.height - heads) / slots, MOST_PITCH, 1.5 * em)
                lines = self._lines(columns, em, pitch, two)
                if pitch >= LEAST_PITCH and self._widest(lines) <= self.region.width:
                    return lines
        for count in range(columns - 1, 0, -1):
            slots = max(rows, count + 1)
            pitch = min((self.region.height - HEAD) / slots, MOST_PITCH, 1.5 * em)
            lines = self._lines(count, em, pitch, two=False)
            if self._widest(lines) <= self.region.width:
                break
        return lines

    def _widest(self, lines: Sequence[VGroup]) -> float:
        gap = self.spacing[1]
        return max(sum(p.width for p in line) + gap * (len(line) - 1) for line in lines) + 0.04

    def _lines(self, count: int, em: float, pitch: float, two: bool) -> list[VGroup]:
        """Typeset the equation with ``count`` columns of weights, on one line or two."""
        theme, (below, here) = self.theme, self.indices
        below = below[:count]
        digits, layer = self.precision, self.layer
        more = count < self.below, len(here) < self.here
        under = (False, more[1])
        weights = [[self._source("weights", j, i) for i in below] for j in here]
        inputs = [[self._source("activations", i)] for i in below]
        biases = [[self._source("biases", j)] for j in here]
        sums = [[self._source("z", j)] for j in here]
        style = digits.values(layer), NumberFormat(digits.sums[layer])
        signed, room = NumberFormat(digits.weights, signed=True), self.spacing[0]
        self.weights = Block(theme, weights, signed, em, pitch, theme.signed, more, room)
        self.inputs = Block(theme, inputs, style[0], em, pitch, None, (False, more[0]), room)
        self.biases = Block(
            theme, biases, NumberFormat(digits.biases), em, pitch, lambda v: theme.bias, under, room
        )
        self.sums = Block(theme, sums, style[1], em, pitch, None, under, room)
        self.plus = Formula(theme, "+", 0.32, theme.quiet)
        # With dots the numbers on screen are not all, and the equation is one of symbols.
        self.equals = equals_sign(theme, 0.32, () if any(more) else self._relations())
        pieces: list[Any] = [
            self.weights,
            self.inputs,
            self.plus,
            self.biases,
            self.equals,
            self.sums,
        ]
        parts = (pieces[:2], pieces[2:]) if two else (pieces,)
        found = []
        for part in parts:
            room = self.region.width - 0.04 - sum(piece.width for piece in part)
            gap = max(self.spacing[1], min(GAP, room / (len(part) - 1)))
            found.append(VGroup(*part).arrange(buff=gap))
        return found

    def _source(self, quantity: str, *index: int) -> Source:
        return Source(self.recording, quantity, self.step, self.layer, index)

    def _relations(self) -> list:
        digits, layer = self.precision, self.layer
        decimals = digits.weights, digits.biases, digits.activations[layer], digits.sums[layer]
        return layer_relations(self.recording, self.step, layer, *decimals)

    def _stack(self, lines: Sequence[VGroup]) -> None:
        """Place the lines below each other, in the middle of the region."""
        region = self.region
        tall = sum(line.height + HEAD for line in lines) + LINE_GAP * (len(lines) - 1)
        top = region.y + tall / 2
        for line in lines:
            line.move_to([region.x, top - HEAD - line.height / 2, 0])
            top -= HEAD + line.height + LINE_GAP

    def _symbols(self, lines: Sequence[VGroup]) -> list[Formula]:
        """Return the symbols above the matrices, those of a line at one height."""
        theme, layer = self.theme, self.layer
        into = "bold(x)" if layer == 0 else "bold(h)"
        if layer and len(self.recording.layer_sizes) > 3:
            into = f"bold(h)^(({layer}))"
        names = [f"bold({name})^(({layer + 1}))" for name in ("W", "b", "z")]
        names.insert(1, into)
        blocks = self.weights, self.inputs, self.biases, self.sums
        tops = {id(m): line.get_top()[1] for line in lines for m in line}
        symbols = []
        for name, block in zip(names, blocks, strict=True):
            colour = theme.bias if block is self.biases else theme.ink
            symbol = Formula(theme, name, 0.8 * theme.sizes.formula, colour)
            height = tops[id(block)] + HEAD - HEAD_FOOT
            symbols.append(symbol.place(block.brackets.get_x(), height))
        return symbols

    @property
    def frames(self) -> list[Mobject]:
        """Everything but the numbers: brackets, dots, signs and symbols."""
        blocks = (self.weights, self.inputs, self.biases, self.sums)
        kept = [part for block in blocks for part in (block.brackets, block.dots)]
        return [*kept, self.plus, self.equals, *self.symbols]
