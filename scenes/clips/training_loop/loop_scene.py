"""What all parts of the training-loop clip share: the dial, its counters and the words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scenes.animation.pace import thinned
from scenes.base import NetworkScene
from scenes.clips.training_loop.course import Course
from scenes.clips.training_loop.layout import Layout
from scenes.clips.training_loop.loop_dial import LoopDial
from scenes.clips.training_loop.sample_view import SampleView
from scenes.clips.training_loop.score import DialCounts
from scenes.provenance.source import Source

__all__ = ["STOPS", "LoopScene"]

STOPS = 14
"""Most steps of an epoch at which the network is redrawn."""


class LoopScene(NetworkScene):
    """A scene with the dial of two loops."""

    recording: Any

    def setup(self) -> None:
        """Compute the layout, and build what stays."""
        super().setup()
        self.course = Course(self.recording)
        self.layout = Layout.of(self.area, len(self.recording.layer_sizes))
        self.is_walkthrough = self.recording.metadata["kind"] == "walkthrough"
        self.series = self.also["mnist_checkpoints"]
        course, theme = self.course, self.theme
        self.dial = LoopDial(theme, self.layout.dial, course)
        self.counts = DialCounts(
            theme, self.layout.dial, self.dial, course, self._texts("epoch", self._sample, "of")
        )
        step = self.shown_step
        self.stops = thinned(range(step, course.last_of_epoch(step) + 1), 3, STOPS)
        self.view = self._view_of(self.stops)
        self.shown_visit = self.stops[-1]

    def _view_of(self, steps: Sequence[int]) -> SampleView:
        """Return the view of some steps' samples, in the middle of the dial."""
        (target,) = self._texts("target")
        return SampleView(self.theme, self.counts.room, self.course, steps, target)

    @property
    def _sample(self) -> str:
        """The word for a sample: image or sample."""
        return "sample" if self.recording.images is None else "image"

    @property
    def _cost_name(self) -> str:
        name = self.recording.rules.loss.name.replace("-", "_")
        return self.words[f"training_loop.{name}"]

    @property
    def _phase_names(self) -> list[str]:
        return self._texts("forward", "compare", "backward", "update")

    @property
    def _stops_source(self) -> Source:
        return self.setting("images" if self.is_walkthrough else "epoch_steps")

    def _texts(self, *keys: str) -> list[str]:
        """Return texts of the clip."""
        return [self.words[f"{self.clip}.{key}"] for key in keys]
