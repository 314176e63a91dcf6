"""Beats of an image that the network misreads, and why it does."""

from __future__ import annotations

from typing import Any

from manim import DashedLine, FadeIn, FadeOut, Transform, VGroup, Wait

from scenes.animation.timing import staggered, within
from scenes.clips.inference.answers import Accuracy, AnsweredImage
from scenes.clips.inference.output_beats import OutputBeats
from scenes.clips.inference.versus import Versus
from scenes.mobjects.text.text import TextLine
from scenes.provenance.mark import mark
from scenes.provenance.source import Source

__all__ = ["FailureBeats"]


class FailureBeats(OutputBeats):
    """Another image, the wrong answer to it, and the neuron that decides it."""

    versus: Versus

    def question(self) -> None:
        """Give the network another image, and wait before the outputs appear."""
        assert self.wrong is not None
        before, after = self.whole, self.network_reading(self.wrong)
        old, new = before.bars, after.bars
        names = [name.animate.set_fill(self.theme.ink) for name in old.names]
        gone = [*old.values, *old.bars, *self.lit]
        head = [] if self.total is None else [self.total]
        discs = [disc for layer in before.discs for disc in layer]
        empty = [disc for layer in after.empty for disc in layer]
        emptied = [Transform(a, b.copy()) for a, b in zip(discs, empty, strict=True)]
        # The results for the first image disappear before the second image appears.
        self.play(*map(FadeOut, [*gone, *head]), *names, *emptied, run_time=0.6)
        self.remove(*discs, *old.frames)
        self.add(*empty, *new.frames)
        returning = [FadeIn(before.heads[2])] if head else []
        self.play(Transform(before.image, after.image.copy()), *returning, run_time=0.9)
        self.remove(before.image, before.frame)
        self.add(after.image, before.frame)
        for layer in after.discs:
            self.play(*staggered([FadeIn(disc) for disc in layer], overlap=0.8), run_time=1.2)
        self.remove(*empty)
        after.adopt_surroundings(before)
        self.whole, self.total = after, None
        middle = [new.tracks[0].get_x(), (new.tracks[0].get_y() + new.tracks[-1].get_y()) / 2, 0]
        self.asked = TextLine(self.theme, "?", 1.6, self.theme.focus).move_to(middle)
        if self.layout.tall:
            self.asked.set_x(self.area.body.x)
        self.play(FadeIn(self.asked), run_time=0.5)
        self.wait(1.1)

    def failure(self) -> None:
        """Let the outputs grow: the largest one is not the label's."""
        new = self.whole.bars
        self.play(FadeOut(self.asked), run_time=0.3)
        self.play(*new.grow(), run_time=1.2)
        self.play(*map(FadeIn, new.values), run_time=0.4)
        self.point_out_answer(self.whole)

    def together(self) -> None:
        """Add all outputs up, end to end: they are no probabilities."""
        whole, bars = self.whole, self.whole.bars
        if len(bars.shown) < whole.reading.sizes[-1]:  # the bars drawn are not all
            self.show_total(whole)
            return
        gone = [within(FadeOut(m), 0.0, 0.3) for m in self.lit]
        if shrunk := bars.shrink():
            self.play(*shrunk, run_time=0.8)
        self.play(*gone, *staggered(bars.line_up(), overlap=0.6, start=0.2), run_time=1.9)
        total = Source(whole.recording, "output_sums", index=(whole.number,))
        start, end = bars.across(total.value)
        width = 1.2 * self.theme.sizes.line
        plumb = DashedLine(start, end, color=self.theme.focus, stroke_width=width)
        mark(plumb, "place", total, axes=bars)
        self.lit = VGroup(plumb)
        self.show_total(whole, plumb, above=float(plumb.get_x()))

    def why(self) -> None:
        """Show the sums of the answer and of the label, with the same values."""
        self._compare()

    def runner_up(self) -> None:
        """Show the sums of the answer and of the next best output, with the same values."""
        self._compare()

    def _compare(self) -> None:
        """Turn from the whole network to two waterfalls."""
        whole, reading = self.whole, self.whole.reading
        versus = self.versus = Versus(self.theme, self.layout, reading, self.chosen.hidden[-1])
        row, falls = versus.row, versus.falls
        moves = [Transform(a, b.copy()) for a, b in zip(whole.discs[-1], row.discs, strict=True)]
        gone = [
            *whole.heads[:2], self.total or whole.heads[2], whole.fan, whole.between, whole.edges,
            *[disc for discs in whole.discs[:-1] for disc in discs],
            *whole.bars.frames, *whole.bars.bars, *whole.bars.values, *self.lit,
        ]  # fmt: skip
        names = [row.names, *self.names_of_bars(falls[0], row)]
        axes = [part for fall in falls for part in (*fall.axis, fall.empty)]
        self.play(
            *[within(FadeOut(m), 0.0, 0.35) for m in gone],
            Transform(whole.image, versus.image.copy()),
            Transform(whole.frame, versus.frame.copy()),
            *staggered(moves, overlap=0.9, start=0.1, stop=0.9),
            *[within(FadeIn(m), 0.5, 1.0) for m in (*axes, *names)],
            run_time=1.7,
        )
        self.remove(*whole.discs[-1], whole.image, whole.frame)
        self.add(*row.discs, versus.image, versus.frame)
        for fall in falls:  # one after the other: nobody can follow both
            self.play(*fall.build_up(), run_time=1.7)
            self.play(*map(FadeIn, (fall.total, fall.disc, fall.score)), run_time=0.5)
        parts = [m for fall in falls for m in fall.mobjects]
        self.stage.add(*parts, *names, *row.discs)

    def culprit(self) -> None:
        """Point out the neuron whose contributions differ most, and take it away if it decides."""
        versus = self.versus
        self.add(versus.around)
        self.bring_to_back(versus.around)
        self.play(FadeIn(versus.around), run_time=0.5)
        self.play(*map(FadeIn, versus.values), run_time=0.5)
        self.stage.add(versus.around, *versus.values)
        if versus.without:
            self.wait(1.4)
            self._take_away()

    def _take_away(self) -> None:
        """Close the sums up without the neuron: the label's is ahead."""
        versus, k = self.versus, self.versus.place
        pairs = list(zip(versus.falls, versus.without, strict=True))
        results = [(fall.total, fall.score, fall.disc) for fall in versus.falls]
        self.play(
            *self.stage.hide(versus.row.discs[k], *versus.values, stop=0.4),
            *[within(FadeOut(m), 0.0, 0.4) for total, score, _ in results for m in (total, score)],
            *[within(move, 0.3, 1.0) for old, new in pairs for move in old.turn_into(new, k)],
            run_time=1.6,
        )
        later = [
            [Transform(disc, new.disc.copy()), *map(FadeIn, (new.total, new.score))]
            for (*_, disc), new in zip(results, versus.without, strict=True)
        ]
        self.play(*[move for moves in later for move in moves], run_time=0.6)
        for old, new in pairs:
            gone = [*old.bars[k:], *old.steps[k:], old.disc, old.total, old.score]
            come = [*new.bars[k + 1 :], *new.steps[k:], new.disc, new.score, new.total]
            self.remove(*gone)
            self.stage.discard(old, *gone)
            self.add(*come)
            self.stage.add(*old.bars[:k], old.zero, old.ticks, old.numbers, *come)

    def always(self) -> None:
        """Show the images with their answers, and the test accuracy."""
        accuracy = self.recording.metadata["network"].get("test_accuracy")
        read = [self.reading, *([self.wrong] if self.wrong else [])]
        places, room = self.layout.always(len(read), accuracy=bool(accuracy))
        words = self.words[f"{self.clip}.read_as"]
        answered = [
            AnsweredImage(self.theme, place, reading, words)
            for place, reading in zip(places, read, strict=True)
        ]
        *before, last = answered
        image, frame = self.versus.image, self.versus.frame
        self.play(
            *self.stage.clear(stop=0.4),
            Transform(image, last.image.copy()),
            Transform(frame, last.frame.copy()),
            *[within(FadeIn(m), 0.5, 1.0) for shown in before for m in (shown.image, shown.frame)],
            run_time=1.2,
        )
        self.play(*[FadeIn(shown.answer) for shown in answered], run_time=0.6)
        if accuracy:
            self._show_accuracy(room)

    def _show_accuracy(self, room: Any) -> None:
        """Show how many of all test images are read correctly."""
        words = [self.words[f"{self.clip}.{key}"] for key in ("of", "tested")]
        low = not self.layout.beside
        figures = Accuracy(self.theme, room, self.recording, words, low=low)
        self.play(*map(FadeIn, figures), run_time=0.7)
        grown = figures.grow()
        self.add(figures.bar)
        self.play(grown, run_time=1.2)
        self.add(figures.track, figures.bar)
        self.play(FadeIn(figures.track), Wait(), run_time=0.6)
