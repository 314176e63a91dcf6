"""The beats from one visit to the next: the sample's own step, and those on other samples."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from manim import Create, FadeIn, FadeOut, GrowArrow

from scenes.animation.pace import Pace
from scenes.claims import SEEN
from scenes.clips.cost.history import History, step_through
from scenes.clips.cost.moments import Moment
from scenes.clips.cost.term_beats import TermBeats
from scenes.clips.cost.visits import Visits, answer_among
from scenes.mobjects.text.counter import Counter
from scenes.mobjects.text.text import Formula

__all__ = ["OwnStepBeats"]

ASKED = 0.9
"""Seconds in which a question waits for its answer."""
SLOW_RESTS, REST, SLOW, MOVE = (0.3, 0.8, 0.8, 0.6), 0.1, 0.7, 0.38
"""Seconds at rest after the first steps and after each later one, and on the way."""


class OwnStepBeats(TermBeats):
    """A scene that follows a sample's cost from one visit to the next.

    Attributes
    ----------
    visits : Visits
    history : History or None
        Once it has begun.
    moments : list of Moment
        From the visit shown to the next, if the cost goes down and up between them.
    numbers : list of Counter
        The outputs beside their axes.
    at : int
        The visit that is shown.
    """

    visits: Visits
    moments: list[Moment]
    history: History | None = None
    numbers: list[Counter]
    at: int

    def own_step(self) -> None:
        """Let the step on the sample itself happen: its outputs change, and its cost falls."""
        history = self._history
        if history.images:
            self.play(Create(history.underline), run_time=0.6)
        self._go_through(0, 1, Pace(2, (0.3,), 1.0, 2.4))
        self.wait(0.6)

    def others(self) -> None:
        """Ask what becomes of the cost, and let the other samples have their steps."""
        history = self._history
        asked = Formula(self.theme, "?", 1.3 * self.theme.sizes.formula, self.theme.cost)
        asked.next_to(history.head, np.array([1.0, 0.0, 0.0]), buff=0.3)
        self.play(FadeIn(asked), run_time=0.4)
        self.wait(ASKED)
        self.play(FadeOut(asked), run_time=0.3)
        last = len(self.moments) - 1
        slow = min(len(SLOW_RESTS), last)
        start = self._push_apart(slow)
        if slow > start:
            rests = (REST if start > 1 else SLOW_RESTS[0], *SLOW_RESTS[start : slow - 1])
            self._go_through(start, slow, Pace(slow - start + 1, rests, SLOW, SLOW))
        if last > slow:
            count = last - slow + 1
            first = (SLOW_RESTS[-1], *[REST] * count)[: count - 1]
            self._go_through(slow, last, Pace(count, first, MOVE, MOVE))
        self.at = 1
        epoch = history.epoch_number
        self.play(FadeOut(epoch), run_time=0.25)
        epoch.show(replace(epoch.recorded, step=self.visits.steps[1]))
        self.play(FadeIn(epoch), run_time=0.25)

    def next_visit(self) -> None:
        """Say what the steps on other samples have done; at first, train on them if that is new."""
        arrow: list[Any] = []
        if not self.moments:
            self._run(1, Pace(2, (0.2,), 1.0, 1.8))
        elif self.visits.pushed_towards_zero and self.picture.right is not None:
            tile = self.picture.tiles[self.picture.right]
            arrow = [tile.arrow(*[self.moments[n].outputs[tile.k] for n in (1, -1)])]
            self.wait(1.5)
            self.play(GrowArrow(arrow[0]), run_time=2.4)
        self.wait(0.6)
        self.with_next_caption = [FadeOut(m) for m in arrow]

    def _push_apart(self, last: int) -> int:
        """Point out what the first step does if its sample is of another class.

        Returns
        -------
        int
            The moment reached: 2, or 1 if there is nothing to point out.
        """
        tiles = self._pushed_apart()
        if last < 2 or not tiles:
            return 1
        pairs = [[self.moments[n].outputs[tile.k] for n in (1, 2)] for tile in tiles]
        ghosts = [tile.ghost(pair[0]) for tile, pair in zip(tiles, pairs, strict=True)]
        self.add(*ghosts, *[tile.dot for tile in tiles])
        self._go_through(1, 2, Pace(2, SLOW_RESTS[:1], SLOW, SLOW))
        arrows = [tile.arrow(*pair) for tile, pair in zip(tiles, pairs, strict=True)]
        self.play(*map(GrowArrow, arrows), run_time=0.6)
        self.wait(1.0)
        self.play(*map(FadeOut, [*ghosts, *arrows]), run_time=0.3)
        return 2

    def _pushed_apart(self) -> list[Any]:
        """Return the tiles of label and other class if the step after the own one is on another.

        Only if it lowers the label's output, raises that of its own class, and raises the cost.
        """
        picture, step, (_, before, after, *_) = self.picture, self.visits.step, self.moments
        if picture.right is None or len(self.moments) != self.visits.steps[1] - step + 1:
            return []
        other = int(np.argmax(self.recording.targets[step + 1]))
        tiles = [picture.tiles[picture.right], *[t for t in picture.tiles if t.k == other]]
        ways = [after.values[tile.k] - before.values[tile.k] for tile in tiles]
        falls = len(ways) == 2 and ways[0] < -SEEN and ways[1] > SEEN
        return tiles if falls and after.cost.value > before.cost.value else []

    def _go_through(self, first: int, last: int, pace: Pace) -> None:
        """Go from one moment to another: outputs, answer, cost and its trace."""
        history, moments = self._history, self.moments[first : last + 1]
        rows = np.array([moment.values for moment in moments])
        answers = [answer_among(self.recording, row, self.measure.shown) for row in rows]
        moves = [*self.picture.follow(rows, pace), history.go(first, last, pace)]
        moves.append(self.marker.run(answers, pace))
        for tile, number in zip(self.picture.tiles, self.numbers, strict=True):
            moves.append(step_through(number, [moment.outputs[tile.k] for moment in moments], pace))
        moves.append(step_through(history.cost_number, [moment.cost for moment in moments], pace))
        if history.images and last > 1:
            moves.append(history.underline_to(max(first, 1), last, pace))
        self.play(*moves, run_time=pace.seconds)
        self.picture.mark_outputs([moments[-1].outputs[tile.k] for tile in self.picture.tiles])

    def _run(self, last: int, pace: Pace) -> None:
        """Run outputs, answer and history to another visit."""
        first, self.at = self.at, last
        steps = self.visits.steps[first : last + 1]
        rows = np.asarray(self.recording.activations[-1])[steps]
        answers = [answer_among(self.recording, row, self.measure.shown) for row in rows]
        moves = [*self.picture.follow(rows, pace), self.marker.run(answers, pace)]
        for tile, number in zip(self.picture.tiles, self.numbers, strict=True):
            sources = [self.measure.output(tile.k, step) for step in steps]
            moves.append(step_through(number, sources, pace))
        self.play(*moves, *self._history.run(first, last, pace), run_time=pace.seconds)
        at = self.measure.at(steps[-1])
        self.picture.mark_outputs([at.output(tile.k) for tile in self.picture.tiles])

    @property
    def _history(self) -> History:
        """The history, which has begun."""
        assert self.history is not None
        return self.history
