"""Beats of an image that the network misreads, and why it does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from manim import FadeIn, FadeOut, Mobject, Transform, Wait

from scenes.animation.timing import staggered, within
from scenes.clips.inference.answers import Accuracy, AnsweredImage
from scenes.clips.inference.deciding_neuron import DecidingNeuron
from scenes.clips.inference.ink_map import InkMap
from scenes.clips.inference.output_beats import OutputBeats
from scenes.mobjects.text.text import TextLine

__all__ = ["FailureBeats"]


class FailureBeats(OutputBeats):
    """Another image, the wrong answer to it, and the neuron that decides it."""

    deciding: DecidingNeuron
    enlarged: Sequence[Mobject] = ()
    ink_seen: InkMap

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
        self.play(Transform(before.image, after.image.copy()), *returning, run_time=0.8)
        self.remove(before.image, before.frame)
        self.add(after.image, before.frame)
        for layer in after.discs:
            self.play(*staggered([FadeIn(disc) for disc in layer], overlap=0.8), run_time=0.8)
        self.remove(*empty)
        after.adopt_surroundings(before)
        self.whole, self.total = after, None
        middle = [new.tracks[0].get_x(), (new.tracks[0].get_y() + new.tracks[-1].get_y()) / 2, 0]
        asked = TextLine(self.theme, "?", 1.6, self.theme.focus).move_to(middle)
        if self.layout.tall:
            asked.set_x(self.area.body.x)
        self.play(FadeIn(asked), run_time=0.5)
        self.wait(0.7)
        self.play(FadeOut(asked), run_time=0.3)
        # The answer is seen before a caption says it.
        self.play(*new.grow(), run_time=1.0)
        self.play(*map(FadeIn, new.values), run_time=0.4)
        self.wait(0.3)

    def failure(self) -> None:
        """Point out the largest output: it is not the label's."""
        self.point_out_answer(self.whole)

    def culprit(self) -> None:
        """Enlarge the neuron that does most for the answer, and show what it adds to both sums."""
        whole = self.whole
        deciding = self.deciding = DecidingNeuron(whole, self.words[f"{self.clip}.adds"])
        self.enlarged = deciding.mobjects
        disc = whole.discs[-1][self.chosen.hidden[-1].index(deciding.neuron)]
        ring = disc.animate.set_stroke(self.theme.focus, self.theme.sizes.focus_outline)
        self.play(*[FadeOut(m) for m in self.lit if hasattr(m, "mark")], ring, run_time=0.6)
        others = [m for layer in whole.discs for m in layer if m is not disc]
        gone = self._drawn(whole.fan, whole.between, whole.edges, whole.heads[1], *others)
        arriving = (deciding.name, deciding.value, *deciding.lines)
        self.play(
            *[within(FadeOut(m), 0.0, 0.5) for m in gone],
            within(Transform(disc, deciding.disc.copy()), 0.2, 0.9),
            *[within(FadeIn(m), 0.7, 1.0) for m in arriving],
            run_time=1.6,
        )
        self.remove(disc)
        self.add(deciding.disc, deciding.value)
        for k, line in enumerate(deciding.added):
            self.play(FadeIn(line), *([] if k else [FadeIn(deciding.adds)]), run_time=0.6)
            self.wait(0.6)

    def seen(self) -> None:
        """Colour the ink by what it adds to the neuron's sum: first what raises it."""
        whole, deciding = self.whole, self.deciding
        place = whole.image.region
        ink = self.ink_seen = InkMap(self.scale, place, whole.reading, deciding.neuron)
        self.add(ink.tint(0.0, 0.0), whole.frame)
        self.remove(whole.image)
        words = [m for m in self.lit if not hasattr(m, "mark")]
        self.add(deciding.cone, deciding.disc, deciding.value)
        self.play(
            *map(FadeOut, (*deciding.added, deciding.adds, *words)),
            FadeIn(deciding.cone),
            run_time=0.8,
        )
        self.play(ink.turn(1.0, 0.0), run_time=1.3)
        self.wait(0.4)
        self.play(ink.turn(1.0, 1.0), run_time=1.3)
        ink.show(ink.mark.source)

    def erase(self) -> None:
        """Erase the ink that raises the sum, the strongest first; the network reads the rest."""
        whole = self.whole
        self.play(*whole.unfocus(whole.reading.answer), run_time=0.6)
        self.play(*self.deciding.erase(self.ink_seen, whole.reading.erased), run_time=4.4)
        self.wait(0.3)

    def reread(self) -> None:
        """Show what is left of the image as the network reads it, with all its neurons."""
        whole, ink, deciding = self.whole, self.ink_seen, self.deciding
        last = whole.reading.erased[-1]
        after, large = self.network_reading(last), deciding.disc
        self.add(after.image, ink, whole.frame)
        small = after.discs[-1][self.chosen.hidden[-1].index(deciding.neuron)]
        discs = [disc for layer in after.discs for disc in layer if disc is not small]
        returning = (whole.fan, whole.between, whole.edges, whole.heads[1], *discs)
        gone = (ink, deciding.cone, deciding.name, deciding.value, *deciding.lines)
        self.play(
            *[within(FadeOut(m), 0.0, 0.5) for m in gone],
            within(Transform(large, small.copy()), 0.2, 0.9),
            *[within(FadeIn(m), 0.5, 1.0) for m in returning],
            run_time=1.6,
        )
        self.remove(large)
        self.add(small)
        whole.image, whole.discs = after.image, after.discs
        self.enlarged, self.lit = (), after.contributions(last.answer)
        self.play(*whole.focus_on(last.answer), *map(FadeIn, self.lit), run_time=0.8)

    def _network_parts(self) -> list[Any]:
        """Return what is drawn of the network but the image."""
        whole = self.whole
        return self._drawn(
            *whole.heads, *([self.total] if self.total else []), whole.fan, whole.between,
            whole.edges, *[disc for discs in whole.discs for disc in discs],
            *whole.bars.frames, *whole.bars.bars, *whole.bars.values, *self.lit,
            *self.enlarged,
        )  # fmt: skip

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
        whole, shown = self.whole, answered[-1]
        self.play(
            *self.stage.clear(stop=0.4),
            *[within(FadeOut(m), 0.0, 0.4) for m in self._network_parts()],
            # The image on stage moves to its place, as it was before any ink was erased.
            within(Transform(whole.image, shown.image.copy()), 0.1, 0.7),
            within(Transform(whole.frame, shown.frame.copy()), 0.1, 0.7),
            # When it has passed.
            *[within(FadeIn(m), 0.6, 0.9) for a in answered[:-1] for m in (a.image, a.frame)],
            run_time=1.3,
        )
        self.remove(whole.image, whole.frame)
        self.add(shown.image, shown.frame)
        answers = [shown.answer for shown in answered]
        if accuracy:
            self._show_accuracy(room, answers)
        else:
            self.play(*map(FadeIn, answers), run_time=0.6)

    def _show_accuracy(self, room: Any, answers: list[Any]) -> None:
        """Show the answers, and how many of all test images are read correctly."""
        words = [self.words[f"{self.clip}.{key}"] for key in ("of", "tested")]
        low = not self.layout.beside
        figures = Accuracy(self.theme, room, self.recording, words, low=low)
        self.play(*map(FadeIn, (*answers, *figures)), run_time=0.7)
        grown = figures.grow()
        self.add(figures.bar)
        self.play(grown, run_time=0.8)
        self.add(figures.track, figures.bar)
        self.play(FadeIn(figures.track), Wait(), run_time=0.6)
