"""The beats about the training: one sample, all of them, and two classes that swing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from manim import (
    Animation,
    Dot,
    FadeIn,
    FadeOut,
    ReplacementTransform,
    Square,
    UpdateFromAlphaFunc,
    VGroup,
    linear,
    smooth,
)

from network.recordings.confusion_story import commonest_answer, just_turned
from scenes.animation.timing import staggered, within
from scenes.base import Said
from scenes.clips.confusions.axis_names import COMMA
from scenes.clips.confusions.class_names import name_value
from scenes.clips.confusions.confusion_scene import LOOK, ConfusionScene
from scenes.clips.confusions.first_sample import FirstSample
from scenes.clips.confusions.swing_trace import SwingTrace
from scenes.clips.confusions.tally import COUNT
from scenes.mobjects.matrix.square_matrix import CountSquares
from scenes.mobjects.text.readout import DIGIT_HEIGHT
from scenes.provenance.source import Source

__all__ = ["TrainingBeats"]

LEARNING_SECONDS, COURSE_SECONDS, TRAINING_SECONDS = 6.0, 3.6, 6.5
"""How long the training runs to the first turn, to draw its columns so far, and to the end."""
SECONDS_A_MOMENT = 0.6
"""How long it takes from one recorded moment to the next, at most."""
TURN_SECONDS, GUESS, END = 1.2, 2.0, 1.0
"""How long a single turn takes, to guess how training will end, and to look at its end."""
SLOW, HELD = 0.3, 0.5
"""Seconds a moment from which on squares flow from count to count, and the share of the time that
they rest at each; faster, they change all at once: never is a matrix shown that was at no step."""
SAMPLE, NEAR, APART = 0.26, 0.16, 0.5
"""Side of a square that shows a colour, its gap from what it means, and the distance of two."""
ABOVE = 0.36
"""From sums to the heading above them."""
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

    def about_untrained(self) -> dict[str, Said]:
        """Return what is counted, and the commonest answer at first."""
        answer = commonest_answer(self.series, 0)
        return {"what": self.what, "answer": name_value(self.series, answer)}

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

    def about_end(self) -> dict[str, Said]:
        """Return the names of the two classes, those of the more frequent way in the end first."""
        assert self.swing is not None
        a, b = self.swing.pair
        last = self.series.confusion[-1]
        return self.named(*((b, a) if last[b, a] > last[a, b] else (a, b)))

    # The beats.

    def appear(self) -> list[Animation]:
        """Return what appears with the first caption: the matrix, and a sample beside it."""
        found: list[Any] = [self.matrix]
        if len(self.first):
            note, room = self.origin_of(self.first)
            words = self.axes_words
            self.shown = FirstSample(self.theme, room, self.series, self.first, words)
            self.stage.add(self.shown.sample, *note)
            found += [self.shown.sample, *note]
        return list(map(FadeIn, found))

    def one(self) -> None:
        """Count one sample: its label is the row, the answer the column."""
        row, column = (int(self.first.arrays[name][0]) for name in ("labels", "answers"))
        place, small = [*self.matrix.centre(row, column), 0.0], 0.8 * self.matrix.pitch
        counted: Any = Dot(color=self.theme.ink)
        if self.shown.said:
            image = self.shown.sample[0]
            counted = image.copy().scale(small / max(image.width, image.height))
        cell = self.point_out(self.shown, row, column, 1.0, FadeIn(counted.move_to(place)))
        self.stage.add(*self.shown.said, counted, cell)

    def untrained(self) -> None:
        """Show all samples: squares grow in their cells, once it is said what they mean."""
        full = self.squares.full

        def grow(squares: CountSquares, share: float) -> None:
            squares.full = full / max(share, SMALLEST) ** 2

        growth = UpdateFromAlphaFunc(self.squares, grow, rate_func=smooth)
        self.keys = [*self._colours(), self.key]
        new = [within(FadeIn(each), 0.5, 1.0) for each in (*self.tally.mobjects, *self.keys)]
        self.play(*self.stage.clear(), *new, run_time=1.2)
        self.play(growth, run_time=2.2)
        self.squares.full = full

    def diagonal(self) -> None:
        """Outline the cells of the right answers."""
        self.outlines = self.matrix.diagonal()
        self.play(*staggered(list(map(FadeIn, self.outlines)), overlap=0.7), run_time=2.6)
        self.stage.add(*self.outlines)

    def _colours(self) -> list[VGroup]:
        """Say which colour right answers have, and which mistakes."""
        theme, room, found = self.theme, self.places.colours, []
        em, left = theme.sizes.label, self.places.colours.left
        for word, colour in (("right", theme.target), ("wrong", theme.cost)):
            square = Square(SAMPLE, stroke_width=0).set_fill(colour, opacity=1)
            square.move_to([left + SAMPLE / 2, room.y, 0.0])
            name = self.say(word)
            name.place(left + SAMPLE + NEAR, room.y - em * DIGIT_HEIGHT / 2, "left")
            found.append(VGroup(square, name))
            left = name.get_right()[0] + APART
        return found

    def learning(self) -> None:
        """Train up to the first turn."""
        assert self.swing is not None
        first = self.swing.turns[0]
        self.play(*self.stage.clear(stop=1.0), run_time=0.4)
        self.run_to(first, min(LEARNING_SECONDS, SECONDS_A_MOMENT * first))

    def there(self) -> None:
        """Point out that one class is taken for another; go on by one checkpoint."""
        assert self.swing is not None
        self._point_out(0, FadeIn(self.heads[0]))
        frame = self.matrix.cell_frame(*self.heads[1].way)
        self.heads[1].count.show(self.heads[1].source_at(self.moment))
        self.play(FadeIn(frame), FadeIn(self.heads[1]), run_time=0.6)
        self.stage.add(frame)
        self.wait(LOOK)
        self.run_to(self.swing.turns[1], TURN_SECONDS)
        self.wait(LOOK)

    def back(self) -> None:
        """Point out that it is the other way round."""
        self.wait(LOOK)
        self._point_out(1)

    def _point_out(self, way: int, *others: Any) -> None:
        """Frame a row, then its cell."""
        head = self.heads[way]
        head.count.show(head.source_at(self.moment))
        row, frame = self.matrix.row_frame(head.way[0]), self.matrix.cell_frame(*head.way)
        self.play(FadeIn(row), run_time=0.7)
        self.play(ReplacementTransform(row, frame), *others, run_time=1.0)
        self.stage.add(frame)

    def course(self) -> None:
        """Draw a column beside the matrix for each moment so far."""
        places, heads = self.layout.swing(self.panel), self.heads
        self.heads, self.trace = self._heads(places), self._trace(places).show(-1)
        for head in self.heads:
            head.count.show(head.source_at(self.moment))
        self.play(*map(FadeOut, [*heads, *self.keys]), run_time=0.5)
        self.play(*map(FadeIn, [*self.heads, self.trace]), run_time=0.8)
        so_far = self.trace.follow(lambda share: round(share * self.moment), focus=False)
        self.play(so_far, run_time=COURSE_SECONDS)
        self.trace.show(self.moment)

    def training(self) -> None:
        """Train to the end; if two classes swing, after time to guess."""
        if self.swing is None:
            self.play(*self.stage.clear(stop=1.0), run_time=0.4)
        else:
            self.wait(GUESS)
        moments = self.series.last - self.moment
        figures = [part for head in self.heads for part in head[1:]]
        self._play_if_any([each.animate.set_fill(opacity=0.0) for each in figures], 0.4)
        if moments:
            self.run_to(self.series.last, min(TRAINING_SECONDS, SECONDS_A_MOMENT * moments))
        self._play_if_any([each.animate.set_fill(opacity=1.0) for each in figures], 0.6)
        self.wait(END)

    def stopped(self) -> None:
        """Enlarge the last columns, with their counts."""
        assert self.trace is not None
        assert self.swing is not None
        places = self.layout.swing(self.panel, alone=True)
        old, heads = self.trace, self._heads(places)
        new = SwingTrace.of_last(self.theme, places.chart, self.series, self.swing.pair)
        new.show(self.moment, focus=False)
        for head in heads:
            head.count.show(head.source_at(self.moment))
        few, every = len(new.moments), len(old.moments)
        frame = old.frame(max(every - few, 0), every - 1)
        self.play(FadeIn(frame), run_time=0.7)
        whole = new.frame(0, few - 1)
        kept = dict(zip(old.moments, old.columns, strict=True))
        grown = [
            ReplacementTransform(kept.pop(moment), column)
            for moment, column in zip(new.moments, new.columns, strict=True)
            if moment in kept
        ]
        gone = [*kept.values(), *old.around, *self.tally.mobjects]
        self.play(
            *[within(FadeOut(each), 0.0, 0.4) for each in gone], *grown,
            *[within(FadeIn(each), 0.7, 1.0) for each in new.around],
            ReplacementTransform(old.axis, new.axis), ReplacementTransform(frame, whole),
            *map(ReplacementTransform, self.heads, heads), run_time=1.6,
        )  # fmt: skip
        self.trace, self.heads = new, heads
        self.play(FadeOut(whole), run_time=0.4)
        self._write_halves()

    def _write_halves(self) -> None:
        """Write how often each way; frame the last moment but one if it was the other way round."""
        assert self.trace is not None
        self.counts = self.trace.counts()
        self._play_if_any(staggered(list(map(FadeIn, self.counts)), overlap=0.5), 2.0)
        if just_turned(self.series, self.trace.pair):
            before = len(self.trace.moments) - 2
            frame = self.trace.frame(before, before)
            self.play(FadeIn(frame), run_time=0.6)
            self.stage.add(frame)
        self.wait(LOOK)

    def _play_if_any(self, animations: Sequence[Any], seconds: float) -> None:
        """Play animations of what some recordings or frames do not have."""
        if animations:
            self.play(*animations, run_time=seconds)

    def together(self) -> None:
        """Stand all columns on one floor: their heights are both ways together."""
        assert self.trace is not None
        assert self.swing is not None
        words, sums = self.words[f"{self.clip}.both_of"], self.trace.sums()
        heading = self.matrix.names.way(self.swing.pair, self.trace.place.width, words, short=COMMA)
        top = max(
            [self.trace.place.bottom + ABOVE, *[number.get_top()[1] + ABOVE for number in sums]]
        )
        heading.place(self.trace.place.left, top, "left")
        self.play(*self.stage.clear(), *map(FadeOut, self.heads), run_time=0.6)
        stacked = self.trace.stacked(self.counts)
        self.play(*stacked, within(FadeIn(heading), 0.7, 1.0), run_time=1.8)
        self._play_if_any(list(map(FadeOut, self.counts)), 0.4)
        self._play_if_any(staggered(list(map(FadeIn, sums)), overlap=0.5), 1.6)
        self.stage.add(*sums, heading)
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
