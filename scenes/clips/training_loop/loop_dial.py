"""The two loops as a dial: a bead goes round the samples, another counts the epochs."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from manim import (
    Animation,
    Circle,
    Line,
    UpdateFromAlphaFunc,
    VGroup,
    linear,
    smooth,
)

from scenes.clips.training_loop.course import Course
from scenes.mobjects.images.pixel_grid import PixelGrid
from scenes.mobjects.text.paging import turn_into
from scenes.mobjects.text.readout import Readout
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["LAMP", "LoopDial", "even", "stairs", "turn"]

BEAD, LAMP = 0.17, 0.1
"""Radii of the beads and of the largest plain lamps, in frame units."""
ANSWERED, AROUND, UNLIT = 0.185, 0.055, 0.05
"""Radius of lamps with answers; from them to the bead around them; radius of lamps not yet lit."""
APART, FURTHER = 0.42, 0.48
"""Distance of the two tracks: around plain lamps, and around lamps with answers."""
LEAST_REACH = 0.7
"""Free radius that the middle of the dial needs, in frame units."""
MOST_IMAGES, MOST_LAMPS, MOST_TICKS = 16, 120, 60
"""Of more samples no images are drawn, and only some lamps; of more epochs no ticks."""
LINK = 0.4
"""From the middle of an image to the line that leads away from it, in sides."""
IMAGE_GAP, CORNER = 0.1, 0.71
"""Between lamps and images, in frame units; from the middle of a square to its corner, in sides."""
ROUND = 0.16
"""Share of a lap's time in which the beads go from its last stop to the first of the next."""
HEAD, FOOT = 0.42, 0.92
"""Room for words above and below the dial, in frame units."""
TURN = 2 * math.pi
LATE = 0.4
"""Share of the inner bead's way into a new lap after which the outer one begins to move."""
MOVING = 0.4
"""Share of a stage in which the beads move; then they rest."""


def turn(start: int, stop: int, stops: int) -> Callable[[float], float]:
    """Return the way of the beads from step to step, at constant speed but for new laps.

    Parameters
    ----------
    start, stop : int
        Steps.
    stops : int
        Steps in a lap.  The way into a new lap takes at least the share :data:`ROUND` of a lap.
    """
    corners, time = [(0.0, float(start))], 0.0
    for step in range(start + 1, stop + 1):
        if step % stops == 0:
            time += max(1.0, ROUND * stops)
            corners.append((time, float(step)))
        elif step % stops == stops - 1 or step == stop:
            time += step - corners[-1][1]
            corners.append((time, float(step)))
    times, places = zip(*corners, strict=True)
    whole = time or 1.0
    return lambda share: float(np.interp(share * whole, times, places))


def even(start: float, stop: float) -> Callable[[float], float]:
    """Return the way from step to step at constant speed."""
    return lambda share: start + (stop - start) * share


def stairs(steps: Sequence[int]) -> Callable[[float], float]:
    """Return the way from step to step: move in the first part of each stage, then rest."""
    stages = max(len(steps) - 1, 1)

    def way(share: float) -> float:
        stage = min(int(share * stages), len(steps) - 2)
        if stage < 0:
            return float(steps[0])
        moved = smooth(min((share * stages - stage) / MOVING, 1.0))
        return steps[stage] + (steps[stage + 1] - steps[stage]) * moved

    return way


class LoopDial(VGroup):
    """Two tracks, one inside the other, each with a bead.

    The inner track has a stop for each training step of an epoch, with a lamp that is lit while
    the sample's latest answer is right; with few samples of numbered classes, the answer stands
    in the lamp.  Each time the inner bead starts anew, the outer bead moves by one epoch.

    Parameters
    ----------
    theme : Theme
    region : Region
        The dial is as large as fits.
    stops, epochs : int
    images : sequence of ndarray, optional
        Beside the stops, if they are few.
    course : Course, optional
        Whose answers the lamps show.

    Attributes
    ----------
    tracks : VGroup
        What never changes: tracks, ticks and images.
    lamps : VGroup
    answers : list of Readout
        In the lamps, if there is room.
    beads : VGroup
        What the inner one is while it spins, the inner, and the outer.
    middle : Region
        Free for what is shown of the current sample.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        stops: int,
        epochs: int,
        images: Sequence[np.ndarray] = (),
        *,
        lamps: bool = True,
        course: Course | None = None,
    ):
        self.theme, self.stops, self.epochs = theme, stops, epochs
        says = 0 < len(images) <= MOST_IMAGES and course is not None and course.says_numbers
        room = Region(region.left, region.right, region.bottom + FOOT, region.top - HEAD)
        self.centre = np.array(room.centre)
        whole = min(room.width, room.height) / 2
        self.bead = min(BEAD, 0.09 * whole)
        self.apart = min(FURTHER if says else APART, (0.22 if says else 0.2) * whole)
        self.outer = whole - self.bead - 0.04
        self.inner = self.outer - self.apart
        line = {"stroke_width": theme.sizes.line, "stroke_color": theme.hairline}
        self.circles = [Circle(r, **line).move_to(self.centre) for r in (self.outer, self.inner)]
        self.tracks = VGroup(*self.circles, *self._ticks())
        self.lamp_stops = sorted(
            {round(k * stops / min(stops, MOST_LAMPS)) for k in range(min(stops, MOST_LAMPS))}
        )
        largest = ANSWERED if says else LAMP
        self.lamp_radius = min(largest, 0.36 * TURN * self.inner / len(self.lamp_stops))
        self.lamps = VGroup(*[self._lamp(k) for k in self.lamp_stops] if lamps else [])
        self.answers: list[Readout] = []
        if says and course is not None:
            self.answers = [self._answer(course, k) for k in self.lamp_stops]
        self.pages: dict[tuple[int, float], Readout] = {}
        self.lit_from: int | None = None
        self.shown_links: list[Line] = []
        inside = self.inner - largest - IMAGE_GAP
        self.images: list[PixelGrid] = []
        self.images_at = 0.8 * inside
        if 0 < len(images) <= MOST_IMAGES:
            inside = self._place_images(images, inside)
        half = inside / math.sqrt(2)
        x, y, _ = self.centre
        self.reach = inside
        self.middle = Region(x - half, x + half, y - half, y + half)
        bead = {"stroke_width": theme.sizes.focus_outline, "stroke_color": theme.focus}
        radii = max(self.bead, self.lamp_radius + AROUND) if says else self.bead, self.bead
        beads = [
            Circle(radius, **bead).move_to(self.point(track, 0.0))
            for radius, track in zip(radii, (self.inner, self.outer), strict=True)
        ]
        ring = Circle(self.inner - radii[0], **bead).move_to(self.centre).set_stroke(opacity=0)
        self.beads = VGroup(ring, *beads)
        self.at = 0.0
        super().__init__(self.tracks, self.lamps, *self.answers, self.beads)

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
        return lamp.move_to(self.point(self.inner, k / self.stops))

    def _answer(self, course: Course, place: int) -> Readout:
        """Return the answer at a place, out of sight until its lamp is lit."""
        return self._page(course, place, place).set_fill(opacity=0)

    def _page(self, course: Course, place: int, step: int) -> Readout:
        theme, source = self.theme, course.source("predicted_class", step)
        number = Readout(theme, source, NumberFormat(0), theme.sizes.number_small)
        return number.centre_on(self.point(self.inner, place / self.stops))

    def _place_images(self, images: Sequence[np.ndarray], inside: float) -> float:
        """Place the images inside the inner track, if there is room; return the free radius."""
        # Where two neighbours stand diagonally, their corners are nearest.
        chord = 0.98 * math.sqrt(2) * math.sin(math.pi / max(len(images), 4))
        side = chord * inside / (1 + CORNER * chord)
        self.images_at = away = inside - CORNER * side
        if away - CORNER * side < LEAST_REACH:
            return inside
        for k, image in enumerate(images):
            x, y, _ = self.point(away, k / len(images))
            place = Region(x - side / 2, x + side / 2, y - side / 2, y + side / 2)
            self.images.append(PixelGrid(self.theme, place, image, backed=True))
        self.tracks.add(*self.images)
        return away - CORNER * side

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
        """
        self.at = step
        lap = math.floor(step / self.stops + 1e-9)
        place = step - lap * self.stops
        going = smooth(min(max((place - self.stops + 1 - LATE) / (1 - LATE), 0.0), 1.0))
        ring, inner, outer = self.beads
        inner.move_to(self.point(self.inner, place / self.stops))
        outer.move_to(self.point(self.outer, min(lap + going, self.epochs) / self.epochs))
        ring.set_stroke(opacity=spin)
        inner.set_stroke(opacity=1 - spin)

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
        way: Callable[[float], float] | None = None,
        spin: Callable[[float], float] | None = None,
        lit: bool = True,
        done: Callable[[float], float] | None = None,
    ) -> list[Animation]:
        """Return the animations that take the beads from step to step, and light the lamps.

        ``done`` gives the last step whose lamp is lit, if that is not where the beads are.
        """
        path = way or turn(start, stop, self.stops)

        def move(_: VGroup, share: float) -> None:
            self.stand(path(share), spin(share) if spin else 0.0)

        self.note(course, stop)
        found: list[Animation] = [UpdateFromAlphaFunc(self.beads, move, rate_func=linear)]
        if lit and course.has_answers and len(self.lamps):
            found.append(self._light(course, done or path, start, stop - 1 if done else stop))
        return found

    def begin(self, course: Course, step: int) -> None:
        """Put the beads at a step, without any motion."""
        self.stand(step)
        self.note(course, step)

    def answer(self, course: Course, step: int) -> list[Animation]:
        """Return the animation that lights the lamp of the step at which the beads stand."""
        if not (course.has_answers and len(self.lamps)):
            return []
        return [self._light(course, even(step - 0.5, step), step, step)]

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

    def links(self) -> list[Line]:
        """Return a line from each image to the answer at the next stop."""
        self.shown_links = [
            self._link(image, lamp)
            for image, lamp in zip(self.images, self.lamps[1:], strict=False)
        ]
        return self.shown_links

    def _link(self, image: PixelGrid, lamp: Circle) -> Line:
        """Return the line from the rim of an image's digit to that of a lamp."""
        a, b = image.get_center(), lamp.get_center()
        way = (b - a) / np.linalg.norm(b - a)
        line = {"stroke_width": self.theme.sizes.focus_outline, "color": self.theme.focus}
        return Line(a + way * LINK * image.width, b - way * lamp.width / 2, **line)

    def _page_of(self, course: Course, k: int, step: int) -> Readout:
        """Return the answer of a step at the ``k``-th lamp; equal answers are typeset once."""
        key = k, float(course.recording.predicted_class[step])
        if key not in self.pages:
            self.pages[key] = self._page(course, self.lamp_stops[k], step)
        return self.pages[key]

    def _latest(self, place: int, step: int) -> int:
        """Return the latest step, up to ``step``, at a place; negative if there is none."""
        return step - (step - place) % self.stops
