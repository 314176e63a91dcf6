"""The result: which images the network classifies correctly."""

from __future__ import annotations

from manim import FadeIn

from scenes.animation.timing import staggered
from scenes.clips.weights_evolution.recall_rows import EM, NAME_WIDTH, RecallRows
from scenes.clips.weights_evolution.stage_set import COUNT, PERCENT, EvolutionStage
from scenes.mobjects.text.sentence import Sentence

__all__ = ["ResultBeats"]


class ResultBeats(EvolutionStage):
    """Every test image as a dot, and the accuracy."""

    def recall(self) -> None:
        """Show every test image as a dot, class by class, correctly classified ones first."""
        key = "found" if self.series.held_out else "found_of_trained"
        found, missed = head = [self.say(key), self.say("missed", self.theme.cost)]
        self.total = self._all_classes()
        widths = found.width + 0.6 + missed.width, self.total.width
        wide = self.names.widest(EM, NAME_WIDTH)
        room, place = self.layout.recall(*widths, wide)
        self.total.place(*place)
        found.place(room.left, room.top + 0.3, "left")
        missed.place(found.get_right()[0] + 0.6, room.top + 0.3, "left")
        self.rows = RecallRows(self.theme, room, self.series, self.last, self.names)
        self.turn_to(*self.rows.names, *head, run_time=0.8)
        dots = self.rows.dots
        self.add(*dots)
        late = 0.45 / len(dots)
        fills = [row.fill(late * k, 0.55 + late * k) for k, row in enumerate(dots)]
        self.play(*fills, run_time=1.6)
        recalls = [FadeIn(number) for number in self.rows.recalls]
        self.play(*staggered(recalls, overlap=0.8), run_time=0.7)

    def _all_classes(self) -> Sentence:
        """State how many of all test images are classified correctly."""
        right, share = (self.of_series(key, self.last) for key in ("test_right", "test_accuracy"))
        tested = "test_images" if self.series.held_out else "trained_images"
        of, images = (self.words[f"{self.clip}.{key}"] for key in ("of", tested))
        count = (self.training("test_images"), COUNT)
        line = Sentence(self.theme, [(right, COUNT), of, count, images, (share, PERCENT)], 0.5)
        line.numbers[2].set_fill(self.theme.focus)
        return line

    def accuracy(self) -> None:
        """Add up all classes, and point out the best and the worst."""
        ranks = self.series.by_recall[self.last]
        ends = [self.rows.recalls[int(ranks[k])] for k in (0, -1)]
        focus = [number.animate.set_fill(self.theme.focus) for number in ends]
        self.play(FadeIn(self.total), *focus, run_time=0.8)
