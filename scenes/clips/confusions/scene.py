"""Which classes a network confuses with which, from the first step to the last."""

from __future__ import annotations

from scenes.clips.confusions.mistake_beats import MistakeBeats
from scenes.clips.confusions.training_beats import TrainingBeats

__all__ = ["Confusions"]


class Confusions(TrainingBeats, MistakeBeats):
    """The confusion matrix, as its counts move to the diagonal, and the mistakes that remain."""

    clip = "confusions"

    def construct(self) -> None:
        """Play the beats in order."""
        self.construct_training()
        self.construct_mistakes()
