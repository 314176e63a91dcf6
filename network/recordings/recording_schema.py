"""The content of recordings of the walkthrough and of plain MNIST runs: format 1."""

from functools import partial
from typing import Any

import numpy as np

from network.core.kernel import OUTPUT_DELTAS
from network.core.model import check_integer, check_layer_sizes, check_learning_rate
from network.errors import UsageError
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

__all__ = [
    "FULL_KINDS",
    "MNIST",
    "RECORDING",
    "TRAINING_FIELDS",
    "WALKTHROUGH",
    "check_inputs_and_classes",
    "check_nudge",
    "check_update_counts",
]

WALKTHROUGH, MNIST = "walkthrough", "mnist"
#: Kinds recorded with all intermediate values.
FULL_KINDS = (WALKTHROUGH,)


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


def check_nudge(places: Array, metadata: Metadata, steps: int) -> None:
    """Raise UsageError unless one weight of each layer was nudged, at one of ``steps`` steps."""
    nudge, sizes = metadata["nudge"], metadata["layer_sizes"]
    check_integer(nudge["step"], "the nudged step", 0, steps - 1)
    if not 0 < float(nudge["epsilon"]) < 1:
        raise UsageError("nudge: expected an epsilon above 0 and below 1")
    for expected_layer, (layer, row, column) in enumerate(places.tolist()):
        check_integer(layer, "a nudged weight's layer", expected_layer, expected_layer)
        check_integer(row, "a nudged weight's row", 0, sizes[layer + 1] - 1)
        check_integer(column, "a nudged weight's column", 0, sizes[layer] - 1)


def _check_nudge(name: str, places: Array, metadata: Metadata) -> None:
    check_nudge(places, metadata, metadata["images"] * metadata["epochs"])


def _sizes(metadata: Metadata) -> Sizes:
    sizes, images = metadata["layer_sizes"], metadata["images"]
    rows, columns = metadata["image_shape"]
    return {
        "images": images, "steps": images * metadata["epochs"], "rows": rows, "columns": columns,
        "layers": len(sizes) - 1, "outputs": sizes[-1],
    }  # fmt: skip


_of_layer = partial(ArrayField, each="layer")
_in_full = partial(ArrayField, kinds=FULL_KINDS)
_of_layer_in_full = partial(ArrayField, each="layer", kinds=FULL_KINDS)

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
