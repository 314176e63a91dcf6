"""How training changes the weights of a network that reads images: stamps turn into strokes."""

from __future__ import annotations

from typing import Any

from scenes.base import NetworkScene
from scenes.claims import MOST_MAPS
from scenes.clips.weights_evolution.diagram.scene import DiagramEvolution, draws_diagram
from scenes.clips.weights_evolution.epoch_beats import EpochBeats
from scenes.clips.weights_evolution.opening_beats import OpeningBeats
from scenes.clips.weights_evolution.result_beats import ResultBeats
from scenes.clips.weights_evolution.stage_set import COUNT

__all__ = ["WeightsEvolution"]


class WeightsEvolution(OpeningBeats, EpochBeats, ResultBeats):
    """The weights as maps, what training adds to them, and how well the network classifies."""

    @classmethod
    def form_for(cls, recording: Any) -> type[NetworkScene]:
        """Return this class for networks that read images, and the diagram's for small ones."""
        return DiagramEvolution if draws_diagram(recording) else cls

    def construct(self) -> None:
        """Play the beats in order."""
        course, hidden = self.course, self.size(1)
        self.beat(self.matrix, hidden=hidden, shown=str(MOST_MAPS))
        self.beat(self.fold)
        self.beat(self.maps, hidden=hidden)
        self.beat(self.training_begins)
        self.beat(self.riddle, percent=self.of_series("test_percent", course.riddle))
        self.beat(self.subtract)
        self.beat(self.all_changes)
        self._changes()
        count = self.training("test_images"), COUNT
        right = self.of_series("test_right", self.last), COUNT
        self.beat(self.result, right=right, count=count)
        if self.series.change_alone_right is not None:
            self.beat(self.take_away)
            right = self.of_series("change_alone_right"), COUNT
            self.beat(self.alone, right=right, count=count)

    def _changes(self) -> None:
        """Play the changes from the first step on."""
        series, course = self.series, self.course
        if course.early:
            self.beat(self.first_image)
            self.beat(self.stamps)
        if course.early > 1:
            said = [self.names.said(int(k)) for k in series.early_labels[1:5]]
            names = dict(zip("abcd", [*said, *[""] * 4], strict=False))
            self.beat(self.pile_up, **names)
        if not series.metadata["images"]:
            self.beat(self.growth)
            return
        first, *later = course.ends()
        if series.steps > course.early:
            self.beat(self.rescale)
        if int(series.steps_shown[first]) > course.early:
            self.beat(self.first_epoch)
        if later and series.steps > course.early:
            self.beat(self.later_epochs, epochs=self.training("epochs"))
