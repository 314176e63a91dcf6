"""The recording of any network: its own training, or other people's runs."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from network.core.activations import activations_for
from network.core.arithmetic import Floats, exp, tied
from network.core.kernel import FloatInputs, SparseInputs
from network.core.losses import loss_named
from network.core.model import check_integer
from network.core.rules import Rules, forward_pass
from network.data.dataset import Dataset, Scaling, class_answers, selected_inputs
from network.errors import UsageError
from network.recordings.lazy_arrays import SampleRows
from network.recordings.network_schema import FULL, NETWORK_RECORDING
from network.recordings.recording import Recording
from network.storage.archive import Array
from network.storage.storable import Storable, frozen

__all__ = ["NetworkRecording"]

#: Derived for single steps where a recording does not hold them.
_DERIVED = frozenset({
    "activations_after", "bias_updates", "cost_after", "cost_terms", "gradients", "partial_sums",
    "products", "returned", "returned_sums", "slopes", "weight_updates",
})  # fmt: skip
_TOO_LARGE = 30.0
"""From this pre-activation on, exponentials are taken relative to the largest."""


class NetworkRecording(Recording):
    """Everything that a run of any fully connected network computed, step by step.

    In a run of our own, step k trains on sample ``sample_index[k]``.  In an imported run nothing is
    known but the parameters at some moments of the training; its steps go through some samples at
    the first of these moments, then at the next, and have gradients, but no updates.

    Index convention: ``activations[0]`` is the input; entry l of every other list belongs to the
    layer from ``activations[l]`` to ``activations[l + 1]``.

    Parameters
    ----------
    metadata, arrays : mapping
        As made by :func:`network.record` or :func:`network.import_run`.

    Attributes
    ----------
    rules : Rules
        Activation functions, cost, rule of the output deltas, learning rate.
    samples : Dataset
        The samples trained on.
    test_samples : Dataset or None
        The samples held out.
    sample_index, epoch : numpy.ndarray
        Shape (steps,): sample of each step; epoch of each step, from 1.
    labels : numpy.ndarray or None
        Shape (steps,): class of each step's sample, an index into ``class_names``.
    targets, output_errors : numpy.ndarray
        Shape (steps, n_outputs).
    predictions : numpy.ndarray
        Shape (steps,): index of the class that the outputs stand for; of the largest output where
        there are no classes.
    z, activations, deltas : list
        Shape (steps, n) each.
    cost : numpy.ndarray
        Shape (steps,), each before the step's update.
    evaluated_steps : numpy.ndarray
        Shape (evaluations,): steps after which all samples were evaluated.
    train_cost, train_accuracy, test_cost, test_accuracy : numpy.ndarray or None
        Shape (evaluations,): mean cost, and fraction of the samples classified correctly.
    """

    schema = NETWORK_RECORDING
    stored_names: ClassVar[Mapping[str, str]] = {}
    by_step = Recording.by_step | {"cost_terms", "exponential_sum", "sample_index"}

    def __init__(self, metadata: Mapping[str, Any], arrays: Mapping[str, Array]) -> None:
        Storable.__init__(self, metadata, arrays)
        about = self.metadata
        self.layer_sizes = tuple(about["layer_sizes"])
        layers = range(len(self.layer_sizes) - 1)
        self.rules = Rules(
            activations_for(about["activations"], len(layers)),
            loss_named(about["cost"]),
            about["output_delta"],
            about["learning_rate"],
        )
        self.steps = about["steps"]
        self.samples = self._samples("")
        self.test_samples = self._samples("test_") if about["test_samples"] else None
        self.sample_index: NDArray[np.int64] = self.arrays["sample_index"]
        self.checkpoint_steps = self.arrays["checkpoint_steps"]
        self.evaluated_steps = self.arrays["evaluated_steps"]
        self.cost: Floats = self.arrays["cost"]
        self.z: list[Floats] = [self.arrays[f"z_{layer}"] for layer in layers]
        self.deltas: list[Floats] = [self.arrays[f"deltas_{layer}"] for layer in layers]
        rows = SampleRows(self.samples, self.sample_index)
        self.activations: list[Any] = [frozen(rows[:]) if about["detail"] == FULL else rows]
        self.activations += [self.arrays[f"activations_{layer + 1}"] for layer in layers]
        self.epoch = frozen(np.arange(self.steps) // about["epoch_steps"] + 1)
        self.targets = frozen(self.samples.targets[self.sample_index])
        self.train_cost = self.arrays.get("train_cost")
        self.test_cost = self.arrays.get("test_cost")
        self.train_accuracy, self.test_accuracy = (
            _accuracy(self.arrays.get(f"{part}_confusion")) for part in ("train", "test")
        )

    def _samples(self, part: str) -> Dataset:
        """Return the samples of a part of the data: "" or "test_"."""
        about, arrays = self.metadata, self.arrays
        inputs = arrays.get(f"{part}inputs", np.empty((0, 0)))
        scaling, raw = None, np.empty((0, 0))
        if about["scaling"] != "none":
            scaling = Scaling(about["scaling"], arrays["scaling_offset"], arrays["scaling_factor"])
            raw = arrays["raw_inputs"] if not part else scaling.undo(inputs)
        shape, names = about["image_shape"], about["input_names"]
        target_scaling, targets, wanted = None, arrays[f"{part}targets"], np.empty((0, 0))
        if about["target_scaling"] != "none":
            target_scaling = Scaling(
                about["target_scaling"], arrays["target_offset"], arrays["target_factor"]
            )
            wanted = arrays["raw_targets"] if not part else target_scaling.undo(targets)
        return Dataset(
            about["data"].get("name") or "data",
            inputs,
            targets,
            names or pixel_names(shape),
            about["output_names"],
            arrays.get(f"{part}labels"),
            scaling,
            raw,
            image_shape=tuple(shape) if shape else None,
            pixels=about["pixels"],
            images=arrays.get(f"{part}images"),
            class_names=about["class_names"],
            source=about["data"].get("source") or "",
            target_scaling=target_scaling,
            raw_targets=wanted,
        )

    @property
    def images(self) -> NDArray[np.uint8] | None:  # type: ignore[override]
        """The samples' images, shape (samples, rows, columns), or None if they are no images."""
        return self.arrays.get("images")

    @property
    def class_names(self) -> tuple[str, ...] | None:
        """The names of the classes, or None if targets are quantities."""
        names = self.metadata["class_names"]
        return tuple(names) if names else None

    @property
    def image_index(self) -> NDArray[np.int64]:  # type: ignore[override]
        """Another name of ``sample_index``."""
        return self.sample_index

    @property
    def is_imported(self) -> bool:
        """Whether the parameters come from another program."""
        return self.metadata["imported"] is not None

    @cached_property
    def labels(self) -> Array | None:  # type: ignore[override]
        """Class of each step's sample, or None."""
        labels = self.samples.labels
        return None if labels is None else frozen(labels[self.sample_index])

    @cached_property
    def predictions(self) -> Array:  # type: ignore[override]
        """Index of the class, or of the largest output, at each step."""
        outputs = self.activations[-1]
        if self.class_names is None:
            return frozen(np.argmax(outputs, axis=1))
        return frozen(class_answers(outputs))

    @property
    def _class_index(self) -> Array:
        return np.asarray(self.labels)

    @property
    def predicted_class(self) -> Array:
        """The same as ``predictions``: classes are named by ``class_names``."""
        return self.predictions

    @cached_property
    def epoch_accuracy(self) -> Array | None:  # type: ignore[override]
        """Fraction of each epoch's steps answered correctly before their update, or None."""
        if self.labels is None:
            return None
        size = self.metadata["epoch_steps"]
        correct = self.predictions == self.labels
        starts = range(0, self.steps, size)
        return frozen(
            [np.count_nonzero(correct[k : k + size]) / len(correct[k : k + size]) for k in starts]
        )

    def tied(self, step: int) -> bool:
        """Return whether several outputs tie for the largest, so that the step has no answer."""
        outputs = self.activations[-1][step]
        return bool(len(outputs) > 1 and tied(outputs))

    def outputs_of_samples(self, step: int) -> Floats:
        """Return the outputs for every sample with the parameters after ``step`` updates.

        Returns
        -------
        numpy.ndarray
            Shape (samples, n_outputs).
        """
        weights, biases = self.weights_at(step), self.biases_at(step)
        rows = self.samples.input_rows()
        return forward_pass(rows, weights, biases, self.rules.functions)[1][-1]

    def augmented_weights_at(self, step: int) -> list[Floats]:
        """Return the augmented weights of :mod:`network.core.kernel` after ``step`` updates."""
        if not self.is_imported:
            return super().augmented_weights_at(step)
        step = check_integer(step, "the step", 0, self.steps)
        moment = int(np.searchsorted(self.checkpoint_steps, step, side="right")) - 1
        return [
            np.ascontiguousarray(
                np.vstack(
                    [self.arrays[f"weights_{n}"][moment].T, self.arrays[f"biases_{n}"][moment]]
                )
            )
            for n in range(len(self.layer_sizes) - 1)
        ]

    def weight_updates_at(self, step: int) -> list[Floats]:
        """Return what step ``step``, from 0, added to the weights: −η·delta·activationᵀ.

        Raises
        ------
        UsageError
            There is no such step, or the run is imported, so that its updates are not known.
        """
        self._require_updates()
        return super().weight_updates_at(step)

    def bias_updates_at(self, step: int) -> list[Floats]:
        """Return what step ``step``, from 0, added to the biases; see :meth:`weight_updates_at`."""
        self._require_updates()
        return super().bias_updates_at(step)

    def _require_updates(self) -> None:
        if self.is_imported:
            raise UsageError("an imported run holds gradients, but no updates")

    def exponentials_at(self, step: int) -> list[Floats]:
        """Return e^z of each layer at a step; relative to the largest where z is large.

        They are what softmax divides by their sum: e^(z − m), with m = 0 unless the largest z
        exceeds 30, which changes no share.
        """
        found = []
        for z in self.z:
            largest = float(z[step].max())
            found.append(frozen(exp(z[step] - (largest if largest > _TOO_LARGE else 0.0))))
        return found

    def _select(self, quantity: str, step: int | None, layer: int | None) -> Any:
        name = quantity if layer is None else f"{quantity}_{layer}"
        if quantity in _DERIVED and name not in self.arrays and step is not None:
            if self.is_imported and name not in self.derived_at(step):
                self._require_updates()
            found = self.derived_at(step)
            if name in found:
                return found[name][0]
        if quantity in ("targets", "labels") and step is not None:
            # The arrays of the file have a row for each sample, not for each step.
            return getattr(self, quantity)[step]
        if quantity == "exponential_sum" and step is not None:
            terms = self.exponentials_at(step)[-1]
            return np.add.accumulate(terms)[-1]
        return super()._select(quantity, step, layer)

    def _inputs_of(self, samples: Array) -> SparseInputs | FloatInputs:
        if self.samples.images is not None:
            return SparseInputs(selected_inputs(self.samples.images[samples], self.samples.pixels))
        return FloatInputs(self.samples.input_rows(samples))


def pixel_names(shape: Any) -> list[str]:
    """Return a name for each pixel of an image, row by row."""
    rows, columns = shape
    return [f"pixel ({row}, {column})" for row in range(rows) for column in range(columns)]


def _accuracy(confusion: Array | None) -> Floats | None:
    if confusion is None:
        return None
    correct = np.trace(confusion, axis1=1, axis2=2)
    return frozen(correct / confusion.sum(axis=(1, 2)))
