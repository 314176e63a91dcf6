"""The plane of two hidden activations."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import numpy as np
from manim import VGroup, VMobject

from network.recordings.plane import CELLS, hidden_plane, plane_edges
from scenes.clips.decision.classes import AnswerColours, class_mark, leads
from scenes.clips.decision.contour import as_curves, zero_line
from scenes.clips.decision.plane_plot import DOT, NAME_DROP, TICK, raw_edges, square_frame
from scenes.mobjects.graphing.axes import Plot, round_values
from scenes.mobjects.images.painting import Painting
from scenes.mobjects.network.shown import value_scale
from scenes.mobjects.text.text import Formula
from scenes.provenance.mark import mark
from scenes.provenance.source import Source
from scenes.style.frame import Region
from scenes.style.theme import Theme, rgb_bytes

__all__ = ["HiddenPlot"]

AROUND = 0.12
"""How far the plane extends beyond the activations' range, as a share of it."""
MOST_ROOM = 2.0
"""How much wider than that range a scale that fits the inputs, too, may be."""
FIELD = 0.45
"""Strength of the tints of this plane, so that the folded plane upon it stands out."""
NESTED, MOST_NESTED = 0.5, 6
"""Size of a mark on top of another one, as a share; of so many samples at most."""


class HiddenPlot(Plot):
    """The plane of the last hidden layer's two activations.

    Parameters
    ----------
    theme : Theme
    square : Region
    recording : network.Recording
    step : int
        Number of updates.

    Attributes
    ----------
    painting, border, dots, frame
        As those of the plane of inputs.
    as_inputs : bool
        Whether inputs stand at the same places as activations of the same values.
    scale_marks, names : list
        By axis: the ticks with their numbers, and the name.
    """

    def __init__(self, theme: Theme, square: Region, recording: Any, step: int):
        self.recording, self.step, self.square = recording, step, square
        self.layer = len(recording.layer_sizes) - 2
        scale = value_scale(recording, self.layer)
        margin = AROUND * (scale.high - scale.low)
        self.edges = np.array([[scale.low - margin, scale.high + margin]] * 2)
        inputs = np.array(raw_edges(recording))
        wide = np.array([inputs.min(), inputs.max()])
        # Where there is room for both, one scale serves inputs and activations.
        self.as_inputs = bool(
            np.allclose(inputs, wide)
            and np.allclose(plane_edges(recording), inputs)
            and wide[0] < scale.low
            and wide[1] > scale.high
            and np.ptp(wide) < MOST_ROOM * (scale.high - scale.low)
        )
        if self.as_inputs:
            self.edges = inputs
        super().__init__(theme, square, tuple(self.edges[0]), tuple(self.edges[1]))
        self.frame = square_frame(theme, square)
        self._axes(scale.low, scale.high)
        outputs = hidden_plane(recording, step, self.edges)
        self.painting = Painting(
            square, _dimmed(theme, AnswerColours(theme).colours(outputs[::-1]))
        )
        self.border = VMobject(stroke_color=theme.ink, stroke_width=2.6 * theme.sizes.line)
        segments = np.concatenate([zero_line(field) for field in leads(outputs)])
        flat = np.array([self.left, self.bottom]) + (segments + 0.5) / CELLS * square.width
        self.border.set_points(
            as_curves(np.concatenate([flat, np.zeros((*flat.shape[:2], 1))], axis=-1))
        )
        self.dots = [self._dot(k) for k in range(len(recording.samples))]
        self._nest()

    def _dot(self, k: int) -> VMobject:
        recording = self.recording
        radius = DOT * min(1.0, (8 / len(recording.samples)) ** 0.4)
        dot = class_mark(self.theme, int(recording.samples.labels[k]), max(radius, 0.075))
        sources = [
            Source(recording, "sample_activations", self.step, self.layer, (k, j)) for j in (0, 1)
        ]
        dot.move_to(self.c2p(*(source.value for source in sources)))
        mark(dot, "place", sources[0], second=sources[1], axes=self)
        return dot

    def _nest(self) -> None:
        """Make a mark that would hide another one smaller, so that both can be seen."""
        if len(self.dots) > MOST_NESTED:
            return
        for k, dot in enumerate(self.dots):
            below = [
                other.get_center()
                for other in self.dots[:k]
                if np.linalg.norm(other.get_center() - dot.get_center()) < dot.width / 2
            ]
            dot.scale(NESTED ** len(below))

    def _axes(self, low: float, high: float) -> None:
        """Draw the ticks of both axes, and their names."""
        theme, square = self.theme, self.square
        values, form = round_values(low, high, 3)
        em = TICK * theme.sizes.number_small
        self.scale_marks = []
        for axis in (0, 1):
            numbers = [self.tick(axis, value, form, gap=0.16, em=em) for value in values]
            self.scale_marks.append(VGroup(*[VGroup(n.tick, n) for n in numbers]))
        em, below = 0.75 * theme.sizes.formula, self.numbers[: -len(values)]
        first, second = [Formula(theme, f"h_{k}", em, theme.ink) for k in (1, 2)]
        first.place(self._between(below, first.width), self.bottom - NAME_DROP)
        left = min(number.get_left()[0] for number in self.numbers[-len(values) :])
        second.move_to([left - 0.1 - second.width / 2, square.y, 0.0])
        self.names = [first, second]

    def _between(self, numbers: Iterable[VMobject], width: float) -> float:
        """Return where a name stands clear of the numbers of the lower axis, near its middle."""
        xs = sorted(number.get_center()[0] for number in numbers)
        places = [self.square.x, *((a + b) / 2 for a, b in pairwise(xs))]
        free = [
            x
            for x in places
            if all(abs(x - n.get_center()[0]) > (width + n.width) / 2 + 0.1 for n in numbers)
        ]
        return min(free or places, key=lambda x: abs(x - self.square.x))


def _dimmed(theme: Theme, colours: np.ndarray) -> np.ndarray:
    """Return colours nearer to the background."""
    ground = np.frombuffer(rgb_bytes(theme.background), np.uint8)
    return np.rint(ground + FIELD * (colours.astype(float) - ground)).astype(np.uint8)
