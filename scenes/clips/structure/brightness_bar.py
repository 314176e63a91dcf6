"""A bar that relates a neuron's brightness to its value, and a neuron that slides along it."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import RIGHT, Animation, Dot, Line, Rectangle, UpdateFromAlphaFunc, VGroup, VMobject

from scenes.animation.timing import within
from scenes.mobjects.graphing.axes import Scale
from scenes.mobjects.network.network_diagram import Neuron, number_em
from scenes.mobjects.network.shown import ValueScale
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.theme import Theme

__all__ = ["BrightnessBar", "SlidingNeuron"]

BAR_HEIGHT = 0.5
TICK = 0.12
BELOW = 0.15
"""Gap between a tick and its number, in frame units."""
DOT_RADIUS = 0.1
STEM = 0.4
"""Length of the line from the bar to the neuron, in frame units."""
GONE, COMES = 0.4, 0.6
"""Shares of a slide at which the old number has faded out, and the new one begins to appear."""
MOST_DECIMALS = 3


class BrightnessBar(VGroup):
    """A bar from the darkest to the brightest value; at each it is as bright as a neuron.

    Parameters
    ----------
    theme : Theme
    left, right, foot : float
        Ends of the bar, and the lower edge of its numbers, in frame units.
    scale : ValueScale
        The values at its ends.

    Attributes
    ----------
    level : float
        Height of its upper edge, on which the values are.
    """

    def __init__(self, theme: Theme, left: float, right: float, foot: float, scale: ValueScale):
        self.theme, self.values = theme, scale
        em = theme.sizes.number
        below = foot + em * DIGIT_HEIGHT + BELOW + TICK
        self.level = below + BAR_HEIGHT
        self.bar = Rectangle(
            width=right - left,
            height=BAR_HEIGHT,
            stroke_color=theme.hairline,
            stroke_width=theme.sizes.line,
            fill_opacity=1,
        ).move_to([(left + right) / 2, below + BAR_HEIGHT / 2, 0])
        # Theme.activation gives a linear blend of the ends for every value in between.
        self.bar.set_fill([theme.activation(0.0), theme.activation(1.0)])
        self.bar.set_sheen_direction(RIGHT)
        span = (scale.low, scale.high)
        lower = Scale([left, below, 0], [right, below, 0], span)
        self.edge = Scale([left, self.level, 0], [right, self.level, 0], span)
        values = (scale.low, (scale.low + scale.high) / 2, scale.high)
        form = fewest_decimals(values)
        self.ticks, self.numbers = VGroup(), VGroup()
        for value in values:
            tick = lower.tick(theme, value, (TICK, 0.0))
            self.ticks.add(tick)
            self.numbers.add(lower.label(theme, value, form, em, TICK + BELOW, tick))
        super().__init__(self.bar, self.ticks, self.numbers)

    def c2p(self, value: float) -> np.ndarray:
        """Return the point of a value on the bar's upper edge, in frame units."""
        return self.edge.n2p(value)

    def p2c(self, point: np.ndarray) -> tuple[float]:
        """Return the value at a point: the inverse of :meth:`c2p`."""
        return self.edge.p2c(point)


class SlidingNeuron:
    """A large neuron above a bar, at its value; the line to the bar ends in a dot.

    Parameters
    ----------
    bar : BrightnessBar
    radius, factor : float
        Radius of the neuron in the network, in frame units, and how many times as large it is here.
    form : NumberFormat

    Attributes
    ----------
    neuron : Neuron
    pointer : VGroup
        The line and the dot.
    loose : list of Readout
        The numbers that a slide moves apart from the neuron.
    """

    def __init__(self, bar: BrightnessBar, radius: float, factor: float, form: NumberFormat):
        self.bar, self.theme = bar, bar.theme
        self.radius, self.factor, self.form = radius, factor, form
        self.loose: list[Readout] = []
        self.height = bar.level + STEM + factor * radius
        self.neuron = Neuron(bar.theme, (0.0, 0.0, 0.0), radius, bar.values)
        self.neuron.scale(factor)
        theme = self.theme
        line = Line([0, bar.level, 0], [0, bar.level + STEM, 0], stroke_width=theme.sizes.line)
        dot = Dot([0, bar.level, 0], DOT_RADIUS, color=theme.focus)
        self.pointer = VGroup(line.set_stroke(theme.focus), dot)

    def stand_at(self, source: Source) -> np.ndarray:
        """Move the line to a value's place; the neuron stays above the middle of the bar.

        Returns
        -------
        ndarray of shape (3,)
            The neuron's place above the value.
        """
        x = self.bar.c2p(source.value)[0]
        self.neuron.move_to([self.bar.bar.get_x(), self.height, 0.0])
        self.pointer.set_x(x)
        mark(self.pointer[1], "place", source, axes=self.bar)
        return np.array([x, self.height, 0.0])

    def slide(self, source: Source) -> list[Animation]:
        """Slide to another value; brightness and place change together."""
        neuron, bar, theme = self.neuron, self.bar, self.theme
        first, last = (bar.p2c(neuron.disc.get_center())[0], source.value)
        old = neuron.number
        neuron.remove(old)
        neuron.set_value(source, self.form)
        self.resize()
        new = neuron.number
        mark(self.pointer[1], "place", source, axes=bar)
        neuron.remove(new)
        self.loose = [old, new]

        def at(share: float) -> float:
            return float(bar.c2p(first + (last - first) * share)[0])

        def move(part: VMobject, share: float) -> None:
            part.set_x(at(share))
            if part is neuron.disc:
                value = bar.values.share(first + (last - first) * share)
                part.set_fill(theme.activation(value), opacity=1)

        def ride(number: Readout, share: float) -> None:
            number.centre_on(np.array([at(share), self.height, 0.0]))
            fade = 1 - share / GONE if number is old else (share - COMES) / (1 - COMES)
            number.set_fill(opacity=min(max(fade, 0.0), 1.0))

        moved = [UpdateFromAlphaFunc(m, move) for m in (neuron.disc, *self.pointer)]
        ridden = [UpdateFromAlphaFunc(m, ride) for m in (old, new)]
        return [within(animation, 0.0, 1.0) for animation in (*moved, *ridden)]

    def settle(self) -> None:
        """Join the number to the neuron again, after a slide.

        First the scene has to remove what is in ``loose``.
        """
        self.loose = []
        self.neuron.add(self.neuron.number)

    def resize(self) -> None:
        """Print the number as in the network, and as many times as large as the neuron."""
        number, neuron = self.neuron.number, self.neuron
        em = number_em(number.text, self.radius, self.theme)
        number.scale(self.factor * em / number.em).centre_on(neuron.disc.get_center())


def fewest_decimals(values: Any, most: int = MOST_DECIMALS) -> NumberFormat:
    """Return a format with the fewest decimals that print values exactly, at most ``most``."""
    for decimals in range(most):
        if all(abs(round(value, decimals) - value) < 1e-12 for value in values):
            return NumberFormat(decimals)
    return NumberFormat(most)
