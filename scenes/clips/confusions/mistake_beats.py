"""The beats about the mistakes that are left: how many, which pairs, and which samples."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import FadeIn, FadeOut, UpdateFromAlphaFunc, linear, smooth

from network.recordings.confusions import ShownSamples
from scenes.animation.timing import staggered, within
from scenes.base import Said
from scenes.clips.confusions.confusion_scene import LOOK, ConfusionScene
from scenes.clips.confusions.first_sample import FirstSample
from scenes.clips.confusions.misread_table import MisreadTable
from scenes.clips.confusions.pair_row import PairRow
from scenes.clips.confusions.tally import COUNT
from scenes.mobjects.matrix.square_matrix import CountSquares
from scenes.mobjects.text.sentence import Piece, Sentence
from scenes.provenance.source import Source

__all__ = ["MistakeBeats"]

MOST_SHOWN = 2
"""Number of samples that are shown."""
SLOW, QUICK = 0.7, 0.4
"""Seconds for each part of the first sample, and of those after it."""
LAST_LOOK = 1.5
"""Seconds before the clip ends."""
TOTAL = 0.7
"""Size of the number of mistakes."""


class MistakeBeats(ConfusionScene):
    """The second half of the clip."""

    trace: Any
    keys: list[Any]

    # What captions say.

    def about_pairs(self) -> dict[str, Said]:
        """Return the names of the two most frequent pairs."""
        return self.named(*[k for pair in self.pairs_shown[:2] for k in pair])

    # The beats.

    def rest(self) -> None:
        """Leave out the right answers; write numbers in place of the squares of the others."""
        if not self.series.largest[1]:
            return
        beside = [*self.tally.mobjects, *self.keys] if self.trace is None else [self.trace]
        counts, count = self.series.confusion[-1], self.matrix.count

        def shrink(squares: CountSquares, share: float) -> None:
            squares.picture(counts * (1 - share * np.eye(count)))

        self.play(
            *self.stage.clear(stop=0.6), *[within(FadeOut(each), 0.0, 0.6) for each in beside],
            UpdateFromAlphaFunc(self.squares, shrink, rate_func=smooth),
            within(FadeIn(self.matrix.diagonal()), 0.4, 1.0), run_time=1.2,
        )  # fmt: skip
        self.wrong = self._wrong()
        self.play(FadeIn(self.wrong), run_time=0.6)
        self._write_counts()

    def _wrong(self) -> Sentence:
        source = Source(self.series, "wrong", index=(self.series.last,))
        every = Source(self.series, "setting", index=("samples",))
        word, room = self.words[f"{self.clip}.mistakes_in"], self.panel
        pieces: list[Piece] = [(source, COUNT), word, (every, COUNT)]
        found = Sentence.fitting(self.theme, pieces, TOTAL, room.width)
        return found.place(room.x, room.y, "centre")

    def _write_counts(self) -> None:
        """Write the counts row by row, on cells that are tinted by them, where squares vanish."""
        self.numbers = self.matrix.numbers() or {}
        tints, counts = self.matrix.tints(), self.series.mistakes[-1]
        rows: list[list[Any]] = [[] for _ in counts]
        for held in (tints, self.numbers):
            for (row, _), each in held.items():
                rows[row].append(FadeIn(each))
        written = staggered(rows, overlap=0.6, start=0.1)
        starts = np.linspace(0.0, 0.9, len(counts) + 1)[:-1]

        def vanish(squares: CountSquares, share: float) -> None:
            left = np.clip(1 - (share - starts) / 0.1, 0.0, 1.0)
            squares.picture(counts * left[:, None])

        self.play(
            UpdateFromAlphaFunc(self.squares, vanish, rate_func=linear), *written, run_time=3.0
        )
        self.remove(self.squares)

    def pairs(self) -> None:
        """Rank the pairs by both ways together; the cells of the first one stay framed."""
        shown = self.pairs_shown
        top, places = self.layout.rows(self.panel, len(shown))
        words = self.words[f"{self.clip}.both"]
        first, *others = [
            PairRow(self.theme, place, self.series, pair, shown, self.matrix.names, words)
            for place, pair in zip(places, shown, strict=True)
        ]
        heading = self.say("both_ways", width=self.panel.width)
        heading.place(self.panel.left, top + 0.1 + heading.drop, "left")
        frames = [self.matrix.cell_frame(*way) for way in (shown[0], shown[0][::-1])]
        new = [within(FadeIn(each), 0.4, 1.0) for each in (heading, *frames)]
        self.play(within(FadeOut(self.wrong), 0.0, 0.5), *new, run_time=0.9)
        self.play(FadeIn(first), run_time=0.7)
        self.wait(LOOK)
        if others:
            self.play(*staggered(list(map(FadeIn, others)), overlap=0.3), run_time=1.8)
        self.stage.add(heading, *frames, first, *others)

    @property
    def chosen(self) -> list[int]:
        """One sample of each pair, of the most frequent pairs."""
        shown: ShownSamples = self.misread_samples
        found = [
            next((k for k in map(shown.index, (pair, pair[::-1])) if k is not None), None)
            for pair in self.pairs_shown
        ]
        return [k for k in found if k is not None][:MOST_SHOWN]

    def misread(self) -> None:
        """Say what samples are and what the network takes them for; frame their cells."""
        self.play(*self.stage.clear(stop=1.0), run_time=0.5)
        shown = self.misread_samples
        if "values" in shown.arrays:
            self._show_values()
            return
        note, room = self.origin_of(shown)
        places = self.layout.samples(room, len(self.chosen))
        for which, place, pace in zip(self.chosen, places, (SLOW, QUICK), strict=False):
            sample = FirstSample(self.theme, place, self.series, shown, self.axes_words, which)
            self.play(FadeIn(sample.sample), *map(FadeIn, note), run_time=pace)
            row, column = (int(shown.arrays[k][which]) for k in ("labels", "answers"))
            self.point_out(sample, row, column, pace)
            note = []
        self.wait(LAST_LOOK)

    def _show_values(self) -> None:
        columns = range(min(len(self.misread_samples), MOST_SHOWN))
        table = MisreadTable(
            self.theme, self.panel, self.series, self.misread_samples, list(columns),
            self.axes_words,
        )  # fmt: skip
        self.play(FadeIn(table.names), FadeIn(table.rule), run_time=0.5)
        for column in table.columns:
            self.play(FadeIn(column), run_time=0.6)
            self.wait(0.4)
