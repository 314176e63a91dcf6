"""What there is to tell of a training: the sample watched, its turn, the weight that moves most."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from network.data.dataset import class_answers
from scenes.mobjects.graphing.course import Course
from scenes.mobjects.network.shown import shown_neurons

__all__ = ["Story", "Turn", "WeightCourse"]

MOST_STEPS = 24
"""Most steps of the first epoch that are shown one by one."""
MOST_SEARCHED = 500
"""Most steps that are searched one by one for the update that turns an answer."""
IDEAL = 0.5
"""Share of the training at which an answer turns best."""


@dataclass(frozen=True)
class Turn:
    """An update after which the answer for a sample is right and, at all steps shown, stays so.

    Parameters
    ----------
    sample : int
    before, after : int
        Numbers of updates; in an imported run, of two checkpoints.
    """

    sample: int
    before: int
    after: int


class Drawn:
    """The weights and biases that the diagram draws, and the values of its neurons.

    Parameters
    ----------
    recording : network.Recording

    Attributes
    ----------
    indices : list of list of int
        The neurons drawn of each layer.
    """

    def __init__(self, recording: Any):
        self.recording = recording
        layers = range(len(recording.layer_sizes))
        self.indices = [shown_neurons(recording, 0, layer) for layer in layers]
        # Replaying updates takes time, and several objects are drawn from the same steps.
        self.parameters = lru_cache(maxsize=None)(self._parameters)

    def __deepcopy__(self, memo: dict) -> Drawn:
        """Return the same object when Manim copies what is drawn from it."""
        return self

    def _parameters(self, step: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return weights, layer by layer and row by row, and biases after so many updates."""
        weights, biases = self.recording.weights_at(step), self.recording.biases_at(step)
        parts = [
            matrix[np.ix_(rows, columns)].ravel()
            for matrix, columns, rows in zip(weights, self.indices, self.indices[1:], strict=False)
        ]
        bias_parts = [bias[rows] for bias, rows in zip(biases, self.indices[1:], strict=True)]
        return np.concatenate(parts), np.concatenate(bias_parts)

    @cached_property
    def places(self) -> list[tuple[int, int, int]]:
        """Layer, row and column, in the whole matrix, of each weight drawn."""
        return [
            (layer, j, i)
            for layer, (columns, rows) in enumerate(
                zip(self.indices, self.indices[1:], strict=False)
            )
            for j in rows
            for i in columns
        ]

    def changes(self, step: int) -> NDArray[np.float64]:
        """Return how far each weight drawn is from its start after so many updates."""
        first = int(self.recording.checkpoint_steps[0])
        return self.parameters(step)[0] - self.parameters(first)[0]

    def values(self, step: int, sample: int) -> NDArray[np.float64]:
        """Return what the neurons drawn hold for a sample after so many updates."""
        layers = self.recording.sample_activations_at(step)
        return np.concatenate(
            [layer[sample][shown] for layer, shown in zip(layers, self.indices, strict=True)]
        )


class WeightCourse(Course):
    """The steps shown of a training, timed by how its weights change."""

    def __init__(self, drawn: Drawn, also: Collection[int] = ()):
        self.drawn = drawn
        super().__init__(drawn.recording, also)

    def picture(self, step: int) -> NDArray[np.float64]:
        """Return the weights that the diagram draws."""
        return self.drawn.parameters(step)[0]


class Story:
    """What the clip tells of a recording.

    Parameters
    ----------
    recording : network.Recording
    sample : int, optional
        Index of the sample watched; by default the first one that is trained on, or one whose
        answer turns.

    Attributes
    ----------
    drawn : Drawn
    course : WeightCourse
    first_sample, sample : int
        The sample of the first step, and the one that is watched while training goes on.
    epoch_end : int
        Number of updates after the first epoch.
    turn : Turn or None
    """

    def __init__(self, recording: Any, sample: int | None = None):
        self.recording, self.drawn = recording, Drawn(recording)
        self.first_sample = int(recording.image_index[0]) if sample is None else sample
        epoch = int(np.count_nonzero(np.asarray(recording.epoch) == 1))
        self.epoch_end = int(recording.checkpoint_steps[0]) if recording.is_imported else epoch
        first = [] if recording.is_imported else range(1, min(epoch, MOST_STEPS) + 1)
        self.course = WeightCourse(self.drawn, [*first, self.epoch_end])
        self.turn = self._turn(sample)
        self.sample = self.first_sample if self.turn is None else self.turn.sample
        if self.turn is not None:
            steps = [*first, self.epoch_end, self.turn.before, self.turn.after]
            self.course = WeightCourse(self.drawn, steps)

    def answers(self, step: int) -> NDArray[np.intp]:
        """Return the index of the answer for each sample after so many updates."""
        return np.asarray(class_answers(self.recording.sample_activations_at(step)[-1]))

    def _turn(self, sample: int | None) -> Turn | None:
        """Find a sample whose answer turns: the first one trained on, or one in mid-training."""
        labels, course = self.recording.samples.labels, self.course
        if labels is None or len(course.steps) < 2:
            return None
        answers = np.array([self.answers(step) for step in course.steps])
        ever = (answers != answers[-1]) & (answers[-1] == labels)
        # The last shown step at which the answer was still another one.
        last = len(course.steps) - 1 - np.argmax(ever[::-1], axis=0)
        after = np.array(course.steps)[last] >= self.epoch_end
        found = np.flatnonzero(ever.any(axis=0) & after)
        # Only these have a step of their own, which says what they are.
        found = found[np.isin(found, self.recording.image_index)]
        if sample is not None:
            found = found[found == sample]
        if not len(found):
            return None
        away = [abs(course.share_of(course.steps[last[k]]) - IDEAL) for k in found]
        first = self.first_sample in found
        chosen = self.first_sample if first else int(found[int(np.argmin(away))])
        steps = course.steps[last[chosen]], course.steps[last[chosen] + 1]
        return self._update(chosen, *steps)

    def _update(self, sample: int, before: int, after: int) -> Turn:
        """Find the update between two steps that turns the answer."""
        if self.recording.is_imported:
            return Turn(sample, before, after)
        final = self.answers(after)[sample]
        if after - before <= MOST_SEARCHED:
            steps = range(after - 1, before - 1, -1)
            step = next(k for k in steps if self.answers(k)[sample] != final)
            return Turn(sample, step, step + 1)
        while after - before > 1:
            middle = (before + after) // 2
            if self.answers(middle)[sample] == final:
                after = middle
            else:
                before = middle
        return Turn(sample, before, after)

    @cached_property
    def largest(self) -> tuple[float, float]:
        """The largest magnitudes of a weight and of a bias drawn, at any step shown."""
        pairs = [self.drawn.parameters(step) for step in self.course.steps]
        weight, bias = (max(float(np.abs(pair[k]).max()) for pair in pairs) for k in (0, 1))
        return weight, bias

    def leader(self, step: int) -> int:
        """Return which of the weights drawn has changed most after so many updates."""
        return int(np.argmax(np.abs(self.drawn.changes(step))))

    @property
    def winner(self) -> int:
        """Which of the weights drawn has changed most in the end."""
        return self.leader(self.course.last)
