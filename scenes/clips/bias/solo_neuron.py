"""A single neuron with one input, its weight, the bias neuron and the bias weight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from manim import Animation, Circle, FadeIn, Line, UpdateFromAlphaFunc, VGroup, smooth

from scenes.mobjects.network.bias_neuron import one_disc
from scenes.mobjects.network.network_diagram import signed_line
from scenes.mobjects.network.step_through import WidthScale
from scenes.mobjects.text.counter import Counter, stage
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["SoloNeuron"]

RADIUS = 0.75
WIDEST = 4.0
"""Magnitude of a weight or bias whose edge has the greatest width."""
NARROW = 1.35
"""Ratio of height to width above which a region is narrow."""
SCALE_ROOM, FOOT = 1.35, 1.5
"""Room in a narrow region, above for the scale of widths and below for the formula."""
APART = 0.42
"""Least distance of the two weights from the line half way between their edges."""
SIGNED = NumberFormat(2, signed=True)


class SoloNeuron(VGroup):
    """A large neuron, with its input at the upper left and its bias neuron at the lower left.

    The widths of the edges show the magnitudes of weight and bias, on the scale above them;
    the edge of a negative value is dashed.  The values are printed beside the edges.  In a narrow
    region the formula is below all of this.

    Parameters
    ----------
    theme : Theme
    region : Region
    weight, bias, one : Source
        Values of the edges, and the value of the bias neuron.
    width_name : str
        Name of the scale of widths.

    Attributes
    ----------
    weight, bias : Counter
    input, output : Circle
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        weight: Source,
        bias: Source,
        one: Source,
        width_name: str,
    ):
        self.theme = theme
        narrow = region.height > NARROW * region.width
        if narrow:
            _, inner, foot = region.split(SCALE_ROOM, region.height - SCALE_ROOM - FOOT, FOOT)
            left, right = region.left + 0.6 + RADIUS, region.right - 0.2 - RADIUS
            top, bottom = inner.top - RADIUS, inner.bottom + RADIUS
            stated = np.array([region.x, foot.top - 0.45, 0])
            corner = Region(region.x - 1.7, region.x + 1.7, region.bottom, region.top)
        else:
            inner = region
            left, right = region.left + 0.6 + RADIUS, region.right - 0.75 - RADIUS
            top, bottom = region.y + 0.34 * region.height, region.y - 0.34 * region.height
            stated = np.array([right - 0.35, bottom + 0.3, 0])
            corner = Region(right - 1.75, right + 0.75 + RADIUS, region.bottom, region.top)
        places = [np.array(p) for p in ([left, top, 0], [left, bottom, 0], [right, inner.y, 0])]
        self.input, self.output = self._disc(places[0]), self._disc(places[2])
        self.one = one_disc(theme, one, places[1], RADIUS)
        names = VGroup(
            self._name("x", places[0] + np.array([-RADIUS - 0.3, 0, 0])),
            self._name("sigma(z)", places[2] + np.array([0, RADIUS + 0.4, 0])),
        )
        self.formula = self._name(
            "{{ z : z }} {{ = : is }} {{ w : w }} x + {{ b : b }}",
            stated,
        )
        self.formula.part("z").set_color(theme.focus)
        self.formula.part("w").set_color(theme.signed(weight.value))
        self.formula.part("b").set_color(theme.bias)
        self._widths = replace(theme, weight_scale=WIDEST)
        solid = self._edge(places[0], places[2], weight, theme.signed)
        beside = self._edge(places[1], places[2], bias, lambda value: theme.bias)
        # Between the two edges, and clear of each other where the angle is small.
        back = 1.1 if narrow else 1.0
        inwards = min(0.55, float(solid.get_y()) - inner.y - APART)
        self.weight, first = self._label("w", weight, solid, theme.signed, (-back, -inwards))
        self.bias, second = self._label("b", bias, beside, theme.bias, (-back, inwards))
        self.edges = {"w": solid, "b": beside}
        self.scale_of_widths = WidthScale(theme, corner, WIDEST, width_name)
        super().__init__(
            solid, beside, first, second, self.weight, self.bias,
            self.input, self.one, self.output, names, self.formula, self.scale_of_widths,
        )  # fmt: skip

    def _disc(self, place: np.ndarray) -> Circle:
        return Circle(
            radius=RADIUS,
            color=self.theme.ink,
            stroke_width=self.theme.sizes.neuron_outline,
            fill_color=self.theme.background,
            fill_opacity=1,
        ).move_to(place)

    def _name(self, markup: str, place: np.ndarray) -> Formula:
        return Formula(self.theme, markup, self.theme.sizes.formula, self.theme.ink).move_to(place)

    def _edge(self, start: np.ndarray, end: np.ndarray, source: Source, colour_of) -> Line:
        edge = Line(*self._ends(start, end))
        edge.full, edge.colour_of = WIDEST, colour_of
        return self._weigh(edge, source, edge.get_start(), edge.get_end())

    def _weigh(self, edge: Line, source: Source, start: np.ndarray, end: np.ndarray) -> Line:
        """Draw an edge with a width that shows its value, dashed if that is negative."""
        value = source.value
        edge.points = signed_line(start, end, value)
        edge.set_stroke(edge.colour_of(value), width=self._widths.edge_width(value))
        mark(edge, "width", source)
        return edge

    def go(self, letter: str, sources: Sequence[Source]) -> list[Animation]:
        """Return the animations of weight (``w``) or bias (``b``) through recorded values."""
        edge, number = self.edges[letter], {"w": self.weight, "b": self.bias}[letter]
        start, end = edge.get_start(), edge.get_end()
        return [
            number.go(sources),
            UpdateFromAlphaFunc(
                edge,
                lambda drawn, share: self._weigh(
                    drawn, sources[stage(share, len(sources))], start, end
                ),
                rate_func=smooth,
            ),
        ]

    def _ends(self, start: np.ndarray, end: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        along = (end - start) / np.linalg.norm(end - start)
        return start + along * (RADIUS + 0.04), end - along * RADIUS

    def _label(
        self, letter: str, source: Source, edge: Line, colour, aside: tuple[float, float]
    ) -> tuple[Counter, Formula]:
        """Return a counter and its letter, offset from the middle of an edge by ``aside``."""
        em = 1.3 * self.theme.sizes.number
        centre = (edge.get_start() + edge.get_end()) / 2 + np.array([*aside, 0.0])
        baseline = centre[1] - em * DIGIT_HEIGHT / 2
        shade = colour(source.value) if callable(colour) else colour
        name = Formula(self.theme, f"{letter} =", 1.2 * em, shade)
        name.move_to([centre[0] - 0.6, centre[1], 0])
        name.shift([0, baseline - name.submobjects[0].get_bottom()[1], 0])
        number = Counter(
            self.theme, source, SIGNED, em, colour, centre[0] + 0.65, baseline, "point"
        )
        return number, name

    def give_sum(self, source: Source) -> tuple[Formula, Counter]:
        """Return an equals sign and the sum below the formula, to be faded in."""
        em = 1.3 * self.theme.sizes.number
        first = self.formula.part("is")
        sign = Formula(self.theme, "=", self.theme.sizes.formula, self.theme.ink)
        sign.relations = ()  # on its left stands a formula, not numbers
        sign.move_to(first).shift([0, -0.62, 0])
        baseline = float(sign.get_y()) - em * DIGIT_HEIGHT / 2
        number = Counter(
            self.theme, source, SIGNED, em, self.theme.focus, float(sign.get_x()) + 0.85,
            baseline, "point",
        )  # fmt: skip
        return sign, number

    def give_input(self, source: Source) -> list[Animation]:
        """Return the animations that fill the input with a value and print it."""
        self.input_number = self._number(source, NumberFormat(1), self.input)
        return [self._hold(self.input, source), FadeIn(self.input_number)]

    def give_output(self, source: Source) -> list[Animation]:
        """Return the animations that fill the neuron with a value and print it."""
        centre, em = self.output.get_center(), 1.25 * self.theme.sizes.number
        self.output_number = Counter(
            self.theme,
            source,
            NumberFormat(3),
            em,
            self.theme.on_activation,
            centre[0],
            centre[1] - em * DIGIT_HEIGHT / 2,
        )
        return [self._hold(self.output, source), FadeIn(self.output_number)]

    def _hold(self, disc: Circle, source: Source) -> Animation:
        mark(disc, "fill", source)
        return disc.animate.set_fill(self.theme.activation(source.value), opacity=1)

    def _number(self, source: Source, number_format: NumberFormat, disc: Circle) -> Readout:
        em, value = 1.25 * self.theme.sizes.number, source.value
        number = Readout(self.theme, source, number_format, em, self.theme.on_activation(value))
        return number.centre_on(disc.get_center())

    def _fill(self, disc: Circle, source: Source) -> Circle:
        disc.set_fill(self.theme.activation(source.value), opacity=1)
        mark(disc, "fill", source)
        return disc

    def fill(self, sources: list[Source]) -> Animation:
        """Return the animation of the neuron's fill through recorded outputs."""
        return UpdateFromAlphaFunc(
            self.output,
            lambda disc, share: self._fill(disc, sources[stage(share, len(sources))]),
            rate_func=smooth,
        )

    def clear_value(self) -> list[Any]:
        """Return the animations that empty input and neuron, which then stand for any value."""
        for disc in (self.input, self.output):
            del disc.mark
        return [d.animate.set_fill(self.theme.background) for d in (self.input, self.output)]
