"""The recording: what a network computed at every step, exactly, as read-only arrays.

Stored are z, activations and deltas of each step, and the weights at some of them.  An update
is −learning_rate·delta·activationᵀ, so that is a complete record: the weights at any step
follow, bit for bit, by replaying the updates since the nearest step before it that has them.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from network.core.arithmetic import Floats, tied
from network.core.kernel import SparseInputs, StepKernel
from network.core.model import check_integer, weight_update
from network.recordings.recording_schema import check_recording
from network.storage.archive import Array
from network.storage.storable import Storable, frozen


def selected_inputs(images: NDArray[np.uint8], pixels: list[list[int]] | None) -> NDArray[np.uint8]:
    """Return the grey levels that enter the network, shape (n_images, n_inputs).

    Parameters
    ----------
    images : numpy.ndarray
        Shape (n_images, rows, columns).
    pixels : list of [row, column], optional
        The pixels taken; None takes all, row by row.
    """
    if pixels is None:
        return images.reshape(len(images), -1)
    rows, columns = np.array(pixels).T
    return images[:, rows, columns]


class InputRows:
    """The inputs of all steps, as an array (steps, n_inputs) that is made piece by piece.

    In full it would take 1.1 GB for MNIST.  Index it like an array, first by step.
    """

    def __init__(self, inputs: NDArray[np.uint8], steps: int) -> None:
        self._inputs = inputs
        self._image = np.arange(steps) % len(inputs)
        self.shape = (steps, inputs.shape[1])

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, key: Any) -> Floats:
        """Return the inputs of one step or several; a second index picks inputs."""
        step, *rest = key if isinstance(key, tuple) else (key,)
        rows: Floats = self._inputs[self._image[step]] / 255
        return rows[..., rest[0]] if rest else rows

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        """Return the whole array."""
        return np.asarray(self[:], dtype=dtype)


class Recording(Storable):
    """Everything a training run computed.  See :func:`network.record_walkthrough`.

    Index convention: ``activations[0]`` is the input; entry l of every other list belongs to the
    layer from ``activations[l]`` to ``activations[l + 1]``.

    Parameters
    ----------
    metadata : mapping
        What the run was: made by :func:`network.recordings.training.train_and_record`.
    arrays : mapping
        Its arrays by the names used in files.

    Attributes
    ----------
    metadata : dict
        Kind, sizes, seed, learning rate, classes and so on; fit for JSON.
    layer_sizes : tuple of int
        Neurons of each layer.
    steps : int
        Number of steps: epochs × images.
    images : numpy.ndarray
        Shape (n_images, rows, columns), uint8: each image once.
    image_index, labels, epoch : numpy.ndarray
        Shape (steps,): which image, the digit it shows, and the epoch, 1-based.
    z, deltas : list of numpy.ndarray
        Shape (steps, n_out) each.
    activations : list
        Shape (steps, n) each; the first, the inputs, may be an :class:`InputRows`.
    cost : numpy.ndarray
        Shape (steps,): mean squared error before the step's update.
    targets : numpy.ndarray
        Shape (steps, n_outputs): the label, one-hot.
    output_errors : numpy.ndarray
        Shape (steps, n_outputs): output − target, before the step's update.  Not the deltas of the
        output layer: those depend on the run's ``output_delta``.
    predictions : numpy.ndarray
        Shape (steps,): index of the largest output, before the step's update.
    epoch_accuracy : numpy.ndarray
        Shape (epochs,): share of right predictions while training.
    products, partial_sums : list of numpy.ndarray
        Walkthrough only, shape (steps, n_out, n_in): weight × input of each edge, and the sum
        of a neuron's products up to and including that edge.  z = last partial sum + bias.
    arrays : dict
        All arrays by the names used in files; a walkthrough's further ones, of the way back and
        of the nudged weights, are told in :mod:`network.recordings.derived`.
    """

    noun = "recording"
    check_file = staticmethod(check_recording)

    def __init__(self, metadata: Mapping[str, Any], arrays: Mapping[str, Array]) -> None:
        super().__init__(metadata, arrays)
        self.layer_sizes = tuple(self.metadata["layer_sizes"])
        layers = range(len(self.layer_sizes) - 1)
        self.images = self.arrays["images"]
        self.steps = self.metadata["epochs"] * len(self.images)
        self._inputs = selected_inputs(self.images, self.metadata["pixels"])
        self.z: list[Floats] = [self.arrays[f"z_{layer}"] for layer in layers]
        self.deltas: list[Floats] = [self.arrays[f"deltas_{layer}"] for layer in layers]
        rows = InputRows(self._inputs, self.steps)
        small = self.metadata["kind"] == "walkthrough"
        self.activations: list[Any] = [frozen(rows[:]) if small else rows]
        self.activations += [self.arrays[f"activations_{layer + 1}"] for layer in layers]
        self.cost: Floats = self.arrays["cost"]
        self.checkpoint_steps = self.arrays["checkpoint_steps"]
        self._derive()
        if small:
            self.products, self.partial_sums = (
                [self.arrays[f"{name}_{layer}"] for layer in layers]
                for name in ("products", "partial_sums")
            )

    def _derive(self) -> None:
        """Set what follows from the order of the images and from the outputs."""
        step = np.arange(self.steps)
        self.image_index = frozen(step % len(self.images))
        self.epoch = frozen(step // len(self.images) + 1)
        self.labels = frozen(self.arrays["image_labels"][self.image_index])
        expected = np.searchsorted(self.metadata["classes"], self.labels)
        self.targets = frozen(np.eye(self.layer_sizes[-1])[expected])
        self.predictions = frozen(np.argmax(self.activations[-1], axis=1))
        right = (self.predictions == expected).reshape(-1, len(self.images))
        self.epoch_accuracy = frozen(np.count_nonzero(right, axis=1) / len(self.images))

    @cached_property
    def output_errors(self) -> Floats:
        """Output − target, exactly, from the recorded outputs."""
        return frozen(self.activations[-1] - self.targets)

    def tied(self, step: int) -> bool:
        """Tell whether outputs tie for the largest at a step, so that there is no answer."""
        return bool(tied(self.activations[-1][step]))

    def weights_at(self, step: int) -> list[Floats]:
        """Return the weights after ``step`` updates, shapes (n_out, n_in).

        Parameters
        ----------
        step : int
            0 (the start weights) to ``steps`` (the final ones).

        Raises
        ------
        UsageError
            There is no such step.
        """
        return [frozen(table[:-1].T) for table in self.augmented_weights_at(step)]

    def biases_at(self, step: int) -> list[Floats]:
        """Return the biases after ``step`` updates, shapes (n_out,); see :meth:`weights_at`."""
        return [frozen(table[-1]) for table in self.augmented_weights_at(step)]

    def weight_updates_at(self, step: int) -> list[Floats]:
        """Return what step number ``step`` (0-based) added to the weights, −learning_rate included.

        Raises
        ------
        UsageError
            There is no such step.
        """
        bias_updates = self.bias_updates_at(step)
        before = (activations[step] for activations in self.activations[:-1])
        pairs = zip(bias_updates, before, strict=True)
        return [frozen(weight_update(*pair)) for pair in pairs]

    def bias_updates_at(self, step: int) -> list[Floats]:
        """Return what step number ``step`` (0-based) added to the biases.

        Raises
        ------
        UsageError
            There is no such step.
        """
        step = check_integer(step, "the step", 0, self.steps - 1)
        return [frozen(-self.metadata["learning_rate"] * delta[step]) for delta in self.deltas]

    def augmented_weights_at(self, step: int) -> list[Floats]:
        """Return the augmented weights of :mod:`network.core.kernel` after ``step`` updates."""
        step = check_integer(step, "the step", 0, self.steps)
        nearest = int(np.searchsorted(self.checkpoint_steps, step, side="right")) - 1
        tables = []
        for layer in range(len(self.layer_sizes) - 1):
            weights, biases = self.arrays[f"weights_{layer}"], self.arrays[f"biases_{layer}"]
            both = np.vstack([weights[nearest].T, biases[nearest]])
            tables.append(np.ascontiguousarray(both))
        part = slice(int(self.checkpoint_steps[nearest]), step)
        if part.start < part.stop:
            self._replay(tables, part)
        return tables

    def _replay(self, tables: list[Floats], part: slice) -> None:
        kernel = StepKernel(tables, self.metadata["learning_rate"], self.metadata["output_delta"])
        inputs = SparseInputs(self._inputs[self.image_index[part]])
        states = np.ones((len(inputs), len(kernel.state)))
        for columns, recorded in zip(kernel.columns[1], self.activations[1:], strict=True):
            states[:, columns] = recorded[part]
        for columns, recorded in zip(kernel.columns[2], self.deltas, strict=True):
            states[:, columns] = recorded[part]
        for image, state in enumerate(states):
            index, values = inputs[image]
            kernel.state[:] = state
            kernel.gather(index, values)
            kernel.update(index)
