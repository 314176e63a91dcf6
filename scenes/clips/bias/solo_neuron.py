"""A single neuron with one input, its weight, the bias neuron and the bias weight."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import RIGHT, Animation, Circle, FadeIn, Line, UpdateFromAlphaFunc, VGroup, smooth

from scenes.clips.bias.sweep_plot import SumScale
from scenes.mobjects.network.bias_neuron import one_disc
from scenes.mobjects.network.network_diagram import signed_line
from scenes.mobjects.text.counter import Counter, stage
from scenes.mobjects.text.equals import equals_sign
from scenes.mobjects.text.equation_line import in_a_line
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula
from scenes.provenance.mark import mark
from scenes.provenance.relation import relate
from scenes.provenance.source import AxisValue, NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["SoloNeuron"]

RADIUS = 0.66
EDGE = 2.0
"""Width of both edges, in widths of a line; it represents nothing."""
HEAD, FOOT = 0.15, 1.35
"""Room above the discs, and below them for formula and equation, in frame units."""
LARGER = 1.15
"""Largest size of the equation's numbers, in numbers of tables."""
EM_WIDE = 10.5
"""Width of the equation, in sizes of its type."""
TIGHTENED = {r"\(": 0.06, r"\)": -0.04}
"""How far parentheses move towards the number that they hold, in frame units."""
LINE = 0.85
"""Distance of the equation's baseline from the middle of the formula."""
APART = 0.42
"""Least distance of the two weights from the line half way between their edges."""
SIGNED = NumberFormat(2, signed=True)
INPUT, OUTPUT = NumberFormat(2), NumberFormat(3)


class SoloNeuron(VGroup):
    """A large neuron, with its input at the upper left and its bias neuron at the lower left.

    The values of weight and bias are printed beside their edges; the edge of a negative value is
    dashed.  Below all of this is the formula, and room for its equation in numbers.

    Parameters
    ----------
    theme : Theme
    region : Region
    weight, bias, one : Source
        Values of the edges, and the value of the bias neuron.

    Attributes
    ----------
    weight, bias : Counter
    input, output : Circle
    x : Counter
        The value in the input, once :meth:`hold` has put it there.
    """

    x: Counter

    def __init__(
        self,
        theme: Theme,
        region: Region,
        weight: Source,
        bias: Source,
        one: Source,
    ):
        self.theme = theme
        _, inner, foot = region.split(HEAD, region.height - HEAD - FOOT, FOOT)
        left, right = region.left + 0.6 + RADIUS, region.right - 0.5 - RADIUS
        top, bottom = inner.top - RADIUS, inner.bottom + RADIUS
        stated = np.array([region.x, foot.top - 0.4, 0])
        self.sum_weight = weight
        self.line = Region(region.left, region.right, stated[1] - LINE, stated[1])
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
        self.formula.part("w").set_color(theme.signed(weight.value))
        self.formula.part("b").set_color(theme.bias)
        solid = self._edge(places[0], places[2], weight, theme.signed)
        beside = self._edge(places[1], places[2], bias, lambda value: theme.bias)
        # Between the two edges, and clear of each other where the angle is small.
        back = 1.2
        inwards = min(0.55, float(solid.get_y()) - inner.y - APART)
        self.weight, first = self._label("w", weight, solid, theme.signed, (-back, -inwards))
        self.bias, second = self._label("b", bias, beside, theme.bias, (-back, inwards))
        self.edges = {"w": solid, "b": beside}
        super().__init__(
            solid, beside, first, second, self.weight, self.bias,
            self.input, self.one, self.output, names, self.formula,
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
        edge.set_stroke(width=EDGE * self.theme.sizes.line)
        edge.colour_of = colour_of
        return self._sign(edge, source, edge.get_start(), edge.get_end())

    def _sign(self, edge: Line, source: Source, start: np.ndarray, end: np.ndarray) -> Line:
        """Draw an edge in the colour of its value, dashed if that is negative."""
        edge.points = signed_line(start, end, source.value)
        return edge.set_stroke(edge.colour_of(source.value))

    def go(self, letter: str, sources: Sequence[Source]) -> list[Animation]:
        """Return the animations of weight (``w``) or bias (``b``) through recorded values."""
        edge, number = self.edges[letter], {"w": self.weight, "b": self.bias}[letter]
        start, end = edge.get_start(), edge.get_end()
        return [
            number.go(sources),
            UpdateFromAlphaFunc(
                edge,
                lambda drawn, share: self._sign(
                    drawn, sources[stage(share, len(sources))], start, end
                ),
                rate_func=smooth,
            ),
        ]

    def hold(self, x: Source, output: Source) -> list[Any]:
        """Put an input and its output into the circles; return the animations that show them."""
        em, at = 1.15 * self.theme.sizes.number, self.input.get_center()
        baseline = at[1] - em * DIGIT_HEIGHT / 2
        self.x = Counter(self.theme, x, INPUT, em, self.theme.ink, at[0], baseline)
        ink = self.theme.on_activation(output.value)
        number = Readout(self.theme, output, OUTPUT, em, ink).centre_on(self.output.get_center())
        mark(self.output, "fill", output)
        self.add(self.x, number)
        filled = self.output.animate.set_fill(self.theme.activation(output.value), opacity=1)
        return [filled, FadeIn(self.x), FadeIn(number)]

    def equation(self, sums: SumScale, x: Source, bias: Source) -> VGroup:
        """Return the zero of the scale of the sum as weight times input plus bias."""
        theme = self.theme
        em = min(LARGER * theme.sizes.number, self.line.width / EM_WIDE)
        zero = Readout(theme, AxisValue(0), NumberFormat(0), em, theme.ink)
        zero.tick, zero.axes, zero.axis = sums.zero.tick, sums, 0
        terms = [(source, INPUT.decimals) for source in (self.sum_weight, x, bias)]
        holds = relate("w x + b = 0", lambda w, x, b: w * x + b, terms, (zero.source, 0))
        colours = theme.signed(self.sum_weight.value), theme.ink, theme.bias
        w, at, b = (
            self._bracketed(Readout(theme, term, INPUT, em, colour))
            for (term, _), colour in zip(terms, colours, strict=True)
        )
        times, plus = (Formula(theme, markup, em, theme.quiet) for markup in ("times", "plus"))
        pieces = [zero, equals_sign(theme, em, [holds]), *w, times, *at, plus, *b]
        in_a_line(pieces, self.line, self.line.bottom, 0.1)
        for piece in pieces:
            if piece.text in TIGHTENED:
                piece.shift(TIGHTENED[piece.text] * RIGHT)
        return VGroup(*pieces)

    def _bracketed(self, number: Readout) -> list[Formula | Readout]:
        """Put a negative number between parentheses."""
        if number.recorded.value >= 0:
            return [number]
        opening, closing = (
            Formula(self.theme, markup, number.em, self.theme.quiet) for markup in (r"\(", r"\)")
        )
        return [opening, number, closing]

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
