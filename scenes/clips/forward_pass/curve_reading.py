"""One pre-activation on the curve of its function, and the value read there."""

from __future__ import annotations

import numpy as np
from manim import Animation, VGroup

from network.core.activations import Activation
from scenes.mobjects.graphing.activation_plot import DEFINITIONS, ActivationPlot, formula_of
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["CurveReading", "axis_name", "formulas_in"]

EM, FORMULA_EM = 0.4, 0.44
LEAST_EM = 0.315
ABOVE = 0.2
"""From the top of the axis of values to the baseline of its name, in frame units."""
BELOW = 0.82
"""From the axis down to the baseline of z, in frame units."""


class CurveReading:
    """A dot on the curve, dashed lines from the axis of z and to that of values, both numbers.

    Parameters
    ----------
    plot : ActivationPlot
    z, value : Source
    styles : (NumberFormat, NumberFormat)
        How both are printed.

    Attributes
    ----------
    dot : Dot
        On the axis until :meth:`climb` is played.
    plumb, level : VMobject
    z, value : Readout
    """

    def __init__(
        self,
        plot: ActivationPlot,
        z: Source,
        value: Source,
        styles: tuple[NumberFormat, NumberFormat],
    ):
        theme = plot.theme
        self.plot, self.source, self.target = plot, z, value
        self.dot = plot.dot(z, value, 0.0)
        self.plumb, self.level = plot.plumb(z, value), plot.level(z, value)
        self.z, self.value = (
            Readout(theme, source, style, EM, theme.ink)
            for source, style in zip((z, value), styles, strict=True)
        )
        x = plot.c2p(z.value, 0)[0]
        half = self.z.advance_width / 2
        self.z.place(min(max(x, plot.left + half - 0.2), plot.right - half), plot.bottom - BELOW)
        y = float(plot.c2p(0, value.value)[1])
        self.value.place(plot.right - 0.08, self._clearest(y), "right")

    def _clearest(self, y: float) -> float:
        """Return the baseline of the value, above or below its level, further from the curve."""
        plot, tall = self.plot, EM * DIGIT_HEIGHT
        left = plot.right - 0.08 - self.value.advance_width
        zs = np.linspace(plot.p2c([left, 0, 0])[0], plot.reach, 30)
        pairs = zip(zs, plot.function.value(zs), strict=True)
        heights = np.array([plot.c2p(z, a)[1] for z, a in pairs])
        places = [y + 0.1, y - 0.1 - tall]
        places = [p for p in places if plot.bottom + 0.05 < p] or places[:1]
        free = [float(np.abs(heights - (p + tall / 2)).min()) for p in places]
        return places[int(np.argmax(free))]

    def climb(self) -> Animation:
        """Return the rise of the dot to the curve."""
        return self.plot.climb(self.dot, self.source, self.target)

    @property
    def parts(self) -> list:
        """Everything but the plot."""
        return [self.dot, self.plumb, self.level, self.z, self.value]


def axis_name(plot: ActivationPlot, markup: str) -> Formula:
    """Return the symbol of the values, above their axis."""
    name = Formula(plot.theme, markup, 0.8 * plot.theme.sizes.formula, plot.theme.quiet)
    return name.place(plot.right + 0.06, plot.top + ABOVE, "right")


def formulas_in(
    theme: Theme,
    region: Region,
    function: Activation,
    result: str,
    argument: str,
) -> VGroup:
    """Return ``result = f(argument)`` and how f is computed, centred in a region.

    They are below each other, or side by side in a low region.

    """
    room = region.width - 2 * theme.sizes.clearance  # numbers of the axes may stand at its edge
    lines = [_fitted(theme, formula_of(function, result, argument), FORMULA_EM, room)]
    if function.name in DEFINITIONS:
        line = _fitted(theme, DEFINITIONS[function.name], 0.9 * FORMULA_EM, room)
        if line.width <= room:
            lines.append(line)
    found = VGroup(*lines)
    if region.height < 1.2 and region.width > 5:
        found.arrange(buff=0.5)
    else:
        spare = region.height - sum(line.height for line in lines)
        found.arrange(np.array([0.0, -1.0, 0.0]), buff=min(0.22, max(0.08, spare)))
    found.move_to(region.centre)
    return found


def _fitted(theme: Theme, markup: str, em: float, room: float) -> Formula:
    """Return a formula in smaller type if there is too little room, but never illegible."""
    formula = Formula(theme, markup, em, theme.ink)
    if formula.width <= room:
        return formula
    return Formula(theme, markup, max(LEAST_EM, 0.99 * em * room / formula.width), theme.ink)
