"""The inputs of the small network as a column of values beside it."""

from __future__ import annotations

from collections.abc import Sequence

from manim import Animation, FadeIn, FadeOut, Transform, VGroup

from scenes.animation.timing import within
from scenes.clips.data.value_column import stand
from scenes.mobjects.matrix.elided_matrix import ElidedMatrix
from scenes.mobjects.network.network_diagram import Neuron
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import Formula
from scenes.provenance.source import NumberFormat, Source
from scenes.style.theme import Theme

__all__ = ["InputColumn"]

LENGTH = 0.4
"""Duration of one number's motion as a share of the play."""


class InputColumn:
    """Values level with the neurons that they enter, with their symbols.

    Parameters
    ----------
    theme : Theme
    neurons : sequence of Neuron
    sources : sequence of Source
    number_format : NumberFormat
    names_x, values_x : float
        Where symbols and values are, in frame units.

    Attributes
    ----------
    matrix : ElidedMatrix
    symbols : VGroup
    cells : list of Readout
    """

    def __init__(
        self,
        theme: Theme,
        neurons: Sequence[Neuron],
        sources: Sequence[Source],
        number_format: NumberFormat,
        names_x: float,
        values_x: float,
    ):
        self.theme, self.neurons, self.number_format = theme, neurons, number_format
        heights = [neuron.disc.get_y() for neuron in neurons]
        self.matrix = ElidedMatrix(
            theme, [[s] for s in sources], number_format, 0.6, heights[0] - heights[1], 0.7
        ).move_to([values_x, (heights[0] + heights[-1]) / 2, 0])
        reach = neurons[0].disc.get_top()[1] - neurons[-1].disc.get_bottom()[1]
        self.matrix.brackets.stretch_to_fit_height(reach)
        self.cells: list[Readout] = [cell for (cell,) in self.matrix.cells]
        self.symbols = VGroup()
        for k, cell in enumerate(self.cells, start=1):
            symbol = Formula(theme, f"x_{k}", 0.52, theme.focus)
            self.symbols.add(stand(symbol.set_x(names_x), 0, cell.baseline))

    def enter(self) -> list[Animation]:
        """Animate the numbers moving into the neurons one by one, and filling them.

        Each number leaves a copy behind, out of focus; the cells themselves must be removed from
        the scene.
        """
        motions = []
        pitch = (1 - LENGTH) / (len(self.cells) - 1)
        for k, (cell, neuron) in enumerate(zip(self.cells, self.neurons, strict=True)):
            fills = neuron.set_value(cell.recorded, self.number_format)
            # A moving number keeps its colour until the disc behind it is bright.
            arrived = neuron.number.copy().set_fill(cell.get_fill_color())
            mover = neuron.number.moved_from(cell)
            left_behind = cell.copy().set_fill(self.theme.quiet)
            start = k * pitch
            there = start + 0.6 * LENGTH
            motions += [
                within(Transform(mover, arrived), start, there),
                within(FadeOut(mover), there, start + 0.85 * LENGTH),
                *[within(m, there, start + 0.9 * LENGTH) for m in fills],
                within(FadeIn(left_behind), start + 0.5 * LENGTH, start + LENGTH),
            ]
        return motions
