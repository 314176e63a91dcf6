"""The single neuron: two inputs, its weights as lines and numbers, its bias, its sum z."""

from __future__ import annotations

import numpy as np
from manim import Arrow, Circle, VGroup, VMobject

from scenes.clips.decision.course import PlaneCourse
from scenes.clips.training_loop.sample_view import shortened
from scenes.mobjects.network.network_diagram import signed_line
from scenes.mobjects.network.shown import nice_ceiling
from scenes.mobjects.text.counter import Counter
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["SingleNeuron"]

WEIGHT = NumberFormat(2, signed=True)
RADIUS = 0.42
ROOMY = 5.5
"""Width of the region from which there is room for the arrow."""
MOST_WIDE = 4.6
"""Largest distance from the inputs to the neuron, in frame units."""


class SingleNeuron(VGroup):
    """A neuron with two inputs; an arrow leads towards the plane of its outputs.

    Parameters
    ----------
    theme : Theme
    region : Region
    course : PlaneCourse
        Of a recording without hidden layers and with one output.
    word : str
        Name of the bias.
    """

    def __init__(self, theme: Theme, region: Region, course: PlaneCourse, word: str):
        super().__init__()
        self.theme, self.course = theme, course
        recording = course.recording
        self.full = nice_ceiling(
            max(float(np.abs(recording.weights_at(step)[0]).max()) for step in course.steps)
        )
        roomy = region.width > ROOMY
        span = min(MOST_WIDE, region.width - (2.6 if roomy else 2 * RADIUS + 0.3))
        rise = min(1.0, region.height / 2 - RADIUS - 0.1)
        left = region.x - span / 2 - (0.5 if roomy else 0.0)
        self.places = [np.array([left, region.y + side * rise, 0.0]) for side in (1, -1)]
        self.centre = np.array([left + span, region.y, 0.0])
        style = {"color": theme.hairline, "stroke_width": theme.sizes.neuron_outline}
        discs = [
            Circle(RADIUS, fill_color=theme.background, fill_opacity=1, **style).move_to(at)
            for at in (*self.places, self.centre)
        ]
        names = [
            shortened(theme, name, 1.15 * theme.sizes.label, theme.ink, 1.6 * RADIUS).move_to(at)
            for name, at in zip(recording.samples.input_names, self.places, strict=True)
        ]
        end = self.centre + np.array([RADIUS + 0.12, 0, 0])
        arrow = Arrow(
            end, end + np.array([0.95, 0, 0]), buff=0, tip_length=0.2, color=theme.hairline,
            stroke_width=theme.sizes.line, max_tip_length_to_length_ratio=1,
        )  # fmt: skip
        self.edges = [VMobject() for _ in self.places]
        for edge in self.edges:
            edge.full = self.full
        em = 1.05 * theme.sizes.number
        self.numbers = [self._number(k, em) for k in (0, 1)]
        foot = self.centre[1] - RADIUS - 0.45
        bias = TextLine(theme, word, theme.sizes.label, theme.quiet)
        bias.place(self.centre[0], foot)
        self.numbers.append(
            Counter(theme, self.source(2, 0), WEIGHT, em, theme.ink, self.centre[0], foot - 0.45)
        )
        total = Formula(theme, "z", 0.9 * theme.sizes.formula, theme.ink).move_to(self.centre)
        self.show(0)
        self.add(*self.edges, *discs, *names, total, bias, *self.numbers)
        if roomy:
            self.add(arrow)

    def source(self, k: int, step: int) -> Source:
        """Return the weight of input 0 or 1, or as number 2 the bias, after so many updates."""
        if k == 2:
            return Source(self.course.recording, "biases", step, 0, (0,))
        return Source(self.course.recording, "weights", step, 0, (0, k))

    def _number(self, k: int, em: float) -> Counter:
        """Print a weight beside the middle of its line, outside the angle of the two."""
        place = self.places[k] + 0.42 * (self.centre - self.places[k])
        baseline = place[1] + (0.22 if k == 0 else -0.22 - 0.62 * em)
        colour = self.theme.signed
        x = place[0] + 0.15
        return Counter(self.theme, self.source(k, 0), WEIGHT, em, colour, x, baseline)

    def show(self, step: int) -> None:
        """Show weights and bias after so many updates."""
        theme = self.theme
        for k, number in enumerate(self.numbers):
            number.show(self.source(k, step))
        for k, (edge, place) in enumerate(zip(self.edges, self.places, strict=True)):
            source = self.source(k, step)
            along = (self.centre - place) / np.linalg.norm(self.centre - place)
            ends = place + along * RADIUS, self.centre - along * RADIUS
            edge.set_points(signed_line(*ends, source.value))
            share = min(abs(source.value) / self.full, 1.0)
            width = max(theme.sizes.edge_width_most * share, theme.sizes.edge_width_least)
            edge.set_stroke(theme.signed(source.value), width=width)
            mark(edge, "width", source)
