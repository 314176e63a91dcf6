"""The recording: what a network computed at every training step, exactly, as read-only arrays.

A file stores z, activations and deltas of each step, and the weights at some steps (checkpoints).
A weight update is −learning_rate·delta·activationᵀ, so this is a complete record: replaying the
updates since the last checkpoint gives the weights at any step, bit for bit.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from network.core.activations import ACTIVATIONS
from network.core.arithmetic import Floats, tied
from network.core.kernel import FloatInputs, SparseInputs, StepKernel
from network.core.losses import LOSSES
from network.core.model import check_integer, weight_update
from network.core.rules import Rules
from network.data.dataset import Dataset, selected_inputs
from network.errors import UsageError
from network.recordings.derived import derived_of
from network.recordings.lazy_arrays import InputRows, SumOfOthers
from network.recordings.learned_cost import LEARNED, along_weight, learned
from network.recordings.plane import ALL_SAMPLES, OnThePlane, all_samples
from network.recordings.recording_schema import FULL_KINDS, RECORDING
from network.recordings.what_if import (
    activation_changes,
    changed_products,
    moved_activations,
    moved_sums,
)
from network.storage.archive import Array
from network.storage.storable import Storable, frozen


class Recording(OnThePlane, Storable):
    """Everything that a training run computed; see :func:`network.record_walkthrough`.

    Index convention: ``activations[0]`` is the input; entry l of every other list belongs to the
    layer from ``activations[l]`` to ``activations[l + 1]``.

    Parameters
    ----------
    metadata : mapping
        The settings of the run, from :func:`network.recordings.training.train_and_record`.
    arrays : mapping
        The arrays, by the names used in files.

    Attributes
    ----------
    metadata : dict
        Kind, sizes, seed, learning rate, classes and so on; serializable as JSON.
    layer_sizes : tuple of int
        Number of neurons in each layer.
    steps : int
        Number of steps: epochs × images.
    images : numpy.ndarray
        Shape (n_images, rows, columns), uint8: the training images.
    image_index, labels, epoch : numpy.ndarray
        Shape (steps,): index of the image, its label, and the epoch, counted from 1.
    z, deltas : list of numpy.ndarray
        Shape (steps, n_out) each.
    activations : list
        Shape (steps, n) each; the first, the inputs, may be an :class:`InputRows`.
    cost : numpy.ndarray
        Shape (steps,): mean squared error before the step's update.
    targets : numpy.ndarray
        Shape (steps, n_outputs): the label, one-hot.
    output_errors : numpy.ndarray
        Shape (steps, n_outputs): output − target, before the step's update.  These need not be the
        deltas of the output layer, which depend on the run's ``output_delta``.
    predictions : numpy.ndarray
        Shape (steps,): index of the largest output, before the step's update.
    correct : numpy.ndarray
        Shape (steps,): 1.0 where the image was classified correctly before the step's update.
    place_in_epoch : numpy.ndarray
        Shape (steps,): number of steps before it in its epoch.
    epoch_accuracy, epoch_correct : numpy.ndarray
        Shape (epochs,): fraction and number of images classified correctly before their update.
    products, partial_sums : list of numpy.ndarray
        Walkthrough only, shape (steps, n_out, n_in): weight × input of each edge, and the sum
        of a neuron's products up to and including that edge.  z = last partial sum + bias.
    arrays : dict
        All arrays, by the names used in files; :mod:`network.recordings.derived` describes those
        that only a walkthrough has.
    """

    schema = RECORDING
    #: What format 1 calls quantities that exist for every activation function and cost.
    stored_names: ClassVar[Mapping[str, str]] = {
        "slopes": "sigmoid_slopes",
        "cost_terms": "squared_errors",
    }
    by_step = frozenset({
        "activations", "correct", "cost", "cost_after", "epoch", "image_index", "labels",
        "output_errors", "cost_terms", "place_in_epoch", "predicted_class", "predictions",
        "squared_errors", "targets",
    })  # fmt: skip
    once = frozenset({
        "epoch_accuracy", "epoch_correct", "pixel_count", "updates_made", "weight_count",
        "weights_between",
    })  # fmt: skip

    def __init__(self, metadata: Mapping[str, Any], arrays: Mapping[str, Array]) -> None:
        super().__init__(metadata, arrays)
        self.layer_sizes = tuple(self.metadata["layer_sizes"])
        layers = range(len(self.layer_sizes) - 1)
        self.rules = Rules(
            [ACTIVATIONS["sigmoid"]] * len(layers),
            LOSSES["mean-squared-error"],
            self.metadata["output_delta"],
            self.metadata["learning_rate"],
        )
        self.images = self.arrays["images"]
        self.steps = self.metadata["epochs"] * len(self.images)
        self._inputs = selected_inputs(self.images, self.metadata["pixels"])
        self.z: list[Floats] = [self.arrays[f"z_{layer}"] for layer in layers]
        self.deltas: list[Floats] = [self.arrays[f"deltas_{layer}"] for layer in layers]
        rows = InputRows(self._inputs, self.steps)
        small = self.metadata["kind"] in FULL_KINDS
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
        """Set the quantities that follow from the order of the images and from the outputs."""
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
        """Output − target, from the recorded outputs, shape (steps, n_outputs)."""
        return frozen(self.activations[-1] - self.targets)

    @cached_property
    def samples(self) -> Dataset:
        """The samples trained on, with the names of inputs and classes."""
        about = self.metadata
        shape = (int(about["image_shape"][0]), int(about["image_shape"][1]))
        pixels = about["pixels"] or np.ndindex(shape)
        classes = [str(each) for each in about["classes"]]
        labels = np.searchsorted(about["classes"], self.arrays["image_labels"])
        return Dataset(
            about["kind"],
            np.empty((0, 0)),
            np.eye(len(classes))[labels],
            [f"pixel ({row}, {column})" for row, column in pixels],
            classes,
            labels.astype(np.int64) if len(classes) > 1 else None,
            pixels=about["pixels"],
            images=self.images,
        )

    @property
    def class_names(self) -> tuple[str, ...] | None:
        """The names of the classes, or None if targets are quantities."""
        names = self.samples.class_names
        return tuple(names) if names else None

    @property
    def is_imported(self) -> bool:
        """Whether the parameters come from another program."""
        return False

    @cached_property
    def place_in_epoch(self) -> Array:
        """Number of steps before each step in its epoch, shape (steps,)."""
        epochs = np.asarray(self.epoch)
        return frozen(np.arange(self.steps) - np.searchsorted(epochs, epochs))

    @cached_property
    def correct(self) -> Array | None:
        """1 where a step's answer is its label before the update, else 0; None without labels."""
        if self.labels is None:
            return None
        return frozen((self._class_index == self.predictions).astype(float))

    @property
    def _class_index(self) -> Array:
        """The index of each step's class, shape (steps,)."""
        return np.searchsorted(self.metadata["classes"], self.labels)

    @cached_property
    def epoch_correct(self) -> Array | None:
        """Number of steps of each epoch with a correct answer, or None without labels."""
        if self.correct is None:
            return None
        return frozen(np.bincount(np.asarray(self.epoch) - 1, self.correct).astype(np.int64))

    @property
    def predicted_class(self) -> Array:
        """The class of the largest output at each step, shape (steps,)."""
        return np.array(self.metadata["classes"])[self.predictions]

    @property
    def updates_made(self) -> Array:
        """Number of updates before each step and at the end: 0 to ``steps``."""
        return np.arange(self.steps + 1)

    @property
    def weight_count(self) -> list[Array]:
        """Number of weights before each row of each layer's matrix, shape (n_out + 1,)."""
        counts, before = [], 0
        for n_in, n_out in pairwise(self.layer_sizes):
            counts.append(before + n_in * np.arange(n_out + 1))
            before += n_in * n_out
        return counts

    @property
    def pixel_count(self) -> Array:
        """Number of pixels of an image, all of which or only some are inputs.

        Raises
        ------
        UsageError
            The samples are no images.
        """
        return np.asarray(self._image(0).size)

    def pixel_values_at(self, step: int) -> list[Floats]:
        """Return the grey levels / 255 of a step's image, row by row, as the only entry of a list.

        Raises
        ------
        UsageError
            The samples are no images, or there is no such step.
        """
        step = check_integer(step, "the step", 0, self.steps - 1)
        return [frozen(self._image(int(self.image_index[step])).ravel() / 255)]

    def _image(self, sample: int) -> NDArray[np.uint8]:
        if self.images is None:
            raise UsageError("the samples of this recording are no images")
        return np.asarray(self.images[sample])

    @property
    def weights_between(self) -> Array:
        """Number of weights between each layer and the next, shape (layers − 1,)."""
        return np.array([n_in * n_out for n_in, n_out in pairwise(self.layer_sizes)])

    def moved_activations_at(self, step: int) -> list[Floats]:
        """Return what the layers would hold at a step if one input were different.

        See :func:`network.recordings.what_if.moved_activations`.
        """
        return moved_activations(self, check_integer(step, "the step", 0, self.steps - 1))

    def moved_sums_at(self, step: int) -> list[Floats]:
        """Return what the weighted sums of a step would be if one input were different.

        See :func:`network.recordings.what_if.moved_sums`.
        """
        return moved_sums(self, check_integer(step, "the step", 0, self.steps - 1))

    def activation_changes_at(self, step: int) -> list[Floats]:
        """Return by how much the layers' values would change at a step if one input were different.

        See :func:`network.recordings.what_if.activation_changes`.
        """
        return activation_changes(self, check_integer(step, "the step", 0, self.steps - 1))

    def changed_products_at(self, step: int) -> list[Floats]:
        """Return by how much each product of a step changes if the strongest input moves.

        See :func:`network.recordings.what_if.changed_products`.
        """
        return changed_products(self, check_integer(step, "the step", 0, self.steps - 1))

    def step_of(self, sample: int, at_step: int = 0) -> int:
        """Return the first step from ``at_step`` on that trains on a sample.

        Parameters
        ----------
        sample : int
            Index of the sample, from 0.
        at_step : int
            Step from which to search; where there is none, the last one before is taken.

        Raises
        ------
        UsageError
            There is no such sample or step.
        """
        sample = check_integer(sample, "the sample", 0, len(self.samples) - 1)
        at_step = check_integer(at_step, "the step", 0, self.steps - 1)
        places = np.flatnonzero(self.image_index == sample)
        if not len(places):
            raise UsageError(f"the sample: no recorded step is on sample {sample}")
        later = places[places >= at_step]
        return int(later[0] if len(later) else places[-1])

    def along_weight(
        self, step: int, layer: int, place: Sequence[int], weights: ArrayLike
    ) -> tuple[Floats, Floats]:
        """Return outputs, and the cost that deltas are slopes of, for other values of a weight.

        See :func:`network.recordings.learned_cost.along_weight`.
        """
        return along_weight(self, step, layer, place, weights)

    def _select(self, quantity: str, step: int | None, layer: int | None) -> Any:
        if quantity == "bias_neuron":  # of every layer: a bias is a weight from it
            return np.float64(1.0)
        if quantity in LEARNED and step is not None:
            return learned(self, quantity, step)
        if quantity in ALL_SAMPLES and step is not None:
            return all_samples(self, quantity, step)
        return super()._select(self.stored_names.get(quantity, quantity), step, layer)

    def tied(self, step: int) -> bool:
        """Return whether several outputs tie for the largest, so that the step has no answer."""
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

    def weight_changes_at(self, step: int) -> list[Floats]:
        """Return how far the weights are from their start after ``step`` updates.

        Of an imported run, the start is its first checkpoint.

        Raises
        ------
        UsageError
            There is no such step.
        """
        start = self.weights_at(int(self.checkpoint_steps[0]))
        pairs = zip(self.weights_at(step), start, strict=True)
        return [frozen(now - before) for now, before in pairs]

    def weight_updates_at(self, step: int) -> list[Floats]:
        """Return what step ``step``, from 0, added to the weights: −η·delta·activationᵀ.

        Raises
        ------
        UsageError
            There is no such step.
        """
        bias_updates = self.bias_updates_at(step)
        before = (activations[step] for activations in self.activations[:-1])
        pairs = zip(bias_updates, before, strict=True)
        return [frozen(weight_update(*pair)) for pair in pairs]

    def other_cost_terms_at(self, step: int) -> list[Any]:
        """Return what sums the terms of a step's cost that are not named by an index.

        For pictures that draw only some outputs of many: ``get("other_cost_terms", step=0,
        layer=0, index=(2, 5))`` is the sum of all terms but those of outputs 2 and 5.

        Raises
        ------
        UsageError
            There is no such step.
        """
        step = check_integer(step, "the step", 0, self.steps - 1)
        return [SumOfOthers(np.asarray(self.get("cost_terms", step=step)))]

    def bias_updates_at(self, step: int) -> list[Floats]:
        """Return what step ``step``, from 0, added to the biases: −η·delta.

        Raises
        ------
        UsageError
            There is no such step.
        """
        step = check_integer(step, "the step", 0, self.steps - 1)
        return [frozen(-self.metadata["learning_rate"] * delta[step]) for delta in self.deltas]

    def derived_at(self, step: int) -> Mapping[str, Array]:
        """Return the derived quantities of one step, by the names used in files.

        See :func:`network.recordings.derived.derived_arrays`; the first axis of each has length 1.
        """
        return derived_of(self, check_integer(step, "the step", 0, self.steps - 1))

    def augmented_weights_at(self, step: int) -> list[Floats]:
        """Return the augmented weights of :mod:`network.core.kernel` after ``step`` updates."""
        step = check_integer(step, "the step", 0, self.steps)
        nearest = int(np.searchsorted(self.checkpoint_steps, step, side="right")) - 1
        augmented_weights = []
        for layer in range(len(self.layer_sizes) - 1):
            weights, biases = self.arrays[f"weights_{layer}"], self.arrays[f"biases_{layer}"]
            both = np.vstack([weights[nearest].T, biases[nearest]])
            augmented_weights.append(np.ascontiguousarray(both))
        part = slice(int(self.checkpoint_steps[nearest]), step)
        if part.start < part.stop:
            self._replay(augmented_weights, part)
        return augmented_weights

    def _inputs_of(self, samples: Array) -> SparseInputs | FloatInputs:
        """Return the inputs of some samples, as a kernel takes them."""
        return SparseInputs(self._inputs[samples])

    def _replay(self, augmented_weights: list[Floats], part: slice) -> None:
        kernel = StepKernel(augmented_weights, self.rules)
        inputs = self._inputs_of(self.image_index[part])
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
