"""Checkpoint series: the short form of an MNIST recording, small enough to ship.

It holds the weights at about a hundred steps, close together at first, where they change fast,
and the test results at each.  It holds no images.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from network.core.arithmetic import Floats, sigmoid, tied
from network.core.kernel import SparseInputs
from network.data.mnist import Mnist
from network.errors import UsageError
from network.recordings.early_updates import MOST_EARLY, EarlyUpdates, early_updates
from network.recordings.lazy_arrays import ChangesSince
from network.recordings.memory import MEMORY_LIMIT, check_memory, checkpoint_memory
from network.recordings.recording import Recording
from network.recordings.recording_schema import (
    TRAINING_FIELDS,
    check_inputs_and_classes,
    check_update_counts,
)
from network.storage.archive import FORMAT_VERSION, Array
from network.storage.schema import ArrayField, Metadata, Schema, layers_of
from network.storage.storable import Storable, frozen

_FRAMES = 100
_MOST_EPOCHS = 100  # up to this many, each ends with a checkpoint
_AT_ONCE = 5  # networks tested together, with their first layers side by side
_CLASSES = 10
_MOST = 0.9


def checkpoint_schedule(steps: int, images: int) -> list[int]:
    """Return the steps of the checkpoints: about a hundred, with 0 and the end of each epoch.

    Checkpoint k, from 0 to 99, is at k³/99³ of the run, so that early ones are close together.  If
    there are more than a hundred epochs, only the end of the first epoch and the last step are
    sure to be included.
    """
    last = _FRAMES - 1
    spaced = (steps * k**3 // last**3 for k in range(_FRAMES))
    ends = range(0, steps + 1, images) if steps <= _MOST_EPOCHS * images else (images,)
    return sorted({*spaced, *ends})


def series_schedule(steps: int, images: int) -> list[int]:
    """Return the steps of a series: those of :func:`checkpoint_schedule`, and each of the first.

    The first updates one by one are pictures of their images: see
    :mod:`network.recordings.early_updates`.
    """
    first = range(min(MOST_EARLY, steps) + 1)
    return sorted({*first, *checkpoint_schedule(steps, images)})


def _check_counts(name: str, confusion: Array, metadata: Metadata) -> None:
    if confusion.min() < 0 or confusion.sum(axis=(1, 2)).min() < 1:
        raise UsageError(f"{name}: expected counts of images, found none")


def _check_right(name: str, right: Array, metadata: Metadata) -> None:
    if not 0 <= right[0] <= metadata["test_images"]:
        raise UsageError(
            f"{name}: expected 0 to {metadata['test_images']:,} test images, found {right[0]:,}"
        )


CHECKPOINT_SERIES = Schema(
    noun="checkpoint series",
    kinds=("film",),
    fields=TRAINING_FIELDS,
    check_metadata=check_inputs_and_classes,
    sizes=lambda metadata: {
        "epochs": metadata["epochs"], "outputs": metadata["layer_sizes"][-1],
    },
    groups=lambda metadata: {"layer": layers_of(metadata["layer_sizes"])},
    counted={"checkpoints": "steps_shown"},
    arrays=(
        ArrayField("steps_shown", "checkpoints", "int64", check=check_update_counts),
        ArrayField("confusion", "checkpoints outputs outputs", "int64", check=_check_counts),
        ArrayField("test_ties", "checkpoints", "int64", optional=True),
        ArrayField("change_alone_right", "1", "int64", optional=True, check=_check_right),
        ArrayField("epoch_accuracy", "epochs"),
        ArrayField("weights_{layer}", "checkpoints n_out n_in", "float32", each="layer"),
        ArrayField("biases_{layer}", "checkpoints n_out", "float32", each="layer"),
    ),
)  # fmt: skip


class CheckpointSeries(Storable):
    """Weights, test accuracy and confusion matrix at about a hundred steps of a training.

    Parameters
    ----------
    metadata : mapping
        The recording's metadata, with its digest as ``recording_digest``.
    arrays : mapping
        The arrays, by the names used in files.

    Attributes
    ----------
    metadata : dict
        Kind "film" (the name of the file format), sizes, seed, learning rate and so on.
    layer_sizes : tuple of int
        Number of neurons in each layer.
    steps : int
        Number of steps of the whole training.
    steps_shown : numpy.ndarray
        Shape (checkpoints,), int64: number of updates before each checkpoint.
    weights, biases : list of numpy.ndarray
        float32, shapes (checkpoints, n_out, n_in) and (checkpoints, n_out).
    test_accuracy : numpy.ndarray
        Shape (checkpoints,): fraction of the test images classified correctly.
    confusion : numpy.ndarray
        Shape (checkpoints, 10, 10), int64: number of test images by [true digit, predicted digit].
    test_ties : numpy.ndarray
        Shape (checkpoints,), int64: number of test images for which several outputs tie for the
        largest, so that there is no answer; ``confusion`` counts each under the first of these
        outputs.  Absent from a file without ties.
    epoch_accuracy : numpy.ndarray
        Shape (epochs,): fraction of training images classified correctly before their update.
    epochs_shown : numpy.ndarray
        Shape (checkpoints,): epoch, from 1, of the last update before each checkpoint.
    test_right : numpy.ndarray
        Shape (checkpoints,): number of test images classified correctly.
    recall : numpy.ndarray
        Shape (checkpoints, 10): fraction of each digit's test images classified correctly.
    test_wrong : numpy.ndarray
        Shape (checkpoints,): number of test images misclassified.
    mistakes : numpy.ndarray
        Shape (checkpoints, 90, 2): the pairs (true digit, answer) that differ, most frequent
        first; pairs that are equally frequent are in order of the digits.
    by_recall : numpy.ndarray
        Shape (checkpoints, 10): the digits by recall, highest first.
    """

    schema = CHECKPOINT_SERIES
    by_step = frozenset({
        "by_recall", "confusion", "epochs_shown", "mistakes", "recall", "steps_shown",
        "test_accuracy", "test_percent", "test_right", "test_ties", "test_wrong",
    })  # fmt: skip
    once = frozenset({
        "change_alone_percent", "change_alone_right", "early_factors", "early_labels",
        "early_pixels", "early_steps",
    })  # fmt: skip

    #: Whether the accuracy is that of samples held out.
    held_out: bool = True

    def __init__(self, metadata: Mapping[str, Any], arrays: Mapping[str, Array]) -> None:
        self._set(metadata, arrays, metadata["epochs"] * metadata["images"])
        self.class_names = tuple(str(each) for each in self.metadata["classes"])

    def _set(self, metadata: Mapping[str, Any], arrays: Mapping[str, Array], steps: int) -> None:
        super().__init__(metadata, arrays)
        self.layer_sizes = tuple(self.metadata["layer_sizes"])
        layers = range(len(self.layer_sizes) - 1)
        self.steps = steps
        self.steps_shown = self.arrays["steps_shown"]
        self.weights: list[NDArray[np.float32]] = [self.arrays[f"weights_{n}"] for n in layers]
        self.biases: list[NDArray[np.float32]] = [self.arrays[f"biases_{n}"] for n in layers]
        self.confusion: NDArray[np.int64] = self.arrays["confusion"]
        none = np.zeros(len(self.steps_shown), np.int64)
        self.test_ties: NDArray[np.int64] = self.arrays.get("test_ties", frozen(none))
        self.epoch_accuracy: Floats = self.arrays["epoch_accuracy"]
        right = np.trace(self.confusion, axis1=1, axis2=2)
        self.test_right: NDArray[np.int64] = frozen(right)
        self.test_accuracy: Floats = frozen(right / self.confusion.sum(axis=(1, 2)))
        # The recall of a digit without test images is undefined; it is set to 0.
        images = np.maximum(self.confusion.sum(axis=2), 1)
        self.recall: Floats = frozen(np.diagonal(self.confusion, axis1=1, axis2=2) / images)
        order = np.argsort(-self.recall, axis=1, kind="stable")
        self.by_recall = frozen(np.array(self.metadata["classes"])[order])
        self.test_wrong: NDArray[np.int64] = frozen(self.confusion.sum(axis=(1, 2)) - right)
        pairs = np.argwhere(~np.eye(self.confusion.shape[1], dtype=bool))
        counts = self.confusion[:, pairs[:, 0], pairs[:, 1]]
        self.mistakes = frozen(pairs[np.argsort(-counts, axis=1, kind="stable")])
        before = np.maximum(self.steps_shown - 1, 0)
        self.epochs_shown = frozen(before // max(self.metadata["images"], 1) + 1)

    @cached_property
    def early(self) -> EarlyUpdates:
        """The first single updates of the first layer, as far as checkpoints tell them."""
        return early_updates(self.steps_shown, self.weights[0], self.biases[0], self.biases[-1])

    @property
    def early_steps(self) -> Array:
        """Numbers of updates made before and after the :attr:`early` ones, from 0 on."""
        return np.arange(len(self.early) + 1)

    @property
    def early_factors(self) -> Array:
        """−η·δ of each neuron of the first layer at each early update, shape (n, n_out)."""
        return self.early.factors

    @property
    def early_pixels(self) -> Array:
        """The image of each early update, 0 to 1, shape (n, n_in)."""
        return self.early.pixels

    @property
    def early_labels(self) -> Array:
        """Index of the class of each early update, shape (n,)."""
        return self.early.labels

    def early_changes_at(self, step: int) -> list[Array]:
        """Return what the first ``step`` updates added to the first layer, as the only entry."""
        return [frozen(self.early.weights[step] - self.early.weights[0])]

    @property
    def change_alone_right(self) -> Array | None:
        """Number of test images that the change alone classifies correctly, at the end.

        The change alone is a network without its start: its weights are W(T) − W(0) and its
        biases b(T) − b(0).  None in files that do not hold it.
        """
        held = self.arrays.get("change_alone_right")
        return None if held is None else frozen(held.reshape(()))

    @property
    def change_alone_percent(self) -> Array | None:
        """The same as a percentage of the test images."""
        right = self.change_alone_right
        return None if right is None else 100 * right / self.confusion[-1].sum()

    @property
    def test_percent(self) -> Array:
        """Percentage of the test images classified correctly, shape (checkpoints,)."""
        return 100 * self.test_accuracy

    @cached_property
    def mostly_learned(self) -> int:
        """The first checkpoint, never the start, with nine tenths of the gain in accuracy."""
        accuracy = self.test_accuracy
        gain = accuracy[-1] - accuracy[0]
        if gain <= 0:
            return len(accuracy) - 1
        return max(1, int(np.argmax(accuracy >= accuracy[0] + _MOST * gain)))

    def weight_changes_at(self, frame: int) -> list[NDArray[np.float32]]:
        """Return the change of each layer's weights up to a checkpoint, W(t) − W(0)."""
        return [frozen(weights[frame] - weights[0]) for weights in self.weights]

    def changes_since_at(self, frame: int) -> list[ChangesSince]:
        """Return the change of each layer's weights up to a checkpoint, from any earlier one on.

        Indexed by the earlier checkpoint, then by target and input.
        """
        return [ChangesSince(weights, frame) for weights in self.weights]


def check_is_mnist(recording: Recording) -> None:
    """Raise UsageError unless a recording is one of MNIST."""
    kind = recording.metadata["kind"]
    if kind != "mnist":
        raise UsageError(f"expected a recording of MNIST, found one of kind {kind!r}")


def make_checkpoint_series(
    recording: Recording, mnist: Mnist, *, memory: int | None = MEMORY_LIMIT
) -> CheckpointSeries:
    """Extract the checkpoints of a recording and evaluate them on the test images.

    Parameters
    ----------
    recording : Recording
        Of kind "mnist".
    mnist : Mnist
        The data set, of which only the test images are used.
    memory : int or None
        Memory limit in bytes; None for no limit.

    Raises
    ------
    UsageError
        The recording is of another kind, or the memory limit is too low.
    """
    check_is_mnist(recording)
    held = sum(array.nbytes for array in recording.arrays.values())
    what = f"a checkpoint series of layers {' '.join(map(str, recording.layer_sizes))}"
    check_memory(checkpoint_memory(recording.metadata, held), memory, what)
    steps = series_schedule(recording.steps, len(recording.images))
    augmented_weights = [recording.augmented_weights_at(step) for step in steps]
    start, end = augmented_weights[0], augmented_weights[-1]
    change = [after - before for before, after in zip(start, end, strict=True)]
    networks = [*augmented_weights, change]
    counts, tied_images = confusion_matrices(networks, mnist.test_images, mnist.test_labels)
    confusion, ties = counts[:-1], tied_images[:-1]
    arrays: dict[str, Array] = {
        "steps_shown": np.array(steps, np.int64),
        "confusion": confusion,
        "epoch_accuracy": recording.epoch_accuracy,
        "change_alone_right": np.array([np.trace(counts[-1])]),
    }
    if ties.any():
        arrays["test_ties"] = ties
    for layer in range(len(recording.layer_sizes) - 1):
        arrays[f"weights_{layer}"] = np.array(
            [t[layer][:-1].T for t in augmented_weights], np.float32
        )
        arrays[f"biases_{layer}"] = np.array([t[layer][-1] for t in augmented_weights], np.float32)
    metadata = {
        **recording.metadata,
        "kind": "film",
        "format_version": FORMAT_VERSION,
        "recording_digest": recording.digest(),
        "test_images": len(mnist.test_images),
    }
    return CheckpointSeries(metadata, arrays)


def confusion_matrices(
    networks: Sequence[Sequence[Floats]], images: NDArray[np.uint8], labels: NDArray[np.uint8]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the confusion matrix and the number of ties of each network.

    Parameters
    ----------
    networks : sequence of sequence of numpy.ndarray
        Augmented weights (see :mod:`network.core.kernel`) of networks with the same layer sizes.
    images : numpy.ndarray
        Shape (n_images, n_inputs), uint8.
    labels : numpy.ndarray
        Shape (n_images,): digits.

    Returns
    -------
    numpy.ndarray
        Shape (networks, 10, 10), int64, by [true digit, predicted digit].
    numpy.ndarray
        Shape (networks,), int64: number of images for which outputs tie for the largest.
    """
    inputs = SparseInputs(images)
    matrices, ties = [], []
    for start in range(0, len(networks), _AT_ONCE):
        together = networks[start : start + _AT_ONCE]
        first_z = _first_z(
            np.hstack([augmented_weights[0] for augmented_weights in together]), inputs
        )
        for augmented_weights, z in zip(
            together, np.split(first_z, len(together), axis=1), strict=True
        ):
            outputs = _outputs(z, augmented_weights[1:])
            answers = np.argmax(outputs, axis=1)
            ties.append(int(np.count_nonzero(tied(outputs))))
            pairs = labels.astype(np.int64) * _CLASSES + answers
            counts = np.bincount(pairs, minlength=_CLASSES**2)
            matrices.append(counts.reshape(_CLASSES, _CLASSES))
    return np.array(matrices, np.int64), np.array(ties, np.int64)


def _first_z(table: Floats, inputs: SparseInputs) -> Floats:
    """Compute z of the first layer for every image, summed in the same order as in training."""
    first_z = np.empty((len(inputs), table.shape[1]))
    rows = np.empty_like(table)
    for image, z in enumerate(first_z):
        index, column = inputs[image]
        used = rows[: len(index)]
        table.take(index, 0, used, "clip")
        np.multiply(used, column, used)
        np.add.reduce(used, axis=0, out=z)
    return first_z


def _outputs(z: Floats, augmented_weights: Sequence[Floats]) -> Floats:
    """Compute the activations of the last layer for every image, given z of the first."""
    activations = sigmoid(z)
    for table in augmented_weights:
        z = np.zeros((len(z), table.shape[1]))
        for row, column in zip(table, activations.T, strict=False):
            z += column[:, None] * row
        activations = sigmoid(z + table[-1])
    return activations
