"""The beats about the mistakes that are left: how many, which pairs, and which samples."""

from __future__ import annotations

from typing import Any

from manim import FadeIn, FadeOut, UpdateFromAlphaFunc, smooth

from network.recordings.confusions import ShownSamples
from scenes.animation.timing import staggered, within
from scenes.base import Said
from scenes.clips.confusions.confusion_scene import ConfusionScene
from scenes.clips.confusions.first_sample import FirstSample
from scenes.clips.confusions.misread_table import MisreadTable
from scenes.clips.confusions.pair_row import PairRow
from scenes.clips.confusions.tally import COUNT
from scenes.mobjects.matrix.square_matrix import CountSquares
from scenes.mobjects.text.sentence import Sentence
from scenes.provenance.source import Source

__all__ = ["MistakeBeats"]

DRAWN = "drawings"
"""Origin of images that are none of those counted, so that they have no place in the matrix."""
MOST_COLUMNS = 2
"""Number of samples of a table that are shown."""
MOST_IMAGES = 2
"""Number of images that are shown."""
GUESS, ANSWER = 0.7, 0.4
"""Seconds to look at an image before its label is said, and at its label and the answer."""
LAST_LOOK = 0.8
"""Seconds before the clip ends."""
CELL = 0.86
"""Side of an image in its cell, as a share of the pitch."""
TOTAL = 0.7
"""Size of the number of mistakes."""


class MistakeBeats(ConfusionScene):
    """The second half of the clip."""

    trace: Any = None

    # What captions say.

    def about_pairs(self) -> dict[str, Said]:
        """Return the names of the two most frequent pairs."""
        return self.named(*[k for pair in self.pairs_shown[:2] for k in sorted(pair)])

    # The beats.

    def rest(self) -> None:
        """Leave out the right answers; draw the others on a scale of their own."""
        full = float(self.series.largest[1])
        if self.trace is not None:
            self._leave_the_pair()
        if not full:
            return
        rest = self.matrix.mistakes()
        self.add(rest)
        self.play(
            *self.stage.clear(stop=1.0), *map(FadeOut, self.tally.mobjects),
            FadeOut(self.squares), FadeIn(self.matrix.diagonal()), run_time=0.9,
        )  # fmt: skip
        self.wrong = self._wrong()
        self._enlarge(rest, full)
        self.left = rest
        self.numbers = self.matrix.numbers()
        if self.numbers is not None:
            self._write_counts()

    def _leave_the_pair(self) -> None:
        """Only the matrix stays, with its scale."""
        old = [within(FadeOut(each), 0.0, 0.6) for each in (*self.heads, self.trace)]
        back = within(FadeIn(self.key), 0.5, 1.0)
        self.play(*self.stage.clear(stop=0.6), *old, back, run_time=1.0)

    def _enlarge(self, rest: CountSquares, full: float) -> None:
        """Change the scale to that of the mistakes, and say so beside it."""
        everything, old, key = rest.full, self.key, self._key(1)

        def swell(squares: CountSquares, share: float) -> None:
            squares.full = everything * (full / everything) ** share

        self.play(
            UpdateFromAlphaFunc(rest, swell, rate_func=smooth),
            within(FadeOut(old.said), 0.1, 0.3), within(FadeIn(key.said), 0.6, 0.8),
            within(FadeIn(self.wrong), 0.5, 0.9), run_time=2.0,
        )  # fmt: skip
        rest.full = full
        self.remove(*old, old, key.said)
        self.add(key)
        self.key = key

    def _wrong(self) -> Sentence:
        source = Source(self.series, "wrong", index=(self.series.last,))
        word, room = self.words[f"{self.clip}.wrong"], self.panel
        found = Sentence.fitting(self.theme, [(source, COUNT), word], TOTAL, room.width)
        return found.place(room.x, room.y, "centre")

    def _write_counts(self) -> None:
        """Write the counts in place of the squares, on cells that are tinted by them."""
        rows: dict[int, list[Any]] = {}
        for (row, _), number in (self.numbers or {}).items():
            rows.setdefault(row, []).append(FadeIn(number))
        for (row, _), tint in self.matrix.tints().items():
            rows[row].append(FadeIn(tint))
        self.play(
            within(FadeOut(self.left), 0.0, 0.3), *staggered(list(rows.values()), overlap=0.6),
            run_time=2.0,
        )  # fmt: skip

    def pairs(self) -> None:
        """Rank the pairs by both ways together; the first one slowly."""
        top, places = self.layout.rows(self.panel, len(self.pairs_shown))
        self.rows = [
            PairRow(self.theme, place, self.series, pair, self.matrix.names)
            for place, pair in zip(places, self.pairs_shown, strict=True)
        ]
        self.heading = self.say("both_ways", width=self.panel.width)
        self.heading.place(self.panel.x, top + 0.1 + self.heading.drop)
        self.play(FadeOut(self.wrong), FadeOut(self.key), run_time=0.4)
        self.play(FadeIn(self.heading), run_time=0.4)
        frames: list[Any] = []
        for k, (pair, row) in enumerate(zip(self.pairs_shown, self.rows, strict=True)):
            new = [self.matrix.cell_frame(*pair), self.matrix.cell_frame(*pair[::-1])]
            self.play(*map(FadeOut, frames), *map(FadeIn, [*new, row]), run_time=0.6)
            self.wait(0.2 if k else 0.9)
            frames = new
        self.play(*map(FadeOut, frames), run_time=0.4)

    def guess(self) -> None:
        """Show one of the images that are misread, large; of the counts only the tints stay."""
        self.room = self.panel
        note = self.origin_of(self.misread_samples, self.panel)
        for line in note:
            line.move_to([self.panel.x, self.panel.bottom + line.height / 2, 0.0])
            self.room = self.room.above(line.get_top()[1] + 0.15)
        counts = (self.numbers or {}).values()
        self.play(*map(FadeOut, [self.heading, *self.rows, *counts]), run_time=0.5)
        self.shown = self._sample(self.chosen[0])
        self.play(FadeIn(self.shown.sample), *map(FadeIn, note), run_time=0.7)

    def _sample(self, which: int) -> FirstSample:
        return FirstSample(
            self.theme, self.room, self.series, self.misread_samples, self.axes_words, which
        )

    @property
    def chosen(self) -> list[int]:
        """One sample of each pair, of the most frequent pairs."""
        shown: ShownSamples = self.misread_samples
        found = [
            next((k for k in map(shown.index, (pair, pair[::-1])) if k is not None), None)
            for pair in self.pairs_shown
        ]
        return [k for k in found if k is not None][:MOST_IMAGES]

    def misread(self) -> None:
        """Say what samples are and what the network takes them for; put them into their cells."""
        if "values" in self.misread_samples.arrays:
            self._show_values()
            return
        for place, which in enumerate(self.chosen):
            if place:
                old, self.shown = self.shown, self._sample(which)
                self.play(FadeOut(old.sample), *map(FadeOut, old.said), run_time=0.4)
                self.play(FadeIn(self.shown.sample), run_time=0.5)
                self.wait(GUESS)
            row, column = (
                int(self.misread_samples.arrays[k][which]) for k in ("labels", "answers")
            )
            self._find_cell(row, column)
            if self.misread_samples.origin != DRAWN:
                self._into_its_cell(row, column)
        self.wait(LAST_LOOK)

    def _find_cell(self, row: int, column: int) -> None:
        """Say label and answer, which are the row and the column of a cell."""
        lines = [self.matrix.row_frame(row), self.matrix.column_frame(column)]
        for said, line in zip(self.shown.said, lines, strict=True):
            self.play(FadeIn(said), FadeIn(line), run_time=0.5)
        self.wait(ANSWER)
        count = [] if self.numbers is None else [FadeIn(self.numbers[row, column])]
        cell = self.matrix.cell_frame(row, column)
        self.play(*map(FadeOut, lines), FadeIn(cell), *count, run_time=0.6)

    def _into_its_cell(self, row: int, column: int) -> None:
        """Move a small copy of an image into its cell."""
        moving = self.shown.sample.copy()
        small = CELL * self.matrix.pitch / max(moving.width, moving.height)
        number = (
            [] if self.numbers is None else [within(FadeOut(self.numbers[row, column]), 0.6, 0.9)]
        )
        self.add(moving)
        self.play(
            moving.animate.scale(small).move_to([*self.matrix.centre(row, column), 0.0]),
            *number, run_time=0.8,
        )  # fmt: skip

    def _show_values(self) -> None:
        columns = range(min(len(self.misread_samples), MOST_COLUMNS))
        table = MisreadTable(
            self.theme, self.panel, self.series, self.misread_samples, list(columns),
            self.axes_words,
        )  # fmt: skip
        self.play(*map(FadeOut, [self.heading, *self.rows]), run_time=0.5)
        self.play(FadeIn(table.names), FadeIn(table.rule), run_time=0.5)
        for column in table.columns:
            self.play(FadeIn(column), run_time=0.6)
            self.wait(0.4)
