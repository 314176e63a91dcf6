"""The beats about the training: from one sample to the whole matrix, and to its diagonal."""

from __future__ import annotations

from typing import Any

from manim import Dot, FadeIn, UpdateFromAlphaFunc, linear, smooth

from network.recordings.confusion_story import Fashion, commonest_answer
from scenes.animation.timing import soft_ends, staggered, within
from scenes.base import Said
from scenes.clips.confusions.confusion_scene import ConfusionScene
from scenes.clips.confusions.first_sample import FirstSample
from scenes.clips.confusions.tally import COUNT
from scenes.mobjects.matrix.square_matrix import CountSquares
from scenes.provenance.source import Source

__all__ = ["TrainingBeats"]

FASHION_SECONDS, NEXT_SECONDS, NEGLECT_SECONDS = 4.5, 3.0, 4.5
"""How long the training runs up to the moments at which it stops."""
TRAINING_SECONDS, SECONDS_A_MOMENT = 6.5, 0.25
"""How long it runs from there to the end, at most, and at most per recorded moment."""
HELD, HELD_FROM = 0.6, 0.3
"""Share of the time from one moment to the next in which squares match the step and the counts
beside them; seconds per moment from which on they rest like this."""


class TrainingBeats(ConfusionScene):
    """The first half of the clip."""

    # What captions say.

    def about_one(self) -> dict[str, Said]:
        """Return label and answer of the first sample."""
        label, answer = (self.first.arrays[name][0] for name in ("labels", "answers"))
        return {"label": self.name_of(label), "answer": self.name_of(answer)}

    def about_untrained(self) -> dict[str, Said]:
        """Return the commonest answer at first, and how often it is given."""
        answer = commonest_answer(self.series, 0)
        said = self.number("answers", 0, answer)
        return {**self.counted(), "answer": self.name_of(answer), "said": said}

    def about_training(self) -> dict[str, Said]:
        """Return how many answers are right in the end."""
        return {**self.counted(), "right": self.number("right", self.series.last)}

    def about_fashion(self, which: int) -> dict[str, Said]:
        """Return the classes of a fashion, and how often they are answered."""
        fashion = self.fashions[which]
        names = [self.name_of(k) for k in fashion.classes]
        said = Source(
            self.series, "answers_to", step=fashion.moment, layer=0, index=fashion.classes
        )
        return {
            **self.counted(), "step": self.number("steps_shown", fashion.moment),
            "said": (said, COUNT), "first": names[0], "second": names[-1],
        }  # fmt: skip

    def about_neglect(self) -> dict[str, Said]:
        """Return what is right where a class is hardly ever the answer, and that class."""
        found = self.neglect
        assert found is not None
        return {
            "step": self.number("steps_shown", found.moment),
            "right": self.number("right", found.moment),
            "members": self.number("members", found.label), "label": self.name_of(found.label),
            "answer": self.name_of(found.answer),
            "said": self.number("confusion", found.moment, found.label, found.answer),
        }  # fmt: skip

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
        cell = self.matrix.cell_frame(row, column)
        x, y = self.matrix.centre(row, column)
        moving, small = shown.sample.copy(), 0.8 * self.matrix.pitch
        small /= max(moving.width, moving.height)
        if not self.series.metadata["images"]:
            moving, small = Dot([*shown.sample.get_left()[:2], 0.0], color=self.theme.ink), 1.0
        self.add(moving)
        self.play(
            moving.animate.scale(small).move_to([x, y, 0.0]), FadeIn(cell), run_time=1.4,
        )  # fmt: skip
        self.stage.add(shown, *note, *lines, cell, moving)

    def untrained(self) -> None:
        """Show all samples, when nearly all answers may be the same."""
        self.play(*self.stage.clear(stop=0.4), within(FadeIn(self.squares), 0.3, 1.0), run_time=1.5)
        self.play(*map(FadeIn, self.tally.mobjects), run_time=0.6)
        self.play(FadeIn(self.chart), run_time=0.6)

    def diagonal(self) -> None:
        """Point out the cells of the right answers."""
        frames = [self.matrix.cell_frame(k, k) for k in range(self.matrix.count)]
        self.play(*staggered([FadeIn(frame) for frame in frames], overlap=0.7), run_time=1.6)
        self.stage.add(*frames)
        if self.fashions:  # the question stands while it trains
            self._run_to_fashion(self.fashions[0], FASHION_SECONDS)

    def run_to(self, moment: int, seconds: float, *others: Any) -> None:
        """Run the training up to a moment; squares and bars flow from count to count."""
        start, confusion, last = self.moment, self.series.confusion, self.series.last

        held = moment > start and seconds / (moment - start) > HELD_FROM

        def at(share: float) -> float:
            place = start + (moment - start) * soft_ends(share)
            if not held:
                return place
            whole = int(place + 1e-6)
            return whole + smooth(max(place - whole - HELD, 0.0) / (1 - HELD))

        def blend(squares: CountSquares, share: float) -> None:
            before = min(int(at(share)), last)
            after = min(before + 1, last)
            change = confusion[after] - confusion[before]
            squares.picture(confusion[before] + change * (at(share) - before))

        # What changes lies on top, so that the rest is drawn only once.
        self.add(self.squares, self.tally.step, *self.tally.results.values())
        self.play(
            UpdateFromAlphaFunc(self.squares, blend, rate_func=linear),
            *self.chart.follow(at), *self.tally.follow(at), *others,
            run_time=seconds,
        )  # fmt: skip
        self.squares.show(Source(self.series, "confusion", index=(moment,)))
        self.chart.show(moment)
        self.moment = moment

    def _run_to_fashion(self, fashion: Fashion, seconds: float) -> None:
        self.play(*self.stage.clear(stop=1.0), *self.chart.light([]), run_time=0.4)
        self.run_to(fashion.moment, min(seconds, 1.0 + 0.5 * (fashion.moment - self.moment)))

    def _show_fashion(self, fashion: Fashion) -> None:
        frames = [self.matrix.column_frame(k) for k in fashion.classes]
        self.play(*map(FadeIn, frames), *self.chart.light(fashion.classes), run_time=0.6)
        self.stage.add(*frames)

    def fashion(self) -> None:
        """Stop where most answers have become one or two others."""
        self._show_fashion(self.fashions[0])

    def next_fashion(self) -> None:
        """Stop at the next such moment."""
        self._run_to_fashion(self.fashions[1], NEXT_SECONDS)
        self._show_fashion(self.fashions[1])

    def neglected(self) -> None:
        """Stop where most answers are right, but one class is hardly ever the answer."""
        found = self.neglect
        assert found is not None
        self.play(*self.stage.clear(stop=1.0), *self.chart.light([]), run_time=0.4)
        self.run_to(found.moment, NEGLECT_SECONDS)
        row, cell = (
            self.matrix.row_frame(found.label), self.matrix.cell_frame(found.label, found.answer)
        )  # fmt: skip
        self.play(FadeIn(row), *self.chart.light([found.label]), run_time=0.6)
        self.play(FadeIn(cell), run_time=0.5)
        self.stage.add(row, cell)

    def training(self) -> None:
        """Move the counts to the diagonal as the network learns on."""
        self.play(*self.stage.clear(stop=1.0), *self.chart.light([]), run_time=0.4)
        moments = self.series.last - self.moment
        if moments:
            self.run_to(self.series.last, min(TRAINING_SECONDS, 1.0 + SECONDS_A_MOMENT * moments))
