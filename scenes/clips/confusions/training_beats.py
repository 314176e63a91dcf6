"""The beats about the training: one sample, all of them, and two classes that swing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from manim import (
    Animation,
    Dot,
    FadeIn,
    FadeOut,
    Group,
    ReplacementTransform,
    Square,
    UpdateFromAlphaFunc,
    VGroup,
    linear,
    smooth,
)

from network.recordings.confusion_story import commonest_answer
from scenes.animation.timing import staggered, within
from scenes.base import Said
from scenes.clips.confusions.confusion_scene import ConfusionScene
from scenes.clips.confusions.first_sample import FirstSample
from scenes.clips.confusions.layout import SwingPlaces
from scenes.clips.confusions.swing_trace import SwingTrace
from scenes.clips.confusions.tally import COUNT
from scenes.mobjects.matrix.square_matrix import CountSquares
from scenes.mobjects.text.readout import DIGIT_HEIGHT
from scenes.provenance.source import Source

__all__ = ["TrainingBeats"]

LEARNING_SECONDS, COURSE_SECONDS, TRAINING_SECONDS = 5.0, 4.2, 6.5
"""How long the training runs to the first turn, once more to the second, and to the end."""
REWIND_SECONDS = 0.8
"""How long it takes back to the start."""
SECONDS_A_MOMENT = 0.6
"""How long it takes from one recorded moment to the next, at most."""
TURN_SECONDS, GUESS, LOOK, END = 1.2, 2.0, 0.8, 2.0
"""How long a single turn takes, to guess how it will end, to look at it, and at the end."""
SLOW, HELD = 0.3, 0.5
"""Seconds a moment from which on squares flow from count to count, and the share of the time that
they rest at each; faster, they change all at once: never is a matrix shown that was at no step."""
SAMPLE, SAID, COLOURS_APART = 0.34, 0.42, 0.7
"""Side of a square that shows a colour, size of what it means, and the distance of two."""
DIM = 0.4
"""Opacity of the smaller of two bars."""
SMALLEST = 0.02
"""Share of their size at which the squares begin to grow."""


class TrainingBeats(ConfusionScene):
    """The first half of the clip.

    Attributes
    ----------
    trace : SwingTrace or None
        Drawn beside the matrix, if two classes swing.
    """

    trace: SwingTrace | None = None

    # What captions say.

    def about_one(self) -> dict[str, Said]:
        """Return label and answer of the first sample."""
        label, answer = (self.first.arrays[name][0] for name in ("labels", "answers"))
        return {"label": self.name_of(label), "answer": self.name_of(answer)}

    def about_untrained(self) -> dict[str, Said]:
        """Return what is counted, and the commonest answer at first."""
        answer = commonest_answer(self.series, 0)
        return {"what": self.what, "answer": self.name_of(answer)}

    def about_learning(self) -> dict[str, Said]:
        """Return what is counted."""
        return {"what": self.what}

    def about_back(self) -> dict[str, Said]:
        """Return the names of the two classes, and how many steps lie between the two turns."""
        assert self.swing is not None
        steps = Source(self.series, "steps_between", index=(self.swing.turns[0],))
        return {**self.about_pair(), "steps": (steps, COUNT)}

    def about_pair(self) -> dict[str, Said]:
        """Return the names of the two classes that are followed."""
        assert self.swing is not None
        return {"what": self.what, **self.named(*self.swing.pair)}

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

        growth = UpdateFromAlphaFunc(self.squares, grow, rate_func=smooth)
        self.colours = self._colours()
        self.play(*self.stage.clear(stop=1.0), run_time=0.5)
        self.play(*staggered(list(map(FadeIn, self.colours)), overlap=0.3), run_time=0.9)
        self.stage.add(*self.colours)
        self.play(growth, run_time=1.5)
        self.squares.full = full
        self.play(*map(FadeIn, self.tally.mobjects), FadeIn(self.key), run_time=0.6)

    def diagonal(self) -> None:
        """Point out the cells of the right answers."""
        frames = [self.matrix.cell_frame(k, k) for k in range(self.matrix.count)]
        self.play(*staggered([FadeIn(frame) for frame in frames], overlap=0.7), run_time=2.2)
        self.stage.add(*frames)

    def _colours(self) -> list[VGroup]:
        """Say which colour right answers have, and which mistakes."""
        theme, room, found = self.theme, self.places.ways[0], []
        for k, (word, colour) in enumerate(
            [("right_answers", theme.target), ("wrong", theme.cost)]
        ):
            square = Square(SAMPLE, stroke_width=0).set_fill(colour, opacity=1)
            y = room.y + (0.5 - k) * COLOURS_APART
            square.move_to([room.left + SAMPLE / 2, y, 0.0])
            name = self.say(word, em=SAID).place(
                room.left + SAMPLE + 0.2, y - SAID * DIGIT_HEIGHT / 2, "left"
            )
            found.append(VGroup(square, name))
        return found

    def learning(self) -> None:
        """Train up to the first turn."""
        assert self.swing is not None
        first = self.swing.turns[0]
        self.play(*self.stage.clear(keep=self.colours, stop=1.0), run_time=0.4)
        self.run_to(first, min(LEARNING_SECONDS, SECONDS_A_MOMENT * first))

    def there(self) -> None:
        """Point out that most of one class are taken for another."""
        self.play(*self.stage.clear(stop=1.0), run_time=0.4)
        self._point_out(0)

    def back(self) -> None:
        """Go on by one checkpoint, at which it is the other way round."""
        assert self.swing is not None
        count = self.heads[0].count
        self.play(count.animate.set_fill(opacity=0.0), run_time=0.4)
        self.run_to(self.swing.turns[1], TURN_SECONDS)
        self.play(count.animate.set_fill(opacity=1.0), run_time=0.4)
        self._point_out(1)

    def _point_out(self, way: int) -> None:
        """Frame a cell; say beside the matrix what its count is."""
        head = self.heads[way]
        head.count.show(head.source_at(self.moment))
        row, frame = self.matrix.row_frame(head.way[0]), self.matrix.cell_frame(*head.way)
        self.play(FadeIn(row), run_time=0.6)
        self.play(ReplacementTransform(row, frame), run_time=0.9)
        self.play(FadeIn(head), run_time=0.6)
        self.stage.add(frame)

    def course(self) -> None:
        """Begin again, with a column for each moment beside the matrix; up to the second turn."""
        assert self.swing is not None
        self._make_room(self.layout.swing(self.panel))
        self.run_to(0, REWIND_SECONDS)
        self.run_to(self.swing.turns[1], COURSE_SECONDS)

    def _make_room(self, places: SwingPlaces) -> None:
        """Move the figures apart for the columns; the two cells that are followed stay framed."""
        assert self.swing is not None
        moving = [*self.tally.mobjects, *self.heads]
        self.tally, self.heads = self._tally(places), self._heads(places)
        self.trace = self._trace(places).show(-1)
        for counter, source in [
            (self.tally.step, Source(self.series, "steps_shown", index=(self.moment,))),
            (self.tally.right, Source(self.series, "right", index=(self.moment,))),
            *((head.count, head.source_at(self.moment)) for head in self.heads),
        ]:
            counter.show(source)
        moved = zip(moving, [*self.tally.mobjects, *self.heads], strict=True)
        self.play(
            within(FadeOut(self.key), 0.0, 0.3),
            *[ReplacementTransform(here, there) for here, there in moved],
            within(FadeIn(self.trace), 0.6, 1.0), run_time=1.3,
        )  # fmt: skip

    def training(self) -> None:
        """Train to the end; if two classes swing, after time to guess."""
        if self.swing is None:
            self.play(*self.stage.clear(keep=self.colours, stop=1.0), run_time=0.4)
        else:
            self.wait(GUESS)
        moments = self.series.last - self.moment
        if moments:
            self.run_to(self.series.last, min(TRAINING_SECONDS, SECONDS_A_MOMENT * moments))
        self.wait(END)

    def stopped(self) -> None:
        """Enlarge the last columns, with their counts."""
        assert self.trace is not None
        assert self.swing is not None
        places = self.layout.swing(self.panel, alone=True)
        old, heads = self.trace, self._heads(places)
        new = SwingTrace.of_last(self.theme, places.chart, self.series, self.swing.pair)
        new.show(self.moment)
        for head in heads:
            head.count.show(head.source_at(self.moment))
        kept = dict(zip(old.moments, old.columns, strict=True))
        grown = [
            ReplacementTransform(kept.pop(moment), column)
            for moment, column in zip(new.moments, new.columns, strict=True)
            if moment in kept
        ]
        self.play(*map(FadeOut, [*kept.values(), *old.around, *self.tally.mobjects]), run_time=0.7)
        self.play(
            *grown, ReplacementTransform(old.axis, new.axis), *map(FadeIn, new.around),
            *map(ReplacementTransform, self.heads, heads), run_time=1.4,
        )  # fmt: skip
        self.tally.mobjects.clear()
        self.trace, self.heads = new, heads
        self._write_halves()

    def _write_halves(self) -> None:
        """Write how often each way; let the smaller step back."""
        assert self.trace is not None
        self.counts = self.trace.counts()
        self._play_if_any(staggered(list(map(FadeIn, self.counts)), overlap=0.5), 2.0)
        # Of two that are equal, none is smaller.
        smaller = [bar.animate.set_fill(opacity=DIM) for bar in self.trace.smaller()]
        self._play_if_any(smaller, 0.7)
        self.wait(LOOK)

    def _play_if_any(self, animations: Sequence[Any], seconds: float) -> None:
        """Play animations of numbers that some recordings or frames have no room for."""
        if animations:
            self.play(*animations, run_time=seconds)

    def together(self) -> None:
        """Stand all columns on one floor: their heights are both ways together."""
        assert self.trace is not None
        self._play_if_any(list(map(FadeOut, self.counts)), 0.5)
        self._play_if_any(self.trace.stacked(), 1.8)
        sums = self.trace.sums()
        self._play_if_any(staggered(list(map(FadeIn, sums)), overlap=0.5), 1.6)
        self.stage.add(*sums)
        self.wait(LOOK)

    def run_to(self, moment: int, seconds: float) -> None:
        """Run the training to a moment, from one recorded moment to the next."""
        start, count = self.moment, moment - self.moment
        slow = seconds / max(abs(count), 1) > SLOW

        def place_at(share: float) -> float:
            place = count * share
            if slow:
                whole, part = divmod(place, 1)
                place = whole + smooth(max(part - HELD, 0.0) / (1 - HELD))
            return start + place

        def moment_at(share: float) -> int:
            return round(place_at(share))

        others = [head.follow(moment_at) for head in self.heads if head in self.mobjects]
        # What changes lies on top, so that the rest is drawn only once.
        self.add(self.squares, self.tally.step, self.tally.right, *self.stage)
        others.append(self._squares_follow(place_at if slow else moment_at))
        if self.trace is not None:
            others.append(self.trace.follow(moment_at))
        self.play(*self.tally.follow(moment_at), *others, run_time=seconds)
        self.squares.show(Source(self.series, "confusion", index=(moment,)))
        self.moment = moment

    def _squares_follow(self, place_at: Callable[[float], float]) -> Animation:
        confusion, last = self.series.confusion, self.series.last

        def blend(squares: CountSquares, share: float) -> None:
            place = place_at(share)
            before, after = int(place), min(int(place) + 1, last)
            change = confusion[after] - confusion[before]
            squares.picture(confusion[before] + change * (place - before))

        return UpdateFromAlphaFunc(self.squares, blend, rate_func=linear)
