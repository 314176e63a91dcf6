"""Which digits the network takes for which, from the first step to the last."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import FadeIn, FadeOut, UpdateFromAlphaFunc, linear

from network import CheckpointSeries, evolution_of
from network.errors import LayerlightError
from scenes.animation.timing import soft_ends, staggered, within
from scenes.base import NetworkScene
from scenes.clips.confusions.confusion_matrix import ConfusionMatrix
from scenes.clips.confusions.mistaken_pair import MistakenPair
from scenes.mobjects.images.drawn_data import Drawings
from scenes.mobjects.matrix.square_matrix import CountSquares
from scenes.mobjects.text.counter import Counter
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.sentence import Sentence
from scenes.mobjects.text.text import TextLine
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region

__all__ = ["Confusions"]

TRAINING_SECONDS = 10.0
EARLY_TIME, EARLY_SHARE = 0.65, 0.38
"""So much of the time goes to so much of the training's own time on screen: ten thousand steps."""
PAIRS = 4
COUNT = NumberFormat(0, grouped=True)
LARGE = 1.5
"""Size of the numbers of images that are read right and wrong."""
BESIDE, BELOW, GAP = 3.4, 3.85, 0.35
"""Least room beside the matrix, and below it, and what lies between; in frame units."""


class Confusions(NetworkScene):
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
        self.film: CheckpointSeries = self.evolution.film
        self.require_answers(self.film)
        self.last = len(self.film.steps_shown) - 1
        self.drawn = self.also["drawn_digits"]

    def construct(self) -> None:
        """Play the beats in order."""
        self.beat(self.untrained)
        self.beat(self.diagonal)
        self.beat(self.training)
        self.beat(self.counts, wrong=self.of_film("test_wrong", self.last))
        self.chosen = self.commonest()
        if self.chosen:
            self.beat(self.pairs)
            self.beat(self.both_ways)

    def commonest(self) -> list[tuple[int, int]]:
        """Choose the commonest mistakes, each pair of digits once; fewer where fewer were made."""
        chosen: list[tuple[int, int]] = []
        for true, answer in self.film.mistakes[self.last].tolist():
            made = self.film.confusion[self.last, true, answer] > 0
            if made and (answer, true) not in chosen:
                chosen.append((true, answer))
        return chosen[:PAIRS]

    def of_film(self, quantity: str, *index: int) -> Source:
        """Name an entry of the film."""
        return Source(self.film, quantity, index=index)

    def say(
        self, key: str, colour: str, em: float | None = None, width: float | None = None
    ) -> TextLine:
        """Set words of the clip."""
        text = self.words[f"{self.clip}.{key}"]
        return TextLine(self.theme, text, em or self.theme.sizes.label, colour, width=width)

    # Where things stand.

    def divide(self) -> tuple[Region, Region]:
        """Give the places of the matrix, and of what stands beside it or, in a tall frame, below.

        The matrix is as large as it can be where the other needs no more than it has to have.
        """
        body = self.area.body
        if self.area.wide:
            return tuple(body.columns(body.height + 0.05, body.width - body.height, gap=0.9))
        if body.height > 1.2 * body.width:
            y = body.bottom + BELOW
            return ConfusionMatrix.fitted(body.above(y + GAP), self.film), body.below(y)
        left, right = body.left, body.right
        room = Region(left, right - BESIDE - GAP, body.bottom, body.top)
        place = ConfusionMatrix.fitted(room, self.film)
        place = Region(left, left + place.width, place.bottom, place.top)
        return place, Region(place.right + GAP, right, body.bottom, body.top)

    # The beats, in order.

    def untrained(self) -> None:
        """Rows are digits, columns answers: before training, nearly all answers are alike."""
        theme = self.theme
        place, self.beside = self.divide()
        names = (self.words[f"{self.clip}.digit"], self.words[f"{self.clip}.answer"])
        self.matrix = ConfusionMatrix(theme, place, self.film, 0, names)
        self.squares = self.matrix.squares
        self.play(FadeIn(self.matrix), run_time=0.8)
        self.play(FadeIn(self.squares), run_time=1.0)
        self.place_counters()
        self.play(*map(FadeIn, self.counters), run_time=0.6)

    def place_counters(self) -> None:
        """Set the step, and how many images are read right and wrong, beside the matrix."""
        room, theme = self.beside, self.theme
        judged = (("test_right", theme.target), ("test_wrong", theme.cost))
        self.judged = []
        if self.area.wide:
            rows = room.split(1.0, 2.2, 2.2, gap=0.1)
            self.counters = self._place_step(room.left, rows[0].y)
            for row, (quantity, colour) in zip(rows[1:], judged, strict=True):
                word = self._judge(quantity, colour, room.left + 3.6, row.y - 0.45)
                word.place(room.left + 3.9, row.y - 0.45, "left")
            return
        # Elsewhere there is no room for a word beside its number: it stands below.
        if room.width > room.height:
            above, below = room.split(0.7, room.height - 0.7)
            self.counters = self._place_step(None, above.y - 0.1)
            places = below.columns(1, 1, gap=GAP)
        else:
            above, *places = room.split(1.6, 2.2, 2.2, gap=0.1)
            self.counters = self._place_step(None, above.y, broken=True)
        for place, (quantity, colour) in zip(places, judged, strict=True):
            most = Readout(theme, self.of_film("test_right", self.last), COUNT, LARGE)
            right = place.x + most.advance_width / 2
            word = self._judge(quantity, colour, right, place.y - 0.1)
            word.place(right, place.y - 0.85, "right")

    def _place_step(
        self, left: float | None, baseline: float, *, broken: bool = False
    ) -> list[Any]:
        """Set the step and how many there are, from a place on or in the middle of the room."""
        theme, em = self.theme, 0.54
        last = (self.of_film("steps_shown", self.last), COUNT)
        of = [self.words[f"{self.clip}.of"], last]
        step, total = self.say("step", theme.quiet, 0.44), Sentence(theme, of, 0.44)
        total.numbers[0].set_fill(theme.quiet)
        widest = Readout(theme, *last, em).advance_width
        width = step.width + 0.2 + widest
        if left is None:
            whole = width if broken else width + 0.18 + total.width
            left = self.beside.x - whole / 2
        step.place(left, baseline, "left")
        x = left + width
        if broken:
            total.place(0, baseline - 0.75)
            total.shift([x - total.numbers[0].get_right()[0], 0, 0])
        else:
            total.place(x + 0.18, baseline)
        source = self.of_film("steps_shown", 0)
        self.step = Counter(theme, source, COUNT, em, theme.ink, x, baseline, "right")
        return [step, self.step, total]

    def _judge(self, quantity: str, colour: str, right: float, baseline: float) -> TextLine:
        """Set a number of images that ends at ``right``; give what is to be said of it."""
        source = self.of_film(quantity, 0)
        counter = Counter(self.theme, source, COUNT, LARGE, colour, right, baseline, "right")
        word = self.say(quantity, colour, 0.5)
        self.counters += [counter, word]
        self.judged.append((counter, quantity))
        return word

    def diagonal(self) -> None:
        """The cells of right answers, on the diagonal, are pointed out."""
        rings = [self.matrix.cell_frame(k, k) for k in range(self.film.layer_sizes[-1])]
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

        def follow(squares: CountSquares, share: float) -> None:
            place = float(np.interp(at(share), shares, steps))
            low = int(place)
            high = min(low + 1, self.last)
            before, after = film.confusion[low], film.confusion[high]
            squares.picture(before + (after - before) * (place - low))

        def count(counter: Counter, quantity: str) -> UpdateFromAlphaFunc:
            def show(number: Counter, share: float) -> None:
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
        theme, film, chosen = self.theme, self.film, self.chosen
        drawings = Drawings(theme, self.drawn)
        hand = self.drawn.metadata["classes"]
        note, rows = self._place_pairs()
        self.shown = [
            MistakenPair(theme, row, film, self.last, drawings, pair, tuple(map(hand.index, pair)))
            for row, pair in zip(rows, chosen, strict=False)
        ]
        self.play(*map(FadeOut, self.counters), run_time=0.5)
        self.play(FadeIn(note), run_time=0.4)
        for pair, shown in zip(chosen, self.shown, strict=True):
            self.play(
                FadeIn(self.matrix.cell_frame(*pair)), *map(FadeIn, shown.images), run_time=0.6
            )
            self.play(*map(FadeIn, shown.there), run_time=0.5)
            self.wait(0.8)

    def _place_pairs(self) -> tuple[TextLine, list[Region]]:
        """Set where the drawings come from, and give the places of the pairs below that."""
        theme, beside = self.theme, self.beside
        if self.area.wide:
            note = self.say("drawn", theme.quiet).place(beside.x, beside.top - 0.1)
            room = Region(beside.left + 0.4, beside.right - 0.4, beside.bottom, beside.top - 0.4)
            return note, room.split(*[1.0] * PAIRS, gap=0.22)
        note = self.say("drawn", theme.quiet, width=beside.width)
        note.move_to([beside.x, beside.top - note.height / 2, 0])
        room = beside.below(beside.top - note.height - 0.3)
        if room.width < room.height:
            return note, room.split(*[1.0] * PAIRS, gap=0.25)
        rows = room.split(*[1.0] * (PAIRS // 2), gap=0.25)
        return note, [place for row in rows for place in row.columns(1, 1, gap=0.5)]

    def both_ways(self) -> None:
        """The same digits the other way round."""
        for pair, shown in zip(self.chosen, self.shown, strict=True):
            if pair[::-1] in self.numbers:
                self.play(FadeIn(self.matrix.cell_frame(*pair[::-1])), run_time=0.4)
            self.play(*map(FadeIn, shown.back), run_time=0.5)
            self.wait(0.6)
