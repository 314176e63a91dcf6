"""The training loop: passes over the images, one image per step, with everything recorded."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from network.core.arithmetic import Floats, mean_squared_error
from network.core.kernel import MAX_Z, SparseInputs
from network.core.model import Network, check_integer
from network.errors import UsageError
from network.recordings.derived import derived_arrays, nudge_check
from network.recordings.recording import Recording, selected_inputs
from network.storage.archive import FORMAT_VERSION, Array

_PROGRESS_STEPS = 2000


@dataclass(frozen=True)
class Progress:
    """Progress of a run.

    Attributes
    ----------
    step, steps : int
        Number of steps done, and in total.
    epoch, epochs : int
        Epoch of the last step done, counted from 1, and the number of epochs.
    accuracy : float
        Fraction of this epoch's images so far that were classified correctly before their update.
    """

    step: int
    steps: int
    epoch: int
    epochs: int
    accuracy: float


ProgressCallback = Callable[[Progress], None]


def train_and_record(
    network: Network,
    images: NDArray[np.uint8],
    labels: NDArray[np.uint8],
    *,
    metadata: Mapping[str, Any],
    epochs: int,
    checkpoint_steps: Iterable[int],
    everything: bool = False,
    progress: ProgressCallback | None = None,
) -> Recording:
    """Train a new network on the images in their given order and record every step.

    Parameters
    ----------
    network : Network
        Trained in place.
    images : numpy.ndarray
        Shape (n_images, rows, columns), uint8.
    labels : numpy.ndarray
        Shape (n_images,): the digit in each image.
    metadata : mapping
        Entries of the recording's metadata, of which ``"pixels"`` (positions of the inputs, or
        None for all) and ``"classes"`` (the digit of each output) are used here.
    epochs : int
        Number of passes over the images.
    checkpoint_steps : iterable of int
        Steps at which to keep the weights; step 0 and the last are always included.
    everything : bool
        Also record the quantities of :mod:`network.recordings.derived`.  Needs the weights of
        every step.
    progress : callable, optional
        Called with a :class:`Progress` every few thousand steps and at the end of each epoch.

    Returns
    -------
    Recording

    Raises
    ------
    UsageError
        The training diverged.
    """
    steps = epochs * len(images)
    inputs = selected_inputs(images, metadata["pixels"])
    outputs = np.searchsorted(metadata["classes"], labels)
    checkpoints = sorted({0, steps, *checkpoint_steps})
    run = _Run(network, inputs, outputs, epochs, checkpoints)
    for stop in run.stops:
        run.train_to(stop)
        if progress is not None and stop:
            progress(run.progress())
    arrays: dict[str, Array] = {"images": images, "image_labels": labels, **run.arrays()}
    about = {
        **metadata,
        "format_version": FORMAT_VERSION,
        "layer_sizes": list(network.layer_sizes),
        "seed": network.seed,
        "learning_rate": network.learning_rate,
        "output_delta": network.output_delta,
        "epochs": epochs,
        "images": len(images),
        "image_shape": list(images.shape[1:]),
        "start": "weights uniform in [-0.5, 0.5], rounded to 0.01; biases 0",
        "order": "all images in their order, one step each, again in every epoch",
        "cost": "mean squared error: 1/n times the sum of (output - target)^2",
    }
    if everything:
        rows = inputs[np.arange(steps) % len(images)] / 255
        about["bias_input"] = 1  # the constant activation of the bias neuron
        known = {**arrays, "targets": run.targets_of_steps()}
        known |= derived_arrays(network.learning_rate, rows, known)
        about["nudge"], checked = nudge_check(network.output_delta, rows, known)
        del known["targets"]  # they follow from the labels
        arrays = known | checked
    return Recording(about, arrays)


class _Run:
    """One training run and the arrays it fills."""

    def __init__(
        self,
        network: Network,
        inputs: NDArray[np.uint8],
        outputs: NDArray[np.intp],
        epochs: int,
        checkpoints: Sequence[int],
    ) -> None:
        self.network, self.outputs, self.epochs = network, outputs, epochs
        self.images = len(inputs)
        self.steps = epochs * self.images
        self.done = 0
        sizes = network.layer_sizes
        self.inputs = SparseInputs(inputs)
        self.targets = np.eye(sizes[-1])[outputs]
        self.record = np.empty((self.steps, len(network.kernel.state)))
        self.z, self.activations, self.deltas = (
            [self.record[:, part] for part in group] for group in network.kernel.columns
        )
        self.checkpoints = list(checkpoints)
        self.kept: list[list[Floats]] = []
        epoch_ends = range(0, self.steps + 1, self.images)
        self.stops = sorted({*checkpoints, *epoch_ends, *range(0, self.steps, _PROGRESS_STEPS)})

    def train_to(self, stop: int) -> None:
        """Train up to step ``stop``, within one epoch; keep the weights if it is a checkpoint."""
        kernel, inputs, targets = self.network.kernel, self.inputs, self.targets
        part = slice(self.done, stop)
        with np.errstate(over="ignore", invalid="ignore"):  # divergence is reported below
            for image, row in enumerate(self.record[part], start=self.done % self.images):
                index, values = inputs[image]
                kernel.forward(index, values)
                kernel.backward(targets[image])
                kernel.update(index)
                row[:] = kernel.state
        if not all(np.all(np.abs(z[part]) < MAX_Z) for z in self.z):
            raise UsageError(
                f"the training diverged before step {stop:,}: expected |z| below {MAX_Z:.0e}; "
                f"choose a learning rate below {self.network.learning_rate:g}"
            )
        self.done = stop
        if stop in self.checkpoints:
            self.kept.append([table.copy() for table in self.network.augmented_weights])

    def progress(self) -> Progress:
        epoch = (self.done - 1) // self.images
        start = epoch * self.images
        answers = np.argmax(self.activations[-1][start : self.done], axis=1)
        right = np.count_nonzero(answers == self.outputs[: self.done - start])
        return Progress(
            self.done, self.steps, epoch + 1, self.epochs, float(right / (self.done - start))
        )

    def arrays(self) -> dict[str, Array]:
        """Return the recorded arrays by the names used in files."""
        arrays: dict[str, Array] = {"checkpoint_steps": np.array(self.checkpoints, np.int64)}
        groups = zip(self.z, self.activations, self.deltas, strict=True)
        for layer, (z, a, delta) in enumerate(groups):
            arrays[f"z_{layer}"] = z
            arrays[f"activations_{layer + 1}"] = a
            arrays[f"deltas_{layer}"] = delta
            augmented_weights = [kept[layer] for kept in self.kept]
            arrays[f"weights_{layer}"] = np.array([table[:-1].T for table in augmented_weights])
            arrays[f"biases_{layer}"] = np.array([table[-1] for table in augmented_weights])
        arrays["cost"] = mean_squared_error(self.activations[-1], self.targets_of_steps())
        return arrays

    def targets_of_steps(self) -> Floats:
        """Return the target of each step, shape (steps, n_outputs)."""
        targets: Floats = self.targets[np.arange(self.steps) % self.images]
        return targets


def check_epochs(epochs: int) -> int:
    """Return the number of epochs as int, or raise UsageError if it is invalid."""
    return check_integer(epochs, "the number of epochs", 1, 100_000)
