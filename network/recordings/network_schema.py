"""The content of a recording of any network: format 2."""

from functools import partial

import numpy as np

from network.core.activations import activations_for
from network.core.losses import loss_named
from network.core.model import (
    GIVEN,
    STARTS,
    check_integer,
    check_layer_sizes,
    check_learning_rate,
    check_output_delta,
)
from network.data.dataset import SCALES
from network.errors import UsageError
from network.recordings.recording_schema import check_nudge
from network.storage.archive import Array
from network.storage.field_checks import names, one_of, or_none, text, texts_by_name
from network.storage.schema import ArrayField, Arrays, Fields, Metadata, Schema, Sizes, layers_of

__all__ = [
    "DETAILS",
    "FULL",
    "KIND",
    "NETWORK_RECORDING",
    "VERSION",
    "check_factors",
    "check_neurons",
]

KIND, VERSION = "network", 2
FULL, COMPACT = "full", "compact"
#: Orders of the samples in an epoch, besides ``GIVEN``.
IN_ORDER, SHUFFLED = "in-order", "shuffled"
#: Initial biases, besides ``GIVEN``.
ZERO = "zero"
#: The start and the order of runs of other programs.
IMPORTED = "imported"
DETAILS = (FULL, COMPACT)
_LARGEST = 2**31
#: Far above any number of a training that has not diverged; products of several stay finite.
_LARGEST_NUMBER = 1e60


_FIELDS: Fields = {
    "layer_sizes": lambda value, _: check_layer_sizes(value),
    "cost": lambda value, _: loss_named(value),
    "learning_rate": or_none(lambda value, _: check_learning_rate(value)),
    "seed": partial(check_integer, low=0, high=2**32 - 1),
    "title": text,
    "start": one_of(*STARTS, GIVEN, IMPORTED),
    "start_biases": one_of(ZERO, GIVEN, IMPORTED),
    "order": one_of(IN_ORDER, SHUFFLED, GIVEN, IMPORTED),
    "samples": partial(check_integer, low=1, high=_LARGEST),
    "test_samples": partial(check_integer, low=0, high=_LARGEST),
    "steps": partial(check_integer, low=1, high=_LARGEST),
    "epoch_steps": partial(check_integer, low=1, high=_LARGEST),
    "epochs": partial(check_integer, low=1, high=_LARGEST),
    "detail": one_of(*DETAILS),
    "input_names": or_none(names),
    "output_names": names,
    "class_names": or_none(names),
    "image_shape": or_none(lambda value, name: [check_integer(n, name, 1, 2**15) for n in value]),
    "scaling": one_of(*SCALES),
    "target_scaling": one_of(*SCALES),
    "data": texts_by_name,
    "imported": or_none(texts_by_name),
}


def _check_metadata(metadata: Metadata) -> None:
    sizes = metadata["layer_sizes"]
    functions = activations_for(metadata["activations"], len(sizes) - 1)
    loss_named(metadata["cost"]).check(functions[-1])
    check_output_delta(metadata["output_delta"], metadata["cost"])
    if metadata["learning_rate"] is None and metadata["imported"] is None:
        raise UsageError("learning_rate: expected a number")
    check_neurons(metadata)
    steps = metadata["steps"]
    if metadata["epochs"] != -(-steps // metadata["epoch_steps"]):
        raise UsageError(f"epochs: {metadata['epochs']} do not fit {steps} steps")


def check_neurons(metadata: Metadata) -> None:
    """Raise UsageError unless names, classes, image shape and pixels fit the layers."""
    sizes, outputs, classes = (
        metadata[key] for key in ("layer_sizes", "output_names", "class_names")
    )
    if len(outputs) != sizes[-1]:
        raise UsageError(f"output_names: expected {sizes[-1]}, found {len(outputs)}")
    if classes is not None and len(classes) != max(2, sizes[-1]):
        raise UsageError(f"class_names: expected {max(2, sizes[-1])}, found {len(classes)}")
    inputs, shape = metadata["input_names"], metadata["image_shape"]
    if shape is not None and len(shape) != 2:
        raise UsageError(f"image_shape: expected rows and columns, found {shape!r:.40}")
    if metadata["pixels"] is not None:
        if shape is None or len(metadata["pixels"]) != sizes[0]:
            raise UsageError(f"pixels: expected {sizes[0]} pixels of an image")
        for row, column in metadata["pixels"]:
            check_integer(row, "a pixel's row", 0, shape[0] - 1)
            check_integer(column, "a pixel's column", 0, shape[1] - 1)
    elif shape is not None and shape[0] * shape[1] != sizes[0]:
        raise UsageError(f"image_shape: expected {sizes[0]} pixels, found {shape}")
    if inputs is None and shape is None:
        raise UsageError("input_names: expected names, as the inputs are not pixels")
    if inputs is not None and len(inputs) != sizes[0]:
        raise UsageError(f"input_names: expected {sizes[0]}, found {len(inputs)}")


def _check_labels(name: str, labels: Array, metadata: Metadata) -> None:
    classes = len(metadata["class_names"] or ())
    if labels.min() < 0 or labels.max() >= classes:
        raise UsageError(f"{name}: expected indices of {classes} classes")


def check_factors(name: str, factors: Array, metadata: Metadata) -> None:
    """Raise UsageError unless all factors are above 0."""
    if factors.min() <= 0:
        raise UsageError(f"{name}: expected numbers above 0, found {factors.min()}")


def _check_samples(name: str, samples: Array, metadata: Metadata) -> None:
    if samples.min() < 0 or samples.max() >= metadata["samples"]:
        raise UsageError(f"{name}: expected indices of {metadata['samples']} samples")


def _check_checkpoints(name: str, steps: Array, metadata: Metadata) -> None:
    last = metadata["steps"]
    if not len(steps) or steps[0] != 0 or np.any(np.diff(steps) <= 0) or steps[-1] > last:
        raise UsageError(f"{name}: expected to rise from 0 to at most {last:,}")
    if metadata["imported"] is None and steps[-1] != last:
        raise UsageError(f"{name}: expected to end at step {last:,}")
    if metadata["detail"] == FULL and metadata["imported"] is None and len(steps) != last + 1:
        raise UsageError(f"{name}: expected every step of a full recording")


def _check_evaluations(name: str, steps: Array, metadata: Metadata) -> None:
    if not len(steps) or steps[0] < 0 or np.any(np.diff(steps) <= 0):
        raise UsageError(f"{name}: expected rising steps")
    if steps[-1] > metadata["steps"]:
        raise UsageError(f"{name}: expected at most {metadata['steps']:,}, found {steps[-1]:,}")


def _check_counts(name: str, confusion: Array, metadata: Metadata) -> None:
    wanted = metadata["test_samples" if name.startswith("test") else "samples"]
    if confusion.min() < 0 or np.any(confusion.sum(axis=(1, 2)) != wanted):
        raise UsageError(f"{name}: expected counts that add up to {wanted:,} samples")


def _check_nudge(name: str, places: Array, metadata: Metadata) -> None:
    check_nudge(places, metadata, metadata["steps"])


def _check_content(metadata: Metadata, arrays: Arrays) -> None:
    """Check which of the optional arrays are there."""

    def together(wanted: bool, *names: str) -> None:
        for name in names:
            if (name in arrays) != wanted:
                there = "found none" if wanted else "found one"
                raise UsageError(f"{name}: {'expected it' if wanted else 'not expected'}, {there}")

    layers = range(len(metadata["layer_sizes"]) - 1)
    for images, inputs, wanted in (
        ("images", "inputs", True),
        ("test_images", "test_inputs", metadata["test_samples"] > 0),
    ):
        if (images in arrays) + (inputs in arrays) != wanted:
            raise UsageError(f"expected {images} or {inputs}" if wanted else f"{inputs}: none")
        if images in arrays and metadata["image_shape"] is None:
            raise UsageError(f"{images}: expected an image_shape")
    classes, tested = metadata["class_names"] is not None, metadata["test_samples"] > 0
    together(classes, "labels")
    together(tested, "test_targets", "test_cost")
    together(tested and classes, "test_labels", "test_confusion")
    together(metadata["scaling"] != "none", "scaling_offset", "scaling_factor", "raw_inputs")
    scaled = metadata["target_scaling"] != "none"
    together(scaled, "target_offset", "target_factor", "raw_targets")
    full, imported = metadata["detail"] == FULL, metadata["imported"] is not None
    together(imported, "kept_at")
    together("train_cost" in arrays and classes, "train_confusion")
    for layer in layers:
        together(full, *(f"{name}_{layer}" for name in _OF_LAYER_IN_FULL))
        together(full and layer > 0, f"returned_{layer}", f"returned_sums_{layer}")
        updated = full and not imported
        together(updated, f"weight_updates_{layer}", f"bias_updates_{layer}")
        together(updated, f"activations_after_{layer + 1}")
    together(full, "cost_terms")
    together(full and not imported, "cost_after")
    nudged = "nudge" in metadata
    together(nudged, *(f"nudge_{name}" for name in _NUDGE))


_OF_LAYER_IN_FULL = ("products", "partial_sums", "gradients", "slopes")
_NUDGE = ("places", "weights", "outputs", "costs", "slopes", "gradients")


def _sizes(metadata: Metadata) -> Sizes:
    sizes = metadata["layer_sizes"]
    rows, columns = metadata["image_shape"] or (0, 0)
    return {
        "samples": metadata["samples"], "test_samples": metadata["test_samples"],
        "steps": metadata["steps"], "rows": rows, "columns": columns, "inputs": sizes[0],
        "outputs": sizes[-1], "layers": len(sizes) - 1,
        "classes": len(metadata["class_names"] or ()),
    }  # fmt: skip


_maybe = partial(ArrayField, optional=True)
_of_layer = partial(ArrayField, each="layer")
_in_full = partial(ArrayField, each="layer", optional=True)

NETWORK_RECORDING = Schema(
    noun="recording",
    kinds=(KIND,),
    version=VERSION,
    largest=_LARGEST_NUMBER,
    fields=_FIELDS,
    check_metadata=_check_metadata,
    check_content=_check_content,
    sizes=_sizes,
    groups=lambda metadata: {"layer": layers_of(metadata["layer_sizes"])},
    counted={"checkpoints": "checkpoint_steps", "evaluations": "evaluated_steps"},
    arrays=(
        _maybe("images", "samples rows columns", "uint8"),
        _maybe("inputs", "samples inputs"),
        _maybe("raw_inputs", "samples inputs"),
        _maybe("scaling_offset", "inputs"),
        _maybe("scaling_factor", "inputs", check=check_factors),
        ArrayField("targets", "samples outputs"),
        _maybe("raw_targets", "samples outputs"),
        _maybe("target_offset", "outputs"),
        _maybe("target_factor", "outputs", check=check_factors),
        _maybe("labels", "samples", "int64", check=_check_labels),
        _maybe("test_images", "test_samples rows columns", "uint8"),
        _maybe("test_inputs", "test_samples inputs"),
        _maybe("test_targets", "test_samples outputs"),
        _maybe("test_labels", "test_samples", "int64", check=_check_labels),
        ArrayField("sample_index", "steps", "int64", check=_check_samples),
        ArrayField("cost", "steps"),
        ArrayField("checkpoint_steps", "checkpoints", "int64", check=_check_checkpoints),
        _maybe("kept_at", "checkpoints", "int64"),
        _of_layer("z_{layer}", "steps n_out"),
        _of_layer("activations_{above}", "steps n_out"),
        _of_layer("deltas_{layer}", "steps n_out"),
        _of_layer("weights_{layer}", "checkpoints n_out n_in"),
        _of_layer("biases_{layer}", "checkpoints n_out"),
        ArrayField("evaluated_steps", "evaluations", "int64", check=_check_evaluations),
        _maybe("train_cost", "evaluations"),
        _maybe("train_confusion", "evaluations classes classes", "int64", check=_check_counts),
        _maybe("test_cost", "evaluations"),
        _maybe("test_confusion", "evaluations classes classes", "int64", check=_check_counts),
        _in_full("products_{layer}", "steps n_out n_in"),
        _in_full("partial_sums_{layer}", "steps n_out n_in"),
        _in_full("gradients_{layer}", "steps n_out n_in"),
        _in_full("slopes_{layer}", "steps n_out"),
        _in_full("weight_updates_{layer}", "steps n_out n_in"),
        _in_full("bias_updates_{layer}", "steps n_out"),
        _in_full("activations_after_{above}", "steps n_out"),
        _in_full("returned_{layer}", "steps n_in n_out", after=1),
        _in_full("returned_sums_{layer}", "steps n_in n_out", after=1),
        _maybe("cost_terms", "steps outputs"),
        _maybe("cost_after", "steps"),
        _maybe("nudge_places", "layers 3", "int64", check=_check_nudge),
        _maybe("nudge_weights", "layers 3"),
        _maybe("nudge_outputs", "layers 3 outputs"),
        _maybe("nudge_costs", "layers 3"),
        _maybe("nudge_slopes", "layers"),
        _maybe("nudge_gradients", "layers"),
    ),
)
