"""Which digits the network takes for which, from the first step to the last."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import FadeIn, FadeOut, UpdateFromAlphaFunc, linear

from network import Film, evolution_of
from network.errors import LayerlightError
from scenes import parts
from scenes.base import RecordedScene
from scenes.frame import Region
from scenes.motion import soft_ends, staggered, within
from scenes.source import NumberFormat, Source

__all__ = ["Confusions"]

TRAINING_SECONDS = 10.0
EARLY_TIME, EARLY_SHARE = 0.65, 0.38
"""So much of the time goes to so much of the training's own time on screen: ten thousand steps."""
PAIRS = 4
COUNT = NumberFormat(0, grouped=True)


class Confusions(RecordedScene):
    """The confusion matrix on its way to the diagonal, and what stays beside it."""

    clip = "confusions"

    def check(self, recording: Any) -> None:
        """Refuse what is not a training on MNIST."""
        if recording.metadata.get("kind") not in ("film", "mnist"):
            raise LayerlightError(
                f"{self.clip} draws a film or recording of a training on MNIST, this one is a"
                f" {recording.metadata.get('kind')}: make one with"
                " `python -m network record mnist --out FILE`"
            )
        self.evolution = evolution_of(recording)
        self.film: Film = self.evolution.film
        self.last = len(self.film.steps_shown) - 1
        self.drawn = self.also["drawn_digits"]

    def construct(self) -> None:
        """Play the beats in order."""
        self.beat(self.untrained)
        self.beat(self.diagonal)
        self.beat(self.training)
        self.beat(self.counts, wrong=self.of_film("test_wrong", self.last))
        self.beat(self.pairs)
        self.beat(self.both_ways)

    def of_film(self, quantity: str, *index: int) -> Source:
        """Name an entry of the film."""
        return Source(self.film, quantity, index=index)

    def say(self, key: str, colour: str, em: float | None = None) -> parts.Words:
        """Set words of the clip."""
        text = self.words[f"{self.clip}.{key}"]
        return parts.Words(self.theme, text, em or self.theme.sizes.label, colour)

    # The beats, in order.

    def untrained(self) -> None:
        """Rows are digits, columns answers: before training, nearly all answers are alike."""
        body, theme = self.area.body, self.theme
        left, self.beside = body.columns(body.height + 0.05, body.width - body.height, gap=0.9)
        names = (self.words[f"{self.clip}.digit"], self.words[f"{self.clip}.answer"])
        self.matrix = parts.ConfusionMatrix(theme, left, self.film, 0, names)
        self.squares = self.matrix.squares
        self.play(FadeIn(self.matrix), run_time=0.8)
        self.play(FadeIn(self.squares), run_time=1.0)
        self.place_counters()
        self.play(*map(FadeIn, self.counters), run_time=0.6)

    def place_counters(self) -> None:
        """Set the step, and how many images are read right and wrong, beside the matrix."""
        theme, room, em = self.theme, self.beside, 1.5
        rows = room.split(1.0, 2.2, 2.2, gap=0.1)
        pieces = [(self.of_film("steps_shown", 0), COUNT), self.words[f"{self.clip}.of"]]
        pieces.append((self.of_film("steps_shown", self.last), COUNT))
        step = self.say("step", theme.quiet, 0.44).place(room.left, rows[0].y, "left")
        total = parts.Sentence(theme, pieces[1:], 0.44)
        total.numbers[0].set_fill(theme.quiet)
        widest = parts.Readout(theme, self.of_film("steps_shown", self.last), COUNT, 0.54)
        x = step.get_right()[0] + 0.2 + widest.advance_width
        total.place(x + 0.18, rows[0].y)
        source = self.of_film("steps_shown", 0)
        self.step = parts.Counter(theme, source, COUNT, 0.54, theme.ink, x, rows[0].y, "right")
        self.counters = [step, self.step, total]
        self.judged = []
        for row, quantity, colour in (
            (rows[1], "test_right", theme.target), (rows[2], "test_wrong", theme.cost)
        ):  # fmt: skip
            x = room.left + 3.6
            counter = parts.Counter(
                theme, self.of_film(quantity, 0), COUNT, em, colour, x, row.y - 0.45, "right"
            )
            word = self.say(quantity, colour, 0.5).place(x + 0.3, row.y - 0.45, "left")
            self.counters += [counter, word]
            self.judged.append((counter, quantity))

    def diagonal(self) -> None:
        """The cells of right answers, on the diagonal, are pointed out."""
        rings = [self.matrix.ring(k, k) for k in range(self.film.layer_sizes[-1])]
        self.play(*staggered([FadeIn(ring) for ring in rings], overlap=0.7), run_time=1.6)
        self.leaving = rings

    def training(self) -> None:
        """The counts move to the diagonal as the network learns."""
        film, evolution = self.film, self.evolution
        self.play(*map(FadeOut, self.leaving), run_time=0.4)
        shares = [evolution.share(int(step)) for step in film.steps_shown]
        steps = np.arange(len(shares))

        def at(share: float) -> float:
            even = soft_ends(share)
            return float(np.interp(even, [0, EARLY_TIME, 1], [0, EARLY_SHARE, 1]))

        def follow(squares: parts.CountSquares, share: float) -> None:
            place = float(np.interp(at(share), shares, steps))
            low = int(place)
            high = min(low + 1, self.last)
            before, after = film.confusion[low], film.confusion[high]
            squares.picture(before + (after - before) * (place - low))

        def count(counter: parts.Counter, quantity: str) -> UpdateFromAlphaFunc:
            def show(number: parts.Counter, share: float) -> None:
                number.show(self.of_film(quantity, evolution.frame(at(share))))

            return UpdateFromAlphaFunc(counter, show, rate_func=linear)

        # What changes lies on top, so that what stands still is drawn once.
        self.add(self.squares, self.step, *[counter for counter, _ in self.judged])
        self.play(
            UpdateFromAlphaFunc(self.squares, follow, rate_func=linear),
            count(self.step, "steps_shown"),
            *[count(counter, quantity) for counter, quantity in self.judged],
            run_time=TRAINING_SECONDS,
        )
        self.squares.show(self.of_film("confusion", self.last))

    def counts(self) -> None:
        """Squares give way to the counts they stand for; those on the diagonal step back."""
        # Where no image lies, the cell stays empty.
        filled = [tuple(cell) for cell in np.argwhere(self.film.confusion[self.last]).tolist()]
        self.numbers = {cell: self.matrix.count(self.last, *cell) for cell in filled}
        rows = [
            [FadeIn(number) for (r, _), number in self.numbers.items() if r == row]
            for row in range(self.film.layer_sizes[-1])
        ]
        self.play(
            within(FadeOut(self.squares), 0.0, 0.4),
            *staggered(rows, overlap=0.7, start=0.3),
            run_time=2.0,
        )

    def pairs(self) -> None:
        """The commonest mistakes, each with drawings of the two digits."""
        theme, film = self.theme, self.film
        chosen: list[tuple[int, int]] = []
        for true, answer in film.mistakes[self.last].tolist():
            if (answer, true) not in chosen:
                chosen.append((true, answer))
            if len(chosen) == PAIRS:
                break
        drawings = parts.Drawings(theme, self.drawn)
        hand = self.drawn.metadata["classes"]
        room = Region(
            self.beside.left + 0.4,
            self.beside.right - 0.4,
            self.beside.bottom,
            self.beside.top - 0.4,
        )
        note = self.say("drawn", theme.quiet).place(self.beside.x, self.beside.top - 0.1)
        rows = room.split(*[1.0] * PAIRS, gap=0.22)
        self.shown = [
            parts.MistakenPair(
                theme, row, film, self.last, drawings, pair, tuple(map(hand.index, pair))
            )
            for row, pair in zip(rows, chosen, strict=True)
        ]
        self.chosen = chosen
        self.play(*map(FadeOut, self.counters), run_time=0.5)
        self.play(FadeIn(note), run_time=0.4)
        for pair, shown in zip(chosen, self.shown, strict=True):
            self.play(FadeIn(self.matrix.ring(*pair)), *map(FadeIn, shown.images), run_time=0.6)
            self.play(*map(FadeIn, shown.there), run_time=0.5)
            self.wait(0.8)

    def both_ways(self) -> None:
        """The same digits the other way round."""
        for pair, shown in zip(self.chosen, self.shown, strict=True):
            if pair[::-1] in self.numbers:
                self.play(FadeIn(self.matrix.ring(*pair[::-1])), run_time=0.4)
            self.play(*map(FadeIn, shown.back), run_time=0.5)
            self.wait(0.6)
