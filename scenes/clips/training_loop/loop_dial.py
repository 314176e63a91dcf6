"""The two loops as a dial: a bead goes round the samples, another counts the epochs."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from manim import (
    Animation,
    Circle,
    Dot,
    Line,
    UpdateFromAlphaFunc,
    VGroup,
    linear,
)

from scenes.clips.training_loop.course import Course
from scenes.mobjects.text.paging import turn_into
from scenes.mobjects.text.readout import Readout
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["LAMP", "LoopDial"]

BEAD, LAMP = 0.09, 0.1
"""Radii of the beads and of the largest plain lamps, in frame units."""
ANSWERED, UNLIT = 0.22, 0.05
"""Radius of lamps with answers, and of lamps not yet lit, in frame units."""
APART, GAP = 0.27, 0.06
"""Distance of the two tracks, and from the inner bead to the lamps, in frame units."""
TO_LABEL, INSIDE = 0.2, 0.2
"""From the rim of a lamp to the middle of its label, and from there to what is inside."""
MOST_ANSWERS, MOST_LAMPS, MOST_TICKS = 16, 120, 60
"""Of more samples no answers are printed, and only some lamps drawn; of more epochs no ticks."""
LEAST_REACH = 0.8
"""Free radius that the middle of the dial needs, in frame units."""
LINK = 0.17
"""From the middle of a label to the line that leads away from it, in frame units."""
HEAD, FOOT = 0.42, 0.92
"""Room for words above and below the dial, in frame units."""
TURN = 2 * math.pi


class LoopDial(VGroup):
    """Two tracks, one inside the other, each with a bead.

    The inner track has a stop for each training step of an epoch, with a lamp that is lit while
    the sample's latest answer is right; with few samples of numbered classes, the answer stands
    in the lamp, and the label beside it.  Each time the inner bead starts anew, the outer bead
    moves by one epoch.

    Parameters
    ----------
    theme : Theme
    region : Region
        The dial is as large as fits.
    course : Course
        Its samples, epochs and answers.

    Attributes
    ----------
    inside, outside : list of VMobject
        What belongs to the two loops.
    lamps, labels : VGroup
    answers : list of Readout
        In the lamps, if there is room.
    beads : VGroup
        What the inner one is while it spins, the inner, and the outer.
    middle : Region
        Free for what is shown of the current sample.
    """

    def __init__(self, theme: Theme, region: Region, course: Course):
        self.theme, self.stops, self.epochs = theme, course.stops, course.epochs
        says = course.says_numbers and self.stops <= MOST_ANSWERS
        room = Region(region.left, region.right, region.bottom + FOOT, region.top - HEAD)
        self.centre = np.array(room.centre)
        whole = min(room.width, room.height) / 2
        self.apart = min(APART, 0.15 * whole)
        self.outer = whole - BEAD
        self.inner = self.outer - self.apart
        line = {"stroke_width": theme.sizes.line, "stroke_color": theme.hairline}
        circles = [Circle(r, **line).move_to(self.centre) for r in (self.outer, self.inner)]
        count = min(self.stops, MOST_LAMPS)
        self.lamp_stops = sorted({round(k * self.stops / count) for k in range(count)})
        free = self.inner - BEAD - GAP
        self.lamp_radius = min(ANSWERED if says else LAMP, 0.36 * TURN * free / (count + 2))
        self.lamps_at = free - self.lamp_radius
        self.lamps = VGroup(*[self._lamp(k) for k in self.lamp_stops])
        self.labels, self.links = VGroup(), VGroup()
        self.answers: list[Readout] = []
        reach = self.lamps_at - self.lamp_radius - GAP
        if says:
            self.answers = [self._answer(course, k) for k in self.lamp_stops]
            at = self.lamps_at - self.lamp_radius - TO_LABEL
            if course.same_order and at - INSIDE > LEAST_REACH:
                self.labels.add(*[self._label(course, k, at) for k in self.lamp_stops])
                reach = at - INSIDE
        self.pages: dict[tuple[int, float], Readout] = {}
        self.lit_from: int | None = None
        half = reach / math.sqrt(2)
        x, y, _ = self.centre
        self.middle = Region(x - half, x + half, y - half, y + half)
        inner, outer = (
            Dot(self.point(track, 0.0), BEAD, color=theme.focus)
            for track in (self.inner, self.outer)
        )
        ring = Circle(self.inner, color=theme.focus, stroke_width=theme.sizes.focus_outline)
        self.beads = VGroup(ring.move_to(self.centre).set_stroke(opacity=0), inner, outer)
        self.inside = [circles[1], self.labels, self.lamps, *self.answers, inner]
        self.outside = [circles[0], *self._ticks(), outer]
        super().__init__(*circles, *self.outside[1:-1], *self.inside[1:-1], self.beads)

    def _ticks(self) -> list[Line]:
        if self.epochs > MOST_TICKS:
            return []
        return [
            Line(
                self.point(self.outer - 0.07, k / self.epochs),
                self.point(self.outer + 0.07, k / self.epochs),
                stroke_width=self.theme.sizes.line,
                color=self.theme.hairline,
            )
            for k in range(self.epochs)
        ]

    def _lamp(self, k: int) -> Circle:
        lamp = Circle(
            min(UNLIT, self.lamp_radius),
            stroke_width=self.theme.sizes.line,
            stroke_color=self.theme.hairline,
            fill_color=self.theme.hairline,
            fill_opacity=1,
        )
        return lamp.move_to(self.point(self.lamps_at, k / self.stops))

    def _label(self, course: Course, k: int, at: float) -> Readout:
        """Return the label of the sample at a place."""
        theme, source = self.theme, course.source("labels", k)
        number = Readout(theme, source, NumberFormat(0), theme.sizes.label, theme.target)
        return number.centre_on(self.point(at, k / self.stops))

    def _answer(self, course: Course, place: int) -> Readout:
        """Return the answer at a place, out of sight until its lamp is lit."""
        return self._page(course, place, place).set_fill(opacity=0)

    def _page(self, course: Course, place: int, step: int) -> Readout:
        theme, source = self.theme, course.source("predicted_class", step)
        number = Readout(theme, source, NumberFormat(0), theme.sizes.label)
        return number.centre_on(self.point(self.lamps_at, place / self.stops))

    def point(self, radius: float, share: float) -> np.ndarray:
        """Return the point at a share of a turn, clockwise from the top."""
        angle = TURN / 4 - TURN * share
        return self.centre + radius * np.array([math.cos(angle), math.sin(angle), 0.0])

    def p2c(self, point: np.ndarray) -> tuple[float, float]:
        """Return what a bead at a point stands for: place in the epoch, or number of the epoch."""
        x, y, _ = point - self.centre
        share = (TURN / 4 - math.atan2(y, x)) / TURN % 1.0
        if abs(math.hypot(x, y) - self.outer) < self.apart / 2:
            epoch = share * self.epochs
            return (epoch % self.epochs if self.epochs - epoch > 1e-6 else 0.0) + 1, share
        place = share * self.stops
        return place if self.stops - place > 1e-6 else 0.0, share

    def stand(self, step: float, spin: float = 0.0) -> None:
        """Move the beads to a step; the faster the inner one spins, the more it is a ring.

        A bead that passes several stops a frame would seem to stand still or to go backwards.
        The outer one moves while the inner one is on its way into a new lap.
        """
        lap = math.floor(step / self.stops + 1e-9)
        place = step - lap * self.stops
        going = max(place - self.stops + 1, 0.0)
        ring, inner, outer = self.beads
        inner.move_to(self.point(self.inner, place / self.stops))
        outer.move_to(self.point(self.outer, min(lap + going, self.epochs) / self.epochs))
        ring.set_stroke(opacity=spin)
        inner.set_fill(opacity=1 - spin)

    def note(self, course: Course, step: int) -> None:
        """State which step the beads stand at: none once all steps are done."""
        _, inner, outer = self.beads
        if step >= course.total:
            inner.mark = outer.mark = None
            return
        mark(inner, "place", course.source("place_in_epoch", step), axes=self)
        mark(outer, "place", course.source("epoch", step), axes=self)

    def run(
        self,
        course: Course,
        start: int,
        stop: int,
        way: Callable[[float], float],
        done: Callable[[float], float],
        spin: Callable[[float], float] | None = None,
    ) -> list[Animation]:
        """Return the animations that take the beads from step to step, and light the lamps.

        ``way`` gives the step at which the beads are, ``done`` the last step that is answered.
        """

        def move(_: VGroup, share: float) -> None:
            self.stand(way(share), spin(share) if spin else 0.0)

        self.note(course, stop)
        found: list[Animation] = [UpdateFromAlphaFunc(self.beads, move, rate_func=linear)]
        if course.has_answers:
            found.append(self._light(course, done, start, stop))
        return found

    def begin(self, course: Course, step: int) -> None:
        """Put the beads at a step, without any motion."""
        self.stand(step)
        self.note(course, step)

    def answer(self, course: Course, step: int) -> list[Animation]:
        """Return the animation that lights the lamp of the step at which the beads stand."""
        if not course.has_answers:
            return []
        return [self._light(course, lambda share: step - 0.5 + 0.5 * share, step, step)]

    def _light(
        self, course: Course, path: Callable[[float], float], start: int, stop: int
    ) -> Animation:
        """Return the animation of the lamps: each shows its sample's latest answer."""
        first = self.lit_from = start if self.lit_from is None else self.lit_from
        group = VGroup(self.lamps, *self.answers)
        for lamp, place in zip(self.lamps, self.lamp_stops, strict=True):
            if (step := self._latest(place, stop)) >= first:
                mark(lamp, "fill", course.source("correct", step))

        def update(_: VGroup, share: float) -> None:
            now = path(share)
            for k, place in enumerate(self.lamp_stops):
                step = self._latest(place, int(now + 0.5))
                if step >= first:
                    share_lit = min(max(2 * (now - step) + 1, 0.0), 1.0)
                    self._show_answer(course, k, step, share_lit, step - self.stops >= first)

        return UpdateFromAlphaFunc(group, update, rate_func=linear)

    def _show_answer(self, course: Course, k: int, step: int, share: float, again: bool) -> None:
        """Show a lamp at a share of its change to a step's answer."""
        theme, lamp = self.theme, self.lamps[k]
        right = float(course.correct(step))
        before = float(course.correct(step - self.stops)) if again else right
        level = before + (right - before) * share
        lamp.set_fill(theme.activation(level)).set_stroke(theme.ink)
        grown = 1.0 if again else share
        lamp.set(width=2 * (self.lamp_radius * grown + UNLIT * (1 - grown)))
        if not self.answers:
            return
        past = step - self.stops if again else step
        shown = step if share >= 0.5 else past
        number, texts = self.answers[k], [self._page_of(course, k, n).text for n in (past, step)]
        turn_into(number, self._page_of(course, k, shown))
        number.source = course.source("predicted_class", shown)
        seen = max(0.0, 2 * share - 1)
        if again:
            seen = 1.0 if texts[0] == texts[1] else abs(2 * share - 1)
        number.set_fill(theme.on_activation(level), opacity=seen)

    def link(self) -> VGroup:
        """Return a line from each label to the answer at the next stop."""
        line = {"stroke_width": self.theme.sizes.focus_outline, "color": self.theme.focus}
        for label, lamp in zip(self.labels, self.lamps[1:], strict=False):
            a, b = label.get_center(), lamp.get_center()
            way = (b - a) / np.linalg.norm(b - a)
            self.links.add(Line(a + way * LINK, b - way * lamp.width / 2, **line))
        return self.links

    def _page_of(self, course: Course, k: int, step: int) -> Readout:
        """Return the answer of a step at the ``k``-th lamp; equal answers are typeset once."""
        key = k, float(course.recording.predicted_class[step])
        if key not in self.pages:
            self.pages[key] = self._page(course, self.lamp_stops[k], step)
        return self.pages[key]

    def _latest(self, place: int, step: int) -> int:
        """Return the latest step, up to ``step``, at a place; negative if there is none."""
        return step - (step - place) % self.stops
