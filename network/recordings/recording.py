"""The recording: what a network computed at every training step, exactly, as read-only arrays.

A file stores z, activations and deltas of each step, and the weights at some steps (checkpoints).
A weight update is −learning_rate·delta·activationᵀ, so this is a complete record: replaying the
updates since the last checkpoint gives the weights at any step, bit for bit.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property, partial
from itertools import pairwise
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from network.core.activations import ACTIVATIONS
from network.core.arithmetic import Floats, tied
from network.core.kernel import OUTPUT_DELTAS, FloatInputs, SparseInputs, StepKernel
from network.core.losses import LOSSES
from network.core.model import (
    check_integer,
    check_layer_sizes,
    check_learning_rate,
    weight_update,
)
from network.core.rules import Rules
from network.data.dataset import Dataset, selected_inputs
from network.errors import UsageError
from network.recordings.learned_cost import LEARNED, along_weight, learned
from network.storage.archive import Array
from network.storage.schema import (
    ArrayField,
    Fields,
    Metadata,
    Schema,
    Sizes,
    check_rising,
    layers_of,
)
from network.storage.storable import Storable, frozen

WALKTHROUGH, MNIST = "walkthrough", "mnist"
_EVERYTHING = (WALKTHROUGH,)  # kinds recorded with all intermediate values


def _check_output_delta(value: Any, name: str) -> None:
    if value not in OUTPUT_DELTAS:
        raise UsageError(f"{name}: found {value!r:.40}")


#: Metadata that a recording shares with the checkpoint series made from it.
TRAINING_FIELDS: Fields = {
    "layer_sizes": lambda value, _: check_layer_sizes(value),
    "learning_rate": lambda value, _: check_learning_rate(value),
    "output_delta": _check_output_delta,
    "epochs": partial(check_integer, low=1, high=2**31),
    "images": partial(check_integer, low=1, high=2**31),
    "image_shape": lambda value, name: [check_integer(n, name, 1, 2**15) for n in value],
    "classes": lambda value, name: [check_integer(n, name, 0, 255) for n in value],
}


def check_inputs_and_classes(metadata: Metadata) -> None:
    """Raise UsageError unless image shape, pixels and classes match the layers."""
    sizes, shape = tuple(metadata["layer_sizes"]), metadata["image_shape"]
    classes = metadata["classes"]
    if len(shape) != 2 or len(classes) != sizes[-1] or classes != sorted(set(classes)):
        raise UsageError(f"image_shape {shape} or classes {classes} do not fit layers {sizes}")
    inputs = shape[0] * shape[1]
    if metadata["pixels"] is not None:
        inputs = len(metadata["pixels"])
        for row, column in metadata["pixels"]:
            check_integer(row, "a pixel's row", 0, shape[0] - 1)
            check_integer(column, "a pixel's column", 0, shape[1] - 1)
    if inputs != sizes[0]:
        raise UsageError(f"expected {sizes[0]} inputs, as the layers say, found {inputs}")


def check_update_counts(name: str, counts: Array, metadata: Metadata) -> None:
    """Raise UsageError unless the numbers of updates rise from 0 to the end of the training."""
    check_rising(name, counts, metadata["images"] * metadata["epochs"])


def _check_labels(name: str, labels: Array, metadata: Metadata) -> None:
    if not np.all(np.isin(labels, metadata["classes"])):
        raise UsageError(f"{name}: expected only the classes")


def _check_nudge(name: str, places: Array, metadata: Metadata) -> None:
    """Check that one weight of each layer was nudged, at which step, and by how much."""
    nudge, sizes = metadata["nudge"], metadata["layer_sizes"]
    steps = metadata["images"] * metadata["epochs"]
    check_integer(nudge["step"], "the nudged step", 0, steps - 1)
    if not 0 < float(nudge["epsilon"]) < 1:
        raise UsageError("nudge: expected an epsilon above 0 and below 1")
    for expected_layer, (layer, row, column) in enumerate(places.tolist()):
        check_integer(layer, "a nudged weight's layer", expected_layer, expected_layer)
        check_integer(row, "a nudged weight's row", 0, sizes[layer + 1] - 1)
        check_integer(column, "a nudged weight's column", 0, sizes[layer] - 1)


def _sizes(metadata: Metadata) -> Sizes:
    sizes, images = metadata["layer_sizes"], metadata["images"]
    rows, columns = metadata["image_shape"]
    return {
        "images": images, "steps": images * metadata["epochs"], "rows": rows, "columns": columns,
        "layers": len(sizes) - 1, "outputs": sizes[-1],
    }  # fmt: skip


_of_layer = partial(ArrayField, each="layer")
_in_full = partial(ArrayField, kinds=_EVERYTHING)
_of_layer_in_full = partial(ArrayField, each="layer", kinds=_EVERYTHING)

RECORDING = Schema(
    noun="recording",
    kinds=(WALKTHROUGH, MNIST),
    fields=TRAINING_FIELDS,
    check_metadata=check_inputs_and_classes,
    sizes=_sizes,
    groups=lambda metadata: {"layer": layers_of(metadata["layer_sizes"])},
    counted={"checkpoints": "checkpoint_steps"},
    arrays=(
        ArrayField("images", "images rows columns", "uint8"),
        ArrayField("cost", "steps"),
        ArrayField("checkpoint_steps", "checkpoints", "int64", check=check_update_counts),
        _of_layer("z_{layer}", "steps n_out"),
        _of_layer("activations_{above}", "steps n_out"),
        _of_layer("deltas_{layer}", "steps n_out"),
        _of_layer("weights_{layer}", "checkpoints n_out n_in"),
        _of_layer("biases_{layer}", "checkpoints n_out"),
        _of_layer_in_full("products_{layer}", "steps n_out n_in"),
        _of_layer_in_full("partial_sums_{layer}", "steps n_out n_in"),
        _of_layer_in_full("gradients_{layer}", "steps n_out n_in"),
        _of_layer_in_full("weight_updates_{layer}", "steps n_out n_in"),
        _of_layer_in_full("bias_updates_{layer}", "steps n_out"),
        _of_layer_in_full("sigmoid_slopes_{layer}", "steps n_out"),
        _of_layer_in_full("activations_after_{above}", "steps n_out"),
        # Nothing is propagated back to the inputs.
        _of_layer_in_full("returned_{layer}", "steps n_in n_out", after=1),
        _of_layer_in_full("returned_sums_{layer}", "steps n_in n_out", after=1),
        _in_full("squared_errors", "steps outputs"),
        _in_full("cost_after", "steps"),
        _in_full("nudge_places", "layers 3", "int64", check=_check_nudge),
        _in_full("nudge_weights", "layers 3"),
        _in_full("nudge_outputs", "layers 3 outputs"),
        _in_full("nudge_costs", "layers 3"),
        _in_full("nudge_slopes", "layers"),
        _in_full("nudge_gradients", "layers"),
        ArrayField("image_labels", "images", "uint8", check=_check_labels),
    ),
)


class InputRows:
    """The inputs of all steps: an array (steps, n_inputs) whose rows are computed on access.

    In full it would take 1.1 GB for MNIST.  Index it like an array, with the step first.
    """

    def __init__(self, inputs: NDArray[np.uint8], steps: int) -> None:
        self._inputs = inputs
        self._image = np.arange(steps) % len(inputs)
        self.shape = (steps, inputs.shape[1])

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, key: Any) -> Floats:
        """Return the inputs of one or more steps; a second index selects inputs."""
        step, *rest = key if isinstance(key, tuple) else (key,)
        rows: Floats = self._inputs[self._image[step]] / 255
        return rows[..., rest[0]] if rest else rows

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        """Return the whole array."""
        return np.asarray(self[:], dtype=dtype)


class Recording(Storable):
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
    epoch_accuracy : numpy.ndarray
        Shape (epochs,): fraction of images classified correctly before their update.
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
        "activations", "cost", "cost_after", "epoch", "image_index", "labels", "output_errors",
        "cost_terms", "predicted_class", "predictions", "squared_errors", "targets",
    })  # fmt: skip
    once = frozenset({"epoch_accuracy", "updates_made", "weight_count"})

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
        small = self.metadata["kind"] in _EVERYTHING
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

    def bias_updates_at(self, step: int) -> list[Floats]:
        """Return what step ``step``, from 0, added to the biases: −η·delta.

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
