"""The beats from one visit to the next: the sample's own step, and those on other samples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from manim import Animation, Create, FadeIn, FadeOut, GrowArrow, UpdateFromAlphaFunc, linear

from scenes.animation.pace import Pace
from scenes.animation.timing import staggered
from scenes.clips.cost.history import History
from scenes.clips.cost.level import Level, change_arrow
from scenes.clips.cost.marker import AnswerMarker
from scenes.clips.cost.moments import Moment
from scenes.clips.cost.term_beats import TermBeats
from scenes.clips.cost.visits import Visits
from scenes.mobjects.dimming import dim, undim
from scenes.mobjects.text.counter import Counter
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import Formula
from scenes.provenance.source import Source

__all__ = ["OwnStepBeats"]

BESIDE, BELOW = 0.2, 0.15
"""From a bar to the arrow beside it, and from an axis to the one below it, in frame units."""
TIP, SMALL_TIP = 0.2, 0.14
"""Lengths of their tips."""
ASIDE = 0.7
"""Seconds in which the bar goes aside before it changes."""
ASKED = 1.0
"""Seconds in which a question waits for its answer."""
FIRST_RESTS, REST, MOVE = (0.2, 0.5, 0.5, 0.5), 0.08, 0.38
"""Seconds at rest after the first steps on others, after each later one, and on the way."""


class OwnStepBeats(TermBeats):
    """A scene that follows a sample's cost from one visit to the next.

    Attributes
    ----------
    visits : Visits
    history : History or None
        Once it has begun.
    images : list of VGroup
        Of the steps up to the next visit, if there are few; the first has a frame.
    moments : list of Moment
        From the visit shown to the next, if the cost goes down and up between them.
    level, after : Level or None
        Costs to compare with that are shown.
    """

    visits: Visits
    marker: AnswerMarker
    moments: list[Moment]
    history: History | None = None
    level: Level | None = None
    after: Level | None = None
    images: Sequence[Any] = ()
    ghosts: Sequence[Any] = ()
    at: int

    def own_step(self) -> None:
        """Let the step on the sample itself happen: its outputs change, and its cost falls."""
        self._begin_history()
        self.play(FadeOut(self.marker), *map(FadeIn, self.images[:1]), run_time=0.6)
        picture, moments, pace = self.picture, self.moments[:2], Pace(2, (ASIDE,), 1.0, 1.6)
        self.numbers = [self._counter(number, self.shown_step) for number in picture.outputs]
        self.remove(*picture.outputs)
        self.add(*self.numbers)
        after = moments[-1]
        for tile in picture.tiles:
            tile.mark_output(after.outputs[tile.k])
        moves = [*picture.follow_outputs(_rows(moments), pace), *self._count(moments, pace)]
        aside = self._history.stand_aside(after.terms, pace, ASIDE)
        self.play(*moves, aside, run_time=pace.seconds)
        self.after = own = self._level(after.cost, "own", self.theme.cost, below=True)
        self.play(Create(own.line), run_time=0.7)
        if own.clear_of(self._right_of_next()):
            self.play(FadeIn(own.words), run_time=0.5)
        else:
            own.words.set_opacity(0)

    def others(self) -> None:
        """Ask what becomes of the cost, and let the other samples have their steps."""
        assert self.after is not None
        if self.images[1:]:
            self.play(*staggered([FadeIn(m) for m in self.images[1:]], 0.5), run_time=1.0)
        asked = Formula(self.theme, "?", 1.3 * self.theme.sizes.formula, self.theme.cost)
        y = (self.after.y + float(self._history.bars[0].get_top()[1])) / 2
        asked.move_to([self._right_of_next() + 0.1 + asked.width / 2, y, 0.0])
        self.play(FadeIn(asked), run_time=0.4)
        self.wait(ASKED)
        self.play(FadeOut(asked), run_time=0.3)
        self._swing()

    def next_visit(self) -> None:
        """Say what the steps on other samples have done; at first, train on them if that is new."""
        arrows: list[Any] = []
        aside: list[Any] = []
        if self.after is None:
            if self.images[1:]:
                self.play(*staggered([FadeIn(m) for m in self.images[1:]], 0.5), run_time=1.6)
            self._go_to_next_visit()
        else:
            x = self._right_of_next() - 0.1 + BESIDE
            ends = [x, self.after.y, 0.0], [x, float(self._history.head.get_top()[1]), 0.0]
            arrows = [change_arrow(self.theme, TIP, *ends)]
            self.play(*map(GrowArrow, arrows), run_time=1.0)
            if self.visits.pushed_towards_zero and self.picture.right is not None:
                aside = self._show_push(self.picture.right, arrows)
        self.wait(0.6)
        gone = [*self.ghosts, *self.levels, *arrows, *self.images]
        self.with_next_caption = [*map(FadeOut, gone), *undim(aside)]

    def _show_push(self, right: int, arrows: list[Any]) -> list[Any]:
        """Show how far the output for the sample's class was pushed down; dim the others."""
        picture = self.picture
        aside: list[Any] = []
        for n, tile in enumerate(picture.tiles):
            if n != right:
                aside += [*tile.pieces, picture.names[n], picture.outputs[n], self.ghosts[n]]
        tile, k = picture.tiles[right], picture.tiles[right].k
        ends = [
            tile.frame.c2p(moment.outputs[k].value, 0) - [0.0, BELOW, 0.0]
            for moment in (self.moments[1], self.moments[-1])
        ]
        push = change_arrow(self.theme, SMALL_TIP, *ends)
        arrows.append(push)
        self.wait(0.6)
        self.play(*dim(self.theme, aside), run_time=0.7)
        self.play(GrowArrow(push), run_time=1.8)
        return aside

    def _swing(self) -> None:
        """Go through the steps on other samples, up to the next visit."""
        history, moments = self._history, self.moments[1:]
        old, new = self.picture, self._picture(self.layout.half, self.visits.steps[1])
        count = len(moments)
        pace = Pace(2, (0.2,), 1.0, 1.8)
        if count > 2:
            pace = Pace(count, (*FIRST_RESTS, *[REST] * count)[: count - 1], MOVE, MOVE)
        self.ghosts = [tile.ghost() for tile in old.tiles]
        self.remove(*old.pieces, *old.names)
        self.add(*new.pieces, *new.names, *self.numbers, *self.ghosts)
        self.picture = new
        frames = []
        if self.images:
            frames = [self._move_frame(pace)]
        moves = [*new.follow_outputs(_rows(moments), pace), *self._count(moments, pace)]
        swing = history.swing(np.array([moment.terms for moment in moments]), pace)
        self.play(*moves, swing, *frames, run_time=pace.seconds)
        self.remove(*self.numbers)
        history.reach(1.0)
        history.epoch_number.show(replace(history.epoch_number.recorded, step=self.visits.steps[1]))
        self.at, self.marker.names = 1, new.names
        self.marker.show(1.0)
        self.add(*new.outputs)
        self.play(FadeIn(self.marker), run_time=0.5)

    def _move_frame(self, pace: Pace) -> Animation:
        """Let the frame go from the sample to each that has its step."""
        frame, last = self.images[0][-1], len(self.images) - 1
        xs = [float(image[0].get_x()) for image in self.images]
        self.bring_to_front(frame)

        def move(moving: Any, share: float) -> None:
            moving.set_x(float(np.interp(pace.way(share) * last, range(last + 1), xs)))

        return UpdateFromAlphaFunc(frame, move, rate_func=linear)

    def _count(self, moments: Sequence[Moment], pace: Pace) -> list[Animation]:
        """Step the numbers of the outputs and of the cost through moments."""
        pairs = zip(self.picture.tiles, self.numbers, strict=True)
        counting = [
            number.go([moment.outputs[tile.k] for moment in moments], pace)
            for tile, number in pairs
        ]
        costs = [moment.cost for moment in moments]
        return [*counting, self._history.cost_number.go(costs, pace)]

    def _right_of_next(self) -> float:
        """Return where what stands beside the second bar may begin."""
        return self._history.x_of(1) + self._history.width_of_bars / 2 + 0.1

    @property
    def _history(self) -> History:
        """The history, which has begun."""
        assert self.history is not None
        return self.history

    @property
    def levels(self) -> list[Level]:
        """The costs to compare with that are shown."""
        return [level for level in (self.level, self.after) if level is not None]

    # What the clip brings.

    def _begin_history(self) -> None:
        """Set the tiles aside for the history of the cost, with its first bar."""
        raise NotImplementedError

    def _go_to_next_visit(self) -> None:
        """Go to the next visit at once."""
        raise NotImplementedError

    def _picture(self, grid: Any, step: int) -> Any:
        """Return the tiles of a step."""
        raise NotImplementedError

    def _level(self, source: Source, word: str, colour: str, *, below: bool = False) -> Level:
        """Return a cost to compare with, in the history."""
        raise NotImplementedError

    def _counter(self, number: Readout, step: int) -> Counter:
        """Return a counter in place of ``number`` that begins at a step."""
        raise NotImplementedError


def _rows(moments: Sequence[Moment]) -> np.ndarray:
    return np.array([moment.values for moment in moments])
