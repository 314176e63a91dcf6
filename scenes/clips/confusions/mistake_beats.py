"""The beats about the mistakes that are left: how many, which pairs, and which samples."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import FadeIn, FadeOut, Group, RoundedRectangle, UpdateFromAlphaFunc, smooth

from scenes.animation.timing import staggered, within
from scenes.base import Said
from scenes.clips.confusions.confusion_scene import ConfusionScene
from scenes.clips.confusions.first_sample import image_of
from scenes.clips.confusions.misread_table import MisreadTable
from scenes.clips.confusions.pair_row import PairRow
from scenes.mobjects.matrix.square_matrix import CountSquares

__all__ = ["MistakeBeats"]

LAST_LOOK = 1.5
"""Seconds to look at the images before the clip ends."""
MOST_COLUMNS = 2
"""Number of samples of a table that are shown."""


class MistakeBeats(ConfusionScene):
    """The second half of the clip."""

    # What captions say.

    def about_rest(self) -> dict[str, Said]:
        """Return how many mistakes there are, and how often the most frequent one is made."""
        wrong = self.number("wrong", self.series.last)
        return {**self.counted(), "wrong": wrong, "most": self.number("largest", 1)}

    def about_pairs(self) -> dict[str, Said]:
        """Return the most frequent pair, and how often it is confused both ways together."""
        a, b = self.pairs_shown[0]
        names = {"first": self.name_of(min(a, b)), "second": self.name_of(max(a, b))}
        return {**names, "total": self.number("pair_totals", a, b)}

    def about_direction(self) -> dict[str, Said]:
        """Return how often a pair is confused one way, and how often the other."""
        (a, b), last = self.one_sided or self.pairs_shown[0], self.series.last
        counts = {
            "there": self.number("mistakes", last, a, b),
            "back": self.number("mistakes", last, b, a),
        }
        return {"first": self.name_of(a), "second": self.name_of(b), **counts}

    # The beats.

    def rest(self) -> None:
        """Leave out the right answers, and draw the others on a scale of their own."""
        rest, full = self.matrix.mistakes(), float(self.series.largest[1])
        if not full:
            return
        everything = rest.full
        self.add(rest)
        self.play(FadeOut(self.squares), FadeIn(self.matrix.diagonal()), run_time=0.9)
        scale = self.tally.scale_of(1)

        def swell(squares: CountSquares, share: float) -> None:
            squares.full = everything * (full / everything) ** share

        self.play(
            UpdateFromAlphaFunc(rest, swell, rate_func=smooth),
            within(FadeOut(self.tally.scale), 0.0, 0.3), within(FadeIn(scale), 0.7, 1.0),
            run_time=2.2,
        )  # fmt: skip
        rest.full = full
        self.left, self.scale = rest, scale

    def counts(self) -> None:
        """Replace the squares by their counts, the most frequent first."""
        numbers = self.numbers
        assert numbers is not None
        order = sorted(numbers, key=lambda cell: -int(self.series.mistakes[-1][cell]))
        groups = np.array_split(np.arange(len(order)), min(12, len(order)))
        waves = [[FadeIn(numbers[order[k]]) for k in group] for group in groups]
        self.play(
            within(FadeOut(self.left), 0.0, 0.3), within(FadeOut(self.scale), 0.0, 0.3),
            *staggered(waves, overlap=0.6, start=0.1),
            run_time=2.4,
        )  # fmt: skip

    def pairs(self) -> None:
        """Add up both ways, and rank the pairs; the first one slowly."""
        theme, images = self.theme, bool(self.series.metadata["images"])
        self.top, places = self.layout.rows(self.panel, len(self.pairs_shown))
        self.rows = [
            PairRow(theme, place, self.series, pair, self.matrix.names, images)
            for place, pair in zip(places, self.pairs_shown, strict=True)
        ]
        self.heading = self.say("both_ways").place(self.panel.x, self.panel.top - 0.36)
        figures = [*self.tally.mobjects[:-1], self.chart]
        if self.numbers is None:
            figures.append(self.scale)
        self.play(*map(FadeOut, figures), run_time=0.5)
        self.play(FadeIn(self.heading), run_time=0.4)
        frames: list[Any] = []
        for k, (pair, row) in enumerate(zip(self.pairs_shown, self.rows, strict=True)):
            new = [self.matrix.cell_frame(*pair), self.matrix.cell_frame(*pair[::-1])]
            self._show_pair(row, frames, new, slowly=k == 0)
            frames = new
        self.play(*map(FadeOut, frames), run_time=0.4)

    def _show_pair(self, row: PairRow, old: list[Any], new: list[Any], *, slowly: bool) -> None:
        if not slowly:
            self.play(*map(FadeOut, old), *map(FadeIn, [*new, row]), run_time=0.7)
            return
        self.play(*map(FadeIn, new), run_time=0.6)
        names_and_bars = [FadeIn(part) for way in row.ways for part in way[:2]]
        cells = (row.pair, row.pair[::-1])
        if self.numbers is None or not all(cell in self.numbers for cell in cells):
            self.play(*names_and_bars, *map(FadeIn, row.counts), run_time=0.8)
        else:
            moves = [(self.numbers[c], n) for c, n in zip(cells, row.counts, strict=True)]
            self.move_numbers(moves, run_time=1.3)
            self.play(*names_and_bars, run_time=0.6)
        self.play(FadeIn(row.total), run_time=0.6)
        self.wait(0.6)

    def direction(self) -> None:
        """Point out that a mistake may be much more frequent than its reverse."""
        pair = self.one_sided or self.pairs_shown[0]
        row = self.rows[self.pairs_shown.index(pair)]
        self.around = RoundedRectangle(
            width=row.region.width - 0.06, height=row.region.height - 0.06, corner_radius=0.1,
            stroke_color=self.theme.focus, stroke_width=1.4 * self.theme.sizes.line,
        ).move_to(row.region.centre)  # fmt: skip
        there, back = self.matrix.cell_frame(*pair), self.matrix.cell_frame(*pair[::-1])
        self.play(FadeIn(there), FadeIn(self.around), run_time=0.7)
        self.wait(0.6)
        self.play(FadeIn(back), run_time=0.6)
        self.frames = [there, back, self.around]

    def misread(self) -> None:
        """Show samples that the network really misreads."""
        if "values" in self.misread_samples.arrays:
            self._show_values()
            return
        self.play(*map(FadeOut, self.frames), run_time=0.4)
        note = self.origin_of(self.misread_samples, self.panel)
        for line in note:
            line.place(self.panel.x, self.top + line.drop)
        self.play(FadeOut(self.heading), *map(FadeIn, note), run_time=0.5)
        for row in self.rows:
            found = [
                image_of(self.theme, slot, self.misread_samples, sample)
                for way, slot in zip((row.pair, row.pair[::-1]), row.slots, strict=True)
                if (sample := self.misread_samples.index(way)) is not None
            ]
            if found:
                self.play(FadeIn(Group(*found)), run_time=0.6)
        self.wait(LAST_LOOK)

    def _show_values(self) -> None:
        columns = range(min(len(self.misread_samples), MOST_COLUMNS))
        table = MisreadTable(
            self.theme, self.panel, self.series, self.misread_samples, list(columns),
            self.axes_words,
        )  # fmt: skip
        others = [*self.frames[:2], self.around, self.heading, *self.rows]
        self.play(*map(FadeOut, others), run_time=0.5)
        self.play(FadeIn(table.names), FadeIn(table.rule), run_time=0.5)
        for column in table.columns:
            self.play(FadeIn(column), run_time=0.6)
            self.wait(0.4)
