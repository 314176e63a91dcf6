"""The network around its hidden neurons, each drawn as what it sees of the plane."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from manim import Animation, Arrow, Circle, Rectangle, UpdateFromAlphaFunc, VGroup, VMobject, linear

from scenes.clips.decision.classes import class_mark
from scenes.clips.decision.course import PlaneCourse
from scenes.mobjects.graphing.course import Moment
from scenes.mobjects.network.network_diagram import signed_line
from scenes.mobjects.network.shown import nice_ceiling
from scenes.mobjects.text.counter import Counter
from scenes.mobjects.text.readout import DIGIT_HEIGHT
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["MOST_PLACED", "PlacedNetwork", "Places", "fits_in_place"]

MOST_PLACED, MOST_OUTPUTS = 2, 3
"""Most hidden neurons and outputs that are drawn as a network."""
RADIUS, OUTPUT_RADIUS = 0.46, 0.42
LEAST_WIDTH = 6.0
"""Width of the region from which there is room for lines with numbers."""
GAP, ARROW, AROUND = 0.2, 0.55, 0.05
"""Between panes; length of the arrow; from a number to the end of its patch."""
EM, BIAS_PITCH = 1.2, 0.38
"""Size of numbers, relative to small ones; from a bias up to its name, in frame units."""
DIRECT, CROSSING, LAST = 0.44, 0.26, 0.5
"""Where on its line a weight stands: of lines on one level, of those that cross, of the last."""


def fits_in_place(recording: Any, region: Region) -> bool:
    """Return whether a network is small enough to be drawn around its hidden neurons."""
    sizes = recording.layer_sizes
    small = len(sizes) == 3 and sizes[1] <= MOST_PLACED and sizes[2] <= MOST_OUTPUTS
    return small and region.width >= LEAST_WIDTH


class Places:
    """Where inputs, hidden neurons and outputs stand in a region.

    Parameters
    ----------
    region : Region
    hidden, outputs : int
        Numbers of neurons.

    Attributes
    ----------
    panes : list of Region
        Squares of the hidden neurons.
    inputs, outputs : list of ndarray
        Centres of the discs.
    corner : Region
        Free room at the lower right, for the scale of the panes.
    """

    def __init__(self, region: Region, hidden: int, outputs: int):
        side = min((region.height - GAP * (hidden - 1)) / hidden, 0.24 * region.width)
        left, y, self.right = region.left + 0.375 * region.width, region.y, region.right
        pitch = side + GAP
        middles = [y + ((hidden - 1) / 2 - k) * pitch for k in range(hidden)]
        self.panes = [Region(left, left + side, m - side / 2, m + side / 2) for m in middles]
        spread = min(1.1, region.height / 2 - RADIUS)
        x = region.left + RADIUS + 0.03
        self.inputs = [np.array([x, y + sign * spread, 0.0]) for sign in (1, -1)]
        x = region.right - ARROW - (0.15 if outputs == 1 else 0.4) - OUTPUT_RADIUS
        step = min(1.0, region.height / outputs)
        levels = [y + ((outputs - 1) / 2 - k) * step for k in range(outputs)]
        self.outputs = [np.array([x, level, 0.0]) for level in levels]


class PlacedNetwork(VGroup):
    """Inputs, lines and outputs around the panes of the hidden neurons.

    Lines are as wide as their weights, which are printed on them: if there are several outputs, on
    those from the inputs alone.  Biases stand beside their neurons, except several outputs.

    Parameters
    ----------
    theme : Theme
    places : Places
    course : PlaneCourse
    bias : str
        Name of a bias.

    Attributes
    ----------
    stages : list of list of VMobject
        What appears with each hidden neuron, and last with the outputs.
    """

    def __init__(self, theme: Theme, places: Places, course: PlaneCourse, bias: str):
        super().__init__()
        self.theme, self.course = theme, course
        recording = course.recording
        weights = [recording.weights_at(step) for step in course.steps]
        self.full = nice_ceiling(max(float(np.abs(w).max()) for pair in weights for w in pair))
        style = {
            "color": theme.hairline, "stroke_width": theme.sizes.neuron_outline,
            "fill_color": theme.background, "fill_opacity": 1,
        }  # fmt: skip
        discs = [Circle(RADIUS, **style).move_to(at) for at in places.inputs]
        discs += [Circle(OUTPUT_RADIUS, **style).move_to(at) for at in places.outputs]
        names = self._names(places)
        self.ends: list[tuple[int, int, int, np.ndarray, np.ndarray]] = []
        self._join(places)
        self.lines = [VMobject() for _ in self.ends]
        for line in self.lines:
            line.full = self.full
        # Between several outputs and the panes there is no room for numbers.
        printed = [end for end in self.ends if end[0] == 0 or len(places.outputs) == 1]
        self.numbers = [self._number(*end) for end in printed]
        self.patches = [self._patch(number) for number in self.numbers]
        self.biases: list[tuple[int, int, Counter]] = []
        words = self._add_biases(places, bias)
        self.show(course.at(0.0))
        self._divide(discs, names, words, arrows := list(self._arrows(places)))
        labels = [m for pair in zip(self.patches, self.numbers, strict=True) for m in pair]
        biases = [number for _, _, number in self.biases]
        self.add(*self.lines, *labels, *words, *biases, *discs, *names, *arrows)

    def _divide(self, discs: list, names: list, words: list, arrows: list) -> None:
        """Note what belongs to each hidden neuron, the inputs to the first, and to the outputs."""
        labels: list = [[]] * len(self.lines)
        for k, pair in enumerate(zip(self.patches, self.numbers, strict=True)):
            labels[k] = list(pair)
        hidden = 1 + max(j for layer, j, _, _, _ in self.ends if layer == 0)
        self.stages: list[list[VMobject]] = [[] for _ in range(hidden + 1)]
        for (layer, j, *_), line, label in zip(self.ends, self.lines, labels, strict=True):
            self.stages[hidden if layer else j] += [line, *label]
        for (layer, j, number), word in zip(self.biases, words, strict=True):
            self.stages[hidden if layer else j] += [word, number]
        self.stages[0] += [*discs[:2], *names[:2]]
        self.stages[-1] += [*discs[2:], *names[2:], *arrows]

    def _names(self, places: Places) -> list[VMobject]:
        """Name the inputs, by symbols where a name is too long, and the outputs."""
        theme, inputs = self.theme, self.course.recording.samples.input_names
        em, room = 1.15 * theme.sizes.label, 1.6 * RADIUS
        names: list[VMobject] = [TextLine(theme, name, em, theme.ink) for name in inputs]
        if max(name.width for name in names) > room:
            names = [Formula(theme, f"x_{k}", 1.2 * em, theme.ink) for k in (1, 2)]
        for name, at in zip(names, places.inputs, strict=True):
            name.move_to(at)
        if len(places.outputs) == 1:
            names.append(Formula(theme, "z", 0.8 * theme.sizes.formula, theme.ink))
            names[-1].move_to(places.outputs[0])
        else:
            names += [
                class_mark(theme, k, 0.45 * OUTPUT_RADIUS).move_to(at)
                for k, at in enumerate(places.outputs)
            ]
        return names

    def _join(self, places: Places) -> None:
        """List the lines: layer, row and column of the weight, and both ends."""
        for j, pane in enumerate(places.panes):
            target = np.array([pane.left, pane.y, 0.0])
            for i, at in enumerate(places.inputs):
                along = (target - at) / np.linalg.norm(target - at)
                self.ends.append((0, j, i, at + along * RADIUS, target))
        for k, at in enumerate(places.outputs):
            for j, pane in enumerate(places.panes):
                start = np.array([pane.right, pane.y, 0.0])
                along = (at - start) / np.linalg.norm(at - start)
                self.ends.append((1, k, j, start, at - along * OUTPUT_RADIUS))

    def _arrows(self, places: Places) -> Sequence[VMobject]:
        """Draw an arrow from a single output towards the plane."""
        if len(places.outputs) > 1:
            return ()
        start = places.outputs[0] + np.array([OUTPUT_RADIUS + 0.1, 0, 0])
        return (
            Arrow(
                start, start + np.array([ARROW, 0, 0]), buff=0, tip_length=0.2,
                color=self.theme.hairline, stroke_width=self.theme.sizes.line,
                max_tip_length_to_length_ratio=1,
            ),
        )  # fmt: skip

    def source(self, layer: int, j: int, i: int, step: int) -> Source:
        """Return a weight after so many updates."""
        return Source(self.course.recording, "weights", step, layer, (j, i))

    def bias_source(self, layer: int, j: int, step: int) -> Source:
        """Return a bias after so many updates."""
        return Source(self.course.recording, "biases", step, layer, (j,))

    @property
    def form(self) -> NumberFormat:
        """The format of all numbers."""
        return NumberFormat(1 if self.full >= 10 else 2, signed=True)

    def _add_biases(self, places: Places, word: str) -> list[TextLine]:
        """Print the biases, each with its name above it; return the names."""
        spots = [(0, j, *self._beside(pane, j, places)) for j, pane in enumerate(places.panes)]
        if len(places.outputs) == 1:
            x, y, _ = places.outputs[0]
            spots.append((1, 0, x + OUTPUT_RADIUS + 0.1, y + 0.17))
        theme, step, words = self.theme, self.course.steps[0], []
        em = EM * theme.sizes.number_small
        for layer, j, x, baseline in spots:
            source = self.bias_source(layer, j, step)
            number = Counter(theme, source, self.form, em, theme.ink, x, baseline, "left")
            self.biases.append((layer, j, number))
            name = TextLine(theme, word, theme.sizes.label, theme.quiet)
            x = min(x, places.right - name.width)
            words.append(name.place(x, baseline + BIAS_PITCH, "left"))
        return words

    @staticmethod
    def _beside(pane: Region, j: int, places: Places) -> tuple[float, float]:
        """Return where the bias of a pane stands: beside it, away from the lines, or below it."""
        if len(places.panes) == 1:
            return pane.left, pane.bottom - 0.35 - BIAS_PITCH
        upper = j < len(places.panes) / 2
        return pane.right + 0.12, pane.top - 0.24 - BIAS_PITCH if upper else pane.bottom + 0.03

    def _number(self, layer: int, j: int, i: int, start: np.ndarray, end: np.ndarray) -> Counter:
        """Print a weight on its line."""
        share = LAST if layer else DIRECT if i == j else CROSSING
        x, y, _ = start + share * (end - start)
        em = EM * self.theme.sizes.number_small
        source = self.source(layer, j, i, self.course.steps[0])
        return Counter(
            self.theme, source, self.form, em, self.theme.signed, x, y - em * DIGIT_HEIGHT / 2
        )

    def _patch(self, number: Counter) -> Rectangle:
        """Return the ground of a number, wide enough for all that it will show."""
        width = 4.6 * DIGIT_HEIGHT * number.em + 2 * AROUND
        patch = Rectangle(
            width=width, height=number.height + 0.12, stroke_width=0,
            fill_color=self.theme.background, fill_opacity=1,
        )  # fmt: skip
        return patch.move_to(number)

    def show(self, moment: Moment) -> None:
        """Show the weights at a moment; numbers are those of the nearer step."""
        theme, recording = self.theme, self.course.recording
        first, second = recording.weights_at(moment.step), recording.weights_at(moment.after)
        for k, (line, (layer, j, i, start, end)) in enumerate(
            zip(self.lines, self.ends, strict=True)
        ):
            ends = first[layer][j, i], second[layer][j, i]
            value = float(ends[0] + (ends[1] - ends[0]) * moment.share)
            line.set_points(signed_line(start, end, value))
            share = min(abs(value) / self.full, 1.0)
            width = max(theme.sizes.edge_width_most * share, theme.sizes.edge_width_least)
            line.set_stroke(theme.signed(value), width=width)
            source = self.source(layer, j, i, moment.nearest)
            mark(line, "width", source)
            if k < len(self.numbers):
                self.numbers[k].show(source)
        for layer, j, number in self.biases:
            number.show(self.bias_source(layer, j, moment.nearest))

    @property
    def parts(self) -> list[VMobject]:
        """What is drawn."""
        return [self]

    def go(self, at: Callable[[float], Moment]) -> list[Animation]:
        """Return the animations through the moments ``at`` gives for the shares of a play."""
        return [UpdateFromAlphaFunc(self, lambda m, share: m.show(at(share)), rate_func=linear)]
