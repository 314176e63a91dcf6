"""Beats of an image that the network misreads, and why it does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from manim import Circle, FadeIn, FadeOut, Mobject, Transform, VGroup, Wait

from scenes.animation.timing import staggered, within
from scenes.claims import SEEN
from scenes.clips.inference.answers import Accuracy, AnsweredImage
from scenes.clips.inference.neuron_tiles import hidden_disc
from scenes.clips.inference.output_bars import OutputBars
from scenes.clips.inference.output_beats import OutputBeats
from scenes.mobjects.text.text import TextLine

__all__ = ["FailureBeats"]


class FailureBeats(OutputBeats):
    """Another image, the wrong answer to it, and the neuron that decides it."""

    ring: Circle | None = None
    without: Sequence[Mobject] = ()

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
        self.wait(0.8)

    def failure(self) -> None:
        """Let the outputs grow: the largest one is not the label's."""
        new = self.whole.bars
        self.play(FadeOut(self.asked), run_time=0.3)
        self.play(*new.grow(), run_time=1.2)
        self.play(*map(FadeIn, new.values), run_time=0.4)
        self.point_out_answer(self.whole)

    def culprit(self) -> None:
        """Mark the neuron that does most for the answer; if it decides, take it away."""
        whole, reading = self.whole, self.whole.reading
        neuron, gap, lead = reading.parting
        place = self.chosen.hidden[-1].index(neuron)
        others = [m for k, m in enumerate(self.lit) if k != place and hasattr(m, "mark")]
        to_label = whole.contributions(reading.rivals[1])[place : place + 1]
        disc = whole.discs[-1][place]
        # Round the disc, so that its own outline stays.
        ring = self.ring = Circle(whole.radii[-1] + 0.07).move_to(disc)
        ring.set_stroke(self.theme.focus, self.theme.sizes.focus_outline)
        self.play(*map(FadeOut, others), *map(FadeIn, [ring, *to_label]), run_time=0.8)
        self.lit = VGroup(*[m for m in self.lit if m not in others], *to_label)
        without = whole.bars.without(neuron) if gap > lead + SEEN else None
        self.wait(1.2)
        if without is not None:
            self._take_away(disc, without)

    def _take_away(self, disc: Circle, without: OutputBars) -> None:
        """Empty a neuron, and let the outputs change to what they are without it."""
        bars, whole = self.whole.bars, self.whole
        centre, radius = disc.get_center(), whole.radii[-1]
        empty = hidden_disc(self.theme, whole.reading, None, centre, radius)
        for old, new in zip(bars.values, without.values, strict=True):
            new.set_fill(old.get_fill_color())
        gone = [*self.lit, disc, *bars.values]
        self.play(
            *[within(FadeOut(m), 0.0, 0.4) for m in gone],
            within(FadeIn(empty), 0.0, 0.4),
            *[within(move, 0.3, 1.0) for move in bars.turn_into(without)],
            *[within(FadeIn(value), 0.7, 1.0) for value in without.values],
            run_time=2.4,
        )
        self.remove(*bars.bars)
        self.add(*without.bars)
        self.stage.add(empty)
        self.lit, self.without = VGroup(), [*without.bars, *without.values]

    def seen(self) -> None:
        """Show what that neuron saw in this image: the same picture as before."""
        whole, reading = self.whole, self.whole.reading
        picture = self.ink_picture(reading, reading.parting[0])
        gone = self._network_parts()
        self.play(
            *[within(FadeOut(m), 0.0, 0.4) for m in gone],
            *self.stage.clear(stop=0.4),
            within(Transform(whole.image, picture.image.copy()), 0.1, 1.0),
            within(Transform(whole.frame, picture.frame.copy()), 0.1, 1.0),
            run_time=1.2,
        )
        self.remove(whole.image, whole.frame)
        self.add(picture.image, picture.frame)
        self.speak(picture, 1.0)

    def _network_parts(self) -> list[Any]:
        """Return what is drawn of the network but the image."""
        whole = self.whole
        return self._still_drawn(
            *whole.heads, *([self.total] if self.total else []), whole.fan, whole.between,
            whole.edges, *[disc for discs in whole.discs for disc in discs],
            *whole.bars.frames, *whole.bars.bars, *whole.bars.values, *self.without, *self.lit,
            *([self.ring] if self.ring else []),
        )  # fmt: skip

    def _still_drawn(self, *parts: Any) -> list[Any]:
        drawn = self.get_mobject_family_members()
        return [m for m in parts if m.get_family()[-1] in drawn]

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
        gone = self._still_drawn(*self._network_parts(), self.whole.image, self.whole.frame)
        self.play(
            *self.stage.clear(stop=0.4),
            *[within(FadeOut(m), 0.0, 0.4) for m in gone],
            *[
                within(FadeIn(m), 0.5, 1.0)
                for shown in answered
                for m in (shown.image, shown.frame)
            ],
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
