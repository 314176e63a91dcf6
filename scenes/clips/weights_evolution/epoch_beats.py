"""The epochs: strokes grow out of the stamps, all on one scale."""

from __future__ import annotations

from scenes.clips.weights_evolution.stamp_beats import StampBeats

__all__ = ["EpochBeats"]

EPOCH_SECONDS = 2.3
"""Least seconds that one more epoch takes on screen."""


class EpochBeats(StampBeats):
    """From the stamps to the end of the training."""

    def rescale(self) -> None:
        """Bring the scale of the whole training, while the maps stand still; bring the plot."""
        if not self.course.early:  # the changes so far are still shown
            self.rewind(self.course.change_limit(self.last))
        self._show_plot()
        self.change_scale()

    def first_epoch(self) -> None:
        """Go on to the end of the first epoch."""
        self.grow(self.course.ends()[0])

    def growth(self) -> None:
        """Follow the changes of an imported run from its first moment to its last."""
        self.rewind(self.course.change_limit(self.last))
        self._show_plot()
        self.grow(self.last)

    def later_epochs(self) -> None:
        """Train on, with a rest at the end of each epoch if there are few."""
        for frame in self.course.later_ends():
            self.grow(frame, EPOCH_SECONDS)
            self.wait(0.35)
