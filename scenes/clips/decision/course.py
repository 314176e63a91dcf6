"""The course of a training over the plane: its steps are timed by how the answers change."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from network.core.rules import forward_pass
from network.recordings.plane import plane, plane_inputs
from scenes.mobjects.graphing.course import Course, Moment

__all__ = ["PlaneCourse"]

COARSE = 6
"""The change of the plane is measured at every so many cells."""
FAR = 2.0
"""Outputs beyond this magnitude count as this one."""


class PlaneCourse(Course):
    """The steps shown of a recording of a network with two inputs."""

    @cached_property
    def _cells(self) -> NDArray[np.float64]:
        return plane_inputs(self.recording)[::COARSE, ::COARSE]

    def picture(self, step: int) -> NDArray[np.float64]:
        """Return the outputs at some cells of the plane."""
        recording = self.recording
        weights, biases = recording.weights_at(step), recording.biases_at(step)
        outputs = forward_pass(self._cells, weights, biases, recording.rules.functions)[1][-1]
        return np.clip(outputs, -FAR, FAR)

    def outputs(self, moment: Moment) -> NDArray[np.float64]:
        """Return the outputs all over the plane; between two steps, a blend of both."""
        return self.layer(moment, -1)

    def layer(self, moment: Moment, layer: int) -> NDArray[np.float64]:
        """Return a layer's activations all over the plane; between two steps, a blend of both."""
        first = plane(self.recording, moment.step)[1][layer]
        if moment.share == 0 or moment.after == moment.step:
            return first
        second = plane(self.recording, moment.after)[1][layer]
        return first + (second - first) * moment.share

    def neuron(self, moment: Moment, row: int) -> tuple[NDArray[np.float64], float]:
        """Return weights and bias of a neuron of the first layer of weights, blended likewise."""
        found = []
        for step in (moment.step, moment.after):
            weights = self.recording.weights_at(step)[0][row]
            found.append(np.append(weights, self.recording.biases_at(step)[0][row]))
        both = found[0] + (found[1] - found[0]) * moment.share
        return both[:2], float(both[2])
