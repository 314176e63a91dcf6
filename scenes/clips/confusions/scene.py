"""Which classes a network confuses with which, from the first step to the last."""

from __future__ import annotations

from manim import FadeIn

from scenes.clips.confusions.claims import CLAIMS
from scenes.clips.confusions.mistake_beats import MistakeBeats
from scenes.clips.confusions.training_beats import TrainingBeats

__all__ = ["Confusions"]


class Confusions(TrainingBeats, MistakeBeats):
    """The confusion matrix, as its counts move to the diagonal, and the mistakes that remain."""

    clip = "confusions"
    claims = CLAIMS

    def construct(self) -> None:
        """Play the beats in order."""
        self.with_next_caption = [FadeIn(self.matrix)]
        self._tell_training()
        self.beat(self.rest, **self.about_rest())
        if self.pairs_shown:
            self._tell_mistakes()

    def _tell_training(self) -> None:
        if len(self.first):
            self.beat(self.one, **self.about_one())
        self.beat(self.untrained, **self.about_untrained())
        self.beat(self.diagonal)
        if self.fashions:
            self.beat(self.fashion, **self.about_fashion(0))
        if len(self.fashions) > 1:
            self.beat(self.next_fashion, **self.about_fashion(1))
        if self.neglect:
            self.beat(self.neglected, **self.about_neglect())
        self.beat(self.training, **self.about_training())

    def _tell_mistakes(self) -> None:
        self.numbers = self.matrix.numbers()
        if self.numbers is not None:
            self.beat(self.counts)
        self.beat(self.pairs, **self.about_pairs())
        self.beat(self.direction, **self.about_direction())
        if len(self.misread_samples):
            self.beat(self.misread)
