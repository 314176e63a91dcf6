"""Weights as a function of the time on screen.

Weights change most in the first steps, so the time on screen follows the cube root of the step: at
a fraction s of the time, training is at step s³ · steps.  The first half of the time shows an
eighth of the steps.  Checkpoints are equally spaced on that scale
(:func:`network.recordings.checkpoint_series.checkpoint_schedule`).
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from network.core.model import check_integer
from network.data.mnist import load_mnist
from network.errors import UsageError
from network.recordings.checkpoint_series import (
    CheckpointSeries,
    check_is_mnist,
    make_checkpoint_series,
)
from network.recordings.network_recording import NetworkRecording
from network.recordings.recording import Recording
from network.recordings.run_checkpoints import RunCheckpoints

Weights = NDArray[np.float32]


class Evolution:
    """The weights of a training at any fraction of the time on screen.

    Parameters
    ----------
    series : CheckpointSeries
        Weights and test results at about a hundred steps.
    recording : Recording, optional
        The full recording of the same training.  With it, the weights at any time are those of
        the nearest step; without it, they are interpolated between the two nearest checkpoints.

    Attributes
    ----------
    series : CheckpointSeries
    recording : Recording or None
    steps : int
        Number of steps of the whole training.
    """

    def __init__(self, series: CheckpointSeries, recording: Recording | None = None) -> None:
        self.series, self.recording, self.steps = series, recording, series.steps
        self._shares = np.cbrt(series.steps_shown / series.steps)

    def share(self, step: float) -> float:
        """Return the fraction of the time on screen, 0 to 1, at which a step is reached."""
        return float(np.cbrt(step / self.steps))

    def frame(self, share: float) -> int:
        """Return the index of the last checkpoint reached at a fraction of the time."""
        # A small tolerance, so that the fraction of a checkpoint's step gives that checkpoint.
        found = int(np.searchsorted(self._shares, share + 1e-9, side="right")) - 1
        return min(max(found, 0), len(self._shares) - 1)

    def step(self, share: float) -> int:
        """Return the recorded step shown at a fraction of the time."""
        if self.recording is None:
            return int(self.series.steps_shown[self.frame(share)])
        return min(max(round(self.steps * share**3), 0), self.steps)

    def frame_of(self, step: int) -> int:
        """Return the index of the checkpoint at a step.

        Raises
        ------
        UsageError
            There is no checkpoint at that step.
        """
        step = check_integer(step, "the step", 0, self.steps)
        frame = int(np.searchsorted(self.series.steps_shown, step))
        if self.series.steps_shown[frame] != step:
            raise UsageError(f"the step: expected one with a checkpoint, found {step:,}")
        return frame

    def weights(self, layer: int, share: float) -> Weights:
        """Return a layer's weights at a fraction of the time, for a picture.

        With a full recording they are those of step :meth:`step`, in single precision.  With
        checkpoints alone they are recorded weights at the times of the checkpoints, and linear
        interpolations in between; never print an interpolated number.

        Returns
        -------
        numpy.ndarray
            Shape (n_out, n_in), float32.
        """
        if self.recording is not None:
            weights: Weights = self.recording.weights_at(self.step(share))[layer].astype(np.float32)
            return weights
        shown, shares = self.series.weights[layer], self._shares
        frame = self.frame(share)
        part = share - shares[frame]
        if part <= 1e-9 or frame + 1 == len(shares):
            recorded: Weights = shown[frame]
            return recorded
        part = np.float32(part / (shares[frame + 1] - shares[frame]))
        blend: Weights = shown[frame] + (shown[frame + 1] - shown[frame]) * part
        return blend

    def change(self, layer: int, share: float) -> Weights:
        """Return the change of a layer's weights since the start of training."""
        change: Weights = self.weights(layer, share) - self.series.weights[layer][0]
        return change


@lru_cache(maxsize=2)
def evolution_of(source: CheckpointSeries | Recording) -> Evolution:
    """Return the evolution of a checkpoint series, or of the recording of a run.

    The recording of any network was evaluated at about a hundred steps; weights in between are
    interpolated.  A full MNIST recording holds no test results.  They come from the shipped
    checkpoint series if that was made from the same recording; otherwise the networks are
    evaluated on MNIST's test images, which takes about half a minute.

    Raises
    ------
    LayerlightError
        MNIST is needed and can neither be found nor fetched.
    UsageError
        The recording is that of a walkthrough, or of a run that was not evaluated.
    """
    from network.studies.shipped import load_checkpoint_series

    if isinstance(source, CheckpointSeries):
        return Evolution(source)
    if isinstance(source, NetworkRecording):
        return Evolution(RunCheckpoints(source))
    check_is_mnist(source)
    series = load_checkpoint_series()
    if series.metadata["recording_digest"] != source.digest():
        series = make_checkpoint_series(source, load_mnist())
    return Evolution(series, source)
