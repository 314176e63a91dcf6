"""A bias of the network that grows, with its product, the sum and the neuron's output."""

from __future__ import annotations

from collections.abc import Sequence

from manim import Animation, Circle, UpdateFromAlphaFunc, VGroup, smooth

from scenes.mobjects.network.bias_neuron import SumWithBias
from scenes.mobjects.network.network_diagram import Neuron
from scenes.mobjects.text.counter import Counter, stage
from scenes.mobjects.text.readout import Readout
from scenes.provenance.mark import mark
from scenes.provenance.relation import relate
from scenes.provenance.source import Source
from scenes.style.theme import Theme

__all__ = ["RaisedBias"]


class RaisedBias:
    """Counters in place of the numbers of a table and a diagram that change with a bias.

    Parameters
    ----------
    theme : Theme
    table : SumWithBias
        Of a neuron whose inputs are zero, so that its sum is the bias.
    label : VGroup
        The bias on its edge, with ``patch`` and ``number``.
    neuron : Neuron
        The neuron, with its output.
    bias, output : Source
        What the counters show at first.

    Attributes
    ----------
    replaced, sums : list of Readout, list of Counter
        The numbers on screen that are equal to the bias, and the counters in their places.
    output : Counter
        The output, which is part of the neuron.
    """

    def __init__(
        self,
        theme: Theme,
        table: SumWithBias,
        label: VGroup,
        neuron: Neuron,
        bias: Source,
        output: Source,
    ):
        self.theme, self.table, self.label, self.neuron = theme, table, label, neuron
        row = table.bias_row
        self.replaced = [row.weight, row.product, table.total, label.number]
        self.sums = [
            self._counter(number, bias, theme.ink if number is table.total else theme.bias)
            for number in self.replaced
        ]
        old = neuron.number
        self.output = Counter(
            theme, output, old.number_format, old.em, theme.on_activation, neuron.disc.get_x(),
            old.baseline,
        )  # fmt: skip

    def _counter(self, number: Readout, source: Source, colour: str) -> Counter:
        """Return a counter whose decimal point is that of a number."""
        style, em = number.number_format, number.em
        place = number.point_x, number.baseline
        return Counter(self.theme, source, style, em, colour, *place, "point")

    def take_over(self) -> None:
        """Put the counters into the table, the label and the neuron."""
        row, label, neuron = self.table.bias_row, self.label, self.neuron
        row.remove(row.weight, row.product)
        row.weight, row.product, self.table.total, label.number = self.sums
        row.add(row.weight, row.product)
        label.patch.stretch_to_fit_width(label.number.advance_width + 0.3)
        neuron.remove(neuron.number)
        neuron.readout = self.output
        neuron.add(self.output)

    def go(self, sums: Sequence[Source], outputs: Sequence[Source]) -> list[Animation]:
        """Return the animations through recorded biases and the outputs they give."""
        self._state(sums[-1])

        def brighten(disc: Circle, share: float) -> None:
            output = outputs[stage(share, len(outputs))]
            mark(disc, "fill", output)
            disc.set_fill(self.theme.activation(output.value), opacity=1)

        return [
            *[number.go(sums) for number in self.sums],
            UpdateFromAlphaFunc(self.neuron.disc, brighten, rate_func=smooth),
            self.output.go(outputs),
        ]

    def _state(self, bias: Source) -> None:
        """Let the equals sign of the bias's row state its product when the counters stop."""
        row = self.table.bias_row
        decimals = [number.number_format.decimals for number in (row.weight, row.input)]
        terms = list(zip((bias, row.input.source), decimals, strict=True))
        result = bias, row.product.number_format.decimals
        row.equals.relations = (relate("b · 1", lambda b, x: b * x, terms, result),)
