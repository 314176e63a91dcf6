"""The output's activation function: from the sum on its axis up to the output."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from scenes.clips.inference.waterfall import SIGNED, Waterfall
from scenes.mobjects.graphing.activation_plot import ActivationPlot
from scenes.mobjects.text.sentence import SPACE, Piece, Sentence
from scenes.provenance.relation import relate
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["OutputCurve"]

NAMES = {"sigmoid": "σ(", "tanh": "tanh(", "relu": "ReLU("}
EM, ROOM = 0.6, 0.45
"""Size of the equation's type; room between plot and output, in frame units."""


class OutputCurve:
    """The curve beside or above the output's neuron, a dot, and the same as an equation.

    Parameters
    ----------
    theme : Theme
    fall : Waterfall
        Its sum, its neuron and the name of its class stay where they are.
    body : Region
        Of the frame.

    Attributes
    ----------
    plot : ActivationPlot
    dot : Dot
        At the sum, on the axis.
    equation : Sentence
        f(z) = output.
    """

    def __init__(self, theme: Theme, fall: Waterfall, body: Region):
        reading = fall.reading
        function = reading.recording.functions[-1]
        z, value = fall.sums[-1], reading.of("activations", reading.last + 1, fall.output)
        self.z, self.value = z, value
        if fall.upright:
            room = Region(body.left, body.right - fall.output_room - ROOM, body.bottom, body.top)
        else:
            room = body.above(fall.disc.get_top()[1] + ROOM)
        plot = self.plot = ActivationPlot(theme, room, function, abs(z.value))
        self.dot = plot.dot(z, value, 0.0).scale(1.7)
        self.plumb = plot.plumb(z, value)
        style = fall.score.number_format

        def activated(sum_: Decimal) -> Decimal:
            return Decimal(float(function.value(np.array([float(sum_)]))[0]))

        relations = [relate("f(z)", activated, [(z, SIGNED.decimals)], (value, style.decimals))]
        pieces: list[Piece] = [NAMES[function.name], (z, SIGNED), ")", "=", (value, style)]
        line = self.equation = Sentence(theme, pieces, EM, theme.ink, relations)
        line.numbers[0].set_fill(theme.focus)
        for k, piece in enumerate(line.pieces):  # parentheses stand close to what they hold
            piece.shift([-0.55 * SPACE * EM * min(k, 2), 0.0, 0.0])
        line.shift([plot.left + 0.25 - line.get_left()[0], plot.top - 0.85, 0.0])
        if line.get_right()[0] > plot.c2p(0.0, 0.0)[0] - 0.25:
            line.break_before(3)

    @staticmethod
    def needed(fall: Waterfall) -> bool:
        """Return whether the output is a function of its sum alone, and not the sum itself."""
        return fall.reading.recording.functions[-1].name in NAMES
