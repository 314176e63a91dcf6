"""Which sample, training step and neuron a clip works out in full."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from network.errors import UsageError

__all__ = ["Focus"]


@dataclass(frozen=True)
class Focus:
    """A choice among what a recording holds; None leaves it to the clip.

    Parameters
    ----------
    sample : int, optional
        Index of a sample, from 0.
    at_step : int, optional
        Training step, from 0.  With a sample, the next step that trains on it.
    neuron : int, optional
        Number of a neuron of the first hidden layer, from 1, as printed (h₁).
    """

    sample: int | None = None
    at_step: int | None = None
    neuron: int | None = None

    @property
    def chosen(self) -> bool:
        """Whether anything is chosen."""
        return (self.sample, self.at_step, self.neuron) != (None, None, None)

    def step(self, recording: Any, default: int) -> int:
        """Return the training step to draw.

        Raises
        ------
        UsageError
            The recording has no such sample or step.
        """
        at_step = default if self.at_step is None else self.at_step
        if not 0 <= at_step < recording.steps:
            raise UsageError(
                f"--at-step is {at_step}: expected 0 to {recording.steps - 1}, the steps of the "
                "recording"
            )
        if self.sample is None:
            return at_step
        count = len(recording.samples)
        if not 0 <= self.sample < count:
            raise UsageError(
                f"--sample is {self.sample}: expected 0 to {count - 1}, the samples recorded"
            )
        step: int = recording.step_of(self.sample, at_step)
        return step

    def neuron_index(self, recording: Any, default: int = 0) -> int:
        """Return the index, from 0, of the neuron of layer 1 that is worked out in full.

        Raises
        ------
        UsageError
            The layer has no such neuron.
        """
        if self.neuron is None:
            return default
        size = recording.layer_sizes[1]
        if not 1 <= self.neuron <= size:
            raise UsageError(
                f"--neuron is {self.neuron}: expected 1 to {size}, the neurons of the first layer "
                "after the inputs"
            )
        return self.neuron - 1
