"""How training changes the weights of a small network: the diagram itself evolves."""

from __future__ import annotations

from typing import Any

from network import Recording
from network.errors import LayerlightError
from scenes.clips.weights_evolution.diagram.closing import Closing
from scenes.provenance.source import Source
from scenes.requires import Requires

__all__ = ["DiagramEvolution", "draws_diagram"]

MAP_SIDE = 8
"""Images of at least so many pixels a side, read by at least so many neurons, become maps."""
MAP_NEURONS = 4
MOST_LAYERS = 5


def draws_diagram(recording: Any) -> bool:
    """Return whether a recording is drawn as a diagram rather than as maps of its weights."""
    if not isinstance(recording, Recording) or recording.metadata.get("kind") == "mnist":
        return False
    images = recording.images
    if images is None or recording.metadata.get("pixels") or recording.samples.pixels is not None:
        return True
    small = min(images.shape[1:]) < MAP_SIDE
    return bool(small or recording.layer_sizes[1] < MAP_NEURONS)


class DiagramEvolution(Closing):
    """Lines as wide as their weights, from the first update to the last."""

    requires = Requires(layers=(2, MOST_LAYERS))

    def check(self, recording: Recording) -> None:
        """Refuse what is not drawn, and choices that the clip does not have."""
        focus = self.style.focus
        if focus.at_step is not None or focus.neuron is not None:
            raise LayerlightError(f"{self.clip} shows all steps: omit --at-step and --neuron")
        if len(recording.checkpoint_steps) < 2 and recording.is_imported:
            raise LayerlightError(
                f"{self.clip} draws how weights change, but this recording holds one checkpoint:"
                " record several moments of the training"
            )
        self.tell(focus.sample)
        assert self.requires is not None
        largest = max(self.story.largest)
        if not largest < self.requires.largest:
            raise LayerlightError(
                f"{self.clip} has room for weights and biases below {self.requires.largest:g}, but"
                f" in this run they reach {largest:,.0f}"
            )

    def construct(self) -> None:
        """Play the beats in order."""
        recording, story = self.recording, self.story
        last = len(recording.layer_sizes) - 2
        count = Source(recording, "weight_count", None, last, (recording.layer_sizes[-1],))
        self.beat(self.question, weights=count)
        self.beat(self.sample)
        if not recording.is_imported:
            self.beat(self.first_update)
            self.beat(self.first_epoch)
        else:
            self.beat(self.checkpoints)
        if story.course.last > story.epoch_end:
            self.beat(self.epochs)
        if story.turn is not None:
            self.beat(self.turn)
            if story.course.last > story.turn.after:
                self.beat(self.onward)
        self.beat(self.winner, steps=story.course.count(story.course.last))
        self.beat(self.end, **self.result)

    @property
    def result(self) -> dict[str, Source]:
        """How many answers are correct in the end, if targets are classes."""
        if self.recording.class_names is None:
            return {}
        samples = "samples" if "samples" in self.recording.metadata else "images"
        correct = self.story.course.source("all_samples_correct", self.story.course.last)
        return {"correct": correct, "count": self.setting(samples)}
