"""The inputs as a column of values beside the neurons that they enter."""

from __future__ import annotations

from collections.abc import Sequence

from manim import VGroup

from scenes.clips.data.value_column import stand
from scenes.mobjects.matrix.elided_matrix import ElidedMatrix
from scenes.mobjects.network.network_diagram import Neuron
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import Formula
from scenes.provenance.source import NumberFormat, Source
from scenes.style.theme import Theme

__all__ = ["InputColumn"]

NAME_GAP = 0.16
"""Between a symbol and the brackets, in frame units."""
FLIGHT, LEAST_FLIGHT = 0.75, 0.4
"""From the brackets to the neurons: as far as there is room, but at least so far."""


class InputColumn:
    """Values level with the neurons that they enter, with their symbols.

    Parameters
    ----------
    theme : Theme
    neurons : sequence of Neuron
    sources : sequence of Source
    indices : sequence of int
        Which inputs they are.
    number_format : NumberFormat
    left : float
        Left edge of the room for the column, in frame units.

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
        indices: Sequence[int],
        number_format: NumberFormat,
        left: float,
    ):
        heights = [neuron.disc.get_y() for neuron in neurons]
        pitch = heights[0] - heights[1] if len(heights) > 1 else 1.0
        em = max(min(theme.sizes.number, 1.1 * pitch), theme.sizes.number_small)
        end = neurons[0].disc.get_left()[0]
        symbols = [Formula(theme, f"x_({k + 1})", em, theme.ink) for k in indices]
        most = end - LEAST_FLIGHT - left - NAME_GAP - max(symbol.width for symbol in symbols)
        self.matrix = ElidedMatrix(theme, [[s] for s in sources], number_format, em, pitch, 0.7)
        if self.matrix.brackets.width > most:
            em = theme.sizes.number_small
            self.matrix = ElidedMatrix(theme, [[s] for s in sources], number_format, em, pitch, 0.7)
        half = self.matrix.brackets.width / 2
        right = end - min(max(LEAST_FLIGHT + most - 2 * half, LEAST_FLIGHT), FLIGHT)
        self.matrix.move_to([right - half, (heights[0] + heights[-1]) / 2, 0])
        reach = neurons[0].disc.get_top()[1] - neurons[-1].disc.get_bottom()[1]
        self.matrix.brackets.stretch_to_fit_height(reach)
        self.cells: list[Readout] = [cell for (cell,) in self.matrix.cells]
        self.symbols = VGroup()
        for symbol, cell in zip(symbols, self.cells, strict=True):
            symbol.set_x(right - 2 * half - NAME_GAP - symbol.width / 2)
            self.symbols.add(stand(symbol, 0, cell.baseline))
