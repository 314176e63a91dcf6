"""The sigmoid of a pre-activation, read off the curve."""

from __future__ import annotations

from manim import Animation, VGroup, there_and_back

from scenes.animation.timing import within
from scenes.mobjects.graphing.sigmoid_plot import SigmoidPlot
from scenes.mobjects.text.readout import Readout
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["CurveReading"]

AXIS_ROOM = 0.85
"""Room below the axis for its numbers and for z, in frame units."""
THOUSANDTHS = NumberFormat(3)


class CurveReading(VGroup):
    """The curve, a dot on it, dashed lines to both axes, and the two numbers read there.

    Parameters
    ----------
    theme : Theme
    region : Region
    reach : int
        The axis of z runs from −reach to reach.
    z, activation : Source
        The recorded pre-activation and its sigmoid.

    Attributes
    ----------
    plot : SigmoidPlot
    dot : Dot
        On the axis until :meth:`climb` is played.
    plumb, level : DashedLine
        From the axis of z to the curve, and from there to the axis of activations.
    z, activation : Readout
    """

    def __init__(self, theme: Theme, region: Region, reach: int, z: Source, activation: Source):
        self.theme = theme
        self.plot = plot = SigmoidPlot(theme, region, reach, foot=AXIS_ROOM)
        self.dot = plot.dot(z, activation, 0.0)
        self.plumb, self.level = plot.plumb(z, activation), plot.level(z, activation)
        foot, side = plot.c2p(z.value, 0), plot.c2p(z.value, activation.value)
        self.z, self.activation = [
            Readout(theme, source, THOUSANDTHS, theme.sizes.number, theme.focus)
            for source in (z, activation)
        ]
        self.z.place(foot[0], foot[1] - 0.74)
        self.activation.place(side[0] + 0.3, side[1] - 0.2, "left")
        super().__init__(plot, self.plumb, self.level, self.z, self.activation, self.dot)

    def climb(self) -> Animation:
        """Return the rise of the dot from the axis to the curve."""
        return self.plot.climb(self.dot, self.z.recorded, self.activation.recorded)

    def flash(self) -> Animation:
        """Return a flash of the activation, as the neuron takes its value."""
        ink = self.activation.animate.set_fill(self.theme.ink)
        return within(ink, 0.0, 1.0, there_and_back)
