"""The beats about the training: one sample, all of them, and two classes that swing."""

from __future__ import annotations

from typing import Any

from manim import Dot, FadeIn, FadeOut, Group, UpdateFromAlphaFunc, linear, smooth

from network.recordings.confusion_story import commonest_answer
from scenes.animation.timing import staggered
from scenes.base import Said
from scenes.clips.confusions.confusion_scene import ConfusionScene
from scenes.clips.confusions.first_sample import FirstSample
from scenes.clips.confusions.swing_trace import SwingTrace
from scenes.mobjects.matrix.square_matrix import CountSquares
from scenes.provenance.source import Source

__all__ = ["TrainingBeats"]

LEARNING_SECONDS, AGAIN_SECONDS, TRAINING_SECONDS = 5.5, 3.0, 8.5
"""How long the training runs to the first turn, to the third, and to the end, at most."""
SECONDS_A_MOMENT = 0.6
"""How long it takes from one recorded moment to the next, at most."""
TURN_SECONDS = 1.2
"""How long a single turn takes."""
SLOW, HELD = 0.3, 0.5
"""Seconds a moment from which on squares flow from count to count, and the share of the time that
they rest at each; faster, they change all at once: never is a matrix shown that was at no step."""
SMALLEST = 0.02
"""Share of their size at which the squares begin to grow."""


class TrainingBeats(ConfusionScene):
    """The first half of the clip."""

    # What captions say.

    def about_one(self) -> dict[str, Said]:
        """Return label and answer of the first sample."""
        label, answer = (self.first.arrays[name][0] for name in ("labels", "answers"))
        return {"label": self.name_of(label), "answer": self.name_of(answer)}

    def about_untrained(self) -> dict[str, Said]:
        """Return what is counted, and the commonest answer at first."""
        answer = commonest_answer(self.series, 0)
        return {"what": self.what, "answer": self.name_of(answer)}

    def about_pair(self) -> dict[str, Said]:
        """Return the names of the two classes that are followed."""
        return self.named(*self.pair) if self.pair else {}

    # The beats.

    def one(self) -> None:
        """Count one sample: its label is the row, the answer the column."""
        row, column = (int(self.first.arrays[name][0]) for name in ("labels", "answers"))
        note, room = self.origin_of(self.first, self.panel), self.panel
        for line in note:
            line.move_to([room.x, room.bottom + line.height / 2, 0.0])
            room = room.above(line.get_top()[1] + 0.15)
        shown = FirstSample(self.theme, room, self.series, self.first, self.axes_words)
        self.play(FadeIn(shown), *map(FadeIn, note), run_time=0.8)
        lines = self.matrix.row_frame(row), self.matrix.column_frame(column)
        self.play(FadeIn(lines[0]), run_time=0.7)
        self.play(FadeIn(lines[1]), run_time=0.7)
        moving = self._into_cell(shown, row, column, *lines)
        self.stage.add(shown, *note, moving)

    def _into_cell(self, shown: FirstSample, row: int, column: int, *lines: Any) -> Any:
        """Move a small copy of a sample into its cell; return it."""
        moving, small = shown.sample.copy(), 0.8 * self.matrix.pitch
        small /= max(moving.width, moving.height)
        if not self.series.metadata["images"]:
            moving, small = Dot([*shown.sample.get_left()[:2], 0.0], color=self.theme.ink), 1.0
        self.add(moving)
        place = [*self.matrix.centre(row, column), 0.0]
        cell = self.matrix.cell_frame(row, column)
        self.play(
            moving.animate.scale(small).move_to(place), FadeIn(cell), *map(FadeOut, lines),
            run_time=1.4,
        )  # fmt: skip
        whole = Group(moving, cell)
        self.remove(moving, cell)
        self.add(whole)
        return whole

    def untrained(self) -> None:
        """Show all samples: squares grow from where the first one was counted."""
        full = self.squares.full

        def grow(squares: CountSquares, share: float) -> None:
            squares.full = full / max(share, SMALLEST) ** 2

        self.play(*self.stage.clear(stop=1.0), run_time=0.5)
        self.play(UpdateFromAlphaFunc(self.squares, grow, rate_func=smooth), run_time=1.5)
        self.squares.full = full
        self.play(*map(FadeIn, self.tally.mobjects), run_time=0.6)
        self.play(FadeIn(self.tally.key), run_time=0.6)

    def diagonal(self) -> None:
        """Point out the cells of the right answers."""
        frames = [self.matrix.cell_frame(k, k) for k in range(self.matrix.count)]
        self.play(*staggered([FadeIn(frame) for frame in frames], overlap=0.7), run_time=1.6)
        self.stage.add(*frames)

    def learning(self) -> None:
        """Train up to the first turn."""
        assert self.swing is not None
        first = self.swing.turns[0]
        self.play(*self.stage.clear(stop=1.0), run_time=0.4)
        self.run_to(first, min(LEARNING_SECONDS, SECONDS_A_MOMENT * first))

    def there(self) -> None:
        """Point out that most of one class are taken for another."""
        self._point_out(0)

    def back(self) -> None:
        """Go on by one checkpoint, at which it is the other way round."""
        assert self.swing is not None
        self.run_to(self.swing.turns[1], TURN_SECONDS)
        self._point_out(1)

    def _point_out(self, way: int) -> None:
        assert self.pair is not None
        assert self.trace is not None
        count, name = self.trace.counts[way], self.trace.heads[way][0]
        count.show(self.trace.source_of(self.moment, way))
        frame = self.matrix.cell_frame(*self.pair[:: -1 if way else 1])
        self.play(FadeIn(frame), run_time=0.5)
        self.play(FadeIn(name), FadeIn(count), run_time=0.6)
        self.stage.add(frame)

    def again(self) -> None:
        """Show the course so far, and go on until it has tipped back."""
        assert self.swing is not None
        self._unroll()
        moments = self.swing.turns[2] - self.moment
        self.run_to(self.swing.turns[2], min(AGAIN_SECONDS, SECONDS_A_MOMENT * moments))

    def _unroll(self) -> None:
        """Draw the rows up to the present moment, one after another."""
        assert self.trace is not None
        moment = self.moment

        def unroll(trace: SwingTrace, share: float) -> None:
            trace.show(int(share * (moment + 1)) - 1)

        self.play(FadeIn(self.trace.show(-1)), run_time=0.4)
        self.play(UpdateFromAlphaFunc(self.trace, unroll, rate_func=linear), run_time=1.6)
        self.trace.show(moment)

    def training(self) -> None:
        """Train to the end."""
        if self.trace is not None and self.swing is None:
            self.play(*self.stage.clear(stop=1.0), *map(FadeIn, self.trace.heads), run_time=0.6)
            self._unroll()
        elif self.swing is None:
            self.play(*self.stage.clear(stop=1.0), run_time=0.4)
        moments = self.series.last - self.moment
        if moments:
            self.run_to(self.series.last, min(TRAINING_SECONDS, SECONDS_A_MOMENT * moments))

    def stopped(self) -> None:
        """Go back by one checkpoint and on to the last again."""
        last = self.series.last
        self.wait(0.6)
        self.run_to(last - 1, TURN_SECONDS)
        self.wait(1.2)
        self.run_to(last, TURN_SECONDS)

    def run_to(self, moment: int, seconds: float) -> None:
        """Run the training to a moment, from one recorded moment to the next."""
        start, confusion = self.moment, self.series.confusion
        slow = seconds / max(abs(moment - start), 1) > SLOW

        def place_at(share: float) -> float:
            place = abs(moment - start) * share
            if slow:
                place = int(place) + smooth(max(place % 1 - HELD, 0.0) / (1 - HELD))
            return start + place if moment > start else start - place

        def moment_at(share: float) -> int:
            return round(place_at(share))

        def blend(squares: CountSquares, share: float) -> None:
            place = place_at(share) if slow else moment_at(share)
            before, after = int(place), min(int(place) + 1, self.series.last)
            change = confusion[after] - confusion[before]
            squares.picture(confusion[before] + change * (place - before))

        # What changes lies on top, so that the rest is drawn only once.
        self.add(self.squares, self.tally.step, self.tally.right)
        self.add(*[frame for frame in self.stage])
        self.play(
            UpdateFromAlphaFunc(self.squares, blend, rate_func=linear),
            *self.tally.follow(moment_at), *self._trace_follows(moment_at), run_time=seconds,
        )  # fmt: skip
        self.squares.show(Source(self.series, "confusion", index=(moment,)))
        self.moment = moment

    def _trace_follows(self, moment_at: Any) -> list[Any]:
        """Return what lets the counts and rows that are shown follow the training."""
        trace, found = self.trace, []
        if trace is None:
            return found
        for way, (head, count) in enumerate(zip(trace.heads, trace.counts, strict=True)):
            if any(part in self.mobjects for part in (head, count)):
                found.append(count.follow(lambda s, way=way: trace.source_of(moment_at(s), way)))
        if trace in self.mobjects:
            found.append(
                UpdateFromAlphaFunc(trace, lambda t, s: t.show(moment_at(s)), rate_func=linear)
            )
        return found
