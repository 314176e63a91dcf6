"""The cost of a sample during training: a trace on an axis of steps, then on one of epochs."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from manim import (
    Animation,
    Dot,
    FadeIn,
    FadeOut,
    Rectangle,
    UpdateFromAlphaFunc,
    VGroup,
    VMobject,
    linear,
)

from scenes.animation.pace import Pace
from scenes.animation.timing import within
from scenes.clips.cost.bar import decimals_of, nice_top
from scenes.clips.cost.measure import Measure
from scenes.clips.cost.moments import Trail
from scenes.mobjects.graphing.axes import Plot, thinned
from scenes.mobjects.images.pixel_grid import PixelGrid
from scenes.mobjects.text.counter import Counter
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["History", "outline_of", "step_through"]

LEFT, RIGHT, TOP, BOTTOM = 0.95, 0.35, 1.0, 1.25
"""Room around the box for tick labels and words."""
LEAD = 0.35
"""From the axis to the first point, and from the last one to the end, in frame units."""
MOST_TICKS, LEAST_PITCH = 6, 0.6
"""Most ticks of the axis of epochs, and their least distance in frame units."""
TICK = 1.25
"""Size of the numbers of the axes, as a multiple of the least."""
DOT, HEAD = 0.065, 0.1
"""Radii of the dots: before each epoch, and where the trace ends."""
THUMBNAIL, BELOW = 0.66, 0.12
"""Largest side of an image below the axis, and its distance from that."""
THICK, THIN = 1.4, 0.5
"""Widths of the trace on the axis of steps and on that of epochs, as multiples of a line."""
AROUND = 0.03
"""From an image to the outline that says which sample's cost this is."""
UNDERLINE = 0.12
"""From an image to the line below it."""
REACHED = 0.01
"""Share of the way to the next entry below which it is reached to the eye."""
WHOLE = NumberFormat(0)


class History(Plot):
    """Axes, and the trace of the cost.

    Parameters
    ----------
    theme : Theme
    region : Region
    measure : Measure
    trail : Trail
        What is recorded of the cost, visit after visit.
    decimals : int
        Of the cost.
    words : (str, str, str)
        For the cost, a step and an epoch.

    Attributes
    ----------
    axes : VGroup
        Axes, ticks of the cost, and words.
    symbol : Formula
    of_steps, of_epochs : VGroup
        Ticks (or images) and word of the horizontal axis: of the first epoch's steps, of epochs.
    images : list of PixelGrid
        Below the axis of steps.
    underline : VMobject
        Below the image whose step it is.
    trace, dots, head : VMobject
        The line, a dot at each visit, and one where the line ends.
    cost_number, epoch_number : Counter
        Of the visit that the head is at.
    form : NumberFormat
        Of the cost.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        measure: Measure,
        trail: Trail,
        decimals: int,
        words: Sequence[str],
    ):
        self.measure, self.trail = measure, trail
        self.costs = np.array([source.value for source in trail.costs])
        self.top_value, parts = nice_top(float(self.costs.max()))
        box = Region(
            region.left + LEFT, region.right - RIGHT, region.bottom + BOTTOM, region.top - TOP
        )
        first, last = float(trail.epochs[0]), float(trail.epochs[-1])
        scale = (last - first) / max(box.width - 2 * LEAD, 0.1)
        start = first - LEAD * scale
        super().__init__(theme, box, (start, start + box.width * scale), (0.0, self.top_value))
        self.em = TICK * theme.sizes.number_small
        self.axes = VGroup(self.arrows(box.right + 0.3, box.top + 0.3), self._ticks_of_cost(parts))
        self._headline(region, decimals, words)
        self.of_epochs, self.of_steps = VGroup(), VGroup()
        self._name_epochs(words[2], first, last, scale)
        self._name_steps(words[1])
        self._draw_trace(decimals)

    # What is drawn.

    def _ticks_of_cost(self, parts: int) -> VGroup:
        values = [float(f"{self.top_value * k / parts:.6g}") for k in range(parts + 1)]
        least = self.em * DIGIT_HEIGHT + 1.5 * self.theme.sizes.clearance
        for value in thinned(values, (self.top - self.bottom) / parts, least):
            form = NumberFormat(decimals_of(value) if value else 0)
            self.tick(1, value, form, gap=0.16, em=self.em)
        return VGroup(*self.ticks, *self.numbers)

    def _headline(self, region: Region, decimals: int, words: Sequence[str]) -> None:
        """Write what is measured, with its value, and at the right the epoch."""
        theme, measure, trail = self.theme, self.measure, self.trail
        em, large = theme.sizes.label, 1.2 * theme.sizes.number
        y, right = self.top + 0.55, self.right + 0.3
        said = TextLine(theme, words[0], em, theme.cost).place(self.left + 0.2, y, "left")
        self.symbol = Formula(theme, "C", large, theme.cost)
        source, form = measure.cost(), NumberFormat(decimals)
        x = said.get_right()[0] + 0.35 + self.symbol.width + 0.2
        self.cost_number = Counter(theme, source, form, large, theme.cost, x, y, "left")
        epoch = Source(measure.recording, "epoch", trail.visits[-1])
        self.epoch_number = Counter(theme, epoch, WHOLE, large, theme.ink, right, y, "right")
        along = TextLine(theme, words[2], em, theme.quiet)
        along.place(self.epoch_number.get_left()[0] - 0.2, y, "right")
        widest = max(self.cost_number.show(c).get_right()[0] for c in trail.costs_at_visits)
        self.cost_number.show(source)
        if widest > along.get_left()[0] - 0.3:  # no room for the name
            x -= said.width + 0.35
            said = VGroup()
            self.cost_number = Counter(theme, source, form, large, theme.cost, x, y, "left")
        self.epoch_number.show(replace(epoch, step=trail.visits[0]))
        self.symbol.place(x - 0.2, y, "right")
        self.axes.add(said, along)

    def _name_epochs(self, word: str, first: float, last: float, scale: float) -> None:
        step = next(
            step
            for power in range(9)
            for step in (10**power, 2 * 10**power, 5 * 10**power)
            if (last - first) / step < MOST_TICKS and step / scale > LEAST_PITCH
        )
        middle = range(math.ceil((first + 1) / step) * step, math.ceil(last), step)
        clear = LEAST_PITCH * scale
        between = [float(m) for m in middle if m - first >= clear and last - m >= clear]
        numbers = [self.tick(0, v, WHOLE, gap=0.15, em=self.em) for v in [first, *between, last]]
        self.of_epochs.add(*numbers, *[number.tick for number in numbers], self._along(word, 0.9))

    def _along(self, word: str, down: float) -> TextLine:
        """Write a word for the horizontal axis, below its end."""
        line = TextLine(self.theme, word, 1.1 * self.theme.sizes.label, self.theme.quiet)
        return line.place(self.right + 0.3, self.bottom - down, "right")

    def _name_steps(self, word: str) -> None:
        """Set the image of each step of the first epoch below the axis, or only ticks."""
        theme, recording, offsets = self.theme, self.measure.recording, self.trail.first_offsets
        self.images: list[PixelGrid] = []
        pitch = (self.right - self.left - 2 * LEAD) / max(offsets[-1], 1)
        side = min(THUMBNAIL, 0.86 * pitch)
        low = self.bottom - BELOW - side
        for offset in offsets[1:]:
            x = self._x_of_step(offset)
            reach = np.array([0.0, 0.05, 0.0])
            at = np.array([x, self.bottom, 0.0])
            if recording.images is None or len(offsets) <= offsets[-1]:
                line = VMobject(stroke_color=theme.hairline, stroke_width=theme.sizes.line)
                self.of_steps.add(line.set_points_as_corners([at - reach, at + reach]))
                continue
            place = Region(x - side / 2, x + side / 2, low, low + side)
            sample = recording.image_index[self.trail.visits[0] + offset - 1]
            self.images.append(PixelGrid(theme, place, recording.images[sample], backed=True))
            if sample == recording.image_index[self.measure.step]:
                self.of_steps.add(outline_of(theme, place))
        self.underline = VMobject(stroke_color=theme.ink, stroke_width=3 * theme.sizes.line)
        ends = [[sign * side / 2, low - UNDERLINE, 0.0] for sign in (-1, 1)]
        self.underline.set_points_as_corners(ends).set_x(self._x_of_step(1))
        self.of_steps.add(*self.images, self._along(word, 1.1 if self.images else 0.9))

    def _draw_trace(self, decimals: int) -> None:
        theme, trail = self.theme, self.trail
        self.steps_shown = 1.0 if len(trail.first_offsets) > 2 else 0.0
        self.trace = VMobject(stroke_color=theme.cost)
        self.dots = VGroup(*[Dot(radius=DOT, color=theme.cost) for _ in trail.visits])
        for dot, source in zip(self.dots, trail.costs_at_visits, strict=True):
            mark(dot, "place", source, axes=_Heights(self))
        self.head = Dot(radius=HEAD, color=theme.cost)
        self.drawn = VGroup(self.trace, self.dots, self.head)
        self.reach(0.0)
        self.form = NumberFormat(decimals)

    # Where it is.

    def _x_of_step(self, offset: float) -> float:
        length = self.right - self.left - 2 * LEAD
        return float(self.left + LEAD + length * offset / self.trail.first_offsets[-1])

    def _points(self) -> np.ndarray:
        """Return the places of all recorded costs."""
        xs = np.array([self.c2p(epoch, 0)[0] for epoch in self.trail.epochs])
        if self.steps_shown:
            steps = np.array([self._x_of_step(offset) for offset in self.trail.offsets])
            xs = self.steps_shown * steps + (1 - self.steps_shown) * xs
        ys = self.bottom + (self.top - self.bottom) * self.costs / self.top_value
        return np.column_stack([xs, ys, 0 * ys])

    @property
    def below(self) -> VGroup:
        """What stands below the horizontal axis at first."""
        return self.of_steps if self.steps_shown else self.of_epochs

    def reach(self, place: float) -> None:
        """Draw everything up to a place among the recorded costs, counted from 0."""
        self.place = round(place, 9)
        points, low = self._points(), int(self.place)
        part, high = self.place - low, min(low + 1, len(points) - 1)
        end = points[low] + part * (points[high] - points[low])
        self.head.move_to(end)
        self.head.mark = None
        if not part:
            mark(self.head, "place", self.trail.costs[low], axes=_Heights(self))
        self.trace.set_points_as_corners([*points[: low + 1], end])
        # Many steps in little room: a thin line keeps them apart.
        width = THIN + self.steps_shown * (THICK - THIN)
        self.trace.set_stroke(width=width * self.theme.sizes.line)
        for dot, at in zip(self.dots, self.trail.places, strict=True):
            dot.move_to(points[at]).set_opacity(1.0 if at <= self.place else 0.0)

    # What moves.

    def ends(self, place: int) -> list[Readout]:
        """Print the first (0) or the last (−1) cost above its point, if the trace leaves room."""
        theme, points = self.theme, self._points()
        number = Readout(theme, self.trail.costs[place], self.form, self.em, theme.cost)
        (x, y, _), out = points[place], HEAD if place else -HEAD
        number.place(x + out, y + HEAD + 0.1, "right" if place else "left")
        near = (points[:, 0] > number.get_left()[0]) & (points[:, 0] < number.get_right()[0])
        free = points[near, 1].max() < number.get_bottom()[1]
        # The first one stays when the trace is pressed together.
        return [number] if free and (place or self.costs.max() == self.costs[0]) else []

    def appear(self) -> list[Animation]:
        """Let the first point rise to its cost."""
        end = self.head.get_center()

        def rise(head: Any, share: float) -> None:
            head.move_to([end[0], self.bottom + share * (end[1] - self.bottom), 0.0])
            self.dots[0].set_opacity(0.0 if share < 1 else 1.0)

        return [UpdateFromAlphaFunc(self.head, rise)]

    def go(self, first: float, last: float, pace: Pace) -> Animation:
        """Go from one place among the recorded costs to another."""

        def grow(_: VGroup, share: float) -> None:
            self.reach(first + pace.way(share) * (last - first))

        return UpdateFromAlphaFunc(self.drawn, grow, rate_func=linear)

    def run(self, first: int, last: int, pace: Pace) -> list[Animation]:
        """Go from one visit to another: trace and numbers."""
        visits, places = self.trail.visits, self.trail.places

        def grow(_: VGroup, share: float) -> None:
            at = first + pace.way(share) * (last - first)
            self.reach(float(np.interp(at, range(len(places)), places)))

        steps = visits[first : last + 1]
        epochs = [replace(self.epoch_number.recorded, step=step) for step in steps]
        pairs = (
            (self.cost_number, [self.measure.cost(step) for step in steps]),
            (self.epoch_number, epochs),
        )
        counting = [step_through(*pair, pace) for pair in pairs]
        return [UpdateFromAlphaFunc(self.drawn, grow, rate_func=linear), *counting]

    def evenly(self, first: int) -> Callable[[float], float]:
        """Return how many of the visits from one on are passed at a share of the time.

        It is the share of the way along the dots, of which sideways counts half: where the cost
        changes much, epochs pass slowly.
        """
        ways = np.diff(self._points()[self.trail.places[first:]], axis=0) * [0.5, 1.0, 0.0]
        lengths = np.cumsum([0.0, *np.linalg.norm(ways, axis=1)])
        shares = np.linspace(0.0, 1.0, len(lengths))
        return lambda share: float(np.interp(share * lengths[-1], lengths, shares))

    def underline_to(self, first: int, last: int, pace: Pace) -> Animation:
        """Let the line below the images go from the image of a step, from 1, to another."""

        def move(line: VMobject, share: float) -> None:
            line.set_x(self._x_of_step(first + pace.way(share) * (last - first)))

        return UpdateFromAlphaFunc(self.underline, move, rate_func=linear)

    def to_epochs(self) -> list[Animation]:
        """Press the first epoch together, on an axis of epochs."""
        if not self.steps_shown:
            return []

        def press(_: VGroup, share: float) -> None:
            self.steps_shown = 1.0 - share
            self.reach(self.place)
            # From now on, the numbers are those of the dots.
            self.head.set_opacity(1.0 - share)

        return [
            *[within(FadeOut(m), 0.0, 0.3) for m in (self.of_steps, self.underline)],
            within(UpdateFromAlphaFunc(self.drawn, press), 0.3, 0.8),
            within(FadeIn(self.of_epochs), 0.7, 1.0),
        ]


class _Heights:
    """The second axis of a plot alone."""

    def __init__(self, plot: Plot):
        self.plot = plot

    def __deepcopy__(self, memo: dict) -> _Heights:
        """Return the same object when Manim copies a mobject on the axis."""
        return self

    def p2c(self, point: np.ndarray) -> tuple[float]:
        """Return the value at a point, as a tuple of one coordinate."""
        return (self.plot.p2c(point)[1],)


def outline_of(theme: Theme, place: Region) -> Rectangle:
    """Outline the place of an image: it is the sample whose cost this is."""
    width, height = place.width + 2 * AROUND, place.height + 2 * AROUND
    outline = Rectangle(color=theme.ink, width=width, height=height, stroke_width=theme.sizes.line)
    return outline.move_to(place.centre)


def step_through(number: Counter, sources: Sequence[Source], pace: Pace) -> Animation:
    """Let a number step through entries, each when the shapes have reached it."""
    last = len(sources) - 1
    return number.follow(lambda share: sources[int(pace.way(share) * last + REACHED)])
