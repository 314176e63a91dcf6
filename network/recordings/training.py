"""The training loop: passes over the images, one image per step, with everything recorded."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from network.core.arithmetic import Floats, cross_entropy, mean_squared_error
from network.core.kernel import MAX_Z, FloatInputs, SparseInputs
from network.core.model import Network, check_integer
from network.data.dataset import selected_inputs
from network.errors import UsageError
from network.recordings.derived import Steps, derived_arrays, nudge_check
from network.recordings.recording import Recording
from network.storage.archive import FORMAT_VERSION, Array

_PROGRESS_STEPS = 2000
_COSTS_AT_ONCE = 4096


@dataclass(frozen=True)
class Progress:
    """Progress of a run.

    Attributes
    ----------
    step, steps : int
        Number of steps done, and in total.
    epoch, epochs : int
        Epoch of the last step done, counted from 1, and the number of epochs.
    accuracy : float or None
        Fraction of this epoch's samples so far that were classified correctly before their update;
        None if they have no classes.
    cost : float
        Mean cost of this epoch's samples so far, each before its update.
    epoch_steps : int
        Number of steps of a whole epoch.
    """

    step: int
    steps: int
    epoch: int
    epochs: int
    accuracy: float | None
    cost: float
    epoch_steps: int


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
    run = TrainingRun(
        network,
        SparseInputs(inputs),
        np.eye(network.layer_sizes[-1])[outputs],
        np.arange(steps) % len(images),
        {0, steps, *checkpoint_steps},
        epoch_steps=len(images),
        correct=lambda found, samples: np.argmax(found, axis=1) == outputs[samples],
    )
    run.train(progress)
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
        about["bias_input"] = 1  # the constant activation of the bias neuron
        done = run.in_full(inputs[run.order] / 255)
        found = derived_arrays(network.rules, done)
        # The names of format 1.
        found["squared_errors"] = found.pop("cost_terms")
        for layer in range(len(network.layer_sizes) - 1):
            found[f"sigmoid_slopes_{layer}"] = found.pop(f"slopes_{layer}")
        exact = network.output_delta != "difference"
        nudge, checked = nudge_check(
            network.rules,
            done,
            lambda z, o, t: float(mean_squared_error(o, t)) if exact else cross_entropy(z, t),
        )
        about["nudge"] = {**nudge, "cost": "mean squared error" if exact else "cross-entropy"}
        arrays |= found | checked
    return Recording(about, arrays)


class TrainingRun:
    """One training run and the arrays it fills.

    Parameters
    ----------
    network : Network
        Trained in place.
    inputs : SparseInputs or FloatInputs
        The inputs of each sample.
    targets : numpy.ndarray
        Shape (samples, n_outputs).
    order : numpy.ndarray
        Shape (steps,): the sample of each step.
    checkpoints : set of int
        Numbers of steps after which to keep the weights.
    epoch_steps : int
        Number of steps of an epoch.
    correct : callable, optional
        Of outputs (m, n_outputs) and the indices of their samples (m,): which are correct, shape
        (m,).  None if the samples have no classes.
    """

    def __init__(
        self,
        network: Network,
        inputs: SparseInputs | FloatInputs,
        targets: Floats,
        order: NDArray[np.intp],
        checkpoints: Iterable[int],
        *,
        epoch_steps: int,
        correct: Callable[[Floats, NDArray[np.intp]], NDArray[np.bool_]] | None = None,
    ) -> None:
        self.network, self.inputs, self.targets, self.order = network, inputs, targets, order
        self.epoch_steps, self.correct = epoch_steps, correct
        self.steps = len(order)
        self.done = 0
        self.record = np.empty((self.steps, len(network.kernel.state)))
        self.z, self.activations, self.deltas = (
            [self.record[:, part] for part in group] for group in network.kernel.columns
        )
        self.checkpoints = sorted(checkpoints)
        self.kept: list[list[Floats]] = []

    def train(self, progress: ProgressCallback | None = None) -> None:
        """Train to the end.

        Raises
        ------
        UsageError
            The training diverged.
        """
        epoch_ends = range(0, self.steps + 1, self.epoch_steps)
        pauses = range(0, self.steps, _PROGRESS_STEPS)
        told = {*epoch_ends, *pauses, self.steps} - {0}
        for stop in sorted({*self.checkpoints, *told}):
            self._train_to(stop)
            if progress is not None and stop in told:
                progress(self._progress())

    def _train_to(self, stop: int) -> None:
        """Train up to step ``stop``; keep the weights if it is a checkpoint."""
        kernel, inputs, targets = self.network.kernel, self.inputs, self.targets
        part = slice(self.done, stop)
        with np.errstate(all="ignore"):  # divergence is reported below
            for sample, row in zip(self.order[part].tolist(), self.record[part], strict=True):
                index, values = inputs[sample]
                kernel.forward(index, values)
                kernel.backward(targets[sample])
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

    def _progress(self) -> Progress:
        epoch = (self.done - 1) // self.epoch_steps
        part = slice(epoch * self.epoch_steps, self.done)
        samples, outputs = self.order[part], self.activations[-1][part]
        accuracy = None
        if self.correct is not None:
            accuracy = float(np.count_nonzero(self.correct(outputs, samples)) / len(samples))
        costs = self._costs(part)
        return Progress(
            self.done,
            self.steps,
            epoch + 1,
            -(-self.steps // self.epoch_steps),
            accuracy,
            float(np.add.accumulate(costs)[-1] / len(samples)),
            self.epoch_steps,
        )

    def arrays(self) -> dict[str, Array]:
        """Return the recorded arrays by the names used in files."""
        arrays: dict[str, Array] = {"checkpoint_steps": np.array(self.checkpoints, np.int64)}
        groups = zip(self.z, self.activations, self.deltas, strict=True)
        for layer, (z, a, delta) in enumerate(groups):
            arrays[f"z_{layer}"] = z
            arrays[f"activations_{layer + 1}"] = a
            arrays[f"deltas_{layer}"] = delta
            arrays[f"weights_{layer}"], arrays[f"biases_{layer}"] = self._kept(layer)
        arrays["cost"] = self._costs(slice(0, self.steps))
        return arrays

    @np.errstate(all="ignore")  # of outputs that are nearly too large
    def _costs(self, steps: slice) -> Floats:
        """Return the cost of each of some steps, computed in pieces, which saves memory."""
        costs = np.empty(steps.stop - steps.start)
        for start in range(steps.start, steps.stop, _COSTS_AT_ONCE):
            part = slice(start, min(start + _COSTS_AT_ONCE, steps.stop))
            costs[part.start - steps.start : part.stop - steps.start] = self.network.rules.cost(
                self.z[-1][part], self.activations[-1][part], self.targets[self.order[part]]
            )
        return costs

    def in_full(self, inputs: Floats) -> Steps:
        """Return all steps of a run that kept its weights at every step.

        Parameters
        ----------
        inputs : numpy.ndarray
            Shape (steps, n_inputs).
        """
        kept = [self._kept(layer) for layer in range(len(self.z))]
        return Steps(
            inputs,
            self.targets[self.order],
            [weights[:-1] for weights, _ in kept],
            [biases[:-1] for _, biases in kept],
            self.z,
            self.activations,
            self.deltas,
            ([weights[1:] for weights, _ in kept], [biases[1:] for _, biases in kept]),
        )

    def _kept(self, layer: int) -> tuple[Floats, Floats]:
        """Return a layer's weights and biases at the checkpoints."""
        tables = [kept[layer] for kept in self.kept]
        return np.array([t[:-1].T for t in tables]), np.array([t[-1] for t in tables])


def as_in_format_1(output_delta: str) -> str:
    """Return a rule for the deltas of the output layer under its name in format 1.

    There the gradient is always that of the mean squared error, and called "mse".
    """
    return "mse" if output_delta == "gradient" else output_delta


def check_epochs(epochs: int) -> int:
    """Return the number of epochs as int, or raise UsageError if it is invalid."""
    return check_integer(epochs, "the number of epochs", 1, 100_000)
