"""Verify a recording: compute it again and name the first difference."""

import sys
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from network.core.model import GIVEN, STARTS, Network
from network.core.rules import Rules
from network.data.dataset import Dataset
from network.errors import UsageError
from network.recordings.importing import import_run
from network.recordings.network_recording import NetworkRecording
from network.recordings.network_schema import IN_ORDER, SHUFFLED
from network.recordings.network_training import record
from network.recordings.recording import Recording
from network.recordings.training import ProgressCallback, train_and_record
from network.storage.archive import Array
from network.storage.storable import Storable

# In the order in which a step computes them.
_ORDER = (
    "weights",
    "biases",
    "products",
    "partial_sums",
    "z",
    "activations",
    "squared_errors",
    "cost_terms",
    "cost",
    "sigmoid_slopes",
    "slopes",
    "returned",
    "returned_sums",
    "deltas",
    "gradients",
    "weight_updates",
    "bias_updates",
    "activations_after",
    "cost_after",
)
#: What is known at some steps only, with the array that says at which.
_AT = {
    "weights": ("checkpoint_steps", "steps_shown"),
    "biases": ("checkpoint_steps", "steps_shown"),
    "confusion": ("steps_shown",),
    "train_cost": ("evaluated_steps",),
    "train_confusion": ("evaluated_steps",),
    "test_cost": ("evaluated_steps",),
    "test_confusion": ("evaluated_steps",),
}


def recompute(recording: Recording, progress: ProgressCallback | None = None) -> Recording:
    """Train again with the samples and settings of a recording.

    Parameters
    ----------
    recording : Recording
        Of any kind.  Of an imported run everything is computed again from its samples and weights.
    progress : callable, optional
        Called with :class:`network.Progress`.

    Returns
    -------
    Recording
        Equal to ``recording`` if that is correct; compare with :func:`first_difference`.

    Raises
    ------
    UsageError
        The metadata are invalid, or the training diverges.
    """
    if isinstance(recording, NetworkRecording):
        return _again(recording, progress)
    metadata = recording.metadata
    network = Network(
        recording.layer_sizes,
        seed=metadata["seed"],
        learning_rate=metadata["learning_rate"],
        output_delta=metadata["output_delta"],
    )
    return train_and_record(
        network,
        recording.images,
        recording.arrays["image_labels"],
        metadata=metadata,
        epochs=metadata["epochs"],
        checkpoint_steps=recording.checkpoint_steps.tolist(),
        everything=metadata["kind"] == "walkthrough",
        progress=progress,
    )


def _again(recording: NetworkRecording, progress: ProgressCallback | None) -> NetworkRecording:
    about, rules = recording.metadata, recording.rules
    samples, test = _rescaled(recording.samples), recording.test_samples
    if recording.is_imported:
        moments = [
            (int(at), recording.weights_at(int(step)), recording.biases_at(int(step)))
            for at, step in zip(
                recording.arrays["kept_at"], recording.checkpoint_steps, strict=True
            )
        ]
        return import_run(
            samples, moments, rules, about["imported"], test=test, title=about["title"], memory=None
        )
    orders = {IN_ORDER: None, SHUFFLED: SHUFFLED}
    order = orders.get(about["order"], recording.sample_index[: about["epoch_steps"]])
    return record(
        samples,
        _network_of(recording, rules),
        epochs=about["epochs"],
        order=order,
        test=test,
        detail=about["detail"],
        title=about["title"],
        memory=None,
        progress=progress,
    )


def _network_of(recording: NetworkRecording, rules: Rules) -> Network:
    """Return the network as it was before the first step."""
    about = recording.metadata
    given = about["start"] == GIVEN
    if about["start"] not in (*STARTS, GIVEN):
        raise UsageError(f"start: expected that of a training, found {about['start']!r:.60}")
    return Network(
        recording.layer_sizes,
        activations=[function.name for function in rules.functions],
        cost=rules.loss.name,
        output_delta=rules.output_delta,
        start="uniform" if given else about["start"],
        weights=recording.weights_at(0) if given else None,
        biases=recording.biases_at(0) if about["start_biases"] == GIVEN else None,
        seed=about["seed"],
        learning_rate=about["learning_rate"],
    )


def _rescaled(samples: Dataset) -> Dataset:
    """Return the samples with inputs and targets computed again from their raw values."""
    if samples.scaling is not None:
        samples = replace(samples, inputs=samples.scaling.apply(samples.raw))
    if samples.target_scaling is not None:
        samples = replace(samples, targets=samples.target_scaling.apply(samples.raw_targets))
    return samples


def first_difference(expected: Storable, found: Storable) -> str | None:
    """Describe on one line the first difference between two recordings of the same kind.

    Parameters
    ----------
    expected, found : Storable
        Both of the same class.

    Returns
    -------
    str or None
        Step, quantity, layer, index, expected value and value found; None if everything is equal,
        bit for bit.
    """
    for key in sorted(expected.metadata.keys() | found.metadata.keys()):
        pair = (expected.metadata.get(key), found.metadata.get(key))
        if pair[0] != pair[1]:
            return f"metadata {key}: expected {pair[0]!r}, found {pair[1]!r}"
    if expected.arrays.keys() != found.arrays.keys():
        only = sorted(expected.arrays.keys() ^ found.arrays.keys())
        return f"arrays: {', '.join(only)} only in one of them"
    differences = []
    for name in expected.arrays:
        difference = _difference(name, expected.arrays, found.arrays)
        if difference is not None:
            differences.append(difference)
    return min(differences)[-1] if differences else None


def _difference(
    name: str, expected: Mapping[str, Array], found: Mapping[str, Array]
) -> tuple[int, int, int, str] | None:
    """Return step, rank, layer and message for one array, or None if it is equal."""
    a, b = expected[name], found[name]
    quantity, _, number = name.rpartition("_")
    if not number.isdecimal() or quantity not in _ORDER:
        quantity, number = name, ""
    if a.shape != b.shape:
        return -1, 0, 0, f"{name}: expected shape {a.shape}, found {b.shape}"
    places = np.argwhere(_bits(a) != _bits(b))
    if not len(places):
        return None
    place: tuple[int, ...] = tuple(places[0].tolist())
    values = f"expected {a[place]!s}, found {b[place]!s}"
    at = next((expected[key] for key in _AT.get(quantity, ()) if key in expected), None)
    if at is not None:
        step = int(at[place[0]])
    elif quantity in _ORDER:
        step = place[0]
    else:  # images and labels come first; nudges follow from everything else
        first = sys.maxsize if name.startswith("nudge_") else -1
        return first, 0, 0, f"{name}, index {list(place)}: {values}"
    layer = int(number) if number else -1
    what = f"{quantity} of layer {layer}" if number else quantity
    index = f", index {list(place[1:])}" if place[1:] else ""
    order = _ORDER.index(quantity) if quantity in _ORDER else len(_ORDER)
    return step, order, layer, f"step {step}, {what}{index}: {values}"


def _bits(array: Array) -> Array:
    """View the bits as integers, so that 0.0 and −0.0 differ and NaN equals itself."""
    return np.ascontiguousarray(array).view(f"u{array.itemsize}")
