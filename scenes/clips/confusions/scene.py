"""Which digits the network confuses with which, from the first step to the last."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import FadeIn, FadeOut, UpdateFromAlphaFunc, linear

from network import CheckpointSeries, evolution_of
from network.errors import LayerlightError
from scenes.animation.timing import soft_ends, staggered, within
from scenes.base import NetworkScene
from scenes.claims import SHOWN_PAIRS
from scenes.clips.confusions.confusion_matrix import ConfusionMatrix
from scenes.clips.confusions.counters import ResultCounters
from scenes.clips.confusions.layout import ConfusionsLayout
from scenes.clips.confusions.mistaken_pair import MistakenPair
from scenes.mobjects.images.drawn_data import Drawings
from scenes.mobjects.matrix.square_matrix import CountSquares

__all__ = ["Confusions"]

TRAINING_SECONDS = 10.0
EARLY_TIME, EARLY_SHARE = 0.65, 0.38
"""Share of the play's time for the first ten thousand steps, and their share of the usual time."""


class Confusions(NetworkScene):
    """The confusion matrix, as its counts move to the diagonal, and the mistakes that remain."""

    clip = "confusions"

    def check(self, recording: Any) -> None:
        """Refuse anything but a training run on MNIST."""
        kind = recording.metadata.get("kind")
        if kind not in ("film", "mnist"):
            raise LayerlightError(
                f"{self.clip} draws a training on MNIST, but this recording holds a {kind}: make"
                " one with `python -m network record mnist --out FILE`"
            )
        self.evolution = evolution_of(recording)
        self.series: CheckpointSeries = self.evolution.series
        self.require_answers(self.series)
        self.last = len(self.series.steps_shown) - 1
        self.drawn = self.also["drawn_digits"]

    def setup(self) -> None:
        """Divide the frame; build matrix and counters."""
        super().setup()
        self.layout = ConfusionsLayout(self.area, self.series)
        digit, answer, of = (self.words[f"{self.clip}.{key}"] for key in ("digit", "answer", "of"))
        names = digit, answer
        self.matrix = ConfusionMatrix(self.theme, self.layout.matrix, self.series, 0, names)
        self.squares = self.matrix.squares
        self.counters = ResultCounters(self.theme, self.layout, self.series, self.say, of)

    def construct(self) -> None:
        """Play the beats in order."""
        self.beat(self.untrained)
        self.beat(self.diagonal)
        self.beat(self.training)
        self.beat(self.counts, wrong=self.of_series("test_wrong", self.last))
        self.chosen = self.commonest()
        if self.chosen:
            self.beat(self.pairs)
            self.beat(self.both_ways)

    def commonest(self) -> list[tuple[int, int]]:
        """Return the most frequent confusions as (true digit, answer), each pair once."""
        chosen: list[tuple[int, int]] = []
        for true, answer in self.series.mistakes[self.last].tolist():
            made = self.series.confusion[self.last, true, answer] > 0
            if made and (answer, true) not in chosen:
                chosen.append((true, answer))
        return chosen[:SHOWN_PAIRS]

    # The beats, in order.

    def untrained(self) -> None:
        """Show the matrix before training, when nearly all answers are the same."""
        self.play(FadeIn(self.matrix), run_time=0.8)
        self.play(FadeIn(self.squares), run_time=1.0)
        self.play(*map(FadeIn, self.counters.mobjects), run_time=0.6)

    def diagonal(self) -> None:
        """Point out the cells of the right answers."""
        frames = [self.matrix.cell_frame(k, k) for k in range(self.series.layer_sizes[-1])]
        self.play(*staggered([FadeIn(frame) for frame in frames], overlap=0.7), run_time=1.6)
        self.stage.add(*frames)

    def training(self) -> None:
        """Move the counts to the diagonal as the network learns."""
        self.play(*self.stage.clear(stop=1.0), run_time=0.4)
        shares = [self.evolution.share(int(step)) for step in self.series.steps_shown]
        confusion, frames = self.series.confusion, np.arange(len(shares))

        def at(share: float) -> float:
            return float(np.interp(soft_ends(share), [0, EARLY_TIME, 1], [0, EARLY_SHARE, 1]))

        def blend(squares: CountSquares, share: float) -> None:
            place = float(np.interp(at(share), shares, frames))
            before = int(place)
            after = min(before + 1, self.last)
            change = confusion[after] - confusion[before]
            squares.picture(confusion[before] + change * (place - before))

        # What changes lies on top, so that the rest is drawn only once.
        self.add(self.squares, self.counters.step, *self.counters.results.values())
        self.play(
            UpdateFromAlphaFunc(self.squares, blend, rate_func=linear),
            *self.counters.follow(lambda share: self.evolution.frame(at(share))),
            run_time=TRAINING_SECONDS,
        )
        self.squares.show(self.of_series("confusion", self.last))

    def counts(self) -> None:
        """Replace the squares by their counts; empty cells stay empty."""
        filled = [tuple(cell) for cell in np.argwhere(self.series.confusion[self.last]).tolist()]
        self.numbers = {cell: self.matrix.count(self.last, *cell) for cell in filled}
        rows = [
            [FadeIn(number) for (r, _), number in self.numbers.items() if r == row]
            for row in range(self.series.layer_sizes[-1])
        ]
        self.play(
            within(FadeOut(self.squares), 0.0, 0.4),
            *staggered(rows, overlap=0.7, start=0.3),
            run_time=2.0,
        )

    def pairs(self) -> None:
        """Show the most frequent confusions, each with drawings of the two digits."""
        beside, wide, hand = self.layout.beside, self.layout.wide, self.drawn.metadata["classes"]
        note = self.say("drawn", width=np.inf if wide else beside.width)
        if wide:
            note.place(beside.x, beside.top - 0.1)
        else:
            note.move_to([beside.x, beside.top - note.height / 2, 0])
        drawings, places = Drawings(self.theme, self.drawn), self.layout.pairs(note.height)
        self.shown = [
            MistakenPair(
                self.theme, place, self.series, self.last, drawings, pair,
                tuple(map(hand.index, pair)),
            )
            for place, pair in zip(places, self.chosen, strict=False)
        ]  # fmt: skip
        self.play(*map(FadeOut, self.counters.mobjects), run_time=0.5)
        self.play(FadeIn(note), run_time=0.4)
        for pair, shown in zip(self.chosen, self.shown, strict=True):
            frame = self.matrix.cell_frame(*pair)
            self.play(FadeIn(frame), *map(FadeIn, shown.images), run_time=0.6)
            self.play(*map(FadeIn, shown.there), run_time=0.5)
            self.wait(0.8)

    def both_ways(self) -> None:
        """Show the same mistakes made the other way round."""
        for pair, shown in zip(self.chosen, self.shown, strict=True):
            if pair[::-1] in self.numbers:
                self.play(FadeIn(self.matrix.cell_frame(*pair[::-1])), run_time=0.4)
            self.play(*map(FadeIn, shown.back), run_time=0.5)
            self.wait(0.6)
