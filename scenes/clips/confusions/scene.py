"""Which classes a network confuses with which, from the first step to the last."""

from __future__ import annotations

from scenes.clips.confusions.claims import CLAIMS
from scenes.clips.confusions.mistake_beats import MistakeBeats
from scenes.clips.confusions.training_beats import TrainingBeats

__all__ = ["Confusions"]


class Confusions(TrainingBeats, MistakeBeats):
    """The confusion matrix as a network learns, two classes that swing, and what is left."""

    clip = "confusions"
    claims = CLAIMS

    def construct(self) -> None:
        """Play the beats in order."""
        self.with_next_caption = self.appear()
        self._tell_training()
        self.beat(self.rest)
        if self.pairs_shown:
            self._tell_mistakes()

    def _tell_training(self) -> None:
        if len(self.first):
            self.beat(self.one)
        self.beat(self.untrained, **self.about_untrained())
        self.beat(self.diagonal)
        if self.swing is not None:
            self.beat(self.learning, **self.about_learning())
            self.beat(self.there, **self.about_pair())
            self.beat(self.back, **self.about_back())
            self.beat(self.course, **self.about_pair())
        self.beat(self.training)
        if self.swing is not None:
            self.beat(self.stopped, **self.about_end())
            self.beat(self.together)

    def _tell_mistakes(self) -> None:
        self.beat(self.pairs, **self.about_pairs())
        if len(self.misread_samples):
            self.beat(self.misread, **self.about_pairs())
