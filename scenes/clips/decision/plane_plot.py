"""The plane of two inputs: answers all over it, their border, the samples, and hidden lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from manim import Animation, Circle, Rectangle, UpdateFromAlphaFunc, VGroup, VMobject, linear
from numpy.typing import NDArray

from network.data.dataset import class_answers
from network.recordings.plane import CELLS, plane_edges
from scenes.clips.decision.classes import AnswerColours, class_mark, leads
from scenes.clips.decision.contour import as_curves, clipped_line, zero_line
from scenes.clips.decision.course import PlaneCourse
from scenes.clips.training_loop.sample_view import shortened
from scenes.mobjects.graphing.axes import Plot, round_values
from scenes.mobjects.graphing.course import Moment
from scenes.mobjects.images.painting import Painting
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import TextLine
from scenes.provenance.mark import mark
from scenes.provenance.source import AxisValue, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = [
    "DOT",
    "FOOT_ROOM",
    "NAME_DROP",
    "RING",
    "SIDE_ROOM",
    "TICK",
    "PlanePlot",
    "draw_dashed",
    "input_dots",
    "raw_edges",
    "side_room",
]  # fmt: skip

SIDE_ROOM, FOOT_ROOM, NAME_DROP = 0.78, 0.82, 0.72
"""Room for ticks and names at the left of the square and below it, and from
the square down to the name's baseline, in frame units."""
DOT, LEAST_DOT = 0.19, 0.075
"""Radii of the marks of few samples, and of very many."""
RING = 1.75
"""Radius of the ring round a wrong sample, in radii of its mark."""
SHORT, TICK = 1.4, 1.25
"""Sizes of a name of one letter, relative to longer ones, and of the numbers."""
LEAST_RING = 0.42
"""Width of the rings of very many samples, relative to those of few."""
DASHES = ((0.22, 0.1), (0.05, 0.1), (0.4, 0.14), (0.12, 0.24))
"""Dash and gap of the lines of the first four hidden neurons, in frame units."""


class PlanePlot(Plot):
    """A square of the plane of inputs.

    Parameters
    ----------
    theme : Theme
    square : Region
        Where the plane is; ticks and names are outside of it.
    course : PlaneCourse
    lines : int
        Number of hidden neurons whose lines are drawn.

    Attributes
    ----------
    painting : Painting
        The answers.
    frame : Rectangle
    border : VMobject
        Where the answer changes.
    lines : list of VMobject
        Where the pre-activations of hidden neurons are zero.
    dots : list of VMobject
        The samples.
    rings : VMobject
        Round the wrong ones.
    scale_marks, names : list
        By axis: the ticks with their numbers, and the name.
    """

    def __init__(self, theme: Theme, square: Region, course: PlaneCourse, lines: int = 0):
        self.course, self.recording = course, course.recording
        super().__init__(theme, square, *raw_edges(self.recording))
        self.square, self.colours_of = square, AnswerColours(theme)
        self.frame = square_frame(theme, square)
        self.axes = self._axes()
        self.dots = input_dots(theme, self, self.recording, dot_radius(self.recording))
        self.painting = Painting(square, np.zeros((CELLS, CELLS, 3), np.uint8))
        self.painting.colours_of = self.colours_of
        self.border = VMobject(stroke_color=theme.ink, stroke_width=2.2 * theme.sizes.line)
        self.lines = [
            VMobject(stroke_color=theme.ink, stroke_width=1.1 * theme.sizes.line)
            for _ in range(lines)
        ]
        # Many rings as thick as few would be one white patch.
        thin = max(LEAST_RING, min(1.0, dot_radius(self.recording) / DOT))
        self.rings = VMobject(stroke_color=theme.ink, stroke_width=2 * thin * theme.sizes.line)
        self.show(course.at(0.0))

    @property
    def parts(self) -> list[Any]:
        """What is drawn, from back to front; rings and answers need not be shown."""
        return [self.painting, *self.lines, self.border, self.frame, self.axes, *self.dots,
                self.rings]  # fmt: skip

    def show(self, moment: Moment) -> None:
        """Show the network at a moment."""
        self.paint(self.painting, moment)
        self.draw_border(self.border, moment)
        for row, line in enumerate(self.lines):
            self.draw_line(line, moment, row)
        self.ring(self.rings, moment)

    def go(self, at: Callable[[float], Moment], *, answers: bool = True) -> list[Animation]:
        """Return the animations through the moments ``at`` gives for the shares of a play."""
        ways: list[tuple[Any, Callable[..., None]]] = []
        if answers:
            ways += [
                (self.painting, self.paint),
                (self.border, self.draw_border),
                (self.rings, self.ring),
            ]
        ways += [
            (line, lambda m, moment, row=row: self.draw_line(m, moment, row))
            for row, line in enumerate(self.lines)
        ]
        return [
            UpdateFromAlphaFunc(
                mobject, lambda m, share, draw=draw: draw(m, at(share)), rate_func=linear
            )
            for mobject, draw in ways
        ]

    def paint(self, painting: Any, moment: Moment) -> None:
        """Paint the answers at a moment."""
        outputs = self.course.outputs(moment)
        painting.colours = self.colours_of.colours(outputs[::-1])
        layer = len(self.recording.layer_sizes) - 1
        mark(painting, "answers", Source(self.recording, "plane", moment.nearest, layer))

    def draw_border(self, border: VMobject, moment: Moment) -> None:
        """Redraw the line on which the answer changes."""
        border.set_points(self.curves(leads(self.course.outputs(moment))))

    def curves(self, fields: Sequence[NDArray[np.floating]]) -> NDArray[np.float64]:
        """Return the points of curves on which fields over the plane are zero."""
        segments = np.concatenate([zero_line(field) for field in fields])
        shares = (segments + 0.5) / CELLS
        low = np.array([self.left, self.bottom])
        size = np.array([self.right - self.left, self.top - self.bottom])
        flat = low + shares * size
        return as_curves(np.concatenate([flat, np.zeros((*flat.shape[:2], 1))], axis=-1))

    def draw_line(self, line: VMobject, moment: Moment, row: int) -> None:
        """Redraw the line of a hidden neuron, on which its pre-activation is zero."""
        draw_dashed(line, self.recording, self.course, moment, row, self.square)

    def ring(self, rings: VMobject, moment: Moment) -> None:
        """Redraw the rings round samples whose answer is wrong."""
        values = self.recording.sample_activations_at(moment.nearest)[-1]
        wrong = np.flatnonzero(class_answers(values) != self.recording.samples.labels)
        ring = Circle(RING * dot_radius(self.recording)).points
        rings.wrong = wrong.tolist()
        places = [self.dots[k].get_center() for k in wrong]
        rings.set_points(np.concatenate([ring + p for p in places]) if places else [])

    def _axes(self) -> VGroup:
        em = TICK * self.theme.sizes.number_small
        self.scale_marks = [VGroup(), VGroup()]
        for axis, (low, high) in enumerate(raw_edges(self.recording)):
            values, form = round_values(low, high)
            for value in values:
                number = self.tick(axis, value, form, gap=0.16, half=0.06, em=em)
                self.scale_marks[axis].add(number.tick, number)
        names = enumerate(self.recording.samples.input_names)
        self.names = [self._name(axis, name) for axis, name in names]
        return VGroup(*self.scale_marks, *self.names)

    def _name(self, axis: int, name: str) -> TextLine:
        """Name an axis: the first below the square, the second at its left, upright."""
        length, short = self.right - self.left, len(name) == 1
        em = (SHORT if short else 1.0) * self.theme.sizes.label
        colour = self.theme.ink if short else self.theme.quiet
        line = shortened(self.theme, name, em, colour, 0.6 * length)
        if axis == 0:
            return line.place(self.square.x, self.bottom - NAME_DROP)
        if len(name) > 1:
            line.rotate(np.pi / 2)
        level = [number for number in self.numbers if number.tick.get_x() < self.left + 0.1]
        left = min(number.get_left()[0] for number in level if number.get_y() > self.bottom)
        return line.move_to([left - 0.1 - line.width / 2, self.square.y, 0.0])


def side_room(theme: Theme, recording: Any) -> float:
    """Return the room that numbers and name of the second input take at the left of a square."""
    values, form = round_values(*raw_edges(recording)[1])
    em = TICK * theme.sizes.number_small
    numbers = max(Readout(theme, AxisValue(v), form, em).advance_width for v in values)
    name = recording.samples.input_names[1]
    short = SHORT if len(name) == 1 else 1.0
    line = TextLine(theme, name, short * theme.sizes.label, theme.quiet)
    return 0.16 + numbers + 0.1 + float(line.height if len(name) > 1 else line.width) + 0.02


def square_frame(theme: Theme, square: Region) -> Rectangle:
    """Return the outline of a square."""
    style = {"color": theme.hairline, "stroke_width": theme.sizes.line}
    return Rectangle(width=square.width, height=square.height, **style).move_to(square.centre)


def raw_edges(recording: Any) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the plane's lowest and highest value of each input, before any scaling."""
    edges, scaling = plane_edges(recording), recording.samples.scaling
    if scaling is not None:
        edges = scaling.undo(edges.T).T
    (left, right), (bottom, top) = edges.tolist()
    return (left, right), (bottom, top)


def dot_radius(recording: Any) -> float:
    """Return the radius of the samples' marks: smaller if there are many."""
    return max(LEAST_DOT, DOT * min(1.0, (8 / len(recording.samples)) ** 0.4))


def input_dots(theme: Theme, plot: Plot, recording: Any, radius: float) -> list[VMobject]:
    """Draw the samples at their inputs."""
    samples = recording.samples
    array = "inputs" if samples.scaling is None else "raw_inputs"
    dots = []
    for k, label in enumerate(samples.labels):
        dot = class_mark(theme, int(label), radius)
        sources = [Source(recording, array, index=(k, axis)) for axis in (0, 1)]
        at = plot.c2p(*(source.value for source in sources))
        # The centre of a mark is that of its outline's box, by which it is compared.
        dot.move_to(at)
        mark(dot, "place", sources[0], second=sources[1], axes=plot)
        dots.append(dot)
    return dots


def draw_dashed(
    line: VMobject, recording: Any, course: PlaneCourse, moment: Moment, row: int, square: Region
) -> None:
    """Redraw the line of a neuron of the first layer in a square of the plane."""
    ends = clipped_line(*course.neuron(moment, row), plane_edges(recording))
    if ends is None:
        line.set_points([])
        return
    low, high = plane_edges(recording).T
    shares = (ends - low) / (high - low)
    start, end = np.array([square.left, square.bottom]) + shares * [square.width, square.height]
    dash, gap = DASHES[row % len(DASHES)]
    length = float(np.linalg.norm(end - start))
    pieces = max(1, round((length + gap) / (dash + gap)))
    firsts = np.arange(pieces) * (dash + gap)
    lasts = np.minimum(firsts + dash, length)
    both = np.stack([firsts, lasts], axis=1)[firsts < length] / length
    flat = start + both[..., None] * (end - start)
    line.set_points(as_curves(np.concatenate([flat, np.zeros((*flat.shape[:2], 1))], axis=-1)))
